#include "theme_tagger.h" /* its judging half; theme_tagger.c learns */

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "tagger_model.h"
#include "text_buffer.h"

#define SHARPNESS 3.0 /* a vector of length 1 says too little by itself */
#define PRIOR_WEIGHT 0.5
#define DOCUMENT_WEIGHT 2.0 /* of the whole document, when all its sections agree; falls with the square */
#define DOCUMENT_WEIGHT_TAGS 0.5
#define NEAR_WORDS 3.0       /* of the taxonomy's words in the sections around it, beside those in the section */
#define NEAR_DECAY 0.7       /* a section counts for so much less than its neighbour that is one nearer */
#define NEAR_REACH 16u       /* sections on either side; further away little is left */
#define OWN_WORDS_WEIGHT 0.3 /* of what the examples of a theme say, beside audience and module */
#define LEARNT_WEIGHT 0.2    /* of what the examples say, beside the words of the taxonomy */
#define NAMED_BONUS 14.0     /* when the heading has all words of a module's or theme's name */
#define NAMED_OTHERS 2u      /* other telling words that such a heading may have: "Module 4" */
#define NAMED_PART 0.2       /* of the most present theme's words, for a theme of a section about a whole module */
#define SECOND_THEME 0.45    /* share from which a second theme is proposed too */
#define NAME_IDF_MIN 1.2f    /* words of a name that are in more than a third of the passages say nothing */
#define FLOOR 1e-3

typedef double shares[CLASSES_MAX];

struct reading { /* what a text says */
    shares learnt[AXES];
    double themes[CLASSES_MAX], modules[CLASSES_MAX]; /* how much of the taxonomy's words it has */
};

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

static void judge(const struct theme_tagger *tagger, enum axis axis, const struct term_counts *words, shares result)
{
    const struct model *model = &tagger->models[axis];
    size_t terms = tagger->corpus->terms.count;
    double length = tagger_length_of(tagger, words);
    for (unsigned class = 0; class < CLASSES_MAX; class ++) {
        result[class] = -HUGE_VAL;
        if (model->priors[class] <= 0)
            continue;
        double sum = 0;
        for (size_t i = 0; i < words->count; i++)
            sum += (double)tagger_weight_of(tagger, &words->items[i]) *
                   (double)model->words[(size_t) class * terms + words->items[i].term];
        result[class] = PRIOR_WEIGHT * log(model->priors[class]) + SHARPNESS * sum / length;
    }
    normalise(result);
}

/* How much of the words of each theme and module a text has: telling words count more, words of several themes less. */
static void find_vocabulary(const struct theme_tagger *tagger, const struct term_counts *words, struct reading *reading)
{
    const struct tagger_corpus *corpus = tagger->corpus;
    double length = tagger_length_of(tagger, words);
    for (size_t i = 0; i < words->count; i++) {
        uint32_t term = words->items[i].term, themes = corpus->themes[term], modules = corpus->modules[term];
        double weight = tagger_weight_of(tagger, &words->items[i]) * tagger->idf[term] / length;
        for (unsigned class = 0; class < CLASSES_MAX; class ++) {
            if (themes >> class & 1)
                reading->themes[class] += weight / sqrt(__builtin_popcount(themes));
            if (modules >> class & 1)
                reading->modules[class] += weight / sqrt(__builtin_popcount(modules));
        }
    }
}

static void read_words(const struct theme_tagger *tagger, const struct term_counts *words, struct reading *reading)
{
    *reading = (struct reading){.themes = {0}};
    for (enum axis axis = 0; axis < AXES; axis++)
        judge(tagger, axis, words, reading->learnt[axis]);
    find_vocabulary(tagger, words, reading);
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
    return all && telling && telling_words(tagger, heading) <= telling + NAMED_OTHERS;
}

