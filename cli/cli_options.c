#include "cli_options.h"

#include <getopt.h>
#include <stdio.h>
#include <string.h>

#include "edit_distance.h"

struct option_row {
    enum cli_option option;
    const char *name;
    const char *value; /* what stands for the value in the help; NULL without value */
    const char *help;
};

static const struct option_row rows[] = {
    {CLI_LIMIT, "limit", "N", "hoogstens N antwoorden (0 telt alleen)"},
    {CLI_OFFSET, "offset", "N", "sla de eerste N antwoorden over"},
    {CLI_MODULE, "module", "N", "alleen uit deze module; mag vaker"},
    {CLI_THEME, "theme", "N", "alleen bij dit thema; mag vaker"},
    {CLI_ROLE, "role", "ROL", "alleen voor deze rol, zoals begeleider; mag vaker"},
    {CLI_PHASE, "phase", "FASE", "alleen voor deze fase: voor, tijdens, na of altijd; mag vaker"},
    {CLI_AUDIENCE, "audience", "GROEP", "alleen voor deze doelgroep: alle of extra; mag vaker"},
    {CLI_FORCE, "force", "SOORT", "alleen wet, afspraak, advies of achtergrond; mag vaker"},
    {CLI_ON, "on", "DATUM", "wat gold op deze dag, zoals 2026-11-22"},
    {CLI_EXPIRED, "expired", NULL, "toon ook passages die verlopen zijn"},
    {CLI_EXPLAIN, "explain", NULL, "zeg bij elk antwoord waarom het gevonden is"},
    {CLI_FORMAT, "format", "VORM", NULL},
    {CLI_JSON, "json", NULL, "hetzelfde als --format json"},
    {CLI_ALL, "all", NULL, "alle passages"},
    {CLI_CORPUS, "corpus", "MAP", "de map met de bronteksten; mag vaker"},
    {CLI_LONG, "long", NULL, "alleen de lange vorm"},
    {CLI_SHORT, "short", NULL, "alleen de korte vorm"},
    {CLI_QUESTIONS, "questions", "BESTAND", "vragen in YAML, of per regel: vraag, tab, id's van de goede passages"},
    {CLI_GAPS, "gaps", "BESTAND", "vragen zonder antwoord, zoals bpvd --gaps ze telt"},
    {CLI_AGAINST, "against", "BESTAND", "vergelijk met dit eerdere resultaat of deze oude index"},
    {CLI_SAVE, "save", "BESTAND", "bewaar het resultaat, om later mee te vergelijken"},
    {CLI_BY, "by", "DEEL", "alleen dit deel, zoals theme, track, question of quality"},
    {CLI_FAIL_ON, "fail-on", "REGEL", "eindig met 1 als deze regel iets vindt; mag vaker"},
    {CLI_DAYS, "days", "N", "wat binnen N dagen verloopt, verloopt binnenkort (anders 90)"},
    {CLI_MONTHS, "months", "N", "wat N maanden niet is nagekeken, is te laat (anders 12)"},
    {CLI_SINCE, "since", "DATUM", "wat er vanaf deze dag veranderde, zoals 2026-09-01"},
    {CLI_INDEX, "index", "BESTAND", "gebruik deze index; mag vaker"},
    {CLI_COLOR, "color", "WANNEER", "kleur: auto, always of never"},
    {CLI_NO_COLOR, "no-color", NULL, "hetzelfde als --color=never"},
    {CLI_HELP, "help", NULL, "toon deze hulp"},
    {CLI_VERSION, "version", NULL, "toon de versie"},
};
#define ROW_COUNT (sizeof rows / sizeof rows[0])
#define FIRST_OPTION 256 /* getopt values of long options lie above those of characters */

static const struct {
    enum cli_format format;
    const char *name;
} formats_by_name[] = {
    {CLI_FORMAT_TEXT, "text"}, {CLI_FORMAT_JSON, "json"}, {CLI_FORMAT_TSV, "tsv"},
    {CLI_FORMAT_MD, "md"},     {CLI_FORMAT_HTML, "html"}, {CLI_FORMAT_CSV, "csv"},
};
#define FORMAT_COUNT (sizeof formats_by_name / sizeof formats_by_name[0])

static void write_formats(uint32_t formats, const char *separator, struct text_buffer *out)
{
    bool first = true;
    for (size_t i = 0; i < FORMAT_COUNT; i++) {
        if (!(formats & formats_by_name[i].format))
            continue;
        text_buffer_printf(out, "%s%s", first ? "" : separator, formats_by_name[i].name);
        first = false;
    }
}

