#include "word_table.h"

#include <stdlib.h>
#include <string.h>

#include "dutch_stem.h"

#define STRINGS_MAX ((size_t)0xFFFFFFFF)

void word_table_init(struct word_table *table)
{
    *table = (struct word_table){.word_count = 0};
    text_buffer_init(&table->strings, STRINGS_MAX);
}

void word_table_release(struct word_table *table)
{
    text_buffer_release(&table->strings);
    free(table->words);
    free(table->stems);
    free(table->by_word.slots);
    free(table->by_stem.slots);
    *table = (struct word_table){.word_count = 0};
}

struct bpv_text word_table_text(const struct word_table *table, struct index_string string)
{
    return (struct bpv_text){table->strings.data + string.at, string.length};
}

struct index_string word_table_keep(struct word_table *table, struct bpv_text text)
{
    struct index_string kept = {(uint32_t)table->strings.length, (uint32_t)text.length};
    text_buffer_append_text(&table->strings, text);
    return kept;
}

static struct index_string string_of(const struct word_table *table, const struct word_slots *slots, size_t number)
{
    return slots == &table->by_word ? table->words[number].text : table->stems[number].text;
}

/* The slot that holds text, or the empty one where it belongs. */
static struct word_slot *find_slot(const struct word_table *table, const struct word_slots *slots, struct bpv_text text,
                                   uint64_t hash)
{
    size_t at = hash & (slots->capacity - 1);
    for (;; at = (at + 1) & (slots->capacity - 1)) {
        struct word_slot *slot = &slots->slots[at];
        if (!slot->number)
            return slot;
        if (slot->hash != (uint32_t)(hash >> 32))
            continue;
        struct bpv_text held = word_table_text(table, string_of(table, slots, slot->number - 1));
        if (held.length == text.length && memcmp(held.start, text.start, text.length) == 0)
            return slot;
    }
}

static void fill_slot(struct word_slot *slot, uint64_t hash, uint32_t number)
{
    *slot = (struct word_slot){number + 1, (uint32_t)(hash >> 32)};
}

static void make_room(struct word_table *table, struct word_slots *slots, size_t count)
{
    if (slots->capacity && (count - slots->sorted) * 2 < slots->capacity)
        return;
    size_t capacity = slots->capacity ? slots->capacity * 2 : 1024;
    free(slots->slots);
    slots->slots = xcalloc(capacity, sizeof *slots->slots);
    slots->capacity = capacity;
    for (size_t i = slots->sorted; i < count; i++) {
        struct bpv_text text = word_table_text(table, string_of(table, slots, i));
        uint64_t hash = index_hash(text);
        fill_slot(find_slot(table, slots, text, hash), hash, (uint32_t)i);
    }
}

static int compare(struct bpv_text a, struct bpv_text b)
{
    size_t shorter = a.length < b.length ? a.length : b.length;
    int order = shorter ? memcmp(a.start, b.start, shorter) : 0;
    return order ? order : (a.length > b.length) - (a.length < b.length);
}

/* Among those that are in a sorted list; INDEX_NONE if it is not. */
static uint32_t find_sorted(const struct word_table *table, const struct word_slots *slots, struct bpv_text text)
{
    size_t low = 0, high = slots->sorted;
    while (low < high) {
        size_t middle = low + (high - low) / 2;
        uint32_t number = slots == &table->by_word ? (uint32_t)middle : table->stem_order[middle];
        int order = compare(word_table_text(table, string_of(table, slots, number)), text);
        if (order == 0)
            return number;
        if (order < 0)
            low = middle + 1;
        else
            high = middle;
    }
    return INDEX_NONE;
}

void word_table_load(struct word_table *table, const struct index_file *file)
{
    const struct index_word *words = index_file_words(file);
    const struct index_stem_entry *stems = index_file_stems(file);
    text_buffer_append_text(&table->strings, file->sections[SECTION_STRINGS]);
    table->word_count = table->by_word.sorted = file->word_count;
    table->stem_count = table->by_stem.sorted = file->stem_count;
    table->word_capacity = table->word_count + 1024;
    table->stem_capacity = table->stem_count + 1024;
    table->words = xrealloc(table->words, table->word_capacity * sizeof *table->words);
    table->stems = xrealloc(table->stems, table->stem_capacity * sizeof *table->stems);
    table->stem_order = (const void *)file->sections[SECTION_STEM_ORDER].start;
    if (table->word_count)
        memcpy(table->words, words, table->word_count * sizeof *words);
    for (size_t i = 0; i < table->stem_count; i++)
        table->stems[i] = (struct stem_entry){.text = stems[i].text,
                                              .split_word = INDEX_NONE,
                                              .passages = stems[i].passages,
                                              .part_passages = stems[i].part_passages,
                                              .asked = stems[i].asked};
}

