/*
 * fault_shim.c: a library for LD_PRELOAD that makes the system fail at a chosen place.
 *   FAULT_CALL   what is counted: write read fsync rename open mmap close ftruncate malloc any (any = all but malloc),
 *                comma separated
 *   FAULT_AT     the call that fails, from 1; 0 = none, only count
 *   FAULT_KIND   kill (SIGKILL before the call), short (half of what was asked), swap (nothing fails, but another
 *                process seems to have renamed FAULT_FROM to FAULT_TO just before), or the name of an errno: ENOSPC EIO
 *                EINTR EMFILE EACCES EROFS ENOMEM
 *   FAULT_LASTS  1 = the later calls fail too, as on a full disk
 *   FAULT_COUNT  a file where the number of calls is written at the end
 * Calls on descriptors 0 to 2 do not count. Threads: counting is atomic.
 */
#define _GNU_SOURCE
#include <dlfcn.h>
#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <stdarg.h>
#include <stdatomic.h>
#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/sendfile.h>
#include <sys/syscall.h>
#include <sys/types.h>
#include <sys/uio.h>
#include <unistd.h>

enum { WRITE = 1, READ = 2, FSYNC = 4, RENAME = 8, OPEN = 16, MMAP = 32, CLOSE = 64, TRUNCATE = 128, MALLOC = 256 };

static atomic_long seen;
static long fail_at;
static unsigned counted;
static int fail_with; /* errno; -1 = kill, -2 = short, -3 = swap */
static bool lasts, ready;
static const char *count_path;

static unsigned parse_calls(const char *names)
{
    static const struct {
        const char *name;
        unsigned calls;
    } known[] = {{"write", WRITE}, {"read", READ},   {"fsync", FSYNC},        {"rename", RENAME}, {"open", OPEN},
                 {"mmap", MMAP},   {"close", CLOSE}, {"ftruncate", TRUNCATE}, {"malloc", MALLOC}, {"any", MALLOC - 1}};
    unsigned calls = 0;
    for (const char *at = names; at && *at;) {
        size_t length = strcspn(at, ",");
        for (size_t i = 0; i < sizeof known / sizeof *known; i++)
            if (strlen(known[i].name) == length && memcmp(known[i].name, at, length) == 0)
                calls |= known[i].calls;
        at += length + (at[length] == ',');
    }
    return calls;
}

static int parse_kind(const char *name)
{
    static const struct {
        const char *name;
        int number;
    } known[] = {{"kill", -1},     {"short", -2},      {"swap", -3},       {"ENOSPC", ENOSPC}, {"EIO", EIO},
                 {"EINTR", EINTR}, {"EMFILE", EMFILE}, {"EACCES", EACCES}, {"EROFS", EROFS},   {"ENOMEM", ENOMEM}};
    for (size_t i = 0; name && i < sizeof known / sizeof *known; i++)
        if (strcmp(known[i].name, name) == 0)
            return known[i].number;
    return EIO;
}

__attribute__((constructor)) static void begin(void)
{
    const char *at = getenv("FAULT_AT"), *last = getenv("FAULT_LASTS");
    fail_at = at ? strtol(at, NULL, 10) : 0;
    counted = parse_calls(getenv("FAULT_CALL"));
    fail_with = parse_kind(getenv("FAULT_KIND"));
    lasts = last && *last == '1';
    count_path = getenv("FAULT_COUNT");
    ready = true;
}

__attribute__((destructor)) static void end(void)
{
    ready = false;
    FILE *file = count_path ? fopen(count_path, "we") : NULL;
    if (!file)
        return;
    fprintf(file, "%ld\n", (long)seen);
    fclose(file);
}

/* True when this call must fail (errno is set) or, with *size, do half of its work. */
static bool fails(unsigned call, int descriptor, size_t *size)
{
    if (!ready || !(counted & call) || (descriptor >= 0 && descriptor <= 2))
        return false;
    long number = atomic_fetch_add(&seen, 1) + 1;
    if (!fail_at || (lasts ? number < fail_at : number != fail_at))
        return false;
    if (fail_with == -1)
        kill(getpid(), SIGKILL);
    if (fail_with == -2) {
        if (size && *size > 1)
            *size /= 2;
        return false;
    }
    if (fail_with == -3) {
        const char *from = getenv("FAULT_FROM"), *to = getenv("FAULT_TO");
        if (!from || !to || syscall(SYS_renameat, AT_FDCWD, from, AT_FDCWD, to) != 0)
            abort();
        return false;
    }
    errno = fail_with;
    return true;
}

/* The function of the C library behind ours. */
static void *next(const char *name)
{
    void *function = dlsym(RTLD_NEXT, name);
    if (!function)
        abort();
    return function;
}

#define NEXT(type, name)                                                                                               \
    static __typeof__(type) real;                                                                                      \
    if (!real) {                                                                                                       \
        void *function = next(name);                                                                                   \
        memcpy(&real, &function, sizeof real);                                                                         \
    }

ssize_t write(int fd, const void *bytes, size_t size)
{
    NEXT(ssize_t(*)(int, const void *, size_t), "write")
    return fails(WRITE, fd, &size) ? -1 : real(fd, bytes, size);
}

