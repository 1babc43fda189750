#include "evaluation.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "text_buffer.h"

#define GAIN_FIRST 2.0 /* of the first two expected passages */
#define GAIN_OTHER 1.0
#define FIRST_COUNT 2
#define NDCG_DEPTH 10
#define ROUNDS 10000 /* of the randomisation test */

/* By id, alias, or the path of its file, with or without ".md". */
static bool is_passage(const struct bpv_passage *passage, struct bpv_text id)
{
    struct bpv_text bare = passage->path;
    bare.length -= bare.length > 3 ? 3 : 0;
    bool found = text_equal(passage->id, id) || text_equal(passage->path, id) || text_equal(bare, id);
    for (size_t i = 0; i < passage->alias_count && !found; i++)
        found = text_equal(passage->aliases[i], id);
    return found;
}

int evaluation_expected_place(const struct bpv_bank_question *question, const struct bpv_passage *passage)
{
    for (size_t i = 0; i < question->expected_count; i++)
        if (is_passage(passage, question->expected[i]))
            return (int)i;
    return -1;
}

static double gain(size_t place)
{
    return place < FIRST_COUNT ? GAIN_FIRST : GAIN_OTHER;
}

static void judge(const struct bpv_bank_question *question, const struct bpv_answer *answer,
                  struct evaluation_result *result)
{
    double gained = 0, ideal = 0;
    uint64_t credited = 0;
    size_t found = 0;
    for (size_t i = 0; i < answer->hit_count; i++) {
        int place = evaluation_expected_place(question, &answer->hits[i].passage);
        /* A file that is expected has many passages: only the first of them is credited. */
        if (place < 0 || (place < 64 && credited >> place & 1))
            continue;
        credited |= place < 64 ? 1ull << place : 0;
        found++;
        if (!result->rank)
            result->rank = (unsigned)i + 1;
        if (i < NDCG_DEPTH)
            gained += gain((size_t)place) / log2((double)i + 2);
    }
    for (size_t i = 0; i < question->expected_count && i < NDCG_DEPTH; i++)
        ideal += gain(i) / log2((double)i + 2);
    result->ndcg = ideal > 0 ? gained / ideal : 0;
    result->reciprocal_rank = result->rank && result->rank <= NDCG_DEPTH ? 1.0 / result->rank : 0;
    result->recall = question->expected_count ? (double)found / (double)question->expected_count : 0;
}

static unsigned theme_of(const struct bpv_base *base, const struct bpv_bank_question *question)
{
    struct bpv_passage passage;
    if (!question->expected_count || bpv_passage_find(base, question->expected[0], &passage, NULL) != BPV_OK ||
        !passage.themes)
        return 0;
    return (unsigned)__builtin_ctz(passage.themes);
}

enum bpv_status evaluation_run(struct bpv_searcher *searcher, const struct bpv_base *base,
                               const struct bpv_bank_question *questions,
                               size_t count, struct evaluation *evaluation, struct bpv_error *error)
{
    *evaluation = (struct evaluation){.results = xcalloc(count, sizeof *evaluation->results), .count = count};
    for (size_t i = 0; i < count; i++) {
        struct bpv_question asked = {.text = questions[i].text, .limit = EVALUATION_DEPTH};
        struct bpv_answer answer;
        enum bpv_status status = bpv_ask(searcher, &asked, &answer, error);
        if (status != BPV_OK) {
            evaluation_release(evaluation);
            return status;
        }
        struct evaluation_result *result = &evaluation->results[i];
        *result = (struct evaluation_result){.question = &questions[i],
                                             .must_answer = questions[i].expected_count > 0,
                                             .answered = answer.answered,
                                             .confidence = answer.confidence,
                                             .theme = theme_of(base, &questions[i]),
                                             .took_us = answer.took_us};
        if (answer.hit_count)
            result->top = answer.hits[0].passage.id;
        judge(&questions[i], &answer, result);
        bpv_answer_release(&answer);
    }
    return BPV_OK;
}

