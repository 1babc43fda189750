/* The search part of a group as a file in the folder of groups: a Xapian database in one file, with its checksum behind
 * it. */
#include "index_making.h"

#include <fcntl.h>
#include <stdio.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <unistd.h>

static const char magic[8] = "BPVZOEK1";

struct shard_end {
    char magic[8];
    uint64_t checksum;
};

static bool map_file(const char *path, int flags, int *file, struct bpv_text *bytes)
{
    struct stat about;
    *file = open(path, flags | O_CLOEXEC | O_NOFOLLOW);
    if (*file < 0)
        return false;
    void *map = MAP_FAILED;
    if (fstat(*file, &about) == 0 && S_ISREG(about.st_mode) && about.st_size > 0)
        map = mmap(NULL, (size_t)about.st_size, PROT_READ, MAP_SHARED, *file, 0);
    if (map == MAP_FAILED) {
        close(*file);
        return false;
    }
    *bytes = (struct bpv_text){map, (size_t)about.st_size};
    return true;
}

bool index_shard_sound(const char *path)
{
    int file;
    struct bpv_text bytes;
    if (!map_file(path, O_RDONLY, &file, &bytes))
        return false;
    struct shard_end end = {.checksum = 0};
    bool sound = bytes.length > sizeof end;
    if (sound) {
        memcpy(&end, bytes.start + bytes.length - sizeof end, sizeof end);
        sound = memcmp(end.magic, magic, sizeof magic) == 0 &&
                end.checksum == index_hash_pages(bytes.start, bytes.length - sizeof end);
    }
    munmap((void *)(uintptr_t)bytes.start, bytes.length);
    close(file);
    return sound;
}

static bool append_checksum(const char *path)
{
    int file;
    struct bpv_text bytes;
    if (!map_file(path, O_RDWR, &file, &bytes))
        return false;
    struct shard_end end = {.checksum = index_hash_pages(bytes.start, bytes.length)};
    memcpy(end.magic, magic, sizeof magic);
    bool done = pwrite(file, &end, sizeof end, (off_t)bytes.length) == (ssize_t)sizeof end;
    munmap((void *)(uintptr_t)bytes.start, bytes.length);
    return close(file) == 0 && done;
}

enum bpv_status index_shard_keep(struct index_writer *writer, size_t parts, const char *path, struct bpv_error *error)
{
    struct text_buffer fresh;
    text_buffer_init(&fresh, 0);
    text_buffer_printf(&fresh, "%s.nieuw", path);
    unlink(fresh.data);
    enum bpv_status status = search_writer_keep(writer->search, parts, fresh.data, error);
    if (status == BPV_OK && (!append_checksum(fresh.data) || rename(fresh.data, path) != 0)) {
        status = index_write_failed(error);
        unlink(fresh.data);
    }
    text_buffer_release(&fresh);
    return status;
}
