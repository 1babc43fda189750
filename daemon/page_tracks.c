#include <string.h>

#include "html_writer.h"
#include "page_frame.h"
#include "pages.h"
#include "passage_list.h"
#include "search_request.h"

struct study_load {
    unsigned minimum, maximum;           /* hours, all components */
    unsigned alone_minimum, alone_maximum; /* of which preparing alone: what reading must fit in */
};

static bool is_alone(const struct bpv_component *component)
{
    static const char together[] = "lesdag";
    return component->kind.length != sizeof together - 1 ||
           memcmp(component->kind.start, together, sizeof together - 1) != 0;
}

static struct study_load load_of(const struct bpv_track *track)
{
    struct study_load load = {0};
    for (size_t i = 0; i < track->component_count; i++) {
        const struct bpv_component *component = &track->components[i];
        load.minimum += component->sbu_min;
        load.maximum += component->sbu_max;
        if (is_alone(component)) {
            load.alone_minimum += component->sbu_min;
            load.alone_maximum += component->sbu_max;
        }
    }
    return load;
}

static void write_hours(struct text_buffer *out, unsigned minimum, unsigned maximum)
{
    if (minimum == maximum)
        text_buffer_printf(out, "%u", minimum);
    else
        text_buffer_printf(out, "%u tot %u", minimum, maximum);
}

/* The modules in the order of the track: a route along junctions. */
static void write_route(struct text_buffer *out, const struct http_request *request,
                        const struct bpv_taxonomy *taxonomy, const struct bpv_track *track)
{
    html_raw(out, "<ol class=\"route\" aria-label=\"Modules in volgorde\">\n");
    for (size_t i = 0; i < track->module_count; i++) {
        const struct bpv_module *module = bpv_taxonomy_module(taxonomy, track->module_order[i]);
        if (!module)
            continue;
        html_raw(out, "<li>");
        page_node(out, module->number, false);
        html_raw(out, "<a href=\"");
        page_path(out, request, "/modules/");
        text_buffer_printf(out, "%u\"><span class=\"unseen\">Module %u: </span>", module->number, module->number);
        html_text(out, module->name);
        html_raw(out, "</a></li>\n");
    }
    html_raw(out, "</ol>\n");
}

static void write_track_item(struct text_buffer *out, const struct http_request *request,
                             const struct bpv_taxonomy *taxonomy, const struct bpv_track *track)
{
    struct study_load load = load_of(track);
    html_raw(out, "<li>\n<h2><a href=\"");
    page_path(out, request, "/leergangen/");
    text_buffer_printf(out, "%u\">Leergang ", track->number);
    html_text(out, track->name);
    html_raw(out, "</a></h2>\n<p class=\"soft\">");
    write_hours(out, load.minimum, load.maximum);
    html_raw(out, " studie-uren (SBU). Certificaat: ");
    html_text(out, track->certificate);
    html_raw(out, ".</p>\n");
    write_route(out, request, taxonomy, track);
    html_raw(out, "</li>\n");
}

void page_tracks(const struct http_request *request, const struct serving *serving, struct http_reply *reply)
{
    const struct bpv_taxonomy *taxonomy = bpv_base_taxonomy(serving->base);
    struct text_buffer *out = &reply->body;
    http_reply_html(reply);
    page_begin(out, request, &(struct page_head){.title = page_string("Leergangen"), .section = PAGE_SECTION_TRACKS});
    html_raw(out, "<div class=\"wide page\">\n<h1>Leergangen</h1>\n"
                  "<p class=\"lead\">Een leergang is een route langs modules, voor één rol.</p>\n<ul "
                  "class=\"tracks\">\n");
    for (size_t i = 0; i < taxonomy->track_count; i++)
        write_track_item(out, request, taxonomy, &taxonomy->tracks[i]);
    html_raw(out, "</ul>\n</div>\n");
    page_end(out, request, serving);
}

/* ---- One leergang ---- */

/* "14 passages, 40 minuten lezen" */
static void write_share(struct text_buffer *out, const char *name, unsigned passages, unsigned words)
{
    html_raw(out, "<div><dt>");
    html_text_string(out, name);
    html_raw(out, "</dt><dd>");
    page_count(out, passages, "passage", "passages");
    html_raw(out, " <small>");
    page_minutes(out, passage_reading_minutes(words));
    html_raw(out, " lezen</small></dd></div>\n");
}

