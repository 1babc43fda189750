#include "coverage.h"

#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "coverage_parts.h"
#include "text_buffer.h"

void coverage_find(struct coverage *coverage, enum coverage_rule rule, const struct coverage_passage *passage,
                   struct bpv_text id, struct bpv_text other, const char *format, ...)
{
    if (coverage->finding_count == coverage->finding_capacity) {
        coverage->finding_capacity = coverage->finding_capacity ? coverage->finding_capacity * 2 : 64;
        coverage->findings = xrealloc(coverage->findings, coverage->finding_capacity * sizeof *coverage->findings);
    }
    va_list arguments, again;
    va_start(arguments, format);
    va_copy(again, arguments);
    int length = vsnprintf(NULL, 0, format, arguments);
    size_t size = length > 0 ? (size_t)length + 1 : 1;
    char *detail = xcalloc(size, 1);
    vsnprintf(detail, size, format, again);
    va_end(again);
    va_end(arguments);
    coverage->findings[coverage->finding_count++] =
        (struct coverage_finding){.rule = rule,
                                  .id = id,
                                  .other = other,
                                  .path = passage ? passage->path : (struct bpv_text){"", 0},
                                  .line = passage ? passage->line : 0,
                                  .detail = detail};
    coverage->by_rule[rule]++;
    coverage->by_level[coverage_rule_level(rule)]++;
}

/* ---- Passages ---- */

static bool is_valid(const struct bpv_passage *passage, bpv_date on)
{
    return !bpv_passage_expired(passage, on) && (!passage->valid_from || passage->valid_from <= on);
}

static enum bpv_status load_passages(struct coverage_work *work, struct bpv_error *error)
{
    struct coverage *coverage = work->coverage;
    struct bpv_base_info info;
    bpv_base_describe(work->base, &info);
    if (info.passage_count == 0)
        return bpv_fail(error, BPV_INVALID,
                        "er is geen enkele passage om de dekking van te bepalen; geef een index met passages");
    if (info.passage_count > BPV_COVERAGE_PASSAGES_MAX)
        return bpv_fail(error, BPV_TOO_LARGE, "de dekking kan over hoogstens %u passages; geef minder indexen",
                        BPV_COVERAGE_PASSAGES_MAX);
    work->passages = xcalloc(info.passage_count, sizeof *work->passages);
    work->passage_count = coverage->passages = info.passage_count;
    for (uint32_t i = 0; i < info.passage_count; i++) {
        struct bpv_passage passage;
        enum bpv_status status = bpv_passage_get(work->base, i, &passage, error);
        if (status != BPV_OK)
            return status;
        work->passages[i] = (struct coverage_passage){
            passage.id,          passage.title,      passage.text,         passage.html,
            passage.path,        passage.line_first, passage.word_count,   passage.themes,
            passage.roles,       passage.tracks,     passage.module,       passage.phase,
            passage.audience,    passage.importance, passage.force,        passage.valid_from,
            passage.valid_until, passage.reviewed,   passage.source_count, is_valid(&passage, coverage->on)};
        coverage->valid += work->passages[i].valid;
        coverage->words += work->passages[i].valid ? passage.word_count : 0;
    }
    return BPV_OK;
}

/* ---- Tables ---- */

static struct bpv_text text_of(const char *string)
{
    return (struct bpv_text){string, strlen(string)};
}

static size_t rows_of(const struct bpv_taxonomy *taxonomy, enum coverage_axis axis)
{
    const size_t counts[COVERAGE_AXES] = {
        [COVERAGE_THEME] = taxonomy->theme_count, [COVERAGE_MODULE] = taxonomy->module_count,
        [COVERAGE_TRACK] = taxonomy->track_count, [COVERAGE_ROLE] = taxonomy->role_count,
        [COVERAGE_PHASE] = taxonomy->phase_count, [COVERAGE_AUDIENCE] = BPV_AUDIENCES,
        [COVERAGE_IMPORTANCE] = BPV_IMPORTANCES};
    return counts[axis];
}

