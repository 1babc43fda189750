/* sandbox: what the daemon can still do inside, and what it cannot. Every try runs in a child of its own. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>
#include <errno.h>
#include <fcntl.h>
#include <pthread.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/ptrace.h>
#include <sys/resource.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/un.h>
#include <sys/wait.h>
#include <netinet/in.h>
#include <unistd.h>

#include "sandbox.h"
#include "sandbox_layers.h"

enum { ENTER_FAILED = 250, NO_LAYER = 251, SUCCEEDED = 0 };

static char folder[64], inside[96], below[128], outside[96], list[96], missing[96];
static const char *const indexes[] = {inside};

static void write_file(const char *path)
{
    int fd = open(path, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0644);
    assert_true(fd >= 0 && write(fd, "index", 5) == 5);
    close(fd);
}

static int make_files(void **state)
{
    (void)state;
    snprintf(folder, sizeof folder, "/tmp/bpvd-sandbox-XXXXXX");
    assert_non_null(mkdtemp(folder));
    assert_int_equal(chmod(folder, 0755), 0);
    snprintf(inside, sizeof inside, "%s/indexes", folder);
    assert_int_equal(mkdir(inside, 0755), 0);
    snprintf(inside, sizeof inside, "%s/indexes/bpv.index", folder);
    snprintf(below, sizeof below, "%s/indexes/new", folder);
    snprintf(outside, sizeof outside, "%s/secret", folder);
    snprintf(list, sizeof list, "%s/list", folder);
    snprintf(missing, sizeof missing, "%s/nowhere/bpv.index", folder);
    write_file(inside);
    write_file(outside);
    write_file(list);
    return 0;
}

static int remove_files(void **state)
{
    (void)state;
    const char *const files[] = {below, inside, outside, list};
    for (size_t i = 0; i < sizeof files / sizeof files[0]; i++)
        unlink(files[i]);
    snprintf(inside, sizeof inside, "%s/indexes", folder);
    rmdir(inside);
    rmdir(folder);
    return 0;
}

/* What a try returns: 0 when it worked, else the error number. */
typedef int try_function(void);

/* Runs a try in the sandbox: 0, its error number, or 1000 plus the signal that ended the child. */
static int inside_with(const struct sandbox_settings *settings, try_function *try)
{
    pid_t child = fork();
    assert_true(child >= 0);
    if (child == 0) {
        struct bpv_error error;
        struct sandbox_report report;
        if (sandbox_enter(settings, &report, &error) != BPV_OK) {
            fprintf(stderr, "# %s\n", error.text);
            _exit(ENTER_FAILED);
        }
        _exit(try());
    }
    int status;
    assert_int_equal(waitpid(child, &status, 0), child);
    return WIFSIGNALED(status) ? 1000 + WTERMSIG(status) : WEXITSTATUS(status);
}

static int inside_of(try_function *try)
{
    const struct sandbox_settings settings = {.indexes = indexes, .index_count = 1};
    return inside_with(&settings, try);
}

static int open_as(const char *path, int flags)
{
    int fd = open(path, flags | O_CLOEXEC, 0600);
    return fd >= 0 ? SUCCEEDED : errno;
}

static int read_index(void) { return open_as(inside, O_RDONLY); }
static int read_missing(void) { return open_as(below, O_RDONLY); }
static int read_outside(void) { return open_as(outside, O_RDONLY); }
static int read_passwords(void) { return open_as("/etc/passwd", O_RDONLY); }
static int write_index(void) { return open_as(inside, O_WRONLY); }
static int append_index(void) { return open_as(inside, O_WRONLY | O_APPEND); }
static int empty_index(void) { return open_as(inside, O_RDONLY | O_TRUNC); }
static int create_index(void) { return open_as(below, O_RDONLY | O_CREAT); }
static int nameless_file(void) { return open_as("/tmp", O_RDWR | O_TMPFILE); }
static int write_list(void) { return open_as(list, O_WRONLY | O_TRUNC); }
static int remove_index(void) { return unlink(inside) == 0 ? SUCCEEDED : errno; }
static int rename_index(void) { return rename(inside, below) == 0 ? SUCCEEDED : errno; }
static int change_mode(void) { return chmod(inside, 0777) == 0 ? SUCCEEDED : errno; }
static int trace(void) { return ptrace(PTRACE_TRACEME, 0, NULL, NULL) == 0 ? SUCCEEDED : errno; }
static int become_root(void) { return setresuid(0, 0, 0) == 0 ? SUCCEEDED : errno; }
static int signal_parent(void) { return kill(getppid(), 0) == 0 ? SUCCEEDED : errno; }
static int leave_folder(void) { return chroot("/") == 0 ? SUCCEEDED : errno; }

