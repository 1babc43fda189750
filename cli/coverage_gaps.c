#include "coverage_gaps.h"

#include <stdlib.h>

#include "cli_base.h"
#include "file_bytes.h"
#include "gap_list.h"
#include "json_writer.h"
#include "report_table.h"

struct now { /* how a gap stands with the present index */
    bool answered;
    struct bpv_text id, title; /* of the first answer or else the nearest passage; empty if there is none */
};

static enum bpv_status look(struct bpv_searcher *searcher, bpv_date on, const struct gap *gap, struct now *now,
                            struct bpv_error *error)
{
    const struct bpv_question question = {.text = gap->words, .limit = 1, .filters = {.on = on}};
    struct bpv_answer answer;
    enum bpv_status status = bpv_ask(searcher, &question, &answer, error);
    if (status != BPV_OK)
        return status;
    *now = (struct now){answer.answered, {"", 0}, {"", 0}};
    if (answer.hit_count) { /* the texts are the base's */
        now->id = answer.hits[0].passage.id;
        now->title = answer.hits[0].passage.title;
    } else if (answer.nearest_count) {
        now->id = answer.nearest[0].passage_id;
        now->title = answer.nearest[0].passage_title;
    }
    bpv_answer_release(&answer);
    return BPV_OK;
}

static void write_gap(struct json_writer *json, const struct gap *gap, const struct now *now)
{
    char first[12], last[12];
    gap_week_write(gap->first, first);
    gap_week_write(gap->last, last);
    json_begin_object(json);
    json_key(json, "count");
    json_integer(json, gap->count);
    json_key(json, "words");
    json_text(json, gap->words);
    json_key(json, "first_week");
    json_string(json, first);
    json_key(json, "last_week");
    json_string(json, last);
    json_key(json, "answered_now");
    json_boolean(json, now->answered);
    json_key(json, "nearest");
    json_text_or_null(json, now->id);
    json_end_object(json);
}

static void write_json(const struct gap_list *list, const struct now *now, size_t unanswered, struct text_buffer *out)
{
    struct json_writer json = {out, false};
    json_begin_object(&json);
    json_key(&json, "total");
    json_integer(&json, (long long)list->count);
    json_key(&json, "unanswered_now");
    json_integer(&json, (long long)unanswered);
    json_key(&json, "gaps");
    json_begin_array(&json);
    for (size_t i = 0; i < list->count; i++)
        write_gap(&json, &list->gaps[i], &now[i]);
    json_end_array(&json);
    json_end_object(&json);
    text_buffer_append_char(out, '\n');
}

static void write_table(const struct report *report, const struct gap_list *list, const struct now *now)
{
    static const char *const names[] = {"Keer", "Woorden", "Eerste week", "Laatste week", "Nu antwoord", "Dichtstbij"};
    struct report_table table;
    report_table_begin(&table, sizeof names / sizeof names[0]);
    for (size_t i = 0; i < sizeof names / sizeof names[0]; i++)
        report_cell(&table, "%s", names[i]);
    for (size_t i = 0; i < list->count; i++) {
        char first[12], last[12];
        gap_week_write(list->gaps[i].first, first);
        gap_week_write(list->gaps[i].last, last);
        report_cell(&table, "%u", list->gaps[i].count);
        report_cell_text(&table, list->gaps[i].words);
        report_cell(&table, "%s", first);
        report_cell(&table, "%s", last);
        report_cell(&table, "%s", now[i].answered ? "ja" : "nee");
        report_cell_text(&table, now[i].title);
    }
    report_table_end(report, &table, "Vragen zonder antwoord, meest gevraagd eerst");
}

static void write_report(enum report_format format, const struct gap_list *list, const struct now *now,
                         size_t unanswered, struct text_buffer *out)
{
    const struct report report = {format, out};
    struct text_buffer total = {0};
    if (format == REPORT_CSV) {
        write_table(&report, list, now);
        return;
    }
    text_buffer_printf(&total, "Geteld: %zu. Nog zonder antwoord: %zu.", list->count, unanswered);
    report_begin(&report, "Vragen zonder antwoord");
    report_paragraph(&report, text_buffer_text(&total));
    write_table(&report, list, now);
    report_end(&report);
    text_buffer_release(&total);
}

static int write_gaps(const struct cli_options *options, const struct bpv_base *base, const struct gap_list *list,
                      struct text_buffer *out)
{
    struct bpv_searcher *searcher = NULL;
    struct bpv_error error = {0};
    struct now *now = xcalloc(list->count, sizeof *now);
    size_t unanswered = 0;
    enum bpv_status status = bpv_searcher_open(base, &searcher, &error);
    for (size_t i = 0; i < list->count && status == BPV_OK; i++) {
        status = look(searcher, cli_day(options), &list->gaps[i], &now[i], &error);
        unanswered += !now[i].answered;
    }
    if (status == BPV_OK && options->format == CLI_FORMAT_JSON)
        write_json(list, now, unanswered, out);
    else if (status == BPV_OK)
        write_report(cli_report_format(options), list, now, unanswered, out);
    bpv_searcher_close(searcher);
    free(now);
    return status == BPV_OK ? CLI_FOUND : cli_base_error(&error);
}

int coverage_gaps(const struct cli_options *options, struct text_buffer *out)
{
    struct text_buffer bytes = {0};
    struct gap_list list = {.count = 0};
    struct bpv_base *base = NULL;
    struct bpv_error error = {0};
    if (options->given & (CLI_BY | CLI_FAIL_ON | CLI_QUESTIONS | CLI_DAYS | CLI_MONTHS))
        return cli_error("--gaps gaat niet samen met --by, --fail-on, --questions, --days of --months");
    int status = file_bytes_read(options->gaps, BPV_GAPS_FILE_MAX, &bytes);
    if (status == CLI_FOUND && gap_list_parse(text_buffer_text(&bytes), &list, &error) != BPV_OK)
        status = cli_error("%s: %s", options->gaps, error.text);
    if (status == CLI_FOUND)
        status = cli_base_open(options, &base);
    if (status == CLI_FOUND) {
        gap_list_sort(&list);
        status = write_gaps(options, base, &list, out);
    }
    bpv_base_close(base);
    gap_list_release(&list);
    text_buffer_release(&bytes);
    return status;
}
