/* passage_words.h: the parts of a reference in words; every form of output uses them. They append to the buffer; no
 * errors. */
#ifndef BPV_PASSAGE_WORDS_H
#define BPV_PASSAGE_WORDS_H

#include "bpv.h"
#include "cli_output.h"

/* Appends "VERLOPEN op 2023-07-31" or "GELDT PAS VANAF 2027-08-01", or nothing: said wherever a passage is quoted. */
void passage_warning_write(const struct bpv_passage *passage, bpv_date on, struct text_buffer *out);

/* Appends "geldig vanaf 2015-08-01 tot en met 2023-07-31", or "begin niet bekend". */
void passage_validity_write(const struct bpv_passage *passage, struct text_buffer *out);

/* Appends "Module 1 Wet- en regelgeving › Praktijkovereenkomst › Wie tekent ...?". */
void passage_breadcrumb_write(const struct bpv_base *base, const struct bpv_passage *passage, struct text_buffer *out);

/* Appends the sources, short or long, with "; " between them; "eigen uitleg, zonder bron" if there are none. */
void passage_sources_write(const struct bpv_passage *passage, bool long_form, struct text_buffer *out);

/* Appends "nagekeken 2026-11-22", or "nog niet nagekeken". */
void passage_review_write(const struct bpv_passage *passage, struct text_buffer *out);

/* Appends Markdown with links within the corpus as "words [id]": where the text is pasted, "#id" leads nowhere. */
void passage_markdown_text_write(struct bpv_text markdown, struct text_buffer *out);

/* The same for HTML as the index has it. */
void passage_html_text_write(struct bpv_text html, struct text_buffer *out);

/* Appends the passage as a block of Markdown that can be pasted anywhere: heading, text, reference. */
void passage_markdown_write(const struct bpv_base *base, const struct bpv_passage *passage, bpv_date on,
                            struct text_buffer *out);

#endif
