/* real_base.h: the knowledge base of the corpus for unit tests: $BPV_INDEX, else build/bpv.index. A group's setup and
 * teardown. */
#ifndef REAL_BASE_H
#define REAL_BASE_H

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "bpv.h"

#define TODAY 20261122 /* the day the tests ask on, whatever the clock says */

static struct bpv_base *base;
static struct bpv_searcher *searcher;

static inline int open_real_base(void **state)
{
    (void)state;
    struct bpv_error error;
    const char *path = getenv("BPV_INDEX");
    path = path ? path : "build/bpv.index";
    setenv("BPV_TODAY", "2026-11-22", 1);
    if (bpv_base_open(&path, 1, &base, &error) == BPV_OK && bpv_searcher_open(base, &searcher, &error) == BPV_OK)
        return 0;
    printf("# %s\n", error.text);
    return -1;
}

static inline int close_real_base(void **state)
{
    (void)state;
    bpv_searcher_close(searcher);
    bpv_base_close(base);
    return 0;
}

static inline bool same_text(struct bpv_text a, struct bpv_text b)
{
    return a.length == b.length && memcmp(a.start, b.start, a.length) == 0;
}

#endif
