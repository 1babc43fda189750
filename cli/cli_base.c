#include "cli_base.h"

#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "edit_distance.h"

#define SYSTEM_INDEX "/var/lib/bpv/bpv.index"
#define PROPOSALS_MAX 3

void cli_base_paths(const struct cli_options *options, struct cli_values *paths)
{
    *paths = options->indexes;
    if (paths->count)
        return;
    const char *from_environment = getenv("BPV_INDEX");
    paths->count = 1;
    if (from_environment && *from_environment)
        paths->items[0] = from_environment;
    else
        paths->items[0] = access(BPV_SOURCE_INDEX, F_OK) == 0 ? BPV_SOURCE_INDEX : SYSTEM_INDEX;
}

int cli_base_error(const struct bpv_error *error) { return cli_error("%s", error->text); }

void cli_append_missing(const struct bpv_part *parts, size_t count, struct text_buffer *out)
{
    struct text_buffer sentence = {0};
    bpv_missing_write(parts, count, true, &sentence);
    cli_append_line(out, text_buffer_text(&sentence));
    text_buffer_release(&sentence);
}

void cli_remark_missing(const struct bpv_part *parts, size_t count)
{
    struct text_buffer line = {0};
    cli_append_missing(parts, count, &line);
    if (line.length)
        cli_remark("%s", line.data);
    text_buffer_release(&line);
}

int cli_base_open(const struct cli_options *options, struct bpv_base **base)
{
    int status = cli_base_open_silently(options, base);
    struct bpv_part parts[BPV_INDEXES_MAX];
    if (status == CLI_FOUND)
        cli_remark_missing(parts, bpv_base_parts(*base, parts));
    return status;
}

int cli_base_open_silently(const struct cli_options *options, struct bpv_base **base)
{
    struct cli_values paths;
    cli_base_paths(options, &paths);
    struct bpv_error error = {0};
    if (bpv_base_open(paths.items, paths.count, base, &error) == BPV_OK)
        return CLI_FOUND;
    return cli_base_error(&error);
}

struct proposals { /* the nearest ids, best first */
    struct bpv_text ids[PROPOSALS_MAX];
    unsigned distances[PROPOSALS_MAX];
    size_t count;
};

static void propose(struct proposals *proposals, struct bpv_text id, unsigned distance)
{
    size_t at = proposals->count;
    while (at > 0 && proposals->distances[at - 1] > distance)
        at--;
    if (at == PROPOSALS_MAX)
        return;
    if (proposals->count < PROPOSALS_MAX)
        proposals->count++;
    for (size_t i = proposals->count - 1; i > at; i--) {
        proposals->ids[i] = proposals->ids[i - 1];
        proposals->distances[i] = proposals->distances[i - 1];
    }
    proposals->ids[at] = id;
    proposals->distances[at] = distance;
}

/* The beginning of an id counts as near: people stop typing. */
static unsigned id_distance(struct bpv_text asked, struct bpv_text id)
{
    if (asked.length >= BPV_ID_MIN && asked.length < id.length &&
        memmem(id.start, id.length, asked.start, asked.length))
        return 1;
    return edit_distance(asked, id);
}

static void print_unknown_id(const struct bpv_base *base, struct bpv_text asked)
{
    struct proposals proposals = {.count = 0};
    struct bpv_base_info info;
    bpv_base_describe(base, &info);
    for (uint32_t i = 0; i < info.passage_count; i++) {
        struct bpv_passage passage;
        if (bpv_passage_get(base, i, &passage, NULL) != BPV_OK)
            continue;
        unsigned distance = id_distance(asked, passage.id);
        if (edit_distance_is_near(distance, asked.length))
            propose(&proposals, passage.id, distance);
    }
    struct text_buffer names = {0};
    for (size_t i = 0; i < proposals.count; i++) {
        text_buffer_append_string(&names, i ? ", " : "; lijkt op: ");
        text_buffer_append_text(&names, proposals.ids[i]);
    }
    cli_error("geen passage met id \"%.*s\"%s; alle id's staan in: bpv list passages", (int)asked.length, asked.start,
              names.data ? names.data : "");
    text_buffer_release(&names);
}

int cli_base_find(const struct bpv_base *base, const char *id, struct bpv_passage *passage)
{
    struct bpv_error error = {0};
    struct bpv_text text = cli_text(id);
    if (text.length > BPV_ID_MAX)
        text.length = BPV_ID_MAX + 1; /* certainly unknown, and short enough to print */
    switch (bpv_passage_find(base, text, passage, &error)) {
    case BPV_OK:
        return CLI_FOUND;
    case BPV_NOT_FOUND:
    case BPV_INVALID:
    case BPV_TOO_LARGE:
        print_unknown_id(base, text);
        return CLI_NOT_FOUND;
    default:
        return cli_base_error(&error);
    }
}

int cli_base_open_passage(const struct cli_options *options, const char *command, struct bpv_base **base,
                          struct bpv_passage *passage)
{
    *base = NULL;
    if (options->word_count != 1)
        return cli_error("geef precies één id, bijvoorbeeld: bpv %s pok-wie-tekent (alle id's: bpv list passages)",
                         command);
    int status = cli_base_open(options, base);
    return status == CLI_FOUND ? cli_base_find(*base, options->words[0], passage) : status;
}

static bool read_small_number(const char *value, unsigned *number)
{
    size_t length = strlen(value);
    if (length == 0 || length > 3 || strspn(value, "0123456789") != length)
        return false;
    *number = (unsigned)strtoul(value, NULL, 10);
    return true;
}

static int unknown_value(const char *option, const char *value, struct text_buffer *allowed)
{
    cli_error("--%s: \"%s\" bestaat niet; kies uit: %s", option, value, allowed->data ? allowed->data : "(niets)");
    text_buffer_release(allowed);
    return CLI_ERROR;
}

