#include "log_line.h"

#include <stdbool.h>
#include <stdio.h>
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

void log_begin(struct log_line *line, enum log_level level, const char *event)
{
    struct timespec now;
    clock_gettime(CLOCK_REALTIME, &now);
    struct tm utc;
    gmtime_r(&now.tv_sec, &utc);
    int length = snprintf(line->data, sizeof line->data,
                          "%.*stime=%04d-%02d-%02dT%02d:%02d:%02d.%03dZ level=%s event=%s", journal ? 3 : 0,
                          level == LOG_LEVEL_ERROR     ? "<3>"
                          : level == LOG_LEVEL_WARNING ? "<4>"
                                                       : "<6>",
                          utc.tm_year + 1900, utc.tm_mon + 1, utc.tm_mday, utc.tm_hour, utc.tm_min, utc.tm_sec,
                          (int)(now.tv_nsec / 1000000),
                          level == LOG_LEVEL_ERROR     ? "error"
                          : level == LOG_LEVEL_WARNING ? "warning"
                                                       : "info",
                          event);
    line->length = length > 0 && (size_t)length < sizeof line->data ? (size_t)length : 0;
}

static bool plain(unsigned char byte)
{
    return byte > ' ' && byte < 0x7F && byte != '"' && byte != '\\' && byte != '=';
}

void log_text(struct log_line *line, const char *key, struct bpv_text value)
{
    append(line, " ", 1);
    append(line, key, strlen(key));
    append(line, "=", 1);
    bool quote = value.length == 0;
    for (size_t i = 0; i < value.length && !quote; i++)
        quote = !plain((unsigned char)value.start[i]);
    if (!quote) {
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
    char digits[24];
    int length = snprintf(digits, sizeof digits, "%lld", value);
    append(line, " ", 1);
    append(line, key, strlen(key));
    append(line, "=", 1);
    append(line, digits, (size_t)length);
}

void log_end(struct log_line *line)
{
    line->data[line->length++] = '\n';
    /* A log that cannot be written has nobody to complain to. */
    ssize_t written = write(STDERR_FILENO, line->data, line->length);
    (void)written;
}
