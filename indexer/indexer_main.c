/* bpv-index: options and exit status. 0 = good, 1 = problems in the corpus, 2 = wrong use or a system error. */
#include <getopt.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <time.h>
#include <unistd.h>

#include "build_cache.h"
#include "build_summary.h"
#include "build_update.h"
#include "check_watch.h"
#include "corpus_check.h"
#include "corpus_doubles.h"
#include "corpus_propose.h"
#include "import_command.h"
#include "index_tagger.h"
#include "questions_command.h"
#include "remote_command.h"
#include "tagger_check.h"
#include "utf8.h"
#include "write_ids.h"

#ifndef BPV_DICTIONARY
#define BPV_DICTIONARY "/usr/share/dict/dutch"
#endif

enum { EXIT_GOOD = 0, EXIT_PROBLEMS = 1, EXIT_WRONG = 2 };

struct options {
    bool build, keep_going, quiet, untagged, write_ids, json, watch, tagger;
    const char *output, *name, *dictionary, *index, *cache;
    char **roots;
    size_t root_count;
};

static const char usage[] =
    "Gebruik:\n"
    "  bpv-index build CORPUS... -o BESTAND [opties]   maak een index van een of meer mappen\n"
    "  bpv-index check CORPUS... [opties]              controleer een corpus zonder te schrijven\n"
    "  bpv-index import BESTAND... [-o MAP]            maak van een document een corpusbestand (zie import --help)\n"
    "  bpv-index questions BESTAND                     schrijf vragen in YAML als regels voor bpv eval\n"
    "  bpv-index remote INDEX -o BESTAND               maak een index klaar voor een zoekserver (zie remote --help)\n"
    "  bpv-index --help | --version\n"
    "\n"
    "Opties van build:\n"
    "  -o, --output BESTAND     de index die gemaakt wordt; de vorige blijft bewaard als BESTAND.vorige\n"
    "  -k, --keep-going         sla passages met fouten over en maak de index toch (status blijft 1)\n"
    "      --name NAAM          hoe mensen deze index noemen\n"
    "      --dictionary BESTAND woordenlijst, een woord per regel (standaard " BPV_DICTIONARY "; leeg = geen)\n"
    "      --cache MAP          bewaar in MAP wat een volgende bouw sneller maakt; mag weg als er geen bouw loopt\n"
    "Opties van check:\n"
    "      --write-ids          geef passages zonder id een id, en schrijf dat in het bestand\n"
    "      --tagger             toon hoe goed thema's en modules te voorspellen zijn, en welke tags er verkeerd "
    "uitzien\n"
    "      --format text|json   hoe de uitkomst eruitziet\n"
    "      --watch              blijf meekijken: controleer opnieuw na elke wijziging, tot Ctrl-C\n"
    "Opties van allebei:\n"
    "  -q, --quiet              toon alleen fouten\n"
    "      --untagged           gewone Markdown zonder taxonomie: elke kop (niveau 1 tot 3) is een passage\n"
    "      --index BESTAND      met --untagged: stel module en thema's voor, geleerd van deze index\n"
    "\n"
    "Status: 0 goed, 1 fouten in het corpus, 2 verkeerd gebruik of een systeemfout.\n";

__attribute__((format(printf, 1, 2))) static int wrong_use(const char *format, ...)
{
    va_list arguments;
    va_start(arguments, format);
    fputs("bpv-index: ", stderr);
    vfprintf(stderr, format, arguments);
    fputs("\nProbeer: bpv-index --help\n", stderr);
    va_end(arguments);
    return EXIT_WRONG;
}

static int system_error(const struct bpv_error *error)
{
    struct text_buffer text;
    text_buffer_init(&text, 0);
    append_printable(&text, text_of(error->text));
    fprintf(stderr, "bpv-index: %s\n", text.data ? text.data : "onbekende fout");
    text_buffer_release(&text);
    return EXIT_WRONG;
}

/* ---- Options ---- */

enum {
    OPTION_NAME = 256,
    OPTION_CACHE,
    OPTION_DICTIONARY,
    OPTION_WRITE_IDS,
    OPTION_FORMAT,
    OPTION_UNTAGGED,
    OPTION_INDEX,
    OPTION_TAGGER,
    OPTION_WATCH,
    OPTION_HELP,
    OPTION_VERSION
};

