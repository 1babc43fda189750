#include "passage_tags.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "cli_output.h"
#include "corpus_tags.h"

struct comparison {
    const struct bpv_passage *passage;
    const struct bpv_taxonomy *taxonomy;
    const struct tagged_section *tagged;
    struct text_list file, index; /* the values of a key, in both */
    bool readable;                /* those of the file; without that they are neither the same nor others */
    struct tag_differences *out;
};

static void append_key(struct text_buffer *keys, const char *key)
{
    text_buffer_append_string(keys, keys->length ? ", " : "");
    text_buffer_append_string(keys, key);
}

static void judge(struct comparison *comparison, const char *key, bool same)
{
    if (!comparison->readable)
        append_key(&comparison->out->unreadable, key);
    else if (!same)
        append_key(&comparison->out->different, key);
}

static bool has(const struct text_list *list, struct bpv_text text)
{
    for (size_t i = 0; i < list->count; i++)
        if (text_equal(text_list_item(list, i), text))
            return true;
    return false;
}

static bool same_set(const struct text_list *a, const struct text_list *b)
{
    for (size_t i = 0; i < a->count; i++)
        if (!has(b, text_list_item(a, i)))
            return false;
    for (size_t i = 0; i < b->count; i++)
        if (!has(a, text_list_item(b, i)))
            return false;
    return true;
}

static bool same_list(const struct text_list *a, const struct text_list *b)
{
    for (size_t i = 0; i < a->count && i < b->count; i++)
        if (!text_equal(text_list_item(a, i), text_list_item(b, i)))
            return false;
    return a->count == b->count;
}

/* What the section says of the key, or else the file; no values when neither does. */
static void read_file(struct comparison *comparison, const char *key)
{
    text_list_clear(&comparison->file);
    enum corpus_tag tag = corpus_tag_find(comparison->tagged->section->comment, key, &comparison->file);
    if (tag == CORPUS_TAG_ABSENT)
        tag = corpus_tag_find(comparison->tagged->front_matter, key, &comparison->file);
    comparison->readable = tag != CORPUS_TAG_UNREADABLE;
    if (tag != CORPUS_TAG_READ)
        text_list_clear(&comparison->file);
}

static void begin(struct comparison *comparison)
{
    text_list_clear(&comparison->index);
}

static void add(struct comparison *comparison, struct bpv_text text)
{
    text_list_add(&comparison->index, text);
}

static void compare(struct comparison *comparison, const char *key)
{
    read_file(comparison, key);
    judge(comparison, key, same_list(&comparison->file, &comparison->index));
}

static void compare_set(struct comparison *comparison, const char *key)
{
    read_file(comparison, key);
    judge(comparison, key, same_set(&comparison->file, &comparison->index));
}

static void compare_text(struct comparison *comparison, const char *key, struct bpv_text text)
{
    begin(comparison);
    add(comparison, text);
    compare(comparison, key);
}

/* A day that the file does not give, or calls unknown, is 0. */
static void compare_date(struct comparison *comparison, const char *key, bpv_date date)
{
    bpv_date day = 0;
    bool is_day = true;
    read_file(comparison, key);
    if (comparison->file.count == 1 && !text_equal(text_list_item(&comparison->file, 0), cli_text("onbekend")))
        is_day = bpv_date_parse(text_list_item(&comparison->file, 0), &day);
    judge(comparison, key, is_day && comparison->file.count <= 1 && day == date);
}

static void compare_texts(struct comparison *comparison, const char *key, const struct bpv_text *texts, size_t count)
{
    begin(comparison);
    for (size_t i = 0; i < count; i++)
        add(comparison, texts[i]);
    compare(comparison, key);
}

static void add_number(struct comparison *comparison, unsigned number)
{
    char digits[16];
    snprintf(digits, sizeof digits, "%u", number);
    add(comparison, cli_text(digits));
}

/* "01" is "1". */
static void drop_zeros(struct text_list *list)
{
    struct text_list plain = {.count = 0};
    for (size_t i = 0; i < list->count; i++) {
        struct bpv_text item = text_list_item(list, i);
        while (item.length > 1 && item.start[0] == '0')
            item.start++, item.length--;
        text_list_add(&plain, item);
    }
    text_list_release(list);
    *list = plain;
}

static void compare_numbers(struct comparison *comparison)
{
    const struct bpv_passage *passage = comparison->passage;
    begin(comparison);
    add_number(comparison, passage->module);
    read_file(comparison, "module");
    drop_zeros(&comparison->file);
    judge(comparison, "module", same_list(&comparison->file, &comparison->index));
    begin(comparison);
    for (unsigned theme = 1; theme <= BPV_THEMES_MAX; theme++)
        if (passage->themes >> theme & 1u)
            add_number(comparison, theme);
    read_file(comparison, "themes");
    drop_zeros(&comparison->file);
    judge(comparison, "themes", same_set(&comparison->file, &comparison->index));
}

