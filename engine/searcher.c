#include "searcher.h"

#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "text_buffer.h"

#define LEAST_FORM 0.5f      /* of the best form of its concept; weaker ones are not searched for */
#define LEAST_OF_PLENTY 0.7f /* the same when more passages have the word itself than can be judged */
#define LEAST_MATCH 0.05f    /* of the best match: less is a common word of a question that others have much of */
#define JUDGED_ANYWAY 160    /* matches, however little they are */
#define RULE_WORD 0.3f       /* mag, moet: in a good many passages */
#define FAR_AHEAD 8 /* candidates whose places are on their way from memory while one is judged */
#define AHEAD 2     /* candidates whose words are */

enum bpv_status bpv_searcher_open(const struct bpv_base *base, struct bpv_searcher **out, struct bpv_error *error)
{
    *out = NULL;
    int fds[BPV_INDEXES_MAX];
    for (size_t i = 0; i < base->part_count; i++) {
        /* A descriptor of its own, with an offset of its own: Xapian reads from there and closes it. */
        char path[64];
        snprintf(path, sizeof path, "/proc/self/fd/%d", base->parts[i].file->fd);
        fds[i] = open(path, O_RDONLY | O_CLOEXEC);
        if (fds[i] < 0)
            fds[i] = fcntl(base->parts[i].file->fd, F_DUPFD_CLOEXEC, 3);
        if (fds[i] < 0) {
            while (i-- > 0)
                close(fds[i]);
            return bpv_fail(error, BPV_IO, "de index kan niet worden geopend: te veel open bestanden");
        }
        lseek(fds[i], 0, SEEK_SET);
    }
    struct bpv_searcher *searcher = xcalloc(1, sizeof *searcher);
    searcher->base = base;
    enum bpv_status status = search_index_open(fds, base->part_count, &searcher->index, error);
    if (status == BPV_OK && search_index_documents(searcher->index) != base->passage_count)
        status = bpv_fail(error, BPV_BAD_INDEX, "de index is beschadigd (het aantal passages); maak hem opnieuw met bpv-index build");
    if (status != BPV_OK) {
        bpv_searcher_close(searcher);
        return status;
    }
    searcher->ranking = ranking_create(base);
    *out = searcher;
    return BPV_OK;
}

void bpv_searcher_close(struct bpv_searcher *searcher)
{
    if (!searcher)
        return;
    search_index_close(searcher->index);
    ranking_free(searcher->ranking);
    free(searcher);
}

bool searcher_filtered_in(const struct index_tags *tags, const struct bpv_filters *filters)
{
    return (!filters->modules || filters->modules >> tags->module & 1) && (!filters->themes || filters->themes & tags->themes) &&
           (!filters->roles || filters->roles & tags->roles) && (!filters->phases || filters->phases >> tags->phase & 1) &&
           (!filters->audiences || filters->audiences >> tags->audience & 1) &&
           (!filters->forces || filters->forces >> tags->force & 1);
}

/* Adds a term, or raises its weight: each is asked once. */
static void plan_term(struct search_weighed *terms, size_t *count, struct bpv_text term, double weight)
{
    size_t i = 0;
    while (i < *count && !text_equal(terms[i].term, term))
        i++;
    if (i == *count)
        terms[(*count)++] = (struct search_weighed){term, weight};
    else if (terms[i].weight < weight)
        terms[i].weight = weight;
}

/* The weight below which a form of the concept is not searched for. */
static float least_weight(const struct bpv_base *base, const struct concept *concept, bool filtered)
{
    float best = 0;
    for (size_t a = 0; a < concept->count; a++)
        best = concept->alternatives[a].weight > best ? concept->alternatives[a].weight : best;
    bool plenty = !filtered && question_passages(base, concept->stem) >= 2 * BPV_CANDIDATES_MAX;
    return best * (plenty ? LEAST_OF_PLENTY : LEAST_FORM);
}

/*
 * The words of the query as Xapian terms. Stop words stay out: they cost most and decide nothing. So do forms that are weak beside the best
 * one of their concept: no passage is an answer by such a form alone, and the second stage counts them in those that are found.
 */