void cli_options_write_help(uint32_t options, uint32_t formats, struct text_buffer *out)
{
    for (size_t i = 0; i < ROW_COUNT; i++) {
        if (!(options & rows[i].option))
            continue;
        char left[32];
        snprintf(left, sizeof left, "--%s%s%s", rows[i].name, rows[i].value ? " " : "",
                 rows[i].value ? rows[i].value : "");
        text_buffer_printf(out, "  %-18s ", left);
        if (rows[i].help) {
            text_buffer_append_string(out, rows[i].help);
        } else {
            text_buffer_append_string(out, "de vorm van de uitvoer: ");
            write_formats(formats, ", ", out);
        }
        text_buffer_append_char(out, '\n');
    }
}

/* Decimal digits only, at most maximum. */
static int read_number(const char *option, const char *value, size_t maximum, size_t *number)
{
    size_t result = 0;
    bool good = *value && strlen(value) <= 9;
    for (const char *at = value; *at && good; at++) {
        good = *at >= '0' && *at <= '9';
        result = result * 10 + (good ? (size_t)(*at - '0') : 0);
    }
    if (!good || result > maximum)
        return cli_error("--%s: \"%s\" past niet; geef een heel getal van 0 tot en met %zu", option, value, maximum);
    *number = result;
    return CLI_FOUND;
}

static int read_format(const char *value, uint32_t accepted, enum cli_format *format)
{
    for (size_t i = 0; i < FORMAT_COUNT; i++) {
        if ((accepted & formats_by_name[i].format) && strcmp(value, formats_by_name[i].name) == 0) {
            *format = formats_by_name[i].format;
            return CLI_FOUND;
        }
    }
    struct text_buffer names = {0};
    write_formats(accepted, ", ", &names);
    cli_error("--format: \"%s\" kan hier niet; kies uit: %s", value, names.data ? names.data : "");
    text_buffer_release(&names);
    return CLI_ERROR;
}

static int read_color(const char *value, enum cli_color *color)
{
    static const char *const names[] = {"auto", "always", "never"};
    for (size_t i = 0; i < sizeof names / sizeof names[0]; i++) {
        if (strcmp(value, names[i]) == 0) {
            *color = (enum cli_color)i;
            return CLI_FOUND;
        }
    }
    return cli_error("--color: \"%s\" kan niet; kies uit: auto, always, never", value);
}

static int read_date(const char *option, const char *value, bpv_date *date)
{
    if (bpv_date_parse(cli_text(value), date))
        return CLI_FOUND;
    return cli_error("--%s: \"%s\" is geen bestaande datum; schrijf jaar-maand-dag, zoals 2026-11-22", option, value);
}

static int add_value(struct cli_values *values, const char *option, const char *value, size_t maximum)
{
    if (values->count >= maximum)
        return cli_error("--%s staat er meer dan %zu keer; gebruik de optie minder vaak", option, maximum);
    values->items[values->count++] = value;
    return CLI_FOUND;
}

static struct cli_values *values_of(struct cli_options *options, enum cli_option option)
{
    switch (option) {
    case CLI_MODULE:
        return &options->modules;
    case CLI_THEME:
        return &options->themes;
    case CLI_ROLE:
        return &options->roles;
    case CLI_PHASE:
        return &options->phases;
    case CLI_AUDIENCE:
        return &options->audiences;
    case CLI_FORCE:
        return &options->forces;
    case CLI_CORPUS:
        return &options->corpora;
    case CLI_FAIL_ON:
        return &options->rules;
    case CLI_INDEX:
        return &options->indexes;
    default:
        return NULL;
    }
}

static int apply(struct cli_options *options, const struct option_row *row, uint32_t formats, const char *value)
{
    options->given |= row->option;
    struct cli_values *values = values_of(options, row->option);
    if (values)
        return add_value(values, row->name, value, row->option == CLI_INDEX ? BPV_INDEXES_MAX : CLI_VALUES_MAX);
    switch (row->option) {
    case CLI_LIMIT:
        return read_number(row->name, value, BPV_ANSWERS_LIMIT_MAX, &options->limit);
    case CLI_OFFSET:
        return read_number(row->name, value, BPV_ANSWERS_OFFSET_MAX, &options->offset);
    case CLI_QUESTIONS:
        options->questions = value;
        return CLI_FOUND;
    case CLI_GAPS:
        options->gaps = value;
        return CLI_FOUND;
    case CLI_AGAINST:
        options->against = value;
        return CLI_FOUND;
    case CLI_SAVE:
        options->save = value;
        return CLI_FOUND;
    case CLI_ON:
        return read_date(row->name, value, &options->on);
    case CLI_SINCE:
        return read_date(row->name, value, &options->since);
    case CLI_DAYS:
        return read_number(row->name, value, BPV_COVERAGE_DAYS_MAX, &options->days);
    case CLI_MONTHS:
        return read_number(row->name, value, BPV_COVERAGE_MONTHS_MAX, &options->months);
    case CLI_BY:
        options->by = value;
        return CLI_FOUND;
    case CLI_FORMAT:
        return read_format(value, formats, &options->format);
    case CLI_JSON:
        options->format = CLI_FORMAT_JSON;
        return CLI_FOUND;
    case CLI_COLOR:
        return read_color(value, &options->color);
    case CLI_NO_COLOR:
        options->color = CLI_COLOR_NEVER;
        return CLI_FOUND;
    default: /* the bit in given says it all */
        return CLI_FOUND;
    }
}