static void compare_choices(struct comparison *comparison)
{
    const struct bpv_passage *passage = comparison->passage;
    const struct bpv_taxonomy *taxonomy = comparison->taxonomy;
    begin(comparison);
    for (size_t i = 0; i < taxonomy->role_count; i++)
        if (passage->roles >> i & 1u)
            add(comparison, taxonomy->roles[i].key);
    compare_set(comparison, "roles");
    compare_text(comparison, "phase",
                 passage->phase < taxonomy->phase_count ? taxonomy->phases[passage->phase].key : cli_text(""));
    begin(comparison);
    add(comparison, cli_text(bpv_audience_key(passage->audience)));
    read_file(comparison, "audience");
    if (!comparison->file.count) /* as the indexer takes it */
        text_list_add(&comparison->file, cli_text(bpv_audience_key(BPV_AUDIENCE_ALLE)));
    judge(comparison, "audience", same_list(&comparison->file, &comparison->index));
    compare_text(comparison, "importance", cli_text(bpv_importance_key(passage->importance)));
    compare_text(comparison, "force", cli_text(bpv_force_key(passage->force)));
}

static bool has_proposed(struct comparison *comparison, struct bpv_text yaml)
{
    text_list_clear(&comparison->file);
    enum corpus_tag tag = corpus_tag_find(yaml, "proposed", &comparison->file);
    comparison->readable = comparison->readable && tag != CORPUS_TAG_UNREADABLE;
    for (size_t i = 0; tag == CORPUS_TAG_READ && i < comparison->file.count; i++) {
        struct bpv_text item = text_list_item(&comparison->file, i);
        if (item.length >= 6 && (memcmp(item.start, "module", 6) == 0 || memcmp(item.start, "themes", 6) == 0))
            return true;
    }
    return false;
}

/* Of which keys nobody has looked at the values ("module 0.82"): the section's and the file's together. */
static void compare_proposed(struct comparison *comparison)
{
    comparison->readable = true;
    bool proposed = has_proposed(comparison, comparison->tagged->section->comment) ||
                    has_proposed(comparison, comparison->tagged->front_matter);
    judge(comparison, "proposed", proposed == comparison->passage->proposed);
}

/* "web: 7.2.9" is "web:7.2.9". */
static bool same_source(struct bpv_text text, const struct bpv_source_use *use)
{
    const char *colon = text.length ? memchr(text.start, ':', text.length) : NULL;
    struct bpv_text key = {text.start, colon ? (size_t)(colon - text.start) : text.length}, locator = {"", 0};
    if (colon)
        locator = (struct bpv_text){colon + 1, text.length - key.length - 1};
    while (locator.length && locator.start[0] == ' ')
        locator.start++, locator.length--;
    return text_equal(key, use->source->key) && text_equal(locator, use->locator);
}

static void compare_sources(struct comparison *comparison)
{
    const struct bpv_passage *passage = comparison->passage;
    read_file(comparison, "sources");
    bool same = comparison->file.count == passage->source_count;
    for (size_t i = 0; same && i < passage->source_count; i++)
        same = same_source(text_list_item(&comparison->file, i), &passage->sources[i]);
    judge(comparison, "sources", same);
}

/* Marks that the heading's Markdown has and its plain text lacks are left out of both. */
static void append_plain(struct text_buffer *out, struct bpv_text text)
{
    for (size_t i = 0; i < text.length; i++)
        if (!strchr("\\*_`", text.start[i]))
            text_buffer_append_char(out, text.start[i]);
}

/* Links, HTML and entities are for a Markdown parser: such a heading is not compared. */
static bool is_simple(struct bpv_text heading)
{
    for (size_t i = 0; i < heading.length; i++)
        if (strchr("<[", heading.start[i]) ||
            (heading.start[i] == '&' && i + 1 < heading.length && heading.start[i + 1] != ' '))
            return false;
    return heading.length > 0;
}

static void compare_heading(struct comparison *comparison)
{
    struct bpv_text heading = comparison->tagged->section->heading, title = comparison->passage->title;
    struct text_buffer wanted = {0}, given = {0};
    if (!is_simple(heading) || heading.length > BPV_TITLE_MAX)
        return;
    append_plain(&wanted, heading);
    append_plain(&given, title);
    bool same = given.length >= wanted.length &&
                (!wanted.length || memcmp(given.data, wanted.data, wanted.length) == 0);
    if (same && comparison->tagged->first)
        same = given.length == wanted.length;
    else if (same) /* "Titel (deel 2)" */
        same = given.length > wanted.length && strncmp(given.data + wanted.length, " (deel ", 7) == 0;
    comparison->readable = true;
    judge(comparison, "kop", same);
    text_buffer_release(&wanted);
    text_buffer_release(&given);
}

void tag_differences_release(struct tag_differences *differences)
{
    text_buffer_release(&differences->different);
    text_buffer_release(&differences->unreadable);
}

void passage_tags_compare(const struct bpv_base *base, const struct bpv_passage *passage,
                          const struct tagged_section *tagged, struct tag_differences *out)
{
    struct comparison comparison = {
        .passage = passage, .taxonomy = bpv_base_taxonomy(base), .tagged = tagged, .out = out};
    compare_heading(&comparison);
    if (passage->phase != BPV_PHASE_NONE) {
        compare_text(&comparison, "title", passage->file_title);
        compare_numbers(&comparison);
        compare_proposed(&comparison);
        compare_choices(&comparison);
        compare_date(&comparison, "valid_from", passage->valid_from);
        compare_date(&comparison, "valid_until", passage->valid_until);
        compare_date(&comparison, "reviewed", passage->reviewed);
        compare_sources(&comparison);
        compare_texts(&comparison, "facts", passage->facts, passage->fact_count);
        if (tagged->first) {
            compare_texts(&comparison, "questions", passage->questions, passage->question_count);
            compare_texts(&comparison, "aliases", passage->aliases, passage->alias_count);
        }
    }
    text_list_release(&comparison.file);
    text_list_release(&comparison.index);
}
