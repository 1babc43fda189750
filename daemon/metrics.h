/*
 * metrics.h: counters for Prometheus (text format 0.0.4). Labels are route patterns, methods and statuses only: never
 * what was asked.
 * Threads: any; every counter is an atomic. Nothing is allocated after metrics_create.
 */
#ifndef BPV_METRICS_H
#define BPV_METRICS_H

#include <stddef.h>
#include <stdint.h>

#include "http_reply.h"
#include "http_request.h"
#include "serving.h"

struct metrics;

/* count routes, named by label_of (route patterns, static); one more is added for requests that no route matched. */
struct metrics *metrics_create(size_t count, const char *(*label_of)(size_t route));
void metrics_free(struct metrics *metrics);

void metrics_begin(struct metrics *metrics); /* a request is in progress */
void metrics_end(struct metrics *metrics);
uint64_t metrics_in_flight(const struct metrics *metrics);

/* route: below count, or count for none. */
void metrics_count(struct metrics *metrics, size_t route, const struct http_request *request, unsigned status,
                   uint64_t microseconds, enum http_outcome outcome);

void metrics_write(const struct metrics *metrics, const struct serving *serving, struct text_buffer *out);

#endif
