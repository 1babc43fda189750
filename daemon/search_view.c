#include "search_view.h"

#include <string.h>

#include "html_writer.h"
#include "page_frame.h"
#include "passage_view.h"
#include "search_request.h"

/* One value of a filter: what it is called and what the address is when it is switched. */
struct facet_value {
    struct bpv_text name;
    uint32_t count;
    bool active;
    struct bpv_filters switched;
};

typedef void visit_value(const struct search_view *view, const struct facet_value *value, struct text_buffer *out);

void search_view_address(struct text_buffer *out, const struct search_view *view, struct bpv_text text,
                         const struct bpv_filters *filters, size_t offset)
{
    struct text_buffer rest = {0};
    search_request_write_filters(filters, view->taxonomy, &rest);
    if (offset)
        text_buffer_printf(&rest, "&offset=%zu", offset);
    if (view->question->limit != BPV_ANSWERS_LIMIT_DEFAULT)
        text_buffer_printf(&rest, "&limit=%zu", view->question->limit);
    page_path(out, view->request, "/zoek?q=");
    html_url_argument(out, text);
    html_attribute(out, text_buffer_text(&rest));
    text_buffer_release(&rest);
}

bool search_view_filtered(const struct bpv_filters *filters)
{
    return filters->modules || filters->themes || filters->roles || filters->phases || filters->audiences ||
           filters->forces || filters->on || filters->expired;
}

/* ---- Walking over the values of each filter ---- */

/* Calls visit for value `bit` of the filter at `mask` (within the copy of the filters that switched holds). */
static void visit_bit(const struct search_view *view, size_t mask_offset, unsigned bit, struct bpv_text name,
                      uint32_t count, visit_value *visit, struct text_buffer *out)
{
    struct facet_value value = {.name = name, .count = count, .switched = view->question->filters};
    uint32_t mask;
    char *place = (char *)&value.switched + mask_offset;
    memcpy(&mask, place, sizeof mask);
    value.active = mask >> bit & 1;
    mask ^= UINT32_C(1) << bit;
    memcpy(place, &mask, sizeof mask);
    if (value.active || count)
        visit(view, &value, out);
}

#define MASK(field) offsetof(struct bpv_filters, field)

static void visit_modules(const struct search_view *view, visit_value *visit, struct text_buffer *out)
{
    for (size_t i = 0; i < view->taxonomy->module_count; i++) {
        const struct bpv_module *module = &view->taxonomy->modules[i];
        visit_bit(view, MASK(modules), module->number, module->name, view->answer->facets.modules[module->number],
                  visit, out);
    }
}

static void visit_themes(const struct search_view *view, visit_value *visit, struct text_buffer *out)
{
    for (size_t i = 0; i < view->taxonomy->theme_count; i++) {
        const struct bpv_theme *theme = &view->taxonomy->themes[i];
        visit_bit(view, MASK(themes), theme->number, theme->name, view->answer->facets.themes[theme->number],
                  visit, out);
    }
}

static void visit_roles(const struct search_view *view, visit_value *visit, struct text_buffer *out)
{
    for (unsigned i = 0; i < view->taxonomy->role_count; i++)
        visit_bit(view, MASK(roles), i, view->taxonomy->roles[i].name, view->answer->facets.roles[i], visit, out);
}

static void visit_phases(const struct search_view *view, visit_value *visit, struct text_buffer *out)
{
    for (unsigned i = 0; i < view->taxonomy->phase_count; i++)
        visit_bit(view, MASK(phases), i, view->taxonomy->phases[i].name, view->answer->facets.phases[i], visit, out);
}

static void visit_audiences(const struct search_view *view, visit_value *visit, struct text_buffer *out)
{
    for (unsigned i = 0; i < BPV_AUDIENCES; i++)
        visit_bit(view, MASK(audiences), i, page_string(passage_audience_label((enum bpv_audience)i)),
                  view->answer->facets.audiences[i], visit, out);
}

static void visit_forces(const struct search_view *view, visit_value *visit, struct text_buffer *out)
{
    for (unsigned i = 0; i < BPV_FORCES; i++)
        visit_bit(view, MASK(forces), i, page_string(bpv_force_label((enum bpv_force)i)),
                  view->answer->facets.forces[i], visit, out);
}

static const struct facet_group {
    const char *title;
    void (*visit)(const struct search_view *view, visit_value *visit, struct text_buffer *out);
} facet_groups[] = {
    {"Soort regel", visit_forces}, {"Module", visit_modules},   {"Wanneer", visit_phases},
    {"Voor wie", visit_roles},     {"Studenten", visit_audiences}, {"Thema", visit_themes},
};
#define FACET_GROUPS (sizeof facet_groups / sizeof facet_groups[0])

/* ---- Filters that are on ---- */

static void write_chip(struct text_buffer *out, const struct search_view *view, struct bpv_text name,
                       const struct bpv_filters *without)
{
    html_raw(out, "<li><a href=\"");
    search_view_address(out, view, view->question->text, without, 0);
    html_raw(out, "\">");
    html_text(out, name);
    html_raw(out, " <span aria-hidden=\"true\">×</span><span class=\"unseen\">: verwijder filter</span></a></li>\n");
}

