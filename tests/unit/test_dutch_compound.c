/* dutch_compound: splitting with a dictionary of the test's own. The long list: tests/questions/compounds.tsv. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>
#include <string.h>

#include "../../engine/dutch_compound.h"
#include "text_buffer.h"

static const char *const dictionary[] = {
    "stage",    "vergoeding",  "plek",    "beroep", "beroeps", "keuze",    "opleiding",      "team",   "gemeente",
    "gemeen",   "huis",        "tehuis",  "klok",   "uren",    "urennorm", "klokuren",       "norm",   "bril",
    "kind",     "opvang",      "werking", "same",   "belang",  "rijk",     "begrip",         "pen",    "kool",
    "praktijk", "verzekering", "stelsel", "telsel", "paard",   "kracht",   "wagen",          "ziekte", "kosten",
    "over",     "uur",         "erop",    "vang",   "aan",     "arbeid",   "ongeschiktheid",
};

static bool known(void *context, const char *word, size_t length)
{
    (void)context;
    for (size_t i = 0; i < sizeof dictionary / sizeof *dictionary; i++)
        if (strlen(dictionary[i]) == length && memcmp(dictionary[i], word, length) == 0)
            return true;
    return false;
}

static bool everything(void *context, const char *word, size_t length)
{
    (void)context;
    (void)word;
    (void)length;
    return true;
}

static void assert_split(const char *word, const char *expected)
{
    struct bpv_span parts[BPV_COMPOUND_PARTS_MAX];
    struct text_buffer given = {0};
    text_buffer_append_string(&given, "");
    size_t count = dutch_split(word, strlen(word), known, NULL, parts);
    for (size_t i = 0; i < count; i++) {
        text_buffer_append_string(&given, i ? "+" : "");
        text_buffer_append(&given, word + parts[i].start, parts[i].length);
    }
    if (strcmp(given.data, expected) != 0)
        fail_msg("%s splits as \"%s\", not \"%s\"", word, given.data, expected);
    text_buffer_release(&given);
}

static void parts_side_by_side(void **state)
{
    (void)state;
    assert_split("stagevergoeding", "stage+vergoeding");
    assert_split("stageplek", "stage+plek");
    assert_split("paardkrachtwagen", "paard+kracht+wagen");
}

static void linking_sounds_are_left_out(void **state)
{
    (void)state;
    assert_split("beroepskeuze", "beroep+keuze");
    assert_split("opleidingsteam", "opleiding+team");
    assert_split("paardenkracht", "paard+kracht");
    assert_split("ziektenkosten", "ziekte+kosten");
    assert_split("arbeidsongeschiktheidsverzekering", "arbeid+ongeschiktheid+verzekering");
    assert_split("kinderopvang", "kind+opvang");
    assert_split("zonnebril", "zon+bril");
}

static void the_longer_beginning_wins(void **state)
{
    (void)state;
    assert_split("gemeentehuis", "gemeente+huis");
    assert_split("klokurennorm", "klokuren+norm");
}

static void derived_words_stay_whole(void **state)
{
    (void)state;
    assert_split("samenwerking", "");
    assert_split("belangrijk", "");
    assert_split("begrippen", "");
    assert_split("overuren", "");
}

static void unknown_words_stay_whole(void **state)
{
    (void)state;
    assert_split("", "");
    assert_split("stage", "");
    assert_split("stagexyz", "");
    assert_split("xyzstage", "");
    assert_split("stagestagestagestagestagestagestage", "");
}

static void parts_lie_in_order_inside_the_word(void **state)
{
    (void)state;
    uint32_t seed = 3;
    for (int round = 0; round < 3000; round++) {
        char word[80];
        size_t length = (seed >> 10) % 78;
        for (size_t i = 0; i < length; i++) {
            seed = seed * 1664525u + 1013904223u;
            word[i] = "etnsarikgdl"[(seed >> 16) % 11];
        }
        seed++;
        struct bpv_span parts[BPV_COMPOUND_PARTS_MAX];
        size_t count = dutch_split(word, length, round % 2 ? everything : known, NULL, parts), end = 0;
        assert_true(count != 1 && count <= BPV_COMPOUND_PARTS_MAX);
        for (size_t i = 0; i < count; i++) {
            assert_true(parts[i].start >= end && parts[i].start <= end + 2);
            end = (size_t)parts[i].start + parts[i].length;
        }
        assert_true(count == 0 || end == length);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(parts_side_by_side),        cmocka_unit_test(linking_sounds_are_left_out),
        cmocka_unit_test(the_longer_beginning_wins), cmocka_unit_test(derived_words_stay_whole),
        cmocka_unit_test(unknown_words_stay_whole),  cmocka_unit_test(parts_lie_in_order_inside_the_word),
    };
    cmocka_set_message_output(CM_OUTPUT_TAP);
    return cmocka_run_group_tests(tests, NULL, NULL);
}
