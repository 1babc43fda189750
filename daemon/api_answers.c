#include "answer_cache.h"
#include "api.h"
#include "json_parameters.h"
#include "search_request.h"

/* The question of a request, whichever way it came. json holds the texts of a JSON body. */
static bool read_question(const struct http_request *request, const struct serving *serving,
                          struct json_parameters *json, struct bpv_question *question, struct http_problem *problem)
{
    const struct bpv_taxonomy *taxonomy = bpv_base_taxonomy(serving->base);
    if (request->body_kind != HTTP_BODY_JSON)
        return search_request_parse(request, taxonomy, SEARCH_REQUEST_STRICT, question, problem);
    if (!json_parameters_read(request->body, json, problem))
        return false;
    struct http_request merged = *request;
    if (merged.parameter_count + json->count > HTTP_PARAMETERS_MAX)
        return http_problem_set(problem, HTTP_PROBLEM_BAD_VALUE,
                                "Er zijn te veel parameters. Geef er hoogstens %u mee.", HTTP_PARAMETERS_MAX);
    for (size_t i = 0; i < json->count; i++)
        merged.parameters[merged.parameter_count++] = json->parameters[i];
    return search_request_parse(&merged, taxonomy, SEARCH_REQUEST_STRICT, question, problem);
}

/* True when the reply came from the cache. A POST is private and stays out of it. */
static bool from_cache(const struct http_request *request, const struct serving *serving,
                       const struct bpv_question *question, struct http_reply *reply)
{
    if (request->method == HTTP_POST)
        return false;
    struct text_buffer key;
    text_buffer_init(&key, 2 * BPV_QUESTION_MAX);
    search_request_key("answers", serving->generation, serving->today, (struct bpv_text){"", 0}, question, &key);
    return http_reply_cached(reply, request, serving->cache, &key);
}

void api_answers(const struct http_request *request, const struct serving *serving, struct http_reply *reply)
{
    struct json_parameters json;
    struct bpv_question question;
    struct http_problem problem;
    struct bpv_error error;
    struct bpv_answer answer;
    json.document = NULL;
    if (!read_question(request, serving, &json, &question, &problem)) {
        http_reply_problem_from(reply, request, &problem);
        goto cleanup;
    }
    http_reply_json(reply);
    if (from_cache(request, serving, &question, reply))
        goto cleanup;
    if (bpv_ask(serving->searcher, &question, &answer, &error) != BPV_OK) {
        http_reply_error(reply, request, &error);
        goto cleanup;
    }
    bpv_answer_write_json(serving->base, &question, &answer, &reply->body);
    if (answer.partial)
        http_reply_partial(reply);
    reply->outcome = answer.answered ? HTTP_OUTCOME_ANSWERED : HTTP_OUTCOME_UNANSWERED;
    bpv_answer_release(&answer);
cleanup:
    json_parameters_release(&json);
}
