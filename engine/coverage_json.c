#include "coverage_write.h"
#include "json_writer.h"

static void key_integer(struct json_writer *json, const char *key, long long value)
{
    json_key(json, key);
    json_integer(json, value);
}

static void key_text(struct json_writer *json, const char *key, struct bpv_text value)
{
    json_key(json, key);
    json_text(json, value);
}

static void key_string(struct json_writer *json, const char *key, const char *value)
{
    json_key(json, key);
    json_string(json, value);
}

static void write_thresholds(struct json_writer *json, const struct coverage *coverage)
{
    json_key(json, "thresholds");
    json_begin_object(json);
    key_integer(json, "thin_passages", BPV_COVERAGE_THIN_PASSAGES);
    key_integer(json, "thin_words", BPV_COVERAGE_THIN_WORDS);
    key_integer(json, "thin_answered_percent", BPV_COVERAGE_ANSWERED_PERCENT);
    key_integer(json, "words_per_minute", BPV_READING_WORDS_PER_MINUTE);
    key_integer(json, "expiring_days", coverage->expiring_days);
    key_integer(json, "review_months", coverage->review_months);
    key_integer(json, "words_advice", BPV_PASSAGE_WORDS_ADVICE);
    key_integer(json, "readability_min", BPV_COVERAGE_READABILITY_MIN);
    key_integer(json, "similar_percent", BPV_COVERAGE_SIMILAR_PERCENT);
    json_end_object(json);
}

static void write_answers(struct json_writer *json, const uint32_t counts[COVERAGE_ANSWERS])
{
    for (unsigned i = 0; i < COVERAGE_ANSWERS; i++)
        key_integer(json, coverage_answer_key((enum coverage_answer)i), counts[i]);
}

static void write_total(struct json_writer *json, const struct coverage *coverage)
{
    struct text_buffer line = {0};
    coverage_write_total(coverage, &line);
    json_key(json, "total");
    json_begin_object(json);
    key_text(json, "line", text_buffer_text(&line));
    key_integer(json, "passages", coverage->passages);
    key_integer(json, "valid", coverage->valid);
    key_integer(json, "words", coverage->words);
    json_key(json, "cells");
    json_begin_object(json);
    key_integer(json, "gedekt", coverage->cells[COVERAGE_COVERED]);
    key_integer(json, "dun", coverage->cells[COVERAGE_THIN]);
    key_integer(json, "ontbreekt", coverage->cells[COVERAGE_MISSING]);
    json_end_object(json);
    json_key(json, "questions");
    json_begin_object(json);
    key_integer(json, "count", (long long)coverage->question_count);
    write_answers(json, coverage->answers);
    json_end_object(json);
    json_key(json, "findings");
    json_begin_object(json);
    for (unsigned i = 0; i < COVERAGE_RULES; i++)
        key_integer(json, coverage_rule_key((enum coverage_rule)i), coverage->by_rule[i]);
    json_end_object(json);
    json_end_object(json);
    text_buffer_release(&line);
}

static void write_cell(struct json_writer *json, const struct coverage_cell *cell)
{
    key_string(json, "grade", coverage_grade_name(cell->grade));
    key_integer(json, "passages", cell->passages);
    key_integer(json, "need", cell->need);
    key_integer(json, "words", cell->words);
    key_integer(json, "questions", cell->questions);
    key_integer(json, "answered", cell->answered);
}

static void write_row(struct json_writer *json, const struct coverage *coverage, const struct coverage_table *table,
                      const struct coverage_row *row)
{
    json_begin_object(json);
    if (row->key.length)
        key_text(json, "key", row->key);
    else
        key_integer(json, "number", row->number);
    key_text(json, "name", row->name);
    write_cell(json, &row->cells[0]);
    json_key(json, "modules");
    json_begin_array(json);
    for (size_t i = 1; i <= table->columns; i++) {
        json_begin_object(json);
        key_integer(json, "module", coverage->taxonomy->modules[i - 1].number);
        write_cell(json, &row->cells[i]);
        json_end_object(json);
    }
    json_end_array(json);
    json_end_object(json);
}

static void write_table(struct json_writer *json, const struct coverage *coverage, const struct coverage_table *table)
{
    json_begin_object(json);
    key_string(json, "axis", coverage_axis_key(table->axis));
    json_key(json, "rows");
    json_begin_array(json);
    for (size_t i = 0; i < table->row_count; i++)
        write_row(json, coverage, table, &table->rows[i]);
    json_end_array(json);
    json_end_object(json);
}

