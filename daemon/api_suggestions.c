#include "api.h"

#include "json_writer.h"
#include "text_buffer.h"

static void write_suggestion(struct json_writer *json, const struct bpv_suggestion *suggestion)
{
    json_begin_object(json);
    json_key(json, "text");
    json_text(json, suggestion->text);
    json_key(json, "kind");
    json_string(json, suggestion->kind);
    json_key(json, "passage");
    json_text_or_null(json, suggestion->passage_id);
    json_end_object(json);
}

void api_suggestions(const struct http_request *request, const struct serving *serving, struct http_reply *reply)
{
    static const char *const allowed[] = {"q", NULL};
    struct bpv_text beginning;
    if (!api_only_parameters(request, reply, allowed))
        return;
    if (!http_request_parameter(request, "q", &beginning)) {
        http_reply_problem(reply, request, HTTP_PROBLEM_NO_QUESTION,
                           "Geef het begin van een vraag mee als parameter q.");
        return;
    }
    if (beginning.length > BPV_QUESTION_MAX) {
        http_reply_problem(reply, request, HTTP_PROBLEM_QUESTION_TOO_LONG,
                           "De vraag is langer dan %u tekens. Maak de vraag korter.", BPV_QUESTION_MAX);
        return;
    }
    struct bpv_suggestion suggestions[BPV_SUGGESTIONS_MAX];
    size_t count = bpv_suggest(serving->searcher, beginning, suggestions);
    http_reply_json(reply);
    struct json_writer json = {.out = &reply->body};
    json_begin_object(&json);
    json_key(&json, "query");
    json_text(&json, beginning);
    json_key(&json, "generation");
    json_text(&json, serving->generation);
    json_key(&json, "suggestions");
    json_begin_array(&json);
    for (size_t i = 0; i < count; i++)
        write_suggestion(&json, &suggestions[i]);
    json_end_array(&json);
    json_end_object(&json);
}
