#include "index_lists.h"

#include <stdlib.h>

static void put_texts(struct text_buffer *out, const struct bpv_text *texts, size_t count)
{
    record_put_u32(out, (uint32_t)count);
    for (size_t i = 0; i < count; i++)
        record_put_text(out, texts[i]);
}

static void put_named(struct text_buffer *out, const struct bpv_keyed_name *names, size_t count)
{
    record_put_u32(out, (uint32_t)count);
    for (size_t i = 0; i < count; i++) {
        record_put_text(out, names[i].key);
        record_put_text(out, names[i].name);
    }
}

static void put_track(struct text_buffer *out, const struct bpv_track *track)
{
    record_put_u32(out, track->number);
    record_put_text(out, track->name);
    record_put_text(out, track->certificate);
    record_put_u32(out, track->role);
    record_put_u32(out, track->modules);
    record_put_u32(out, (uint32_t)track->module_count);
    for (size_t i = 0; i < track->module_count; i++)
        record_put_u32(out, track->module_order[i]);
    record_put_u32(out, (uint32_t)track->component_count);
    for (size_t i = 0; i < track->component_count; i++) {
        const struct bpv_component *component = &track->components[i];
        record_put_text(out, component->name);
        record_put_text(out, component->kind);
        record_put_text(out, component->subject);
        record_put_u32(out, component->sbu_min);
        record_put_u32(out, component->sbu_max);
        record_put_u32(out, component->modules);
    }
}

void index_lists_write_taxonomy(const struct bpv_taxonomy *taxonomy, struct text_buffer *out)
{
    record_put_u32(out, (uint32_t)taxonomy->module_count);
    for (size_t i = 0; i < taxonomy->module_count; i++) {
        record_put_u32(out, taxonomy->modules[i].number);
        record_put_text(out, taxonomy->modules[i].name);
        record_put_text(out, taxonomy->modules[i].folder);
        record_put_text(out, taxonomy->modules[i].description);
        record_put_text(out, taxonomy->modules[i].words);
    }
    record_put_u32(out, (uint32_t)taxonomy->theme_count);
    for (size_t i = 0; i < taxonomy->theme_count; i++) {
        record_put_u32(out, taxonomy->themes[i].number);
        record_put_text(out, taxonomy->themes[i].name);
        record_put_text(out, taxonomy->themes[i].description);
        record_put_text(out, taxonomy->themes[i].words);
        record_put_u32(out, taxonomy->themes[i].modules);
        record_put_u32(out, (uint32_t)taxonomy->themes[i].audience);
    }
    put_named(out, taxonomy->roles, taxonomy->role_count);
    put_named(out, taxonomy->phases, taxonomy->phase_count);
    record_put_u32(out, (uint32_t)taxonomy->track_count);
    for (size_t i = 0; i < taxonomy->track_count; i++)
        put_track(out, &taxonomy->tracks[i]);
}

void index_lists_write_sources(const struct bpv_source *sources, size_t count, struct text_buffer *out)
{
    record_put_u32(out, (uint32_t)count);
    for (size_t i = 0; i < count; i++) {
        const struct bpv_source *source = &sources[i];
        const struct bpv_text texts[] = {source->key,  source->title, source->short_title, source->organisation,
                                         source->year, source->url,   source->kind,        source->note};
        for (size_t j = 0; j < sizeof texts / sizeof texts[0]; j++)
            record_put_text(out, texts[j]);
        record_put_u32(out, (uint32_t)source->checked);
    }
}

void index_lists_write_glossary(const struct bpv_glossary_entry *entries, size_t count, struct text_buffer *out)
{
    record_put_u32(out, (uint32_t)count);
    for (size_t i = 0; i < count; i++) {
        record_put_text(out, entries[i].term);
        record_put_text(out, entries[i].abbreviation);
        record_put_text(out, entries[i].definition);
        record_put_text(out, entries[i].passage_id);
    }
}

