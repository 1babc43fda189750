/*
 * check_watch.h: `check --watch`: checks the corpus now and each time something in it was saved, until SIGINT or
 * SIGTERM. On a terminal the screen is cleared before each check.
 * Errors: BPV_IO when the folders cannot be watched. Main thread only: it takes over the two signals.
 */
#ifndef BPV_CHECK_WATCH_H
#define BPV_CHECK_WATCH_H

#include <stddef.h>

#include "bpv.h"

/* check is called for each round and prints its own outcome; *result is what it returned last. */
enum bpv_status check_watch(char *const *roots, size_t count, int (*check)(const void *context), const void *context,
                            int *result, struct bpv_error *error);

#endif
