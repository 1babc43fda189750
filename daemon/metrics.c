#include "metrics.h"

#include <stdatomic.h>
#include <stdlib.h>

#include "answer_cache.h"
#include "generation.h"

enum { METHODS = 4 }; /* GET, HEAD, POST, other */
static const char *const method_names[METHODS] = {"GET", "HEAD", "POST", "other"};

static const unsigned statuses[] = {200, 304, 308, 400, 404, 405, 413, 414, 415, 421, 500, 503, 0};
enum { STATUSES = sizeof statuses / sizeof statuses[0] }; /* the last counts every other status */

/* Microseconds; an answer takes well under a millisecond, the rest shows trouble. */
static const uint64_t bounds[] = {100,   250,   500,    1000,   2500,    5000,   10000,
                                  25000, 50000, 100000, 250000, 1000000, 5000000};
enum { BOUNDS = sizeof bounds / sizeof bounds[0] };

struct route_counters {
    atomic_uint_fast64_t requests[METHODS][STATUSES];
    atomic_uint_fast64_t buckets[BOUNDS + 1]; /* not cumulative */
    atomic_uint_fast64_t microseconds;
};

struct metrics {
    const char *(*label_of)(size_t route);
    size_t count;
    atomic_uint_fast64_t in_flight, answered, unanswered;
    struct route_counters routes[]; /* count + 1 */
};

struct metrics *metrics_create(size_t count, const char *(*label_of)(size_t route))
{
    struct metrics *metrics = xcalloc(1, sizeof *metrics + (count + 1) * sizeof metrics->routes[0]);
    metrics->label_of = label_of;
    metrics->count = count;
    return metrics;
}

void metrics_free(struct metrics *metrics)
{
    free(metrics);
}

static void add(atomic_uint_fast64_t *counter, uint64_t value)
{
    atomic_fetch_add_explicit(counter, value, memory_order_relaxed);
}

static unsigned long long get(const atomic_uint_fast64_t *counter)
{
    return atomic_load_explicit(counter, memory_order_relaxed);
}

void metrics_begin(struct metrics *metrics)
{
    atomic_fetch_add_explicit(&metrics->in_flight, 1, memory_order_acq_rel);
}

void metrics_end(struct metrics *metrics)
{
    atomic_fetch_sub_explicit(&metrics->in_flight, 1, memory_order_acq_rel);
}

uint64_t metrics_in_flight(const struct metrics *metrics)
{
    return atomic_load_explicit(&metrics->in_flight, memory_order_acquire);
}

void metrics_count(struct metrics *metrics, size_t route, const struct http_request *request, unsigned status,
                   uint64_t microseconds, enum http_outcome outcome)
{
    struct route_counters *counters = &metrics->routes[route < metrics->count ? route : metrics->count];
    size_t method = request->method == HTTP_GET ? (request->head_only ? 1 : 0) : request->method == HTTP_POST ? 2 : 3;
    size_t status_index = 0;
    while (status_index + 1 < STATUSES && statuses[status_index] != status)
        status_index++;
    size_t bound = 0;
    while (bound < BOUNDS && microseconds > bounds[bound])
        bound++;
    add(&counters->requests[method][status_index], 1);
    add(&counters->buckets[bound], 1);
    add(&counters->microseconds, microseconds);
    if (outcome == HTTP_OUTCOME_ANSWERED)
        add(&metrics->answered, 1);
    else if (outcome == HTTP_OUTCOME_UNANSWERED)
        add(&metrics->unanswered, 1);
}

static void heading(struct text_buffer *out, const char *name, const char *type, const char *help)
{
    text_buffer_printf(out, "# HELP %s %s\n# TYPE %s %s\n", name, help, name, type);
}

static const char *label(const struct metrics *metrics, size_t route)
{
    return route < metrics->count ? metrics->label_of(route) : "none";
}

static void write_requests(const struct metrics *metrics, struct text_buffer *out)
{
    heading(out, "bpv_http_requests_total", "counter", "Requests by route pattern, method and status.");
    for (size_t route = 0; route <= metrics->count; route++)
        for (size_t method = 0; method < METHODS; method++)
            for (size_t status = 0; status < STATUSES; status++) {
                unsigned long long value = get(&metrics->routes[route].requests[method][status]);
                if (!value)
                    continue;
                text_buffer_printf(out, "bpv_http_requests_total{route=\"%s\",method=\"%s\",status=\"",
                                   label(metrics, route), method_names[method]);
                if (statuses[status])
                    text_buffer_printf(out, "%u\"} %llu\n", statuses[status], value);
                else
                    text_buffer_printf(out, "other\"} %llu\n", value);
            }
}

