/*
 * learn: finds the weights of the second stage and of the confidence from the tuning half of the questions, by a
 * softmax over the candidates of each question and by logistic regression, with 5-fold cross-validation; prints the
 * figures and, with -w FILE, writes ranking_model.inc. Usage:
 *
 *   learn [-w FILE] [-r SHARE | -k SHARE] INDEX QUESTIONS.tsv... [--with OTHER_INDEX QUESTIONS.tsv...]...
 *
 * The index's own bank and the questions that it does not answer are always read; questions of the other indexes
 * take part in the ranking only.
 */
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base.h"
#include "evaluation.h"
#include "question_list.h"
#include "searcher.h"
#include "text_buffer.h"

#define FOLDS 5
#define DEPTH 10
#define KEEP 60  /* candidates per question that can still change the first ten */
#define FIRST 4  /* passages per question that the confidence is learned from */
#define COLLECTIONS_MAX 16u
#define OTHER_COLLECTION 0.7     /* what all questions of another collection weigh, beside 1 for those of the first */
#define UNANSWERED 0.5 /* what all questions without an answer weigh in the confidence, beside 1 for those with one */
#define RANKING_PENALTY 0.0005  /* on the squares of the weights: useless features fade */

static const char *const names[RANKING_FEATURES] = {
#define FEATURE(name, ranking, confidence) #name,
#include "ranking_model.inc"
#undef FEATURE
};

struct sample {
    float features[RANKING_FEATURES];
    float gain;
};

struct task {
    const struct bpv_bank_question *question;
    struct sample *samples;
    size_t count;
    double ideal;
    bool tune;
    size_t collection; /* 0, or another one: its confidence says nothing here */
    double weight;     /* in learning the ranking */
    unsigned fold;
};

struct model {
    double ranking[RANKING_FEATURES], confidence[RANKING_FEATURES], bias, answer, further;
};

static bool same(struct bpv_text a, struct bpv_text b)
{
    return a.length == b.length && memcmp(a.start, b.start, a.length) == 0;
}

static float gain_of(const struct bpv_bank_question *question, const struct bpv_passage *passage)
{
    int place = evaluation_expected_place(question, passage);
    return place < 0 ? 0 : place < 2 ? 2 : 1;
}

static void collect(struct bpv_searcher *searcher, const struct bpv_bank_question *question, struct task *task)
{
    struct arena arena = {NULL};
    struct query query;
    struct candidate *candidates;
    size_t count;
    *task = (struct task){.question = question};
    task->tune = same(question->set, (struct bpv_text){"tune", 4});
    task->fold = (unsigned)(index_hash(question->text) % FOLDS);
    struct bpv_filters filters = {.on = bpv_date_today()};
    question_analyze_without(searcher->base, question->text, &arena, WITHOUT_ITSELF, &query);
    if (searcher_find(searcher, &query, &filters, &arena, &candidates, &count, NULL) == BPV_OK) {
        task->samples = xcalloc(count, sizeof *task->samples);
        for (size_t i = 0; i < count; i++) {
            struct bpv_passage passage;
            if (bpv_passage_get(searcher->base, candidates[i].passage, &passage, NULL) != BPV_OK)
                continue;
            float gain = gain_of(question, &passage);
            if (i >= KEEP && gain <= 0)
                continue;
            struct sample *sample = &task->samples[task->count++];
            memcpy(sample->features, candidates[i].judgement.features, sizeof sample->features);
            sample->gain = gain;
        }
    }
    for (size_t i = 0; i < question->expected_count && i < DEPTH; i++)
        task->ideal += (i < 2 ? 2 : 1) / log2((double)i + 2);
    arena_release(&arena);
}

static double score(const struct model *model, const struct sample *sample)
{
    double sum = 0;
    for (size_t i = 0; i < RANKING_FEATURES; i++)
        sum += model->ranking[i] * (double)sample->features[i];
    return sum;
}

