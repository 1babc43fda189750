/*
 * terminal_answer.h: answers and passages as text for people, in Dutch. Writes into the terminal's buffer; no errors of
 * its own.
 */
#ifndef BPV_TERMINAL_ANSWER_H
#define BPV_TERMINAL_ANSWER_H

#include "terminal_text.h"

/* Notices, correction, answers with their references, what was not covered, and where to look further. */
void terminal_answer_write(const struct terminal *terminal, const struct bpv_base *base,
                           const struct bpv_question *question, const struct bpv_answer *answer);

/* One passage with all that is known about it. */
void terminal_passage_write(const struct terminal *terminal, const struct bpv_base *base,
                            const struct bpv_passage *passage, bpv_date on);

#endif
