/*
 * cli_options.h: the options of all commands, read in one way. Values are borrowed from argv and the environment.
 * Errors: a Dutch line on stderr that names the remedy, and CLI_ERROR. One thread (getopt keeps state).
 */
#ifndef BPV_CLI_OPTIONS_H
#define BPV_CLI_OPTIONS_H

#include <stdbool.h>
#include <stdint.h>

#include "bpv.h"
#include "cli_output.h"

#define CLI_VALUES_MAX 32u

/* One bit per option, so that a command can say which ones it takes. */
enum cli_option {
    CLI_LIMIT = 1u << 0,
    CLI_OFFSET = 1u << 1,
    CLI_MODULE = 1u << 2,
    CLI_THEME = 1u << 3,
    CLI_ROLE = 1u << 4,
    CLI_PHASE = 1u << 5,
    CLI_AUDIENCE = 1u << 6,
    CLI_FORCE = 1u << 7,
    CLI_ON = 1u << 8,
    CLI_EXPIRED = 1u << 9,
    CLI_EXPLAIN = 1u << 10,
    CLI_FORMAT = 1u << 11,
    CLI_JSON = 1u << 12,
    CLI_ALL = 1u << 13,
    CLI_CORPUS = 1u << 14,
    CLI_LONG = 1u << 15,
    CLI_SHORT = 1u << 16,
    CLI_INDEX = 1u << 17,
    CLI_COLOR = 1u << 18,
    CLI_NO_COLOR = 1u << 19,
    CLI_HELP = 1u << 20,
    CLI_VERSION = 1u << 21,
    CLI_QUESTIONS = 1u << 22,
    CLI_AGAINST = 1u << 23,
    CLI_SAVE = 1u << 24,
    CLI_BY = 1u << 25,
    CLI_FAIL_ON = 1u << 26,
    CLI_SINCE = 1u << 27,
    CLI_DAYS = 1u << 28,
    CLI_MONTHS = 1u << 29,
    CLI_GAPS = 1u << 30
};
#define CLI_GLOBAL_OPTIONS (CLI_INDEX | CLI_COLOR | CLI_NO_COLOR | CLI_HELP | CLI_VERSION)
#define CLI_FILTER_OPTIONS (CLI_MODULE | CLI_THEME | CLI_ROLE | CLI_PHASE | CLI_AUDIENCE | CLI_FORCE | CLI_ON)

/* One bit per output format. */
enum cli_format {
    CLI_FORMAT_TEXT = 1u << 0,
    CLI_FORMAT_JSON = 1u << 1,
    CLI_FORMAT_TSV = 1u << 2,
    CLI_FORMAT_MD = 1u << 3,
    CLI_FORMAT_HTML = 1u << 4,
    CLI_FORMAT_CSV = 1u << 5
};

enum cli_color { CLI_COLOR_AUTO, CLI_COLOR_ALWAYS, CLI_COLOR_NEVER };

struct cli_values { /* of an option that may be repeated */
    const char *items[CLI_VALUES_MAX];
    size_t count;
};

struct cli_options {
    uint32_t given; /* bits of cli_option */
    struct cli_values indexes, corpora, modules, themes, roles, phases, audiences, forces, rules;
    size_t limit, offset; /* limit only when given */
    const char *questions, *against, *save, *gaps; /* files; NULL when not given */
    const char *by;       /* part of the coverage; NULL when not given */
    size_t days, months;  /* 0 when not given */
    bpv_date on, since;   /* 0 = today, 0 = not given */
    enum cli_format format;
    enum cli_color color;
    char **words; /* what is left of the command line; points into argv */
    size_t word_count;
};

struct cli_accepts {  /* what a command takes */
    uint32_t options; /* bits of cli_option, the global ones not included */
    uint32_t formats; /* bits of cli_format; the first one named is not special, text is the default */
};

/* Reads the global options before the command; words starts at the command. CLI_FOUND or CLI_ERROR. */
int cli_options_parse_global(struct cli_options *options, int argc, char **argv);

/* Reads the options of the command argv[0], added to the global ones already in *options. CLI_FOUND or CLI_ERROR. */
int cli_options_parse_command(struct cli_options *options, const struct cli_accepts *accepts, int argc, char **argv);

/* Appends a help line for each of these options. */
void cli_options_write_help(uint32_t options, uint32_t formats, struct text_buffer *out);

#endif
