/* The JSON shapes of the HTTP contract. Offsets in JSON are code points, because its readers count so. */

#include <string.h>

#include "bpv.h"
#include "json_writer.h"
#include "utf8.h"

static void key_text(struct json_writer *json, const char *key, struct bpv_text text)
{
    json_key(json, key);
    json_text(json, text);
}

static void key_integer(struct json_writer *json, const char *key, long long value)
{
    json_key(json, key);
    json_integer(json, value);
}

static void write_module(struct json_writer *json, const struct bpv_taxonomy *taxonomy, unsigned number)
{
    const struct bpv_module *module = bpv_taxonomy_module(taxonomy, number);
    json_key(json, "module");
    if (!module) {
        json_null(json);
        return;
    }
    json_begin_object(json);
    key_integer(json, "number", number);
    key_text(json, "name", module->name);
    json_end_object(json);
}

static void write_tags(struct json_writer *json, const struct bpv_taxonomy *taxonomy, const struct bpv_passage *passage)
{
    write_module(json, taxonomy, passage->module);
    json_key(json, "themes");
    json_begin_array(json);
    for (size_t i = 0; i < taxonomy->theme_count; i++) {
        if (!(passage->themes >> taxonomy->themes[i].number & 1))
            continue;
        json_begin_object(json);
        key_integer(json, "number", taxonomy->themes[i].number);
        key_text(json, "name", taxonomy->themes[i].name);
        json_end_object(json);
    }
    json_end_array(json);
    json_key(json, "proposed");
    json_boolean(json, passage->proposed);
    json_key(json, "tracks");
    json_begin_array(json);
    for (size_t i = 0; i < taxonomy->track_count; i++)
        if (passage->tracks >> taxonomy->tracks[i].number & 1)
            json_integer(json, taxonomy->tracks[i].number);
    json_end_array(json);
    json_key(json, "roles");
    json_begin_array(json);
    for (size_t i = 0; i < taxonomy->role_count; i++)
        if (passage->roles >> i & 1)
            json_text(json, taxonomy->roles[i].key);
    json_end_array(json);
    json_key(json, "phase");
    if (passage->phase < taxonomy->phase_count)
        json_text(json, taxonomy->phases[passage->phase].key);
    else
        json_null(json);
    json_key(json, "audience");
    json_string(json, bpv_audience_key(passage->audience));
    json_key(json, "importance");
    json_string(json, bpv_importance_key(passage->importance));
    json_key(json, "force");
    json_string(json, bpv_force_key(passage->force));
}

static void write_sources(struct json_writer *json, const struct bpv_passage *passage)
{
    struct text_buffer locator;
    text_buffer_init(&locator, 4096);
    json_key(json, "sources");
    json_begin_array(json);
    for (size_t i = 0; i < passage->source_count; i++) {
        const struct bpv_source_use *use = &passage->sources[i];
        json_begin_object(json);
        key_text(json, "key", use->source->key);
        key_text(json, "title", use->source->title);
        text_buffer_clear(&locator);
        bpv_locator_write(use, &locator);
        json_key(json, "locator");
        json_text_or_null(json, text_buffer_text(&locator));
        json_key(json, "url");
        json_text_or_null(json, use->source->url);
        json_end_object(json);
    }
    json_end_array(json);
    text_buffer_release(&locator);
}

static void write_breadcrumb(struct json_writer *json, const struct bpv_taxonomy *taxonomy,
                             const struct bpv_passage *passage)
{
    const struct bpv_module *module = bpv_taxonomy_module(taxonomy, passage->module);
    json_key(json, "breadcrumb");
    json_begin_array(json);
    if (module) {
        struct text_buffer name;
        text_buffer_init(&name, 4096);
        text_buffer_printf(&name, "Module %u ", module->number);
        text_buffer_append_text(&name, module->name);
        json_text(json, text_buffer_text(&name));
        text_buffer_release(&name);
    }
    json_text(json, passage->file_title);
    json_text(json, passage->title);
    json_end_array(json);
}

