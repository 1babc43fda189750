#include "build_report.h"

#include <stdarg.h>
#include <stdlib.h>
#include <string.h>

#include "utf8.h"

#define SHOWN_TEXT_MAX 80u

int shown_length(struct bpv_text text)
{
    return (int)utf8_cut(text.start, text.length, SHOWN_TEXT_MAX);
}

void append_printable(struct text_buffer *out, struct bpv_text text)
{
    size_t at = 0;
    while (at < text.length) {
        uint32_t code_point;
        size_t used = utf8_decode(text.start + at, text.length - at, &code_point);
        if (utf8_unsafe(code_point) || code_point == '\n' || code_point == '\t')
            text_buffer_append_char(out, '?');
        else
            text_buffer_append(out, text.start + at, used);
        at += used;
    }
}

static void add_problem(struct build_report *report, struct place place, bool warning, const char *format,
                        va_list arguments)
{
    size_t order = report->errors + report->warnings;
    if (warning)
        report->warnings++;
    else
        report->errors++;
    if (report->count >= BPV_PROBLEMS_KEPT_MAX)
        return;
    char message[BPV_ERROR_MAX];
    int length = vsnprintf(message, sizeof message, format, arguments);
    if (length < 0)
        message[0] = '\0';
    struct text_buffer printable;
    text_buffer_init(&printable, 0);
    append_printable(&printable, (struct bpv_text){message, utf8_cut(message, strlen(message), sizeof message - 1)});
    if (report->count == report->capacity) {
        report->capacity = report->capacity ? report->capacity * 2 : 64;
        report->problems = xrealloc(report->problems, report->capacity * sizeof *report->problems);
    }
    report->problems[report->count++] =
        (struct build_problem){place, pool_copy(&report->pool, text_buffer_text(&printable)), order, warning,
                               report->dated};
    text_buffer_release(&printable);
}

void report_error(struct build_report *report, struct place place, const char *format, ...)
{
    va_list arguments;
    va_start(arguments, format);
    add_problem(report, place, false, format, arguments);
    va_end(arguments);
}

void report_warning(struct build_report *report, struct place place, const char *format, ...)
{
    va_list arguments;
    va_start(arguments, format);
    add_problem(report, place, true, format, arguments);
    va_end(arguments);
}

static int compare_texts(struct bpv_text a, struct bpv_text b)
{
    size_t shortest = a.length < b.length ? a.length : b.length;
    int order = shortest ? memcmp(a.start, b.start, shortest) : 0;
    return order ? order : (a.length > b.length) - (a.length < b.length);
}

static int compare_problems(const void *first, const void *second)
{
    const struct build_problem *a = first, *b = second;
    int order = compare_texts(a->place.path, b->place.path);
    if (!order)
        order = (a->place.line > b->place.line) - (a->place.line < b->place.line);
    if (!order)
        order = (a->place.column > b->place.column) - (a->place.column < b->place.column);
    return order ? order : (a->order > b->order) - (a->order < b->order);
}

static bool same_place(const struct place *a, const struct place *b)
{
    return a->line == b->line && a->column == b->column && text_equal(a->path, b->path);
}

/* A value of the front matter is checked for every passage of the file, so one mistake may be found many times. */
static bool said_already(const struct build_report *report, size_t kept, const struct build_problem *problem)
{
    for (size_t i = kept; i > 0 && same_place(&report->problems[i - 1].place, &problem->place); i--)
        if (text_equal(report->problems[i - 1].message, problem->message))
            return true;
    return false;
}

void build_report_finish(struct build_report *report)
{
    if (report->count)
        qsort(report->problems, report->count, sizeof *report->problems, compare_problems);
    size_t kept = 0;
    for (size_t i = 0; i < report->count; i++) {
        struct build_problem problem = report->problems[i];
        if (!said_already(report, kept, &problem))
            report->problems[kept++] = problem;
        else if (problem.warning)
            report->warnings--;
        else
            report->errors--;
    }
    report->count = kept;
}

static void print_problem(const struct build_problem *problem, struct text_buffer *line, FILE *out)
{
    text_buffer_clear(line);
    append_printable(line, problem->place.path);
    if (problem->place.line)
        text_buffer_printf(line, ":%u:%u", problem->place.line, problem->place.column ? problem->place.column : 1);
    text_buffer_append_string(line, problem->warning ? ": waarschuwing: " : ": ");
    text_buffer_append_text(line, problem->message);
    text_buffer_append_char(line, '\n');
    fwrite(line->data, 1, line->length, out);
}

void build_report_print(const struct build_report *report, bool errors_only, FILE *out)
{
    struct text_buffer line;
    text_buffer_init(&line, 0);
    size_t shown = 0, in_file = 0;
    struct bpv_text path = {"", 0};
    for (size_t i = 0; i < report->count && shown < BPV_PROBLEMS_SHOWN_MAX; i++) {
        const struct build_problem *problem = &report->problems[i];
        if (!text_equal(path, problem->place.path)) {
            path = problem->place.path;
            in_file = 0;
        }
        if ((problem->warning && errors_only) || in_file >= BPV_PROBLEMS_PER_FILE_MAX)
            continue;
        print_problem(problem, &line, out);
        in_file++;
        shown++;
    }
    size_t total = report->errors + (errors_only ? 0 : report->warnings);
    if (total > shown)
        fprintf(out, "... en %zu meer\n", total - shown);
    text_buffer_release(&line);
}

void build_report_write_json(const struct build_report *report, struct json_writer *json)
{
    json_begin_array(json);
    for (size_t i = 0; i < report->count; i++) {
        const struct build_problem *problem = &report->problems[i];
        struct text_buffer path;
        text_buffer_init(&path, 0);
        append_printable(&path, problem->place.path);
        json_begin_object(json);
        json_key(json, "path");
        json_text(json, text_buffer_text(&path));
        json_key(json, "line");
        json_integer(json, problem->place.line);
        json_key(json, "column");
        json_integer(json, problem->place.column);
        json_key(json, "severity");
        json_string(json, problem->warning ? "warning" : "error");
        json_key(json, "message");
        json_text(json, problem->message);
        json_end_object(json);
        text_buffer_release(&path);
    }
    json_end_array(json);
}

void build_report_release(struct build_report *report)
{
    free(report->problems);
    pool_release(&report->pool);
    *report = (struct build_report){0};
}
