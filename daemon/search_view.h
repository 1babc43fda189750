/*
 * search_view.h: the parts of the answer page beside the answers: addresses with filters, facets, paging, "no answer".
 * Ownership: everything is borrowed. Errors: none of its own (text_buffer.overflow tells). Any thread.
 */
#ifndef BPVD_SEARCH_VIEW_H
#define BPVD_SEARCH_VIEW_H

#include "http_request.h"
#include "serving.h"
#include "text_buffer.h"

struct search_view {
    const struct http_request *request;
    const struct serving *serving;
    const struct bpv_taxonomy *taxonomy;
    const struct bpv_question *question;
    const struct bpv_answer *answer;
};

/* "/zoek?q=...&module=1" for an attribute. */
void search_view_address(struct text_buffer *out, const struct search_view *view, struct bpv_text text,
                         const struct bpv_filters *filters, size_t offset);
bool search_view_filtered(const struct bpv_filters *filters);

/* The filters that are on, each a link that takes it off. */
void search_view_chips(struct text_buffer *out, const struct search_view *view);
/* Every way to narrow down, with exact counts. */
void search_view_facets(struct text_buffer *out, const struct search_view *view);
/* Previous and next page. */
void search_view_pages(struct text_buffer *out, const struct search_view *view);
/* What to do when the knowledge base has no answer. */
void search_view_no_answer(struct text_buffer *out, const struct search_view *view);

#endif