static void write_durations(const struct metrics *metrics, struct text_buffer *out)
{
    static const char name[] = "bpv_http_request_duration_seconds";
    heading(out, name, "histogram", "Time from a complete request to a complete reply, by route pattern.");
    for (size_t route = 0; route <= metrics->count; route++) {
        const struct route_counters *counters = &metrics->routes[route];
        unsigned long long total = 0;
        for (size_t i = 0; i <= BOUNDS; i++)
            total += get(&counters->buckets[i]);
        if (!total)
            continue;
        unsigned long long below = 0;
        for (size_t i = 0; i < BOUNDS; i++) {
            below += get(&counters->buckets[i]);
            text_buffer_printf(out, "%s_bucket{route=\"%s\",le=\"%g\"} %llu\n", name, label(metrics, route),
                               (double)bounds[i] / 1e6, below < total ? below : total);
        }
        text_buffer_printf(out, "%s_bucket{route=\"%s\",le=\"+Inf\"} %llu\n", name, label(metrics, route), total);
        text_buffer_printf(out, "%s_sum{route=\"%s\"} %.6f\n", name, label(metrics, route),
                           (double)get(&counters->microseconds) / 1e6);
        text_buffer_printf(out, "%s_count{route=\"%s\"} %llu\n", name, label(metrics, route), total);
    }
}

static void write_index(const struct serving *serving, struct text_buffer *out)
{
    struct generation_counts counts;
    generation_keeper_count(serving->keeper, &counts);
    heading(out, "bpv_index_reloads_total", "counter", "Index files taken up or refused since the start.");
    text_buffer_printf(out, "bpv_index_reloads_total{result=\"loaded\"} %llu\n", (unsigned long long)counts.loaded);
    text_buffer_printf(out, "bpv_index_reloads_total{result=\"refused\"} %llu\n", (unsigned long long)counts.refused);
    heading(out, "bpv_index_up", "gauge", "1 while there is a usable index.");
    text_buffer_printf(out, "bpv_index_up %d\n", serving->base != NULL);
    if (!serving->base)
        return;
    struct bpv_base_info info;
    bpv_base_describe(serving->base, &info);
    heading(out, "bpv_index_info", "gauge", "The generation that is served.");
    text_buffer_printf(out, "bpv_index_info{generation=\"%.*s\",built=\"%.*s\"} 1\n", (int)info.generation.length,
                       info.generation.start, (int)info.built.length, info.built.start);
    heading(out, "bpv_index_age_seconds", "gauge", "Time since this generation was taken up.");
    text_buffer_printf(out, "bpv_index_age_seconds %lld\n", (long long)(time(NULL) - serving->loaded));
    heading(out, "bpv_index_passages", "gauge", "Passages in the index.");
    text_buffer_printf(out, "bpv_index_passages %u\n", info.passage_count);
    heading(out, "bpv_index_bytes", "gauge", "Size of the index files.");
    text_buffer_printf(out, "bpv_index_bytes %llu\n", (unsigned long long)info.index_bytes);
}

static void write_cache(const struct serving *serving, struct text_buffer *out)
{
    struct answer_cache_counts counts;
    answer_cache_count(serving->cache, &counts);
    heading(out, "bpv_answer_cache_lookups_total", "counter", "Lookups in the cache of rendered answers.");
    text_buffer_printf(out, "bpv_answer_cache_lookups_total{result=\"hit\"} %llu\n", (unsigned long long)counts.hits);
    text_buffer_printf(out, "bpv_answer_cache_lookups_total{result=\"miss\"} %llu\n",
                       (unsigned long long)counts.misses);
    heading(out, "bpv_answer_cache_bytes", "gauge", "Memory in use by the cache.");
    text_buffer_printf(out, "bpv_answer_cache_bytes %zu\n", counts.bytes);
    heading(out, "bpv_answer_cache_max_bytes", "gauge", "Memory the cache may use; 0 is off.");
    text_buffer_printf(out, "bpv_answer_cache_max_bytes %zu\n", counts.maximum);
}

void metrics_write(const struct metrics *metrics, const struct serving *serving, struct text_buffer *out)
{
    heading(out, "bpv_build_info", "gauge", "The program.");
    text_buffer_append_string(out, "bpv_build_info{version=\"" BPV_VERSION "\"} 1\n");
    heading(out, "process_start_time_seconds", "gauge", "Start of the daemon since the epoch.");
    text_buffer_printf(out, "process_start_time_seconds %lld\n", (long long)serving->started);
    heading(out, "bpv_http_requests_in_flight", "gauge", "Requests in progress, this one included.");
    text_buffer_printf(out, "bpv_http_requests_in_flight %llu\n", get(&metrics->in_flight));
    heading(out, "bpv_questions_total", "counter", "Questions by outcome.");
    text_buffer_printf(out, "bpv_questions_total{outcome=\"answered\"} %llu\n", get(&metrics->answered));
    text_buffer_printf(out, "bpv_questions_total{outcome=\"unanswered\"} %llu\n", get(&metrics->unanswered));
    write_requests(metrics, out);
    write_durations(metrics, out);
    write_index(serving, out);
    write_cache(serving, out);
}
