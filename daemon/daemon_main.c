/* bpvd: serves the knowledge base over HTTP. Options, signals, start and stop; see bpvd(8). */
#include <errno.h>
#include <pthread.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>
#include <time.h>
#include <unistd.h>

#include "daemon_options.h"
#include "http_routes.h"
#include "http_server.h"
#include "listen_socket.h"
#include "log_line.h"
#include "remote_connector.h"
#include "sandbox.h"
#include "service_notify.h"

static int fail(const struct bpv_error *error)
{
    fprintf(stderr, "bpvd: %s\n", error->text);
    return 2;
}

/* Every connection needs a descriptor; the usual soft limit of 1024 is too low. */
static void raise_descriptor_limit(void)
{
    struct rlimit limit;
    rlim_t wanted = HTTP_CONNECTIONS_MAX + 256;
    if (getrlimit(RLIMIT_NOFILE, &limit) != 0 || limit.rlim_cur >= wanted)
        return;
    limit.rlim_cur = limit.rlim_max < wanted ? limit.rlim_max : wanted;
    setrlimit(RLIMIT_NOFILE, &limit);
}

/* Before the first thread, so that all of them inherit it: signals are taken by sigtimedwait in main only. */
static void block_signals(sigset_t *signals)
{
    signal(SIGPIPE, SIG_IGN);
    sigemptyset(signals);
    sigaddset(signals, SIGTERM);
    sigaddset(signals, SIGINT);
    sigaddset(signals, SIGHUP);
    pthread_sigmask(SIG_BLOCK, signals, NULL);
}

/* *own_path: the Unix socket that we made, and so remove at the end; NULL if we made none. */
static enum bpv_status open_socket(const struct daemon_options *options, int *fd, const char **own_path,
                                   struct bpv_error *error)
{
    *own_path = NULL;
    *fd = service_listen_socket();
    if (*fd >= 0)
        return BPV_OK;
    if (*fd == -2)
        return bpv_fail(error, BPV_INVALID,
                        "systemd gaf geen of meer dan één luisterende socket. Zet in bpvd.socket één ListenStream.");
    if (options->unix_path) {
        *own_path = options->unix_path;
        return listen_on_path(options->unix_path, fd, error);
    }
    return listen_on_address(options->listen ? options->listen : "127.0.0.1:8080", fd, error);
}

static void log_listening(int fd, const struct daemon_options *options)
{
    char address[128];
    listen_describe(fd, address);
    struct log_line line;
    log_begin(&line, LOG_LEVEL_INFO, "listening");
    log_string(&line, "address", address);
    log_string(&line, "root", options->root[0] ? options->root : "/");
    log_number(&line, "threads", options->threads);
    log_number(&line, "pid", getpid());
    log_end(&line);
}

static void log_event(const char *event)
{
    struct log_line line;
    log_begin(&line, LOG_LEVEL_INFO, event);
    log_end(&line);
}

static void reload(struct generation_keeper *keeper)
{
    service_notify_reloading();
    generation_keeper_check(keeper);
    service_notify("READY=1");
}

/* Every second, or as often as the watchdog wants to hear of us. */
static void keep_house(struct http_server *server, struct gap_counter *gaps)
{
    http_server_sweep(server);
    gap_counter_flush(gaps);
    if (service_watchdog_ms() > 0)
        service_notify("WATCHDOG=1");
}

/* Waits for signals until one of them ends the daemon; in between, writes the log and keeps house. */
static void run(const sigset_t *signals, struct http_server *server, struct generation_keeper *keeper,
                struct gap_counter *gaps)
{
    const struct timespec period = {0, LOG_FLUSH_MS * 1000000};
    uint64_t house_ms = service_watchdog_ms(), passed_ms = 0;
    if (house_ms == 0 || house_ms > 1000)
        house_ms = 1000;
    for (;;) {
        int signal_number = sigtimedwait(signals, NULL, &period);
        if (signal_number == SIGTERM || signal_number == SIGINT)
            return;
        if (signal_number == SIGHUP)
            reload(keeper);
        log_flush();
        passed_ms += LOG_FLUSH_MS;
        if (passed_ms >= house_ms) {
            passed_ms = 0;
            keep_house(server, gaps);
        }
    }
}

/* The files of the options, and the one that is built from the corpus. Returns how many. */
static size_t list_indexes(const struct daemon_options *options, const struct corpus_watch *corpus,
                           const char *indexes[BPV_INDEXES_MAX])
{
    size_t count = 0;
    for (; count < options->index_count; count++)
        indexes[count] = options->indexes[count];
    if (corpus)
        indexes[count++] = corpus_watch_index(corpus);
    return count;
}

/* Before the sandbox: afterwards no file can be made. systemd names a folder of ours when the unit asks for one. */
static struct bpv_copies *make_room_for_copies(size_t index_count)
{
    char folder[4096];
    const char *given = getenv("CACHE_DIRECTORY");
    if (!given || given[0] != '/')
        given = getenv("TMPDIR");
    if (!given || given[0] != '/')
        given = "/var/tmp";
    snprintf(folder, sizeof folder, "%.*s", (int)strcspn(given, ":"), given);
    struct bpv_copies *copies = bpv_copies_create(folder, index_count * BPV_COPIES_PER_INDEX);
    struct log_line line;
    log_begin(&line, LOG_LEVEL_INFO, "index-copies");
    log_string(&line, "place", bpv_copies_left(copies) ? folder : "memory");
    log_end(&line);
    return copies;
}

