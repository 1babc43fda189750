/*
 * index_build.h: makes an index file out of a corpus and puts it in its place. Readers see the old file or the new one,
 * never half; until the last rename nothing changes, and whatever happens the temporary files go.
 * Errors: bpv_status and Dutch text; the old index is then untouched.
 * Threads: one build per process (it handles signals).
 */
#ifndef BPV_INDEX_BUILD_H
#define BPV_INDEX_BUILD_H

#include "build_cache.h"

struct index_build {
    const char *output;
    const char *dictionary; /* NULL: none */
    struct bpv_text name;
    bool show_progress; /* a line on stderr */
    struct build_cache *cache; /* or NULL */
};

struct index_built {
    char generation[65], corpus_digest[65];
    uint64_t index_bytes;
    uint32_t passages;
};

enum bpv_status index_build(const struct corpus *corpus, const struct index_build *build, struct index_built *built,
                            struct bpv_error *error);

#endif
