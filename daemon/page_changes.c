#include "api.h"
#include "changes.h"
#include "coverage_reply.h"
#include "html_writer.h"
#include "page_frame.h"
#include "pages.h"

/* False when the passages cannot be read: reply has an error. */
static bool find_changes(const struct http_request *request, const struct serving *serving, struct http_reply *reply,
                         bpv_date *since, struct changes *changes)
{
    struct bpv_error error;
    if (!changes_reply_since(request, serving, reply, since))
        return false;
    if (changes_since(serving->base, *since, serving->today, changes, &error) == BPV_OK)
        return true;
    http_reply_error(reply, request, &error);
    return false;
}

/* ---- The page ---- */

static void write_form(struct text_buffer *out, const struct http_request *request, bpv_date since)
{
    char day[11];
    bpv_date_write(since, day);
    html_raw(out, "<form class=\"since\" action=\"");
    page_path(out, request, "/wijzigingen");
    html_raw(out, "\" method=\"get\">\n<label for=\"since\">Vanaf</label>\n<input type=\"date\" id=\"since\" "
                  "name=\"since\" value=\"");
    html_attribute_string(out, day);
    html_raw(out, "\" required>\n<button type=\"submit\">Toon</button>\n</form>\n");
}

static void write_change(struct text_buffer *out, const struct http_request *request, const struct change *change)
{
    html_raw(out, "<li><a href=\"");
    page_passage_path(out, request, change->id);
    html_raw(out, "\">");
    html_text(out, change->title);
    html_raw(out, "</a> <small>");
    html_text(out, change->file_title);
    text_buffer_printf(out, ", module %u; ", change->module);
    html_text_string(out, change->detail);
    html_raw(out, "</small></li>\n");
}

static void write_kind(struct text_buffer *out, const struct http_request *request, const struct changes *changes,
                       enum change_kind kind, const char *heading)
{
    uint32_t listed = 0;
    if (!changes->by_kind[kind])
        return;
    text_buffer_printf(out, "<section>\n<h2>%s: %u</h2>\n<ul class=\"findings\">\n", heading, changes->by_kind[kind]);
    for (size_t i = 0; i < changes->count && listed < HTTP_CHANGES_LISTED_MAX; i++)
        if (changes->items[i].kind == kind) {
            write_change(out, request, &changes->items[i]);
            listed++;
        }
    html_raw(out, "</ul>\n");
    if (listed < changes->by_kind[kind])
        text_buffer_printf(out, "<p>Dit zijn de eerste %u. Kies een latere datum voor de andere.</p>\n", listed);
    html_raw(out, "</section>\n");
}

void page_changes(const struct http_request *request, const struct serving *serving, struct http_reply *reply)
{
    static const struct {
        enum change_kind kind;
        const char *heading;
    } sections[] = {{CHANGE_STARTED, "Nieuw geldig"},
                    {CHANGE_EXPIRED, "Verlopen"},
                    {CHANGE_STARTING, "Gaat later gelden"},
                    {CHANGE_ENDING, "Verloopt later"},
                    {CHANGE_REVIEWED, "Nagekeken"}};
    struct text_buffer *out = &reply->body;
    struct changes changes;
    bpv_date since;
    if (!find_changes(request, serving, reply, &since, &changes))
        return;
    http_reply_html(reply);
    page_begin(out, request,
               &(struct page_head){.title = page_string("Wijzigingen"), .section = PAGE_SECTION_COVERAGE});
    html_raw(out, "<div class=\"wide page\">\n<h1>Wijzigingen</h1>\n<p class=\"lead\">Wat er veranderde vanaf ");
    page_date(out, since);
    html_raw(out, ", naar de datums die bij de passages staan. Volg het met de <a href=\"");
    page_path(out, request, "/wijzigingen.atom");
    html_raw(out, "\">Atom-feed</a>.</p>\n");
    write_form(out, request, since);
    for (size_t i = 0; i < sizeof sections / sizeof sections[0]; i++)
        write_kind(out, request, &changes, sections[i].kind, sections[i].heading);
    if (!changes.count)
        html_raw(out, "<p>Vanaf deze dag is niets veranderd.</p>\n");
    html_raw(out, "</div>\n");
    page_end(out, request, serving);
    changes_release(&changes);
}

