#include "changes.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "json_writer.h"
#include "text_buffer.h"

static const struct {
    const char *key, *name;
} kinds[CHANGE_KINDS] = {
    [CHANGE_ADDED] = {"added", "nieuw"},           [CHANGE_CHANGED] = {"changed", "gewijzigd"},
    [CHANGE_RENAMED] = {"renamed", "hernoemd"},    [CHANGE_REMOVED] = {"removed", "vervallen"},
    [CHANGE_EXPIRED] = {"expired", "verlopen"},    [CHANGE_ENDING] = {"ending", "verloopt"},
    [CHANGE_STARTED] = {"started", "geldig"},      [CHANGE_STARTING] = {"starting", "gaat gelden"},
    [CHANGE_REVIEWED] = {"reviewed", "nagekeken"},
};

const char *change_kind_key(enum change_kind kind)
{
    return kinds[kind].key;
}

const char *change_kind_name(enum change_kind kind)
{
    return kinds[kind].name;
}

static void add(struct changes *changes, enum change_kind kind, const struct bpv_passage *passage, bpv_date date,
                const char *detail)
{
    if (changes->count == changes->capacity) {
        changes->capacity = changes->capacity ? changes->capacity * 2 : 64;
        changes->items = xrealloc(changes->items, changes->capacity * sizeof *changes->items);
    }
    size_t size = strlen(detail) + 1;
    char *copy = xcalloc(size, 1);
    memcpy(copy, detail, size);
    changes->items[changes->count++] = (struct change){
        kind, passage->id, passage->title, passage->file_title, passage->path, passage->module, date, copy};
    changes->by_kind[kind]++;
}

void changes_release(struct changes *changes)
{
    for (size_t i = 0; i < changes->count; i++)
        free(changes->items[i].detail);
    free(changes->items);
    *changes = (struct changes){.count = 0};
}

/* ---- Since a day ---- */

static void add_dated(struct changes *changes, enum change_kind kind, const struct bpv_passage *passage, bpv_date date,
                      const char *before)
{
    char day[BPV_DATE_LONG], detail[64];
    bpv_date_write_long(date, day);
    snprintf(detail, sizeof detail, "%s %s", before, day);
    add(changes, kind, passage, date, detail);
}

static void add_dates(struct changes *changes, const struct bpv_passage *passage, bpv_date since, bpv_date today)
{
    if (passage->valid_from && passage->valid_from >= since)
        add_dated(changes, passage->valid_from > today ? CHANGE_STARTING : CHANGE_STARTED, passage, passage->valid_from,
                  "geldt vanaf");
    if (passage->valid_until && passage->valid_until >= since)
        add_dated(changes, passage->valid_until < today ? CHANGE_EXPIRED : CHANGE_ENDING, passage, passage->valid_until,
                  passage->valid_until < today ? "gold tot en met" : "geldt tot en met");
    if (passage->reviewed >= since)
        add_dated(changes, CHANGE_REVIEWED, passage, passage->reviewed, "nagekeken op");
}

struct ordered { /* a change with its place, because qsort may swap equals */
    struct change change;
    size_t place;
};

static int by_date(const void *a, const void *b)
{
    const struct ordered *left = a, *right = b;
    if (left->change.date != right->change.date)
        return left->change.date > right->change.date ? -1 : 1;
    return (left->place > right->place) - (left->place < right->place);
}

static int by_kind(const void *a, const void *b)
{
    const struct ordered *left = a, *right = b;
    if (left->change.kind != right->change.kind)
        return left->change.kind < right->change.kind ? -1 : 1;
    return (left->place > right->place) - (left->place < right->place);
}

static void sort(struct changes *changes, int (*compare)(const void *, const void *))
{
    struct ordered *ordered = xcalloc(changes->count, sizeof *ordered);
    for (size_t i = 0; i < changes->count; i++)
        ordered[i] = (struct ordered){changes->items[i], i};
    if (changes->count)
        qsort(ordered, changes->count, sizeof *ordered, compare);
    for (size_t i = 0; i < changes->count; i++)
        changes->items[i] = ordered[i].change;
    free(ordered);
}

static enum bpv_status finish(struct changes *changes, enum bpv_status status,
                              int (*compare)(const void *, const void *))
{
    if (status == BPV_OK)
        sort(changes, compare);
    else
        changes_release(changes);
    return status;
}

