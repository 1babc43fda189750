/*
 * large_heap.h: for a short program that fills much memory once: the heap in large pages. The kernel gives memory away
 * 4 kB at a time, and for some thousands of pages that costs more than what is done with them.
 *
 * Use        large_heap_begin; large_heap_end when what comes is no longer short: memory that is free goes back again.
 * Errors     None: where it cannot be, the heap is as it was.
 */
#ifndef BPV_LARGE_HEAP_H
#define BPV_LARGE_HEAP_H

void large_heap_begin(void);
void large_heap_end(void);

#endif