/* What a passage and an answer have in common, after id and title. */
static void write_rest(struct json_writer *json, const struct bpv_base *base, const struct bpv_passage *passage,
                       bpv_date on)
{
    const struct bpv_taxonomy *taxonomy = bpv_base_taxonomy(base);
    write_tags(json, taxonomy, passage);
    json_key(json, "valid_from");
    json_date_or_null(json, passage->valid_from);
    json_key(json, "valid_until");
    json_date_or_null(json, passage->valid_until);
    json_key(json, "expired");
    json_boolean(json, bpv_passage_expired(passage, on));
    json_key(json, "reviewed");
    json_date_or_null(json, passage->reviewed);
    write_sources(json, passage);
    struct text_buffer line;
    text_buffer_init(&line, 1u << 20);
    bpv_reference_write(base, passage, &line);
    key_text(json, "reference", text_buffer_text(&line));
    write_breadcrumb(json, taxonomy, passage);
    key_text(json, "path", passage->path);
    json_key(json, "lines");
    json_begin_array(json);
    json_integer(json, passage->line_first);
    json_integer(json, passage->line_last);
    json_end_array(json);
    text_buffer_clear(&line);
    text_buffer_append_string(&line, bpv_base_url_root(base));
    text_buffer_append_string(&line, "/passage/");
    text_buffer_append_text(&line, passage->id);
    key_text(json, "url", text_buffer_text(&line));
    text_buffer_release(&line);
}

static void write_highlights(struct json_writer *json, const struct bpv_hit *hit)
{
    json_key(json, "highlights");
    json_begin_array(json);
    size_t byte = 0, point = 0;
    for (size_t i = 0; i < hit->highlight_count; i++) {
        struct bpv_span span = hit->highlights[i];
        if (span.start < byte || span.start + (size_t)span.length > hit->passage.text.length)
            continue;
        point += utf8_code_points(hit->passage.text.start + byte, span.start - byte);
        byte = span.start;
        json_begin_object(json);
        key_integer(json, "start", (long long)point);
        key_integer(json, "length", (long long)utf8_code_points(hit->passage.text.start + span.start, span.length));
        json_end_object(json);
    }
    json_end_array(json);
}

static const char *const reason_keys[] = {"word", "synonym", "compound", "spelling", "related", "missing", "amount"};

static void write_reasons(struct json_writer *json, const struct bpv_hit *hit)
{
    json_key(json, "reasons");
    json_begin_array(json);
    for (size_t i = 0; i < hit->reason_count; i++) {
        const struct bpv_reason *reason = &hit->reasons[i];
        json_begin_object(json);
        json_key(json, "kind");
        json_string(json, reason_keys[reason->kind]);
        key_text(json, "asked", reason->asked);
        json_key(json, "found");
        json_text_or_null(json, reason->found);
        json_key(json, "weight");
        json_number(json, reason->weight);
        json_key(json, "in_title");
        json_boolean(json, reason->in_title);
        json_key(json, "in_question");
        json_boolean(json, reason->in_question_variant);
        json_end_object(json);
    }
    json_end_array(json);
}

static void write_hit(struct json_writer *json, const struct bpv_base *base, const struct bpv_question *question,
                      const struct bpv_hit *hit, size_t rank)
{
    const struct bpv_passage *passage = &hit->passage;
    json_begin_object(json);
    key_text(json, "id", passage->id);
    key_integer(json, "rank", (long long)rank);
    json_key(json, "confidence");
    json_number(json, hit->confidence);
    key_text(json, "title", passage->title);
    key_text(json, "short", (struct bpv_text){passage->text.start + hit->short_answer.start, hit->short_answer.length});
    key_text(json, "text", passage->text);
    struct text_buffer html;
    text_buffer_init(&html, 16u * BPV_PASSAGE_HTML_MAX);
    bpv_highlight_html(hit, &html);
    key_text(json, "html", text_buffer_text(&html));
    text_buffer_release(&html);
    write_highlights(json, hit);
    write_rest(json, base, passage, question->filters.on ? question->filters.on : bpv_date_today());
    if (question->explain)
        write_reasons(json, hit);
    json_end_object(json);
}

