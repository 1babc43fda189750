/* sandbox: what the daemon can still do inside, and what it cannot. Every try runs in a child of its own. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>
#include <errno.h>
#include <fcntl.h>
#include <netinet/in.h>
#include <pthread.h>
#include <pwd.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/prctl.h>
#include <sys/ptrace.h>
#include <sys/resource.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#include "sandbox.h"
#include "sandbox_layers.h"

enum { WORKED = 0, REFUSED = 250, WRONG = 251, BY_SIGNAL = 1000 };

static char folder[64], indexes_folder[80], inside[96], beside[96], outside[96], list[96];
static const char *const indexes[] = {inside};
static const struct sandbox_settings usual = {.indexes = indexes, .index_count = 1};
static int loose_socket = -1, status_file = -1; /* opened before the sandbox is entered */

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
    snprintf(indexes_folder, sizeof indexes_folder, "%s/indexes", folder);
    assert_true(chmod(folder, 0755) == 0 && mkdir(indexes_folder, 0755) == 0);
    snprintf(inside, sizeof inside, "%s/bpv.index", indexes_folder);
    snprintf(beside, sizeof beside, "%s/new", indexes_folder);
    snprintf(outside, sizeof outside, "%s/secret", folder);
    snprintf(list, sizeof list, "%s/list", folder);
    write_file(inside);
    write_file(outside);
    write_file(list);
    return 0;
}

static int remove_files(void **state)
{
    (void)state;
    const char *const files[] = {beside, inside, outside, list};
    for (size_t i = 0; i < sizeof files / sizeof files[0]; i++)
        unlink(files[i]);
    rmdir(indexes_folder);
    return rmdir(folder);
}

/* ---- What is tried: 0 when it worked, else the error number. ---- */

typedef int try_function(void);

static int result_of(int result)
{
    return result >= 0 ? WORKED : errno;
}

static int open_as(const char *path, int flags)
{
    return result_of(open(path, flags | O_CLOEXEC, 0644));
}

static int read_index(void) { return open_as(inside, O_RDONLY); }
static int read_absent(void) { return open_as(beside, O_RDONLY); }
static int read_outside(void) { return open_as(outside, O_RDONLY); }
static int read_passwords(void) { return open_as("/etc/passwd", O_RDONLY); }
static int list_folder(void) { return open_as(indexes_folder, O_RDONLY | O_DIRECTORY); }
static int write_index(void) { return open_as(inside, O_WRONLY); }
static int append_index(void) { return open_as(inside, O_WRONLY | O_APPEND); }
static int empty_index(void) { return open_as(inside, O_RDONLY | O_TRUNC); }
static int create_file(void) { return open_as(beside, O_WRONLY | O_CREAT); }
static int create_to_read(void) { return open_as(beside, O_RDONLY | O_CREAT); }
static int nameless_file(void) { return open_as("/tmp", O_RDWR | O_TMPFILE); }
static int write_list(void) { return open_as(list, O_WRONLY | O_TRUNC); }
static int write_outside(void) { return open_as(outside, O_WRONLY); }
static int remove_index(void) { return result_of(unlink(inside)); }
static int rename_index(void) { return result_of(rename(inside, beside)); }
static int replace_index(void) { return create_file() ? errno : result_of(rename(beside, inside)); }
static int change_mode(void) { return result_of(chmod(inside, 0777)); }
static int trace(void) { return result_of((int)ptrace(PTRACE_TRACEME, 0, NULL, NULL)); }
static int become_other(void) { return result_of(setresuid(1, 1, 1)); }
static int signal_parent(void) { return result_of(kill(getppid(), 0)); }
static int change_root(void) { return result_of(chroot("/")); }
static int tcp_socket(void) { return result_of(socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0)); }
static int local_socket(void) { return result_of(socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0)); }
static int give_up(void) { abort(); }

/* A file that is open once more, with a position of its own, as a searcher does. */
static int open_again(void)
{
    char path[64];
    snprintf(path, sizeof path, "/proc/self/fd/%d", open(inside, O_RDONLY | O_CLOEXEC));
    return open_as(path, O_RDONLY);
}

/* The same for a file that was replaced meanwhile, and for a copy in memory. */
static int open_again_removed(void)
{
    char path[64];
    snprintf(path, sizeof path, "/proc/self/fd/%d", loose_socket);
    return open_as(path, O_RDONLY);
}

