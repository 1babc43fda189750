#include "import_command.h"

#include <getopt.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "build_report.h"
#include "import_read.h"
#include "import_report.h"
#include "import_sections.h"
#include "index_tagger.h"
#include "passage_id.h"
#include "utf8.h"

#ifndef BPV_DICTIONARY
#define BPV_DICTIONARY "/usr/share/dict/dutch"
#endif
#ifndef BPV_SOURCE_INDEX
#define BPV_SOURCE_INDEX "build/bpv.index"
#endif
#define INDEX_INSTALLED "/var/lib/bpv/bpv.index"

enum { EXIT_GOOD = 0, EXIT_PROBLEMS = 1, EXIT_WRONG = 2 };

static const char usage[] =
    "Gebruik:\n"
    "  bpv-index import BESTAND... [-o MAP] [--module N] [--index BESTAND]\n"
    "\n"
    "Maakt van een PDF-, Word- (DOCX), ODT-, HTML- of tekstbestand een corpusbestand dat je daarna nakijkt.\n"
    "  -o, --output MAP         waar het corpusbestand komt (standaard hier)\n"
    "      --module N           alle passages horen bij deze module\n"
    "      --index BESTAND      de index waaruit de voorstellen komen (standaard $BPV_INDEX of de gewone plaats)\n"
    "      --dictionary BESTAND woordenlijst (standaard " BPV_DICTIONARY "; leeg = geen)\n"
    "  -q, --quiet              geen verslag\n"
    "\n"
    "Status: 0 alles overgenomen, 1 een document lukte niet, 2 verkeerd gebruik of een systeemfout.\n";

struct import_options {
    const char *folder, *index, *dictionary;
    unsigned module;
    bool quiet;
    char **files;
    size_t file_count;
};

struct import_run {
    const struct import_options *options;
    struct index_tagger learner; /* from the knowledge base */
    struct memory_pool pool;
    struct text_map names; /* of the documents of this run */
};

__attribute__((format(printf, 1, 2))) static int wrong_use(const char *format, ...)
{
    va_list arguments;
    va_start(arguments, format);
    fputs("bpv-index import: ", stderr);
    vfprintf(stderr, format, arguments);
    fputs("\nProbeer: bpv-index import --help\n", stderr);
    va_end(arguments);
    return EXIT_WRONG;
}

static void complain(const char *file, const struct bpv_error *error)
{
    struct text_buffer text;
    text_buffer_init(&text, 0);
    if (file) {
        append_printable(&text, text_of(file));
        text_buffer_append_string(&text, ": ");
    }
    append_printable(&text, text_of(error->text));
    fprintf(stderr, "bpv-index: %s\n", text.data ? text.data : "onbekende fout");
    text_buffer_release(&text);
}

/* ---- Options ---- */

enum { OPTION_MODULE = 256, OPTION_INDEX, OPTION_DICTIONARY, OPTION_HELP };

static const struct option long_options[] = {{"output", required_argument, NULL, 'o'},
                                             {"quiet", no_argument, NULL, 'q'},
                                             {"module", required_argument, NULL, OPTION_MODULE},
                                             {"index", required_argument, NULL, OPTION_INDEX},
                                             {"dictionary", required_argument, NULL, OPTION_DICTIONARY},
                                             {"help", no_argument, NULL, OPTION_HELP},
                                             {NULL, 0, NULL, 0}};

/* -1 to go on, else the exit status. */
static int take_option(struct import_options *options, int option, char **arguments)
{
    char *end;
    unsigned long module;
    switch (option) {
    case 'o':
        options->folder = optarg;
        return *optarg ? -1 : wrong_use("de map na -o is leeg");
    case 'q':
        options->quiet = true;
        return -1;
    case OPTION_MODULE:
        module = strtoul(optarg, &end, 10);
        options->module = *end == '\0' && module >= 1 && module <= BPV_MODULES_MAX ? (unsigned)module : 0;
        return options->module ? -1 : wrong_use("'%s' is geen module; geef een nummer uit taxonomy.yaml", optarg);
    case OPTION_INDEX:
        options->index = optarg;
        return -1;
    case OPTION_DICTIONARY:
        options->dictionary = *optarg ? optarg : NULL;
        return !*optarg || access(optarg, R_OK) == 0 ? -1
                                                     : wrong_use("de woordenlijst %s kan niet worden gelezen", optarg);
    case OPTION_HELP:
        fputs(usage, stdout);
        return EXIT_GOOD;
    case ':':
        return wrong_use("bij %s hoort een waarde; zet die erachter", arguments[optind - 1]);
    default:
        return wrong_use("onbekende optie %s", arguments[optind - 1]);
    }
}

static const char *default_index(void)
{
    const char *named = getenv("BPV_INDEX");
    if (named && *named)
        return named;
    return access(BPV_SOURCE_INDEX, R_OK) == 0 ? BPV_SOURCE_INDEX : INDEX_INSTALLED;
}

