/*
 * index_writer.h: makes one index file out of passages. Only the indexer and tests use it.
 *
 * Use        index_writer_begin, index_writer_add for each passage in corpus order, index_writer_finish;
 *            index_writer_free always.
 * Ownership  Settings and passages are borrowed for the duration of the call, except settings->sources, which must live
 *            until index_writer_free because passages point into it. The writer copies what it keeps.
 * Errors     bpv_status and Dutch text. After a failed call only index_writer_free is allowed.
 * Threads    One writer, one thread.
 */
#ifndef BPV_INDEX_WRITER_H
#define BPV_INDEX_WRITER_H

#include "bpv.h"
#include "text_buffer.h"

#ifdef __cplusplus
extern "C" {
#endif

struct index_words { /* a list of words or expressions */
    const struct bpv_text *items;
    size_t count;
};

/* a question with an expression of `from` also searches those of `to`; with both, the other way too */
struct index_synonym {
    struct index_words from, to;
    bool both;
};

struct index_stem { /* stem exceptions: words whose stem is given */
    struct bpv_text stem;
    struct index_words words;
};

struct index_compound { /* a compound of the field, split by hand */
    struct bpv_text word;
    struct index_words parts;
};

struct index_vocabulary {
    const struct index_synonym *synonyms;
    size_t synonym_count;
    const struct index_stem *stems;
    size_t stem_count;
    const struct index_compound *compounds;
    size_t compound_count;
    struct index_words no_split, stop_words, rule_words;
    struct index_words outside; /* subjects that this corpus does not cover: hbo, ov-chipkaart */
    struct index_words unanswered; /* questions that it does not answer, though they sound like it */
};

/* Only a word can be a subject of `outside`, or two in a row that are not numbers; others are left out. */
bool index_writer_takes_outside(struct bpv_text text);

struct index_settings {
    const struct bpv_taxonomy *taxonomy;
    const struct bpv_source *sources;
    size_t source_count;
    const struct bpv_glossary_entry *glossary;
    size_t glossary_count;
    const struct bpv_notice *notices;
    size_t notice_count;
    const struct bpv_bank_question *questions;
    size_t question_count;
    struct index_vocabulary vocabulary;
    /* word list, one word per line (Debian's wdutch); NULL or missing: corpus words only */
    const char *dictionary_path;
    const char *dictionary_kept; /* a file that may have it in a quicker form, and gets it if not; NULL = none */
    struct bpv_text index_name;  /* what people call this index; may be empty */
    struct bpv_text built;       /* UTC, ISO 8601; not part of the digest */
    const char *shard_folder;    /* keeps the search parts of groups for a next build; NULL = no groups */
    const char *work_directory;  /* existing, empty, on the same file system as the result; left empty by _free */
};

struct index_writer;

enum bpv_status index_writer_begin(const struct index_settings *settings, struct index_writer **writer,
                                   struct bpv_error *error);

/* passage->number, html and highlights of the caller: number is ignored and assigned in order; html is stored as
 * given. */
enum bpv_status index_writer_add(struct index_writer *writer, const struct bpv_passage *passage,
                                 struct bpv_error *error);

/* Writes the finished index to path (created, must not exist), fsynced but not renamed into place. progress may be
 * NULL. */
enum bpv_status index_writer_finish(struct index_writer *writer, const char *path,
                                    void (*progress)(void *context, uint32_t done, uint32_t total), void *context,
                                    struct bpv_error *error);

void index_writer_free(struct index_writer *writer);

/* ---- Groups: what became of the passages of some files, kept for the next build ----
 *
 * With a shard_folder every passage belongs to a group: either those added between _begin_group and _end_group, or all
 * of a group that an earlier build kept. The index is the same. A group holds words as they stand, so it depends on
 * nothing but its passages and the list of sources. key: 32 hexadecimal digits that stand for everything that the
 * passages come from.
 */
struct index_group { /* borrows from its bytes */
    const struct bpv_source *sources;
    size_t source_count, passage_count, word_count;
    const uint32_t *sizes, *tokens;
    struct bpv_text words, records;
    struct bpv_text extra; /* the caller's own */
};

void index_writer_begin_group(struct index_writer *writer, const char key[33]);
/* bytes becomes what index_group_open reads. */
void index_writer_end_group(struct index_writer *writer, struct bpv_text extra, struct text_buffer *bytes);
/* bytes: aligned as a mapping is. False when they are damaged or of another version. */
bool index_group_open(struct bpv_text bytes, const struct bpv_source *sources, size_t source_count,
                      struct index_group *group);
/* Calls visit for each passage in order, until it says false; false then, or when a passage is damaged. */
bool index_group_each(const struct index_group *group, bool (*visit)(void *context, const struct bpv_passage *passage),
                      void *context);
enum bpv_status index_writer_add_group(struct index_writer *writer, const char key[33], const struct index_group *group,
                                       struct bpv_error *error);
/* After _finish: the names of the files in shard_folder that belong to this index, one a line. */
struct bpv_text index_writer_shards(const struct index_writer *writer);

/* ---- Updates: other passages in the place of some of an index that is there ----
 *
 * index_writer_begin_update, index_writer_replace for each file that changed, index_writer_settle; if it fits,
 * index_writer_finish. What is not replaced stays, so the settings must be those of the index but for dictionary_path,
 * sources, built, index_name. It answers as an index made anew does. Of more than BPV_LEARN_AGAIN_MAX passages the
 * latent space is not learned again: passages are placed in that of the last index that was made anew.
 */
enum bpv_status index_writer_begin_update(const struct index_settings *settings, const char *path,
                                          struct index_writer **writer, struct bpv_error *error);
/* Of the index as it was. */
struct bpv_text index_writer_generation(const struct index_writer *writer);
uint32_t index_writer_passages(const struct index_writer *writer);
size_t index_writer_ids(const struct index_writer *writer); /* how many index_writer_each_id visits */
void index_writer_each_id(const struct index_writer *writer,
                          void (*visit)(void *context, struct bpv_text id, uint32_t passage), void *context);
struct bpv_text index_writer_id(const struct index_writer *writer, uint32_t passage);
struct index_look { /* what a summary says of a passage */
    unsigned module;
    uint32_t themes, words;
};
struct index_look index_writer_look(const struct index_writer *writer, uint32_t passage);
/* number: of the passage in the index, which must have the same id. One that is the same is not changed. */
void index_writer_replace(struct index_writer *writer, uint32_t number, const struct bpv_passage *passage);
/* *fits is false when the index must be made anew: too much has changed since that was done, or ids have, or what
 * others are split into. */
enum bpv_status index_writer_settle(struct index_writer *writer, bool *fits, struct bpv_error *error);
/* settings.built, which must live until _finish */
void index_writer_date(struct index_writer *writer, struct bpv_text built);
size_t index_writer_replaced(const struct index_writer *writer); /* passages that are not as they were */
bool index_writer_learns(const struct index_writer *writer); /* the latent space too is as in an index made anew */
/* How many passages changed since the index was made anew. */
uint32_t index_writer_changed(const struct index_writer *writer);

/* A name for these texts together, and for the version of indexes: 32 hexadecimal digits of XXH3. */
void index_digest(const struct bpv_text *texts, size_t count, char name[33]);

/* Makes of an index file the database that xapian-tcpsrv serves, for --index tcp://... of bpv and bpvd, at path
 * (created). */
enum bpv_status index_write_remote(const char *index, const char *work_directory, const char *path,
                                   struct bpv_error *error);

#ifdef __cplusplus
}
#endif
#endif
