/*
 * text_buffer.h: a growable string with a maximum. Always NUL-terminated after the first append.
 * Ownership: text_buffer_init or {0}, then text_buffer_release. Running over the maximum sets `overflow` and drops the
 * bytes; out of memory aborts. One thread at a time.
 */
#ifndef BPV_TEXT_BUFFER_H
#define BPV_TEXT_BUFFER_H

#include <stdbool.h>
#include <stddef.h>

#include "bpv.h"

#ifdef __cplusplus
extern "C" {
#endif

bool text_equal(struct bpv_text a, struct bpv_text b); /* the same bytes */

struct text_buffer {
    char *data;      /* NULL while empty */
    size_t length;   /* without the NUL */
    size_t capacity;
    size_t maximum;  /* 0 = 256 MiB */
    bool overflow;
};

void text_buffer_init(struct text_buffer *buffer, size_t maximum);
void text_buffer_release(struct text_buffer *buffer);
void text_buffer_clear(struct text_buffer *buffer); /* keeps the memory */
/* Room for `extra` bytes behind the text, to be written by the caller, who then tells how many it were; NULL when over
 * the maximum. */
char *text_buffer_reserve(struct text_buffer *buffer, size_t extra);
void text_buffer_extend(struct text_buffer *buffer, size_t length);
void text_buffer_append(struct text_buffer *buffer, const char *bytes, size_t length);
void text_buffer_append_text(struct text_buffer *buffer, struct bpv_text text);
void text_buffer_append_string(struct text_buffer *buffer, const char *string);
/* The text as HTML, between tags or in a quoted attribute. Control characters stay. */
void text_buffer_append_html(struct text_buffer *buffer, struct bpv_text text);
void text_buffer_append_char(struct text_buffer *buffer, char byte);
void text_buffer_append_number(struct text_buffer *buffer, unsigned long long value); /* in decimal digits */
__attribute__((format(printf, 2, 3))) void text_buffer_printf(struct text_buffer *buffer, const char *format, ...);
struct bpv_text text_buffer_text(const struct text_buffer *buffer);

/* realloc that aborts with a message when there is no memory. */
void *xrealloc(void *pointer, size_t size);
void *xcalloc(size_t count, size_t size);

#ifdef __cplusplus
}
#endif
#endif
