/*
 * evaluate_runs: compares the ranking with run files of other search engines on the same questions.
 *
 *   evaluate_runs [-f] [-q QUESTIONS.tsv]... INDEX NAME=FOLDER...
 *
 * Each FOLDER holds one run file per setting (question, rank, passage id, score; tabs). Per engine the setting with the
 * best nDCG@10 on the tuning half of the questions is taken, and measured on the check half. -f judges files instead of
 * passages: further passages of a file that is already in the list are passed over. Measures as in engine/evaluation.h;
 * each expected passage is credited once.
 */
#include <dirent.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "evaluation.h"
#include "question_set.h"
#include "searcher.h"
#include "text_buffer.h"

#define NDCG_DEPTH 10
#define RECALL_DEPTH 20
#define DEPTH 50
#define STYLES_MAX 32
#define SYSTEMS_MAX 16

struct measure {
    double ndcg, mrr, hits1, hits3, recall;
};

struct list { /* the ranking for one question */
    struct bpv_passage passages[DEPTH];
    size_t count;
};

struct system {
    char name[64], setting[192];
    struct measure *results; /* of each question */
    double tune;
};

static struct bpv_base *base;
static struct question_set set;
static bool by_file;

static bool same(struct bpv_text a, struct bpv_text b)
{
    return a.length == b.length && memcmp(a.start, b.start, a.length) == 0;
}

static bool is_passage(const struct bpv_passage *passage, struct bpv_text id)
{
    struct bpv_text bare = passage->path;
    bare.length -= bare.length > 3 ? 3 : 0;
    bool found = same(passage->id, id) || same(passage->path, id) || same(bare, id);
    for (size_t i = 0; i < passage->alias_count && !found; i++)
        found = same(passage->aliases[i], id);
    return found;
}

static double gain(size_t place)
{
    return place < 2 ? 2 : 1;
}

static void list_add(struct list *list, const struct bpv_passage *passage)
{
    if (list->count == DEPTH)
        return;
    for (size_t i = 0; by_file && i < list->count; i++)
        if (same(list->passages[i].path, passage->path))
            return;
    list->passages[list->count++] = *passage;
}

static struct measure judge(const struct bpv_bank_question *question, const struct list *list)
{
    struct measure measure = {0, 0, 0, 0, 0};
    double gained = 0, ideal = 0;
    size_t first = 0, found = 0;
    bool *credited = xcalloc(question->expected_count + 1, sizeof *credited);
    for (size_t i = 0; i < list->count && i < RECALL_DEPTH; i++) {
        size_t place = 0;
        while (place < question->expected_count &&
               (credited[place] || !is_passage(&list->passages[i], question->expected[place])))
            place++;
        if (place == question->expected_count)
            continue;
        credited[place] = true;
        found++;
        first = first ? first : i + 1;
        if (i < NDCG_DEPTH)
            gained += gain(place) / log2((double)i + 2);
    }
    for (size_t i = 0; i < question->expected_count && i < NDCG_DEPTH; i++)
        ideal += gain(i) / log2((double)i + 2);
    measure.ndcg = gained / ideal;
    measure.mrr = first && first <= NDCG_DEPTH ? 1.0 / (double)first : 0;
    measure.hits1 = first == 1;
    measure.hits3 = first && first <= 3;
    measure.recall = (double)found / (double)question->expected_count;
    free(credited);
    return measure;
}

static double mean_ndcg(const struct measure *results, bool tune, const struct bpv_text *style)
{
    double sum = 0, count = 0;
    for (size_t i = 0; i < set.count; i++) {
        if (question_set_tunes(set.questions[i]) != tune || (style && !same(set.questions[i]->style, *style)))
            continue;
        sum += results[i].ndcg;
        count++;
    }
    return count > 0 ? sum / count : 0;
}

static void judge_lists(const struct list *lists, struct measure *results)
{
    for (size_t i = 0; i < set.count; i++)
        results[i] = judge(set.questions[i], &lists[i]);
}

static bool read_run(const char *path, struct list *lists)
{
    FILE *file = fopen(path, "r");
    if (!file)
        return false;
    for (size_t i = 0; i < set.count; i++)
        lists[i].count = 0;
    char line[1024];
    bool good = true;
    while (good && fgets(line, sizeof line, file)) {
        size_t question = 0;
        char id[256];
        struct bpv_passage passage;
        if (line[0] == '\n')
            continue;
        good = sscanf(line, "q%zu\t%*u\t%255[^\t]", &question, id) == 2 && question < set.count &&
               bpv_passage_find(base, (struct bpv_text){id, strlen(id)}, &passage, NULL) == BPV_OK;
        if (good)
            list_add(&lists[question], &passage);
        else
            fprintf(stderr, "%s: %s", path, line);
    }
    fclose(file);
    return good;
}

