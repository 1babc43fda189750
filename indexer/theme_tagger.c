#include "theme_tagger.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "tagger_model.h"
#include "text_buffer.h"

#define TITLE_WEIGHT 2.0f
#define FILE_TITLE_WEIGHT 1.0f
#define SMOOTHING 0.3f /* added to every count */

/* ---- Examples ---- */

struct term_counts tagger_words_of(struct term_set *terms, struct bpv_text file_title, struct bpv_text title,
                                   struct bpv_text text, bool grow)
{
    struct term_counts counts = {.items = NULL};
    term_counts_add(&counts, terms, file_title, FILE_TITLE_WEIGHT, grow);
    term_counts_add(&counts, terms, title, TITLE_WEIGHT, grow);
    term_counts_add(&counts, terms, text, 1.0f, grow);
    return counts;
}

/* The words of a theme or module: marks them in a mask per term, which grows with the terms. */
static void mark_words(struct tagger_corpus *corpus, const struct bpv_text *texts, size_t count, uint32_t **masks,
                       size_t *capacity, unsigned class)
{
    struct term_counts words = {.items = NULL};
    for (size_t i = 0; i < count; i++)
        term_counts_add(&words, &corpus->terms, texts[i], 1.0f, true);
    if (corpus->terms.count > *capacity) {
        *masks = xrealloc(*masks, corpus->terms.count * sizeof **masks);
        memset(*masks + *capacity, 0, (corpus->terms.count - *capacity) * sizeof **masks);
        *capacity = corpus->terms.count;
    }
    for (size_t i = 0; i < words.count; i++)
        (*masks)[words.items[i].term] |= 1u << class;
    term_counts_release(&words);
}

static void take_vocabulary(struct tagger_corpus *corpus)
{
    const struct bpv_taxonomy *taxonomy = corpus->taxonomy;
    size_t themes = 0, modules = 0;
    const struct bpv_text none = {"", 0};
    for (size_t i = 0; i < taxonomy->theme_count; i++) {
        const struct bpv_theme *theme = &taxonomy->themes[i];
        const struct bpv_text texts[] = {theme->name, theme->description, theme->words};
        mark_words(corpus, texts, 3, &corpus->themes, &themes, theme->number);
    }
    for (size_t i = 0; i < taxonomy->module_count; i++)
        mark_words(corpus, &taxonomy->modules[i].words, 1, &corpus->modules, &modules, taxonomy->modules[i].number);
    mark_words(corpus, &none, 1, &corpus->themes, &themes, 0);
    mark_words(corpus, &none, 1, &corpus->modules, &modules, 0);
}

struct tagger_corpus *tagger_corpus_create(const struct tagger_example *examples, size_t count,
                                           const struct bpv_taxonomy *taxonomy, const char *dictionary)
{
    struct tagger_corpus *corpus = xcalloc(1, sizeof *corpus);
    *corpus = (struct tagger_corpus){.examples = examples, .example_count = count, .taxonomy = taxonomy};
    term_set_init(&corpus->terms, dictionary);
    corpus->counts = xcalloc(count + taxonomy->module_count + taxonomy->theme_count, sizeof *corpus->counts);
    for (size_t i = 0; i < count; i++) {
        struct term_counts *words = &corpus->counts[corpus->count++];
        *words = tagger_words_of(&corpus->terms, examples[i].file_title, examples[i].title, examples[i].text, true);
        for (size_t question = 0; question < examples[i].question_count && question < TAGGER_QUESTIONS_MAX; question++)
            term_counts_add(words, &corpus->terms, examples[i].questions[question], 1.0f, true);
        term_counts_settle(words);
    }
    for (size_t i = 0; i < taxonomy->module_count; i++) {
        const struct bpv_module *module = &taxonomy->modules[i];
        struct term_counts *words = &corpus->counts[corpus->count++];
        *words = tagger_words_of(&corpus->terms, (struct bpv_text){"", 0}, module->name, module->description, true);
        term_counts_settle(words);
    }
    for (size_t i = 0; i < taxonomy->theme_count; i++) {
        const struct bpv_theme *theme = &taxonomy->themes[i];
        struct term_counts *words = &corpus->counts[corpus->count++];
        *words = tagger_words_of(&corpus->terms, (struct bpv_text){"", 0}, theme->name, (struct bpv_text){"", 0}, true);
        term_counts_settle(words);
        if (theme->modules & (theme->modules - 1))
            corpus->shared |= 1u << theme->number;
    }
    take_vocabulary(corpus);
    return corpus;
}

void tagger_corpus_free(struct tagger_corpus *corpus)
{
    if (!corpus)
        return;
    for (size_t i = 0; i < corpus->count; i++)
        term_counts_release(&corpus->counts[i]);
    free(corpus->counts);
    free(corpus->themes);
    free(corpus->modules);
    term_set_release(&corpus->terms);
    free(corpus);
}

