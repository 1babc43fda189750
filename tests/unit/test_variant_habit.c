/* variant_habit: words and forms of asking that a passage's variants use more than others do. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "variant_habit.h"

enum { ALL = 999, WORD = 0, FORM = 1 }; /* variants of all passages; concepts of the question */

static struct index_file file = {.variant_count = ALL};
static struct part_table part = {.file = &file};
static struct concept concepts[2] = {[FORM] = {.stop = true}};
static struct query query = {.concepts = concepts, .count = 2};

static void judge(float words, float forms, uint32_t count, float features[RANKING_FEATURES])
{
    const float often[BPV_CONCEPTS_MAX] = {[WORD] = words, [FORM] = forms};
    for (size_t i = 0; i < RANKING_FEATURES; i++)
        features[i] = 0;
    variant_habit_prepare(&part, WORD, 10);
    variant_habit_prepare(&part, FORM, 300);
    variant_habit_judge(&query, &part, often, count, features);
}

static void what_is_asked_oftener_than_elsewhere_counts_for_the_passage(void **state)
{
    (void)state;
    float much[RANKING_FEATURES], little[RANKING_FEATURES], never[RANKING_FEATURES];
    judge(20, 28, 30, much);
    judge(2, 9, 30, little);
    judge(0, 0, 30, never);
    assert_true(much[FEATURE_words_usual] > little[FEATURE_words_usual]);
    assert_true(little[FEATURE_words_usual] > 0 && never[FEATURE_words_usual] < 0);
    assert_true(much[FEATURE_form_usual] > little[FEATURE_form_usual]);
    assert_true(never[FEATURE_form_usual] < 0 && never[FEATURE_form_sum] < 0);
    /* As often as elsewhere: it tells nothing. */
    assert_true(little[FEATURE_form_usual] > -0.02f && little[FEATURE_form_usual] < 0.02f);
}

static void few_variants_tell_less_than_many(void **state)
{
    (void)state;
    float few[RANKING_FEATURES], many[RANKING_FEATURES];
    judge(1, 1, 1, few);
    judge(30, 30, 30, many);
    assert_true(few[FEATURE_words_usual] < many[FEATURE_words_usual]);
    assert_true(few[FEATURE_form_usual] < many[FEATURE_form_usual]);
}

static void the_story_of_a_mail_has_no_form(void **state)
{
    (void)state;
    float features[RANKING_FEATURES];
    concepts[FORM].told = true;
    judge(20, 28, 30, features);
    concepts[FORM].told = false;
    assert_true(features[FEATURE_words_usual] > 0);
    assert_true(features[FEATURE_form_usual] >= 0 && features[FEATURE_form_usual] <= 0);
}

static void plain_texts_have_no_habits(void **state)
{
    (void)state;
    float features[RANKING_FEATURES];
    file.variant_count = 0;
    judge(1, 1, 1, features);
    file.variant_count = ALL;
    assert_true(features[FEATURE_words_usual] >= 0 && features[FEATURE_words_usual] <= 0);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(what_is_asked_oftener_than_elsewhere_counts_for_the_passage),
        cmocka_unit_test(few_variants_tell_less_than_many),
        cmocka_unit_test(the_story_of_a_mail_has_no_form),
        cmocka_unit_test(plain_texts_have_no_habits),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