/* Indexes of the best ten samples, best first. */
static size_t best_ten(const struct model *model, const struct task *task, size_t best[DEPTH])
{
    double scores[DEPTH];
    size_t count = 0;
    for (size_t i = 0; i < task->count; i++) {
        double value = score(model, &task->samples[i]);
        if (count == DEPTH && value <= scores[DEPTH - 1])
            continue;
        size_t at = count < DEPTH ? count++ : DEPTH - 1;
        for (; at > 0 && scores[at - 1] < value; at--) {
            scores[at] = scores[at - 1];
            best[at] = best[at - 1];
        }
        scores[at] = value;
        best[at] = i;
    }
    return count;
}

struct figures {
    double ndcg, hits1, hits3;
    size_t count;
};

/* DCG@10. */
static double gained(const struct model *model, const struct task *task)
{
    size_t best[DEPTH], found = best_ten(model, task, best);
    double sum = 0;
    for (size_t i = 0; i < found; i++)
        sum += (double)task->samples[best[i]].gain / log2((double)i + 2);
    return sum;
}

static struct figures measure(const struct model *model, const struct task *tasks, size_t count, bool tune, int fold,
                              bool inside)
{
    struct figures figures = {0, 0, 0, 0};
    for (size_t t = 0; t < count; t++) {
        const struct task *task = &tasks[t];
        if (task->tune != tune || !task->question->expected_count ||
            (fold >= 0 && (task->fold == (unsigned)fold) != inside))
            continue;
        size_t best[DEPTH], found = best_ten(model, task, best);
        bool hit = false;
        for (size_t i = 0; i < found; i++) {
            double gain = (double)task->samples[best[i]].gain;
            hit |= gain > 0;
            figures.hits1 += i == 0 && gain > 0;
            figures.hits3 += i == 2 && hit;
        }
        figures.hits3 += found < 3 && hit;
        figures.ndcg += task->ideal > 0 ? gained(model, task) / task->ideal : 0;
        figures.count++;
    }
    if (figures.count) {
        figures.ndcg /= (double)figures.count;
        figures.hits1 /= (double)figures.count;
        figures.hits3 /= (double)figures.count;
    }
    return figures;
}

/* Adds to the gradient what the question wants: more weight for what its expected passages have and the others lack. */
static void want(const struct model *model, const struct task *task, double weight, double gradient[RANKING_FEATURES])
{
    double highest = -HUGE_VAL, all = 0, expected = 0;
    double *chance = xcalloc(task->count + 1, sizeof *chance);
    for (size_t i = 0; i < task->count; i++) {
        chance[i] = score(model, &task->samples[i]);
        highest = fmax(highest, chance[i]);
    }
    for (size_t i = 0; i < task->count; i++) {
        chance[i] = exp(chance[i] - highest);
        all += chance[i];
        expected += task->samples[i].gain > 0 ? chance[i] : 0;
    }
    for (size_t i = 0; i < task->count && expected > 0; i++) {
        double wanted = task->samples[i].gain > 0 ? chance[i] / expected : 0;
        double step = weight * (wanted - chance[i] / all);
        for (size_t f = 0; f < RANKING_FEATURES; f++)
            gradient[f] += step * (double)task->samples[i].features[f];
    }
    free(chance);
}

/* Each collection counts as much as its kind says, however many questions it has. */
static void weigh(struct task *tasks, size_t count)
{
    size_t sizes[COLLECTIONS_MAX] = {0};
    for (size_t t = 0; t < count; t++)
        sizes[tasks[t].collection] += tasks[t].tune && tasks[t].question->expected_count;
    for (size_t t = 0; t < count; t++)
        tasks[t].weight =
            (tasks[t].collection ? OTHER_COLLECTION : 1) /
            (double)(sizes[tasks[t].collection] ? sizes[tasks[t].collection] : 1);
}

/* The likelihood that an expected passage comes first if the chance of each is exp(score),
 * by gradient ascent with momentum per weight. */
