/*
 * similar_sets.h: finds the pairs of sets, among very many, that are alike, without comparing all with all.
 *
 * Two sets with a Jaccard similarity of at least P percent share one of their rarest (100 - P) percent of items: only
 * sets that meet there are compared, exactly. An item that more than `common` sets have there is boilerplate, or the
 * sets are copies: then only neighbours are compared. So time and memory grow with the number of items, whatever they
 * are.
 *
 * Ownership  Everything is borrowed for the call. Threads: any; no state is kept.
 */
#ifndef BPV_SIMILAR_SETS_H
#define BPV_SIMILAR_SETS_H

#include <stddef.h>
#include <stdint.h>

struct set { /* a slice of the items: ascending, without doubles */
    size_t first;
    uint32_t count;
    uint32_t owner; /* sets of one owner are never compared */
};

struct similar_sets {
    const uint64_t *items; /* hashes; their upper bits must be well mixed */
    const struct set *sets;
    size_t set_count;
    unsigned percent; /* 1 to 100 */
    size_t common;
};

/* Calls found for each pair that is similar enough, first < second, in no particular order; a pair may come twice. */
void similar_sets_find(const struct similar_sets *all,
                       void (*found)(void *context, uint32_t first, uint32_t second, unsigned percent), void *context);

#endif
