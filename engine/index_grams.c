#include <stdlib.h>
#include <string.h>

#include "index_making.h"

#define DIGIT_BITS 11u
#define DIGITS 3u /* of DIGIT_BITS in a key */

struct gram {
    uint32_t key, stem;
};

struct gram_list {
    struct gram *items;
    size_t count;
};

static bool has_grams(const struct index_writer *writer, uint32_t stem)
{
    const struct stem_entry *entry = &writer->words.stems[stem];
    return entry->passages && entry->text.length >= INDEX_GRAM_WORD;
}

static size_t grams_of(struct bpv_text text)
{
    return text.length - INDEX_GRAM + 1;
}

/* There is room for them. */
static void add_grams(struct gram_list *grams, uint32_t stem, struct bpv_text text)
{
    for (size_t i = 0; i + INDEX_GRAM <= text.length; i++) {
        struct gram *gram = &grams->items[grams->count++];
        gram->stem = stem;
        memcpy(&gram->key, text.start + i, INDEX_GRAM);
    }
}

/* Sorts by key, and keeps the order within a key. */
static struct gram *sort_grams(struct gram *grams, size_t count)
{
    struct gram *other = xcalloc(count, sizeof *other);
    for (unsigned digit = 0; digit < DIGITS; digit++) {
        size_t at[1u << DIGIT_BITS] = {0}, sum = 0;
        unsigned shift = digit * DIGIT_BITS, mask = (1u << DIGIT_BITS) - 1;
        for (size_t i = 0; i < count; i++)
            at[grams[i].key >> shift & mask]++;
        for (size_t i = 0; i <= mask; i++) {
            size_t here = at[i];
            at[i] = sum;
            sum += here;
        }
        for (size_t i = 0; i < count; i++)
            other[at[grams[i].key >> shift & mask]++] = grams[i];
        struct gram *sorted = other;
        other = grams;
        grams = sorted;
    }
    free(other);
    return grams;
}

/* ---- All of them ---- */

static void list_all(struct index_writer *writer)
{
    struct gram_list list = {NULL, 0};
    size_t room = 0;
    for (uint32_t stem = 0; stem < writer->words.stem_count; stem++)
        if (has_grams(writer, stem))
            room += grams_of(word_table_text(&writer->words, writer->words.stems[stem].text));
    list.items = xcalloc(room, sizeof *list.items);
    for (uint32_t stem = 0; stem < writer->words.stem_count; stem++)
        if (has_grams(writer, stem))
            add_grams(&list, stem, word_table_text(&writer->words, writer->words.stems[stem].text));
    struct gram *grams = sort_grams(list.items, list.count); /* stems stay in order within a key */
    for (size_t i = 0; i < list.count; i++) {
        if (i == 0 || grams[i].key != grams[i - 1].key) {
            index_push(&writer->gram_keys, grams[i].key);
            index_push(&writer->grams_at, (uint32_t)writer->grams.count);
        } else if (grams[i].stem == grams[i - 1].stem) {
            continue; /* twice in one word */
        }
        index_push(&writer->grams, grams[i].stem);
    }
    index_push(&writer->grams_at, (uint32_t)writer->grams.count);
    free(grams);
}

/* ---- Those of the index that is there, but for stems that came or went ---- */

struct known_grams {
    const uint32_t *keys, *at, *stems;
    size_t count; /* of keys */
};

/* False when they cannot be what was made once. */
static bool read_known(const struct index_file *file, struct known_grams *known)
{
    *known = (struct known_grams){(const void *)file->sections[SECTION_GRAM_KEYS].start,
                                  (const void *)file->sections[SECTION_GRAMS_AT].start,
                                  (const void *)file->sections[SECTION_GRAMS].start,
                                  file->sections[SECTION_GRAM_KEYS].length / sizeof(uint32_t)};
    size_t stems = file->sections[SECTION_GRAMS].length / sizeof(uint32_t);
    bool sound = file->sections[SECTION_GRAMS_AT].length == (known->count + 1) * sizeof(uint32_t);
    for (size_t i = 0; sound && i < known->count; i++)
        sound = known->at[i] <= known->at[i + 1];
    return sound && known->at[0] == 0 && known->at[known->count] == stems;
}