static void learn_ranking(struct model *model, const struct task *tasks, size_t count, int without_fold)
{
    double mean[RANKING_FEATURES] = {0}, square[RANKING_FEATURES] = {0};
    for (int step = 1; step <= 400; step++) {
        double gradient[RANKING_FEATURES] = {0};
        for (size_t t = 0; t < count; t++)
            if (tasks[t].tune && tasks[t].question->expected_count &&
                (without_fold < 0 || tasks[t].fold != (unsigned)without_fold))
                want(model, &tasks[t], tasks[t].weight, gradient);
        for (size_t f = 0; f < RANKING_FEATURES; f++) {
            gradient[f] -= RANKING_PENALTY * model->ranking[f];
            mean[f] += 0.1 * (gradient[f] - mean[f]);
            square[f] += 0.01 * (gradient[f] * gradient[f] - square[f]);
            double rate = 0.1 / (1 + step / 100.0);
            model->ranking[f] +=
                rate * (mean[f] / (1 - pow(0.9, step))) / (sqrt(square[f] / (1 - pow(0.99, step))) + 1e-9);
        }
    }
}

static double confidence(const struct model *model, const struct sample *sample)
{
    double sum = model->bias;
    for (size_t i = 0; i < RANKING_FEATURES; i++)
        sum += model->confidence[i] * (double)sample->features[i];
    return 1 / (1 + exp(-sum));
}

struct example { /* one of the first passages of a question */
    const struct sample *sample;
    double weight;
};

/* What one question without an answer weighs. */
static double weight_of_unanswered(const struct task *tasks, size_t count)
{
    double answerable = 0, others = 0;
    for (size_t t = 0; t < count; t++)
        if (tasks[t].tune && !tasks[t].collection)
            *(tasks[t].question->expected_count ? &answerable : &others) += 1;
    return others > 0 ? UNANSWERED * answerable / others : 1;
}

/* The first passages of the questions to learn from, in the order of the model. */
static size_t first_passages(const struct model *model, const struct task *tasks, size_t count, int without_fold,
                             struct example *examples)
{
    size_t written = 0;
    double unanswered = weight_of_unanswered(tasks, count);
    for (size_t t = 0; t < count; t++) {
        const struct task *task = &tasks[t];
        double weight = task->question->expected_count ? 1 : unanswered;
        if (!task->tune || task->collection || (without_fold >= 0 && task->fold == (unsigned)without_fold))
            continue;
        size_t best[DEPTH], found = best_ten(model, task, best);
        for (size_t i = 0; i < found && i < FIRST; i++)
            examples[written++] = (struct example){&task->samples[best[i]], weight * (i == 0 ? 1 : 0.15)};
    }
    return written;
}

/* Logistic regression over the first passages of each question: does this one answer it? */
static void learn_confidence(struct model *model, const struct task *tasks, size_t count, int without_fold)
{
    const double penalty = 0.002;
    struct example *examples = xcalloc(count * FIRST + 1, sizeof *examples);
    size_t example_count = first_passages(model, tasks, count, without_fold, examples);
    for (int step = 0; step < 6000; step++) {
        double gradient[RANKING_FEATURES] = {0}, bias = 0, total = 0;
        for (size_t e = 0; e < example_count; e++) {
            const struct sample *sample = examples[e].sample;
            double error = examples[e].weight * ((sample->gain > 0) - confidence(model, sample));
            for (size_t f = 0; f < RANKING_FEATURES; f++)
                gradient[f] += error * (double)sample->features[f];
            bias += error;
            total += examples[e].weight;
        }
        double rate = 4.0 / (1 + step / 2000.0);
        for (size_t f = 0; f < RANKING_FEATURES; f++)
            model->confidence[f] += rate * (gradient[f] / total - penalty * model->confidence[f]);
        model->bias += rate * bias / total;
    }
    free(examples);
}

