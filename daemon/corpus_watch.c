#include "corpus_watch.h"

#include <errno.h>
#include <fcntl.h>
#include <ftw.h>
#include <poll.h>
#include <pthread.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <sys/socket.h>
#include <sys/wait.h>
#include <unistd.h>

#include "folder_watch.h"
#include "log_line.h"

/* What the watcher sends, in one packet: this and then the text. */
struct message {
    enum corpus_state state;
    unsigned milliseconds;
    bool cut;
};

struct corpus_watch {
    char *folder, *indexer, *private_folder, *index, *cache;
    pid_t process;
    int socket; /* our end */
    pthread_t thread;
    bool started; /* main thread only */
    struct generation_keeper *keeper;
    pthread_mutex_t mutex; /* guards what follows */
    struct corpus_report report;
};

static char *make_string(const char *first, const char *second)
{
    size_t before = strlen(first), after = strlen(second);
    char *string = xrealloc(NULL, before + after + 1);
    memcpy(string, first, before);
    memcpy(string + before, second, after + 1);
    return string;
}

static long now_ms(void)
{
    struct timespec now;
    clock_gettime(CLOCK_MONOTONIC, &now);
    return (long)now.tv_sec * 1000 + now.tv_nsec / 1000000;
}

/* ---- bpv-index: a child of the watcher ---- */

static void limit(int resource, rlim_t value)
{
    struct rlimit set = {value, value}, present;
    if (getrlimit((__rlimit_resource_t)resource, &present) == 0 && present.rlim_max < value)
        set.rlim_cur = set.rlim_max = present.rlim_max;
    setrlimit((__rlimit_resource_t)resource, &set);
}

static void set_limits(void)
{
    limit(RLIMIT_CPU, BPV_WATCH_BUILD_SECONDS);
    limit(RLIMIT_FSIZE, BPV_SECTION_MAX);
    limit(RLIMIT_NOFILE, BPV_WATCH_BUILD_FILES);
    limit(RLIMIT_CORE, 0);
#if !defined(__SANITIZE_ADDRESS__) && !defined(__SANITIZE_THREAD__) /* their shadow memory counts as data */
    limit(RLIMIT_DATA, BPV_WATCH_BUILD_MEMORY);
#endif
}

/* In the child. Never returns. */
static _Noreturn void become_indexer(const struct corpus_watch *watch, int said)
{
    sigset_t none;
    sigemptyset(&none);
    prctl(PR_SET_PDEATHSIG, SIGKILL);
    int nothing = open("/dev/null", O_RDWR | O_CLOEXEC);
    if (nothing >= 0 && dup2(nothing, STDIN_FILENO) >= 0 && dup2(nothing, STDOUT_FILENO) >= 0 &&
        dup2(said, STDERR_FILENO) >= 0) {
        set_limits();
        signal(SIGPIPE, SIG_DFL);
        sigprocmask(SIG_SETMASK, &none, NULL);
        execl(watch->indexer, "bpv-index", "build", "-o", watch->index, "--cache", watch->cache, "--",
              watch->folder, (char *)NULL);
    }
    static const char reason[] =
        "bpv-index: kan niet starten; controleer het programma, of geef het op met --indexer\n";
    ssize_t written = write(STDERR_FILENO, reason, sizeof reason - 1);
    _exit(written < 0 ? 126 : 127);
}

/* Reads what the build says until it ends. False when it took too long or the daemon went away. */
static bool listen_to_build(const struct corpus_watch *watch, int said, struct text_buffer *text, bool *gone)
{
    long end = now_ms() + (long)BPV_WATCH_BUILD_SECONDS * 1000;
    char bytes[4096];
    for (;;) {
        struct pollfd polled[2] = {{.fd = said, .events = POLLIN}, {.fd = watch->socket, .events = POLLIN}};
        long left = end - now_ms();
        if (left <= 0)
            return false;
        if (poll(polled, 2, (int)left) <= 0)
            continue;
        if (polled[1].revents) {
            *gone = true;
            return false;
        }
        ssize_t length = read(said, bytes, sizeof bytes);
        if (length < 0 && errno == EINTR)
            continue;
        if (length <= 0)
            return true;
        if (!text->overflow)
            text_buffer_append(text, bytes, (size_t)length);
    }
}

