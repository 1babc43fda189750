/*
 * serving.h: what a handler needs beside the request.
 *
 * Guarding   The struct is made per request on the stack of the handling thread. base is immutable and shared; it
 *            cannot be closed while the request holds its generation. searcher is this request's alone: it was taken
 *            from the generation's pool under a mutex and goes back when the handler has returned. cache, metrics,
 *            coverage, corpus and gaps guard themselves (mutex, atomics).
 */
#ifndef BPV_SERVING_H
#define BPV_SERVING_H

#include <time.h>

#include "bpv.h"

struct answer_cache;
struct corpus_watch;
struct coverage_service;
struct gap_counter;
struct metrics;
struct generation_keeper;

struct serving {
    const struct bpv_base *base;   /* NULL while there is no usable index (only routes without needs_index see that) */
    struct bpv_searcher *searcher; /* NULL when base is */
    struct bpv_text generation;    /* "" when base is NULL */
    bpv_date today;
    time_t started;                /* of the daemon */
    time_t loaded;                 /* when this generation was taken up */
    struct answer_cache *cache;    /* never NULL; may be turned off */
    struct metrics *metrics;
    struct generation_keeper *keeper;
    struct coverage_service *coverage; /* never NULL */
    struct corpus_watch *corpus;       /* NULL without --corpus */
    struct gap_counter *gaps;          /* NULL without --gaps */
};

#endif
