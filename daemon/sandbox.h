/*
 * sandbox.h: the daemon gives up what it does not need, once its sockets are open and its first index is read.
 *
 *   user        another user, when root asks for one with --user
 *   privileges  no new ones (PR_SET_NO_NEW_PRIVS), no capabilities, no memory that becomes executable
 *   limits      no core files; after sandbox_no_more_threads no processes either (not for uid 0: the kernel exempts it)
 *   Landlock    files: read those in the folders of the indexes, nothing else; TCP: no bind, no connect; no signals and
 *               no abstract sockets outside. As much of it as the kernel has.
 *   seccomp     an allow-list of system calls. Open for writing, socket, connect, bind and fork give EPERM; exec and
 *               ptrace end the process.
 *
 * Weaker on request: with writable paths the filter lets files be opened for writing, made, renamed and removed, and
 * only Landlock says where. With remote indexes TCP sockets may be made; connect still fails, and remote_connector.h
 * does it. A process that must start programs (corpus_watch.h) is forked before, and stays outside.
 * Programs with sanitizers or counters in them need far more system calls: they get neither Landlock nor seccomp.
 * Ownership: everything is borrowed for the time of the call. Main thread only, before the first other thread: one that
 * exists already would stay outside.
 */
#ifndef BPV_SANDBOX_H
#define BPV_SANDBOX_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "bpv.h"

struct sandbox_settings {
    bool off;                    /* --no-sandbox: only the user is changed */
    const char *user;            /* NULL to stay who we are */
    const char *const *indexes;  /* at most BPV_INDEXES_MAX; the folders that hold them can be read */
    size_t index_count;
    const char *socket_path;     /* a Unix socket to remove at the end, NULL for none: its folder may lose files */
    const char *const *writable; /* a file that exists, or a folder where files may be made and replaced */
    size_t writable_count;
    bool tcp_sockets;               /* may be made, not connected (remote_connector.h) */
    const uint16_t *connect_ports;  /* of a process that only connects: TCP to these ports, whatever the address */
    size_t connect_count;
};

/* What is active now, for the log and for tests. */
struct sandbox_report {
    bool off;
    bool instrumented;         /* built with sanitizers: no Landlock, no seccomp */
    bool no_capabilities;
    bool no_core_files;
    bool no_executable_memory;
    int landlock;              /* version that the kernel has; 0 for none */
    bool filter;               /* seccomp */
    bool writes;               /* to the writable paths */
    const char *folder_missing; /* the first index whose folder does not exist: it can never be read */
};

/* BPV_INVALID: the user or a writable path is not usable, or an index that could be read before cannot be read now.
 * BPV_INTERNAL: a layer that the kernel has could not be applied. The process must end then: it is half inside. */
enum bpv_status sandbox_enter(const struct sandbox_settings *settings, struct sandbox_report *report,
                              struct bpv_error *error);
/* After the last thread was started. Does nothing when the sandbox is off. */
void sandbox_no_more_threads(const struct sandbox_settings *settings);
/* One line: which layers are active. A warning when one is missing. */
void sandbox_log(const struct sandbox_report *report);

#endif
