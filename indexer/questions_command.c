#include "questions_command.h"

#include <stdio.h>
#include <string.h>

#include "corpus_lists.h"
#include "utf8.h"

enum { EXIT_GOOD = 0, EXIT_PROBLEMS = 1, EXIT_WRONG = 2 };

static const char usage[] =
    "Gebruik:\n"
    "  bpv-index questions BESTAND\n"
    "\n"
    "Leest vragen uit YAML, met de sleutels van questions.yaml, en schrijft er een per regel: vraag, id's van de "
    "goede\n"
    "passages, wie vraagt, stijl, set en id, met tabs ertussen. Alleen de sleutel question is verplicht.\n"
    "bpv coverage en bpv eval gebruiken dit voor --questions BESTAND.yaml.\n"
    "\n"
    "Status: 0 goed, 1 fouten in het bestand, 2 verkeerd gebruik of een systeemfout.\n";

static void print_text(struct bpv_text text)
{
    putchar('\t');
    fwrite(text.start, 1, text.length, stdout);
}

/* A line that begins with # would be passed over. */
static void print_question(const struct bpv_bank_question *question)
{
    struct bpv_text text = question->text;
    while (text.length > 1 && (text.start[0] == '#' || text.start[0] == ' '))
        text.start++, text.length--;
    fwrite(text.start, 1, text.length, stdout);
    putchar('\t');
    for (size_t i = 0; i < question->expected_count; i++)
        printf("%s%.*s", i ? " " : "", (int)question->expected[i].length, question->expected[i].start);
    print_text(question->user);
    print_text(question->style);
    print_text(question->set);
    print_text(question->id);
    putchar('\n');
}

int questions_command(int count, char **arguments)
{
    if (count == 2 && strcmp(arguments[1], "--help") == 0) {
        fputs(usage, stdout);
        return EXIT_GOOD;
    }
    if (count != 2 || !*arguments[1] || arguments[1][0] == '-' ||
        !utf8_valid(arguments[1], strlen(arguments[1]), NULL)) {
        fputs("bpv-index questions: geef een YAML-bestand met vragen op\nProbeer: bpv-index questions --help\n",
              stderr);
        return EXIT_WRONG;
    }
    struct build_report report = {0};
    struct corpus corpus;
    corpus_init(&corpus, &report, false);
    corpus_lists_read_questions(&corpus, arguments[1]);
    build_report_finish(&report);
    build_report_print(&report, false, stderr);
    int result = report.errors ? EXIT_PROBLEMS : EXIT_GOOD;
    for (size_t i = 0; i < corpus.question_count && result == EXIT_GOOD; i++)
        print_question(&corpus.questions[i]);
    if (fflush(stdout) != 0 || ferror(stdout)) {
        fputs("bpv-index: schrijven naar stdout lukt niet; controleer de ruimte op de schijf\n", stderr);
        result = EXIT_WRONG;
    }
    corpus_release(&corpus);
    build_report_release(&report);
    return result;
}
