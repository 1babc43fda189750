/* XXH3 as the library has it is made for the oldest processor; here for one with AVX2. The sums are the same. */
#if defined(__x86_64__) && defined(__GNUC__) && !defined(__clang__)
#define WIDE 1
#pragma GCC target("avx2")
#define XXH_INLINE_ALL
#else
#define WIDE 0
#endif


#include <xxhash.h>

#include "index_file.h"
#include "index_hash_pages.inc"

bool index_hash_is_wide(void)
{
#if WIDE
    return __builtin_cpu_supports("avx2");
#else
    return false;
#endif
}

uint64_t index_hash_pages_wide(const char *start, size_t length)
{
    return hash_pages(start, length);
}
