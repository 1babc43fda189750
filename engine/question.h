/*
 * question.h: what a question asks for: its concepts, each with the forms in which a passage may have it. A user's text
 * is never parsed as query operators; text between double quotes is taken literally (no synonyms, no correction).
 * Ownership: a query lives in the caller's arena. Errors: only limits and encoding; odd words never fail. One thread
 * per arena.
 */
#ifndef BPV_QUESTION_INTERNAL_H
#define BPV_QUESTION_INTERNAL_H

#include "age_range.h"
#include "amount.h"
#include "arena.h"
#include "base.h"

struct alternative {
    struct bpv_text stem;
    struct bpv_text prefixed; /* "P" + stem: as a part of compounds; empty when that is not wanted */
    float weight, part_weight;
    enum bpv_reason_kind kind;
};

struct concept {
    struct bpv_text asked; /* bytes of the question */
    struct bpv_text stem;
    float weight;          /* of the question's meaning: idf, less for rule words and stop words */
    bool stop, rule, weak, negation, number;
    bool ask;              /* wie, wanneer, waarom: a stop word that tells what is asked of the subject */
    bool outside;          /* a subject that the corpus says it does not cover */
    bool year;             /* 1900 to 2099 */
    bool age;              /* 10 to 99 */
    bool expression;       /* stands for everyday words together that mean something else: zit aan me */
    bool told;             /* only in sentences around the question */
    bool unknown;          /* nothing in the corpus has it, in whatever form */
    struct alternative alternatives[BPV_ALTERNATIVES_MAX];
    size_t count;
};

struct unanswered_likeness { /* to the questions that a corpus says it does not answer */
    float nearest; /* one of them, 0..1 */
    float many;    /* all of them together, 0..1 */
    /* How much oftener the words stand in them than in question variants, and the words that say how it is asked;
     * below 0 if less often. */
    float words, form;
};

struct query {
    struct concept *concepts;
    size_t count;
    float total;           /* weight of all concepts */
    float unknown;         /* of which of unknown ones */
    float unanswered;      /* how much it is like a question that the corpus says it does not answer, 0..1 */
    struct bpv_text unanswered_question; /* the nearest of those */
    /* For each part of the base: a list is about its own passages. */
    struct unanswered_likeness unanswered_in[BPV_INDEXES_MAX];
    struct age_range ages;     /* of whom it speaks */
    uint8_t amounts;           /* enum amount: an answer gives one of these; 0 = it asks for none */
    bool asks_rule;        /* mag, moet, verplicht, hoeveel ... */
    struct bpv_text corrected; /* empty when nothing was */

    unsigned without;          /* WITHOUT_... */
    struct bpv_text text;      /* as it was asked */
    struct bpv_text *stem_texts; /* of each word of the question, in order: for notices */
    size_t token_count;
};

enum bpv_status question_check(const struct bpv_question *question, struct bpv_error *error);

void question_analyze(const struct bpv_base *base, struct bpv_text text, struct arena *arena, struct query *query);

/* Techniques that can be left out, to measure what each one gives. */
enum {
    WITHOUT_SYNONYMS = 1,
    WITHOUT_COMPOUNDS = 2,
    WITHOUT_FAMILIES = 4,
    WITHOUT_GRAMS = 8,
    WITHOUT_SPELLING = 16,
    WITHOUT_LATENT = 32,
    WITHOUT_SENTENCES = 64,
    WITHOUT_UNANSWERED = 128,
    WITHOUT_ITSELF = 256, /* among the questions without an answer: to learn from them */
};
void question_analyze_without(const struct bpv_base *base, struct bpv_text text, struct arena *arena, unsigned without,
                              struct query *query);

/* The sentences of a question, in order; returns how many there are, of which the first `capacity` are written. */
size_t question_sentences(struct bpv_text text, struct bpv_text *sentences, size_t capacity);

/* True if the concept is what a question is about, rather than how it asks. */
bool question_tells(const struct concept *concept);

/* The stem of a folded word form, as the base has it: the vocabulary's, or the stemmer's. flags: WORD_… of all parts
 * together. */
struct bpv_text question_stem(const struct bpv_base *base, struct bpv_text form, struct arena *arena, uint32_t *flags);

/* The parts of a folded compound that the base's vocabulary may lack, as dutch_split gives them; 0 when it is none. */
size_t question_split(const struct bpv_base *base, struct bpv_text form, struct bpv_span parts[BPV_COMPOUND_PARTS_MAX]);

/* Passages of the base that have this stem. */
uint32_t question_passages(const struct bpv_base *base, struct bpv_text stem);
/* Those that have it as a part of a compound. */
uint32_t question_part_passages(const struct bpv_base *base, struct bpv_text stem);

/* The notices (their places in the base's list, in order) of which an expression stands in the question, inflected or
 * not; returns how many, at most `capacity`. */
size_t question_notices(const struct bpv_base *base, const struct query *query, size_t *notices, size_t capacity);

#endif
