/*
 * tagger_terms.h: the words of a text as numbered terms with counts: stems, and the parts of compounds marked with a +.
 * Ownership: term_set_release and term_counts_release free. The words of a set are its own. One thread at a time while
 * it grows.
 */
#ifndef BPV_TAGGER_TERMS_H
#define BPV_TAGGER_TERMS_H

#include "dictionary.h"
#include "memory_pool.h"
#include "text_map.h"

struct term_set {
    struct memory_pool pool;
    struct text_map numbers;
    struct dictionary dictionary;
    uint32_t count;
};

struct term_counts { /* sorted by term after term_counts_settle */
    struct term_count {
        uint32_t term;
        float count;
    } * items;
    size_t count, capacity;
};

void term_set_init(struct term_set *set, const char *dictionary);
void term_set_release(struct term_set *set);

/* Adds the words of text, each weight times. With grow new words get a number, otherwise they are passed over. */
void term_counts_add(struct term_counts *counts, struct term_set *set, struct bpv_text text, float weight, bool grow);
void term_counts_merge(struct term_counts *counts, const struct term_counts *more);
void term_counts_settle(struct term_counts *counts);
void term_counts_release(struct term_counts *counts);

#endif
