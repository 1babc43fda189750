/*
 * http_reply.h: what a handler answers. Handlers fill it; http_response turns it into bytes on the wire and adds what
 * every reply carries: security headers, ETag, 304, gzip, Vary, request id. No libmicrohttpd here.
 *
 * Ownership  http_reply_init, then http_reply_release (http_server does both). Strings named "static" must live for
 *            ever.
 * Threads    A reply belongs to the thread that handles the request.
 */
#ifndef BPV_HTTP_REPLY_H
#define BPV_HTTP_REPLY_H

#include <stdbool.h>
#include <stddef.h>

#include "bpv.h"
#include "http_problem.h"
#include "http_request.h"
#include "text_buffer.h"

struct answer_cache;
struct cached_body;

enum http_cache_policy {
    HTTP_CACHE_REVALIDATE, /* max-age=0, must-revalidate: with an ETag */
    HTTP_CACHE_NO_STORE,   /* errors, POST, health */
    HTTP_CACHE_IMMUTABLE   /* hashed assets */
};

enum http_outcome { HTTP_OUTCOME_NONE, HTTP_OUTCOME_ANSWERED, HTTP_OUTCOME_UNANSWERED }; /* for /metrics */

#define HTTP_REPLY_HEADERS_MAX 4u

struct http_reply_header {
    const char *name; /* static */
    char *value;      /* owned; printable ASCII */
};

struct http_reply {
    unsigned status;             /* 200 unless set */
    struct text_buffer body;     /* write the content here */
    const char *content_type;    /* static; "text/html; charset=utf-8" unless set */
    enum http_cache_policy cache;
    const char *representation;  /* static short name in the ETag ("html", "json"); NULL = no ETag */
    bool generation_bound;       /* the ETag changes with the index and the day (true unless set) */
    bool vary_accept;            /* the content depends on Accept */
    bool partial;                /* parts of the knowledge base were missing: not kept, no ETag, no gap */
    enum http_outcome outcome;   /* set by a handler that answered a question */
    struct http_reply_header headers[HTTP_REPLY_HEADERS_MAX];
    size_t header_count;
    struct bpv_text constant;    /* instead of body: bytes that live for ever (assets) */
    struct bpv_text constant_gzip; /* the same compressed; may be empty */
    struct text_buffer cache_key;    /* non-empty: keep this reply's content under this key */
    struct answer_cache *store;      /* where to keep it */
    struct cached_body *cached;      /* instead of body: content from the cache, one reference */
    bool cached_gzip;                /* and it is compressed */
    struct http_problem problem;     /* kind NONE unless http_reply_problem was called */
};

#define HTTP_TYPE_HTML "text/html; charset=utf-8"
#define HTTP_TYPE_JSON "application/json; charset=utf-8"
#define HTTP_TYPE_PROBLEM "application/problem+json; charset=utf-8"
#define HTTP_TYPE_ATOM "application/atom+xml; charset=utf-8"
#define HTTP_TYPE_TEXT "text/plain; charset=utf-8"

void http_reply_init(struct http_reply *reply);
void http_reply_release(struct http_reply *reply);

/* A page or a JSON document of the current generation: 200, revalidated by ETag. */
void http_reply_html(struct http_reply *reply);
void http_reply_json(struct http_reply *reply);

/* An RFC 9457 problem. For a page, the server has page_problem write the HTML afterwards. Throws away what stood in
 * body. */
__attribute__((format(printf, 4, 5))) void http_reply_problem(struct http_reply *reply,
                                                              const struct http_request *request,
                                                              enum http_problem_kind kind, const char *detail, ...);
void http_reply_problem_from(struct http_reply *reply, const struct http_request *request,
                             const struct http_problem *problem);
/* The same for a failure of the engine; internal details are not shown. */
void http_reply_error(struct http_reply *reply, const struct http_request *request, const struct bpv_error *error);

/* For an answer without all parts of the knowledge base: it is for now only. */
void http_reply_partial(struct http_reply *reply);

/* 308 to root + path + (with_query: "?" and the query string as sent). path starts with '/', is already URL-safe. */
void http_reply_redirect(struct http_reply *reply, const struct http_request *request, struct bpv_text path,
                         bool with_query);

/* value: printable ASCII, copied; anything else in it is dropped. */
void http_reply_header(struct http_reply *reply, const char *static_name, const char *value);

/* Looks key (representation, question, filters: everything the content depends on) up in the cache of rendered answers.
 * True: the reply is complete, return at once. False: write the body; it will be kept under this key. key is emptied
 * (taken over). */
bool http_reply_cached(struct http_reply *reply, const struct http_request *request, struct answer_cache *cache,
                       struct text_buffer *key);

#endif