static uint32_t add_stem(struct word_table *table, struct bpv_text text)
{
    uint32_t known = find_sorted(table, &table->by_stem, text);
    if (known != INDEX_NONE)
        return known;
    make_room(table, &table->by_stem, table->stem_count);
    uint64_t hash = index_hash(text);
    struct word_slot *slot = find_slot(table, &table->by_stem, text, hash);
    if (slot->number)
        return slot->number - 1;
    if (table->stem_count == table->stem_capacity) {
        table->stem_capacity = table->stem_capacity ? table->stem_capacity * 2 : 1024;
        table->stems = xrealloc(table->stems, table->stem_capacity * sizeof *table->stems);
    }
    uint32_t number = (uint32_t)table->stem_count++;
    table->stems[number] = (struct stem_entry){.text = word_table_keep(table, text), .split_word = INDEX_NONE};
    fill_slot(slot, hash, number);
    return number;
}

uint32_t word_table_find(const struct word_table *table, struct bpv_text form)
{
    uint32_t known = find_sorted(table, &table->by_word, form);
    if (known != INDEX_NONE || !table->by_word.capacity)
        return known;
    return find_slot(table, &table->by_word, form, index_hash(form))->number - 1; /* of an empty slot: INDEX_NONE */
}

uint32_t word_table_find_stem(const struct word_table *table, struct bpv_text stem)
{
    uint32_t known = find_sorted(table, &table->by_stem, stem);
    if (known != INDEX_NONE || !table->by_stem.capacity)
        return known;
    return find_slot(table, &table->by_stem, stem, index_hash(stem))->number - 1; /* of an empty slot: INDEX_NONE */
}

uint32_t word_table_add(struct word_table *table, struct bpv_text form)
{
    uint32_t known = find_sorted(table, &table->by_word, form);
    if (known != INDEX_NONE)
        return known;
    make_room(table, &table->by_word, table->word_count);
    uint64_t hash = index_hash(form);
    struct word_slot *slot = find_slot(table, &table->by_word, form, hash);
    if (slot->number)
        return slot->number - 1;
    if (table->word_count == table->word_capacity) {
        table->word_capacity = table->word_capacity ? table->word_capacity * 2 : 1024;
        table->words = xrealloc(table->words, table->word_capacity * sizeof *table->words);
    }
    uint32_t number = (uint32_t)table->word_count++;
    fill_slot(slot, hash, number);
    char stem[BPV_TERM_MAX];
    size_t length = dutch_stem(form.start, form.length, stem);
    table->words[number] = (struct word_entry){.text = word_table_keep(table, form), .letters = index_letters(form)};
    /* "meldden" has the stem "meld", and of "meld" the vocabulary says that it is "melden". */
    uint32_t base = word_table_find(table, (struct bpv_text){stem, length});
    if (base != INDEX_NONE && table->words[base].flags & WORD_STEM_SET)
        table->words[number].stem = table->words[base].stem;
    else
        table->words[number].stem = add_stem(table, (struct bpv_text){stem, length});
    return number;
}

struct bpv_text word_table_stem_of(const struct word_table *table, struct bpv_text form, char *bytes)
{
    uint32_t word = word_table_find(table, form);
    struct bpv_text stem = {bytes, 0};
    if (word == INDEX_NONE) {
        stem.length = dutch_stem(form.start, form.length, bytes);
        word = word_table_find(table, stem);
        if (word != INDEX_NONE && !(table->words[word].flags & WORD_STEM_SET))
            word = INDEX_NONE;
    }
    return word == INDEX_NONE ? stem : word_table_text(table, table->stems[table->words[word].stem].text);
}

void word_table_set_stem(struct word_table *table, uint32_t word, struct bpv_text stem)
{
    table->words[word].stem = add_stem(table, stem);
    table->words[word].flags |= WORD_STEM_SET;
}
