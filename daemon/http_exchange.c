#include "http_exchange.h"

#include <stddef.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>
#include <time.h>

#include "http_response.h"
#include "http_routes.h"
#include "log_line.h"
#include "pages.h"
#include "text_buffer.h"

#define DISCARD_MAX (1024u * 1024u) /* of a chunked body that is too large; then the connection is cut */

/* The headers that matter, each as it came first; NULL when it did not. They live as long as the request. */
struct header_values {
    const char *host, *accept, *accept_encoding, *if_none_match, *forwarded_proto, *request_id;
    const char *content_length, *content_type, *content_encoding, *transfer_encoding;
    unsigned hosts, lengths, codings;
};

struct exchange {
    const struct http_route *route; /* NULL while unknown */
    char *target;
    struct text_buffer body;
    size_t discarded;
    struct header_values headers;
    struct cached_body *sending; /* what the reply borrows from */
    unsigned status;
    size_t sent_bytes;
    enum http_outcome outcome;
    struct timespec begin; /* of handling: the request is complete */
    bool headers_seen, counted, ambiguous;
    char generation[BPV_INDEXES_MAX * 17 + 1];
    struct http_problem problem; /* found while reading the request */
    struct http_request request;
};

/* A connection keeps its exchange for the next request. The large parts at the end are not cleared for each. */
void *http_exchange_begin(void *context, const char *target, struct MHD_Connection *connection)
{
    (void)context;
    struct exchange *exchange = http_connections_take(connection);
    if (!exchange)
        exchange = xrealloc(NULL, sizeof *exchange);
    memset(exchange, 0, offsetof(struct exchange, generation));
    exchange->generation[0] = '\0';
    exchange->problem.kind = HTTP_PROBLEM_NONE;
    http_request_init(&exchange->request);
    size_t length = strnlen(target, HTTP_TARGET_MAX + 1);
    exchange->target = xrealloc(NULL, length + 1);
    memcpy(exchange->target, target, length);
    exchange->target[length] = '\0';
    text_buffer_init(&exchange->body, HTTP_BODY_MAX);
    return exchange;
}

/* One pass over all headers, which are up to a dozen. */
static enum MHD_Result note_header(void *context, enum MHD_ValueKind kind, const char *name, const char *value)
{
    struct header_values *headers = context;
    const struct {
        const char *name;
        const char **value;
        unsigned *count;
    } wanted[] = {
        {"Host", &headers->host, &headers->hosts},
        {"Accept", &headers->accept, NULL},
        {"Accept-Encoding", &headers->accept_encoding, NULL},
        {"If-None-Match", &headers->if_none_match, NULL},
        {"X-Forwarded-Proto", &headers->forwarded_proto, NULL},
        {"X-Request-Id", &headers->request_id, NULL},
        {"Content-Length", &headers->content_length, &headers->lengths},
        {"Content-Type", &headers->content_type, NULL},
        {"Content-Encoding", &headers->content_encoding, NULL},
        {"Transfer-Encoding", &headers->transfer_encoding, &headers->codings},
    };
    (void)kind;
    for (size_t i = 0; i < sizeof wanted / sizeof wanted[0]; i++) {
        if ((wanted[i].name[0] | 32) != (name[0] | 32) || strcasecmp(wanted[i].name, name) != 0)
            continue;
        if (!*wanted[i].value)
            *wanted[i].value = value ? value : "";
        if (wanted[i].count)
            ++*wanted[i].count;
    }
    return MHD_YES;
}

static struct bpv_text text_of(const char *string)
{
    return (struct bpv_text){string ? string : "", string ? strlen(string) : 0};
}

/* The proxy's id when it is harmless, else one of our own. */
static void set_request_id(struct http_request *request, struct http_site *site, const char *given)
{
    size_t length = given ? strspn(given, "0123456789abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ._-") : 0;
    if (length && length <= HTTP_REQUEST_ID_MAX && given[length] == '\0') {
        memcpy(request->id_text, given, length + 1);
        return;
    }
    uint64_t number = atomic_fetch_add_explicit(&site->next_request, 1, memory_order_relaxed);
    for (size_t i = 16; i-- > 0; number >>= 4)
        request->id_text[i] = "0123456789abcdef"[number & 15];
    request->id_text[16] = '\0';
}

