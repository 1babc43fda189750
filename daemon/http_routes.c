#include "http_routes.h"

#include <string.h>

#include "api.h"
#include "pages.h"

#define API(path, handler) {HTTP_ALLOW_GET, path, handler, false, true}
#define DOCUMENT(path, handler) {HTTP_ALLOW_GET, path, handler, false, false}
#define PAGE(path, handler) {HTTP_ALLOW_GET, path, handler, true, true}
#define PAGE_ALWAYS(path, handler) {HTTP_ALLOW_GET, path, handler, true, false} /* explains itself without an index */

static const struct http_route routes[] = {
    {HTTP_ALLOW_GET | HTTP_ALLOW_POST, "/v1/answers", api_answers, false, true},
    API("/v1/passages/{id}", api_passage),
    API("/v1/passages/{id}/similar", api_similar),
    API("/v1/suggestions", api_suggestions),
    API("/v1/taxonomy", api_taxonomy),
    API("/v1/glossary", api_glossary),
    API("/v1/sources", api_sources),
    API("/v1/coverage", api_coverage),
    API("/v1/changes", api_changes),
    DOCUMENT("/livez", api_alive),
    DOCUMENT("/readyz", api_ready),
    DOCUMENT("/version", api_version),
    DOCUMENT("/metrics", api_metrics),
    DOCUMENT("/openapi.json", api_openapi),
    DOCUMENT("/opensearch.xml", api_opensearch),
    DOCUMENT("/llms.txt", api_llms),
    DOCUMENT("/robots.txt", api_robots),
    DOCUMENT("/assets/{id}", api_asset),
    PAGE("/", page_home),
    PAGE("/zoek", page_search),
    PAGE("/passage/{id}", page_passage),
    PAGE("/modules", page_modules),
    PAGE("/modules/{id}", page_module),
    PAGE("/leergangen", page_tracks),
    PAGE("/leergangen/{id}", page_track),
    PAGE("/themas/{id}", page_theme),
    PAGE("/begrippen", page_glossary),
    PAGE("/dekking", page_coverage),
    PAGE("/wijzigingen", page_changes),
    API("/wijzigingen.atom", page_changes_feed),
    PAGE_ALWAYS("/over", page_about),
    PAGE_ALWAYS("/auteur", page_author),
    PAGE("/auteur/passage/{id}", page_author_passage),
};

enum { ROUTES = sizeof routes / sizeof routes[0] };

const struct http_route *http_routes(size_t *count)
{
    *count = ROUTES;
    return routes;
}

const char *http_route_pattern(size_t index)
{
    return routes[index].pattern;
}

/* True if path is exactly the pattern, with one non-empty segment for {id}. */
static bool matches(const char *pattern, struct bpv_text path, struct bpv_text *id)
{
    *id = (struct bpv_text){"", 0};
    const char *hole = strstr(pattern, "{id}");
    if (!hole)
        return http_text_is(path, pattern);
    size_t before = (size_t)(hole - pattern), after = strlen(hole + 4);
    if (path.length <= before + after || memcmp(path.start, pattern, before) != 0 ||
        memcmp(path.start + path.length - after, hole + 4, after) != 0)
        return false;
    *id = (struct bpv_text){path.start + before, path.length - before - after};
    return memchr(id->start, '/', id->length) == NULL;
}

const struct http_route *http_route_find(struct bpv_text path, struct bpv_text *id)
{
    for (size_t i = 0; i < ROUTES; i++)
        if (matches(routes[i].pattern, path, id))
            return &routes[i];
    *id = (struct bpv_text){"", 0};
    return NULL;
}

const char *http_route_allow(const struct http_route *route)
{
    return route->methods & HTTP_ALLOW_POST ? "GET, HEAD, POST" : "GET, HEAD";
}
