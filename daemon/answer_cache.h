/*
 * answer_cache.h: rendered replies, least recently used out first, bounded in bytes (keys and bookkeeping included).
 *
 * Keys       Whatever the content depends on; the generation is part of it, so a new index never meets old content.
 * Ownership  A cached_body is counted: find and add hand out one reference, cached_body_release gives it back. Its
 *            bytes are immutable and outlive their place in the cache as long as somebody holds a reference.
 * Attached   A thread may hang something of its own on a body, to find it back there the next time. It goes when the
 *            body goes; its memory is counted as ANSWER_CACHE_ATTACHED bytes.
 * Threads    Any; a mutex guards the table, references are atomic. Maximum 0 turns the cache off: find finds nothing,
 *            add keeps nothing.
 */
#ifndef BPV_ANSWER_CACHE_H
#define BPV_ANSWER_CACHE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "bpv.h"

struct answer_cache;
struct cached_body;

#define ANSWER_CACHE_ATTACHED 2048u

struct cached_attachment { /* the first member of what is attached */
    void (*release)(struct cached_attachment *attachment);
};

/* slots: how many threads may attach something. */
struct answer_cache *answer_cache_create(size_t maximum_bytes, unsigned slots);
void answer_cache_free(struct answer_cache *cache); /* bodies that are still held stay valid */

struct cached_body *answer_cache_find(struct answer_cache *cache, struct bpv_text key); /* NULL if absent */
/* Takes over bytes (from malloc). mark is given back by cached_body_mark. Never NULL. */
struct cached_body *answer_cache_add(struct answer_cache *cache, struct bpv_text key, char *bytes, size_t length,
                                     int mark);

struct bpv_text cached_body_bytes(const struct cached_body *body);
int cached_body_mark(const struct cached_body *body);
void cached_body_release(struct cached_body *body); /* NULL is allowed */
/* A slot belongs to one thread. What was attached there; NULL if nothing is, or if there is no such slot. */
struct cached_attachment *cached_body_attached(const struct cached_body *body, unsigned slot);
/* The body takes the attachment over. False if there is no such slot, or it is taken. */
bool cached_body_attach(struct cached_body *body, unsigned slot, struct cached_attachment *attachment);

struct answer_cache_counts {
    uint64_t hits, misses;
    size_t entries, bytes, maximum;
};
void answer_cache_count(struct answer_cache *cache, struct answer_cache_counts *counts);

#endif
