/*
 * spelling.h: the nearest word of the corpus to a word that exists nowhere: Dutch edit costs (ij/y, d/t, doubled
 * letters, c/k, ou/au, keyboard neighbours, swapped letters). Never used for a word of the corpus or of the Dutch
 * dictionary.
 * Pure; any thread.
 */
#ifndef BPV_SPELLING_H
#define BPV_SPELLING_H

#include "index_file.h"

/* Cost of typing `typed` for `meant`, about 1 per wrong key; more than `limit` is returned as limit + 1. */
float spelling_distance(struct bpv_text typed, struct bpv_text meant, float limit);

/* Number of the best word of the file, or INDEX_NONE; *cost is its distance. */
uint32_t spelling_nearest(const struct index_file *file, struct bpv_text typed, float *cost);

#endif
