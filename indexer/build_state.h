/*
 * build_state.h: what an index was made of, file by file, kept in the folder of --cache: by this a next build sees
 * which files changed without reading the others, and what to say of those.
 *
 * Ownership  build_state_read fills a state, build_state_release frees it; its texts live until then.
 * Errors     What cannot be read, is damaged or is of another build is no state: the build does without. One thread.
 */
#ifndef BPV_BUILD_STATE_H
#define BPV_BUILD_STATE_H

#include "index_build.h"

struct state_file {
    struct bpv_text shown, digest;
    struct file_stamp stamp;
    size_t length, first_passage, passage_count;
};

struct state_passage { /* one that ends some day: where its file says so */
    size_t passage;
    unsigned line, column;
    bpv_date until;
};

struct state_warning { /* one that is true on any day */
    size_t file;
    unsigned line, column;
    struct bpv_text message;
};

struct build_state {
    struct text_buffer bytes;
    struct bpv_text generation, lists; /* of the index; a digest of the lists of the corpus */
    struct state_file *files;
    struct state_passage *ending;
    struct state_warning *warnings;
    size_t file_count, passage_count, ending_count, warning_count;
};

/* roots: the folders of the corpus, as they were given. False when there is none for this build. */
bool build_state_read(const struct build_cache *cache, const struct index_build *build, char *const *roots,
                      size_t root_count, struct build_state *state);
void build_state_release(struct build_state *state);
/* After a build of this corpus that gave an index with this generation. Failing is no error: the next build does more
 * work. */
void build_state_write(struct build_cache *cache, const struct index_build *build, char *const *roots,
                       size_t root_count, const struct corpus *corpus, const char *generation);
void build_state_digest_lists(const struct corpus *corpus, char digest[33]);

#endif
