/* spelling: Dutch edit costs, and the nearest word of a vocabulary. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>
#include <math.h>

#include "../../engine/spelling.h"
#include "small_index.h"

static float distance(const char *typed, const char *meant)
{
    return spelling_distance((struct bpv_text){typed, strlen(typed)}, (struct bpv_text){meant, strlen(meant)}, 10);
}

static void equal_words_cost_nothing(void **state)
{
    (void)state;
    assert_true(distance("stage", "stage") <= 0);
    assert_true(distance("", "") <= 0);
    assert_true(distance("", "abc") >= 3);
}

/* What sounds alike or is typed by a slip costs less than another letter. */
static void dutch_slips_cost_less(void **state)
{
    (void)state;
    static const char *const slips[][2] = {
        {"werktyd", "werktijd"},        {"werkteid", "werktijd"},   {"kontrakt", "contract"},
        {"vertrauwen", "vertrouwen"},   {"verplichd", "verplicht"}, {"beoordeeling", "beoordeling"},
        {"stoppen", "stopen"},          {"ziekte", "zeikte"},       {"leerplixht", "leerplicht"},
        {"sertificaat", "certificaat"},
    };
    for (size_t i = 0; i < sizeof slips / sizeof *slips; i++)
        if (!(distance(slips[i][0], slips[i][1]) < 1))
            fail_msg("%s for %s costs %.2f", slips[i][0], slips[i][1], (double)distance(slips[i][0], slips[i][1]));
    assert_true(distance("stage", "staxe") >= 0.9f);
    assert_true(distance("xtage", "stage") > distance("stxge", "stage")); /* a first letter is seldom wrong */
}

static void gives_up_at_the_limit(void **state)
{
    (void)state;
    float far =
        spelling_distance((struct bpv_text)TEXT("praktijkovereenkomst"), (struct bpv_text)TEXT("vergoeding"), 2);
    assert_true(far > 2);
    char word[200];
    memset(word, 'a', sizeof word);
    assert_true(spelling_distance((struct bpv_text){word, sizeof word}, (struct bpv_text){word, sizeof word}, 2) > 2);
}

static void is_no_less_than_zero_for_any_words(void **state)
{
    (void)state;
    uint32_t seed = 5;
    for (int round = 0; round < 20000; round++) {
        char words[2][12];
        size_t lengths[2];
        for (int w = 0; w < 2; w++) {
            lengths[w] = (seed >> 20) % 12;
            for (size_t i = 0; i < lengths[w]; i++) {
                seed = seed * 1664525u + 1013904223u;
                words[w][i] = "ijyeaoudtkcsz"[(seed >> 16) % 13];
            }
            seed = seed * 1664525u + 1013904223u;
        }
        float cost =
            spelling_distance((struct bpv_text){words[0], lengths[0]}, (struct bpv_text){words[1], lengths[1]}, 20);
        assert_true(cost >= 0 && isfinite(cost));
    }
}

static struct small_index small;
static struct index_file *file;

static int setup(void **state)
{
    (void)state;
    small_index_make(&small, small_settings(), small_passages, SMALL_PASSAGES);
    return index_file_open(small.path, &file, NULL) == BPV_OK ? 0 : -1;
}

static int teardown(void **state)
{
    (void)state;
    index_file_close(file);
    small_index_remove(&small);
    return 0;
}

static void assert_nearest(const char *typed, const char *meant)
{
    float cost = 0;
    uint32_t word = spelling_nearest(file, (struct bpv_text){typed, strlen(typed)}, &cost);
    if (!meant) {
        assert_int_equal(word, INDEX_NONE);
        return;
    }
    assert_int_not_equal(word, INDEX_NONE);
    struct bpv_text found = index_file_string(file, index_file_words(file)[word].text);
    assert_int_equal(found.length, strlen(meant));
    assert_memory_equal(found.start, meant, found.length);
    assert_true(cost > 0);
}

static void finds_the_nearest_word(void **state)
{
    (void)state;
    assert_nearest("leerbedryf", "leerbedrijf");
    assert_nearest("stagevergoedding", "stagevergoeding");
    assert_nearest("handteekening", "handtekening");
    assert_nearest("verpligt", "verplicht");
}

static void leaves_short_and_far_words_alone(void **state)
{
    (void)state;
    assert_nearest("bl", NULL);
    assert_nearest("cax", NULL);
    assert_nearest("zwembadkrokodil", NULL);
    assert_nearest("", NULL);
}

/* The word that a plain look at all of them finds: the least cost, less what a common word has for. */
static uint32_t nearest_of_all(struct bpv_text typed)
{
    float limit = typed.length <= 5 ? 1.0f : typed.length <= 8 ? 1.75f : 2.3f, best = INFINITY;
    uint32_t found = INDEX_NONE;
    for (uint32_t i = 0; i < file->word_count; i++) {
        const struct index_word *word = &index_file_words(file)[i];
        uint32_t differing = word->letters ^ index_letters(typed);
        if (!(word->flags & WORD_IN_CORPUS) || word->text.length < 4 || word->text.length + 2 < typed.length ||
            word->text.length > typed.length + 2 || __builtin_popcount(differing) > 4)
            continue;
        float cost = spelling_distance(typed, index_file_string(file, word->text), limit);
        float rank = cost - 0.12f * log2f(1 + (float)word->frequency);
        if (cost > limit || rank >= best)
            continue;
        best = rank;
        found = i;
    }
    return found;
}

/* What is passed by in haste is never the nearest: every word of the corpus with every letter wrong in three ways. */
static void finds_what_a_look_at_all_words_finds(void **state)
{
    (void)state;
    size_t tried = 0, mended = 0;
    for (uint32_t i = 0; i < file->word_count; i++) {
        struct bpv_text word = index_file_string(file, index_file_words(file)[i].text);
        bool here = index_file_words(file)[i].flags & WORD_IN_CORPUS;
        for (size_t at = 0; here && word.length >= 4 && word.length < 30 && at < word.length; at++)
            for (unsigned way = 0; way < 3; way++) {
                char typed[32];
                float cost;
                memcpy(typed, word.start, word.length);
                if (way < 2)
                    typed[at] = "yd"[way];
                else
                    memmove(typed + at, typed + at + 1, word.length - at - 1);
                struct bpv_text text = {typed, word.length - (way == 2)};
                uint32_t nearest = text.length > 3 ? nearest_of_all(text) : INDEX_NONE;
                assert_int_equal(spelling_nearest(file, text, &cost), nearest);
                tried++;
                mended += nearest != INDEX_NONE;
            }
    }
    assert_true(tried > 300 && mended > tried / 2);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(equal_words_cost_nothing), cmocka_unit_test(dutch_slips_cost_less),
        cmocka_unit_test(gives_up_at_the_limit),    cmocka_unit_test(is_no_less_than_zero_for_any_words),
        cmocka_unit_test(finds_the_nearest_word),   cmocka_unit_test(leaves_short_and_far_words_alone),
        cmocka_unit_test(finds_what_a_look_at_all_words_finds),
    };
    cmocka_set_message_output(CM_OUTPUT_TAP);
    return cmocka_run_group_tests(tests, setup, teardown);
}
