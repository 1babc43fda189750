/*
 * build_report.h: collects the problems of a corpus as `file:line:column: reason`, sorts them and prints them. Texts
 * are Dutch.
 * Ownership: {0} is an empty report; build_report_release frees. Paths are borrowed and must outlive the report.
 * Errors: none; beyond BPV_PROBLEMS_KEPT_MAX problems are counted, not kept. One thread at a time.
 */
#ifndef BPV_BUILD_REPORT_H
#define BPV_BUILD_REPORT_H

#include <stdio.h>

#include "memory_pool.h"
#include "json_writer.h"

struct place { /* in a file; line 0 = the file as a whole. Lines and columns (in characters) count from 1 */
    struct bpv_text path;
    unsigned line, column;
};

struct build_problem {
    struct place place;
    struct bpv_text message;
    size_t order; /* in which it was found */
    bool warning;
    bool dated; /* not true of every day */
};

struct build_report {
    struct memory_pool pool;
    struct build_problem *problems;
    size_t count, capacity;
    size_t errors, warnings; /* also those that are not kept */
    bool dated;              /* what is reported now depends on the day */
};

__attribute__((format(printf, 3, 4))) void report_error(struct build_report *report, struct place place,
                                                        const char *format, ...);
__attribute__((format(printf, 3, 4))) void report_warning(struct build_report *report, struct place place,
                                                          const char *format, ...);

/* Sorts by path, line and column and drops what was said twice; call it once, before printing. */
void build_report_finish(struct build_report *report);
/* Without warnings when errors_only. Prints at most BPV_PROBLEMS_SHOWN_MAX, and as many per file as limits.h says. */
void build_report_print(const struct build_report *report, bool errors_only, FILE *out);
void build_report_write_json(const struct build_report *report, struct json_writer *json); /* an array */
void build_report_release(struct build_report *report);

/* Appends text without what could fool a terminal or a reader: control and bidi characters and bad UTF-8 become '?'. */
void append_printable(struct text_buffer *out, struct bpv_text text);

/* For "%.*s": a short, borrowed piece of text that came from a file. */
int shown_length(struct bpv_text text);

#endif