static const struct option long_options[] = {{"output", required_argument, NULL, 'o'},
                                             {"keep-going", no_argument, NULL, 'k'},
                                             {"quiet", no_argument, NULL, 'q'},
                                             {"name", required_argument, NULL, OPTION_NAME},
                                             {"cache", required_argument, NULL, OPTION_CACHE},
                                             {"dictionary", required_argument, NULL, OPTION_DICTIONARY},
                                             {"write-ids", no_argument, NULL, OPTION_WRITE_IDS},
                                             {"format", required_argument, NULL, OPTION_FORMAT},
                                             {"untagged", no_argument, NULL, OPTION_UNTAGGED},
                                             {"index", required_argument, NULL, OPTION_INDEX},
                                             {"tagger", no_argument, NULL, OPTION_TAGGER},
                                             {"watch", no_argument, NULL, OPTION_WATCH},
                                             {"help", no_argument, NULL, OPTION_HELP},
                                             {"version", no_argument, NULL, OPTION_VERSION},
                                             {NULL, 0, NULL, 0}};

/* -1 to go on, else the exit status. */
static int take_option(struct options *options, int option, char **arguments)
{
    switch (option) {
    case 'o':
        options->output = optarg;
        return -1;
    case 'k':
        options->keep_going = true;
        return -1;
    case 'q':
        options->quiet = true;
        return -1;
    case OPTION_NAME:
        options->name = optarg;
        return -1;
    case OPTION_CACHE:
        options->cache = optarg;
        return -1;
    case OPTION_DICTIONARY:
        options->dictionary = optarg;
        return -1;
    case OPTION_WRITE_IDS:
        options->write_ids = true;
        return -1;
    case OPTION_UNTAGGED:
        options->untagged = true;
        return -1;
    case OPTION_INDEX:
        options->index = optarg;
        return *optarg ? -1 : wrong_use("de naam na --index is leeg");
    case OPTION_WATCH:
        options->watch = true;
        return -1;
    case OPTION_TAGGER:
        options->tagger = true;
        return -1;
    case OPTION_FORMAT:
        options->json = strcmp(optarg, "json") == 0;
        return options->json || strcmp(optarg, "text") == 0
                   ? -1
                   : wrong_use("onbekend formaat '%s'; kies text of json", optarg);
    case OPTION_HELP:
        fputs(usage, stdout);
        return EXIT_GOOD;
    case OPTION_VERSION:
        puts("bpv-index " BPV_VERSION);
        return EXIT_GOOD;
    case ':':
        return wrong_use("bij %s hoort een waarde; zet die erachter", arguments[optind - 1]);
    default:
        return wrong_use("onbekende optie %s", arguments[optind - 1]);
    }
}

static int check_build_options(struct options *options)
{
    if (!options->output)
        return wrong_use("zeg met -o BESTAND waar de index komt");
    if (options->tagger)
        return wrong_use("--tagger hoort bij check, niet bij build");
    if (options->cache && options->untagged)
        return wrong_use("--cache en --untagged gaan niet samen; laat --cache weg");
    if (options->cache && !*options->cache)
        return wrong_use("de map na --cache heeft geen naam; geef een map op");
    if (options->write_ids || options->json || options->watch)
        return wrong_use("%s hoort bij check, niet bij build", options->write_ids ? "--write-ids"
                                                               : options->json    ? "--format"
                                                                                  : "--watch");
    if (options->name &&
        (strlen(options->name) > BPV_TITLE_MAX || !utf8_valid(options->name, strlen(options->name), NULL)))
        return wrong_use("de naam na --name is te lang of geen UTF-8");
    if (!options->dictionary)
        options->dictionary = BPV_DICTIONARY;
    else if (*options->dictionary && access(options->dictionary, R_OK) != 0)
        return wrong_use("de woordenlijst %s kan niet worden gelezen; geef een bestaand bestand op",
                         options->dictionary);
    if (!*options->dictionary)
        options->dictionary = NULL;
    return -1;
}

static int check_check_options(const struct options *options)
{
    if (options->output || options->keep_going || options->name || options->dictionary || options->cache)
        return wrong_use("-o, --keep-going, --name, --dictionary en --cache horen bij build, niet bij check");
    if (options->tagger && (options->untagged || options->watch))
        return wrong_use("--tagger gaat niet samen met --untagged of --watch");
    if (options->write_ids && options->watch)
        return wrong_use("--write-ids en --watch gaan niet samen; schrijf de id's eerst, en kijk dan mee");
    if (options->write_ids && options->untagged)
        return wrong_use("--write-ids en --untagged gaan niet samen; zonder taxonomie komen id's uit pad en kop");
    return -1;
}

