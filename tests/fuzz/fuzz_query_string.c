/*
 * What a client sends: request target, Accept-Encoding, Host, body. Input: four lines; the last may hold anything.
 * Promises: what is decoded is UTF-8 without NUL and decodes the same again when it is sent encoded; a question that is
 * accepted keeps to the taxonomy and the limits; what is refused has a kind and a text.
 */
#include "fuzz.h"

#include <stdio.h>

#include "html_writer.h"
#include "json_parameters.h"
#include "search_request.h"

#define TEXT(literal) {literal, sizeof(literal) - 1}

static const struct bpv_taxonomy taxonomy = {
    .modules = {{.number = 1, .name = TEXT("Een")}, {.number = 3, .name = TEXT("Drie")}},
    .module_count = 2,
    .themes = {{.number = 10, .name = TEXT("Tien")}},
    .theme_count = 1,
    .roles = {{.key = TEXT("begeleider")}, {.key = TEXT("coordinator")}},
    .role_count = 2,
    .phases = {{.key = TEXT("voor")}, {.key = TEXT("tijdens")}},
    .phase_count = 2,
};

static void require_problem(const struct http_problem *problem)
{
    fuzz_require(problem->kind > HTTP_PROBLEM_NONE && problem->kind < HTTP_PROBLEMS);
    fuzz_require(strlen(problem->detail) > 10);
}

static void require_question(const struct bpv_question *question)
{
    fuzz_require(question->limit <= BPV_ANSWERS_LIMIT_MAX && question->offset <= BPV_ANSWERS_OFFSET_MAX);
    fuzz_require(question->text.length <= BPV_QUESTION_MAX && fuzz_utf8(question->text));
    fuzz_require((question->filters.modules & ~(1u << 1 | 1u << 3)) == 0 &&
                 (question->filters.themes & ~(1u << 10)) == 0);
    fuzz_require(question->filters.roles < 4 && question->filters.phases < 4);
    fuzz_require(question->filters.audiences < 1u << BPV_AUDIENCES && question->filters.forces < 1u << BPV_FORCES);
}

static void ask(const struct http_request *request)
{
    const enum search_request_rules rules[] = {SEARCH_REQUEST_STRICT, SEARCH_REQUEST_LENIENT};
    for (size_t i = 0; i < 2; i++) {
        struct bpv_question question = {.limit = 0};
        struct http_problem problem = {HTTP_PROBLEM_NONE, ""};
        struct text_buffer out;
        if (!search_request_parse(request, &taxonomy, rules[i], &question, &problem)) {
            require_problem(&problem);
            continue;
        }
        require_question(&question);
        text_buffer_init(&out, 0);
        search_request_write_filters(&question.filters, &taxonomy, &out);
        search_request_key("html", (struct bpv_text)TEXT("g"), 20261122, request->root, &question, &out);
        text_buffer_release(&out);
    }
}

/* The parameters, encoded by our own writer and read again, are the same. */
static void require_round_trip(const struct http_request *request)
{
    struct text_buffer target;
    text_buffer_init(&target, 0);
    text_buffer_append_string(&target, "/?");
    for (size_t i = 0; i < request->parameter_count; i++) {
        text_buffer_append_string(&target, i ? "&" : "");
        html_url_argument(&target, request->parameters[i].name);
        text_buffer_append_string(&target, "=");
        html_url_argument(&target, request->parameters[i].value);
    }
    struct http_request again = {0};
    struct http_problem problem;
    if (target.length <= HTTP_TARGET_MAX) {
        fuzz_require(http_request_parse_target(&again, target.data, "", &problem));
        fuzz_require(again.parameter_count == request->parameter_count);
        for (size_t i = 0; i < again.parameter_count; i++) {
            struct bpv_text one = again.parameters[i].value, other = request->parameters[i].value;
            fuzz_require(one.length == other.length &&
                         (!one.length || memcmp(one.start, other.start, one.length) == 0));
        }
    }
    http_request_release(&again);
    text_buffer_release(&target);
}

static void require_parameters(const struct http_request *request)
{
    fuzz_require(request->parameter_count <= HTTP_PARAMETERS_MAX);
    for (size_t i = 0; i < request->parameter_count; i++)
        fuzz_require(fuzz_utf8(request->parameters[i].name) && fuzz_utf8(request->parameters[i].value));
}

static void read_target(const char *target, const char *root, struct bpv_text body)
{
    struct http_request request = {0};
    struct http_problem problem = {HTTP_PROBLEM_NONE, ""};
    if (http_request_parse_target(&request, target, root, &problem)) {
        fuzz_require(fuzz_utf8(request.path) && (request.path.length ? request.path.start[0] == '/' : *root != '\0'));
        require_parameters(&request);
        require_round_trip(&request);
        ask(&request);
        if (http_request_parse_form(&request, body.start, body.length, &problem)) {
            require_parameters(&request);
            ask(&request);
        } else {
            require_problem(&problem);
        }
    } else {
        require_problem(&problem);
    }
    http_request_release(&request);
}

static void read_json(struct bpv_text body)
{
    static struct json_parameters parameters;
    struct http_request request = {0};
    struct http_problem problem = {HTTP_PROBLEM_NONE, ""};
    if (json_parameters_read(body, &parameters, &problem)) {
        fuzz_require(parameters.count <= HTTP_PARAMETERS_MAX);
        memcpy(request.parameters, parameters.parameters, sizeof request.parameters);
        request.parameter_count = parameters.count;
        require_parameters(&request);
        ask(&request);
    } else {
        require_problem(&problem);
    }
    json_parameters_release(&parameters);
}

/* A line as a C string; what follows a NUL is not sent. */
static void take_line(struct fuzz_input *input, char *out, size_t size)
{
    struct bpv_text line = fuzz_until(input, '\n');
    snprintf(out, size, "%.*s", (int)(line.length < size ? line.length : size - 1), line.start);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    static char target[HTTP_TARGET_MAX + 64], encodings[512], host[512];
    static const char *const names[] = {"bpv.school.nl"};
    struct fuzz_input input = {data, size};
    take_line(&input, target, sizeof target);
    take_line(&input, encodings, sizeof encodings);
    take_line(&input, host, sizeof host);
    struct bpv_text body = fuzz_rest(&input);
    read_target(target, "", body);
    read_target(target, "/bpv", body);
    read_json(body);
    http_accepts_gzip(encodings);
    http_host_allowed((struct bpv_text){host, strlen(host)}, names, 1);
    return 0;
}