struct decision {
    double refused_rightly, refused_wrongly, answerable, others, brier, count;
};

static void decide(const struct model *model, const struct task *tasks, size_t count, bool tune, int only_fold,
                   double threshold, struct decision *decision)
{
    for (size_t t = 0; t < count; t++) {
        const struct task *task = &tasks[t];
        if (task->tune != tune || task->collection || (only_fold >= 0 && task->fold != (unsigned)only_fold))
            continue;
        size_t best[DEPTH], found = best_ten(model, task, best);
        double claim = found ? confidence(model, &task->samples[best[0]]) : 0;
        bool right = found && task->samples[best[0]].gain > 0, answered = claim >= threshold;
        bool must = task->question->expected_count > 0;
        decision->answerable += must;
        decision->others += !must;
        decision->refused_wrongly += must && !answered;
        decision->refused_rightly += !must && !answered;
        /* As bpv eval counts it: an answer is right when the first passage is, a refusal when the question had none. */
        double sure = answered ? claim : 1 - claim;
        double truth = answered ? right : !must;
        decision->brier += (sure - truth) * (sure - truth);
        decision->count++;
    }
}

static void print_decision(const char *name, const struct decision *decision)
{
    printf("%-22s refused rightly %.3f  refused wrongly %.3f  Brier %.4f  (%.0f questions)\n", name,
           decision->refused_rightly / decision->others, decision->refused_wrongly / decision->answerable,
           decision->brier / decision->count, decision->count);
}

static void print_figures(const char *name, struct figures figures)
{
    printf("%-22s nDCG@10 %.3f  hits@1 %.3f  hits@3 %.3f  (%zu questions)\n", name, figures.ndcg, figures.hits1,
           figures.hits3, figures.count);
}

static bool write_model(const struct model *model, const char *path)
{
    FILE *from = fopen(path, "r");
    struct text_buffer out;
    text_buffer_init(&out, 0);
    char line[512];
    while (from && fgets(line, sizeof line, from)) {
        char *comment = strstr(line, "/*");
        bool written = false;
        for (size_t i = 0; i < RANKING_FEATURES && !written; i++) {
            char prefix[64];
            snprintf(prefix, sizeof prefix, "FEATURE(%s,", names[i]);
            written = strncmp(line, prefix, strlen(prefix)) == 0;
            if (written)
                text_buffer_printf(&out, "FEATURE(%s, %.3ff, %.3ff) %s", names[i], model->ranking[i],
                                   model->confidence[i], comment ? comment : "\n");
        }
        if (!written && strncmp(line, "BIAS(-", 6) == 0 && (written = true))
            text_buffer_printf(&out, "BIAS(%.3ff)\n", model->bias);
        if (!written && strncmp(line, "THRESHOLD(answer,", 17) == 0 && (written = true))
            text_buffer_printf(&out, "THRESHOLD(answer, %.3ff)\n", model->answer);
        if (!written)
            text_buffer_append_string(&out, line);
    }
    if (!from || fclose(from) != 0)
        return false;
    FILE *to = fopen(path, "w");
    bool done = to && fwrite(out.data, 1, out.length, to) == out.length;
    text_buffer_release(&out);
    return to && fclose(to) == 0 && done;
}

static double refuse = 0.95; /* share of the questions without an answer that must be refused */
/* Or the share of the nDCG@10 of all collections that must be left when the rest is refused; 0 is unused. */
static double keep = 0;
static struct model shipped; /* the model that the base is used with now */

static void read_shipped(const struct bpv_base *base)
{
    const struct ranking_model *model = ranking_model_of(base);
    for (size_t i = 0; i < RANKING_FEATURES; i++) {
        shipped.ranking[i] = (double)model->ranking_weights[i];
        shipped.confidence[i] = (double)model->confidence_weights[i];
    }
    shipped.bias = (double)model->bias;
    shipped.answer = (double)model->answer;
    shipped.further = (double)model->further;
}

