#include "api.h"

#include "json_writer.h"
#include "search_request.h"

#define SIMILAR_LIMIT_DEFAULT 5u

/* The passage at {id}; false and a 404 when there is none. */
static bool find_passage(const struct http_request *request, const struct serving *serving, struct bpv_passage *passage,
                         struct http_reply *reply)
{
    struct bpv_error error;
    if (request->id.length > BPV_ID_MAX) {
        http_reply_problem(reply, request, HTTP_PROBLEM_NO_PASSAGE,
                           "Een kenmerk heeft hoogstens %u tekens. Controleer het adres.", BPV_ID_MAX);
        return false;
    }
    if (bpv_passage_find(serving->base, request->id, passage, &error) == BPV_OK)
        return true;
    if (error.status == BPV_NOT_FOUND)
        http_reply_problem(reply, request, HTTP_PROBLEM_NO_PASSAGE,
                           "Er is geen passage met dit kenmerk. Misschien is zij verwijderd. Zoek op het onderwerp.");
    else
        http_reply_error(reply, request, &error);
    return false;
}

/* An alias answers too; the header tells the permanent address. */
static void tell_location(const struct http_request *request, const struct bpv_passage *passage,
                          struct http_reply *reply)
{
    struct text_buffer address;
    text_buffer_init(&address, 0);
    text_buffer_printf(&address, "%.*s/v1/passages/%.*s", (int)request->root.length, request->root.start,
                       (int)passage->id.length, passage->id.start);
    http_reply_header(reply, "Content-Location", address.data);
    text_buffer_release(&address);
}

void api_passage(const struct http_request *request, const struct serving *serving, struct http_reply *reply)
{
    static const char *const allowed[] = {"on", NULL};
    struct bpv_passage passage;
    struct bpv_text value;
    bpv_date on = serving->today;
    if (!api_only_parameters(request, reply, allowed))
        return;
    if (http_request_parameter(request, "on", &value) && !bpv_date_parse(value, &on)) {
        http_reply_problem(reply, request, HTTP_PROBLEM_BAD_VALUE,
                           "on: geef een bestaande dag als jaar-maand-dag, bijvoorbeeld 2026-09-01.");
        return;
    }
    if (!find_passage(request, serving, &passage, reply))
        return;
    http_reply_json(reply);
    tell_location(request, &passage, reply);
    bpv_passage_write_json(serving->base, &passage, on, &reply->body);
}

static void write_similar(const struct serving *serving, const struct bpv_passage *passage,
                          const struct bpv_answer *answer, struct text_buffer *out)
{
    struct json_writer json = {.out = out};
    json_begin_object(&json);
    json_key(&json, "id");
    json_text(&json, passage->id);
    json_key(&json, "generation");
    json_text(&json, serving->generation);
    json_key(&json, "partial");
    json_boolean(&json, answer->partial);
    json_key(&json, "similar");
    json_begin_array(&json);
    for (size_t i = 0; i < answer->hit_count; i++) {
        json_begin_object(&json);
        json_key(&json, "score");
        json_number(&json, answer->hits[i].score);
        json_key(&json, "passage");
        bpv_passage_write_json(serving->base, &answer->hits[i].passage, serving->today, out);
        json.comma = true; /* a value was written past the writer */
        json_end_object(&json);
    }
    json_end_array(&json);
    json_end_object(&json);
}

void api_similar(const struct http_request *request, const struct serving *serving, struct http_reply *reply)
{
    static const char *const allowed[] = {"limit", NULL};
    struct bpv_passage passage;
    struct bpv_text value;
    unsigned limit = SIMILAR_LIMIT_DEFAULT;
    if (!api_only_parameters(request, reply, allowed))
        return;
    if (http_request_parameter(request, "limit", &value) &&
        !search_number_parse(value, BPV_ANSWERS_LIMIT_MAX, &limit)) {
        http_reply_problem(reply, request, HTTP_PROBLEM_BAD_VALUE, "limit: geef een heel getal van 0 tot en met %u.",
                           BPV_ANSWERS_LIMIT_MAX);
        return;
    }
    if (!find_passage(request, serving, &passage, reply))
        return;
    struct bpv_answer answer;
    struct bpv_error error;
    if (bpv_similar(serving->searcher, passage.number, limit, &answer, &error) != BPV_OK) {
        http_reply_error(reply, request, &error);
        return;
    }
    http_reply_json(reply);
    if (answer.partial)
        http_reply_partial(reply);
    write_similar(serving, &passage, &answer, &reply->body);
    bpv_answer_release(&answer);
}