static void write_count(struct json_writer *json, uint32_t count)
{
    key_integer(json, "count", count);
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
        key_integer(json, "value", (long long)i);
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
        key_text(json, "value", names[i].key);
        write_count(json, counts[i]);
    }
    json_end_array(json);
}

static void write_facets(struct json_writer *json, const struct bpv_taxonomy *taxonomy,
                         const struct bpv_facet_count *facets)
{
    json_key(json, "facets");
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
    json_key(json, "notices");
    json_begin_array(json);
    for (size_t i = 0; i < answer->notice_count; i++) {
        json_begin_object(json);
        key_text(json, "key", answer->notices[i]->key);
        key_text(json, "title", answer->notices[i]->title);
        key_text(json, "text", answer->notices[i]->text);
        json_end_object(json);
    }
    json_end_array(json);
}

static void write_nearest(struct json_writer *json, const struct bpv_answer *answer)
{
    json_key(json, "nearest");
    json_begin_array(json);
    for (size_t i = 0; i < answer->nearest_count; i++) {
        const struct bpv_nearest *nearest = &answer->nearest[i];
        json_begin_object(json);
        key_integer(json, "module", nearest->module->number);
        key_text(json, "name", nearest->module->name);
        key_integer(json, "passages", nearest->passages);
        key_text(json, "id", nearest->passage_id);
        key_text(json, "title", nearest->passage_title);
        json_end_object(json);
    }
    json_end_array(json);
}

void bpv_answer_write_json(const struct bpv_base *base, const struct bpv_question *question,
                           const struct bpv_answer *answer, struct text_buffer *out)
{
    struct json_writer json = {out, false};
    json_begin_object(&json);
    key_text(&json, "query", question->text);
    json_key(&json, "answered");
    json_boolean(&json, answer->answered);
    key_integer(&json, "total", answer->total);
    json_key(&json, "total_exact");
    json_boolean(&json, answer->total_exact);
    key_integer(&json, "limit", (long long)question->limit);
    key_integer(&json, "offset", (long long)question->offset);
    key_text(&json, "generation", answer->generation);
    json_key(&json, "partial");
    json_boolean(&json, answer->partial);
    if (answer->part_count) {
        json_key(&json, "parts");
        bpv_parts_write_json(answer->parts, answer->part_count, out);
        json.comma = true; /* a value was written past the writer */
    }
    key_integer(&json, "took_us", (long long)answer->took_us);
    json_key(&json, "confidence");
    json_number(&json, answer->confidence);
    json_key(&json, "corrected");
    json_text_or_null(&json, answer->corrected);
    json_key(&json, "uncovered");
    json_begin_array(&json);
    for (size_t i = 0; i < answer->uncovered_count; i++)
        json_text(&json, answer->uncovered[i]);
    json_end_array(&json);
    write_notices(&json, answer);
    write_nearest(&json, answer);
    json_key(&json, "answers");
    json_begin_array(&json);
    for (size_t i = 0; i < answer->hit_count; i++)
        write_hit(&json, base, question, &answer->hits[i], question->offset + i + 1);
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
    key_text(&json, "id", passage->id);
    key_text(&json, "title", passage->title);
    key_text(&json, "text", passage->text);
    key_text(&json, "html", passage->html);
    write_rest(&json, base, passage, on);
    write_texts(&json, "questions", passage->questions, passage->question_count);
    write_texts(&json, "facts", passage->facts, passage->fact_count);
    write_texts(&json, "aliases", passage->aliases, passage->alias_count);
    key_integer(&json, "words", passage->word_count);
    json_end_object(&json);
}

