#include "api.h"

#include "assets.h"
#include "page_frame.h"
#include "text_buffer.h"

static const char *const no_parameters[] = {NULL};

static void reply_asset(struct http_reply *reply, const struct asset *asset)
{
    reply->content_type = asset_content_type(asset);
    reply->representation = asset->hashed_name;
    reply->generation_bound = false;
    reply->constant = (struct bpv_text){(const char *)asset->bytes, asset->length};
    reply->constant_gzip = (struct bpv_text){(const char *)asset->gzip, asset->gzip_length};
}

void api_asset(const struct http_request *request, const struct serving *serving, struct http_reply *reply)
{
    (void)serving;
    const struct asset *asset = asset_find_hashed(request->id);
    if (!asset) {
        http_reply_problem(reply, request, HTTP_PROBLEM_NOT_FOUND,
                           "Dit bestand bestaat niet (meer). Laad de pagina opnieuw.");
        return;
    }
    reply_asset(reply, asset);
    reply->cache = HTTP_CACHE_IMMUTABLE;
}

void api_openapi(const struct http_request *request, const struct serving *serving, struct http_reply *reply)
{
    (void)serving;
    if (api_only_parameters(request, reply, no_parameters))
        reply_asset(reply, asset_find("openapi.json"));
}

/* A small document about the service itself: it changes with the program, not with the index. */
static struct text_buffer *begin_document(struct http_reply *reply, const char *content_type,
                                          const char *representation)
{
    reply->content_type = content_type;
    reply->representation = representation;
    reply->generation_bound = false;
    return &reply->body;
}

void api_opensearch(const struct http_request *request, const struct serving *serving, struct http_reply *reply)
{
    (void)serving;
    if (!api_only_parameters(request, reply, no_parameters))
        return;
    struct text_buffer *out =
        begin_document(reply, "application/opensearchdescription+xml; charset=utf-8", "opensearch");
    reply->representation = NULL; /* depends on the Host header */
    text_buffer_append_string(out, "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n"
                                   "<OpenSearchDescription xmlns=\"http://a9.com/-/spec/opensearch/1.1/\">\n"
                                   "  <ShortName>BPV-wijzer</ShortName>\n"
                                   "  <Description>Vragen over de beroepspraktijkvorming in het mbo</Description>\n"
                                   "  <Language>nl</Language>\n"
                                   "  <InputEncoding>UTF-8</InputEncoding>\n"
                                   "  <Url type=\"text/html\" template=\"");
    page_origin(out, request);
    text_buffer_append_string(
        out, "/zoek?q={searchTerms}\"/>\n  <Url type=\"application/json\" rel=\"results\" template=\"");
    page_origin(out, request);
    text_buffer_append_string(out, "/v1/answers?q={searchTerms}\"/>\n</OpenSearchDescription>\n");
}

void api_llms(const struct http_request *request, const struct serving *serving, struct http_reply *reply)
{
    static const struct {
        const char *title, *path, *about;
    } links[] = {
        {"Vraag stellen", "/v1/answers?q=",
         "JSON met letterlijke passages, bron, geldigheid en verwijzing; answered=false als er geen antwoord is"},
        {"Een passage", "/v1/passages/{id}", "een passage met een permanent kenmerk"},
        {"Begrippen", "/v1/glossary", "begrippen en afkortingen"},
        {"Indeling", "/v1/taxonomy", "thema's, modules en leergangen"},
        {"Bronnen", "/v1/sources", "alle bronnen, met de datum van controle"},
        {"Dekking", "/v1/coverage", "wat de kennisbank dekt, en wat dun is, ontbreekt of nagekeken moet worden"},
        {"Beschrijving van de API", "/openapi.json", "OpenAPI 3.1"},
    };
    (void)serving;
    if (!api_only_parameters(request, reply, no_parameters))
        return;
    struct text_buffer *out = begin_document(reply, HTTP_TYPE_TEXT, "llms");
    text_buffer_append_string(
        out, "# BPV-wijzer\n\n"
             "> Kennisbank over de beroepspraktijkvorming (BPV) in het mbo. Elk antwoord is een letterlijke passage "
             "met een\n"
             "> verwijzing. Er wordt niets gegenereerd. Neem de passage en de verwijzing samen over.\n\n"
             "Let op `force` (wet, afspraak, advies, achtergrond), `valid_from`, `valid_until` en `expired`.\n"
             "Is `answered` false, zeg dan dat de kennisbank geen antwoord heeft.\n\n"
             "## API\n\n");
    for (size_t i = 0; i < sizeof links / sizeof links[0]; i++)
        text_buffer_printf(out, "- [%s](%.*s%s): %s\n", links[i].title, (int)request->root.length, request->root.start,
                           links[i].path, links[i].about);
    text_buffer_printf(out, "\n## Pagina's\n\n- [Modules](%.*s/modules): alle passages per module\n"
                            "- [Leergangen](%.*s/leergangen): de drie leergangen en hun onderdelen\n"
                            "- [Dekking](%.*s/dekking): per thema, module en leergang, voor auteurs\n",
                       (int)request->root.length, request->root.start, (int)request->root.length, request->root.start,
                       (int)request->root.length, request->root.start);
}

void api_robots(const struct http_request *request, const struct serving *serving, struct http_reply *reply)
{
    static const char *const closed[] = {"/v1/", "/zoek", "/metrics", "/readyz", "/livez", "/version"};
    (void)serving;
    if (!api_only_parameters(request, reply, no_parameters))
        return;
    struct text_buffer *out = begin_document(reply, HTTP_TYPE_TEXT, "robots");
    text_buffer_append_string(out, "User-agent: *\n");
    for (size_t i = 0; i < sizeof closed / sizeof closed[0]; i++)
        text_buffer_printf(out, "Disallow: %.*s%s\n", (int)request->root.length, request->root.start, closed[i]);
}
