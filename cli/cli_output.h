/*
 * cli_output.h: what the program writes: data to stdout through a buffer, messages to stderr, both without control
 * characters. Ownership: the buffer is the caller's. Errors: cli_flush returns false and has printed why. One thread.
 */
#ifndef BPV_CLI_OUTPUT_H
#define BPV_CLI_OUTPUT_H

#include "bpv.h"
#include "text_buffer.h"

/* Exit statuses, as those of grep. */
enum { CLI_FOUND = 0, CLI_NOT_FOUND = 1, CLI_ERROR = 2 };

/* Prints "bpv: message" on stderr as one line; returns CLI_ERROR, so that a command can end with it. */
__attribute__((format(printf, 1, 2))) int cli_error(const char *format, ...);

/* A remark on stderr, without the name of the program. */
__attribute__((format(printf, 1, 2))) void cli_remark(const char *format, ...);

/* Writes the buffer to stdout and empties it. False when it cannot be written (a reader that went away is not
 * reported). */
bool cli_flush(struct text_buffer *out);

/* Flushes once the buffer has grown; for output of any length. */
bool cli_flush_if_large(struct text_buffer *out);

/* Appends text without control, bidi and replacement characters; line ends and tabs stay. */
void cli_append_safe(struct text_buffer *out, struct bpv_text text);

/* The same on one line: runs of white space become one space. For table cells and labels. */
void cli_append_line(struct text_buffer *out, struct bpv_text text);

/* Appends text escaped for HTML text and quoted attributes. */
void cli_append_html(struct text_buffer *out, struct bpv_text text);

struct bpv_text cli_text(const char *string);

#endif
