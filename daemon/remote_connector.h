/*
 * remote_connector.h: connections to remote indexes, from inside a sandbox that has no way out.
 *
 * Before the sandbox closes a process is forked that can do one thing: connect a socket that it is handed to one of the
 * addresses that were named at the start. The daemon itself may make TCP sockets, but not connect them: its connect()
 * (the one that Xapian calls too) passes the socket and the address to that process. Names are looked up once, at the
 * start.
 * Ownership: of the addresses of remote_addresses_resolve, the caller. Threads: connect() any; the rest main, before
 * other threads.
 */
#ifndef BPV_REMOTE_CONNECTOR_H
#define BPV_REMOTE_CONNECTOR_H

#include <stddef.h>

#include "bpv.h"

#define REMOTE_ADDRESS_MAX 80 /* tcp://[IPv6%zone]:port */

/* Replaces the remote ones among indexes by the same with a numeric address, in addresses. BPV_INVALID for an address
 * that cannot be one, BPV_IO for a name that is not found. */
enum bpv_status remote_addresses_resolve(const char *indexes[], size_t count, char addresses[][REMOTE_ADDRESS_MAX],
                                         struct bpv_error *error);

/* Starts the process when there are remote indexes. user: as in the sandbox; NULL to stay who we are. From then on
 * connect() goes by it. */
enum bpv_status remote_connector_start(const char *const *indexes, size_t count, const char *user,
                                       struct bpv_error *error);
void remote_connector_stop(void);

#endif
