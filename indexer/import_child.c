#include "import_child.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

#define STATUS_MISSING 127
#define PATH_DEFAULT "/usr/local/bin:/usr/bin:/bin"

struct running {
    pid_t process;
    int output, complaints;
    char folder[sizeof "/tmp/bpv-import-XXXXXX" + 64];
};

static void close_if_open(int *descriptor)
{
    if (*descriptor >= 0)
        close(*descriptor);
    *descriptor = -1;
}

/* ---- In the child, between fork and exec: system calls only ---- */

static void set_limit(int resource, rlim_t value)
{
    struct rlimit limit = {value, value};
    if (setrlimit((__rlimit_resource_t)resource, &limit) != 0)
        _exit(STATUS_MISSING - 1);
}

static void restrict_self(void)
{
    set_limit(RLIMIT_AS, IMPORT_CHILD_MEMORY);
    set_limit(RLIMIT_CPU, IMPORT_CHILD_CPU_SECONDS);
    set_limit(RLIMIT_FSIZE, IMPORT_CHILD_FILE_MAX);
    set_limit(RLIMIT_CORE, 0);
    set_limit(RLIMIT_NOFILE, 64);
    prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0);
    prctl(PR_SET_PDEATHSIG, SIGKILL);
}

static int connect_descriptor(int from, int to)
{
    return from == to ? fcntl(from, F_SETFD, 0) : dup2(from, to);
}

static _Noreturn void become(const struct import_child *child, const struct running *running, int output,
                             int complaints, char *const *environment)
{
    /* The arguments of execvpe are not written to; its type is older than const. */
    char *const *arguments = (char *const *)(uintptr_t)child->arguments;
    int nothing = open("/dev/null", O_RDONLY);
    int document = fcntl(child->document, F_DUPFD, 10);
    output = fcntl(output, F_DUPFD, 10);
    complaints = fcntl(complaints, F_DUPFD, 10);
    sigset_t none;
    sigemptyset(&none);
    if (nothing < 0 || document < 0 || output < 0 || complaints < 0 || setpgid(0, 0) != 0 ||
        chdir(running->folder) != 0 || connect_descriptor(nothing, 0) < 0 || connect_descriptor(output, 1) < 0 ||
        connect_descriptor(complaints, 2) < 0 || connect_descriptor(document, IMPORT_CHILD_DOCUMENT) < 0)
        _exit(STATUS_MISSING - 1);
    if (close_range(IMPORT_CHILD_DOCUMENT + 1, ~0u, 0) != 0) /* a kernel before 5.9 */
        for (int descriptor = IMPORT_CHILD_DOCUMENT + 1; descriptor < 1024; descriptor++)
            close(descriptor);
    sigprocmask(SIG_SETMASK, &none, NULL);
    restrict_self();
    execvpe(arguments[0], arguments, environment);
    _exit(errno == ENOENT || errno == EACCES ? STATUS_MISSING : STATUS_MISSING - 1);
}

/* ---- In the parent ---- */

static bool make_pipe(int ends[2])
{
    return pipe2(ends, O_CLOEXEC) == 0;
}

static bool start(const struct import_child *child, struct running *running)
{
    int output[2] = {-1, -1}, complaints[2] = {-1, -1};
    struct text_buffer home, temporary, path;
    text_buffer_init(&home, 0);
    text_buffer_init(&temporary, 0);
    text_buffer_init(&path, 0);
    text_buffer_printf(&home, "HOME=%s", running->folder);
    text_buffer_printf(&temporary, "TMPDIR=%s", running->folder);
    text_buffer_printf(&path, "PATH=%s", getenv("PATH") ? getenv("PATH") : PATH_DEFAULT);
    char language[] = "LC_ALL=C.UTF-8";
    char *const environment[] = {home.data, temporary.data, path.data, language, NULL};
    running->process = -1;
    if (make_pipe(output) && make_pipe(complaints)) {
        running->process = fork();
        if (running->process == 0)
            become(child, running, output[1], complaints[1], environment);
    }
    close_if_open(&output[1]);
    close_if_open(&complaints[1]);
    if (running->process < 0) {
        close_if_open(&output[0]);
        close_if_open(&complaints[0]);
    }
    running->output = output[0];
    running->complaints = complaints[0];
    text_buffer_release(&home);
    text_buffer_release(&temporary);
    text_buffer_release(&path);
    return running->process > 0;
}

static long long now_ms(void)
{
    struct timespec now;
    clock_gettime(CLOCK_MONOTONIC, &now);
    return (long long)now.tv_sec * 1000 + now.tv_nsec / 1000000;
}

/* Takes what a pipe has; closes it at its end. False when keep_all and the buffer is full. */
static bool drain(int *descriptor, struct text_buffer *into, bool keep_all)
{
    char block[16384];
    ssize_t got = read(*descriptor, block, sizeof block);
    if (got < 0 && (errno == EINTR || errno == EAGAIN))
        return true;
    if (got <= 0) {
        close_if_open(descriptor);
        return true;
    }
    text_buffer_append(into, block, (size_t)got);
    return !keep_all || !into->overflow;
}

