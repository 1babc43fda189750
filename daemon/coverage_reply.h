/*
 * coverage_reply.h: what API and page share when they show coverage and changes: the report, or a reply that says why
 * there is none. Ownership: a report that was taken goes back with coverage_service_give_back. Any thread.
 */
#ifndef BPVD_COVERAGE_REPLY_H
#define BPVD_COVERAGE_REPLY_H

#include "coverage_service.h"
#include "http_reply.h"
#include "http_request.h"
#include "serving.h"

/* False when there is no report: reply has a 503, or a 404 for an index without taxonomy. */
bool coverage_reply_take(const struct http_request *request, const struct serving *serving, struct http_reply *reply,
                         const struct coverage_report **report);

/* The parameter since, or a year ago; false when it is no day: reply has a 400. */
bool changes_reply_since(const struct http_request *request, const struct serving *serving, struct http_reply *reply,
                         bpv_date *since);

#endif