static void read_method(struct http_request *request, const char *method)
{
    request->head_only = strcmp(method, "HEAD") == 0;
    request->method = request->head_only || strcmp(method, "GET") == 0 ? HTTP_GET
                      : strcmp(method, "POST") == 0                    ? HTTP_POST
                                                                       : HTTP_OTHER_METHOD;
}

static void read_headers(struct http_request *request, const struct header_values *headers)
{
    request->accept_gzip = http_accepts_gzip(headers->accept_encoding);
    request->if_none_match = text_of(headers->if_none_match);
    request->wants_html = headers->accept && strstr(headers->accept, "text/html") != NULL;
    request->secure = headers->forwarded_proto && strcasecmp(headers->forwarded_proto, "https") == 0;
    if (request->host.length == 0)
        request->host = text_of(headers->host);
}

static void check_host(struct exchange *exchange, const struct http_site *site)
{
    struct http_request *request = &exchange->request;
    if (exchange->problem.kind != HTTP_PROBLEM_NONE || request->host.length == 0 ||
        http_host_allowed(request->host, site->settings.hosts, site->settings.host_count))
        return;
    http_problem_set(&exchange->problem, HTTP_PROBLEM_HOST,
                     "Deze dienst luistert niet naar deze naam. Gebruik het adres dat de beheerder heeft gegeven.");
}

/* Two lengths or names mean one thing to a proxy and another to us: such a request is refused, and nothing behind it on
 * the connection is read. */
static void check_ambiguity(struct exchange *exchange)
{
    const struct header_values *headers = &exchange->headers;
    exchange->ambiguous = headers->hosts > 1 || headers->lengths + headers->codings > 1;
    if (exchange->ambiguous)
        http_problem_set(&exchange->problem, HTTP_PROBLEM_AMBIGUOUS,
                         "De koppen Host, Content-Length en Transfer-Encoding spreken elkaar tegen. Stuur één naam en "
                         "één lengte.");
}

static bool body_comes(const struct header_values *headers)
{
    const char *length = headers->content_length;
    return headers->transfer_encoding || (length && strspn(length, "0") != strlen(length));
}

static bool is_type(const char *content_type, const char *wanted)
{
    size_t length = strlen(wanted);
    return strncasecmp(content_type, wanted, length) == 0 &&
           (content_type[length] == '\0' || strchr("; \t", content_type[length]) != NULL);
}

/* What kind of body is coming. Sets a problem when it is not welcome; a body that may not be read must be refused at
 * once. */
static void check_body(struct exchange *exchange)
{
    struct http_request *request = &exchange->request;
    const char *length = exchange->headers.content_length;
    bool welcome = exchange->route && (exchange->route->methods & HTTP_ALLOW_POST) && request->method == HTTP_POST;
    if (!welcome && !body_comes(&exchange->headers))
        return;
    if (!welcome) {
        if (exchange->problem.kind == HTTP_PROBLEM_NONE && request->method == HTTP_GET)
            http_problem_set(&exchange->problem, HTTP_PROBLEM_BODY_TOO_LARGE,
                             "Bij GET en HEAD hoort geen inhoud. Stuur de vraag in het adres of met POST.");
        return;
    }
    if (exchange->problem.kind != HTTP_PROBLEM_NONE)
        return;
    const char *type = exchange->headers.content_type;
    request->body_kind = !type                                                 ? HTTP_BODY_NONE
                         : is_type(type, "application/json")                    ? HTTP_BODY_JSON
                         : is_type(type, "application/x-www-form-urlencoded") ? HTTP_BODY_FORM
                                                                                : HTTP_BODY_NONE;
    if (request->body_kind == HTTP_BODY_NONE || exchange->headers.content_encoding)
        http_problem_set(&exchange->problem, HTTP_PROBLEM_MEDIA_TYPE,
                         "Stuur application/json of application/x-www-form-urlencoded, niet ingepakt.");
    else if (length && (strlen(length) > 9 || strtoul(length, NULL, 10) > HTTP_BODY_MAX))
        http_problem_set(&exchange->problem, HTTP_PROBLEM_BODY_TOO_LARGE,
                         "De inhoud is groter dan %u bytes. Maak de vraag korter.", HTTP_BODY_MAX);
}