/* A descriptor of a file that is open: its own position, as a searcher needs. */
static int open_again(void)
{
    char path[64];
    snprintf(path, sizeof path, "/proc/self/fd/%d", open(inside, O_RDONLY | O_CLOEXEC));
    return open_as(path, O_RDONLY);
}

static int start_program(void)
{
    char *const arguments[] = {(char[]){"true"}, NULL};
    execv("/bin/true", arguments);
    return errno;
}

static int start_child(void)
{
    pid_t child = fork();
    if (child < 0)
        return errno;
    if (child == 0)
        _exit(start_program());
    int status;
    return waitpid(child, &status, 0) == child && WIFEXITED(status) ? WEXITSTATUS(status) : ECHILD;
}

static int open_socket(void) { return socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0) >= 0 ? SUCCEEDED : errno; }
static int open_local_socket(void) { return socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0) >= 0 ? SUCCEEDED : errno; }

static int loose_socket = -1; /* made before the sandbox */

static int connect_socket(void)
{
    struct sockaddr_in address = {.sin_family = AF_INET, .sin_port = htons(9)};
    address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    return connect(loose_socket, (struct sockaddr *)&address, sizeof address) == 0 ? SUCCEEDED : errno;
}

static int bind_socket(void)
{
    struct sockaddr_in address = {.sin_family = AF_INET};
    address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    return bind(loose_socket, (struct sockaddr *)&address, sizeof address) == 0 ? SUCCEEDED : errno;
}

/* Sends to somebody else over a datagram socket. */
static int send_elsewhere(void)
{
    struct sockaddr_in address = {.sin_family = AF_INET, .sin_port = htons(9)};
    address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    return sendto(loose_socket, "x", 1, 0, (struct sockaddr *)&address, sizeof address) == 1 ? SUCCEEDED : errno;
}

