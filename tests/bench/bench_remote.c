/*
 * bench_remote: what a knowledge base costs its front: bench_remote QUESTIONS COUNT INDEX...
 *
 * Opens the indexes (files or tcp://), asks the first COUNT lines of QUESTIONS, and asks them again. Prints one line:
 * milliseconds and CPU milliseconds to open; then for the first and the second round the median and the 99th
 * percentile of the wall time and the mean CPU time of a question, in microseconds; memory of its own in kB (without
 * pages of files); answers that were partial.
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>
#include <time.h>

#include "bpv.h"
#include "text_buffer.h"

#define QUESTIONS_MAX 2000

static char *lines[QUESTIONS_MAX];
static double times[QUESTIONS_MAX];

static double microseconds(clockid_t clock)
{
    struct timespec now;
    clock_gettime(clock, &now);
    return (double)now.tv_sec * 1e6 + (double)now.tv_nsec / 1e3;
}

static size_t read_lines(const char *path, size_t wanted)
{
    FILE *file = fopen(path, "r");
    size_t count = 0, size = 0;
    while (file && count < wanted && count < QUESTIONS_MAX && getline(&lines[count], &size, file) > 0) {
        lines[count][strcspn(lines[count], "\t\n")] = '\0';
        count++;
        size = 0;
    }
    if (file)
        fclose(file);
    return count;
}

static int by_time(const void *a, const void *b)
{
    double x = *(const double *)a, y = *(const double *)b;
    return x < y ? -1 : x > y;
}

/* Prints the three numbers; returns how many answers were partial, or -1. */
static int round_of(struct bpv_searcher *searcher, size_t count)
{
    int partial = 0;
    double cpu = microseconds(CLOCK_PROCESS_CPUTIME_ID);
    for (size_t i = 0; i < count; i++) {
        struct bpv_question question = {.text = {lines[i], strlen(lines[i])}, .limit = BPV_ANSWERS_LIMIT_DEFAULT};
        struct bpv_answer answer;
        struct bpv_error error;
        double begin = microseconds(CLOCK_MONOTONIC);
        if (bpv_ask(searcher, &question, &answer, &error) != BPV_OK) {
            fprintf(stderr, "%s\n", error.text);
            return -1;
        }
        times[i] = microseconds(CLOCK_MONOTONIC) - begin;
        partial += answer.partial;
        bpv_answer_release(&answer);
    }
    cpu = (microseconds(CLOCK_PROCESS_CPUTIME_ID) - cpu) / (double)count;
    qsort(times, count, sizeof *times, by_time);
    printf(" %.0f %.0f %.0f", times[count / 2], times[count * 99 / 100], cpu);
    return partial;
}

/* Kilobytes that no file backs. */
static unsigned long own_memory(void)
{
    FILE *file = fopen("/proc/self/status", "r");
    char line[256];
    unsigned long total = 0;
    while (file && fgets(line, sizeof line, file))
        if (strncmp(line, "RssAnon:", 8) == 0 || strncmp(line, "RssShmem:", 9) == 0)
            total += strtoul(strchr(line, ':') + 1, NULL, 10);
    if (file)
        fclose(file);
    return total;
}

int main(int count, char **arguments)
{
    struct bpv_base *base;
    struct bpv_searcher *searcher;
    struct bpv_error error;
    if (count < 4)
        return fprintf(stderr, "bench_remote QUESTIONS COUNT INDEX...\n"), 2;
    size_t asked = read_lines(arguments[1], strtoul(arguments[2], NULL, 10));
    double wall = microseconds(CLOCK_MONOTONIC), cpu = microseconds(CLOCK_PROCESS_CPUTIME_ID);
    if (!asked || bpv_base_open((const char *const *)arguments + 3, (size_t)count - 3, &base, &error) != BPV_OK ||
        bpv_searcher_open(base, &searcher, &error) != BPV_OK)
        return fprintf(stderr, "%s\n", asked ? error.text : "no questions"), 1;
    printf("%.1f %.1f", (microseconds(CLOCK_MONOTONIC) - wall) / 1e3,
           (microseconds(CLOCK_PROCESS_CPUTIME_ID) - cpu) / 1e3);
    int first = round_of(searcher, asked), second = first < 0 ? -1 : round_of(searcher, asked);
    printf(" %lu %d\n", own_memory(), first + second);
    bpv_searcher_close(searcher);
    bpv_base_close(base);
    for (size_t i = 0; i < asked; i++)
        free(lines[i]);
    return second < 0;
}
