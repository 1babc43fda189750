#include "large_heap.h"

#include <malloc.h>
#include <stdint.h>
#include <stdlib.h>
#include <sys/mman.h>
#include <unistd.h>

#define ROOM (256 * 1024 * 1024)    /* of addresses: only what is used takes memory */
#define BLOCK (32 * 1024 * 1024)    /* a larger one is never part of the heap */
#define FIRST ((size_t)1024 * 1024) /* more than a heap has left when it was used little */
#define USUAL (128 * 1024)          /* glibc's own thresholds */

void large_heap_begin(void)
{
#if defined MADV_HUGEPAGE && defined M_TOP_PAD
    mallopt(M_MMAP_THRESHOLD, BLOCK);
    mallopt(M_TRIM_THRESHOLD, 2 * ROOM);
    mallopt(M_TOP_PAD, ROOM);
    char *first = malloc(FIRST); /* makes the heap longer by the room too */
    mallopt(M_TOP_PAD, USUAL);
    uintptr_t page = (uintptr_t)sysconf(_SC_PAGESIZE), begin = ((uintptr_t)first + page - 1) / page * page,
              end = (uintptr_t)sbrk(0);
    free(first);
    if (first && begin < end) /* it is in the heap */
        madvise((void *)begin, end - begin, MADV_HUGEPAGE);
#endif
}

void large_heap_end(void)
{
#if defined MADV_HUGEPAGE && defined M_TOP_PAD
    mallopt(M_MMAP_THRESHOLD, USUAL);
    mallopt(M_TRIM_THRESHOLD, USUAL);
    malloc_trim(USUAL);
#endif
}
