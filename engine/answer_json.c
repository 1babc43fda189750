/* The JSON shapes of the HTTP contract. Offsets in JSON are code points, because its readers count so. */

#include <string.h>

#include "bpv.h"
#include "json_writer.h"
#include "utf8.h"

/* Of what is put together before it is written as one text: the HTML of a passage with its marks is the longest. */
#define SCRATCH_MAX (32u * BPV_PASSAGE_HTML_MAX)

#define KEY_TEXT(json, key, text) (JSON_KEY(json, key), json_text(json, text))
#define KEY_INTEGER(json, key, value) (JSON_KEY(json, key), json_integer(json, value))

static void write_module(struct json_writer *json, const struct bpv_taxonomy *taxonomy, unsigned number)
{
    const struct bpv_module *module = bpv_taxonomy_module(taxonomy, number);
    JSON_KEY(json, "module");
    if (!module) {
        json_null(json);
        return;
    }
    json_begin_object(json);
    KEY_INTEGER(json, "number", number);
    KEY_TEXT(json, "name", module->name);
    json_end_object(json);
}

static void write_tags(struct json_writer *json, const struct bpv_taxonomy *taxonomy, const struct bpv_passage *passage)
{
    write_module(json, taxonomy, passage->module);
    JSON_KEY(json, "themes");
    json_begin_array(json);
    for (size_t i = 0; i < taxonomy->theme_count; i++) {
        if (!(passage->themes >> taxonomy->themes[i].number & 1))
            continue;
        json_begin_object(json);
        KEY_INTEGER(json, "number", taxonomy->themes[i].number);
        KEY_TEXT(json, "name", taxonomy->themes[i].name);
        json_end_object(json);
    }
    json_end_array(json);
    JSON_KEY(json, "proposed");
    json_boolean(json, passage->proposed);
    JSON_KEY(json, "tracks");
    json_begin_array(json);
    for (size_t i = 0; i < taxonomy->track_count; i++)
        if (passage->tracks >> taxonomy->tracks[i].number & 1)
            json_integer(json, taxonomy->tracks[i].number);
    json_end_array(json);
    JSON_KEY(json, "roles");
    json_begin_array(json);
    for (size_t i = 0; i < taxonomy->role_count; i++)
        if (passage->roles >> i & 1)
            json_text(json, taxonomy->roles[i].key);
    json_end_array(json);
    JSON_KEY(json, "phase");
    if (passage->phase < taxonomy->phase_count)
        json_text(json, taxonomy->phases[passage->phase].key);
    else
        json_null(json);
    JSON_KEY(json, "audience");
    json_string(json, bpv_audience_key(passage->audience));
    JSON_KEY(json, "importance");
    json_string(json, bpv_importance_key(passage->importance));
    JSON_KEY(json, "force");
    json_string(json, bpv_force_key(passage->force));
}

static void write_sources(struct json_writer *json, const struct bpv_passage *passage, struct text_buffer *scratch)
{
    JSON_KEY(json, "sources");
    json_begin_array(json);
    for (size_t i = 0; i < passage->source_count; i++) {
        const struct bpv_source_use *use = &passage->sources[i];
        json_begin_object(json);
        KEY_TEXT(json, "key", use->source->key);
        KEY_TEXT(json, "title", use->source->title);
        text_buffer_clear(scratch);
        bpv_locator_write(use, scratch);
        JSON_KEY(json, "locator");
        json_text_or_null(json, text_buffer_text(scratch));
        JSON_KEY(json, "url");
        json_text_or_null(json, use->source->url);
        json_end_object(json);
    }
    json_end_array(json);
}

static void write_breadcrumb(struct json_writer *json, const struct bpv_taxonomy *taxonomy,
                             const struct bpv_passage *passage, struct text_buffer *scratch)
{
    const struct bpv_module *module = bpv_taxonomy_module(taxonomy, passage->module);
    JSON_KEY(json, "breadcrumb");
    json_begin_array(json);
    if (module) {
        text_buffer_clear(scratch);
        text_buffer_append_string(scratch, "Module ");
        text_buffer_append_number(scratch, module->number);
        text_buffer_append_char(scratch, ' ');
        text_buffer_append_text(scratch, module->name);
        json_text(json, text_buffer_text(scratch));
    }
    json_text(json, passage->file_title);
    json_text(json, passage->title);
    json_end_array(json);
}

