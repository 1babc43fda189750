#include "index_publish.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <ftw.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <time.h>
#include <unistd.h>

#define LOCK_TRIES 100
#define LOCK_WAIT_NS 100000000L /* a tenth of a second: ten seconds in all */
#define TEMPORARY_INFIX ".bouw-"

static enum bpv_status io_failed(const char *path, const char *what, struct bpv_error *error)
{
    return bpv_fail(error, BPV_IO, "%s: %s lukt niet (%s); controleer de rechten en de ruimte op de schijf", path, what,
                    bpv_errno_text(errno));
}

static int remove_entry(const char *path, const struct stat *status, int type, struct FTW *position)
{
    (void)status;
    (void)type;
    (void)position;
    remove(path);
    return 0;
}

static void remove_folder(const char *path)
{
    nftw(path, remove_entry, 8, FTW_DEPTH | FTW_PHYS);
}

/* A build that was killed leaves its folder; whoever holds the lock may remove it. */
static void remove_leftovers(const struct index_place *place)
{
    const char *slash = strrchr(place->output.data, '/');
    const char *name = slash ? slash + 1 : place->output.data;
    struct text_buffer prefix, path;
    text_buffer_init(&prefix, 0);
    text_buffer_init(&path, 0);
    text_buffer_printf(&prefix, "%s%s", name, TEMPORARY_INFIX);
    DIR *stream = opendir(place->folder.data);
    struct dirent *entry;
    while (stream && (entry = readdir(stream))) {
        if (strncmp(entry->d_name, prefix.data, prefix.length) != 0)
            continue;
        text_buffer_clear(&path);
        text_buffer_printf(&path, "%s/%s", place->folder.data, entry->d_name);
        remove_folder(path.data);
    }
    if (stream)
        closedir(stream);
    text_buffer_release(&prefix);
    text_buffer_release(&path);
}

/* One try; 1 = locked, 0 = held by another, -1 = failed. The file may have been removed by the one before us, so
 * compare. */
static int try_lock(struct index_place *place)
{
    struct stat opened, present;
    place->lock = open(place->lock_path.data, O_RDWR | O_CREAT | O_NOFOLLOW | O_NONBLOCK | O_CLOEXEC, 0644);
    if (place->lock < 0)
        return -1;
    if (flock(place->lock, LOCK_EX | LOCK_NB) == 0 && fstat(place->lock, &opened) == 0 &&
        stat(place->lock_path.data, &present) == 0 && opened.st_ino == present.st_ino &&
        opened.st_dev == present.st_dev)
        return 1;
    close(place->lock);
    place->lock = -1;
    return 0;
}

static enum bpv_status take_lock(struct index_place *place, struct bpv_error *error)
{
    for (int i = 0; i < LOCK_TRIES; i++) {
        int locked = try_lock(place);
        if (locked < 0)
            return io_failed(place->lock_path.data, "openen", error);
        if (locked)
            return BPV_OK;
        nanosleep(&(struct timespec){0, LOCK_WAIT_NS}, NULL);
    }
    return bpv_fail(error, BPV_IO, "een andere bpv-index bouwt %s al; wacht tot die klaar is", place->output.data);
}

/* An index, whole or half, begins as every single-file Xapian database does; an empty file is nobody's work. */
static bool may_be_replaced(const char *path)
{
    static const char magic[] = "\017\015Xapian Glass";
    char begin[sizeof magic - 1];
    int descriptor = open(path, O_RDONLY | O_NOFOLLOW | O_NONBLOCK | O_CLOEXEC);
    if (descriptor < 0)
        return true; /* what is wrong with it is said when it is replaced */
    size_t length = 0;
    ssize_t got;
    while ((got = read(descriptor, begin + length, sizeof begin - length)) > 0)
        length += (size_t)got;
    close(descriptor);
    return got < 0 || length == 0 || (length == sizeof begin && memcmp(begin, magic, sizeof begin) == 0);
}

static enum bpv_status check_output(const struct index_place *place, struct bpv_error *error)
{
    struct stat status;
    if (stat(place->folder.data, &status) != 0 || !S_ISDIR(status.st_mode))
        return bpv_fail(error, BPV_IO, "de map %s bestaat niet; maak die eerst", place->folder.data);
    if (lstat(place->output.data, &status) == 0 && !S_ISREG(status.st_mode))
        return bpv_fail(error, BPV_IO, "%s is %s; geef met -o een bestandsnaam op", place->output.data,
                        S_ISDIR(status.st_mode) ? "een map" : "geen gewoon bestand");
    if (!may_be_replaced(place->output.data))
        return bpv_fail(error, BPV_IO, "%s is geen index en blijft staan; geef met -o een andere bestandsnaam op",
                        place->output.data);
    return BPV_OK;
}

