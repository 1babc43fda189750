/*
 * corpus_doubles.h: warns of what the lists of a corpus say twice, or against each other or the passages: a question
 * that must have no answer and is one of a passage's own; a subject that is not covered and is a synonym of what is.
 * Everything goes to the report. One thread at a time.
 */
#ifndef BPV_CORPUS_DOUBLES_H
#define BPV_CORPUS_DOUBLES_H

#include "corpus.h"

/* For a corpus that was read whole: without a cache. */
void corpus_warn_of_doubles(struct corpus *corpus);

#endif
