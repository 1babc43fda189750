#include "theme_tagger.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "tagger_terms.h"
#include "text_buffer.h"

#define TITLE_WEIGHT 2.0f
#define FILE_TITLE_WEIGHT 1.0f
#define SMOOTHING 0.3f /* added to every count */
#define SHARPNESS 3.0  /* a vector of length 1 says too little by itself */
#define PRIOR_WEIGHT 0.5
#define DOCUMENT_WEIGHT 2.0 /* of the whole document, when all its sections agree; falls with the square */
#define DOCUMENT_WEIGHT_TAGS 0.5
#define OWN_WORDS_WEIGHT 0.3 /* of a theme's own words, beside audience and module */
#define NAMED_BONUS 14.0     /* when the heading has all words of a module's or theme's name */
#define SECOND_THEME 0.45    /* share from which a second theme is proposed too */
#define NAME_IDF_MIN 1.2f    /* words of a name that are in more than a third of the passages say nothing */
#define FLOOR 1e-3
#define CLASSES_MAX 32u

enum axis { AXIS_MODULE, AXIS_THEME, AXIS_AUDIENCE, AXIS_SHARED, AXIS_PHASE, AXES };

struct tagger_corpus {
    struct term_set terms;
    const struct tagger_example *examples;
    struct term_counts *counts; /* of the examples, then of modules and themes by name */
    size_t example_count, count;
    const struct bpv_taxonomy *taxonomy;
    uint32_t shared; /* themes that belong to several modules */
};

struct model {
    float *words; /* per class and term: logarithm of its share */
    double priors[CLASSES_MAX];
    unsigned classes;
};

struct theme_tagger {
    const struct tagger_corpus *corpus;
    float *idf; /* 0: a word that says nothing */
    struct model models[AXES];
};

typedef double shares[CLASSES_MAX];

/* ---- Examples ---- */

static struct term_counts words_of(struct term_set *terms, struct bpv_text file_title, struct bpv_text title,
                                   struct bpv_text text, bool grow)
{
    struct term_counts counts = {.items = NULL};
    term_counts_add(&counts, terms, file_title, FILE_TITLE_WEIGHT, grow);
    term_counts_add(&counts, terms, title, TITLE_WEIGHT, grow);
    term_counts_add(&counts, terms, text, 1.0f, grow);
    return counts;
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
        *words = words_of(&corpus->terms, examples[i].file_title, examples[i].title, examples[i].text, true);
        for (size_t question = 0; question < examples[i].question_count; question++)
            term_counts_add(words, &corpus->terms, examples[i].questions[question], 1.0f, true);
        term_counts_settle(words);
    }
    for (size_t i = 0; i < taxonomy->module_count; i++) {
        const struct bpv_module *module = &taxonomy->modules[i];
        struct term_counts *words = &corpus->counts[corpus->count++];
        *words = words_of(&corpus->terms, (struct bpv_text){"", 0}, module->name, module->description, true);
        term_counts_settle(words);
    }
    for (size_t i = 0; i < taxonomy->theme_count; i++) {
        const struct bpv_theme *theme = &taxonomy->themes[i];
        struct term_counts *words = &corpus->counts[corpus->count++];
        *words = words_of(&corpus->terms, (struct bpv_text){"", 0}, theme->name, (struct bpv_text){"", 0}, true);
        term_counts_settle(words);
        if (theme->modules & (theme->modules - 1))
            corpus->shared |= 1u << theme->number;
    }
    return corpus;
}

void tagger_corpus_free(struct tagger_corpus *corpus)
{
    if (!corpus)
        return;
    for (size_t i = 0; i < corpus->count; i++)
        term_counts_release(&corpus->counts[i]);
    free(corpus->counts);
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

/* Words that occur once, or nearly everywhere, get no weight. */
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
        tagger->idf[term] = with >= 2 && with * 2 < documents ? logf((documents + 1) / (with + 0.5f)) : 0;
    }
}

static float weight_of(const struct theme_tagger *tagger, const struct term_count *item)
{
    return (1 + logf(item->count < 1 ? 1 : item->count)) * tagger->idf[item->term];
}

