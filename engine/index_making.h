/*
 * index_making.h: what the files that make an index share: index_writer.c (the public calls), index_vocabulary.c (words, stems, compounds,
 * synonyms), index_tokens.c (the words of a passage), index_documents.c (Xapian), index_latent.c (the latent space), index_sections.c (the file).
 * Ownership: everything belongs to the index_writer. Errors: bpv_status and Dutch text. One thread per writer.
 */
#ifndef BPV_INDEX_MAKING_H
#define BPV_INDEX_MAKING_H

#include <stdio.h>
#include <xxhash.h>

#include "dictionary.h"
#include "dutch_text.h"
#include "index_writer.h"
#include "search_index.h"
#include "word_table.h"

struct numbers { /* a growing list of u32 */
    uint32_t *items;
    size_t count, capacity;
};

struct id_entry {
    struct index_string text;
    uint32_t passage;
};

struct index_writer {
    struct index_settings settings;
    struct word_table words;
    struct dictionary dictionary;
    struct dictionary no_split;
    FILE *records, *tokens;    /* temporary files, unlinked at once */
    uint64_t *record_at, *token_at;
    struct index_tags *tags;
    size_t passage_count, passage_capacity;
    struct id_entry *ids;
    size_t id_count, id_capacity;
    struct numbers gram_keys, grams_at, grams, notice_stems, notices_at, synonyms, synonym_at, parts, parts_at, compounds, compounds_at, scratch;
    uint32_t *hand_parts_of;   /* per stem: offset + 1 in hand_parts, or 0 */
    struct numbers hand_parts; /* count, stems... */
    XXH3_state_t *digest;
    uint64_t record_bytes, token_words;
    uint32_t words_total, files, variants;
    struct bpv_text last_path;
    char last_path_bytes[4096];
    struct text_buffer buffer, masked;
    struct text_buffer bloom; /* SECTION_DUTCH */
    struct text_buffer latent_stems, latent_passages;
    struct search_writer *search;
};

void index_push(struct numbers *numbers, uint32_t value);
enum bpv_status index_write_failed(struct bpv_error *error); /* after a system call; sets errno's text */
struct bpv_text index_form_of(const struct dutch_word *word);

/* The hand-made vocabulary, before the first passage. */
void index_intern_vocabulary(struct index_writer *writer);
/* After the last passage: the parts of each stem, and the compounds that each is part of. */
void index_split_compounds(struct index_writer *writer);

/* After that the dictionary becomes its Bloom filter. */
void index_close_dictionary(struct index_writer *writer);

/* The 4-grams of the stems. */
void index_list_grams(struct index_writer *writer);

/* Where the stems and the passages lie in the latent space. */
enum bpv_status index_learn_latent(struct index_writer *writer, struct bpv_error *error);

/* Appends the words of a passage, as stem numbers, to writer->tokens. */
enum bpv_status index_put_tokens(struct index_writer *writer, const struct bpv_passage *passage, struct bpv_error *error);

/* Adds one Xapian document per passage. */
enum bpv_status index_add_documents(struct index_writer *writer, void (*progress)(void *, uint32_t, uint32_t), void *context,
                                    struct bpv_error *error);

/* Appends the sections to the Xapian database at path. */
enum bpv_status index_complete_file(struct index_writer *writer, const char *path, struct bpv_error *error);
void index_make_room(struct index_writer *writer); /* for one more passage */

#endif