static bool has_remote(const char *const *indexes, size_t count)
{
    bool remote = false;
    for (size_t i = 0; i < count; i++)
        remote |= bpv_index_is_remote(indexes[i]);
    return remote;
}

static int serve(const struct daemon_options *options)
{
    struct bpv_error error;
    struct bpv_copies *copies = NULL;
    struct generation_keeper *keeper = NULL;
    struct answer_cache *cache = NULL;
    struct metrics *metrics = NULL;
    struct coverage_service *coverage = NULL;
    struct http_server *server = NULL;
    struct corpus_watch *corpus = NULL;
    struct gap_counter *gaps = NULL;
    const char *indexes[BPV_INDEXES_MAX], *own_path = NULL;
    char addresses[BPV_INDEXES_MAX][REMOTE_ADDRESS_MAX];
    int status = 2, fd = -1;
    sigset_t signals;
    struct sandbox_report report;
    block_signals(&signals);
    raise_descriptor_limit();
    if (bpv_today_check(&error) != BPV_OK ||
        (options->gaps && gap_counter_open(options->gaps, options->gaps_minimum, &gaps, &error) != BPV_OK) ||
        (options->corpus && corpus_watch_create(options->corpus, options->indexer, &corpus, &error) != BPV_OK) ||
        open_socket(options, &fd, &own_path, &error) != BPV_OK) {
        own_path = NULL; /* not ours to remove */
        fail(&error);
        goto cleanup;
    }
    service_notify_open();

    size_t route_count;
    http_routes(&route_count);
    size_t index_count = list_indexes(options, corpus, indexes);
    if (remote_addresses_resolve(indexes, index_count, addresses, &error) != BPV_OK ||
        (!options->no_sandbox && remote_connector_start(indexes, index_count, options->user, &error) != BPV_OK)) {
        fail(&error);
        close(fd);
        goto cleanup;
    }
    copies = make_room_for_copies(index_count);
    /* What was given is served at once; the corpus joins it when it has been built. */
    const struct generation_files files = {
        indexes, index_count, options->index_count ? options->index_count : index_count, copies, options->root};
    keeper = generation_keeper_create(&files);
    cache = answer_cache_create(options->cache_bytes, options->threads);
    metrics = metrics_create(route_count, http_route_pattern);
    if (corpus && !options->index_count)
        corpus_watch_first(corpus);
    generation_keeper_check(keeper); /* without a usable index we serve 503 until there is one */
    coverage = coverage_service_create(keeper);
    struct http_server_settings settings = {
        .listen_fd = fd, .threads = options->threads, .limit_per_address = !listen_is_local(fd), .root = options->root,
        .hosts = options->hosts, .host_count = options->host_count, .keeper = keeper, .cache = cache,
        .metrics = metrics, .coverage = coverage, .corpus = corpus, .gaps = gaps, .started = time(NULL)};
    const char *gaps_folder = gaps ? gap_counter_folder(gaps) : NULL;
    const struct sandbox_settings sandbox = {.off = options->no_sandbox, .user = options->user,
                                             .indexes = indexes, .index_count = index_count,
                                             .socket_path = own_path, .writable = &gaps_folder,
                                             .writable_count = gaps != NULL,
                                             .tcp_sockets = has_remote(indexes, index_count)};
    if (sandbox_enter(&sandbox, &report, &error) != BPV_OK) {
        fail(&error);
        close(fd);
        goto cleanup;
    }
    sandbox_log(&report);
    log_listening(fd, options);
    if (http_server_start(&settings, &server, &error) != BPV_OK) {
        fail(&error);
        close(fd);
        goto cleanup;
    }
    if (!generation_keeper_watch(keeper)) {
        log_event("no-index-watcher");
        goto cleanup;
    }
    if (!coverage_service_start(coverage)) {
        log_event("no-coverage-thread");
        goto cleanup;
    }
    if (corpus && !corpus_watch_start(corpus, keeper)) {
        log_event("no-corpus-thread");
        goto cleanup;
    }
    sandbox_no_more_threads(&sandbox);
    service_notify("READY=1");
    run(&signals, server, keeper, gaps);
    service_notify("STOPPING=1");
    log_event("stopping");
    status = 0;
cleanup:
    http_server_stop(server);
    if (own_path)
        unlink(own_path);
    gap_counter_close(gaps);
    generation_keeper_stop(keeper); /* it looks at the index of the corpus */
    corpus_watch_free(corpus);
    coverage_service_free(coverage);
    generation_keeper_free(keeper);
    bpv_copies_free(copies);
    remote_connector_stop();
    metrics_free(metrics);
    answer_cache_free(cache);
    if (status == 0)
        log_event("stopped");
    log_flush();
    return status;
}

int main(int argc, char **argv)
{
    struct daemon_options options;
    struct bpv_error error;
    int status;
    log_init();
    if (daemon_options_read(argc, argv, environ, &options, &error) != BPV_OK) {
        status = fail(&error);
    } else if (options.task == DAEMON_SHOW_HELP) {
        daemon_options_show_help();
        status = 0;
    } else if (options.task == DAEMON_SHOW_VERSION) {
        puts("bpvd " BPV_VERSION);
        status = 0;
    } else {
        status = serve(&options);
    }
    daemon_options_release(&options);
    return status;
}
