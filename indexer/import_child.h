/*
 * import_child.h: runs a converter as a separate process that cannot do harm: no shell, no new privileges, an empty
 * folder of its own, limits on memory, processor time, clock time, files and output. Nothing of it is left behind.
 * Ownership: output belongs to the caller. Errors: bpv_status and Dutch text. Threads: one call at a time.
 */
#ifndef BPV_IMPORT_CHILD_H
#define BPV_IMPORT_CHILD_H

#include "text_buffer.h"

/* The document is open as this descriptor in the child; converters are given its name. */
#define IMPORT_CHILD_DOCUMENT 3
#define IMPORT_CHILD_DOCUMENT_NAME "/dev/fd/3"

struct import_child {
    const char *const *arguments; /* arguments[0] is the program, found in $PATH; ends with NULL */
    const char *package;          /* the Debian package that has it, for the error text */
    int document;                 /* a readable descriptor */
};

enum import_child_end {
    IMPORT_CHILD_GOOD,
    IMPORT_CHILD_MISSING, /* the program is not installed */
    IMPORT_CHILD_FAILED,  /* exit status other than 0, or killed */
    IMPORT_CHILD_TIMEOUT,
    IMPORT_CHILD_TOO_LARGE, /* its output passed the maximum of the buffer */
    IMPORT_CHILD_SYSTEM     /* no process, pipe or folder to be had */
};

/* Output is what it wrote to stdout, up to the buffer's maximum; complaints the beginning of stderr. */
enum import_child_end import_child_run(const struct import_child *child, struct text_buffer *output,
                                       struct text_buffer *complaints);

/* Turns an end other than IMPORT_CHILD_GOOD into a status and a Dutch text about the document. */
enum bpv_status import_child_error(const struct import_child *child, enum import_child_end end,
                                   struct bpv_error *error);

#endif
