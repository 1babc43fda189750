#include "dictionary.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

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

void dictionary_release(struct dictionary *dictionary)
{
    free(dictionary->hashes);
    *dictionary = (struct dictionary){.count = 0};
}
