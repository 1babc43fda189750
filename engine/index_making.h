/*
 * index_making.h: what the files that make an index share: index_writer.c (the public calls), index_vocabulary.c
 * (words, stems, compounds, synonyms), index_unanswered.c (questions without an answer), index_tokens.c (the words of a
 * passage), index_variants.c (question variants for the first stage), index_documents.c (Xapian), index_latent.c (the
 * latent space), index_sections.c (the file).
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

#define INDEX_BUFFER ((size_t)256 * 1024) /* of a file that is written: fewer and larger writes */

struct numbers { /* a growing list of u32 */
    uint32_t *items;
    size_t count, capacity;
};

/* What is kept of the group of passages that is being added. Its words are numbered from 0, as they come. */
struct group_keeping {
    bool open;
    struct numbers local_of; /* per word of the writer: its number in the group + 1, or 0 */
    struct numbers sizes;    /* of each passage: bytes of its record, numbers of its words */
    struct numbers tokens;
    struct text_buffer words, records;
    uint32_t word_count;
};

struct group_range { /* a group within the index */
    char key[33];
    size_t first_passage, first_word; /* the latter in group_words */
};

struct index_replacement { /* a passage that comes in the place of another */
    uint32_t passage;
    size_t record_at, record_length; /* in records, with its checksum */
    size_t tokens_at, token_count;   /* in tokens */
    struct index_sums sums;
    bool other_words, other_terms;   /* than the passage before it; terms are also tags */
};

struct index_update { /* see index_update.c */
    struct index_file *file; /* as it was */
    bool fits;
    struct index_replacement *replacements;
    size_t count, capacity;
    uint32_t *of;           /* per passage: its replacement + 1, or 0 */
    struct text_buffer records;
    struct numbers tokens;  /* stems */
    uint32_t *kept;         /* per stem of file: passages that had it and stay */
    uint32_t *split_words;  /* per stem of file: the word that was split */
    uint32_t stamp;
};

struct index_writer {
    struct index_settings settings;
    struct index_update *update; /* NULL: all is new */
    struct word_table words;
    struct dictionary dictionary;
    struct dictionary no_split;
    FILE *records, *tokens;    /* temporary files, unlinked at once */
    uint64_t *record_at, *token_at;
    struct index_sums *sums;
    struct index_tags *tags;
    size_t passage_count, passage_capacity;
    struct index_id *ids;
    size_t id_count, id_capacity;
    struct numbers gram_keys, grams_at, grams, notice_stems, notices_at, synonyms, synonym_at, parts, parts_at,
        compounds, compounds_at, scratch;
    struct numbers changed, changed_terms; /* sections of an update */
    uint32_t *hand_parts_of;   /* per stem: offset + 1 in hand_parts, or 0 */
    struct numbers hand_parts; /* count, stems... */
    XXH3_state_t *digest;
    uint64_t record_bytes, token_words;
    uint32_t words_total, files, variants;
    struct bpv_text last_path;
    char last_path_bytes[4096];
    struct text_buffer buffer, masked;
    struct text_buffer unanswered, unanswered_words; /* sections */
    struct numbers unanswered_at;
    struct text_buffer variant_list; /* SECTION_VARIANTS */
    struct numbers variant_postings_at, variant_postings;
    struct text_buffer bloom; /* SECTION_DUTCH */
    struct text_buffer latent_stems, latent_passages;
    struct group_keeping group;
    struct group_range *groups;
    size_t group_count, group_capacity;
    struct numbers group_words; /* the words of each group, as numbers of the writer */
    struct text_buffer shards;  /* names of the search parts that the groups have, one a line */
    struct search_writer *search;
};

void index_push(struct numbers *numbers, uint32_t value);
/* Appends so many numbers, which are not in the list itself, each with shift added. */
void index_append(struct numbers *numbers, const uint32_t *items, size_t count, uint32_t shift);
enum bpv_status index_write_failed(struct bpv_error *error); /* after a system call; sets errno's text */
void index_hash_name(XXH128_hash_t hash, char out[33]); /* 32 hexadecimal digits */
struct bpv_text index_form_of(const struct dutch_word *word);

/* The hand-made vocabulary, before the first passage. */
void index_intern_vocabulary(struct index_writer *writer);
/* The word of each stem that is split as a compound: the shortest, and the first in order of those; not in that of the
 * passages, so that an update finds the same one. */