/* What a passage and an answer have in common, after id and title. */
static void write_rest(struct json_writer *json, const struct bpv_base *base, const struct bpv_passage *passage,
                       bpv_date on, struct text_buffer *scratch)
{
    const struct bpv_taxonomy *taxonomy = bpv_base_taxonomy(base);
    write_tags(json, taxonomy, passage);
    JSON_KEY(json, "valid_from");
    json_date_or_null(json, passage->valid_from);
    JSON_KEY(json, "valid_until");
    json_date_or_null(json, passage->valid_until);
    JSON_KEY(json, "expired");
    json_boolean(json, bpv_passage_expired(passage, on));
    JSON_KEY(json, "reviewed");
    json_date_or_null(json, passage->reviewed);
    write_sources(json, passage, scratch);
    text_buffer_clear(scratch);
    bpv_reference_write(base, passage, scratch);
    KEY_TEXT(json, "reference", text_buffer_text(scratch));
    write_breadcrumb(json, taxonomy, passage, scratch);
    KEY_TEXT(json, "path", passage->path);
    JSON_KEY(json, "lines");
    json_begin_array(json);
    json_integer(json, passage->line_first);
    json_integer(json, passage->line_last);
    json_end_array(json);
    text_buffer_clear(scratch);
    text_buffer_append_string(scratch, bpv_base_url_root(base));
    text_buffer_append_string(scratch, "/passage/");
    text_buffer_append_text(scratch, passage->id);
    KEY_TEXT(json, "url", text_buffer_text(scratch));
}

static void write_highlights(struct json_writer *json, const struct bpv_hit *hit)
{
    JSON_KEY(json, "highlights");
    json_begin_array(json);
    size_t byte = 0, point = 0;
    for (size_t i = 0; i < hit->highlight_count; i++) {
        struct bpv_span span = hit->highlights[i];
        if (span.start < byte || span.start + (size_t)span.length > hit->passage.text.length)
            continue;
        point += utf8_code_points(hit->passage.text.start + byte, span.start - byte);
        byte = span.start;
        json_begin_object(json);
        KEY_INTEGER(json, "start", (long long)point);
        KEY_INTEGER(json, "length", (long long)utf8_code_points(hit->passage.text.start + span.start, span.length));
        json_end_object(json);
    }
    json_end_array(json);
}

static const char *const reason_keys[] = {"word", "synonym", "compound", "spelling", "related", "missing", "amount"};

static void write_reasons(struct json_writer *json, const struct bpv_hit *hit)
{
    JSON_KEY(json, "reasons");
    json_begin_array(json);
    for (size_t i = 0; i < hit->reason_count; i++) {
        const struct bpv_reason *reason = &hit->reasons[i];
        json_begin_object(json);
        JSON_KEY(json, "kind");
        json_string(json, reason_keys[reason->kind]);
        KEY_TEXT(json, "asked", reason->asked);
        JSON_KEY(json, "found");
        json_text_or_null(json, reason->found);
        JSON_KEY(json, "weight");
        json_number(json, reason->weight);
        JSON_KEY(json, "in_title");
        json_boolean(json, reason->in_title);
        JSON_KEY(json, "in_question");
        json_boolean(json, reason->in_question_variant);
        json_end_object(json);
    }
    json_end_array(json);
}

static void write_hit(struct json_writer *json, const struct bpv_base *base, const struct bpv_question *question,
                      const struct bpv_hit *hit, size_t rank, struct text_buffer *scratch)
{
    const struct bpv_passage *passage = &hit->passage;
    json_begin_object(json);
    KEY_TEXT(json, "id", passage->id);
    KEY_INTEGER(json, "rank", (long long)rank);
    JSON_KEY(json, "confidence");
    json_number(json, hit->confidence);
    KEY_TEXT(json, "title", passage->title);
    struct bpv_text short_answer = {passage->text.start + hit->short_answer.start, hit->short_answer.length};
    KEY_TEXT(json, "short", short_answer);
    KEY_TEXT(json, "text", passage->text);
    text_buffer_clear(scratch);
    bpv_highlight_html(hit, scratch);
    KEY_TEXT(json, "html", text_buffer_text(scratch));
    write_highlights(json, hit);
    write_rest(json, base, passage, question->filters.on ? question->filters.on : bpv_date_today(), scratch);
    if (question->explain)
        write_reasons(json, hit);
    json_end_object(json);
}

