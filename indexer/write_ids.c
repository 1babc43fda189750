#include "write_ids.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "passage_id.h"

static enum bpv_status io_failed(const char *path, const char *what, struct bpv_error *error)
{
    return bpv_fail(error, BPV_IO, "%s: %s lukt niet (%s); controleer de rechten en de ruimte op de schijf", path, what,
                    bpv_errno_text(errno));
}

static enum bpv_status read_bytes(const char *path, struct text_buffer *bytes, mode_t *mode, struct bpv_error *error)
{
    int descriptor = open(path, O_RDONLY | O_NOFOLLOW | O_NONBLOCK | O_CLOEXEC);
    struct stat status;
    bool read_all = descriptor >= 0 && fstat(descriptor, &status) == 0 && S_ISREG(status.st_mode);
    char block[16384];
    ssize_t got = 1;
    while (read_all && got != 0 && bytes->length <= BPV_CORPUS_FILE_MAX) {
        got = read(descriptor, block, sizeof block);
        if (got > 0)
            text_buffer_append(bytes, block, (size_t)got);
        else if (got < 0 && errno != EINTR)
            read_all = false;
    }
    enum bpv_status result = read_all ? BPV_OK : io_failed(path, "lezen", error);
    if (read_all)
        *mode = status.st_mode & 07777;
    if (descriptor >= 0)
        close(descriptor);
    return result;
}

static bool write_all(int descriptor, const char *bytes, size_t length)
{
    while (length) {
        ssize_t done = write(descriptor, bytes, length);
        if (done < 0 && errno == EINTR)
            continue;
        if (done < 0)
            return false;
        bytes += done;
        length -= (size_t)done;
    }
    return true;
}

static enum bpv_status replace_file(const char *path, const struct text_buffer *bytes, mode_t mode,
                                    struct bpv_error *error)
{
    struct text_buffer temporary;
    text_buffer_init(&temporary, 0);
    text_buffer_printf(&temporary, "%s.XXXXXX", path);
    enum bpv_status status = BPV_OK;
    int descriptor = mkostemp(temporary.data, O_CLOEXEC);
    if (descriptor < 0) {
        status = io_failed(path, "schrijven", error);
    } else {
        bool written = fchmod(descriptor, mode) == 0 && write_all(descriptor, bytes->data, bytes->length) &&
                       fsync(descriptor) == 0;
        if (close(descriptor) != 0 || !written || rename(temporary.data, path) != 0) {
            status = io_failed(path, "schrijven", error);
            unlink(temporary.data);
        }
    }
    text_buffer_release(&temporary);
    return status;
}

static void append_new_id(struct text_buffer *out, const struct missing_id *missing, struct bpv_text id,
                          const char *line_end)
{
    if (!missing->in_comment)
        text_buffer_printf(out, "<!-- passage%s", line_end);
    text_buffer_printf(out, "id: %.*s%s", (int)id.length, id.start, line_end);
    if (!missing->in_comment)
        text_buffer_printf(out, "-->%s%s", line_end, line_end);
}

/* Copies the file, with the ids after the lines they belong to. */
static void insert_ids(const struct text_buffer *bytes, const struct missing_id *missing, const struct bpv_text *ids,
                       size_t count, struct text_buffer *out)
{
    size_t at = 0, next = 0;
    bool crlf = bytes->length && memmem(bytes->data, bytes->length, "\r\n", 2);
    const char *line_end = crlf ? "\r\n" : "\n";
    for (unsigned line = 1; at < bytes->length; line++) {
        const char *end = memchr(bytes->data + at, '\n', bytes->length - at);
        size_t length = end ? (size_t)(end - bytes->data) + 1 - at : bytes->length - at;
        text_buffer_append(out, bytes->data + at, length);
        if (!end && next < count && missing[next].line == line)
            text_buffer_append_string(out, line_end);
        for (; next < count && missing[next].line == line; next++)
            append_new_id(out, &missing[next], ids[next], line_end);
        at += length;
    }
}

/* A comment that opens and closes on one line cannot take another line. */
static bool has_room(const struct corpus *corpus, const struct missing_id *missing)
{
    if (!missing->in_comment)
        return true;
    struct bpv_text text = corpus->files[missing->file].text;
    const char *begin = text.start;
    for (unsigned line = 1; line < missing->line; line++)
        begin = (const char *)memchr(begin, '\n', text.length - (size_t)(begin - text.start)) + 1;
    size_t rest = text.length - (size_t)(begin - text.start);
    const char *end = memchr(begin, '\n', rest);
    return end && !memmem(begin, (size_t)(end - begin), "-->", 3);
}

/* Has the file changed since it was read? Line ends and a byte order mark apart. */
static bool unchanged(const struct text_buffer *bytes, struct bpv_text read_before)
{
    size_t at = bytes->length >= 3 && memcmp(bytes->data, "\xEF\xBB\xBF", 3) == 0 ? 3 : 0, compared = 0;
    for (; at < bytes->length; at++) {
        if (bytes->data[at] == '\r' && at + 1 < bytes->length && bytes->data[at + 1] == '\n')
            continue;
        if (compared == read_before.length || bytes->data[at] != read_before.start[compared++])
            return false;
    }
    return compared == read_before.length;
}

static enum bpv_status write_file(struct corpus *corpus, const struct missing_id *missing, const struct bpv_text *ids,
                                  size_t count, struct bpv_error *error)
{
    const struct corpus_file *file = &corpus->files[missing->file];
    struct text_buffer bytes, changed;
    text_buffer_init(&bytes, 2 * BPV_CORPUS_FILE_MAX);
    text_buffer_init(&changed, 4 * BPV_CORPUS_FILE_MAX);
    mode_t mode = 0;
    enum bpv_status status = read_bytes(file->shown.start, &bytes, &mode, error); /* pool texts end with a NUL */
    if (status == BPV_OK && !unchanged(&bytes, file->text))
        status = bpv_fail(error, BPV_IO, "%s is intussen veranderd; probeer het opnieuw", file->shown.start);
    if (status == BPV_OK) {
        insert_ids(&bytes, missing, ids, count, &changed);
        status = replace_file(file->shown.start, &changed, mode, error);
    }
    text_buffer_release(&bytes);
    text_buffer_release(&changed);
    return status;
}

enum bpv_status write_ids(struct corpus *corpus, size_t *written, struct bpv_error *error)
{
    *written = 0;
    enum bpv_status status = BPV_OK;
    size_t count = 0;
    for (size_t i = 0; i < corpus->missing_count; i++)
        if (has_room(corpus, &corpus->missing[i]))
            corpus->missing[count++] = corpus->missing[i];
    struct bpv_text *ids = pool_take(&corpus->pool, count, sizeof *ids);
    for (size_t i = 0; i < count; i++) {
        size_t number = 0;
        struct bpv_text made = passage_id_make(&corpus->pool, corpus->missing[i].title, false);
        ids[i] = passage_id_unique(&corpus->pool, &corpus->ids, made);
        text_map_add(&corpus->ids, ids[i], &number);
    }
    for (size_t i = 0; i < count && status == BPV_OK;) {
        size_t in_file = 1;
        while (i + in_file < count && corpus->missing[i + in_file].file == corpus->missing[i].file)
            in_file++;
        status = write_file(corpus, &corpus->missing[i], &ids[i], in_file, error);
        *written += status == BPV_OK ? in_file : 0;
        i += in_file;
    }
    return status;
}
