/*
 * tagger_model.h: what the theme tagger has learnt, shared by the part that learns (theme_tagger.c) and the part that
 * judges (tagger_guess.c). For nobody else. Immutable after learning: any thread.
 */
#ifndef BPV_TAGGER_MODEL_H
#define BPV_TAGGER_MODEL_H

#include "tagger_terms.h"
#include "theme_tagger.h"

#define CLASSES_MAX 32u

enum axis { AXIS_MODULE, AXIS_THEME, AXIS_AUDIENCE, AXIS_SHARED, AXIS_PHASE, AXES };

struct tagger_corpus {
    struct term_set terms;
    const struct tagger_example *examples;
    struct term_counts *counts; /* of the examples, then of modules and themes by name */
    size_t example_count, count;
    const struct bpv_taxonomy *taxonomy;
    uint32_t shared;   /* themes that belong to several modules */
    uint32_t *themes;  /* per term: in the words of which themes it is */
    uint32_t *modules; /* per term: of which modules */
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

/* The words of a title and text, with the weight of each part. The document's title counts too. */
struct term_counts tagger_words_of(struct term_set *terms, struct bpv_text file_title, struct bpv_text title,
                                   struct bpv_text text, bool grow);
/* (1 + log n) x idf of one word, and the length of all words as a vector of these. */
float tagger_weight_of(const struct theme_tagger *tagger, const struct term_count *item);
float tagger_length_of(const struct theme_tagger *tagger, const struct term_counts *words);

#endif
