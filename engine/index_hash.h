/*
 * index_hash.h: checksums of whole parts of an index. Pure, apart from the pages; any thread.
 */
#ifndef BPV_INDEX_HASH_H
#define BPV_INDEX_HASH_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#define INDEX_WINDOW ((size_t)4 * 1024 * 1024) /* bytes of a mapping that are read before they are let go */

/* XXH3 of a shared mapping, without keeping its pages. */
uint64_t index_hash_pages(const char *start, size_t length);

/* The same on a processor with wide registers, twice as fast; false where this program was not made for those. */
bool index_hash_is_wide(void);
uint64_t index_hash_pages_wide(const char *start, size_t length);

#endif
