/*
 * variant_habit.h: what the question variants of a passage use to ask, all of them together: which words, and how
 * ("wat is", "hoe lang", "mag ik"). Naive Bayes: how much oftener a concept stands in them than in those of all
 * passages. A definition is found by the form of the question, and a passage by words of which no single variant has
 * many. Pure; any thread.
 */
#ifndef BPV_VARIANT_HABIT_H
#define BPV_VARIANT_HABIT_H

#include "ranking_tables.h"

/* Notes how rare concept c is among the variants; times: how often its forms stand there, each by its weight. */
void variant_habit_prepare(struct part_table *part, size_t c, float times);

/* For the first stage: what a form of concept c, of this weight, adds to the score when it stands in one variant. */
float variant_habit_gain(const struct ranking *ranking, const struct part_table *part, size_t c, float weight);

/* Sets the features of the words and of the form. often: in how many of the passage's `count` variants each concept
 * stands. */
void variant_habit_judge(const struct query *query, const struct part_table *part, const float *often, uint32_t count,
                         float *features);

#endif
