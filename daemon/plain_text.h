/*
 * plain_text.h: Markdown of a passage as plain text, for a mail or for the short answer: marks go, words stay.
 * Ownership: appends to the caller's buffer. Errors: none; what is not understood is kept. Any thread.
 */
#ifndef BPVD_PLAIN_TEXT_H
#define BPVD_PLAIN_TEXT_H

#include "text_buffer.h"

/* Takes off emphasis, code and heading marks and backslashes; a link becomes its text. Lists and line breaks stay. */
void plain_text_write(struct text_buffer *out, struct bpv_text markdown);

/* The first block of Markdown (up to an empty line): where authors put the short answer. */
struct bpv_text plain_text_first_block(struct bpv_text markdown);

#endif
