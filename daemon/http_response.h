/*
 * http_response.h: the only maker of MHD responses. Adds what every reply carries: security headers, Cache-Control,
 * ETag and 304, gzip, Vary, request id.
 *
 * Ready      Content from the cache keeps, for each thread, a response with all its headers; only the request id is
 *            replaced. MHD writes the headers out in the same thread, right after the handler has returned, so each
 *            thread may change those of its own response and of no other.
 * Ownership  The reply's body moves into the response; the caller still releases the reply.
 * Threads    Any.
 */
#ifndef BPV_HTTP_RESPONSE_H
#define BPV_HTTP_RESPONSE_H

#include <microhttpd.h>

#include "http_reply.h"
#include "http_request.h"

/* What the ETag of a generation-bound reply is made of. */
struct http_response_context {
    struct bpv_text generation;
    bpv_date today;
};

/* Queues the reply. *borrowed is what it borrows from: the caller gives it back with cached_body_release when the reply
 * has been sent (NULL: nothing). *sent_bytes is the length of the body that goes out (0 for HEAD and 304);
 * reply->status becomes 304 when the client has this content already. */
enum MHD_Result http_response_queue(struct MHD_Connection *connection, const struct http_request *request,
                                    const struct http_response_context *context, struct http_reply *reply,
                                    struct cached_body **borrowed, size_t *sent_bytes);

#endif
