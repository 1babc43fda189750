/* The headings and question variants of all passages, and which of them have each stem: see SECTION_VARIANTS. */
#include "index_making.h"

#include <stdlib.h>
#include <sys/mman.h>

struct pass { /* over the words of all passages */
    struct index_writer *writer;
    uint32_t variant;
    bool counting; /* first how often each stem is there, then where */
};

/* One heading or question variant. */
static void take_variant(struct pass *pass, uint32_t passage, const uint32_t *stems, uint32_t count)
{
    struct index_writer *writer = pass->writer;
    struct index_variant variant = {passage, 0};
    for (uint32_t i = 0; i < count; i++) {
        uint32_t *at = &writer->variant_postings_at.items[stems[i]];
        if (pass->counting)
            ++*at;
        else
            writer->variant_postings.items[(*at)++] = pass->variant;
        variant.idf += index_idf(writer->words.stems[stems[i]].passages, (uint32_t)writer->passage_count);
    }
    if (pass->counting)
        text_buffer_append(&writer->variant_list, (const char *)&variant, sizeof variant);
    pass->variant++;
}

static void walk(struct index_writer *writer, const char *map, bool counting)
{
    struct pass pass = {writer, 0, counting};
    size_t rested = 0;
    for (size_t i = 0; map && i < writer->passage_count; i++) {
        const uint32_t *at = (const uint32_t *)(const void *)map + writer->token_at[i];
        const uint32_t lists = *at, *lengths = at + 1;
        at += 3 + lists;
        for (uint32_t list = 0; list < lists; at += lengths[list++])
            if (list != INDEX_FILE_TITLE)
                take_variant(&pass, (uint32_t)i, at, lengths[list]);
        size_t done = writer->token_at[i] * 4;
        if (done - rested > INDEX_WINDOW) {
            index_pages_rest(map + rested, done - rested);
            rested = done;
        }
    }
}

/* Makes of how many postings each stem has where they begin. */
static void add_up(struct numbers *numbers)
{
    uint32_t sum = 0;
    for (size_t i = 0; i < numbers->count; i++) {
        uint32_t here = numbers->items[i];
        numbers->items[i] = sum;
        sum += here;
    }
}

bool index_list_variants(struct index_writer *writer)
{
    size_t size = writer->token_words * 4, stems = writer->words.stem_count;
    struct numbers *at = &writer->variant_postings_at, *postings = &writer->variant_postings;
    if (size / 4 > UINT32_MAX) /* places of postings would not fit: the first stage does without */
        return true;
    if (fflush(writer->tokens) != 0)
        return false;
    void *map = size ? mmap(NULL, size, PROT_READ, MAP_SHARED, fileno(writer->tokens), 0) : NULL;
    if (map == MAP_FAILED)
        return false;
    at->items = xcalloc(stems + 1, sizeof *at->items);
    at->count = at->capacity = stems + 1;
    walk(writer, map, true);
    add_up(at);
    postings->count = postings->capacity = at->items[stems];
    postings->items = xcalloc(postings->count, sizeof *postings->items);
    walk(writer, map, false);
    /* Each place has moved to where the next stem begins. */
    for (size_t i = stems; i > 0; i--)
        at->items[i] = at->items[i - 1];
    at->items[0] = 0;
    if (map)
        munmap(map, size);
    return true;
}

void index_release_variants(struct index_writer *writer)
{
    free(writer->variant_postings_at.items);
    free(writer->variant_postings.items);
    text_buffer_release(&writer->variant_list);
    writer->variant_postings_at = writer->variant_postings = (struct numbers){NULL, 0, 0};
    text_buffer_init(&writer->variant_list, 0);
}
