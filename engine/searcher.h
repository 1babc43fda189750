/*
 * searcher.h: what one thread needs to ask a base: a Xapian handle and the second stage's tables. The public side is
 * bpv.h.
 */
#ifndef BPV_SEARCHER_H
#define BPV_SEARCHER_H

#include <float.h>

#include "first_stage.h"

/* The weight of a match that is judged anyway: a changed passage, of which Xapian's unit tells nothing beside that of
 * the first stage. They are few. */
#define SEARCHER_ANYWAY FLT_MAX

struct bpv_searcher {
    const struct bpv_base *base;
    struct search_index *index;
    struct first_stage *first_stage; /* of a base that is all here */
    struct ranking *ranking;
    uint32_t joined;   /* bit per part: remote and connected */
    uint32_t missing;  /* bit per part: left out of this answer */
    uint64_t deadline; /* of this answer, for remote parts; remote_clock */
    bool found_all;    /* the last search judged every passage that its plan finds */
    struct candidate *judged; /* room for as many as can match */
};

struct candidate {
    uint32_t passage;
    float first_stage;
    struct judgement judgement;
};

/* What the first stage asks; lives in the arena. Terms are in the order of their concepts, the best forms first. */
void searcher_plan(const struct bpv_searcher *searcher, const struct query *query, const struct bpv_filters *filters,
                   struct arena *arena, struct search_plan *plan);

/*
 * The first stage: passages that have something of the query, best first, judged by the second stage and sorted by it.
 * Only those that hold on the day `on` (0 = any), expired ones when wanted, and within the facet filters. *candidates
 * is the caller's until the next search.
 */
enum bpv_status searcher_find(struct bpv_searcher *searcher, const struct query *query,
                              const struct bpv_filters *filters, struct arena *arena, struct candidate **candidates,
                              size_t *count, struct bpv_error *error);

/* Around all that an answer searches: searcher_end tells in the answer which parts of the base it lacks. */
void searcher_begin(struct bpv_searcher *searcher);
void searcher_end(struct bpv_searcher *searcher, struct arena *arena, struct bpv_answer *answer);
/* True if a part went away since it took part in the search: without it, the answer can be made again. */
bool searcher_lost_a_part(const struct bpv_searcher *searcher);
/* How many passages of the base are not as their Xapian part has them: see SECTION_CHANGED. */
size_t searcher_changed(const struct bpv_base *base);
bool searcher_is_changed(const struct index_file *file, uint32_t passage);
bool searcher_within_filters(const struct index_tags *tags, const struct search_plan *plan);
/* Appends such passages that the plan finds to matches; returns how many there are now. */
size_t searcher_add_changed(const struct bpv_searcher *searcher, const struct search_plan *plan,
                            struct search_match *matches, size_t count);
/* Puts such passages as they are now in the place of what Xapian says of them, and returns how many matches there are,
 * best first. matches: of at least capacity + searcher_changed. */
size_t searcher_put_changed(const struct bpv_searcher *searcher, const struct search_plan *plan,
                            struct search_match *matches, size_t count, size_t capacity);
/* The first stage over the parts that are there: BM25 by Xapian when some are on other machines. Afterwards the words
 * of every match are in memory. matches: as above. The ranking is prepared. */
enum bpv_status searcher_match(struct bpv_searcher *searcher, const struct search_plan *plan,
                               struct search_match *matches, size_t capacity, size_t *count, struct bpv_error *error);

#endif
