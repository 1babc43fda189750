#include "html_writer.h"
#include "page_frame.h"
#include "pages.h"
#include "passage_choice.h"
#include "passage_list.h"
#include "passage_view.h"
#include "search_request.h"

static void write_module_link(struct text_buffer *out, const struct http_request *request,
                              const struct bpv_module *module)
{
    html_raw(out, "<a href=\"");
    page_path(out, request, "/modules/");
    text_buffer_printf(out, "%u\">Module %u ", module->number, module->number);
    html_text(out, module->name);
    html_raw(out, "</a>");
}

static void write_theme_link(struct text_buffer *out, const struct http_request *request, const struct bpv_theme *theme)
{
    html_raw(out, "<a href=\"");
    page_path(out, request, "/themas/");
    text_buffer_printf(out, "%u\">Thema %u ", theme->number, theme->number);
    html_text(out, theme->name);
    html_raw(out, "</a>");
}

static void write_themes_of(struct text_buffer *out, const struct http_request *request,
                            const struct bpv_taxonomy *taxonomy, unsigned module)
{
    bool comma = false;
    for (size_t i = 0; i < taxonomy->theme_count; i++) {
        if (!(taxonomy->themes[i].modules >> module & 1))
            continue;
        text_buffer_append_string(out, comma ? ", " : "");
        write_theme_link(out, request, &taxonomy->themes[i]);
        comma = true;
    }
}

static struct passage_choice choice_of_module(unsigned number)
{
    return (struct passage_choice){.modules = UINT32_C(1) << number};
}

static void write_module_item(struct text_buffer *out, const struct http_request *request,
                              const struct bpv_taxonomy *taxonomy, const struct bpv_module *module,
                              const struct passage_sums *sums)
{
    html_raw(out, "<li>");
    page_node(out, module->number, false);
    html_raw(out, "<h2><a href=\"");
    page_path(out, request, "/modules/");
    text_buffer_printf(out, "%u\"><span class=\"unseen\">Module %u: </span>", module->number, module->number);
    html_text(out, module->name);
    html_raw(out, "</a></h2>\n<p>");
    html_text(out, module->description);
    html_raw(out, "</p>\n<p>");
    passage_list_summary(out, sums);
    html_raw(out, "</p>\n<p>");
    write_themes_of(out, request, taxonomy, module->number);
    html_raw(out, "</p></li>\n");
}

void page_modules(const struct http_request *request, const struct serving *serving, struct http_reply *reply)
{
    const struct bpv_taxonomy *taxonomy = bpv_base_taxonomy(serving->base);
    struct text_buffer *out = &reply->body;
    struct passage_sums sums[BPV_MODULES_MAX + 1];
    passage_list_count_by_module(serving, (struct passage_choice){0}, sums);
    http_reply_html(reply);
    page_begin(out, request, &(struct page_head){.title = page_string("Modules"), .section = PAGE_SECTION_MODULES});
    html_raw(out, "<div class=\"wide page\">\n<h1>Modules</h1>\n"
                  "<p class=\"lead\">De kennisbank heeft dezelfde modules als de leergangen. "
                  "Elke module heeft een nummer; dat nummer zie je ook bij elk antwoord.</p>\n"
                  "<ul class=\"junctions module-list\">\n");
    for (size_t i = 0; i < taxonomy->module_count; i++)
        write_module_item(out, request, taxonomy, &taxonomy->modules[i], &sums[taxonomy->modules[i].number]);
    html_raw(out, "</ul>\n</div>\n");
    page_end(out, request, serving);
}

/* ---- One module ---- */

static void write_tracks_of(struct text_buffer *out, const struct http_request *request,
                            const struct bpv_taxonomy *taxonomy, unsigned module)
{
    bool comma = false;
    for (size_t i = 0; i < taxonomy->track_count; i++) {
        const struct bpv_track *track = &taxonomy->tracks[i];
        if (!(track->modules >> module & 1))
            continue;
        text_buffer_append_string(out, comma ? ", " : "");
        html_raw(out, "<a href=\"");
        page_path(out, request, "/leergangen/");
        text_buffer_printf(out, "%u\">Leergang ", track->number);
        html_text(out, track->name);
        html_raw(out, "</a>");
        comma = true;
    }
}

