/* json_writer: commas, escapes, numbers. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "json_writer.h"

struct fixture {
    struct text_buffer out;
    struct json_writer json;
};

static void begin(struct fixture *fixture)
{
    text_buffer_init(&fixture->out, 0);
    fixture->json = (struct json_writer){.out = &fixture->out};
}

static void assert_json(struct fixture *fixture, const char *expected)
{
    assert_string_equal(fixture->out.data, expected);
    text_buffer_release(&fixture->out);
}

static void places_commas(void **state)
{
    (void)state;
    struct fixture f;
    begin(&f);
    json_begin_object(&f.json);
    json_key(&f.json, "a");
    json_begin_array(&f.json);
    json_integer(&f.json, 1);
    json_integer(&f.json, -2);
    json_begin_object(&f.json);
    json_end_object(&f.json);
    json_begin_array(&f.json);
    json_end_array(&f.json);
    json_end_array(&f.json);
    json_key(&f.json, "b");
    json_boolean(&f.json, true);
    json_key(&f.json, "c");
    json_null(&f.json);
    json_end_object(&f.json);
    assert_json(&f, "{\"a\":[1,-2,{},[]],\"b\":true,\"c\":null}");
}

static void escapes_strings(void **state)
{
    (void)state;
    struct fixture f;
    begin(&f);
    json_string(&f.json, "\"\\\n\t\r\x01\x7F</script>&é€");
    assert_json(&f, "\"\\\"\\\\\\n\\t\\u000d\\u0001\\u007f\\u003c/script>\\u0026é€\"");
}

/* Every byte at every place of a text of twenty: the writer looks at sixteen bytes at a time. */
static void escapes_each_byte_wherever_it_stands(void **state)
{
    (void)state;
    for (unsigned byte = 0; byte < 256; byte++)
        for (size_t place = 0; place < 20; place++) {
            struct fixture f;
            char text[20], expected[64] = "\"", *at = expected + 1;
            for (size_t i = 0; i < sizeof text; i++) {
                text[i] = (char)('a' + i);
                if (i != place) {
                    *at++ = text[i];
                    continue;
                }
                text[i] = (char)byte;
                if (byte == '"' || byte == '\\')
                    at += snprintf(at, 8, "\\%c", byte);
                else if (byte == '\n' || byte == '\t')
                    at += snprintf(at, 8, "\\%c", byte == '\n' ? 'n' : 't');
                else if (byte < 0x20 || byte == '<' || byte == '&' || byte == 0x7F)
                    at += snprintf(at, 8, "\\u%04x", byte);
                else
                    *at++ = (char)byte;
            }
            at[0] = '"';
            at[1] = '\0';
            begin(&f);
            json_text(&f.json, (struct bpv_text){text, sizeof text});
            assert_json(&f, expected);
        }
}

static void writes_integers_of_any_size(void **state)
{
    (void)state;
    static const long long values[] = {0, 9, 10, -1, -10, 123456789, INT64_MAX, INT64_MIN};
    for (size_t i = 0; i < sizeof values / sizeof values[0]; i++) {
        struct fixture f;
        char expected[32];
        snprintf(expected, sizeof expected, "%lld", values[i]);
        begin(&f);
        json_integer(&f.json, values[i]);
        assert_json(&f, expected);
    }
}

/* Decodes a JSON string of ASCII characters in place of a JSON parser. */
static void decode(const char *json, char *out)
{
    assert_int_equal(*json++, '"');
    while (*json != '"') {
        assert_true((unsigned char)*json >= 0x20);
        if (*json != '\\') {
            *out++ = *json++;
            continue;
        }
        const char *plain = strchr("nntt\"\"\\\\", json[1]);
        if (json[1] == 'u') {
            char digits[5] = {json[2], json[3], json[4], json[5], '\0'};
            *out++ = (char)strtol(digits, NULL, 16);
            json += 6;
        } else {
            assert_non_null(plain);
            *out++ = json[1] == 'n' ? '\n' : json[1] == 't' ? '\t' : json[1];
            json += 2;
        }
    }
    assert_int_equal(json[1], 0);
    *out = '\0';
}

