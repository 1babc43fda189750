#include "generation.h"

#include <errno.h>
#include <pthread.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

#include "log_line.h"
#include "text_buffer.h"

enum { PAUSE_MAX = 14 }; /* looks: nothing is served, so every 3.5 seconds */
enum { POOL_MAX = HTTP_THREADS_MAX }; /* more searchers than threads are never in use */

struct generation {
    struct bpv_base *base;
    struct bpv_base_info info;
    time_t loaded;
    unsigned references;
    struct bpv_searcher *idle[POOL_MAX];
    size_t idle_count;
};

/* What a file looked like; all zero when it was not there. */
struct file_mark {
    dev_t device;
    ino_t inode;
    struct timespec modified;
    off_t size;
};

struct generation_keeper {
    struct generation_files files; /* never changes */
    pthread_mutex_t mutex; /* guards current, counts, stopping, and of every generation the references and the pool */
    struct generation *current;
    struct generation_counts counts;
    bool stopping;
    pthread_cond_t wake;
    pthread_mutex_t check_mutex; /* guards what follows; taken before mutex, never after */
    struct file_mark tried[BPV_INDEXES_MAX];
    bool tried_once;
    bool remote;             /* one of the indexes is on another machine */
    uint32_t missing;        /* bit per index: the log has said that it is missing */
    /* without any index: looks between two tries to open the remote ones, and since the last */
    unsigned pause, waited;
    pthread_t watcher;
    bool watching; /* create, watch, stop and free only */
};

struct generation_keeper *generation_keeper_create(const struct generation_files *files)
{
    struct generation_keeper *keeper = xcalloc(1, sizeof *keeper);
    keeper->files = *files;
    for (size_t i = 0; i < files->count; i++)
        keeper->remote |= bpv_index_is_remote(files->paths[i]);
    pthread_mutex_init(&keeper->mutex, NULL);
    pthread_mutex_init(&keeper->check_mutex, NULL);
    pthread_condattr_t attributes;
    pthread_condattr_init(&attributes);
    pthread_condattr_setclock(&attributes, CLOCK_MONOTONIC);
    pthread_cond_init(&keeper->wake, &attributes);
    pthread_condattr_destroy(&attributes);
    return keeper;
}

static void generation_free(struct generation *generation)
{
    for (size_t i = 0; i < generation->idle_count; i++)
        bpv_searcher_close(generation->idle[i]);
    bpv_base_close(generation->base);
    free(generation);
}

/* Gives one reference back; the last one closes the base, outside the mutex. */
static void generation_unref(struct generation_keeper *keeper, struct generation *generation)
{
    if (!generation)
        return;
    pthread_mutex_lock(&keeper->mutex);
    bool last = --generation->references == 0;
    pthread_mutex_unlock(&keeper->mutex);
    if (last)
        generation_free(generation);
}

void generation_keeper_stop(struct generation_keeper *keeper)
{
    if (!keeper || !keeper->watching)
        return;
    pthread_mutex_lock(&keeper->mutex);
    keeper->stopping = true;
    pthread_cond_signal(&keeper->wake);
    pthread_mutex_unlock(&keeper->mutex);
    pthread_join(keeper->watcher, NULL);
    keeper->watching = false;
}

void generation_keeper_free(struct generation_keeper *keeper)
{
    if (!keeper)
        return;
    generation_keeper_stop(keeper);
    generation_unref(keeper, keeper->current);
    pthread_cond_destroy(&keeper->wake);
    pthread_mutex_destroy(&keeper->check_mutex);
    pthread_mutex_destroy(&keeper->mutex);
    free(keeper);
}

static void look_at(const char *path, struct file_mark *mark)
{
    *mark = (struct file_mark){0};
    struct stat status;
    if (stat(path, &status) == 0)
        *mark = (struct file_mark){status.st_dev, status.st_ino, status.st_mtim, status.st_size};
}

static bool same_mark(const struct file_mark *a, const struct file_mark *b)
{
    return a->device == b->device && a->inode == b->inode && a->size == b->size &&
           a->modified.tv_sec == b->modified.tv_sec && a->modified.tv_nsec == b->modified.tv_nsec;
}