ssize_t pwrite(int fd, const void *bytes, size_t size, off_t at)
{
    NEXT(ssize_t(*)(int, const void *, size_t, off_t), "pwrite")
    return fails(WRITE, fd, &size) ? -1 : real(fd, bytes, size, at);
}

ssize_t pwrite64(int fd, const void *bytes, size_t size, off64_t at)
{
    NEXT(ssize_t(*)(int, const void *, size_t, off64_t), "pwrite64")
    return fails(WRITE, fd, &size) ? -1 : real(fd, bytes, size, at);
}

ssize_t writev(int fd, const struct iovec *parts, int count)
{
    NEXT(ssize_t(*)(int, const struct iovec *, int), "writev")
    return fails(WRITE, fd, NULL) ? -1 : real(fd, parts, count);
}

/* Streams call the C library's own write, which no shim sees: so the streams themselves are counted. */
size_t fwrite(const void *bytes, size_t size, size_t count, FILE *file)
{
    NEXT(size_t(*)(const void *, size_t, size_t, FILE *), "fwrite")
    return fails(WRITE, fileno(file), NULL) ? 0 : real(bytes, size, count, file);
}

int fflush(FILE *file)
{
    NEXT(int (*)(FILE *), "fflush")
    return file && fails(WRITE, fileno(file), NULL) ? EOF : real(file);
}

int fclose(FILE *file)
{
    NEXT(int (*)(FILE *), "fclose")
    bool failed = fails(CLOSE, fileno(file), NULL);
    int number = errno, result = real(file);
    errno = failed ? number : errno;
    return failed ? EOF : result;
}

ssize_t read(int fd, void *bytes, size_t size)
{
    NEXT(ssize_t(*)(int, void *, size_t), "read")
    return fails(READ, fd, &size) ? -1 : real(fd, bytes, size);
}

ssize_t pread(int fd, void *bytes, size_t size, off_t at)
{
    NEXT(ssize_t(*)(int, void *, size_t, off_t), "pread")
    return fails(READ, fd, &size) ? -1 : real(fd, bytes, size, at);
}

ssize_t pread64(int fd, void *bytes, size_t size, off64_t at)
{
    NEXT(ssize_t(*)(int, void *, size_t, off64_t), "pread64")
    return fails(READ, fd, &size) ? -1 : real(fd, bytes, size, at);
}

int fsync(int fd)
{
    NEXT(int (*)(int), "fsync")
    return fails(FSYNC, fd, NULL) ? -1 : real(fd);
}

int fdatasync(int fd)
{
    NEXT(int (*)(int), "fdatasync")
    return fails(FSYNC, fd, NULL) ? -1 : real(fd);
}

int rename(const char *from, const char *to)
{
    NEXT(int (*)(const char *, const char *), "rename")
    return fails(RENAME, -1, NULL) ? -1 : real(from, to);
}

int link(const char *from, const char *to)
{
    NEXT(int (*)(const char *, const char *), "link")
    return fails(RENAME, -1, NULL) ? -1 : real(from, to);
}

int ftruncate(int fd, off_t size)
{
    NEXT(int (*)(int, off_t), "ftruncate")
    return fails(TRUNCATE, fd, NULL) ? -1 : real(fd, size);
}

#define OPEN_LIKE(function, parameters, arguments)                                                                     \
    int function parameters                                                                                            \
    {                                                                                                                  \
        NEXT(int(*) parameters, #function)                                                                             \
        va_list list;                                                                                                  \
        va_start(list, flags);                                                                                         \
        int mode = flags & (O_CREAT | O_TMPFILE) ? va_arg(list, int) : 0;                                              \
        va_end(list);                                                                                                  \
        return fails(OPEN, -1, NULL) ? -1 : real arguments;                                                            \
    }

OPEN_LIKE(open, (const char *path, int flags, ...), (path, flags, mode))
OPEN_LIKE(open64, (const char *path, int flags, ...), (path, flags, mode))
OPEN_LIKE(openat, (int folder, const char *path, int flags, ...), (folder, path, flags, mode))

FILE *fopen(const char *path, const char *mode)
{
    NEXT(FILE * (*)(const char *, const char *), "fopen")
    return fails(OPEN, -1, NULL) ? NULL : real(path, mode);
}

void *mmap(void *at, size_t size, int protection, int flags, int fd, off_t offset)
{
    NEXT(void *(*)(void *, size_t, int, int, int, off_t), "mmap")
    return fails(MMAP, fd, NULL) ? MAP_FAILED : real(at, size, protection, flags, fd, offset);
}

ssize_t sendfile(int to, int from, off_t *at, size_t size)
{
    NEXT(ssize_t(*)(int, int, off_t *, size_t), "sendfile")
    return fails(READ, from, &size) ? -1 : real(to, from, at, size);
}

int close(int fd)
{
    NEXT(int (*)(int), "close")
    /* Linux has closed the descriptor all the same, even when it says otherwise. */
    bool failed = fails(CLOSE, fd, NULL);
    int number = errno, result = real(fd);
    errno = failed ? number : errno;
    return failed ? -1 : result;
}

void *realloc(void *pointer, size_t size)
{
    NEXT(void *(*)(void *, size_t), "realloc")
    return fails(MALLOC, -1, NULL) ? NULL : real(pointer, size);
}
