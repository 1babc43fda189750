/*
 * corpus.h: a whole corpus in memory: its lists, files and passages.
 * Ownership: corpus_init, then corpus_release; every text lives until then. The texts of the files are in
 * corpus->texts, which may be opened (text_store_open) between _init and _load to have them outside memory; corpus_rest
 * lets go of their pages now and then. Problems go to the report, which must outlive the corpus. One thread at a time.
 */
#ifndef BPV_CORPUS_H
#define BPV_CORPUS_H

#include "front_matter.h"
#include "text_store.h"

/* By what a file is known to be as it was, without reading it; times in nanoseconds. All zero: it cannot be known. */
struct file_stamp {
    uint64_t device, inode, size, modified, changed;
};

struct corpus_file {
    struct bpv_text path;  /* relative to its root */
    struct bpv_text shown; /* for messages */
    const char *root;
    struct bpv_text text;  /* LF line ends, no byte order mark; with a cache only its length until it is needed */
    char digest[33];       /* with a cache: of the text */
    struct file_stamp stamp;
    struct bpv_text alias; /* untagged only: the id under which the file is known */
    bool has_passages;     /* untagged only */
};

struct corpus_passage {
    size_t file;
    struct bpv_text id, title, text;
    struct place place; /* of its heading */
    unsigned line_last;
    unsigned text_line;
    unsigned part; /* 0, or 1 and up for the later parts of a section that was cut */
    bool adopted;  /* taken from the cache: checked by the build that read it, and without most fields */
    uint32_t words; /* 0: not counted yet */
    bool broken;   /* has an error: left out of an index that is built all the same */
    struct passage_fields fields;
};

/* A section that still needs an id. */
struct missing_id {
    size_t file;
    unsigned line;   /* after which the id goes: the heading, or the line that opens the comment */
    bool in_comment; /* there is a comment already */
    struct bpv_text title;
};

struct reference { /* to a passage, from one of the lists */
    struct bpv_text id;
    struct place place;
};

struct listed_text { /* of one of the lists, as it stands there */
    struct bpv_text text;
    struct place place;
};

struct listed_texts {
    struct listed_text *items;
    size_t count, capacity;
};

struct build_cache;

struct corpus {
    struct memory_pool pool;
    struct text_store texts; /* of the files */
    struct build_cache *cache; /* or NULL; borrowed */
    /* the lists are known to be sound if they are as they were: only those are taken apart that passages are read
     * with */
    bool update;
    /* with a cache or an update: the lists that passages are read with, and all of them, as they stand in their
     * files */
    struct text_buffer basis, lists;
    struct build_report *report;
    bool untagged, collect_missing_ids;
    bool other_taxonomy; /* untagged only: a taxonomy from elsewhere counts, and not that of the folder */
    bool unusable; /* the taxonomy or the sources have mistakes, so that no passage can be trusted */
    struct corpus_file *files;
    size_t file_count, file_capacity;
    struct corpus_passage *passages;
    size_t passage_count, passage_capacity;
    struct missing_id *missing;
    size_t missing_count, missing_capacity;
    struct text_map ids;        /* ids and aliases to passages */
    struct text_map file_paths; /* untagged only: paths to files */

    struct bpv_taxonomy *taxonomy;
    struct bpv_source *sources;
    size_t source_count;
    struct text_map source_keys;
    struct bpv_glossary_entry *glossary;
    size_t glossary_count;
    struct bpv_notice *notices;
    size_t notice_count;
    struct bpv_bank_question *questions;
    size_t question_count;
    struct index_vocabulary vocabulary;
    struct reference *references;
    size_t reference_count, reference_capacity;
    struct listed_texts unanswered, outside; /* of the vocabulary, with their places */
};

void corpus_init(struct corpus *corpus, struct build_report *report, bool untagged);
/* Reads the roots: lists of all of them (taxonomy of the first only) and their passages. A status only when a root
 * cannot be read; mistakes of authors are in the report. */
enum bpv_status corpus_load(struct corpus *corpus, char *const *roots, size_t root_count, struct bpv_error *error);
void corpus_release(struct corpus *corpus);

struct stat;
struct file_stamp corpus_stamp(const struct stat *status);
/* The stamp, or none if the file was written so shortly ago that it might be again with the same times. */
struct file_stamp corpus_sure_stamp(const struct stat *status);

/* For loops over the passages: at every so many lets go of the texts that were read. */
void corpus_rest(const struct corpus *corpus, size_t passage);

/* Makes room for one more item in a growing array of the corpus. */
void corpus_grow(void *items, size_t count, size_t *capacity, size_t size);
#define CORPUS_GROW(items, count, capacity) corpus_grow(&(items), (count), &(capacity), sizeof *(items))

/* Adds the passages of one file that has been read. */
void corpus_add_passages(struct corpus *corpus, size_t file);

#endif
