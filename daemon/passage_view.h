/*
 * passage_view.h: how a passage looks on every page: labels, text, reference, quotes to copy, a line in a list.
 * Ownership: everything is borrowed. Errors: none of its own (text_buffer.overflow tells). Any thread.
 */
#ifndef BPVD_PASSAGE_VIEW_H
#define BPVD_PASSAGE_VIEW_H

#include "http_request.h"
#include "serving.h"
#include "text_buffer.h"

struct passage_view {
    const struct http_request *request;
    const struct serving *serving;
    const struct bpv_passage *passage;
    struct bpv_text question; /* what was asked; empty on the passage's own page */
    struct bpv_text brief;    /* the short answer, as Markdown; empty if there is none */
    bool expired;
};

/* What a force means, for people: "dit moet". */
const char *passage_force_meaning(enum bpv_force force);
/* "Alle studenten", "Extra ondersteuning" */
const char *passage_audience_label(enum bpv_audience audience);

/* Labels for force, expired and extra support, in words. */
void passage_view_labels(struct text_buffer *out, const struct passage_view *view);
/* The banner of an expired passage; nothing for a valid one. */
void passage_view_expired(struct text_buffer *out, const struct passage_view *view);
/* Safe HTML of a passage (of bpv_highlight_html, or passage.html) with its links to other passages made complete. */
void passage_view_html(struct text_buffer *out, const struct http_request *request, struct bpv_text html);
/* Module, source, validity, review date, id and permanent link. */
void passage_view_reference(struct text_buffer *out, const struct passage_view *view);
/* The buttons (shown by script) and the two quotes as text to select. */
void passage_view_actions(struct text_buffer *out, const struct passage_view *view);
/* Head of a printed sheet: program, day and address. */
void passage_view_print_head(struct text_buffer *out, const struct passage_view *view);
/* Title, organisation and year of a source, linked if it has an address on the web. */
void passage_view_source_name(struct text_buffer *out, const struct bpv_source *source);
/* One passage as a line in a list: title, force, need or nice to know. */
void passage_view_line(struct text_buffer *out, const struct http_request *request, const struct bpv_passage *passage,
                       bool expired);

#endif
