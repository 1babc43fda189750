/* From the text of one file to its passages, for corpora with and without tags. */
#include <stdlib.h>
#include <string.h>

#include "corpus.h"
#include "corpus_file.h"
#include "markdown_passages.h"
#include "passage_id.h"
#include "utf8.h"

/* One file whose passages are being made. */
struct file_reading {
    struct corpus *corpus;
    size_t number;
    const struct corpus_file *file;
    struct front_matter_context front;
    struct memory_pool scratch; /* freed with the file: passages have copies */
    struct bpv_text file_title; /* the copy that its passages share */
    struct tree_node *file_map; /* NULL without front matter */
    size_t first_passage;
    bool broken; /* the front matter has a mistake, so no passage of the file can be trusted */
};

static struct corpus_passage *add_passage(struct corpus *corpus)
{
    CORPUS_GROW(corpus->passages, corpus->passage_count, corpus->passage_capacity);
    struct corpus_passage *passage = &corpus->passages[corpus->passage_count++];
    *passage = (struct corpus_passage){0};
    return passage;
}

static struct bpv_text with_suffix(struct memory_pool *pool, struct bpv_text title, unsigned part)
{
    struct text_buffer longer;
    text_buffer_init(&longer, 0);
    text_buffer_append_text(&longer, title);
    text_buffer_printf(&longer, " (deel %u)", part + 1);
    struct bpv_text copy = pool_copy(pool, text_buffer_text(&longer));
    text_buffer_release(&longer);
    return copy;
}

static struct place heading_place(const struct file_reading *reading, const struct markdown_section *section)
{
    return (struct place){reading->file->shown, section->heading_line, 1};
}

/* False, and reported, when the id or alias is taken. */
static bool claim_id(struct corpus *corpus, struct bpv_text id, struct place place, size_t passage, const char *what)
{
    size_t owner = passage;
    if (!id.length || text_map_add(&corpus->ids, id, &owner) || owner >= corpus->passage_count)
        return true; /* new, or kept apart for this file by name_files */
    const struct corpus_passage *other = &corpus->passages[owner];
    report_error(corpus->report, place, "%s '%.*s' bestaat al in %.*s:%u; kies een ander", what, shown_length(id),
                 id.start, shown_length(other->place.path), other->place.path.start, other->place.line);
    return false;
}

static void keep_words(struct memory_pool *pool, struct index_words *words)
{
    struct bpv_text *items = pool_take(pool, words->count, sizeof *items);
    for (size_t i = 0; i < words->count; i++)
        items[i] = pool_copy(pool, words->items[i]);
    words->items = items;
}

/* Fields point into what was read of the file's YAML; these copies stay. */
static struct passage_fields keep_fields(struct file_reading *reading, const struct passage_fields *read)
{
    struct memory_pool *pool = &reading->corpus->pool;
    struct passage_fields fields = *read;
    if (!text_equal(reading->file_title, fields.file_title))
        reading->file_title = pool_copy(pool, fields.file_title);
    fields.file_title = reading->file_title;
    fields.id = pool_copy(pool, fields.id);
    keep_words(pool, &fields.questions);
    keep_words(pool, &fields.facts);
    keep_words(pool, &fields.aliases);
    fields.sources = pool_take(pool, read->source_count, sizeof *fields.sources);
    for (size_t i = 0; i < read->source_count; i++)
        fields.sources[i] = (struct source_reference){read->sources[i].source,
                                                      pool_copy(pool, read->sources[i].locator)};
    return fields;
}

