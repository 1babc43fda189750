/*
 * index_tagger.h: a theme tagger that has learnt from the passages of an index, with the taxonomy of that index.
 * Ownership: {0} is an empty one; index_tagger_release. base and taxonomy may be used until then. Errors: bpv_status
 * and Dutch text. One thread at a time.
 */
#ifndef BPV_INDEX_TAGGER_H
#define BPV_INDEX_TAGGER_H

#include "theme_tagger.h"

struct index_tagger {
    struct bpv_base *base;
    const struct bpv_taxonomy *taxonomy;
    struct theme_tagger *tagger;   /* NULL until index_tagger_learn */
    struct bpv_passage *passage;   /* room for one */
    struct tagger_example *examples;
    struct bpv_text *questions; /* of the examples */
    struct tagger_corpus *words;
};

/* Opens the index, which must have modules, themes and phases. */
enum bpv_status index_tagger_open(const char *index, struct index_tagger *learner, struct bpv_error *error);
/* Once; later calls do nothing. dictionary: a word list; NULL: compounds stay whole. */
enum bpv_status index_tagger_learn(struct index_tagger *learner, const char *dictionary, struct bpv_error *error);
void index_tagger_release(struct index_tagger *learner);

#endif
