/* bpv analyze: which terms a text is searched with, and why. */
#include "cli_base.h"
#include "commands.h"
#include "json_writer.h"
#include "terminal_text.h"

#define TEXT_MAX_WORDS_COLUMNS 24u

struct analysis {
    enum cli_format format;
    struct text_buffer *out;
    struct json_writer json;
    size_t visited;
};

static void pad(struct text_buffer *out, struct bpv_text text)
{
    cli_append_line(out, text);
    for (size_t columns = terminal_columns(text); columns < TEXT_MAX_WORDS_COLUMNS; columns++)
        text_buffer_append_char(out, ' ');
    text_buffer_append_char(out, ' ');
}

static void write_text(struct text_buffer *out, const struct bpv_analyzed *analyzed)
{
    pad(out, analyzed->word);
    pad(out, analyzed->term);
    text_buffer_printf(out, "%8u", analyzed->passages);
    if (analyzed->note.length) {
        text_buffer_append_string(out, "  ");
        cli_append_line(out, analyzed->note);
    }
    text_buffer_append_char(out, '\n');
}

static void write_tsv(struct text_buffer *out, const struct bpv_analyzed *analyzed)
{
    cli_append_line(out, analyzed->word);
    text_buffer_append_char(out, '\t');
    cli_append_line(out, analyzed->term);
    text_buffer_printf(out, "\t%u\t", analyzed->passages);
    cli_append_line(out, analyzed->note);
    text_buffer_append_char(out, '\n');
}

static void write_json(struct json_writer *json, const struct bpv_analyzed *analyzed)
{
    json_begin_object(json);
    json_key(json, "word");
    json_text(json, analyzed->word);
    json_key(json, "term");
    json_text(json, analyzed->term);
    json_key(json, "passages");
    json_integer(json, analyzed->passages);
    json_key(json, "note");
    json_text_or_null(json, analyzed->note);
    json_end_object(json);
}

static void visit(void *context, const struct bpv_analyzed *analyzed)
{
    struct analysis *analysis = context;
    analysis->visited++;
    if (analysis->format == CLI_FORMAT_JSON)
        write_json(&analysis->json, analyzed);
    else if (analysis->format == CLI_FORMAT_TSV)
        write_tsv(analysis->out, analyzed);
    else
        write_text(analysis->out, analyzed);
}

static void begin(struct analysis *analysis)
{
    if (analysis->format == CLI_FORMAT_JSON)
        json_begin_array(&analysis->json);
    else if (analysis->format == CLI_FORMAT_TSV)
        text_buffer_append_string(analysis->out, "word\tterm\tpassages\tnote\n");
    else
        text_buffer_printf(analysis->out, "%-24s %-24s %8s\n", "Woord", "Zoekterm", "Passages");
}

static int analyze(struct bpv_searcher *searcher, struct bpv_text text, struct analysis *analysis)
{
    struct bpv_error error = {0};
    begin(analysis);
    if (bpv_analyze(searcher, text, visit, analysis, &error) != BPV_OK) {
        text_buffer_clear(analysis->out);
        return cli_base_error(&error);
    }
    if (analysis->format == CLI_FORMAT_JSON) {
        json_end_array(&analysis->json);
        text_buffer_append_char(analysis->out, '\n');
    }
    return analysis->visited ? CLI_FOUND : CLI_NOT_FOUND;
}

int command_analyze(const struct cli_options *options, struct text_buffer *out)
{
    if (!options->word_count)
        return cli_error("er staat geen tekst; schrijf bijvoorbeeld: bpv analyze \"stageplek en POK\"");
    struct bpv_base *base = NULL;
    struct bpv_searcher *searcher = NULL;
    struct text_buffer text = {0};
    struct bpv_error error = {0};
    for (size_t i = 0; i < options->word_count; i++) {
        text_buffer_append_string(&text, i ? " " : "");
        text_buffer_append_string(&text, options->words[i]);
    }
    int status = cli_base_open(options, &base);
    if (status == CLI_FOUND && bpv_searcher_open(base, &searcher, &error) != BPV_OK)
        status = cli_base_error(&error);
    if (status == CLI_FOUND) {
        struct analysis analysis = {.format = options->format, .out = out, .json = {.out = out}};
        status = analyze(searcher, text_buffer_text(&text), &analysis);
    }
    bpv_searcher_close(searcher);
    bpv_base_close(base);
    text_buffer_release(&text);
    return status;
}
