/*
 * folder_watch.h: notices that something in a few folders, or in folders within them, was saved, made, moved or
 * removed. By inotify, so on local file systems only. Hidden names and editors' backups (name~) do not count; links are
 * not followed. At most BPV_WATCH_FOLDERS_MAX folders, BPV_CORPUS_FOLDER_DEPTH_MAX deep. A folder that goes away is
 * looked for until it is there again.
 * Ownership  folder_watch_open, then folder_watch_close (NULL is allowed). The roots are borrowed.
 * Errors     BPV_IO and Dutch text with the remedy. One thread.
 */
#ifndef BPV_FOLDER_WATCH_H
#define BPV_FOLDER_WATCH_H

#include "bpv.h"

#ifdef __cplusplus
extern "C" {
#endif

struct folder_watch;

enum folder_event {
    FOLDER_CHANGED, /* and quiet again for BPV_WATCH_QUIET_MS, or not quiet for BPV_WATCH_BUSY_MS */
    FOLDER_STOP     /* stop_fd has something to read, or was closed at the other end */
};

enum bpv_status folder_watch_open(char *const *roots, size_t count, struct folder_watch **watch,
                                  struct bpv_error *error);
enum folder_event folder_watch_wait(struct folder_watch *watch, int stop_fd);
void folder_watch_close(struct folder_watch *watch);

#ifdef __cplusplus
}
#endif
#endif
