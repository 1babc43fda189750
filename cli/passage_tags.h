/*
 * passage_tags.h: compares what a passage prints beside its text with the tags in its corpus file.
 * Ownership: everything is borrowed. Errors: none; tags that cannot be read are different. One thread.
 */
#ifndef BPV_PASSAGE_TAGS_H
#define BPV_PASSAGE_TAGS_H

#include "corpus_lines.h"

struct tagged_section {
    const struct corpus_section *section;
    struct bpv_text front_matter;
    bool first; /* of the passages that were cut from this section */
};

/* Appends the keys of which the passage has other values, with ", " between; nothing when all are the same. A passage
 * without tags (bpv-index build --untagged) has only its heading compared. */
void passage_tags_differences(const struct bpv_base *base, const struct bpv_passage *passage,
                              const struct tagged_section *tagged, struct text_buffer *out);

#endif
