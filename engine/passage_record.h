/*
 * passage_record.h: one passage as bytes in an index, written and read in one place.
 * Ownership: a decoded passage borrows its texts from the record. Errors: reading returns false on damage.
 */
#ifndef BPV_PASSAGE_RECORD_H
#define BPV_PASSAGE_RECORD_H

#include "record.h"

/* sources: the array that passage->sources point into. */
void passage_record_write(const struct bpv_passage *passage, const struct bpv_source *sources, struct text_buffer *out);
bool passage_record_read(struct bpv_text record, const struct bpv_source *sources, size_t source_count,
                         struct bpv_passage *passage);

#endif
