/*
 * gap_words.h: what is left of a question when it is counted as a gap: words about its subject, not about a person.
 *
 * Kept       Stems of content words that the corpus or the Dutch dictionary has; each once, in alphabetical order, at
 *            most BPV_GAP_WORDS_MAX, so that two questions about the same thing become the same words.
 * Dropped    Stop words, and words of rules such as "mag" and "niet"; everything with a digit, and numbers in words;
 *            e-mail and web addresses; words that are in neither list (most names); words that the dictionary knows as
 *            a name too, unless the corpus has them; words with a capital within a sentence, unless it is an
 *            abbreviation of the corpus. The dictionary is a Bloom filter: an unknown word slips through once in 1,400.
 *            What a surname and a common word share cannot always be told apart; that is why a gap must also have been
 *            asked several times.
 * Ownership  Appends to the caller's buffer. Errors: false when no word is left, or the question is not valid.
 * Threads    Any; the base is immutable.
 */
#ifndef BPV_GAP_WORDS_H
#define BPV_GAP_WORDS_H

#include "text_buffer.h"

#ifdef __cplusplus
extern "C" {
#endif

bool gap_words_write(const struct bpv_base *base, struct bpv_text question, struct text_buffer *out);

#ifdef __cplusplus
}
#endif
#endif
