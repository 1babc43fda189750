/* bpv list: modules, themes, tracks, sources, glossary or passages, for people and for programs. */
#include <string.h>

#include "cli_base.h"
#include "commands.h"
#include "edit_distance.h"
#include "json_writer.h"
#include "passage_words.h"
#include "terminal_text.h"

struct listing {
    const struct bpv_base *base;
    const struct bpv_taxonomy *taxonomy;
    const struct cli_options *options;
    struct bpv_filters filters;
    struct terminal terminal;
    struct text_buffer *out;
    bool tsv;
};

struct tally { /* passages per module, theme and track */
    uint32_t modules[BPV_MODULES_MAX + 1], themes[BPV_THEMES_MAX + 1], tracks[BPV_TRACKS_MAX + 1];
};

static void count_passages(const struct bpv_base *base, struct tally *tally)
{
    *tally = (struct tally){0};
    struct bpv_base_info info;
    bpv_base_describe(base, &info);
    for (uint32_t i = 0; i < info.passage_count; i++) {
        struct bpv_passage passage;
        if (bpv_passage_get(base, i, &passage, NULL) != BPV_OK)
            continue;
        if (passage.module <= BPV_MODULES_MAX)
            tally->modules[passage.module]++;
        for (unsigned bit = 1; bit <= BPV_THEMES_MAX; bit++)
            tally->themes[bit] += passage.themes >> bit & 1u;
        for (unsigned bit = 1; bit <= BPV_TRACKS_MAX; bit++)
            tally->tracks[bit] += passage.tracks >> bit & 1u;
    }
}

static void append_numbers(struct text_buffer *out, uint32_t mask)
{
    bool first = true;
    for (unsigned bit = 0; bit < 32; bit++) {
        if (!(mask >> bit & 1u))
            continue;
        text_buffer_printf(out, "%s%u", first ? "" : ",", bit);
        first = false;
    }
}

static void tab(struct text_buffer *out) { text_buffer_append_char(out, '\t'); }

static void end_row(struct text_buffer *out) { text_buffer_append_char(out, '\n'); }

static void write_paragraph(const struct listing *listing, const char *prefix, const char *next,
                            struct text_buffer *line, unsigned style)
{
    terminal_paragraph(&listing->terminal, prefix, next, text_buffer_text(line), style);
    text_buffer_clear(line);
}

static int list_modules(const struct listing *listing)
{
    struct tally tally;
    count_passages(listing->base, &tally);
    if (listing->tsv)
        text_buffer_append_string(listing->out, "number\tname\tpassages\tdescription\n");
    for (size_t i = 0; i < listing->taxonomy->module_count; i++) {
        const struct bpv_module *module = &listing->taxonomy->modules[i];
        uint32_t passages = tally.modules[module->number];
        struct text_buffer line = {0};
        if (listing->tsv) {
            text_buffer_printf(listing->out, "%u\t", module->number);
            cli_append_line(listing->out, module->name);
            text_buffer_printf(listing->out, "\t%u\t", passages);
            cli_append_line(listing->out, module->description);
            end_row(listing->out);
            continue;
        }
        text_buffer_printf(&line, "%u ", module->number);
        cli_append_line(&line, module->name);
        text_buffer_printf(&line, " (%u passages)", passages);
        write_paragraph(listing, "", "  ", &line, TERMINAL_BOLD);
        cli_append_line(&line, module->description);
        write_paragraph(listing, "  ", "  ", &line, TERMINAL_PLAIN);
        text_buffer_release(&line);
    }
    return CLI_FOUND;
}

