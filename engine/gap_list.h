/*
 * gap_list.h: the file of gaps that the daemon writes and `bpv coverage --gaps` reads. One gap per line, tabs between:
 * how many times asked, words, first and last ISO week ("2026-W47"). Lines that are empty or begin with # are skipped.
 * Ownership  A list borrows its words from the bytes it was parsed from; gap_list_release frees the array.
 * Errors     BPV_INVALID with the number of the line; a file of another kind is never taken for an empty list.
 * Threads    Pure functions; any.
 */
#ifndef BPV_GAP_LIST_H
#define BPV_GAP_LIST_H

#include "text_buffer.h"

#ifdef __cplusplus
extern "C" {
#endif

struct gap {
    struct bpv_text words;
    uint32_t count;
    unsigned first, last; /* ISO weeks, year * 100 + week */
};

struct gap_list {
    struct gap *gaps;
    size_t count;
};

/* The ISO week of a day; 0 for day 0. */
unsigned gap_week(bpv_date day);
/* "2026-W47" */
void gap_week_write(unsigned week, char out[12]);

enum bpv_status gap_list_parse(struct bpv_text bytes, struct gap_list *list, struct bpv_error *error);
void gap_list_release(struct gap_list *list);

/* Most asked first, then in the order of their words. */
void gap_list_sort(struct gap_list *list);
/* The whole file, with a line on top that says what it is. */
void gap_list_write(const struct gap_list *list, struct text_buffer *out);

#ifdef __cplusplus
}
#endif
#endif