/* A decoded path that ends with a slash too many, and can stand in a Location header as it is. */
static bool ends_with_slash(struct bpv_text path)
{
    for (size_t i = 0; i < path.length; i++)
        if (!strchr("/abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789-._~", path.start[i]))
            return false;
    return path.length > 1 && path.start[path.length - 1] == '/';
}

/* An address that no route has: a redirect for a page with a slash too many, else 404. */
static void reply_unknown_path(const struct http_request *request, struct http_reply *reply)
{
    struct bpv_text shorter = request->path, id;
    if (request->path.length == 0) {
        http_reply_redirect(reply, request, text_of("/"), true);
        return;
    }
    if (ends_with_slash(shorter)) {
        shorter.length--;
        const struct http_route *route = http_route_find(shorter, &id);
        if (route && route->page && request->method == HTTP_GET) {
            http_reply_redirect(reply, request, shorter, true);
            return;
        }
        if (route) {
            http_reply_problem(reply, request, HTTP_PROBLEM_NOT_FOUND,
                               "Dit adres bestaat niet. Laat de schuine streep aan het eind weg.");
            return;
        }
    }
    http_reply_problem(reply, request, HTTP_PROBLEM_NOT_FOUND,
                       "Dit adres bestaat niet. Controleer het adres of begin op de beginpagina.");
}

static bool method_allowed(const struct http_route *route, enum http_method method)
{
    return (method == HTTP_GET && (route->methods & HTTP_ALLOW_GET)) ||
           (method == HTTP_POST && (route->methods & HTTP_ALLOW_POST));
}

/* Fills the reply: a problem, a redirect, or what the handler makes of it. */
static void make_reply(struct exchange *exchange, const struct serving *serving, struct http_reply *reply)
{
    const struct http_request *request = &exchange->request;
    const struct http_route *route = exchange->route;
    if (exchange->problem.kind != HTTP_PROBLEM_NONE) {
        http_reply_problem_from(reply, request, &exchange->problem);
    } else if (!route) {
        reply_unknown_path(request, reply);
    } else if (!method_allowed(route, request->method)) {
        http_reply_problem(reply, request, HTTP_PROBLEM_METHOD, "Deze methode mag hier niet. Gebruik %s.",
                           http_route_allow(route));
        http_reply_header(reply, "Allow", http_route_allow(route));
    } else if (route->needs_index && !serving->base) {
        http_reply_problem(reply, request, HTTP_PROBLEM_NO_INDEX,
                           "De kennisbank is nu niet beschikbaar. Probeer het over een minuut opnieuw.");
    } else {
        route->handler(request, serving, reply);
    }
    if (reply->body.overflow)
        http_reply_problem(reply, request, HTTP_PROBLEM_INTERNAL, "Het antwoord werd te groot. Vraag minder tegelijk.");
    if (reply->status == 503)
        http_reply_header(reply, "Retry-After", "5");
    if (request->method == HTTP_POST) {
        reply->cache = HTTP_CACHE_NO_STORE;
        reply->representation = NULL;
    }
    if (!route)
        reply->vary_accept = true;
    if (reply->problem.kind != HTTP_PROBLEM_NONE && (route ? route->page : request->wants_html))
        page_problem(request, serving, reply);
}