static int list_themes(const struct listing *listing)
{
    struct tally tally;
    count_passages(listing->base, &tally);
    if (listing->tsv)
        text_buffer_append_string(listing->out, "number\tname\tpassages\tmodules\taudience\n");
    for (size_t i = 0; i < listing->taxonomy->theme_count; i++) {
        const struct bpv_theme *theme = &listing->taxonomy->themes[i];
        uint32_t passages = tally.themes[theme->number];
        struct text_buffer line = {0};
        if (listing->tsv) {
            text_buffer_printf(listing->out, "%u\t", theme->number);
            cli_append_line(listing->out, theme->name);
            text_buffer_printf(listing->out, "\t%u\t", passages);
            append_numbers(listing->out, theme->modules);
            text_buffer_printf(listing->out, "\t%s\n", bpv_audience_key(theme->audience));
            continue;
        }
        text_buffer_printf(&line, "%u ", theme->number);
        cli_append_line(&line, theme->name);
        text_buffer_printf(&line, " (%u passages, module ", passages);
        append_numbers(&line, theme->modules);
        text_buffer_append_char(&line, ')');
        struct bpv_text whole = text_buffer_text(&line);
        const char *number = theme->number < 10 ? " " : "";
        terminal_paragraph(&listing->terminal, number, "   ", whole, TERMINAL_PLAIN);
        text_buffer_release(&line);
    }
    return CLI_FOUND;
}

static void append_hours(struct text_buffer *out, const struct bpv_component *component)
{
    if (component->sbu_min == component->sbu_max)
        text_buffer_printf(out, "%u", component->sbu_min);
    else
        text_buffer_printf(out, "%u-%u", component->sbu_min, component->sbu_max);
}

static void write_component(const struct listing *listing, const struct bpv_track *track,
                            const struct bpv_component *component)
{
    struct text_buffer line = {0};
    if (listing->tsv) {
        text_buffer_printf(listing->out, "%u\t", track->number);
        cli_append_line(listing->out, track->name);
        tab(listing->out);
        cli_append_line(listing->out, component->name);
        tab(listing->out);
        cli_append_line(listing->out, component->kind);
        tab(listing->out);
        append_hours(listing->out, component);
        tab(listing->out);
        append_numbers(listing->out, component->modules);
        end_row(listing->out);
        return;
    }
    cli_append_line(&line, component->name);
    if (component->sbu_max) {
        text_buffer_append_string(&line, ": ");
        append_hours(&line, component);
        text_buffer_append_string(&line, " SBU");
    }
    if (component->modules) {
        text_buffer_append_string(&line, ", module ");
        append_numbers(&line, component->modules);
    }
    write_paragraph(listing, "  • ", "    ", &line, TERMINAL_PLAIN);
    text_buffer_release(&line);
}

static int list_tracks(const struct listing *listing)
{
    struct tally tally;
    count_passages(listing->base, &tally);
    if (listing->tsv)
        text_buffer_append_string(listing->out, "number\tname\tcomponent\tkind\tsbu\tmodules\n");
    for (size_t i = 0; i < listing->taxonomy->track_count; i++) {
        const struct bpv_track *track = &listing->taxonomy->tracks[i];
        if (!listing->tsv) {
            struct text_buffer line = {0};
            text_buffer_printf(&line, "%u ", track->number);
            cli_append_line(&line, track->name);
            text_buffer_printf(&line, " (%u passages, module ", tally.tracks[track->number]);
            append_numbers(&line, track->modules);
            text_buffer_append_char(&line, ')');
            write_paragraph(listing, "", "  ", &line, TERMINAL_BOLD);
            text_buffer_release(&line);
        }
        for (size_t j = 0; j < track->component_count; j++)
            write_component(listing, track, &track->components[j]);
    }
    return CLI_FOUND;
}