/* Keeps the setting that is best on the tuning half. */
static bool read_system(const char *argument, struct list *lists, struct system *system)
{
    const char *is = strchr(argument, '=');
    DIR *folder = is ? opendir(is + 1) : NULL;
    if (!folder) {
        fprintf(stderr, "evaluate_runs: %s\n", argument);
        return false;
    }
    *system = (struct system){.tune = -1};
    snprintf(system->name, sizeof system->name, "%.*s", (int)(is - argument), argument);
    system->results = xcalloc(set.count + 1, sizeof *system->results);
    struct measure *results = xcalloc(set.count + 1, sizeof *results);
    bool good = true;
    for (struct dirent *entry; good && (entry = readdir(folder));) {
        char path[4096];
        const char *end = strrchr(entry->d_name, '.');
        if (!end || strcmp(end, ".run") != 0)
            continue;
        int length = snprintf(path, sizeof path, "%s/%s", is + 1, entry->d_name);
        good = length > 0 && (size_t)length < sizeof path && read_run(path, lists);
        judge_lists(lists, results);
        double tune = mean_ndcg(results, true, NULL);
        if (good && tune > system->tune) {
            system->tune = tune;
            memcpy(system->results, results, set.count * sizeof *results);
            snprintf(system->setting, sizeof system->setting, "%.*s", (int)(end - entry->d_name), entry->d_name);
        }
    }
    closedir(folder);
    free(results);
    return good && system->tune >= 0;
}

static void rank_all(struct bpv_searcher *searcher, struct bpv_text text, struct list *list)
{
    struct arena arena = {NULL};
    struct query query;
    struct candidate *candidates;
    size_t count;
    struct bpv_filters filters = {.on = bpv_date_today()};
    question_analyze(base, text, &arena, &query);
    if (searcher_find(searcher, &query, &filters, NULL, &arena, &candidates, &count, NULL) != BPV_OK)
        count = 0;
    for (size_t i = 0; i < count && list->count < DEPTH; i++) {
        struct bpv_passage passage;
        if (bpv_passage_get(base, candidates[i].passage, &passage, NULL) == BPV_OK)
            list_add(list, &passage);
    }
    arena_release(&arena);
}

static void ask(struct bpv_searcher *searcher, struct bpv_text text, struct list *list)
{
    struct bpv_question question = {.text = text, .limit = DEPTH};
    struct bpv_answer answer;
    if (bpv_ask(searcher, &question, &answer, NULL) != BPV_OK)
        return;
    for (size_t i = 0; i < answer.hit_count; i++)
        list_add(list, &answer.hits[i].passage);
    bpv_answer_release(&answer);
}

static void run_ours(struct bpv_searcher *searcher, bool refusing, struct list *lists, struct system *system)
{
    *system = (struct system){.tune = 0};
    snprintf(system->name, sizeof system->name, refusing ? "ours, may refuse" : "ours");
    snprintf(system->setting, sizeof system->setting,
             refusing ? "bpv_ask: refusals, no doubles, three per file" : "ranking only");
    system->results = xcalloc(set.count + 1, sizeof *system->results);
    for (size_t i = 0; i < set.count; i++) {
        lists[i].count = 0;
        if (refusing)
            ask(searcher, set.questions[i]->text, &lists[i]);
        else
            rank_all(searcher, set.questions[i]->text, &lists[i]);
    }
    judge_lists(lists, system->results);
    system->tune = mean_ndcg(system->results, true, NULL);
}

static double significance(const struct system *a, const struct system *b)
{
    double *x = xcalloc(set.count + 1, sizeof *x), *y = xcalloc(set.count + 1, sizeof *y);
    size_t count = 0;
    for (size_t i = 0; i < set.count; i++) {
        if (question_set_tunes(set.questions[i]))
            continue;
        x[count] = a->results[i].ndcg;
        y[count++] = b->results[i].ndcg;
    }
    double p = evaluation_significance(x, y, count);
    free(x);
    free(y);
    return p;
}

