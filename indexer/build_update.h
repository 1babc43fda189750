/*
 * build_update.h: a build of which the result is there but for a few files that changed: the index is made out of the
 * one before it. That one's search part, and its latent space, stay as they are (index_writer.h, Updates); everything
 * that people get to read is as in a new one.
 *
 * Use        build_update between corpus_init and anything else. When it says that it did nothing, the corpus must be
 *            released and everything built as without it: files that came, went or have other ids, other lists,
 *            mistakes, or too much that changed.
 * Errors     bpv_status and Dutch text, of a build that began; the index that is there has not changed then. One
 *            thread.
 */
#ifndef BPV_BUILD_UPDATE_H
#define BPV_BUILD_UPDATE_H

#include "build_state.h"

enum bpv_status build_update(struct corpus *corpus, char *const *roots, size_t root_count, struct build_cache *cache,
                             const struct index_build *build, struct index_built *built, bool *done,
                             struct bpv_error *error);

#endif
