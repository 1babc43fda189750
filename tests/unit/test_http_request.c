/* http_request: strict decoding, so that no handler ever sees half a character or a NUL. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>
#include <stdlib.h>
#include <string.h>

#include "http_request.h"
#include "utf8.h"

static struct http_request request;
static struct http_problem problem;

static bool parse_under(const char *target, const char *root)
{
    http_request_release(&request);
    problem.kind = HTTP_PROBLEM_NONE;
    return http_request_parse_target(&request, target, root, &problem);
}

static bool parse(const char *target)
{
    return parse_under(target, "");
}

static void is_text(struct bpv_text text, const char *expected)
{
    assert_int_equal(text.length, strlen(expected));
    assert_memory_equal(text.start, expected, text.length);
}

static void splits_path_and_parameters(void **state)
{
    (void)state;
    assert_true(parse("/v1/answers?q=wat+is%20een%2Bpok&module=1&module=2&leeg=&kaal"));
    is_text(request.path, "/v1/answers");
    is_text(request.query, "q=wat+is%20een%2Bpok&module=1&module=2&leeg=&kaal");
    assert_int_equal(request.parameter_count, 5);
    is_text(request.parameters[0].value, "wat is een+pok");
    is_text(request.parameters[3].name, "leeg");
    is_text(request.parameters[3].value, "");
    is_text(request.parameters[4].name, "kaal");
    struct bpv_text value;
    size_t position = 0;
    assert_true(http_request_next_parameter(&request, "module", &position, &value));
    is_text(value, "1");
    assert_true(http_request_next_parameter(&request, "module", &position, &value));
    is_text(value, "2");
    assert_false(http_request_next_parameter(&request, "module", &position, &value));
    assert_int_equal(value.length, 0);
}

static void names_are_compared_whole(void **state)
{
    (void)state;
    struct bpv_text value;
    assert_true(parse("/?qq=1&Q=2&=3&q%00=4") == false);
    assert_true(parse("/?qq=1&Q=2&=3"));
    assert_false(http_request_parameter(&request, "q", &value));
}

static void a_plus_in_a_path_is_a_plus(void **state)
{
    (void)state;
    assert_true(parse("/a+b%2fc"));
    is_text(request.path, "/a+b/c");
}

static void refuses_bad_encoding(void **state)
{
    (void)state;
    static const char *const bad[] = {"/%zz",    "/%",         "/%4",           "/%00",
                                      "/?q=%00", "/?q=%zz",    "/?q=%e",        "/?%ff=1",
                                      "/?q=%ff", "/?q=%c0%af", "/?q=%ed%a0%80", "/?q=%f4%90%80%80",
                                      "/\xff",   "/?q=\xc3",   "/?q=a&b=%c3"};
    for (size_t i = 0; i < sizeof bad / sizeof bad[0]; i++) {
        assert_false(parse(bad[i]));
        assert_int_equal(problem.kind, HTTP_PROBLEM_BAD_ENCODING);
        assert_true(strlen(problem.detail) > 20);
    }
    assert_true(parse("/?q=%C3%a9"));
    is_text(request.parameters[0].value, "\xc3\xa9");
}

static void strips_the_root(void **state)
{
    (void)state;
    assert_true(parse_under("/bpv/zoek?q=1", "/bpv"));
    is_text(request.path, "/zoek");
    is_text(request.root, "/bpv");
    assert_true(parse_under("/bpv", "/bpv"));
    is_text(request.path, "");
    static const char *const outside[] = {"/", "/bp", "/bpvx", "/BPV/", "*", ""};
    for (size_t i = 0; i < sizeof outside / sizeof outside[0]; i++) {
        assert_false(parse_under(outside[i], "/bpv"));
        assert_int_equal(problem.kind, HTTP_PROBLEM_NOT_FOUND);
    }
    assert_false(parse("*"));
}

static void takes_the_absolute_form(void **state)
{
    (void)state;
    assert_true(parse("http://bpv.example.nl:80/zoek?q=1"));
    is_text(request.path, "/zoek");
    is_text(request.host, "bpv.example.nl:80");
}

static void bounds_length_and_number(void **state)
{
    (void)state;
    char *target = malloc(HTTP_TARGET_MAX + 2);
    assert_non_null(target);
    memset(target, 'a', HTTP_TARGET_MAX + 1);
    target[0] = '/';
    target[HTTP_TARGET_MAX + 1] = '\0';
    assert_false(parse(target));
    assert_int_equal(problem.kind, HTTP_PROBLEM_TARGET_TOO_LONG);
    target[HTTP_TARGET_MAX] = '\0';
    assert_true(parse(target));
    for (size_t i = 2; i < HTTP_TARGET_MAX; i++)
        target[i] = i % 2 ? '&' : 'a';
    target[1] = '?';
    assert_false(parse(target));
    assert_int_equal(problem.kind, HTTP_PROBLEM_BAD_VALUE);
    assert_int_equal(request.parameter_count, HTTP_PARAMETERS_MAX);
    free(target);
}

static void reads_a_form(void **state)
{
    (void)state;
    assert_true(parse("/v1/answers?limit=1"));
    assert_true(http_request_parse_form(&request, "q=wat+nu&on=", 12, &problem));
    assert_int_equal(request.parameter_count, 3);
    is_text(request.parameters[1].value, "wat nu");
    assert_false(http_request_parse_form(&request, "q=%0", 4, &problem));
    assert_false(http_request_parse_form(&request, "q=a\0b", 5, &problem));
    assert_int_equal(problem.kind, HTTP_PROBLEM_BAD_ENCODING);
}

static void knows_who_takes_gzip(void **state)
{
    (void)state;
    static const char *const yes[] = {"gzip",   "deflate, gzip", "br;q=1.0, gzip;q=0.8, *;q=0.1", "GZIP", "*",
                                      "x-gzip", " gzip ;q=0.001"};
    static const char *const no[] = {"",      "br",     "gzip;q=0", "gzip; q=0.000",
                                     "*;q=0", "gzippo", "identity", "gzip;q=0, *"};
    assert_false(http_accepts_gzip(NULL));
    for (size_t i = 0; i < sizeof yes / sizeof yes[0]; i++)
        assert_true(http_accepts_gzip(yes[i]));
    for (size_t i = 0; i < sizeof no / sizeof no[0]; i++)
        assert_false(http_accepts_gzip(no[i]));
}

static void knows_its_hosts(void **state)
{
    (void)state;
    static const char *const names[] = {"bpv.example.nl"};
    static const char *const yes[] = {"localhost",      "LOCALHOST:8080",     "127.0.0.1",      "10.0.0.7:80",
                                      "[::1]",          "[2001:db8::1]:8080", "bpv.example.nl", "BPV.Example.NL:443",
                                      "bpv.example.nl."};
    static const char *const no[] = {"",
                                     "evil.example",
                                     "bpv.example.nl.evil.example",
                                     "localhost:x",
                                     "localhost:1:2",
                                     "[::1",
                                     "[::1]x",
                                     "[evil]",
                                     "[]",
                                     "127.0.0.1.evil.example",
                                     ":80",
                                     "a b",
                                     "localhost:123456",
                                     "."};
    for (size_t i = 0; i < sizeof yes / sizeof yes[0]; i++)
        assert_true(http_host_allowed((struct bpv_text){yes[i], strlen(yes[i])}, names, 1));
    for (size_t i = 0; i < sizeof no / sizeof no[0]; i++)
        assert_false(http_host_allowed((struct bpv_text){no[i], strlen(no[i])}, names, 1));
}

/* Whatever comes in, what is handed on is UTF-8 without NUL. */
static void random_targets_keep_the_promise(void **state)
{
    (void)state;
    static const char alphabet[] = "/?&=%+09afAFzx.:\x80\xc3\xa9h";
    uint32_t random = 20261122;
    for (size_t round = 0; round < 20000; round++) {
        char target[48] = "/";
        size_t length = 1 + round % 46;
        for (size_t i = 1; i < length; i++) {
            random = random * 1664525u + 1013904223u;
            target[i] = alphabet[(random >> 16) % (sizeof alphabet - 1)];
        }
        bool good = parse(target);
        assert_int_equal(good, problem.kind == HTTP_PROBLEM_NONE);
        assert_true(utf8_valid(request.path.start, request.path.length, NULL) || !good);
        for (size_t i = 0; i < request.parameter_count; i++) {
            assert_true(utf8_valid(request.parameters[i].name.start, request.parameters[i].name.length, NULL));
            assert_true(utf8_valid(request.parameters[i].value.start, request.parameters[i].value.length, NULL));
        }
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(splits_path_and_parameters), cmocka_unit_test(names_are_compared_whole),
        cmocka_unit_test(a_plus_in_a_path_is_a_plus), cmocka_unit_test(refuses_bad_encoding),
        cmocka_unit_test(strips_the_root),            cmocka_unit_test(takes_the_absolute_form),
        cmocka_unit_test(bounds_length_and_number),   cmocka_unit_test(reads_a_form),
        cmocka_unit_test(knows_who_takes_gzip),       cmocka_unit_test(knows_its_hosts),
        cmocka_unit_test(random_targets_keep_the_promise),
    };
    int failed = cmocka_run_group_tests(tests, NULL, NULL);
    http_request_release(&request);
    return failed;
}
