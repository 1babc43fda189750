#include "page_frame.h"

#include <string.h>

#include "assets.h"
#include "html_writer.h"

struct bpv_text page_string(const char *string)
{
    return (struct bpv_text){string, strlen(string)};
}

static void asset_address(struct text_buffer *out, const struct http_request *request, const char *name)
{
    html_attribute(out, request->root);
    html_attribute_string(out, asset_path(name));
}

static void write_head(struct text_buffer *out, const struct http_request *request, const struct page_head *head)
{
    html_raw(out, "<!doctype html>\n<html lang=\"nl\" data-root=\"");
    html_attribute(out, request->root);
    html_raw(out, "\">\n<head>\n<meta charset=\"utf-8\">\n<title>");
    if (head->title.length) {
        html_text(out, head->title);
        html_raw(out, " | BPV-wijzer");
    } else {
        html_raw(out, "BPV-wijzer: antwoord op vragen over de BPV");
    }
    html_raw(out, "</title>\n<meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">\n"
                  "<meta name=\"color-scheme\" content=\"light dark\">\n");
    if (head->unlisted)
        html_raw(out, "<meta name=\"robots\" content=\"noindex\">\n");
    html_raw(out, "<link rel=\"stylesheet\" href=\"");
    asset_address(out, request, "style.css");
    html_raw(out, "\">\n<link rel=\"icon\" type=\"image/svg+xml\" href=\"");
    asset_address(out, request, "favicon.svg");
    html_raw(out, "\">\n<link rel=\"search\" type=\"application/opensearchdescription+xml\" title=\"BPV-wijzer\" "
                  "href=\"");
    page_path(out, request, "/opensearch.xml");
    html_raw(out, "\">\n<script src=\"");
    asset_address(out, request, "page.js");
    html_raw(out, "\" defer></script>\n</head>\n");
}

static void write_menu_item(struct text_buffer *out, const struct http_request *request, const char *path,
                            const char *name, bool current)
{
    html_raw(out, "<li><a href=\"");
    html_attribute(out, request->root);
    html_attribute_string(out, path);
    html_raw(out, "\"");
    if (current)
        html_raw(out, " aria-current=\"true\"");
    html_raw(out, ">");
    html_text_string(out, name);
    html_raw(out, "</a></li>\n");
}

static void write_menu(struct text_buffer *out, const struct http_request *request, enum page_section section)
{
    html_raw(out, "<nav class=\"menu\" aria-label=\"Hoofdmenu\">\n<ul>\n");
    write_menu_item(out, request, "/modules", "Modules", section == PAGE_SECTION_MODULES);
    write_menu_item(out, request, "/leergangen", "Leergangen", section == PAGE_SECTION_TRACKS);
    write_menu_item(out, request, "/begrippen", "Begrippen", section == PAGE_SECTION_GLOSSARY);
    write_menu_item(out, request, "/dekking", "Dekking", section == PAGE_SECTION_COVERAGE);
    write_menu_item(out, request, "/over", "Over", section == PAGE_SECTION_ABOUT);
    html_raw(out, "</ul>\n</nav>\n");
}

void page_search_form(struct text_buffer *out, const struct http_request *request, struct bpv_text question,
                      bool heading)
{
    html_raw(out, "<form class=\"ask\" role=\"search\" action=\"");
    page_path(out, request, "/zoek");
    html_raw(out, "\" method=\"get\">\n");
    if (heading)
        html_raw(out, "<h1><label for=\"q\">Wat wil je weten over de BPV?</label></h1>\n");
    else
        html_raw(out, "<label for=\"q\">Stel je vraag</label>\n");
    html_raw(out, "<div class=\"ask-row\">\n<div class=\"ask-field\"><input type=\"text\" id=\"q\" name=\"q\" "
                  "value=\"");
    html_attribute(out, question);
    /* No maxlength: a mail that is too long must give an error that says so, not lose its end without a word. */
    html_raw(out, "\" required autocomplete=\"off\" enterkeyhint=\"search\"");
    if (heading)
        html_raw(out, " aria-describedby=\"q-hint\"");
    html_raw(out, "></div>\n<button type=\"submit\">Zoek</button>\n</div>\n");
    if (heading)
        html_raw(out, "<p class=\"ask-hint\" id=\"q-hint\">Vraag het in je eigen woorden. Laat namen van studenten weg."
                      "<span class=\"slash-hint\" hidden> Met de toets <kbd>/</kbd> ga je naar dit veld.</span></p>\n");
    html_raw(out, "<p class=\"ask-privacy\" id=\"q-privacy\" role=\"status\"></p>\n"
                  "<p class=\"unseen\" id=\"q-status\" role=\"status\"></p>\n</form>\n");
}