static void allow(struct text_buffer *allowed, struct bpv_text name)
{
    if (allowed->length)
        text_buffer_append_string(allowed, ", ");
    text_buffer_append_text(allowed, name);
}

static void allow_numbered(struct text_buffer *allowed, unsigned number, struct bpv_text name)
{
    text_buffer_printf(allowed, "%s%u (", allowed->length ? ", " : "", number);
    text_buffer_append_text(allowed, name);
    text_buffer_append_char(allowed, ')');
}

static int read_modules(const struct bpv_taxonomy *taxonomy, const struct cli_values *values, uint32_t *mask)
{
    for (size_t i = 0; i < values->count; i++) {
        unsigned number;
        if (read_small_number(values->items[i], &number) && bpv_taxonomy_module(taxonomy, number)) {
            *mask |= 1u << number;
            continue;
        }
        struct text_buffer allowed = {0};
        for (size_t j = 0; j < taxonomy->module_count; j++)
            allow_numbered(&allowed, taxonomy->modules[j].number, taxonomy->modules[j].name);
        return unknown_value("module", values->items[i], &allowed);
    }
    return CLI_FOUND;
}

static int read_themes(const struct bpv_taxonomy *taxonomy, const struct cli_values *values, uint32_t *mask)
{
    for (size_t i = 0; i < values->count; i++) {
        unsigned number;
        if (read_small_number(values->items[i], &number) && bpv_taxonomy_theme(taxonomy, number)) {
            *mask |= 1u << number;
            continue;
        }
        struct text_buffer allowed = {0};
        for (size_t j = 0; j < taxonomy->theme_count; j++)
            allow_numbered(&allowed, taxonomy->themes[j].number, taxonomy->themes[j].name);
        return unknown_value("theme", values->items[i], &allowed);
    }
    return CLI_FOUND;
}

/* Values out of a list of keys; the mask has the bit of the key's place in the list. */
static int read_keys(const char *option, const struct bpv_text *keys, size_t count, const struct cli_values *values,
                     uint32_t *mask)
{
    for (size_t i = 0; i < values->count; i++) {
        size_t length = strlen(values->items[i]), j = 0;
        while (j < count && (keys[j].length != length || memcmp(keys[j].start, values->items[i], length) != 0))
            j++;
        if (j < count) {
            *mask |= 1u << j;
            continue;
        }
        struct text_buffer allowed = {0};
        for (size_t k = 0; k < count; k++)
            allow(&allowed, keys[k]);
        return unknown_value(option, values->items[i], &allowed);
    }
    return CLI_FOUND;
}

static int read_names(const char *option, const struct bpv_keyed_name *names, size_t count,
                      const struct cli_values *values, uint32_t *mask)
{
    struct bpv_text keys[BPV_ROLES_MAX > BPV_PHASES_MAX ? BPV_ROLES_MAX : BPV_PHASES_MAX];
    for (size_t i = 0; i < count; i++)
        keys[i] = names[i].key;
    return read_keys(option, keys, count, values, mask);
}

static int read_audiences_and_forces(const struct cli_options *options, struct bpv_filters *filters)
{
    struct bpv_text audiences[BPV_AUDIENCES], forces[BPV_FORCES];
    for (size_t i = 0; i < BPV_AUDIENCES; i++)
        audiences[i] = cli_text(bpv_audience_key((enum bpv_audience)i));
    for (size_t i = 0; i < BPV_FORCES; i++)
        forces[i] = cli_text(bpv_force_key((enum bpv_force)i));
    int result = read_keys("audience", audiences, BPV_AUDIENCES, &options->audiences, &filters->audiences);
    if (result == CLI_FOUND)
        result = read_keys("force", forces, BPV_FORCES, &options->forces, &filters->forces);
    return result;
}

int cli_base_filters(const struct bpv_base *base, const struct cli_options *options, struct bpv_filters *filters)
{
    const struct bpv_taxonomy *taxonomy = bpv_base_taxonomy(base);
    *filters = (struct bpv_filters){.on = options->on, .expired = (options->given & CLI_EXPIRED) != 0};
    int result = read_modules(taxonomy, &options->modules, &filters->modules);
    if (result == CLI_FOUND)
        result = read_themes(taxonomy, &options->themes, &filters->themes);
    if (result == CLI_FOUND)
        result = read_names("role", taxonomy->roles, taxonomy->role_count, &options->roles, &filters->roles);
    if (result == CLI_FOUND)
        result = read_names("phase", taxonomy->phases, taxonomy->phase_count, &options->phases, &filters->phases);
    if (result == CLI_FOUND)
        result = read_audiences_and_forces(options, filters);
    return result;
}

bool cli_filters_pass(const struct bpv_filters *filters, const struct bpv_passage *passage)
{
    return (!filters->modules || (filters->modules >> passage->module & 1u)) &&
           (!filters->themes || (filters->themes & passage->themes)) &&
           (!filters->roles || (filters->roles & passage->roles)) &&
           (!filters->phases || (filters->phases >> passage->phase & 1u)) &&
           (!filters->audiences || (filters->audiences >> (unsigned)passage->audience & 1u)) &&
           (!filters->forces || (filters->forces >> (unsigned)passage->force & 1u));
}

enum report_format cli_report_format(const struct cli_options *options)
{
    switch (options->format) {
    case CLI_FORMAT_CSV:
        return REPORT_CSV;
    case CLI_FORMAT_MD:
        return REPORT_MD;
    case CLI_FORMAT_HTML:
        return REPORT_HTML;
    default:
        return REPORT_TEXT;
    }
}

bpv_date cli_day(const struct cli_options *options) { return options->on ? options->on : bpv_date_today(); }
