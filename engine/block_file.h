/*
 * block_file.h: appends to a file in large blocks that are aligned in it.
 *
 * The kernel keeps such a block in one large page where it can (ext4, XFS, Btrfs), and then maps it at once: a program
 * that reads here and there in a mapping of the file has a few page faults instead of hundreds.
 *
 * Use        block_file_open, block_file_put for all bytes, block_file_finish; block_file_close always.
 * Errors     False with errno set; after that only block_file_close is allowed.
 */
#ifndef BPV_BLOCK_FILE_H
#define BPV_BLOCK_FILE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#define BLOCK_FILE_BLOCK ((size_t)512 * 1024) /* larger pages are hard to come by, and gain little more */

struct block_file {
    int fd;
    uint64_t at;  /* length of the file once all is written */
    char *held;   /* the bytes before at that are not written yet */
    size_t count;
};

bool block_file_open(struct block_file *file, const char *path); /* must exist; what it has stays */
bool block_file_put(struct block_file *file, const void *bytes, size_t size);
bool block_file_finish(struct block_file *file); /* writes the rest, and syncs */
bool block_file_close(struct block_file *file);  /* drops what is not written; false only when closing failed */

#endif
