/*
 * daemon_options.h: what the operator asks for, by options and by environment variables. An option beats its variable.
 * Strict: an unknown BPV_ variable or a bad value is an error, because a typing error must not change how a server
 * listens.
 * Ownership: strings borrow from argv and the environment, or from the struct; daemon_options_release. Main thread
 * only.
 */
#ifndef BPV_DAEMON_OPTIONS_H
#define BPV_DAEMON_OPTIONS_H

#include <stdbool.h>
#include <stddef.h>

#include "bpv.h"

enum daemon_task { DAEMON_SERVE, DAEMON_SHOW_HELP, DAEMON_SHOW_VERSION };

struct daemon_options {
    enum daemon_task task;
    const char *listen;    /* ADDR:PORT; NULL when not given */
    const char *unix_path; /* NULL when not given */
    const char *indexes[BPV_INDEXES_MAX];
    size_t index_count;
    const char *root;      /* "" or "/prefix" */
    const char *hosts[HTTP_HOSTS_MAX];
    size_t host_count;
    unsigned threads;
    size_t cache_bytes;
    const char *user;      /* NULL when not given */
    bool no_sandbox;
    const char *corpus;    /* NULL when not given; its index is served beside the others */
    const char *indexer;   /* NULL = beside our own program */
    const char *gaps;      /* NULL when not given: nothing is counted */
    unsigned gaps_minimum;
    char *memory[2];       /* private: copies of the lists in the environment */
};

enum bpv_status daemon_options_read(int argc, char **argv, char **environment, struct daemon_options *options,
                                    struct bpv_error *error);
void daemon_options_release(struct daemon_options *options);
void daemon_options_show_help(void);

#endif
