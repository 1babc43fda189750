/*
 * http_routes.h: the one table of everything that can be asked for.
 * A handler fills the reply; it never blocks on anything but the engine. Any thread.
 */
#ifndef BPV_HTTP_ROUTES_H
#define BPV_HTTP_ROUTES_H

#include <stdbool.h>
#include <stddef.h>

#include "http_reply.h"
#include "http_request.h"
#include "serving.h"

typedef void http_handler(const struct http_request *request, const struct serving *serving, struct http_reply *reply);

enum { HTTP_ALLOW_GET = 1, HTTP_ALLOW_POST = 2 }; /* GET allows HEAD */

struct http_route {
    unsigned methods;
    const char *pattern;      /* exact path; at most one {id}, which is one segment */
    http_handler *handler;
    bool page;                /* for people: errors are HTML */
    bool needs_index;         /* without an index the server answers 503 itself */
};

const struct http_route *http_routes(size_t *count);
const char *http_route_pattern(size_t index);

/* The route of a path, or NULL; *id is what stands at {id}. */
const struct http_route *http_route_find(struct bpv_text path, struct bpv_text *id);

/* "GET, HEAD" or "GET, HEAD, POST" */
const char *http_route_allow(const struct http_route *route);

#endif