/* The lowest confidence at which that share of the questions that must not be answered are refused:
 * a wrong rule is worse than none. */
static double threshold_to_refuse(const struct model *model, const struct task *tasks, size_t count)
{
    for (double threshold = 0.1; threshold < 0.8; threshold += 0.005) {
        struct decision decision = {0, 0, 0, 0, 0, 0};
        decide(model, tasks, count, true, -1, threshold, &decision);
        if (decision.refused_rightly >= refuse * decision.others)
            return threshold;
    }
    return 0.5;
}

/* nDCG@10 when less sure answers are withheld; each collection counts as in learning the ranking. */
static double ndcg_from(const struct model *model, const struct task *tasks, size_t count, double threshold)
{
    double sum = 0;
    for (size_t t = 0; t < count; t++) {
        size_t best[DEPTH];
        if (!tasks[t].tune || tasks[t].ideal <= 0 || !best_ten(model, &tasks[t], best) ||
            confidence(model, &tasks[t].samples[best[0]]) < threshold)
            continue;
        sum += tasks[t].weight * gained(model, &tasks[t]) / tasks[t].ideal;
    }
    return sum;
}

/* The highest confidence at which that share of the nDCG@10 is left:
 * of plain texts nobody has said what they do not cover. */
static double threshold_to_keep(const struct model *model, const struct task *tasks, size_t count)
{
    double whole = ndcg_from(model, tasks, count, 0), threshold = 0.01;
    while (threshold < 0.5 && ndcg_from(model, tasks, count, threshold + 0.005) >= keep * whole)
        threshold += 0.005;
    return threshold;
}

static double choose_threshold(const struct model *model, const struct task *tasks, size_t count)
{
    return keep > 0 ? threshold_to_keep(model, tasks, count) : threshold_to_refuse(model, tasks, count);
}

static void cross_validate(const struct task *tasks, size_t count)
{
    struct figures sum = {0, 0, 0, 0};
    struct decision decision = {0, 0, 0, 0, 0, 0};
    for (int fold = 0; fold < FOLDS; fold++) {
        struct model model = shipped;
        learn_ranking(&model, tasks, count, fold);
        learn_confidence(&model, tasks, count, fold);
        struct figures figures = measure(&model, tasks, count, true, fold, true);
        sum.ndcg += figures.ndcg * (double)figures.count;
        sum.hits1 += figures.hits1 * (double)figures.count;
        sum.hits3 += figures.hits3 * (double)figures.count;
        sum.count += figures.count;
        decide(&model, tasks, count, true, fold, choose_threshold(&model, tasks, count), &decision);
    }
    double all = sum.count ? (double)sum.count : 1;
    print_figures("cross-validated", (struct figures){sum.ndcg / all, sum.hits1 / all, sum.hits3 / all, sum.count});
    print_decision("cross-validated", &decision);
}

static char *read_file(const char *path, size_t *size)
{
    FILE *file = fopen(path, "r");
    struct text_buffer bytes;
    text_buffer_init(&bytes, 0);
    char block[4096];
    for (size_t got; file && (got = fread(block, 1, sizeof block, file)) > 0;)
        text_buffer_append(&bytes, block, got);
    if (file)
        fclose(file);
    *size = bytes.length;
    return bytes.data;
}

/* The questions that the index says it does not answer, to learn from. */
static struct bpv_bank_question *unanswered_questions(const struct bpv_base *base)
{
    const struct index_file *file = base->parts->file;
    struct bpv_bank_question *questions = xcalloc(file->unanswered_count + 1, sizeof *questions);
    for (uint32_t i = 0; i < file->unanswered_count; i++)
        questions[i] = (struct bpv_bank_question){.text = index_file_unanswered(file, i), .set = {"tune", 4}};
    return questions;
}

