/* bpv eval: how well the base answers questions whose right passages are known, as a whole and per group. */
#include <errno.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "cli_base.h"
#include "commands.h"
#include "evaluation.h"
#include "json_writer.h"
#include "question_file.h"

#define SAVED_MAX 100000 /* lines of a saved run */

static bool same(struct bpv_text a, struct bpv_text b)
{
    return a.length == b.length && memcmp(a.start, b.start, a.length) == 0;
}

/* Reads a whole file into bytes; false with a message when it cannot. */
static bool read_file(const char *path, struct text_buffer *bytes)
{
    FILE *file = fopen(path, "re");
    char block[8192];
    if (!file)
        return cli_error("het bestand %s kan niet worden gelezen (%s); controleer de naam", path,
                         bpv_errno_text(errno)), false;
    for (size_t got; (got = fread(block, 1, sizeof block, file)) > 0;)
        text_buffer_append(bytes, block, got);
    bool failed = ferror(file) != 0;
    fclose(file);
    if (failed || bytes->overflow)
        return cli_error("het bestand %s kan niet worden gelezen; het is te groot of geen gewoon bestand", path), false;
    return true;
}

/* ---- Groups ---- */

struct group {
    struct bpv_text value;
    unsigned theme;
    enum { GROUP_USER, GROUP_STYLE, GROUP_SET, GROUP_THEME } axis;
};

static bool in_group(const struct evaluation_result *result, const void *context)
{
    const struct group *group = context;
    switch (group->axis) {
    case GROUP_USER:
        return same(result->question->user, group->value);
    case GROUP_STYLE:
        return same(result->question->style, group->value);
    case GROUP_SET:
        return same(result->question->set, group->value);
    default:
        return result->theme == group->theme && result->must_answer;
    }
}

static struct bpv_text value_of(const struct evaluation_result *result, int axis)
{
    return axis == GROUP_USER    ? result->question->user
           : axis == GROUP_STYLE ? result->question->style
                                 : result->question->set;
}

/* The distinct values of an axis in the order in which they occur. */
static size_t list_values(const struct evaluation *evaluation, int axis, struct bpv_text *values, size_t capacity)
{
    size_t count = 0;
    for (size_t i = 0; i < evaluation->count; i++) {
        struct bpv_text value = value_of(&evaluation->results[i], axis);
        size_t j = 0;
        while (j < count && !same(values[j], value))
            j++;
        if (value.length && j == count && count < capacity)
            values[count++] = value;
    }
    return count;
}

/* ---- A saved run: question, tab, nDCG, tab, rank ---- */

struct saved {
    struct bpv_text question;
    double ndcg;
    unsigned rank;
};

static size_t parse_saved(const struct text_buffer *bytes, struct saved *saved, size_t capacity)
{
    size_t count = 0;
    const char *at = bytes->data, *end = at + bytes->length;
    while (at && at < end && count < capacity) {
        const char *stop = memchr(at, '\n', (size_t)(end - at));
        stop = stop ? stop : end;
        const char *tab = memchr(at, '\t', (size_t)(stop - at));
        char *after;
        if (tab) {
            saved[count].question = (struct bpv_text){at, (size_t)(tab - at)};
            saved[count].ndcg = strtod(tab + 1, &after);
            saved[count].rank = (unsigned)strtoul(after, NULL, 10);
            count++;
        }
        at = stop + 1;
    }
    return count;
}

static bool save_run(const char *path, const struct evaluation *evaluation)
{
    FILE *file = fopen(path, "we");
    bool done = file != NULL;
    for (size_t i = 0; done && i < evaluation->count; i++) {
        const struct evaluation_result *result = &evaluation->results[i];
        done = fprintf(file, "%.*s\t%.4f\t%u\n", (int)result->question->text.length, result->question->text.start,
                       result->ndcg, result->rank) > 0;
    }
    if (file && fclose(file) != 0)
        done = false;
    if (!done)
        cli_error("het resultaat kan niet in %s worden bewaard (%s)", path, bpv_errno_text(errno));
    return done;
}

