/*
 * changes.h: what changed in a knowledge base: since a day, out of the dates that passages carry; or between two bases,
 * passage by passage.
 *
 * Ownership  A list borrows from the bases and owns its array and details (changes_release).
 * Errors     A passage that cannot be read is an error, never left out. Threads: any; bases are immutable.
 */
#ifndef BPV_CHANGES_H
#define BPV_CHANGES_H

#include "bpv.h"
#include "report_table.h"

#ifdef __cplusplus
extern "C" {
#endif

enum change_kind {
    CHANGE_ADDED,    /* two bases: a new id */
    CHANGE_CHANGED,  /* two bases: text, heading, tags or dates differ */
    CHANGE_RENAMED,  /* two bases: the old id is an alias now */
    CHANGE_REMOVED,  /* two bases: the id is gone */
    CHANGE_EXPIRED,  /* has ended: since the day; or in the new base and not yet in the old one */
    CHANGE_ENDING,   /* since: will end */
    CHANGE_STARTED,  /* since: holds from a day in the period */
    CHANGE_STARTING, /* since: will hold from a day to come */
    CHANGE_REVIEWED, /* since: looked at again */
    CHANGE_KINDS
};

struct change {
    enum change_kind kind;
    struct bpv_text id, title, file_title, path;
    unsigned module;
    bpv_date date; /* of what happened; of two bases: the review date, 0 if none */
    char *detail;  /* Dutch, owned */
};

struct changes {
    struct change *items; /* newest first, then in corpus order; between two bases: by kind, in corpus order */
    size_t count, capacity;
    uint32_t by_kind[CHANGE_KINDS];
};

enum bpv_status changes_since(const struct bpv_base *base, bpv_date since, bpv_date today, struct changes *changes,
                              struct bpv_error *error);
enum bpv_status changes_between(const struct bpv_base *before, const struct bpv_base *after, bpv_date today,
                                struct changes *changes, struct bpv_error *error);
void changes_release(struct changes *changes);

const char *change_kind_key(enum change_kind kind);  /* "added" */
const char *change_kind_name(enum change_kind kind); /* "nieuw" */

/* since 0 = between two bases. */
void changes_write_report(const struct changes *changes, bpv_date since, enum report_format format,
                          struct text_buffer *out);
void changes_write_json(const struct changes *changes, bpv_date since, struct bpv_text generation,
                        struct text_buffer *out);

#ifdef __cplusplus
}
#endif
#endif