static void write_count(struct json_writer *json, uint32_t count)
{
    KEY_INTEGER(json, "count", count);
    json_end_object(json);
}

/* From 1: number 0 is that of passages without taxonomy, and no filter chooses it. */
static void write_numbered_facet(struct json_writer *json, const char *key, const uint32_t *counts, size_t count)
{
    json_key(json, key);
    json_begin_array(json);
    for (size_t i = 1; i < count; i++) {
        if (!counts[i])
            continue;
        json_begin_object(json);
        KEY_INTEGER(json, "value", (long long)i);
        write_count(json, counts[i]);
    }
    json_end_array(json);
}

static void write_named_facet(struct json_writer *json, const char *key, const struct bpv_keyed_name *names,
                              size_t name_count, const uint32_t *counts)
{
    json_key(json, key);
    json_begin_array(json);
    for (size_t i = 0; i < name_count; i++) {
        if (!counts[i])
            continue;
        json_begin_object(json);
        KEY_TEXT(json, "value", names[i].key);
        write_count(json, counts[i]);
    }
    json_end_array(json);
}

static void write_facets(struct json_writer *json, const struct bpv_taxonomy *taxonomy,
                         const struct bpv_facet_count *facets)
{
    JSON_KEY(json, "facets");
    json_begin_object(json);
    write_numbered_facet(json, "module", facets->modules, BPV_MODULES_MAX + 1);
    write_numbered_facet(json, "theme", facets->themes, BPV_THEMES_MAX + 1);
    write_named_facet(json, "role", taxonomy->roles, taxonomy->role_count, facets->roles);
    write_named_facet(json, "phase", taxonomy->phases, taxonomy->phase_count, facets->phases);
    struct bpv_keyed_name audiences[BPV_AUDIENCES], forces[BPV_FORCES];
    for (int i = 0; i < BPV_AUDIENCES; i++) {
        const char *name = bpv_audience_key((enum bpv_audience)i);
        audiences[i].key = (struct bpv_text){name, strlen(name)};
    }
    for (int i = 0; i < BPV_FORCES; i++) {
        const char *name = bpv_force_key((enum bpv_force)i);
        forces[i].key = (struct bpv_text){name, strlen(name)};
    }
    write_named_facet(json, "audience", audiences, BPV_AUDIENCES, facets->audiences);
    write_named_facet(json, "force", forces, BPV_FORCES, facets->forces);
    json_end_object(json);
}

static void write_notices(struct json_writer *json, const struct bpv_answer *answer)
{
    JSON_KEY(json, "notices");
    json_begin_array(json);
    for (size_t i = 0; i < answer->notice_count; i++) {
        json_begin_object(json);
        KEY_TEXT(json, "key", answer->notices[i]->key);
        KEY_TEXT(json, "title", answer->notices[i]->title);
        KEY_TEXT(json, "text", answer->notices[i]->text);
        json_end_object(json);
    }
    json_end_array(json);
}

static void write_nearest(struct json_writer *json, const struct bpv_answer *answer)
{
    JSON_KEY(json, "nearest");
    json_begin_array(json);
    for (size_t i = 0; i < answer->nearest_count; i++) {
        const struct bpv_nearest *nearest = &answer->nearest[i];
        json_begin_object(json);
        KEY_INTEGER(json, "module", nearest->module->number);
        KEY_TEXT(json, "name", nearest->module->name);
        KEY_INTEGER(json, "passages", nearest->passages);
        KEY_TEXT(json, "id", nearest->passage_id);
        KEY_TEXT(json, "title", nearest->passage_title);
        json_end_object(json);
    }
    json_end_array(json);
}

