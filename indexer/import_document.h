/*
 * import_document.h: what every kind of document becomes before it is written as corpus Markdown: blocks in reading
 * order, and notes on what was changed on the way. Ownership: import_document_init, import_document_release; all texts
 * live in its pool. Blocks and notes beyond the limits are counted, not kept. One thread at a time.
 */
#ifndef BPV_IMPORT_DOCUMENT_H
#define BPV_IMPORT_DOCUMENT_H

#include "memory_pool.h"
#include "text_buffer.h"

enum import_kind { IMPORT_HEADING, IMPORT_PARAGRAPH, IMPORT_LIST_ITEM, IMPORT_TABLE_ROW };

struct import_block {
    enum import_kind kind;
    unsigned level;       /* of a heading, from 1; of a list item the depth, from 1 */
    unsigned page;        /* from 1; 0 where the format has no pages */
    unsigned size;        /* of the type, in tenths of a point; 0 = not known */
    bool ordered;         /* a numbered list item */
    struct bpv_text text; /* one line, clean (see import_clean) */
};

enum import_note_kind {
    IMPORT_NOTE_JOINED,    /* text: the word; detail: how it stood at the line end */
    IMPORT_NOTE_HYPHEN,    /* a hyphen at a line end that was kept; text: the word */
    IMPORT_NOTE_HEAD,      /* a running head or foot that was left out */
    IMPORT_NOTE_NUMBER,    /* a page number that was left out */
    IMPORT_NOTE_CONTENTS,  /* a line of the table of contents that was left out */
    IMPORT_NOTE_EMPTY,     /* a heading without text of its own */
    IMPORT_NOTE_CHARACTER, /* an unreadable character that was left out; text: what stands before it; detail: what after
                            */
    IMPORT_NOTE_DOUBT,     /* anything an author should look at; text says what */
    IMPORT_NOTES
};

struct import_note {
    enum import_note_kind kind;
    unsigned page;
    struct bpv_text text, detail;
};

struct import_document {
    struct memory_pool pool;
    const char *format; /* "PDF", "Word (DOCX)" ...: for people */
    struct bpv_text title;
    unsigned pages; /* 0 where the format has none */
    struct import_block *blocks;
    size_t block_count, block_capacity;
    struct import_note *notes;
    size_t note_count, note_capacity;
    size_t counts[IMPORT_NOTES]; /* of notes, also those not kept */
    size_t characters;           /* that were cleaned: to judge how many were unreadable */
    bool too_large;              /* blocks were lost */
};

void import_document_init(struct import_document *document);
void import_document_release(struct import_document *document);

/* Copies the text; spaces around it and a soft hyphen at its end go, and an empty one is not added. */
void import_add_block(struct import_document *document, const struct import_block *block);
void import_add_note(struct import_document *document, enum import_note_kind kind, unsigned page, struct bpv_text text,
                     struct bpv_text detail);

/*
 * Appends one line of raw text in a form that a corpus file may hold: valid UTF-8, one space between words, no control,
 * bidi or private characters, ligatures taken apart. A character that cannot be read (U+FFFD, bad UTF-8) is left out
 * and noted. Soft hyphens go.
 */
void import_clean(struct import_document *document, struct bpv_text raw, unsigned page, struct text_buffer *out);
/* The same for a line that may go on with the next one: a soft hyphen that breaks off its last word stays there. */
void import_clean_line(struct import_document *document, struct bpv_text raw, unsigned page, struct text_buffer *out);
bool import_is_broken_off(struct bpv_text line); /* does a soft hyphen end it? */
struct bpv_text import_without_soft_hyphen(struct bpv_text line);

/* False, with an error text, when there is no text to speak of or too much of it could not be read. */
enum bpv_status import_document_check(const struct import_document *document, struct bpv_error *error);

struct bpv_text import_trim(struct bpv_text text); /* spaces and tabs */
/* Length of a list mark ("•", "-", "1.", "b)") at the start with the spaces after it, or 0. ordered may be NULL. */
size_t import_list_mark(struct bpv_text text, bool *ordered);
/* Length of a section number ("3", "3.1", "2.4.", "Hoofdstuk 3") with the spaces after it, or 0; *depth is how deep. */
size_t import_section_number(struct bpv_text text, unsigned *depth);
/* A line of a table of contents: a row of dots and a page number. */
bool import_is_contents_line(struct bpv_text text);
bool import_is_page_number(struct bpv_text text); /* "12", "- 12 -", "pagina 3 van 10", "iv" */

#endif