static int list_sources(const struct listing *listing)
{
    const struct bpv_source *sources;
    size_t count = bpv_base_sources(listing->base, &sources);
    if (listing->tsv)
        text_buffer_append_string(listing->out, "key\ttitle\torganisation\tyear\tkind\tchecked\turl\n");
    for (size_t i = 0; i < count; i++) {
        char checked[11];
        struct text_buffer line = {0};
        bpv_date_write(sources[i].checked, checked);
        const struct bpv_text cells[] = {sources[i].key,  sources[i].title,  sources[i].organisation, sources[i].year,
                                         sources[i].kind, cli_text(checked), sources[i].url};
        size_t cell_count = sizeof cells / sizeof cells[0];
        for (size_t j = 0; j < cell_count; j++) {
            bool skipped = !listing->tsv && (j == 0 || j == 5 || !cells[j].length);
            if (skipped)
                continue;
            text_buffer_append_string(&line, listing->tsv ? (j ? "\t" : "") : j > 1 ? ", " : "");
            cli_append_line(&line, cells[j]);
        }
        if (listing->tsv) {
            text_buffer_append_text(listing->out, text_buffer_text(&line));
            end_row(listing->out);
        } else {
            terminal_paragraph(&listing->terminal, "", "  ", sources[i].key, TERMINAL_BOLD);
            write_paragraph(listing, "  ", "  ", &line, TERMINAL_PLAIN);
        }
        text_buffer_release(&line);
    }
    return CLI_FOUND;
}

static int list_glossary(const struct listing *listing)
{
    const struct bpv_glossary_entry *entries;
    size_t count = bpv_base_glossary(listing->base, &entries);
    if (listing->tsv)
        text_buffer_append_string(listing->out, "term\tabbreviation\tdefinition\tpassage\n");
    for (size_t i = 0; i < count; i++) {
        struct text_buffer line = {0};
        if (listing->tsv) {
            cli_append_line(listing->out, entries[i].term);
            tab(listing->out);
            cli_append_line(listing->out, entries[i].abbreviation);
            tab(listing->out);
            cli_append_line(listing->out, entries[i].definition);
            tab(listing->out);
            cli_append_line(listing->out, entries[i].passage_id);
            end_row(listing->out);
            continue;
        }
        cli_append_line(&line, entries[i].term);
        if (entries[i].abbreviation.length) {
            text_buffer_append_string(&line, " (");
            cli_append_line(&line, entries[i].abbreviation);
            text_buffer_append_char(&line, ')');
        }
        write_paragraph(listing, "", "  ", &line, TERMINAL_BOLD);
        cli_append_line(&line, entries[i].definition);
        if (entries[i].passage_id.length) {
            text_buffer_append_string(&line, " (zie ");
            cli_append_line(&line, entries[i].passage_id);
            text_buffer_append_char(&line, ')');
        }
        write_paragraph(listing, "  ", "  ", &line, TERMINAL_PLAIN);
        text_buffer_release(&line);
    }
    return CLI_FOUND;
}

static void write_passage_row(const struct listing *listing, const struct bpv_passage *passage)
{
    struct text_buffer *out = listing->out;
    char from[11], until[11];
    bpv_date_write(passage->valid_from, from);
    bpv_date_write(passage->valid_until, until);
    cli_append_line(out, passage->id);
    text_buffer_printf(out, "\t%u\t", passage->module);
    append_numbers(out, passage->themes);
    text_buffer_printf(out, "\t%s\t%s\t%s\t%s\t", bpv_force_key(passage->force), from, until,
                       bpv_passage_expired(passage, cli_day(listing->options)) ? "yes" : "no");
    cli_append_line(out, passage->path);
    text_buffer_printf(out, "\t%u\t", passage->line_first);
    cli_append_line(out, passage->title);
    end_row(out);
}

/* The id and the title, under the name of the file they come from. */
static void write_passage_line(const struct listing *listing, const struct bpv_passage *passage, struct bpv_text *path)
{
    struct text_buffer line = {0};
    if (path->length != passage->path.length || memcmp(path->start, passage->path.start, path->length) != 0) {
        if (path->length)
            terminal_blank_line(&listing->terminal);
        terminal_paragraph(&listing->terminal, "", "", passage->path, TERMINAL_BOLD);
        *path = passage->path;
    }
    cli_append_line(&line, passage->id);
    text_buffer_append_string(&line, ": ");
    cli_append_line(&line, passage->title);
    struct text_buffer warning = {0};
    passage_warning_write(passage, cli_day(listing->options), &warning);
    if (warning.length)
        text_buffer_printf(&line, " [%s]", warning.data);
    text_buffer_release(&warning);
    write_paragraph(listing, "  ", "    ", &line, TERMINAL_PLAIN);
    text_buffer_release(&line);
}

