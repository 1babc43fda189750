#include "html_writer.h"
#include "page_frame.h"
#include "pages.h"

#define EXAMPLES_PER_USER 3u

/* Questions that the corpus answers; the browser tests ask them all. */
static const struct example_row {
    const char *user;
    const char *questions[EXAMPLES_PER_USER];
} example_rows[] = {
    {"Je begeleidt studenten",
     {"Mag mijn student van 17 tot elf uur ’s avonds werken?", "Wie tekent de praktijkovereenkomst?",
      "Wat doe ik als mijn student niet komt opdagen op stage?"}},
    {"Je coördineert de BPV",
     {"Hoeveel uur BPV moet een student doen?", "Wanneer is een leerbedrijf erkend?",
      "Mag een student met een beperking een aangepast examen doen?"}},
    {"Je schrijft een leergang",
     {"Uit welke modules bestaat de leergang BPV-begeleider?", "Welke thema’s horen bij module 5?",
      "Wat is het certificaat van een leergang?"}},
};

static void write_examples(struct text_buffer *out, const struct http_request *request)
{
    html_raw(out, "<h2 class=\"unseen\">Voorbeelden van vragen</h2>\n<div class=\"examples\">\n");
    for (size_t row = 0; row < sizeof example_rows / sizeof example_rows[0]; row++) {
        html_raw(out, "<section class=\"example-row\">\n<h3>");
        html_text_string(out, example_rows[row].user);
        html_raw(out, "</h3>\n<ul>\n");
        for (size_t i = 0; i < EXAMPLES_PER_USER; i++) {
            html_raw(out, "<li><a href=\"");
            page_path(out, request, "/zoek?q=");
            html_url_argument_string(out, example_rows[row].questions[i]);
            html_raw(out, "\">");
            html_text_string(out, example_rows[row].questions[i]);
            html_raw(out, "</a></li>\n");
        }
        html_raw(out, "</ul>\n</section>\n");
    }
    html_raw(out, "</div>\n");
}

static void write_modules(struct text_buffer *out, const struct http_request *request,
                          const struct bpv_taxonomy *taxonomy)
{
    html_raw(out, "<section class=\"wide block\">\n<h2>Of kijk per module</h2>\n<ul class=\"junctions\">\n");
    for (size_t i = 0; i < taxonomy->module_count; i++) {
        const struct bpv_module *module = &taxonomy->modules[i];
        html_raw(out, "<li>");
        page_node(out, module->number, false);
        html_raw(out, "<h3><a href=\"");
        page_path(out, request, "/modules/");
        text_buffer_printf(out, "%u\"><span class=\"unseen\">Module %u: </span>", module->number, module->number);
        html_text(out, module->name);
        html_raw(out, "</a></h3>\n<p>");
        html_text(out, module->description);
        html_raw(out, "</p></li>\n");
    }
    html_raw(out, "</ul>\n</section>\n");
}

void page_home(const struct http_request *request, const struct serving *serving, struct http_reply *reply)
{
    struct text_buffer *out = &reply->body;
    http_reply_html(reply);
    page_begin(out, request, &(struct page_head){.own_form = true});
    html_raw(out, "<div class=\"start\">\n<div class=\"wide\">\n");
    page_search_form(out, request, page_string(""), true);
    write_examples(out, request);
    html_raw(out, "</div>\n</div>\n");
    write_modules(out, request, bpv_base_taxonomy(serving->base));
    page_end(out, request, serving);
}