static enum corpus_state judge(int status, bool ended, struct text_buffer *text)
{
    if (ended && WIFEXITED(status) && WEXITSTATUS(status) == 0)
        return CORPUS_GOOD;
    if (ended && WIFEXITED(status) && WEXITSTATUS(status) == 1)
        return CORPUS_PROBLEMS;
    text->maximum = 0; /* this must fit, however much was said before */
    if (!ended || (WIFSIGNALED(status) && (WTERMSIG(status) == SIGXCPU || WTERMSIG(status) == SIGKILL)))
        text_buffer_printf(text, "bpv-index: duurde langer dan %u seconden, of is van buiten gestopt; maak het corpus "
                                 "kleiner\n", BPV_WATCH_BUILD_SECONDS);
    else if (WIFSIGNALED(status))
        text_buffer_printf(text, "bpv-index: gestopt door signaal %d; meld dit als fout\n", WTERMSIG(status));
    return CORPUS_FAILED;
}

/* The last bytes of a long report may be half a line, or half a letter. */
static void cut_line(struct text_buffer *text)
{
    while (text->length && text->data[text->length - 1] != '\n')
        text->length--;
}

/* One build; text gets what it said. False when the daemon went away meanwhile. */
static bool build(const struct corpus_watch *watch, struct message *message, struct text_buffer *text)
{
    int said[2], status = 0;
    bool gone = false, ended = false;
    long begin = now_ms();
    *message = (struct message){.state = CORPUS_FAILED};
    if (pipe2(said, O_CLOEXEC) != 0) {
        text_buffer_append_string(text,
                                  "bpv-index: het systeem heeft geen ruimte voor een proces; probeer het straks\n");
        return true;
    }
    pid_t child = fork();
    if (child == 0)
        become_indexer(watch, said[1]);
    close(said[1]);
    if (child > 0) {
        ended = listen_to_build(watch, said[0], text, &gone);
        if (!ended)
            kill(child, SIGKILL);
        while (waitpid(child, &status, 0) < 0 && errno == EINTR)
            ;
    }
    close(said[0]);
    message->cut = text->overflow;
    cut_line(text);
    message->state = judge(status, ended, text);
    message->milliseconds = (unsigned)(now_ms() - begin);
    return !gone;
}

/* ---- The watcher: a process of its own ---- */

static bool report(const struct corpus_watch *watch, const struct message *message, const struct text_buffer *text)
{
    struct iovec parts[2] = {{(void *)(uintptr_t)message, sizeof *message}, {text->data, text->length}};
    struct msghdr packet = {.msg_iov = parts, .msg_iovlen = 2};
    ssize_t sent;
    while ((sent = sendmsg(watch->socket, &packet, MSG_NOSIGNAL)) < 0 && errno == EINTR)
        ;
    return sent >= 0;
}

static bool build_and_report(const struct corpus_watch *watch)
{
    struct message message;
    struct text_buffer text;
    text_buffer_init(&text, HTTP_CORPUS_REPORT_MAX);
    bool there = build(watch, &message, &text);
    there = there && report(watch, &message, &text);
    text_buffer_release(&text);
    return there;
}

static void report_not_watched(const struct corpus_watch *watch, const struct bpv_error *error)
{
    struct message message = {.state = CORPUS_NOT_WATCHED};
    struct text_buffer text = {0};
    text_buffer_printf(&text, "bpvd: %s\n", error->text);
    report(watch, &message, &text);
    text_buffer_release(&text);
}

static int remove_entry(const char *path, const struct stat *status, int type, struct FTW *position)
{
    (void)status;
    (void)type;
    (void)position;
    remove(path);
    return 0;
}

static _Noreturn void be_watcher(struct corpus_watch *watch)
{
    struct folder_watch *folders = NULL;
    struct bpv_error error;
    prctl(PR_SET_NAME, "bpvd-corpus");
    /* Nothing of the daemon stays open: no listening socket of systemd, no file. */
    if (dup2(watch->socket, 3) == 3 && close_range(4, ~0u, 0) == 0) {
        watch->socket = 3;
        fcntl(3, F_SETFD, FD_CLOEXEC);
        if (folder_watch_open(&watch->folder, 1, &folders, &error) == BPV_OK) {
            while (build_and_report(watch) && folder_watch_wait(folders, watch->socket) == FOLDER_CHANGED)
                ;
            folder_watch_close(folders);
        } else {
            report_not_watched(watch, &error);
        }
    }
    nftw(watch->private_folder, remove_entry, 8, FTW_DEPTH | FTW_PHYS);
    _exit(0);
}

/* ---- The daemon's side ---- */

