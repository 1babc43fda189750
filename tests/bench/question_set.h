/*
 * question_set.h: the questions that the benches ask: the question bank of an index and files of questions, those with
 * a right answer only. Ownership: question_set_load / question_set_release; texts borrow from the base and from the
 * set. Errors: a Dutch text on stderr, false.
 */
#ifndef QUESTION_SET_H
#define QUESTION_SET_H

#include "bpv.h"

struct question_set {
    const struct bpv_bank_question **questions; /* question i is called qI in run files, from 0 */
    size_t count;
    struct question_file *files; /* private: what the texts borrow from */
    size_t file_count;
};

bool question_set_load(const struct bpv_base *base, char *const *paths, size_t path_count, struct question_set *set);
void question_set_release(struct question_set *set);

/* True if the question may be used for tuning. */
bool question_set_tunes(const struct bpv_bank_question *question);

#endif
