/*
 * http_problem.h: every kind of error reply, once. The code is stable and documented; programs may test for it.
 * Ownership: the table is constant; struct http_problem is a value of the caller. Any thread.
 */
#ifndef BPV_HTTP_PROBLEM_H
#define BPV_HTTP_PROBLEM_H

#include <stddef.h>

#include "bpv.h"

enum http_problem_kind {
    HTTP_PROBLEM_NONE = 0,
    HTTP_PROBLEM_AMBIGUOUS,         /* two Host names, two lengths */
    HTTP_PROBLEM_BAD_ENCODING,      /* %zz, %00 or no UTF-8 */
    HTTP_PROBLEM_UNKNOWN_PARAMETER,
    HTTP_PROBLEM_REPEATED_PARAMETER,
    HTTP_PROBLEM_BAD_VALUE,
    HTTP_PROBLEM_NO_QUESTION,
    HTTP_PROBLEM_QUESTION_TOO_LONG,
    HTTP_PROBLEM_BAD_BODY,          /* JSON or form that cannot be read */
    HTTP_PROBLEM_NOT_FOUND,         /* no such address */
    HTTP_PROBLEM_NO_PASSAGE,        /* no such passage */
    HTTP_PROBLEM_METHOD,
    HTTP_PROBLEM_BODY_TOO_LARGE,
    HTTP_PROBLEM_TARGET_TOO_LONG,
    HTTP_PROBLEM_MEDIA_TYPE,
    HTTP_PROBLEM_HOST,
    HTTP_PROBLEM_NO_INDEX,
    HTTP_PROBLEM_INTERNAL,
    HTTP_PROBLEMS
};

struct http_problem_type {
    const char *code;        /* "parameter-onbekend" */
    unsigned status;         /* of HTTP */
    const char *title;       /* Dutch, short, the same for every occurrence */
    const char *explanation; /* Dutch, for /over#fout-<code> */
};

/* kind must be a real problem: neither NONE nor HTTP_PROBLEMS. */
const struct http_problem_type *http_problem_type(enum http_problem_kind kind);

/* One occurrence: what is wrong with this request. */
struct http_problem {
    enum http_problem_kind kind;  /* HTTP_PROBLEM_NONE = all is well */
    char detail[BPV_ERROR_MAX];   /* Dutch, ends with the remedy */
};

/* Fills *problem and returns false, so that a check can end with `return http_problem_set(...)`. */
__attribute__((format(printf, 3, 4))) bool http_problem_set(struct http_problem *problem, enum http_problem_kind kind,
                                                            const char *format, ...);

#endif
