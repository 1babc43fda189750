/* remote_connector: from inside the sandbox only the addresses that were named can be reached. Every try runs in a
 * child of its own. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>
#include <arpa/inet.h>
#include <errno.h>
#include <fcntl.h>
#include <netinet/in.h>
#include <poll.h>
#include <stdio.h>
#include <netdb.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <unistd.h>

#include "remote_connector.h"
#include "sandbox.h"
#include "sandbox_layers.h"

enum { WORKED = 0, REFUSED = 250, WRONG = 251 };

/* named has a listener, other too; elsewhere: the same port of another address */
static struct sockaddr_in named, other, elsewhere;
static char index_name[64];

static void listen_on_loopback(struct sockaddr_in *address)
{
    socklen_t length = sizeof *address;
    int fd = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
    *address = (struct sockaddr_in){.sin_family = AF_INET, .sin_addr = {htonl(INADDR_LOOPBACK)}};
    assert_true(fd >= 0 && bind(fd, (const struct sockaddr *)address, length) == 0 && listen(fd, 8) == 0);
    assert_int_equal(getsockname(fd, (struct sockaddr *)address, &length), 0);
}

static int make_listeners(void **state)
{
    (void)state;
    listen_on_loopback(&named);
    listen_on_loopback(&other);
    elsewhere = named;
    elsewhere.sin_addr.s_addr = htonl(INADDR_LOOPBACK + 1);
    snprintf(index_name, sizeof index_name, "tcp://127.0.0.1:%u", ntohs(named.sin_port));
    return 0;
}

/* ---- What is tried: 0 when it worked, else the error number. ---- */

typedef int try_function(void);

static int connect_to(const struct sockaddr_in *address, int flags)
{
    int fd = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC | flags, 0);
    if (fd < 0)
        return errno;
    if (connect(fd, (const struct sockaddr *)address, sizeof *address) != 0 && errno != EINPROGRESS)
        return errno;
    struct pollfd writable = {.fd = fd, .events = POLLOUT};
    struct sockaddr_in peer;
    socklen_t length = sizeof peer;
    return poll(&writable, 1, 5000) == 1 && getpeername(fd, (struct sockaddr *)&peer, &length) == 0 &&
                   peer.sin_port == address->sin_port
               ? WORKED
               : WRONG;
}

static int connect_named(void) { return connect_to(&named, SOCK_NONBLOCK); }
static int connect_other(void) { return connect_to(&other, SOCK_NONBLOCK); }
static int connect_elsewhere(void) { return connect_to(&elsewhere, SOCK_NONBLOCK); }
static int connect_and_wait(void) { return connect_to(&named, 0); }
static int make_socket(int family, int type) { return socket(family, type | SOCK_CLOEXEC, 0) >= 0 ? WORKED : errno; }
static int datagrams(void) { return make_socket(AF_INET, SOCK_DGRAM); }
static int local(void) { return make_socket(AF_UNIX, SOCK_STREAM); }
static int raw(void) { return make_socket(AF_INET, SOCK_RAW); }
static int netlink(void) { return make_socket(AF_NETLINK, SOCK_RAW); }

static int connect_by_itself(void)
{
    int fd = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC | SOCK_NONBLOCK, 0);
    return syscall(SYS_connect, fd, &named, sizeof named) == 0 || errno == EINPROGRESS ? WORKED : errno;
}

static int too_long(void)
{
    char long_address[512] = {0};
    int fd = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC | SOCK_NONBLOCK, 0);
    return connect(fd, (const struct sockaddr *)(const void *)long_address, sizeof long_address) == 0 ? WORKED : errno;
}

static int many_times(void)
{
    for (int i = 0; i < 6; i++)
        if (connect_named() != WORKED || connect_other() != EPERM)
            return WRONG;
    return WORKED;
}

static int after_the_end(void)
{
    remote_connector_stop();
    return SANDBOX_INSTRUMENTED ? EPERM : connect_named();
}

static int inside(try_function *try)
{
    const char *const indexes[] = {"/somewhere/bpv.index", index_name};
    const struct sandbox_settings settings = {.indexes = indexes, .index_count = 2, .tcp_sockets = true};
    int status;
    pid_t child = fork();
    assert_true(child >= 0);
    if (child == 0) {
        struct bpv_error error;
        struct sandbox_report report;
        bool entered = remote_connector_start(indexes, 2, NULL, &error) == BPV_OK &&
                       sandbox_enter(&settings, &report, &error) == BPV_OK;
        _exit(entered ? try() : REFUSED);
    }
    assert_int_equal(waitpid(child, &status, 0), child);
    return WIFEXITED(status) ? WEXITSTATUS(status) : WRONG;
}

/* ---- The tests ---- */

