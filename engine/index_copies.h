/*
 * index_copies.h: files without a name, opened before the process gives up the right to make any, that take copies of
 * index files. Engine only; programs see struct bpv_copies in bpv.h.
 *
 * Ownership  A descriptor that was taken goes back with give_back, which empties its file. Threads: any; a mutex guards
 *            the list. NULL stands for no files at all.
 */
#ifndef BPV_INDEX_COPIES_H
#define BPV_INDEX_COPIES_H

#include "bpv.h"

/* An empty file, open for reading and writing; -1 when none is left. */
int index_copies_take(struct bpv_copies *copies);
void index_copies_give_back(struct bpv_copies *copies, int fd);

#endif
