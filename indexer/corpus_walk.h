/*
 * corpus_walk.h: visits the Markdown files of a corpus folder in a fixed order. Follows no links; what is named *.md
 * and is not a regular file, and every link, goes to the report. Hidden names (with a dot in front) and README.md at
 * the top are skipped.
 * Ownership: paths given to visit live in the pool.
 * Errors: BPV_IO when the folder itself cannot be read. One thread at a time.
 */
#ifndef BPV_CORPUS_WALK_H
#define BPV_CORPUS_WALK_H

#include <sys/stat.h>

#include "build_report.h"

struct walked_file {
    int folder;            /* descriptor of the folder that holds it; open during the visit only */
    const char *name;      /* within that folder */
    struct bpv_text path;  /* relative to the root */
    struct bpv_text shown; /* with the root as the user wrote it; for messages */
    const struct stat *status;
};

struct corpus_walk {
    const char *root;
    struct memory_pool *pool;
    struct build_report *report;
    void (*visit)(void *context, const struct walked_file *file);
    void *context;
    size_t files; /* visited so far, over all roots */
};

enum bpv_status corpus_walk(struct corpus_walk *walk, struct bpv_error *error);

#endif
