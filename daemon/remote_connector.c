#include "remote_connector.h"

#include <errno.h>
#include <fcntl.h>
#include <netdb.h>
#include <netinet/in.h>
#include <pthread.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/prctl.h>
#include <sys/socket.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <signal.h>
#include <unistd.h>

#include "sandbox.h"

struct target {
    struct sockaddr_storage address;
    socklen_t length;
};

struct targets {
    struct target list[BPV_INDEXES_MAX];
    uint16_t ports[BPV_INDEXES_MAX];
    size_t count;
};

/* One connector in a process: connect() has no place for a context. */
static int connector = -1; /* our end of the connection with it; -1: connect by ourselves */
static pid_t connector_process;
static pthread_mutex_t connector_mutex = PTHREAD_MUTEX_INITIALIZER; /* a question and its reply belong together */

/* ---- Addresses ---- */

static enum bpv_status look_up(const char *index, bool numeric, struct target *target, uint16_t *port,
                               struct bpv_error *error)
{
    char host[BPV_HOST_MAX + 1], digits[8];
    unsigned number;
    *target = (struct target){.length = 0};
    *port = 0;
    enum bpv_status status = bpv_remote_address(index, host, &number, error);
    if (status != BPV_OK)
        return status;
    struct addrinfo hints = {.ai_socktype = SOCK_STREAM,
                             .ai_flags = AI_NUMERICSERV | (numeric ? AI_NUMERICHOST : AI_ADDRCONFIG)};
    struct addrinfo *found = NULL;
    snprintf(digits, sizeof digits, "%u", number);
    int result = getaddrinfo(host, digits, &hints, &found);
    if (result != 0 || !found || found->ai_addrlen > sizeof target->address) {
        if (found)
            freeaddrinfo(found);
        return bpv_fail(error, BPV_IO,
                        "--index: de naam %.200s is nu niet te vinden (%s). Controleer de naam, of geef een getal.",
                        host, result ? gai_strerror(result) : "geen adres");
    }
    memcpy(&target->address, found->ai_addr, found->ai_addrlen);
    target->length = found->ai_addrlen;
    *port = (uint16_t)number;
    freeaddrinfo(found);
    return BPV_OK;
}

enum bpv_status remote_addresses_resolve(const char *indexes[], size_t count, char addresses[][REMOTE_ADDRESS_MAX],
                                         struct bpv_error *error)
{
    for (size_t i = 0; i < count; i++) {
        struct target target;
        uint16_t port;
        char host[64];
        if (!bpv_index_is_remote(indexes[i]))
            continue;
        enum bpv_status status = look_up(indexes[i], false, &target, &port, error);
        if (status != BPV_OK)
            return status;
        const struct sockaddr *address = (const void *)&target.address;
        if (getnameinfo(address, target.length, host, sizeof host, NULL, 0, NI_NUMERICHOST) != 0)
            return bpv_fail(error, BPV_IO, "--index: het adres van %.200s is niet te gebruiken.", indexes[i]);
        bool six = address->sa_family == AF_INET6;
        snprintf(addresses[i], REMOTE_ADDRESS_MAX, "tcp://%s%s%s:%u", six ? "[" : "", host, six ? "]" : "", port);
        indexes[i] = addresses[i];
    }
    return BPV_OK;
}

static bool same_place(const struct target *target, const struct sockaddr_storage *address)
{
    if (target->address.ss_family != address->ss_family)
        return false;
    if (address->ss_family == AF_INET) {
        const struct sockaddr_in *a = (const void *)&target->address, *b = (const void *)address;
        return a->sin_port == b->sin_port && a->sin_addr.s_addr == b->sin_addr.s_addr;
    }
    const struct sockaddr_in6 *a = (const void *)&target->address, *b = (const void *)address;
    return address->ss_family == AF_INET6 && a->sin6_port == b->sin6_port && a->sin6_scope_id == b->sin6_scope_id &&
           memcmp(&a->sin6_addr, &b->sin6_addr, sizeof a->sin6_addr) == 0;
}

/* ---- The process ---- */

/* A message with room for one descriptor. */
union one_descriptor {
    struct cmsghdr align;
    char bytes[CMSG_SPACE(sizeof(int))];
};

/* The socket and the wanted address; -1 without a socket. False at the end of the stream. */
static bool take_request(int from, struct sockaddr_storage *address, int *fd)
{
    union one_descriptor control;
    struct iovec bytes = {address, sizeof *address};
    struct msghdr message = {.msg_iov = &bytes, .msg_iovlen = 1, .msg_control = &control,
                             .msg_controllen = sizeof control};
    ssize_t length;
    do
        length = recvmsg(from, &message, MSG_CMSG_CLOEXEC);
    while (length < 0 && errno == EINTR);
    const struct cmsghdr *header = length == sizeof *address ? CMSG_FIRSTHDR(&message) : NULL;
    *fd = -1;
    if (header && header->cmsg_type == SCM_RIGHTS && header->cmsg_len == CMSG_LEN(sizeof *fd))
        memcpy(fd, CMSG_DATA(header), sizeof *fd);
    return length > 0;
}

