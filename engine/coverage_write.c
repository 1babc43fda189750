#include "coverage_write.h"

#include <stdio.h>
#include <string.h>

#define FINDINGS_PER_RULE 10 /* in the whole report as text or Markdown; --by quality has all of them */

static bool is(struct bpv_text text, const char *string)
{
    return text.length == strlen(string) && memcmp(text.start, string, text.length) == 0;
}

bool coverage_view_parse(struct bpv_text text, struct coverage_view *view)
{
    *view = (struct coverage_view){.part = COVERAGE_PART_AXIS, .axis = coverage_axis_find(text)};
    if (view->axis != COVERAGE_AXES)
        return true;
    view->part = is(text, "question") ? COVERAGE_PART_QUESTION : COVERAGE_PART_QUALITY;
    return view->part == COVERAGE_PART_QUESTION || is(text, "quality");
}

const char *coverage_view_names(void)
{
    return "theme, module, track, role, phase, audience, importance, question, quality";
}

/* ---- Cells ---- */

static bool is_numbered(enum coverage_axis axis)
{
    return axis == COVERAGE_THEME || axis == COVERAGE_MODULE || axis == COVERAGE_TRACK;
}

static void name_cell(struct report_table *table, enum coverage_axis axis, const struct coverage_row *row)
{
    if (is_numbered(axis))
        report_cell(table, "%u %.*s", row->number, (int)row->name.length, row->name.start);
    else
        report_cell_text(table, row->name);
}

static void grade_cell(struct report_table *table, const struct coverage_cell *cell)
{
    if (cell->grade == COVERAGE_NOT_WANTED && cell->passages == 0)
        report_cell(table, "-");
    else if (cell->grade == COVERAGE_NOT_WANTED)
        report_cell(table, "%u", cell->passages);
    else
        report_cell(table, "%s %u", coverage_grade_name(cell->grade), cell->passages);
}

static void write_matrix(const struct coverage *coverage, enum coverage_axis axis, const struct report *report)
{
    const struct coverage_table *from = &coverage->tables[axis];
    struct report_table table;
    report_table_begin(&table, from->columns + 6);
    report_cell(&table, "%s", coverage_axis_name(axis));
    for (size_t j = 0; j < from->columns; j++)
        report_cell(&table, "Module %u", coverage->taxonomy->modules[j].number);
    static const char *const sums[] = {"Samen", "Need", "Woorden", "Vragen", "Beantwoord"};
    for (size_t j = 0; j < sizeof sums / sizeof sums[0]; j++)
        report_cell(&table, "%s", sums[j]);
    for (size_t i = 0; i < from->row_count; i++) {
        const struct coverage_row *row = &from->rows[i];
        name_cell(&table, axis, row);
        for (size_t j = 1; j <= from->columns; j++)
            grade_cell(&table, &row->cells[j]);
        grade_cell(&table, &row->cells[0]);
        report_cell(&table, "%u", row->cells[0].need);
        report_cell(&table, "%u", row->cells[0].words);
        report_cell(&table, "%u", row->cells[0].questions);
        report_cell(&table, "%u", row->cells[0].answered);
    }
    report_table_end(
        report, &table,
        "Per cel: graad en aantal geldige passages. Een streepje: niet gevraagd. Beantwoord: vragen uit de "
        "vragenbank met de verwachte passage in de eerste drie antwoorden.");
}

static void write_cells_csv(const struct coverage *coverage, enum coverage_axis axis, const struct report *report)
{
    const struct coverage_table *from = &coverage->tables[axis];
    struct report_table table;
    report_table_begin(&table, 10);
    static const char *const names[] = {"as",       "sleutel", "naam",    "module", "graad",
                                        "passages", "need",    "woorden", "vragen", "beantwoord"};
    for (size_t j = 0; j < sizeof names / sizeof names[0]; j++)
        report_cell(&table, "%s", names[j]);
    for (size_t i = 0; i < from->row_count; i++) {
        const struct coverage_row *row = &from->rows[i];
        for (size_t j = 0; j <= from->columns; j++) {
            const struct coverage_cell *cell = &row->cells[j];
            report_cell(&table, "%s", coverage_axis_key(axis));
            if (is_numbered(axis))
                report_cell(&table, "%u", row->number);
            else
                report_cell_text(&table, row->key);
            report_cell_text(&table, row->name);
            if (j)
                report_cell(&table, "%u", coverage->taxonomy->modules[j - 1].number);
            else
                report_cell(&table, "alle");
            report_cell(&table, "%s", coverage_grade_name(cell->grade));
            const uint32_t numbers[] = {cell->passages, cell->need, cell->words, cell->questions, cell->answered};
            for (size_t k = 0; k < sizeof numbers / sizeof numbers[0]; k++)
                report_cell(&table, "%u", numbers[k]);
        }
    }
    report_table_end(report, &table, "");
}

