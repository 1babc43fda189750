/*
 * http_server.h: listening, limits, threads and a graceful end. No request is seen here: see http_exchange.h.
 * Ownership: the server borrows everything in the settings until http_server_stop. Start and stop: main thread.
 */
#ifndef BPV_HTTP_SERVER_H
#define BPV_HTTP_SERVER_H

#include <stdbool.h>
#include <stddef.h>
#include <time.h>

#include "answer_cache.h"
#include "bpv.h"
#include "corpus_watch.h"
#include "coverage_service.h"
#include "gap_counter.h"
#include "generation.h"
#include "metrics.h"

struct http_server;

struct http_server_settings {
    int listen_fd;              /* a listening stream socket; closed by http_server_stop */
    unsigned threads;
    bool limit_per_address;     /* not when every client is a proxy on loopback */
    const char *root;           /* "" or "/bpv" */
    const char *const *hosts;   /* allowed names beside loopback and addresses */
    size_t host_count;
    struct generation_keeper *keeper;
    struct answer_cache *cache;
    struct metrics *metrics;
    struct coverage_service *coverage;
    struct corpus_watch *corpus; /* NULL without --corpus */
    struct gap_counter *gaps;    /* NULL without --gaps */
    time_t started;
};

enum bpv_status http_server_start(const struct http_server_settings *settings, struct http_server **server,
                                  struct bpv_error *error);
/* Ends connections that take too long; about every second. */
void http_server_sweep(struct http_server *server);
/* Takes no more connections, waits at most HTTP_DRAIN_SECONDS for the requests in progress, closes the rest. */
void http_server_stop(struct http_server *server);

#endif
