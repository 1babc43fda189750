/*
 * import_pdf.h: PDF through Poppler's pdftohtml in a separate process: lines with their place and type, from which
 * headings, columns, paragraphs, lists and tables are made. Ownership: blocks and notes go to the document. Errors:
 * bpv_status and Dutch text. One thread at a time.
 */
#ifndef BPV_IMPORT_PDF_H
#define BPV_IMPORT_PDF_H

#include "import_join.h"

enum bpv_status import_pdf(struct import_joiner *joiner, int descriptor, struct bpv_error *error);

/* What pdftohtml -xml wrote. For import_pdf and for tests. */
enum bpv_status import_pdf_xml(struct import_joiner *joiner, struct bpv_text xml, struct bpv_error *error);

#endif