void bpv_answer_write_json(const struct bpv_base *base, const struct bpv_question *question,
                           const struct bpv_answer *answer, struct text_buffer *out)
{
    struct json_writer json = {out, false};
    json_begin_object(&json);
    KEY_TEXT(&json, "query", question->text);
    JSON_KEY(&json, "answered");
    json_boolean(&json, answer->answered);
    KEY_INTEGER(&json, "total", answer->total);
    JSON_KEY(&json, "total_exact");
    json_boolean(&json, answer->total_exact);
    KEY_INTEGER(&json, "limit", (long long)question->limit);
    KEY_INTEGER(&json, "offset", (long long)question->offset);
    KEY_TEXT(&json, "generation", answer->generation);
    JSON_KEY(&json, "partial");
    json_boolean(&json, answer->partial);
    if (answer->part_count) {
        JSON_KEY(&json, "parts");
        bpv_parts_write_json(answer->parts, answer->part_count, out);
        json.comma = true; /* a value was written past the writer */
    }
    KEY_INTEGER(&json, "took_us", (long long)answer->took_us);
    JSON_KEY(&json, "confidence");
    json_number(&json, answer->confidence);
    JSON_KEY(&json, "corrected");
    json_text_or_null(&json, answer->corrected);
    JSON_KEY(&json, "uncovered");
    json_begin_array(&json);
    for (size_t i = 0; i < answer->uncovered_count; i++)
        json_text(&json, answer->uncovered[i]);
    json_end_array(&json);
    write_notices(&json, answer);
    write_nearest(&json, answer);
    JSON_KEY(&json, "answers");
    json_begin_array(&json);
    struct text_buffer scratch;
    text_buffer_init(&scratch, SCRATCH_MAX);
    for (size_t i = 0; i < answer->hit_count; i++)
        write_hit(&json, base, question, &answer->hits[i], question->offset + i + 1, &scratch);
    text_buffer_release(&scratch);
    json_end_array(&json);
    write_facets(&json, bpv_base_taxonomy(base), &answer->facets);
    json_end_object(&json);
}

static void write_texts(struct json_writer *json, const char *key, const struct bpv_text *texts, size_t count)
{
    json_key(json, key);
    json_begin_array(json);
    for (size_t i = 0; i < count; i++)
        json_text(json, texts[i]);
    json_end_array(json);
}

void bpv_passage_write_json(const struct bpv_base *base, const struct bpv_passage *passage, bpv_date on,
                            struct text_buffer *out)
{
    struct json_writer json = {out, false};
    json_begin_object(&json);
    KEY_TEXT(&json, "id", passage->id);
    KEY_TEXT(&json, "title", passage->title);
    KEY_TEXT(&json, "text", passage->text);
    KEY_TEXT(&json, "html", passage->html);
    struct text_buffer scratch;
    text_buffer_init(&scratch, SCRATCH_MAX);
    write_rest(&json, base, passage, on, &scratch);
    text_buffer_release(&scratch);
    write_texts(&json, "questions", passage->questions, passage->question_count);
    write_texts(&json, "facts", passage->facts, passage->fact_count);
    write_texts(&json, "aliases", passage->aliases, passage->alias_count);
    KEY_INTEGER(&json, "words", passage->word_count);
    json_end_object(&json);
}

static void write_module_numbers(struct json_writer *json, uint32_t modules)
{
    JSON_KEY(json, "modules");
    json_begin_array(json);
    for (unsigned i = 0; i < 32; i++)
        if (modules >> i & 1)
            json_integer(json, i);
    json_end_array(json);
}

static void write_track(struct json_writer *json, const struct bpv_taxonomy *taxonomy, const struct bpv_track *track)
{
    json_begin_object(json);
    KEY_INTEGER(json, "number", track->number);
    KEY_TEXT(json, "name", track->name);
    KEY_TEXT(json, "certificate", track->certificate);
    JSON_KEY(json, "role");
    json_text(json, taxonomy->roles[track->role].key);
    JSON_KEY(json, "modules");
    json_begin_array(json);
    for (size_t i = 0; i < track->module_count; i++)
        json_integer(json, track->module_order[i]);
    json_end_array(json);
    JSON_KEY(json, "components");
    json_begin_array(json);
    for (size_t i = 0; i < track->component_count; i++) {
        const struct bpv_component *component = &track->components[i];
        json_begin_object(json);
        KEY_TEXT(json, "name", component->name);
        KEY_TEXT(json, "kind", component->kind);
        KEY_TEXT(json, "subject", component->subject);
        KEY_INTEGER(json, "sbu_min", component->sbu_min);
        KEY_INTEGER(json, "sbu_max", component->sbu_max);
        write_module_numbers(json, component->modules);
        json_end_object(json);
    }
    json_end_array(json);
    json_end_object(json);
}