static void write_component(struct json_writer *json, const struct coverage_component *filled)
{
    json_begin_object(json);
    key_integer(json, "track", filled->track->number);
    key_text(json, "track_name", filled->track->name);
    key_text(json, "name", filled->component->name);
    key_text(json, "kind", filled->component->kind);
    key_integer(json, "sbu_min", filled->component->sbu_min);
    key_integer(json, "sbu_max", filled->component->sbu_max);
    key_integer(json, "need", filled->need);
    key_integer(json, "nice", filled->nice);
    key_integer(json, "need_minutes", filled->need_minutes);
    key_integer(json, "all_minutes", filled->all_minutes);
    key_integer(json, "floor_minutes", filled->floor_minutes);
    key_integer(json, "ceiling_minutes", filled->ceiling_minutes);
    key_string(json, "fill", coverage_fill_key(filled->fill));
    json_key(json, "modules");
    json_begin_array(json);
    for (size_t i = 0; i < filled->module_count; i++) {
        const struct coverage_component_module *module = &filled->modules[i];
        json_begin_object(json);
        key_integer(json, "module", module->module->number);
        key_integer(json, "need", module->need);
        key_integer(json, "nice", module->nice);
        key_integer(json, "need_words", module->need_words);
        key_integer(json, "nice_words", module->nice_words);
        json_end_object(json);
    }
    json_end_array(json);
    json_end_object(json);
}

static void write_tallies(struct json_writer *json, const char *key, const struct coverage_tally *tallies, size_t count)
{
    json_key(json, key);
    json_begin_array(json);
    for (size_t i = 0; i < count; i++) {
        json_begin_object(json);
        if (tallies[i].number)
            key_integer(json, "number", tallies[i].number);
        key_text(json, "name", tallies[i].name);
        write_answers(json, tallies[i].counts);
        json_end_object(json);
    }
    json_end_array(json);
}

static void write_question(struct json_writer *json, const struct coverage_question *asked)
{
    json_begin_object(json);
    json_key(json, "id");
    json_text_or_null(json, asked->question->id);
    key_text(json, "question", asked->question->text);
    json_key(json, "user");
    json_text_or_null(json, asked->question->user);
    key_integer(json, "theme", asked->theme);
    key_integer(json, "module", asked->module);
    key_string(json, "answer", coverage_answer_key(asked->answer));
    key_integer(json, "rank", asked->rank);
    json_key(json, "confidence");
    json_number(json, asked->confidence);
    json_key(json, "nearest");
    json_begin_array(json);
    for (size_t i = 0; i < asked->nearest_count; i++) {
        json_begin_object(json);
        key_text(json, "id", asked->nearest[i]);
        key_text(json, "title", asked->nearest_titles[i]);
        json_end_object(json);
    }
    json_end_array(json);
    json_end_object(json);
}

static void write_questions(struct json_writer *json, const struct coverage *coverage)
{
    json_key(json, "questions");
    json_begin_object(json);
    json_key(json, "own");
    json_boolean(json, coverage->own_questions);
    write_tallies(json, "themes", coverage->by_theme, coverage->by_theme_count);
    write_tallies(json, "users", coverage->by_user, coverage->by_user_count);
    json_key(json, "list");
    json_begin_array(json);
    for (size_t i = 0; i < coverage->question_count; i++)
        write_question(json, &coverage->questions[i]);
    json_end_array(json);
    json_end_object(json);
}

static void write_findings(struct json_writer *json, const struct coverage *coverage)
{
    json_key(json, "findings");
    json_begin_array(json);
    for (size_t i = 0; i < coverage->finding_count; i++) {
        const struct coverage_finding *finding = &coverage->findings[i];
        json_begin_object(json);
        key_string(json, "rule", coverage_rule_key(finding->rule));
        key_string(json, "level", coverage_level_name(coverage_rule_level(finding->rule)));
        json_key(json, "id");
        json_text_or_null(json, finding->id);
        json_key(json, "other");
        json_text_or_null(json, finding->other);
        json_key(json, "path");
        json_text_or_null(json, finding->path);
        key_integer(json, "line", finding->line);
        key_string(json, "detail", finding->detail);
        json_end_object(json);
    }
    json_end_array(json);
}

void coverage_write_json(const struct coverage *coverage, struct coverage_view view, struct text_buffer *out)
{
    struct json_writer json = {.out = out};
    bool whole = view.part == COVERAGE_PART_ALL;
    json_begin_object(&json);
    key_text(&json, "generation", coverage->generation);
    json_key(&json, "on");
    json_date_or_null(&json, coverage->on);
    write_total(&json, coverage);
    write_thresholds(&json, coverage);
    json_key(&json, "tables");
    json_begin_array(&json);
    for (unsigned axis = 0; axis < COVERAGE_AXES; axis++)
        if (whole || (view.part == COVERAGE_PART_AXIS && view.axis == axis))
            write_table(&json, coverage, &coverage->tables[axis]);
    json_end_array(&json);
    if (whole || (view.part == COVERAGE_PART_AXIS && view.axis == COVERAGE_TRACK)) {
        json_key(&json, "components");
        json_begin_array(&json);
        for (size_t i = 0; i < coverage->component_count; i++)
            write_component(&json, &coverage->components[i]);
        json_end_array(&json);
    }
    if (whole || view.part == COVERAGE_PART_QUESTION)
        write_questions(&json, coverage);
    if (whole || view.part == COVERAGE_PART_QUALITY)
        write_findings(&json, coverage);
    json_end_object(&json);
}
