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

/* < and & are escaped too, so that a reply that ends up inside HTML stays harmless. */
static bool is_plain(unsigned char byte)
{
    return byte >= 0x20 && byte != '"' && byte != '\\' && byte != '<' && byte != '&' && byte != 0x7F;
}

#define EIGHT(byte) (0x0101010101010101u * (byte))

/* Not 0 if one of the eight bytes is zero; so is that of bytes below `limit` (at most 0x80). Exact up to the first such
 * byte. */
static uint64_t zero_bytes(uint64_t eight)
{
    return (eight - EIGHT(1)) & ~eight & EIGHT(0x80);
}

static uint64_t small_bytes(uint64_t eight, unsigned limit)
{
    return (eight - EIGHT(limit)) & ~eight & EIGHT(0x80);
}

/* How many bytes from the start on need no escape. */
static size_t plain_length(const char *start, size_t length)
{
    size_t at = 0;
    for (; length - at >= 8; at += 8) {
        uint64_t eight;
        memcpy(&eight, start + at, sizeof eight);
        if (small_bytes(eight, 0x20) | zero_bytes(eight ^ EIGHT('"')) | zero_bytes(eight ^ EIGHT('\\')) |
            zero_bytes(eight ^ EIGHT('<')) | zero_bytes(eight ^ EIGHT('&')) | zero_bytes(eight ^ EIGHT(0x7F)))
            break;
    }
    while (at < length && is_plain((unsigned char)start[at]))
        at++;
    return at;
}

/* The escape of a byte that needs one; returns its length. */
static size_t write_escape(char *to, unsigned char byte)
{
    static const char digits[] = "0123456789abcdef";
    char letter = byte == '\n' ? 'n' : byte == '\t' ? 't' : byte == '"' || byte == '\\' ? (char)byte : 'u';
    to[0] = '\\';
    to[1] = letter;
    if (letter != 'u')
        return 2;
    to[2] = to[3] = '0';
    to[4] = digits[byte >> 4];
    to[5] = digits[byte & 15];
    return 6;
}

static void append_escaped(struct text_buffer *out, struct bpv_text text)
{
    enum { ESCAPE_MAX = 6 };
    size_t at = 0;
    text_buffer_append_char(out, '"');
    while (at < text.length) {
        char escape[ESCAPE_MAX];
        size_t plain = plain_length(text.start + at, text.length - at);
        size_t escaped = at + plain < text.length ? write_escape(escape, (unsigned char)text.start[at + plain]) : 0;
        char *to = text_buffer_reserve(out, plain + escaped);
        if (!to)
            return;
        memcpy(to, text.start + at, plain);
        memcpy(to + plain, escape, escaped);
        at += plain + (escaped > 0);
        text_buffer_extend(out, plain + escaped);
    }
    text_buffer_append_char(out, '"');
}

/* Backwards from end; returns where it starts. */
static char *write_digits(char *end, unsigned long long value)
{
    do {
        *--end = (char)('0' + value % 10);
        value /= 10;
    } while (value);
    return end;
}

void json_key(struct json_writer *json, const char *key)
{
    size_t length = strlen(key);
    before_value(json);
    char *to = plain_length(key, length) == length ? text_buffer_reserve(json->out, length + 3) : NULL;
    if (to) { /* as all of ours are: in one go */
        to[0] = to[length + 1] = '"';
        to[length + 2] = ':';
        memcpy(to + 1, key, length);
        text_buffer_extend(json->out, length + 3);
    } else {
        append_escaped(json->out, (struct bpv_text){key, length});
        text_buffer_append_char(json->out, ':');
    }
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
    char digits[24], *end = digits + sizeof digits;
    unsigned long long magnitude = value < 0 ? 0ull - (unsigned long long)value : (unsigned long long)value;
    char *at = write_digits(end, magnitude);
    if (value < 0)
        *--at = '-';
    text_buffer_append(json->out, at, (size_t)(end - at));
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