static void write_comparison(const struct evaluation *evaluation, const struct saved *saved, size_t count,
                             struct text_buffer *out)
{
    double *now = xcalloc(evaluation->count, sizeof *now), *before = xcalloc(evaluation->count, sizeof *before);
    size_t pairs = 0, worse = 0, better = 0;
    struct text_buffer lines;
    text_buffer_init(&lines, 0);
    for (size_t i = 0; i < evaluation->count; i++) {
        const struct evaluation_result *result = &evaluation->results[i];
        for (size_t j = 0; j < count && result->must_answer; j++) {
            if (!same(saved[j].question, result->question->text))
                continue;
            now[pairs] = result->ndcg;
            before[pairs++] = saved[j].ndcg;
            better += result->ndcg > saved[j].ndcg + 1e-4;
            if (result->ndcg < saved[j].ndcg - 1e-4) {
                worse++;
                text_buffer_printf(&lines, "  %.2f -> %.2f  plaats %u -> %u  ", saved[j].ndcg, result->ndcg,
                                   saved[j].rank, result->rank);
                cli_append_line(&lines, result->question->text);
                text_buffer_append_char(&lines, '\n');
            }
            break;
        }
    }
    double p = evaluation_significance(now, before, pairs);
    text_buffer_printf(out,
                       "\nVergeleken met het bewaarde resultaat: %zu vragen, %zu beter, %zu slechter, p = %.4f (%s)\n",
                       pairs, better,
                       worse, p, p < 0.05 ? "geen toeval" : "kan toeval zijn");
    if (worse)
        text_buffer_printf(out, "Slechter geworden:\n%s", lines.data);
    text_buffer_release(&lines);
    free(now);
    free(before);
}

/* ---- Output ---- */

static void write_row(struct text_buffer *out, struct bpv_text name, const struct evaluation_summary *summary)
{
    text_buffer_append_string(out, "  ");
    text_buffer_append_text(out, name);
    for (size_t i = name.length; i < 20; i++)
        text_buffer_append_char(out, ' ');
    text_buffer_printf(out, "%5zu  %.3f  %.3f  %.3f  %.3f  %.3f  %.3f", summary->must_answer, summary->ndcg,
                       summary->mrr, summary->hits1, summary->hits3, summary->hits5, summary->recall);
    size_t others = summary->questions - summary->must_answer;
    text_buffer_printf(out, "  %.3f", summary->wrongly_refused);
    if (others)
        text_buffer_printf(out, "  %5zu  %.3f", others, summary->refusal_recall);
    text_buffer_append_char(out, '\n');
}

static void write_groups(const struct evaluation *evaluation, int axis, const char *title, struct text_buffer *out)
{
    struct bpv_text values[32];
    size_t count = list_values(evaluation, axis, values, 32);
    if (!count)
        return;
    text_buffer_printf(out, "%s\n", title);
    for (size_t i = 0; i < count; i++) {
        struct group group = {.value = values[i], .axis = (unsigned)axis};
        struct evaluation_summary summary;
        evaluation_summarize(evaluation, in_group, &group, &summary);
        write_row(out, values[i], &summary);
    }
}

static void write_themes(const struct evaluation *evaluation, const struct bpv_taxonomy *taxonomy,
                         struct text_buffer *out)
{
    if (taxonomy->theme_count)
        text_buffer_append_string(out, "Per thema\n");
    for (size_t i = 0; i < taxonomy->theme_count; i++) {
        struct group group = {.theme = taxonomy->themes[i].number, .axis = GROUP_THEME};
        struct evaluation_summary summary;
        char name[16];
        int length = snprintf(name, sizeof name, "thema %u", group.theme);
        evaluation_summarize(evaluation, in_group, &group, &summary);
        if (summary.questions)
            write_row(out, (struct bpv_text){name, (size_t)length}, &summary);
    }
}

static void write_misses(const struct evaluation *evaluation, struct text_buffer *out)
{
    text_buffer_append_string(out, "\nNiet op plaats 1:\n");
    for (size_t i = 0; i < evaluation->count; i++) {
        const struct evaluation_result *result = &evaluation->results[i];
        if (result->must_answer ? result->rank == 1 : !result->answered)
            continue;
        const char *what = !result->must_answer ? "ten onrechte beantwoord"
                           : !result->answered  ? "ten onrechte geen antwoord"
                                                : "";
        text_buffer_printf(out, "  %.2f  ", result->confidence);
        if (*what)
            text_buffer_append_string(out, what);
        else if (result->rank)
            text_buffer_printf(out, "plaats %u", result->rank);
        else
            text_buffer_append_string(out, "niet bij de eerste 20");
        text_buffer_append_string(out, ": ");
        cli_append_line(out, result->question->text);
        if (result->top.length) {
            text_buffer_append_string(out, " (eerst: ");
            cli_append_line(out, result->top);
            text_buffer_append_char(out, ')');
        }
        text_buffer_append_char(out, '\n');
    }
}

