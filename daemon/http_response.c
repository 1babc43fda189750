#include "http_response.h"

#include <stdatomic.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <zlib.h>

#include "answer_cache.h"
#include "assets.h"
#include "text_buffer.h"

#define ETAG_MAX 512u /* BPV_INDEXES_MAX generations of 16 digits, and what follows */
#define GZIP_LEVEL 5 /* 12 KB of JSON: a third of the time of level 9, 2 % more bytes */

static const char content_security_policy[] = "default-src 'none'; style-src 'self'; script-src 'self'; img-src 'self' "
                                              "data:; form-action 'self'; connect-src 'self'; "
                                              "base-uri 'none'; frame-ancestors 'none'";

static bool add(struct MHD_Response *response, const char *name, const char *value)
{
    return MHD_add_response_header(response, name, value) == MHD_YES;
}

/* Text compresses; pictures and fonts are compressed already. */
static bool compressible(const char *content_type)
{
    return strncmp(content_type, "text/", 5) == 0 || strncmp(content_type, "application/", 12) == 0 ||
           strncmp(content_type, "image/svg", 9) == 0;
}

/* gzip of the bytes, from malloc; NULL when it does not become smaller. */
static char *compress_bytes(struct bpv_text bytes, size_t *length)
{
    z_stream stream = {0};
    if (bytes.length > HTTP_REPLY_MAX ||
        deflateInit2(&stream, GZIP_LEVEL, Z_DEFLATED, 15 + 16, 8, Z_DEFAULT_STRATEGY) != Z_OK)
        return NULL;
    char *out = xrealloc(NULL, bytes.length);
    stream.next_in = (Bytef *)(uintptr_t)bytes.start; /* zlib reads only */
    stream.avail_in = (uInt)bytes.length;
    stream.next_out = (Bytef *)out;
    stream.avail_out = (uInt)bytes.length;
    int result = deflate(&stream, Z_FINISH);
    *length = stream.total_out;
    deflateEnd(&stream);
    if (result == Z_STREAM_END)
        return out;
    free(out);
    return NULL;
}

static void append(char out[ETAG_MAX], size_t *length, struct bpv_text text)
{
    size_t room = ETAG_MAX - 1 - *length;
    size_t taken = text.length < room ? text.length : room;
    if (taken)
        memcpy(out + *length, text.start, taken);
    *length += taken;
    out[*length] = '\0';
}

static void append_string(char out[ETAG_MAX], size_t *length, const char *string)
{
    append(out, length, (struct bpv_text){string, strlen(string)});
}

/* Weak, because the same answer can carry another took_us; the gzip form has its own. "" when the reply has none. */
static void write_etag(const struct http_reply *reply, const struct http_response_context *context, bool gzip,
                       char out[ETAG_MAX])
{
    size_t length = 0;
    char day[16];
    out[0] = '\0';
    if (!reply->representation || reply->status != 200)
        return;
    append_string(out, &length, "W/\"");
    if (reply->generation_bound) {
        append(out, &length, context->generation);
        snprintf(day, sizeof day, "-%d-", (int)context->today);
        append_string(out, &length, day);
        append_string(out, &length, BPV_VERSION "-");
    }
    append_string(out, &length, asset_digest());
    append_string(out, &length, "-");
    append_string(out, &length, reply->representation);
    append_string(out, &length, gzip ? "-gzip\"" : "\"");
}

/* True if If-None-Match names this ETag: weak comparison, a list or "*". */
static bool etag_matches(struct bpv_text header, const char *etag)
{
    const char *opaque = etag + 2; /* without W/ */
    size_t length = strlen(opaque);
    if (header.length == 1 && header.start[0] == '*')
        return true;
    for (size_t i = 0; i + length <= header.length; i++)
        if (memcmp(header.start + i, opaque, length) == 0)
            return true;
    return false;
}

static void release_cached(void *body)
{
    cached_body_release(body);
}

/* Puts the content of a 200 in the cache when the handler asked for that. */
static void keep(struct http_reply *reply, char *bytes, size_t length, bool gzip)
{
    int mark = (int)reply->outcome << 1 | (gzip ? 1 : 0);
    reply->cached = answer_cache_add(reply->store, text_buffer_text(&reply->cache_key), bytes, length, mark);
    reply->cached_gzip = gzip;
}