/* ---- Components ---- */

static void write_components(const struct coverage *coverage, const struct report *report)
{
    struct report_table table;
    report_table_begin(&table, 9);
    static const char *const names[] = {"Leergang",   "Onderdeel",   "Vorm",     "SBU",    "Module: need + nice",
                                        "Need lezen", "Alles lezen", "Verwacht", "Oordeel"};
    for (size_t j = 0; j < sizeof names / sizeof names[0]; j++)
        report_cell(&table, "%s", names[j]);
    for (size_t i = 0; i < coverage->component_count; i++) {
        const struct coverage_component *filled = &coverage->components[i];
        const struct bpv_component *component = filled->component;
        struct text_buffer modules = {0};
        for (size_t j = 0; j < filled->module_count; j++)
            text_buffer_printf(&modules, "%s%u: %u + %u", j ? ", " : "", filled->modules[j].module->number,
                               filled->modules[j].need, filled->modules[j].nice);
        report_cell(&table, "%u %.*s", filled->track->number, (int)filled->track->name.length,
                    filled->track->name.start);
        report_cell_text(&table, component->name);
        report_cell_text(&table, component->kind);
        if (component->sbu_min == component->sbu_max)
            report_cell(&table, "%u", component->sbu_min);
        else
            report_cell(&table, "%u-%u", component->sbu_min, component->sbu_max);
        report_cell_text(&table, text_buffer_text(&modules));
        report_cell(&table, "%u min", filled->need_minutes);
        report_cell(&table, "%u min", filled->all_minutes);
        report_cell(&table, "%u-%u min", filled->floor_minutes, filled->ceiling_minutes);
        report_cell(&table, "%s", coverage_fill_name(filled->fill));
        text_buffer_release(&modules);
    }
    char caption[500];
    snprintf(caption, sizeof caption,
             "Leestijd bij %u woorden per minuut. Aanname: van de SBU is lezen bij e-learning %u tot %u%%, bij een "
             "opdracht %u tot %u%%, bij een "
             "lesdag hoogstens %u%%; te leeg gaat over alles, te vol over need to know.",
             BPV_READING_WORDS_PER_MINUTE, BPV_COVERAGE_ELEARNING_MIN_PERCENT, BPV_COVERAGE_ELEARNING_MAX_PERCENT,
             BPV_COVERAGE_ASSIGNMENT_MIN_PERCENT, BPV_COVERAGE_ASSIGNMENT_MAX_PERCENT, BPV_COVERAGE_LESSON_MAX_PERCENT);
    report_table_end(report, &table, caption);
}

static void write_components_csv(const struct coverage *coverage, const struct report *report)
{
    struct report_table table;
    report_table_begin(&table, 13);
    static const char *const names[] = {"leergang",     "naam",          "onderdeel", "vorm", "sbu_min",
                                        "sbu_max",      "module",        "need",      "nice", "need_woorden",
                                        "nice_woorden", "onderdeel_min", "oordeel"};
    for (size_t j = 0; j < sizeof names / sizeof names[0]; j++)
        report_cell(&table, "%s", names[j]);
    for (size_t i = 0; i < coverage->component_count; i++) {
        const struct coverage_component *filled = &coverage->components[i];
        for (size_t j = 0; j < filled->module_count; j++) {
            const struct coverage_component_module *module = &filled->modules[j];
            report_cell(&table, "%u", filled->track->number);
            report_cell_text(&table, filled->track->name);
            report_cell_text(&table, filled->component->name);
            report_cell_text(&table, filled->component->kind);
            const uint32_t numbers[] = {filled->component->sbu_min,
                                        filled->component->sbu_max,
                                        module->module->number,
                                        module->need,
                                        module->nice,
                                        module->need_words,
                                        module->nice_words,
                                        filled->all_minutes};
            for (size_t k = 0; k < sizeof numbers / sizeof numbers[0]; k++)
                report_cell(&table, "%u", numbers[k]);
            report_cell(&table, "%s", coverage_fill_name(filled->fill));
        }
    }
    report_table_end(report, &table, "");
}

