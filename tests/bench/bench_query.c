/*
 * bench_query: CPU time of answering, in process, beside raw Xapian with the same queries on the same file.
 *
 *   bench_query INDEX QUESTIONS.txt ROUNDS [only-full]
 *
 * Full work: top 10 with passage text, short answer, highlights, facets, JSON. The ways take turns, each time for a
 * few questions, so that a noisy neighbour hits all of them and none finds in the processor's caches what another just
 * read for the same question; per question the median over the rounds counts. Only questions
 * that are answered are counted, because a refusal is less work. Prints one line per figure: name, value. only-full:
 * for a profiler.
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include "question.h"
#include "raw_xapian.h"
#include "searcher.h"
#include "text_buffer.h"

#define QUESTIONS_MAX 2000
#define ROUNDS_MAX 15
#define TOP 10
#define OVERLAP_QUESTIONS 60
#define AT_A_TIME 20 /* questions of one way before the next has its turn */

enum way { FULL, ASK, STEMS, TREE, PLAN, FIRST_STAGE, ANALYSIS, WAYS };
static const char *const way_names[WAYS] = {"full",     "ask",         "raw_stems", "raw_tree",
                                            "raw_plan", "first_stage", "analysis"};

static struct bpv_searcher *searcher;
static const struct bpv_base *base;
static struct raw_xapian *raw;
static struct text_buffer json;
static double times[WAYS][QUESTIONS_MAX][ROUNDS_MAX];
static bool answered[QUESTIONS_MAX];

static double cpu(void)
{
    struct timespec now;
    clock_gettime(CLOCK_THREAD_CPUTIME_ID, &now);
    return (double)now.tv_sec * 1e6 + (double)now.tv_nsec / 1e3;
}

static bool ask(struct bpv_text text, bool with_json)
{
    struct bpv_question question = {.text = text, .limit = BPV_ANSWERS_LIMIT_DEFAULT};
    struct bpv_answer answer;
    if (bpv_ask(searcher, &question, &answer, NULL) != BPV_OK)
        return false;
    bool found = answer.answered;
    if (with_json) {
        text_buffer_clear(&json);
        bpv_answer_write_json(base, &question, &answer, &json);
    }
    bpv_answer_release(&answer);
    return found;
}

/* All forms of all words; stop words stay out unless there is nothing else. */
static struct search_concept *plan(const struct query *query, struct arena *arena, size_t *planned)
{
    struct search_concept *concepts = arena_alloc(arena, (query->count + 1) * sizeof *concepts);
    bool only_stop_words = true;
    for (size_t c = 0; c < query->count; c++)
        only_stop_words &= query->concepts[c].stop || query->concepts[c].unknown;
    *planned = 0;
    for (size_t c = 0; c < query->count; c++) {
        const struct concept *concept = &query->concepts[c];
        if (!concept->count || (concept->stop && !only_stop_words))
            continue;
        struct search_alternative *alternatives = arena_alloc(arena, concept->count * 2 * sizeof *alternatives);
        size_t count = 0;
        for (size_t a = 0; a < concept->count; a++) {
            const struct alternative *from = &concept->alternatives[a];
            double scale = concept->rule ? 0.3 : 1.0;
            alternatives[count++] = (struct search_alternative){from->stem, (double)from->weight * scale};
            if (from->prefixed.length)
                alternatives[count++] = (struct search_alternative){from->prefixed, (double)from->part_weight * scale};
        }
        concepts[(*planned)++] = (struct search_concept){alternatives, count};
    }
    return concepts;
}

/* The query that the searcher makes of it, which leaves out weak forms: in Xapian, or in our own first stage. */
static unsigned run_plan(const struct query *query, struct arena *arena, bool own, double *since)
{
    const struct bpv_filters filters = {.on = bpv_date_today()};
    struct search_match *matches = arena_alloc(arena, BPV_CANDIDATES_MAX * sizeof *matches);
    struct search_plan searched;
    size_t count;
    searcher_plan(searcher, query, &filters, arena, &searched);
    if (own) {
        ranking_prepare(searcher->ranking, query);
        *since = cpu();
        return searcher_match(searcher, &searched, matches, BPV_CANDIDATES_MAX, &count, NULL) == BPV_OK && count;
    }
    *since = cpu();
    return search_index_match(searcher->index, &searched, matches, TOP, &count, NULL) == BPV_OK && count;
}

