/*
 * index_file.h: the layout of an index file, and one opened file. The public API is bpv.h; this is its ground floor.
 *
 * Layout     A single-file Xapian database, and behind it, aligned, the sections that answering needs without Xapian:
 *            passages, their words in order (for the second stage), tags for facets, the vocabulary, and what the base
 *            carries beside passages. Then the table of sections, and a trailer that says where it is. Each section,
 *            and the Xapian part, has an XXH3 checksum; records and words have one per passage, so that an update can
 *            copy those of other passages unread.
 * Ownership  An index_file owns its mapping; texts borrow from it. Immutable once open: any thread.
 * Errors     Everything read from the file is checked against the bounds of its section; a damaged file gives
 *            BPV_BAD_INDEX.
 * Numbers    Passages, words and stems are numbered from 0 within the file.
 */
#ifndef BPV_INDEX_FILE_H
#define BPV_INDEX_FILE_H

#include "bpv.h"
#include "index_hash.h"

#define INDEX_MAGIC "BPVIDX01"
#define INDEX_SCHEMA 12u
#define INDEX_LATENT 64u  /* dimensions of the latent space */
#define INDEX_GRAM 4u     /* letters of a gram */
#define INDEX_GRAM_WORD 5u /* a shorter stem has none */
#define INDEX_NONE 0xFFFFFFFFu
#define INDEX_EAGER_CHECK_MAX (8u * 1024u * 1024u) /* files up to this size are checked when opened */

enum index_section {
    SECTION_META,          /* generation, digest, counts */
    SECTION_TAXONOMY,
    SECTION_SOURCES,
    SECTION_GLOSSARY,
    SECTION_NOTICES,
    SECTION_BANK,          /* question bank */
    SECTION_RECORDS,       /* passages, encoded; each with its own checksum */
    SECTION_RECORD_AT,     /* u64 offset per passage, and the end */
    SECTION_TAGS,          /* struct index_tags per passage */
    SECTION_TOKENS,        /* u32 words of each passage, see struct passage_tokens */
    SECTION_TOKENS_AT,     /* u64 offset (in u32) per passage, and the end */
    SECTION_SUMS,          /* struct index_sums per passage: the checksums of SECTION_RECORDS and SECTION_TOKENS */
    SECTION_IDS,           /* struct index_id, sorted by text: ids and aliases */
    SECTION_STRINGS,       /* bytes of all words, stems and ids */
    SECTION_WORDS,         /* struct index_word, sorted by text */
    SECTION_STEMS,         /* struct index_stem_entry, by stem number */
    SECTION_STEM_ORDER,    /* u32 stem numbers, sorted by text */
    SECTION_PARTS_AT,      /* u32 per stem, and the end: its compound parts */
    SECTION_PARTS,         /* u32 stem numbers */
    SECTION_COMPOUNDS_AT,  /* u32 per stem, and the end: compounds that it is part of */
    SECTION_COMPOUNDS,     /* u32 stem numbers */
    SECTION_SYNONYMS_AT,   /* u32 offset of each entry, sorted by its first stem */
    SECTION_SYNONYMS,      /* u32: length of from, from..., number of targets, each: length, stems... */
    SECTION_NOTICES_AT,    /* u32 per notice, and the end: its expressions */
    SECTION_NOTICE_STEMS,  /* u32: for each expression its length and stems */
    SECTION_UNANSWERED,       /* texts of the questions that the corpus does not answer */
    SECTION_UNANSWERED_AT,    /* u32 per such question, and the end: bytes in the section above */
    SECTION_UNANSWERED_WORDS, /* struct index_unanswered_word, sorted by stem and question */
    /* u32 of four letters, sorted: the 4-grams of stems of 5 letters or more that passages have */
    SECTION_GRAM_KEYS,
    SECTION_GRAMS_AT,      /* u32 per key, and the end */
    SECTION_GRAMS,         /* u32 stem numbers */
    SECTION_LATENT_STEMS,    /* struct index_latent_stem, by stem number; empty without passages */
    SECTION_LATENT_PASSAGES, /* int8_t[INDEX_LATENT] per passage, of length 127 */
    /* struct index_variant of each heading and question variant, in the order of the passages; for the first stage */
    SECTION_VARIANTS,
    SECTION_VARIANT_POSTINGS_AT, /* u32 per stem that the index was made with, and the end */
    SECTION_VARIANT_POSTINGS,    /* u32 variant numbers, each as often as it has the stem */
    SECTION_DUTCH,         /* Bloom filter of the words of a Dutch dictionary */
    /* u32 passages, sorted, of which the Xapian part has an earlier text: at most BPV_CHANGED_MAX */
    SECTION_CHANGED,
    SECTION_CHANGED_TERMS, /* struct index_changed_term, sorted by term and passage: all terms that they have now */
    SECTIONS
};