static void write_text(const struct bpv_base *base, const struct evaluation *evaluation, bool explain,
                       struct text_buffer *out)
{
    struct evaluation_summary all;
    evaluation_summarize(evaluation, NULL, NULL, &all);
    text_buffer_append_string(out, "                      vragen  nDCG   MRR    @1     @3     @5     rec20  "
                                   "geweigerd  niet  terecht geweigerd\n");
    write_row(out, (struct bpv_text){"alle", 4}, &all);
    write_groups(evaluation, GROUP_SET, "Per helft", out);
    write_groups(evaluation, GROUP_USER, "Per gebruiker", out);
    write_groups(evaluation, GROUP_STYLE, "Per stijl", out);
    write_themes(evaluation, bpv_base_taxonomy(base), out);
    struct evaluation_bin bins[EVALUATION_BINS];
    evaluation_reliability(evaluation, bins);
    text_buffer_printf(out,
                       "\nGeen antwoord: terecht %.3f van wat geweigerd is; van de vragen zonder antwoord %.3f "
                       "geweigerd; Brier %.4f\n",
                       all.refusal_precision, all.refusal_recall, all.brier);
    text_buffer_append_string(out, "Zekerheid (gezegd -> gebleken):\n");
    for (size_t i = 0; i < EVALUATION_BINS; i++) {
        if (!bins[i].questions)
            continue;
        text_buffer_printf(out, "  %.2f -> %.2f  %4zu  ", bins[i].confidence, bins[i].right, bins[i].questions);
        for (int star = 0; star < (int)lround(bins[i].right * 40); star++)
            text_buffer_append_char(out, '#');
        text_buffer_append_char(out, '\n');
    }
    if (explain)
        write_misses(evaluation, out);
}

static void json_measure(struct json_writer *json, const char *key, double value)
{
    json_key(json, key);
    json_number(json, value);
}

static void json_summary(struct json_writer *json, const struct evaluation_summary *summary)
{
    json_begin_object(json);
    json_key(json, "questions");
    json_integer(json, (long long)summary->questions);
    json_key(json, "must_answer");
    json_integer(json, (long long)summary->must_answer);
    json_measure(json, "ndcg10", summary->ndcg);
    json_measure(json, "mrr10", summary->mrr);
    json_measure(json, "hits1", summary->hits1);
    json_measure(json, "hits3", summary->hits3);
    json_measure(json, "hits5", summary->hits5);
    json_measure(json, "recall20", summary->recall);
    json_measure(json, "refusal_recall", summary->refusal_recall);
    json_measure(json, "refusal_precision", summary->refusal_precision);
    json_measure(json, "wrongly_refused", summary->wrongly_refused);
    json_measure(json, "brier", summary->brier);
    json_end_object(json);
}

static void json_groups(struct json_writer *json, const struct evaluation *evaluation, int axis, const char *key)
{
    struct bpv_text values[32];
    size_t count = list_values(evaluation, axis, values, 32);
    json_key(json, key);
    json_begin_array(json);
    for (size_t i = 0; i < count; i++) {
        struct group group = {.value = values[i], .axis = (unsigned)axis};
        struct evaluation_summary summary;
        evaluation_summarize(evaluation, in_group, &group, &summary);
        json_begin_object(json);
        json_key(json, "value");
        json_text(json, values[i]);
        json_key(json, "summary");
        json_summary(json, &summary);
        json_end_object(json);
    }
    json_end_array(json);
}

static void json_themes(struct json_writer *json, const struct evaluation *evaluation,
                        const struct bpv_taxonomy *taxonomy)
{
    json_key(json, "themes");
    json_begin_array(json);
    for (size_t i = 0; i < taxonomy->theme_count; i++) {
        struct group group = {.theme = taxonomy->themes[i].number, .axis = GROUP_THEME};
        struct evaluation_summary summary;
        evaluation_summarize(evaluation, in_group, &group, &summary);
        json_begin_object(json);
        json_key(json, "value");
        json_integer(json, group.theme);
        json_key(json, "summary");
        json_summary(json, &summary);
        json_end_object(json);
    }
    json_end_array(json);
}