/* Modules that the taxonomy asks for in row i, as a mask. */
static uint32_t wanted_modules(const struct bpv_taxonomy *taxonomy, enum coverage_axis axis, size_t i)
{
    uint32_t modules = 0;
    if (axis == COVERAGE_THEME)
        return taxonomy->themes[i].modules;
    if (axis == COVERAGE_TRACK)
        return taxonomy->tracks[i].modules;
    for (size_t j = 0; axis == COVERAGE_ROLE && j < taxonomy->track_count; j++)
        modules |= taxonomy->tracks[j].role == i ? taxonomy->tracks[j].modules : 0;
    return modules;
}

static void name_row(const struct bpv_taxonomy *taxonomy, enum coverage_axis axis, size_t i, struct coverage_row *row)
{
    row->number = (unsigned)i;
    switch (axis) {
    case COVERAGE_THEME:
        row->number = taxonomy->themes[i].number;
        row->name = taxonomy->themes[i].name;
        break;
    case COVERAGE_MODULE:
        row->number = taxonomy->modules[i].number;
        row->name = taxonomy->modules[i].name;
        break;
    case COVERAGE_TRACK:
        row->number = taxonomy->tracks[i].number;
        row->name = taxonomy->tracks[i].name;
        break;
    case COVERAGE_ROLE:
        row->key = taxonomy->roles[i].key;
        row->name = taxonomy->roles[i].name;
        break;
    case COVERAGE_PHASE:
        row->key = taxonomy->phases[i].key;
        row->name = taxonomy->phases[i].name;
        break;
    case COVERAGE_AUDIENCE:
        row->key = text_of(bpv_audience_key((enum bpv_audience)i));
        row->name = text_of(i == BPV_AUDIENCE_EXTRA ? "Studenten met extra ondersteuning" : "Alle studenten");
        break;
    default:
        row->key = text_of(bpv_importance_key((enum bpv_importance)i));
        row->name = text_of(i == BPV_IMPORTANCE_NICE ? "Nice to know" : "Need to know");
        break;
    }
}

static void make_table(const struct bpv_taxonomy *taxonomy, enum coverage_axis axis, struct coverage_table *table)
{
    table->axis = axis;
    table->row_count = rows_of(taxonomy, axis);
    table->columns = axis == COVERAGE_MODULE ? 0 : taxonomy->module_count;
    table->rows = xcalloc(table->row_count, sizeof *table->rows);
    for (size_t i = 0; i < table->row_count; i++) {
        struct coverage_row *row = &table->rows[i];
        name_row(taxonomy, axis, i, row);
        row->cells[0].grade = COVERAGE_MISSING; /* wanted; graded after counting */
        uint32_t modules = wanted_modules(taxonomy, axis, i);
        for (size_t j = 0; j < table->columns; j++)
            if (modules >> taxonomy->modules[j].number & 1u)
                row->cells[j + 1].grade = COVERAGE_MISSING;
    }
}

static bool belongs(const struct coverage_table *table, const struct coverage_row *row,
                    const struct coverage_passage *passage)
{
    switch (table->axis) {
    case COVERAGE_THEME:
        return passage->themes >> row->number & 1u;
    case COVERAGE_MODULE:
        return passage->module == row->number;
    case COVERAGE_TRACK:
        return passage->tracks >> row->number & 1u;
    case COVERAGE_ROLE:
        return passage->roles >> row->number & 1u;
    case COVERAGE_PHASE:
        return passage->phase == row->number;
    case COVERAGE_AUDIENCE:
        return (unsigned)passage->audience == row->number;
    default:
        return (unsigned)passage->importance == row->number;
    }
}

static size_t column_of(const struct bpv_taxonomy *taxonomy, unsigned module)
{
    for (size_t i = 0; i < taxonomy->module_count; i++)
        if (taxonomy->modules[i].number == module)
            return i + 1;
    return 0;
}

