/*
 * corpus_links.h: what a link in a passage leads to.
 * Ownership: borrows everything. No errors. One thread at a time.
 */
#ifndef BPV_CORPUS_LINKS_H
#define BPV_CORPUS_LINKS_H

#include "corpus.h"

enum link_kind {
    LINK_PASSAGE, /* to a passage that exists; the address is /passage/id */
    LINK_OUTSIDE, /* to a web page or mail address */
    LINK_UNKNOWN, /* to an id that does not exist */
    LINK_DROPPED, /* to something that readers of the index do not have */
};

/* Appends the address for the first two kinds. */
enum link_kind corpus_link(const struct corpus *corpus, const struct corpus_passage *passage, struct bpv_text url,
                           struct text_buffer *address);

#endif