/* Remembers what the files look like; true if that differs from the last time. */
static bool files_changed(struct generation_keeper *keeper)
{
    bool changed = !keeper->tried_once;
    keeper->tried_once = true;
    for (size_t i = 0; i < keeper->files.count; i++) {
        struct file_mark mark = {0};
        if (!bpv_index_is_remote(keeper->files.paths[i]))
            look_at(keeper->files.paths[i], &mark);
        changed = changed || !same_mark(&mark, &keeper->tried[i]);
        keeper->tried[i] = mark;
    }
    return changed;
}

/* The files that are to be opened: those that are needed, and the others that are there. */
static size_t choose_files(const struct generation_keeper *keeper, const char *files[BPV_INDEXES_MAX])
{
    static const struct file_mark absent;
    size_t chosen = 0;
    for (size_t i = 0; i < keeper->files.count; i++)
        if (i < keeper->files.needed || !same_mark(&keeper->tried[i], &absent))
            files[chosen++] = keeper->files.paths[i];
    return chosen;
}

/* Opens and verifies the files, and proves with one searcher that they can be searched. */
static struct generation *generation_open(struct generation_keeper *keeper, struct bpv_error *error)
{
    struct generation *generation = xcalloc(1, sizeof *generation);
    const char *files[BPV_INDEXES_MAX];
    size_t count = choose_files(keeper, files);
    if (bpv_base_open_copies(files, count, keeper->files.copies, &generation->base, error) == BPV_OK &&
        bpv_base_verify_checksums(generation->base, error) == BPV_OK &&
        bpv_searcher_open(generation->base, &generation->idle[0], error) == BPV_OK) {
        generation->idle_count = 1;
        generation->references = 1;
        generation->loaded = time(NULL);
        bpv_base_describe(generation->base, &generation->info);
        bpv_base_set_url_root(generation->base, keeper->files.root);
        bpv_base_rest(generation->base); /* verifying has read all of it */
        return generation;
    }
    generation_free(generation);
    return NULL;
}

static void log_loaded(const struct generation *generation, const struct timespec *begin)
{
    struct timespec end;
    clock_gettime(CLOCK_MONOTONIC, &end);
    struct log_line line;
    log_begin(&line, LOG_LEVEL_INFO, "index-loaded");
    log_text(&line, "generation", generation->info.generation);
    log_text(&line, "built", generation->info.built);
    log_number(&line, "passages", generation->info.passage_count);
    log_number(&line, "bytes", (long long)generation->info.index_bytes);
    log_number(&line, "ms", (end.tv_sec - begin->tv_sec) * 1000 + (end.tv_nsec - begin->tv_nsec) / 1000000);
    log_end(&line);
}

static void log_refused(const struct bpv_error *error, bool still_serving)
{
    struct log_line line;
    log_begin(&line, still_serving ? LOG_LEVEL_WARNING : LOG_LEVEL_ERROR, "index-refused");
    log_string(&line, "error", error->text);
    log_string(&line, "serving", still_serving ? "previous" : "nothing");
    log_end(&line);
}

/* Says which parts went away or came back since the last time. */
static void log_parts(struct generation_keeper *keeper, const struct bpv_base *base)
{
    struct bpv_part parts[BPV_INDEXES_MAX];
    size_t count = bpv_base_parts(base, parts);
    for (size_t i = 0; i < count; i++) {
        if (parts[i].missing == (keeper->missing >> i & 1))
            continue;
        keeper->missing ^= 1u << i;
        struct log_line line;
        log_begin(&line, parts[i].missing ? LOG_LEVEL_WARNING : LOG_LEVEL_INFO,
                  parts[i].missing ? "part-missing" : "part-back");
        log_text(&line, "index", parts[i].address);
        if (parts[i].missing)
            log_string(&line, "reason", parts[i].reason);
        else
            log_text(&line, "generation", parts[i].generation);
        log_end(&line);
    }
}

/* True if the remote indexes ask for opening everything again. The current base stays: only a check replaces it. */
static bool remotes_changed(struct generation_keeper *keeper)
{
    if (!keeper->remote || !keeper->tried_once)
        return false;
    pthread_mutex_lock(&keeper->mutex);
    const struct bpv_base *base = keeper->current ? keeper->current->base : NULL;
    pthread_mutex_unlock(&keeper->mutex);
    if (base) {
        bool changed = bpv_base_look(base);
        log_parts(keeper, base);
        return changed;
    }
    if (keeper->waited++ < keeper->pause)
        return false;
    keeper->waited = 0;
    keeper->pause = keeper->pause < PAUSE_MAX ? keeper->pause * 2 + 2 : keeper->pause;
    return true;
}

