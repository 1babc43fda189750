/*
 * question_list.h: a file of questions, one per line: question, tab, ids of the passages (or paths of the files) that
 * answer it, best first, separated by spaces; empty = must not be answered. Further columns are optional: user, style,
 * set, id. Lines that are empty or begin with # are skipped.
 * Ownership: the list borrows the bytes and owns its arrays (question_list_release). Errors: BPV_INVALID with the line.
 * Pure.
 */
#ifndef BPV_QUESTION_LIST_H
#define BPV_QUESTION_LIST_H

#include "bpv.h"

#ifdef __cplusplus
extern "C" {
#endif

struct question_list {
    struct bpv_bank_question *questions;
    size_t count, capacity;
};

enum bpv_status question_list_parse(struct bpv_text bytes, struct question_list *list, struct bpv_error *error);
void question_list_release(struct question_list *list);

#ifdef __cplusplus
}
#endif
#endif
