#include "variant_scan.h"

#include <float.h>
#include <stdlib.h>
#include <string.h>

#include "ranking_tables.h"
#include "text_buffer.h"
#include "variant_habit.h"

#define AT_ONCE 32768u /* variants of one block; those of one passage always fit */
#define STOP_SHARE 0.05f /* of a question: stop words of less weight tell too little, and are in many variants */
#define USUAL_MIN 0.3f   /* of a score: stop words that add less are in most variants, and take most time */

struct cursor { /* of a stem that the question may mean */
    const uint32_t *next, *end; /* its postings from here on */
    uint32_t concepts;          /* bits */
    uint32_t stem;
    float recall;  /* share of the question that the stem stands for */
    float matched; /* what it adds to the matched idf of a variant */
    float usual;   /* and to the score, because the variants of the passage use it */
};

struct match { /* of one variant */
    uint32_t at; /* in the block */
    uint32_t concepts;
    float recall, matched, usual;
};

struct variant_scan {
    const struct ranking *ranking;
    const struct part_table *part;
    const struct index_variant *variants;
    uint32_t variant_count;
    uint32_t first; /* variant of the block */
    struct cursor *cursors;
    size_t cursor_count, cursor_capacity;
    size_t finding_count; /* cursors of words that find variants; behind them those of the others */
    /* A question touches few variants: their matches stand together, in few pages of memory. */
    uint16_t places[AT_ONCE]; /* per variant of the block: 1 + where its match is; 0 without */
    struct match matches[AT_ONCE];
};

struct variant_scan *variant_scan_create(void)
{
    return xcalloc(1, sizeof(struct variant_scan));
}

void variant_scan_free(struct variant_scan *scan)
{
    if (scan)
        free(scan->cursors);
    free(scan);
}

/* The best weight that the stem has for this concept. */
static float best_weight(const struct ranking *ranking, const struct entry *entry, unsigned concept)
{
    float best = 0;
    for (; entry; entry = next_entry(ranking, entry))
        if (entry->concept == concept && entry->weight > best)
            best = entry->weight;
    return best;
}

/* What a stem stands for; false if not for a concept of this kind. */
static bool weigh(const struct variant_scan *scan, uint32_t stem, bool stop, struct cursor *cursor)
{
    const struct ranking *ranking = scan->ranking;
    const struct entry *first = first_entry(ranking, scan->part, stem);
    float best = 0;
    *cursor = (struct cursor){.stem = stem};
    for (const struct entry *entry = first; entry; entry = next_entry(ranking, entry)) {
        if (ranking->query->concepts[entry->concept].stop != stop || cursor->concepts >> entry->concept & 1)
            continue;
        float weight = best_weight(ranking, first, entry->concept);
        cursor->concepts |= 1u << entry->concept;
        cursor->recall += ranking->weights[entry->concept] * weight;
        cursor->usual += variant_habit_gain(ranking, scan->part, entry->concept, weight);
        best = weight > best ? weight : best;
    }
    cursor->matched = best * index_file_stems(scan->part->file)[stem].idf;
    return cursor->concepts;
}

/* The share of the question that its stop words have. */
static float stop_share(const struct ranking *ranking)
{
    float share = 0;
    for (size_t c = 0; c < ranking->query->count; c++)
        share += ranking->query->concepts[c].stop ? ranking->weights[c] : 0;
    return share;
}

/* least: what a stem must add to the score. */
static void add_cursors(struct variant_scan *scan, bool stop, float least)
{
    for (size_t i = 0; i < scan->part->stem_count; i++) {
        struct cursor *cursor = &scan->cursors[scan->cursor_count];
        uint32_t count;
        if (!weigh(scan, scan->part->stems[i].stem, stop, cursor) || cursor->usual < least)
            continue;
        cursor->next = index_file_list(scan->part->file, SECTION_VARIANT_POSTINGS_AT, SECTION_VARIANT_POSTINGS,
                                       cursor->stem, &count);
        cursor->end = cursor->next + count;
        scan->cursor_count += count > 0;
    }
}

void variant_scan_begin(struct variant_scan *scan, const struct ranking *ranking, size_t part)
{
    scan->ranking = ranking;
    scan->part = &ranking->parts[part];
    scan->variants = index_file_variants(scan->part->file, &scan->variant_count);
    scan->first = 0;
    scan->cursor_count = 0;
    if (scan->cursor_capacity < 2 * scan->part->stem_count) { /* a stem may stand for both kinds */
        scan->cursor_capacity = 2 * scan->part->stem_count;
        scan->cursors = xrealloc(scan->cursors, scan->cursor_capacity * sizeof *scan->cursors);
    }
    bool stop_words_find = stop_share(ranking) >= STOP_SHARE;
    add_cursors(scan, false, -FLT_MAX);
    scan->finding_count = scan->cursor_count;
    add_cursors(scan, true, stop_words_find ? -FLT_MAX : USUAL_MIN);
    if (stop_words_find)
        scan->finding_count = scan->cursor_count;
}

