#include "api.h"

#include "json_writer.h"
#include "metrics.h"
#include "text_buffer.h"

static const char *const no_parameters[] = {NULL};

static void health_json(struct http_reply *reply)
{
    reply->content_type = HTTP_TYPE_JSON;
    reply->cache = HTTP_CACHE_NO_STORE;
}

void api_alive(const struct http_request *request, const struct serving *serving, struct http_reply *reply)
{
    (void)serving;
    if (!api_only_parameters(request, reply, no_parameters))
        return;
    health_json(reply);
    text_buffer_append_string(&reply->body, "{\"status\":\"alive\"}");
}

/* Asks for the title of the first passage: an index that works has at least that answer. */
static enum bpv_status ask_canned_question(const struct serving *serving, struct bpv_answer *answer,
                                           struct bpv_error *error)
{
    struct bpv_passage passage;
    enum bpv_status status = bpv_passage_get(serving->base, 0, &passage, error);
    if (status != BPV_OK)
        return status;
    struct bpv_question question = {.text = passage.title, .limit = 1, .filters = {.expired = true}};
    return bpv_ask(serving->searcher, &question, answer, error);
}

void api_ready(const struct http_request *request, const struct serving *serving, struct http_reply *reply)
{
    struct bpv_answer answer;
    struct bpv_error error;
    if (!api_only_parameters(request, reply, no_parameters))
        return;
    if (!serving->base || ask_canned_question(serving, &answer, &error) != BPV_OK) {
        http_reply_problem(
            reply, request, HTTP_PROBLEM_NO_INDEX,
            "Er is geen bruikbare index. In het logboek staat waarom. Bouw de index opnieuw met bpv-index.");
        return;
    }
    health_json(reply);
    struct json_writer json = {.out = &reply->body};
    json_begin_object(&json);
    json_key(&json, "status");
    json_string(&json, "ready");
    json_key(&json, "generation");
    json_text(&json, serving->generation);
    json_key(&json, "took_us");
    json_integer(&json, (long long)answer.took_us);
    json_end_object(&json);
    bpv_answer_release(&answer);
}

static void write_index(struct json_writer *json, const struct serving *serving)
{
    struct bpv_base_info info;
    bpv_base_describe(serving->base, &info);
    json_begin_object(json);
    json_key(json, "generation");
    json_text(json, info.generation);
    json_key(json, "built");
    json_text(json, info.built);
    json_key(json, "corpus_digest");
    json_text(json, info.corpus_digest);
    json_key(json, "indexes");
    json_integer(json, (long long)info.index_count);
    json_key(json, "parts");
    struct bpv_part parts[BPV_INDEXES_MAX];
    bpv_parts_write_json(parts, bpv_base_parts(serving->base, parts), json->out);
    json->comma = true; /* a value was written past the writer */
    json_key(json, "files");
    json_integer(json, info.file_count);
    json_key(json, "passages");
    json_integer(json, info.passage_count);
    json_key(json, "expired");
    json_integer(json, info.expired_count);
    json_key(json, "bytes");
    json_integer(json, (long long)info.index_bytes);
    json_end_object(json);
}

void api_version(const struct http_request *request, const struct serving *serving, struct http_reply *reply)
{
    if (!api_only_parameters(request, reply, no_parameters))
        return;
    health_json(reply);
    struct json_writer json = {.out = &reply->body};
    json_begin_object(&json);
    json_key(&json, "name");
    json_string(&json, "bpvd");
    json_key(&json, "version");
    json_string(&json, BPV_VERSION);
    json_key(&json, "index");
    if (serving->base)
        write_index(&json, serving);
    else
        json_null(&json);
    json_end_object(&json);
}

void api_metrics(const struct http_request *request, const struct serving *serving, struct http_reply *reply)
{
    if (!api_only_parameters(request, reply, no_parameters))
        return;
    reply->content_type = "text/plain; version=0.0.4; charset=utf-8";
    reply->cache = HTTP_CACHE_NO_STORE;
    metrics_write(serving->metrics, serving, &reply->body);
}
