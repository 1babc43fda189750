#include "coverage_service.h"

#include <errno.h>
#include <pthread.h>
#include <stdatomic.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>
#include <unistd.h>

#include "log_line.h"
#include "text_buffer.h"

#define COVERAGE_NICE 10

struct coverage_service {
    struct generation_keeper *keeper;
    pthread_mutex_t mutex; /* guards what follows, but not stopping */
    pthread_cond_t changed;
    struct coverage_report *current;
    bool wanted; /* somebody asked for a report that is not there */
    bool someone_waits;
    atomic_bool stopping;
    pthread_t thread;
    bool started; /* main thread only */
};

struct coverage_service *coverage_service_create(struct generation_keeper *keeper)
{
    struct coverage_service *service = xcalloc(1, sizeof *service);
    service->keeper = keeper;
    pthread_mutex_init(&service->mutex, NULL);
    pthread_condattr_t attributes;
    pthread_condattr_init(&attributes);
    pthread_condattr_setclock(&attributes, CLOCK_MONOTONIC);
    pthread_cond_init(&service->changed, &attributes);
    pthread_condattr_destroy(&attributes);
    return service;
}

static struct timespec from_now(unsigned milliseconds)
{
    struct timespec until;
    clock_gettime(CLOCK_MONOTONIC, &until);
    until.tv_sec += milliseconds / 1000;
    until.tv_nsec += (long)(milliseconds % 1000) * 1000000L;
    until.tv_sec += until.tv_nsec / 1000000000L;
    until.tv_nsec %= 1000000000L;
    return until;
}

static bool is_of(const struct coverage_report *report, struct bpv_text generation, bpv_date today)
{
    return report && report->today == today && report->lease.name.length == generation.length &&
           memcmp(report->lease.name.start, generation.start, generation.length) == 0;
}

/* Gives one reference back; the last one frees the report, outside the mutex. */
static void unref(struct coverage_service *service, struct coverage_report *report)
{
    if (!report)
        return;
    pthread_mutex_lock(&service->mutex);
    bool last = --report->references == 0;
    pthread_mutex_unlock(&service->mutex);
    if (!last)
        return;
    coverage_release(&report->coverage);
    generation_lease_return(service->keeper, &report->lease);
    free(report);
}

static bool is_stopping(void *context)
{
    struct coverage_service *service = context;
    return atomic_load(&service->stopping);
}

static void log_report(const struct coverage_report *report, const struct timespec *begin)
{
    struct timespec end;
    struct log_line line;
    clock_gettime(CLOCK_MONOTONIC, &end);
    bool failed = report->error.status != BPV_OK;
    log_begin(&line, failed ? LOG_LEVEL_WARNING : LOG_LEVEL_INFO, "coverage-computed");
    log_text(&line, "generation", report->lease.name);
    if (failed)
        log_string(&line, "error", report->error.text);
    else
        log_number(&line, "findings", (long long)report->coverage.finding_count);
    log_number(&line, "ms", (end.tv_sec - begin->tv_sec) * 1000 + (end.tv_nsec - begin->tv_nsec) / 1000000);
    log_end(&line);
}

/* Takes over the lease. */
static struct coverage_report *compute(struct coverage_service *service, const struct generation_lease *lease,
                                       bpv_date today)
{
    struct timespec begin;
    clock_gettime(CLOCK_MONOTONIC, &begin);
    struct coverage_report *report = xcalloc(1, sizeof *report);
    *report = (struct coverage_report){.lease = *lease, .today = today, .references = 1};
    const struct coverage_options options = {.on = today, .stopped = is_stopping, .context = service};
    if (coverage_compute(lease->searcher, lease->base, &options, &report->coverage, &report->error) == BPV_OK)
        report->error.status = BPV_OK;
    if (!is_stopping(service))
        log_report(report, &begin);
    return report;
}

/* It failed for want of a part that is there again. */
static bool can_do_better(const struct coverage_report *report, const struct bpv_base *base)
{
    struct bpv_part parts[BPV_INDEXES_MAX];
    size_t count = report->error.status == BPV_NO_INDEX ? bpv_base_parts(base, parts) : 0, missing = 0;
    for (size_t i = 0; i < count; i++)
        missing += parts[i].missing;
    return count && !missing;
}

