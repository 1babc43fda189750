/* evaluation: the measures on results that were worked out by hand, and a run over a small base. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>
#include <math.h>

#include "evaluation.h"
#include "small_index.h"

static void assert_near(double given, double expected)
{
    if (fabs(given - expected) > 1e-9)
        fail_msg("%.12g, not %.12g", given, expected);
}

static const struct evaluation_result results[] = {
    {.must_answer = true, .answered = true, .rank = 1, .ndcg = 1, .reciprocal_rank = 1, .recall = 1, .confidence = 0.9},
    {.must_answer = true,
     .answered = true,
     .rank = 4,
     .ndcg = 0.5,
     .reciprocal_rank = 0.25,
     .recall = 0.5,
     .confidence = 0.6},
    {.must_answer = true, .answered = false, .confidence = 0.1},
    {.must_answer = false, .answered = false, .confidence = 0.2},
    {.must_answer = false, .answered = true, .confidence = 0.5},
};

static bool answerable(const struct evaluation_result *result, const void *context)
{
    (void)context;
    return result->must_answer;
}

static void means_are_over_the_right_questions(void **state)
{
    (void)state;
    struct evaluation_result copy[5];
    memcpy(copy, results, sizeof copy);
    const struct evaluation evaluation = {copy, 5};
    struct evaluation_summary all, some;
    evaluation_summarize(&evaluation, NULL, NULL, &all);
    assert_int_equal(all.questions, 5);
    assert_int_equal(all.must_answer, 3);
    assert_near(all.ndcg, 0.5);
    assert_near(all.mrr, 1.25 / 3);
    assert_near(all.hits1, 1.0 / 3);
    assert_near(all.hits3, 1.0 / 3);
    assert_near(all.hits5, 2.0 / 3);
    assert_near(all.recall, 0.5);
    assert_near(all.refusal_recall, 0.5);
    assert_near(all.refusal_precision, 0.5);
    assert_near(all.wrongly_refused, 1.0 / 3);
    assert_near(all.brier, (0.01 + 0.36 + 0.81 + 0.04 + 0.25) / 5);
    evaluation_summarize(&evaluation, answerable, NULL, &some);
    assert_int_equal(some.questions, 3);
    assert_near(some.refusal_recall, 0);
}

static void no_questions_give_zeros(void **state)
{
    (void)state;
    const struct evaluation evaluation = {NULL, 0};
    struct evaluation_summary summary;
    struct evaluation_bin bins[EVALUATION_BINS];
    evaluation_summarize(&evaluation, NULL, NULL, &summary);
    assert_near(summary.ndcg + summary.brier + summary.refusal_recall + summary.wrongly_refused, 0);
    evaluation_reliability(&evaluation, bins);
    assert_near(bins[9].right, 0);
}

static void bins_hold_every_confidence(void **state)
{
    (void)state;
    struct evaluation_result copy[6];
    memcpy(copy, results, sizeof results);
    copy[5] = (struct evaluation_result){.must_answer = true, .answered = true, .rank = 1, .confidence = 1};
    const struct evaluation evaluation = {copy, 6};
    struct evaluation_bin bins[EVALUATION_BINS];
    size_t questions = 0;
    evaluation_reliability(&evaluation, bins);
    for (size_t i = 0; i < EVALUATION_BINS; i++)
        questions += bins[i].questions;
    assert_int_equal(questions, 6);
    assert_int_equal(bins[9].questions, 2);
    assert_near(bins[9].confidence, 0.95);
    assert_near(bins[9].right, 1);
}

static void differences_are_tested_in_pairs(void **state)
{
    (void)state;
    double one[60], other[60];
    for (size_t i = 0; i < 60; i++) {
        one[i] = (double)(i % 3) / 3 + 0.2;
        other[i] = (double)(i % 3) / 3;
    }
    assert_true(evaluation_significance(one, other, 60) < 0.001);
    assert_near(evaluation_significance(one, one, 60), 1);
    for (size_t i = 0; i < 60; i++)
        other[i] = one[i] + (i % 2 ? 0.1 : -0.1);
    assert_true(evaluation_significance(one, other, 60) > 0.5);
    assert_near(evaluation_significance(one, other, 60), evaluation_significance(one, other, 60));
    assert_near(evaluation_significance(one, other, 0), 1);
}

static void runs_the_questions_of_a_base(void **state)
{
    (void)state;
    struct small_index small;
    struct bpv_base *base;
    struct bpv_searcher *searcher;
    struct bpv_error error;
    struct evaluation evaluation;
    small_index_make(&small, small_settings(), small_passages, SMALL_PASSAGES);
    const char *path = small.path;
    assert_int_equal(bpv_base_open(&path, 1, &base, &error), BPV_OK);
    assert_int_equal(bpv_searcher_open(base, &searcher, &error), BPV_OK);
    const struct bpv_bank_question *questions;
    size_t count = bpv_base_questions(base, &questions);
    assert_int_equal(evaluation_run(searcher, base, questions, count, &evaluation, &error), BPV_OK);
    assert_int_equal(evaluation.count, 2);
    assert_true(evaluation.results[0].must_answer && evaluation.results[0].answered);
    assert_int_equal(evaluation.results[0].rank, 1);
    assert_near(evaluation.results[0].ndcg, 1);
    assert_int_equal(evaluation.results[0].theme, 1);
    assert_false(evaluation.results[1].must_answer);
    assert_false(evaluation.results[1].answered);
    evaluation_release(&evaluation);
    evaluation_release(&evaluation);
    /* Also by the path of the file, with and without its ending, and by alias. */
    static const struct bpv_text ids[] = {TEXT("1/pok.md"), TEXT("1/pok"), TEXT("pok-wie")};
    for (size_t i = 0; i < 3; i++) {
        const struct bpv_bank_question question = {
            .text = small_questions[0].text, .expected = &ids[i], .expected_count = 1};
        assert_int_equal(evaluation_run(searcher, base, &question, 1, &evaluation, &error), BPV_OK);
        assert_int_equal(evaluation.results[0].rank, 1);
        evaluation_release(&evaluation);
    }
    const struct bpv_bank_question bad = {.text = {"\xFF", 1}};
    assert_int_equal(evaluation_run(searcher, base, &bad, 1, &evaluation, &error), BPV_INVALID);
    bpv_searcher_close(searcher);
    bpv_base_close(base);
    small_index_remove(&small);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(means_are_over_the_right_questions), cmocka_unit_test(no_questions_give_zeros),
        cmocka_unit_test(bins_hold_every_confidence),         cmocka_unit_test(differences_are_tested_in_pairs),
        cmocka_unit_test(runs_the_questions_of_a_base),
    };
    cmocka_set_message_output(CM_OUTPUT_TAP);
    return cmocka_run_group_tests(tests, NULL, NULL);
}
