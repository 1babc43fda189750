/*
 * coverage_parts.h: how the files that compute the coverage work together. Engine only; the public side is coverage.h.
 * Ownership: the work borrows base, searcher and options for the duration of coverage_compute. One thread.
 */
#ifndef BPV_COVERAGE_PARTS_H
#define BPV_COVERAGE_PARTS_H

#include "coverage.h"

struct coverage_passage { /* what is kept of a passage: a bpv_passage is many times larger */
    struct bpv_text id, title, text, html, path;
    uint32_t line, words, themes, roles, tracks;
    unsigned module, phase;
    enum bpv_audience audience;
    enum bpv_importance importance;
    enum bpv_force force;
    bpv_date valid_from, valid_until, reviewed;
    size_t source_count;
    bool valid; /* on the day */
};

struct coverage_work {
    struct coverage *coverage;
    struct bpv_searcher *searcher;
    const struct bpv_base *base;
    const struct coverage_options *options;
    struct coverage_passage *passages;
    uint32_t passage_count;
};

/* passage may be NULL. id and other are borrowed; detail is formatted. */
__attribute__((format(printf, 6, 7))) void coverage_find(struct coverage *coverage, enum coverage_rule rule,
                                                         const struct coverage_passage *passage, struct bpv_text id,
                                                         struct bpv_text other, const char *format, ...);

/* Adds a question to the cells of the passage it belongs to. */
void coverage_count_question(struct coverage *coverage, const struct coverage_passage *passage, bool answered);

void coverage_components(struct coverage_work *work);                                    /* coverage_components.c */
enum bpv_status coverage_questions(struct coverage_work *work, struct bpv_error *error); /* coverage_questions.c */
enum bpv_status coverage_quality(struct coverage_work *work, struct bpv_error *error);   /* coverage_quality.c */
void coverage_overlap(struct coverage_work *work);                                       /* coverage_overlap.c */

#endif