/* Makes one passage per part of the section. Questions and aliases belong to the first. */
static void add_parts(struct file_reading *reading, const struct markdown_section *section, struct bpv_text title,
                      const struct passage_fields *read, bool broken)
{
    struct corpus *corpus = reading->corpus;
    const struct passage_fields kept = keep_fields(reading, read), *fields = &kept;
    title = pool_copy(&corpus->pool, title);
    for (size_t i = 0; i < section->part_count; i++) {
        struct corpus_passage *passage = add_passage(corpus);
        size_t number = corpus->passage_count - 1;
        *passage = (struct corpus_passage){.file = reading->number,
                                           .id = i ? passage_id_numbered(&corpus->pool, fields->id, i + 1) : fields->id,
                                           .title = i ? with_suffix(&corpus->pool, title, (unsigned)i) : title,
                                           .text = section->parts[i],
                                           .place = heading_place(reading, section),
                                           .line_last = section->line_last,
                                           .part = (unsigned)i,
                                           .broken = broken,
                                           .fields = *fields};
        passage->fields.alias_places = NULL; /* of the file, which is read below for the last time */
        passage->text_line = section->text_line;
        for (const char *at = section->text.start; at < passage->text.start; at++)
            passage->text_line += *at == '\n';
        if (i) {
            passage->fields.questions.count = 0;
            passage->fields.aliases.count = 0;
        }
        if (corpus->untagged && i)
            passage->id = passage_id_unique(&corpus->pool, &corpus->ids, passage->id);
        if (!claim_id(corpus, passage->id, fields->id_place, number, "id"))
            corpus->passages[number].broken = true;
        for (size_t alias = 0; alias < corpus->passages[number].fields.aliases.count; alias++)
            if (!claim_id(corpus, fields->aliases.items[alias], fields->alias_places[alias], number, "alias"))
                corpus->passages[number].broken = true;
    }
}

/* ---- With tags ---- */

static void add_missing(struct file_reading *reading, const struct markdown_section *section)
{
    struct corpus *corpus = reading->corpus;
    CORPUS_GROW(corpus->missing, corpus->missing_count, corpus->missing_capacity);
    corpus->missing[corpus->missing_count++] =
        (struct missing_id){reading->number, section->has_comment ? section->comment_line : section->body_line - 1,
                            section->has_comment, pool_copy(&corpus->pool, section->title)};
}

static void check_heading(struct file_reading *reading, const struct markdown_section *section,
                          struct text_map *headings)
{
    struct corpus *corpus = reading->corpus;
    if (!section->title.length) {
        report_error(corpus->report, heading_place(reading, section),
                     "deze kop is leeg; schrijf er een vraag of onderwerp in");
        return;
    }
    if (section->title.length > BPV_TITLE_MAX) {
        report_error(corpus->report, heading_place(reading, section), "deze kop is te lang; maximaal %u bytes",
                     BPV_TITLE_MAX);
        return;
    }
    struct text_buffer folded;
    text_buffer_init(&folded, 0);
    utf8_fold(section->title.start, section->title.length, &folded);
    size_t line = section->heading_line;
    if (!text_map_add(headings, pool_copy(&reading->scratch, text_buffer_text(&folded)), &line))
        report_error(corpus->report, heading_place(reading, section),
                     "deze kop staat ook op regel %zu; geef elke passage een eigen kop", line);
    text_buffer_release(&folded);
}

static void read_tagged_section(struct file_reading *reading, const struct markdown_section *section,
                                struct text_map *headings)
{
    struct corpus *corpus = reading->corpus;
    struct place place = heading_place(reading, section);
    size_t errors = corpus->report->errors;
    struct tree_node *comment = NULL;
    check_heading(reading, section, headings);
    if (section->broken)
        return;
    if (section->has_comment &&
        !front_matter_parse(&reading->front, section->comment, section->comment_line, true, false, &comment))
        return;
    if (!front_matter_id(comment)) {
        if (corpus->collect_missing_ids)
            add_missing(reading, section);
        report_error(corpus->report, place, "%s; draai bpv-index check --write-ids, of zet er zelf een id bij",
                     section->has_comment ? "het passage-blok heeft geen id"
                                          : "onder deze kop staat geen passage-blok");
    }
    struct passage_fields fields;
    if (section->has_comment)
        front_matter_fields(&reading->front, reading->file_map, comment, place, &fields);
    else
        fields = (struct passage_fields){.id = {"", 0}};
    if (!section->part_count)
        report_error(corpus->report, place, "deze passage heeft geen tekst; schrijf die onder het passage-blok");
    add_parts(reading, section, section->title, &fields, reading->broken || corpus->report->errors > errors);
}

static void read_tagged(struct file_reading *reading, const struct markdown_sections *sections)
{
    struct text_map headings = {0};
    if (!sections->count)
        report_error(reading->corpus->report, (struct place){reading->file->shown, 0, 0},
                     "dit bestand heeft geen ##-kop, dus geen passages; zet boven elke passage een ##-kop");
    for (size_t i = 0; i < sections->count; i++)
        read_tagged_section(reading, &sections->items[i], &headings);
    text_map_release(&headings);
}

/* ---- Without tags ---- */

static struct bpv_text clipped(struct bpv_text title)
{
    return (struct bpv_text){title.start, utf8_cut(title.start, title.length, BPV_TITLE_MAX)};
}

