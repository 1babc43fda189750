/*
 * passage_list.h: the passages of a module, a theme or a leergang: grouped under their topics, counted, with their
 * reading time.
 * Ownership: everything is borrowed. Errors: a passage that cannot be read is left out. Any thread.
 */
#ifndef BPVD_PASSAGE_LIST_H
#define BPVD_PASSAGE_LIST_H

#include "http_request.h"
#include "serving.h"
#include "text_buffer.h"

/* Which passages: those that have one of each mask (bit n = number n, or place n in its list); 0 = all. Expired ones
 * are listed with a label, but not counted. */
struct passage_choice {
    uint32_t modules, themes, tracks, roles, phases, audiences, importances;
    bool nothing; /* no passage can be chosen */
};

struct passage_sums {
    unsigned need, nice, expired;
    unsigned need_words, nice_words;
};

void passage_list_count(const struct serving *serving, struct passage_choice choice, struct passage_sums *sums);
/* The same in one pass for each module by its number; [0] is for passages without a module. */
void passage_list_count_by_module(const struct serving *serving, struct passage_choice choice,
                                  struct passage_sums sums[BPV_MODULES_MAX + 1]);
void passage_sums_add(struct passage_sums *total, const struct passage_sums *more);

/* Minutes of reading at PASSAGE_WORDS_PER_MINUTE, rounded up. */
#define PASSAGE_WORDS_PER_MINUTE BPV_READING_WORDS_PER_MINUTE
unsigned passage_reading_minutes(unsigned words);

/* A section per topic (corpus file) with its passages. */
void passage_list_topics(struct text_buffer *out, const struct http_request *request, const struct serving *serving,
                         struct passage_choice choice);
/* "41 passages: 20 need to know, 21 nice to know. Lezen kost ongeveer 1 uur." */
void passage_list_summary(struct text_buffer *out, const struct passage_sums *sums);

#endif
