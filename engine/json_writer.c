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

enum { AT_ONCE = 16 };
typedef unsigned char bytes_at_once __attribute__((vector_size(AT_ONCE)));

/* The place of the first of two times eight bytes that is not 0; there is one. */
static size_t first_of(const uint64_t halves[2])
{
    uint64_t half = halves[0] ? halves[0] : halves[1];
    size_t bits = (size_t)(__BYTE_ORDER__ == __ORDER_LITTLE_ENDIAN__ ? __builtin_ctzll(half) : __builtin_clzll(half));
    return (halves[0] ? 0 : sizeof half) + bits / 8;
}

/* How many of sixteen bytes need no escape, from the start on. */
static size_t plain_at_once(const char *start)
{
    bytes_at_once bytes;
    uint64_t halves[2];
    memcpy(&bytes, start, sizeof bytes);
    bytes_at_once escaped = (bytes_at_once)((bytes < 0x20) | (bytes == '"') | (bytes == '\\') | (bytes == '<') |
                                            (bytes == '&') | (bytes == 0x7F));
    memcpy(halves, &escaped, sizeof halves);
    return halves[0] | halves[1] ? first_of(halves) : AT_ONCE;
}

/* How many bytes from the start on need no escape. */
static size_t plain_length(const char *start, size_t length)
{
    size_t at = 0;
    while (length < AT_ONCE && at < length && is_plain((unsigned char)start[at]))
        at++;
    while (length >= AT_ONCE && at < length) {
        if (length - at < AT_ONCE)
            at = length - AT_ONCE; /* some of these bytes once more: they are plain */
        size_t plain = plain_at_once(start + at);
        at += plain;
        if (plain < AT_ONCE)
            break;
    }
    return at;
}

enum { ESCAPE_MAX = 6 };

/* The escape of a byte that needs one; returns what follows it. */
static char *write_escape(char *to, unsigned char byte)
{
    static const char digits[] = "0123456789abcdef";
    char letter = byte == '\n' ? 'n' : byte == '\t' ? 't' : byte == '"' || byte == '\\' ? (char)byte : 'u';
    *to++ = '\\';
    *to++ = letter;
    if (letter != 'u')
        return to;
    *to++ = '0';
    *to++ = '0';
    *to++ = digits[byte >> 4];
    *to++ = digits[byte & 15];
    return to;
}

static void append_escaped(struct text_buffer *out, struct bpv_text text)
{
    const char *at = text.length ? text.start : "", *end = at + text.length;
    char *from = text_buffer_reserve(out, text.length + ESCAPE_MAX + 2), *to = from;
    if (!to)
        return;
    *to++ = '"';
    for (;;) {
        size_t plain = plain_length(at, (size_t)(end - at));
        memcpy(to, at, plain);
        to += plain;
        at += plain;
        if (at == end)
            break;
        to = write_escape(to, (unsigned char)*at++);
        text_buffer_extend(out, (size_t)(to - from));
        from = to = text_buffer_reserve(out, (size_t)(end - at) + ESCAPE_MAX + 1); /* again, for one escape more */
        if (!to)
            return;
    }
    *to++ = '"';
    text_buffer_extend(out, (size_t)(to - from));
}

void json_key(struct json_writer *json, const char *key)
{
    before_value(json);
    append_escaped(json->out, (struct bpv_text){key, strlen(key)});
    text_buffer_append_char(json->out, ':');
    json->comma = false;
}

void json_ready_key(struct json_writer *json, const char *quoted, size_t length)
{
    char *to = text_buffer_reserve(json->out, length + 1);
    if (!to)
        return;
    *to = ',';
    memcpy(to + json->comma, quoted, length);
    text_buffer_extend(json->out, length + json->comma);
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
    if (value < 0)
        text_buffer_append_char(json->out, '-');
    text_buffer_append_number(json->out, value < 0 ? 0ull - (unsigned long long)value : (unsigned long long)value);
}

/*
 * As "%.4g" of a number from 0.001 to 1, which those of an answer are; false if it is another, or so near the middle
 * between two outcomes that rounding could go either way.
 */
static bool append_share(struct text_buffer *out, double value)
{
    enum { DIGITS_MAX = 6 };
    if (!(value >= 0.001 && value < 1))
        return false;
    size_t digits = value >= 0.1 ? 4 : value >= 0.01 ? 5 : 6;
    double scaled = value * (digits == 4 ? 1e4 : digits == 5 ? 1e5 : 1e6);
    unsigned whole = (unsigned)scaled;
    double rest = scaled - whole;
    if (fabs(rest - 0.5) < 1e-6)
        return false;
    whole += rest > 0.5;
    if (whole == 10000 && digits == 4) {
        text_buffer_append_char(out, '1');
        return true;
    }
    char text[2 + DIGITS_MAX] = "0.";
    for (size_t i = digits; i > 0; i--, whole /= 10)
        text[1 + i] = (char)('0' + whole % 10);
    while (text[1 + digits] == '0')
        digits--;
    text_buffer_append(out, text, 2 + digits);
    return true;
}

void json_number(struct json_writer *json, double value)
{
    /* Rounded up, the largest numbers would be beyond what a reader can hold. */
    if (!isfinite(value) || fabs(value) > 1e300) {
        json_null(json);
        return;
    }
    before_value(json);
    if (!append_share(json->out, value))
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