/* Adds more to all cells that the passage stands in. */
static void add_to_cells(struct coverage *coverage, const struct coverage_passage *passage,
                         const struct coverage_cell *more)
{
    size_t column = column_of(coverage->taxonomy, passage->module);
    for (unsigned axis = 0; axis < COVERAGE_AXES; axis++) {
        struct coverage_table *table = &coverage->tables[axis];
        for (size_t i = 0; i < table->row_count; i++) {
            if (!belongs(table, &table->rows[i], passage))
                continue;
            for (size_t j = 0; j <= (column && table->columns ? 1u : 0u); j++) {
                struct coverage_cell *cell = &table->rows[i].cells[j ? column : 0];
                cell->passages += more->passages;
                cell->need += more->need;
                cell->words += more->words;
                cell->questions += more->questions;
                cell->answered += more->answered;
            }
        }
    }
}

void coverage_count_question(struct coverage *coverage, const struct coverage_passage *passage, bool answered)
{
    add_to_cells(coverage, passage, &(struct coverage_cell){.questions = 1, .answered = answered});
}

static void count_passages(struct coverage_work *work)
{
    for (uint32_t i = 0; i < work->passage_count; i++) {
        const struct coverage_passage *passage = &work->passages[i];
        if (passage->valid)
            add_to_cells(work->coverage, passage,
                         &(struct coverage_cell){.passages = 1,
                                                 .need = passage->importance == BPV_IMPORTANCE_NEED,
                                                 .words = passage->words});
    }
}

static bool lacks_answers(const struct coverage_cell *cell)
{
    return cell->questions >= BPV_COVERAGE_THIN_QUESTIONS &&
           cell->answered * 100u < cell->questions * BPV_COVERAGE_ANSWERED_PERCENT;
}

static void find_cell(struct coverage *coverage, const struct coverage_table *table, const struct coverage_row *row,
                      size_t column)
{
    const struct coverage_cell *cell = &row->cells[column];
    char name[200], module[32] = "";
    bool numbered = table->axis == COVERAGE_THEME || table->axis == COVERAGE_MODULE || table->axis == COVERAGE_TRACK;
    if (numbered)
        snprintf(name, sizeof name, "%s %u %.*s", coverage_axis_name(table->axis), row->number, (int)row->name.length,
                 row->name.start);
    else
        snprintf(name, sizeof name, "%s %.*s", coverage_axis_name(table->axis), (int)row->name.length, row->name.start);
    if (column)
        snprintf(module, sizeof module, " × module %u", coverage->taxonomy->modules[column - 1].number);
    struct bpv_text none = {"", 0};
    if (cell->grade == COVERAGE_MISSING)
        coverage_find(coverage, COVERAGE_EMPTY_CELL, NULL, none, none, "%s%s: geen geldige passage", name, module);
    else if (lacks_answers(cell))
        coverage_find(coverage, COVERAGE_THIN_CELL, NULL, none, none,
                      "%s%s: %u van %u vragen in de eerste drie antwoorden", name, module, cell->answered,
                      cell->questions);
    else
        coverage_find(coverage, COVERAGE_THIN_CELL, NULL, none, none, "%s%s: %u %s, %u woorden", name, module,
                      cell->passages, cell->passages == 1 ? "passage" : "passages", cell->words);
}

static void grade_cell(struct coverage *coverage, const struct coverage_table *table, const struct coverage_row *row,
                       struct coverage_cell *cell)
{
    if (cell->grade == COVERAGE_NOT_WANTED)
        return;
    if (cell->passages == 0)
        cell->grade = COVERAGE_MISSING;
    else if (cell->passages < BPV_COVERAGE_THIN_PASSAGES || cell->words < BPV_COVERAGE_THIN_WORDS ||
             lacks_answers(cell))
        cell->grade = COVERAGE_THIN;
    else
        cell->grade = COVERAGE_COVERED;
    if (cell->grade != COVERAGE_COVERED)
        find_cell(coverage, table, row, (size_t)(cell - row->cells));
    if (table->axis == COVERAGE_THEME && cell != row->cells)
        coverage->cells[cell->grade]++;
}

static void grade_tables(struct coverage *coverage)
{
    for (unsigned axis = 0; axis < COVERAGE_AXES; axis++) {
        const struct coverage_table *table = &coverage->tables[axis];
        for (size_t i = 0; i < table->row_count; i++)
            for (size_t j = 0; j <= table->columns; j++)
                grade_cell(coverage, table, &table->rows[i], &table->rows[i].cells[j]);
    }
}

/* ---- All together ---- */