/* Puts the report, or NULL, in the place of the current one. */
static void replace(struct coverage_service *service, struct coverage_report *report)
{
    pthread_mutex_lock(&service->mutex);
    struct coverage_report *old = service->current;
    service->current = report;
    pthread_cond_broadcast(&service->changed);
    pthread_mutex_unlock(&service->mutex);
    unref(service, old);
}

/* Drops a report of another index or another day, which would keep that index open; computes a new one when somebody
 * has asked for it. */
static void refresh(struct coverage_service *service)
{
    struct generation_lease lease;
    bpv_date today = bpv_date_today();
    generation_lease_take(service->keeper, &lease);
    pthread_mutex_lock(&service->mutex);
    /* The base too: the same content read from a new file is another generation, and the old one should be closed. */
    bool fresh = lease.generation && is_of(service->current, lease.name, today) &&
                 service->current->lease.base == lease.base && !can_do_better(service->current, lease.base);
    bool wanted = service->wanted && !fresh && lease.generation;
    service->wanted = service->wanted && !lease.generation;
    pthread_mutex_unlock(&service->mutex);
    if (wanted) {
        replace(service, compute(service, &lease, today));
        return;
    }
    if (!fresh)
        replace(service, NULL);
    generation_lease_return(service->keeper, &lease);
}

/* Until somebody wants a report; while there is one, until it may have become old. */
static void wait_for_work(struct coverage_service *service)
{
    struct timespec until = from_now(HTTP_INDEX_CHECK_MS);
    pthread_mutex_lock(&service->mutex);
    int result = 0;
    while (!is_stopping(service) && !service->wanted && result != ETIMEDOUT) {
        if (service->current)
            result = pthread_cond_timedwait(&service->changed, &service->mutex, &until);
        else
            pthread_cond_wait(&service->changed, &service->mutex);
    }
    pthread_mutex_unlock(&service->mutex);
}

static void *work(void *argument)
{
    struct coverage_service *service = argument;
    setpriority(PRIO_PROCESS, (id_t)gettid(), COVERAGE_NICE); /* of this thread only: questions go first */
    for (wait_for_work(service); !is_stopping(service); wait_for_work(service))
        refresh(service);
    return NULL;
}

bool coverage_service_start(struct coverage_service *service)
{
    service->started = pthread_create(&service->thread, NULL, work, service) == 0;
    return service->started;
}

void coverage_service_free(struct coverage_service *service)
{
    if (!service)
        return;
    pthread_mutex_lock(&service->mutex);
    atomic_store(&service->stopping, true);
    pthread_cond_broadcast(&service->changed);
    pthread_mutex_unlock(&service->mutex);
    if (service->started)
        pthread_join(service->thread, NULL);
    unref(service, service->current);
    pthread_cond_destroy(&service->changed);
    pthread_mutex_destroy(&service->mutex);
    free(service);
}

/* The report if it is there, else asks for it. */
static struct coverage_report *find(struct coverage_service *service, struct bpv_text generation, bpv_date today)
{
    if (is_of(service->current, generation, today))
        return service->current;
    service->wanted = true;
    pthread_cond_broadcast(&service->changed);
    return NULL;
}

const struct coverage_report *coverage_service_look(struct coverage_service *service, struct bpv_text generation,
                                                    bpv_date today)
{
    pthread_mutex_lock(&service->mutex);
    struct coverage_report *report = find(service, generation, today);
    if (report)
        report->references++;
    pthread_mutex_unlock(&service->mutex);
    return report;
}

const struct coverage_report *coverage_service_take(struct coverage_service *service, struct bpv_text generation,
                                                    bpv_date today)
{
    struct timespec until = from_now(HTTP_COVERAGE_WAIT_MS);
    pthread_mutex_lock(&service->mutex);
    if (!find(service, generation, today) && !service->someone_waits) {
        int result = 0;
        service->someone_waits = true;
        while (result != ETIMEDOUT && !is_of(service->current, generation, today) && !is_stopping(service))
            result = pthread_cond_timedwait(&service->changed, &service->mutex, &until);
        service->someone_waits = false;
    }
    pthread_mutex_unlock(&service->mutex);
    return coverage_service_look(service, generation, today);
}

void coverage_service_give_back(struct coverage_service *service, const struct coverage_report *report)
{
    unref(service, (struct coverage_report *)(uintptr_t)report);
}
