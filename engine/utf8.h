/*
 * utf8.h: checking, cutting and folding of UTF-8. Pure functions over borrowed bytes; no errors but false; any thread.
 * Folding is utf8proc's (Unicode 14): NFC, lower case, without accents.
 */
#ifndef BPV_UTF8_H
#define BPV_UTF8_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "text_buffer.h"

#ifdef __cplusplus
extern "C" {
#endif

/* Bytes from the start on that are printable ASCII for sure: a multiple of 8, for loops that look at the rest one by
 * one. */
size_t utf8_plain(const char *bytes, size_t length);
/* True for well-formed UTF-8 without NUL; else *bad is the offset of the first bad byte (bad may be NULL). */
bool utf8_valid(const char *bytes, size_t length, size_t *bad);

/* Decodes one code point of valid UTF-8 and returns its length in bytes (1..4); length must be at least 1. */
size_t utf8_decode(const char *bytes, size_t length, uint32_t *code_point);
size_t utf8_encode(uint32_t code_point, char out[4]);

size_t utf8_code_points(const char *bytes, size_t length);

/* Largest cut <= maximum that does not split a code point. */
size_t utf8_cut(const char *bytes, size_t length, size_t maximum);

/* Display columns of a code point: 0, 1 or 2. */
int utf8_width(uint32_t code_point);

/* Appends the text in lower case without accents. */
void utf8_fold(const char *bytes, size_t length, struct text_buffer *out);

/* True if this is a control character, a bidi control or the replacement character: never to be printed. */
bool utf8_unsafe(uint32_t code_point);

bool utf8_is_letter(uint32_t code_point);

#ifdef __cplusplus
}
#endif
#endif
