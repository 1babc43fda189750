#include "unanswered.h"

#include <math.h>
#include <stdlib.h>

#include "text_buffer.h"

#define FORM_MIN 0.5f /* weaker forms of a word do not make a question the same */
#define LIKE_MIN 0.2f /* less likeness is chance */
#define DOUBT 8.0f    /* as if a word stood in so many question variants more, and as often in the others */
#define WORDS_SCALE 10.0f /* of the sum of logarithms, to about 1 */
#define FORM_SCALE 3.0f

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

/* In how many of the questions and of the question variants a concept stands; forms count by their weight. */
struct frequency {
    float unanswered, answered;
};

/* A form of concept `number`, which is a share of the query. */
static void add_form(const struct index_file *file, struct reached *reached, uint32_t number, float share,
                     struct bpv_text stem, float weight, struct frequency *frequency)
{
    const struct index_unanswered_word *words = (const void *)file->sections[SECTION_UNANSWERED_WORDS].start;
    size_t count = file->sections[SECTION_UNANSWERED_WORDS].length / sizeof *words;
    uint32_t hash = index_stem_hash(stem), known = index_file_stem(file, stem);
    for (size_t i = first_of(words, count, hash); i < count && words[i].stem == hash; i++) {
        if (words[i].question >= file->unanswered_count)
            continue;
        frequency->unanswered += weight;
        if (share <= 0 && words[i].share <= 0) /* a stop word says nothing of likeness */
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
    if (known != INDEX_NONE)
        frequency->answered += weight * (float)index_file_stems(file)[known].asked;
}

static void add_concept(const struct index_file *file, struct reached *reached, uint32_t number, float share,
                        const struct concept *concept, struct frequency *frequency)
{
    bool itself = false;
    for (size_t a = 0; a < concept->count; a++) {
        const struct alternative *form = &concept->alternatives[a];
        itself |= text_equal(form->stem, concept->stem);
        if (form->weight >= FORM_MIN)
            add_form(file, reached, number, share, form->stem, form->weight, frequency);
    }
    if (!itself) /* a word that no passage has */
        add_form(file, reached, number, share, concept->stem, 1, frequency);
}

static bool is_one_of_them(const struct index_file *file, struct bpv_text text)
{
    for (uint32_t i = 0; i < file->unanswered_count; i++)
        if (text_equal(index_file_unanswered(file, i), text))
            return true;
    return false;
}

/*
 * Adds the concepts of the query to the reach of the questions. By naive Bayes, its words and the form in which it asks
 * are rather those of the questions, or of the variants. A question that is left out does not count for itself.
 */
static void add_concepts(const struct index_file *file, const struct query *query, float total, struct reached *reached,
                         struct unanswered_likeness *likeness)
{
    float sizes = (float)(file->variant_count + 1) / (float)(file->unanswered_count + 1), form = 0, forms = 0;
    float less = query->without & WITHOUT_ITSELF && is_one_of_them(file, query->text) ? 1 : 0;
    for (size_t c = 0; c < query->count; c++) {
        const struct concept *concept = &query->concepts[c];
        struct frequency frequency = {0, 0};
        add_concept(file, reached, (uint32_t)c, counts(concept) ? concept->weight / total : 0, concept, &frequency);
        float unanswered = frequency.unanswered > less ? frequency.unanswered - less : 0;
        float ratio = logf((unanswered * sizes + DOUBT) / (frequency.answered + DOUBT));
        if (concept->stop) {
            form += ratio;
            forms++;
        } else {
            likeness->words += ratio / WORDS_SCALE;
        }
    }
    likeness->form = forms > 0 ? form / forms / FORM_SCALE : 0;
}

static float at_most_one(float value)
{
    return value < 1 ? value : 1;
}

static void compare_in(const struct index_file *file, struct unanswered_likeness *likeness, struct query *query,
                       float total)
{
    struct reached reached = {.places = xcalloc(file->unanswered_count, sizeof *reached.places)};
    float many = 0;
    add_concepts(file, query, total, &reached, likeness);
    for (uint32_t i = 0; i < file->unanswered_count; i++) {
        if (!reached.places[i])
            continue;
        const struct reach *reach = &reached.items[reached.places[i] - 1];
        float recall = at_most_one(reach->recall), precision = at_most_one(reach->precision);
        float alike = recall + precision > 0 ? 2 * recall * precision / (recall + precision) : 0;
        if (alike < LIKE_MIN)
            continue;
        struct bpv_text question = index_file_unanswered(file, i);
        if (query->without & WITHOUT_ITSELF && text_equal(question, query->text))
            continue;
        many += alike * alike * alike;
        if (alike > likeness->nearest)
            likeness->nearest = alike;
        if (alike <= query->unanswered)
            continue;
        query->unanswered = alike;
        query->unanswered_question = question;
    }
    free(reached.places);
    free(reached.items);
    likeness->many = many / (1 + many);
}

void unanswered_compare(const struct bpv_base *base, struct query *query)
{
    float total = 0;
    for (size_t c = 0; c < query->count; c++)
        total += counts(&query->concepts[c]) ? query->concepts[c].weight : 0;
    for (size_t p = 0; p < base->part_count && total > 0; p++)
        if (base->parts[p].file->unanswered_count)
            compare_in(base->parts[p].file, &query->unanswered_in[p], query, total);
}