static int executable_memory(void)
{
    void *map = mmap(NULL, 4096, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
    if (map == MAP_FAILED)
        return NO_LAYER;
    return mprotect(map, 4096, PROT_READ | PROT_EXEC) == 0 ? SUCCEEDED : errno;
}

static void *nothing(void *argument)
{
    return argument;
}

static int start_thread(void)
{
    pthread_t thread;
    int result = pthread_create(&thread, NULL, nothing, NULL);
    return result ? result : pthread_join(thread, NULL);
}

static int give_up(void)
{
    abort();
}

static int has_no_privileges(void)
{
    char text[8192], line[96];
    const struct {
        const char *name, *value;
    } wanted[] = {{"CapPrm", "0000000000000000"}, {"CapEff", "0000000000000000"}, {"CapInh", "0000000000000000"},
                  {"CapAmb", "0000000000000000"}, {"NoNewPrivs", "1"}, {"Seccomp", "2"}};
    ssize_t length = read(loose_socket, text, sizeof text - 1); /* /proc/self/status of the child */
    if (length <= 0)
        return errno ? errno : NO_LAYER;
    text[length] = '\0';
    for (size_t i = 0; i < sizeof wanted / sizeof wanted[0] - (size_t)SANDBOX_INSTRUMENTED; i++) {
        snprintf(line, sizeof line, "%s:\t%s\n", wanted[i].name, wanted[i].value);
        if (!strstr(text, line))
            return NO_LAYER;
    }
    return SUCCEEDED;
}

static int no_core(void)
{
    struct rlimit limit;
    return getrlimit(RLIMIT_CORE, &limit) == 0 && limit.rlim_max == 0 ? SUCCEEDED : NO_LAYER;
}

/* Does the kernel have Landlock? Without it only the filter stands. */
static int landlock_missing(void)
{
    struct sandbox_report report = {0};
    struct bpv_error error;
    const struct sandbox_settings settings = {.indexes = indexes, .index_count = 1};
    return sandbox_landlock(&settings, &report, &error) == BPV_OK && report.landlock ? 0 : 1;
}

static bool has_landlock(void)
{
    int status;
    pid_t child = fork();
    if (child == 0)
        _exit(landlock_missing());
    return waitpid(child, &status, 0) == child && WIFEXITED(status) && WEXITSTATUS(status) == 0;
}

static void skip_without_layers(void)
{
    if (SANDBOX_INSTRUMENTED) {
        print_message("built with sanitizers: no Landlock, no seccomp\n");
        skip();
    }
}

static void serving_works(void **state)
{
    (void)state;
    skip_without_layers();
    assert_int_equal(inside_of(read_index), SUCCEEDED);
    assert_int_equal(inside_of(open_again), SUCCEEDED);
    assert_int_equal(inside_of(start_thread), SUCCEEDED);
    assert_int_equal(inside_of(give_up), 1000 + SIGABRT);
    int both[2];
    assert_int_equal(socketpair(AF_UNIX, SOCK_STREAM, 0, both), 0);
    close(both[0]);
    close(both[1]);
}

static void files_are_out_of_reach(void **state)
{
    (void)state;
    skip_without_layers();
    static try_function *const tries[] = {write_index,   append_index, empty_index,  create_index,
                                          nameless_file, write_list,   remove_index, rename_index, change_mode};
    for (size_t i = 0; i < sizeof tries / sizeof tries[0]; i++)
        assert_int_equal(inside_of(tries[i]), EPERM);
    assert_int_equal(inside_of(read_missing), ENOENT);
    if (!has_landlock())
        skip();
    assert_int_equal(inside_of(read_outside), EACCES);
    assert_int_equal(inside_of(read_passwords), EACCES);
}

static void programs_and_tracing_end_it(void **state)
{
    (void)state;
    skip_without_layers();
    assert_int_equal(inside_of(start_program), 1000 + SIGSYS);
    assert_int_equal(inside_of(trace), 1000 + SIGSYS);
    assert_int_equal(inside_of(start_child), EPERM);
    assert_int_equal(inside_of(become_root), EPERM);
    assert_int_equal(inside_of(leave_folder), EPERM);
    assert_int_equal(inside_of(signal_parent), EPERM);
    assert_true(inside_of(executable_memory) == EPERM || inside_of(executable_memory) == EACCES);
}

static void the_network_is_closed(void **state)
{
    (void)state;
    skip_without_layers();
    assert_int_equal(inside_of(open_socket), EPERM);
    assert_int_equal(inside_of(open_local_socket), EPERM);
    loose_socket = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
    assert_int_equal(inside_of(connect_socket), EPERM);
    assert_int_equal(inside_of(bind_socket), EPERM);
    close(loose_socket);
    loose_socket = socket(AF_INET, SOCK_DGRAM | SOCK_CLOEXEC, 0);
    assert_int_equal(inside_of(send_elsewhere), EPERM);
    close(loose_socket);
}

/* Each layer alone: the other one must not be what made the tests above pass. */
static int without_filter(try_function *try)
{
    pid_t child = fork();
    if (child == 0) {
        struct sandbox_report report = {0};
        struct bpv_error error;
        const struct sandbox_settings settings = {.indexes = indexes, .index_count = 1};
        prctl_no_new_privileges();
        _exit(sandbox_landlock(&settings, &report, &error) == BPV_OK ? try() : ENTER_FAILED);
    }
    int status;
    assert_int_equal(waitpid(child, &status, 0), child);
    return WIFSIGNALED(status) ? 1000 + WTERMSIG(status) : WEXITSTATUS(status);
}
