#include <stdlib.h>
#include <string.h>

#include "author_view.h"
#include "html_writer.h"
#include "page_frame.h"
#include "pages.h"

struct view {
    struct text_buffer *out;
    const struct http_request *request;
    const struct serving *serving;
    const struct corpus_report *report;
};

/* ---- Problems ---- */

static struct bpv_text next_line(const struct text_buffer *text, size_t *at)
{
    const char *start = text->data + *at;
    const char *end = memchr(start, '\n', text->length - *at);
    size_t length = end ? (size_t)(end - start) : text->length - *at;
    *at += length + 1;
    return (struct bpv_text){start, length};
}

/* "corpus/a.md:12:1: reason": the place in code, the reason as text. */
static void write_line(struct text_buffer *out, struct bpv_text line, enum corpus_line kind)
{
    const char *colon = memmem(line.start, line.length, ": ", 2);
    size_t place = kind != CORPUS_LINE_REMARK && colon ? (size_t)(colon - line.start) : 0;
    html_raw(out, "<li>");
    if (place) {
        html_raw(out, "<code>");
        html_text(out, (struct bpv_text){line.start, place});
        html_raw(out, "</code>");
    }
    html_text(out, (struct bpv_text){line.start + place, line.length - place});
    html_raw(out, "</li>\n");
}

static void write_lines(const struct view *view, enum corpus_line kind)
{
    bool any = false;
    html_raw(view->out, "<ul class=\"findings\">\n");
    for (size_t at = 0; at < view->report->text.length;) {
        struct bpv_text line = next_line(&view->report->text, &at);
        if (line.length && corpus_line_kind(line) == kind) {
            write_line(view->out, line, kind);
            any = true;
        }
    }
    if (!any)
        html_raw(view->out, "<li>Geen.</li>\n");
    html_raw(view->out, "</ul>\n");
}

static void write_problems(const struct view *view)
{
    const struct corpus_report *report = view->report;
    struct text_buffer *out = view->out;
    html_raw(out, "<section id=\"fouten\">\n<h2>Fouten</h2>\n<p>Eerst het bestand, de regel en de plaats op die regel. "
                  "Daarna wat er mis is.</p>\n");
    write_lines(view, CORPUS_LINE_ERROR);
    if (report->state != CORPUS_GOOD)
        write_lines(view, CORPUS_LINE_REMARK);
    if (report->cut)
        html_raw(out, "<p>Er is meer dan hier past. Verbeter deze eerst, of gebruik bpv-index check.</p>\n");
    html_raw(out, "</section>\n<section id=\"waarschuwingen\">\n<h2>Waarschuwingen</h2>\n");
    if (report->warnings) {
        text_buffer_printf(out, "<details>\n<summary>Toon %u ", report->warnings);
        html_text_string(out, report->warnings == 1 ? "waarschuwing" : "waarschuwingen");
        html_raw(out, "</summary>\n");
        write_lines(view, CORPUS_LINE_WARNING);
        html_raw(out, "</details>\n");
    } else {
        html_raw(out, "<p>Er zijn geen waarschuwingen.</p>\n");
    }
    html_raw(out, "</section>\n");
}

/* ---- Passages ---- */

static void write_passage(const struct view *view, const struct bpv_passage *passage)
{
    struct text_buffer *out = view->out;
    html_raw(out, "<li><a href=\"");
    page_path(out, view->request, "/auteur/passage/");
    html_url_argument(out, passage->id);
    html_raw(out, "\">");
    html_text(out, passage->title);
    text_buffer_printf(out, "</a> <small>regel %u</small></li>\n", passage->line_first);
}

static bool same(struct bpv_text a, struct bpv_text b)
{
    return a.length == b.length && (a.length == 0 || memcmp(a.start, b.start, a.length) == 0);
}

static void begin_file(struct text_buffer *out, const struct bpv_passage *passage, bool first)
{
    if (!first)
        html_raw(out, "</ul>\n</details>\n");
    html_raw(out, "<details>\n<summary>");
    html_text(out, passage->file_title);
    html_raw(out, " <small>");
    html_text(out, passage->path);
    html_raw(out, "</small></summary>\n<ul class=\"findings\">\n");
}

static void write_passages(const struct view *view)
{
    struct bpv_passage *passage = xcalloc(1, sizeof *passage);
    struct bpv_base_info info;
    struct bpv_text path = {"", 0};
    unsigned listed = 0;
    bpv_base_describe(view->serving->base, &info);
    html_raw(view->out, "<section id=\"passages\">\n<h2>Passages bekijken</h2>\n<p>Kies een passage. Je ziet haar als "
                        "antwoord, met de vragen die haar vinden.</p>\n");
    for (uint32_t i = 0; i < info.passage_count && listed < HTTP_PASSAGES_LISTED_MAX; i++) {
        if (bpv_passage_get(view->serving->base, i, passage, NULL) != BPV_OK)
            continue;
        if (!listed || !same(path, passage->path))
            begin_file(view->out, passage, listed == 0);
        path = passage->path;
        write_passage(view, passage);
        listed++;
    }
    if (listed)
        html_raw(view->out, "</ul>\n</details>\n");
    if (info.passage_count > HTTP_PASSAGES_LISTED_MAX)
        text_buffer_printf(view->out, "<p>Dit zijn de eerste %u. Van een andere passage vul je zelf het kenmerk in: "
                                      "/auteur/passage/kenmerk.</p>\n",
                           HTTP_PASSAGES_LISTED_MAX);
    html_raw(view->out, "</section>\n");
    free(passage);
}

void page_author(const struct http_request *request, const struct serving *serving, struct http_reply *reply)
{
    struct corpus_report report;
    struct text_buffer *out = &reply->body;
    if (!author_view_begin(request, serving, reply))
        return;
    corpus_watch_read(serving->corpus, &report);
    const struct view view = {out, request, serving, &report};
    page_begin(out, request, &(struct page_head){.title = page_string("Voor auteurs"), .unlisted = true});
    html_raw(out,
             "<div class=\"wide page\">\n<h1>Voor auteurs</h1>\n<p class=\"lead\">Deze pagina’s volgen de map <code>");
    html_text_string(out, corpus_watch_folder(serving->corpus));
    html_raw(out,
             "</code>. Sla een bestand op en laad de pagina opnieuw: binnen een seconde zie je de nieuwe tekst, of wat "
                  "er mis is.</p>\n");
    author_view_banner(out, serving, &report);
    write_problems(&view);
    if (serving->base)
        write_passages(&view);
    html_raw(out, "</div>\n");
    page_end(out, request, serving);
    text_buffer_release(&report.text);
}