static void write_load(struct text_buffer *out, const char *name, unsigned minimum, unsigned maximum, const char *note)
{
    html_raw(out, "<div><dt>");
    html_text_string(out, name);
    html_raw(out, "</dt><dd>");
    write_hours(out, minimum, maximum);
    html_raw(out, " uur <small>");
    html_text_string(out, note);
    html_raw(out, "</small></dd></div>\n");
}

static void write_sums(struct text_buffer *out, const struct bpv_track *track, const struct passage_sums *sums)
{
    struct study_load load = load_of(track);
    html_raw(out, "<dl class=\"sums\">\n");
    write_load(out, "Studielast (SBU)", load.minimum, load.maximum, "alle onderdelen samen");
    write_load(out, "Zelf voorbereiden", load.alone_minimum, load.alone_maximum, "hier valt het lezen onder");
    write_share(out, "Need to know", sums->need, sums->need_words);
    write_share(out, "Nice to know", sums->nice, sums->nice_words);
    html_raw(out, "</dl>\n");
}

/* Reading time against the hours of the component, in words and as a bar. */
static void write_reading(struct text_buffer *out, const struct bpv_component *component,
                          const struct passage_sums *sums)
{
    unsigned budget = component->sbu_min * 60;
    unsigned need = passage_reading_minutes(sums->need_words);
    unsigned all = passage_reading_minutes(sums->need_words + sums->nice_words);
    if (!is_alone(component) || budget == 0) {
        html_raw(out, "niet van toepassing, dit is samen leren");
        return;
    }
    page_minutes(out, need);
    html_raw(out, " need to know, ");
    page_minutes(out, all);
    html_raw(out, " alles. ");
    if (all <= budget)
        text_buffer_printf(out, "Past: alles is %u%% van %u uur.", (all * 100 + budget / 2) / budget,
                           component->sbu_min);
    else if (need <= budget)
        text_buffer_printf(out, "Need to know past in %u uur, alles niet.", component->sbu_min);
    else
        text_buffer_printf(out, "Past niet: need to know duurt langer dan %u uur.", component->sbu_min);
    text_buffer_printf(out, "<meter min=\"0\" max=\"%u\" value=\"%u\" aria-label=\"Leestijd van alles in "
                            "minuten\">%u van %u minuten</meter>",
                       budget, all < budget ? all : budget, all, budget);
}

static void write_component(struct text_buffer *out, const struct http_request *request,
                            const struct bpv_taxonomy *taxonomy, const struct bpv_component *component,
                            const struct passage_sums by_module[BPV_MODULES_MAX + 1])
{
    struct passage_sums sums = {0};
    html_raw(out, "<tr>\n<th scope=\"row\">");
    html_text(out, component->name);
    html_raw(out, "</th>\n<td data-label=\"Vorm\" class=\"kind\">");
    html_text(out, component->kind);
    html_raw(out, "</td>\n<td data-label=\"SBU\" class=\"number\">");
    write_hours(out, component->sbu_min, component->sbu_max);
    html_raw(out, "</td>\n<td data-label=\"Inhoud\">");
    html_text(out, component->subject);
    html_raw(out, "<br><span class=\"soft\">Module ");
    bool comma = false;
    for (size_t i = 0; i < taxonomy->module_count; i++) {
        unsigned number = taxonomy->modules[i].number;
        if (!(component->modules >> number & 1))
            continue;
        passage_sums_add(&sums, &by_module[number]);
        text_buffer_append_string(out, comma ? ", <a href=\"" : "<a href=\"");
        page_path(out, request, "/modules/");
        text_buffer_printf(out, "%u\">%u</a>", number, number);
        comma = true;
    }
    html_raw(out, "</span></td>\n<td data-label=\"Leestijd\">");
    write_reading(out, component, &sums);
    html_raw(out, "</td>\n</tr>\n");
}

