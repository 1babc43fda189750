#include "folder_watch.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/inotify.h>
#include <time.h>
#include <unistd.h>

#include "text_buffer.h"

#define WATCHED                                                                                                        \
    (IN_CLOSE_WRITE | IN_CREATE | IN_DELETE | IN_MOVED_FROM | IN_MOVED_TO | IN_ATTRIB | IN_DELETE_SELF |               \
     IN_MOVE_SELF | IN_ONLYDIR | IN_EXCL_UNLINK)

struct folder_watch {
    char *const *roots;
    size_t root_count;
    int queue;      /* of inotify; -1 while a folder is away */
    size_t folders; /* that are watched */
};

/* ---- Folders ---- */

static bool add_folder(struct folder_watch *watch, int folder)
{
    char path[64];
    snprintf(path, sizeof path, "/proc/self/fd/%d", folder);
    if (watch->folders >= BPV_WATCH_FOLDERS_MAX) {
        errno = ENOSPC;
        return false;
    }
    if (inotify_add_watch(watch->queue, path, WATCHED) < 0)
        return false;
    watch->folders++;
    return true;
}

/* Takes over the descriptor. A folder within that cannot be opened is left out: it has gone, or the check names it. */
static bool add_tree(struct folder_watch *watch, int folder, unsigned depth)
{
    if (!add_folder(watch, folder)) {
        close(folder);
        return false;
    }
    DIR *stream = fdopendir(folder);
    if (!stream) {
        close(folder);
        return false;
    }
    bool good = true;
    struct dirent *entry;
    while (good && depth < BPV_CORPUS_FOLDER_DEPTH_MAX && (entry = readdir(stream))) {
        if (entry->d_name[0] == '.' || (entry->d_type != DT_DIR && entry->d_type != DT_UNKNOWN))
            continue;
        int inner = openat(dirfd(stream), entry->d_name, O_RDONLY | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC);
        good = inner < 0 || add_tree(watch, inner, depth + 1);
    }
    int problem = errno;
    closedir(stream);
    errno = problem;
    return good;
}

/* A new queue with all folders as they are now. */
static enum bpv_status look_again(struct folder_watch *watch, struct bpv_error *error)
{
    if (watch->queue >= 0)
        close(watch->queue);
    watch->folders = 0;
    watch->queue = inotify_init1(IN_NONBLOCK | IN_CLOEXEC);
    if (watch->queue < 0)
        return bpv_fail(error, BPV_IO, "meekijken lukt niet (%s); sluit andere programma's die meekijken",
                        strerror(errno));
    for (size_t i = 0; i < watch->root_count; i++) {
        int root = open(watch->roots[i], O_RDONLY | O_DIRECTORY | O_CLOEXEC);
        if (root >= 0 && add_tree(watch, root, 0))
            continue;
        int problem = errno;
        close(watch->queue);
        watch->queue = -1;
        if (problem == ENOSPC)
            return bpv_fail(error, BPV_IO,
                            "%s: te veel mappen om mee te kijken; kies een kleinere map, of verhoog "
                            "fs.inotify.max_user_watches",
                            watch->roots[i]);
        return bpv_fail(error, BPV_IO, "%s: meekijken in deze map lukt niet (%s); controleer de naam en de rechten",
                        watch->roots[i], strerror(problem));
    }
    return BPV_OK;
}

enum bpv_status folder_watch_open(char *const *roots, size_t count, struct folder_watch **out, struct bpv_error *error)
{
    struct folder_watch *watch = xcalloc(1, sizeof *watch);
    *watch = (struct folder_watch){.roots = roots, .root_count = count, .queue = -1};
    enum bpv_status status = look_again(watch, error);
    *out = status == BPV_OK ? watch : NULL;
    if (status != BPV_OK)
        folder_watch_close(watch);
    return status;
}

void folder_watch_close(struct folder_watch *watch)
{
    if (!watch)
        return;
    if (watch->queue >= 0)
        close(watch->queue);
    free(watch);
}

/* ---- Events ---- */

static bool counts(const struct inotify_event *event)
{
    if (!event->len)
        return (event->mask & (IN_DELETE_SELF | IN_MOVE_SELF | IN_Q_OVERFLOW)) != 0;
    size_t length = strlen(event->name);
    return event->name[0] != '.' && event->name[length - 1] != '~';
}

/* Empties the queue. *again: folders came or went, so all of them must be looked up again. */
static bool read_events(struct folder_watch *watch, bool *again)
{
    _Alignas(struct inotify_event) char bytes[16 * 1024];
    bool any = false;
    ssize_t length;
    while (watch->queue >= 0 && (length = read(watch->queue, bytes, sizeof bytes)) > 0)
        for (size_t at = 0; at + sizeof(struct inotify_event) <= (size_t)length;) {
            const struct inotify_event *event = (const void *)(bytes + at);
            at += sizeof *event + event->len;
            if (!counts(event))
                continue;
            any = true;
            *again |= (event->mask & (IN_ISDIR | IN_DELETE_SELF | IN_MOVE_SELF | IN_Q_OVERFLOW)) != 0;
        }
    return any;
}

static long milliseconds(void)
{
    struct timespec now;
    clock_gettime(CLOCK_MONOTONIC, &now);
    return (long)now.tv_sec * 1000 + now.tv_nsec / 1000000;
}

/* Waits for the queue or for stop_fd; -1 = as long as it takes. True when to stop. */
static bool wait_or_stop(const struct folder_watch *watch, int stop_fd, int timeout)
{
    struct pollfd polled[2] = {{.fd = stop_fd, .events = POLLIN}, {.fd = watch->queue, .events = POLLIN}};
    return poll(polled, 2, timeout) > 0 && polled[0].revents != 0;
}

enum folder_event folder_watch_wait(struct folder_watch *watch, int stop_fd)
{
    bool any = false, again = false;
    if (watch->queue < 0) { /* found again, or else tried again later */
        while (look_again(watch, NULL) != BPV_OK)
            if (wait_or_stop(watch, stop_fd, (int)BPV_WATCH_RETRY_MS))
                return FOLDER_STOP;
        return FOLDER_CHANGED;
    }
    while (!any) {
        if (wait_or_stop(watch, stop_fd, -1))
            return FOLDER_STOP;
        any = read_events(watch, &again);
    }
    long begin = milliseconds();
    while (any && milliseconds() - begin < (long)BPV_WATCH_BUSY_MS) {
        if (wait_or_stop(watch, stop_fd, (int)BPV_WATCH_QUIET_MS))
            return FOLDER_STOP;
        any = read_events(watch, &again);
    }
    if (again)
        look_again(watch, NULL);
    return FOLDER_CHANGED;
}
