#include "corpus_propose.h"

#include <stdlib.h>

/* The roles that learn about a module, and the courses that they learn it in. */
static void fill_readers(const struct bpv_taxonomy *taxonomy, struct passage_fields *fields)
{
    for (size_t i = 0; i < taxonomy->track_count; i++)
        if (taxonomy->tracks[i].modules >> fields->module & 1) {
            fields->roles |= 1u << taxonomy->tracks[i].role;
            fields->tracks |= 1u << taxonomy->tracks[i].number;
        }
}

static void take_guess(const struct bpv_taxonomy *taxonomy, const struct tagger_guess *guess,
                       struct passage_fields *fields)
{
    fields->module = guess->module;
    fields->themes = guess->themes;
    fields->audience = guess->audience;
    fields->phase = guess->phase_confidence > 0 && guess->phase < taxonomy->phase_count ? guess->phase : BPV_PHASE_NONE;
    fields->proposed = true;
    fill_readers(taxonomy, fields);
}

/* The passages first .. end - 1 are one file. Parts of a section that was cut have the tags of their section. */
static void propose_for_file(struct corpus *corpus, const struct theme_tagger *tagger, size_t first, size_t end)
{
    struct tagger_text *texts = xcalloc(end - first, sizeof *texts);
    struct tagger_guess *guesses = xcalloc(end - first, sizeof *guesses);
    size_t count = 0;
    for (size_t i = first; i < end; i++)
        if (!corpus->passages[i].part)
            texts[count++] = (struct tagger_text){corpus->passages[i].title, corpus->passages[i].text};
    theme_tagger_guess(tagger, corpus->passages[first].fields.file_title, texts, count, 0, guesses);
    count = 0;
    for (size_t i = first; i < end; i++) {
        count += !corpus->passages[i].part;
        take_guess(corpus->taxonomy, &guesses[count - 1], &corpus->passages[i].fields);
    }
    free(texts);
    free(guesses);
}

void corpus_propose(struct corpus *corpus, const struct bpv_taxonomy *taxonomy, const struct theme_tagger *tagger)
{
    if (taxonomy != corpus->taxonomy)
        *corpus->taxonomy = *taxonomy;
    for (size_t first = 0, end; first < corpus->passage_count; first = end) {
        for (end = first; end < corpus->passage_count && corpus->passages[end].file == corpus->passages[first].file;
             end++)
            corpus_rest(corpus, end);
        propose_for_file(corpus, tagger, first, end);
    }
}
