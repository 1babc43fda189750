#include "block_file.h"

#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/uio.h>
#include <unistd.h>

#include "text_buffer.h"

bool block_file_open(struct block_file *file, const char *path)
{
    struct stat about;
    *file = (struct block_file){.fd = open(path, O_WRONLY | O_CLOEXEC)};
    if (file->fd < 0 || fstat(file->fd, &about) != 0 || lseek(file->fd, 0, SEEK_END) != about.st_size)
        return false;
    file->at = (uint64_t)about.st_size;
    file->held = xrealloc(NULL, BLOCK_FILE_BLOCK);
    return true;
}

/* Writes what is held and so many bytes behind it. */
static bool write_out(struct block_file *file, const char *bytes, size_t size)
{
    struct iovec parts[2] = {{file->held, file->count}, {(void *)(uintptr_t)bytes, size}};
    while (parts[0].iov_len + parts[1].iov_len) {
        ssize_t done = writev(file->fd, parts, 2);
        if (done < 0 && errno == EINTR)
            continue;
        if (done <= 0)
            return false;
        for (size_t i = 0, left = (size_t)done; i < 2; i++) {
            size_t of_part = left < parts[i].iov_len ? left : parts[i].iov_len;
            parts[i].iov_base = (char *)parts[i].iov_base + of_part;
            parts[i].iov_len -= of_part;
            left -= of_part;
        }
    }
    file->count = 0;
    return true;
}

bool block_file_put(struct block_file *file, const void *bytes, size_t size)
{
    const char *from = bytes;
    for (;;) { /* a block at a time: the kernel maps no page that is larger */
        size_t room = BLOCK_FILE_BLOCK - (size_t)(file->at % BLOCK_FILE_BLOCK);
        if (size < room)
            break;
        if (!write_out(file, from, room))
            return false;
        file->at += room;
        from += room;
        size -= room;
    }
    if (size)
        memcpy(file->held + file->count, from, size);
    file->at += size;
    file->count += size;
    return true;
}

bool block_file_finish(struct block_file *file)
{
    /* Room that was reserved beyond the end goes back. */
    return write_out(file, "", 0) && ftruncate(file->fd, (off_t)file->at) == 0 && fsync(file->fd) == 0;
}

bool block_file_close(struct block_file *file)
{
    bool closed = file->fd < 0 || close(file->fd) == 0;
    free(file->held);
    *file = (struct block_file){.fd = -1};
    return closed;
}
