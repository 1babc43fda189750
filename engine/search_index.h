/*
 * search_index.h: a C API over Xapian. Everything about Xapian, its exceptions included, stays behind this header.
 *
 * Schema  One document per passage, document id = passage number + 1. Terms:
 *           stem            a word of heading, file title, question variants or body
 *           P + stem        a part of a compound in any of them
 *           Q + id          the passage's permanent id
 *           M,T,R,F,A,K + number   module, theme, role, phase, audience, force (boolean)
 *           XU / XD         has an end date / a first date; slot 0 / 1 holds it as 8 digits
 *         wdf: twice how much the term counts (each time in the body 1, question variant 2, heading 4, file title 1; as
 *         a part 1), and 1 more if it stands in the first sentence.
 * Ownership  What _create or _open returns is freed by _free or _close. Results are copied into the caller's memory.
 * Errors     bpv_status and Dutch text; no exception leaves. Threads: one thread per object at a time.
 */
#ifndef BPV_SEARCH_INDEX_H
#define BPV_SEARCH_INDEX_H

#include "bpv.h"

#ifdef __cplusplus
#define SEARCH_NOEXCEPT noexcept
extern "C" {
#else
#define SEARCH_NOEXCEPT
#endif

struct search_term { /* of a document */
    struct bpv_text term;
    uint32_t wdf; /* 0 = boolean */
};

struct search_writer;

/* directory: existing, for temporary files. in_parts: everything that is added goes to search_writer_keep. */
enum bpv_status search_writer_create(const char *directory, bool in_parts, struct search_writer **writer,
                                     struct bpv_error *error) SEARCH_NOEXCEPT;
enum bpv_status search_writer_add(struct search_writer *writer, const struct search_term *terms, size_t count,
                                  bpv_date valid_from, bpv_date valid_until, struct bpv_error *error) SEARCH_NOEXCEPT;
/* Makes one file at path of the last `parts` files that were reused, or with 0 of what was added since, and forgets
 * those documents: search_writer_reuse adds them again. */
enum bpv_status search_writer_keep(struct search_writer *writer, size_t parts, const char *path,
                                   struct bpv_error *error) SEARCH_NOEXCEPT;
/* files that were reused and not made into another */
size_t search_writer_parts(const struct search_writer *writer) SEARCH_NOEXCEPT;
/* Adds the documents of such a file. It must stay until _finish; it is not removed. Not after an _add without a
 * _keep. */
enum bpv_status search_writer_reuse(struct search_writer *writer, const char *path,
                                    struct bpv_error *error) SEARCH_NOEXCEPT;
/* Calls visit for each term with this prefix in the file that _finish made, with how many documents have it. */
enum bpv_status search_writer_each_term(const char *path, const char *prefix,
                                        void (*visit)(void *context, struct bpv_text term, uint32_t documents),
                                        void *context, struct bpv_error *error) SEARCH_NOEXCEPT;
/* Compacts everything into one file at path. */
enum bpv_status search_writer_finish(struct search_writer *writer, const char *path,
                                     struct bpv_error *error) SEARCH_NOEXCEPT;
void search_writer_free(struct search_writer *writer) SEARCH_NOEXCEPT; /* removes the temporary files */

struct search_weighed { /* a term of a query */
    struct bpv_text term; /* as stored, prefix included */
    double weight;
    unsigned concept;     /* word of the question that it is a form of */
};

struct search_filter { /* at least one of these boolean terms */
    const struct bpv_text *terms;
    size_t count;
};

struct search_plan {
    const struct search_weighed *terms; /* any of them; they add up */
    size_t term_count;
    const struct search_filter *filters; /* all of them */
    size_t filter_count;
    bpv_date on;       /* passages valid on this day; 0 = any */
    bool with_expired; /* also those that ended before it */
};

struct search_match {
    uint32_t document; /* from 0, over all files: file i starts where file i-1 ended */
    float weight;
};

struct search_index;

struct search_part { /* one file or one remote database of a base */
    /* opened read-only, owned by search_index_open; -1 for a remote one, which takes part once it has joined */
    int fd;
    uint32_t documents; /* that it must have */
};

struct search_address { /* of a xapian-tcpsrv */
    const char *host; /* name or number */
    unsigned port;
    unsigned limit_ms; /* for connecting, and for each reply */
};

/* The descriptors are closed with the index or on failure. */
enum bpv_status search_index_open(const struct search_part *parts, size_t count, struct search_index **index,
                                  struct bpv_error *error) SEARCH_NOEXCEPT;
/* Connects a remote part. It must have the note search_manifest_key with exactly these bytes: BPV_OTHER_VERSION if
 * not. */
enum bpv_status search_index_join(struct search_index *index, size_t part, const struct search_address *address,
                                  struct bpv_text manifest, struct bpv_error *error) SEARCH_NOEXCEPT;
/* Searches go on without this remote part. */
void search_index_leave(struct search_index *index, size_t part) SEARCH_NOEXCEPT;
/* The remote part that the last failed match failed on; -1 if it was none, or cannot be told. */
int search_index_failed_part(const struct search_index *index) SEARCH_NOEXCEPT;
void search_index_close(struct search_index *index) SEARCH_NOEXCEPT;

/* What a term of the query adds to the weight of a document that has this wdf, when `documents` of `of` have it: BM25
 * as search_index_match does. */
double search_term_weight(const struct search_weighed *term, uint32_t documents, uint32_t of,
                          uint32_t wdf) SEARCH_NOEXCEPT;

/* The best `capacity` matches by BM25, best first. */
enum bpv_status search_index_match(struct search_index *index, const struct search_plan *plan,
                                   struct search_match *matches, size_t capacity, size_t *count,
                                   struct bpv_error *error) SEARCH_NOEXCEPT;

/* The documents of one part that have a term, in order. */
struct search_posting {
    uint32_t document; /* from 0, within the part */
    uint32_t wdf;
};

struct search_postings;

enum bpv_status search_postings_open(struct search_index *index, size_t part, struct bpv_text term,
                                     struct search_postings **postings, struct bpv_error *error) SEARCH_NOEXCEPT;
/* Those from document `first` on and before `end`, at most `capacity`. What lies before first is left behind. */
enum bpv_status search_postings_read(struct search_postings *postings, uint32_t first, uint32_t end,
                                     struct search_posting *into, size_t capacity, size_t *count,
                                     struct bpv_error *error) SEARCH_NOEXCEPT;
/* Of these documents, in order, those that have the term: into has room for all. */
enum bpv_status search_postings_seek(struct search_postings *postings, const uint32_t *documents, size_t document_count,
                                     struct search_posting *into, size_t *count,
                                     struct bpv_error *error) SEARCH_NOEXCEPT;
void search_postings_close(struct search_postings *postings) SEARCH_NOEXCEPT;

/*
 * Notes: what a database carries beside its documents, as bytes under a key (user metadata in Xapian's words). A remote
 * database has the sections of the index file in them; remote_index.h says how.
 */
#define search_manifest_key "bpv"

struct search_remote; /* a connection of its own, to read notes */

enum bpv_status search_remote_open(const struct search_address *address, struct search_remote **remote,
                                   struct bpv_error *error) SEARCH_NOEXCEPT;
uint32_t search_remote_documents(const struct search_remote *remote) SEARCH_NOEXCEPT;
/* BPV_NOT_FOUND when there is no such note, BPV_TOO_LARGE when it is longer than capacity. */
enum bpv_status search_remote_note(struct search_remote *remote, const char *key, void *into, size_t capacity,
                                   size_t *length, struct bpv_error *error) SEARCH_NOEXCEPT;
void search_remote_close(struct search_remote *remote) SEARCH_NOEXCEPT;

struct search_notes; /* being written; directory: existing, for temporary files */

enum bpv_status search_notes_create(const char *directory, struct search_notes **notes,
                                    struct bpv_error *error) SEARCH_NOEXCEPT;
enum bpv_status search_notes_add(struct search_notes *notes, const char *key, struct bpv_text bytes,
                                 struct bpv_error *error) SEARCH_NOEXCEPT;
/* Writes the database behind fd (owned by the call) together with the notes into one file at path. */
enum bpv_status search_notes_finish(struct search_notes *notes, int fd, const char *path,
                                    struct bpv_error *error) SEARCH_NOEXCEPT;
void search_notes_free(struct search_notes *notes) SEARCH_NOEXCEPT; /* removes the temporary files */

const char *search_index_library_version(void) SEARCH_NOEXCEPT;

#ifdef __cplusplus
}
#endif
#endif
