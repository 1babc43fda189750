/* daemon_options and service_notify: an operator's typing error never changes how a server listens. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/un.h>
#include <unistd.h>

#include "daemon_options.h"
#include "listen_socket.h"
#include "log_line.h"
#include "service_notify.h"

static struct daemon_options options;
static struct bpv_error error;

static enum bpv_status read_all(const char **environment, const char **arguments)
{
    int count = 0;
    while (arguments[count])
        count++;
    daemon_options_release(&options);
    return daemon_options_read(count, (char **)(uintptr_t)arguments, (char **)(uintptr_t)environment, &options, &error);
}

static void environment_then_options(void **state)
{
    (void)state;
    const char *environment[] = {"HOME=/",
                                 "BPV_LISTEN=127.0.0.1:1",
                                 "BPV_INDEX=/a:/b",
                                 "BPV_HOSTS=x.nl,y.nl",
                                 "BPV_THREADS=3",
                                 "BPV_TODAY=2026-01-01",
                                 NULL};
    const char *none[] = {"bpvd", NULL};
    assert_int_equal(read_all(environment, none), BPV_OK);
    assert_string_equal(options.listen, "127.0.0.1:1");
    assert_int_equal(options.index_count, 2);
    assert_string_equal(options.indexes[1], "/b");
    assert_int_equal(options.host_count, 2);
    assert_int_equal(options.threads, 3);
    assert_string_equal(options.root, "");
    const char *arguments[] = {"bpvd",        "--index",       "/c", "--host", "z.nl", "--unix", "/s",
                               "--threads=2", "--cache-bytes", "0",  "--root", "/bpv", NULL};
    assert_int_equal(read_all(environment, arguments), BPV_OK);
    assert_null(options.listen); /* an option beats the variable, also the other way to listen */
    assert_string_equal(options.unix_path, "/s");
    assert_int_equal(options.index_count, 1);
    assert_string_equal(options.indexes[0], "/c");
    assert_int_equal(options.host_count, 1);
    assert_int_equal(options.threads, 2);
    assert_int_equal(options.cache_bytes, 0);
    assert_string_equal(options.root, "/bpv");
}

static void mistakes_are_named(void **state)
{
    (void)state;
    static const char *const variables[] = {"BPV_LISTN=x",        "BPV_THREADS=0", "BPV_THREADS=65",   "BPV_THREADS=",
                                            "BPV_CACHE_BYTES=1k", "BPV_ROOT=bpv",  "BPV_ROOT=/bpv/",   "BPV_ROOT=/a//b",
                                            "BPV_ROOT=/a b",      "BPV_INDEX=",    "BPV_INDEX=/a::/b", "BPV_HOSTS=a b",
                                            "BPV_HOSTS=x.nl,",    "BPV_=1"};
    for (size_t i = 0; i < sizeof variables / sizeof variables[0]; i++) {
        const char *environment[] = {variables[i], NULL};
        const char *arguments[] = {"bpvd", NULL};
        assert_int_not_equal(read_all(environment, arguments), BPV_OK);
        assert_non_null(strstr(error.text, "BPV_"));
    }
    static const char *const bad[][2] = {
        {"--listn", "x"}, {"--index", NULL}, {"--threads", "x"}, {"loose", NULL}, {"--root", "x"}};
    for (size_t i = 0; i < sizeof bad / sizeof bad[0]; i++) {
        const char *environment[] = {NULL};
        const char *arguments[] = {"bpvd", bad[i][0], bad[i][1], NULL};
        assert_int_not_equal(read_all(environment, arguments), BPV_OK);
        assert_true(strlen(error.text) > 20);
    }
    const char *nothing[] = {NULL}, *both[] = {"bpvd", "--listen", "127.0.0.1:0", "--unix", "/s", NULL};
    assert_int_equal(read_all(nothing, both), BPV_INVALID);
}

static void addresses_are_numbers(void **state)
{
    (void)state;
    static const char *const bad[] = {
        "",       "8080",    "127.0.0.1", "127.0.0.1:",   "127.0.0.1:70000", "127.0.0.1:8o", "example.org:80",
        "::1:80", "[::1:80", "[x]:80",    "256.0.0.1:80", "127.0.0.1:-1",    "[]:1"};
    int fd;
    for (size_t i = 0; i < sizeof bad / sizeof bad[0]; i++) {
        assert_int_equal(listen_on_address(bad[i], &fd, &error), BPV_INVALID);
        assert_int_equal(fd, -1);
    }
    assert_int_equal(listen_on_address("127.0.0.1:0", &fd, &error), BPV_OK);
    char text[128];
    listen_describe(fd, text);
    assert_int_equal(strncmp(text, "127.0.0.1:", 10), 0);
    assert_true(listen_is_local(fd));
    int second;
    assert_int_equal(listen_on_address(text, &second, &error), BPV_IO);
    close(fd);
    assert_int_equal(listen_on_address("0.0.0.0:0", &fd, &error), BPV_OK);
    assert_false(listen_is_local(fd));
    close(fd);
}

