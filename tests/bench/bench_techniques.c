/*
 * bench_techniques: what each technique of the analysis and the ranking gives, and what it costs.
 *
 *   bench_techniques INDEX ROUNDS QUESTIONS.tsv...
 *
 * Asks every question that has an answer with everything on, and again with one technique left out: nDCG@10 of the
 * order of the passages (refusals apart), hits@1, and CPU time of analysis, first and second stage together, the median
 * over the rounds. The ways run one after the other for each question, so that a noisy neighbour hits all of them.
 */
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include "evaluation.h"
#include "question_set.h"
#include "searcher.h"
#include "text_buffer.h"

#define ROUNDS_MAX 15
#define DEPTH 10

static const struct way {
    const char *name;
    unsigned without;
    bool first_stage; /* its order, not that of the second stage */
} ways[] = {
    {"everything", 0, false},
    {"without synonyms", WITHOUT_SYNONYMS, false},
    {"without compounds", WITHOUT_COMPOUNDS, false},
    {"without word families", WITHOUT_FAMILIES, false},
    {"without near words", WITHOUT_GRAMS, false},
    {"without spelling", WITHOUT_SPELLING, false},
    {"without the latent space", WITHOUT_LATENT, false},
    {"without sentences apart", WITHOUT_SENTENCES, false},
    {"without known refusals", WITHOUT_UNANSWERED, false},
    {"without all of these", 255, false},
    {"without the second stage", 0, true},
};
#define WAYS (sizeof ways / sizeof ways[0])

static double cpu(void)
{
    struct timespec now;
    clock_gettime(CLOCK_THREAD_CPUTIME_ID, &now);
    return (double)now.tv_sec * 1e6 + (double)now.tv_nsec / 1e3;
}

static int by_first_stage(const void *a, const void *b)
{
    float x = ((const struct candidate *)a)->first_stage, y = ((const struct candidate *)b)->first_stage;
    return x < y ? 1 : x > y ? -1 : 0;
}

static int by_value(const void *a, const void *b)
{
    double x = *(const double *)a, y = *(const double *)b;
    return x < y ? -1 : x > y;
}

struct outcome {
    double ndcg, microseconds;
    bool hit;
};

static struct outcome ask(struct bpv_searcher *searcher, const struct way *way,
                          const struct bpv_bank_question *question)
{
    struct outcome outcome = {0, 0, false};
    struct arena arena = {NULL};
    struct query query;
    struct candidate *candidates;
    size_t count;
    const struct bpv_filters filters = {.on = bpv_date_today()};
    double start = cpu();
    question_analyze_without(searcher->base, question->text, &arena, way->without, &query);
    enum bpv_status status = searcher_find(searcher, &query, &filters, &arena, &candidates, &count, NULL);
    outcome.microseconds = cpu() - start;
    if (status != BPV_OK)
        count = 0;
    if (way->first_stage && count)
        qsort(candidates, count, sizeof *candidates, by_first_stage);
    double gained = 0, ideal = 0;
    uint64_t seen = 0; /* a file that is expected counts once, however many of its passages are found */
    for (size_t i = 0; i < count && i < DEPTH; i++) {
        struct bpv_passage passage;
        if (bpv_passage_get(searcher->base, candidates[i].passage, &passage, NULL) != BPV_OK)
            continue;
        int place = evaluation_expected_place(question, &passage);
        if (place >= 0 && place < 64 && seen >> place & 1)
            continue;
        seen |= place >= 0 && place < 64 ? 1ull << place : 0;
        gained += place < 0 ? 0 : (place < 2 ? 2 : 1) / log2((double)i + 2);
        outcome.hit |= i == 0 && place >= 0;
    }
    for (size_t i = 0; i < question->expected_count && i < DEPTH; i++)
        ideal += (i < 2 ? 2 : 1) / log2((double)i + 2);
    outcome.ndcg = ideal > 0 ? gained / ideal : 0;
    arena_release(&arena);
    return outcome;
}

int main(int argc, char **argv)
{
    struct bpv_base *base;
    struct bpv_searcher *searcher;
    struct bpv_error error;
    struct question_set set;
    int rounds = argc > 3 ? atoi(argv[2]) : 0;
    if (rounds < 1 || rounds > ROUNDS_MAX)
        return 2;
    const char *paths[] = {argv[1]};
    if (bpv_base_open(paths, 1, &base, &error) != BPV_OK || bpv_searcher_open(base, &searcher, &error) != BPV_OK) {
        fprintf(stderr, "bench_techniques: %s\n", error.text);
        return 2;
    }
    if (!question_set_load(base, argv + 3, (size_t)(argc - 3), &set))
        return 2;
    double ndcg[WAYS] = {0}, hits[WAYS] = {0}, time[WAYS] = {0};
    for (size_t q = 0; q < set.count; q++) {
        double times[WAYS][ROUNDS_MAX];
        for (int round = 0; round < rounds; round++)
            for (size_t w = 0; w < WAYS; w++) {
                struct outcome outcome = ask(searcher, &ways[w], set.questions[q]);
                times[w][round] = outcome.microseconds;
                ndcg[w] += round == 0 ? outcome.ndcg : 0;
                hits[w] += round == 0 && outcome.hit;
            }
        for (size_t w = 0; w < WAYS; w++) {
            qsort(times[w], (size_t)rounds, sizeof times[w][0], by_value);
            time[w] += times[w][rounds / 2];
        }
    }
    double count = set.count ? (double)set.count : 1;
    printf("%-28s %8s %8s %12s %22s\n", "", "nDCG@10", "hits@1", "us/question", "nDCG given per 100 us");
    for (size_t w = 0; w < WAYS; w++) {
        double given = (ndcg[0] - ndcg[w]) / count, cost = (time[0] - time[w]) / count;
        printf("%-28s %8.3f %8.3f %12.1f", ways[w].name, ndcg[w] / count, hits[w] / count, time[w] / count);
        if (w && cost > 0.5 && !ways[w].first_stage)
            printf(" %22.3f", given / cost * 100);
        printf("\n");
    }
    question_set_release(&set);
    bpv_searcher_close(searcher);
    bpv_base_close(base);
    return 0;
}