static void plan_terms(const struct bpv_base *base, const struct query *query, struct arena *arena, struct search_plan *plan)
{
    bool only_stop_words = true;
    size_t room = 0, count = 0;
    for (size_t c = 0; c < query->count; c++) {
        only_stop_words &= query->concepts[c].stop || query->concepts[c].unknown;
        room += 2 * query->concepts[c].count;
    }
    struct search_weighed *terms = arena_alloc(arena, (room + 1) * sizeof *terms);
    for (size_t c = 0; c < query->count; c++) {
        const struct concept *concept = &query->concepts[c];
        if (concept->stop && !only_stop_words)
            continue;
        float scale = concept->rule ? RULE_WORD : 1.0f, least = least_weight(base, concept, plan->filter_count > 0);
        for (size_t a = 0; a < concept->count; a++) {
            const struct alternative *from = &concept->alternatives[a];
            if (from->weight >= least)
                plan_term(terms, &count, from->stem, (double)(from->weight * scale));
            if (from->prefixed.length && from->part_weight >= least)
                plan_term(terms, &count, from->prefixed, (double)(from->part_weight * scale));
        }
    }
    plan->terms = terms;
    plan->term_count = count;
}

static void plan_filter(struct arena *arena, struct search_filter *filters, size_t *count, char prefix, uint32_t mask)
{
    if (!mask)
        return;
    struct bpv_text *terms = arena_alloc(arena, 32 * sizeof *terms);
    size_t term_count = 0;
    for (unsigned i = 0; i < 32; i++) {
        if (!(mask >> i & 1))
            continue;
        char term[16];
        int length = snprintf(term, sizeof term, "%c%u", prefix, i);
        terms[term_count++] = arena_text(arena, term, (size_t)length);
    }
    filters[(*count)++] = (struct search_filter){terms, term_count};
}

struct place { /* of a candidate in an order that is being made */
    uint32_t key, at;
};

/* Sorts by key, and keeps the order of equals. */
static struct place *sort_places(struct place *places, struct place *other, size_t count)
{
    for (unsigned shift = 0; shift < 32; shift += 8) {
        size_t starts[257] = {0};
        for (size_t i = 0; i < count; i++)
            starts[(places[i].key >> shift & 255) + 1]++;
        for (size_t i = 1; i < 257; i++)
            starts[i] += starts[i - 1];
        for (size_t i = 0; i < count; i++)
            other[starts[places[i].key >> shift & 255]++] = places[i];
        struct place *sorted = other;
        other = places;
        places = sorted;
    }
    return places;
}

/* A number that orders as scores do, the highest first. */
static uint32_t score_key(float score)
{
    uint32_t bits;
    memcpy(&bits, &score, sizeof bits);
    return bits >> 31 ? bits : ~(bits | 1u << 31);
}

/* Judges the matches in the order of their passages, so that those of equal scores stay in that order; best first into `to`. */
static void judge_matches(struct bpv_searcher *searcher, const struct search_match *matches, size_t count, struct arena *arena,
                          struct candidate *to)
{
    struct place *places = arena_alloc(arena, (count + 1) * sizeof *places), *other = arena_alloc(arena, (count + 1) * sizeof *other);
    struct candidate *judged = arena_alloc(arena, (count + 1) * sizeof *judged);
    for (size_t i = 0; i < count; i++)
        places[i] = (struct place){matches[i].document, (uint32_t)i};
    struct place *sorted = sort_places(places, other, count);
    for (size_t i = 0; i < count; i++) {
        if (i + FAR_AHEAD < count)
            ranking_expect(searcher->ranking, sorted[i + FAR_AHEAD].key);
        if (i + AHEAD < count)
            ranking_fetch(searcher->ranking, sorted[i + AHEAD].key);
        judged[i].passage = sorted[i].key;
        judged[i].first_stage = matches[sorted[i].at].weight;
        ranking_judge(searcher->ranking, sorted[i].key, &judged[i].judgement);
    }
    for (size_t i = 0; i < count; i++)
        places[i] = (struct place){score_key(judged[i].judgement.score), (uint32_t)i};
    sorted = sort_places(places, other, count);
    for (size_t i = 0; i < count; i++)
        to[i] = judged[sorted[i].at];
}

