#include "passage_view.h"

#include <string.h>

#include "html_writer.h"
#include "page_frame.h"
#include "plain_text.h"

#define QUOTE_ROWS_SHORT "6"
#define QUOTE_ROWS_LONG "12"

const char *passage_force_meaning(enum bpv_force force)
{
    switch (force) {
    case BPV_FORCE_WET:
        return "dit moet";
    case BPV_FORCE_AFSPRAAK:
        return "zo is het afgesproken";
    case BPV_FORCE_ADVIES:
        return "dit wordt aangeraden";
    default:
        return "ter informatie";
    }
}

const char *passage_audience_label(enum bpv_audience audience)
{
    return audience == BPV_AUDIENCE_EXTRA ? "Extra ondersteuning" : "Alle studenten";
}

static void write_force(struct text_buffer *out, enum bpv_force force)
{
    html_raw(out, "<span class=\"force force-");
    html_attribute_string(out, bpv_force_key(force));
    html_raw(out, "\"><b>");
    html_text_string(out, bpv_force_label(force));
    html_raw(out, "</b>: ");
    html_text_string(out, passage_force_meaning(force));
    html_raw(out, "</span>");
}

void passage_view_labels(struct text_buffer *out, const struct passage_view *view)
{
    const struct bpv_passage *passage = view->passage;
    const struct bpv_taxonomy *taxonomy = bpv_base_taxonomy(view->serving->base);
    const struct bpv_module *module = bpv_taxonomy_module(taxonomy, passage->module);
    html_raw(out, "<p class=\"labels\">\n");
    write_force(out, passage->force);
    if (view->expired)
        html_raw(out, "\n<span class=\"expired-label\">Verlopen</span>");
    if (passage->audience == BPV_AUDIENCE_EXTRA)
        html_raw(out, "\n<span>Extra ondersteuning</span>");
    if (module) {
        html_raw(out, "\n<span class=\"soft\">");
        text_buffer_printf(out, "Module %u ", module->number);
        html_text(out, module->name);
        html_raw(out, "</span>");
    }
    html_raw(out, "\n</p>\n");
}

void passage_view_expired(struct text_buffer *out, const struct passage_view *view)
{
    if (!view->expired)
        return;
    html_raw(out, "<p class=\"expired-banner\"><strong>Verlopen.</strong> Deze passage gold tot en met ");
    page_date(out, view->passage->valid_until);
    html_raw(out, ". Gebruik haar niet voor een vraag van vandaag.</p>\n");
}

/* The index does not know where the pages stand: a link to another passage is "#id" or "/passage/id" in it. */
void passage_view_html(struct text_buffer *out, const struct http_request *request, struct bpv_text html)
{
    static const char fragment[] = "href=\"#", path[] = "href=\"/passage/";
    size_t copied = 0;
    for (size_t i = 0; i < html.length; i++) {
        size_t left = html.length - i, found = 0;
        if (left >= sizeof fragment - 1 && memcmp(html.start + i, fragment, sizeof fragment - 1) == 0)
            found = sizeof fragment - 1;
        else if (left >= sizeof path - 1 && memcmp(html.start + i, path, sizeof path - 1) == 0)
            found = sizeof path - 1;
        if (!found)
            continue;
        text_buffer_append(out, html.start + copied, i - copied);
        html_raw(out, "href=\"");
        page_path(out, request, "/passage/");
        copied = i + found;
        i = copied - 1;
    }
    text_buffer_append(out, html.start + copied, html.length - copied);
}

static bool is_web_address(struct bpv_text url)
{
    return (url.length > 8 && memcmp(url.start, "https://", 8) == 0) ||
           (url.length > 7 && memcmp(url.start, "http://", 7) == 0);
}

/* Where in the source: the locators of every use of it, from the first on. */
static void write_locators(struct text_buffer *out, const struct bpv_passage *passage, size_t first)
{
    struct text_buffer locators = {0};
    for (size_t i = first; i < passage->source_count; i++) {
        const struct bpv_source_use *use = &passage->sources[i];
        if (use->source != passage->sources[first].source || use->locator.length == 0)
            continue;
        text_buffer_append_string(&locators, locators.length ? "; " : ": ");
        bpv_locator_write(use, &locators);
    }
    html_text(out, text_buffer_text(&locators));
    text_buffer_release(&locators);
}

void passage_view_source_name(struct text_buffer *out, const struct bpv_source *source)
{
    struct text_buffer name = {0};
    bool linked = is_web_address(source->url);
    bpv_source_write(&(struct bpv_source_use){source, {"", 0}}, true, &name);
    if (linked) {
        html_raw(out, "<a href=\"");
        html_attribute(out, source->url);
        html_raw(out, "\" rel=\"noopener noreferrer external\">");
    }
    html_text(out, text_buffer_text(&name));
    if (linked)
        html_raw(out, "</a>");
    text_buffer_release(&name);
}

