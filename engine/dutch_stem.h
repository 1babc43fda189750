/*
 * dutch_stem.h: an inflectional stemmer for Dutch. It joins the forms of one word (stage/stages, huis/huizen, uur/uren,
 * werken/werkt/gewerkt) and leaves derivations apart (begeleiding, begeleider, beleid), because Porter's and Kraaij and
 * Pohlmann's stemmers either miss the first or merge the second. Exceptions come from the vocabulary of the corpus and
 * go before it.
 * Pure; any thread.
 */
#ifndef BPV_DUTCH_STEM_H
#define BPV_DUTCH_STEM_H

#include "bpv.h"

/* Changed whenever the outcome changes: part of the analyser's fingerprint in an index. */
#define DUTCH_STEM_VERSION 2u

/* Stem of a folded word form; out has room for BPV_TERM_MAX bytes. Returns its length (at least 1, at most length +
 * 1). */
size_t dutch_stem(const char *form, size_t length, char out[BPV_TERM_MAX]);

#endif