static enum bpv_status make_folders(struct index_place *place, struct bpv_error *error)
{
    text_buffer_printf(&place->temporary, "%s%sXXXXXX", place->output.data, TEMPORARY_INFIX);
    if (!mkdtemp(place->temporary.data)) {
        enum bpv_status status = io_failed(place->temporary.data, "aanmaken", error);
        text_buffer_clear(&place->temporary);
        return status;
    }
    text_buffer_printf(&place->work, "%s/werk", place->temporary.data);
    text_buffer_printf(&place->index, "%s/index", place->temporary.data);
    return mkdir(place->work.data, 0700) == 0 ? BPV_OK : io_failed(place->work.data, "aanmaken", error);
}

enum bpv_status index_place_open(struct index_place *place, const char *output, struct bpv_error *error)
{
    *place = (struct index_place){.lock = -1};
    const char *slash = strrchr(output, '/');
    text_buffer_append_string(&place->output, output);
    text_buffer_append(&place->folder, slash ? output : ".", slash ? (size_t)(slash - output) + (slash == output) : 1);
    text_buffer_printf(&place->lock_path, "%s.lock", output);
    if (!*output || output[strlen(output) - 1] == '/')
        return bpv_fail(error, BPV_IO, "'%s' is geen bestandsnaam; geef met -o een bestandsnaam op", output);
    enum bpv_status status = check_output(place, error);
    if (status == BPV_OK)
        status = take_lock(place, error);
    if (status == BPV_OK) {
        remove_leftovers(place);
        status = make_folders(place, error);
    }
    return status;
}

static bool sync_path(const char *path, int flags)
{
    int descriptor = open(path, O_RDONLY | O_CLOEXEC | flags);
    bool synced = descriptor >= 0 && fsync(descriptor) == 0;
    if (descriptor >= 0)
        close(descriptor);
    return synced;
}

/* A second name for the present index, then that name in the place of the one before: at no moment is there no index.
 */
static enum bpv_status keep_previous(const struct index_place *place, struct bpv_error *error)
{
    struct text_buffer previous, fresh;
    text_buffer_init(&previous, 0);
    text_buffer_init(&fresh, 0);
    text_buffer_printf(&previous, "%s.vorige", place->output.data);
    text_buffer_printf(&fresh, "%s/vorige", place->temporary.data);
    enum bpv_status status = BPV_OK;
    if (link(place->output.data, fresh.data) != 0) {
        if (errno != ENOENT)
            status = io_failed(previous.data, "bewaren van de vorige index", error);
    } else if (rename(fresh.data, previous.data) != 0) {
        status = io_failed(previous.data, "bewaren van de vorige index", error);
    }
    text_buffer_release(&previous);
    text_buffer_release(&fresh);
    return status;
}

enum bpv_status index_place_publish(struct index_place *place, struct bpv_error *error)
{
    mode_t mask = umask(0);
    umask(mask);
    if (chmod(place->index.data, 0666 & ~mask) != 0 || !sync_path(place->index.data, 0))
        return io_failed(place->index.data, "bewaren", error);
    enum bpv_status status = keep_previous(place, error);
    if (status != BPV_OK)
        return status;
    if (rename(place->index.data, place->output.data) != 0)
        return io_failed(place->output.data, "hernoemen", error);
    return sync_path(place->folder.data, O_DIRECTORY) ? BPV_OK : io_failed(place->folder.data, "bewaren", error);
}

void index_place_close(struct index_place *place)
{
    if (place->temporary.length)
        remove_folder(place->temporary.data);
    if (place->lock >= 0) {
        unlink(place->lock_path.data);
        close(place->lock);
    }
    struct text_buffer *texts[] = {&place->output,    &place->folder, &place->lock_path,
                                   &place->temporary, &place->work,   &place->index};
    for (size_t i = 0; i < sizeof texts / sizeof *texts; i++)
        text_buffer_release(texts[i]);
    place->lock = -1;
}
