/*
 * corpus_propose.h: module, themes, phase and audience for the passages of an untagged corpus, as proposals: out of the
 * passages of an index, or out of the words of a taxonomy alone.
 * Ownership: the corpus borrows the texts of the taxonomy. No errors. One thread at a time.
 */
#ifndef BPV_CORPUS_PROPOSE_H
#define BPV_CORPUS_PROPOSE_H

#include "corpus.h"
#include "theme_tagger.h"

/* After corpus_load. taxonomy becomes that of the corpus. */
void corpus_propose(struct corpus *corpus, const struct bpv_taxonomy *taxonomy, const struct theme_tagger *tagger);

#endif