struct index_tags { /* what filters, facets and the ranking ask of a passage */
    uint32_t themes, tracks;
    int32_t valid_from, valid_until;
    uint32_t file;      /* number of its corpus file */
    uint32_t words;
    uint16_t roles;
    uint8_t module, phase, audience, importance, force;
    uint8_t age_from, age_to; /* struct age_range */
    uint8_t amounts; /* enum amount: what its text gives */
    uint8_t spare[2];
};

struct index_sums { /* XXH3 */
    uint64_t record; /* without its own checksum, which is the same */
    uint64_t words;
};

enum {
    WORD_STOP = 1,
    WORD_RULE = 2,
    WORD_IN_CORPUS = 4,
    WORD_WEAK = 8,
    WORD_OUTSIDE = 16,
    WORD_NEGATION = 32,
    WORD_ASK = 64,
    WORD_LISTED = 128 /* named by the vocabulary, or by the program itself */,
    WORD_STEM_SET = 256 /* by the vocabulary, not by the stemmer */
};

struct index_string {
    uint32_t at, length; /* in SECTION_STRINGS */
};

struct index_word {
    struct index_string text;
    uint32_t stem, frequency;
    uint32_t flags;
    uint32_t letters; /* index_letters of the text */
};

struct index_stem_entry {
    struct index_string text;
    struct index_string label; /* its most frequent word, to show to people */
    uint32_t passages;        /* that have the stem */
    uint32_t part_passages;   /* that have it as part of a compound */
    uint32_t asked;           /* how often it stands in headings and question variants */
    float idf;                /* inverse passage frequency, natural logarithm */
};

/* Where a stem lies in the latent space, see index_latent.c: scale times at. */
struct index_latent_stem {
    float scale;
    int8_t at[INDEX_LATENT];
};

/* A heading or question variant. An updated index has those that it was made with: what they say of
 * SECTION_CHANGED is out of date. */
struct index_variant {
    uint32_t passage;
    float idf;  /* of its words together */
};

struct index_changed_term {
    uint32_t term;    /* twice the stem, and 1 more for the stem as a part of a compound */
    uint32_t changed; /* which of SECTION_CHANGED */
    uint32_t wdf;
};

struct index_unanswered_word {
    uint32_t stem;     /* index_stem_hash: no passage need have it */
    uint32_t question;
    float share;       /* of what the question's words tell together */
};

struct index_id {
    struct index_string text;
    uint32_t passage;
};

/* The words of one passage, as stem numbers. Body words carry their place in the text. */
struct token {
    uint32_t stem;
    uint16_t start, length;
};

struct sentence {
    uint16_t first, count;  /* body tokens */
    uint16_t start, length; /* bytes of the text; length with SENTENCE_NO_ANSWER for what cannot stand by itself */
};
#define SENTENCE_NO_ANSWER 0x8000u

#define PASSAGE_LISTS_MAX (2u + BPV_LIST_MAX) /* heading, file title, question variants */

struct passage_tokens {
    const uint32_t *lists[PASSAGE_LISTS_MAX]; /* 0 = heading, 1 = file title, then the question variants */
    uint32_t list_lengths[PASSAGE_LISTS_MAX];
    uint32_t list_count;
    const struct token *body;
    uint32_t body_count;
    const struct sentence *sentences;
    uint32_t sentence_count;
};

struct index_section_entry {
    uint32_t id, spare;
    uint64_t offset, size, checksum;
};

struct index_trailer {
    char magic[8];
    uint32_t schema, analyser;
    uint32_t endian, section_count;
    uint64_t table_offset, table_checksum;
    uint64_t xapian_size, xapian_checksum;
    uint64_t checksum; /* of this trailer up to here */
};

struct remote_index;

struct index_file {
    int fd; /* -1 for a remote index */
    struct bpv_copies *copies; /* where fd goes back to; NULL when it is closed */
    struct remote_index *remote; /* where passages are fetched from when they are needed; NULL for a file */
    const char *map;
    size_t size;
    char *path;
    struct index_trailer trailer;
    struct bpv_text sections[SECTIONS];
    uint64_t checksums[SECTIONS];
    uint32_t passage_count, word_count, stem_count, id_count, synonym_count, changed_count;
    struct bpv_text generation, built, corpus_digest, name;
    uint32_t corpus_words, corpus_files, content_tokens, notice_count;
    uint32_t unanswered_count;
    uint32_t variant_count; /* question variants of all passages: 0 in an untagged index */
};

/* Fingerprint of the text analysis: an index made with another one is refused. */
uint32_t index_analyser_fingerprint(void);

