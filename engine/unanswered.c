#include "unanswered.h"

#include <stdlib.h>

#include "text_buffer.h"

#define FORM_MIN 0.5f /* weaker forms of a word do not make a question the same */

struct reach { /* of one such question */
    float recall, precision;
    float best;       /* form of the concept that is being added */
    uint32_t concept; /* + 1 */
};

/* Of the questions that have a word of the query: few of them, so that they stand together. */
struct reached {
    uint32_t *places; /* per question: 1 + where it is in items; 0 when it is not reached */
    struct reach *items;
    uint32_t count, capacity;
};

static struct reach *reach_of(struct reached *reached, uint32_t question)
{
    if (!reached->places[question]) {
        if (reached->count == reached->capacity) {
            reached->capacity = reached->capacity ? reached->capacity * 2 : 64;
            reached->items = xrealloc(reached->items, reached->capacity * sizeof *reached->items);
        }
        reached->items[reached->count] = (struct reach){.concept = 0};
        reached->places[question] = ++reached->count;
    }
    return &reached->items[reached->places[question] - 1];
}

static bool counts(const struct concept *concept)
{
    return !concept->stop || concept->ask;
}

static size_t first_of(const struct index_unanswered_word *words, size_t count, uint32_t stem)
{
    size_t low = 0, high = count;
    while (low < high) {
        size_t middle = low + (high - low) / 2;
        if (words[middle].stem < stem)
            low = middle + 1;
        else
            high = middle;
    }
    return low;
}

/* A form of concept `number`, which is a share of the query. */
static void add_form(const struct index_file *file, struct reached *reached, uint32_t number, float share,
                     struct bpv_text stem, float weight)
{
    const struct index_unanswered_word *words = (const void *)file->sections[SECTION_UNANSWERED_WORDS].start;
    size_t count = file->sections[SECTION_UNANSWERED_WORDS].length / sizeof *words;
    uint32_t hash = index_stem_hash(stem);
    for (size_t i = first_of(words, count, hash); i < count && words[i].stem == hash; i++) {
        if (words[i].question >= file->unanswered_count)
            continue;
        struct reach *one = reach_of(reached, words[i].question);
        if (one->concept != number + 1) {
            one->concept = number + 1;
            one->best = 0;
        }
        if (weight > one->best) {
            one->recall += share * (weight - one->best);
            one->best = weight;
        }
        one->precision += words[i].share * weight;
    }
}

static void add_concept(const struct index_file *file, struct reached *reached, uint32_t number, float share,
                        const struct concept *concept)
{
    bool itself = false;
    for (size_t a = 0; a < concept->count; a++) {
        const struct alternative *form = &concept->alternatives[a];
        itself |= text_equal(form->stem, concept->stem);
        if (form->weight >= FORM_MIN)
            add_form(file, reached, number, share, form->stem, form->weight);
    }
    if (!itself) /* a word that no passage has */
        add_form(file, reached, number, share, concept->stem, 1);
}

static float at_most_one(float value)
{
    return value < 1 ? value : 1;
}

static void compare_in(const struct index_file *file, size_t part, struct query *query, float total)
{
    struct reached reached = {.places = xcalloc(file->unanswered_count, sizeof *reached.places)};
    for (size_t c = 0; c < query->count; c++)
        if (counts(&query->concepts[c]))
            add_concept(file, &reached, (uint32_t)c, query->concepts[c].weight / total, &query->concepts[c]);
    for (uint32_t i = 0; i < file->unanswered_count; i++) {
        if (!reached.places[i])
            continue;
        const struct reach *reach = &reached.items[reached.places[i] - 1];
        float recall = at_most_one(reach->recall), precision = at_most_one(reach->precision);
        float likeness = recall + precision > 0 ? 2 * recall * precision / (recall + precision) : 0;
        if (likeness <= query->unanswered_in[part])
            continue;
        struct bpv_text question = index_file_unanswered(file, i);
        if (query->without & WITHOUT_ITSELF && text_equal(question, query->text))
            continue;
        query->unanswered_in[part] = likeness;
        if (likeness <= query->unanswered)
            continue;
        query->unanswered = likeness;
        query->unanswered_question = question;
    }
    free(reached.places);
    free(reached.items);
}

void unanswered_compare(const struct bpv_base *base, struct query *query)
{
    float total = 0;
    for (size_t c = 0; c < query->count; c++)
        total += counts(&query->concepts[c]) ? query->concepts[c].weight : 0;
    for (size_t p = 0; p < base->part_count && total > 0; p++)
        if (base->parts[p].file->unanswered_count)
            compare_in(base->parts[p].file, p, query, total);
}
