/*
 * corpus_check.h: what can only be checked when the whole corpus has been read: links, ids that the lists name, and
 * advice on the texts. Everything goes to the report. One thread at a time.
 */
#ifndef BPV_CORPUS_CHECK_H
#define BPV_CORPUS_CHECK_H

#include "corpus.h"

/* today: to tell what has expired or soon will. */
void corpus_check(struct corpus *corpus, bpv_date today);

/* Takes out what an index cannot hold: links from the lists to passages that are broken or do not exist. For
 * --keep-going. */
void corpus_drop_broken(struct corpus *corpus);

#endif
