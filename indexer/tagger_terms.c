#include "tagger_terms.h"

#include <stdlib.h>
#include <string.h>

#include "dutch_compound.h"
#include "dutch_stem.h"
#include "dutch_text.h"
#include "text_buffer.h"

void term_set_init(struct term_set *set, const char *dictionary)
{
    *set = (struct term_set){.count = 0};
    dictionary_load(&set->dictionary, dictionary);
}

void term_set_release(struct term_set *set)
{
    dictionary_release(&set->dictionary);
    text_map_release(&set->numbers);
    pool_release(&set->pool);
}

static void append(struct term_counts *counts, uint32_t term, float count)
{
    if (counts->count == counts->capacity) {
        counts->capacity = counts->capacity ? counts->capacity * 2 : 64;
        counts->items = xrealloc(counts->items, counts->capacity * sizeof *counts->items);
    }
    counts->items[counts->count++] = (struct term_count){term, count};
}

static void add_term(struct term_counts *counts, struct term_set *set, struct bpv_text term, float weight, bool grow)
{
    size_t number = set->count;
    if (text_map_find(&set->numbers, term, &number)) {
        append(counts, (uint32_t)number, weight);
    } else if (grow) {
        text_map_add(&set->numbers, pool_copy(&set->pool, term), &number);
        append(counts, set->count++, weight);
    }
}

static bool dictionary_knows(void *context, const char *word, size_t length)
{
    return dictionary_has(context, (struct bpv_text){word, length});
}

static void add_parts(struct term_counts *counts, struct term_set *set, const struct dutch_word *word, float weight,
                      bool grow)
{
    struct bpv_span parts[BPV_COMPOUND_PARTS_MAX];
    size_t count = dutch_split(word->form, word->length, dictionary_knows, &set->dictionary, parts);
    for (size_t i = 0; i < count; i++) {
        char term[BPV_TERM_MAX + 1] = "+";
        size_t length = dutch_stem(word->form + parts[i].start, parts[i].length, term + 1);
        add_term(counts, set, (struct bpv_text){term, length + 1}, weight, grow);
    }
}

void term_counts_add(struct term_counts *counts, struct term_set *set, struct bpv_text text, float weight, bool grow)
{
    struct dutch_reader reader;
    struct dutch_word word;
    dutch_reader_init(&reader, text.start, text.length);
    while (dutch_next(&reader, &word)) {
        char stem[BPV_TERM_MAX];
        size_t length = dutch_stem(word.form, word.length, stem);
        add_term(counts, set, (struct bpv_text){stem, length}, weight, grow);
        add_parts(counts, set, &word, weight, grow);
    }
}

void term_counts_merge(struct term_counts *counts, const struct term_counts *more)
{
    for (size_t i = 0; i < more->count; i++)
        append(counts, more->items[i].term, more->items[i].count);
}

static int compare_terms(const void *first, const void *second)
{
    const struct term_count *a = first, *b = second;
    return (a->term > b->term) - (a->term < b->term);
}

void term_counts_settle(struct term_counts *counts)
{
    size_t kept = 0;
    if (counts->count)
        qsort(counts->items, counts->count, sizeof *counts->items, compare_terms);
    for (size_t i = 0; i < counts->count; i++) {
        if (kept && counts->items[kept - 1].term == counts->items[i].term)
            counts->items[kept - 1].count += counts->items[i].count;
        else
            counts->items[kept++] = counts->items[i];
    }
    counts->count = kept;
}

void term_counts_release(struct term_counts *counts)
{
    free(counts->items);
    *counts = (struct term_counts){.items = NULL};
}
