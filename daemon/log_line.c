#include "log_line.h"

#include <pthread.h>
#include <stdbool.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

static bool journal; /* set once by log_init */

void log_init(void)
{
    journal = getenv("JOURNAL_STREAM") != NULL;
}

static void append(struct log_line *line, const char *bytes, size_t length)
{
    size_t room = sizeof line->data - 1 - line->length; /* one byte stays for the line end */
    if (length > room)
        length = room;
    memcpy(line->data + line->length, bytes, length);
    line->length += length;
}

/* At least `digits` digits, from the right. */
static void append_digits(struct log_line *line, unsigned long long value, size_t digits)
{
    char text[24];
    size_t at = sizeof text;
    while (value || digits) {
        text[--at] = (char)('0' + value % 10);
        value /= 10;
        digits -= digits > 0;
    }
    append(line, text + at, sizeof text - at);
}

static void append_string(struct log_line *line, const char *string)
{
    append(line, string, strlen(string));
}

/* "2026-11-22T09:43:00", made once a second. */
static void append_second(struct log_line *line, time_t second)
{
    static _Thread_local struct {
        time_t second;
        char text[20];
    } last;
    struct tm utc;
    if (last.second != second || !last.text[0]) {
        gmtime_r(&second, &utc);
        last.second = second;
        if (strftime(last.text, sizeof last.text, "%Y-%m-%dT%H:%M:%S", &utc) == 0)
            last.text[0] = '\0';
    }
    append_string(line, last.text);
}

void log_begin(struct log_line *line, enum log_level level, const char *event)
{
    clock_gettime(CLOCK_REALTIME, &line->time);
    line->length = 0;
    if (journal)
        append_string(line, level == LOG_LEVEL_ERROR ? "<3>" : level == LOG_LEVEL_WARNING ? "<4>" : "<6>");
    append_string(line, "time=");
    append_second(line, line->time.tv_sec);
    append_string(line, ".");
    append_digits(line, (unsigned long long)line->time.tv_nsec / 1000000, 3);
    append_string(line, level == LOG_LEVEL_ERROR     ? "Z level=error event="
                        : level == LOG_LEVEL_WARNING ? "Z level=warning event="
                                                     : "Z level=info event=");
    append_string(line, event);
}

/* Nothing that would have to stand between quotes. */
static bool plain(struct bpv_text value)
{
    static const char others[] = "\"\\=\x7F";
    bool all = value.length > 0;
    for (size_t i = 0; i < value.length && all; i++) {
        unsigned char byte = (unsigned char)value.start[i];
        bool usual = (byte >= '0' && byte <= '9') || ((byte | 32) >= 'a' && (byte | 32) <= 'z');
        all = usual || (byte > ' ' && byte < 0x80 && !memchr(others, byte, sizeof others - 1));
    }
    return all;
}

void log_text(struct log_line *line, const char *key, struct bpv_text value)
{
    append(line, " ", 1);
    append(line, key, strlen(key));
    append(line, "=", 1);
    if (plain(value)) {
        append(line, value.start, value.length);
        return;
    }
    append(line, "\"", 1);
    for (size_t i = 0; i < value.length && line->length < sizeof line->data - 8; i++) {
        unsigned char byte = (unsigned char)value.start[i];
        if (byte == '"' || byte == '\\')
            append(line, "\\", 1);
        if (byte >= ' ' && byte != 0x7F)
            append(line, value.start + i, 1);
    }
    append(line, "\"", 1);
}

void log_string(struct log_line *line, const char *key, const char *value)
{
    log_text(line, key, (struct bpv_text){value, strlen(value)});
}

void log_number(struct log_line *line, const char *key, long long value)
{
    append(line, " ", 1);
    append_string(line, key);
    append_string(line, value < 0 ? "=-" : "=");
    append_digits(line, value < 0 ? 0 - (unsigned long long)value : (unsigned long long)value, 1);
}

/* ---- Writing ---- */

/* Lines of requests that follow one another quickly, until log_flush. */
static struct {
    pthread_mutex_t mutex;
    char data[8 * sizeof((struct log_line *)NULL)->data];
    size_t length;
    struct timespec written; /* when something was last written */
} waiting = {.mutex = PTHREAD_MUTEX_INITIALIZER};

/* A log that cannot be written has nobody to complain to. */
static void write_bytes(const char *bytes, size_t length)
{
    ssize_t written = length ? write(STDERR_FILENO, bytes, length) : 0;
    (void)written;
}

static void write_waiting(void)
{
    write_bytes(waiting.data, waiting.length);
    waiting.length = 0;
}

void log_end(struct log_line *line)
{
    line->data[line->length++] = '\n';
    pthread_mutex_lock(&waiting.mutex);
    write_waiting();
    write_bytes(line->data, line->length);
    waiting.written = line->time;
    pthread_mutex_unlock(&waiting.mutex);
}

/* True when the clock says that something was written just before; not when it was set back. */
static bool in_quick_succession(const struct timespec *now)
{
    long long passed = (long long)(now->tv_sec - waiting.written.tv_sec) * 1000 +
                       (now->tv_nsec - waiting.written.tv_nsec) / 1000000;
    return passed >= 0 && passed < LOG_GATHER_MS;
}

void log_end_soon(struct log_line *line)
{
    line->data[line->length++] = '\n';
    pthread_mutex_lock(&waiting.mutex);
    if (waiting.length + line->length > sizeof waiting.data)
        write_waiting();
    memcpy(waiting.data + waiting.length, line->data, line->length);
    waiting.length += line->length;
    if (!in_quick_succession(&line->time)) {
        write_waiting();
        waiting.written = line->time;
    }
    pthread_mutex_unlock(&waiting.mutex);
}

void log_flush(void)
{
    pthread_mutex_lock(&waiting.mutex);
    write_waiting();
    pthread_mutex_unlock(&waiting.mutex);
}