static void write_module_page(struct text_buffer *out, const struct http_request *request,
                              const struct serving *serving, const struct bpv_module *module,
                              struct passage_choice choice)
{
    const struct bpv_taxonomy *taxonomy = bpv_base_taxonomy(serving->base);
    struct passage_sums sums;
    passage_list_count(serving, choice, &sums);
    html_raw(out, "<div class=\"wide page\">\n<div class=\"page-title\">");
    page_node(out, module->number, false);
    text_buffer_printf(out, "<h1><span class=\"unseen\">Module %u: </span>", module->number);
    html_text(out, module->name);
    html_raw(out, "</h1></div>\n<p class=\"lead\">");
    html_text(out, module->description);
    html_raw(out, "</p>\n<dl class=\"facts\">\n<dt>Inhoud</dt>\n<dd>");
    passage_list_summary(out, &sums);
    html_raw(out, "</dd>\n<dt>Thema’s</dt>\n<dd>");
    write_themes_of(out, request, taxonomy, module->number);
    html_raw(out, "</dd>\n<dt>Leergangen</dt>\n<dd>");
    write_tracks_of(out, request, taxonomy, module->number);
    html_raw(out, "</dd>\n</dl>\n<section>\n<h2>Onderwerpen</h2>\n");
    passage_choice_describe(out, request, serving, &choice);
    passage_list_topics(out, request, serving, choice);
    html_raw(out, "</section>\n</div>\n");
}

void page_module(const struct http_request *request, const struct serving *serving, struct http_reply *reply)
{
    const struct bpv_module *module = NULL;
    unsigned number;
    if (search_number_parse(request->id, BPV_MODULES_MAX, &number))
        module = bpv_taxonomy_module(bpv_base_taxonomy(serving->base), number);
    if (!module) {
        http_reply_problem(reply, request, HTTP_PROBLEM_NOT_FOUND, "Deze module bestaat niet. Kijk bij de modules "
                                                                   "welke er zijn.");
        return;
    }
    struct passage_choice choice = choice_of_module(number);
    if (!passage_choice_read(request, serving, reply, &choice))
        return;
    http_reply_html(reply);
    page_begin(&reply->body, request, &(struct page_head){.title = module->name, .section = PAGE_SECTION_MODULES});
    write_module_page(&reply->body, request, serving, module, choice);
    page_end(&reply->body, request, serving);
}

/* ---- One theme ---- */

static void write_theme_page(struct text_buffer *out, const struct http_request *request, const struct serving *serving,
                             const struct bpv_theme *theme, struct passage_choice choice)
{
    const struct bpv_taxonomy *taxonomy = bpv_base_taxonomy(serving->base);
    struct passage_sums sums;
    bool comma = false;
    passage_list_count(serving, choice, &sums);
    text_buffer_printf(out, "<div class=\"wide page\">\n<h1>Thema %u: ", theme->number);
    html_text(out, theme->name);
    html_raw(out, "</h1>\n");
    if (theme->description.length) {
        html_raw(out, "<p>");
        html_text(out, theme->description);
        html_raw(out, "</p>\n");
    }
    html_raw(out, "<dl class=\"facts\">\n<dt>Inhoud</dt>\n<dd>");
    passage_list_summary(out, &sums);
    html_raw(out, "</dd>\n<dt>Studenten</dt>\n<dd>");
    html_text_string(out, passage_audience_label(theme->audience));
    html_raw(out, "</dd>\n<dt>Hoort bij</dt>\n<dd>");
    for (size_t i = 0; i < taxonomy->module_count; i++) {
        if (!(theme->modules >> taxonomy->modules[i].number & 1))
            continue;
        text_buffer_append_string(out, comma ? ", " : "");
        write_module_link(out, request, &taxonomy->modules[i]);
        comma = true;
    }
    html_raw(out, "</dd>\n</dl>\n<section>\n<h2>Onderwerpen</h2>\n");
    passage_choice_describe(out, request, serving, &choice);
    passage_list_topics(out, request, serving, choice);
    html_raw(out, "</section>\n</div>\n");
}

void page_theme(const struct http_request *request, const struct serving *serving, struct http_reply *reply)
{
    const struct bpv_theme *theme = NULL;
    unsigned number;
    if (search_number_parse(request->id, BPV_THEMES_MAX, &number))
        theme = bpv_taxonomy_theme(bpv_base_taxonomy(serving->base), number);
    if (!theme) {
        http_reply_problem(reply, request, HTTP_PROBLEM_NOT_FOUND,
                           "Dit thema bestaat niet. Bij elke module staat welke thema's erbij horen.");
        return;
    }
    struct passage_choice choice = {.themes = UINT32_C(1) << number};
    if (!passage_choice_read(request, serving, reply, &choice))
        return;
    http_reply_html(reply);
    page_begin(&reply->body, request, &(struct page_head){.title = theme->name, .section = PAGE_SECTION_MODULES});
    write_theme_page(&reply->body, request, serving, theme, choice);
    page_end(&reply->body, request, serving);
}