/* Enough of a question to be answered by itself. */
static bool asks_by_itself(const struct query *query)
{
    size_t telling = 0;
    for (size_t c = 0; c < query->count; c++)
        telling += question_tells(&query->concepts[c]);
    return telling >= 2;
}

/*
 * A mail tells more than any passage has. Its first passages are as sure as its best sentence makes them; their order stays that of the
 * whole mail.
 */
static void judge_sentences(struct bpv_searcher *searcher, const struct query *query, struct arena *arena, struct candidate *candidates,
                            size_t count)
{
    struct bpv_text sentences[BPV_QUESTION_SENTENCES_MAX];
    size_t sentence_count = question_sentences(query->text, sentences, BPV_QUESTION_SENTENCES_MAX);
    if (query->without & WITHOUT_SENTENCES || sentence_count < 2 || sentence_count > BPV_QUESTION_SENTENCES_MAX)
        return;
    for (size_t s = 0; s < sentence_count; s++) {
        struct query sentence;
        question_analyze(searcher->base, sentences[s], arena, &sentence);
        if (!asks_by_itself(&sentence))
            continue;
        ranking_prepare(searcher->ranking, &sentence);
        for (size_t i = 0; i < count && i < BPV_ANSWERS_LIMIT_DEFAULT; i++) {
            struct judgement judgement;
            ranking_judge(searcher->ranking, candidates[i].passage, &judgement);
            if (judgement.confidence > candidates[i].judgement.confidence)
                candidates[i].judgement.confidence = judgement.confidence;
        }
    }
    ranking_prepare(searcher->ranking, query);
}

void searcher_plan(const struct bpv_searcher *searcher, const struct query *query, const struct bpv_filters *filters, struct arena *arena,
                   struct search_plan *plan)
{
    struct search_filter *facet_filters = arena_alloc(arena, 6 * sizeof *facet_filters);
    *plan = (struct search_plan){.on = filters->on, .with_expired = filters->expired, .filters = facet_filters};
    plan_filter(arena, facet_filters, &plan->filter_count, 'M', filters->modules);
    plan_filter(arena, facet_filters, &plan->filter_count, 'T', filters->themes);
    plan_filter(arena, facet_filters, &plan->filter_count, 'R', filters->roles);
    plan_filter(arena, facet_filters, &plan->filter_count, 'F', filters->phases);
    plan_filter(arena, facet_filters, &plan->filter_count, 'A', filters->audiences);
    plan_filter(arena, facet_filters, &plan->filter_count, 'K', filters->forces);
    plan_terms(searcher->base, query, arena, plan);
}

static float least_match(const struct search_match *matches, size_t count)
{
    if (count <= JUDGED_ANYWAY)
        return 0;
    float least = LEAST_MATCH * matches[0].weight, last = matches[JUDGED_ANYWAY - 1].weight;
    return last < least ? last : least;
}

enum bpv_status searcher_find(struct bpv_searcher *searcher, const struct query *query, const struct bpv_filters *filters,
                              float *least, struct arena *arena, struct candidate **out, size_t *out_count, struct bpv_error *error)
{
    *out = NULL;
    *out_count = 0;
    struct search_plan plan;
    searcher_plan(searcher, query, filters, arena, &plan);
    struct search_match *matches = arena_alloc(arena, BPV_CANDIDATES_MAX * sizeof *matches);
    size_t count;
    uint32_t matched;
    enum bpv_status status = search_index_match(searcher->index, &plan, matches, BPV_CANDIDATES_MAX, &count, &matched, error);
    if (status != BPV_OK)
        return status;
    float from_best = 0;
    least = least ? least : &from_best;
    if (*least <= 0)
        *least = least_match(matches, count);
    while (count > 0 && matches[count - 1].weight < *least)
        count--;
    struct candidate *candidates = arena_alloc(arena, (count + 1) * sizeof *candidates);
    ranking_prepare(searcher->ranking, query);
    judge_matches(searcher, matches, count, arena, candidates);
    judge_sentences(searcher, query, arena, candidates, count);
    *out = candidates;
    *out_count = count;
    return BPV_OK;
}
