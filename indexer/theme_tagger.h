/*
 * theme_tagger.h: proposes module, themes, phase and audience for text without tags, out of the words that the taxonomy
 * gives each theme and the passages that have tags.
 *
 * Words of the taxonomy (name, description and `words` of a theme, `words` of a module): a text scores for a theme the
 * weight of the theme's words in it, (1 + log n) x idf scaled to length 1, times idf again; a word of several themes
 * counts for less. The sections around it count beside the section's own score, the nearest most.
 *
 * Tagged passages: naive Bayes over the stems of title, text and questions and the parts of their compounds, one model
 * per axis: module, theme, audience, phase, and whether a theme belongs to several modules (in our taxonomy: the step
 * to work). A theme's score joins what its own examples say with the audience it is for and the module it belongs to,
 * so that the few passages of a small theme are not all it has to go by. The document as a whole counts as far as its
 * sections agree on it.
 *
 * Both scores together give each theme within each module its share. A heading that is the name of a module or theme
 * says more than any word; a section that bears a module's name gets all themes of it that it has words of. Every
 * weight is a logarithm of counts; the few constants in front of them are written down in tagger_guess.c. Nothing is
 * downloaded. How good it is says `bpv-index check --tagger`.
 *
 * Ownership: examples and taxonomy are borrowed as long as the corpus lives, the corpus as long as a tagger lives; free
 * functions accept NULL. Learning is deterministic. Immutable after that: any thread.
 */
#ifndef BPV_THEME_TAGGER_H
#define BPV_THEME_TAGGER_H

#include "bpv.h"

struct tagger_example { /* a passage with its tags */
    struct bpv_text file_title, title, text;
    const struct bpv_text *questions;
    size_t question_count;
    unsigned module, phase; /* phase: index in phases */
    uint32_t themes;
    enum bpv_audience audience;
};

struct tagger_text { /* a section without tags */
    struct bpv_text title, text;
};

struct tagger_guess {
    unsigned module, phase;
    uint32_t themes; /* bit n = theme n; all of them belong to the module */
    enum bpv_audience audience;
    double module_confidence, theme_confidence, phase_confidence, audience_confidence; /* 0..1 */
};

struct tagger_corpus;
struct theme_tagger;

/* Reads the words of the examples, once for all taggers that learn from them. dictionary: a word list; NULL: compounds
 * stay whole. */
struct tagger_corpus *tagger_corpus_create(const struct tagger_example *examples, size_t count,
                                           const struct bpv_taxonomy *taxonomy, const char *dictionary);
void tagger_corpus_free(struct tagger_corpus *corpus);

/* Learns from the examples that use() wants; NULL: from all. */
struct theme_tagger *theme_tagger_learn(const struct tagger_corpus *corpus,
                                        bool (*use)(const void *context, size_t example), const void *context);
void theme_tagger_free(struct theme_tagger *tagger);

/* Judges the sections of one document together. module: 0, or the one that all of them have. title: of the document,
 * may be empty. */
void theme_tagger_guess(const struct theme_tagger *tagger, struct bpv_text title, const struct tagger_text *texts,
                        size_t count, unsigned module, struct tagger_guess *guesses);

#endif
