/*
 * text_store.h: keeps the texts of a corpus outside the memory of the process: in a temporary file without a name,
 * mapped. Pages that were read can be let go, and come back when they are read again.
 * Ownership: {0} keeps texts in its pool; text_store_release frees everything.
 * Errors: none. Where there is no such file, or no room on the disk, texts stay in memory. One thread at a time.
 */
#ifndef BPV_TEXT_STORE_H
#define BPV_TEXT_STORE_H

#include "memory_pool.h"

struct text_chunk {
    char *map;
    size_t used; /* bytes */
};

struct text_store {
    struct memory_pool pool; /* for texts that are not in the file */
    bool open;
    int file;
    struct text_chunk *chunks;
    size_t count, capacity;
};

/* beside: path of a file; the temporary file is made in the same folder. */
void text_store_open(struct text_store *store, const char *beside);
/* A copy that lives as long as the store. */
struct bpv_text text_store_keep(struct text_store *store, struct bpv_text text);
void text_store_rest(const struct text_store *store); /* lets the pages go */
void text_store_release(struct text_store *store);

#endif