int main(int argc, char **argv)
{
    const char *write_to = NULL;
    int option;
    while ((option = getopt(argc, argv, "+w:r:k:")) != -1) {
        if (option == 'w')
            write_to = optarg;
        else if (option == 'r')
            refuse = strtod(optarg, NULL);
        else if (option == 'k')
            keep = strtod(optarg, NULL);
        else
            return 2;
    }
    if (optind >= argc)
        return 2;
    struct bpv_error error;
    struct bpv_base *base;
    struct bpv_searcher *searcher;
    const char *paths[] = {argv[optind]};
    if (bpv_base_open(paths, 1, &base, &error) != BPV_OK || bpv_searcher_open(base, &searcher, &error) != BPV_OK) {
        fprintf(stderr, "learn: %s\n", error.text);
        return 2;
    }
    read_shipped(base);
    struct task *tasks = NULL;
    size_t count = 0;
    const struct bpv_bank_question *bank;
    size_t bank_count = bpv_base_questions(base, &bank);
    tasks = xrealloc(tasks, (bank_count + 1) * sizeof *tasks);
    for (size_t i = 0; i < bank_count; i++)
        collect(searcher, &bank[i], &tasks[count++]);
    struct bpv_bank_question *unanswered = unanswered_questions(base);
    tasks = xrealloc(tasks, (count + base->parts->file->unanswered_count + 1) * sizeof *tasks);
    for (size_t i = 0; i < base->parts->file->unanswered_count; i++)
        collect(searcher, &unanswered[i], &tasks[count++]);
    struct bpv_base *other = NULL;
    struct bpv_searcher *other_searcher = NULL;
    size_t collection = 0;
    for (int a = optind + 1; a < argc; a++) {
        if (strcmp(argv[a], "--with") == 0 && a + 1 < argc) {
            if (++collection == COLLECTIONS_MAX)
                return 2;
            paths[0] = argv[++a];
            if (bpv_base_open(paths, 1, &other, &error) != BPV_OK ||
                bpv_searcher_open(other, &other_searcher, &error) != BPV_OK)
                return 2;
            continue;
        }
        size_t size;
        char *bytes = read_file(argv[a], &size);
        struct question_list list; /* kept until the end: tasks point into it */
        if (!bytes || question_list_parse((struct bpv_text){bytes, size}, &list, &error) != BPV_OK)
            return 2;
        tasks = xrealloc(tasks, (count + list.count + 1) * sizeof *tasks);
        for (size_t i = 0; i < list.count; i++) {
            collect(other_searcher ? other_searcher : searcher, &list.questions[i], &tasks[count]);
            tasks[count++].collection = collection;
        }
    }
    weigh(tasks, count);
    struct decision before = {0, 0, 0, 0, 0, 0}, tuned = before, check = before;
    print_figures("shipped, tune", measure(&shipped, tasks, count, true, -1, false));
    print_figures("shipped, check", measure(&shipped, tasks, count, false, -1, false));
    decide(&shipped, tasks, count, false, -1, shipped.answer, &before);
    print_decision("shipped, check", &before);
    cross_validate(tasks, count);
    struct model model = shipped;
    learn_ranking(&model, tasks, count, -1);
    learn_confidence(&model, tasks, count, -1);
    model.answer = choose_threshold(&model, tasks, count);
    print_figures("learned, tune", measure(&model, tasks, count, true, -1, false));
    print_figures("learned, check", measure(&model, tasks, count, false, -1, false));
    decide(&model, tasks, count, true, -1, model.answer, &tuned);
    decide(&model, tasks, count, false, -1, model.answer, &check);
    print_decision("learned, tune", &tuned);
    print_decision("learned, check", &check);
    for (size_t i = 0; i < RANKING_FEATURES; i++)
        printf("  %-16s ranking %6.3f  confidence %7.3f\n", names[i], model.ranking[i], model.confidence[i]);
    printf("  bias %.3f, answer from %.2f\n", model.bias, model.answer);
    bpv_searcher_close(searcher);
    bpv_base_close(base);
    return write_to && !write_model(&model, write_to);
}
