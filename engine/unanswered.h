/*
 * unanswered.h: the questions that a corpus says it does not answer (unanswered.yaml): near misses, in words of the
 * field. A question that is like one of them is answered less soon. Pure; any thread.
 */
#ifndef BPV_UNANSWERED_H
#define BPV_UNANSWERED_H

#include "question.h"

/*
 * Sets query->unanswered, unanswered_in and unanswered_question, which borrows from the base: how much the query is
 * like the nearest of them, as the mean (harmonic) of the share of the query that it has, and of its own words that the
 * query has; how much it is like many of them, and whether its words are rather theirs than those of question variants.
 * 0 without such questions.
 */
void unanswered_compare(const struct bpv_base *base, struct query *query);

#endif
