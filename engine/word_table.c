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
static uint32_t *find_slot(const struct word_table *table, const struct word_slots *slots, struct bpv_text text)
{
    size_t at = index_hash(text) & (slots->capacity - 1);
    for (;; at = (at + 1) & (slots->capacity - 1)) {
        if (!slots->slots[at])
            return &slots->slots[at];
        struct bpv_text held = word_table_text(table, string_of(table, slots, slots->slots[at] - 1));
        if (held.length == text.length && memcmp(held.start, text.start, text.length) == 0)
            return &slots->slots[at];
    }
}

static void make_room(struct word_table *table, struct word_slots *slots, size_t count)
{
    if (slots->capacity && count * 2 < slots->capacity)
        return;
    size_t capacity = slots->capacity ? slots->capacity * 2 : 1024;
    free(slots->slots);
    slots->slots = xcalloc(capacity, sizeof *slots->slots);
    slots->capacity = capacity;
    for (size_t i = 0; i < count; i++)
        *find_slot(table, slots, word_table_text(table, string_of(table, slots, i))) = (uint32_t)i + 1;
}

static uint32_t add_stem(struct word_table *table, struct bpv_text text, uint32_t word)
{
    make_room(table, &table->by_stem, table->stem_count);
    uint32_t *slot = find_slot(table, &table->by_stem, text);
    if (*slot)
        return *slot - 1;
    if (table->stem_count == table->stem_capacity) {
        table->stem_capacity = table->stem_capacity ? table->stem_capacity * 2 : 1024;
        table->stems = xrealloc(table->stems, table->stem_capacity * sizeof *table->stems);
    }
    uint32_t number = (uint32_t)table->stem_count++;
    table->stems[number] = (struct stem_entry){.text = word_table_keep(table, text), .first_word = word};
    *slot = number + 1;
    return number;
}

uint32_t word_table_find(const struct word_table *table, struct bpv_text form)
{
    if (!table->by_word.capacity)
        return INDEX_NONE;
    uint32_t *slot = find_slot(table, &table->by_word, form);
    return *slot ? *slot - 1 : INDEX_NONE;
}

uint32_t word_table_add(struct word_table *table, struct bpv_text form)
{
    make_room(table, &table->by_word, table->word_count);
    uint32_t *slot = find_slot(table, &table->by_word, form);
    if (*slot)
        return *slot - 1;
    if (table->word_count == table->word_capacity) {
        table->word_capacity = table->word_capacity ? table->word_capacity * 2 : 1024;
        table->words = xrealloc(table->words, table->word_capacity * sizeof *table->words);
    }
    uint32_t number = (uint32_t)table->word_count++;
    *slot = number + 1;
    char stem[BPV_TERM_MAX];
    size_t length = dutch_stem(form.start, form.length, stem);
    table->words[number] = (struct word_entry){.text = word_table_keep(table, form)};
    table->words[number].stem = add_stem(table, (struct bpv_text){stem, length}, number);
    return number;
}

void word_table_set_stem(struct word_table *table, uint32_t word, struct bpv_text stem)
{
    table->words[word].stem = add_stem(table, stem, word);
}