static void only_a_dead_socket_is_replaced(void **state)
{
    (void)state;
    char folder[] = "/tmp/bpvd-test-XXXXXX", path[64];
    assert_non_null(mkdtemp(folder));
    snprintf(path, sizeof path, "%s/s", folder);
    int fd, second;
    assert_int_equal(listen_on_path(path, &fd, &error), BPV_OK);
    assert_true(listen_is_local(fd));
    assert_int_equal(listen_on_path(path, &second, &error), BPV_IO); /* it lives */
    close(fd);
    assert_int_equal(listen_on_path(path, &fd, &error), BPV_OK); /* its daemon is gone */
    close(fd);
    unlink(path);
    FILE *file = fopen(path, "w");
    assert_non_null(file);
    fclose(file);
    assert_int_equal(listen_on_path(path, &fd, &error), BPV_IO); /* an ordinary file is never removed */
    assert_int_equal(access(path, F_OK), 0);
    unlink(path);
    rmdir(folder);
}

static void tells_systemd(void **state)
{
    (void)state;
    struct sockaddr_un address = {.sun_family = AF_UNIX};
    snprintf(address.sun_path, sizeof address.sun_path, "/tmp/bpvd-notify-%d", (int)getpid());
    int fd = socket(AF_UNIX, SOCK_DGRAM | SOCK_NONBLOCK, 0);
    assert_true(fd >= 0 && bind(fd, (struct sockaddr *)&address, sizeof address) == 0);
    char heard[128] = "";
    service_notify("READY=1"); /* nobody asked */
    assert_int_equal(recv(fd, heard, sizeof heard, 0), -1);
    setenv("NOTIFY_SOCKET", address.sun_path, 1);
    service_notify_open();
    service_notify_reloading();
    assert_true(recv(fd, heard, sizeof heard - 1, 0) > 0);
    assert_int_equal(strncmp(heard, "RELOADING=1\nMONOTONIC_USEC=", 27), 0);
    setenv("NOTIFY_SOCKET", "relative", 1);
    service_notify_open();
    service_notify("READY=1");
    assert_int_equal(recv(fd, heard, sizeof heard, 0), -1);
    unsetenv("NOTIFY_SOCKET");
    close(fd);
    unlink(address.sun_path);
    setenv("WATCHDOG_USEC", "3000000", 1);
    assert_int_equal(service_watchdog_ms(), 1500);
    setenv("WATCHDOG_PID", "1", 1);
    assert_int_equal(service_watchdog_ms(), 0);
    unsetenv("WATCHDOG_PID");
    setenv("WATCHDOG_USEC", "x", 1);
    assert_int_equal(service_watchdog_ms(), 0);
    unsetenv("WATCHDOG_USEC");
    setenv("LISTEN_PID", "1", 1);
    setenv("LISTEN_FDS", "1", 1);
    assert_int_equal(service_listen_socket(), -1); /* meant for another process */
    assert_null(getenv("LISTEN_FDS"));
}

static void log_lines_are_one_line(void **state)
{
    (void)state;
    struct log_line line;
    log_begin(&line, LOG_LEVEL_INFO, "test");
    log_string(&line, "a", "plain");
    log_string(&line, "b", "two\nlines \"and\" \\ more");
    log_string(&line, "c", "");
    log_number(&line, "d", -5);
    line.data[line.length] = '\0';
    assert_non_null(strstr(line.data, " event=test a=plain b=\"twolines \\\"and\\\" \\\\ more\" c=\"\" d=-5"));
    char long_text[3000];
    memset(long_text, '"', sizeof long_text);
    log_text(&line, "long", (struct bpv_text){long_text, sizeof long_text});
    log_text(&line, "more", (struct bpv_text){long_text, sizeof long_text});
    assert_true(line.length < sizeof line.data);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(environment_then_options), cmocka_unit_test(mistakes_are_named),
        cmocka_unit_test(addresses_are_numbers),    cmocka_unit_test(only_a_dead_socket_is_replaced),
        cmocka_unit_test(tells_systemd),            cmocka_unit_test(log_lines_are_one_line),
    };
    int failed = cmocka_run_group_tests(tests, NULL, NULL);
    daemon_options_release(&options);
    return failed;
}
