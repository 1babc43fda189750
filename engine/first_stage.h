/*
 * first_stage.h: which passages of a base on this machine are worth judging. Adds up, term at a time over Xapian's
 * postings, the parts of the ranking score that cost little: how much of the question a passage has, and has in its
 * first sentence; what its best question variant adds; and for the best of those how near it is in the latent space.
 * Ownership: _create / _free; matches are the caller's. Errors: bpv_status and Dutch text. One thread per stage.
 */
#ifndef BPV_FIRST_STAGE_H
#define BPV_FIRST_STAGE_H

#include "ranking.h"
#include "search_index.h"

struct first_stage;

struct first_stage *first_stage_create(void);
void first_stage_free(struct first_stage *stage);

/*
 * The passages that the plan finds, of which only the best BPV_CANDIDATES_MAX, in their own order; *all tells whether
 * those are all. A weight is what the first stage knows of the score. Passages that are not as their Xapian part has
 * them are left out. matches: of BPV_CANDIDATES_MAX. The ranking is prepared for the query that the plan is made of.
 */
enum bpv_status first_stage_find(struct first_stage *stage, struct search_index *index, const struct ranking *ranking,
                                 const struct bpv_base *base, const struct search_plan *plan,
                                 struct search_match *matches, size_t *count, bool *all, struct bpv_error *error);

#endif
