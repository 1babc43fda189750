/*
 * passage_tags.h: compares what a passage prints beside its text with the tags in its corpus file.
 * Ownership: everything is borrowed, but for what tag_differences_release frees. Errors: none; tags that cannot be read
 * are told apart. One thread.
 */
#ifndef BPV_PASSAGE_TAGS_H
#define BPV_PASSAGE_TAGS_H

#include "corpus_lines.h"

struct tagged_section {
    const struct corpus_section *section;
    struct bpv_text front_matter;
    bool first; /* of the passages that were cut from this section */
};

struct tag_differences { /* names of keys, with ", " between */
    struct text_buffer different;  /* of which the passage has other values */
    struct text_buffer unreadable; /* of which the file's values are written in a way that is not read here */
};

/* Adds to *out, which begins as {0}; nothing when all are the same. A passage without tags (bpv-index build --untagged)
 * has only its heading compared. */
void passage_tags_compare(const struct bpv_base *base, const struct bpv_passage *passage,
                          const struct tagged_section *tagged, struct tag_differences *out);
void tag_differences_release(struct tag_differences *differences);

#endif
