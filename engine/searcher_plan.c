/* A query as Xapian terms, for the first stage. */
#include <stdio.h>

#include "searcher.h"

/* The concepts as Xapian terms. Stop words stay out: they cost most and decide nothing. */
static void plan_concepts(const struct query *query, struct arena *arena, struct search_plan *plan)
{
    struct search_concept *concepts = arena_alloc(arena, (query->count + 1) * sizeof *concepts);
    bool only_stop_words = true;
    for (size_t c = 0; c < query->count; c++)
        only_stop_words &= query->concepts[c].stop || query->concepts[c].unknown;
    for (size_t c = 0; c < query->count; c++) {
        const struct concept *concept = &query->concepts[c];
        if (!concept->count || (concept->stop && !only_stop_words))
            continue;
        struct search_alternative *alternatives = arena_alloc(arena, concept->count * 2 * sizeof *alternatives);
        size_t count = 0;
        for (size_t a = 0; a < concept->count; a++) {
            const struct alternative *from = &concept->alternatives[a];
            float scale = concept->rule ? 0.3f : 1.0f;
            alternatives[count++] = (struct search_alternative){from->stem, (double)(from->weight * scale)};
            if (from->prefixed.length)
                alternatives[count++] = (struct search_alternative){from->prefixed, (double)(from->part_weight * scale)};
        }
        concepts[plan->concept_count++] = (struct search_concept){alternatives, count};
    }
    plan->concepts = concepts;
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

void searcher_plan(const struct query *query, const struct bpv_filters *filters, struct arena *arena, struct search_plan *plan)
{
    *plan = (struct search_plan){.on = filters->on, .with_expired = filters->expired};
    plan_concepts(query, arena, plan);
    struct search_filter *facet_filters = arena_alloc(arena, 6 * sizeof *facet_filters);
    size_t filter_count = 0;
    plan_filter(arena, facet_filters, &filter_count, 'M', filters->modules);
    plan_filter(arena, facet_filters, &filter_count, 'T', filters->themes);
    plan_filter(arena, facet_filters, &filter_count, 'R', filters->roles);
    plan_filter(arena, facet_filters, &filter_count, 'F', filters->phases);
    plan_filter(arena, facet_filters, &filter_count, 'A', filters->audiences);
    plan_filter(arena, facet_filters, &filter_count, 'K', filters->forces);
    plan->filters = facet_filters;
    plan->filter_count = filter_count;
}