static void measure(enum way way, struct bpv_text text, size_t question, size_t round)
{
    struct arena arena = {NULL};
    struct query query;
    size_t count = 0;
    double since = cpu();
    if (way == FULL)
        answered[question] = ask(text, true);
    else if (way == ASK)
        (void)ask(text, false);
    else
        question_analyze(base, text, &arena, &query);
    const struct search_concept *concepts = way == STEMS || way == TREE ? plan(&query, &arena, &count) : NULL;
    if (way == STEMS || way == TREE)
        since = cpu();
    if (count && way == STEMS)
        (void)raw_xapian_stems(raw, concepts, count, 10);
    else if (count)
        (void)raw_xapian_tree(raw, concepts, count, bpv_date_today(), 10);
    else if (way == PLAN || way == FIRST_STAGE)
        (void)run_plan(&query, &arena, way == FIRST_STAGE, &since);
    times[way][question][round] = cpu() - since;
    arena_release(&arena);
}

static void measure_all(const struct bpv_text *questions, size_t count, size_t round)
{
    for (size_t first = 0; first < count; first += AT_A_TIME)
        for (enum way way = 0; way < WAYS; way++)
            for (size_t i = first; i < count && i < first + AT_A_TIME; i++)
                measure(way, questions[i], i, round);
}

/* ---- How far the candidates are the best of all passages ---- */

struct ranked {
    uint32_t passage;
    float score;
};

static int by_score(const void *a, const void *b)
{
    const struct ranked *x = a, *y = b;
    if (x->score < y->score || x->score > y->score)
        return x->score < y->score ? 1 : -1;
    return x->passage < y->passage ? -1 : x->passage > y->passage;
}

/* Bit c: concept c is no stop word. */
static uint32_t subjects(const struct query *query)
{
    uint32_t mask = 0;
    for (size_t c = 0; c < query->count; c++)
        mask |= query->concepts[c].stop ? 0 : 1u << c;
    return mask;
}

/*
 * Of the first ten passages that have a word of the question and count as an answer, found by judging every passage,
 * the share that is among the first ten of the candidates.
 */
static double overlap(const struct query *query, const struct candidate *candidates, size_t count, bpv_date today,
                      struct arena *arena)
{
    struct ranked *all = arena_alloc(arena, (base->passage_count + 1) * sizeof *all);
    size_t judged = 0, same = 0;
    for (uint32_t passage = 0; passage < base->passage_count; passage++) {
        uint32_t within;
        const struct base_part *part = base_locate(base, passage, &within);
        const struct index_tags *tags = index_file_tags(part->file, within);
        struct judgement judgement;
        if ((tags->valid_until && tags->valid_until < today) || (tags->valid_from && tags->valid_from > today))
            continue;
        ranking_judge(searcher->ranking, passage, &judgement);
        if (judgement.covered & subjects(query) && judgement.confidence >= ranking_model_of(base)->further)
            all[judged++] = (struct ranked){passage, judgement.score};
    }
    qsort(all, judged, sizeof *all, by_score);
    size_t first = judged < TOP ? judged : TOP;
    for (size_t i = 0; i < first; i++)
        for (size_t j = 0, hits = 0; j < count && hits < TOP; j++) {
            bool hit = candidates[j].judgement.confidence >= ranking_model_of(base)->further;
            same += hit && all[i].passage == candidates[j].passage;
            hits += hit;
        }
    return first ? (double)same / (double)first : 1;
}

static void report_overlap(const struct bpv_text *questions, size_t count)
{
    const struct bpv_filters filters = {.on = bpv_date_today()};
    double sum = 0;
    size_t compared = 0;
    for (size_t i = 0; i < count && compared < OVERLAP_QUESTIONS; i++) {
        struct arena arena = {NULL};
        struct query query;
        struct candidate *candidates;
        size_t found;
        question_analyze(base, questions[i], &arena, &query);
        if (answered[i] && searcher_find(searcher, &query, &filters, &arena, &candidates, &found, NULL) == BPV_OK) {
            sum += overlap(&query, candidates, found, filters.on, &arena);
            compared++;
        }
        arena_release(&arena);
    }
    printf("overlap %.4f\n", compared ? sum / (double)compared : 1);
}

