/*
 * import_text_lines.h: the lines of a plain text: where pages begin, which ones are running heads or ornaments, how
 * wide lines are. Ownership: text_lines_read makes it, text_lines_release frees it; texts live in the document's pool.
 * One thread at a time.
 */
#ifndef BPV_IMPORT_TEXT_LINES_H
#define BPV_IMPORT_TEXT_LINES_H

#include "import_join.h"

struct text_line {
    struct bpv_text text; /* clean; empty for a blank line */
    unsigned page;        /* from 1; only counted where the text shows pages */
    unsigned width;       /* code points */
    bool page_start, dropped;
    bool footnote; /* begins with a number and a tab */
};

struct text_lines {
    struct text_line *items;
    size_t count;
    unsigned typical;   /* width of a full line; 0 if there are none */
    bool pages_guessed; /* no form feeds: pages are where they seem to be, and have no number that anyone can look up */
};

enum bpv_status text_lines_read(struct import_joiner *joiner, struct bpv_text text, struct text_lines *lines,
                                struct bpv_error *error);
void text_lines_release(struct text_lines *lines);
/* The next line from `at` that is neither blank nor dropped, or count. */
size_t text_lines_next(const struct text_lines *lines, size_t at);

#endif
