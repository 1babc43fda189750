#include "searcher.h"

#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "text_buffer.h"

#define FAR_AHEAD 8 /* candidates whose places are on their way from memory while one is judged */
#define AHEAD 2     /* candidates whose words are */

enum bpv_status bpv_searcher_open(const struct bpv_base *base, struct bpv_searcher **out, struct bpv_error *error)
{
    *out = NULL;
    struct search_part parts[BPV_INDEXES_MAX];
    for (size_t i = 0; i < base->part_count; i++) {
        const struct index_file *file = base->parts[i].file;
        parts[i] = (struct search_part){-1, file->passage_count};
        if (file->remote)
            continue;
        /* A descriptor of its own, with an offset of its own: Xapian reads from there and closes it. */
        char path[64];
        snprintf(path, sizeof path, "/proc/self/fd/%d", file->fd);
        parts[i].fd = open(path, O_RDONLY | O_CLOEXEC);
        if (parts[i].fd < 0)
            parts[i].fd = fcntl(file->fd, F_DUPFD_CLOEXEC, 3);
        if (parts[i].fd < 0) {
            while (i-- > 0)
                if (parts[i].fd >= 0)
                    close(parts[i].fd);
            return bpv_fail(error, BPV_IO, "de index kan niet worden geopend: te veel open bestanden");
        }
        lseek(parts[i].fd, 0, SEEK_SET);
    }
    struct bpv_searcher *searcher = xcalloc(1, sizeof *searcher);
    searcher->base = base;
    enum bpv_status status = search_index_open(parts, base->part_count, &searcher->index, error);
    if (status != BPV_OK) {
        bpv_searcher_close(searcher);
        return status;
    }
    searcher->ranking = ranking_create(base);
    *out = searcher;
    return BPV_OK;
}

void bpv_searcher_close(struct bpv_searcher *searcher)
{
    if (!searcher)
        return;
    search_index_close(searcher->index);
    ranking_free(searcher->ranking);
    free(searcher);
}

struct place { /* of a candidate in an order that is being made */
    uint32_t key, at;
};

static int by_key(const void *a, const void *b)
{
    const struct place *x = a, *y = b;
    if (x->key != y->key)
        return x->key < y->key ? -1 : 1;
    return x->at < y->at ? -1 : x->at > y->at;
}

/* A number that orders as scores do, the highest first. */
static uint32_t score_key(float score)
{
    uint32_t bits;
    memcpy(&bits, &score, sizeof bits);
    return bits >> 31 ? bits : ~(bits | 1u << 31);
}

/* Judges the matches in the order of their passages, so that those of equal scores stay in that order; best first into `to`. */
static void judge_matches(struct bpv_searcher *searcher, const struct search_match *matches, size_t count, struct arena *arena,
                          struct candidate *to)
{
    struct place *places = arena_alloc(arena, (count + 1) * sizeof *places);
    struct candidate *judged = arena_alloc(arena, (count + 1) * sizeof *judged);
    for (size_t i = 0; i < count; i++)
        places[i] = (struct place){matches[i].document, (uint32_t)i};
    qsort(places, count, sizeof *places, by_key);
    for (size_t i = 0; i < count; i++) {
        if (i + FAR_AHEAD < count)
            ranking_expect(searcher->ranking, places[i + FAR_AHEAD].key);
        if (i + AHEAD < count)
            ranking_fetch(searcher->ranking, places[i + AHEAD].key);
        judged[i].passage = places[i].key;
        judged[i].first_stage = matches[places[i].at].weight;
        ranking_judge(searcher->ranking, judged[i].passage, &judged[i].judgement);
    }
    for (size_t i = 0; i < count; i++)
        places[i] = (struct place){score_key(judged[i].judgement.score), (uint32_t)i};
    qsort(places, count, sizeof *places, by_key);
    for (size_t i = 0; i < count; i++)
        to[i] = judged[places[i].at];
}

/* Enough of a question to be answered by itself. */
static bool asks_by_itself(const struct query *query)
{
    size_t telling = 0;
    for (size_t c = 0; c < query->count; c++)
        telling += question_tells(&query->concepts[c]);
    return telling >= 2;
}

/*
 * A mail tells more than any passage has. Its first passages are as sure as its best sentence makes them; their order stays that of the
 * whole mail.
 */
static void judge_sentences(struct bpv_searcher *searcher, const struct query *query, struct arena *arena, struct candidate *candidates,
                            size_t count)
{
    struct bpv_text sentences[BPV_QUESTION_SENTENCES_MAX];
    size_t sentence_count = question_sentences(query->text, sentences, BPV_QUESTION_SENTENCES_MAX);
    if (query->without & WITHOUT_SENTENCES || sentence_count < 2 || sentence_count > BPV_QUESTION_SENTENCES_MAX)
        return;
    for (size_t s = 0; s < sentence_count; s++) {
        struct query sentence;
        question_analyze(searcher->base, sentences[s], arena, &sentence);
        if (!asks_by_itself(&sentence))
            continue;
        ranking_prepare(searcher->ranking, &sentence);
        for (size_t i = 0; i < count && i < BPV_ANSWERS_LIMIT_DEFAULT; i++) {
            struct judgement judgement;
            ranking_judge(searcher->ranking, candidates[i].passage, &judgement);
            if (judgement.confidence > candidates[i].judgement.confidence)
                candidates[i].judgement.confidence = judgement.confidence;
        }
    }
    ranking_prepare(searcher->ranking, query);
}

enum bpv_status searcher_find(struct bpv_searcher *searcher, const struct query *query, const struct bpv_filters *filters,
                              struct arena *arena, struct candidate **out, size_t *out_count, struct bpv_error *error)
{
    *out = NULL;
    *out_count = 0;
    struct search_plan plan;
    searcher_plan(searcher, query, filters, arena, &plan);
    struct search_match *matches = arena_alloc(arena, (BPV_CANDIDATES_MAX + searcher_changed(searcher->base)) * sizeof *matches);
    size_t count;
    enum bpv_status status = searcher_match(searcher, &plan, matches, BPV_CANDIDATES_MAX, &count, error);
    if (status != BPV_OK)
        return status;
    struct candidate *candidates = arena_alloc(arena, (count + 1) * sizeof *candidates);
    ranking_prepare(searcher->ranking, query);
    judge_matches(searcher, matches, count, arena, candidates);
    judge_sentences(searcher, query, arena, candidates, count);
    *out = candidates;
    *out_count = count;
    return BPV_OK;
}
