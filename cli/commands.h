/*
 * commands.h: the commands of bpv. Each reads its words from the options, appends data to out (the caller flushes it),
 * prints messages on stderr and returns an exit status of cli_output.h.
 */
#ifndef BPV_COMMANDS_H
#define BPV_COMMANDS_H

#include "cli_options.h"

int command_ask(const struct cli_options *options, struct text_buffer *out);
int command_show(const struct cli_options *options, struct text_buffer *out);
int command_cite(const struct cli_options *options, struct text_buffer *out);
int command_verify(const struct cli_options *options, struct text_buffer *out);
int command_similar(const struct cli_options *options, struct text_buffer *out);
int command_list(const struct cli_options *options, struct text_buffer *out);
int command_status(const struct cli_options *options, struct text_buffer *out);
int command_analyze(const struct cli_options *options, struct text_buffer *out);
int command_eval(const struct cli_options *options, struct text_buffer *out);
int command_coverage(const struct cli_options *options, struct text_buffer *out);
int command_changes(const struct cli_options *options, struct text_buffer *out);

#endif
