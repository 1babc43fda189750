/*
 * evaluation.h: measures how well a base answers questions whose right passages are known. Used by `bpv eval` and the
 * coverage report.
 *
 * Measures   nDCG@10 (gain 2 for the first two expected passages, 1 for others), MRR@10, hits@1/@3/@5, recall@20, over
 *            questions that must be answered, a refusal counting as nothing found; precision and recall of refusing;
 *            Brier score and reliability of the confidence.
 * Ownership  Results belong to the caller (evaluation_release); texts borrow from questions and base.
 * Errors     bpv_status and Dutch text. One thread per searcher.
 */
#ifndef BPV_EVALUATION_H
#define BPV_EVALUATION_H

#include "bpv.h"

#ifdef __cplusplus
extern "C" {
#endif

#define EVALUATION_DEPTH 20u
#define EVALUATION_BINS 10u

struct evaluation_result { /* of one question */
    const struct bpv_bank_question *question;
    bool must_answer, answered;
    unsigned rank;      /* of the first expected passage among the answers, 1 = best; 0 = not among the first 20 */
    double ndcg, reciprocal_rank, recall, confidence;
    struct bpv_text top; /* id of the first answer; empty if none */
    unsigned theme;      /* lowest theme of the first expected passage; 0 if none */
    uint64_t took_us;
};

struct evaluation_summary { /* of a group of questions */
    size_t questions, must_answer;
    double ndcg, mrr, hits1, hits3, hits5, recall;
    double refusal_recall;    /* of the questions that must not be answered: refused */
    double refusal_precision; /* of the refusals: rightly so */
    double wrongly_refused;   /* of the questions that must be answered: refused */
    double brier;
};

struct evaluation_bin { /* of the reliability diagram */
    size_t questions;
    double confidence, right; /* means */
};

struct evaluation {
    struct evaluation_result *results;
    size_t count;
};

/* Place of the passage among the expected ones (by id, alias or path of its file), or -1. */
int evaluation_expected_place(const struct bpv_bank_question *question, const struct bpv_passage *passage);

enum bpv_status evaluation_run(struct bpv_searcher *searcher, const struct bpv_base *base,
                               const struct bpv_bank_question *questions,
                               size_t count, struct evaluation *evaluation, struct bpv_error *error);
void evaluation_release(struct evaluation *evaluation);

/* Over the results for which keep says yes (NULL: all). */
void evaluation_summarize(const struct evaluation *evaluation,
                          bool (*keep)(const struct evaluation_result *result, const void *context),
                          const void *context, struct evaluation_summary *summary);
void evaluation_reliability(const struct evaluation *evaluation, struct evaluation_bin bins[EVALUATION_BINS]);

/* Two-sided paired randomisation test of the difference in means; values[i] and other[i] are of the same question.
 * Fixed seed. */
double evaluation_significance(const double *values, const double *other, size_t count);

#ifdef __cplusplus
}
#endif
#endif
