#include "http_server.h"

#include <microhttpd.h>
#include <stdatomic.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "http_connections.h"
#include "http_exchange.h"
#include "log_line.h"
#include "text_buffer.h"

struct http_server {
    struct http_site site;
    struct MHD_Daemon *daemon;
};

/* Targets are decoded by http_request; MHD must leave them as they are. */
static size_t leave_as_is(void *context, struct MHD_Connection *connection, char *text)
{
    (void)context;
    (void)connection;
    return strlen(text);
}

enum bpv_status http_server_start(const struct http_server_settings *settings, struct http_server **out,
                                  struct bpv_error *error)
{
    struct http_server *server = xcalloc(1, sizeof *server);
    *out = NULL;
    server->site.settings = *settings;
    server->site.connections = http_connections_create();
    atomic_init(&server->site.stopping, false);
    atomic_init(&server->site.next_request,
                (uint_fast64_t)settings->started << 24); /* so that ids differ between runs */
    server->daemon = MHD_start_daemon(
        MHD_USE_EPOLL_INTERNAL_THREAD | MHD_USE_ITC, 0, NULL, NULL, http_exchange_handle, &server->site,
        MHD_OPTION_LISTEN_SOCKET, settings->listen_fd,
        MHD_OPTION_THREAD_POOL_SIZE, settings->threads > 1 ? settings->threads : 0u,
        MHD_OPTION_CONNECTION_LIMIT, HTTP_CONNECTIONS_MAX,
        MHD_OPTION_PER_IP_CONNECTION_LIMIT, settings->limit_per_address ? HTTP_CONNECTIONS_PER_ADDRESS : 0u,
        MHD_OPTION_CONNECTION_MEMORY_LIMIT, (size_t)HTTP_CONNECTION_MEMORY,
        MHD_OPTION_CONNECTION_TIMEOUT, HTTP_IDLE_SECONDS,
        MHD_OPTION_STRICT_FOR_CLIENT, 1,
        MHD_OPTION_UNESCAPE_CALLBACK, leave_as_is, NULL,
        MHD_OPTION_URI_LOG_CALLBACK, http_exchange_begin, &server->site,
        MHD_OPTION_NOTIFY_CONNECTION, http_connections_notify, server->site.connections,
        MHD_OPTION_NOTIFY_COMPLETED, http_exchange_end, &server->site,
        MHD_OPTION_END);
    if (!server->daemon) {
        http_connections_free(server->site.connections);
        free(server);
        return bpv_fail(error, BPV_IO,
                        "De webserver start niet. Kijk of het aantal threads en open bestanden groot genoeg is.");
    }
    *out = server;
    return BPV_OK;
}

void http_server_sweep(struct http_server *server)
{
    size_t ended = http_connections_sweep(server->site.connections);
    if (ended) {
        struct log_line line;
        log_begin(&line, LOG_LEVEL_WARNING, "slow-connections-closed");
        log_number(&line, "count", (long long)ended);
        log_end(&line);
    }
}

static long long monotonic_ms(void)
{
    struct timespec now;
    clock_gettime(CLOCK_MONOTONIC, &now);
    return now.tv_sec * 1000LL + now.tv_nsec / 1000000;
}

/* Waits until no request is in progress and no client that was just answered may be sending the next one: each reply
 * tells it now that the connection ends. */
static void drain(const struct http_server *server)
{
    const long long end = monotonic_ms() + HTTP_DRAIN_SECONDS * 1000LL;
    while (monotonic_ms() < end && (metrics_in_flight(server->site.settings.metrics) > 0 ||
                                    !http_connections_quiet(server->site.connections, HTTP_DRAIN_QUIET_MS)))
        nanosleep(&(struct timespec){0, 10 * 1000 * 1000}, NULL);
}

void http_server_stop(struct http_server *server)
{
    if (!server)
        return;
    atomic_store(&server->site.stopping, true);
    MHD_socket listening = MHD_quiesce_daemon(server->daemon);
    drain(server);
    MHD_stop_daemon(server->daemon);
    if (listening != MHD_INVALID_SOCKET)
        close(listening);
    http_connections_free(server->site.connections);
    free(server);
}
