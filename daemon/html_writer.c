#include "html_writer.h"

#include <string.h>

#include "utf8.h"

#define REPLACEMENT "\xEF\xBF\xBD"

static struct bpv_text as_text(const char *string)
{
    return (struct bpv_text){string, strlen(string)};
}

/* Bytes at the start of text that form one code point; 0 when they are not UTF-8. */
static size_t code_point_length(struct bpv_text text)
{
    size_t most = text.length < 4 ? text.length : 4;
    for (size_t length = 1; length <= most; length++)
        if (utf8_valid(text.start, length, NULL))
            return length;
    return 0;
}

/* White space that is layout in HTML. */
static bool is_layout(char byte)
{
    return byte == '\n' || byte == '\t';
}

static void write_escaped(struct text_buffer *out, struct bpv_text text)
{
    while (text.length) {
        size_t length = code_point_length(text);
        uint32_t code_point = 0;
        if (length)
            utf8_decode(text.start, length, &code_point);
        if (!length || (utf8_unsafe(code_point) && !is_layout(text.start[0])))
            html_raw(out, REPLACEMENT);
        else
            text_buffer_append_html(out, (struct bpv_text){text.start, length});
        size_t used = length ? length : 1;
        text.start += used;
        text.length -= used;
    }
}

/* Both contexts get the whole set of escapes: text that ends up in the other context is then still harmless. */
void html_text(struct text_buffer *out, struct bpv_text text)
{
    write_escaped(out, text);
}

void html_attribute(struct text_buffer *out, struct bpv_text text)
{
    write_escaped(out, text);
}

void html_text_string(struct text_buffer *out, const char *string)
{
    write_escaped(out, as_text(string));
}

void html_attribute_string(struct text_buffer *out, const char *string)
{
    write_escaped(out, as_text(string));
}

static bool is_unreserved(char byte)
{
    return (byte >= 'a' && byte <= 'z') || (byte >= 'A' && byte <= 'Z') || (byte >= '0' && byte <= '9') ||
           byte == '-' || byte == '.' || byte == '_' || byte == '~';
}

void html_url_argument(struct text_buffer *out, struct bpv_text text)
{
    static const char hex[] = "0123456789ABCDEF";
    for (size_t i = 0; i < text.length; i++) {
        unsigned char byte = (unsigned char)text.start[i];
        if (is_unreserved(text.start[i])) {
            text_buffer_append_char(out, text.start[i]);
            continue;
        }
        char escaped[3] = {'%', hex[byte >> 4], hex[byte & 15]};
        text_buffer_append(out, escaped, sizeof escaped);
    }
}

void html_url_argument_string(struct text_buffer *out, const char *string)
{
    html_url_argument(out, as_text(string));
}