enum corpus_line corpus_line_kind(struct bpv_text line)
{
    static const char warning[] = ": waarschuwing: ";
    if (memmem(line.start, line.length, warning, sizeof warning - 1))
        return CORPUS_LINE_WARNING;
    bool of_program = (line.length > 11 && memcmp(line.start, "bpv-index: ", 11) == 0) ||
                      (line.length > 6 && memcmp(line.start, "bpvd: ", 6) == 0) ||
                      (line.length > 4 && memcmp(line.start, "... ", 4) == 0);
    return of_program ? CORPUS_LINE_REMARK : CORPUS_LINE_ERROR;
}

static void count_lines(struct corpus_report *report)
{
    const char *at = report->text.data, *end = at + report->text.length;
    report->errors = report->warnings = 0;
    while (at < end) {
        const char *stop = memchr(at, '\n', (size_t)(end - at));
        struct bpv_text line = {at, (size_t)((stop ? stop : end) - at)};
        enum corpus_line kind = corpus_line_kind(line);
        report->errors += kind == CORPUS_LINE_ERROR;
        report->warnings += kind == CORPUS_LINE_WARNING;
        at += line.length + 1;
    }
}

static void log_report(const struct corpus_report *report)
{
    static const char *const states[] = {"first-build", "good", "problems", "failed", "not-watched"};
    struct log_line line;
    log_begin(&line, report->state == CORPUS_GOOD ? LOG_LEVEL_INFO : LOG_LEVEL_WARNING, "corpus-built");
    log_string(&line, "outcome", states[report->state]);
    log_number(&line, "errors", report->errors);
    log_number(&line, "warnings", report->warnings);
    log_number(&line, "ms", report->milliseconds);
    log_end(&line);
}

static void take_up(struct corpus_watch *watch, const struct message *message, const char *text, size_t length)
{
    struct corpus_report fresh = {.state = message->state, .milliseconds = message->milliseconds,
                                  .cut = message->cut, .when = time(NULL)};
    text_buffer_append(&fresh.text, text, length);
    if (length)
        count_lines(&fresh);
    log_report(&fresh);
    pthread_mutex_lock(&watch->mutex);
    struct text_buffer old = watch->report.text;
    watch->report = fresh;
    pthread_mutex_unlock(&watch->mutex);
    text_buffer_release(&old);
    if (fresh.state == CORPUS_GOOD && watch->keeper)
        generation_keeper_check(watch->keeper);
}

/* One packet of the watcher; false when there will be no more. */
static bool take_message(struct corpus_watch *watch, char *bytes, size_t size)
{
    struct message message;
    ssize_t length = recv(watch->socket, bytes, size, 0);
    if (length < 0 && errno == EINTR)
        return true;
    if (length < (ssize_t)sizeof message)
        return false;
    memcpy(&message, bytes, sizeof message);
    take_up(watch, &message, bytes + sizeof message, (size_t)length - sizeof message);
    return true;
}

#define PACKET_MAX (HTTP_CORPUS_REPORT_MAX + 4096u) /* the text, the header, and what judge may add */

static void *listen_to_watcher(void *argument)
{
    struct corpus_watch *watch = argument;
    char *bytes = xrealloc(NULL, PACKET_MAX);
    while (take_message(watch, bytes, PACKET_MAX))
        ;
    free(bytes);
    pthread_mutex_lock(&watch->mutex);
    watch->report.state = CORPUS_NOT_WATCHED;
    pthread_mutex_unlock(&watch->mutex);
    return NULL;
}

/* "/usr/bin/bpvd" has its indexer in /usr/bin/bpv-index. */
static char *indexer_beside_us(void)
{
    char path[4096];
    ssize_t length = readlink("/proc/self/exe", path, sizeof path - 1);
    if (length <= 0)
        return make_string("/usr/bin/bpv-index", "");
    path[length] = '\0';
    char *slash = strrchr(path, '/');
    slash[1] = '\0';
    return make_string(path, "bpv-index");
}

static enum bpv_status make_private_folder(struct corpus_watch *watch, struct bpv_error *error)
{
    const char *base = getenv("TMPDIR");
    watch->private_folder = make_string(base && base[0] == '/' ? base : "/tmp", "/bpvd-XXXXXX");
    if (!mkdtemp(watch->private_folder)) {
        watch->private_folder[0] = '\0';
        return bpv_fail(error, BPV_IO, "Een tijdelijke map maken lukt niet (%s). Controleer de map in TMPDIR.",
                        strerror(errno));
    }
    watch->index = make_string(watch->private_folder, "/bpv.index");
    watch->cache = make_string(watch->private_folder, "/cache"); /* so that a next build is quick */
    return BPV_OK;
}

