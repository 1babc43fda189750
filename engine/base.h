/*
 * base.h: what a knowledge base is inside the engine: its opened files with what was read from them. The public side is
 * bpv.h.
 * Numbers: passage numbers run over all files; base_locate gives file and number within it. Immutable: any thread.
 */
#ifndef BPV_BASE_H
#define BPV_BASE_H

#include "index_file.h"
#include "index_lists.h"

struct base_part {
    struct index_file *file;
    struct index_lists lists;
    uint32_t first; /* number of its first passage in the base */
};

struct base_index { /* as it was given to bpv_base_open */
    struct remote_index *remote; /* NULL for a file */
    int part;                    /* number of its part; -1 for a remote one that was not there */
};

struct bpv_base {
    struct base_part *parts;
    size_t part_count;
    struct base_index indexes[BPV_INDEXES_MAX];
    size_t index_count, remote_count;
    uint32_t passage_count;
    char generation[BPV_INDEXES_MAX * 17 + 1];
    /* Lists of all parts together; the taxonomy is the first part's that has one. */
    struct bpv_source *sources;
    struct bpv_glossary_entry *glossary;
    struct bpv_notice *notices;
    struct bpv_bank_question *questions;
    size_t source_count, glossary_count, notice_count, question_count;
    const struct bpv_taxonomy *taxonomy;
    const char *url_root; /* "" or borrowed: see bpv_base_set_url_root */
};

/* The part that holds a passage of the base, and its number there. */
const struct base_part *base_locate(const struct bpv_base *base, uint32_t passage, uint32_t *within);

#endif