static void write_passage(const struct listing *listing, const struct bpv_passage *passage, bool first,
                          struct bpv_text *path)
{
    if (listing->tsv) {
        write_passage_row(listing, passage);
    } else if (listing->options->format == CLI_FORMAT_JSON) {
        text_buffer_append_string(listing->out, first ? "\n" : ",\n");
        bpv_passage_write_json(listing->base, passage, cli_day(listing->options), listing->out);
    } else {
        write_passage_line(listing, passage, path);
    }
}

static int list_passages(const struct listing *listing)
{
    bool json = listing->options->format == CLI_FORMAT_JSON;
    if (listing->tsv)
        text_buffer_append_string(listing->out,
                                  "id\tmodule\tthemes\tforce\tvalid_from\tvalid_until\texpired\tpath\tline\ttitle\n");
    if (json)
        text_buffer_append_string(listing->out, "{\"passages\":[");
    struct bpv_base_info info;
    struct bpv_text path = {"", 0};
    bool first = true;
    bpv_base_describe(listing->base, &info);
    for (uint32_t i = 0; i < info.passage_count; i++) {
        struct bpv_passage passage;
        struct bpv_error error = {0};
        if (bpv_passage_get(listing->base, i, &passage, &error) != BPV_OK)
            return cli_base_error(&error);
        if (!cli_filters_pass(&listing->filters, &passage))
            continue;
        write_passage(listing, &passage, first, &path);
        first = false;
        if (!cli_flush_if_large(listing->out))
            return CLI_ERROR;
    }
    if (json)
        text_buffer_append_string(listing->out, "\n]}\n");
    return first ? CLI_NOT_FOUND : CLI_FOUND;
}

struct list_kind {
    const char *name;
    int (*write)(const struct listing *listing);
    void (*write_json)(const struct bpv_base *base, struct text_buffer *out); /* NULL: write does it */
};

static const struct list_kind kinds[] = {
    {"modules", list_modules, bpv_taxonomy_write_json},   {"themes", list_themes, bpv_taxonomy_write_json},
    {"tracks", list_tracks, bpv_taxonomy_write_json},     {"sources", list_sources, bpv_sources_write_json},
    {"glossary", list_glossary, bpv_glossary_write_json}, {"passages", list_passages, NULL},
};
#define KIND_COUNT (sizeof kinds / sizeof kinds[0])

static const struct list_kind *find_kind(const char *name)
{
    const char *nearest = NULL;
    for (size_t i = 0; i < KIND_COUNT; i++) {
        if (strcmp(name, kinds[i].name) == 0)
            return &kinds[i];
        if (edit_distance(cli_text(name), cli_text(kinds[i].name)) <= 2)
            nearest = kinds[i].name;
    }
    if (nearest)
        cli_error("onbekende lijst \"%.80s\"; bedoelde u \"%s\"?", name, nearest);
    else
        cli_error("onbekende lijst \"%.80s\"; kies uit: modules, themes, tracks, sources, glossary, passages", name);
    return NULL;
}

int command_list(const struct cli_options *options, struct text_buffer *out)
{
    if (options->word_count != 1)
        return cli_error("zeg welke lijst: bpv list modules, themes, tracks, sources, glossary of passages");
    const struct list_kind *kind = find_kind(options->words[0]);
    struct bpv_base *base = NULL;
    if (!kind || cli_base_open(options, &base) != CLI_FOUND)
        return CLI_ERROR;
    struct listing listing = {.base = base, .taxonomy = bpv_base_taxonomy(base), .options = options, .out = out};
    listing.tsv = options->format == CLI_FORMAT_TSV;
    terminal_init(&listing.terminal, options, out);
    int status = cli_base_filters(base, options, &listing.filters);
    if (status == CLI_FOUND && options->format == CLI_FORMAT_JSON && kind->write_json) {
        kind->write_json(base, out);
        text_buffer_append_char(out, '\n');
    } else if (status == CLI_FOUND) {
        status = kind->write(&listing);
    }
    bpv_base_close(base);
    return status;
}
