#include "daemon_options.h"

#include <getopt.h>
#include <sched.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "text_buffer.h"

enum option_key {
    OPTION_LISTEN = 256,
    OPTION_UNIX,
    OPTION_INDEX,
    OPTION_ROOT,
    OPTION_HOST,
    OPTION_THREADS,
    OPTION_CACHE,
    OPTION_USER,
    OPTION_NO_SANDBOX,
    OPTION_CORPUS,
    OPTION_INDEXER,
    OPTION_GAPS,
    OPTION_GAPS_MIN,
    OPTION_HELP,
    OPTION_VERSION
};

static const struct option long_options[] = {
    {"listen", required_argument, NULL, OPTION_LISTEN},   {"unix", required_argument, NULL, OPTION_UNIX},
    {"index", required_argument, NULL, OPTION_INDEX},     {"root", required_argument, NULL, OPTION_ROOT},
    {"host", required_argument, NULL, OPTION_HOST},       {"threads", required_argument, NULL, OPTION_THREADS},
    {"cache-bytes", required_argument, NULL, OPTION_CACHE}, {"user", required_argument, NULL, OPTION_USER},
    {"no-sandbox", no_argument, NULL, OPTION_NO_SANDBOX}, {"corpus", required_argument, NULL, OPTION_CORPUS},
    {"indexer", required_argument, NULL, OPTION_INDEXER}, {"gaps", required_argument, NULL, OPTION_GAPS},
    {"gaps-min", required_argument, NULL, OPTION_GAPS_MIN}, {"help", no_argument, NULL, OPTION_HELP},
    {"version", no_argument, NULL, OPTION_VERSION},       {NULL, 0, NULL, 0},
};

void daemon_options_show_help(void)
{
    fputs("Gebruik: bpvd [--listen ADRES:POORT | --unix PAD] [--index BESTAND]... [OPTIE]...\n"
          "Beantwoordt vragen over de BPV met HTTP: JSON voor programma's en een pagina voor mensen.\n"
          "\n"
          "  --listen ADRES:POORT  luister hier (anders $BPV_LISTEN, anders 127.0.0.1:8080)\n"
          "  --unix PAD            luister op deze Unix-socket (anders $BPV_UNIX)\n"
          "  --index BESTAND       indexbestand, of tcp://NAAM:POORT van een zoekserver; mag vaker (anders $BPV_INDEX, "
          "gescheiden\n"
          "                        door dubbele punten)\n"
          "  --root PAD            begin van elk adres achter een proxy, zoals /bpv (anders $BPV_ROOT)\n"
          "  --host NAAM           toegestane naam in de kop Host; mag vaker (anders $BPV_HOSTS, gescheiden door "
          "komma's)\n"
          "  --threads N           aantal threads (anders $BPV_THREADS, anders het aantal processorkernen)\n"
          "  --cache-bytes N       geheugen voor gereed gemaakte antwoorden; 0 zet dit uit (anders $BPV_CACHE_BYTES)\n"
          "  --user NAAM           word deze gebruiker na het openen van socket en index (alleen als root)\n"
          "  --no-sandbox          geef geen rechten op; alleen om fouten te zoeken\n"
          "  --corpus MAP          voor auteurs: maak de index zelf, na elke wijziging in deze map (anders "
          "$BPV_CORPUS)\n"
          "  --indexer PAD         het programma daarvoor (anders $BPV_INDEXER, anders bpv-index naast bpvd)\n"
          "  --gaps BESTAND        tel vragen zonder antwoord, zonder namen en getallen (anders $BPV_GAPS, anders "
          "niet)\n"
          "  --gaps-min K          pas vanaf K keer gevraagd in dat bestand (anders $BPV_GAPS_MIN, anders 5)\n"
          "  --help, --version\n"
          "\n"
          "SIGHUP kijkt meteen of er een nieuwe index is. SIGTERM maakt lopende aanvragen af en stopt. Zie bpvd(8).\n",
          stdout);
}

