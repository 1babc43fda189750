/* search_request and json_parameters: from parameters to a question; every bad value is named. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>
#include <string.h>

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
static struct bpv_question question;
static struct http_problem problem;

static bool read(const char *target, enum search_request_rules rules)
{
    struct http_request request = {0};
    struct http_problem unused;
    assert_true(http_request_parse_target(&request, target, "", &unused));
    bool good = search_request_parse(&request, &taxonomy, rules, &question, &problem);
    question.text = (struct bpv_text){NULL, question.text.length}; /* borrowed from the request */
    http_request_release(&request);
    return good;
}

static void reads_everything(void **state)
{
    (void)state;
    assert_true(read(
        "/?q=wat&limit=0&offset=500&module=1&module=3&theme=10&role=coordinator&phase=voor&audience=extra&force=wet"
        "&force=achtergrond&on=2026-02-28&expired=true&explain=1",
        SEARCH_REQUEST_STRICT));
    assert_int_equal(question.text.length, 3);
    assert_int_equal(question.limit, 0);
    assert_int_equal(question.offset, 500);
    assert_int_equal(question.filters.modules, 1u << 1 | 1u << 3);
    assert_int_equal(question.filters.themes, 1u << 10);
    assert_int_equal(question.filters.roles, 1u << 1);
    assert_int_equal(question.filters.phases, 1u << 0);
    assert_int_equal(question.filters.audiences, 1u << BPV_AUDIENCE_EXTRA);
    assert_int_equal(question.filters.forces, 1u << BPV_FORCE_WET | 1u << BPV_FORCE_ACHTERGROND);
    assert_int_equal(question.filters.on, 20260228);
    assert_true(question.filters.expired);
    assert_true(question.explain);
}

static void has_defaults(void **state)
{
    (void)state;
    assert_true(read("/?q=wat", SEARCH_REQUEST_STRICT));
    assert_int_equal(question.limit, BPV_ANSWERS_LIMIT_DEFAULT);
    assert_int_equal(question.filters.modules, 0);
    assert_false(question.filters.expired);
}

static void names_what_is_wrong(void **state)
{
    (void)state;
    static const struct {
        const char *target;
        enum http_problem_kind kind;
        const char *says;
    } cases[] = {
        {"/", HTTP_PROBLEM_NO_QUESTION, "q"},
        {"/?q=", HTTP_PROBLEM_NO_QUESTION, "q"},
        {"/?q=%20%0a", HTTP_PROBLEM_NO_QUESTION, "q"},
        {"/?q=a&vraag=b", HTTP_PROBLEM_UNKNOWN_PARAMETER, "vraag"},
        {"/?q=a&q=b", HTTP_PROBLEM_REPEATED_PARAMETER, "q"},
        {"/?q=a&limit=51", HTTP_PROBLEM_BAD_VALUE, "50"},
        {"/?q=a&limit=-1", HTTP_PROBLEM_BAD_VALUE, "limit"},
        {"/?q=a&limit=1e1", HTTP_PROBLEM_BAD_VALUE, "limit"},
        {"/?q=a&limit=4294967297", HTTP_PROBLEM_BAD_VALUE, "limit"},
        {"/?q=a&offset=501", HTTP_PROBLEM_BAD_VALUE, "500"},
        {"/?q=a&module=2", HTTP_PROBLEM_BAD_VALUE, "1, 3"},
        {"/?q=a&module=33", HTTP_PROBLEM_BAD_VALUE, "1, 3"},
        {"/?q=a&theme=1", HTTP_PROBLEM_BAD_VALUE, "10"},
        {"/?q=a&role=Begeleider", HTTP_PROBLEM_BAD_VALUE, "begeleider, coordinator"},
        {"/?q=a&phase=na", HTTP_PROBLEM_BAD_VALUE, "voor, tijdens"},
        {"/?q=a&audience=x", HTTP_PROBLEM_BAD_VALUE, "alle, extra"},
        {"/?q=a&force=x", HTTP_PROBLEM_BAD_VALUE, "wet, afspraak, advies, achtergrond"},
        {"/?q=a&on=2026-02-29", HTTP_PROBLEM_BAD_VALUE, "on"},
        {"/?q=a&expired=ja", HTTP_PROBLEM_BAD_VALUE, "true of false"},
        {"/?q=a&explain=", HTTP_PROBLEM_BAD_VALUE, "explain"},
    };
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        assert_false(read(cases[i].target, SEARCH_REQUEST_STRICT));
        assert_int_equal(problem.kind, cases[i].kind);
        assert_non_null(strstr(problem.detail, cases[i].says));
    }
}

static void a_page_is_lenient_about_names_only(void **state)
{
    (void)state;
    assert_true(read("/?q=&module=&utm=1&limit=", SEARCH_REQUEST_LENIENT));
    assert_int_equal(question.limit, BPV_ANSWERS_LIMIT_DEFAULT);
    assert_false(read("/?q=a&module=2", SEARCH_REQUEST_LENIENT));
}

