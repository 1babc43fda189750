#include <string.h>

#include "coverage_reply.h"
#include "html_writer.h"
#include "page_frame.h"
#include "pages.h"

struct view { /* what every part of the page needs */
    struct text_buffer *out;
    const struct http_request *request;
    const struct coverage *coverage;
};

/* ---- The matrices ---- */

static const char *const grade_classes[COVERAGE_GRADES] = {[COVERAGE_NOT_WANTED] = "",
                                                           [COVERAGE_MISSING] = "grade-missing",
                                                           [COVERAGE_THIN] = "grade-thin",
                                                           [COVERAGE_COVERED] = "grade-covered"};

/* The start of a link to the passages of a cell; false when there is no page that lists them. */
static bool open_link(const struct view *view, enum coverage_axis axis, const struct coverage_row *row, unsigned module)
{
    static const char *const names[COVERAGE_AXES] = {[COVERAGE_TRACK] = "track",
                                                     [COVERAGE_ROLE] = "role",
                                                     [COVERAGE_PHASE] = "phase",
                                                     [COVERAGE_AUDIENCE] = "audience",
                                                     [COVERAGE_IMPORTANCE] = "importance"};
    struct text_buffer *out = view->out;
    if (axis == COVERAGE_THEME) {
        html_raw(out, "<a href=\"");
        page_path(out, view->request, "/themas/");
        text_buffer_printf(out, module ? "%u?module=%u" : "%u", row->number, module);
    } else if (axis == COVERAGE_MODULE) {
        html_raw(out, "<a href=\"");
        page_path(out, view->request, "/modules/");
        text_buffer_printf(out, "%u", row->number);
    } else if (module) {
        html_raw(out, "<a href=\"");
        page_path(out, view->request, "/modules/");
        text_buffer_printf(out, "%u?%s=", module, names[axis]);
        if (row->key.length)
            html_url_argument(out, row->key);
        else
            text_buffer_printf(out, "%u", row->number);
    } else if (axis == COVERAGE_TRACK) {
        html_raw(out, "<a href=\"");
        page_path(out, view->request, "/leergangen/");
        text_buffer_printf(out, "%u", row->number);
    } else {
        return false;
    }
    html_raw(out, "\">");
    return true;
}

/* Colour and words; a cell that is not asked for and holds nothing is a dash. */
static void write_cell(const struct view *view, enum coverage_axis axis, const struct coverage_row *row, size_t column)
{
    const struct coverage_cell *cell = &row->cells[column];
    struct text_buffer *out = view->out;
    text_buffer_printf(out, "<td class=\"grade %s\">", grade_classes[cell->grade]);
    if (cell->grade == COVERAGE_NOT_WANTED && cell->passages == 0) {
        html_raw(out, "<span aria-hidden=\"true\">–</span><span class=\"unseen\">niet gevraagd</span></td>");
        return;
    }
    if (cell->grade != COVERAGE_NOT_WANTED) {
        html_raw(out, "<strong>");
        html_text_string(out, coverage_grade_name(cell->grade));
        html_raw(out, "</strong> ");
    }
    unsigned module = column ? view->coverage->taxonomy->modules[column - 1].number : 0;
    bool linked = cell->passages && open_link(view, axis, row, module);
    page_count(out, cell->passages, "passage", "passages");
    if (linked)
        html_raw(out, "</a>");
    if (cell->questions)
        text_buffer_printf(out, " <small>%u van %u vragen</small>", cell->answered, cell->questions);
    html_raw(out, "</td>");
}

static void write_row(const struct view *view, const struct coverage_table *table, const struct coverage_row *row)
{
    struct text_buffer *out = view->out;
    html_raw(out, "<tr><th scope=\"row\">");
    if (!row->key.length)
        text_buffer_printf(out, "%u ", row->number);
    html_text(out, row->name);
    html_raw(out, "</th>");
    for (size_t i = 1; i <= table->columns; i++)
        write_cell(view, table->axis, row, i);
    write_cell(view, table->axis, row, 0);
    text_buffer_printf(out, "<td class=\"number\">%u</td></tr>\n", row->cells[0].words);
}