static void print_system(const struct system *system, const struct system *ours)
{
    struct measure sum = {0, 0, 0, 0, 0};
    double count = 0;
    for (size_t i = 0; i < set.count; i++) {
        if (question_set_tunes(set.questions[i]))
            continue;
        const struct measure *one = &system->results[i];
        sum.ndcg += one->ndcg;
        sum.mrr += one->mrr;
        sum.hits1 += one->hits1;
        sum.hits3 += one->hits3;
        sum.recall += one->recall;
        count++;
    }
    count = count > 0 ? count : 1;
    printf("%-17s %6.3f  %6.3f  %6.3f  %6.3f  %6.3f  %6.3f  ", system->name, system->tune, sum.ndcg / count,
           sum.mrr / count, sum.hits1 / count, sum.hits3 / count, sum.recall / count);
    double own = mean_ndcg(ours->results, false, NULL), other = sum.ndcg / count;
    if (system == ours)
        printf("%-14s", "-");
    else
        printf("%5.2f  %-7.4f", other > 0 ? own / other : 0, significance(ours, system));
    printf("  %s\n", system->setting);
}

static void print_styles(const struct system *systems, size_t count)
{
    struct bpv_text styles[STYLES_MAX];
    size_t sizes[STYLES_MAX] = {0}, style_count = 0;
    for (size_t i = 0; i < set.count; i++) {
        if (question_set_tunes(set.questions[i]))
            continue;
        size_t s = 0;
        while (s < style_count && !same(styles[s], set.questions[i]->style))
            s++;
        if (s == STYLES_MAX)
            continue;
        if (s == style_count)
            styles[style_count++] = set.questions[i]->style;
        sizes[s]++;
    }
    if (style_count < 2)
        return;
    printf("\nnDCG@10, check half, by style\n%-24s", "");
    for (size_t j = 0; j < count; j++)
        printf(" %16.16s", systems[j].name);
    putchar('\n');
    for (size_t s = 0; s < style_count; s++) {
        printf("%-18.*s %4zu ", (int)styles[s].length, styles[s].start, sizes[s]);
        for (size_t j = 0; j < count; j++)
            printf(" %16.3f", mean_ndcg(systems[j].results, false, &styles[s]));
        putchar('\n');
    }
}

static void print_table(const struct system *systems, size_t count)
{
    size_t tune = 0;
    for (size_t i = 0; i < set.count; i++)
        tune += question_set_tunes(set.questions[i]);
    printf("%zu questions to tune on, %zu to check with; ours / peer and p (paired randomisation) are of nDCG@10, "
           "check half\n",
           tune, set.count - tune);
    printf("%-17s %6s  %6s  %6s  %6s  %6s  %6s  %5s  %-7s  %s\n", "", "tune", "nDCG10", "MRR10", "hits1", "hits3",
           "rec20", "ratio", "p", "setting, best on the tuning half");
    for (size_t i = 0; i < count; i++)
        print_system(&systems[i], &systems[0]);
    print_styles(systems, count);
}

int main(int argc, char **argv)
{
    char *files[16];
    size_t file_count = 0;
    for (int option; (option = getopt(argc, argv, "fq:")) != -1;) {
        if (option == '?' || (option == 'q' && file_count == sizeof files / sizeof files[0]))
            return 2;
        if (option == 'f')
            by_file = true;
        else
            files[file_count++] = optarg;
    }
    struct bpv_error error;
    struct bpv_searcher *searcher;
    const char *paths[] = {optind < argc ? argv[optind] : ""};
    if (bpv_base_open(paths, 1, &base, &error) != BPV_OK || bpv_searcher_open(base, &searcher, &error) != BPV_OK) {
        fprintf(stderr, "evaluate_runs: %s\n", error.text);
        return 2;
    }
    struct system systems[SYSTEMS_MAX];
    size_t count = 0;
    bool good = question_set_load(base, files, file_count, &set);
    struct list *lists = xcalloc(set.count + 1, sizeof *lists);
    if (good) {
        run_ours(searcher, false, lists, &systems[count++]);
        run_ours(searcher, true, lists, &systems[count++]);
    }
    for (int i = optind + 1; good && i < argc && count < SYSTEMS_MAX; i++)
        good = read_system(argv[i], lists, &systems[count++]);
    if (good)
        print_table(systems, count);
    for (size_t i = 0; i < count; i++)
        free(systems[i].results);
    free(lists);
    question_set_release(&set);
    bpv_searcher_close(searcher);
    bpv_base_close(base);
    return good ? 0 : 2;
}
