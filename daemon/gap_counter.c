#include "gap_counter.h"

#include <errno.h>
#include <fcntl.h>
#include <pthread.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "gap_list.h"
#include "gap_words.h"
#include "log_line.h"

#define SLOTS 32768u /* a power of two, three times HTTP_GAPS_PENDING_MAX */

struct entry {
    char *words; /* owned */
    size_t length;
    uint32_t count;
    unsigned first, last;
};

struct gap_counter {
    char *path, *temporary, *folder;
    unsigned minimum;
    bool failed; /* main thread only: the last writing */
    pthread_mutex_t mutex; /* guards what follows */
    struct entry *entries;
    size_t count;
    uint16_t slots[SLOTS]; /* open addressing: number + 1, 0 = empty */
    bool changed;          /* something that belongs in the file */
};

/* ---- The table ---- */

static size_t slot_of(struct bpv_text words)
{
    uint64_t hash = 14695981039346656037u; /* FNV-1a; what it takes in is stems, chosen by a vocabulary */
    for (size_t i = 0; i < words.length; i++)
        hash = (hash ^ (unsigned char)words.start[i]) * 1099511628211u;
    return (size_t)(hash ^ hash >> 32) & (SLOTS - 1);
}

/* The slot where the words are, or where they belong. */
static size_t find_slot(const struct gap_counter *counter, struct bpv_text words)
{
    size_t slot = slot_of(words);
    for (; counter->slots[slot]; slot = (slot + 1) & (SLOTS - 1)) {
        const struct entry *entry = &counter->entries[counter->slots[slot] - 1];
        if (entry->length == words.length && memcmp(entry->words, words.start, words.length) == 0)
            break;
    }
    return slot;
}

static void fill_slots(struct gap_counter *counter)
{
    memset(counter->slots, 0, sizeof counter->slots);
    for (size_t i = 0; i < counter->count; i++) {
        const struct entry *entry = &counter->entries[i];
        counter->slots[find_slot(counter, (struct bpv_text){entry->words, entry->length})] = (uint16_t)(i + 1);
    }
}

/* Asked most first, and of those the ones asked last. */
static int by_worth(const void *first, const void *second)
{
    const struct entry *a = first, *b = second;
    if (a->count != b->count)
        return a->count < b->count ? 1 : -1;
    return (a->last < b->last) - (a->last > b->last);
}

/* A full table loses the lesser half of what is in it, so that this is seldom needed. */
static void make_room(struct gap_counter *counter)
{
    qsort(counter->entries, counter->count, sizeof *counter->entries, by_worth);
    while (counter->count > HTTP_GAPS_PENDING_MAX / 2)
        free(counter->entries[--counter->count].words);
    fill_slots(counter);
}

static struct entry *add(struct gap_counter *counter, struct bpv_text words)
{
    size_t slot = find_slot(counter, words);
    if (counter->slots[slot])
        return &counter->entries[counter->slots[slot] - 1];
    if (counter->count == HTTP_GAPS_PENDING_MAX) {
        make_room(counter);
        slot = find_slot(counter, words);
    }
    struct entry *entry = &counter->entries[counter->count++];
    *entry = (struct entry){.words = xrealloc(NULL, words.length), .length = words.length};
    memcpy(entry->words, words.start, words.length);
    counter->slots[slot] = (uint16_t)counter->count;
    return entry;
}

void gap_counter_note(struct gap_counter *counter, const struct bpv_base *base, struct bpv_text question, bpv_date day)
{
    if (!counter || !base)
        return;
    struct text_buffer words = {0};
    unsigned week = gap_week(day);
    if (week && gap_words_write(base, question, &words)) {
        pthread_mutex_lock(&counter->mutex);
        struct entry *entry = add(counter, text_buffer_text(&words));
        entry->count += entry->count < UINT32_MAX;
        entry->first = entry->first && entry->first < week ? entry->first : week;
        entry->last = entry->last > week ? entry->last : week;
        counter->changed |= entry->count >= counter->minimum;
        pthread_mutex_unlock(&counter->mutex);
    }
    text_buffer_release(&words);
}

/* ---- The file ---- */

static void take_in(struct gap_counter *counter, const struct gap_list *list)
{
    for (size_t i = 0; i < list->count; i++) {
        const struct gap *gap = &list->gaps[i];
        struct entry *entry = add(counter, gap->words);
        entry->count = gap->count;
        entry->first = gap->first;
        entry->last = gap->last;
    }
}

/* A file that does not exist yet is an empty one. */
static enum bpv_status read_file(const char *path, struct text_buffer *bytes, struct bpv_error *error)
{
    int fd = open(path, O_RDONLY | O_CLOEXEC | O_NONBLOCK | O_NOCTTY);
    if (fd < 0 && errno == ENOENT)
        return BPV_OK;
    struct stat status;
    char block[4096];
    ssize_t length = -1;
    if (fd >= 0 && fstat(fd, &status) == 0 && S_ISREG(status.st_mode))
        while ((length = read(fd, block, sizeof block)) > 0 && !bytes->overflow)
            text_buffer_append(bytes, block, (size_t)length);
    if (fd >= 0)
        close(fd);
    if (length < 0)
        return bpv_fail(error, BPV_IO, "--gaps: %s kan niet worden gelezen. Geef een gewoon bestand op.", path);
    if (bytes->overflow)
        return bpv_fail(error, BPV_TOO_LARGE, "--gaps: %s is te groot. Begin een nieuw bestand.", path);
    return BPV_OK;
}