void index_lists_write_notices(const struct bpv_notice *notices, size_t count, struct text_buffer *out)
{
    record_put_u32(out, (uint32_t)count);
    for (size_t i = 0; i < count; i++) {
        record_put_text(out, notices[i].key);
        record_put_text(out, notices[i].title);
        record_put_text(out, notices[i].text);
        record_put_text(out, notices[i].owner);
        put_texts(out, notices[i].words, notices[i].word_count);
    }
}

void index_lists_write_questions(const struct bpv_bank_question *questions, size_t count, struct text_buffer *out)
{
    record_put_u32(out, (uint32_t)count);
    for (size_t i = 0; i < count; i++) {
        record_put_text(out, questions[i].id);
        record_put_text(out, questions[i].text);
        record_put_text(out, questions[i].user);
        record_put_text(out, questions[i].style);
        record_put_text(out, questions[i].set);
        put_texts(out, questions[i].expected, questions[i].expected_count);
    }
}

/* A list that is freed as one block by index_lists_release. */
static struct bpv_text *get_texts(struct record_reader *reader, size_t *count)
{
    *count = record_count(reader, 4);
    struct bpv_text *texts = xcalloc(*count, sizeof *texts);
    for (size_t i = 0; i < *count; i++)
        texts[i] = record_text(reader);
    return texts;
}

static void get_named(struct record_reader *reader, struct bpv_keyed_name *names, size_t capacity, size_t *count)
{
    *count = record_count(reader, 8);
    if (*count > capacity) {
        reader->bad = true;
        *count = 0;
    }
    for (size_t i = 0; i < *count; i++) {
        names[i].key = record_text(reader);
        names[i].name = record_text(reader);
    }
}

static void get_track(struct record_reader *reader, struct bpv_track *track)
{
    track->number = record_u32(reader);
    track->name = record_text(reader);
    track->certificate = record_text(reader);
    track->role = record_u32(reader);
    track->modules = record_u32(reader);
    track->module_count = record_count(reader, 4);
    if (track->module_count > BPV_MODULES_MAX || track->role >= BPV_ROLES_MAX) {
        reader->bad = true;
        track->module_count = 0;
        track->role = 0;
    }
    for (size_t i = 0; i < track->module_count; i++)
        track->module_order[i] = record_u32(reader);
    track->component_count = record_count(reader, 24);
    if (track->component_count > BPV_COMPONENTS_MAX) {
        reader->bad = true;
        track->component_count = 0;
    }
    for (size_t i = 0; i < track->component_count; i++) {
        struct bpv_component *component = &track->components[i];
        component->name = record_text(reader);
        component->kind = record_text(reader);
        component->subject = record_text(reader);
        component->sbu_min = record_u32(reader);
        component->sbu_max = record_u32(reader);
        component->modules = record_u32(reader);
    }
}

static void get_taxonomy(struct record_reader *reader, struct bpv_taxonomy *taxonomy)
{
    taxonomy->module_count = record_count(reader, 16);
    if (taxonomy->module_count > BPV_MODULES_MAX) {
        reader->bad = true;
        taxonomy->module_count = 0;
    }
    for (size_t i = 0; i < taxonomy->module_count; i++) {
        taxonomy->modules[i].number = record_u32(reader);
        taxonomy->modules[i].name = record_text(reader);
        taxonomy->modules[i].folder = record_text(reader);
        taxonomy->modules[i].description = record_text(reader);
        taxonomy->modules[i].words = record_text(reader);
        reader->bad |= taxonomy->modules[i].number > BPV_MODULES_MAX;
    }
    taxonomy->theme_count = record_count(reader, 16);
    if (taxonomy->theme_count > BPV_THEMES_MAX) {
        reader->bad = true;
        taxonomy->theme_count = 0;
    }
    for (size_t i = 0; i < taxonomy->theme_count; i++) {
        taxonomy->themes[i].number = record_u32(reader);
        taxonomy->themes[i].name = record_text(reader);
        taxonomy->themes[i].description = record_text(reader);
        taxonomy->themes[i].words = record_text(reader);
        taxonomy->themes[i].modules = record_u32(reader);
        taxonomy->themes[i].audience = record_u32(reader) ? BPV_AUDIENCE_EXTRA : BPV_AUDIENCE_ALLE;
        reader->bad |= taxonomy->themes[i].number > BPV_THEMES_MAX;
    }
    get_named(reader, taxonomy->roles, BPV_ROLES_MAX, &taxonomy->role_count);
    get_named(reader, taxonomy->phases, BPV_PHASES_MAX, &taxonomy->phase_count);
    taxonomy->track_count = record_count(reader, 28);
    if (taxonomy->track_count > BPV_TRACKS_MAX) {
        reader->bad = true;
        taxonomy->track_count = 0;
    }
    for (size_t i = 0; i < taxonomy->track_count; i++)
        get_track(reader, &taxonomy->tracks[i]);
}