static bool is_first_use(const struct bpv_passage *passage, size_t at)
{
    for (size_t i = 0; i < at; i++)
        if (passage->sources[i].source == passage->sources[at].source)
            return false;
    return true;
}

static void write_sources(struct text_buffer *out, const struct bpv_passage *passage)
{
    if (passage->source_count == 0) {
        html_raw(out, "geen bron genoemd");
        return;
    }
    html_raw(out, "<ul>\n");
    for (size_t i = 0; i < passage->source_count; i++) {
        if (!is_first_use(passage, i))
            continue;
        html_raw(out, "<li>");
        passage_view_source_name(out, passage->sources[i].source);
        write_locators(out, passage, i);
        if (passage->sources[i].source->note.length) {
            html_raw(out, " <span class=\"source-note\">");
            html_text(out, passage->sources[i].source->note);
            html_raw(out, "</span>");
        }
        html_raw(out, "</li>\n");
    }
    html_raw(out, "</ul>");
}

/* "vanaf 1 augustus 2015", "tot en met 31 december 2020", "begindatum niet bekend" */
static void write_validity(struct text_buffer *out, const struct bpv_passage *passage)
{
    if (passage->valid_from) {
        html_raw(out, "vanaf ");
        page_date(out, passage->valid_from);
    }
    if (passage->valid_until) {
        if (passage->valid_from)
            html_raw(out, " ");
        html_raw(out, "tot en met ");
        page_date(out, passage->valid_until);
    }
    if (!passage->valid_from)
        text_buffer_append_string(out, passage->valid_until ? " (begindatum niet bekend)" : "begindatum niet bekend");
}

static void write_reviewed(struct text_buffer *out, const struct bpv_passage *passage)
{
    if (passage->reviewed)
        page_date(out, passage->reviewed);
    else
        html_raw(out, "niet bekend");
}

/* "BPV-begeleider, BPV-coördinator; Tijdens de BPV", or "niet bekend" for a text without taxonomy */
static void write_readers(struct text_buffer *out, const struct bpv_taxonomy *taxonomy,
                          const struct bpv_passage *passage)
{
    bool comma = false;
    for (unsigned i = 0; i < taxonomy->role_count; i++)
        if (passage->roles >> i & 1) {
            text_buffer_append_string(out, comma ? ", " : "");
            html_text(out, taxonomy->roles[i].name);
            comma = true;
        }
    if (passage->phase < taxonomy->phase_count) {
        text_buffer_append_string(out, comma ? "; " : "");
        html_text(out, taxonomy->phases[passage->phase].name);
        comma = true;
    }
    if (!comma)
        html_raw(out, "niet bekend");
}

static void write_permanent_link(struct text_buffer *out, const struct passage_view *view)
{
    struct bpv_text id = view->passage->id;
    struct text_buffer address = {0};
    page_passage_address(&address, view->request, id);
    html_raw(out, "<a href=\"");
    page_passage_path(out, view->request, id);
    html_raw(out, "\" data-permanent=\"");
    page_passage_path(out, view->request, id);
    html_raw(out, "\">");
    html_text(out, text_buffer_text(&address));
    html_raw(out, "</a>");
    text_buffer_release(&address);
}

static void write_module(struct text_buffer *out, const struct passage_view *view, const struct bpv_module *module)
{
    html_raw(out, "<dt>Module</dt>\n<dd><a href=\"");
    page_path(out, view->request, "/modules/");
    text_buffer_printf(out, "%u\">%u ", module->number, module->number);
    html_text(out, module->name);
    html_raw(out, "</a></dd>\n");
}

void passage_view_reference(struct text_buffer *out, const struct passage_view *view)
{
    const struct bpv_passage *passage = view->passage;
    const struct bpv_taxonomy *taxonomy = bpv_base_taxonomy(view->serving->base);
    const struct bpv_module *module = bpv_taxonomy_module(taxonomy, passage->module);
    html_raw(out, "<dl>\n");
    if (module)
        write_module(out, view, module);
    html_raw(out, "<dt>Onderwerp</dt>\n<dd>");
    html_text(out, passage->file_title);
    html_raw(out, "</dd>\n<dt>Passage</dt>\n<dd>");
    html_text(out, passage->title);
    html_raw(out, "</dd>\n<dt>Bron</dt>\n<dd>");
    write_sources(out, passage);
    html_raw(out, "</dd>\n<dt>Geldig</dt>\n<dd>");
    write_validity(out, passage);
    html_raw(out, "</dd>\n<dt>Nagekeken</dt>\n<dd>");
    write_reviewed(out, passage);
    html_raw(out, "</dd>\n<dt>Voor</dt>\n<dd>");
    write_readers(out, taxonomy, passage);
    if (passage->proposed)
        html_raw(out,
                 "</dd>\n<dt>Let op</dt>\n<dd>Module en thema zijn door het programma gekozen. Niemand keek ze na.");
    html_raw(out, "</dd>\n<dt>Kenmerk</dt>\n<dd>");
    html_text(out, passage->id);
    html_raw(out, "</dd>\n<dt>Vaste link</dt>\n<dd>");
    write_permanent_link(out, view);
    html_raw(out, "</dd>\n</dl>\n");
}

