/*
 * ranking.h: the second stage. Judges a candidate passage against a query by where and how closely its words stand
 * together.
 * Ownership: ranking_create / ranking_free; a ranking is prepared for one query at a time and reads the base's files.
 * Errors: a damaged passage judges as 0. One thread per ranking.
 */
#ifndef BPV_RANKING_H
#define BPV_RANKING_H

#include "question.h"

enum ranking_feature {
#define FEATURE(name, ranking, confidence) FEATURE_##name,
#include "ranking_model.inc"
#undef FEATURE
    RANKING_FEATURES
};

struct ranking_model {
    float ranking_weights[RANKING_FEATURES], confidence_weights[RANKING_FEATURES];
    float bias, answer, further; /* of the confidence; that an answer and a further answer must have */
};

/* The model for this base. */
const struct ranking_model *ranking_model_of(const struct bpv_base *base);

struct judgement {
    float features[RANKING_FEATURES];
    float score, confidence;
    uint32_t covered;       /* bit c: concept c is in the passage */
    uint16_t best_list;     /* heading (0) or question variant (2..) that is most like the question */
    uint16_t best_sentence; /* the short answer */
};

struct ranking;

struct ranking *ranking_create(const struct bpv_base *base);
void ranking_free(struct ranking *ranking);

/* The query must live until the next prepare. */
void ranking_prepare(struct ranking *ranking, const struct query *query);
/* For a judgement that comes soon: first where the passage's words stand and what else is asked of it, then its
 * words. */
void ranking_expect(const struct ranking *ranking, uint32_t passage);
void ranking_fetch(const struct ranking *ranking, uint32_t passage);
void ranking_judge(struct ranking *ranking, uint32_t passage, struct judgement *judgement);

/*
 * For the first stage: parts of the score that cost little. What a form (of this weight) of a concept adds to a passage
 * that has it, and adds besides when its first sentence has it; and what the place in the latent space adds.
 */
struct ranking_gain {
    float anywhere, lead;
};
struct ranking_gain ranking_gain(const struct ranking *ranking, unsigned concept, float weight);
float ranking_latent_gain(const struct ranking *ranking, size_t part, uint32_t within);
void ranking_expect_latent(const struct ranking *ranking, uint32_t passage); /* for one that comes soon */

/* Bytes of the passage's text that belong to the query; returns how many were written. */
size_t ranking_highlights(struct ranking *ranking, uint32_t passage, struct bpv_span *spans, size_t capacity);
/* Bytes of the passage's text that answer in short. */
struct bpv_span ranking_short_answer(struct ranking *ranking, uint32_t passage, const struct judgement *judgement);
/* Why each concept was found or not, and whether an amount is missing; returns how many were written. Texts borrow from
 * question and base. */
size_t ranking_reasons(struct ranking *ranking, uint32_t passage, struct bpv_reason *reasons, size_t capacity);

#endif