/* True for a question that a corpus could answer: no filter stands in the way. */
static bool is_unfiltered(const struct http_request *request)
{
    static const char *const filters[] = {"module", "theme", "role", "phase", "audience", "force", "on"};
    struct bpv_text value;
    for (size_t i = 0; i < sizeof filters / sizeof filters[0]; i++)
        if (http_request_parameter(request, filters[i], &value) && value.length)
            return false;
    return true;
}

/* Counts a gap. Not for POST, which is private, and not when a page is only looked at again. */
static void note_gap(const struct http_request *request, const struct http_reply *reply,
                     const struct serving *serving)
{
    struct bpv_text question;
    if (serving->gaps && reply->outcome == HTTP_OUTCOME_UNANSWERED && !reply->partial && request->method == HTTP_GET &&
        !request->head_only && !request->if_none_match.length && is_unfiltered(request) &&
        http_request_parameter(request, "q", &question))
        gap_counter_note(serving->gaps, serving->base, question, serving->today);
}

/* bpv_date_today, asked once a second. */
static bpv_date today(void)
{
    static _Thread_local struct {
        time_t second;
        bpv_date date;
    } last;
    time_t now = time(NULL);
    if (now != last.second || !last.date) {
        last.second = now;
        last.date = bpv_date_today();
    }
    return last.date;
}

static enum MHD_Result answer(struct exchange *exchange, const struct http_site *site,
                              struct MHD_Connection *connection)
{
    struct generation_lease lease;
    struct http_reply reply;
    http_reply_init(&reply);
    clock_gettime(CLOCK_MONOTONIC, &exchange->begin);
    generation_lease_take(site->settings.keeper, &lease);
    struct serving serving = {.base = lease.base, .searcher = lease.searcher, .generation = lease.name,
                              .today = today(), .started = site->settings.started, .loaded = lease.loaded,
                              .cache = site->settings.cache, .metrics = site->settings.metrics,
                              .keeper = site->settings.keeper, .coverage = site->settings.coverage,
                              .corpus = site->settings.corpus, .gaps = site->settings.gaps};
    make_reply(exchange, &serving, &reply);
    note_gap(&exchange->request, &reply, &serving);
    if (exchange->ambiguous || atomic_load_explicit(&site->stopping, memory_order_relaxed))
        http_reply_header(&reply, "Connection", "close");
    struct http_response_context context = {lease.name, serving.today};
    enum MHD_Result result =
        http_response_queue(connection, &exchange->request, &context, &reply, &exchange->sending,
                            &exchange->sent_bytes);
    size_t length =
        lease.name.length < sizeof exchange->generation ? lease.name.length : sizeof exchange->generation - 1;
    memcpy(exchange->generation, lease.name.start, length);
    exchange->generation[length] = '\0';
    exchange->status = reply.status;
    exchange->outcome = reply.outcome;
    generation_lease_return(site->settings.keeper, &lease);
    http_reply_release(&reply);
    return result;
}

/* First call for a request: the headers are there, a body is not. */
static enum MHD_Result handle_headers(struct exchange *exchange, struct http_site *site,
                                      struct MHD_Connection *connection, const char *method)
{
    struct http_request *request = &exchange->request;
    exchange->headers_seen = exchange->counted = true;
    metrics_begin(site->settings.metrics);
    MHD_get_connection_values(connection, MHD_HEADER_KIND, note_header, &exchange->headers);
    set_request_id(request, site, exchange->headers.request_id);
    read_method(request, method);
    http_request_parse_target(request, exchange->target, site->settings.root, &exchange->problem);
    read_headers(request, &exchange->headers);
    check_ambiguity(exchange);
    check_host(exchange, site);
    exchange->route = http_route_find(request->path, &request->id);
    check_body(exchange);
    /* Queueing now closes the connection after the reply, which is what an unwanted body asks for; otherwise wait for
     * the next call. */
    bool unwanted = exchange->problem.kind != HTTP_PROBLEM_NONE || request->body_kind == HTTP_BODY_NONE;
    if (exchange->ambiguous || (unwanted && body_comes(&exchange->headers)))
        return answer(exchange, site, connection);
    return MHD_YES;
}

