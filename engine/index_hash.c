#include "index_hash.h"

#include <xxhash.h>

#include "index_file.h"
#include "index_hash_pages.inc"

uint64_t index_hash_pages(const char *start, size_t length)
{
    return index_hash_is_wide() ? index_hash_pages_wide(start, length) : hash_pages(start, length);
}