uint32_t variant_scan_block(const struct variant_scan *scan, uint32_t first, uint32_t end)
{
    if (scan->variant_count - scan->first <= AT_ONCE)
        return end;
    uint32_t too_far = scan->variants[scan->first + AT_ONCE].passage; /* it has variants for the next block */
    return too_far > first && too_far < end ? too_far : end;
}

/* The first variant of this passage or a later one, not before scan->first. */
static uint32_t variant_of(const struct variant_scan *scan, uint32_t passage)
{
    uint32_t low = scan->first, high = scan->variant_count;
    while (low < high) {
        uint32_t middle = low + (high - low) / 2;
        if (scan->variants[middle].passage < passage)
            low = middle + 1;
        else
            high = middle;
    }
    return low;
}

/* A stem in a variant that has some of its concepts through other stems. */
static void add_some(const struct variant_scan *scan, const struct cursor *cursor, struct match *match)
{
    const struct entry *first = first_entry(scan->ranking, scan->part, cursor->stem);
    for (uint32_t left = cursor->concepts & ~match->concepts; left; left &= left - 1) {
        unsigned concept = (unsigned)__builtin_ctz(left);
        float weight = best_weight(scan->ranking, first, concept);
        match->recall += scan->ranking->weights[concept] * weight;
        match->usual += variant_habit_gain(scan->ranking, scan->part, concept, weight);
    }
}

/* Counts the stem in the variants before end; returns how many are touched now. */
static uint32_t count_stem(struct variant_scan *scan, struct cursor *cursor, uint32_t end, uint32_t touched)
{
    uint32_t most = end - scan->first;
    for (; cursor->next < cursor->end && *cursor->next < end; cursor->next++) {
        uint32_t at = *cursor->next - scan->first;
        if (at >= most) /* damaged: they are not in order */
            continue;
        if (!scan->places[at]) {
            scan->matches[touched] = (struct match){.at = at};
            scan->places[at] = (uint16_t)++touched;
        }
        struct match *match = &scan->matches[scan->places[at] - 1];
        if (!(match->concepts & cursor->concepts)) {
            match->recall += cursor->recall;
            match->usual += cursor->usual;
        } else {
            add_some(scan, cursor, match);
        }
        match->concepts |= cursor->concepts;
        match->matched += cursor->matched;
    }
    return touched;
}

/* Adds a stop word to the passages from first on, once to each: it says how their variants ask. */
static void add_stop_word(const struct variant_scan *scan, struct cursor *cursor, uint32_t behind, uint32_t first,
                          uint32_t end, float *gains)
{
    uint32_t last = INDEX_NONE;
    for (; cursor->next < cursor->end && *cursor->next < behind; cursor->next++) {
        uint32_t passage = scan->variants[*cursor->next].passage;
        if (passage != last && passage >= first && passage < end)
            gains[passage - first] += cursor->usual;
        last = passage;
    }
}

/* The part of a ranking score that rests on the best variant. */
static float gain_of(const struct variant_scan *scan, const struct match *match, float idf)
{
    const float *weights = scan->ranking->model->ranking_weights;
    float share = match->matched / idf;
    /* Of a damaged index it may be no number at all; one such gain would put all other passages out of the running. */
    float precision = idf > 0 && share > 0 ? (share < 1 ? share : 1) : 0;
    return weights[FEATURE_variant] * likeness(match->recall, precision) + weights[FEATURE_precision] * precision +
           weights[FEATURE_variant_recall] * match->recall + match->usual +
           weights[FEATURE_variant_mass] * mass(scan->ranking->query, match->recall);
}

void variant_scan_gains(struct variant_scan *scan, uint32_t first, uint32_t end, float *gains)
{
    uint32_t behind = variant_of(scan, end), touched = 0;
    if (behind - scan->first > AT_ONCE) /* damaged: no passage has so many */
        behind = scan->first + AT_ONCE;
    memset(scan->places, 0, (behind - scan->first) * sizeof *scan->places);
    for (size_t i = 0; i < scan->finding_count; i++)
        touched = count_stem(scan, &scan->cursors[i], behind, touched);
    for (uint32_t i = 0; i < touched; i++) {
        const struct match *match = &scan->matches[i];
        const struct index_variant *variant = &scan->variants[scan->first + match->at];
        float gain = gain_of(scan, match, variant->idf);
        if (variant->passage >= first && variant->passage < end && gain > gains[variant->passage - first])
            gains[variant->passage - first] = gain;
    }
    for (size_t i = scan->finding_count; i < scan->cursor_count; i++)
        add_stop_word(scan, &scan->cursors[i], behind, first, end, gains);
    scan->first = behind;
}
