/* dutch_stem: forms of one word share a stem, other words do not. Longer lists: tests/questions/stems_*.tsv. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>
#include <string.h>

#include "../../engine/dutch_stem.h"

struct stem {
    char bytes[BPV_TERM_MAX];
    size_t length;
};

static struct stem stem_of(const char *form)
{
    struct stem stem = {.length = 0};
    stem.length = dutch_stem(form, strlen(form), stem.bytes);
    assert_true(stem.length >= 1 && stem.length <= strlen(form) + 1);
    return stem;
}

static bool joined(const char *one, const char *other)
{
    struct stem a = stem_of(one), b = stem_of(other);
    return a.length == b.length && memcmp(a.bytes, b.bytes, a.length) == 0;
}

static void assert_all(const char *const pairs[][2], size_t count, bool expected)
{
    for (size_t i = 0; i < count; i++)
        if (joined(pairs[i][0], pairs[i][1]) != expected)
            fail_msg("%s and %s %s share a stem", pairs[i][0], pairs[i][1], expected ? "must" : "must not");
}

#define JOIN(...)                                                                                                      \
    do {                                                                                                               \
        static const char *const pairs[][2] = {__VA_ARGS__};                                                           \
        assert_all(pairs, sizeof pairs / sizeof *pairs, true);                                                         \
    } while (0)
#define DIFFER(...)                                                                                                    \
    do {                                                                                                               \
        static const char *const pairs[][2] = {__VA_ARGS__};                                                           \
        assert_all(pairs, sizeof pairs / sizeof *pairs, false);                                                        \
    } while (0)

static void plurals_join(void **state)
{
    (void)state;
    JOIN({"stage", "stages"}, {"examen", "examens"}, {"leerbedrijf", "leerbedrijven"}, {"toets", "toetsen"},
         {"uur", "uren"}, {"huis", "huizen"}, {"les", "lessen"}, {"wet", "wetten"}, {"betaling", "betalingen"},
         {"mogelijkheid", "mogelijkheden"}, {"idee", "ideeen"}, {"jobcoach", "jobcoaches"}, {"fase", "fases"},
         {"schoen", "schoenen"}, {"motor", "motoren"}, {"onderdeel", "onderdelen"}, {"proces", "processen"},
         {"begeleider", "begeleiders"}, {"ziekte", "ziekten"});
}

static void adjectives_join(void **state)
{
    (void)state;
    JOIN({"wettelijk", "wettelijke"}, {"zwaar", "zware"}, {"boos", "boze"}, {"vrij", "vrije"}, {"laag", "lage"},
         {"lief", "lieve"}, {"algemeen", "algemene"}, {"druk", "drukke"}, {"passend", "passende"});
}

static void verbs_join(void **state)
{
    (void)state;
    JOIN({"werken", "werkt"}, {"werken", "gewerkt"}, {"vragen", "vraagt"}, {"vragen", "gevraagd"},
         {"schrijven", "schrijft"}, {"controleren", "controleert"}, {"controleren", "gecontroleerd"},
         {"wijzigen", "gewijzigd"}, {"oefenen", "geoefend"}, {"weigeren", "weigert"}, {"regelen", "geregeld"},
         {"maken", "gemaakt"}, {"melden", "meldt"}, {"gebruiken", "gebruikt"});
}

static void other_words_stay_apart(void **state)
{
    (void)state;
    DIFFER({"begeleiding", "beleid"}, {"begeleider", "beleid"}, {"gemeente", "gemeen"}, {"examen", "examinator"},
           {"wet", "weet"}, {"ziek", "ziekte"}, {"ruim", "ruimte"}, {"geweld", "wel"}, {"gemiddeld", "middel"},
           {"markt", "mark"}, {"klacht", "klach"}, {"geboden", "boden"}, {"punt", "pun"}, {"stage", "stagiair"});
}

static void nouns_keep_their_t(void **state)
{
    (void)state;
    static const char *const nouns[] = {"klacht", "recht",   "dienst", "student", "docent", "contract",
                                        "markt",  "punt",    "kaart",  "soort",   "krant",  "concert",
                                        "expert", "project", "winst",  "ambt",    "test",   "schrift"};
    for (size_t i = 0; i < sizeof nouns / sizeof *nouns; i++)
        assert_int_equal(stem_of(nouns[i]).length, strlen(nouns[i]));
}

static void short_words_and_numbers_stay(void **state)
{
    (void)state;
    static const char *const words[] = {"a", "bpv", "pok", "bus", "7.2.8", "1000", "18", "ee", "e"};
    for (size_t i = 0; i < sizeof words / sizeof *words; i++) {
        struct stem stem = stem_of(words[i]);
        assert_int_equal(stem.length, strlen(words[i]));
        assert_memory_equal(stem.bytes, words[i], stem.length);
    }
}

static void any_letters_stem_within_bounds(void **state)
{
    (void)state;
    static const char *const pieces[] = {"e",     "en", "s", "t",  "d",  "ge", "aa", "r",
                                         "heden", "ij", "v", "dt", "ch", "ee", "o",  "\xC3\xA9"};
    uint32_t seed = 7;
    for (int round = 0; round < 20000; round++) {
        char form[BPV_TERM_MAX];
        size_t length = 0, wanted = 1 + (seed >> 8) % 12;
        for (size_t i = 0; i < wanted; i++) {
            seed = seed * 1664525u + 1013904223u;
            const char *piece = pieces[(seed >> 16) % (sizeof pieces / sizeof *pieces)];
            size_t room = strlen(piece);
            if (length + room >= sizeof form - 2)
                break;
            memcpy(form + length, piece, room);
            length += room;
        }
        char out[BPV_TERM_MAX];
        size_t stem = dutch_stem(form, length, out);
        assert_true(stem >= 1 && stem <= length + 1);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(plurals_join),
        cmocka_unit_test(adjectives_join),
        cmocka_unit_test(verbs_join),
        cmocka_unit_test(other_words_stay_apart),
        cmocka_unit_test(nouns_keep_their_t),
        cmocka_unit_test(short_words_and_numbers_stay),
        cmocka_unit_test(any_letters_stem_within_bounds),
    };
    cmocka_set_message_output(CM_OUTPUT_TAP);
    return cmocka_run_group_tests(tests, NULL, NULL);
}
