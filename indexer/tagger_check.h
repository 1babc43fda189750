/*
 * tagger_check.h: how good the theme tagger is on a corpus, by cross-validation, and which tags look wrong. For `check
 * --tagger`. Three protocols: each file held back as a whole (a new document about a new subject), three files held
 * back and judged as one document (about several subjects), and a tenth of the passages at a time (a new passage about
 * a known subject). Ownership: borrows the corpus during the call. One thread
 * at a time.
 */
#ifndef BPV_TAGGER_CHECK_H
#define BPV_TAGGER_CHECK_H

#include <stdio.h>

#include "corpus.h"
#include "json_writer.h"
#include "theme_tagger.h"

struct tagger_score {
    size_t passages, modules, phases, audiences; /* judged; right on each axis */
    size_t right[BPV_THEMES_MAX + 1], wrong[BPV_THEMES_MAX + 1], missed[BPV_THEMES_MAX + 1];
    size_t sure, sure_right; /* modules with a confidence of 0.80 or more */
};

double tagger_theme_f1(const struct tagger_score *score, unsigned theme);
double tagger_macro_f1(const struct tagger_score *score,
                       const struct bpv_taxonomy *taxonomy); /* over themes that occur */

/* dictionary: as for tagger_corpus_create. The first prints Dutch text, the other writes one object. */
void tagger_check(const struct corpus *corpus, const char *dictionary, FILE *out);
void tagger_check_write_json(const struct corpus *corpus, const char *dictionary, struct json_writer *json);

#endif
