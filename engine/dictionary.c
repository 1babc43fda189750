#include "dictionary.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <unistd.h>

#include "index_file.h"
#include "text_buffer.h"
#include "utf8.h"

static void insert(struct dictionary *dictionary, uint64_t hash)
{
    size_t at = hash & (dictionary->capacity - 1);
    while (dictionary->hashes[at] && dictionary->hashes[at] != hash)
        at = (at + 1) & (dictionary->capacity - 1);
    dictionary->count += dictionary->hashes[at] == 0;
    dictionary->hashes[at] = hash;
}

static void grow(struct dictionary *dictionary)
{
    struct dictionary grown = {.capacity = dictionary->capacity ? dictionary->capacity * 2 : 1u << 16};
    grown.hashes = xcalloc(grown.capacity, sizeof *grown.hashes);
    for (size_t i = 0; i < dictionary->capacity; i++)
        if (dictionary->hashes[i])
            insert(&grown, dictionary->hashes[i]);
    free(dictionary->hashes);
    *dictionary = grown;
}

void dictionary_add(struct dictionary *dictionary, struct bpv_text form)
{
    if (dictionary->count * 2 >= dictionary->capacity)
        grow(dictionary);
    uint64_t hash = index_hash(form);
    insert(dictionary, hash ? hash : 1);
}

bool dictionary_has(const struct dictionary *dictionary, struct bpv_text form)
{
    if (!dictionary->capacity)
        return false;
    uint64_t hash = index_hash(form);
    hash = hash ? hash : 1;
    size_t at = hash & (dictionary->capacity - 1);
    while (dictionary->hashes[at] && dictionary->hashes[at] != hash)
        at = (at + 1) & (dictionary->capacity - 1);
    return dictionary->hashes[at] == hash;
}

bool dictionary_load(struct dictionary *dictionary, const char *path)
{
    *dictionary = (struct dictionary){.count = 0};
    FILE *file = path ? fopen(path, "re") : NULL;
    if (!file)
        return !path || errno == ENOENT || errno == ENOTDIR;
    struct text_buffer folded;
    text_buffer_init(&folded, 4096);
    char *line = NULL;
    size_t capacity = 0;
    ssize_t length;
    while ((length = getline(&line, &capacity, file)) > 0) {
        if (line[length - 1] == '\n')
            length--;
        if (length < 2 || length >= (ssize_t)BPV_TERM_MAX || !utf8_valid(line, (size_t)length, NULL))
            continue;
        text_buffer_clear(&folded);
        if (line[0] >= 'A' && line[0] <= 'Z')
            text_buffer_append_char(&folded, DICTIONARY_NAME);
        utf8_fold(line, (size_t)length, &folded);
        dictionary_add(dictionary, text_buffer_text(&folded));
    }
    free(line);
    fclose(file);
    text_buffer_release(&folded);
    return true;
}

struct kept_header {
    char magic[8];
    uint64_t capacity, count, checksum; /* of the hashes */
};

static const char kept_magic[8] = "BPVWOR01";

bool dictionary_load_kept(struct dictionary *dictionary, const char *path)
{
    struct stat status;
    struct kept_header header;
    *dictionary = (struct dictionary){.count = 0};
    int file = open(path, O_RDONLY | O_NOFOLLOW | O_NONBLOCK | O_CLOEXEC);
    if (file < 0)
        return false;
    if (fstat(file, &status) == 0 && S_ISREG(status.st_mode) && (size_t)status.st_size > sizeof header) {
        dictionary->map_size = (size_t)status.st_size;
        dictionary->map = mmap(NULL, dictionary->map_size, PROT_READ, MAP_SHARED, file, 0);
    }
    close(file);
    if (!dictionary->map || dictionary->map == MAP_FAILED) {
        dictionary->map = NULL;
        return false;
    }
    memcpy(&header, dictionary->map, sizeof header);
    size_t size = dictionary->map_size - sizeof header;
    dictionary->hashes = (uint64_t *)(void *)((char *)dictionary->map + sizeof header);
    dictionary->capacity = (size_t)header.capacity;
    dictionary->count = (size_t)header.count;
    bool sound = memcmp(header.magic, kept_magic, sizeof kept_magic) == 0 &&
                 header.capacity == size / sizeof(uint64_t) && !(header.capacity & (header.capacity - 1)) &&
                 header.count * 2 <= header.capacity &&
                 header.checksum == index_hash((struct bpv_text){(const char *)dictionary->hashes, size});
    if (!sound)
        dictionary_release(dictionary);
    return sound;
}

bool dictionary_keep(const struct dictionary *dictionary, const char *path)
{
    struct text_buffer fresh;
    text_buffer_init(&fresh, 0);
    text_buffer_printf(&fresh, "%s.nieuw", path);
    size_t size = dictionary->capacity * sizeof *dictionary->hashes;
    struct kept_header header = {.capacity = dictionary->capacity,
                                 .count = dictionary->count,
                                 .checksum = index_hash((struct bpv_text){(const char *)dictionary->hashes, size})};
    memcpy(header.magic, kept_magic, sizeof kept_magic);
    unlink(fresh.data);
    FILE *file = size ? fopen(fresh.data, "wxe") : NULL;
    bool done =
        file && fwrite(&header, sizeof header, 1, file) == 1 && fwrite(dictionary->hashes, 1, size, file) == size;
    if (file && fclose(file) != 0)
        done = false;
    done = done && rename(fresh.data, path) == 0;
    if (!done)
        unlink(fresh.data);
    text_buffer_release(&fresh);
    return done;
}

void dictionary_release(struct dictionary *dictionary)
{
    if (dictionary->map)
        munmap(dictionary->map, dictionary->map_size);
    else
        free(dictionary->hashes);
    *dictionary = (struct dictionary){.count = 0};
}
