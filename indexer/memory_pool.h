/*
 * memory_pool.h: memory that is given back all at once. What the indexer reads lives in one of these until the build is
 * done.
 * Ownership: {0} is an empty pool; pool_release frees everything taken from it. Out of memory aborts. One thread at a
 * time.
 */
#ifndef BPV_MEMORY_POOL_H
#define BPV_MEMORY_POOL_H

#include "text_buffer.h"

struct pool_block;

struct memory_pool {
    struct pool_block *newest;
};

void *pool_take(struct memory_pool *pool, size_t count, size_t size); /* zeroed */
struct bpv_text pool_copy(struct memory_pool *pool,
                          struct bpv_text text); /* the copy ends with a NUL beyond its length */
void pool_release(struct memory_pool *pool);

/* Small helpers over borrowed text. */
struct bpv_text text_of(const char *string);
bool text_is(struct bpv_text text, const char *string);

#endif
