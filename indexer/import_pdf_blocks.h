/*
 * import_pdf_blocks.h: from the lines of a PDF, in reading order, to headings (by type size and weight), paragraphs,
 * list items and table rows. Ownership: blocks and notes go to the joiner's document. One thread at a time.
 */
#ifndef BPV_IMPORT_PDF_BLOCKS_H
#define BPV_IMPORT_PDF_BLOCKS_H

#include "import_join.h"
#include "import_pdf_page.h"

void import_pdf_blocks(struct import_joiner *joiner, const struct pdf_pages *pages);

#endif
