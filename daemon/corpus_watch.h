/*
 * corpus_watch.h: `bpvd --corpus DIR`: a process of its own looks at the corpus and runs bpv-index each time something
 * was saved, so that the daemon needs no YAML and no Markdown and never starts a program itself.
 *
 * Processes  The watcher is forked before the daemon has a thread, a socket or a client. It has nothing of the daemon
 *            but one end of a socket, over which it sends what each build said; it ends when the daemon does. It runs
 *            bpv-index with limits on time, memory and files, in a private folder that it removes at its end.
 * Index      bpv-index renames a new index into that folder only when the corpus has no errors, so the old one keeps
 *            being served until then.
 * Ownership  Create, first, start, then free (NULL is allowed) after the server has stopped and before the keeper goes.
 * Errors     BPV_IO and Dutch text. What a build says is in the report.
 * Threads    create, start and free: main thread. read: any; a mutex guards the report.
 */
#ifndef BPVD_CORPUS_WATCH_H
#define BPVD_CORPUS_WATCH_H

#include <time.h>

#include "generation.h"
#include "text_buffer.h"

struct corpus_watch;

enum corpus_state {
    CORPUS_FIRST_BUILD, /* nothing is known yet */
    CORPUS_GOOD,        /* the index is of the corpus as it stands */
    CORPUS_PROBLEMS,    /* errors: the index is of an older corpus, or there is none */
    CORPUS_FAILED,      /* bpv-index could not do its work */
    CORPUS_NOT_WATCHED  /* the watcher has ended */
};

struct corpus_report {
    enum corpus_state state;
    unsigned errors, warnings; /* lines of each in text */
    time_t when;               /* end of the build */
    unsigned milliseconds;     /* that it took */
    struct text_buffer text;   /* lines "file:line:column: reason", at most HTTP_CORPUS_REPORT_MAX bytes */
    bool cut;                  /* there was more */
};

/* Forks the watcher. indexer: the program; NULL = bpv-index beside the daemon's own program. */
enum bpv_status corpus_watch_create(const char *folder, const char *indexer, struct corpus_watch **watch,
                                    struct bpv_error *error);
/* The index that is built; borrowed from the watch. */
const char *corpus_watch_index(const struct corpus_watch *watch);
const char *corpus_watch_folder(const struct corpus_watch *watch);
/* Waits for the first build, at most HTTP_CORPUS_FIRST_MS. */
void corpus_watch_first(struct corpus_watch *watch);
/* A thread that listens to the watcher, and has the keeper take up each new index at once. False if there can be no
 * thread. */
bool corpus_watch_start(struct corpus_watch *watch, struct generation_keeper *keeper);
void corpus_watch_free(struct corpus_watch *watch);

/* A copy of the newest report; the text buffer is the caller's, to be released. */
void corpus_watch_read(struct corpus_watch *watch, struct corpus_report *report);

/* What a line of the report is. */
enum corpus_line { CORPUS_LINE_ERROR, CORPUS_LINE_WARNING, CORPUS_LINE_REMARK };
enum corpus_line corpus_line_kind(struct bpv_text line);

#endif
