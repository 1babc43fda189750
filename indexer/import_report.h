/*
 * import_report.h: tells the author, in Dutch, what an import made, joined, left out and doubts.
 * Ownership: borrows everything during the call. One thread at a time.
 */
#ifndef BPV_IMPORT_REPORT_H
#define BPV_IMPORT_REPORT_H

#include <stdio.h>

#include "import_write.h"

void import_report_print(const struct import_document *document, const struct import_result *result, const char *file,
                         FILE *out);

#endif
