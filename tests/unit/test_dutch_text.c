/* dutch_text: the words of a text, in the same form however they were typed. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "../../engine/dutch_text.h"
#include "text_buffer.h"

/* The words of text, joined by spaces; a word that a hyphen joins to the one before has a + before it. */
static void words_of(const char *text, size_t length, struct text_buffer *out)
{
    struct dutch_reader reader;
    struct dutch_word word;
    dutch_reader_init(&reader, text, length);
    while (dutch_next(&reader, &word)) {
        assert_true(word.length >= 1 && word.length < BPV_TERM_MAX);
        assert_true(word.span >= 1 && (size_t)word.start + word.span <= length);
        text_buffer_append_string(out, out->length ? " " : "");
        text_buffer_append_string(out, word.joined ? "+" : "");
        text_buffer_append(out, word.form, word.length);
    }
}

static void assert_words(const char *text, const char *expected)
{
    struct text_buffer words = {0};
    text_buffer_append_string(&words, "");
    words_of(text, strlen(text), &words);
    if (strcmp(words.data, expected) != 0)
        fail_msg("\"%s\" reads as \"%s\", not \"%s\"", text, words.data, expected);
    text_buffer_release(&words);
}

static void nothing_has_no_words(void **state)
{
    (void)state;
    const char *const texts[] = {"", " ", "\n\t", "...", "-", "'", "?!", "()", "€", "\xC2\xAD", "\xE2\x80\x99"};
    for (size_t i = 0; i < sizeof texts / sizeof *texts; i++)
        assert_words(texts[i], "");
}

static void case_and_accents_are_folded(void **state)
{
    (void)state;
    assert_words("Begeleiding BPV", "begeleiding bpv");
    assert_words("Coördinator", "coordinator");
    assert_words("Coo\xCC\x88rdinator", "coordinator"); /* NFD */
    assert_words("GEËXAMINEERD", "geexamineerd");
    assert_words("één crème", "een creme");
    assert_words("\xC4\xB3zer", "ijzer");
}

static void hyphens_of_every_kind_part_words(void **state)
{
    (void)state;
    assert_words("bpv-begeleider", "bpv +begeleider");
    assert_words("bpv\xE2\x80\x90"
                 "begeleider",
                 "bpv +begeleider"); /* U+2010 */
    assert_words("bpv\xE2\x80\x91"
                 "begeleider",
                 "bpv +begeleider"); /* U+2011 */
    assert_words("bpv\xE2\x80\x93"
                 "begeleider",
                 "bpv +begeleider"); /* U+2013 */
    assert_words("bpv\xE2\x88\x92"
                 "begeleider",
                 "bpv +begeleider"); /* U+2212 */
    assert_words("mbo - hbo", "mbo hbo");
}

static void soft_hyphens_and_empty_spaces_vanish(void **state)
{
    (void)state;
    assert_words("praktijk\xC2\xADovereenkomst", "praktijkovereenkomst");
    assert_words("praktijk\xE2\x80\x8Bovereenkomst", "praktijkovereenkomst");
    assert_words("praktijk\xE2\x81\xA0overeenkomst", "praktijkovereenkomst");
}

static void apostrophes_of_every_kind(void **state)
{
    (void)state;
    assert_words("diploma's", "diploma");
    assert_words("diploma\xE2\x80\x99s", "diploma");
    assert_words("bpv'er", "bpv");
    assert_words("BBL\xE2\x80\x99"
                 "ers",
                 "bbl");
    assert_words("mbo`ers", "mbo");
    assert_words("'s avonds", "avonds");
    assert_words("\xE2\x80\x99s avonds 's nachts", "avonds nachts");
    assert_words("'t is zo'n regel", "is zo regel");
    assert_words("'stage'", "stage");
}

static void abbreviations_with_dots(void **state)
{
    (void)state;
    assert_words("d.m.v. een POK", "dmv een pok");
    assert_words("t.o.v.", "tov");
    assert_words("a.u.b", "au b");
    assert_words("Dit is a. Dat is b.", "dit is a dat is b");
    assert_words("t/m", "t m");
}

static void numbers_stay_whole(void **state)
{
    (void)state;
    assert_words("art. 7.2.8 lid 1", "art 7.2.8 lid 1");
    assert_words("1.000 uur", "1000 uur");
    assert_words("12.500.000", "12500000");
    assert_words("14,99 euro", "14,99 euro");
    assert_words("23:00 en 23.00", "23.00 en 23.00");
    assert_words("2023-2027", "2023 +2027");
    assert_words("In 2027.", "in 2027");
    assert_words("16+", "16");
}

static void ages_fall_apart(void **state)
{
    (void)state;
    assert_words("18-jarige", "18 +jarige");
    assert_words("18jarige", "18 jarige");
    assert_words("zestienjarige", "16 +jarige");
    assert_words("zeventienjarigen werken", "17 +jarigen werken");
    assert_words("minderjarige", "minderjarige");
}