static int open_again_in_memory(void)
{
    char path[64];
    snprintf(path, sizeof path, "/proc/self/fd/%d", memfd_create("index", MFD_CLOEXEC));
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
    if (child == 0)
        _exit(start_program());
    int status;
    if (child < 0)
        return errno;
    return waitpid(child, &status, 0) == child && WIFEXITED(status) ? WEXITSTATUS(status) : WRONG;
}

static const struct sockaddr_in discard = {.sin_family = AF_INET, .sin_port = 0x0900};

static int connect_socket(void)
{
    return result_of(connect(loose_socket, (const struct sockaddr *)&discard, sizeof discard));
}

static int bind_socket(void)
{
    return result_of(bind(loose_socket, (const struct sockaddr *)&discard, sizeof discard));
}

static int send_elsewhere(void)
{
    return result_of((int)sendto(loose_socket, "x", 1, 0, (const struct sockaddr *)&discard, sizeof discard));
}

static int executable_memory(void)
{
    void *map = mmap(NULL, 4096, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
    return map == MAP_FAILED ? WRONG : result_of(mprotect(map, 4096, PROT_READ | PROT_EXEC));
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

static int no_more_processes(void)
{
    struct rlimit limit;
    sandbox_no_more_threads(&usual);
    return getrlimit(RLIMIT_NPROC, &limit) == 0 && limit.rlim_max == 0 ? WORKED : WRONG;
}

static int has_no_privileges(void)
{
    static const char *const lines[] = {"CapPrm:\t0000000000000000\n", "CapEff:\t0000000000000000\n",
                                        "CapInh:\t0000000000000000\n", "CapAmb:\t0000000000000000\n",
                                        "NoNewPrivs:\t1\n"};
    char text[8192];
    struct rlimit limit;
    ssize_t length = pread(status_file, text, sizeof text - 1, 0);
    if (length <= 0 || getrlimit(RLIMIT_CORE, &limit) != 0 || limit.rlim_max != 0)
        return WRONG;
    text[length] = '\0';
    for (size_t i = 0; i < sizeof lines / sizeof lines[0]; i++)
        if (!strstr(text, lines[i]))
            return WRONG;
    return SANDBOX_INSTRUMENTED || strstr(text, "Seccomp:\t2\n") ? WORKED : WRONG;
}

/* ---- How it is tried ---- */

enum layers { ALL_LAYERS, LANDLOCK_ONLY, SECCOMP_ONLY };

static bool enter(const struct sandbox_settings *settings, enum layers layers)
{
    struct bpv_error error;
    struct sandbox_report report = {0};
    enum bpv_status status;
    if (layers == ALL_LAYERS) {
        status = sandbox_enter(settings, &report, &error);
    } else {
        prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0);
        status = layers == LANDLOCK_ONLY ? sandbox_landlock(settings, &report, &error)
                                         : sandbox_seccomp(settings, &report, &error);
    }
    return status == BPV_OK && (layers != LANDLOCK_ONLY || report.landlock) &&
           (layers != SECCOMP_ONLY || report.filter);
}

/* Enters in a child and tries: 0, the error number, or BY_SIGNAL plus what ended it. */
static int attempt(const struct sandbox_settings *settings, enum layers layers, try_function *try)
{
    int status;
    pid_t child = fork();
    assert_true(child >= 0);
    if (child == 0) {
        status_file = open("/proc/self/status", O_RDONLY | O_CLOEXEC);
        _exit(enter(settings, layers) ? try() : REFUSED);
    }
    assert_int_equal(waitpid(child, &status, 0), child);
    return WIFSIGNALED(status) ? BY_SIGNAL + WTERMSIG(status) : WEXITSTATUS(status);
}

static int inside_of(try_function *try)
{
    return attempt(&usual, ALL_LAYERS, try);
}

static bool has_landlock(void)
{
    return attempt(&usual, LANDLOCK_ONLY, read_index) == WORKED;
}

/* Says so when there is nothing to test. */
static bool lacks(bool missing, const char *what)
{
    if (missing)
        print_message("# not tested: %s\n", what);
    return missing;
}

/* Sanitizers replace the functions tried here, and go without these layers. */
static bool lacks_layers(void)
{
    return lacks(SANDBOX_INSTRUMENTED, "Landlock and seccomp, because of the sanitizer");
}

static bool lacks_landlock(void)
{
    return lacks(!has_landlock(), "Landlock, because the kernel has none");
}

/* ---- The tests ---- */

static void serving_works(void **state)
{
    (void)state;
    assert_int_equal(inside_of(has_no_privileges), WORKED);
    if (lacks_layers())
        return;
    assert_int_equal(inside_of(read_index), WORKED);
    assert_int_equal(inside_of(read_absent), ENOENT);
    assert_int_equal(inside_of(open_again), WORKED);
    assert_int_equal(inside_of(open_again_in_memory), WORKED);
    loose_socket = open(inside, O_RDONLY | O_CLOEXEC);
    unlink(inside);
    write_file(inside);
    assert_int_equal(inside_of(open_again_removed), WORKED);
    close(loose_socket);
    assert_int_equal(inside_of(start_thread), WORKED);
    assert_int_equal(inside_of(no_more_processes), WORKED);
    assert_int_equal(inside_of(give_up), BY_SIGNAL + SIGABRT);
}

static void no_file_is_written(void **state)
{
    (void)state;
    static try_function *const tries[] = {write_index,    append_index,  empty_index, create_file,  create_to_read,
                                          nameless_file,  write_list,    write_outside, remove_index, rename_index,
                                          change_mode};
    if (lacks_layers())
        return;
    for (size_t i = 0; i < sizeof tries / sizeof tries[0]; i++) {
        assert_int_equal(inside_of(tries[i]), EPERM);
        assert_int_equal(attempt(&usual, SECCOMP_ONLY, tries[i]), EPERM);
    }
    assert_int_equal(access(inside, R_OK), 0);
}

static void no_other_file_is_read(void **state)
{
    (void)state;
    if (lacks_layers())
        return;
    if (lacks_landlock())
        return;
    assert_int_equal(inside_of(read_outside), EACCES);
    assert_int_equal(inside_of(read_passwords), EACCES);
    assert_int_equal(inside_of(list_folder), EACCES);
    assert_int_equal(attempt(&usual, LANDLOCK_ONLY, read_outside), EACCES);
    assert_int_equal(attempt(&usual, LANDLOCK_ONLY, write_index), EACCES);
    assert_int_equal(attempt(&usual, LANDLOCK_ONLY, create_file), EACCES);
    assert_int_equal(attempt(&usual, LANDLOCK_ONLY, remove_index), EACCES);
    assert_int_equal(attempt(&usual, LANDLOCK_ONLY, start_program), EACCES);
}

static void starting_and_tracing_end_it(void **state)
{
    (void)state;
    if (lacks_layers())
        return;
    assert_int_equal(inside_of(start_program), BY_SIGNAL + SIGSYS);
    assert_int_equal(inside_of(trace), BY_SIGNAL + SIGSYS);
    assert_int_equal(inside_of(start_child), EPERM);
    assert_int_equal(inside_of(become_other), EPERM);
    assert_int_equal(inside_of(change_root), EPERM);
    assert_int_equal(inside_of(signal_parent), EPERM);
    assert_int_equal(attempt(&usual, SECCOMP_ONLY, executable_memory), EPERM);
    assert_int_not_equal(inside_of(executable_memory), WORKED);
}

static void the_network_is_closed(void **state)
{
    (void)state;
    if (lacks_layers())
        return;
    assert_int_equal(inside_of(tcp_socket), EPERM);
    assert_int_equal(inside_of(local_socket), EPERM);
    loose_socket = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
    assert_int_equal(inside_of(connect_socket), EPERM);
    assert_int_equal(inside_of(bind_socket), EPERM);
    close(loose_socket);
    loose_socket = socket(AF_INET, SOCK_DGRAM | SOCK_CLOEXEC, 0);
    assert_int_equal(inside_of(send_elsewhere), EPERM);
    close(loose_socket);
}

static void own_socket_is_removed(void **state)
{
    (void)state;
    struct sandbox_settings settings = usual;
    settings.socket_path = list; /* any file will do */
    if (lacks_layers())
        return;
    assert_int_equal(attempt(&settings, ALL_LAYERS, write_list), EPERM);
    if (has_landlock())
        assert_int_equal(attempt(&settings, ALL_LAYERS, read_outside), EACCES);
    settings.socket_path = inside;
    assert_int_equal(attempt(&settings, ALL_LAYERS, remove_index), WORKED);
    write_file(inside);
}

static void a_writable_file_is_the_only_one(void **state)
{
    (void)state;
    const char *const files[] = {list}, *const folders[] = {indexes_folder}, *const absent[] = {beside};
    struct sandbox_settings settings = usual;
    if (lacks_layers())
        return;
    if (lacks_landlock())
        return;
    settings.writable = files;
    settings.writable_count = 1;
    assert_int_equal(attempt(&settings, ALL_LAYERS, write_list), WORKED);
    assert_int_equal(attempt(&settings, ALL_LAYERS, read_index), WORKED);
    assert_int_equal(attempt(&settings, ALL_LAYERS, write_index), EACCES);
    assert_int_equal(attempt(&settings, ALL_LAYERS, write_outside), EACCES);
    assert_int_equal(attempt(&settings, ALL_LAYERS, remove_index), EACCES);
    assert_int_equal(attempt(&settings, ALL_LAYERS, start_program), BY_SIGNAL + SIGSYS);
    settings.writable = folders;
    assert_int_equal(attempt(&settings, ALL_LAYERS, replace_index), WORKED);
    assert_int_equal(attempt(&settings, ALL_LAYERS, write_outside), EACCES);
    settings.writable = absent;
    assert_int_equal(attempt(&settings, ALL_LAYERS, read_index), REFUSED);
}

static void off_is_off(void **state)
{
    (void)state;
    struct sandbox_settings settings = usual;
    settings.off = true;
    assert_int_equal(attempt(&settings, ALL_LAYERS, read_outside), WORKED);
    assert_int_equal(attempt(&settings, ALL_LAYERS, start_child), WORKED);
}

static int is_nobody(void)
{
    const struct passwd *nobody = getpwnam("nobody");
    uid_t real, effective, saved;
    if (!nobody || getresuid(&real, &effective, &saved) != 0)
        return WRONG;
    return real == nobody->pw_uid && effective == real && saved == real && getgid() == nobody->pw_gid ? WORKED : WRONG;
}

static void another_user_on_request(void **state)
{
    (void)state;
    struct sandbox_settings settings = usual;
    settings.off = true;
    settings.user = "nobody";
    if (geteuid() != 0) {
        assert_int_equal(attempt(&settings, ALL_LAYERS, read_index), REFUSED);
        return;
    }
    assert_int_equal(attempt(&settings, ALL_LAYERS, is_nobody), WORKED);
    settings.off = false;
    assert_int_equal(attempt(&settings, ALL_LAYERS, read_index), WORKED);
    assert_int_equal(attempt(&settings, ALL_LAYERS, has_no_privileges), WORKED);
    settings.user = "root";
    assert_int_equal(attempt(&settings, ALL_LAYERS, read_index), REFUSED);
    settings.user = "no such user";
    assert_int_equal(attempt(&settings, ALL_LAYERS, read_index), REFUSED);
    /* An index that the user may not read is a refusal at the start, not a surprise later. */
    settings.user = "nobody";
    assert_int_equal(chmod(inside, 0600), 0);
    assert_int_equal(attempt(&settings, ALL_LAYERS, read_absent), REFUSED);
    settings.user = NULL;
    assert_int_equal(chown(inside, 1, 1), 0);
    assert_int_equal(attempt(&settings, ALL_LAYERS, read_absent), REFUSED);
    assert_int_equal(chown(inside, 0, 0), 0);
    assert_int_equal(chmod(inside, 0644), 0);
}

static void a_missing_folder_is_reported(void **state)
{
    (void)state;
    const char *const nowhere[] = {inside, "/nowhere/at/all/bpv.index"};
    const struct sandbox_settings settings = {.indexes = nowhere, .index_count = 2};
    struct sandbox_report report = {0};
    struct bpv_error error;
    if (lacks_layers())
        return;
    int status;
    pid_t child = fork();
    if (child == 0) {
        enum bpv_status entered = sandbox_enter(&settings, &report, &error);
        _exit(entered == BPV_OK && (!report.landlock || report.folder_missing == nowhere[1]) ? WORKED : WRONG);
    }
    assert_true(waitpid(child, &status, 0) == child && WIFEXITED(status));
    assert_int_equal(WEXITSTATUS(status), WORKED);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(serving_works),         cmocka_unit_test(no_file_is_written),
        cmocka_unit_test(no_other_file_is_read), cmocka_unit_test(starting_and_tracing_end_it),
        cmocka_unit_test(the_network_is_closed), cmocka_unit_test(own_socket_is_removed),
        cmocka_unit_test(a_writable_file_is_the_only_one), cmocka_unit_test(off_is_off),
        cmocka_unit_test(another_user_on_request), cmocka_unit_test(a_missing_folder_is_reported),
    };
    return cmocka_run_group_tests(tests, make_files, remove_files);
}