static const char *nearest_option(struct bpv_text asked, uint32_t accepted)
{
    const char *nearest = NULL;
    unsigned best = UINT32_MAX;
    for (size_t i = 0; i < ROW_COUNT; i++) {
        unsigned distance = edit_distance(asked, cli_text(rows[i].name));
        if ((accepted & rows[i].option) && distance < best && edit_distance_is_near(distance, asked.length)) {
            best = distance;
            nearest = rows[i].name;
        }
    }
    return nearest;
}

/* What getopt could not read, as an error of ours. */
static int bad_option(const char *command, uint32_t accepted, const char *argument, int value)
{
    const char *space = command ? " " : "";
    command = command ? command : "";
    if (value >= FIRST_OPTION)
        return cli_error("--%s krijgt geen waarde; laat het deel na \"=\" weg", rows[value - FIRST_OPTION].name);
    if (value > 0 && value < 0x80)
        return cli_error("onbekende optie \"-%c\"; hoort het bij de vraag, zet er dan -- voor (zie: bpv%s%s --help)",
                         value, space, command);
    if (value)
        return cli_error("onbekende optie \"%.80s\"; hoort het bij de vraag, zet er dan -- voor (zie: bpv%s%s --help)",
                         argument, space, command);
    struct bpv_text name = {argument + 2, strcspn(argument + 2, "=")};
    const char *nearest = nearest_option(name, accepted);
    if (nearest)
        return cli_error("onbekende optie \"--%.*s\"; bedoelde u \"--%s\"?", (int)name.length, name.start, nearest);
    return cli_error("onbekende optie \"--%.*s\"; zie: bpv%s%s --help", (int)name.length, name.start, space, command);
}

/* The argument that getopt refused. Halfway a cluster of short options, and so halfway a character, optind is still
 * at it. */
static const char *refused_argument(int argc, char **argv)
{
    bool inside = (optopt < 0 || optopt >= 0x80) && optopt < FIRST_OPTION && optind < argc;
    return inside && strchr(argv[optind], optopt) ? argv[optind] : argv[optind - 1];
}

static int parse(struct cli_options *options, const struct cli_accepts *accepts, const char *command, int argc,
                 char **argv)
{
    uint32_t accepted = accepts->options | CLI_GLOBAL_OPTIONS;
    struct option table[ROW_COUNT + 1] = {0};
    size_t count = 0;
    for (size_t i = 0; i < ROW_COUNT; i++)
        if (accepted & rows[i].option)
            table[count++] = (struct option){rows[i].name, rows[i].value ? required_argument : no_argument, NULL,
                                             FIRST_OPTION + (int)i};
    opterr = 0;
    optind = 0; /* GNU: start over, and read the first character of the option string again */
    int value, result = CLI_FOUND;
    while (result == CLI_FOUND && (value = getopt_long(argc, argv, command ? ":hV" : "+:hV", table, NULL)) != -1) {
        if (value == 'h' || value == 'V')
            options->given |= value == 'h' ? CLI_HELP : CLI_VERSION;
        else if (value == ':')
            result = cli_error("--%s mist een waarde; schrijf: --%s %s", rows[optopt - FIRST_OPTION].name,
                               rows[optopt - FIRST_OPTION].name, rows[optopt - FIRST_OPTION].value);
        else if (value == '?')
            result = bad_option(command, accepted, refused_argument(argc, argv), optopt);
        else
            result = apply(options, &rows[value - FIRST_OPTION], accepts->formats, optarg);
    }
    options->words = argv + optind;
    options->word_count = (size_t)(argc - optind);
    return result;
}

int cli_options_parse_global(struct cli_options *options, int argc, char **argv)
{
    *options = (struct cli_options){.format = CLI_FORMAT_TEXT};
    return parse(options, &(struct cli_accepts){0, 0}, NULL, argc, argv);
}

int cli_options_parse_command(struct cli_options *options, const struct cli_accepts *accepts, int argc, char **argv)
{
    return parse(options, accepts, argv[0], argc, argv);
}
