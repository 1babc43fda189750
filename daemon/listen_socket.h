/*
 * listen_socket.h: opens the socket that the daemon listens on. Main thread only.
 */
#ifndef BPV_LISTEN_SOCKET_H
#define BPV_LISTEN_SOCKET_H

#include <stdbool.h>

#include "bpv.h"

/* address: "127.0.0.1:8080", "[::1]:8080" or "localhost:8080"; port 0 lets the system choose. */
enum bpv_status listen_on_address(const char *address, int *fd, struct bpv_error *error);
/* A Unix socket for owner and group; one that no daemon listens on any more is replaced. */
enum bpv_status listen_on_path(const char *path, int *fd, struct bpv_error *error);
/* True when only this machine can reach it: loopback or a Unix socket. */
bool listen_is_local(int fd);
/* "127.0.0.1:8080" or "unix:/run/bpv.sock", for the log. */
void listen_describe(int fd, char out[128]);

#endif