static void write_module_numbers(struct json_writer *json, uint32_t modules)
{
    json_key(json, "modules");
    json_begin_array(json);
    for (unsigned i = 0; i < 32; i++)
        if (modules >> i & 1)
            json_integer(json, i);
    json_end_array(json);
}

static void write_track(struct json_writer *json, const struct bpv_taxonomy *taxonomy, const struct bpv_track *track)
{
    json_begin_object(json);
    key_integer(json, "number", track->number);
    key_text(json, "name", track->name);
    key_text(json, "certificate", track->certificate);
    json_key(json, "role");
    json_text(json, taxonomy->roles[track->role].key);
    json_key(json, "modules");
    json_begin_array(json);
    for (size_t i = 0; i < track->module_count; i++)
        json_integer(json, track->module_order[i]);
    json_end_array(json);
    json_key(json, "components");
    json_begin_array(json);
    for (size_t i = 0; i < track->component_count; i++) {
        const struct bpv_component *component = &track->components[i];
        json_begin_object(json);
        key_text(json, "name", component->name);
        key_text(json, "kind", component->kind);
        key_text(json, "subject", component->subject);
        key_integer(json, "sbu_min", component->sbu_min);
        key_integer(json, "sbu_max", component->sbu_max);
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
        key_text(json, "key", names[i].key);
        key_text(json, "name", names[i].name);
        json_end_object(json);
    }
    json_end_array(json);
}

void bpv_taxonomy_write_json(const struct bpv_base *base, struct text_buffer *out)
{
    const struct bpv_taxonomy *taxonomy = bpv_base_taxonomy(base);
    struct json_writer json = {out, false};
    json_begin_object(&json);
    json_key(&json, "modules");
    json_begin_array(&json);
    for (size_t i = 0; i < taxonomy->module_count; i++) {
        json_begin_object(&json);
        key_integer(&json, "number", taxonomy->modules[i].number);
        key_text(&json, "name", taxonomy->modules[i].name);
        key_text(&json, "description", taxonomy->modules[i].description);
        json_end_object(&json);
    }
    json_end_array(&json);
    json_key(&json, "themes");
    json_begin_array(&json);
    for (size_t i = 0; i < taxonomy->theme_count; i++) {
        json_begin_object(&json);
        key_integer(&json, "number", taxonomy->themes[i].number);
        key_text(&json, "name", taxonomy->themes[i].name);
        key_text(&json, "description", taxonomy->themes[i].description);
        write_module_numbers(&json, taxonomy->themes[i].modules);
        json_key(&json, "audience");
        json_string(&json, bpv_audience_key(taxonomy->themes[i].audience));
        json_end_object(&json);
    }
    json_end_array(&json);
    write_names(&json, "roles", taxonomy->roles, taxonomy->role_count);
    write_names(&json, "phases", taxonomy->phases, taxonomy->phase_count);
    json_key(&json, "tracks");
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
    json_key(&json, "glossary");
    json_begin_array(&json);
    for (size_t i = 0; i < count; i++) {
        json_begin_object(&json);
        key_text(&json, "term", entries[i].term);
        json_key(&json, "abbreviation");
        json_text_or_null(&json, entries[i].abbreviation);
        key_text(&json, "definition", entries[i].definition);
        json_key(&json, "passage");
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
    json_key(&json, "sources");
    json_begin_array(&json);
    for (size_t i = 0; i < count; i++) {
        json_begin_object(&json);
        key_text(&json, "key", sources[i].key);
        key_text(&json, "title", sources[i].title);
        json_key(&json, "organisation");
        json_text_or_null(&json, sources[i].organisation);
        json_key(&json, "year");
        json_text_or_null(&json, sources[i].year);
        json_key(&json, "url");
        json_text_or_null(&json, sources[i].url);
        key_text(&json, "kind", sources[i].kind);
        json_key(&json, "checked");
        json_date_or_null(&json, sources[i].checked);
        json_end_object(&json);
    }
    json_end_array(&json);
    json_end_object(&json);
}
