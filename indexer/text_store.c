#include "text_store.h"

#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <unistd.h>

#include "text_buffer.h"

#define CHUNK_SIZE ((size_t)16 * 1024 * 1024)

void text_store_open(struct text_store *store, const char *beside)
{
    struct text_buffer folder;
    text_buffer_init(&folder, 0);
    const char *slash = strrchr(beside, '/');
    text_buffer_append(&folder, slash ? beside : ".", slash ? (size_t)(slash - beside) + (slash == beside) : 1);
    store->file = open(folder.data, O_TMPFILE | O_RDWR | O_CLOEXEC, 0600);
    store->open = store->file >= 0;
    text_buffer_release(&folder);
}

static bool write_at(int file, struct bpv_text text, size_t at)
{
    for (size_t done = 0; done < text.length;) {
        ssize_t got = pwrite(file, text.start + done, text.length - done, (off_t)(at + done));
        if (got < 0 && errno == EINTR)
            continue;
        if (got <= 0)
            return false;
        done += (size_t)got;
    }
    return true;
}

/* Only what has been written is ever read, so no page beyond the end of the file is touched. */
static bool add_chunk(struct text_store *store)
{
    off_t at = (off_t)(store->count * CHUNK_SIZE);
    void *map = mmap(NULL, CHUNK_SIZE, PROT_READ, MAP_SHARED, store->file, at);
    if (map == MAP_FAILED)
        return false;
    if (store->count == store->capacity) {
        store->capacity = store->capacity ? store->capacity * 2 : 8;
        store->chunks = xrealloc(store->chunks, store->capacity * sizeof *store->chunks);
    }
    store->chunks[store->count++] = (struct text_chunk){map, 0};
    return true;
}

struct bpv_text text_store_keep(struct text_store *store, struct bpv_text text)
{
    if (!store->open || text.length >= CHUNK_SIZE)
        return pool_copy(&store->pool, text);
    if ((!store->count || store->chunks[store->count - 1].used + text.length >= CHUNK_SIZE) && !add_chunk(store))
        return pool_copy(&store->pool, text);
    struct text_chunk *chunk = &store->chunks[store->count - 1];
    if (!write_at(store->file, text, (store->count - 1) * CHUNK_SIZE + chunk->used))
        return pool_copy(&store->pool, text);
    struct bpv_text kept = {chunk->map + chunk->used, text.length};
    chunk->used += text.length + 1; /* the byte between is 0, as after any text of a pool */
    return kept;
}

void text_store_rest(const struct text_store *store)
{
    for (size_t i = 0; i < store->count; i++)
        madvise(store->chunks[i].map, CHUNK_SIZE, MADV_DONTNEED);
}

void text_store_release(struct text_store *store)
{
    for (size_t i = 0; i < store->count; i++)
        munmap(store->chunks[i].map, CHUNK_SIZE);
    free(store->chunks);
    if (store->open)
        close(store->file);
    pool_release(&store->pool);
    *store = (struct text_store){.open = false};
}
