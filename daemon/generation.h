/*
 * generation.h: which index is being served, and how a new one takes its place.
 *
 * A generation is one opened and verified bpv_base with a pool of searchers. The keeper looks at the files (device,
 * inode, time, size), opens and verifies new ones beside the old, and swaps a counted pointer. A file that is refused
 * is logged and tried again only when it changes; the old generation keeps answering. Files must be replaced by rename,
 * as bpv-index does.
 *
 * Guarding   One mutex guards the current pointer, the reference counts and the pools; it is never held while a file is
 *            read. A second one lets only one check run at a time.
 * Ownership  A lease holds one reference and one searcher until it is returned; the base stays open so long.
 * Threads    Any, except create, stop and free.
 */
#ifndef BPV_GENERATION_H
#define BPV_GENERATION_H

#include <stdint.h>
#include <time.h>

#include "bpv.h"

struct generation;
struct generation_keeper;

struct generation_files { /* everything is borrowed */
    const char *const *paths;
    size_t count, needed;      /* the first `needed` must be there; the others are served as soon as they are */
    struct bpv_copies *copies; /* NULL: copies go into memory */
    const char *root;          /* what urls begin with: "" or "/bpv" */
};

struct generation_keeper *generation_keeper_create(const struct generation_files *files);
/* Ends the watcher: from then on nobody but the caller of generation_keeper_check looks at the paths. May be NULL. */
void generation_keeper_stop(struct generation_keeper *keeper);
/* Stops the watcher too; every lease must have been returned. */
void generation_keeper_free(struct generation_keeper *keeper);

/* Looks at the files now, and takes up what is new. True if an index is being served afterwards. */
bool generation_keeper_check(struct generation_keeper *keeper);
/* A thread that does so every HTTP_INDEX_CHECK_MS. False if there can be no thread. */
bool generation_keeper_watch(struct generation_keeper *keeper);

struct generation_lease {
    struct generation *generation; /* NULL when there is no usable index; the rest is then empty */
    const struct bpv_base *base;
    struct bpv_searcher *searcher;
    struct bpv_text name; /* as in the ETag */
    time_t loaded;
};

void generation_lease_take(struct generation_keeper *keeper, struct generation_lease *lease);
void generation_lease_return(struct generation_keeper *keeper, struct generation_lease *lease);

struct generation_counts {
    uint64_t loaded, refused;
};
void generation_keeper_count(struct generation_keeper *keeper, struct generation_counts *counts);

#endif
