/*
 * made_corpus.h: thousands of short passages for unit tests, the same each time: words that do not exist, by subject;
 * and how far an answer's first ten are those that judging every passage finds.
 * Ownership: made_corpus_init / made_corpus_release; the passages borrow from the corpus. Failures end the test.
 */
#ifndef MADE_CORPUS_H
#define MADE_CORPUS_H

#include "../../engine/searcher.h"
#include "small_index.h"

enum {
    MADE_WORDS = 1600,
    MADE_SUBJECTS = 40,
    MADE_COMMON = 200,   /* words that belong to no subject; the others do */
    MADE_BODY = 14,      /* words of a passage, in two sentences */
    MADE_VARIANT = 4,
    MADE_WORD_BYTES = 8,
    MADE_TEXT_BYTES = 1024, /* of one passage, at most */
    TODAY = 20261122,
    QUESTIONS = 40,
    TOP = 10
};

struct made_corpus {
    struct bpv_passage *passages;
    size_t count;
    char (*words)[MADE_WORD_BYTES];
    char *bytes; /* of all texts */
    size_t used;
    uint64_t state;
};

static inline uint32_t made_below(struct made_corpus *corpus, uint32_t limit)
{
    corpus->state = corpus->state * 6364136223846793005u + 1442695040888963407u;
    return (uint32_t)((corpus->state >> 33) * limit >> 31);
}

/* A word of six letters, which no two numbers share and which is part of no other. */
static inline void made_word(size_t number, char word[MADE_WORD_BYTES])
{
    static const char consonants[] = "bdfgklmnprtvz", vowels[] = "aiou";
    size_t rest = number * 7 + 3;
    for (size_t i = 0; i < 6; i += 2) {
        word[i] = consonants[rest % 13];
        rest /= 13;
        word[i + 1] = vowels[rest % 4];
        rest /= 4;
    }
    word[6] = '\0';
}

/* Keeps a text. */
static inline struct bpv_text made_text(struct made_corpus *corpus, const char *text)
{
    char *place = corpus->bytes + corpus->used;
    size_t length = strlen(text);
    memcpy(place, text, length);
    corpus->used += length;
    return (struct bpv_text){place, length};
}

/* A word about this subject, one of five times a common one. Some are used much more than others. */
static inline const char *made_pick(struct made_corpus *corpus, size_t subject)
{
    uint32_t each = (MADE_WORDS - MADE_COMMON) / MADE_SUBJECTS;
    if (made_below(corpus, 5) == 0)
        return corpus->words[made_below(corpus, made_below(corpus, MADE_COMMON) + 1)];
    return corpus->words[MADE_COMMON + subject * each + made_below(corpus, made_below(corpus, each) + 1)];
}

static inline struct bpv_text made_sentence(struct made_corpus *corpus, size_t subject, size_t words, size_t full_stop)
{
    char text[MADE_TEXT_BYTES];
    size_t length = 0;
    for (size_t i = 0; i < words; i++)
        length += (size_t)snprintf(text + length, sizeof text - length, "%s%s%s", i ? " " : "",
                                   made_pick(corpus, subject), i + 1 == words || i + 1 == full_stop ? "." : "");
    return made_text(corpus, text);
}

static inline void made_corpus_init(struct made_corpus *corpus, size_t count)
{
    *corpus = (struct made_corpus){.passages = xcalloc(count, sizeof *corpus->passages), .count = count};
    corpus->words = xcalloc(MADE_WORDS, sizeof *corpus->words);
    corpus->bytes = xcalloc(count, MADE_TEXT_BYTES);
    corpus->state = 20261122;
    for (size_t i = 0; i < MADE_WORDS; i++)
        made_word(i, corpus->words[i]);
    for (size_t i = 0; i < count; i++) {
        char name[32];
        size_t subject = made_below(corpus, MADE_SUBJECTS);
        snprintf(name, sizeof name, "passage-%zu", i);
        struct bpv_text id = made_text(corpus, name);
        corpus->passages[i] = (struct bpv_passage){
            .id = id,
            .path = id, /* a file each, so that none is put off */
            .title = made_sentence(corpus, subject, 3, 0),
            .file_title = made_sentence(corpus, subject, 1, 0),
            .text = made_sentence(corpus, subject, MADE_BODY, MADE_BODY / 2),
            .questions = {made_sentence(corpus, subject, MADE_VARIANT, 0)},
            .question_count = 1,
            .line_first = 1,
            .line_last = 3,
            .module = 1 + (unsigned)(i % 2),
            .themes = 1u << (1 + i % 2),
            .roles = 1u << (i % 2),
            .word_count = MADE_BODY,
        };
    }
}

static inline void made_corpus_release(struct made_corpus *corpus)
{
    free(corpus->passages);
    free(corpus->words);
    free(corpus->bytes);
}

struct opened { /* an index to ask */
    struct bpv_base *base;
    struct bpv_searcher *searcher;
};

static inline void made_open(struct opened *opened, const char *const *paths, size_t count)
{
    struct bpv_error error;
    if (bpv_base_open(paths, count, &opened->base, &error) != BPV_OK ||
        bpv_searcher_open(opened->base, &opened->searcher, &error) != BPV_OK)
        fail_msg("%s", error.text);
}