static int read_options(struct import_options *options, int count, char **arguments)
{
    *options = (struct import_options){.folder = ".", .dictionary = BPV_DICTIONARY};
    opterr = 0;
    int option;
    while ((option = getopt_long(count, arguments, ":o:q", long_options, NULL)) != -1) {
        int status = take_option(options, option, arguments);
        if (status >= 0)
            return status;
    }
    options->files = arguments + optind;
    options->file_count = (size_t)(count - optind);
    if (!options->file_count)
        return wrong_use("geef een document op, bijvoorbeeld: bpv-index import handboek.pdf");
    if (options->file_count > IMPORT_FILES_MAX)
        return wrong_use("maximaal %u documenten in een keer", IMPORT_FILES_MAX);
    if (!options->index)
        options->index = default_index();
    return -1;
}

/* ---- The knowledge base ---- */

static bool id_taken(void *context, struct bpv_text id, struct bpv_text own_file)
{
    struct import_run *run = context;
    if (bpv_passage_find(run->learner.base, id, run->learner.passage, NULL) != BPV_OK)
        return false;
    struct bpv_text path = run->learner.passage->path;
    const char *slash = path.length ? memrchr(path.start, '/', path.length) : NULL;
    struct bpv_text name = slash ? (struct bpv_text){slash + 1, path.length - (size_t)(slash + 1 - path.start)} : path;
    return !text_equal(name, own_file);
}

static enum bpv_status open_base(struct import_run *run, struct bpv_error *error)
{
    enum bpv_status status = index_tagger_open(run->options->index, &run->learner, error);
    if (status == BPV_OK && run->options->module && !bpv_taxonomy_module(run->learner.taxonomy, run->options->module))
        return bpv_fail(error, BPV_INVALID, "module %u bestaat niet; kies een module uit taxonomy.yaml",
                        run->options->module);
    return status;
}

static void release(struct import_run *run)
{
    index_tagger_release(&run->learner);
    text_map_release(&run->names);
    pool_release(&run->pool);
}

/* ---- Documents ---- */

/* The name of the file without folder and end, as an id. */
static struct bpv_text name_of(struct import_run *run, const char *file, struct bpv_text *stem)
{
    const char *slash = strrchr(file, '/'), *begin = slash ? slash + 1 : file, *dot = strrchr(begin, '.');
    *stem = (struct bpv_text){begin, dot && dot > begin ? (size_t)(dot - begin) : strlen(begin)};
    if (!utf8_valid(stem->start, stem->length, NULL))
        *stem = text_of("document");
    return passage_id_make(&run->pool, *stem, true);
}

static bool import_file(struct import_run *run, const char *file)
{
    struct import_document document;
    struct import_joiner joiner;
    struct import_result result = {.section_count = 0};
    struct bpv_error error = {0};
    struct bpv_text stem, name = name_of(run, file, &stem);
    size_t one = 1;
    enum bpv_status status = BPV_OK;
    import_document_init(&document);
    import_joiner_init(&joiner, &document, run->options->dictionary);
    if (!text_map_add(&run->names, name, &one))
        status = bpv_fail(&error, BPV_INVALID, "een ander document heet ook %.*s; geef een van de twee een andere naam",
                          (int)name.length, name.start);
    if (status == BPV_OK)
        status = import_read(&joiner, file, &error);
    if (status == BPV_OK) /* only now: a document that is refused must not wait for it */
        status = index_tagger_learn(&run->learner, run->options->dictionary, &error);
    if (status == BPV_OK) {
        const struct import_target target = {
            run->options->folder,   name,     run->options->module, run->learner.tagger,
            run->learner.taxonomy,  id_taken, run};
        import_settle_title(&document, stem);
        status = import_write(&document, &target, &result, &error);
    }
    if (status != BPV_OK)
        complain(file, &error);
    else if (!run->options->quiet)
        import_report_print(&document, &result, file, stdout);
    import_result_release(&result);
    import_joiner_release(&joiner);
    import_document_release(&document);
    return status == BPV_OK;
}

int import_command(int count, char **arguments)
{
    struct import_options options;
    int result = read_options(&options, count, arguments);
    if (result >= 0)
        return result;
    struct import_run run = {.options = &options};
    struct bpv_error error = {0};
    struct stat status;
    result = EXIT_GOOD;
    if (open_base(&run, &error) != BPV_OK) {
        complain(NULL, &error);
        result = EXIT_WRONG;
    } else if (stat(options.folder, &status) != 0 || !S_ISDIR(status.st_mode)) {
        bpv_fail(&error, BPV_IO, "de map %s bestaat niet; maak haar eerst", options.folder);
        complain(NULL, &error);
        result = EXIT_WRONG;
    }
    for (size_t i = 0; i < options.file_count && result != EXIT_WRONG; i++)
        if (!import_file(&run, options.files[i]))
            result = EXIT_PROBLEMS;
    if (fflush(stdout) != 0 || ferror(stdout)) {
        fputs("bpv-index: schrijven naar stdout lukt niet; controleer de ruimte op de schijf\n", stderr);
        result = EXIT_WRONG;
    }
    release(&run);
    return result;
}