void index_choose_words(struct index_writer *writer);
/* After the last passage: the parts of each stem, and the compounds that each is part of. */
void index_split_compounds(struct index_writer *writer);

/* After that the dictionary becomes its Bloom filter. */
void index_close_dictionary(struct index_writer *writer);

/* Parts of the split word of a stem, as stem numbers, into out. */
void index_split_word(struct index_writer *writer, uint32_t stem, struct numbers *out);
void index_list_compounds(struct index_writer *writer); /* the reverse of parts */
enum bpv_status index_load_dictionary(struct index_writer *writer, struct bpv_error *error);

/* The questions that the corpus does not answer. Before words are sorted or dropped: after that none can be found.
 * False when those of the index that is updated are not what an index has. */
bool index_list_unanswered(struct index_writer *writer);

/* The headings and question variants, and which of them have each stem. False with errno set. */
bool index_list_variants(struct index_writer *writer);
void index_release_variants(struct index_writer *writer);

/* The 4-grams of the stems. */
void index_list_grams(struct index_writer *writer);

/* Where the stems and the passages lie in the latent space. */
enum bpv_status index_learn_latent(struct index_writer *writer, struct bpv_error *error);

/* For an update: where the passages with other words lie in the space that is there. */
void index_place_latent(struct index_writer *writer);

/* Replaces each word number in the words of a passage (the layout of index_file_tokens) by what change says. */
void index_each_word(uint32_t *words, size_t count, uint32_t (*change)(void *context, uint32_t word), void *context);
/* The words of a passage, laid out as they will be in the index, but with numbers of words for those of stems. */
void index_list_words(struct index_writer *writer, const struct bpv_passage *passage, struct numbers *words);
/* Counts these words of the next passage and appends them, as stem numbers, to writer->tokens. */
#define INDEX_FILE_TITLE 1u /* the list of a passage's words that is no variant: all passages of the file share it */
/* Counts how often stems stand in headings and question variants. words: of a passage, as numbers of stems; away: they
 * no longer do. */
void index_count_asked(struct index_writer *writer, const uint32_t *words, size_t count, bool away);
enum bpv_status index_put_words(struct index_writer *writer, struct numbers *words, struct bpv_error *error);

/* Adds a passage of which the record is there already. words: what list_words made of it, changed into stems. */
enum bpv_status index_put_passage(struct index_writer *writer, const struct bpv_passage *passage,
                                  struct bpv_text record, struct numbers *words, struct bpv_error *error);
/* Keeps a passage for the group that is open. */
void index_group_keep(struct index_writer *writer, struct bpv_text record, const struct numbers *words);
void index_groups_release(struct index_writer *writer);

/* Adds one Xapian document per passage. */
enum bpv_status index_add_documents(struct index_writer *writer, void (*progress)(void *, uint32_t, uint32_t),
                                    void *context, struct bpv_error *error);

/* For an update: writer->changed_terms, of the passages in writer->changed. */
void index_list_changed_terms(struct index_writer *writer);

/* The search part of a group: is the file at path there, and as it was made? */
bool index_shard_sound(const char *path);
/* Makes the last `parts` search parts of the writer, or with 0 what was added since the last one, into a search part at
 * path. */
enum bpv_status index_shard_keep(struct index_writer *writer, size_t parts, const char *path, struct bpv_error *error);
/* With groups: how many passages have each stem as a part, out of the Xapian database at path. */
enum bpv_status index_count_parts(struct index_writer *writer, const char *path, struct bpv_error *error);

/* Appends the sections to the Xapian database at path. */
enum bpv_status index_complete_file(struct index_writer *writer, const char *path, struct bpv_error *error);
void index_make_room(struct index_writer *writer); /* for one more passage */

/* ---- Updates ---- */

struct index_writer *index_writer_create(const struct index_settings *settings); /* empty */
struct index_tags index_tags_of(const struct bpv_passage *passage);              /* without the number of its file */
/* The words of a passage. When those of the index as it was are damaged: none, and the update does not fit. */
const uint32_t *index_update_tokens(struct index_update *update, uint32_t passage, size_t *count);
/* Calls put for each piece of the section of records, or of words; those that stayed are not read. */
void index_update_pieces(const struct index_update *update, bool tokens,
                         void (*put)(void *context, struct bpv_text piece), void *context);
void index_update_release(struct index_update *update);

#endif
