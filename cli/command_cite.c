/* bpv cite: a quotation with its reference, short and long, for a mail or a report. */
#include "cli_base.h"
#include "commands.h"
#include "passage_words.h"
#include "short_answer.h"
#include "terminal_markdown.h"

struct citation {
    const struct bpv_base *base;
    const struct bpv_passage *passage;
    bpv_date on;
    struct text_buffer *out;
};

/* "(WEB art. 7.2.9 lid 1; BPV-wijzer: pok-wie-tekent, nagekeken 2026-11-22)" */
static void append_short_reference(const struct citation *citation, struct text_buffer *line)
{
    text_buffer_append_char(line, '(');
    if (citation->passage->source_count) {
        passage_sources_write(citation->passage, false, line);
        text_buffer_append_string(line, "; ");
    }
    text_buffer_append_string(line, "BPV-wijzer: ");
    cli_append_line(line, citation->passage->id);
    text_buffer_append_string(line, ", ");
    size_t before = line->length;
    passage_warning_write(citation->passage, citation->on, line);
    text_buffer_append_string(line, line->length > before ? ", " : "");
    passage_review_write(citation->passage, line);
    text_buffer_append_char(line, ')');
}

static void append_short_text(const struct citation *citation, bool markdown, struct text_buffer *line)
{
    struct bpv_text text = citation->passage->text;
    struct bpv_span span = short_answer(text);
    text_buffer_append_char(line, '"');
    if (markdown)
        cli_append_line(line, (struct bpv_text){text.start + span.start, span.length});
    else
        terminal_markdown_plain(text, span, line);
    text_buffer_append_string(line, "\" ");
}

static void write_short(const struct citation *citation, bool markdown)
{
    append_short_text(citation, markdown, citation->out);
    append_short_reference(citation, citation->out);
    text_buffer_append_char(citation->out, '\n');
}

/* One "Name: value" line of the long form. */
typedef void reference_line_visitor(const struct citation *citation, const char *name, struct bpv_text value);

static void visit_sources(const struct citation *citation, reference_line_visitor *visit)
{
    for (size_t i = 0; i < citation->passage->source_count; i++) {
        const struct bpv_source_use *use = &citation->passage->sources[i];
        struct text_buffer value = {0};
        bpv_source_write(use, true, &value);
        if (use->source->url.length) {
            text_buffer_append_string(&value, ", ");
            text_buffer_append_text(&value, use->source->url);
        }
        visit(citation, "Bron", text_buffer_text(&value));
        text_buffer_release(&value);
    }
}

static void visit_reference_lines(const struct citation *citation, reference_line_visitor *visit)
{
    const struct bpv_passage *passage = citation->passage;
    struct text_buffer value = {0};
    passage_breadcrumb_write(citation->base, passage, &value);
    visit(citation, "Plaats", text_buffer_text(&value));
    visit(citation, "Soort", cli_text(bpv_force_label(passage->force)));
    visit_sources(citation, visit);
    text_buffer_clear(&value);
    passage_validity_write(passage, &value);
    visit(citation, "Geldigheid", text_buffer_text(&value));
    text_buffer_clear(&value);
    passage_warning_write(passage, citation->on, &value);
    if (value.length)
        visit(citation, "Let op", text_buffer_text(&value));
    char reviewed[11];
    bpv_date_write(passage->reviewed, reviewed);
    visit(citation, "Nagekeken", cli_text(reviewed[0] ? reviewed : "nog niet"));
    text_buffer_clear(&value);
    text_buffer_append_string(&value, "BPV-wijzer, ");
    text_buffer_append_text(&value, passage->id);
    text_buffer_append_string(&value, " (");
    text_buffer_append_text(&value, passage->path);
    text_buffer_printf(&value, ":%u-%u)", passage->line_first, passage->line_last);
    visit(citation, "Vast kenmerk", text_buffer_text(&value));
    text_buffer_release(&value);
}

static void text_line(const struct citation *citation, const char *name, struct bpv_text value)
{
    text_buffer_printf(citation->out, "%s: ", name);
    cli_append_line(citation->out, value);
    text_buffer_append_char(citation->out, '\n');
}