static void write_matrix(const struct view *view, enum coverage_axis axis)
{
    const struct coverage_table *table = &view->coverage->tables[axis];
    const struct bpv_taxonomy *taxonomy = view->coverage->taxonomy;
    const char *name = coverage_axis_name(axis), *key = coverage_axis_key(axis);
    const char *per_module = axis == COVERAGE_MODULE ? "" : " per module";
    struct text_buffer *out = view->out;
    text_buffer_printf(
        out,
        "<section id=\"%s\">\n<h2 id=\"kop-%s\">%s%s</h2>\n<div class=\"scroll\" role=\"region\" tabindex=\"0\" "
        "aria-labelledby=\"kop-%s\">\n<table class=\"table coverage\">\n<caption>%s%s: graad, aantal geldige passages, "
        "en "
        "vragen uit de vragenbank met de goede passage in de eerste drie antwoorden.</caption>\n<thead>\n<tr><th "
        "scope=\"col\">%s</th>",
        key, key, name, per_module, key, name, per_module, name);
    for (size_t i = 0; i < table->columns; i++) {
        text_buffer_printf(out, "<th scope=\"col\">%u ", taxonomy->modules[i].number);
        html_text(out, taxonomy->modules[i].name);
        html_raw(out, "</th>");
    }
    html_raw(out, "<th scope=\"col\">Samen</th><th scope=\"col\">Woorden</th></tr>\n</thead>\n<tbody>\n");
    for (size_t i = 0; i < table->row_count; i++)
        write_row(view, table, &table->rows[i]);
    html_raw(out, "</tbody>\n</table>\n</div>\n</section>\n");
}

/* ---- Components ---- */

static void write_component(const struct view *view, const struct coverage_component *filled)
{
    static const char *const classes[] = {[COVERAGE_FILL_RIGHT] = "grade-covered",
                                          [COVERAGE_FILL_UNDER] = "grade-thin",
                                          [COVERAGE_FILL_OVER] = "grade-missing"};
    const struct bpv_component *component = filled->component;
    struct text_buffer *out = view->out;
    text_buffer_printf(out, "<tr><th scope=\"row\">Leergang %u, ", filled->track->number);
    html_text(out, component->name);
    html_raw(out, "</th><td>");
    html_text(out, component->kind);
    text_buffer_printf(out, "</td><td class=\"number\">%u tot %u</td><td>", component->sbu_min, component->sbu_max);
    for (size_t i = 0; i < filled->module_count; i++) {
        const struct coverage_component_module *module = &filled->modules[i];
        html_raw(out, "<a href=\"");
        page_path(out, view->request, "/modules/");
        text_buffer_printf(out, "%u?track=%u\">Module %u</a>: %u need, %u nice<br>", module->module->number,
                           filled->track->number, module->module->number, module->need, module->nice);
    }
    html_raw(out, "</td><td>");
    page_minutes(out, filled->all_minutes);
    html_raw(out, ", waarvan ");
    page_minutes(out, filled->need_minutes);
    text_buffer_printf(
        out, " need</td><td class=\"number\">%u tot %u</td><td class=\"grade %s\"><strong>%s</strong></td></tr>\n",
        filled->floor_minutes, filled->ceiling_minutes, classes[filled->fill], coverage_fill_name(filled->fill));
}

static void write_components(const struct view *view)
{
    struct text_buffer *out = view->out;
    html_raw(out,
             "<section id=\"onderdelen\">\n<h2 id=\"kop-onderdelen\">Onderdelen van de leergangen</h2>\n<div "
             "class=\"scroll\" "
             "role=\"region\" tabindex=\"0\" aria-labelledby=\"kop-onderdelen\">\n<table class=\"table coverage\">\n");
    text_buffer_printf(
        out,
        "<caption>Leestijd bij %u woorden per minuut, naast de studie-uren (SBU). Aanname: van die uren is lezen bij "
        "e-learning %u tot %u%%, bij een opdracht %u tot %u%%, bij een lesdag hoogstens %u%%. Te leeg gaat over alle "
        "passages, te vol over need to know.</caption>\n",
        BPV_READING_WORDS_PER_MINUTE, BPV_COVERAGE_ELEARNING_MIN_PERCENT, BPV_COVERAGE_ELEARNING_MAX_PERCENT,
        BPV_COVERAGE_ASSIGNMENT_MIN_PERCENT, BPV_COVERAGE_ASSIGNMENT_MAX_PERCENT, BPV_COVERAGE_LESSON_MAX_PERCENT);
    html_raw(out, "<thead>\n<tr><th scope=\"col\">Onderdeel</th><th scope=\"col\">Vorm</th><th "
                  "scope=\"col\">SBU</th><th scope=\"col\">"
                  "Passages</th><th scope=\"col\">Leestijd</th><th scope=\"col\">Verwacht (minuten)</th><th "
                  "scope=\"col\">Oordeel</th></tr>\n"
                  "</thead>\n<tbody>\n");
    for (size_t i = 0; i < view->coverage->component_count; i++)
        write_component(view, &view->coverage->components[i]);
    html_raw(out, "</tbody>\n</table>\n</div>\n</section>\n");
}