void page_begin(struct text_buffer *out, const struct http_request *request, const struct page_head *head)
{
    write_head(out, request, head);
    html_raw(out, "<body>\n<a class=\"skip\" href=\"#inhoud\">Naar de inhoud</a>\n"
                  "<header class=\"top\">\n<div class=\"wide top-row\">\n<a class=\"brand\" href=\"");
    page_path(out, request, "/");
    html_raw(out, "\"><span>BPV-wijzer</span></a>\n");
    write_menu(out, request, head->section);
    html_raw(out, "</div>\n");
    if (!head->own_form) {
        html_raw(out, "<div class=\"wide\">\n");
        page_search_form(out, request, head->question, false);
        html_raw(out, "</div>\n");
    }
    html_raw(out, "</header>\n<main id=\"inhoud\" tabindex=\"-1\">\n");
}

void page_end(struct text_buffer *out, const struct http_request *request, const struct serving *serving)
{
    html_raw(out, "</main>\n<footer class=\"bottom\">\n<div class=\"wide\">\n");
    if (serving->corpus) {
        html_raw(out, "<p><a href=\"");
        page_path(out, request, "/auteur");
        html_raw(out, "\">Voor auteurs: fouten en voorbeelden</a></p>\n");
    }
    html_raw(out, "<p><strong>Elk antwoord is een letterlijke passage; er wordt niets gegenereerd.</strong></p>\n<p>");
    if (serving->base) {
        struct bpv_base_info info;
        bpv_base_describe(serving->base, &info);
        page_count(out, info.passage_count, "passage", "passages");
        html_raw(out, ", samengesteld op ");
        page_day(out, info.built);
        html_raw(out, ". ");
    }
    html_raw(out, "Lees <a href=\"");
    page_path(out, request, "/over#privacy");
    html_raw(out, "\">wat we bewaren</a> en <a href=\"");
    page_path(out, request, "/over#toegankelijkheid");
    html_raw(out, "\">hoe toegankelijk deze pagina’s zijn</a>.</p>\n</div>\n</footer>\n</body>\n</html>\n");
}

void page_passage_path(struct text_buffer *out, const struct http_request *request, struct bpv_text id)
{
    page_path(out, request, "/passage/");
    html_url_argument(out, id);
}

void page_origin(struct text_buffer *out, const struct http_request *request)
{
    html_attribute_string(out, request->secure ? "https://" : "http://");
    if (request->host.length)
        html_attribute(out, request->host);
    else
        html_attribute_string(out, "localhost");
    html_attribute(out, request->root);
}

void page_passage_address(struct text_buffer *out, const struct http_request *request, struct bpv_text id)
{
    if (request->host.length) {
        text_buffer_append_string(out, request->secure ? "https://" : "http://");
        text_buffer_append_text(out, request->host);
    }
    text_buffer_append_text(out, request->root);
    text_buffer_append_string(out, "/passage/");
    html_url_argument(out, id);
}

void page_node(struct text_buffer *out, unsigned number, bool small)
{
    text_buffer_printf(out, "<span class=\"node%s\" aria-hidden=\"true\">", small ? " node-small" : "");
    if (number) /* a text without taxonomy has no module: the junction stays empty */
        text_buffer_printf(out, "%u", number);
    html_raw(out, "</span>");
}

void page_date(struct text_buffer *out, bpv_date date)
{
    char day[BPV_DATE_LONG];
    bpv_date_write_long(date, day);
    text_buffer_append_string(out, day);
}

void page_day(struct text_buffer *out, struct bpv_text time)
{
    bpv_date date;
    if (bpv_date_parse((struct bpv_text){time.start, time.length < 10 ? time.length : 10}, &date))
        page_date(out, date);
    else
        html_text(out, time);
}

void page_minutes(struct text_buffer *out, unsigned minutes)
{
    unsigned hours = minutes / 60;
    minutes %= 60;
    if (hours)
        text_buffer_printf(out, "%u uur", hours);
    if (hours && minutes)
        text_buffer_append_string(out, " en ");
    if (minutes || !hours)
        text_buffer_printf(out, "%u %s", minutes, minutes == 1 ? "minuut" : "minuten");
}

void page_count(struct text_buffer *out, unsigned count, const char *one, const char *many)
{
    if (count)
        text_buffer_printf(out, "%u %s", count, count == 1 ? one : many);
    else
        text_buffer_printf(out, "geen %s", many);
}
