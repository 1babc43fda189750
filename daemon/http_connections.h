/*
 * http_connections.h: ends connections that take too long. MHD's own timeout counts silence only, so that one byte a
 * second lasts for ever; here a connection must have received a complete reply within HTTP_REQUEST_SECONDS of its start
 * or of its previous reply.
 * Guarding: one mutex guards the list; MHD tells of a close before it closes the descriptor, so a listed descriptor is
 * always ours.
 */
#ifndef BPV_HTTP_CONNECTIONS_H
#define BPV_HTTP_CONNECTIONS_H

#include <microhttpd.h>
#include <stdbool.h>
#include <stddef.h>

struct http_connections;

struct http_connections *http_connections_create(void);
void http_connections_free(struct http_connections *connections); /* after MHD has stopped */

/* For MHD_OPTION_NOTIFY_CONNECTION; context is the struct. */
void http_connections_notify(void *context, struct MHD_Connection *connection, void **socket_context,
                             enum MHD_ConnectionNotificationCode code);
/* A reply has been sent: the connection may live on. */
void http_connections_renew(struct MHD_Connection *connection);
/* Memory (from malloc) that a connection keeps from one request for the next; freed when it is closed. take gives NULL
 * when there is none. For the thread that serves the connection. */
void *http_connections_take(struct MHD_Connection *connection);
void http_connections_keep(struct MHD_Connection *connection, void *memory);
/* Shuts down what is over its time; call this about every second. Returns how many. */
size_t http_connections_sweep(struct http_connections *connections);
/* True if none is left, or nothing happened for so long on those that are. */
bool http_connections_quiet(struct http_connections *connections, unsigned milliseconds);

#endif