static bool is_serving(struct generation_keeper *keeper)
{
    pthread_mutex_lock(&keeper->mutex);
    bool serving = keeper->current != NULL;
    pthread_mutex_unlock(&keeper->mutex);
    return serving;
}

bool generation_keeper_check(struct generation_keeper *keeper)
{
    pthread_mutex_lock(&keeper->check_mutex);
    bool changed = remotes_changed(keeper);
    if (files_changed(keeper) || changed) {
        struct timespec begin;
        clock_gettime(CLOCK_MONOTONIC, &begin);
        struct bpv_error error = {BPV_OK, ""};
        struct generation *fresh = generation_open(keeper, &error);
        if (fresh) {
            log_loaded(fresh, &begin);
            log_parts(keeper, fresh->base);
            keeper->pause = 0;
        } else {
            log_refused(&error, is_serving(keeper));
        }
        struct generation *old = NULL;
        pthread_mutex_lock(&keeper->mutex);
        if (fresh) {
            old = keeper->current;
            keeper->current = fresh;
            keeper->counts.loaded++;
        } else {
            keeper->counts.refused++;
        }
        pthread_mutex_unlock(&keeper->mutex);
        generation_unref(keeper, old);
    }
    bool serving = is_serving(keeper);
    pthread_mutex_unlock(&keeper->check_mutex);
    return serving;
}

/* Waits for the next look; false when the keeper stops. */
static bool wait_for_next_look(struct generation_keeper *keeper)
{
    struct timespec until;
    clock_gettime(CLOCK_MONOTONIC, &until);
    until.tv_nsec += HTTP_INDEX_CHECK_MS * 1000000L;
    until.tv_sec += until.tv_nsec / 1000000000L;
    until.tv_nsec %= 1000000000L;
    pthread_mutex_lock(&keeper->mutex);
    int result = 0;
    while (!keeper->stopping && result != ETIMEDOUT)
        result = pthread_cond_timedwait(&keeper->wake, &keeper->mutex, &until);
    bool stopping = keeper->stopping;
    pthread_mutex_unlock(&keeper->mutex);
    return !stopping;
}

static void *watch(void *argument)
{
    struct generation_keeper *keeper = argument;
    while (wait_for_next_look(keeper))
        generation_keeper_check(keeper);
    return NULL;
}

bool generation_keeper_watch(struct generation_keeper *keeper)
{
    keeper->watching = pthread_create(&keeper->watcher, NULL, watch, keeper) == 0;
    return keeper->watching;
}

void generation_lease_take(struct generation_keeper *keeper, struct generation_lease *lease)
{
    *lease = (struct generation_lease){.name = {"", 0}};
    struct bpv_searcher *searcher = NULL;
    pthread_mutex_lock(&keeper->mutex);
    struct generation *generation = keeper->current;
    if (generation) {
        generation->references++;
        if (generation->idle_count)
            searcher = generation->idle[--generation->idle_count];
    }
    pthread_mutex_unlock(&keeper->mutex);
    if (!generation)
        return;
    struct bpv_error error;
    if (!searcher && bpv_searcher_open(generation->base, &searcher, &error) != BPV_OK) {
        log_refused(&error, true);
        generation_unref(keeper, generation);
        return;
    }
    *lease = (struct generation_lease){generation, generation->base, searcher, generation->info.generation,
                                       generation->loaded};
}

void generation_lease_return(struct generation_keeper *keeper, struct generation_lease *lease)
{
    struct generation *generation = lease->generation;
    if (!generation)
        return;
    struct bpv_searcher *surplus = NULL;
    pthread_mutex_lock(&keeper->mutex);
    if (generation->idle_count < POOL_MAX)
        generation->idle[generation->idle_count++] = lease->searcher;
    else
        surplus = lease->searcher;
    bool last = --generation->references == 0;
    pthread_mutex_unlock(&keeper->mutex);
    bpv_searcher_close(surplus);
    if (last)
        generation_free(generation);
    *lease = (struct generation_lease){.name = {"", 0}};
}

void generation_keeper_count(struct generation_keeper *keeper, struct generation_counts *counts)
{
    pthread_mutex_lock(&keeper->mutex);
    *counts = keeper->counts;
    pthread_mutex_unlock(&keeper->mutex);
}
