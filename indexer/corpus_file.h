/*
 * corpus_file.h: reads one file of a corpus (Markdown or YAML), checks its bytes and finds its front matter.
 * Ownership: texts live in the pool. Errors go to the report; false means that the file cannot be used. One thread at a
 * time.
 */
#ifndef BPV_CORPUS_FILE_H
#define BPV_CORPUS_FILE_H

#include "build_report.h"

/* Opens name in the folder without following links or waiting for a pipe. The text is UTF-8 without NUL and byte order
 * mark, with LF line ends. With control_characters also tabs' unprintable relatives and bidi marks are let through. */
bool corpus_file_read(int folder, const char *name, size_t maximum, bool control_characters, struct bpv_text shown,
                      struct memory_pool *pool, struct build_report *report, struct bpv_text *text);

struct file_parts {
    bool has_front;
    struct bpv_text front;          /* between the lines of dashes */
    struct bpv_text body;           /* after them */
    unsigned front_line, body_line; /* their first lines */
};

bool corpus_file_split(struct bpv_text text, struct bpv_text shown, struct build_report *report,
                       struct file_parts *parts);

/* Line (from 1) and column (in characters, from 1) of an offset. */
struct place place_in(struct bpv_text shown, struct bpv_text text, size_t offset);

#endif