static int read_options(struct options *options, int count, char **arguments)
{
    *options = (struct options){.roots = arguments + count}; /* ends in NULL */
    opterr = 0;
    int option;
    while ((option = getopt_long(count, arguments, ":o:kq", long_options, NULL)) != -1) {
        int status = take_option(options, option, arguments);
        if (status >= 0)
            return status;
    }
    if (optind >= count)
        return wrong_use("zeg wat er moet gebeuren: build, check, import of questions");
    const char *command = arguments[optind++];
    options->build = strcmp(command, "build") == 0;
    if (!options->build && strcmp(command, "check") != 0)
        return wrong_use("onbekende opdracht '%s'; kies build, check, import of questions", command);
    options->roots = arguments + optind;
    options->root_count = (size_t)(count - optind);
    if (!options->root_count)
        return wrong_use("geef de map van het corpus op, bijvoorbeeld: bpv-index %s corpus", command);
    if (options->root_count > BPV_ROOTS_MAX)
        return wrong_use("maximaal %u mappen", BPV_ROOTS_MAX);
    for (size_t i = 0; i < options->root_count; i++)
        if (!*options->roots[i] || !utf8_valid(options->roots[i], strlen(options->roots[i]), NULL))
            return wrong_use("de naam van een map is leeg of geen UTF-8; verbeter die");
    if (options->index && !options->untagged)
        return wrong_use("--index hoort bij --untagged: een corpus met taxonomie heeft zijn eigen module en thema's");
    return options->build ? check_build_options(options) : check_check_options(options);
}

/* ---- Commands ---- */

static double seconds_since(const struct timespec *start)
{
    struct timespec now;
    clock_gettime(CLOCK_MONOTONIC, &now);
    return (double)(now.tv_sec - start->tv_sec) + (double)(now.tv_nsec - start->tv_nsec) / 1e9;
}

static enum bpv_status load(struct corpus *corpus, struct build_report *report, const struct options *options,
                            struct build_cache *cache, struct bpv_error *error)
{
    corpus_init(corpus, report, options->untagged);
    corpus->cache = cache;
    corpus->collect_missing_ids = options->write_ids;
    corpus->other_taxonomy = options->index != NULL;
    if (options->build)
        text_store_open(&corpus->texts, options->output);
    return corpus_load(corpus, options->roots, options->root_count, error);
}

/* Plain texts get a proposed module and themes when there is a taxonomy: of an index, or in their own folder. */
static enum bpv_status propose(struct corpus *corpus, const struct options *options, struct index_tagger *learner,
                               struct bpv_error *error)
{
    const char *dictionary = options->build ? options->dictionary : BPV_DICTIONARY;
    if (options->index) {
        enum bpv_status status = index_tagger_open(options->index, learner, error);
        if (status == BPV_OK)
            status = index_tagger_learn(learner, dictionary, error);
        if (status == BPV_OK)
            corpus_propose(corpus, learner->taxonomy, learner->tagger);
        return status;
    }
    if (corpus->untagged && corpus->taxonomy->theme_count && !corpus->unusable) {
        struct tagger_corpus *words = tagger_corpus_create(NULL, 0, corpus->taxonomy, dictionary);
        struct theme_tagger *tagger = theme_tagger_learn(words, NULL, NULL);
        corpus_propose(corpus, corpus->taxonomy, tagger);
        theme_tagger_free(tagger);
        tagger_corpus_free(words);
    }
    return BPV_OK;
}

static size_t count_usable(const struct corpus *corpus)
{
    size_t usable = 0;
    for (size_t i = 0; i < corpus->passage_count && !corpus->unusable; i++)
        usable += !corpus->passages[i].broken;
    return usable;
}

/* Loads the corpus; with --write-ids a second time, after the ids have been written. */
static enum bpv_status load_with_ids(struct corpus *corpus, struct build_report *report, const struct options *options,
                                     size_t *written, struct bpv_error *error)
{
    *written = 0;
    enum bpv_status status = load(corpus, report, options, NULL, error);
    if (status != BPV_OK || !corpus->missing_count)
        return status;
    status = write_ids(corpus, written, error);
    if (status != BPV_OK || !*written)
        return status;
    corpus_release(corpus);
    build_report_release(report);
    return load(corpus, report, options, NULL, error);
}

