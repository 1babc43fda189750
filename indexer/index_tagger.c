#include "index_tagger.h"

#include <stdlib.h>

#include "text_buffer.h"

enum bpv_status index_tagger_open(const char *index, struct index_tagger *learner, struct bpv_error *error)
{
    enum bpv_status status = bpv_base_open(&index, 1, &learner->base, error);
    if (status != BPV_OK)
        return status;
    learner->taxonomy = bpv_base_taxonomy(learner->base);
    if (!learner->taxonomy || !learner->taxonomy->module_count || !learner->taxonomy->theme_count ||
        !learner->taxonomy->phase_count)
        return bpv_fail(error, BPV_INVALID,
                        "de index %s heeft geen modules en thema's; maak er een van een corpus met taxonomy.yaml",
                        index);
    learner->passage = xcalloc(1, sizeof *learner->passage);
    return BPV_OK;
}

static void take_example(struct index_tagger *learner, size_t number, size_t *questions)
{
    const struct bpv_passage *passage = learner->passage;
    struct bpv_text *own = learner->questions + *questions;
    for (size_t i = 0; i < passage->question_count; i++)
        learner->questions[(*questions)++] = passage->questions[i];
    learner->examples[number] = (struct tagger_example){.file_title = passage->file_title,
                                                        .title = passage->title,
                                                        .text = passage->text,
                                                        .questions = own,
                                                        .question_count = passage->question_count,
                                                        .module = passage->module,
                                                        .phase = passage->phase,
                                                        .themes = passage->themes,
                                                        .audience = passage->audience};
}

/* Proposals that nobody has looked at teach nothing. */
enum bpv_status index_tagger_learn(struct index_tagger *learner, const char *dictionary, struct bpv_error *error)
{
    struct bpv_base_info info;
    size_t count = 0, questions = 0;
    if (learner->tagger)
        return BPV_OK;
    bpv_base_describe(learner->base, &info);
    size_t maximum = info.passage_count < TAGGER_EXAMPLES_MAX ? info.passage_count : TAGGER_EXAMPLES_MAX;
    free(learner->examples);
    free(learner->questions);
    learner->examples = xcalloc(maximum, sizeof *learner->examples);
    learner->questions = xcalloc(maximum * BPV_LIST_MAX, sizeof *learner->questions);
    for (uint32_t number = 0; number < maximum; number++) {
        enum bpv_status status = bpv_passage_get(learner->base, number, learner->passage, error);
        if (status != BPV_OK)
            return status;
        if (learner->passage->module && learner->passage->themes && !learner->passage->proposed)
            take_example(learner, count++, &questions);
    }
    learner->words = tagger_corpus_create(learner->examples, count, learner->taxonomy, dictionary);
    learner->tagger = theme_tagger_learn(learner->words, NULL, NULL);
    return BPV_OK;
}

void index_tagger_release(struct index_tagger *learner)
{
    theme_tagger_free(learner->tagger);
    tagger_corpus_free(learner->words);
    free(learner->examples);
    free(learner->questions);
    free(learner->passage);
    bpv_base_close(learner->base);
    *learner = (struct index_tagger){.base = NULL};
}