void evaluation_release(struct evaluation *evaluation)
{
    free(evaluation->results);
    *evaluation = (struct evaluation){.count = 0};
}

/* The confidence claims that the question has an answer among the passages and that the first is one. */
static bool confidence_right(const struct evaluation_result *result)
{
    return result->must_answer && result->answered && result->rank == 1;
}

static double share(double part, double whole)
{
    return whole > 0 ? part / whole : 0;
}

void evaluation_summarize(const struct evaluation *evaluation,
                          bool (*keep)(const struct evaluation_result *result, const void *context),
                          const void *context, struct evaluation_summary *summary)
{
    *summary = (struct evaluation_summary){.questions = 0};
    double refused = 0, refused_rightly = 0, refused_wrongly = 0, brier = 0;
    for (size_t i = 0; i < evaluation->count; i++) {
        const struct evaluation_result *result = &evaluation->results[i];
        if (keep && !keep(result, context))
            continue;
        summary->questions++;
        refused += !result->answered;
        refused_rightly += !result->answered && !result->must_answer;
        double claim = result->answered ? result->confidence : 1 - result->confidence;
        double right = result->answered ? confidence_right(result) : !result->must_answer;
        brier += (claim - right) * (claim - right);
        if (!result->must_answer)
            continue;
        summary->must_answer++;
        refused_wrongly += !result->answered;
        summary->ndcg += result->ndcg;
        summary->mrr += result->reciprocal_rank;
        summary->recall += result->recall;
        summary->hits1 += result->rank == 1;
        summary->hits3 += result->rank && result->rank <= 3;
        summary->hits5 += result->rank && result->rank <= 5;
    }
    double answerable = (double)summary->must_answer, others = (double)(summary->questions - summary->must_answer);
    summary->ndcg = share(summary->ndcg, answerable);
    summary->mrr = share(summary->mrr, answerable);
    summary->recall = share(summary->recall, answerable);
    summary->hits1 = share(summary->hits1, answerable);
    summary->hits3 = share(summary->hits3, answerable);
    summary->hits5 = share(summary->hits5, answerable);
    summary->refusal_recall = share(refused_rightly, others);
    summary->refusal_precision = share(refused_rightly, refused);
    summary->wrongly_refused = share(refused_wrongly, answerable);
    summary->brier = share(brier, (double)summary->questions);
}

void evaluation_reliability(const struct evaluation *evaluation, struct evaluation_bin bins[EVALUATION_BINS])
{
    memset(bins, 0, EVALUATION_BINS * sizeof *bins);
    for (size_t i = 0; i < evaluation->count; i++) {
        const struct evaluation_result *result = &evaluation->results[i];
        size_t bin = (size_t)(result->confidence * EVALUATION_BINS);
        bin = bin < EVALUATION_BINS ? bin : EVALUATION_BINS - 1;
        bins[bin].questions++;
        bins[bin].confidence += result->confidence;
        bins[bin].right += result->must_answer && result->rank == 1;
    }
    for (size_t i = 0; i < EVALUATION_BINS; i++) {
        bins[i].confidence = share(bins[i].confidence, (double)bins[i].questions);
        bins[i].right = share(bins[i].right, (double)bins[i].questions);
    }
}

double evaluation_significance(const double *values, const double *other, size_t count)
{
    double observed = 0;
    for (size_t i = 0; i < count; i++)
        observed += values[i] - other[i];
    observed = fabs(observed);
    uint64_t state = 0x9E3779B97F4A7C15u;
    size_t extreme = 0;
    for (size_t round = 0; round < ROUNDS; round++) {
        double sum = 0;
        for (size_t i = 0; i < count; i++) {
            state ^= state << 13;
            state ^= state >> 7;
            state ^= state << 17;
            sum += state & 1u << 20 ? values[i] - other[i] : other[i] - values[i];
        }
        extreme += fabs(sum) >= observed - 1e-12;
    }
    return (double)(extreme + 1) / (ROUNDS + 1);
}
