/*
 * service_notify.h: the two things systemd and a daemon tell each other (sd_listen_fds(3), sd_notify(3)), without
 * libsystemd. Main thread only. Nothing happens when the daemon was not started by systemd.
 */
#ifndef BPV_SERVICE_NOTIFY_H
#define BPV_SERVICE_NOTIFY_H

#include <stdint.h>

/* The socket that systemd opened for us: -1 for none, -2 when there is more than one or it is no listening stream
 * socket. Takes the variables out of the environment. */
int service_listen_socket(void);

/* Connects to the socket named by NOTIFY_SOCKET, if any: in the sandbox there are no new sockets. Calling it again
 * starts anew. */
void service_notify_open(void);
/* state: "READY=1", "STOPPING=1", "WATCHDOG=1" ... lines. */
void service_notify(const char *state);
/* RELOADING=1 with the monotonic time that goes with it. */
void service_notify_reloading(void);
/* How often WATCHDOG=1 is due, in milliseconds (half of what systemd allows); 0 when it does not watch. */
uint64_t service_watchdog_ms(void);

#endif