/* Compresses the content if that helps; the result, plain or compressed, is then in reply->cached or still in body or
 * constant. */
static bool prepare_content(const struct http_request *request, struct http_reply *reply)
{
    if (reply->cached)
        return reply->cached_gzip;
    if (reply->constant.length) {
        bool compressed = request->accept_gzip && reply->constant_gzip.length;
        if (compressed)
            reply->constant = reply->constant_gzip;
        return compressed;
    }
    struct bpv_text content = text_buffer_text(&reply->body);
    bool cacheable = reply->cache_key.length && reply->store && reply->status == 200;
    if (request->accept_gzip && content.length >= HTTP_GZIP_MIN && compressible(reply->content_type)) {
        size_t length = 0;
        char *compressed = compress_bytes(content, &length);
        if (compressed && cacheable) {
            keep(reply, compressed, length, true);
            return true;
        }
        if (compressed) {
            text_buffer_release(&reply->body);
            reply->body = (struct text_buffer){
                .data = compressed, .length = length, .capacity = length, .maximum = HTTP_REPLY_MAX};
            return true;
        }
    }
    if (cacheable && reply->body.data) {
        char *bytes = reply->body.data;
        size_t length = reply->body.length;
        reply->body = (struct text_buffer){.maximum = HTTP_REPLY_MAX};
        keep(reply, bytes, length, false);
    }
    return false;
}

/* A response that owns the content: a reference to the cache, constant bytes, or the moved body. */
static struct MHD_Response *make_response(struct http_reply *reply, size_t *length)
{
    struct MHD_Response *response;
    if (reply->cached) {
        struct bpv_text bytes = cached_body_bytes(reply->cached);
        *length = bytes.length;
        response = MHD_create_response_from_buffer_with_free_callback_cls(
            bytes.length, (void *)(uintptr_t)bytes.start, release_cached, reply->cached);
        if (response)
            reply->cached = NULL;
        return response;
    }
    if (reply->constant.length) {
        *length = reply->constant.length;
        return MHD_create_response_from_buffer(*length, (void *)(uintptr_t)reply->constant.start,
                                               MHD_RESPMEM_PERSISTENT);
    }
    *length = reply->body.length;
    if (!reply->body.data)
        return MHD_create_response_from_buffer(0, (void *)(uintptr_t) "", MHD_RESPMEM_PERSISTENT);
    response = MHD_create_response_from_buffer(*length, reply->body.data, MHD_RESPMEM_MUST_FREE);
    if (response)
        reply->body = (struct text_buffer){.maximum = HTTP_REPLY_MAX};
    return response;
}

/* All headers but the request id. */
static bool add_headers(struct MHD_Response *response, const struct http_reply *reply, const char *etag, bool content,
                        bool gzip)
{
    static const char *const cache_control[] = {
        [HTTP_CACHE_REVALIDATE] = "max-age=0, must-revalidate",
        [HTTP_CACHE_NO_STORE] = "no-store",
        [HTTP_CACHE_IMMUTABLE] = "public, max-age=31536000, immutable",
    };
    bool done = add(response, "Content-Security-Policy", content_security_policy) &&
                add(response, "X-Content-Type-Options", "nosniff") && add(response, "Referrer-Policy", "no-referrer") &&
                add(response, "Cross-Origin-Resource-Policy", "same-origin") &&
                add(response, "Vary", reply->vary_accept ? "Accept-Encoding, Accept" : "Accept-Encoding") &&
                add(response, "Cache-Control", cache_control[reply->cache]);
    if (etag[0])
        done = done && add(response, "ETag", etag);
    if (content)
        done = done && add(response, "Content-Type", reply->content_type);
    if (content && gzip)
        done = done && add(response, "Content-Encoding", "gzip");
    for (size_t i = 0; i < reply->header_count; i++)
        done = done && add(response, reply->headers[i].name, reply->headers[i].value);
    return done;
}

/* ---- Ready responses ---- */

#define REQUEST_ID "X-Request-Id"

