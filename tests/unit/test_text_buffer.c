/* text_buffer: growing, the maximum, printing. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "text_buffer.h"

static void starts_empty(void **state)
{
    (void)state;
    struct text_buffer buffer = {0};
    struct bpv_text text = text_buffer_text(&buffer);
    assert_non_null(text.start);
    assert_int_equal(text.length, 0);
    text_buffer_append(&buffer, NULL, 0);
    assert_string_equal(buffer.data, "");
    text_buffer_release(&buffer);
    text_buffer_release(&buffer);
    assert_null(buffer.data);
}

static void appends_in_every_way(void **state)
{
    (void)state;
    struct text_buffer buffer = {0};
    text_buffer_append(&buffer, "stage", 3);
    text_buffer_append_string(&buffer, "ge");
    text_buffer_append_char(&buffer, ' ');
    text_buffer_append_text(&buffer, (struct bpv_text){"bpvx", 3});
    text_buffer_printf(&buffer, " %d %s", 42, "uur");
    assert_string_equal(buffer.data, "stage bpv 42 uur");
    assert_int_equal(buffer.length, strlen(buffer.data));
    text_buffer_clear(&buffer);
    assert_int_equal(buffer.length, 0);
    assert_string_equal(buffer.data, "");
    text_buffer_release(&buffer);
}

static void grows_and_stays_terminated(void **state)
{
    (void)state;
    struct text_buffer buffer = {0};
    for (size_t i = 0; i < 100000; i++)
        text_buffer_append_char(&buffer, (char)('a' + i % 26));
    assert_int_equal(buffer.length, 100000);
    assert_true(buffer.capacity > buffer.length);
    for (size_t i = 0; i < 100000; i++)
        assert_int_equal(buffer.data[i], 'a' + (int)(i % 26));
    assert_int_equal(buffer.data[100000], 0);
    text_buffer_release(&buffer);
}

static void keeps_to_its_maximum(void **state)
{
    (void)state;
    struct text_buffer buffer;
    text_buffer_init(&buffer, 5);
    text_buffer_append_string(&buffer, "abcde");
    assert_false(buffer.overflow);
    text_buffer_append_string(&buffer, "f");
    assert_true(buffer.overflow);
    assert_string_equal(buffer.data, "abcde");
    text_buffer_printf(&buffer, "%s", "long enough");
    assert_string_equal(buffer.data, "abcde");
    text_buffer_clear(&buffer);
    assert_false(buffer.overflow);
    text_buffer_append(&buffer, "abcdef", 6); /* all or nothing */
    assert_int_equal(buffer.length, 0);
    assert_true(buffer.overflow);
    text_buffer_release(&buffer);
    assert_int_equal(buffer.maximum, 5);
}

static void survives_a_length_that_would_wrap(void **state)
{
    (void)state;
    struct text_buffer buffer = {0};
    text_buffer_append_string(&buffer, "a");
    text_buffer_append(&buffer, "b", SIZE_MAX);
    assert_true(buffer.overflow);
    assert_string_equal(buffer.data, "a");
    text_buffer_release(&buffer);
}

static void escapes_html(void **state)
{
    (void)state;
    struct text_buffer buffer = {0};
    static const char text[] = "<a href=\"x\">R&D's \303\251</a>\n";
    text_buffer_append_html(&buffer, (struct bpv_text){text, sizeof text - 1});
    assert_string_equal(buffer.data, "&lt;a href=&quot;x&quot;&gt;R&amp;D&#39;s \303\251&lt;/a&gt;\n");
    text_buffer_release(&buffer);
}

static void prints_long_texts(void **state)
{
    (void)state;
    struct text_buffer buffer = {0};
    text_buffer_printf(&buffer, "%*s|", 5000, "x");
    assert_int_equal(buffer.length, 5001);
    assert_int_equal(buffer.data[5000], '|');
    text_buffer_printf(&buffer, "%s", "");
    assert_int_equal(buffer.length, 5001);
    text_buffer_release(&buffer);
}

/* What is printed goes straight into the room there is, also when that is just enough or just too little. */
static void prints_whatever_room_there_is(void **state)
{
    (void)state;
    for (int before = 0; before < 140; before++)
        for (int length = 120; length < 135; length++) {
            struct text_buffer buffer = {0}, narrow = {.maximum = 130};
            char expected[300];
            snprintf(expected, sizeof expected, "%*s%0*d", before, "", length, 7);
            text_buffer_printf(&buffer, "%*s", before, "");
            text_buffer_printf(&buffer, "%0*d", length, 7);
            assert_string_equal(buffer.data, expected);
            text_buffer_printf(&narrow, "%*s", before % 130, "");
            text_buffer_printf(&narrow, "%0*d", length, 7);
            assert_int_equal(narrow.overflow, before % 130 + length > 130);
            assert_int_equal(narrow.length, strlen(narrow.data));
            text_buffer_release(&buffer);
            text_buffer_release(&narrow);
        }
}

static void appends_numbers(void **state)
{
    (void)state;
    struct text_buffer buffer = {0};
    text_buffer_append_number(&buffer, 0);
    text_buffer_append_char(&buffer, ' ');
    text_buffer_append_number(&buffer, 1234567890);
    text_buffer_append_char(&buffer, ' ');
    text_buffer_append_number(&buffer, 18446744073709551615ull);
    assert_string_equal(buffer.data, "0 1234567890 18446744073709551615");
    text_buffer_release(&buffer);
}

static void allocates_for_nothing_too(void **state)
{
    (void)state;
    void *zeroed = xcalloc(0, 0), *grown = xrealloc(NULL, 0);
    assert_non_null(zeroed);
    assert_non_null(grown);
    free(zeroed);
    free(grown);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(starts_empty),
        cmocka_unit_test(appends_in_every_way),
        cmocka_unit_test(grows_and_stays_terminated),
        cmocka_unit_test(keeps_to_its_maximum),
        cmocka_unit_test(survives_a_length_that_would_wrap),
        cmocka_unit_test(escapes_html),
        cmocka_unit_test(prints_long_texts),
        cmocka_unit_test(prints_whatever_room_there_is),
        cmocka_unit_test(appends_numbers),
        cmocka_unit_test(allocates_for_nothing_too),
    };
    cmocka_set_message_output(CM_OUTPUT_TAP);
    return cmocka_run_group_tests(tests, NULL, NULL);
}