static enum bpv_status parse_count(const char *name, const char *text, unsigned long long minimum,
                                   unsigned long long maximum, unsigned long long *out, struct bpv_error *error)
{
    size_t digits = strspn(text, "0123456789");
    *out = digits > 0 && digits < 19 ? strtoull(text, NULL, 10) : 0;
    if (digits == 0 || digits > 18 || text[digits] != '\0' || *out < minimum || *out > maximum)
        return bpv_fail(error, BPV_INVALID, "%s: '%.40s' kan niet. Geef een heel getal van %llu tot en met %llu.", name,
                        text, minimum, maximum);
    return BPV_OK;
}

static enum bpv_status check_root(const char *name, const char *root, struct bpv_error *error)
{
    size_t length = strlen(root);
    bool good =
        length == 0 || (root[0] == '/' && root[length - 1] != '/' && length <= 128 && !strstr(root, "//") &&
                        strspn(root, "/-._~0123456789abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ") == length);
    if (good)
        return BPV_OK;
    return bpv_fail(error, BPV_INVALID,
                    "%s: '%.60s' kan niet. Geef een pad dat met / begint en niet met / eindigt, zoals /bpv, met "
                    "letters, cijfers en -._~.",
                    name, root);
}

static enum bpv_status add_index(struct daemon_options *options, const char *name, const char *path,
                                 struct bpv_error *error)
{
    if (path[0] == '\0')
        return bpv_fail(error, BPV_INVALID, "%s: er staat een leeg pad. Geef het pad van een indexbestand.", name);
    if (options->index_count == BPV_INDEXES_MAX)
        return bpv_fail(error, BPV_TOO_LARGE, "%s: er zijn te veel indexbestanden. Geef er hoogstens %u.", name,
                        BPV_INDEXES_MAX);
    char host[BPV_HOST_MAX + 1];
    unsigned port;
    if (bpv_index_is_remote(path) && bpv_remote_address(path, host, &port, error) != BPV_OK)
        return error->status;
    options->indexes[options->index_count++] = path;
    return BPV_OK;
}

static enum bpv_status add_host(struct daemon_options *options, const char *name, const char *host,
                                struct bpv_error *error)
{
    size_t length = strlen(host);
    if (length == 0 || length > 253 ||
        strspn(host, "-.0123456789abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ") != length)
        return bpv_fail(error, BPV_INVALID,
                        "%s: '%.60s' is geen naam. Geef een naam zonder poort, zoals bpv.school.nl.", name, host);
    if (options->host_count == HTTP_HOSTS_MAX)
        return bpv_fail(error, BPV_TOO_LARGE, "%s: er zijn te veel namen. Geef er hoogstens %u.", name, HTTP_HOSTS_MAX);
    options->hosts[options->host_count++] = host;
    return BPV_OK;
}

/* Where the first part of a list ends. A colon also stands inside tcp://HOST:PORT and inside [IPv6]. */
static char *end_of_part(char *part, char separator)
{
    if (!bpv_index_is_remote(part))
        return strchr(part, separator);
    char *bracket = part[6] == '[' ? strchr(part, ']') : NULL;
    char *port = strchr(bracket ? bracket : part + 6, ':');
    return port ? strchr(port + 1, separator) : NULL;
}

/* Cuts a list from the environment in place and adds each part. */
static enum bpv_status add_list(struct daemon_options *options, const char *name, char *list, char separator,
                                enum bpv_status (*add)(struct daemon_options *, const char *, const char *,
                                                       struct bpv_error *),
                                struct bpv_error *error)
{
    for (char *part = list; part;) {
        char *end = end_of_part(part, separator);
        if (end)
            *end = '\0';
        enum bpv_status status = add(options, name, part, error);
        if (status != BPV_OK)
            return status;
        part = end ? end + 1 : NULL;
    }
    return BPV_OK;
}

static char *copy_string(const char *string)
{
    size_t size = strlen(string) + 1;
    return memcpy(xrealloc(NULL, size), string, size);
}

