/*
 * answer_cache.h: rendered replies, least recently used out first, bounded in bytes (keys and bookkeeping included).
 *
 * Keys       Whatever the content depends on; the generation is part of it, so a new index never meets old content.
 * Ownership  A cached_body is counted: find and add hand out one reference, cached_body_release gives it back. Its
 *            bytes are immutable and outlive their place in the cache as long as somebody holds a reference.
 * Threads    Any; a mutex guards the table, references are atomic. Maximum 0 turns the cache off: find finds nothing,
 *            add keeps nothing.
 */
#ifndef BPV_ANSWER_CACHE_H
#define BPV_ANSWER_CACHE_H

#include <stddef.h>
#include <stdint.h>

#include "bpv.h"

struct answer_cache;
struct cached_body;

struct answer_cache *answer_cache_create(size_t maximum_bytes);
void answer_cache_free(struct answer_cache *cache); /* bodies that are still held stay valid */

struct cached_body *answer_cache_find(struct answer_cache *cache, struct bpv_text key); /* NULL if absent */
/* Takes over bytes (from malloc). mark is given back by cached_body_mark. Never NULL. */
struct cached_body *answer_cache_add(struct answer_cache *cache, struct bpv_text key, char *bytes, size_t length,
                                     int mark);

struct bpv_text cached_body_bytes(const struct cached_body *body);
int cached_body_mark(const struct cached_body *body);
void cached_body_release(struct cached_body *body); /* NULL is allowed */

struct answer_cache_counts {
    uint64_t hits, misses;
    size_t entries, bytes, maximum;
};
void answer_cache_count(struct answer_cache *cache, struct answer_cache_counts *counts);

#endif