static bool write_all(int fd, struct bpv_text bytes)
{
    for (size_t at = 0; at < bytes.length;) {
        ssize_t written = write(fd, bytes.start + at, bytes.length - at);
        if (written < 0 && errno == EINTR)
            continue;
        if (written <= 0)
            return false;
        at += (size_t)written;
    }
    return true;
}

/* Whole and at once, for readers as well as for a crash. */
static bool replace_file(const struct gap_counter *counter, struct bpv_text bytes)
{
    int fd = open(counter->temporary, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC | O_NOFOLLOW, 0640);
    if (fd < 0)
        return false;
    bool good = write_all(fd, bytes) && fsync(fd) == 0;
    good = close(fd) == 0 && good;
    if (good && rename(counter->temporary, counter->path) == 0)
        return true;
    unlink(counter->temporary);
    return false;
}

/* What was asked often enough, most asked first; the words are copied, so that the table may change meanwhile. */
static void write_list(struct gap_counter *counter, struct text_buffer *out)
{
    struct gap_list list = {xcalloc(HTTP_GAPS_PENDING_MAX, sizeof *list.gaps), 0};
    pthread_mutex_lock(&counter->mutex);
    for (size_t i = 0; i < counter->count; i++) {
        const struct entry *entry = &counter->entries[i];
        if (entry->count >= counter->minimum)
            list.gaps[list.count++] =
                (struct gap){{entry->words, entry->length}, entry->count, entry->first, entry->last};
    }
    gap_list_sort(&list);
    list.count = list.count < BPV_GAPS_MAX ? list.count : BPV_GAPS_MAX;
    gap_list_write(&list, out);
    counter->changed = false;
    pthread_mutex_unlock(&counter->mutex);
    gap_list_release(&list);
}

static void log_failure(const struct gap_counter *counter)
{
    struct log_line line;
    log_begin(&line, LOG_LEVEL_WARNING, "gaps-not-written");
    log_string(&line, "path", counter->path);
    log_string(&line, "error", strerror(errno));
    log_end(&line);
}

void gap_counter_flush(struct gap_counter *counter)
{
    if (!counter)
        return;
    pthread_mutex_lock(&counter->mutex);
    bool changed = counter->changed;
    pthread_mutex_unlock(&counter->mutex);
    if (!changed)
        return;
    struct text_buffer bytes = {0};
    write_list(counter, &bytes);
    bool good = replace_file(counter, text_buffer_text(&bytes));
    if (!good) {
        if (!counter->failed) /* once, not every second */
            log_failure(counter);
        pthread_mutex_lock(&counter->mutex);
        counter->changed = true;
        pthread_mutex_unlock(&counter->mutex);
    }
    counter->failed = !good;
    text_buffer_release(&bytes);
}

static char *copy_of(const char *string, const char *suffix)
{
    size_t size = strlen(string) + strlen(suffix) + 1;
    char *copy = xrealloc(NULL, size);
    snprintf(copy, size, "%s%s", string, suffix);
    return copy;
}

static char *folder_of(const char *path)
{
    char *folder = copy_of(path, "");
    char *slash = strrchr(folder, '/');
    if (slash)
        slash[slash == folder] = '\0'; /* the folder of "/x" is "/" */
    else
        memcpy(folder, ".", 2);
    return folder;
}

unsigned gap_counter_minimum(const struct gap_counter *counter)
{
    return counter->minimum;
}

const char *gap_counter_folder(const struct gap_counter *counter)
{
    return counter->folder;
}

static void free_counter(struct gap_counter *counter)
{
    for (size_t i = 0; i < counter->count; i++)
        free(counter->entries[i].words);
    free(counter->entries);
    pthread_mutex_destroy(&counter->mutex);
    free(counter->path);
    free(counter->temporary);
    free(counter->folder);
    free(counter);
}

enum bpv_status gap_counter_open(const char *path, unsigned minimum, struct gap_counter **out, struct bpv_error *error)
{
    struct text_buffer bytes;
    struct gap_list list = {.count = 0};
    struct bpv_error reason;
    *out = NULL;
    text_buffer_init(&bytes, BPV_GAPS_FILE_MAX);
    char *folder = folder_of(path);
    enum bpv_status status = BPV_OK;
    if (access(folder, W_OK | X_OK) != 0)
        status = bpv_fail(error, BPV_IO, "--gaps: in de map %s kan niet worden geschreven (%s). Maak de map eerst.",
                          folder, strerror(errno));
    if (status == BPV_OK)
        status = read_file(path, &bytes, error);
    if (status == BPV_OK && (status = gap_list_parse(text_buffer_text(&bytes), &list, &reason)) != BPV_OK)
        bpv_fail(error, status, "--gaps %s: %s.", path, reason.text);
    if (status == BPV_OK) {
        struct gap_counter *counter = xcalloc(1, sizeof *counter);
        counter->path = copy_of(path, "");
        counter->temporary = copy_of(path, ".nieuw");
        counter->folder = folder;
        folder = NULL;
        counter->minimum = minimum;
        counter->entries = xcalloc(HTTP_GAPS_PENDING_MAX, sizeof *counter->entries);
        pthread_mutex_init(&counter->mutex, NULL);
        take_in(counter, &list);
        *out = counter;
    }
    free(folder);
    gap_list_release(&list);
    text_buffer_release(&bytes);
    return status;
}

void gap_counter_close(struct gap_counter *counter)
{
    if (!counter)
        return;
    gap_counter_flush(counter);
    free_counter(counter);
}
