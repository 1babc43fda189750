#include "service_notify.h"

#include <errno.h>
#include <fcntl.h>
#include <stddef.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/un.h>
#include <time.h>
#include <unistd.h>

enum { FIRST_SOCKET = 3 }; /* SD_LISTEN_FDS_START */

static int notify_fd = -1; /* set by service_notify_open */

/* A decimal environment variable; 0 when it is absent or not a number. */
static unsigned long long number_of(const char *name)
{
    const char *value = getenv(name);
    if (!value || value[0] < '0' || value[0] > '9')
        return 0;
    char *end;
    errno = 0;
    unsigned long long number = strtoull(value, &end, 10);
    return errno == 0 && *end == '\0' ? number : 0;
}

static int is_listening_stream(int fd)
{
    int type = 0, listening = 0;
    socklen_t length = sizeof type;
    if (getsockopt(fd, SOL_SOCKET, SO_TYPE, &type, &length) != 0 || type != SOCK_STREAM)
        return 0;
    length = sizeof listening;
    return getsockopt(fd, SOL_SOCKET, SO_ACCEPTCONN, &listening, &length) == 0 && listening;
}

int service_listen_socket(void)
{
    int for_us = number_of("LISTEN_PID") == (unsigned long long)getpid();
    unsigned long long count = for_us ? number_of("LISTEN_FDS") : 0;
    unsetenv("LISTEN_PID");
    unsetenv("LISTEN_FDS");
    unsetenv("LISTEN_FDNAMES");
    if (count == 0)
        return -1;
    if (count > 1 || !is_listening_stream(FIRST_SOCKET) || fcntl(FIRST_SOCKET, F_SETFD, FD_CLOEXEC) != 0)
        return -2;
    return FIRST_SOCKET;
}

void service_notify_open(void)
{
    if (notify_fd >= 0)
        close(notify_fd);
    notify_fd = -1;
    const char *path = getenv("NOTIFY_SOCKET");
    struct sockaddr_un address = {.sun_family = AF_UNIX};
    size_t length = path ? strlen(path) : 0;
    if ((path && path[0] != '/' && path[0] != '@') || length < 2 || length >= sizeof address.sun_path)
        return;
    memcpy(address.sun_path, path, length);
    if (path[0] == '@') /* an abstract name */
        address.sun_path[0] = '\0';
    int fd = socket(AF_UNIX, SOCK_DGRAM | SOCK_CLOEXEC, 0);
    if (fd < 0)
        return;
    if (connect(fd, (struct sockaddr *)&address, (socklen_t)(offsetof(struct sockaddr_un, sun_path) + length)) == 0)
        notify_fd = fd;
    else
        close(fd);
}

void service_notify(const char *state)
{
    /* Nothing can be done when systemd does not listen. */
    if (notify_fd >= 0)
        (void)send(notify_fd, state, strlen(state), MSG_NOSIGNAL);
}

void service_notify_reloading(void)
{
    struct timespec now;
    clock_gettime(CLOCK_MONOTONIC, &now);
    char state[80];
    snprintf(state, sizeof state, "RELOADING=1\nMONOTONIC_USEC=%lld",
             (long long)now.tv_sec * 1000000 + now.tv_nsec / 1000);
    service_notify(state);
}

uint64_t service_watchdog_ms(void)
{
    unsigned long long microseconds = number_of("WATCHDOG_USEC");
    const char *pid = getenv("WATCHDOG_PID");
    if (microseconds == 0 || (pid && number_of("WATCHDOG_PID") != (unsigned long long)getpid()))
        return 0;
    return microseconds / 2000 ? microseconds / 2000 : 1;
}
