#include "report_table.h"

#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "utf8.h"

static void append_markdown(struct text_buffer *out, struct bpv_text text)
{
    for (size_t i = 0; i < text.length; i++) {
        if (strchr("\\|*_`[]<>", text.start[i]))
            text_buffer_append_char(out, '\\');
        text_buffer_append_char(out, text.start[i]);
    }
}

/* Quoted when needed. A cell that a spreadsheet would take for a formula gets an apostrophe before it. */
static void append_csv(struct text_buffer *out, struct bpv_text text)
{
    bool formula = text.length && strchr("=+-@", text.start[0]) != NULL;
    bool quoted = formula;
    for (size_t i = 0; i < text.length && !quoted; i++)
        quoted = strchr(",\"\r\n", text.start[i]) != NULL;
    if (!quoted) {
        text_buffer_append_text(out, text);
        return;
    }
    text_buffer_append_string(out, formula ? "\"'" : "\"");
    for (size_t i = 0; i < text.length; i++) {
        if (text.start[i] == '"')
            text_buffer_append_char(out, '"');
        text_buffer_append_char(out, text.start[i]);
    }
    text_buffer_append_char(out, '"');
}

static void append(const struct report *report, struct bpv_text text)
{
    switch (report->format) {
    case REPORT_HTML:
        text_buffer_append_html(report->out, text);
        break;
    case REPORT_MD:
        append_markdown(report->out, text);
        break;
    case REPORT_CSV:
        append_csv(report->out, text);
        break;
    default:
        text_buffer_append_text(report->out, text);
    }
}

static struct bpv_text text_of(const char *string)
{
    return (struct bpv_text){string, strlen(string)};
}

void report_begin(const struct report *report, const char *title)
{
    struct text_buffer *out = report->out;
    if (report->format == REPORT_MD) {
        text_buffer_printf(out, "# %s\n\n", title);
    } else if (report->format == REPORT_HTML) {
        text_buffer_append_string(out,
                                  "<!doctype html>\n<html lang=\"nl\">\n<head>\n<meta charset=\"utf-8\">\n<title>");
        append(report, text_of(title));
        text_buffer_append_string(
            out, "</title>\n<meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">\n<style>\n"
                 "body { font-family: sans-serif; line-height: 1.4; margin: 1.5rem; max-width: 75rem; }\n"
                 "table { border-collapse: collapse; margin: 0 0 1.5rem; }\n"
                 "caption { text-align: left; padding: .3rem 0; }\n"
                 "th, td { border: 1px solid #76828f; padding: .2rem .5rem; text-align: left; vertical-align: top; }\n"
                 "</style>\n</head>\n<body>\n<main>\n<h1>");
        append(report, text_of(title));
        text_buffer_append_string(out, "</h1>\n");
    }
}

void report_end(const struct report *report)
{
    if (report->format == REPORT_HTML)
        text_buffer_append_string(report->out, "</main>\n</body>\n</html>\n");
}

void report_heading(const struct report *report, const char *text)
{
    if (report->format == REPORT_CSV)
        return;
    text_buffer_append_string(report->out, report->format == REPORT_HTML ? "<h2>"
                                           : report->format == REPORT_MD ? "## "
                                                                         : "\n");
    append(report, text_of(text));
    text_buffer_append_string(report->out, report->format == REPORT_HTML ? "</h2>\n"
                                           : report->format == REPORT_MD ? "\n\n"
                                                                         : "\n");
}

void report_paragraph(const struct report *report, struct bpv_text text)
{
    if (report->format == REPORT_CSV)
        return;
    text_buffer_append_string(report->out, report->format == REPORT_HTML ? "<p>" : "");
    append(report, text);
    text_buffer_append_string(report->out, report->format == REPORT_HTML ? "</p>\n"
                                           : report->format == REPORT_MD ? "\n\n"
                                                                         : "\n");
}

/* ---- Tables ---- */

void report_table_begin(struct report_table *table, size_t columns)
{
    *table = (struct report_table){.columns = columns};
}

static void end_cell(struct report_table *table)
{
    if (table->count == table->capacity) {
        table->capacity = table->capacity ? table->capacity * 2 : 64;
        table->ends = xrealloc(table->ends, table->capacity * sizeof *table->ends);
    }
    table->ends[table->count++] = table->bytes.length;
}

/* On one line, without what may not be printed. */
void report_cell_text(struct report_table *table, struct bpv_text text)
{
    for (size_t at = 0; at < text.length;) {
        uint32_t code_point;
        size_t used = utf8_decode(text.start + at, text.length - at, &code_point);
        if (code_point == '\n' || code_point == '\t' || code_point == '\r')
            text_buffer_append_char(&table->bytes, ' ');
        else if (!utf8_unsafe(code_point))
            text_buffer_append(&table->bytes, text.start + at, used);
        at += used;
    }
    end_cell(table);
}

