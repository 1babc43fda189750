#include "first_stage.h"

#include <float.h>
#include <stdlib.h>
#include <string.h>

#include "searcher.h"
#include "text_buffer.h"
#include "variant_scan.h"

#define BLOCK 4096u /* passages at a time: what is counted of them stays in the cache */
#define KEPT 1536u  /* of which the latent space is looked at; more than are judged */
#define BUCKETS 1024u
#define SEEK 6u     /* finding one passage in the postings of a term costs as much as reading so many */
#define WORTH_LISTING 200u /* postings of a term in a block; fewer are read in less time than passages are listed */
#define ALL BLOCK          /* passages of the block */
#define AHEAD 8u    /* passages of which the places in the latent space are on their way from memory */

enum { DATES = 2 };
static const struct bpv_text dated_terms[DATES] = {{"XU", 2}, {"XD", 2}};

struct kept {
    uint32_t passage; /* of the base */
    float score;
};

struct first_stage {
    struct variant_scan *variants;
    float scores[BLOCK], gains[BLOCK];
    uint32_t found[BLOCK], lead[BLOCK]; /* bits: concepts in the passage, in its first sentence */
    uint32_t wanted[BLOCK]; /* passages that a lighter term can still bring among the best */
    size_t wanted_count;
    struct search_posting postings[BLOCK];
    bool dated[BLOCK], any_dated; /* passages that do not hold on every day */
    struct kept kept[KEPT + BLOCK];
    uint16_t buckets[KEPT + BLOCK];
    size_t kept_count;
    float least;  /* a lower score has no place among them */
    bool dropped; /* some passages that the plan finds are not among them */
};

struct term {
    struct search_postings *postings;
    struct ranking_gain gain;
    size_t number;    /* in the plan */
    uint32_t concept; /* a bit */
    float most;       /* what the best form of the concept gives */
    float rest;       /* what this concept and those behind it give at most */
    size_t in_block;  /* postings in the last block of which all were read */
};

struct scan { /* of one part */
    struct first_stage *stage;
    const struct ranking *ranking;
    const struct base_part *part;
    const struct search_plan *plan;
    struct search_postings *dated[DATES];
    struct term *terms; /* of the plan: the concepts that give most first */
};

struct first_stage *first_stage_create(void)
{
    struct first_stage *stage = xcalloc(1, sizeof *stage);
    stage->variants = variant_scan_create();
    return stage;
}

void first_stage_free(struct first_stage *stage)
{
    if (stage)
        variant_scan_free(stage->variants);
    free(stage);
}

/* Keeps the best `most`. Scores are compared by bucket: in the last one that has room the first passages stay. */
static void cut(struct first_stage *stage, size_t most)
{
    struct kept *kept = stage->kept;
    uint32_t counts[BUCKETS] = {0};
    if (stage->kept_count <= most)
        return;
    float low = kept[0].score, high = low;
    for (size_t i = 1; i < stage->kept_count; i++) {
        low = kept[i].score < low ? kept[i].score : low;
        high = kept[i].score > high ? kept[i].score : high;
    }
    float scale = high > low ? (BUCKETS - 1) / (high - low) : 1;
    for (size_t i = 0; i < stage->kept_count; i++) {
        stage->buckets[i] = (uint16_t)((kept[i].score - low) * scale);
        counts[stage->buckets[i]]++;
    }
    size_t last = BUCKETS, room = most, stay = 0;
    while (room >= counts[--last])
        room -= counts[last];
    for (size_t i = 0; i < stage->kept_count; i++) { /* without branches: they could not be foretold */
        bool in_last = stage->buckets[i] == last && room > 0;
        kept[stay] = kept[i];
        stay += stage->buckets[i] > last || in_last;
        room -= in_last;
    }
    stage->kept_count = stay;
    stage->least = low + (float)last / scale;
    stage->dropped = true;
}

/* Lists the passages of the block that can still have a place among the best, with what the rest of the terms give:
 * fewer at every term. */
static void list_wanted(struct first_stage *stage, float rest, uint32_t first, uint32_t end)
{
    bool all = stage->wanted_count == ALL;
    size_t from = all ? end - first : stage->wanted_count, count = 0;
    for (size_t i = 0; i < from; i++) {
        uint32_t passage = all ? first + (uint32_t)i : stage->wanted[i];
        stage->wanted[count] = passage;
        count += stage->scores[passage - first] + stage->gains[passage - first] + rest >= stage->least;
    }
    stage->wanted_count = count;
}

