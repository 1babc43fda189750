/* bpv: asks the knowledge base on the command line. */
#include <getopt.h>
#include <signal.h>
#include <string.h>
#include <unistd.h>

#include "commands.h"
#include "edit_distance.h"

struct command {
    const char *name, *arguments, *summary;
    struct cli_accepts accepts;
    int (*run)(const struct cli_options *options, struct text_buffer *out);
    const char *help; /* below the options; ends with a line end */
};

#define TEXT_JSON (CLI_FORMAT_TEXT | CLI_FORMAT_JSON)
#define TEXT_JSON_TSV (TEXT_JSON | CLI_FORMAT_TSV)

static const struct command commands[] = {
    {"ask",
     "VRAAG...",
     "stel een vraag",
     {CLI_FILTER_OPTIONS | CLI_LIMIT | CLI_OFFSET | CLI_EXPIRED | CLI_EXPLAIN | CLI_FORMAT | CLI_JSON,
      TEXT_JSON_TSV | CLI_FORMAT_MD},
     command_ask,
     "Een vraag \"-\" wordt van de invoer gelezen. Na -- komen geen opties meer.\n"
     "Zonder --limit: 3 antwoorden als text of md, 10 als json of tsv.\n"
     "Voorbeeld: bpv ask \"Wie moet de praktijkovereenkomst ondertekenen?\"\n"},
    {"show",
     "ID",
     "toon een passage met alles wat erover bekend is",
     {CLI_ON | CLI_FORMAT | CLI_JSON, TEXT_JSON | CLI_FORMAT_MD},
     command_show,
     "Voorbeeld: bpv show pok-wie-tekent\n"},
    {"cite",
     "ID",
     "maak een citaat met verwijzing, voor in een mail of verslag",
     {CLI_ON | CLI_FORMAT | CLI_LONG | CLI_SHORT, CLI_FORMAT_TEXT | CLI_FORMAT_MD | CLI_FORMAT_HTML},
     command_cite,
     "Zonder --long of --short: de korte vorm, een lege regel en de lange vorm.\n"
     "Voorbeeld: bpv cite --short pok-wie-tekent\n"},
    {"verify",
     "ID|--all",
     "vergelijk passages met de bronteksten: de tekst byte voor byte, en de kenmerken",
     {CLI_ALL | CLI_CORPUS, 0},
     command_verify,
     "Zonder --corpus: $BPV_CORPUS, anders de map corpus naast de broncode.\n"
     "Voorbeeld: bpv verify --all --corpus corpus\n"},
    {"similar",
     "ID",
     "zoek passages die op deze lijken",
     {CLI_LIMIT | CLI_ON | CLI_FORMAT | CLI_JSON, TEXT_JSON_TSV},
     command_similar,
     "Voorbeeld: bpv similar --limit 5 pok-wie-tekent\n"},
    {"list",
     "modules|themes|tracks|sources|glossary|passages",
     "toon een lijst",
     {CLI_FILTER_OPTIONS | CLI_FORMAT | CLI_JSON, TEXT_JSON_TSV},
     command_list,
     "De opties om te kiezen (--module enzovoort) werken bij passages.\n"
     "Voorbeeld: bpv list passages --module 3\n"},
    {"status", "", "toon wat er in de index zit", {CLI_FORMAT | CLI_JSON, TEXT_JSON}, command_status, ""},
    {"analyze",
     "TEKST...",
     "toon op welke woorden gezocht wordt, en waarom",
     {CLI_FORMAT | CLI_JSON, TEXT_JSON_TSV},
     command_analyze,
     "Voorbeeld: bpv analyze \"stageplek en POK\"\n"},
    {"eval",
     "",
     "meet hoe goed vragen worden beantwoord",
     {CLI_QUESTIONS | CLI_AGAINST | CLI_SAVE | CLI_EXPLAIN | CLI_FORMAT | CLI_JSON, TEXT_JSON},
     command_eval,
     "Zonder --questions: de vragen van de index. --explain noemt de vragen die niet op plaats 1 staan.\n"
     "Voorbeeld: bpv eval --questions vragen.tsv --against vorige.tsv\n"},
    {"coverage",
     "",
     "toon wat de kennisbank dekt, en wat er mis is",
     {CLI_BY | CLI_QUESTIONS | CLI_GAPS | CLI_FAIL_ON | CLI_DAYS | CLI_MONTHS | CLI_ON | CLI_FORMAT | CLI_JSON,
      TEXT_JSON | CLI_FORMAT_CSV | CLI_FORMAT_MD | CLI_FORMAT_HTML},
     command_coverage,
     "--by kiest uit: theme, module, track, role, phase, audience, importance, question, quality.\n"
     "--gaps toont alleen die vragen, en of zij nu wel een antwoord hebben.\n"
     "Een vraag in --questions zonder id's moet een antwoord hebben; welk, wordt dan niet nagekeken.\n"
     "Voorbeeld: bpv coverage --fail-on empty-cell --fail-on expired\n"},
    {"changes",
     "",
     "toon wat er veranderd is",
     {CLI_SINCE | CLI_AGAINST | CLI_ON | CLI_FORMAT | CLI_JSON,
      TEXT_JSON | CLI_FORMAT_CSV | CLI_FORMAT_MD | CLI_FORMAT_HTML},
     command_changes,
     "Met --since: naar de datums in de passages. Met --against: tegenover een oude index.\n"
     "Voorbeeld: bpv changes --since 2026-09-01\n"},
};
#define COMMAND_COUNT (sizeof commands / sizeof commands[0])

