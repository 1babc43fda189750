/*
 * import_pandoc.h: Word, OpenDocument and HTML through pandoc in a separate process (in its sandbox), which turns them
 * into plain HTML. Ownership: blocks and notes go to the document. Errors: bpv_status and Dutch text. One thread at a
 * time.
 */
#ifndef BPV_IMPORT_PANDOC_H
#define BPV_IMPORT_PANDOC_H

#include "import_document.h"

/* format: what pandoc calls it ("docx", "odt", "html"). */
enum bpv_status import_pandoc(struct import_document *document, const char *format, int descriptor,
                              struct bpv_error *error);

/* What pandoc wrote. For import_pandoc and for tests. */
void import_pandoc_html(struct import_document *document, struct bpv_text html);

#endif
