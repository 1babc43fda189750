/*
 * time_programs: runs programs in turn, many times, and prints per program the medians: wall and CPU time in
 * milliseconds, peak memory in kB.
 *
 *   time_programs RUNS -- PROGRAM ARGUMENT... -- PROGRAM ARGUMENT... ...
 *
 * One line per program: wall, CPU, memory, and the spread of the wall time (third quartile minus first, as a share of
 * the median). Their output is thrown away. A program that fails ends everything.
 */
#include <fcntl.h>
#include <spawn.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include <time.h>

#define PROGRAMS_MAX 16
#define RUNS_MAX 2000

extern char **environ;

struct program {
    char **arguments;
    double wall[RUNS_MAX], cpu[RUNS_MAX];
    long memory;
};

static struct program programs[PROGRAMS_MAX];

static double seconds(struct timeval time)
{
    return (double)time.tv_sec + (double)time.tv_usec / 1e6;
}

static double now(void)
{
    struct timespec time;
    clock_gettime(CLOCK_MONOTONIC, &time);
    return (double)time.tv_sec + (double)time.tv_nsec / 1e9;
}

static int run(struct program *program, const posix_spawn_file_actions_t *actions, size_t turn)
{
    pid_t child;
    int status;
    struct rusage usage;
    double begin = now();
    if (posix_spawnp(&child, program->arguments[0], actions, NULL, program->arguments, environ) != 0 ||
        wait4(child, &status, 0, &usage) != child)
        return 0;
    program->wall[turn] = (now() - begin) * 1e3;
    program->cpu[turn] = (seconds(usage.ru_utime) + seconds(usage.ru_stime)) * 1e3;
    program->memory = usage.ru_maxrss > program->memory ? usage.ru_maxrss : program->memory;
    return WIFEXITED(status) && WEXITSTATUS(status) < 2; /* 1: no answer */
}

static int ascending(const void *a, const void *b)
{
    double x = *(const double *)a, y = *(const double *)b;
    return (x > y) - (x < y);
}

int main(int argc, char **argv)
{
    size_t count = 0, runs = argc > 1 ? strtoul(argv[1], NULL, 10) : 0;
    for (int i = 2; i < argc; i++) {
        if (strcmp(argv[i], "--") != 0)
            continue;
        argv[i] = NULL;
        if (count < PROGRAMS_MAX && i + 1 < argc)
            programs[count++].arguments = argv + i + 1;
    }
    if (!count || !runs || runs > RUNS_MAX) {
        fputs("usage: time_programs RUNS -- PROGRAM ARGUMENT... -- PROGRAM ARGUMENT...\n", stderr);
        return 2;
    }
    posix_spawn_file_actions_t actions;
    posix_spawn_file_actions_init(&actions);
    posix_spawn_file_actions_addopen(&actions, 1, "/dev/null", O_WRONLY, 0);
    for (size_t turn = 0; turn < runs; turn++)
        for (size_t i = 0; i < count; i++)
            if (!run(&programs[i], &actions, turn)) {
                fprintf(stderr, "time_programs: %s failed\n", programs[i].arguments[0]);
                return 2;
            }
    posix_spawn_file_actions_destroy(&actions);
    for (size_t i = 0; i < count; i++) {
        qsort(programs[i].wall, runs, sizeof(double), ascending);
        qsort(programs[i].cpu, runs, sizeof(double), ascending);
        double median = programs[i].wall[runs / 2];
        printf("%.3f %.3f %ld %.2f\n", median, programs[i].cpu[runs / 2], programs[i].memory,
               (programs[i].wall[runs * 3 / 4] - programs[i].wall[runs / 4]) / median);
    }
    return 0;
}