static enum bpv_status set_value(struct daemon_options *options, enum option_key key, const char *name,
                                 const char *value, struct bpv_error *error)
{
    unsigned long long number = 0;
    enum bpv_status status = BPV_OK;
    bool is_path = key == OPTION_CORPUS || key == OPTION_INDEXER || key == OPTION_GAPS;
    if (is_path && value[0] == '\0')
        return bpv_fail(error, BPV_INVALID, "%s: er staat een leeg pad. Geef een pad op, of laat dit weg.", name);
    switch (key) {
    case OPTION_LISTEN:
        options->listen = value;
        break;
    case OPTION_UNIX:
        options->unix_path = value;
        break;
    case OPTION_ROOT:
        options->root = value;
        status = check_root(name, value, error);
        break;
    case OPTION_THREADS:
        status = parse_count(name, value, 1, HTTP_THREADS_MAX, &number, error);
        options->threads = (unsigned)number;
        break;
    case OPTION_CACHE:
        status = parse_count(name, value, 0, HTTP_CACHE_BYTES_MAX, &number, error);
        options->cache_bytes = (size_t)number;
        break;
    case OPTION_USER:
        options->user = value;
        break;
    case OPTION_NO_SANDBOX:
        options->no_sandbox = true;
        break;
    case OPTION_CORPUS:
        options->corpus = value;
        break;
    case OPTION_INDEXER:
        options->indexer = value;
        break;
    case OPTION_GAPS:
        options->gaps = value;
        break;
    case OPTION_GAPS_MIN:
        status = parse_count(name, value, HTTP_GAPS_MINIMUM_MIN, HTTP_GAPS_MINIMUM_MAX, &number, error);
        options->gaps_minimum = (unsigned)number;
        break;
    case OPTION_INDEX:
        status = add_index(options, name, value, error);
        break;
    default:
        status = add_host(options, name, value, error);
        break;
    }
    return status;
}

/* Variables that belong to other programs of the project. */
static bool of_others(const char *name, size_t length)
{
    static const char *const others[] = {"BPV_TODAY", "BPV_BIN", "BPV_DICTIONARY"};
    for (size_t i = 0; i < sizeof others / sizeof others[0]; i++)
        if (strlen(others[i]) == length && memcmp(others[i], name, length) == 0)
            return true;
    return false;
}

static enum bpv_status read_variable(struct daemon_options *options, const char *entry, struct bpv_error *error)
{
    static const struct {
        const char *name;
        enum option_key key;
    } variables[] = {{"BPV_LISTEN", OPTION_LISTEN},   {"BPV_UNIX", OPTION_UNIX}, {"BPV_ROOT", OPTION_ROOT},
                     {"BPV_THREADS", OPTION_THREADS}, {"BPV_CACHE_BYTES", OPTION_CACHE},
                     {"BPV_CORPUS", OPTION_CORPUS},   {"BPV_INDEXER", OPTION_INDEXER},
                     {"BPV_GAPS", OPTION_GAPS},       {"BPV_GAPS_MIN", OPTION_GAPS_MIN}};
    size_t length = strcspn(entry, "=");
    const char *value = entry[length] ? entry + length + 1 : "";
    for (size_t i = 0; i < sizeof variables / sizeof variables[0]; i++)
        if (strlen(variables[i].name) == length && memcmp(variables[i].name, entry, length) == 0)
            return set_value(options, variables[i].key, variables[i].name, value, error);
    if (length == 9 && memcmp(entry, "BPV_INDEX", 9) == 0 && !options->memory[0]) {
        options->memory[0] = copy_string(value);
        return add_list(options, "BPV_INDEX", options->memory[0], ':', add_index, error);
    }
    if (length == 9 && memcmp(entry, "BPV_HOSTS", 9) == 0 && !options->memory[1]) {
        options->memory[1] = copy_string(value);
        return add_list(options, "BPV_HOSTS", options->memory[1], ',', add_host, error);
    }
    if (of_others(entry, length))
        return BPV_OK;
    return bpv_fail(error, BPV_INVALID, "De omgevingsvariabele %.*s bestaat niet. Zie bpvd --help voor de namen.",
                    (int)(length < 60 ? length : 60), entry);
}

static enum bpv_status read_environment(struct daemon_options *options, char **environment, struct bpv_error *error)
{
    for (; *environment; environment++)
        if (strncmp(*environment, "BPV_", 4) == 0) {
            enum bpv_status status = read_variable(options, *environment, error);
            if (status != BPV_OK)
                return status;
        }
    return BPV_OK;
}