static void get_sources(struct record_reader *reader, struct index_lists *lists)
{
    lists->source_count = record_count(reader, 36);
    lists->sources = xcalloc(lists->source_count, sizeof *lists->sources);
    for (size_t i = 0; i < lists->source_count; i++) {
        struct bpv_source *source = &lists->sources[i];
        struct bpv_text *const texts[] = {&source->key,  &source->title, &source->short_title, &source->organisation,
                                          &source->year, &source->url,   &source->kind,        &source->note};
        for (size_t j = 0; j < sizeof texts / sizeof texts[0]; j++)
            *texts[j] = record_text(reader);
        source->checked = (bpv_date)record_u32(reader);
    }
}

static void get_glossary(struct record_reader *reader, struct index_lists *lists)
{
    lists->glossary_count = record_count(reader, 16);
    lists->glossary = xcalloc(lists->glossary_count, sizeof *lists->glossary);
    for (size_t i = 0; i < lists->glossary_count; i++) {
        lists->glossary[i].term = record_text(reader);
        lists->glossary[i].abbreviation = record_text(reader);
        lists->glossary[i].definition = record_text(reader);
        lists->glossary[i].passage_id = record_text(reader);
    }
}

static void get_notices(struct record_reader *reader, struct index_lists *lists)
{
    lists->notice_count = record_count(reader, 20);
    lists->notices = xcalloc(lists->notice_count, sizeof *lists->notices);
    for (size_t i = 0; i < lists->notice_count; i++) {
        struct bpv_notice *notice = &lists->notices[i];
        notice->key = record_text(reader);
        notice->title = record_text(reader);
        notice->text = record_text(reader);
        notice->owner = record_text(reader);
        notice->words = get_texts(reader, &notice->word_count);
    }
}

static void get_questions(struct record_reader *reader, struct index_lists *lists)
{
    lists->question_count = record_count(reader, 24);
    lists->questions = xcalloc(lists->question_count, sizeof *lists->questions);
    for (size_t i = 0; i < lists->question_count; i++) {
        struct bpv_bank_question *question = &lists->questions[i];
        question->id = record_text(reader);
        question->text = record_text(reader);
        question->user = record_text(reader);
        question->style = record_text(reader);
        question->set = record_text(reader);
        question->expected = get_texts(reader, &question->expected_count);
    }
}

bool index_lists_read(const struct bpv_text sections[5], struct index_lists *lists)
{
    *lists = (struct index_lists){.source_count = 0};
    struct record_reader readers[5];
    for (size_t i = 0; i < 5; i++)
        readers[i] = (struct record_reader){sections[i].start, sections[i].start + sections[i].length, false};
    get_taxonomy(&readers[0], &lists->taxonomy);
    get_sources(&readers[1], lists);
    get_glossary(&readers[2], lists);
    get_notices(&readers[3], lists);
    get_questions(&readers[4], lists);
    bool bad = false;
    for (size_t i = 0; i < 5; i++)
        bad |= readers[i].bad || readers[i].at != readers[i].end;
    return !bad;
}

void index_lists_release(struct index_lists *lists)
{
    for (size_t i = 0; i < lists->notice_count; i++)
        free((void *)(uintptr_t)lists->notices[i].words);
    for (size_t i = 0; i < lists->question_count; i++)
        free((void *)(uintptr_t)lists->questions[i].expected);
    free(lists->sources);
    free(lists->glossary);
    free(lists->notices);
    free(lists->questions);
    *lists = (struct index_lists){.source_count = 0};
}