/* The last lines of a quote: reference, validity, address. Plain text. */
static void quote_end(struct text_buffer *quote, const struct passage_view *view)
{
    text_buffer_append_string(quote, "\n\nBron: ");
    bpv_reference_write(view->serving->base, view->passage, quote);
    text_buffer_append_string(quote, "\nGeldig: ");
    write_validity(quote, view->passage);
    text_buffer_append_string(quote, ". Nagekeken: ");
    write_reviewed(quote, view->passage);
    text_buffer_append_string(quote, view->expired ? ". VERLOPEN.\n" : ".\n");
    page_passage_address(quote, view->request, view->passage->id);
}

static void quote_begin(struct text_buffer *quote, const struct passage_view *view)
{
    text_buffer_append_string(quote, "Vraag: ");
    text_buffer_append_text(quote, view->question.length ? view->question : view->passage->title);
    text_buffer_append_string(quote, "\n\n");
}

static void write_quote(struct text_buffer *out, const struct passage_view *view, const char *kind, const char *label,
                        const char *rows, const struct text_buffer *quote)
{
    struct text_buffer address = {0};
    page_passage_address(&address, view->request, view->passage->id);
    text_buffer_printf(out, "<label class=\"quote-label\" for=\"%s-%u\">%s</label>\n", kind, view->passage->number,
                       label);
    text_buffer_printf(out, "<textarea id=\"%s-%u\" rows=\"%s\" readonly", kind, view->passage->number, rows);
    html_raw(out, " data-permanent=\"");
    page_passage_path(out, view->request, view->passage->id);
    html_raw(out, "\" data-link=\"");
    html_attribute(out, text_buffer_text(&address));
    html_raw(out, "\">");
    html_text(out, text_buffer_text(quote));
    html_raw(out, "</textarea>\n");
    text_buffer_release(&address);
}

static void write_buttons(struct text_buffer *out, const struct passage_view *view)
{
    unsigned number = view->passage->number;
    html_raw(out, "<div class=\"actions\">\n");
    text_buffer_printf(out,
                       "<button type=\"button\" class=\"first\" data-copy=\"kort-%u\" hidden>Kopieer met "
                       "verwijzing</button>\n"
                       "<button type=\"button\" data-copy=\"lang-%u\" hidden>Kopieer hele passage</button>\n",
                       number, number);
    html_raw(out, "<button type=\"button\" data-print hidden>Druk af</button>\n"
                  "<span class=\"copied\" role=\"status\"></span>\n</div>\n");
}

void passage_view_actions(struct text_buffer *out, const struct passage_view *view)
{
    struct text_buffer brief = {0}, whole = {0};
    struct bpv_text answer = view->brief.length ? view->brief : view->passage->text;

    quote_begin(&brief, view);
    plain_text_write(&brief, answer);
    quote_end(&brief, view);
    quote_begin(&whole, view);
    plain_text_write(&whole, view->passage->text);
    quote_end(&whole, view);

    write_buttons(out, view);
    html_raw(out, "<details class=\"quote\">\n<summary>Verwijzing als tekst</summary>\n");
    write_quote(out, view, "kort", "Kort antwoord met verwijzing", QUOTE_ROWS_SHORT, &brief);
    write_quote(out, view, "lang", "Hele passage met verwijzing", QUOTE_ROWS_LONG, &whole);
    html_raw(out, "</details>\n");
    text_buffer_release(&brief);
    text_buffer_release(&whole);
}

void passage_view_print_head(struct text_buffer *out, const struct passage_view *view)
{
    struct text_buffer address = {0};
    page_passage_address(&address, view->request, view->passage->id);
    html_raw(out, "<div class=\"print-only\">\n<p class=\"print-head\"><b>BPV-wijzer</b> <span data-permanent=\"");
    page_passage_path(out, view->request, view->passage->id);
    html_raw(out, "\">");
    html_text(out, text_buffer_text(&address));
    html_raw(out, "</span> <span>");
    page_date(out, view->serving->today);
    html_raw(out, "</span></p>\n</div>\n");
    text_buffer_release(&address);
}

void passage_view_line(struct text_buffer *out, const struct http_request *request, const struct bpv_passage *passage,
                       bool expired)
{
    html_raw(out, "<li><a href=\"");
    page_passage_path(out, request, passage->id);
    html_raw(out, "\">");
    html_text(out, passage->title);
    html_raw(out, "</a> <small>");
    html_text_string(out, bpv_force_label(passage->force));
    text_buffer_append_string(out, passage->importance == BPV_IMPORTANCE_NEED ? ", need to know" : ", nice to know");
    if (passage->audience == BPV_AUDIENCE_EXTRA)
        html_raw(out, ", extra ondersteuning");
    if (expired)
        html_raw(out, " <span class=\"expired-label\">Verlopen</span>");
    html_raw(out, "</small></li>\n");
}
