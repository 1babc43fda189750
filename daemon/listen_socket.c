#include "listen_socket.h"

#include <arpa/inet.h>
#include <errno.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/un.h>
#include <unistd.h>

#define BACKLOG 1024

union socket_address {
    struct sockaddr any;
    struct sockaddr_in four;
    struct sockaddr_in6 six;
    struct sockaddr_un local;
    struct sockaddr_storage storage;
};

static bool parse_port(const char *text, in_port_t *port)
{
    size_t digits = strspn(text, "0123456789");
    if (digits == 0 || digits > 5 || text[digits] != '\0')
        return false;
    unsigned long number = strtoul(text, NULL, 10);
    *port = htons((uint16_t)number);
    return number <= 65535;
}

/* Numbers only: a name would be looked up over the network. */
static bool parse_address(const char *text, union socket_address *address, socklen_t *length)
{
    const char *colon = strrchr(text, ':');
    char host[64];
    *address = (union socket_address){.any = {0}};
    in_port_t port;
    if (!colon || !parse_port(colon + 1, &port) || (size_t)(colon - text) >= sizeof host)
        return false;
    memcpy(host, text, (size_t)(colon - text));
    host[colon - text] = '\0';
    size_t host_length = strlen(host);
    if (host[0] == '[' && host[host_length - 1] == ']') {
        host[host_length - 1] = '\0';
        address->six.sin6_family = AF_INET6;
        address->six.sin6_port = port;
        *length = sizeof address->six;
        return inet_pton(AF_INET6, host + 1, &address->six.sin6_addr) == 1;
    }
    address->four.sin_family = AF_INET;
    address->four.sin_port = port;
    *length = sizeof address->four;
    return inet_pton(AF_INET, strcmp(host, "localhost") == 0 ? "127.0.0.1" : host, &address->four.sin_addr) == 1;
}

static enum bpv_status failed(int fd, const char *where, struct bpv_error *error)
{
    int reason = errno;
    if (fd >= 0)
        close(fd);
    return bpv_fail(error, BPV_IO,
                    "Kan niet luisteren op %s: %s. Kies een ander adres, of stop het programma dat er al luistert.",
                    where, strerror(reason));
}

enum bpv_status listen_on_address(const char *text, int *fd, struct bpv_error *error)
{
    union socket_address address;
    socklen_t length = 0;
    *fd = -1;
    if (!parse_address(text, &address, &length))
        return bpv_fail(
            error, BPV_INVALID,
            "'%s' is geen adres om op te luisteren. Geef ADRES:POORT, bijvoorbeeld 127.0.0.1:8080 of [::1]:8080.",
            text);
    int opened = socket(address.any.sa_family, SOCK_STREAM | SOCK_CLOEXEC | SOCK_NONBLOCK, 0);
    int on = 1;
    if (opened < 0 || setsockopt(opened, SOL_SOCKET, SO_REUSEADDR, &on, sizeof on) != 0 ||
        bind(opened, &address.any, length) != 0 || listen(opened, BACKLOG) != 0)
        return failed(opened, text, error);
    *fd = opened;
    return BPV_OK;
}

/* Removes a socket that refuses connections: its daemon is gone. Anything else stays. */
static void remove_stale_socket(const union socket_address *address)
{
    struct stat status;
    if (lstat(address->local.sun_path, &status) != 0 || !S_ISSOCK(status.st_mode))
        return;
    int probe = socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0);
    if (probe < 0)
        return;
    if (connect(probe, &address->any, sizeof address->local) != 0 && errno == ECONNREFUSED)
        unlink(address->local.sun_path);
    close(probe);
}

enum bpv_status listen_on_path(const char *path, int *fd, struct bpv_error *error)
{
    union socket_address address = {.any = {0}};
    size_t length = strlen(path);
    *fd = -1;
    if (length == 0 || length >= sizeof address.local.sun_path)
        return bpv_fail(error, BPV_INVALID,
                        "Het pad van de socket is leeg of te lang. Kies een pad van hoogstens %zu tekens.",
                        sizeof address.local.sun_path - 1);
    address.local.sun_family = AF_UNIX;
    memcpy(address.local.sun_path, path, length);
    remove_stale_socket(&address);
    int opened = socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC | SOCK_NONBLOCK, 0);
    mode_t before = umask(0117); /* owner and group: nginx joins the group */
    int bound = opened < 0 ? -1 : bind(opened, &address.any, sizeof address.local);
    int reason = errno;
    umask(before);
    errno = reason;
    if (bound != 0 || listen(opened, BACKLOG) != 0)
        return failed(opened, path, error);
    *fd = opened;
    return BPV_OK;
}

static bool local_address(int fd, union socket_address *address)
{
    socklen_t length = sizeof *address;
    *address = (union socket_address){.any = {0}};
    return getsockname(fd, &address->any, &length) == 0;
}

bool listen_is_local(int fd)
{
    union socket_address address;
    if (!local_address(fd, &address))
        return false;
    if (address.any.sa_family == AF_INET)
        return (ntohl(address.four.sin_addr.s_addr) >> 24) == 127;
    if (address.any.sa_family == AF_INET6)
        return IN6_IS_ADDR_LOOPBACK(&address.six.sin6_addr);
    return address.any.sa_family == AF_UNIX;
}

void listen_describe(int fd, char out[128])
{
    union socket_address address;
    char host[INET6_ADDRSTRLEN] = "";
    snprintf(out, 128, "?");
    if (!local_address(fd, &address))
        return;
    if (address.any.sa_family == AF_INET && inet_ntop(AF_INET, &address.four.sin_addr, host, sizeof host))
        snprintf(out, 128, "%s:%u", host, ntohs(address.four.sin_port));
    else if (address.any.sa_family == AF_INET6 && inet_ntop(AF_INET6, &address.six.sin6_addr, host, sizeof host))
        snprintf(out, 128, "[%s]:%u", host, ntohs(address.six.sin6_port));
    else if (address.any.sa_family == AF_UNIX)
        snprintf(out, 128, "unix:%.108s", address.local.sun_path);
}