/* Which classes of an axis an example belongs to, as a mask of class numbers; 0: it says nothing about the axis. */
static uint32_t classes_of(const struct tagger_corpus *corpus, size_t number, enum axis axis)
{
    const struct bpv_taxonomy *taxonomy = corpus->taxonomy;
    if (number < corpus->example_count) {
        const struct tagger_example *example = &corpus->examples[number];
        const uint32_t masks[AXES] = {[AXIS_MODULE] = 1u << example->module,
                                      [AXIS_THEME] = example->themes,
                                      [AXIS_AUDIENCE] = 1u << example->audience,
                                      [AXIS_SHARED] = example->themes & corpus->shared ? 2u : 1u,
                                      [AXIS_PHASE] = 1u << example->phase};
        return masks[axis];
    }
    number -= corpus->example_count;
    if (number < taxonomy->module_count)
        return axis == AXIS_MODULE ? 1u << taxonomy->modules[number].number : 0;
    const struct bpv_theme *theme = &taxonomy->themes[number - taxonomy->module_count];
    if (axis == AXIS_MODULE)
        return theme->modules;
    if (axis == AXIS_SHARED)
        return corpus->shared >> theme->number & 1u ? 2u : 1u;
    return axis == AXIS_THEME ? 1u << theme->number : axis == AXIS_AUDIENCE ? 1u << theme->audience : 0;
}

/* ---- Learning ---- */

static bool wanted(const struct tagger_corpus *corpus, size_t number, bool (*use)(const void *context, size_t example),
                   const void *context)
{
    return !use || number >= corpus->example_count || use(context, number);
}

/* Words that occur once and not in the taxonomy, or nearly everywhere, get no weight. */
static void learn_idf(struct theme_tagger *tagger, bool (*use)(const void *context, size_t example),
                      const void *context)
{
    const struct tagger_corpus *corpus = tagger->corpus;
    float documents = 0;
    for (size_t i = 0; i < corpus->count; i++) {
        if (!wanted(corpus, i, use, context))
            continue;
        documents += 1;
        for (size_t at = 0; at < corpus->counts[i].count; at++)
            tagger->idf[corpus->counts[i].items[at].term] += 1;
    }
    for (uint32_t term = 0; term < corpus->terms.count; term++) {
        float with = tagger->idf[term];
        bool telling = (with >= 2 || corpus->themes[term] || corpus->modules[term]) && with * 2 < documents;
        tagger->idf[term] = telling ? logf((documents + 1) / (with + 0.5f)) : 0;
    }
}

float tagger_weight_of(const struct theme_tagger *tagger, const struct term_count *item)
{
    return (1 + logf(item->count < 1 ? 1 : item->count)) * tagger->idf[item->term];
}

float tagger_length_of(const struct theme_tagger *tagger, const struct term_counts *words)
{
    float square = 0;
    for (size_t i = 0; i < words->count; i++) {
        float weight = tagger_weight_of(tagger, &words->items[i]);
        square += weight * weight;
    }
    return square > 0 ? sqrtf(square) : 1;
}

static void count_words(struct theme_tagger *tagger, enum axis axis, bool (*use)(const void *context, size_t example),
                        const void *context, float totals[CLASSES_MAX])
{
    const struct tagger_corpus *corpus = tagger->corpus;
    struct model *model = &tagger->models[axis];
    for (size_t i = 0; i < corpus->count; i++) {
        uint32_t classes = classes_of(corpus, i, axis);
        if (!classes || !wanted(corpus, i, use, context))
            continue;
        float share = 1.0f / (float)__builtin_popcount(classes) / tagger_length_of(tagger, &corpus->counts[i]);
        for (unsigned class = 0; class < CLASSES_MAX; class ++) {
            if (!(classes >> class & 1))
                continue;
            model->priors[class] += 1.0 / __builtin_popcount(classes);
            for (size_t at = 0; at < corpus->counts[i].count; at++) {
                float weight = tagger_weight_of(tagger, &corpus->counts[i].items[at]) * share;
                model->words[(size_t) class * corpus->terms.count + corpus->counts[i].items[at].term] += weight;
                totals[class] += weight;
            }
        }
    }
}

static void learn_model(struct theme_tagger *tagger, enum axis axis, bool (*use)(const void *context, size_t example),
                        const void *context)
{
    struct model *model = &tagger->models[axis];
    size_t terms = tagger->corpus->terms.count;
    float totals[CLASSES_MAX] = {0}, used = 0;
    model->words = xcalloc(CLASSES_MAX * terms, sizeof *model->words);
    count_words(tagger, axis, use, context, totals);
    for (size_t term = 0; term < terms; term++)
        used += tagger->idf[term] > 0;
    for (unsigned class = 0; class < CLASSES_MAX; class ++)
        for (size_t term = 0; term < terms; term++) {
            float *word = &model->words[(size_t) class * terms + term];
            *word = logf((*word + SMOOTHING) / (totals[class] + SMOOTHING * (used > 0 ? used : 1)));
        }
}

struct theme_tagger *theme_tagger_learn(const struct tagger_corpus *corpus,
                                        bool (*use)(const void *context, size_t example), const void *context)
{
    struct theme_tagger *tagger = xcalloc(1, sizeof *tagger);
    tagger->corpus = corpus;
    tagger->idf = xcalloc(corpus->terms.count, sizeof *tagger->idf);
    learn_idf(tagger, use, context);
    for (enum axis axis = 0; axis < AXES; axis++)
        learn_model(tagger, axis, use, context);
    return tagger;
}

void theme_tagger_free(struct theme_tagger *tagger)
{
    if (!tagger)
        return;
    for (enum axis axis = 0; axis < AXES; axis++)
        free(tagger->models[axis].words);
    free(tagger->idf);
    free(tagger);
}
