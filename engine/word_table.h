/*
 * word_table.h: the vocabulary while an index is being made: words (folded forms) and the stems they belong to.
 * Ownership: word_table_init, word_table_release. Texts passed in are copied. Out of memory aborts. One thread.
 */
#ifndef BPV_WORD_TABLE_H
#define BPV_WORD_TABLE_H

#include <assert.h>
#include <stddef.h>

#include "index_file.h"
#include "text_buffer.h"

struct word_entry { /* as struct index_word, which it becomes */
    struct index_string text;
    uint32_t stem, frequency, flags, letters;
};
static_assert(sizeof(struct word_entry) == sizeof(struct index_word) &&
                  offsetof(struct word_entry, stem) == offsetof(struct index_word, stem) &&
                  offsetof(struct word_entry, frequency) == offsetof(struct index_word, frequency) &&
                  offsetof(struct word_entry, flags) == offsetof(struct index_word, flags) &&
                  offsetof(struct word_entry, letters) == offsetof(struct index_word, letters),
              "words are written as they are");

struct stem_entry {
    struct index_string text;
    uint32_t split_word;              /* a word of the stem, or INDEX_NONE: what is split as a compound */
    uint32_t passages, part_passages;
    uint32_t asked;                   /* how often it stands in headings and question variants */
    uint32_t last_passage, last_part; /* passage number + 1 that was counted last */
};

struct word_slot {
    uint32_t number; /* + 1; 0 = empty */
    uint32_t hash;   /* part of it: most texts that are not meant differ here */
};

struct word_slots { /* open addressing */
    struct word_slot *slots;
    size_t capacity;
    size_t sorted; /* the first so many are not in it: they are found in a sorted list */
};

struct word_table {
    struct text_buffer strings;
    struct word_entry *words;
    struct stem_entry *stems;
    size_t word_count, word_capacity, stem_count, stem_capacity;
    struct word_slots by_word, by_stem;
    const uint32_t *stem_order; /* the sorted stems; borrowed */
};

void word_table_init(struct word_table *table);
void word_table_release(struct word_table *table);

/* Fills an empty table with that of an index, which must stay open. Its words keep their order, and its stems their
 * numbers. */
void word_table_load(struct word_table *table, const struct index_file *file);

/* The word's number; a new word gets its stem from dutch_stem, or from the word that this stem is, if that has one of
 * its own. */
uint32_t word_table_add(struct word_table *table, struct bpv_text form);
uint32_t word_table_find(const struct word_table *table, struct bpv_text form); /* or INDEX_NONE */
uint32_t word_table_find_stem(const struct word_table *table, struct bpv_text stem); /* or INDEX_NONE */
/* The text of the stem that the word has, or would get when it was added; up to BPV_TERM_MAX bytes of it in `bytes`. */
struct bpv_text word_table_stem_of(const struct word_table *table, struct bpv_text form, char *bytes);
/* Gives a word another stem than the stemmer's. */
void word_table_set_stem(struct word_table *table, uint32_t word, struct bpv_text stem);
struct bpv_text word_table_text(const struct word_table *table, struct index_string string);
/* copies any string into `strings` */
struct index_string word_table_keep(struct word_table *table, struct bpv_text text);

#endif
