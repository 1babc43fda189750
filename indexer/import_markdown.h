/*
 * import_markdown.h: blocks as Markdown that means what the document says: nothing in its text becomes markup.
 * Ownership: appends to the caller's buffer. Pure; any thread.
 */
#ifndef BPV_IMPORT_MARKDOWN_H
#define BPV_IMPORT_MARKDOWN_H

#include "import_document.h"

/* Blocks one after the other: paragraphs apart, items and rows below each other. */
void import_markdown_blocks(struct text_buffer *out, const struct import_block *blocks, size_t count);
/* One line, escaped; for a heading. */
void import_markdown_line(struct text_buffer *out, struct bpv_text text);

#endif