static void markdown_line(const struct citation *citation, const char *name, struct bpv_text value)
{
    text_buffer_append_string(citation->out, "> ");
    text_line(citation, name, value);
    citation->out->data[--citation->out->length] = '\0';
    text_buffer_append_string(citation->out, "  \n"); /* a line of its own in Markdown */
}

static void html_line(const struct citation *citation, const char *name, struct bpv_text value)
{
    text_buffer_printf(citation->out, "<dt>%s</dt><dd>", name);
    cli_append_html(citation->out, value);
    text_buffer_append_string(citation->out, "</dd>\n");
}

static void write_long_text(const struct citation *citation)
{
    struct terminal plain = {.out = citation->out};
    cli_append_line(citation->out, citation->passage->title);
    text_buffer_append_string(citation->out, "\n\n");
    terminal_markdown(&plain, citation->passage->text, 0, 0);
    text_buffer_append_char(citation->out, '\n');
    visit_reference_lines(citation, text_line);
}

static void write_long_markdown(const struct citation *citation)
{
    text_buffer_append_string(citation->out, "### ");
    cli_append_line(citation->out, citation->passage->title);
    text_buffer_append_string(citation->out, "\n\n");
    passage_markdown_text_write(citation->passage->text, citation->out);
    text_buffer_append_string(citation->out, "\n\n");
    visit_reference_lines(citation, markdown_line);
}

static void write_short_html(const struct citation *citation)
{
    struct text_buffer line = {0};
    append_short_text(citation, false, &line);
    append_short_reference(citation, &line);
    text_buffer_append_string(citation->out, "<p>");
    cli_append_html(citation->out, text_buffer_text(&line));
    text_buffer_append_string(citation->out, "</p>\n");
    text_buffer_release(&line);
}

static void write_long_html(const struct citation *citation)
{
    text_buffer_append_string(citation->out, "<article>\n<h1>");
    cli_append_html(citation->out, citation->passage->title);
    text_buffer_append_string(citation->out, "</h1>\n<blockquote>\n");
    passage_html_text_write(citation->passage->html, citation->out);
    text_buffer_append_string(citation->out, "\n</blockquote>\n<dl>\n");
    visit_reference_lines(citation, html_line);
    text_buffer_append_string(citation->out, "</dl>\n</article>\n");
}

static void write_html(const struct citation *citation, bool short_form, bool long_form)
{
    text_buffer_append_string(citation->out,
                              "<!DOCTYPE html>\n<html lang=\"nl\">\n<head>\n<meta charset=\"utf-8\">\n<title>");
    cli_append_html(citation->out, citation->passage->title);
    text_buffer_append_string(citation->out, "</title>\n</head>\n<body>\n");
    if (short_form)
        write_short_html(citation);
    if (long_form)
        write_long_html(citation);
    text_buffer_append_string(citation->out, "</body>\n</html>\n");
}

static void write_citation(const struct citation *citation, const struct cli_options *options)
{
    bool both = !(options->given & (CLI_LONG | CLI_SHORT));
    bool short_form = both || (options->given & CLI_SHORT), long_form = both || (options->given & CLI_LONG);
    if (options->format == CLI_FORMAT_HTML) {
        write_html(citation, short_form, long_form);
        return;
    }
    bool markdown = options->format == CLI_FORMAT_MD;
    if (short_form)
        write_short(citation, markdown);
    if (short_form && long_form)
        text_buffer_append_char(citation->out, '\n');
    if (long_form && markdown)
        write_long_markdown(citation);
    else if (long_form)
        write_long_text(citation);
}

int command_cite(const struct cli_options *options, struct text_buffer *out)
{
    struct bpv_base *base;
    struct bpv_passage passage;
    int status = cli_base_open_passage(options, "cite", &base, &passage);
    if (status == CLI_FOUND)
        write_citation(&(struct citation){base, &passage, cli_day(options), out}, options);
    bpv_base_close(base);
    return status;
}
