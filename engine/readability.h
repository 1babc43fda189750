/*
 * readability.h: how hard a Dutch text is to read, after Flesch and Douma: 206.84 - 0.77 * syllables per 100 words -
 * 0.93 * words per sentence. Source: W.H. Douma, De leesbaarheid van landbouwbladen (Landbouwhogeschool Wageningen,
 * 1960); his scale: below 30 very difficult, 30-45 difficult, 45-60 fairly difficult, 60-70 normal, 70-80 fairly easy,
 * 80-90 easy, above 90 very easy. A formula counts, it does not understand: use it to find what to look at. Pure; any
 * thread.
 */
#ifndef BPV_READABILITY_H
#define BPV_READABILITY_H

#include "bpv.h"

struct readability {
    unsigned words, sentences, syllables;
    double score; /* 0 for a text without words */
};

/* Of the visible text of HTML: the end of a block ends a sentence. Plain text is fine too. */
struct readability readability_of_html(struct bpv_text html);

/* Syllables of one word, at least 1; a short word in capitals is spelled, a number in digits counts as one. */
unsigned readability_syllables(struct bpv_text word);

#endif