static void check_not_empty(const struct corpus *corpus, const struct options *options)
{
    if (!count_usable(corpus) && !corpus->report->errors)
        report_error(corpus->report, (struct place){text_of(options->roots[0]), 0, 0},
                     "hier staan geen passages; zet er Markdown-bestanden (.md) in of geef een andere map op");
}

/* Loads the corpus with what an earlier build kept; *used is false when it has to be loaded without that. */
static enum bpv_status load_with_cache(struct corpus *corpus, struct build_report *report,
                                       const struct options *options, struct build_cache *cache, bool *used,
                                       struct bpv_error *error)
{
    enum bpv_status status = load(corpus, report, options, cache, error);
    if (status != BPV_OK)
        return status;
    corpus_check(corpus, bpv_date_today());
    check_not_empty(corpus, options);
    *used = build_cache_usable(cache, corpus);
    if (!*used) {
        corpus_release(corpus);
        build_report_release(report);
    }
    return status;
}

static enum bpv_status load_and_check(struct corpus *corpus, struct build_report *report, const struct options *options,
                                      struct build_cache *cache, struct index_tagger *learner, size_t *ids_written,
                                      struct bpv_error *error)
{
    bool used = false;
    enum bpv_status status = cache ? load_with_cache(corpus, report, options, cache, &used, error) : BPV_OK;
    if (status != BPV_OK || used)
        return status;
    status = load_with_ids(corpus, report, options, ids_written, error);
    if (status == BPV_OK)
        status = propose(corpus, options, learner, error);
    if (status == BPV_OK) {
        corpus_check(corpus, bpv_date_today());
        check_not_empty(corpus, options);
        if (!options->build)
            corpus_warn_of_doubles(corpus);
    }
    return status;
}

/* The line under the problems while watching; the whole summary would push them off the screen. */
static void print_watch_line(const struct build_summary *summary)
{
    char clock_text[16] = "";
    struct tm local;
    time_t now = time(NULL);
    if (localtime_r(&now, &local))
        strftime(clock_text, sizeof clock_text, "%H:%M:%S", &local);
    printf("%s  Passages: %zu. Fouten: %zu. Waarschuwingen: %zu. Ik kijk mee; stop met Ctrl-C.\n", clock_text,
           count_usable(summary->corpus), summary->corpus->report->errors, summary->corpus->report->warnings);
}

static int finish_check(const struct options *options, const struct build_summary *summary, struct build_report *report)
{
    build_report_finish(report);
    if (options->json) {
        build_summary_print_json(summary, stdout);
    } else {
        build_report_print(report, options->quiet, stderr);
        if (options->watch && !options->quiet)
            print_watch_line(summary);
        else if (!options->quiet)
            build_summary_print(summary, stdout);
        if (options->tagger)
            tagger_check(summary->corpus, BPV_DICTIONARY, stdout);
    }
    return report->errors ? EXIT_PROBLEMS : EXIT_GOOD;
}

static struct index_build build_of(const struct options *options, struct build_cache *cache)
{
    return (struct index_build){.output = options->output,
                                .dictionary = options->dictionary,
                                .name = text_of(options->name ? options->name : ""),
                                .show_progress = !options->quiet && isatty(STDERR_FILENO),
                                .cache = cache};
}

static void print_built(const struct options *options, struct build_summary summary, const struct index_built *built,
                        const struct timespec *start)
{
    summary.built = built;
    summary.output = options->output;
    summary.seconds = seconds_since(start);
    if (!options->quiet)
        build_summary_print(&summary, stdout);
}

