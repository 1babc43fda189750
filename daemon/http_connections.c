#include "http_connections.h"

#include <pthread.h>
#include <stdatomic.h>
#include <stdlib.h>
#include <sys/socket.h>
#include <time.h>

#include "text_buffer.h"

struct connection {
    struct connection *previous, *next;
    int fd;                /* -1 once it was shut down */
    atomic_llong since;    /* monotonic milliseconds */
    void *kept;            /* of the thread that serves it */
};

struct http_connections {
    pthread_mutex_t mutex; /* guards the list and each fd */
    struct connection ring; /* head of the list */
};

static long long monotonic_ms(void)
{
    struct timespec now;
    clock_gettime(CLOCK_MONOTONIC_COARSE, &now);
    return now.tv_sec * 1000LL + now.tv_nsec / 1000000;
}

struct http_connections *http_connections_create(void)
{
    struct http_connections *connections = xcalloc(1, sizeof *connections);
    pthread_mutex_init(&connections->mutex, NULL);
    connections->ring.previous = connections->ring.next = &connections->ring;
    return connections;
}

void http_connections_free(struct http_connections *connections)
{
    if (!connections)
        return;
    pthread_mutex_destroy(&connections->mutex);
    free(connections);
}

static void take_out(struct connection *connection)
{
    connection->previous->next = connection->next;
    connection->next->previous = connection->previous;
}

static void put_last(struct http_connections *connections, struct connection *connection)
{
    connection->next = &connections->ring;
    connection->previous = connections->ring.previous;
    connection->previous->next = connection;
    connections->ring.previous = connection;
}

void http_connections_notify(void *context, struct MHD_Connection *mhd, void **socket_context,
                             enum MHD_ConnectionNotificationCode code)
{
    struct http_connections *connections = context;
    if (code == MHD_CONNECTION_NOTIFY_STARTED) {
        const union MHD_ConnectionInfo *info = MHD_get_connection_info(mhd, MHD_CONNECTION_INFO_CONNECTION_FD);
        struct connection *connection = xcalloc(1, sizeof *connection);
        connection->fd = info ? info->connect_fd : -1;
        atomic_init(&connection->since, monotonic_ms());
        *socket_context = connection;
        pthread_mutex_lock(&connections->mutex);
        put_last(connections, connection);
        pthread_mutex_unlock(&connections->mutex);
    } else if (*socket_context) {
        struct connection *connection = *socket_context;
        pthread_mutex_lock(&connections->mutex);
        take_out(connection);
        pthread_mutex_unlock(&connections->mutex);
        free(connection->kept);
        free(connection);
        *socket_context = NULL;
    }
}

static struct connection *connection_of(struct MHD_Connection *mhd)
{
    const union MHD_ConnectionInfo *info = MHD_get_connection_info(mhd, MHD_CONNECTION_INFO_SOCKET_CONTEXT);
    return info ? info->socket_context : NULL;
}

void http_connections_renew(struct MHD_Connection *mhd)
{
    struct connection *connection = connection_of(mhd);
    if (connection)
        atomic_store_explicit(&connection->since, monotonic_ms(), memory_order_relaxed);
}

void *http_connections_take(struct MHD_Connection *mhd)
{
    struct connection *connection = connection_of(mhd);
    void *kept = connection ? connection->kept : NULL;
    if (connection)
        connection->kept = NULL;
    return kept;
}

void http_connections_keep(struct MHD_Connection *mhd, void *memory)
{
    struct connection *connection = connection_of(mhd);
    if (connection && !connection->kept)
        connection->kept = memory;
    else
        free(memory);
}

size_t http_connections_sweep(struct http_connections *connections)
{
    size_t ended = 0;
    long long limit = monotonic_ms() - HTTP_REQUEST_SECONDS * 1000LL;
    pthread_mutex_lock(&connections->mutex);
    for (struct connection *c = connections->ring.next; c != &connections->ring; c = c->next)
        if (c->fd >= 0 && atomic_load_explicit(&c->since, memory_order_relaxed) < limit) {
            shutdown(c->fd, SHUT_RDWR); /* MHD sees the end of the stream and closes it */
            c->fd = -1;
            ended++;
        }
    pthread_mutex_unlock(&connections->mutex);
    return ended;
}

bool http_connections_quiet(struct http_connections *connections, unsigned milliseconds)
{
    bool quiet = true;
    long long limit = monotonic_ms() - milliseconds;
    pthread_mutex_lock(&connections->mutex);
    for (struct connection *c = connections->ring.next; c != &connections->ring && quiet; c = c->next)
        quiet = atomic_load_explicit(&c->since, memory_order_relaxed) < limit;
    pthread_mutex_unlock(&connections->mutex);
    return quiet;
}
