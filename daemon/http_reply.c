#include "http_reply.h"

#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "answer_cache.h"
#include "json_writer.h"

void http_reply_init(struct http_reply *reply)
{
    memset(reply, 0, offsetof(struct http_reply, problem)); /* the text of a problem is written before it is read */
    reply->problem.kind = HTTP_PROBLEM_NONE;
    reply->status = 200;
    reply->content_type = HTTP_TYPE_HTML;
    reply->generation_bound = true;
    text_buffer_init(&reply->body, HTTP_REPLY_MAX);
}

void http_reply_release(struct http_reply *reply)
{
    text_buffer_release(&reply->body);
    text_buffer_release(&reply->cache_key);
    for (size_t i = 0; i < reply->header_count; i++)
        free(reply->headers[i].value);
    cached_body_release(reply->cached);
    http_reply_init(reply);
}

void http_reply_html(struct http_reply *reply)
{
    reply->content_type = HTTP_TYPE_HTML;
    reply->representation = "html";
}

void http_reply_json(struct http_reply *reply)
{
    reply->content_type = HTTP_TYPE_JSON;
    reply->representation = "json";
}

void http_reply_header(struct http_reply *reply, const char *static_name, const char *value)
{
    if (reply->header_count == HTTP_REPLY_HEADERS_MAX)
        return;
    size_t length = strlen(value), written = 0;
    char *copy = xrealloc(NULL, length + 1);
    for (size_t i = 0; i < length; i++)
        if (value[i] >= ' ' && value[i] < 0x7F)
            copy[written++] = value[i];
    copy[written] = '\0';
    reply->headers[reply->header_count++] = (struct http_reply_header){static_name, copy};
}

static void key_string(struct json_writer *json, const char *key, const char *value)
{
    json_key(json, key);
    json_string(json, value);
}

void http_reply_problem_from(struct http_reply *reply, const struct http_request *request,
                             const struct http_problem *problem)
{
    const struct http_problem_type *type = http_problem_type(problem->kind);
    char address[128];
    snprintf(address, sizeof address, "%.*s/over#fout-%s", (int)request->root.length, request->root.start, type->code);
    if (&reply->problem != problem)
        reply->problem = *problem;
    reply->status = type->status;
    reply->content_type = HTTP_TYPE_PROBLEM;
    reply->cache = HTTP_CACHE_NO_STORE;
    reply->representation = NULL;
    reply->outcome = HTTP_OUTCOME_NONE;
    text_buffer_clear(&reply->body);
    text_buffer_clear(&reply->cache_key);
    struct json_writer json = {.out = &reply->body};
    json_begin_object(&json);
    key_string(&json, "type", address);
    key_string(&json, "title", type->title);
    json_key(&json, "status");
    json_integer(&json, type->status);
    key_string(&json, "code", type->code);
    key_string(&json, "detail", reply->problem.detail);
    key_string(&json, "request_id", request->id_text);
    json_end_object(&json);
}

void http_reply_problem(struct http_reply *reply, const struct http_request *request, enum http_problem_kind kind,
                        const char *detail, ...)
{
    struct http_problem problem = {.kind = kind};
    va_list arguments;
    va_start(arguments, detail);
    vsnprintf(problem.detail, sizeof problem.detail, detail, arguments);
    va_end(arguments);
    http_reply_problem_from(reply, request, &problem);
}

void http_reply_error(struct http_reply *reply, const struct http_request *request, const struct bpv_error *error)
{
    switch (error->status) {
    case BPV_INVALID:
        http_reply_problem(reply, request, HTTP_PROBLEM_BAD_VALUE, "%s", error->text);
        break;
    case BPV_TOO_LARGE:
        http_reply_problem(reply, request, HTTP_PROBLEM_QUESTION_TOO_LONG, "%s", error->text);
        break;
    case BPV_NOT_FOUND:
        http_reply_problem(reply, request, HTTP_PROBLEM_NO_PASSAGE, "%s", error->text);
        break;
    case BPV_NO_INDEX:
    case BPV_BAD_INDEX:
    case BPV_OTHER_VERSION:
        http_reply_problem(reply, request, HTTP_PROBLEM_NO_INDEX,
                           "De kennisbank is nu niet te lezen. Probeer het later opnieuw.");
        break;
    default:
        http_reply_problem(reply, request, HTTP_PROBLEM_INTERNAL,
                           "De dienst kon deze aanvraag niet afmaken. Probeer het opnieuw.");
        break;
    }
}

void http_reply_partial(struct http_reply *reply)
{
    reply->partial = true;
    reply->cache = HTTP_CACHE_NO_STORE;
    reply->representation = NULL;
    text_buffer_clear(&reply->cache_key);
}

void http_reply_redirect(struct http_reply *reply, const struct http_request *request, struct bpv_text path,
                         bool with_query)
{
    struct text_buffer address;
    text_buffer_init(&address, 2 * HTTP_TARGET_MAX);
    text_buffer_append_text(&address, request->root);
    text_buffer_append_text(&address, path);
    if (with_query && request->query.length) {
        text_buffer_append_char(&address, '?');
        text_buffer_append_text(&address, request->query);
    }
    http_reply_header(reply, "Location", address.data ? address.data : "/");
    text_buffer_release(&address);
    reply->status = 308;
    reply->content_type = HTTP_TYPE_TEXT;
    reply->representation = NULL;
    text_buffer_clear(&reply->body);
}

bool http_reply_cached(struct http_reply *reply, const struct http_request *request, struct answer_cache *cache,
                       struct text_buffer *key)
{
    text_buffer_release(&reply->cache_key);
    reply->cache_key = *key;
    *key = (struct text_buffer){.maximum = key->maximum};
    reply->store = cache;
    /* Compressed and plain content are kept apart: most clients ask for one of them only. */
    text_buffer_append(&reply->cache_key, request->accept_gzip ? "\ng" : "\ni", 2);
    reply->cached = answer_cache_find(cache, text_buffer_text(&reply->cache_key));
    if (!reply->cached)
        return false;
    int mark = cached_body_mark(reply->cached);
    reply->cached_gzip = mark & 1;
    reply->outcome = (enum http_outcome)(mark >> 1);
    return true;
}