static void keeps_every_text_whole(void **state)
{
    (void)state;
    struct fixture f;
    for (int first = 1; first < 128; first++) {
        const char text[4] = {(char)first, '"', (char)first, '\0'};
        char decoded[8];
        begin(&f);
        json_string(&f.json, text);
        decode(f.out.data, decoded);
        assert_string_equal(decoded, text);
        text_buffer_release(&f.out);
    }
}

static void escapes_keys(void **state)
{
    (void)state;
    struct fixture f;
    begin(&f);
    json_begin_object(&f.json);
    json_key(&f.json, "a\"<b");
    json_string(&f.json, "");
    json_end_object(&f.json);
    assert_json(&f, "{\"a\\\"\\u003cb\":\"\"}");
}

static void writes_numbers(void **state)
{
    (void)state;
    struct fixture f;
    begin(&f);
    json_begin_array(&f.json);
    json_number(&f.json, 0.93);
    json_number(&f.json, 0);
    json_number(&f.json, 1.0 / 3);
    json_number(&f.json, -1.5);
    json_number(&f.json, 1e-9);
    json_number(&f.json, (double)NAN);
    json_number(&f.json, (double)INFINITY);
    json_integer(&f.json, 9223372036854775807LL);
    json_end_array(&f.json);
    assert_json(&f, "[0.93,0,0.3333,-1.5,1e-09,null,null,9223372036854775807]");
}

/* Shares are written without printf: they come out as it writes them. */
static void writes_shares_as_printf_does(void **state)
{
    (void)state;
    for (unsigned i = 0; i < 400000; i++) {
        struct fixture f;
        char expected[32];
        double value = i % 4 == 0 ? i / 400000.0 : i % 4 == 1 ? (double)(float)(i / 399999.0) : i / 8e7 + (i % 4 == 2);
        snprintf(expected, sizeof expected, "%.4g", value);
        begin(&f);
        json_number(&f.json, value);
        assert_json(&f, expected);
    }
    static const double edges[] = {0.001, 0.00099999, 0.0099995, 0.00999949, 0.099995, 0.0999949, 0.99995,
                                   0.9999499, 0.5, 0.12345, 0.03125, 0.00390625, 0.100049999, 1.0};
    for (size_t i = 0; i < sizeof edges / sizeof edges[0]; i++) {
        struct fixture f;
        char expected[32];
        snprintf(expected, sizeof expected, "%.4g", edges[i]);
        begin(&f);
        json_number(&f.json, edges[i]);
        assert_json(&f, expected);
    }
}

static void ready_keys_are_as_others(void **state)
{
    (void)state;
    struct fixture f;
    begin(&f);
    json_begin_object(&f.json);
    JSON_KEY(&f.json, "a");
    json_begin_object(&f.json);
    JSON_KEY(&f.json, "long_key");
    json_null(&f.json);
    JSON_KEY(&f.json, "c");
    json_integer(&f.json, 0);
    json_end_object(&f.json);
    JSON_KEY(&f.json, "d");
    json_string(&f.json, "");
    json_end_object(&f.json);
    assert_json(&f, "{\"a\":{\"long_key\":null,\"c\":0},\"d\":\"\"}");
}

static void empty_becomes_null_where_asked(void **state)
{
    (void)state;
    struct fixture f;
    begin(&f);
    json_begin_array(&f.json);
    json_text_or_null(&f.json, (struct bpv_text){"", 0});
    json_text_or_null(&f.json, (struct bpv_text){"bpv", 3});
    json_date_or_null(&f.json, 0);
    json_date_or_null(&f.json, 20261122);
    json_end_array(&f.json);
    assert_json(&f, "[null,\"bpv\",null,\"2026-11-22\"]");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(places_commas),          cmocka_unit_test(escapes_strings),
        cmocka_unit_test(escapes_each_byte_wherever_it_stands),
        cmocka_unit_test(writes_integers_of_any_size),
        cmocka_unit_test(keeps_every_text_whole), cmocka_unit_test(escapes_keys),
        cmocka_unit_test(writes_numbers),         cmocka_unit_test(empty_becomes_null_where_asked),
        cmocka_unit_test(writes_shares_as_printf_does), cmocka_unit_test(ready_keys_are_as_others),
    };
    cmocka_set_message_output(CM_OUTPUT_TAP);
    return cmocka_run_group_tests(tests, NULL, NULL);
}