static enum import_child_end collect(struct running *running, struct text_buffer *output,
                                     struct text_buffer *complaints)
{
    long long until = now_ms() + IMPORT_CHILD_CLOCK_MS;
    while (running->output >= 0 || running->complaints >= 0) {
        long long left = until - now_ms();
        struct pollfd pipes[2] = {{running->output, POLLIN, 0}, {running->complaints, POLLIN, 0}};
        if (left <= 0)
            return IMPORT_CHILD_TIMEOUT;
        if (poll(pipes, 2, (int)left) < 0 && errno != EINTR)
            return IMPORT_CHILD_SYSTEM;
        if (pipes[0].revents && !drain(&running->output, output, true))
            return IMPORT_CHILD_TOO_LARGE;
        if (pipes[1].revents)
            drain(&running->complaints, complaints, false);
    }
    return IMPORT_CHILD_GOOD;
}

/* Waits for the end; whoever closes its pipes and lingers is killed when the clock runs out. */
static enum import_child_end reap(struct running *running, enum import_child_end end)
{
    int status = 0;
    if (end == IMPORT_CHILD_GOOD) {
        siginfo_t info = {0};
        long long until = now_ms() + 1000;
        while (waitid(P_PID, (id_t)running->process, &info, WEXITED | WNOHANG | WNOWAIT) == 0 && !info.si_pid &&
               now_ms() < until)
            poll(NULL, 0, 5);
        if (!info.si_pid)
            end = IMPORT_CHILD_TIMEOUT;
    }
    kill(-running->process, SIGKILL); /* the group: also children of the child */
    kill(running->process, SIGKILL);
    while (waitpid(running->process, &status, 0) < 0 && errno == EINTR)
        continue;
    if (end != IMPORT_CHILD_GOOD)
        return end;
    if (WIFSIGNALED(status) && WTERMSIG(status) == SIGXCPU)
        return IMPORT_CHILD_TIMEOUT;
    if (WIFEXITED(status) && WEXITSTATUS(status) == STATUS_MISSING)
        return IMPORT_CHILD_MISSING;
    return WIFEXITED(status) && WEXITSTATUS(status) == 0 ? IMPORT_CHILD_GOOD : IMPORT_CHILD_FAILED;
}

/* Removes what the child left in its folder; a converter makes no folders there. */
static void remove_folder(const char *folder)
{
    DIR *listing = opendir(folder);
    struct dirent *entry;
    while (listing && (entry = readdir(listing)))
        if (strcmp(entry->d_name, ".") != 0 && strcmp(entry->d_name, "..") != 0 &&
            unlinkat(dirfd(listing), entry->d_name, 0) != 0)
            unlinkat(dirfd(listing), entry->d_name, AT_REMOVEDIR);
    if (listing)
        closedir(listing);
    rmdir(folder);
}

static bool make_folder(char *folder, size_t size)
{
    const char *base = getenv("TMPDIR");
    int length = snprintf(folder, size, "%s/bpv-import-XXXXXX", base && *base == '/' ? base : "/tmp");
    if (length < 0 || (size_t)length >= size)
        snprintf(folder, size, "/tmp/bpv-import-XXXXXX");
    return mkdtemp(folder) != NULL;
}

enum import_child_end import_child_run(const struct import_child *child, struct text_buffer *output,
                                       struct text_buffer *complaints)
{
    struct running running = {.process = -1, .output = -1, .complaints = -1};
    if (!make_folder(running.folder, sizeof running.folder))
        return IMPORT_CHILD_SYSTEM;
    enum import_child_end end = IMPORT_CHILD_SYSTEM;
    if (start(child, &running)) {
        end = collect(&running, output, complaints);
        end = reap(&running, end);
    }
    close_if_open(&running.output);
    close_if_open(&running.complaints);
    remove_folder(running.folder);
    return end;
}

enum bpv_status import_child_error(const struct import_child *child, enum import_child_end end, struct bpv_error *error)
{
    const char *program = child->arguments[0];
    switch (end) {
    case IMPORT_CHILD_MISSING:
        return bpv_fail(error, BPV_IO, "het programma %s ontbreekt; installeer %s (apt install %s)", program,
                        child->package, child->package);
    case IMPORT_CHILD_TIMEOUT:
        return bpv_fail(error, BPV_TOO_LARGE, "het omzetten duurt te lang; splits het document in kleinere delen");
    case IMPORT_CHILD_TOO_LARGE:
        return bpv_fail(error, BPV_TOO_LARGE, "er komt meer dan %u MB tekst uit; splits het document in kleinere delen",
                        IMPORT_OUTPUT_MAX / (1024u * 1024u));
    case IMPORT_CHILD_SYSTEM:
        return bpv_fail(error, BPV_IO, "%s kan niet worden gestart; controleer de ruimte op de schijf en het geheugen",
                        program);
    case IMPORT_CHILD_FAILED:
    case IMPORT_CHILD_GOOD:
        break;
    }
    return bpv_fail(error, BPV_INVALID,
                    "het document is beschadigd, te groot of geen echt document; open het in een ander programma en "
                    "sla het opnieuw op");
}
