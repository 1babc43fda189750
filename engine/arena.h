/*
 * arena.h: memory that is freed in one go. Ownership: arena {0}, arena_release. Out of memory aborts. One thread.
 */
#ifndef BPV_ARENA_H
#define BPV_ARENA_H

#include "bpv.h"

struct arena_block;

struct arena {
    struct arena_block *blocks;
};

void *arena_alloc(struct arena *arena, size_t size); /* zeroed, aligned for any type */
void *arena_take(struct arena *arena, size_t size);  /* the same with whatever was there before */
struct bpv_text arena_text(struct arena *arena, const char *bytes, size_t length);
void arena_release(struct arena *arena);

#endif
