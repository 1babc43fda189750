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
    struct index_writer *update; /* or NULL; an update that fits, owned by index_build */
};

struct index_built {
    char generation[65], corpus_digest[65];
    uint64_t index_bytes;
    uint32_t passages;
    uint32_t changed; /* passages, since the index was last made anew */
    bool old_space;   /* and its latent space is of then */
};

enum bpv_status index_build(const struct corpus *corpus, const struct index_build *build, struct index_built *built,
                            struct bpv_error *error);

/* Of an index that is there; false when it cannot be opened. */
bool index_build_describe(const char *path, struct index_built *built);
/* Puts a passage of the corpus into an update. False when it cannot be in any index. */
bool index_build_replace(const struct corpus *corpus, const struct index_build *build, struct index_writer *update,
                         size_t passage);

#endif
