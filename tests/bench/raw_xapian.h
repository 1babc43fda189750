/*
 * raw_xapian.h: Xapian itself, as a program without an engine would use it: the measure for bench_query. C API; a
 * failure ends the program. Ownership: raw_xapian_open / raw_xapian_close. One thread.
 */
#ifndef RAW_XAPIAN_H
#define RAW_XAPIAN_H

#include "search_index.h"

#ifdef __cplusplus
extern "C" {
#endif

struct raw_xapian;

struct search_alternative {
    struct bpv_text term; /* as stored, prefix included */
    double weight;
};

struct search_concept { /* its alternatives add up: OP_MAX of Xapian 1.4.22 reads freed memory */
    const struct search_alternative *alternatives;
    size_t count;
};

struct raw_xapian *raw_xapian_open(const char *path);
void raw_xapian_close(struct raw_xapian *raw);

/* OR of the first alternative of each concept. Returns how many of the best `wanted` were found. */
unsigned raw_xapian_stems(struct raw_xapian *raw, const struct search_concept *concepts, size_t count, unsigned wanted);
/* All that the question asks for: OR of concepts, each with all its alternatives with their weights, and the dates. */
unsigned raw_xapian_tree(struct raw_xapian *raw, const struct search_concept *concepts, size_t count, bpv_date on,
                         unsigned wanted);

#ifdef __cplusplus
}
#endif
#endif