/* The body is complete: decode it. */
static void take_body(struct exchange *exchange)
{
    struct http_request *request = &exchange->request;
    if (exchange->problem.kind != HTTP_PROBLEM_NONE || request->body_kind == HTTP_BODY_NONE)
        return;
    if (exchange->body.overflow) {
        http_problem_set(&exchange->problem, HTTP_PROBLEM_BODY_TOO_LARGE,
                         "De inhoud is groter dan %u bytes. Maak de vraag korter.", HTTP_BODY_MAX);
        return;
    }
    request->body = text_buffer_text(&exchange->body);
    if (request->body_kind == HTTP_BODY_FORM)
        http_request_parse_form(request, request->body.start, request->body.length, &exchange->problem);
}

enum MHD_Result http_exchange_handle(void *context, struct MHD_Connection *connection, const char *url,
                                     const char *method, const char *version, const char *upload_data,
                                     size_t *upload_data_size, void **exchange_pointer)
{
    (void)url; /* the raw target is decoded by http_request, strictly */
    (void)version;
    struct http_site *site = context;
    struct exchange *exchange = *exchange_pointer;
    if (!exchange->headers_seen)
        return handle_headers(exchange, site, connection, method);
    if (*upload_data_size > 0) {
        text_buffer_append(&exchange->body, upload_data, *upload_data_size);
        exchange->discarded += *upload_data_size;
        *upload_data_size = 0;
        return exchange->discarded > DISCARD_MAX ? MHD_NO : MHD_YES;
    }
    take_body(exchange);
    return answer(exchange, site, connection);
}

static uint64_t microseconds_since(const struct timespec *begin)
{
    struct timespec end;
    clock_gettime(CLOCK_MONOTONIC, &end);
    int64_t passed = (int64_t)(end.tv_sec - begin->tv_sec) * 1000000 + (end.tv_nsec - begin->tv_nsec) / 1000;
    return passed > 0 ? (uint64_t)passed : 0;
}

static void log_request(const struct exchange *exchange, uint64_t microseconds, bool complete)
{
    static const char *const names[] = {[HTTP_GET] = "GET", [HTTP_POST] = "POST", [HTTP_OTHER_METHOD] = "other"};
    const struct http_request *request = &exchange->request;
    struct log_line line;
    log_begin(&line, LOG_LEVEL_INFO, "request");
    log_string(&line, "method", request->head_only ? "HEAD" : names[request->method]);
    log_string(&line, "route", exchange->route ? exchange->route->pattern : "none");
    log_number(&line, "status", exchange->status);
    log_number(&line, "bytes", complete ? (long long)exchange->sent_bytes : 0);
    log_number(&line, "us", (long long)microseconds);
    log_string(&line, "generation", exchange->generation);
    log_string(&line, "request", request->id_text);
    if (!complete)
        log_string(&line, "ended", "by-client");
    log_end_soon(&line);
}

void http_exchange_end(void *context, struct MHD_Connection *connection, void **exchange_pointer,
                       enum MHD_RequestTerminationCode code)
{
    const struct http_site *site = context;
    struct exchange *exchange = *exchange_pointer;
    if (!exchange)
        return;
    if (exchange->status) {
        size_t count;
        const struct http_route *routes = http_routes(&count);
        uint64_t microseconds = microseconds_since(&exchange->begin);
        metrics_count(site->settings.metrics, exchange->route ? (size_t)(exchange->route - routes) : count,
                      &exchange->request, exchange->status, microseconds, exchange->outcome);
        log_request(exchange, microseconds, code == MHD_REQUEST_TERMINATED_COMPLETED_OK);
    }
    if (exchange->counted)
        metrics_end(site->settings.metrics);
    http_connections_renew(connection);
    cached_body_release(exchange->sending);
    http_request_release(&exchange->request);
    text_buffer_release(&exchange->body);
    free(exchange->target);
    http_connections_keep(connection, exchange);
    *exchange_pointer = NULL;
}
