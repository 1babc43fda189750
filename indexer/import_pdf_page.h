/*
 * import_pdf_page.h: the pieces of text of a PDF's pages, put in reading order: running heads out, columns one after
 * the other, rows of tables together. Ownership: pdf_pages_release frees the pieces; texts live in the document's pool.
 * One thread at a time.
 */
#ifndef BPV_IMPORT_PDF_PAGE_H
#define BPV_IMPORT_PDF_PAGE_H

#include "import_document.h"

struct pdf_piece {
    struct bpv_text text;         /* clean */
    int left, right, top, bottom; /* in pixels of 1/108 inch */
    int size;                     /* of the type, same unit */
    unsigned page;
    bool bold, dropped;
    bool row;        /* a row of a table: cells joined by " | " */
    unsigned column; /* pieces of one column of one page have the same number, unique in the document */
    int column_left, column_right;
};

struct pdf_pages {
    struct pdf_piece *pieces; /* in reading order after pdf_pages_order */
    size_t count, capacity;
    int page_height[IMPORT_PAGES_MAX + 1]; /* by page number */
    unsigned page_count;
};

void pdf_pages_add(struct pdf_pages *pages, const struct pdf_piece *piece);
void pdf_pages_release(struct pdf_pages *pages);
/* Marks running heads, feet and page numbers as dropped, and notes them. Pieces are still page by page. */
void pdf_pages_drop_heads(struct pdf_pages *pages, struct import_document *document);
/* Joins the pieces of a line and puts the lines in reading order; leaves the dropped ones out. */
void pdf_pages_order(struct pdf_pages *pages, struct import_document *document);

#endif