/* Adds what a term gives to the passages of the block. Forms of one concept come best first; only the first counts. */
static enum bpv_status add_term(const struct scan *scan, struct term *term, uint32_t first, uint32_t end,
                                struct bpv_error *error)
{
    struct first_stage *stage = scan->stage;
    size_t count;
    enum bpv_status status;
    if (stage->dropped && term->in_block > WORTH_LISTING)
        list_wanted(stage, term->rest, first, end);
    if (stage->wanted_count < term->in_block / SEEK) {
        status = search_postings_seek(term->postings, stage->wanted, stage->wanted_count, stage->postings, &count,
                                      error);
    } else {
        status = search_postings_read(term->postings, first, end, stage->postings, BLOCK, &count, error);
        term->in_block = count;
    }
    for (size_t i = 0; i < count; i++) {
        uint32_t at = stage->postings[i].document - first;
        if (at >= end - first)
            continue;
        uint32_t lead = stage->postings[i].wdf & 1 ? term->concept : 0;
        stage->scores[at] += (stage->found[at] & term->concept ? 0 : term->gain.anywhere) +
                             (lead & ~stage->lead[at] ? term->gain.lead : 0);
        stage->found[at] |= term->concept;
        stage->lead[at] |= lead;
    }
    return status;
}

/* Marks the passages of the block that have a first or a last day. */
static enum bpv_status mark_dated(const struct scan *scan, uint32_t first, uint32_t end, struct bpv_error *error)
{
    struct first_stage *stage = scan->stage;
    enum bpv_status status = BPV_OK;
    stage->any_dated = false;
    for (size_t i = 0; i < DATES && status == BPV_OK; i++) {
        size_t count;
        status = search_postings_read(scan->dated[i], first, end, stage->postings, BLOCK, &count, error);
        if (count && !stage->any_dated)
            memset(stage->dated, 0, sizeof stage->dated);
        stage->any_dated |= count > 0;
        for (size_t j = 0; j < count; j++)
            if (stage->postings[j].document - first < end - first)
                stage->dated[stage->postings[j].document - first] = true;
    }
    return status;
}

/* Those of stage->wanted that the plan lets through. */
static size_t let_through(const struct scan *scan, uint32_t first, size_t count)
{
    struct first_stage *stage = scan->stage;
    const struct index_file *file = scan->part->file;
    bool all = scan->plan->filter_count > 0;
    if (!all && !stage->any_dated && !file->changed_count)
        return count;
    size_t kept = 0;
    for (size_t i = 0; i < count; i++) {
        uint32_t passage = stage->wanted[i];
        if ((all || (stage->any_dated && stage->dated[passage - first])) &&
            !searcher_within_filters(index_file_tags(file, passage), scan->plan))
            continue;
        if (!file->changed_count || !searcher_is_changed(file, passage))
            stage->wanted[kept++] = passage;
    }
    return kept;
}

static void keep_block(const struct scan *scan, uint32_t first, uint32_t end)
{
    struct first_stage *stage = scan->stage;
    size_t count = 0;
    for (uint32_t i = 0; i < end - first; i++) {
        stage->scores[i] += stage->gains[i];
        stage->wanted[count] = first + i;
        count += stage->found[i] && stage->scores[i] >= stage->least;
    }
    count = let_through(scan, first, count);
    for (size_t i = 0; i < count; i++)
        stage->kept[stage->kept_count++] =
            (struct kept){scan->part->first + stage->wanted[i], stage->scores[stage->wanted[i] - first]};
    cut(stage, KEPT);
}

static enum bpv_status scan_blocks(const struct scan *scan, struct bpv_error *error)
{
    struct first_stage *stage = scan->stage;
    enum bpv_status status = BPV_OK;
    for (uint32_t first = 0, end, all = scan->part->file->passage_count; first < all && status == BPV_OK; first = end) {
        end = variant_scan_block(stage->variants, first, all - first > BLOCK ? first + BLOCK : all);
        size_t size = end - first;
        memset(stage->scores, 0, size * sizeof *stage->scores);
        memset(stage->gains, 0, size * sizeof *stage->gains);
        memset(stage->found, 0, size * sizeof *stage->found);
        memset(stage->lead, 0, size * sizeof *stage->lead);
        stage->wanted_count = ALL;
        variant_scan_gains(stage->variants, first, end, stage->gains);
        for (size_t i = 0; i < scan->plan->term_count && status == BPV_OK; i++)
            status = add_term(scan, &scan->terms[i], first, end, error);
        if (status == BPV_OK)
            status = mark_dated(scan, first, end, error);
        keep_block(scan, first, end);
    }
    return status;
}