static int by_rule(const void *a, const void *b)
{
    const struct coverage_finding *left = a, *right = b;
    if (left->rule != right->rule)
        return left->rule < right->rule ? -1 : 1;
    return (left->line > right->line) - (left->line < right->line); /* line holds the order of finding while sorting */
}

/* Sorts by rule and keeps the order within one: qsort alone may change it. */
static void sort_findings(struct coverage *coverage)
{
    uint32_t *lines = xcalloc(coverage->finding_count, sizeof *lines);
    for (size_t i = 0; i < coverage->finding_count; i++) {
        lines[i] = coverage->findings[i].line;
        coverage->findings[i].line = (uint32_t)i;
    }
    if (coverage->finding_count)
        qsort(coverage->findings, coverage->finding_count, sizeof *coverage->findings, by_rule);
    for (size_t i = 0; i < coverage->finding_count; i++)
        coverage->findings[i].line = lines[coverage->findings[i].line];
    free(lines);
}

/* A coverage of what happens to be there would call what is missing a gap. */
static enum bpv_status check_parts(const struct bpv_base *base, struct bpv_error *error)
{
    struct bpv_part parts[BPV_INDEXES_MAX];
    size_t count = bpv_base_parts(base, parts);
    for (size_t i = 0; i < count; i++)
        if (parts[i].missing)
            return bpv_fail(error, BPV_NO_INDEX,
                            "deel %zu van de kennisbank is nu niet te bereiken (%s); "
                            "de dekking kan pas daarna worden gemaakt",
                            i + 1, parts[i].reason);
    return BPV_OK;
}

enum bpv_status coverage_compute(struct bpv_searcher *searcher, const struct bpv_base *base,
                                 const struct coverage_options *options, struct coverage *coverage,
                                 struct bpv_error *error)
{
    struct bpv_base_info info;
    bpv_base_describe(base, &info);
    *coverage = (struct coverage){
        .taxonomy = bpv_base_taxonomy(base),
        .generation = info.generation,
        .on = options->on ? options->on : bpv_date_today(),
        .expiring_days = options->expiring_days ? options->expiring_days : BPV_COVERAGE_EXPIRING_DAYS,
        .review_months = options->review_months ? options->review_months : BPV_COVERAGE_REVIEW_MONTHS,
        .own_questions = options->own_questions,
    };
    if (!coverage->taxonomy->theme_count || !coverage->taxonomy->module_count)
        return bpv_fail(error, BPV_INVALID, "deze index heeft geen thema's en modules; bouw hem met een taxonomy.yaml");
    if (options->own_questions && options->question_count == 0)
        return bpv_fail(error, BPV_INVALID, "de vragenlijst is leeg; geef één vraag per regel");
    struct coverage_work work = {.coverage = coverage, .searcher = searcher, .base = base, .options = options};
    for (unsigned axis = 0; axis < COVERAGE_AXES; axis++)
        make_table(coverage->taxonomy, (enum coverage_axis)axis, &coverage->tables[axis]);
    enum bpv_status status = check_parts(base, error);
    if (status == BPV_OK)
        status = load_passages(&work, error);
    if (status != BPV_OK)
        goto cleanup;
    count_passages(&work);
    coverage_components(&work);
    status = coverage_questions(&work, error);
    if (status != BPV_OK)
        goto cleanup;
    grade_tables(coverage);
    status = coverage_quality(&work, error);
    if (status != BPV_OK)
        goto cleanup;
    coverage_overlap(&work);
    status = check_parts(base, error);
    sort_findings(coverage);
cleanup:
    free(work.passages);
    if (status != BPV_OK)
        coverage_release(coverage);
    return status;
}

void coverage_release(struct coverage *coverage)
{
    for (unsigned axis = 0; axis < COVERAGE_AXES; axis++)
        free(coverage->tables[axis].rows);
    for (size_t i = 0; i < coverage->finding_count; i++)
        free(coverage->findings[i].detail);
    free(coverage->findings);
    free(coverage->components);
    free(coverage->questions);
    free(coverage->by_theme);
    free(coverage->by_user);
    *coverage = (struct coverage){.passages = 0};
}