static float length_of(const struct theme_tagger *tagger, const struct term_counts *words)
{
    float square = 0;
    for (size_t i = 0; i < words->count; i++) {
        float weight = weight_of(tagger, &words->items[i]);
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
        float share = 1.0f / (float)__builtin_popcount(classes) / length_of(tagger, &corpus->counts[i]);
        for (unsigned class = 0; class < CLASSES_MAX; class ++) {
            if (!(classes >> class & 1))
                continue;
            model->priors[class] += 1.0 / __builtin_popcount(classes);
            for (size_t at = 0; at < corpus->counts[i].count; at++) {
                float weight = weight_of(tagger, &corpus->counts[i].items[at]) * share;
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

/* ---- Judging ---- */

/* Scores (logarithms) become shares that add up to 1; classes without examples have none. */
static void normalise(shares scores)
{
    double highest = -HUGE_VAL, sum = 0;
    for (unsigned class = 0; class < CLASSES_MAX; class ++)
        highest = scores[class] > highest ? scores[class] : highest;
    for (unsigned class = 0; class < CLASSES_MAX; class ++) {
        scores[class] = scores[class] > -HUGE_VAL && highest > -HUGE_VAL ? exp(scores[class] - highest) : 0;
        sum += scores[class];
    }
    for (unsigned class = 0; class < CLASSES_MAX && sum > 0; class ++)
        scores[class] /= sum;
}

static void rescale(shares scores)
{
    double sum = 0;
    for (unsigned class = 0; class < CLASSES_MAX; class ++)
        sum += scores[class];
    for (unsigned class = 0; class < CLASSES_MAX && sum > 0; class ++)
        scores[class] /= sum;
}

static void judge(const struct theme_tagger *tagger, enum axis axis, const struct term_counts *words, shares result)
{
    const struct model *model = &tagger->models[axis];
    size_t terms = tagger->corpus->terms.count;
    double length = length_of(tagger, words);
    for (unsigned class = 0; class < CLASSES_MAX; class ++) {
        result[class] = -HUGE_VAL;
        if (model->priors[class] <= 0)
            continue;
        double sum = 0;
        for (size_t i = 0; i < words->count; i++)
            sum += (double)weight_of(tagger, &words->items[i]) *
                   (double)model->words[(size_t) class * terms + words->items[i].term];
        result[class] = PRIOR_WEIGHT * log(model->priors[class]) + SHARPNESS * sum / length;
    }
    normalise(result);
}

static void blend(shares own, const shares document, double weight)
{
    for (unsigned class = 0; class < CLASSES_MAX; class ++)
        own[class] = own[class] > 0 ? log(own[class] + FLOOR) + weight * log(document[class] + FLOOR) : -HUGE_VAL;
    normalise(own);
}

static bool has_term(const struct term_counts *words, uint32_t term)
{
    size_t low = 0, high = words->count;
    while (low < high) {
        size_t middle = low + (high - low) / 2;
        if (words->items[middle].term < term)
            low = middle + 1;
        else
            high = middle;
    }
    return low < words->count && words->items[low].term == term;
}

static size_t telling_words(const struct theme_tagger *tagger, const struct term_counts *words)
{
    size_t count = 0;
    for (size_t i = 0; i < words->count; i++)
        count += tagger->idf[words->items[i].term] > NAME_IDF_MIN;
    return count;
}

/* Has the heading all words of a name that say something, and not many others? */
static bool names(const struct theme_tagger *tagger, const struct term_counts *heading, struct bpv_text name)
{
    struct term_set terms = tagger->corpus->terms; /* read only: no word is added to it */
    struct term_counts words = {.items = NULL};
    bool all = true;
    term_counts_add(&words, &terms, name, 1.0f, false);
    term_counts_settle(&words);
    for (size_t i = 0; i < words.count && all; i++)
        all = tagger->idf[words.items[i].term] <= NAME_IDF_MIN || has_term(heading, words.items[i].term);
    size_t telling = telling_words(tagger, &words);
    term_counts_release(&words);
    return all && telling && telling_words(tagger, heading) <= 2 * telling + 1;
}

/* A heading that is the name of a module or theme says more than any word, or the rest of the document. True if it is
 * one. */
static bool favour_named(const struct theme_tagger *tagger, struct bpv_text title, shares modules, shares themes)
{
    const struct bpv_taxonomy *taxonomy = tagger->corpus->taxonomy;
    struct term_set terms = tagger->corpus->terms;
    struct term_counts heading = {.items = NULL};
    bool named = false;
    term_counts_add(&heading, &terms, title, 1.0f, false);
    term_counts_settle(&heading);
    for (size_t i = 0; i < taxonomy->module_count; i++)
        if (names(tagger, &heading, taxonomy->modules[i].name)) {
            modules[taxonomy->modules[i].number] *= exp(NAMED_BONUS);
            named = true;
        }
    for (size_t i = 0; i < taxonomy->theme_count; i++)
        if (names(tagger, &heading, taxonomy->themes[i].name)) {
            themes[taxonomy->themes[i].number] *= exp(NAMED_BONUS);
            named = true;
        }
    term_counts_release(&heading);
    rescale(modules);
    rescale(themes);
    return named;
}

static unsigned best_of(const shares scores)
{
    unsigned best = 0;
    for (unsigned class = 1; class < CLASSES_MAX; class ++)
        best = scores[class] > scores[best] ? class : best;
    return best;
}

static bool module_has_extra(const struct bpv_taxonomy *taxonomy, unsigned module)
{
    for (size_t i = 0; i < taxonomy->theme_count; i++)
        if (taxonomy->themes[i].modules >> module & 1 && taxonomy->themes[i].audience == BPV_AUDIENCE_EXTRA)
            return true;
    return false;
}

static void choose_themes(const struct theme_tagger *tagger, shares all[AXES], struct tagger_guess *guess)
{
    const struct bpv_taxonomy *taxonomy = tagger->corpus->taxonomy;
    shares scores;
    for (unsigned class = 0; class < CLASSES_MAX; class ++)
        scores[class] = -HUGE_VAL;
    for (size_t i = 0; i < taxonomy->theme_count; i++) {
        const struct bpv_theme *theme = &taxonomy->themes[i];
        bool shared = tagger->corpus->shared >> theme->number & 1;
        if (!(theme->modules >> guess->module & 1))
            continue;
        double score = OWN_WORDS_WEIGHT * log(all[AXIS_THEME][theme->number] + FLOOR);
        score += tagger->corpus->shared ? log(all[AXIS_SHARED][shared] + FLOOR) : 0;
        if (!shared && module_has_extra(taxonomy, guess->module))
            score += log(all[AXIS_AUDIENCE][theme->audience] + FLOOR);
        scores[theme->number] = score;
    }
    normalise(scores);
    unsigned best = best_of(scores);
    guess->themes = 1u << best;
    guess->theme_confidence = scores[best];
    for (unsigned class = 1; class < CLASSES_MAX; class ++)
        if (scores[class] > SECOND_THEME)
            guess->themes |= 1u << class;
}

static void choose(const struct theme_tagger *tagger, shares all[AXES], unsigned module, struct tagger_guess *guess)
{
    *guess = (struct tagger_guess){.module = module ? module : best_of(all[AXIS_MODULE])};
    guess->module_confidence = module ? 1 : all[AXIS_MODULE][guess->module];
    guess->phase = best_of(all[AXIS_PHASE]);
    guess->phase_confidence = all[AXIS_PHASE][guess->phase];
    guess->audience = all[AXIS_AUDIENCE][BPV_AUDIENCE_EXTRA] > 0.5 ? BPV_AUDIENCE_EXTRA : BPV_AUDIENCE_ALLE;
    guess->audience_confidence = all[AXIS_AUDIENCE][guess->audience];
    choose_themes(tagger, all, guess);
    guess->theme_confidence *= guess->module_confidence;
}

/* How far the sections agree with the document as a whole on an axis, 0..1. */
static double agreement(shares (*own)[AXES], size_t count, const shares document, enum axis axis)
{
    size_t same = 0;
    for (size_t i = 0; i < count; i++)
        same += best_of(own[i][axis]) == best_of(document);
    return count ? (double)same / (double)count : 0;
}

void theme_tagger_guess(const struct theme_tagger *tagger, struct bpv_text title, const struct tagger_text *texts,
                        size_t count, unsigned module, struct tagger_guess *guesses)
{
    struct term_set terms = tagger->corpus->terms; /* read only: no word is added to it */
    struct term_counts whole = {.items = NULL};
    shares(*own)[AXES] = xcalloc(count, sizeof *own), document[AXES];
    for (size_t i = 0; i < count; i++) {
        struct term_counts words = words_of(&terms, title, texts[i].title, texts[i].text, false);
        term_counts_settle(&words);
        for (enum axis axis = 0; axis < AXES; axis++)
            judge(tagger, axis, &words, own[i][axis]);
        term_counts_merge(&whole, &words);
        term_counts_release(&words);
    }
    term_counts_settle(&whole);
    double weights[AXES];
    for (enum axis axis = 0; axis < AXES; axis++) {
        judge(tagger, axis, &whole, document[axis]);
        double agreed = agreement(own, count, document[axis], axis);
        double weight = axis == AXIS_MODULE || axis == AXIS_THEME ? DOCUMENT_WEIGHT : DOCUMENT_WEIGHT_TAGS;
        weights[axis] = count > 1 ? weight * agreed * agreed : 0;
    }
    for (size_t i = 0; i < count; i++) {
        bool named = favour_named(tagger, texts[i].title, own[i][AXIS_MODULE], own[i][AXIS_THEME]);
        for (enum axis axis = 0; axis < AXES; axis++)
            blend(own[i][axis], document[axis],
                  named && (axis == AXIS_MODULE || axis == AXIS_THEME) ? 0 : weights[axis]);
        choose(tagger, own[i], module, &guesses[i]);
    }
    term_counts_release(&whole);
    free(own);
}
