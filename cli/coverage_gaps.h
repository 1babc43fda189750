/*
 * coverage_gaps.h: `bpv coverage --gaps FILE`: the questions without an answer that the daemon counted, and whether the
 * present index answers them by now. Errors: one Dutch line on stderr and CLI_ERROR. One thread.
 */
#ifndef BPV_COVERAGE_GAPS_H
#define BPV_COVERAGE_GAPS_H

#include "cli_options.h"
#include "text_buffer.h"

/* CLI_FOUND also when no gap was counted; CLI_ERROR. */
int coverage_gaps(const struct cli_options *options, struct text_buffer *out);

#endif
