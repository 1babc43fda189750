/*
 * cgi_cpu: runs the CGI program named in CGI_PROGRAM and appends the CPU time it took, in microseconds, to the file
 * named in CGI_CPU_FILE. fcgiwrap leaves its children to the kernel, so that their time is not found in its own.
 */
#include <stdio.h>
#include <stdlib.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include <unistd.h>

int main(void)
{
    const char *program = getenv("CGI_PROGRAM"), *path = getenv("CGI_CPU_FILE");
    struct rusage used;
    int status;
    pid_t child = program && path ? fork() : -1;
    if (child == 0) {
        execl(program, program, (char *)NULL);
        _exit(127);
    }
    if (child < 0 || waitpid(child, &status, 0) != child || getrusage(RUSAGE_CHILDREN, &used) != 0)
        return 2;
    FILE *file = fopen(path, "a");
    if (!file)
        return 2;
    fprintf(file, "%lld\n",
            (long long)(used.ru_utime.tv_sec + used.ru_stime.tv_sec) * 1000000 + used.ru_utime.tv_usec +
                used.ru_stime.tv_usec);
    return fclose(file) == 0 && WIFEXITED(status) ? WEXITSTATUS(status) : 2;
}
