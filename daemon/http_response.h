/*
 * http_response.h: the only maker of MHD responses. Adds what every reply carries: security headers, Cache-Control,
 * ETag and 304, gzip, Vary, request id.
 * Ownership: the reply's body moves into the response; the caller still releases the reply. Any thread.
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

/* Queues the reply. *sent_bytes is the length of the body that goes out (0 for HEAD and 304); reply->status becomes 304
 * when the client has this content already. */
enum MHD_Result http_response_queue(struct MHD_Connection *connection, const struct http_request *request,
                                    const struct http_response_context *context, struct http_reply *reply,
                                    size_t *sent_bytes);

#endif