static void write_components(struct text_buffer *out, const struct http_request *request,
                             const struct bpv_taxonomy *taxonomy, const struct bpv_track *track,
                             const struct passage_sums by_module[BPV_MODULES_MAX + 1])
{
    html_raw(out, "<section>\n<h2>Onderdelen</h2>\n<table class=\"table stack\">\n<caption>Leestijd geldt voor de "
                  "passages van deze "
                  "leergang in de modules van het onderdeel, bij 180 woorden per minuut.</caption>\n"
                  "<thead>\n<tr><th scope=\"col\">Onderdeel</th><th scope=\"col\">Vorm</th><th scope=\"col\">SBU</th>"
                  "<th scope=\"col\">Inhoud</th><th scope=\"col\">Leestijd</th></tr>\n</thead>\n<tbody>\n");
    for (size_t i = 0; i < track->component_count; i++)
        write_component(out, request, taxonomy, &track->components[i], by_module);
    html_raw(out, "</tbody>\n</table>\n</section>\n");
}

static void write_modules(struct text_buffer *out, const struct http_request *request,
                          const struct bpv_taxonomy *taxonomy, const struct bpv_track *track,
                          const struct passage_sums by_module[BPV_MODULES_MAX + 1])
{
    html_raw(out, "<section>\n<h2>Wat je leest per module</h2>\n<table class=\"table stack\">\n"
                  "<caption>Passages van deze leergang die nu geldig zijn.</caption>\n<thead>\n<tr><th "
                  "scope=\"col\">Module</th>"
                  "<th scope=\"col\">Need to know</th><th scope=\"col\">Nice to know</th><th "
                  "scope=\"col\">Leestijd</th></tr>\n"
                  "</thead>\n<tbody>\n");
    for (size_t i = 0; i < track->module_count; i++) {
        const struct bpv_module *module = bpv_taxonomy_module(taxonomy, track->module_order[i]);
        if (!module)
            continue;
        const struct passage_sums *sums = &by_module[module->number];
        html_raw(out, "<tr>\n<th scope=\"row\"><a href=\"");
        page_path(out, request, "/modules/");
        text_buffer_printf(out, "%u\">%u ", module->number, module->number);
        html_text(out, module->name);
        text_buffer_printf(out, "</a></th>\n<td data-label=\"Need to know\" class=\"number\">%u</td>\n"
                                "<td data-label=\"Nice to know\" class=\"number\">%u</td>\n<td "
                                "data-label=\"Leestijd\">",
                           sums->need, sums->nice);
        page_minutes(out, passage_reading_minutes(sums->need_words + sums->nice_words));
        html_raw(out, "</td>\n</tr>\n");
    }
    html_raw(out, "</tbody>\n</table>\n</section>\n");
}

static void write_track_page(struct text_buffer *out, const struct http_request *request, const struct serving *serving,
                             const struct bpv_track *track)
{
    const struct bpv_taxonomy *taxonomy = bpv_base_taxonomy(serving->base);
    struct passage_sums by_module[BPV_MODULES_MAX + 1], total = {0};
    passage_list_count_by_module(serving, (struct passage_choice){.tracks = UINT32_C(1) << track->number}, by_module);
    for (size_t i = 0; i <= BPV_MODULES_MAX; i++)
        passage_sums_add(&total, &by_module[i]);
    html_raw(out, "<div class=\"wide page\">\n<h1>Leergang ");
    html_text(out, track->name);
    html_raw(out, "</h1>\n<p class=\"lead\">Certificaat: ");
    html_text(out, track->certificate);
    html_raw(out, ".</p>\n");
    write_route(out, request, taxonomy, track);
    write_sums(out, track, &total);
    write_components(out, request, taxonomy, track, by_module);
    write_modules(out, request, taxonomy, track, by_module);
    html_raw(out, "</div>\n");
}

void page_track(const struct http_request *request, const struct serving *serving, struct http_reply *reply)
{
    const struct bpv_taxonomy *taxonomy = bpv_base_taxonomy(serving->base);
    unsigned number = 0;
    bool is_number = search_number_parse(request->id, BPV_TRACKS_MAX, &number);
    for (size_t i = 0; is_number && i < taxonomy->track_count; i++) {
        const struct bpv_track *track = &taxonomy->tracks[i];
        if (track->number != number)
            continue;
        http_reply_html(reply);
        page_begin(&reply->body, request, &(struct page_head){.title = track->name, .section = PAGE_SECTION_TRACKS});
        write_track_page(&reply->body, request, serving, track);
        page_end(&reply->body, request, serving);
        return;
    }
    http_reply_problem(reply, request, HTTP_PROBLEM_NOT_FOUND,
                       "Deze leergang bestaat niet. Kijk bij de leergangen welke er zijn.");
}