static int ascending(const void *a, const void *b)
{
    double x = *(const double *)a, y = *(const double *)b;
    return (x > y) - (x < y);
}

static double median(double *values, size_t count)
{
    qsort(values, count, sizeof *values, ascending);
    return count ? values[count / 2] : 0;
}

static void report(size_t questions, size_t rounds)
{
    size_t counted = 0, at = 0;
    double sums[WAYS] = {0}, lowest = 1e9, highest = 0;
    double *full = xcalloc(questions + 1, sizeof *full);
    for (size_t i = 0; i < questions; i++)
        counted += answered[i];
    for (size_t round = 0; round < rounds; round++) { /* before the medians sort the rounds */
        double ours = 0, other = 0;
        for (size_t i = 0; i < questions; i++) {
            ours += answered[i] ? times[FULL][i][round] : 0;
            other += answered[i] ? times[TREE][i][round] : 0;
        }
        double ratio = ours > 0 ? other / ours : 0;
        lowest = ratio < lowest ? ratio : lowest;
        highest = ratio > highest ? ratio : highest;
    }
    for (size_t i = 0; i < questions; i++) {
        for (int way = 0; answered[i] && way < WAYS; way++)
            sums[way] += median(times[way][i], rounds);
        if (answered[i])
            full[at++] = times[FULL][i][rounds / 2];
    }
    double share = counted ? 1.0 / (double)counted : 0;
    printf("questions %zu\nanswered %.3f\n", questions, (double)counted / (double)questions);
    for (int way = 0; way < WAYS; way++)
        printf("%s_us %.1f\n", way_names[way], sums[way] * share);
    qsort(full, counted, sizeof *full, ascending);
    printf("full_p50_us %.1f\nfull_p99_us %.1f\n", counted ? full[counted / 2] : 0,
           counted ? full[counted * 99 / 100] : 0);
    printf("ratio_stems %.3f\nratio_tree %.3f\nratio_tree_lowest %.3f\nratio_tree_highest %.3f\nratio_plan %.3f\n",
           sums[STEMS] / sums[FULL], sums[TREE] / sums[FULL], lowest, highest, sums[PLAN] / sums[FULL]);
    free(full);
}

static bool read_questions(const char *path, struct bpv_text *questions, size_t *count)
{
    FILE *file = fopen(path, "r");
    char line[BPV_QUESTION_MAX + 2];
    *count = 0;
    while (file && *count < QUESTIONS_MAX && fgets(line, sizeof line, file)) {
        size_t length = strcspn(line, "\r\n");
        char *copy = xcalloc(length + 1, 1);
        memcpy(copy, line, length);
        questions[(*count)++] = (struct bpv_text){copy, length};
    }
    return file && fclose(file) == 0 && *count;
}

int main(int argc, char **argv)
{
    static struct bpv_text questions[QUESTIONS_MAX];
    size_t count, rounds = argc > 3 ? strtoul(argv[3], NULL, 10) : 0;
    struct bpv_error error;
    struct bpv_base *opened;
    const char *paths[] = {argc > 1 ? argv[1] : ""};
    if (argc < 4 || rounds < 1 || rounds > ROUNDS_MAX || !read_questions(argv[2], questions, &count)) {
        fputs("usage: bench_query INDEX QUESTIONS.txt ROUNDS [only-full]\n", stderr);
        return 2;
    }
    if (bpv_base_open(paths, 1, &opened, &error) != BPV_OK || bpv_searcher_open(opened, &searcher, &error) != BPV_OK) {
        fprintf(stderr, "bench_query: %s\n", error.text);
        return 2;
    }
    base = opened;
    raw = raw_xapian_open(argv[1]);
    text_buffer_init(&json, 0);
    for (size_t i = 0; i < count; i++) /* warm */
        answered[i] = ask(questions[i], true);
    for (size_t round = 0; round < rounds; round++) {
        if (argc == 4)
            measure_all(questions, count, round);
        for (size_t i = 0; i < count && argc > 4; i++)
            (void)ask(questions[i], true);
    }
    if (argc == 4) {
        report(count, rounds);
        report_overlap(questions, count);
    }
    for (size_t i = 0; i < count; i++)
        free((void *)(uintptr_t)questions[i].start);
    text_buffer_release(&json);
    raw_xapian_close(raw);
    bpv_searcher_close(searcher);
    bpv_base_close(opened);
    return 0;
}
