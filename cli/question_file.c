#include "question_file.h"

#include <errno.h>
#include <fcntl.h>
#include <spawn.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

#include "file_bytes.h"

extern char **environ;

static bool is_yaml(const char *path)
{
    size_t length = strlen(path);
    return (length > 5 && strcmp(path + length - 5, ".yaml") == 0) ||
           (length > 4 && strcmp(path + length - 4, ".yml") == 0);
}

/* The path of bpv-index: in the folder of this program. */
static bool find_indexer(struct text_buffer *path)
{
    char own[4096];
    ssize_t length = readlink("/proc/self/exe", own, sizeof own - 1);
    const char *slash = length > 0 ? memrchr(own, '/', (size_t)length) : NULL;
    if (!slash)
        return false;
    text_buffer_append(path, own, (size_t)(slash + 1 - own));
    text_buffer_append_string(path, "bpv-index");
    return true;
}

/* Starts the program with its standard output in the pipe; 0 or an errno. */
static int start(const char *program, const char *path, int output, pid_t *process)
{
    char *const arguments[] = {(char *)(uintptr_t)program, (char *)(uintptr_t)"questions", (char *)(uintptr_t)path,
                               NULL};
    posix_spawn_file_actions_t actions;
    int problem = posix_spawn_file_actions_init(&actions);
    if (problem)
        return problem;
    problem = posix_spawn_file_actions_adddup2(&actions, output, STDOUT_FILENO);
    if (!problem)
        problem = posix_spawn(process, program, &actions, NULL, arguments, environ);
    posix_spawn_file_actions_destroy(&actions);
    return problem;
}

static int read_all(int input, struct text_buffer *bytes)
{
    char block[8192];
    while (!bytes->overflow) {
        ssize_t got = read(input, block, sizeof block);
        if (got > 0)
            text_buffer_append(bytes, block, (size_t)got);
        else if (got == 0)
            return 0;
        else if (errno != EINTR)
            return errno;
    }
    return EFBIG;
}

static int status_of(pid_t process)
{
    int status = -1;
    while (waitpid(process, &status, 0) < 0)
        if (errno != EINTR)
            return -1;
    return status;
}

/* What the indexer has to say about the file it says itself, on stderr. */
static int read_yaml(const char *path, struct text_buffer *bytes)
{
    struct text_buffer program = {0};
    int ends[2], problem = ENOENT;
    pid_t process = -1;
    int result = CLI_ERROR;
    if (!find_indexer(&program) || pipe2(ends, O_CLOEXEC) != 0) {
        text_buffer_release(&program);
        return cli_error("het programma bpv-index is niet te starten; "
                         "geef de vragen in een tekstbestand, een per regel");
    }
    problem = start(program.data, path, ends[1], &process);
    close(ends[1]);
    if (problem) {
        cli_error("%s is niet te starten (%s), en leest de YAML; geef de vragen in een tekstbestand, een per regel",
                  program.data, bpv_errno_text(problem));
    } else {
        problem = read_all(ends[0], bytes);
        close(ends[0]);
        ends[0] = -1;
        int status = status_of(process);
        if (problem)
            cli_error("de vragen in %s zijn niet te lezen (%s); splits het bestand", path, bpv_errno_text(problem));
        else if (status != 0)
            cli_error("de vragen in %s zijn niet bruikbaar; verbeter het bestand", path);
        else
            result = CLI_FOUND;
    }
    if (ends[0] >= 0)
        close(ends[0]);
    text_buffer_release(&program);
    return result;
}

int question_file_read(const char *path, struct question_file *file)
{
    struct bpv_error error = {0};
    *file = (struct question_file){.list = {.count = 0}};
    text_buffer_init(&file->bytes, BPV_COVERAGE_QUESTIONS_FILE_MAX);
    int status = is_yaml(path) ? read_yaml(path, &file->bytes)
                               : file_bytes_read(path, BPV_COVERAGE_QUESTIONS_FILE_MAX, &file->bytes);
    if (status == CLI_FOUND && question_list_parse(text_buffer_text(&file->bytes), &file->list, &error) != BPV_OK)
        status = cli_error("%s: %s", path, error.text);
    return status;
}

void question_file_release(struct question_file *file)
{
    question_list_release(&file->list);
    text_buffer_release(&file->bytes);
}
