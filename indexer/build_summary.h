/*
 * build_summary.h: the totals after a build or a check, as Dutch text or JSON. No errors. One thread.
 */
#ifndef BPV_BUILD_SUMMARY_H
#define BPV_BUILD_SUMMARY_H

#include "index_build.h"

struct build_summary {
    const struct corpus *corpus;
    const struct index_built *built; /* NULL after a check, or when nothing was written */
    const char *output;              /* of the build */
    double seconds;
    size_t ids_written;
    bool tagger;            /* JSON: say how good the theme tagger is */
    const char *dictionary; /* for it */
};

void build_summary_print(const struct build_summary *summary, FILE *out);
void build_summary_print_json(const struct build_summary *summary, FILE *out);

#endif