/* ---- Questions ---- */

static void write_tallies(const struct view *view, const char *name, const struct coverage_tally *tallies, size_t count)
{
    struct text_buffer *out = view->out;
    text_buffer_printf(
        out,
        "<div class=\"scroll\" role=\"region\" tabindex=\"0\" aria-label=\"Vragen per %s\">\n<table class=\"table "
        "coverage\">\n<caption>Vragen per %s</caption>\n<thead>\n<tr><th scope=\"col\">%s</th>",
        name, name, name);
    for (unsigned i = 0; i < COVERAGE_ANSWERS; i++)
        text_buffer_printf(out, "<th scope=\"col\">%s</th>", coverage_answer_name((enum coverage_answer)i));
    html_raw(out, "</tr>\n</thead>\n<tbody>\n");
    for (size_t i = 0; i < count; i++) {
        html_raw(out, "<tr><th scope=\"row\">");
        if (tallies[i].number)
            text_buffer_printf(out, "%u ", tallies[i].number);
        html_text(out, tallies[i].name);
        html_raw(out, "</th>");
        for (unsigned j = 0; j < COVERAGE_ANSWERS; j++)
            text_buffer_printf(out, "<td class=\"number\">%u</td>", tallies[i].counts[j]);
        html_raw(out, "</tr>\n");
    }
    html_raw(out, "</tbody>\n</table>\n</div>\n");
}

static void write_question(const struct view *view, const struct coverage_question *asked)
{
    struct text_buffer *out = view->out;
    html_raw(out, "<li><a href=\"");
    page_path(out, view->request, "/zoek?q=");
    html_url_argument(out, asked->question->text);
    html_raw(out, "\">");
    html_text(out, asked->question->text);
    html_raw(out, "</a> <strong>");
    html_text_string(out, coverage_answer_name(asked->answer));
    html_raw(out, "</strong>");
    for (size_t i = 0; i < asked->nearest_count; i++) {
        text_buffer_append_string(out, i ? ", " : ". Dichtstbij: ");
        html_raw(out, "<a href=\"");
        page_passage_path(out, view->request, asked->nearest[i]);
        html_raw(out, "\">");
        html_text(out, asked->nearest_titles[i]);
        html_raw(out, "</a>");
    }
    html_raw(out, "</li>\n");
}

static bool is_fine(const struct coverage_question *asked)
{
    return asked->answer == COVERAGE_ANSWER_FIRST || asked->answer == COVERAGE_ANSWER_TOP ||
           asked->answer == COVERAGE_ANSWER_REFUSED;
}

static void write_questions(const struct view *view)
{
    const struct coverage *coverage = view->coverage;
    struct text_buffer *out = view->out;
    html_raw(out, "<section id=\"vragen\">\n<h2>Vragenbank</h2>\n");
    if (!coverage->question_count) {
        html_raw(out, "<p>Deze kennisbank heeft geen vragenbank. Of zij vragen beantwoordt, is dus niet te "
                      "zeggen.</p>\n</section>\n");
        return;
    }
    write_tallies(view, "thema", coverage->by_theme, coverage->by_theme_count);
    write_tallies(view, "gebruiker", coverage->by_user, coverage->by_user_count);
    html_raw(out, "<h3>Vragen die beter moeten</h3>\n<ul class=\"findings\">\n");
    size_t listed = 0;
    for (size_t i = 0; i < coverage->question_count && listed < HTTP_FINDINGS_LISTED_MAX; i++)
        if (!is_fine(&coverage->questions[i])) {
            write_question(view, &coverage->questions[i]);
            listed++;
        }
    if (!listed)
        html_raw(out, "<li>Geen.</li>\n");
    html_raw(out, "</ul>\n</section>\n");
}

/* ---- Findings ---- */

