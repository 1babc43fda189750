/*
 * dutch_compound.h: splits Dutch compounds (stagevergoeding -> stage + vergoeding) with a dictionary of the caller's.
 * Pure; any thread.
 */
#ifndef BPV_DUTCH_COMPOUND_H
#define BPV_DUTCH_COMPOUND_H

#include "bpv.h"

#define DUTCH_COMPOUND_VERSION 2u

/* True if these bytes are a word of the dictionary. */
typedef bool dutch_known_word(void *context, const char *word, size_t length);

/*
 * The parts of a folded word, linking sounds (s, e, en, n) left out; spans are bytes of word. Returns their number (2
 * or more), or 0 when the word is no compound of known words.
 */
size_t dutch_split(const char *word, size_t length, dutch_known_word *known, void *context,
                   struct bpv_span parts[BPV_COMPOUND_PARTS_MAX]);

#endif
