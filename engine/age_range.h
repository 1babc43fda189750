/*
 * age_range.h: the ages that a text speaks of: "student van 16 of 17 jaar", "jonger dan 18", "vanaf 18", "minderjarig".
 * For headings and first sentences of passages, and for questions: a rule for other ages is the wrong answer, however
 * alike the words.
 * Pure; any thread. Errors: a text without an age gives no range.
 */
#ifndef BPV_AGE_RANGE_H
#define BPV_AGE_RANGE_H

#include "bpv.h"

struct age_range { /* years, both included; to 0 = no range, AGE_MAX = and older */
    uint8_t from, to;
};
#define AGE_MAX 255u

/* The smallest range that has all ages of the text. Numbers from 12 to 29 are ages when the words around them say
 * so. */
struct age_range age_range_of(struct bpv_text text);

/* True if both are ranges and no age is in both. */
bool age_ranges_differ(struct age_range a, struct age_range b);

#endif
