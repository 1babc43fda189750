/*
 * import_sections.h: cuts a document at its headings into the sections of a corpus file: each with a heading of its own
 * and text. Ownership: sections live in the pool; notes go to the document. One thread at a time.
 */
#ifndef BPV_IMPORT_SECTIONS_H
#define BPV_IMPORT_SECTIONS_H

#include "import_write.h"

/* Gives the document its title if it has none: its first heading, or else the name of its file. */
void import_settle_title(struct import_document *document, struct bpv_text name);

/* Fills title, text and pages. False when there are too many. A heading without text is noted and left out. */
bool import_cut_sections(struct import_document *document, struct memory_pool *pool, struct import_section **sections,
                         size_t *count);

#endif
