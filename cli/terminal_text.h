/*
 * terminal_text.h: text that flows over lines of a terminal: words, indents, styles. Control and bidi characters never
 * get through. Ownership: a terminal borrows its buffer; a flow owns a word buffer between terminal_flow_begin and
 * terminal_flow_end. One thread. Units: widths are columns; a code point takes 0, 1 or 2.
 */
#ifndef BPV_TERMINAL_TEXT_H
#define BPV_TERMINAL_TEXT_H

#include "bpv.h"
#include "cli_options.h"
#include "text_buffer.h"

#define TERMINAL_WIDTH_MIN 40u
#define TERMINAL_WIDTH_MAX 100u
#define TERMINAL_PREFIX_MAX 64u

enum terminal_style {
    TERMINAL_PLAIN = 0,
    TERMINAL_BOLD = 1u << 0,
    TERMINAL_FAINT = 1u << 1,
    TERMINAL_RED = 1u << 2,
    TERMINAL_YELLOW = 1u << 3,
    TERMINAL_BLUE = 1u << 4,
    TERMINAL_MAGENTA = 1u << 5
};

struct terminal {
    struct text_buffer *out;
    size_t width; /* of a line; 0 = lines are not broken, as for a pipe */
    bool color;
};

/* Looks at stdout, COLUMNS, NO_COLOR, TERM and the options. */
void terminal_init(struct terminal *terminal, const struct cli_options *options, struct text_buffer *out);

struct terminal_flow {
    const struct terminal *terminal;
    char next_prefix[TERMINAL_PREFIX_MAX]; /* before every line but the first */
    size_t next_columns, column;
    struct text_buffer word; /* not yet placed; with style codes */
    size_t word_columns;
    unsigned word_style_first, word_style, active; /* styles at the word's begin and end, and of what is out */
    bool space;                                    /* a space belongs before the word */
    bool at_margin;                                /* nothing stands on this line yet but the prefix */
    bool word_is_url;
};

/* Starts a paragraph: first_prefix before the first line, next_prefix (the same width, usually) before the others. */
void terminal_flow_begin(struct terminal_flow *flow, const struct terminal *terminal, const char *first_prefix,
                         const char *next_prefix);
/* Adds text; white space in it is where lines may break. U+00A0 is a space that does not break. */
void terminal_flow_put(struct terminal_flow *flow, struct bpv_text text, unsigned style);
void terminal_flow_string(struct terminal_flow *flow, const char *string, unsigned style);
/* Ends the line, goes on at the next prefix. */
void terminal_flow_break(struct terminal_flow *flow);
/* Ends the paragraph with a line end. */
void terminal_flow_end(struct terminal_flow *flow);

/* One paragraph in one style. */
void terminal_paragraph(const struct terminal *terminal, const char *first_prefix, const char *next_prefix,
                        struct bpv_text text, unsigned style);
void terminal_blank_line(const struct terminal *terminal);

/* Columns that text takes, without what is never printed. */
size_t terminal_columns(struct bpv_text text);

/* A frame around a bold title and paragraphs of text. */
void terminal_box(const struct terminal *terminal, struct bpv_text title, struct bpv_text text);

#endif