/* ---- The feed (RFC 4287) ---- */

static void write_timestamp(struct text_buffer *out, bpv_date date)
{
    char day[11];
    bpv_date_write(date, day);
    text_buffer_printf(out, "<updated>%sT00:00:00Z</updated>\n", day);
}

static void write_address(struct text_buffer *out, const struct http_request *request, const char *path)
{
    page_origin(out, request);
    html_attribute_string(out, path);
}

/* A tag URI (RFC 4151): the same whatever name the service is asked by, so that a reader shows nothing twice. */
#define ATOM_ID "tag:bpv-wijzer,2026:wijzigingen"

static void write_passage_address(struct text_buffer *out, const struct http_request *request,
                                  const struct change *change)
{
    write_address(out, request, "/passage/");
    html_url_argument(out, change->id);
}

static void write_entry(struct text_buffer *out, const struct http_request *request, const struct change *change)
{
    char day[11];
    bpv_date_write(change->date, day);
    html_raw(out, "<entry>\n<id>" ATOM_ID "/");
    html_url_argument(out, change->id);
    text_buffer_printf(out, "/%s/%s</id>\n<title>", change_kind_key(change->kind), day);
    html_text(out, change->title);
    text_buffer_printf(out, " (%s)</title>\n<link rel=\"alternate\" type=\"text/html\" href=\"",
                       change_kind_name(change->kind));
    write_passage_address(out, request, change);
    html_raw(out, "\"/>\n");
    write_timestamp(out, change->date);
    html_raw(out, "<summary>");
    html_text(out, change->file_title);
    text_buffer_printf(out, ", module %u: ", change->module);
    html_text_string(out, change->detail);
    html_raw(out, "</summary>\n</entry>\n");
}

static bool has_happened(const struct change *change)
{
    return change->kind != CHANGE_ENDING && change->kind != CHANGE_STARTING;
}

static void write_feed(struct text_buffer *out, const struct http_request *request, const struct changes *changes,
                       bpv_date since)
{
    size_t first = 0, written = 0;
    while (first < changes->count && !has_happened(&changes->items[first]))
        first++;
    html_raw(out, "<?xml version=\"1.0\" encoding=\"utf-8\"?>\n<feed xmlns=\"http://www.w3.org/2005/Atom\" "
                  "xml:lang=\"nl\">\n<id>" ATOM_ID "</id>\n<title>BPV-wijzer: wijzigingen</title>\n"
                  "<author><name>BPV-wijzer</name></author>\n<link rel=\"self\" href=\"");
    write_address(out, request, "/wijzigingen.atom");
    html_raw(out, "\"/>\n<link rel=\"alternate\" type=\"text/html\" href=\"");
    write_address(out, request, "/wijzigingen");
    html_raw(out, "\"/>\n");
    write_timestamp(out, first < changes->count ? changes->items[first].date : since);
    for (size_t i = first; i < changes->count && written < BPV_CHANGES_FEED_MAX; i++)
        if (has_happened(&changes->items[i])) {
            write_entry(out, request, &changes->items[i]);
            written++;
        }
    html_raw(out, "</feed>\n");
}

void page_changes_feed(const struct http_request *request, const struct serving *serving, struct http_reply *reply)
{
    static const char *const allowed[] = {"since", NULL};
    struct changes changes;
    bpv_date since;
    if (!api_only_parameters(request, reply, allowed) || !find_changes(request, serving, reply, &since, &changes))
        return;
    reply->content_type = HTTP_TYPE_ATOM;
    reply->representation = "atom";
    write_feed(&reply->body, request, &changes, since);
    changes_release(&changes);
}
