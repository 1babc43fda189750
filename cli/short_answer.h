/* short_answer.h: the short answer of a passage that was not asked for but looked up: its first sentence. Pure; any
 * thread. */
#ifndef BPV_SHORT_ANSWER_H
#define BPV_SHORT_ANSWER_H

#include "bpv.h"

/* The first sentence, as bytes of the passage's text. Empty for an empty text. */
struct bpv_span short_answer(struct bpv_text text);

#endif
