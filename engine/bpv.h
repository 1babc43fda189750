/*
 * bpv.h: the public API of libbpv, the engine that the indexer, the daemon and the command line share.
 *
 * Ownership  A `struct bpv_text` borrows bytes: from the open base (valid until bpv_base_close) unless a comment says
 *            otherwise. What a *_open or *_ask function hands out is released by its *_close or *_release counterpart,
 *            which accept NULL.
 * Errors     A function that can fail returns an enum bpv_status and fills *error (may be NULL) with a Dutch text for
 *            people; outputs are set to empty on failure. Out of memory aborts.
 * Threads    A bpv_base is immutable once open and may be shared. A bpv_searcher belongs to one thread at a time.
 * Units      Offsets and lengths are bytes of UTF-8 unless named otherwise. Dates are bpv_date.
 */
#ifndef BPV_H
#define BPV_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "limits.h"

#ifdef __cplusplus
extern "C" {
#endif

#define BPV_VERSION "1.0.0"

enum bpv_status {
    BPV_OK = 0,
    BPV_INVALID,       /* the caller's input: not UTF-8, unknown value, out of range */
    BPV_TOO_LARGE,     /* over a limit of limits.h */
    BPV_NOT_FOUND,     /* no passage with this id */
    BPV_NO_INDEX,      /* the index file does not exist or cannot be opened */
    BPV_BAD_INDEX,     /* not an index, or damaged */
    BPV_OTHER_VERSION, /* an index of another version of the program */
    BPV_IO,            /* the system refused to read or write */
    BPV_INTERNAL       /* our own mistake */
};

struct bpv_error {
    enum bpv_status status;
    char text[BPV_ERROR_MAX]; /* Dutch, ends with the remedy */
};

/* Why the system refused something (an errno), in Dutch where it is common. The text is static. */
const char *bpv_errno_text(int number);

/* Fills *error (NULL is allowed) and returns status. */
__attribute__((format(printf, 3, 4))) enum bpv_status bpv_fail(struct bpv_error *error, enum bpv_status status,
                                                               const char *format, ...);

/* Borrowed bytes, not terminated by NUL. */
struct bpv_text {
    const char *start;
    size_t length;
};

/* A calendar day as year*10000 + month*100 + day; 0 is "not known" or "no end". */
typedef int32_t bpv_date;
bool bpv_date_parse(struct bpv_text text, bpv_date *date); /* YYYY-MM-DD of an existing day */
void bpv_date_write(bpv_date date, char out[11]);          /* "YYYY-MM-DD", or "" for 0 */
#define BPV_DATE_LONG 24
void bpv_date_write_long(bpv_date date, char out[BPV_DATE_LONG]); /* "22 november 2026", or "" for 0 */
bpv_date bpv_date_today(void);                             /* local time; $BPV_TODAY overrides it for tests */

/* ---- Taxonomy ---- */

enum bpv_force { BPV_FORCE_WET, BPV_FORCE_AFSPRAAK, BPV_FORCE_ADVIES, BPV_FORCE_ACHTERGROND, BPV_FORCES };
enum bpv_audience { BPV_AUDIENCE_ALLE, BPV_AUDIENCE_EXTRA, BPV_AUDIENCES };
enum bpv_importance { BPV_IMPORTANCE_NEED, BPV_IMPORTANCE_NICE, BPV_IMPORTANCES };

const char *bpv_force_key(enum bpv_force force);      /* "wet" ... */
const char *bpv_force_label(enum bpv_force force);    /* "Wet", "Afspraak", "Advies", "Achtergrond" */
const char *bpv_audience_key(enum bpv_audience audience);
const char *bpv_importance_key(enum bpv_importance importance);

struct bpv_module {
    unsigned number;
    struct bpv_text name, folder, description;
    struct bpv_text words; /* expressions that belong to it, with commas between: what the theme tagger looks for */
};

struct bpv_theme {
    unsigned number;
    struct bpv_text name, description, words; /* words: as of a module */
    uint32_t modules;                         /* bit n = module n */
    enum bpv_audience audience;
};

struct bpv_keyed_name { /* a role or a phase */
    struct bpv_text key, name;
};

struct bpv_component {
    struct bpv_text name, kind, subject; /* kind: e-learning, opdracht, lesdag */
    unsigned sbu_min, sbu_max;           /* hours of study load */
    uint32_t modules;
};

struct bpv_track { /* a leergang */
    unsigned number;
    struct bpv_text name, certificate;
    unsigned role;              /* index in roles */
    uint32_t modules;           /* bit n = module n */
    unsigned module_order[BPV_MODULES_MAX];
    size_t module_count;
    struct bpv_component components[BPV_COMPONENTS_MAX];
    size_t component_count;
};

struct bpv_taxonomy {
    struct bpv_module modules[BPV_MODULES_MAX];
    struct bpv_theme themes[BPV_THEMES_MAX];
    struct bpv_keyed_name roles[BPV_ROLES_MAX], phases[BPV_PHASES_MAX];
    struct bpv_track tracks[BPV_TRACKS_MAX];
    size_t module_count, theme_count, role_count, phase_count, track_count;
};

/* NULL if unknown */
const struct bpv_module *bpv_taxonomy_module(const struct bpv_taxonomy *taxonomy, unsigned number);
const struct bpv_theme *bpv_taxonomy_theme(const struct bpv_taxonomy *taxonomy, unsigned number);
int bpv_taxonomy_role(const struct bpv_taxonomy *taxonomy, struct bpv_text key);  /* index, or -1 */
int bpv_taxonomy_phase(const struct bpv_taxonomy *taxonomy, struct bpv_text key); /* index, or -1 */

/* ---- What an index carries beside its passages ---- */

struct bpv_source {
    struct bpv_text key, title, short_title, organisation, year, url, kind, note;
    bpv_date checked;
};

struct bpv_source_use { /* a source as a passage cites it */
    const struct bpv_source *source; /* never NULL */
    struct bpv_text locator;         /* "7.2.9 lid 1"; empty if none */
};

struct bpv_glossary_entry {
    struct bpv_text term, abbreviation, definition, passage_id; /* abbreviation and passage_id may be empty */
};

struct bpv_notice {
    struct bpv_text key, title, text, owner;
    const struct bpv_text *words; /* expressions that call for it */
    size_t word_count;
};

struct bpv_bank_question { /* of the question bank */
    struct bpv_text id, text, user, style, set; /* set: "tune" or "check" */
    const struct bpv_text *expected;            /* passage ids, best first; empty = must not be answered */
    size_t expected_count;
};

/* ---- Passages ---- */

struct bpv_passage {
    uint32_t number; /* within its base, from 0; not stable over generations */
    struct bpv_text id, title, file_title, text, html, path, index_name;
    uint32_t line_first, line_last; /* of the section in its file, heading included, from 1 */
    unsigned module;                /* its number; 0 in an untagged index */
    uint32_t themes, roles, tracks; /* bit n = theme n; bit i = roles[i]; bit n = track n */
    unsigned phase;                 /* index in phases, or BPV_PHASE_NONE */
    enum bpv_audience audience;
    enum bpv_importance importance;
    enum bpv_force force;
    bpv_date valid_from, valid_until, reviewed;
    uint32_t word_count;
    bool proposed; /* module and themes come from the theme tagger, and no author has looked at them */
    struct bpv_text questions[BPV_LIST_MAX], facts[BPV_LIST_MAX], aliases[BPV_LIST_MAX];
    size_t question_count, fact_count, alias_count;
    struct bpv_source_use sources[BPV_LIST_MAX];
    size_t source_count;
};

bool bpv_passage_expired(const struct bpv_passage *passage, bpv_date on);

/* ---- The knowledge base: one or more indexes, opened together ---- */

struct bpv_base;
struct bpv_searcher;

/* BPV_INVALID when $BPV_TODAY is set and is no day: each program asks this at its start, so that it is never
 * ignored. */
enum bpv_status bpv_today_check(struct bpv_error *error);

/* Opens count indexes as one base. A file (path) is opened once, by descriptor; a later rename over it is not seen.
 * tcp://HOST:PORT is an index on another machine (`bpv-index remote`, xapian-tcpsrv): when it is not there, the base is
 * opened without it, and answers say so. */
enum bpv_status bpv_base_open(const char *const *paths, size_t count, struct bpv_base **base, struct bpv_error *error);
/* Files without a name in a folder, to put copies of index files in: count of them, or fewer, or none where the folder
 * cannot be written to or is in memory itself. The base that is opened with them must be closed before they are freed.
 * Any thread. */
struct bpv_copies;
struct bpv_copies *bpv_copies_create(const char *folder, size_t count);
size_t bpv_copies_left(struct bpv_copies *copies);
void bpv_copies_free(struct bpv_copies *copies);
/* The same from copies: for a process that serves them for long, because reading a mapped file that is cut off or
 * written over in place, as cp does, would end it. A copy is on disk, in memory when that fails (files up to
 * BPV_INDEX_COPY_MAX), or there is none. */
enum bpv_status bpv_base_open_copies(const char *const *paths, size_t count, struct bpv_copies *copies,
                                     struct bpv_base **base, struct bpv_error *error);
/* Lets go of the pages of the files that were read; they come back when they are needed. For who reads a whole base in
 * small memory: large files are then read in small pages. */
void bpv_base_rest(const struct bpv_base *base);
/* What the urls of passages in JSON begin with, "" unless set: "/bpv" for "/bpv/passage/id". root is borrowed; set it
 * before other threads see the base. */
void bpv_base_set_url_root(struct bpv_base *base, const char *root);
const char *bpv_base_url_root(const struct bpv_base *base);
bool bpv_index_is_remote(const char *path); /* tcp://... */
/* Its name or number (without brackets) and port. BPV_INVALID for what cannot be an address. */
enum bpv_status bpv_remote_address(const char *path, char host[BPV_HOST_MAX + 1], unsigned *port,
                                   struct bpv_error *error);
/* Looks after the indexes on other machines: call it now and then, from one thread at a time. It may wait
 * BPV_REMOTE_STEP_MS for each. True if the base should be opened again, because one of them is there now, or is another
 * one. */
bool bpv_base_look(const struct bpv_base *base);
/* Checks every byte of the base against its checksums; of an index on another machine, what was fetched when it was
 * opened. */
enum bpv_status bpv_base_verify_checksums(const struct bpv_base *base, struct bpv_error *error);
void bpv_base_close(struct bpv_base *base);

struct bpv_base_info {
    struct bpv_text generation;    /* digest of corpus and analyser, hex; the ETag */
    struct bpv_text built;         /* UTC, ISO 8601 */
    struct bpv_text corpus_digest; /* hex */
    uint64_t index_bytes;
    uint32_t passage_count, expired_count, file_count, word_count, term_count, question_count;
    size_t index_count;
};
void bpv_base_describe(const struct bpv_base *base, struct bpv_base_info *info);

struct bpv_part { /* one index of the base */
    struct bpv_text name;       /* what people call it; may be empty */
    struct bpv_text address;    /* tcp://...; empty for a file */
    struct bpv_text generation; /* empty when it was not there */
    uint32_t passages;
    bool missing;
    char reason[BPV_PART_REASON_MAX]; /* why it is missing, Dutch */
};
/* As they stand now, in the order in which they were given; returns how many. Texts live as long as the base. */
size_t bpv_base_parts(const struct bpv_base *base, struct bpv_part parts[BPV_INDEXES_MAX]);

const struct bpv_taxonomy *bpv_base_taxonomy(const struct bpv_base *base);
size_t bpv_base_sources(const struct bpv_base *base, const struct bpv_source **sources);
size_t bpv_base_glossary(const struct bpv_base *base, const struct bpv_glossary_entry **entries);
size_t bpv_base_notices(const struct bpv_base *base, const struct bpv_notice **notices);
size_t bpv_base_questions(const struct bpv_base *base, const struct bpv_bank_question **questions);

/* Passages by number (0 .. passage_count-1, in corpus order) and by id or alias. */
enum bpv_status bpv_passage_get(const struct bpv_base *base, uint32_t number, struct bpv_passage *passage,
                                struct bpv_error *error);
enum bpv_status bpv_passage_find(const struct bpv_base *base, struct bpv_text id, struct bpv_passage *passage,
                                 struct bpv_error *error);

/* ---- Questions and answers ---- */

struct bpv_filters {
    uint32_t modules, themes, roles, phases, audiences, forces; /* bit masks; 0 = no filter. OR within, AND across */
    bpv_date on;                                                /* 0 = today */
    bool expired;                                               /* also passages that have expired */
};

struct bpv_question {
    struct bpv_text text; /* UTF-8 without NUL, at most BPV_QUESTION_MAX bytes */
    struct bpv_filters filters;
    size_t limit, offset; /* limit 0 = count only */
    bool explain;
};

struct bpv_span { /* bytes of the passage's text */
    uint32_t start, length;
};

enum { BPV_REASONS_MAX = BPV_CONCEPTS_MAX + 1 }; /* one for each concept, and one for an amount */

/* Why a word of the question led to the passage. */
enum bpv_reason_kind {
    BPV_REASON_WORD,      /* the word itself, or an inflection */
    BPV_REASON_SYNONYM,   /* via the vocabulary */
    BPV_REASON_COMPOUND,  /* as part of a compound, or a compound's part */
    BPV_REASON_SPELLING,  /* after correction */
    BPV_REASON_RELATED,   /* a word of the same family */
    BPV_REASON_MISSING,   /* not in this passage */
    BPV_REASON_AMOUNT     /* the question asks for an amount (asked: its name), and this passage gives none */
};

struct bpv_reason {
    enum bpv_reason_kind kind;
    struct bpv_text asked; /* as in the question, or the Dutch name of an amount */
    struct bpv_text found; /* the form that matched; empty when missing */
    double weight;         /* share of the question, 0..1 */
    bool in_title, in_question_variant;
};

struct bpv_hit {
    struct bpv_passage passage;
    double confidence;     /* calibrated probability that this passage answers the question, 0..1 */
    double score;          /* ranking score; comparable within one answer only */
    bool expired;          /* on the day asked about */
    struct bpv_span short_answer;
    struct bpv_span highlights[BPV_HIGHLIGHTS_MAX];
    size_t highlight_count;
    struct bpv_reason reasons[BPV_REASONS_MAX]; /* only with question.explain */
    size_t reason_count;
};

struct bpv_facet_count {
    uint32_t modules[BPV_MODULES_MAX + 1], themes[BPV_THEMES_MAX + 1]; /* by number */
    uint32_t roles[BPV_ROLES_MAX], phases[BPV_PHASES_MAX];             /* by index */
    uint32_t audiences[BPV_AUDIENCES], forces[BPV_FORCES];
};

struct bpv_nearest { /* where to look when there is no answer */
    const struct bpv_module *module;
    uint32_t passages;       /* of this module that share a word with the question */
    struct bpv_text passage_id, passage_title; /* the best of them; empty if none */
};

/* Everything in it lives until bpv_answer_release, and as long as the base. */
struct bpv_answer {
    bool answered;
    double confidence;       /* that the first hit answers; 0 without hits */
    uint32_t total;          /* passages that count as an answer, independent of limit and offset */
    /* false when more passages have a word of the question than are judged: total and facets are lower bounds */
    bool total_exact;
    const struct bpv_hit *hits; /* of this page */
    size_t hit_count;
    struct bpv_facet_count facets; /* over all passages of total, independent of the page */
    const struct bpv_notice *notices[BPV_NOTICES_MAX];
    size_t notice_count;
    struct bpv_nearest nearest[BPV_NEAREST_MAX]; /* only when not answered */
    size_t nearest_count;
    /* the question with its typing errors mended; empty if none. Searched with when a word did not exist */
    struct bpv_text corrected;
    struct bpv_text uncovered[BPV_CONCEPTS_MAX]; /* content words of the question that no answer covers, as asked */
    size_t uncovered_count;
    struct bpv_text unanswered; /* a question much like this one that the corpus says it does not answer; else empty */
    uint64_t took_us;
    struct bpv_text generation;
    bool partial;                 /* parts of the base are missing: total and facets are of the others */
    const struct bpv_part *parts; /* how each had its share in this answer; none for a base of one file */
    size_t part_count;
    void *memory; /* private */
};

enum bpv_status bpv_searcher_open(const struct bpv_base *base, struct bpv_searcher **searcher, struct bpv_error *error);
void bpv_searcher_close(struct bpv_searcher *searcher);

/* BPV_INVALID or BPV_TOO_LARGE for a bad question; BPV_OK also when there is no answer. */
enum bpv_status bpv_ask(struct bpv_searcher *searcher, const struct bpv_question *question, struct bpv_answer *answer,
                        struct bpv_error *error);
/* Passages like this one, itself left out. Hits carry score, no confidence. */
enum bpv_status bpv_similar(struct bpv_searcher *searcher, uint32_t passage, size_t limit, struct bpv_answer *answer,
                            struct bpv_error *error);
void bpv_answer_release(struct bpv_answer *answer);

struct bpv_suggestion {
    struct bpv_text text;       /* what to ask */
    struct bpv_text passage_id; /* where it leads; empty for a glossary term without passage */
    const char *kind;           /* "title", "question", "term" */
};

/* Typeahead for the beginning of a question. Returns how many were written (at most BPV_SUGGESTIONS_MAX). */
size_t bpv_suggest(struct bpv_searcher *searcher, struct bpv_text beginning,
                   struct bpv_suggestion out[BPV_SUGGESTIONS_MAX]);

/* ---- Analysis, as `bpv analyze` shows it ---- */

struct bpv_analyzed {
    struct bpv_text word;   /* as written */
    struct bpv_text term;   /* what is searched for: the stem */
    struct bpv_text note;   /* Dutch: "stopwoord", "samenstelling: stage + plek", "via synoniem ..." */
    uint32_t passages;      /* that have the term */
};

/* Calls visit for each term of text, in order. Texts live during the call. */
enum bpv_status bpv_analyze(struct bpv_searcher *searcher, struct bpv_text text,
                            void (*visit)(void *context, const struct bpv_analyzed *), void *context,
                            struct bpv_error *error);

/* ---- References ---- */

struct text_buffer;

/* "Module 1 Wet- en regelgeving › Praktijkovereenkomst › Wie tekent ...? (WEB art. 7.2.9)" */
void bpv_reference_write(const struct bpv_base *base, const struct bpv_passage *passage, struct text_buffer *out);
/* "WEB art. 7.2.9 lid 1": how a passage's source is named in short; long_form gives title, organisation and year. */
void bpv_source_write(const struct bpv_source_use *use, bool long_form, struct text_buffer *out);
/* The locator as people read it, "art. 7.2.9 lid 1" for a law; empty if none. */
void bpv_locator_write(const struct bpv_source_use *use, struct text_buffer *out);
/* The passage's safe HTML with <mark> around the highlighted words. */
void bpv_highlight_html(const struct bpv_hit *hit, struct text_buffer *out);

/* ---- JSON, the shapes of the HTTP contract ---- */

void bpv_answer_write_json(const struct bpv_base *base, const struct bpv_question *question,
                           const struct bpv_answer *answer, struct text_buffer *out);
/* An array. Addresses are left out: they are nobody's business outside. */
void bpv_parts_write_json(const struct bpv_part *parts, size_t count, struct text_buffer *out);
/* "Let op: een deel van de kennisbank is nu niet te bereiken: deel 2 van 3 (school). ..."; nothing when no part is
 * missing. */
void bpv_missing_write(const struct bpv_part *parts, size_t count, bool with_reason, struct text_buffer *out);
void bpv_passage_write_json(const struct bpv_base *base, const struct bpv_passage *passage, bpv_date on,
                            struct text_buffer *out);
void bpv_taxonomy_write_json(const struct bpv_base *base, struct text_buffer *out);
void bpv_glossary_write_json(const struct bpv_base *base, struct text_buffer *out);
void bpv_sources_write_json(const struct bpv_base *base, struct text_buffer *out);

#ifdef __cplusplus
}
#endif
#endif