static uint32_t count_of(const struct bpv_base *base)
{
    struct bpv_base_info info;
    bpv_base_describe(base, &info);
    return info.passage_count;
}

enum bpv_status changes_since(const struct bpv_base *base, bpv_date since, bpv_date today, struct changes *changes,
                              struct bpv_error *error)
{
    *changes = (struct changes){.count = 0};
    enum bpv_status status = BPV_OK;
    for (uint32_t i = 0, count = count_of(base); i < count && status == BPV_OK; i++) {
        struct bpv_passage passage;
        status = bpv_passage_get(base, i, &passage, error);
        if (status == BPV_OK)
            add_dates(changes, &passage, since, today);
    }
    return finish(changes, status, by_date);
}

/* ---- Between two bases ---- */

static bool same_sources(const struct bpv_passage *a, const struct bpv_passage *b)
{
    bool equal = a->source_count == b->source_count;
    for (size_t i = 0; i < a->source_count && equal; i++)
        equal = text_equal(a->sources[i].source->key, b->sources[i].source->key) &&
                text_equal(a->sources[i].locator, b->sources[i].locator);
    return equal;
}

static bool same_questions(const struct bpv_passage *a, const struct bpv_passage *b)
{
    bool equal = a->question_count == b->question_count;
    for (size_t i = 0; i < a->question_count && equal; i++)
        equal = text_equal(a->questions[i], b->questions[i]);
    return equal;
}

static void note(struct text_buffer *out, bool differs, const char *what)
{
    if (!differs)
        return;
    text_buffer_append_string(out, out->length ? ", " : "");
    text_buffer_append_string(out, what);
}

/* What differs, in words; empty when nothing does. */
static void describe(const struct bpv_passage *old, const struct bpv_passage *new, struct text_buffer *out)
{
    note(out, !text_equal(old->text, new->text), "tekst");
    note(out, !text_equal(old->title, new->title), "kop");
    note(out, old->force != new->force, "kracht");
    note(out, old->valid_from != new->valid_from || old->valid_until != new->valid_until, "geldigheid");
    note(out, !same_sources(old, new), "bronnen");
    note(out, old->module != new->module || old->themes != new->themes, "module of thema's");
    note(out,
         old->roles != new->roles || old->tracks != new->tracks || old->phase != new->phase ||
             old->audience != new->audience || old->importance != new->importance,
         "voor wie, fase of belang");
    note(out, !same_questions(old, new), "vraagvarianten");
    note(out, old->reviewed != new->reviewed, "nagekeken");
    note(out, !text_equal(old->path, new->path), "bestand");
}

static void compare(struct changes *changes, const struct bpv_passage *old, const struct bpv_passage *new,
                    bpv_date today)
{
    struct text_buffer detail = {0};
    describe(old, new, &detail);
    bool ended = bpv_passage_expired(new, today) && (old->valid_until != new->valid_until);
    if (!text_equal(old->id, new->id)) {
        struct text_buffer renamed = {0};
        text_buffer_printf(&renamed, "heette %.*s%s%s", (int)old->id.length, old->id.start,
                           detail.length ? "; anders: " : "", detail.length ? detail.data : "");
        add(changes, CHANGE_RENAMED, new, new->reviewed, renamed.data);
        text_buffer_release(&renamed);
    } else if (ended) {
        add_dated(changes, CHANGE_EXPIRED, new, new->valid_until, "gold tot en met");
    } else if (detail.length) {
        add(changes, CHANGE_CHANGED, new, new->reviewed, detail.data);
    }
    text_buffer_release(&detail);
}

/* An old base may know the passage under an id that is an alias now. */
static bool find_old(const struct bpv_base *old, const struct bpv_passage *passage, struct bpv_passage *found)
{
    if (bpv_passage_find(old, passage->id, found, NULL) == BPV_OK)
        return true;
    for (size_t i = 0; i < passage->alias_count; i++)
        if (bpv_passage_find(old, passage->aliases[i], found, NULL) == BPV_OK)
            return true;
    return false;
}

