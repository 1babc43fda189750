/*
 * corpus_lists.h: reads taxonomy.yaml, sources.yaml, vocabulary.yaml, notices.yaml and questions.yaml of one corpus
 * folder into the corpus. Mistakes go to the report. One thread at a time.
 */
#ifndef BPV_CORPUS_LISTS_H
#define BPV_CORPUS_LISTS_H

#include "corpus.h"

/* first: the folder whose taxonomy counts, and that must have taxonomy.yaml and sources.yaml. */
enum bpv_status corpus_lists_read(struct corpus *corpus, const char *root, bool first, struct bpv_error *error);

/* Of a folder of plain texts: its taxonomy.yaml, if there is one. Says nothing about a folder that cannot be opened. */
void corpus_lists_read_taxonomy(struct corpus *corpus, const char *root);

/* A file with questions of someone's own, as questions.yaml; only `question` is required. Problems go to the report. */
void corpus_lists_read_questions(struct corpus *corpus, const char *path);

#endif