/* Only findings of a passage have a path, and so a page. */
static void write_finding(const struct view *view, const struct coverage_finding *finding)
{
    struct text_buffer *out = view->out;
    html_raw(out, "<li>");
    const struct bpv_text ids[] = {finding->id, finding->other};
    for (size_t i = 0; i < 2; i++) {
        if (!ids[i].length)
            continue;
        text_buffer_append_string(out, i ? ", " : "");
        if (finding->path.length) {
            html_raw(out, "<a href=\"");
            page_passage_path(out, view->request, ids[i]);
            html_raw(out, "\">");
        }
        html_text(out, ids[i]);
        if (finding->path.length)
            html_raw(out, "</a>");
    }
    text_buffer_append_string(out, finding->id.length ? ": " : "");
    html_text_string(out, finding->detail);
    if (finding->path.length) {
        html_raw(out, " <small>");
        html_text(out, finding->path);
        text_buffer_printf(out, ", regel %u</small>", finding->line);
    }
    html_raw(out, "</li>\n");
}

static void write_findings(const struct view *view)
{
    const struct coverage *coverage = view->coverage;
    struct text_buffer *out = view->out;
    html_raw(out, "<section id=\"bevindingen\">\n<h2>Bevindingen</h2>\n");
    if (!coverage->finding_count)
        html_raw(out, "<p>Er zijn geen bevindingen.</p>\n");
    for (size_t i = 0; i < coverage->finding_count;) {
        enum coverage_rule rule = coverage->findings[i].rule;
        uint32_t count = coverage->by_rule[rule], listed = 0;
        text_buffer_printf(out, "<details%s>\n<summary>%s: %u (%s)</summary>\n<ul class=\"findings\">\n",
                           coverage_rule_level(rule) == COVERAGE_ERROR ? " open" : "", coverage_rule_name(rule), count,
                           coverage_level_name(coverage_rule_level(rule)));
        for (; i < coverage->finding_count && coverage->findings[i].rule == rule; i++)
            if (listed++ < HTTP_FINDINGS_LISTED_MAX)
                write_finding(view, &coverage->findings[i]);
        html_raw(out, "</ul>\n");
        if (count > HTTP_FINDINGS_LISTED_MAX)
            text_buffer_printf(out,
                               "<p>Dit zijn de eerste %u. Alle bevindingen staan in /v1/coverage?by=quality.</p>\n",
                               HTTP_FINDINGS_LISTED_MAX);
        html_raw(out, "</details>\n");
    }
    html_raw(out, "</section>\n");
}

/* ---- The page ---- */

static void write_head(const struct view *view)
{
    struct text_buffer line = {0};
    struct text_buffer *out = view->out;
    html_raw(out, "<h1>Dekking</h1>\n<p class=\"lead\">");
    coverage_write_total(view->coverage, &line);
    html_text(out, text_buffer_text(&line));
    html_raw(out, "</p>\n<p>");
    text_buffer_clear(&line);
    coverage_write_legend(view->coverage, &line);
    html_text(out, text_buffer_text(&line));
    html_raw(out, "</p>\n<nav aria-label=\"Op deze pagina\">\n<ul class=\"jumps\">\n");
    for (unsigned axis = 0; axis < COVERAGE_AXES; axis++)
        text_buffer_printf(out, "<li><a href=\"#%s\">%s</a></li>\n", coverage_axis_key((enum coverage_axis)axis),
                           coverage_axis_name((enum coverage_axis)axis));
    html_raw(out, "<li><a href=\"#onderdelen\">Onderdelen</a></li>\n<li><a "
                  "href=\"#vragen\">Vragenbank</a></li>\n<li><a href=\"#bevindingen\">"
                  "Bevindingen</a></li>\n<li><a href=\"");
    page_path(out, view->request, "/wijzigingen");
    html_raw(out, "\">Wijzigingen</a></li>\n</ul>\n</nav>\n");
    text_buffer_release(&line);
}

void page_coverage(const struct http_request *request, const struct serving *serving, struct http_reply *reply)
{
    const struct coverage_report *report;
    if (!coverage_reply_take(request, serving, reply, &report))
        return;
    struct view view = {&reply->body, request, &report->coverage};
    http_reply_html(reply);
    page_begin(
        view.out, request,
        &(struct page_head){.title = page_string("Dekking"), .section = PAGE_SECTION_COVERAGE, .unlisted = true});
    html_raw(view.out, "<div class=\"wide page\">\n");
    write_head(&view);
    for (unsigned axis = 0; axis < COVERAGE_AXES; axis++)
        write_matrix(&view, (enum coverage_axis)axis);
    write_components(&view);
    write_questions(&view);
    write_findings(&view);
    html_raw(view.out, "</div>\n");
    page_end(view.out, request, serving);
    coverage_service_give_back(serving->coverage, report);
}