static void write_overview(struct text_buffer *out)
{
    text_buffer_append_string(out, "Gebruik: bpv [--index BESTAND] OPDRACHT [OPTIES] ...\n\n"
                                   "Zoekt in de kennisbank over begeleiding bij de beroepspraktijkvorming (BPV).\n"
                                   "Elk antwoord is een letterlijke passage met de bron erbij.\n\nOpdrachten:\n");
    for (size_t i = 0; i < COMMAND_COUNT; i++)
        text_buffer_printf(out, "  %-9s %s\n", commands[i].name, commands[i].summary);
    text_buffer_append_string(out, "\nOpties bij elke opdracht:\n");
    cli_options_write_help(CLI_GLOBAL_OPTIONS, 0, out);
    text_buffer_append_string(out, "\nMeer over een opdracht: bpv OPDRACHT --help\n"
                                   "Voorbeeld: bpv ask \"Mag mijn student van 17 's avonds werken?\"\n");
}

static void write_command_help(const struct command *command, struct text_buffer *out)
{
    text_buffer_printf(out, "Gebruik: bpv %s [OPTIES]%s%s\n\nOpdracht %s: %s.\n\nOpties:\n", command->name,
                       *command->arguments ? " " : "", command->arguments, command->name, command->summary);
    cli_options_write_help(command->accepts.options | CLI_INDEX | CLI_COLOR | CLI_NO_COLOR, command->accepts.formats,
                           out);
    text_buffer_printf(out, "%s%s", *command->help ? "\n" : "", command->help);
}

static const struct command *find_command(const char *name)
{
    for (size_t i = 0; i < COMMAND_COUNT; i++)
        if (strcmp(name, commands[i].name) == 0)
            return &commands[i];
    return NULL;
}

static int unknown_command(const char *name)
{
    const char *nearest = NULL;
    unsigned best = UINT32_MAX;
    struct bpv_text asked = cli_text(name);
    for (size_t i = 0; i < COMMAND_COUNT; i++) {
        unsigned distance = edit_distance(asked, cli_text(commands[i].name));
        if (distance < best && edit_distance_is_near(distance, asked.length)) {
            best = distance;
            nearest = commands[i].name;
        }
    }
    if (nearest)
        return cli_error("onbekende opdracht \"%.80s\"; bedoelde u \"%s\"?", name, nearest);
    return cli_error(
        "onbekende opdracht \"%.80s\"; een vraag stel je met: bpv ask \"...\" (alle opdrachten: bpv --help)", name);
}

static int run_command(struct cli_options *options, struct text_buffer *out)
{
    const struct command *command = find_command(options->words[0]);
    if (!command)
        return unknown_command(options->words[0]);
    if (cli_options_parse_command(options, &command->accepts, (int)options->word_count, options->words) != CLI_FOUND)
        return CLI_ERROR;
    if (options->given & CLI_HELP) {
        write_command_help(command, out);
        return CLI_FOUND;
    }
    if (options->given & CLI_VERSION) {
        text_buffer_append_string(out, "bpv " BPV_VERSION "\n");
        return CLI_FOUND;
    }
    struct bpv_error error;
    if (bpv_today_check(&error) != BPV_OK)
        return cli_error("%s", error.text);
    return command->run(options, out);
}

static int help_on(const char *name, struct text_buffer *out)
{
    const struct command *command = find_command(name);
    if (!command)
        return unknown_command(name);
    write_command_help(command, out);
    return CLI_FOUND;
}

static int run(int argc, char **argv, struct text_buffer *out)
{
    struct cli_options options;
    if (cli_options_parse_global(&options, argc, argv) != CLI_FOUND)
        return CLI_ERROR;
    if (options.given & CLI_VERSION) {
        text_buffer_append_string(out, "bpv " BPV_VERSION "\n");
        return CLI_FOUND;
    }
    bool wants_help = (options.given & CLI_HELP) || (options.word_count && strcmp(options.words[0], "help") == 0);
    if (wants_help) {
        size_t topic = options.word_count && strcmp(options.words[0], "help") == 0 ? 1 : 0;
        if (options.word_count > topic)
            return help_on(options.words[topic], out);
        write_overview(out);
        return CLI_FOUND;
    }
    if (!options.word_count)
        return cli_error(
            "er staat geen opdracht; een vraag stel je met: bpv ask \"...\" (alle opdrachten: bpv --help)");
    return run_command(&options, out);
}

int main(int argc, char **argv)
{
    signal(SIGPIPE, SIG_DFL); /* `bpv ... | head` ends quietly, also when the parent ignores the signal */
    struct text_buffer out = {0};
    int status = run(argc, argv, &out);
    if (!cli_flush(&out))
        status = CLI_ERROR;
    text_buffer_release(&out);
    /* Some file systems report a full disk only here. */
    if (close(STDOUT_FILENO) != 0 && status != CLI_ERROR)
        status = cli_error("kan de uitvoer niet afsluiten; is de schijf vol?");
    return status;
}