static int finish_build(const struct options *options, const struct build_summary *summary, struct corpus *corpus,
                        const struct timespec *start)
{
    struct build_report *report = corpus->report;
    struct index_built built;
    struct bpv_error error = {0};
    build_report_finish(report);
    build_report_print(report, options->quiet, stderr);
    if (report->errors && (!options->keep_going || !count_usable(corpus))) {
        fprintf(stderr, "bpv-index: geen index gemaakt, want het corpus heeft %zu fout%s; verbeter die%s\n",
                report->errors, report->errors == 1 ? "" : "en",
                options->keep_going ? "" : ", of gebruik --keep-going");
        return EXIT_PROBLEMS;
    }
    if (report->errors)
        corpus_drop_broken(corpus);
    struct index_build build = build_of(options, corpus->cache);
    if (index_build(corpus, &build, &built, &error) != BPV_OK)
        return system_error(&error);
    if (corpus->cache)
        build_state_write(corpus->cache, &build, options->roots, options->root_count, corpus, built.generation);
    print_built(options, *summary, &built, start);
    return report->errors ? EXIT_PROBLEMS : EXIT_GOOD;
}

/* A build of which only a few files changed since the one before it. False when there is more to do. */
static bool run_update(const struct options *options, struct build_cache *cache, const struct timespec *start,
                       int *result)
{
    struct build_report report = {0};
    struct corpus corpus;
    struct index_built built;
    struct bpv_error error = {0};
    bool done;
    struct build_summary summary = {.corpus = &corpus, .dictionary = BPV_DICTIONARY};
    struct index_build build = build_of(options, cache);
    corpus_init(&corpus, &report, false);
    enum bpv_status status =
        build_update(&corpus, options->roots, options->root_count, cache, &build, &built, &done, &error);
    if (done) {
        build_report_finish(&report);
        build_report_print(&report, options->quiet, stderr);
        *result = status == BPV_OK ? EXIT_GOOD : system_error(&error);
    }
    if (done && status == BPV_OK)
        print_built(options, summary, &built, start);
    corpus_release(&corpus);
    build_report_release(&report);
    return done;
}

static int run(const struct options *options)
{
    struct timespec start;
    clock_gettime(CLOCK_MONOTONIC, &start);
    struct build_report report = {0};
    struct corpus corpus = {0};
    struct bpv_error error = {0};
    struct index_tagger learner = {.base = NULL};
    struct build_cache cache = {.lock = -1};
    struct build_summary summary = {.corpus = &corpus, .tagger = options->tagger, .dictionary = BPV_DICTIONARY};
    bool cached = false;
    int result = EXIT_WRONG;
    if (options->cache && build_cache_open(&cache, options->cache, &cached, &error) != BPV_OK) {
        result = system_error(&error);
        goto cleanup;
    }
    if (cached)
        build_cache_name_words(&cache, options->dictionary);
    if (cached && run_update(options, &cache, &start, &result))
        goto written;
    if (load_and_check(&corpus, &report, options, cached ? &cache : NULL, &learner, &summary.ids_written, &error) !=
        BPV_OK) {
        build_report_finish(&report);
        build_report_print(&report, options->quiet, stderr);
        result = system_error(&error);
        goto cleanup;
    }
    summary.seconds = seconds_since(&start);
    result =
        options->build ? finish_build(options, &summary, &corpus, &start) : finish_check(options, &summary, &report);
written:
    if (fflush(stdout) != 0 || ferror(stdout)) {
        fputs("bpv-index: schrijven naar stdout lukt niet; controleer de ruimte op de schijf\n", stderr);
        result = EXIT_WRONG;
    }
cleanup:
    corpus_release(&corpus);
    index_tagger_release(&learner);
    build_report_release(&report);
    build_cache_close(&cache);
    return result;
}

static int run_once(const void *options)
{
    return run(options);
}

static int run_watching(const struct options *options)
{
    struct bpv_error error = {0};
    int result = EXIT_GOOD;
    if (check_watch(options->roots, options->root_count, run_once, options, &result, &error) != BPV_OK)
        return system_error(&error);
    return result;
}

int main(int count, char **arguments)
{
    struct bpv_error error;
    if (bpv_today_check(&error) != BPV_OK) {
        fprintf(stderr, "bpv-index: %s\n", error.text);
        return 2;
    }
    if (count > 1 && strcmp(arguments[1], "import") == 0)
        return import_command(count - 1, arguments + 1);
    if (count > 1 && strcmp(arguments[1], "questions") == 0)
        return questions_command(count - 1, arguments + 1);
    if (count > 1 && strcmp(arguments[1], "remote") == 0)
        return remote_command(count - 1, arguments + 1);
    struct options options;
    int status = read_options(&options, count, arguments);
    if (status >= 0)
        return status;
    return options.watch ? run_watching(&options) : run(&options);
}
