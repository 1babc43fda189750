/*
 * dutch_text.h: the words of a Dutch text, read the same way for passages and for questions.
 * Forms are folded (lower case, no accents); 's and bbl'er lose what follows the apostrophe, hyphenated words fall
 * apart, d.m.v. becomes dmv, 1.000 becomes 1000, zeventien becomes 17, student(en) becomes student.
 * Ownership: the reader borrows the text. Pure; any thread, one reader per thread.
 */
#ifndef BPV_DUTCH_TEXT_H
#define BPV_DUTCH_TEXT_H

#include "bpv.h"

#define DUTCH_TEXT_VERSION 2u

struct dutch_reader {
    const char *text;
    size_t length, at;
    char pending[BPV_TERM_MAX]; /* second half of zestienjarige */
    size_t pending_length;
    uint32_t pending_start, pending_span;
};

struct dutch_word {
    char form[BPV_TERM_MAX];
    size_t length;             /* of form, at least 1 */
    uint32_t start, span;      /* bytes in the text */
    bool joined;               /* a hyphen joins it to the word before */
};

void dutch_reader_init(struct dutch_reader *reader, const char *text, size_t length);
bool dutch_next(struct dutch_reader *reader, struct dutch_word *word);

/* True if the word is one of those in the list, folded and with single spaces between them. */
bool dutch_word_in(const struct dutch_word *word, const char *list);

/* True if two forms in a row may be one word that somebody wrote as two: no numbers, and not too long. */
bool dutch_words_join(struct bpv_text first, struct bpv_text second);

/* The number that a folded word names ("zeventien" -> 17), or -1. */
int dutch_number(const char *form, size_t length);

#endif
