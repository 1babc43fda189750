#include "build_summary.h"

#include <string.h>

#include "markdown_passages.h"
#include "tagger_check.h"

struct totals {
    uint32_t modules[BPV_MODULES_MAX + 1], themes[BPV_THEMES_MAX + 1], words, passages, proposed;
    uint64_t bytes;
};

static void count_totals(const struct corpus *corpus, struct totals *totals)
{
    *totals = (struct totals){.words = 0};
    for (size_t i = 0; i < corpus->file_count; i++)
        totals->bytes += corpus->files[i].text.length;
    for (size_t i = 0; i < corpus->passage_count; i++) {
        const struct corpus_passage *passage = &corpus->passages[i];
        if (passage->broken)
            continue;
        totals->passages++;
        totals->proposed += passage->fields.proposed;
        totals->words += passage->words ? passage->words : markdown_words(passage->text);
        totals->modules[passage->fields.module]++;
        for (unsigned theme = 1; theme <= BPV_THEMES_MAX; theme++)
            totals->themes[theme] += passage->fields.themes >> theme & 1u;
    }
}

/* A decimal comma, whatever the locale. */
static void print_decimal(FILE *out, double value, const char *unit)
{
    long long hundredths = (long long)(value * 100 + 0.5);
    fprintf(out, "%lld,%02lld %s\n", hundredths / 100, hundredths % 100, unit);
}

static void print_row(FILE *out, unsigned number, struct bpv_text name, uint32_t passages)
{
    fprintf(out, "  %2u %-40.*s %6u\n", number, shown_length(name), name.start, passages);
}

static void print_axes(const struct corpus *corpus, const struct totals *totals, FILE *out)
{
    const struct bpv_taxonomy *taxonomy = corpus->taxonomy;
    if (taxonomy->module_count)
        fputs("Passages per module:\n", out);
    for (size_t i = 0; i < taxonomy->module_count; i++)
        print_row(out, taxonomy->modules[i].number, taxonomy->modules[i].name,
                  totals->modules[taxonomy->modules[i].number]);
    if (taxonomy->theme_count)
        fputs("Passages per thema:\n", out);
    for (size_t i = 0; i < taxonomy->theme_count; i++)
        print_row(out, taxonomy->themes[i].number, taxonomy->themes[i].name,
                  totals->themes[taxonomy->themes[i].number]);
}

void build_summary_print(const struct build_summary *summary, FILE *out)
{
    struct totals totals;
    count_totals(summary->corpus, &totals);
    fprintf(out, "Bestanden:      %zu (%llu bytes)\n", summary->corpus->file_count, (unsigned long long)totals.bytes);
    fprintf(out, "Passages:       %u (%u woorden)\n", totals.passages, totals.words);
    print_axes(summary->corpus, &totals, out);
    if (totals.proposed)
        fprintf(out, "Voorgesteld:    module en thema's van %u passages; niemand keek ze na\n", totals.proposed);
    fprintf(out, "Fouten:         %zu\n", summary->corpus->report->errors);
    fprintf(out, "Waarschuwingen: %zu\n", summary->corpus->report->warnings);
    if (summary->ids_written)
        fprintf(out, "Nieuwe id's:    %zu\n", summary->ids_written);
    if (summary->built) {
        fprintf(out, "Index:          %s (%llu bytes)\n", summary->output,
                (unsigned long long)summary->built->index_bytes);
        fprintf(out, "Generatie:      %s\n", summary->built->generation);
        fprintf(out, "Corpus-digest:  %s\n", summary->built->corpus_digest);
        if (summary->built->changed)
            fprintf(out, "Bijgewerkt:     %u passage%s sinds de vorige hele bouw%s\n", summary->built->changed,
                    summary->built->changed == 1 ? "" : "s",
                    summary->built->old_space ? "; welke woorden bij elkaar horen, is van die bouw" : "");
    }
    fputs("Tijd:           ", out);
    print_decimal(out, summary->seconds, "s");
}

static void write_axis(struct json_writer *json, unsigned number, struct bpv_text name, uint32_t passages)
{
    json_begin_object(json);
    json_key(json, "number");
    json_integer(json, number);
    json_key(json, "name");
    json_text(json, name);
    json_key(json, "passages");
    json_integer(json, passages);
    json_end_object(json);
}

static void write_number(struct json_writer *json, const char *key, long long value)
{
    json_key(json, key);
    json_integer(json, value);
}

void build_summary_print_json(const struct build_summary *summary, FILE *out)
{
    const struct corpus *corpus = summary->corpus;
    const struct bpv_taxonomy *taxonomy = corpus->taxonomy;
    struct totals totals;
    struct text_buffer text;
    text_buffer_init(&text, 0);
    struct json_writer json = {&text, false};
    count_totals(corpus, &totals);
    json_begin_object(&json);
    json_key(&json, "ok");
    json_boolean(&json, corpus->report->errors == 0);
    write_number(&json, "files", (long long)corpus->file_count);
    write_number(&json, "passages", totals.passages);
    write_number(&json, "proposed", totals.proposed);
    write_number(&json, "words", totals.words);
    write_number(&json, "bytes", (long long)totals.bytes);
    write_number(&json, "errors", (long long)corpus->report->errors);
    write_number(&json, "warnings", (long long)corpus->report->warnings);
    write_number(&json, "ids_written", (long long)summary->ids_written);
    json_key(&json, "modules");
    json_begin_array(&json);
    for (size_t i = 0; i < taxonomy->module_count; i++)
        write_axis(&json, taxonomy->modules[i].number, taxonomy->modules[i].name,
                   totals.modules[taxonomy->modules[i].number]);
    json_end_array(&json);
    json_key(&json, "themes");
    json_begin_array(&json);
    for (size_t i = 0; i < taxonomy->theme_count; i++)
        write_axis(&json, taxonomy->themes[i].number, taxonomy->themes[i].name,
                   totals.themes[taxonomy->themes[i].number]);
    json_end_array(&json);
    json_key(&json, "problems");
    build_report_write_json(corpus->report, &json);
    if (summary->tagger) {
        json_key(&json, "tagger");
        tagger_check_write_json(corpus, summary->dictionary, &json);
    }
    json_end_object(&json);
    text_buffer_append_char(&text, '\n');
    fwrite(text.data, 1, text.length, out);
    text_buffer_release(&text);
}
