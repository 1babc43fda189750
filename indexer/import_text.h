/*
 * import_text.h: plain text, also text that was copied out of a PDF: single or double spaced lines, form feeds, broken
 * words, running heads. Headings are known by their number, or by being short, without a full stop and followed by
 * text. Ownership: blocks and notes go to the document. Errors: bpv_status and Dutch text. One thread at a time.
 */
#ifndef BPV_IMPORT_TEXT_H
#define BPV_IMPORT_TEXT_H

#include "import_join.h"

enum bpv_status import_text(struct import_joiner *joiner, struct bpv_text text, struct bpv_error *error);

#endif
