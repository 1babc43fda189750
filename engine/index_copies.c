#include "index_copies.h"

#include <fcntl.h>
#include <linux/magic.h>
#include <pthread.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/vfs.h>
#include <unistd.h>

#include "text_buffer.h"

struct bpv_copies {
    pthread_mutex_t mutex; /* guards what follows */
    size_t count;
    int idle[BPV_COPIES_MAX];
};

/* Files there are memory like any other: nothing is gained. */
static bool lies_in_memory(int fd)
{
    struct statfs status;
    return fstatfs(fd, &status) != 0 || status.f_type == TMPFS_MAGIC || status.f_type == RAMFS_MAGIC;
}

/* A file without a name; -1 where there can be none. */
static int make_file(const char *folder)
{
    struct text_buffer path = {0};
    text_buffer_printf(&path, "%s/bpv-index-XXXXXX", folder);
    int fd = mkostemp(path.data, O_CLOEXEC);
    if (fd >= 0 && (unlink(path.data) != 0 || lies_in_memory(fd))) {
        close(fd);
        fd = -1;
    }
    text_buffer_release(&path);
    return fd;
}

struct bpv_copies *bpv_copies_create(const char *folder, size_t count)
{
    struct bpv_copies *copies = xcalloc(1, sizeof *copies);
    pthread_mutex_init(&copies->mutex, NULL);
    while (copies->count < count && copies->count < BPV_COPIES_MAX) {
        int fd = make_file(folder);
        if (fd < 0)
            break;
        copies->idle[copies->count++] = fd;
    }
    return copies;
}

size_t bpv_copies_left(struct bpv_copies *copies)
{
    pthread_mutex_lock(&copies->mutex);
    size_t left = copies->count;
    pthread_mutex_unlock(&copies->mutex);
    return left;
}

void bpv_copies_free(struct bpv_copies *copies)
{
    if (!copies)
        return;
    for (size_t i = 0; i < copies->count; i++)
        close(copies->idle[i]);
    pthread_mutex_destroy(&copies->mutex);
    free(copies);
}

int index_copies_take(struct bpv_copies *copies)
{
    if (!copies)
        return -1;
    pthread_mutex_lock(&copies->mutex);
    int fd = copies->count ? copies->idle[--copies->count] : -1;
    pthread_mutex_unlock(&copies->mutex);
    return fd;
}

void index_copies_give_back(struct bpv_copies *copies, int fd)
{
    bool kept = ftruncate(fd, 0) == 0 && lseek(fd, 0, SEEK_SET) == 0; /* one that cannot be emptied is of no use */
    pthread_mutex_lock(&copies->mutex);
    if (kept && copies->count < BPV_COPIES_MAX)
        copies->idle[copies->count++] = fd;
    else
        close(fd);
    pthread_mutex_unlock(&copies->mutex);
}