/* An error number. A socket that would keep us waiting is refused. */
static int connect_to_target(const struct targets *targets, int fd, const struct sockaddr_storage *address)
{
    int flags = fd < 0 ? -1 : fcntl(fd, F_GETFL);
    if (flags < 0 || !(flags & O_NONBLOCK))
        return EINVAL;
    for (size_t i = 0; i < targets->count; i++)
        if (same_place(&targets->list[i], address))
            return syscall(SYS_connect, fd, &targets->list[i].address, targets->list[i].length) == 0 ? 0 : errno;
    return EPERM;
}

__attribute__((noreturn)) static void serve_daemon(int daemon, const struct targets *targets, const char *user)
{
    struct sandbox_report report;
    struct bpv_error error;
    const struct sandbox_settings settings = {.user = user, .connect_ports = targets->ports,
                                              .connect_count = targets->count};
    prctl(PR_SET_PDEATHSIG, SIGKILL);
    prctl(PR_SET_NAME, "bpvd-connect");
    if (dup2(daemon, 3) == 3)
        close_range(4, ~0u, 0);
    int result = sandbox_enter(&settings, &report, &error) == BPV_OK ? 0 : ECANCELED;
    bool going = send(3, &result, sizeof result, MSG_NOSIGNAL) == sizeof result && result == 0;
    struct sockaddr_storage address;
    int fd;
    while (going && take_request(3, &address, &fd)) {
        result = connect_to_target(targets, fd, &address);
        if (fd >= 0)
            close(fd);
        going = send(3, &result, sizeof result, MSG_NOSIGNAL) == sizeof result;
    }
    _exit(0);
}

static bool take_reply(int *result)
{
    ssize_t length;
    do
        length = recv(connector, result, sizeof *result, 0);
    while (length < 0 && errno == EINTR);
    return length == sizeof *result;
}

enum bpv_status remote_connector_start(const char *const *indexes, size_t count, const char *user,
                                       struct bpv_error *error)
{
    struct targets targets = {.count = 0};
    int pair[2], result = ECANCELED;
    for (size_t i = 0; i < count; i++) {
        if (!bpv_index_is_remote(indexes[i]))
            continue;
        enum bpv_status status = look_up(indexes[i], true, &targets.list[targets.count], &targets.ports[targets.count],
                                         error);
        if (status != BPV_OK)
            return status;
        targets.count++;
    }
    if (!targets.count)
        return BPV_OK;
    if (socketpair(AF_UNIX, SOCK_SEQPACKET | SOCK_CLOEXEC, 0, pair) != 0)
        return bpv_fail(error, BPV_INTERNAL, "Verbinden met andere machines lukt niet: %s.", strerror(errno));
    connector_process = fork();
    if (connector_process == 0)
        serve_daemon(pair[1], &targets, user);
    int reason = errno;
    close(pair[1]);
    connector = pair[0];
    if (connector_process > 0 && take_reply(&result) && result == 0)
        return BPV_OK;
    remote_connector_stop();
    return bpv_fail(error, BPV_INTERNAL,
                    "Het proces dat met andere machines verbindt start niet: %s. "
                    "Herstel dit, of start bpvd met --no-sandbox.",
                    strerror(result == ECANCELED && connector_process > 0 ? result : reason));
}

void remote_connector_stop(void)
{
    if (connector < 0)
        return;
    close(connector);
    connector = -1;
    if (connector_process > 0)
        waitpid(connector_process, NULL, 0);
}

static int ask_connector(int fd, const struct sockaddr_storage *address)
{
    union one_descriptor control;
    struct iovec bytes = {(void *)(uintptr_t)address, sizeof *address};
    struct msghdr message = {.msg_iov = &bytes, .msg_iovlen = 1, .msg_control = &control,
                             .msg_controllen = sizeof control};
    int result = ECONNREFUSED;
    memset(&control, 0, sizeof control);
    struct cmsghdr *header = CMSG_FIRSTHDR(&message);
    *header = (struct cmsghdr){.cmsg_len = CMSG_LEN(sizeof fd), .cmsg_level = SOL_SOCKET, .cmsg_type = SCM_RIGHTS};
    memcpy(CMSG_DATA(header), &fd, sizeof fd);
    pthread_mutex_lock(&connector_mutex);
    if (sendmsg(connector, &message, MSG_NOSIGNAL) != sizeof *address || !take_reply(&result))
        result = ECONNREFUSED;
    pthread_mutex_unlock(&connector_mutex);
    return result;
}

/* Takes the place of the C library's, for Xapian too. */
int connect(int fd, __CONST_SOCKADDR_ARG to, socklen_t length)
{
    if (connector < 0)
        return (int)syscall(SYS_connect, fd, to.__sockaddr__, length);
    struct sockaddr_storage address = {0};
    int result = EINVAL;
    if (length <= sizeof address) {
        memcpy(&address, to.__sockaddr__, length);
        result = ask_connector(fd, &address);
    }
    if (result == 0)
        return 0;
    errno = result;
    return -1;
}
