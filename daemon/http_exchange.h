/*
 * http_exchange.h: one request and its reply, from the first byte to the log line: the callbacks that MHD calls.
 * Ownership: the exchange is made in http_exchange_begin and freed in http_exchange_end, which MHD calls once for each.
 * Threads: an exchange belongs to the worker of its connection. What it shares (struct http_site) is constant or guards
 * itself.
 */
#ifndef BPV_HTTP_EXCHANGE_H
#define BPV_HTTP_EXCHANGE_H

#include <microhttpd.h>
#include <stdatomic.h>

#include "http_connections.h"
#include "http_server.h"

struct http_site {
    struct http_server_settings settings; /* constant after the start */
    struct http_connections *connections;
    atomic_uint_fast64_t next_request;     /* for request ids */
    atomic_bool stopping;                  /* then every reply ends its connection */
};

/* For MHD_OPTION_URI_LOG_CALLBACK, MHD_start_daemon and MHD_OPTION_NOTIFY_COMPLETED; context is the site. */
void *http_exchange_begin(void *context, const char *target, struct MHD_Connection *connection);
enum MHD_Result http_exchange_handle(void *context, struct MHD_Connection *connection, const char *url,
                                     const char *method, const char *version, const char *upload_data,
                                     size_t *upload_data_size, void **exchange);
void http_exchange_end(void *context, struct MHD_Connection *connection, void **exchange,
                       enum MHD_RequestTerminationCode code);

#endif
