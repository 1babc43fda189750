/* http_reply, http_routes, assets: problems, redirects, exact addresses. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>
#include <stdio.h>
#include <string.h>

#include "answer_cache.h"
#include "assets.h"
#include "http_reply.h"
#include "http_routes.h"

static struct http_request request = {.root = {"/bpv", 4}, .query = {"q=a%20b", 7}, .id_text = "id-1"};

static void every_problem_is_complete(void **state)
{
    (void)state;
    for (int kind = HTTP_PROBLEM_NONE + 1; kind < HTTP_PROBLEMS; kind++) {
        const struct http_problem_type *type = http_problem_type((enum http_problem_kind)kind);
        assert_non_null(type->code);
        assert_int_equal(strspn(type->code, "abcdefghijklmnopqrstuvwxyz0123456789-"), strlen(type->code));
        assert_true(type->status >= 400 && type->status < 600);
        assert_true(strlen(type->title) > 5 && strlen(type->explanation) > 20);
        for (int other = HTTP_PROBLEM_NONE + 1; other < kind; other++)
            assert_string_not_equal(type->code, http_problem_type((enum http_problem_kind)other)->code);
    }
}

static void a_problem_replaces_what_was_there(void **state)
{
    (void)state;
    struct http_reply reply;
    http_reply_init(&reply);
    http_reply_json(&reply);
    text_buffer_append_string(&reply.body, "half an answer");
    http_reply_problem(&reply, &request, HTTP_PROBLEM_BAD_VALUE, "limit: \"%s\" <kan> niet.", "x");
    assert_int_equal(reply.status, 400);
    assert_string_equal(reply.content_type, HTTP_TYPE_PROBLEM);
    assert_null(reply.representation);
    assert_string_equal(
        reply.body.data,
        "{\"type\":\"/bpv/over#fout-waarde-ongeldig\",\"title\":\"Deze waarde kan niet\",\"status\":400,"
        "\"code\":\"waarde-ongeldig\",\"detail\":\"limit: \\\"x\\\" \\u003ckan> niet.\",\"request_id\":\"id-1\"}");
    http_reply_release(&reply);
}

static void inner_details_stay_inside(void **state)
{
    (void)state;
    struct http_reply reply;
    struct bpv_error error = {BPV_INTERNAL, "geheim pad /var/lib/x"};
    http_reply_init(&reply);
    http_reply_error(&reply, &request, &error);
    assert_int_equal(reply.status, 500);
    assert_null(strstr(reply.body.data, "/var/lib"));
    error.status = BPV_NOT_FOUND;
    http_reply_error(&reply, &request, &error);
    assert_int_equal(reply.status, 404);
    error.status = BPV_BAD_INDEX;
    http_reply_error(&reply, &request, &error);
    assert_int_equal(reply.status, 503);
    http_reply_release(&reply);
}

static void redirects_stay_below_the_root(void **state)
{
    (void)state;
    struct http_reply reply;
    http_reply_init(&reply);
    http_reply_redirect(&reply, &request, (struct bpv_text){"/modules", 8}, true);
    assert_int_equal(reply.status, 308);
    assert_int_equal(reply.header_count, 1);
    assert_string_equal(reply.headers[0].value, "/bpv/modules?q=a%20b");
    http_reply_release(&reply);
}

static void headers_hold_no_line_breaks(void **state)
{
    (void)state;
    struct http_reply reply;
    http_reply_init(&reply);
    http_reply_header(&reply, "X-A", "a\r\nSet-Cookie: b\x7f\xc3\xa9");
    assert_string_equal(reply.headers[0].value, "aSet-Cookie: b");
    for (int i = 0; i < 10; i++)
        http_reply_header(&reply, "X-B", "b");
    assert_int_equal(reply.header_count, HTTP_REPLY_HEADERS_MAX);
    http_reply_release(&reply);
}

static void the_cache_keeps_forms_apart(void **state)
{
    (void)state;
    struct answer_cache *cache = answer_cache_create(100000, 0);
    struct http_reply reply;
    struct text_buffer key = {0};
    http_reply_init(&reply);
    text_buffer_append_string(&key, "k");
    assert_false(http_reply_cached(&reply, &request, cache, &key));
    assert_int_equal(key.length, 0);
    char *bytes = strdup("body");
    cached_body_release(
        answer_cache_add(cache, text_buffer_text(&reply.cache_key), bytes, 4, HTTP_OUTCOME_ANSWERED << 1));
    http_reply_release(&reply);
    text_buffer_append_string(&key, "k");
    assert_true(http_reply_cached(&reply, &request, cache, &key));
    assert_int_equal(reply.outcome, HTTP_OUTCOME_ANSWERED);
    assert_false(reply.cached_gzip);
    http_reply_release(&reply);
    struct http_request zipped = request;
    zipped.accept_gzip = true;
    text_buffer_append_string(&key, "k");
    assert_false(http_reply_cached(&reply, &zipped, cache, &key));
    http_reply_release(&reply);
    answer_cache_free(cache);
}

static const char *pattern_of(const char *path, struct bpv_text *id)
{
    const struct http_route *route = http_route_find((struct bpv_text){path, strlen(path)}, id);
    return route ? route->pattern : "none";
}

static void routes_match_exactly(void **state)
{
    (void)state;
    struct bpv_text id;
    assert_string_equal(pattern_of("/v1/answers", &id), "/v1/answers");
    assert_string_equal(pattern_of("/", &id), "/");
    assert_string_equal(pattern_of("/v1/passages/abc", &id), "/v1/passages/{id}");
    assert_true(http_text_is(id, "abc"));
    assert_string_equal(pattern_of("/v1/passages/abc/similar", &id), "/v1/passages/{id}/similar");
    assert_true(http_text_is(id, "abc"));
    static const char *const none[] = {"",
                                       "/v1",
                                       "/v1/",
                                       "/v1/answer",
                                       "/v1/answersx",
                                       "/v1/answers/",
                                       "/v1/passages/",
                                       "/v1/passages",
                                       "/v1/passages//similar",
                                       "/v1/passages/a/b",
                                       "/v1/passages/a/similar/",
                                       "/V1/answers",
                                       "//"};
    for (size_t i = 0; i < sizeof none / sizeof none[0]; i++)
        assert_string_equal(pattern_of(none[i], &id), "none");
}

static void routes_are_well_formed(void **state)
{
    (void)state;
    size_t count;
    const struct http_route *routes = http_routes(&count);
    for (size_t i = 0; i < count; i++) {
        assert_int_equal(routes[i].pattern[0], '/');
        assert_non_null(routes[i].handler);
        assert_true(routes[i].methods & HTTP_ALLOW_GET);
        assert_string_equal(http_route_pattern(i), routes[i].pattern);
        for (size_t j = 0; j < i; j++)
            assert_string_not_equal(routes[i].pattern, routes[j].pattern);
    }
}

static void assets_are_found_by_their_hash(void **state)
{
    (void)state;
    const struct asset *asset = asset_find("openapi.json");
    assert_non_null(asset);
    assert_true(asset->length > 1000 && asset->gzip_length > 100 && asset->gzip_length < asset->length);
    assert_int_equal(asset->bytes[0], '{');
    assert_ptr_equal(asset_find_hashed((struct bpv_text){asset->hashed_name, strlen(asset->hashed_name)}), asset);
    assert_null(asset_find_hashed((struct bpv_text){asset->hashed_name, strlen(asset->hashed_name) - 1}));
    assert_null(asset_find_hashed((struct bpv_text){"openapi.json", 12}));
    assert_null(asset_find(""));
    assert_string_equal(asset_content_type(asset), "application/json; charset=utf-8");
    assert_int_equal(strlen(asset_digest()), 12);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(every_problem_is_complete),     cmocka_unit_test(a_problem_replaces_what_was_there),
        cmocka_unit_test(inner_details_stay_inside),     cmocka_unit_test(redirects_stay_below_the_root),
        cmocka_unit_test(headers_hold_no_line_breaks),   cmocka_unit_test(the_cache_keeps_forms_apart),
        cmocka_unit_test(routes_match_exactly),          cmocka_unit_test(routes_are_well_formed),
        cmocka_unit_test(assets_are_found_by_their_hash),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