void report_cell(struct report_table *table, const char *format, ...)
{
    char short_text[256];
    va_list arguments, again;
    va_start(arguments, format);
    va_copy(again, arguments);
    int length = vsnprintf(short_text, sizeof short_text, format, arguments);
    va_end(arguments);
    if (length >= 0 && (size_t)length < sizeof short_text) {
        report_cell_text(table, (struct bpv_text){short_text, (size_t)length});
    } else {
        size_t size = length > 0 ? (size_t)length + 1 : 1;
        char *text = xcalloc(size, 1);
        vsnprintf(text, size, format, again);
        report_cell_text(table, text_of(text));
        free(text);
    }
    va_end(again);
}

static struct bpv_text cell_at(const struct report_table *table, size_t index)
{
    size_t begin = index ? table->ends[index - 1] : 0;
    return (struct bpv_text){table->bytes.data ? table->bytes.data + begin : "", table->ends[index] - begin};
}

static void write_html(const struct report *report, const struct report_table *table, const char *caption)
{
    struct text_buffer *out = report->out;
    text_buffer_append_string(out, "<table>\n<caption>");
    append(report, text_of(caption));
    text_buffer_append_string(out, "</caption>\n<thead>\n");
    for (size_t i = 0; i < table->count; i++) {
        size_t column = i % table->columns;
        bool head = i < table->columns;
        if (column == 0)
            text_buffer_append_string(out, "<tr>");
        text_buffer_append_string(out, head ? "<th scope=\"col\">" : column == 0 ? "<th scope=\"row\">" : "<td>");
        append(report, cell_at(table, i));
        text_buffer_append_string(out, head || column == 0 ? "</th>" : "</td>");
        if (column + 1 == table->columns)
            text_buffer_append_string(out, head ? "</tr>\n</thead>\n<tbody>\n" : "</tr>\n");
    }
    text_buffer_append_string(out, "</tbody>\n</table>\n");
}

static void write_markdown(const struct report *report, const struct report_table *table, const char *caption)
{
    report_paragraph(report, text_of(caption));
    for (size_t i = 0; i < table->count; i++) {
        text_buffer_append_string(report->out, i % table->columns ? " | " : "| ");
        append(report, cell_at(table, i));
        if ((i + 1) % table->columns)
            continue;
        text_buffer_append_string(report->out, " |\n");
        for (size_t j = 0; j < table->columns && i + 1 == table->columns; j++)
            text_buffer_append_string(report->out, j + 1 == table->columns ? "|---|\n" : "|---");
    }
    text_buffer_append_char(report->out, '\n');
}

static void write_csv(const struct report *report, const struct report_table *table)
{
    for (size_t i = 0; i < table->count; i++) {
        append(report, cell_at(table, i));
        text_buffer_append_string(report->out, (i + 1) % table->columns ? "," : "\r\n");
    }
}

static void write_text(const struct report *report, const struct report_table *table, const char *caption)
{
    size_t *widths = xcalloc(table->columns, sizeof *widths);
    for (size_t i = 0; i < table->count; i++) {
        struct bpv_text cell = cell_at(table, i);
        size_t width = utf8_code_points(cell.start, cell.length), *widest = &widths[i % table->columns];
        *widest = width > *widest ? width : *widest;
    }
    report_paragraph(report, text_of(caption));
    for (size_t i = 0; i < table->count; i++) {
        struct bpv_text cell = cell_at(table, i);
        size_t column = i % table->columns;
        text_buffer_append_string(report->out, "  ");
        text_buffer_append_text(report->out, cell);
        for (size_t j = utf8_code_points(cell.start, cell.length); column + 1 < table->columns && j < widths[column];
             j++)
            text_buffer_append_char(report->out, ' ');
        if (column + 1 == table->columns)
            text_buffer_append_char(report->out, '\n');
    }
    free(widths);
}

void report_table_end(const struct report *report, struct report_table *table, const char *caption)
{
    if (report->format == REPORT_CSV)
        write_csv(report, table);
    else if (table->count <= table->columns)
        ; /* nothing below the head */
    else if (report->format == REPORT_HTML)
        write_html(report, table, caption);
    else if (report->format == REPORT_MD)
        write_markdown(report, table, caption);
    else
        write_text(report, table, caption);
    text_buffer_release(&table->bytes);
    free(table->ends);
    *table = (struct report_table){.columns = 0};
}