struct ready {
    struct cached_attachment base;
    struct MHD_Response *response; /* its content is that of the body that this hangs on */
    char etag[ETAG_MAX];
    char request_id[HTTP_REQUEST_ID_MAX + 1]; /* that it has now */
};

static void release_ready(struct cached_attachment *attachment)
{
    struct ready *ready = (struct ready *)attachment;
    MHD_destroy_response(ready->response);
    free(ready);
}

/* A number of this thread, from 0. */
static unsigned thread_slot(void)
{
    static atomic_uint threads;
    static _Thread_local unsigned slot; /* + 1 */
    if (!slot)
        slot = atomic_fetch_add(&threads, 1) + 1;
    return slot - 1;
}

static bool set_request_id(struct ready *ready, const char *id)
{
    if (ready->request_id[0] && MHD_del_response_header(ready->response, REQUEST_ID, ready->request_id) != MHD_YES)
        return false;
    memcpy(ready->request_id, id, strlen(id) + 1);
    return add(ready->response, REQUEST_ID, id);
}

/* The ready response for content from the cache, made when it is not there yet; NULL where there can be none. */
static struct ready *find_ready(const struct http_reply *reply, const struct http_response_context *context)
{
    unsigned slot = thread_slot();
    struct ready *ready = (struct ready *)cached_body_attached(reply->cached, slot);
    if (ready)
        return ready;
    struct bpv_text bytes = cached_body_bytes(reply->cached);
    ready = xcalloc(1, sizeof *ready);
    ready->base.release = release_ready;
    ready->response =
        MHD_create_response_from_buffer(bytes.length, (void *)(uintptr_t)bytes.start, MHD_RESPMEM_PERSISTENT);
    write_etag(reply, context, reply->cached_gzip, ready->etag);
    if (ready->response && add_headers(ready->response, reply, ready->etag, true, reply->cached_gzip) &&
        cached_body_attach(reply->cached, slot, &ready->base))
        return ready;
    if (ready->response)
        MHD_destroy_response(ready->response);
    free(ready);
    return NULL;
}

/* True when the whole reply was queued this way. */
static bool queue_ready(struct MHD_Connection *connection, const struct http_request *request,
                        const struct http_response_context *context, struct http_reply *reply,
                        struct cached_body **borrowed)
{
    if (!reply->cached || reply->status != 200 || reply->header_count)
        return false;
    struct ready *ready = find_ready(reply, context);
    if (!ready || (request->if_none_match.length && etag_matches(request->if_none_match, ready->etag)) ||
        !set_request_id(ready, request->id_text) ||
        MHD_queue_response(connection, reply->status, ready->response) != MHD_YES)
        return false;
    *borrowed = reply->cached;
    reply->cached = NULL;
    return true;
}

/* ---- Any reply ---- */

enum MHD_Result http_response_queue(struct MHD_Connection *connection, const struct http_request *request,
                                    const struct http_response_context *context, struct http_reply *reply,
                                    struct cached_body **borrowed, size_t *sent_bytes)
{
    char etag[ETAG_MAX];
    *borrowed = NULL;
    *sent_bytes = 0;
    if (queue_ready(connection, request, context, reply, borrowed)) {
        if (!request->head_only)
            *sent_bytes = cached_body_bytes(*borrowed).length;
        return MHD_YES;
    }
    bool gzip = prepare_content(request, reply);
    write_etag(reply, context, gzip, etag);
    bool not_modified = etag[0] && request->if_none_match.length && request->method == HTTP_GET &&
                        etag_matches(request->if_none_match, etag);
    struct MHD_Response *response;
    size_t length = 0;
    if (not_modified) {
        reply->status = MHD_HTTP_NOT_MODIFIED;
        response = MHD_create_response_from_buffer(0, (void *)(uintptr_t) "", MHD_RESPMEM_PERSISTENT);
    } else {
        response = make_response(reply, &length);
    }
    if (!response)
        return MHD_NO;
    bool done = add_headers(response, reply, etag, !not_modified, gzip) && add(response, REQUEST_ID, request->id_text);
    enum MHD_Result result = done ? MHD_queue_response(connection, reply->status, response) : MHD_NO;
    MHD_destroy_response(response);
    if (result == MHD_YES && !request->head_only)
        *sent_bytes = length;
    return result;
}