static void number_words_become_digits(void **state)
{
    (void)state;
    assert_words("zeventien", "17");
    assert_words("Twaalf of dertig", "12 of 30");
    assert_words("drieëntwintig", "23");
    assert_words("tachtig", "80");
    assert_words("een elftal", "een elftal");
    assert_int_equal(dutch_number("zestien", 7), 16);
    assert_int_equal(dutch_number("zestie", 6), -1);
    assert_int_equal(dutch_number("driehonderd", 11), 300);
    assert_int_equal(dutch_number("zesentien", 9), -1);
    assert_int_equal(dutch_number("", 0), -1);
}

static void every_number_to_hundred(void **state)
{
    (void)state;
    static const char *const units[] = {"", "een", "twee", "drie", "vier", "vijf", "zes", "zeven", "acht", "negen"};
    static const char *const tens[] = {"twintig", "dertig",   "veertig", "vijftig",
                                       "zestig",  "zeventig", "tachtig", "negentig"};
    for (int ten = 2; ten <= 9; ten++)
        for (int unit = 1; unit <= 9; unit++) {
            char name[64];
            int length = snprintf(name, sizeof name, "%sen%s", units[unit], tens[ten - 2]);
            assert_int_equal(dutch_number(name, (size_t)length), 10 * ten + unit);
        }
}

static void optional_endings_are_dropped(void **state)
{
    (void)state;
    assert_words("student(en)", "student");
    assert_words("stage(s) lopen", "stage lopen");
    assert_words("student (en ouder)", "student en ouder");
    assert_words("stage(vergoeding)", "stage vergoeding");
}

static void spans_point_into_the_text(void **state)
{
    (void)state;
    const char *text = "De coördinator, student(en)!";
    struct dutch_reader reader;
    struct dutch_word word;
    dutch_reader_init(&reader, text, strlen(text));
    assert_true(dutch_next(&reader, &word));
    assert_true(dutch_next(&reader, &word));
    assert_int_equal(word.start, 3);
    assert_int_equal(word.span, strlen("coördinator"));
    assert_true(dutch_next(&reader, &word));
    assert_int_equal(word.span, strlen("student(en)"));
    assert_false(dutch_next(&reader, &word));
    assert_false(dutch_next(&reader, &word));
}

static void long_words_are_cut(void **state)
{
    (void)state;
    struct text_buffer text = {0}, words = {0};
    for (size_t i = 0; i < 5000; i++)
        text_buffer_append_string(&text, i % 2 ? "é" : "a");
    words_of(text.data, text.length, &words);
    assert_true(words.length > 0 && words.length < BPV_TERM_MAX);
    text_buffer_clear(&text);
    text_buffer_clear(&words);
    for (size_t i = 0; i < 5000; i++)
        text_buffer_append_char(&text, '9');
    words_of(text.data, text.length, &words);
    assert_true(words.length > 0 && words.length < BPV_TERM_MAX);
    text_buffer_release(&text);
    text_buffer_release(&words);
}

/* Any bytes: words lie inside the text and come in order. */
static void any_bytes_are_read_to_the_end(void **state)
{
    (void)state;
    static const char *const pieces[] = {"a", "-",    "'",     "\xC2\xAD",     ".",    "1",
                                         "(", ")",    "en",    "\xE2\x80\x99", "\xC3", "é",
                                         " ", "\xFF", "jarig", "zestien",      ","};
    uint32_t seed = 2026;
    for (int round = 0; round < 2000; round++) {
        struct text_buffer text = {0}, words = {0};
        for (int i = 0; i < 24; i++) {
            seed = seed * 1664525u + 1013904223u;
            text_buffer_append_string(&text, pieces[(seed >> 16) % (sizeof pieces / sizeof *pieces)]);
        }
        char *exact = malloc(text.length); /* so that a sanitizer sees a byte too far */
        memcpy(exact, text.data, text.length);
        words_of(exact, text.length, &words);
        free(exact);
        text_buffer_release(&text);
        text_buffer_release(&words);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(nothing_has_no_words),
        cmocka_unit_test(case_and_accents_are_folded),
        cmocka_unit_test(hyphens_of_every_kind_part_words),
        cmocka_unit_test(soft_hyphens_and_empty_spaces_vanish),
        cmocka_unit_test(apostrophes_of_every_kind),
        cmocka_unit_test(abbreviations_with_dots),
        cmocka_unit_test(numbers_stay_whole),
        cmocka_unit_test(ages_fall_apart),
        cmocka_unit_test(number_words_become_digits),
        cmocka_unit_test(every_number_to_hundred),
        cmocka_unit_test(optional_endings_are_dropped),
        cmocka_unit_test(spans_point_into_the_text),
        cmocka_unit_test(long_words_are_cut),
        cmocka_unit_test(any_bytes_are_read_to_the_end),
    };
    cmocka_set_message_output(CM_OUTPUT_TAP);
    return cmocka_run_group_tests(tests, NULL, NULL);
}
