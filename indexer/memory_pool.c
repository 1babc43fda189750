#include "memory_pool.h"

#include <stdlib.h>
#include <string.h>

#include "text_buffer.h"

#define BLOCK_SIZE (64u * 1024u)
#define ALIGNMENT 16u

struct pool_block {
    struct pool_block *older;
    size_t used, size;
    _Alignas(ALIGNMENT) char bytes[];
};

static struct pool_block *add_block(struct memory_pool *pool, size_t size)
{
    struct pool_block *block = xcalloc(1, sizeof *block + size);
    block->size = size;
    block->older = pool->newest;
    pool->newest = block;
    return block;
}

void *pool_take(struct memory_pool *pool, size_t count, size_t size)
{
    if (size && count > (SIZE_MAX - BLOCK_SIZE) / size)
        abort(); /* no limit of limits.h allows such a count */
    size_t wanted = (count * size + ALIGNMENT - 1) / ALIGNMENT * ALIGNMENT;
    struct pool_block *block = pool->newest;
    if (!block || block->size - block->used < wanted)
        block = add_block(pool, wanted > BLOCK_SIZE ? wanted : BLOCK_SIZE);
    void *taken = block->bytes + block->used;
    block->used += wanted;
    return taken;
}

struct bpv_text pool_copy(struct memory_pool *pool, struct bpv_text text)
{
    char *copy = pool_take(pool, text.length + 1, 1);
    if (text.length)
        memcpy(copy, text.start, text.length);
    return (struct bpv_text){copy, text.length};
}

void pool_release(struct memory_pool *pool)
{
    while (pool->newest) {
        struct pool_block *older = pool->newest->older;
        free(pool->newest);
        pool->newest = older;
    }
}

struct bpv_text text_of(const char *string)
{
    return (struct bpv_text){string, strlen(string)};
}

bool text_is(struct bpv_text text, const char *string)
{
    return text_equal(text, text_of(string));
}