/* ---- Questions ---- */

static void write_tallies(const struct report *report, const char *name, const struct coverage_tally *tallies,
                          size_t count, const char *caption)
{
    struct report_table table;
    report_table_begin(&table, COVERAGE_ANSWERS + 1);
    report_cell(&table, "%s", name);
    for (unsigned j = 0; j < COVERAGE_ANSWERS; j++)
        report_cell(&table, "%s", coverage_answer_name((enum coverage_answer)j));
    for (size_t i = 0; i < count; i++) {
        if (tallies[i].number)
            report_cell(&table, "%u %.*s", tallies[i].number, (int)tallies[i].name.length, tallies[i].name.start);
        else
            report_cell_text(&table, tallies[i].name);
        for (unsigned j = 0; j < COVERAGE_ANSWERS; j++)
            report_cell(&table, "%u", tallies[i].counts[j]);
    }
    report_table_end(report, &table, caption);
}

static void question_row(struct report_table *table, const struct coverage_question *asked)
{
    struct text_buffer nearest = {0};
    for (size_t i = 0; i < asked->nearest_count; i++) {
        text_buffer_append_string(&nearest, i ? ", " : "");
        text_buffer_append_text(&nearest, asked->nearest[i]);
    }
    report_cell_text(table, asked->question->id);
    report_cell_text(table, asked->question->text);
    report_cell_text(table, asked->question->user);
    report_cell(table, asked->theme ? "%u" : "", asked->theme);
    report_cell(table, asked->module ? "%u" : "", asked->module);
    report_cell(table, "%s", coverage_answer_name(asked->answer));
    report_cell(table, asked->rank ? "%u" : "", asked->rank);
    report_cell(table, "%.2f", asked->confidence);
    report_cell_text(table, text_buffer_text(&nearest));
    text_buffer_release(&nearest);
}

static bool is_fine(const struct coverage_question *asked)
{
    return asked->answer == COVERAGE_ANSWER_FIRST || asked->answer == COVERAGE_ANSWER_TOP ||
           asked->answer == COVERAGE_ANSWER_REFUSED;
}

static void write_question_list(const struct coverage *coverage, const struct report *report, bool fine_too,
                                const char *caption)
{
    struct report_table table;
    report_table_begin(&table, 9);
    static const char *const names[] = {"id",      "vraag", "gebruiker", "thema",     "module",
                                        "oordeel", "rang",  "zekerheid", "dichtstbij"};
    for (size_t j = 0; j < sizeof names / sizeof names[0]; j++)
        report_cell(&table, "%s", names[j]);
    for (size_t i = 0; i < coverage->question_count; i++)
        if (fine_too || !is_fine(&coverage->questions[i]))
            question_row(&table, &coverage->questions[i]);
    report_table_end(report, &table, caption);
}

static void write_questions(const struct coverage *coverage, const struct report *report, bool all)
{
    if (report->format == REPORT_CSV) {
        write_question_list(coverage, report, true, "");
        return;
    }
    report_heading(report, coverage->own_questions ? "Eigen vragenlijst" : "Vragenbank");
    if (!coverage->question_count) {
        static const char missing[] =
            "Deze kennisbank heeft geen vragenbank: of zij vragen beantwoordt, is niet te zeggen.";
        report_paragraph(report, (struct bpv_text){missing, sizeof missing - 1});
        return;
    }
    write_tallies(report, "Thema", coverage->by_theme, coverage->by_theme_count,
                  "Vragen per thema van de verwachte passage");
    write_tallies(report, "Gebruiker", coverage->by_user, coverage->by_user_count, "Vragen per soort gebruiker");
    write_question_list(coverage, report, all,
                        all ? "Alle vragen"
                            : "Vragen die niet goed beantwoord worden, met de passages die het dichtst bij zijn");
}

