#include "text_buffer.h"

#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define DEFAULT_MAXIMUM (256u * 1024u * 1024u)

void *xrealloc(void *pointer, size_t size)
{
    void *grown = realloc(pointer, size ? size : 1);
    if (!grown) {
        fputs("bpv: geen geheugen meer\n", stderr);
        abort();
    }
    return grown;
}

void *xcalloc(size_t count, size_t size)
{
    void *zeroed = calloc(count ? count : 1, size ? size : 1);
    if (!zeroed) {
        fputs("bpv: geen geheugen meer\n", stderr);
        abort();
    }
    return zeroed;
}

bool text_equal(struct bpv_text a, struct bpv_text b)
{
    return a.length == b.length && (a.length == 0 || memcmp(a.start, b.start, a.length) == 0);
}

void text_buffer_init(struct text_buffer *buffer, size_t maximum)
{
    *buffer = (struct text_buffer){.maximum = maximum};
}

void text_buffer_release(struct text_buffer *buffer)
{
    free(buffer->data);
    *buffer = (struct text_buffer){.maximum = buffer->maximum};
}

void text_buffer_clear(struct text_buffer *buffer)
{
    buffer->length = 0;
    buffer->overflow = false;
    if (buffer->data)
        buffer->data[0] = '\0';
}

/* Makes room for extra bytes and a NUL; false when that would pass the maximum. */
static bool reserve(struct text_buffer *buffer, size_t extra)
{
    size_t maximum = buffer->maximum ? buffer->maximum : DEFAULT_MAXIMUM;
    if (extra > maximum || buffer->length > maximum - extra) {
        buffer->overflow = true;
        return false;
    }
    size_t needed = buffer->length + extra + 1;
    if (needed > buffer->capacity) {
        size_t capacity = buffer->capacity ? buffer->capacity : 128;
        while (capacity < needed)
            capacity *= 2;
        buffer->data = xrealloc(buffer->data, capacity);
        buffer->capacity = capacity;
    }
    return true;
}

char *text_buffer_reserve(struct text_buffer *buffer, size_t extra)
{
    return reserve(buffer, extra) ? buffer->data + buffer->length : NULL;
}

void text_buffer_extend(struct text_buffer *buffer, size_t length)
{
    buffer->length += length;
    buffer->data[buffer->length] = '\0';
}

void text_buffer_append(struct text_buffer *buffer, const char *bytes, size_t length)
{
    if (!reserve(buffer, length))
        return;
    if (length)
        memcpy(buffer->data + buffer->length, bytes, length);
    buffer->length += length;
    buffer->data[buffer->length] = '\0';
}

void text_buffer_append_text(struct text_buffer *buffer, struct bpv_text text)
{
    text_buffer_append(buffer, text.start, text.length);
}

/* The entity for a byte that markup could be made of, or NULL. */
static const char *entity(char byte)
{
    switch (byte) {
    case '&':
        return "&amp;";
    case '<':
        return "&lt;";
    case '>':
        return "&gt;";
    case '"':
        return "&quot;";
    case '\'':
        return "&#39;";
    default:
        return NULL;
    }
}

void text_buffer_append_html(struct text_buffer *buffer, struct bpv_text text)
{
    size_t plain = 0; /* where what stays as it is begins */
    for (size_t i = 0; i < text.length; i++) {
        const char *replaced = entity(text.start[i]);
        if (!replaced)
            continue;
        text_buffer_append(buffer, text.start + plain, i - plain);
        text_buffer_append_string(buffer, replaced);
        plain = i + 1;
    }
    if (plain < text.length)
        text_buffer_append(buffer, text.start + plain, text.length - plain);
}

void text_buffer_append_string(struct text_buffer *buffer, const char *string)
{
    text_buffer_append(buffer, string, strlen(string));
}

void text_buffer_append_char(struct text_buffer *buffer, char byte)
{
    if (!reserve(buffer, 1))
        return;
    buffer->data[buffer->length++] = byte;
    buffer->data[buffer->length] = '\0';
}

void text_buffer_printf(struct text_buffer *buffer, const char *format, ...)
{
    va_list arguments;
    va_start(arguments, format);
    va_list again;
    va_copy(again, arguments);
    /* Mostly there is room enough; if not, what was printed says how much is needed. */
    char *end = buffer->data ? buffer->data + buffer->length : NULL;
    size_t room = buffer->capacity - buffer->length;
    int length = vsnprintf(end, room, format, arguments);
    va_end(arguments);
    bool fits = length >= 0 && reserve(buffer, (size_t)length);
    if (fits && (size_t)length >= room)
        vsnprintf(buffer->data + buffer->length, (size_t)length + 1, format, again);
    if (fits)
        buffer->length += (size_t)length;
    if (buffer->data)
        buffer->data[buffer->length] = '\0';
    va_end(again);
}

void text_buffer_append_number(struct text_buffer *buffer, unsigned long long value)
{
    char digits[24], *end = digits + sizeof digits, *at = end;
    do {
        *--at = (char)('0' + value % 10);
        value /= 10;
    } while (value);
    text_buffer_append(buffer, at, (size_t)(end - at));
}

struct bpv_text text_buffer_text(const struct text_buffer *buffer)
{
    return (struct bpv_text){buffer->data ? buffer->data : "", buffer->length};
}
