/*
 * index_lists.h: taxonomy, sources, glossary, notices and question bank as sections of an index: written and read in
 * one place.
 * Ownership: decoded lists belong to the caller (index_lists_release); their texts borrow from the section.
 * Errors: reading returns false on damage. Pure.
 */
#ifndef BPV_INDEX_LISTS_H
#define BPV_INDEX_LISTS_H

#include "record.h"

struct index_lists {
    struct bpv_taxonomy taxonomy;
    struct bpv_source *sources;
    struct bpv_glossary_entry *glossary;
    struct bpv_notice *notices;
    struct bpv_bank_question *questions;
    size_t source_count, glossary_count, notice_count, question_count;
};

void index_lists_write_taxonomy(const struct bpv_taxonomy *taxonomy, struct text_buffer *out);
void index_lists_write_sources(const struct bpv_source *sources, size_t count, struct text_buffer *out);
void index_lists_write_glossary(const struct bpv_glossary_entry *entries, size_t count, struct text_buffer *out);
void index_lists_write_notices(const struct bpv_notice *notices, size_t count, struct text_buffer *out);
void index_lists_write_questions(const struct bpv_bank_question *questions, size_t count, struct text_buffer *out);

/* sections: the five in the order above. */
bool index_lists_read(const struct bpv_text sections[5], struct index_lists *lists);
void index_lists_release(struct index_lists *lists);

#endif
