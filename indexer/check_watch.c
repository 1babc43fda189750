#include "check_watch.h"

#include <errno.h>
#include <signal.h>
#include <stdio.h>
#include <string.h>
#include <sys/signalfd.h>
#include <unistd.h>

#include "folder_watch.h"

static void clear_screen(void)
{
    if (!isatty(STDOUT_FILENO))
        return;
    fputs("\033[H\033[2J", stdout);
    fflush(stdout);
}

enum bpv_status check_watch(char *const *roots, size_t count, int (*check)(const void *context), const void *context,
                            int *result, struct bpv_error *error)
{
    struct folder_watch *watch = NULL;
    sigset_t signals;
    sigemptyset(&signals);
    sigaddset(&signals, SIGINT);
    sigaddset(&signals, SIGTERM);
    sigprocmask(SIG_BLOCK, &signals, NULL);
    int stop = signalfd(-1, &signals, SFD_CLOEXEC | SFD_NONBLOCK);
    if (stop < 0)
        return bpv_fail(error, BPV_IO, "meekijken lukt niet (%s); sluit andere programma's", strerror(errno));
    enum bpv_status status = folder_watch_open(roots, count, &watch, error);
    if (status == BPV_OK)
        do {
            clear_screen();
            *result = check(context);
        } while (folder_watch_wait(watch, stop) == FOLDER_CHANGED);
    folder_watch_close(watch);
    close(stop);
    return status;
}