/* Which modules and themes the heading is the name of, as masks. */
static void find_named(const struct theme_tagger *tagger, struct bpv_text title, uint32_t *modules, uint32_t *themes)
{
    const struct bpv_taxonomy *taxonomy = tagger->corpus->taxonomy;
    struct term_set terms = tagger->corpus->terms;
    struct term_counts heading = {.items = NULL};
    *modules = *themes = 0;
    term_counts_add(&heading, &terms, title, 1.0f, false);
    term_counts_settle(&heading);
    for (size_t i = 0; i < taxonomy->module_count; i++)
        if (names(tagger, &heading, taxonomy->modules[i].name))
            *modules |= 1u << taxonomy->modules[i].number;
    for (size_t i = 0; i < taxonomy->theme_count; i++)
        if (names(tagger, &heading, taxonomy->themes[i].name))
            *themes |= 1u << taxonomy->themes[i].number;
    term_counts_release(&heading);
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

/* What the examples say of a theme within a module: its own words, the audience it is for, and whether it is shared. */
static double learnt_score(const struct theme_tagger *tagger, const struct reading *reading,
                           const struct bpv_theme *theme, unsigned module)
{
    bool shared = tagger->corpus->shared >> theme->number & 1;
    double score = log(reading->learnt[AXIS_MODULE][module] + FLOOR) +
                   OWN_WORDS_WEIGHT * log(reading->learnt[AXIS_THEME][theme->number] + FLOOR);
    score += tagger->corpus->shared ? log(reading->learnt[AXIS_SHARED][shared] + FLOOR) : 0;
    if (!shared && module_has_extra(tagger->corpus->taxonomy, module))
        score += log(reading->learnt[AXIS_AUDIENCE][theme->audience] + FLOOR);
    return score;
}

/* The share of each theme in each module that it can belong to, and of each module. */
static void weigh(const struct theme_tagger *tagger, const struct reading *reading, unsigned module,
                  uint32_t named_modules, uint32_t named_themes, double pairs[CLASSES_MAX][CLASSES_MAX], shares modules)
{
    const struct bpv_taxonomy *taxonomy = tagger->corpus->taxonomy;
    double highest = -HUGE_VAL, sum = 0;
    for (int pass = 0; pass < 3; pass++)
        for (size_t i = 0; i < taxonomy->theme_count; i++)
            for (size_t j = 0; j < taxonomy->module_count; j++) {
                const struct bpv_theme *theme = &taxonomy->themes[i];
                unsigned number = taxonomy->modules[j].number;
                double *pair = &pairs[number][theme->number];
                if (!(theme->modules >> number & 1) || (module && module != number))
                    continue;
                if (pass == 0) {
                    *pair = reading->themes[theme->number] + reading->modules[number] +
                            LEARNT_WEIGHT * learnt_score(tagger, reading, theme, number) +
                            (named_modules >> number & 1 ? NAMED_BONUS : 0) +
                            (named_themes >> theme->number & 1 ? NAMED_BONUS : 0);
                    highest = *pair > highest ? *pair : highest;
                } else if (pass == 1) {
                    *pair = exp(*pair - highest);
                    sum += *pair;
                } else {
                    *pair /= sum;
                    modules[number] += *pair;
                }
            }
}

/* The themes of a module whose words are there, beside those of the most present one. */
static uint32_t themes_present(const struct bpv_taxonomy *taxonomy, unsigned module, const double *words)
{
    double most = 0;
    uint32_t present = 0;
    for (int pass = 0; pass < 2; pass++)
        for (size_t i = 0; i < taxonomy->theme_count; i++) {
            const struct bpv_theme *theme = &taxonomy->themes[i];
            if (!(theme->modules >> module & 1))
                continue;
            if (pass == 0)
                most = words[theme->number] > most ? words[theme->number] : most;
            else if (most > 0 && words[theme->number] >= NAMED_PART * most)
                present |= 1u << theme->number;
        }
    return present;
}

static bool all_extra(const struct bpv_taxonomy *taxonomy, uint32_t themes)
{
    for (size_t i = 0; i < taxonomy->theme_count; i++)
        if (themes >> taxonomy->themes[i].number & 1 && taxonomy->themes[i].audience != BPV_AUDIENCE_EXTRA)
            return false;
    return themes != 0;
}

static void choose(const struct theme_tagger *tagger, const struct reading *reading, unsigned module,
                   uint32_t named_modules, uint32_t named_themes, struct tagger_guess *guess)
{
    const struct bpv_taxonomy *taxonomy = tagger->corpus->taxonomy;
    double pairs[CLASSES_MAX][CLASSES_MAX] = {{0}};
    shares modules = {0};
    weigh(tagger, reading, module, named_modules, named_themes, pairs, modules);
    *guess = (struct tagger_guess){.module = module ? module : best_of(modules)};
    guess->module_confidence = module ? 1 : modules[guess->module];
    guess->phase = best_of(reading->learnt[AXIS_PHASE]);
    guess->phase_confidence = reading->learnt[AXIS_PHASE][guess->phase];
    const double *themes = pairs[guess->module];
    unsigned best = best_of(themes);
    guess->themes = best ? 1u << best : 0;
    guess->theme_confidence = themes[best];
    for (unsigned class = 1; class < CLASSES_MAX; class ++)
        if (themes[class] > SECOND_THEME * modules[guess->module])
            guess->themes |= 1u << class;
    if (named_modules >> guess->module & 1)
        guess->themes |= themes_present(taxonomy, guess->module, reading->themes);
    bool extra = reading->learnt[AXIS_AUDIENCE][BPV_AUDIENCE_EXTRA] > 0.5 || all_extra(taxonomy, guess->themes);
    guess->audience = extra ? BPV_AUDIENCE_EXTRA : BPV_AUDIENCE_ALLE;
    guess->audience_confidence = reading->learnt[AXIS_AUDIENCE][guess->audience];
}

/* How far the sections agree with the document as a whole on an axis, 0..1. */
static double agreement(const struct reading *own, size_t count, const struct reading *document, enum axis axis)
{
    size_t same = 0;
    for (size_t i = 0; i < count; i++)
        same += best_of(own[i].learnt[axis]) == best_of(document->learnt[axis]);
    return count ? (double)same / (double)count : 0;
}

/* The taxonomy's words around a section, it included, as a mean: a document is about one thing for a while. */
static void take_near(const struct reading *own, size_t count, size_t at, struct reading *near)
{
    size_t first = at > NEAR_REACH ? at - NEAR_REACH : 0, end = at + NEAR_REACH < count ? at + NEAR_REACH + 1 : count;
    double sum = 0;
    memset(near->themes, 0, sizeof near->themes);
    memset(near->modules, 0, sizeof near->modules);
    for (size_t i = first; i < end; i++)
        sum += pow(NEAR_DECAY, (double)(i < at ? at - i : i - at));
    for (size_t i = first; i < end; i++) {
        double share = pow(NEAR_DECAY, (double)(i < at ? at - i : i - at)) / sum;
        for (unsigned class = 0; class < CLASSES_MAX; class ++) {
            near->themes[class] += own[i].themes[class] * share;
            near->modules[class] += own[i].modules[class] * share;
        }
    }
}

static void add_document(struct reading *own, const struct reading *document, const double weights[AXES], bool named)
{
    for (enum axis axis = 0; axis < AXES; axis++)
        blend(own->learnt[axis], document->learnt[axis],
              named && (axis == AXIS_MODULE || axis == AXIS_THEME) ? 0 : weights[axis]);
}

static void add_near(struct reading *own, const struct reading *near)
{
    for (unsigned class = 0; class < CLASSES_MAX; class ++) {
        own->themes[class] += NEAR_WORDS * near->themes[class];
        own->modules[class] += NEAR_WORDS * near->modules[class];
    }
}

void theme_tagger_guess(const struct theme_tagger *tagger, struct bpv_text title, const struct tagger_text *texts,
                        size_t count, unsigned module, struct tagger_guess *guesses)
{
    struct term_set terms = tagger->corpus->terms; /* read only: no word is added to it */
    struct term_counts whole = {.items = NULL};
    struct reading *own = xcalloc(count, sizeof *own), document;
    for (size_t i = 0; i < count; i++) {
        struct term_counts words = tagger_words_of(&terms, title, texts[i].title, texts[i].text, false);
        term_counts_settle(&words);
        read_words(tagger, &words, &own[i]);
        term_counts_merge(&whole, &words);
        term_counts_release(&words);
    }
    term_counts_settle(&whole);
    read_words(tagger, &whole, &document);
    double weights[AXES];
    for (enum axis axis = 0; axis < AXES; axis++) {
        double agreed = agreement(own, count, &document, axis);
        double weight = axis == AXIS_MODULE || axis == AXIS_THEME ? DOCUMENT_WEIGHT : DOCUMENT_WEIGHT_TAGS;
        weights[axis] = count > 1 ? weight * agreed * agreed : 0;
    }
    for (size_t i = 0; i < count; i++) {
        struct reading section = own[i], near;
        uint32_t named_modules, named_themes;
        find_named(tagger, texts[i].title, &named_modules, &named_themes);
        bool named = named_modules || named_themes;
        add_document(&section, &document, weights, named);
        if (count > 1 && !named) {
            take_near(own, count, i, &near);
            add_near(&section, &near);
        }
        choose(tagger, &section, module, named_modules, named_themes, &guesses[i]);
    }
    term_counts_release(&whole);
    free(own);
}
