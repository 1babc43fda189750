/*
 * report_table.h: headings, paragraphs and tables of a report as text, Markdown, HTML or CSV; written once, shown in
 * four ways. Text is escaped here for each form and nowhere else. CSV (RFC 4180) holds tables only: write one.
 * Ownership: the report borrows the buffer; a table owns its cells between report_table_begin and report_table_end. One
 * thread.
 */
#ifndef BPV_REPORT_TABLE_H
#define BPV_REPORT_TABLE_H

#include "text_buffer.h"

enum report_format { REPORT_TEXT, REPORT_MD, REPORT_HTML, REPORT_CSV };

struct report {
    enum report_format format;
    struct text_buffer *out;
};

struct report_table {
    size_t columns;
    struct text_buffer bytes; /* of all cells, one after the other */
    size_t *ends;             /* of each cell in bytes */
    size_t count, capacity;
};

/* The beginning and the end of a document; HTML is a page that refers to nothing outside itself. */
void report_begin(const struct report *report, const char *title);
void report_end(const struct report *report);
void report_heading(const struct report *report, const char *text);
void report_paragraph(const struct report *report, struct bpv_text text);

/* Cells come row by row; the first row has the names of the columns, the first column names each row. */
void report_table_begin(struct report_table *table, size_t columns);
__attribute__((format(printf, 2, 3))) void report_cell(struct report_table *table, const char *format, ...);
void report_cell_text(struct report_table *table, struct bpv_text text);
/* Writes the table, under its caption, and frees its cells. A table without rows is left out, except as CSV. */
void report_table_end(const struct report *report, struct report_table *table, const char *caption);

#endif
