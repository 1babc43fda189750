/* reference: how a passage and its sources are named. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>

#include "small_index.h"

static struct small_index small;
static struct bpv_base *base;

static int setup(void **state)
{
    (void)state;
    small_index_make(&small, small_settings(), small_passages, SMALL_PASSAGES);
    const char *path = small.path;
    return bpv_base_open(&path, 1, &base, NULL) == BPV_OK ? 0 : -1;
}

static int teardown(void **state)
{
    (void)state;
    bpv_base_close(base);
    small_index_remove(&small);
    return 0;
}

static void assert_reference(const char *id, const char *expected)
{
    struct bpv_passage passage;
    struct text_buffer out = {0};
    assert_int_equal(bpv_passage_find(base, (struct bpv_text){id, strlen(id)}, &passage, NULL), BPV_OK);
    bpv_reference_write(base, &passage, &out);
    assert_string_equal(out.data, expected);
    text_buffer_release(&out);
}

static void names_module_file_heading_and_sources(void **state)
{
    (void)state;
    assert_reference("pok-tekenen",
                     "Module 1 Wet- en regelgeving › Praktijkovereenkomst › Wie tekent de praktijkovereenkomst? "
                     "(WEB art. 7.2.9 lid 1; SBB, BPV-protocol)");
    assert_reference("pok-wie",
                     "Module 1 Wet- en regelgeving › Praktijkovereenkomst › Wie tekent de praktijkovereenkomst? "
                     "(WEB art. 7.2.9 lid 1; SBB, BPV-protocol)");
    assert_reference("verzuim-melden", "Module 2 Voorbereiding › Verzuim › Hoe meldt de stagiair zich ziek?");
}

static void a_passage_without_module_has_none(void **state)
{
    (void)state;
    struct bpv_passage passage = small_passages[2];
    struct text_buffer out = {0};
    passage.module = 0;
    bpv_reference_write(base, &passage, &out);
    assert_string_equal(out.data, "Verzuim › Hoe meldt de stagiair zich ziek?");
    text_buffer_release(&out);
}

static void sources_in_short_and_long_form(void **state)
{
    (void)state;
    static const struct {
        struct bpv_source_use use;
        bool long_form;
        const char *expected;
    } cases[] = {
        {{&small_sources[0], TEXT("7.2.9 lid 1")}, false, "WEB art. 7.2.9 lid 1"},
        {{&small_sources[0], TEXT("7.2.9 lid 1")},
         true,
         "Wet educatie en beroepsonderwijs, Rijk, 1995, art. 7.2.9 lid 1"},
        {{&small_sources[0], TEXT("hoofdstuk 7")}, false, "WEB hoofdstuk 7"},
        {{&small_sources[0], TEXT("")}, false, "WEB"},
        {{&small_sources[1], TEXT("paragraaf 2")}, false, "SBB, BPV-protocol paragraaf 2"},
        {{&small_sources[1], TEXT("2")}, true, "BPV-protocol, SBB, 2"},
    };
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        struct text_buffer out = {0};
        bpv_source_write(&cases[i].use, cases[i].long_form, &out);
        assert_string_equal(out.data, cases[i].expected);
        text_buffer_release(&out);
    }
}

static void dates_are_days_that_exist(void **state)
{
    (void)state;
    bpv_date date;
    assert_true(bpv_date_parse((struct bpv_text)TEXT("2024-02-29"), &date));
    assert_int_equal(date, 20240229);
    static const struct bpv_text wrong[] = {
        TEXT(""),         TEXT("2023-02-29"), TEXT("2024-13-01"), TEXT("2024-00-10"),  TEXT("2024-1-1"),
        TEXT("24-01-01"), TEXT("2024-01-32"), TEXT("2024/01/01"), TEXT("2024-01-01x"), TEXT("-024-01-01")};
    for (size_t i = 0; i < sizeof wrong / sizeof *wrong; i++)
        assert_false(bpv_date_parse(wrong[i], &date));
    char text[11];
    bpv_date_write(20240229, text);
    assert_string_equal(text, "2024-02-29");
    bpv_date_write(0, text);
    assert_string_equal(text, "");
}

static void a_passage_expires_after_its_last_day(void **state)
{
    (void)state;
    struct bpv_passage passage = {.valid_until = 20251231};
    assert_false(bpv_passage_expired(&passage, 20251231));
    assert_true(bpv_passage_expired(&passage, 20260101));
    passage.valid_until = 0;
    assert_false(bpv_passage_expired(&passage, 99991231));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(names_module_file_heading_and_sources), cmocka_unit_test(a_passage_without_module_has_none),
        cmocka_unit_test(sources_in_short_and_long_form),        cmocka_unit_test(dates_are_days_that_exist),
        cmocka_unit_test(a_passage_expires_after_its_last_day),
    };
    cmocka_set_message_output(CM_OUTPUT_TAP);
    return cmocka_run_group_tests(tests, setup, teardown);
}
