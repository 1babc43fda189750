/*
 * cli_base.h: opens the knowledge base that the options name, finds passages in it and reads filters against its
 * taxonomy. Ownership: cli_base_open hands out a base for bpv_base_close. Errors: one Dutch line on stderr. One thread.
 */
#ifndef BPV_CLI_BASE_H
#define BPV_CLI_BASE_H

#include "bpv.h"
#include "cli_options.h"
#include "report_table.h"

/* --index, else $BPV_INDEX, else the index of the source tree, else the one of the system. */
void cli_base_paths(const struct cli_options *options, struct cli_values *paths);

/* CLI_FOUND with *base open, or CLI_ERROR. A line on stderr tells which parts of the base are missing. */
int cli_base_open(const struct cli_options *options, struct bpv_base **base);
int cli_base_open_silently(const struct cli_options *options, struct bpv_base **base);

/* The sentence about missing parts; nothing when there are none. */
void cli_append_missing(const struct bpv_part *parts, size_t count, struct text_buffer *out);
void cli_remark_missing(const struct bpv_part *parts, size_t count);

/* Prints what went wrong in the engine; returns CLI_ERROR. */
int cli_base_error(const struct bpv_error *error);

/* CLI_FOUND, CLI_NOT_FOUND (the nearest ids are proposed on stderr) or CLI_ERROR. */
int cli_base_find(const struct bpv_base *base, const char *id, struct bpv_passage *passage);

/* Opens the base and finds the one passage that `command` was given the id of. The base is for bpv_base_close, whatever
 * is returned. */
int cli_base_open_passage(const struct cli_options *options, const char *command, struct bpv_base **base,
                          struct bpv_passage *passage);

/* The filter options as masks; values that the taxonomy does not know are an error that lists the ones it does. */
int cli_base_filters(const struct bpv_base *base, const struct cli_options *options, struct bpv_filters *filters);

/* True if the passage is let through by the masks (validity is not looked at). */
bool cli_filters_pass(const struct bpv_filters *filters, const struct bpv_passage *passage);

/* The form of a report, for options that are not JSON. */
enum report_format cli_report_format(const struct cli_options *options);

/* The day the user asks about. */
bpv_date cli_day(const struct cli_options *options);

#endif
