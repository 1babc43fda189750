/*
 * markdown_passages.h: cuts the Markdown of one file into sections and parts, and renders a passage as safe HTML
 * (cmark).
 * Ownership: sections and their texts live in the pool; texts point into the file. Errors go to the report. One thread
 * at a time.
 */
#ifndef BPV_MARKDOWN_PASSAGES_H
#define BPV_MARKDOWN_PASSAGES_H

#include "build_report.h"

struct markdown_section {
    struct bpv_text title; /* the heading as plain text; empty for text before the first heading */
    unsigned level;        /* of the heading; 0 for text before the first heading */
    unsigned heading_line; /* first line of the section, from 1 */
    unsigned line_last;    /* last line that is not blank */
    unsigned body_line;    /* the line after the heading */
    bool has_comment;
    bool broken;             /* the comment is not closed; reported */
    struct bpv_text comment; /* the YAML of the passage comment */
    unsigned comment_line;   /* the line it begins on */
    struct bpv_text text;    /* without heading, comment and blank lines around it; a range of the file */
    unsigned text_line;
    struct bpv_text *parts; /* text, cut at block borders into pieces of at most BPV_PASSAGE_TEXT_MAX; ranges of it */
    size_t part_count;      /* 0 for an empty text */
};

struct markdown_sections {
    struct markdown_section *items;
    size_t count;
};

struct markdown_source {
    struct bpv_text body;  /* after the front matter */
    unsigned line;         /* of the file, on which body begins */
    struct bpv_text shown; /* path for messages */
    bool untagged;         /* sections at headings of level 1 to 3 instead of ## only; no passage comments */
};

/* False when the file cannot be used at all. Mistakes in single sections are reported too, but give true. */
bool markdown_read_sections(const struct markdown_source *source, struct memory_pool *pool, struct build_report *report,
                            struct markdown_sections *sections);

/* Writes the address that a link gets; false drops the link and keeps its text. */
typedef bool markdown_resolve(void *context, struct bpv_text url, struct text_buffer *address);

/* HTML without raw HTML, images and unresolved links. */
void markdown_render(struct bpv_text text, markdown_resolve *resolve, void *context, struct text_buffer *html);

struct markdown_inspection {
    unsigned first_sentence_words; /* 0 when the passage does not begin with a paragraph */
    size_t raw_html;               /* pieces of HTML, images included */
};

/* Calls visit for each link with the place of its address in text. */
void markdown_inspect(struct bpv_text text, void (*visit)(void *context, struct bpv_text url, size_t offset),
                      void *context, struct markdown_inspection *inspection);

const char *markdown_library_version(void);

/* Words of Markdown: pieces between spaces with a letter or digit. */
uint32_t markdown_words(struct bpv_text text);

#endif
