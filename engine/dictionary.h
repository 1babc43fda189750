/*
 * dictionary.h: a list of Dutch words (Debian's wdutch), as a set. Used while an index is made: by the compound
 * splitter, and to tell a typing error from a Dutch word that the corpus lacks.
 * Ownership: dictionary_load makes it, dictionary_release frees it. A missing file gives an empty set. Immutable after
 * loading.
 */
#ifndef BPV_DICTIONARY_H
#define BPV_DICTIONARY_H

#include "bpv.h"

/* stands before the form of a word with a capital: a name is known, but no part of compounds */
#define DICTIONARY_NAME '^'

struct dictionary {
    uint64_t *hashes; /* open addressing, 0 = empty: a 64-bit hash stands for its word */
    size_t capacity, count;
    void *map; /* of a file that has the hashes; NULL when they are in memory */
    size_t map_size;
};

/* False when the file is there but cannot be opened; errno tells why. */
bool dictionary_load(struct dictionary *dictionary, const char *path);
/* The same out of a file that dictionary_keep made of it, which is quicker. False when that is not there, or
 * damaged. */
bool dictionary_load_kept(struct dictionary *dictionary, const char *path);
bool dictionary_keep(const struct dictionary *dictionary, const char *path); /* path: created; in place at once */
void dictionary_release(struct dictionary *dictionary);
void dictionary_add(struct dictionary *dictionary, struct bpv_text form);
bool dictionary_has(const struct dictionary *dictionary, struct bpv_text form);

#endif