static void json_results(struct json_writer *json, const struct evaluation *evaluation)
{
    json_key(json, "results");
    json_begin_array(json);
    for (size_t i = 0; i < evaluation->count; i++) {
        const struct evaluation_result *result = &evaluation->results[i];
        json_begin_object(json);
        json_key(json, "id");
        json_text_or_null(json, result->question->id);
        json_key(json, "question");
        json_text(json, result->question->text);
        json_key(json, "must_answer");
        json_boolean(json, result->must_answer);
        json_key(json, "answered");
        json_boolean(json, result->answered);
        json_key(json, "rank");
        json_integer(json, result->rank);
        json_measure(json, "ndcg10", result->ndcg);
        json_measure(json, "confidence", result->confidence);
        json_key(json, "top");
        json_text_or_null(json, result->top);
        json_end_object(json);
    }
    json_end_array(json);
}

static void write_json(const struct bpv_base *base, const struct evaluation *evaluation, struct text_buffer *out)
{
    struct json_writer json = {out, false};
    struct evaluation_summary all;
    evaluation_summarize(evaluation, NULL, NULL, &all);
    json_begin_object(&json);
    json_key(&json, "summary");
    json_summary(&json, &all);
    json_groups(&json, evaluation, GROUP_SET, "sets");
    json_groups(&json, evaluation, GROUP_USER, "users");
    json_groups(&json, evaluation, GROUP_STYLE, "styles");
    json_themes(&json, evaluation, bpv_base_taxonomy(base));
    struct evaluation_bin bins[EVALUATION_BINS];
    evaluation_reliability(evaluation, bins);
    json_key(&json, "reliability");
    json_begin_array(&json);
    for (size_t i = 0; i < EVALUATION_BINS; i++) {
        json_begin_object(&json);
        json_key(&json, "questions");
        json_integer(&json, (long long)bins[i].questions);
        json_measure(&json, "confidence", bins[i].confidence);
        json_measure(&json, "right", bins[i].right);
        json_end_object(&json);
    }
    json_end_array(&json);
    json_results(&json, evaluation);
    json_end_object(&json);
    text_buffer_append_char(out, '\n');
}

/* ---- The command ---- */

static int compare_with(const char *path, const struct evaluation *evaluation, struct text_buffer *out)
{
    struct text_buffer bytes;
    text_buffer_init(&bytes, BPV_CORPUS_FILE_MAX * 8);
    int status = read_file(path, &bytes) ? CLI_FOUND : CLI_ERROR;
    if (status == CLI_FOUND) {
        struct saved *saved = xcalloc(SAVED_MAX, sizeof *saved);
        write_comparison(evaluation, saved, parse_saved(&bytes, saved, SAVED_MAX), out);
        free(saved);
    }
    text_buffer_release(&bytes);
    return status;
}

static int evaluate(const struct cli_options *options, const struct bpv_base *base,
                    const struct bpv_bank_question *questions, size_t count, struct text_buffer *out)
{
    if (!count)
        return cli_error("er zijn geen vragen om te meten; geef ze met --questions BESTAND");
    struct bpv_searcher *searcher = NULL;
    struct evaluation evaluation = {.count = 0};
    struct bpv_error error;
    int status = CLI_FOUND;
    if (bpv_searcher_open(base, &searcher, &error) != BPV_OK ||
        evaluation_run(searcher, base, questions, count, &evaluation, &error) != BPV_OK) {
        status = cli_base_error(&error);
        goto cleanup;
    }
    if (options->format == CLI_FORMAT_JSON)
        write_json(base, &evaluation, out);
    else
        write_text(base, &evaluation, (options->given & CLI_EXPLAIN) != 0, out);
    if (options->against)
        status = compare_with(options->against, &evaluation, out);
    if (status == CLI_FOUND && options->save && !save_run(options->save, &evaluation))
        status = CLI_ERROR;
cleanup:
    evaluation_release(&evaluation);
    bpv_searcher_close(searcher);
    return status;
}

int command_eval(const struct cli_options *options, struct text_buffer *out)
{
    struct bpv_base *base = NULL;
    struct question_file own = {.list = {.count = 0}};
    int status = options->word_count ? cli_error("bpv eval neemt geen woorden; geef vragen met --questions BESTAND")
                                     : cli_base_open(options, &base);
    if (status != CLI_FOUND)
        goto cleanup;
    const struct bpv_bank_question *questions;
    size_t count = bpv_base_questions(base, &questions);
    if (options->questions) {
        status = question_file_read(options->questions, &own);
        if (status != CLI_FOUND)
            goto cleanup;
        questions = own.list.questions;
        count = own.list.count;
    }
    status = evaluate(options, base, questions, count, out);
cleanup:
    question_file_release(&own);
    bpv_base_close(base);
    return status;
}