static void filters_come_back_as_a_query_string(void **state)
{
    (void)state;
    struct text_buffer out = {0};
    assert_true(
        read("/?q=a&force=wet&module=3&role=coordinator&on=2026-01-02&expired=1&audience=alle", SEARCH_REQUEST_STRICT));
    search_request_write_filters(&question.filters, &taxonomy, &out);
    assert_string_equal(out.data, "&module=3&role=coordinator&audience=alle&force=wet&on=2026-01-02&expired=true");
    text_buffer_release(&out);
}

static void keys_differ_when_answers_may(void **state)
{
    (void)state;
    static const char *const targets[] = {"/?q=a",
                                          "/?q=a&limit=1",
                                          "/?q=a&offset=1",
                                          "/?q=a&module=1",
                                          "/?q=a&theme=10",
                                          "/?q=a&role=begeleider",
                                          "/?q=a&phase=voor",
                                          "/?q=a&audience=alle",
                                          "/?q=a&force=wet",
                                          "/?q=a&on=2026-01-01",
                                          "/?q=a&expired=1",
                                          "/?q=a&explain=1",
                                          "/?q=b"};
    enum { COUNT = sizeof targets / sizeof targets[0] };
    struct text_buffer keys[COUNT];
    for (size_t i = 0; i < COUNT; i++) {
        text_buffer_init(&keys[i], 0);
        assert_true(read(targets[i], SEARCH_REQUEST_STRICT));
        question.text.start = i + 1 < COUNT ? "a" : "b";
        search_request_key("json", (struct bpv_text)TEXT("g1"), 20260101, (struct bpv_text){"", 0}, &question,
                           &keys[i]);
        for (size_t j = 0; j < i; j++)
            assert_true(keys[i].length != keys[j].length ||
                        memcmp(keys[i].data, keys[j].data, keys[i].length) != 0);
    }
    for (size_t i = 0; i < COUNT; i++)
        text_buffer_release(&keys[i]);
}

static bool read_json(const char *body, struct json_parameters *out)
{
    problem.kind = HTTP_PROBLEM_NONE;
    return json_parameters_read((struct bpv_text){body, strlen(body)}, out, &problem);
}

static void json_becomes_parameters(void **state)
{
    (void)state;
    static struct json_parameters out;
    assert_true(read_json(
        "{\"q\": \"w\\u00e9l?\", \"module\": [1, 3], \"limit\": 5, \"expired\": true, \"role\": \"begeleider\"}",
        &out));
    assert_int_equal(out.count, 6);
    assert_memory_equal(out.parameters[0].value.start, "w\xc3\xa9l?", 5);
    assert_true(http_text_is(out.parameters[2].name, "module"));
    assert_true(http_text_is(out.parameters[2].value, "3"));
    assert_true(http_text_is(out.parameters[4].value, "true"));
    json_parameters_release(&out);
}

static void json_is_strict(void **state)
{
    (void)state;
    static const char *const bad[] = {"",
                                      "{",
                                      "[]",
                                      "null",
                                      "{\"q\": 1}",
                                      "{\"q\": null}",
                                      "{\"q\": [\"a\"]}",
                                      "{\"limit\": \"1\"}",
                                      "{\"limit\": 1.0}",
                                      "{\"limit\": -1}",
                                      "{\"limit\": 99999999999}",
                                      "{\"expired\": 1}",
                                      "{\"module\": [[1]]}",
                                      "{\"x\": 1}",
                                      "{\"q\": \"a\", \"q\": \"a\"}",
                                      "{\"q\": \"\xff\"}",
                                      "{\"q\": \"\\u0000\"}",
                                      "{} x"};
    for (size_t i = 0; i < sizeof bad / sizeof bad[0]; i++) {
        static struct json_parameters out;
        assert_false(read_json(bad[i], &out));
        assert_int_not_equal(problem.kind, HTTP_PROBLEM_NONE);
        json_parameters_release(&out);
    }
}

static void json_lists_are_bounded(void **state)
{
    (void)state;
    static struct json_parameters out;
    struct text_buffer body = {0};
    text_buffer_append_string(&body, "{\"module\": [1");
    for (unsigned i = 0; i < HTTP_PARAMETERS_MAX; i++)
        text_buffer_append_string(&body, ",1");
    text_buffer_append_string(&body, "]}");
    assert_false(read_json(body.data, &out));
    json_parameters_release(&out);
    text_buffer_release(&body);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(reads_everything),     cmocka_unit_test(has_defaults),
        cmocka_unit_test(names_what_is_wrong),  cmocka_unit_test(a_page_is_lenient_about_names_only),
        cmocka_unit_test(filters_come_back_as_a_query_string), cmocka_unit_test(keys_differ_when_answers_may),
        cmocka_unit_test(json_becomes_parameters), cmocka_unit_test(json_is_strict),
        cmocka_unit_test(json_lists_are_bounded),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