enum bpv_status index_file_open(const char *path, struct index_file **file, struct bpv_error *error);
/* The same, but from a copy in one of the files of copies, which must live as long; else in memory, when the file is
 * not over BPV_INDEX_COPY_MAX; else the file itself. */
enum bpv_status index_file_open_copy(const char *path, struct bpv_copies *copies, struct index_file **file,
                                     struct bpv_error *error);
void index_file_close(struct index_file *file);
/* For a file whose bytes come from elsewhere. begin: map has the tail of the file (table and trailer) and is owned by
 * the call; then sections[] say where the rest must be put. complete: all sections are there except those of
 * remote_section_on_demand. */
enum bpv_status index_file_begin_map(const char *path, const char *map, size_t size, struct index_file **file,
                                     struct bpv_error *error);
enum bpv_status index_file_complete_map(struct index_file *file, struct remote_index *remote, struct bpv_error *error);
enum bpv_status index_file_verify(const struct index_file *file, struct bpv_error *error);
/* The two halves of that. Copied: what an update copies as it is, which is most of the file. Tables: the rest. */
enum bpv_status index_file_verify_tables(const struct index_file *file, struct bpv_error *error);
enum bpv_status index_file_verify_copied(const struct index_file *file, struct bpv_error *error);
bool index_section_copied(unsigned section);

/* empty if out of bounds */
struct bpv_text index_file_string(const struct index_file *file, struct index_string string);
uint32_t index_file_word(const struct index_file *file, struct bpv_text form);                /* or INDEX_NONE */
uint32_t index_file_stem(const struct index_file *file, struct bpv_text stem);                /* or INDEX_NONE */
/* Number of the first stem in text order that is not before text: for prefix scans over SECTION_STEM_ORDER. */
uint32_t index_file_stem_lower_bound(const struct index_file *file, struct bpv_text text);
/* passage, or INDEX_NONE */
uint32_t index_file_id(const struct index_file *file, struct bpv_text id);
/* 1 false alarm in 1,400 */
bool index_file_is_dutch(const struct index_file *file, struct bpv_text form);
const uint32_t *index_file_changed(const struct index_file *file); /* changed_count passages, sorted */
/* The changed passages that have this term, see index_changed_term. */
const struct index_changed_term *index_file_changed_terms(const struct index_file *file, uint32_t term,
                                                          uint32_t *count);
const struct index_tags *index_file_tags(const struct index_file *file, uint32_t passage);
const struct index_sums *index_file_sums(const struct index_file *file);
/* Starts bringing the words of a passage near, for a reader that comes soon. */
void index_file_fetch_tokens(const struct index_file *file, uint32_t passage);
bool index_file_tokens(const struct index_file *file, uint32_t passage, struct passage_tokens *tokens);
struct bpv_text index_file_unanswered(const struct index_file *file, uint32_t question);        /* empty if damaged */
const struct index_variant *index_file_variants(const struct index_file *file, uint32_t *count);
struct bpv_text index_file_record(const struct index_file *file, uint32_t passage);           /* empty if damaged */

static inline const struct index_word *index_file_words(const struct index_file *file)
{
    return (const struct index_word *)(const void *)file->sections[SECTION_WORDS].start;
}

static inline const struct index_stem_entry *index_file_stems(const struct index_file *file)
{
    return (const struct index_stem_entry *)(const void *)file->sections[SECTION_STEMS].start;
}

/* The u32 list of entry `number` of a pair of sections (…_AT, list); *count is 0 when out of bounds. */
const uint32_t *index_file_list(const struct index_file *file, enum index_section at, enum index_section list,
                                uint32_t number, uint32_t *count);

/* Stems that have this gram; *count is 0 if none. */
const uint32_t *index_file_gram(const struct index_file *file, const char gram[INDEX_GRAM], uint32_t *count);

/* ln(1 + (N - n + 0.5) / (n + 0.5)): BM25's, never negative. */
float index_idf(uint32_t passages, uint32_t of);

/* One bit per letter: words that differ in many letters need no closer look. */
uint32_t index_letters(struct bpv_text text);

/* Bloom filter bits of a word: shared by reader and writer. */
#define BLOOM_HASHES 7u
uint64_t index_hash(struct bpv_text text);
uint32_t index_stem_hash(struct bpv_text stem);

/* Lets go of the mapped pages under these bytes of a shared mapping; they come back when they are read again. */
void index_pages_rest(const char *start, size_t length);
/* From now on only pages that are read are mapped, not large ones around them: less memory, more time. */
void index_pages_small(const char *start, size_t length);
/* Brings them all at once, which costs less than one by one; only a hint. */
void index_pages_want(const char *start, size_t length);

#endif
