#include "remote_command.h"

#include <getopt.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>

#include "index_publish.h"
#include "index_writer.h"

enum { EXIT_GOOD = 0, EXIT_WRONG = 2 };

static const char usage[] =
    "Gebruik: bpv-index remote INDEX -o BESTAND [--quiet]\n"
    "Maakt van een index een bestand dat een zoekserver aan andere machines geeft:\n"
    "  xapian-tcpsrv --port 7001 BESTAND                      (Debian: pakket xapian-tools)\n"
    "  bpv ask --index tcp://MACHINE:7001 VRAAG               (op een andere machine)\n"
    "Een vorig BESTAND blijft bewaard als BESTAND.vorige. Zie bpv-index(1).\n";

struct remote_options {
    const char *index, *output;
    bool quiet, help;
};

static int wrong_use(const char *text)
{
    fprintf(stderr, "bpv-index: %s\nProbeer: bpv-index remote --help\n", text);
    return EXIT_WRONG;
}

/* -1 to go on, else the exit status. */
static int read_options(int count, char **arguments, struct remote_options *options)
{
    static const struct option names[] = {{"output", required_argument, NULL, 'o'},
                                          {"quiet", no_argument, NULL, 'q'},
                                          {"help", no_argument, NULL, 'h'},
                                          {NULL, 0, NULL, 0}};
    *options = (struct remote_options){.quiet = false};
    optind = 1;
    for (int option; (option = getopt_long(count, arguments, ":o:q", names, NULL)) != -1;) {
        if (option == 'o')
            options->output = optarg;
        else if (option == 'q')
            options->quiet = true;
        else if (option == 'h')
            options->help = true;
        else
            return wrong_use(option == ':' ? "bij -o hoort een bestand; zet dat erachter" : "die optie bestaat niet");
    }
    if (options->help) {
        fputs(usage, stdout);
        return EXIT_GOOD;
    }
    if (count - optind != 1)
        return wrong_use("geef één index");
    if (!options->output)
        return wrong_use("geef met -o het bestand dat gemaakt moet worden");
    options->index = arguments[optind];
    return -1;
}

int remote_command(int count, char **arguments)
{
    struct remote_options options;
    struct index_place place = {.lock = -1};
    struct bpv_error error;
    struct stat about = {.st_size = 0}, from;
    int result = read_options(count, arguments, &options);
    if (result >= 0)
        return result;
    if (stat(options.index, &from) == 0 && stat(options.output, &about) == 0 && from.st_dev == about.st_dev &&
        from.st_ino == about.st_ino)
        return wrong_use("het nieuwe bestand mag niet de index zelf zijn; geef een andere naam");
    enum bpv_status status = index_place_open(&place, options.output, &error);
    if (status == BPV_OK)
        status = index_write_remote(options.index, place.work.data, place.index.data, &error);
    if (status == BPV_OK)
        status = index_place_publish(&place, &error);
    index_place_close(&place);
    if (status != BPV_OK) {
        fprintf(stderr, "bpv-index: %s\n", error.text);
        return EXIT_WRONG;
    }
    if (!options.quiet && stat(options.output, &about) == 0)
        printf("%s is klaar: %lld bytes.\nGeef hem aan andere machines met: xapian-tcpsrv --port 7001 %s\n",
               options.output, (long long)about.st_size, options.output);
    return EXIT_GOOD;
}