/* What the front matter calls the file, or else its first heading of level 1, or else its name. */
static struct bpv_text untagged_file_title(struct file_reading *reading, const struct markdown_sections *sections)
{
    const struct tree_node *title = tree_find(reading->file_map, "title");
    if (title && title->kind == TREE_SCALAR && title->text.length &&
        utf8_valid(title->text.start, title->text.length, NULL))
        return clipped(title->text);
    for (size_t i = 0; i < sections->count; i++)
        if (sections->items[i].level == 1 && sections->items[i].title.length)
            return clipped(sections->items[i].title);
    struct bpv_text path = reading->file->path;
    const char *slash = memrchr(path.start, '/', path.length);
    size_t begin = slash ? (size_t)(slash - path.start) + 1 : 0;
    return clipped((struct bpv_text){path.start + begin, path.length - begin - strlen(".md")});
}

static struct bpv_text untagged_id(struct file_reading *reading, struct bpv_text heading)
{
    struct corpus *corpus = reading->corpus;
    struct text_buffer whole;
    text_buffer_init(&whole, 0);
    text_buffer_append(&whole, reading->file->path.start, reading->file->path.length - strlen(".md"));
    text_buffer_append_char(&whole, '-');
    text_buffer_append_text(&whole, heading);
    struct bpv_text id =
        passage_id_unique(&corpus->pool, &corpus->ids, passage_id_make(&corpus->pool, text_buffer_text(&whole), true));
    text_buffer_release(&whole);
    return id;
}

static void read_untagged_section(struct file_reading *reading, const struct markdown_section *section,
                                  struct bpv_text file_title)
{
    struct corpus *corpus = reading->corpus;
    if (!section->part_count)
        return;
    struct bpv_text title = section->title.length ? clipped(section->title) : file_title;
    struct passage_fields fields = {.file_title = file_title,
                                    .id_place = heading_place(reading, section),
                                    .phase = BPV_PHASE_NONE,
                                    .force = BPV_FORCE_ACHTERGROND};
    /* Text before the first heading takes the name of the file; otherwise the first passage has it as an alias. */
    fields.id = section->level ? untagged_id(reading, title) : reading->file->alias;
    if (section->level && corpus->passage_count == reading->first_passage) {
        fields.aliases = (struct index_words){&reading->file->alias, 1};
        fields.alias_places = pool_take(&reading->scratch, 1, sizeof *fields.alias_places);
        *fields.alias_places = fields.id_place;
    }
    corpus->files[reading->number].has_passages = true;
    add_parts(reading, section, title, &fields, false);
}

static void read_untagged(struct file_reading *reading, const struct markdown_sections *sections)
{
    struct bpv_text file_title = untagged_file_title(reading, sections);
    for (size_t i = 0; i < sections->count; i++)
        read_untagged_section(reading, &sections->items[i], file_title);
    if (reading->corpus->passage_count == reading->first_passage)
        report_warning(reading->corpus->report, (struct place){reading->file->shown, 0, 0},
                       "dit bestand heeft geen tekst en komt niet in de index");
}

static void read_file(struct file_reading *reading)
{
    struct corpus *corpus = reading->corpus;
    const struct corpus_file *read = reading->file;
    struct file_parts parts;
    size_t errors = corpus->report->errors;
    if (!corpus_file_split(read->text, read->shown, corpus->report, &parts))
        return;
    if (parts.has_front &&
        !front_matter_parse(&reading->front, parts.front, parts.front_line, false, corpus->untagged,
                            &reading->file_map))
        return;
    reading->broken = corpus->report->errors > errors;
    struct markdown_source source = {parts.body, parts.body_line, read->shown, corpus->untagged};
    struct markdown_sections sections;
    if (!markdown_read_sections(&source, &reading->scratch, corpus->report, &sections))
        return;
    if (corpus->untagged)
        read_untagged(reading, &sections);
    else
        read_tagged(reading, &sections);
}

void corpus_add_passages(struct corpus *corpus, size_t file)
{
    const struct corpus_file *read = &corpus->files[file];
    struct file_reading reading = {.corpus = corpus, .number = file, .file = read,
                                   .first_passage = corpus->passage_count};
    reading.front = (struct front_matter_context){&reading.scratch, corpus->report, read->shown, corpus->taxonomy,
                                                  &corpus->source_keys};
    read_file(&reading);
    pool_release(&reading.scratch);
}
