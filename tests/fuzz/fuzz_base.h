/*
 * fuzz_base.h: the small knowledge base that questions and damage are tried on, with a vocabulary and more passages
 * than unit tests need.
 * Ownership: the file lives in fuzz_folder(). Failures end the program. One thread.
 */
#ifndef FUZZ_BASE_H
#define FUZZ_BASE_H

#include "fuzz.h"

/* Builds the index once; returns its path. */
const char *fuzz_base_path(void);

/* What must hold for any answer of this base to this question. exact: the index is whole, so that totals and texts must
 * be right. */
void fuzz_require_answer(const struct bpv_base *base, const struct bpv_question *question,
                         const struct bpv_answer *answer, bool exact);

/* What else can be done with a text: suggestions and analysis; when the index may be damaged, also passages, lists,
 * similar passages. */
void fuzz_use_base(const struct bpv_base *base, struct bpv_searcher *searcher, struct bpv_text text, bool exact);

#endif