static inline void made_close(struct opened *opened)
{
    bpv_searcher_close(opened->searcher);
    bpv_base_close(opened->base);
}

static inline struct bpv_text string(const char *text)
{
    return (struct bpv_text){text, strlen(text)};
}

static inline void ask(const struct opened *from, struct bpv_question question, struct bpv_answer *answer)
{
    struct bpv_error error;
    if (!question.filters.on)
        question.filters.on = TODAY;
    if (bpv_ask(from->searcher, &question, answer, &error) != BPV_OK)
        fail_msg("%s", error.text);
}

static inline struct bpv_question first_ten(struct bpv_text text)
{
    return (struct bpv_question){.text = text, .limit = TOP};
}

/* ---- What judging every passage finds ---- */

struct ranked {
    uint32_t passage;
    float score;
};

static inline int by_score(const void *a, const void *b)
{
    const struct ranked *x = a, *y = b;
    if (x->score > y->score || x->score < y->score)
        return x->score < y->score ? 1 : -1;
    return x->passage < y->passage ? -1 : x->passage > y->passage;
}

static inline uint32_t subjects(const struct query *query)
{
    uint32_t mask = 0;
    for (size_t c = 0; c < query->count; c++)
        mask |= query->concepts[c].stop ? 0 : 1u << c;
    return mask;
}

/* The best so many of all that hold today and are an answer. */
static inline size_t judge_all(const struct opened *from, struct bpv_text text, struct ranked *best, size_t most)
{
    const struct bpv_base *base = from->base;
    struct arena arena = {NULL};
    struct query query;
    struct ranked *all = xcalloc(base->passage_count, sizeof *all);
    size_t count = 0;
    question_analyze(base, text, &arena, &query);
    ranking_prepare(from->searcher->ranking, &query);
    for (uint32_t passage = 0; passage < base->passage_count; passage++) {
        uint32_t within;
        const struct base_part *part = base_locate(base, passage, &within);
        const struct index_tags *tags = index_file_tags(part->file, within);
        struct judgement judgement;
        if ((tags->valid_until && tags->valid_until < TODAY) || tags->valid_from > TODAY)
            continue;
        ranking_judge(from->searcher->ranking, passage, &judgement);
        if (judgement.covered & subjects(&query) && judgement.confidence >= ranking_model_of(base)->further)
            all[count++] = (struct ranked){passage, judgement.score};
    }
    qsort(all, count, sizeof *all, by_score);
    count = count < most ? count : most;
    memcpy(best, all, count * sizeof *all);
    free(all);
    arena_release(&arena);
    return count;
}

/* Share of the first ten of all passages that are among the first ten of the answer; 1 when there are none. */
static inline double overlap(const struct opened *from, struct bpv_text text, bool *answered)
{
    struct ranked best[TOP];
    struct bpv_answer answer;
    size_t count = judge_all(from, text, best, TOP), same = 0;
    ask(from, first_ten(text), &answer);
    *answered = answer.answered;
    for (size_t i = 0; i < count; i++)
        for (size_t j = 0; j < answer.hit_count; j++)
            same += answer.hits[j].passage.number == best[i].passage;
    bpv_answer_release(&answer);
    return count && *answered ? (double)same / (double)count : 1;
}

/* A question of 2 to 5 words of one subject, with a word that every passage has in one of three. */
static inline struct bpv_text question_of(struct made_corpus *words, size_t number, char text[MADE_TEXT_BYTES])
{
    size_t subject = made_below(words, MADE_SUBJECTS), count = 2 + number % 4, length = 0;
    for (size_t i = 0; i < count; i++)
        length += (size_t)snprintf(text + length, MADE_TEXT_BYTES - length, "%s%s", i ? " " : "",
                                   made_pick(words, subject));
    if (number % 3 == 0)
        snprintf(text + length, MADE_TEXT_BYTES - length, " gelegenheid");
    return string(text);
}

/* Over 40 questions; *answered of them had an answer. */
static inline double mean_overlap(struct made_corpus *corpus, const struct opened *from, size_t *answered)
{
    double sum = 0;
    *answered = 0;
    corpus->state = 7;
    for (size_t i = 0; i < QUESTIONS; i++) {
        char text[MADE_TEXT_BYTES];
        bool found;
        double share = overlap(from, question_of(corpus, i, text), &found);
        sum += found ? share : 0;
        *answered += found;
    }
    return *answered ? sum / (double)*answered : 0;
}

/* Share of the first ten of one that are among those of the other. */
static inline double alike(const struct opened *one, const struct opened *other, struct bpv_text text)
{
    struct bpv_answer a, b;
    size_t same = 0, count;
    ask(one, first_ten(text), &a);
    ask(other, first_ten(text), &b);
    for (size_t i = 0; i < a.hit_count; i++)
        for (size_t j = 0; j < b.hit_count; j++)
            same += text_equal(a.hits[i].passage.id, b.hits[j].passage.id);
    count = a.hit_count > b.hit_count ? a.hit_count : b.hit_count;
    bpv_answer_release(&a);
    bpv_answer_release(&b);
    return count ? (double)same / (double)count : 1;
}

#endif
