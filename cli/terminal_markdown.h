/*
 * terminal_markdown.h: the Markdown of a passage as readable text on a terminal: paragraphs flow, list items hang,
 * marks are left out, links keep where they lead to. Meant for what authors write; anything else comes out as plain
 * text.
 */
#ifndef BPV_TERMINAL_MARKDOWN_H
#define BPV_TERMINAL_MARKDOWN_H

#include "terminal_text.h"

/* Writes text from byte `from` on, every line indented by `indent` columns. */
void terminal_markdown(const struct terminal *terminal, struct bpv_text text, size_t from, size_t indent);

/* Writes one span of the text as a paragraph in one style. */
void terminal_markdown_span(const struct terminal *terminal, struct bpv_text text, struct bpv_span span, size_t indent,
                            unsigned style);

/* Appends a span of the text as one plain line, without marks. */
void terminal_markdown_plain(struct bpv_text text, struct bpv_span span, struct text_buffer *out);

#endif