static void only_named_addresses_are_reached(void **state)
{
    (void)state;
    assert_int_equal(inside(connect_named), WORKED);
    assert_int_equal(inside(connect_other), EPERM);
    assert_int_equal(inside(connect_elsewhere), EPERM);
    assert_int_equal(inside(many_times), WORKED);
    assert_int_equal(inside(connect_and_wait), EINVAL); /* it would hold up everyone */
    assert_int_equal(inside(too_long), EINVAL);
}

static void nothing_goes_around_it(void **state)
{
    (void)state;
    if (SANDBOX_INSTRUMENTED) {
        print_message("# not tested: Landlock and seccomp, because of the sanitizer\n");
        return;
    }
    assert_int_equal(inside(connect_by_itself), EPERM);
    assert_int_equal(inside(datagrams), EPERM);
    assert_int_equal(inside(local), EPERM);
    assert_int_equal(inside(raw), EPERM);
    assert_int_equal(inside(netlink), EPERM);
    assert_int_equal(inside(after_the_end), EPERM);
}

static void without_remote_indexes_there_is_none(void **state)
{
    (void)state;
    const char *const indexes[] = {"/somewhere/bpv.index"};
    struct bpv_error error;
    assert_int_equal(remote_connector_start(indexes, 1, NULL, &error), BPV_OK);
    assert_int_equal(waitpid(-1, NULL, WNOHANG), -1);
    assert_int_equal(connect_other(), WORKED);
    remote_connector_stop();
}

static void names_become_numbers(void **state)
{
    (void)state;
    struct addrinfo *found;
    bool has_localhost = getaddrinfo("localhost", NULL, NULL, &found) == 0; /* not in a container without /etc/hosts */
    if (has_localhost)
        freeaddrinfo(found);
    char addresses[4][REMOTE_ADDRESS_MAX];
    struct bpv_error error;
    const char *indexes[] = {"bpv.index", has_localhost ? "tcp://localhost:7001" : "tcp://127.0.0.1:7001",
                             "tcp://[::1]:7002", "tcp://10.0.0.2:7003"};
    assert_int_equal(remote_addresses_resolve(indexes, 4, addresses, &error), BPV_OK);
    assert_string_equal(indexes[0], "bpv.index");
    assert_true(strcmp(indexes[1], "tcp://127.0.0.1:7001") == 0 || strcmp(indexes[1], "tcp://[::1]:7001") == 0);
    assert_string_equal(indexes[2], "tcp://[::1]:7002");
    assert_string_equal(indexes[3], "tcp://10.0.0.2:7003");
    const char *unknown[] = {"tcp://no-such-name.invalid:7001"}, *wrong[] = {"tcp://10.0.0.2"};
    assert_int_equal(remote_addresses_resolve(unknown, 1, addresses, &error), BPV_IO);
    assert_int_equal(remote_addresses_resolve(wrong, 1, addresses, &error), BPV_INVALID);
}

static void addresses_are_read(void **state)
{
    (void)state;
    static const char *const good[] = {"tcp://a:1", "tcp://10.0.0.2:65535", "tcp://[fe80::1%eth0]:7001",
                                       "tcp://bpv.school-x.nl:7001"};
    static const char *const bad[] = {
        "",           "tcp://",     "tcp://a",      "tcp://a:",    "tcp://a:0",    "tcp://a:65536", "tcp://a:123456",
        "tcp://a:7x", "tcp://:7",   "tcp://[::1:7", "tcp://[]:7",  "tcp://a b:7",  "tcp://a/b:7",   "tcp://a:7/",
        "TCP://a:7",  "/tcp://a:7", "tcp://a\n:7",  "tcp://::1:7", "tcp://[::1]7", "udp://a:7"};
    char host[BPV_HOST_MAX + 1], long_name[400] = "tcp://";
    unsigned port;
    struct bpv_error error;
    for (size_t i = 0; i < sizeof good / sizeof good[0]; i++)
        assert_int_equal(bpv_remote_address(good[i], host, &port, &error), BPV_OK);
    assert_string_equal(host, "bpv.school-x.nl");
    assert_int_equal(port, 7001);
    for (size_t i = 0; i < sizeof bad / sizeof bad[0]; i++)
        assert_int_equal(bpv_remote_address(bad[i], host, &port, &error), BPV_INVALID);
    memset(long_name + 6, 'a', 300);
    memcpy(long_name + 306, ":7001", 6);
    assert_int_equal(bpv_remote_address(long_name, host, &port, &error), BPV_INVALID);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(without_remote_indexes_there_is_none), cmocka_unit_test(only_named_addresses_are_reached),
        cmocka_unit_test(nothing_goes_around_it),               cmocka_unit_test(names_become_numbers),
        cmocka_unit_test(addresses_are_read),
    };
    return cmocka_run_group_tests(tests, make_listeners, NULL);
}