static enum bpv_status fork_watcher(struct corpus_watch *watch, struct bpv_error *error)
{
    int ends[2];
    if (socketpair(AF_UNIX, SOCK_SEQPACKET | SOCK_CLOEXEC, 0, ends) != 0)
        return bpv_fail(error, BPV_IO, "Een proces voor het corpus starten lukt niet (%s). Probeer het opnieuw.",
                        strerror(errno));
    watch->process = fork();
    if (watch->process == 0) {
        close(ends[0]);
        watch->socket = ends[1];
        be_watcher(watch);
    }
    close(ends[1]);
    watch->socket = ends[0];
    if (watch->process > 0)
        return BPV_OK;
    rmdir(watch->private_folder);
    return bpv_fail(error, BPV_IO, "Een proces voor het corpus starten lukt niet (%s). Probeer het opnieuw.",
                    strerror(errno));
}

enum bpv_status corpus_watch_create(const char *folder, const char *indexer, struct corpus_watch **out,
                                    struct bpv_error *error)
{
    struct corpus_watch *watch = xcalloc(1, sizeof *watch);
    *out = NULL;
    watch->socket = -1;
    watch->folder = make_string(folder, "");
    watch->indexer = indexer ? make_string(indexer, "") : indexer_beside_us();
    pthread_mutex_init(&watch->mutex, NULL);
    enum bpv_status status = BPV_OK;
    int opened = open(folder, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
    if (opened < 0)
        status = bpv_fail(error, BPV_IO,
                          "De map %s kan niet worden geopend (%s). Geef met --corpus de map van een corpus.",
                          folder, strerror(errno));
    else if (access(watch->indexer, X_OK) != 0)
        status = bpv_fail(error, BPV_IO,
                          "Het programma %s is er niet of mag niet worden gestart. Geef het met --indexer.",
                          watch->indexer);
    if (opened >= 0)
        close(opened);
    if (status == BPV_OK)
        status = make_private_folder(watch, error);
    if (status == BPV_OK)
        status = fork_watcher(watch, error);
    if (status == BPV_OK)
        *out = watch;
    else
        corpus_watch_free(watch);
    return status;
}

const char *corpus_watch_index(const struct corpus_watch *watch)
{
    return watch->index;
}

const char *corpus_watch_folder(const struct corpus_watch *watch)
{
    return watch->folder;
}

void corpus_watch_first(struct corpus_watch *watch)
{
    struct pollfd polled = {.fd = watch->socket, .events = POLLIN};
    if (poll(&polled, 1, (int)HTTP_CORPUS_FIRST_MS) <= 0)
        return;
    char *bytes = xrealloc(NULL, PACKET_MAX);
    take_message(watch, bytes, PACKET_MAX);
    free(bytes);
}

bool corpus_watch_start(struct corpus_watch *watch, struct generation_keeper *keeper)
{
    watch->keeper = keeper;
    watch->started = pthread_create(&watch->thread, NULL, listen_to_watcher, watch) == 0;
    return watch->started;
}

static void wait_for_end(const struct corpus_watch *watch)
{
    char byte;
    ssize_t length;
    while ((length = recv(watch->socket, &byte, 1, 0)) > 0 || (length < 0 && errno == EINTR))
        ;
}

void corpus_watch_free(struct corpus_watch *watch)
{
    if (!watch)
        return;
    if (watch->process > 0) {
        /* Ends the watcher; when it has cleaned up, its end closes, and so our thread. */
        shutdown(watch->socket, SHUT_WR);
        if (watch->started)
            pthread_join(watch->thread, NULL);
        else
            wait_for_end(watch);
        waitpid(watch->process, NULL, 0); /* the sandbox may refuse it; then it is left to init */
    }
    if (watch->socket >= 0)
        close(watch->socket);
    text_buffer_release(&watch->report.text);
    pthread_mutex_destroy(&watch->mutex);
    free(watch->folder);
    free(watch->indexer);
    free(watch->private_folder);
    free(watch->cache);
    free(watch->index);
    free(watch);
}

void corpus_watch_read(struct corpus_watch *watch, struct corpus_report *report)
{
    pthread_mutex_lock(&watch->mutex);
    *report = watch->report;
    report->text = (struct text_buffer){0};
    text_buffer_append_text(&report->text, text_buffer_text(&watch->report.text));
    pthread_mutex_unlock(&watch->mutex);
}
