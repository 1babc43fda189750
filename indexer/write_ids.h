/*
 * write_ids.h: gives every section without an id one that is derived from its heading, and writes it into the file.
 * Files are replaced whole (temporary file, rename).
 * Errors: BPV_IO with the remedy; files done before stay done. One thread.
 */
#ifndef BPV_WRITE_IDS_H
#define BPV_WRITE_IDS_H

#include "corpus.h"

/* The corpus was loaded with collect_missing_ids. *written counts the ids. */
enum bpv_status write_ids(struct corpus *corpus, size_t *written, struct bpv_error *error);

#endif
