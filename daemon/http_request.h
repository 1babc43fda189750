/*
 * http_request.h: one request as handlers see it: decoded, checked, without a word of libmicrohttpd.
 *
 * Ownership  Handlers borrow the request and every text in it until they return. http_server creates and releases it.
 * Errors     Decoding is strict: a bad %zz, a NUL or bytes that are not UTF-8 never reach a handler (400).
 * Threads    A request belongs to the thread that handles it.
 */
#ifndef BPV_HTTP_REQUEST_H
#define BPV_HTTP_REQUEST_H

#include <stdbool.h>
#include <stddef.h>

#include "bpv.h"
#include "http_problem.h"

#define HTTP_REQUEST_ID_MAX 40u

enum http_method { HTTP_GET, HTTP_POST, HTTP_OTHER_METHOD }; /* HEAD is GET with head_only */

enum http_body { HTTP_BODY_NONE, HTTP_BODY_FORM, HTTP_BODY_JSON };

struct http_parameter {
    struct bpv_text name, value; /* decoded, valid UTF-8, without NUL */
};

struct http_request {
    enum http_method method;
    bool head_only;
    struct bpv_text path;          /* decoded, without the root prefix, starts with '/' */
    struct bpv_text id;            /* what stands at {id} of the route; empty if the route has none */
    struct bpv_text query;         /* the query string as sent, without '?', still encoded; escape it like any text */
    size_t parameter_count;
    enum http_body body_kind;      /* of a POST; a form's fields are in parameters already */
    struct bpv_text body;          /* of a JSON POST */
    struct bpv_text root;          /* prefix of every link: "" or "/bpv"; never ends with '/' */
    struct bpv_text host;          /* Host header, checked against the allowed names; empty if not sent */
    struct bpv_text if_none_match; /* as sent; empty if not sent */
    bool accept_gzip;
    bool wants_html;               /* a browser: Accept names text/html */
    bool secure;                   /* X-Forwarded-Proto: https, from the proxy */
    char id_text[HTTP_REQUEST_ID_MAX + 1]; /* request id, [A-Za-z0-9._-] */
    char *memory[2];               /* private: what the texts borrow from */
    struct http_parameter
        parameters[HTTP_PARAMETERS_MAX]; /* of the query string, or of a form; in order, names may repeat */
};

/* Value of the first parameter with this name; false and an empty value if there is none. */
bool http_request_parameter(const struct http_request *request, const char *name, struct bpv_text *value);
/* The next parameter with this name at or after *position; advances *position. For names that may be repeated. */
bool http_request_next_parameter(const struct http_request *request, const char *name, size_t *position,
                                 struct bpv_text *value);
/* True when text is exactly this string. */
bool http_text_is(struct bpv_text text, const char *string);

/* ---- For http_server ---- */

/* An empty request. Only the parameters that it gets are ever written: they are many. */
void http_request_init(struct http_request *request);

/* Splits and decodes a request target ("/bpv/zoek?q=x" or "http://host/bpv/zoek"). The root prefix is taken off; a path
 * outside it is HTTP_PROBLEM_NOT_FOUND. Fills path, query, parameters, root (borrowed) and, for the absolute form,
 * host. */
bool http_request_parse_target(struct http_request *request, const char *target, const char *root,
                               struct http_problem *problem);
/* Decodes an application/x-www-form-urlencoded body; its fields are added to parameters. */
bool http_request_parse_form(struct http_request *request, const char *bytes, size_t length,
                             struct http_problem *problem);
void http_request_release(struct http_request *request);

/* True if an Accept-Encoding header allows gzip. */
bool http_accepts_gzip(const char *header);
/* True if a Host value (with or without port) is an IP address, a loopback name or one of the names. */
bool http_host_allowed(struct bpv_text host, const char *const *names, size_t count);

#endif
