/*
 * log_line.h: one logfmt line on stderr per event: time=... level=... event=... key=value. Lines are written whole, so
 * those of several threads never mix. The question and the raw address are never logged: nothing here takes a request.
 * Under systemd (JOURNAL_STREAM) a line starts with its priority, <6>. Any thread.
 *
 * Gathering  A line is written at once, except that of a request soon after another line: such lines wait for
 *            log_flush, some kilobytes of them at most, so that under load a system call writes many.
 */
#ifndef BPV_LOG_LINE_H
#define BPV_LOG_LINE_H

#include <stddef.h>
#include <time.h>

#include "bpv.h"

enum log_level { LOG_LEVEL_ERROR = 3, LOG_LEVEL_WARNING = 4, LOG_LEVEL_INFO = 6 }; /* as syslog */

#define LOG_GATHER_MS 50 /* lines that follow one another more quickly wait */
#define LOG_FLUSH_MS 200 /* for so long at most */

struct log_line {
    char data[1024];
    size_t length;
    struct timespec time;
};

/* Looks at the environment once; before the first thread. */
void log_init(void);

void log_begin(struct log_line *line, enum log_level level, const char *event);
void log_string(struct log_line *line, const char *key, const char *value); /* quoted when needed; too long is cut */
void log_text(struct log_line *line, const char *key, struct bpv_text value);
void log_number(struct log_line *line, const char *key, long long value);
void log_end(struct log_line *line);
void log_end_soon(struct log_line *line); /* of a request */
void log_flush(void);                     /* every LOG_FLUSH_MS, and at the end */

#endif
