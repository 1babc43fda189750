/* bpv coverage: what the base covers, what is thin, missing or wrong, for authors and for the CI of a school. */
#include <string.h>

#include "cli_base.h"
#include "commands.h"
#include "coverage_gaps.h"
#include "coverage_write.h"
#include "question_file.h"

struct run { /* what one run needs */
    struct coverage_view view;
    bool fail_on[COVERAGE_RULES];
    struct question_file questions; /* of one's own */
};

/* ---- Options ---- */

static int unknown_rule(struct bpv_text rule)
{
    struct text_buffer names = {0};
    for (unsigned i = 0; i < COVERAGE_RULES; i++)
        text_buffer_printf(&names, "%s%s", i ? ", " : "", coverage_rule_key((enum coverage_rule)i));
    cli_error("--fail-on: de regel \"%.*s\" bestaat niet; kies uit: %s", (int)(rule.length < 80 ? rule.length : 80),
              rule.start, names.data);
    text_buffer_release(&names);
    return CLI_ERROR;
}

/* One rule, or several with commas between. */
static int read_rules(const char *value, bool *fail_on)
{
    for (const char *at = value;; at++) {
        struct bpv_text rule = {at, strcspn(at, ",")};
        enum coverage_rule found = coverage_rule_find(rule);
        if (found == COVERAGE_RULES)
            return unknown_rule(rule);
        fail_on[found] = true;
        at += rule.length;
        if (!*at)
            return CLI_FOUND;
    }
}

static int read_options(const struct cli_options *options, struct run *run)
{
    int status = CLI_FOUND;
    for (size_t i = 0; i < options->rules.count && status == CLI_FOUND; i++)
        status = read_rules(options->rules.items[i], run->fail_on);
    if (options->word_count && !options->rules.count)
        return cli_error("bpv coverage krijgt geen woorden; een vraag stel je met: bpv ask \"...\"");
    for (size_t i = 0; i < options->word_count && status == CLI_FOUND; i++)
        status = read_rules(options->words[i], run->fail_on); /* --fail-on RULE RULE */
    if (status == CLI_FOUND && options->by && !coverage_view_parse(cli_text(options->by), &run->view))
        return cli_error("--by: \"%s\" bestaat niet; kies uit: %s", options->by, coverage_view_names());
    if (((options->given & CLI_DAYS) && !options->days) || ((options->given & CLI_MONTHS) && !options->months))
        return cli_error("--days en --months zijn minstens 1");
    return status;
}

static int read_questions(const struct cli_options *options, struct run *run)
{
    if (!options->questions)
        return CLI_FOUND;
    int status = question_file_read(options->questions, &run->questions);
    if (status == CLI_FOUND && run->questions.list.count == 0)
        status = cli_error("in %s staat geen vraag; geef één vraag per regel", options->questions);
    return status;
}

/* ---- Output ---- */

static void write(const struct cli_options *options, const struct run *run, const struct coverage *coverage,
                  struct text_buffer *out)
{
    if (options->format == CLI_FORMAT_JSON) {
        coverage_write_json(coverage, run->view, out);
        text_buffer_append_char(out, '\n');
        return;
    }
    coverage_write_report(coverage, run->view, cli_report_format(options), out);
}

/* A rule about questions cannot pass when no question was asked. */
static int judge(const struct run *run, const struct coverage *coverage)
{
    bool about_questions =
        run->fail_on[COVERAGE_UNANSWERED] || run->fail_on[COVERAGE_WEAK] || run->fail_on[COVERAGE_WRONGLY_ANSWERED];
    if (about_questions && !coverage->question_count)
        return cli_error("deze index heeft geen vragenbank om op na te gaan; geef vragen met --questions BESTAND");
    int status = CLI_FOUND;
    for (unsigned i = 0; i < COVERAGE_RULES; i++) {
        if (!run->fail_on[i] || !coverage->by_rule[i])
            continue;
        cli_remark("Regel %s: %u %s.", coverage_rule_key((enum coverage_rule)i), coverage->by_rule[i],
                   coverage->by_rule[i] == 1 ? "bevinding" : "bevindingen");
        status = CLI_NOT_FOUND;
    }
    return status;
}

static int report(const struct cli_options *options, const struct run *run, const struct bpv_base *base,
                  struct text_buffer *out)
{
    struct bpv_searcher *searcher = NULL;
    struct bpv_error error = {0};
    struct coverage coverage;
    const struct coverage_options asked = {.on = cli_day(options),
                                           .expiring_days = (unsigned)options->days,
                                           .review_months = (unsigned)options->months,
                                           .questions = run->questions.list.questions,
                                           .question_count = run->questions.list.count,
                                           .own_questions = options->questions != NULL};
    if (bpv_searcher_open(base, &searcher, &error) != BPV_OK)
        return cli_base_error(&error);
    int status = CLI_ERROR;
    if (coverage_compute(searcher, base, &asked, &coverage, &error) != BPV_OK) {
        cli_base_error(&error);
    } else {
        write(options, run, &coverage, out);
        status = judge(run, &coverage);
        coverage_release(&coverage);
    }
    bpv_searcher_close(searcher);
    return status;
}

int command_coverage(const struct cli_options *options, struct text_buffer *out)
{
    struct run run = {.view = {.part = COVERAGE_PART_ALL}};
    struct bpv_base *base = NULL;
    if (options->gaps && !options->word_count)
        return coverage_gaps(options, out);
    int status = read_options(options, &run);
    if (status == CLI_FOUND)
        status = read_questions(options, &run);
    if (status == CLI_FOUND)
        status = cli_base_open(options, &base);
    if (status == CLI_FOUND)
        status = report(options, &run, base, out);
    bpv_base_close(base);
    question_file_release(&run.questions);
    return status;
}
