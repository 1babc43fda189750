#include <stdlib.h>
#include <string.h>

#include "html_writer.h"
#include "page_frame.h"
#include "pages.h"
#include "passage_view.h"
#include "plain_text.h"

#define SIMILAR_SHOWN 5u
#define BRIEF_MAX 420u /* a first block longer than this is no short answer */

static void write_crumbs(struct text_buffer *out, const struct http_request *request, const struct bpv_module *module,
                         const struct bpv_passage *passage)
{
    html_raw(out, "<nav class=\"crumbs\" aria-label=\"Kruimelpad\">\n<ol>\n<li><a href=\"");
    page_path(out, request, "/modules");
    html_raw(out, "\">Modules</a></li>\n");
    if (module) {
        html_raw(out, "<li><a href=\"");
        page_path(out, request, "/modules/");
        text_buffer_printf(out, "%u\">%u ", module->number, module->number);
        html_text(out, module->name);
        html_raw(out, "</a></li>\n");
    }
    html_raw(out, "<li>");
    html_text(out, passage->file_title);
    html_raw(out, "</li>\n</ol>\n</nav>\n");
}

static void write_similar(struct text_buffer *out, const struct http_request *request, const struct serving *serving,
                          const struct bpv_passage *passage)
{
    struct bpv_answer similar;
    if (bpv_similar(serving->searcher, passage->number, SIMILAR_SHOWN, &similar, NULL) != BPV_OK)
        return;
    if (similar.hit_count) {
        html_raw(out, "<section class=\"further topic\">\n<h2>Passages die hierop lijken</h2>\n<ul>\n");
        for (size_t i = 0; i < similar.hit_count; i++)
            passage_view_line(out, request, &similar.hits[i].passage, similar.hits[i].expired);
        html_raw(out, "</ul>\n</section>\n");
    }
    bpv_answer_release(&similar);
}

static void write_article(struct text_buffer *out, const struct passage_view *view)
{
    const struct bpv_passage *passage = view->passage;
    html_raw(out, "<article class=\"answer best alone\">\n");
    page_node(out, passage->module, false);
    passage_view_labels(out, view);
    html_raw(out, "<h1 class=\"answer-title\">");
    html_text(out, passage->title);
    html_raw(out, "</h1>\n");
    passage_view_expired(out, view);
    if (view->brief.length)
        html_raw(out, "<div class=\"passage brief-first\">\n");
    else
        html_raw(out, "<div class=\"passage\">\n");
    passage_view_html(out, view->request, passage->html);
    html_raw(out, "\n</div>\n<section class=\"reference\" aria-labelledby=\"bron\">\n"
                  "<h2 class=\"reference-title\" id=\"bron\">Bron en verwijzing</h2>\n");
    passage_view_reference(out, view);
    passage_view_actions(out, view);
    html_raw(out, "</section>\n</article>\n");
}

static void write_page(struct text_buffer *out, const struct http_request *request, const struct serving *serving,
                       const struct bpv_passage *passage)
{
    const struct bpv_module *module = bpv_taxonomy_module(bpv_base_taxonomy(serving->base), passage->module);
    struct passage_view view = {
        .request = request,
        .serving = serving,
        .passage = passage,
        .question = {"", 0},
        .brief = plain_text_first_block(passage->text),
        .expired = bpv_passage_expired(passage, serving->today),
    };
    if (view.brief.length > BRIEF_MAX)
        view.brief.length = 0;
    page_begin(out, request, &(struct page_head){.title = passage->title, .section = PAGE_SECTION_MODULES});
    html_raw(out, "<div class=\"wide page\">\n");
    passage_view_print_head(out, &view);
    write_crumbs(out, request, module, passage);
    write_article(out, &view);
    write_similar(out, request, serving, passage);
    html_raw(out, "</div>\n");
    page_end(out, request, serving);
}

static bool is_id_of(const struct bpv_passage *passage, struct bpv_text id)
{
    return id.length == passage->id.length && memcmp(id.start, passage->id.start, id.length) == 0;
}

/* An old id (an alias) leads to the permanent one. */
static void redirect(const struct http_request *request, struct http_reply *reply, struct bpv_text id)
{
    struct text_buffer path = {0};
    text_buffer_append_string(&path, "/passage/");
    html_url_argument(&path, id);
    http_reply_redirect(reply, request, text_buffer_text(&path), false);
    text_buffer_release(&path);
}

void page_passage(const struct http_request *request, const struct serving *serving, struct http_reply *reply)
{
    struct bpv_passage *passage = xcalloc(1, sizeof *passage);
    struct bpv_error error;
    enum bpv_status status = bpv_passage_find(serving->base, request->id, passage, &error);
    if (status == BPV_NOT_FOUND || status == BPV_INVALID) {
        http_reply_problem(reply, request, HTTP_PROBLEM_NO_PASSAGE,
                           "Er is geen passage met dit kenmerk. Misschien is zij verwijderd. Zoek op het onderwerp.");
    } else if (status != BPV_OK) {
        http_reply_error(reply, request, &error);
    } else if (!is_id_of(passage, request->id)) {
        redirect(request, reply, passage->id);
    } else {
        http_reply_html(reply);
        write_page(&reply->body, request, serving, passage);
    }
    free(passage);
}