static enum bpv_status read_arguments(struct daemon_options *options, int argc, char **argv, struct bpv_error *error)
{
    bool own_indexes = false, own_hosts = false, own_listen = false, own_unix = false;
    int key, position = -1;
    optind = 0; /* start again: tests call this more than once */
    opterr = 0;
    while ((key = getopt_long(argc, argv, ":", long_options, &position)) != -1) {
        if (key == ':')
            return bpv_fail(error, BPV_INVALID, "Achter '%s' ontbreekt een waarde. Zie bpvd --help.", argv[optind - 1]);
        if (key == '?')
            return bpv_fail(error, BPV_INVALID, "De optie '%s' bestaat niet. Zie bpvd --help.", argv[optind - 1]);
        if (key == OPTION_HELP || key == OPTION_VERSION) {
            options->task = key == OPTION_HELP ? DAEMON_SHOW_HELP : DAEMON_SHOW_VERSION;
            return BPV_OK;
        }
        if ((key == OPTION_INDEX || key == OPTION_CORPUS) && !own_indexes)
            options->index_count = 0; /* options beat the environment */
        if (key == OPTION_HOST && !own_hosts)
            options->host_count = 0;
        if (key == OPTION_LISTEN && !own_unix)
            options->unix_path = NULL;
        if (key == OPTION_UNIX && !own_listen)
            options->listen = NULL;
        own_listen = own_listen || key == OPTION_LISTEN;
        own_unix = own_unix || key == OPTION_UNIX;
        own_indexes = own_indexes || key == OPTION_INDEX || key == OPTION_CORPUS;
        own_hosts = own_hosts || key == OPTION_HOST;
        enum bpv_status status =
            set_value(options, (enum option_key)key, long_options[position].name, optarg, error);
        if (status != BPV_OK)
            return status;
    }
    if (optind < argc)
        return bpv_fail(error, BPV_INVALID, "'%.60s' hoort hier niet. Zie bpvd --help.", argv[optind]);
    return BPV_OK;
}

static unsigned processor_count(void)
{
    cpu_set_t set;
    int count = sched_getaffinity(0, sizeof set, &set) == 0 ? CPU_COUNT(&set) : 1;
    return count < 1 ? 1 : count > (int)HTTP_THREADS_MAX ? HTTP_THREADS_MAX : (unsigned)count;
}

enum bpv_status daemon_options_read(int argc, char **argv, char **environment, struct daemon_options *options,
                                    struct bpv_error *error)
{
    *options =
        (struct daemon_options){.root = "", .threads = processor_count(), .cache_bytes = HTTP_CACHE_BYTES_DEFAULT,
                                .gaps_minimum = HTTP_GAPS_MINIMUM_DEFAULT};
    enum bpv_status status = read_environment(options, environment, error);
    if (status == BPV_OK)
        status = read_arguments(options, argc, argv, error);
    if (status != BPV_OK)
        return status;
    if (options->listen && options->unix_path)
        return bpv_fail(error, BPV_INVALID, "Er is een adres en een Unix-socket opgegeven. Kies een van de twee.");
    if (options->corpus && options->user)
        return bpv_fail(error, BPV_INVALID, "--corpus en --user gaan niet samen. Start bpvd zelf als die gebruiker.");
    if (options->corpus && options->index_count == BPV_INDEXES_MAX)
        return bpv_fail(error, BPV_TOO_LARGE, "Naast --corpus kunnen er hoogstens %u indexbestanden zijn.",
                        BPV_INDEXES_MAX - 1);
    if (options->index_count == 0 && !options->corpus)
        options->indexes[options->index_count++] =
            access(BPV_SOURCE_INDEX, F_OK) == 0 ? BPV_SOURCE_INDEX : "/var/lib/bpv/bpv.index";
    return BPV_OK;
}

void daemon_options_release(struct daemon_options *options)
{
    free(options->memory[0]);
    free(options->memory[1]);
    options->memory[0] = options->memory[1] = NULL;
}
