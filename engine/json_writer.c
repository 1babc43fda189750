#include "json_writer.h"

#include <math.h>
#include <string.h>

static void before_value(struct json_writer *json)
{
    if (json->comma)
        text_buffer_append_char(json->out, ',');
    json->comma = true;
}

static void begin(struct json_writer *json, char bracket)
{
    before_value(json);
    text_buffer_append_char(json->out, bracket);
    json->comma = false;
}

static void end(struct json_writer *json, char bracket)
{
    text_buffer_append_char(json->out, bracket);
    json->comma = true;
}

void json_begin_object(struct json_writer *json) { begin(json, '{'); }
void json_end_object(struct json_writer *json) { end(json, '}'); }
void json_begin_array(struct json_writer *json) { begin(json, '['); }
void json_end_array(struct json_writer *json) { end(json, ']'); }

static void append_escaped(struct text_buffer *out, struct bpv_text text)
{
    text_buffer_append_char(out, '"');
    size_t plain = 0;
    for (size_t i = 0; i < text.length; i++) {
        unsigned char byte = (unsigned char)text.start[i];
        /* < and & are escaped too, so that a reply that ends up inside HTML stays harmless. */
        if (byte >= 0x20 && byte != '"' && byte != '\\' && byte != '<' && byte != '&' && byte != 0x7F)
            continue;
        text_buffer_append(out, text.start + plain, i - plain);
        plain = i + 1;
        if (byte == '"' || byte == '\\') {
            text_buffer_append_char(out, '\\');
            text_buffer_append_char(out, (char)byte);
        } else if (byte == '\n') {
            text_buffer_append(out, "\\n", 2);
        } else if (byte == '\t') {
            text_buffer_append(out, "\\t", 2);
        } else {
            text_buffer_printf(out, "\\u%04x", byte);
        }
    }
    text_buffer_append(out, text.start + plain, text.length - plain);
    text_buffer_append_char(out, '"');
}

void json_key(struct json_writer *json, const char *key)
{
    before_value(json);
    append_escaped(json->out, (struct bpv_text){key, strlen(key)});
    text_buffer_append_char(json->out, ':');
    json->comma = false;
}

void json_text(struct json_writer *json, struct bpv_text text)
{
    before_value(json);
    append_escaped(json->out, text);
}

void json_string(struct json_writer *json, const char *string)
{
    json_text(json, (struct bpv_text){string, strlen(string)});
}

void json_integer(struct json_writer *json, long long value)
{
    before_value(json);
    text_buffer_printf(json->out, "%lld", value);
}

void json_number(struct json_writer *json, double value)
{
    /* Rounded up, the largest numbers would be beyond what a reader can hold. */
    if (!isfinite(value) || fabs(value) > 1e300) {
        json_null(json);
        return;
    }
    before_value(json);
    text_buffer_printf(json->out, "%.4g", value);
}

void json_boolean(struct json_writer *json, bool value)
{
    before_value(json);
    text_buffer_append_string(json->out, value ? "true" : "false");
}

void json_null(struct json_writer *json)
{
    before_value(json);
    text_buffer_append(json->out, "null", 4);
}

void json_text_or_null(struct json_writer *json, struct bpv_text text)
{
    if (text.length)
        json_text(json, text);
    else
        json_null(json);
}

void json_date_or_null(struct json_writer *json, bpv_date date)
{
    char text[11];
    bpv_date_write(date, text);
    if (text[0])
        json_string(json, text);
    else
        json_null(json);
}