static void chip_if_active(const struct search_view *view, const struct facet_value *value, struct text_buffer *out)
{
    if (value->active)
        write_chip(out, view, value->name, &value->switched);
}

void search_view_chips(struct text_buffer *out, const struct search_view *view)
{
    const struct bpv_filters *filters = &view->question->filters;
    if (!search_view_filtered(filters))
        return;
    html_raw(out, "<ul class=\"chips\" aria-label=\"Filters die aan staan\">\n");
    for (size_t i = 0; i < FACET_GROUPS; i++)
        facet_groups[i].visit(view, chip_if_active, out);
    struct bpv_filters without = *filters;
    if (filters->on) {
        struct text_buffer day = {0};
        text_buffer_append_string(&day, "Op ");
        page_date(&day, filters->on);
        without.on = 0;
        write_chip(out, view, text_buffer_text(&day), &without);
        text_buffer_release(&day);
    }
    without = *filters;
    without.expired = false;
    if (filters->expired)
        write_chip(out, view, page_string("Ook verlopen passages"), &without);
    html_raw(out, "</ul>\n");
}

/* ---- Facets ---- */

/* A filter is worth showing when it is on, or when it can leave something out. */
static void facet_if_useful(const struct search_view *view, const struct facet_value *value, struct text_buffer *out)
{
    if (value->active || value->count < view->answer->total || !view->answer->total_exact)
        text_buffer_append_char(out, '+');
}

static bool is_useful(const struct search_view *view, const struct facet_group *group)
{
    struct text_buffer useful = {0};
    group->visit(view, facet_if_useful, &useful);
    bool any = useful.length > 0;
    text_buffer_release(&useful);
    return any;
}

static void write_facet(const struct search_view *view, const struct facet_value *value, struct text_buffer *out)
{
    html_raw(out, "<li><a href=\"");
    search_view_address(out, view, view->question->text, &value->switched, 0);
    html_raw(out, "\"");
    if (value->active)
        html_raw(out, " aria-current=\"true\"");
    html_raw(out, "><span class=\"facet-name\">");
    html_text(out, value->name);
    if (value->active)
        html_raw(out, " <span class=\"facet-remove\">verwijder filter</span>");
    text_buffer_printf(out, "</span> <span class=\"facet-count\"><span class=\"unseen\">aantal: "
                            "</span>%u</span></a></li>\n",
                       value->count);
}

static void write_expired_facet(struct text_buffer *out, const struct search_view *view)
{
    bool active = view->question->filters.expired;
    struct bpv_filters switched = view->question->filters;
    switched.expired = !active;
    html_raw(out, "<h3>Geldigheid</h3>\n<ul>\n<li><a href=\"");
    search_view_address(out, view, view->question->text, &switched, 0);
    text_buffer_append_string(out, active ? "\" aria-current=\"true\">" : "\">");
    html_raw(out, "<span class=\"facet-name\">Ook verlopen passages");
    if (active)
        html_raw(out, " <span class=\"facet-remove\">verwijder filter</span>");
    html_raw(out, "</span></a></li>\n</ul>\n");
}

void search_view_facets(struct text_buffer *out, const struct search_view *view)
{
    html_raw(out, "<aside class=\"facets\" id=\"verfijnen\" aria-labelledby=\"verfijnen-kop\">\n"
                  "<h2 id=\"verfijnen-kop\">Kies een deel</h2>\n");
    for (size_t i = 0; i < FACET_GROUPS; i++) {
        if (!is_useful(view, &facet_groups[i]))
            continue;
        html_raw(out, "<h3>");
        html_text_string(out, facet_groups[i].title);
        html_raw(out, "</h3>\n<ul>\n");
        facet_groups[i].visit(view, write_facet, out);
        html_raw(out, "</ul>\n");
    }
    write_expired_facet(out, view);
    html_raw(out, "</aside>\n");
}

/* ---- Paging ---- */

void search_view_pages(struct text_buffer *out, const struct search_view *view)
{
    size_t offset = view->question->offset, limit = view->question->limit, total = view->answer->total;
    bool more = offset + limit < total || (!view->answer->total_exact && view->answer->hit_count == limit);
    bool previous = offset > 0, next = more && offset + limit <= BPV_ANSWERS_OFFSET_MAX;
    if (!previous && !next)
        return;
    html_raw(out, "<nav class=\"pages\" aria-label=\"Bladeren door antwoorden\">\n");
    if (previous) {
        html_raw(out, "<a rel=\"prev\" href=\"");
        search_view_address(out, view, view->question->text, &view->question->filters,
                            offset > limit ? offset - limit : 0);
        html_raw(out, "\">Vorige antwoorden</a>\n");
    }
    text_buffer_printf(out, "<span class=\"soft\">%zu tot en met %zu van %s%zu</span>\n", offset + 1,
                       offset + view->answer->hit_count, view->answer->total_exact ? "" : "minstens ", total);
    if (next) {
        html_raw(out, "<a rel=\"next\" href=\"");
        search_view_address(out, view, view->question->text, &view->question->filters, offset + limit);
        html_raw(out, "\">Volgende antwoorden</a>\n");
    }
    html_raw(out, "</nav>\n");
}
