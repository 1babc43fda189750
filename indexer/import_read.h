/*
 * import_read.h: from a file to a document: opens it safely, sees what it is, and has the right reader read it.
 * Ownership: fills the joiner's document. Errors: bpv_status and Dutch text. One thread at a time.
 */
#ifndef BPV_IMPORT_READ_H
#define BPV_IMPORT_READ_H

#include "import_join.h"

enum bpv_status import_read(struct import_joiner *joiner, const char *path, struct bpv_error *error);

#endif
