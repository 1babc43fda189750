/*
 * html_writer.h: writes HTML; one writer per context, the safe form being the short one.
 * html_text       between tags                    html_attribute     inside a double-quoted attribute value
 * html_url_argument  a name or value in a query string or one path segment, inside a double-quoted attribute
 * html_raw        markup that is a constant of the program: it takes string literals only
 * Control characters, bidirectional controls and broken UTF-8 become U+FFFD. The `_string` forms take a string that
 * ends with a NUL.
 * Ownership: the buffer is borrowed. Errors: none of its own (text_buffer.overflow tells). One thread at a time.
 */
#ifndef BPVD_HTML_WRITER_H
#define BPVD_HTML_WRITER_H

#include "text_buffer.h"

void html_text(struct text_buffer *out, struct bpv_text text);
void html_text_string(struct text_buffer *out, const char *string);
void html_attribute(struct text_buffer *out, struct bpv_text text);
void html_attribute_string(struct text_buffer *out, const char *string);
void html_url_argument(struct text_buffer *out, struct bpv_text text);
void html_url_argument_string(struct text_buffer *out, const char *string);

#define html_raw(out, literal) text_buffer_append((out), "" literal "", sizeof(literal) - 1)

#endif