static void write_names(struct json_writer *json, const char *key, const struct bpv_keyed_name *names, size_t count)
{
    json_key(json, key);
    json_begin_array(json);
    for (size_t i = 0; i < count; i++) {
        json_begin_object(json);
        KEY_TEXT(json, "key", names[i].key);
        KEY_TEXT(json, "name", names[i].name);
        json_end_object(json);
    }
    json_end_array(json);
}

void bpv_taxonomy_write_json(const struct bpv_base *base, struct text_buffer *out)
{
    const struct bpv_taxonomy *taxonomy = bpv_base_taxonomy(base);
    struct json_writer json = {out, false};
    json_begin_object(&json);
    JSON_KEY(&json, "modules");
    json_begin_array(&json);
    for (size_t i = 0; i < taxonomy->module_count; i++) {
        json_begin_object(&json);
        KEY_INTEGER(&json, "number", taxonomy->modules[i].number);
        KEY_TEXT(&json, "name", taxonomy->modules[i].name);
        KEY_TEXT(&json, "description", taxonomy->modules[i].description);
        json_end_object(&json);
    }
    json_end_array(&json);
    JSON_KEY(&json, "themes");
    json_begin_array(&json);
    for (size_t i = 0; i < taxonomy->theme_count; i++) {
        json_begin_object(&json);
        KEY_INTEGER(&json, "number", taxonomy->themes[i].number);
        KEY_TEXT(&json, "name", taxonomy->themes[i].name);
        KEY_TEXT(&json, "description", taxonomy->themes[i].description);
        write_module_numbers(&json, taxonomy->themes[i].modules);
        JSON_KEY(&json, "audience");
        json_string(&json, bpv_audience_key(taxonomy->themes[i].audience));
        json_end_object(&json);
    }
    json_end_array(&json);
    write_names(&json, "roles", taxonomy->roles, taxonomy->role_count);
    write_names(&json, "phases", taxonomy->phases, taxonomy->phase_count);
    JSON_KEY(&json, "tracks");
    json_begin_array(&json);
    for (size_t i = 0; i < taxonomy->track_count; i++)
        write_track(&json, taxonomy, &taxonomy->tracks[i]);
    json_end_array(&json);
    json_end_object(&json);
}

void bpv_glossary_write_json(const struct bpv_base *base, struct text_buffer *out)
{
    const struct bpv_glossary_entry *entries;
    size_t count = bpv_base_glossary(base, &entries);
    struct json_writer json = {out, false};
    json_begin_object(&json);
    JSON_KEY(&json, "glossary");
    json_begin_array(&json);
    for (size_t i = 0; i < count; i++) {
        json_begin_object(&json);
        KEY_TEXT(&json, "term", entries[i].term);
        JSON_KEY(&json, "abbreviation");
        json_text_or_null(&json, entries[i].abbreviation);
        KEY_TEXT(&json, "definition", entries[i].definition);
        JSON_KEY(&json, "passage");
        json_text_or_null(&json, entries[i].passage_id);
        json_end_object(&json);
    }
    json_end_array(&json);
    json_end_object(&json);
}

void bpv_sources_write_json(const struct bpv_base *base, struct text_buffer *out)
{
    const struct bpv_source *sources;
    size_t count = bpv_base_sources(base, &sources);
    struct json_writer json = {out, false};
    json_begin_object(&json);
    JSON_KEY(&json, "sources");
    json_begin_array(&json);
    for (size_t i = 0; i < count; i++) {
        json_begin_object(&json);
        KEY_TEXT(&json, "key", sources[i].key);
        KEY_TEXT(&json, "title", sources[i].title);
        JSON_KEY(&json, "organisation");
        json_text_or_null(&json, sources[i].organisation);
        JSON_KEY(&json, "year");
        json_text_or_null(&json, sources[i].year);
        JSON_KEY(&json, "url");
        json_text_or_null(&json, sources[i].url);
        KEY_TEXT(&json, "kind", sources[i].kind);
        JSON_KEY(&json, "checked");
        json_date_or_null(&json, sources[i].checked);
        json_end_object(&json);
    }
    json_end_array(&json);
    json_end_object(&json);
}
