/*
 * page_frame.h: what every page for people shares: head, skip link, header with the search form, footer; addresses,
 * dates, numbers.
 * Ownership: everything is borrowed. Errors: none of its own (text_buffer.overflow tells). Any thread.
 */
#ifndef BPVD_PAGE_FRAME_H
#define BPVD_PAGE_FRAME_H

#include "http_reply.h"
#include "http_request.h"
#include "serving.h"
#include "text_buffer.h"

enum page_section {
    PAGE_SECTION_NONE,
    PAGE_SECTION_MODULES,
    PAGE_SECTION_TRACKS,
    PAGE_SECTION_GLOSSARY,
    PAGE_SECTION_COVERAGE,
    PAGE_SECTION_ABOUT
};

struct page_head {
    struct bpv_text title;    /* what comes before " | BPV-wijzer"; empty on the start page */
    struct bpv_text question; /* stands in the search field */
    enum page_section section;
    bool own_form;            /* the page has the search form itself; the header leaves it out */
    bool unlisted;            /* not for search engines */
};

void page_begin(struct text_buffer *out, const struct http_request *request, const struct page_head *head);
void page_end(struct text_buffer *out, const struct http_request *request, const struct serving *serving);

/* The search form; on the start page the label is that page's heading. */
void page_search_form(struct text_buffer *out, const struct http_request *request, struct bpv_text question,
                      bool heading);

/* The root prefix and a path that is a constant, for an attribute between double quotes. */
#define page_path(out, request, literal) (html_attribute((out), (request)->root), html_raw((out), literal))
/* "/passage/<id>" with the root prefix, for an attribute. */
void page_passage_path(struct text_buffer *out, const struct http_request *request, struct bpv_text id);
/* "https://bpv.school.nl/bpv": what an absolute address starts with, for an attribute; "localhost" without a Host. */
void page_origin(struct text_buffer *out, const struct http_request *request);
/* The full address of a passage, "https://host/passage/<id>", as plain text; without a Host only the path. */
void page_passage_address(struct text_buffer *out, const struct http_request *request, struct bpv_text id);

/* "<a class=node ...>3</a>" is made by the caller; this is the round sign with the number of a module. */
void page_node(struct text_buffer *out, unsigned number, bool small);

/* "22 november 2026"; nothing for 0. */
void page_date(struct text_buffer *out, bpv_date date);
/* The same for a time such as "2026-11-22T07:58:56Z"; what is no time is written as it is. */
void page_day(struct text_buffer *out, struct bpv_text time);
/* "45 minuten", "1 uur en 20 minuten" */
void page_minutes(struct text_buffer *out, unsigned minutes);
/* "1 passage", "12 passages", "geen passages" */
void page_count(struct text_buffer *out, unsigned count, const char *one, const char *many);

struct bpv_text page_string(const char *string); /* borrows */

#endif