static bool had_grams(const struct index_file *file, uint32_t stem)
{
    if (stem >= file->stem_count)
        return false;
    const struct index_stem_entry *entry = &index_file_stems(file)[stem];
    return entry->passages && entry->text.length >= INDEX_GRAM_WORD;
}

/* The grams of stems that have them now and had them not, or the other way round; sorted. */
static struct gram_list list_changes(const struct index_writer *writer, bool came)
{
    const struct index_file *file = writer->update->file;
    struct gram_list list = {NULL, 0};
    for (uint32_t stem = 0; stem < writer->words.stem_count; stem++) {
        if (has_grams(writer, stem) != came || had_grams(file, stem) == came)
            continue;
        struct bpv_text text = came ? word_table_text(&writer->words, writer->words.stems[stem].text)
                                    : index_file_string(file, index_file_stems(file)[stem].text);
        list.items = xrealloc(list.items, (list.count + text.length) * sizeof *list.items);
        add_grams(&list, stem, text);
    }
    if (list.count)
        list.items = sort_grams(list.items, list.count);
    return list;
}

static size_t first_not_below(const struct known_grams *known, size_t low, uint32_t key)
{
    size_t high = known->count;
    while (low < high) {
        size_t middle = low + (high - low) / 2;
        if (known->keys[middle] < key)
            low = middle + 1;
        else
            high = middle;
    }
    return low;
}

static void keep_keys(struct index_writer *writer, const struct known_grams *known, size_t from, size_t end)
{
    uint32_t first = known->at[from], count = known->at[end] - first;
    index_append(&writer->gram_keys, known->keys + from, end - from, 0);
    index_append(&writer->grams_at, known->at + from, end - from, (uint32_t)writer->grams.count - first);
    index_append(&writer->grams, known->stems + first, count, 0);
}

/* The next of a sorted list that has this key; NULL if there is none. */
static const struct gram *next_of(const struct gram_list *list, size_t at, uint32_t key)
{
    return at < list->count && list->items[at].key == key ? &list->items[at] : NULL;
}

/* The stems of one key, of which `count` were known: both lists are sorted. *came and *gone move past the key. */
static void merge_key(struct index_writer *writer, uint32_t key, const uint32_t *stems, size_t count,
                      const struct gram_list *came, size_t *came_at, const struct gram_list *gone, size_t *gone_at)
{
    size_t begin = writer->grams.count;
    const struct gram *next;
    for (size_t i = 0;;) {
        next = next_of(came, *came_at, key);
        bool fresh = next && (i == count || next->stem < stems[i]);
        if (!fresh && i == count)
            break;
        uint32_t stem = fresh ? next->stem : stems[i++];
        while ((next = next_of(came, *came_at, key)) && next->stem == stem) /* twice in one word */
            ++*came_at;
        bool went = false;
        while ((next = next_of(gone, *gone_at, key)) && next->stem <= stem) {
            went |= next->stem == stem;
            ++*gone_at;
        }
        if (!went)
            index_push(&writer->grams, stem);
    }
    while (next_of(gone, *gone_at, key))
        ++*gone_at;
    if (writer->grams.count == begin)
        return;
    index_push(&writer->gram_keys, key);
    index_push(&writer->grams_at, (uint32_t)begin);
}

static void list_update(struct index_writer *writer, const struct known_grams *known)
{
    struct gram_list came = list_changes(writer, true), gone = list_changes(writer, false);
    size_t came_at = 0, gone_at = 0, at = 0;
    while (came_at < came.count || gone_at < gone.count) {
        uint32_t key = came_at < came.count ? came.items[came_at].key : UINT32_MAX;
        if (gone_at < gone.count && gone.items[gone_at].key < key)
            key = gone.items[gone_at].key;
        size_t next = first_not_below(known, at, key);
        keep_keys(writer, known, at, next);
        bool there = next < known->count && known->keys[next] == key;
        merge_key(writer, key, known->stems + known->at[next], there ? known->at[next + 1] - known->at[next] : 0, &came,
                  &came_at, &gone, &gone_at);
        at = next + there;
    }
    keep_keys(writer, known, at, known->count);
    index_push(&writer->grams_at, (uint32_t)writer->grams.count);
    free(came.items);
    free(gone.items);
}

void index_list_grams(struct index_writer *writer)
{
    struct known_grams known;
    if (writer->update && read_known(writer->update->file, &known))
        list_update(writer, &known);
    else
        list_all(writer);
}