enum bpv_status changes_between(const struct bpv_base *old, const struct bpv_base *new, bpv_date today,
                                struct changes *changes, struct bpv_error *error)
{
    *changes = (struct changes){.count = 0};
    enum bpv_status status = BPV_OK;
    struct bpv_passage passage, other;
    for (uint32_t i = 0, count = count_of(new); i < count && status == BPV_OK; i++) {
        status = bpv_passage_get(new, i, &passage, error);
        if (status != BPV_OK)
            break;
        if (find_old(old, &passage, &other))
            compare(changes, &other, &passage, today);
        else
            add(changes, CHANGE_ADDED, &passage, passage.reviewed, "nieuwe passage");
    }
    for (uint32_t i = 0, count = count_of(old); i < count && status == BPV_OK; i++) {
        status = bpv_passage_get(old, i, &passage, error);
        if (status == BPV_OK && bpv_passage_find(new, passage.id, &other, NULL) != BPV_OK)
            add(changes, CHANGE_REMOVED, &passage, passage.reviewed, "staat er niet meer in");
    }
    return finish(changes, status, by_kind);
}

/* ---- Output ---- */

void changes_write_report(const struct changes *changes, bpv_date since, enum report_format format,
                          struct text_buffer *out)
{
    struct report report = {format, out};
    struct report_table table;
    struct text_buffer line = {0};
    char day[BPV_DATE_LONG];
    bpv_date_write_long(since, day);
    report_begin(&report, "Wijzigingen");
    text_buffer_printf(&line, "Wijzigingen%s%s: %zu", since ? " vanaf " : "", since ? day : " tussen twee indexen",
                       changes->count);
    for (unsigned i = 0; i < CHANGE_KINDS; i++)
        if (changes->by_kind[i])
            text_buffer_printf(&line, ", %u %s", changes->by_kind[i], change_kind_name((enum change_kind)i));
    text_buffer_append_char(&line, '.');
    report_paragraph(&report, text_buffer_text(&line));
    text_buffer_release(&line);
    report_table_begin(&table, 6);
    static const char *const names[] = {"datum", "soort", "module", "id", "titel", "toelichting"};
    for (size_t i = 0; i < sizeof names / sizeof names[0]; i++)
        report_cell(&table, "%s", names[i]);
    for (size_t i = 0; i < changes->count; i++) {
        const struct change *change = &changes->items[i];
        bpv_date_write(change->date, day);
        report_cell(&table, "%s", day);
        report_cell(&table, "%s", change_kind_name(change->kind));
        report_cell(&table, "%u", change->module);
        report_cell_text(&table, change->id);
        report_cell_text(&table, change->title);
        report_cell(&table, "%s", change->detail);
    }
    report_table_end(&report, &table, "Per passage");
    report_end(&report);
}

static void write_change(struct json_writer *json, const struct change *change)
{
    json_begin_object(json);
    json_key(json, "kind");
    json_string(json, change_kind_key(change->kind));
    json_key(json, "date");
    json_date_or_null(json, change->date);
    json_key(json, "id");
    json_text(json, change->id);
    json_key(json, "title");
    json_text(json, change->title);
    json_key(json, "file_title");
    json_text(json, change->file_title);
    json_key(json, "path");
    json_text(json, change->path);
    json_key(json, "module");
    json_integer(json, change->module);
    json_key(json, "detail");
    json_string(json, change->detail);
    json_end_object(json);
}

void changes_write_json(const struct changes *changes, bpv_date since, struct bpv_text generation,
                        struct text_buffer *out)
{
    struct json_writer json = {.out = out};
    json_begin_object(&json);
    json_key(&json, "generation");
    json_text(&json, generation);
    json_key(&json, "since");
    json_date_or_null(&json, since);
    json_key(&json, "total");
    json_integer(&json, (long long)changes->count);
    json_key(&json, "counts");
    json_begin_object(&json);
    for (unsigned i = 0; i < CHANGE_KINDS; i++) {
        json_key(&json, change_kind_key((enum change_kind)i));
        json_integer(&json, changes->by_kind[i]);
    }
    json_end_object(&json);
    json_key(&json, "changes");
    json_begin_array(&json);
    for (size_t i = 0; i < changes->count; i++)
        write_change(&json, &changes->items[i]);
    json_end_array(&json);
    json_end_object(&json);
}
