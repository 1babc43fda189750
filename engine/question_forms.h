/*
 * question_forms.h: the other forms in which a passage may have what a word of a question means: compounds and their
 * parts, words of the same family, near spellings, synonyms. Between question.c, which makes the concepts, and
 * question_forms.c alone.
 * Ownership: everything lives in the arena of the analysis. Errors: none; a full concept takes no more forms. One
 * thread per analysis.
 */
#ifndef BPV_QUESTION_FORMS_H
#define BPV_QUESTION_FORMS_H

#include "question.h"

#define FORM(name, value) static const float form_##name = value;
#include "ranking_weights.inc"
#undef FORM

struct word {
    struct bpv_text asked, form, stem;
    uint32_t flags;
    bool known, quoted, joined, corrected, number;
    bool strange; /* no word of the base is near it */
    bool asking; /* stands in a sentence that ends with a question mark */
    int concept; /* its number, or -1 */
};

/* What the base has of a stem: looked up once for all that ask for it. */
struct known_stem {
    struct bpv_text stem;
    uint32_t passages, part_passages;
};

enum { KNOWN_STEMS = 128 };

struct analysis {
    const struct bpv_base *base;
    struct arena *arena;
    struct word words[BPV_QUESTION_WORDS_MAX];
    size_t count;
    struct query *query;
    unsigned without; /* WITHOUT_... */
    struct known_stem known[KNOWN_STEMS]; /* by hash; one takes the place of another */
};

/* Until the next call. */
const struct known_stem *forms_known(struct analysis *analysis, struct bpv_text stem);

/* A form of a concept; NULL when it has no room or no passage has the form. */
struct alternative *forms_add(struct analysis *analysis, struct concept *concept, struct bpv_text stem, float weight,
                              enum bpv_reason_kind kind);
/* Also as a part of compounds: "plek" finds stageplek. */
void forms_add_with_compounds(struct analysis *analysis, struct concept *concept, struct bpv_text stem, float weight,
                              enum bpv_reason_kind kind);

/* The forms that follow from one word. */
void forms_add_of_word(struct analysis *analysis, struct concept *concept, const struct word *word);

/* The forms that follow from words together, once every word has its concept: joined neighbours and synonyms. */
void forms_add_of_expressions(struct analysis *analysis);

#endif