/* The concepts that give most first; their forms stay in order. */
static int by_most(const void *a, const void *b)
{
    const struct term *x = a, *y = b;
    if (x->most < y->most || x->most > y->most)
        return x->most < y->most ? 1 : -1;
    return x->number < y->number ? -1 : x->number > y->number;
}

/* A learned weight may be below 0: then it is better not to have the word, or not there. */
static float most_of(struct ranking_gain gain)
{
    float most = gain.anywhere + (gain.lead > 0 ? gain.lead : 0);
    return most > 0 ? most : 0;
}

static void order_terms(struct scan *scan)
{
    size_t count = scan->plan->term_count;
    for (size_t i = 0; i < count; i++) {
        const struct search_weighed *from = &scan->plan->terms[i];
        struct term *term = &scan->terms[i];
        *term = (struct term){.number = i, .concept = 1u << from->concept};
        term->gain = ranking_gain(scan->ranking, from->concept, (float)from->weight);
        /* The first form of a concept is its best. */
        term->most = i > 0 && term[-1].concept == term->concept ? term[-1].most : most_of(term->gain);
    }
    qsort(scan->terms, count, sizeof *scan->terms, by_most);
    float rest = 0;
    for (size_t i = count; i-- > 0;) {
        if (i + 1 == count || scan->terms[i + 1].concept != scan->terms[i].concept)
            rest += scan->terms[i].most;
        scan->terms[i].rest = rest;
    }
}

static enum bpv_status scan_part(struct scan *scan, struct search_index *index, size_t number, struct bpv_error *error)
{
    size_t count = scan->plan->term_count;
    enum bpv_status status = BPV_OK;
    scan->terms = xcalloc(count, sizeof *scan->terms);
    order_terms(scan);
    for (size_t i = 0; i < count && status == BPV_OK; i++)
        status = search_postings_open(index, number, scan->plan->terms[scan->terms[i].number].term,
                                      &scan->terms[i].postings, error);
    for (size_t i = 0; i < DATES && status == BPV_OK; i++)
        status = search_postings_open(index, number, dated_terms[i], &scan->dated[i], error);
    if (status == BPV_OK) {
        variant_scan_begin(scan->stage->variants, scan->ranking, number);
        status = scan_blocks(scan, error);
    }
    for (size_t i = 0; i < count; i++)
        search_postings_close(scan->terms[i].postings);
    for (size_t i = 0; i < DATES; i++)
        search_postings_close(scan->dated[i]);
    free(scan->terms);
    return status;
}

static void add_latent(struct first_stage *stage, const struct ranking *ranking, const struct bpv_base *base)
{
    for (size_t i = 0; i < stage->kept_count; i++) {
        uint32_t within;
        if (i + AHEAD < stage->kept_count)
            ranking_expect_latent(ranking, stage->kept[i + AHEAD].passage);
        const struct base_part *part = base_locate(base, stage->kept[i].passage, &within);
        stage->kept[i].score += ranking_latent_gain(ranking, (size_t)(part - base->parts), within);
    }
}

enum bpv_status first_stage_find(struct first_stage *stage, struct search_index *index, const struct ranking *ranking,
                                 const struct bpv_base *base, const struct search_plan *plan,
                                 struct search_match *matches, size_t *count, bool *all, struct bpv_error *error)
{
    enum bpv_status status = BPV_OK;
    stage->kept_count = *count = 0;
    stage->dropped = false;
    stage->least = -FLT_MAX;
    for (size_t i = 0; i < base->part_count && status == BPV_OK; i++) {
        struct scan scan = {.stage = stage, .ranking = ranking, .part = &base->parts[i], .plan = plan};
        status = scan_part(&scan, index, i, error);
    }
    if (status != BPV_OK)
        return status;
    if (stage->kept_count > BPV_CANDIDATES_MAX) {
        add_latent(stage, ranking, base);
        cut(stage, BPV_CANDIDATES_MAX);
    }
    for (size_t i = 0; i < stage->kept_count; i++)
        matches[i] = (struct search_match){stage->kept[i].passage, stage->kept[i].score};
    *count = stage->kept_count;
    *all = !stage->dropped;
    return BPV_OK;
}
