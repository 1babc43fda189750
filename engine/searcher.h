/*
 * searcher.h: what one thread needs to ask a base: a Xapian handle and the second stage's tables. The public side is bpv.h.
 */
#ifndef BPV_SEARCHER_H
#define BPV_SEARCHER_H

#include "ranking.h"
#include "search_index.h"

struct bpv_searcher {
    const struct bpv_base *base;
    struct search_index *index;
    struct ranking *ranking;
};

struct candidate {
    uint32_t passage;
    float first_stage;
    struct judgement judgement;
};

/* What the first stage asks Xapian; lives in the arena. */
void searcher_plan(const struct bpv_searcher *searcher, const struct query *query, const struct bpv_filters *filters, struct arena *arena,
                   struct search_plan *plan);

/*
 * The first stage: passages that have something of the query, best first, judged by the second stage and sorted by it. Only those that hold
 * on the day `on` (0 = any), expired ones when wanted, and within the facet filters. *candidates lives in the arena.
 * What matches less than *least is no candidate: at 0 it is set from the best match, so that the same query within filters can be held
 * to it. NULL: always from the best match.
 */
enum bpv_status searcher_find(struct bpv_searcher *searcher, const struct query *query, const struct bpv_filters *filters,
                              float *least, struct arena *arena, struct candidate **candidates, size_t *count,
                              struct bpv_error *error);

/* True if the tags of a passage are within the facet filters. */
bool searcher_filtered_in(const struct index_tags *tags, const struct bpv_filters *filters);

#endif
