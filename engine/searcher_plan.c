/* A query as terms of the index, for the first stage. */
#include <stdio.h>

#include "searcher.h"
#include "text_buffer.h"

#define LEAST_FORM 0.5f      /* of the best form of its concept; weaker ones are not searched for */
#define LEAST_OF_PLENTY 0.7f /* the same when more passages have the word itself than can be judged */
#define RULE_WORD 0.3f       /* mag, moet: in a good many passages */

/* Adds a term, or raises its weight: each is asked once. */
static void plan_term(struct search_weighed *terms, size_t *count, struct bpv_text term, double weight, size_t concept)
{
    size_t i = 0;
    while (i < *count && !text_equal(terms[i].term, term))
        i++;
    if (i == *count)
        terms[(*count)++] = (struct search_weighed){term, weight, (unsigned)concept};
    else if (terms[i].weight < weight)
        terms[i].weight = weight;
}

/* The best forms of each concept first; few terms. */
static void order_terms(struct search_weighed *terms, size_t count)
{
    for (size_t i = 1; i < count; i++) {
        struct search_weighed term = terms[i];
        size_t at = i;
        for (; at > 0 && terms[at - 1].concept == term.concept && terms[at - 1].weight < term.weight; at--)
            terms[at] = terms[at - 1];
        terms[at] = term;
    }
}

/* The weight below which a form of the concept is not searched for. */
static float least_weight(const struct bpv_base *base, const struct concept *concept, bool filtered)
{
    float best = 0;
    for (size_t a = 0; a < concept->count; a++)
        best = concept->alternatives[a].weight > best ? concept->alternatives[a].weight : best;
    bool plenty = !filtered && question_passages(base, concept->stem) >= BPV_CANDIDATES_MAX;
    return best * (plenty ? LEAST_OF_PLENTY : LEAST_FORM);
}

/*
 * The words of the query as Xapian terms. Stop words stay out: they cost most and decide nothing. So do forms that
 * are weak beside the best one of their concept: no passage is an answer by such a form alone, and the second
 * stage counts them in those that are found.
 */
static void plan_terms(const struct bpv_base *base, const struct query *query, struct arena *arena,
                       struct search_plan *plan)
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
                plan_term(terms, &count, from->stem, (double)(from->weight * scale), c);
            if (from->prefixed.length && from->part_weight >= least)
                plan_term(terms, &count, from->prefixed, (double)(from->part_weight * scale), c);
        }
    }
    order_terms(terms, count);
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

void searcher_plan(const struct bpv_searcher *searcher, const struct query *query, const struct bpv_filters *filters,
                   struct arena *arena, struct search_plan *plan)
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
