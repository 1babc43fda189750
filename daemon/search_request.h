/*
 * search_request.h: the parameters of a question, from a query string, a form or JSON, to a struct bpv_question. Used
 * by API and page.
 *
 *   q        the question                          once
 *   limit    0..BPV_ANSWERS_LIMIT_MAX              once
 *   offset   0..BPV_ANSWERS_OFFSET_MAX             once
 *   module, theme        a number of the taxonomy  may be repeated: OR
 *   role, phase          a key of the taxonomy     may be repeated
 *   audience, force      alle|extra, wet|afspraak|advies|achtergrond; may be repeated
 *   on       YYYY-MM-DD                            once
 *   expired, explain     true|false|1|0            once
 *
 * Ownership: texts borrow from the request. Pure functions; any thread.
 */
#ifndef BPV_SEARCH_REQUEST_H
#define BPV_SEARCH_REQUEST_H

#include "bpv.h"
#include "http_problem.h"
#include "http_request.h"
#include "text_buffer.h"

enum search_request_rules {
    SEARCH_REQUEST_STRICT, /* the API: an unknown or empty parameter is an error, q is required */
    SEARCH_REQUEST_LENIENT /* a page's form: unknown and empty parameters are ignored, q may be missing (text is then
                              empty) */
};

/* False: *problem says what is wrong, and question is what could be read before it. */
bool search_request_parse(const struct http_request *request, const struct bpv_taxonomy *taxonomy,
                          enum search_request_rules rules, struct bpv_question *question, struct http_problem *problem);

/* Everything an answer depends on, as a key for http_reply_cached. */
void search_request_key(const char *representation, struct bpv_text generation, bpv_date today, struct bpv_text root,
                        const struct bpv_question *question, struct text_buffer *key);

/* The filters as a query string ("&module=1&theme=2"), numbers and keys only, so safe in a URL; empty if there are
 * none. */
void search_request_write_filters(const struct bpv_filters *filters, const struct bpv_taxonomy *taxonomy,
                                  struct text_buffer *out);

/* What JSON may hold for a parameter. */
enum search_parameter_kind {
    SEARCH_PARAMETER_UNKNOWN,
    SEARCH_PARAMETER_TEXT,
    SEARCH_PARAMETER_NUMBER,
    SEARCH_PARAMETER_BOOLEAN
};
enum search_parameter_kind search_parameter_kind(struct bpv_text name, bool *repeatable);

/* A number without sign or spaces; false when it is not one or over maximum. */
bool search_number_parse(struct bpv_text text, unsigned maximum, unsigned *number);

#endif
