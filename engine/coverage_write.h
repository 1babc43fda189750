/*
 * coverage_write.h: the coverage as a report or as JSON, whole or one part of it. Pure; errors only through
 * text_buffer.overflow. CSV is one table: the cells of an axis (theme when the whole is asked for), the components per
 * module for the tracks, the questions, or the findings.
 */
#ifndef BPV_COVERAGE_WRITE_H
#define BPV_COVERAGE_WRITE_H

#include "coverage.h"
#include "report_table.h"

#ifdef __cplusplus
extern "C" {
#endif

enum coverage_part { COVERAGE_PART_ALL, COVERAGE_PART_AXIS, COVERAGE_PART_QUESTION, COVERAGE_PART_QUALITY };

struct coverage_view {
    enum coverage_part part;
    enum coverage_axis axis; /* of COVERAGE_PART_AXIS */
};

/* Reads "theme" ... "importance", "question" or "quality". */
bool coverage_view_parse(struct bpv_text text, struct coverage_view *view);
/* The names that it reads, with ", " between them. */
const char *coverage_view_names(void);

void coverage_write_report(const struct coverage *coverage, struct coverage_view view, enum report_format format,
                           struct text_buffer *out);
void coverage_write_json(const struct coverage *coverage, struct coverage_view view, struct text_buffer *out);

#ifdef __cplusplus
}
#endif
#endif