/* ---- Findings ---- */

static void finding_row(struct report_table *table, const struct coverage_finding *finding)
{
    report_cell(table, "%s", coverage_rule_key(finding->rule));
    report_cell(table, "%s", coverage_level_name(coverage_rule_level(finding->rule)));
    report_cell_text(table, finding->id);
    report_cell_text(table, finding->other);
    report_cell_text(table, finding->path);
    report_cell(table, finding->line ? "%u" : "", finding->line);
    report_cell(table, "%s", finding->detail);
}

static void write_findings(const struct coverage *coverage, const struct report *report, bool all)
{
    struct report_table table;
    uint32_t shown = 0, left_out = 0;
    report_heading(report, "Bevindingen");
    report_table_begin(&table, 7);
    static const char *const names[] = {"regel", "niveau", "id", "ander id", "bestand", "regelnummer", "bevinding"};
    for (size_t j = 0; j < sizeof names / sizeof names[0]; j++)
        report_cell(&table, "%s", names[j]);
    for (size_t i = 0; i < coverage->finding_count; i++) {
        shown = i && coverage->findings[i].rule == coverage->findings[i - 1].rule ? shown + 1 : 0;
        if (all || shown < FINDINGS_PER_RULE)
            finding_row(&table, &coverage->findings[i]);
        else
            left_out++;
    }
    report_table_end(report, &table, "Fouten eerst nakijken; een opmerking mag blijven staan.");
    if (left_out) {
        char text[160];
        int length = snprintf(text, sizeof text, "En nog %u; alle bevindingen: bpv coverage --by quality", left_out);
        report_paragraph(report, (struct bpv_text){text, (size_t)length});
    }
    if (!coverage->finding_count)
        report_paragraph(report, (struct bpv_text){"Geen bevindingen.", 17});
}

/* ---- The whole ---- */

static void write_axis(const struct coverage *coverage, enum coverage_axis axis, const struct report *report)
{
    if (report->format == REPORT_CSV && axis == COVERAGE_TRACK) {
        write_components_csv(coverage, report);
        return;
    }
    if (report->format == REPORT_CSV) {
        write_cells_csv(coverage, axis, report);
        return;
    }
    char heading[64];
    snprintf(heading, sizeof heading, axis == COVERAGE_MODULE ? "%s" : "%s × module", coverage_axis_name(axis));
    report_heading(report, heading);
    write_matrix(coverage, axis, report);
    if (axis == COVERAGE_TRACK) {
        report_heading(report, "Onderdelen van de leergangen");
        write_components(coverage, report);
    }
}

void coverage_write_report(const struct coverage *coverage, struct coverage_view view, enum report_format format,
                           struct text_buffer *out)
{
    struct report report = {format, out};
    struct text_buffer line = {0};
    bool whole = view.part == COVERAGE_PART_ALL;
    report_begin(&report, "Dekking van de kennisbank");
    coverage_write_total(coverage, &line);
    report_paragraph(&report, text_buffer_text(&line));
    text_buffer_clear(&line);
    coverage_write_legend(coverage, &line);
    report_paragraph(&report, text_buffer_text(&line));
    text_buffer_release(&line);
    for (unsigned axis = 0; axis < COVERAGE_AXES; axis++) {
        bool shown = whole ? format != REPORT_CSV || axis == COVERAGE_THEME
                           : view.part == COVERAGE_PART_AXIS && view.axis == axis;
        if (shown)
            write_axis(coverage, (enum coverage_axis)axis, &report);
    }
    if (view.part == COVERAGE_PART_QUESTION || (whole && format != REPORT_CSV))
        write_questions(coverage, &report, !whole);
    if (view.part == COVERAGE_PART_QUALITY || (whole && format != REPORT_CSV))
        write_findings(coverage, &report, !whole || format == REPORT_HTML);
    report_end(&report);
}
