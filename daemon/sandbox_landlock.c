/* Landlock by its system calls: the C library has no functions for it, and Debian 12's headers end at version 2. */
#include "sandbox_layers.h"

#include <errno.h>
#include <fcntl.h>
#include <linux/limits.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <unistd.h>

#ifndef SYS_landlock_create_ruleset /* the same on all architectures but alpha */
#define SYS_landlock_create_ruleset 444
#define SYS_landlock_add_rule 445
#define SYS_landlock_restrict_self 446
#endif

enum { ASK_VERSION = 1, RULE_PATH_BENEATH = 1, RULE_NET_PORT = 2, CONNECT_TCP = 2 };

/* Rights on files, as bits. */
enum {
    WRITE_FILE = 1 << 1,
    READ_FILE = 1 << 2,
    READ_DIR = 1 << 3,
    REMOVE_DIR = 1 << 4,
    REMOVE_FILE = 1 << 5,
    MAKE_DIR = 1 << 7,
    MAKE_REG = 1 << 8,
    REFER = 1 << 13,    /* since version 2 */
    TRUNCATE = 1 << 14, /* since version 3 */
    ON_A_FILE = WRITE_FILE | READ_FILE | TRUNCATE,
    WRITE_ALL = READ_FILE | READ_DIR | WRITE_FILE | TRUNCATE | MAKE_REG | MAKE_DIR | REMOVE_FILE | REMOVE_DIR | REFER
};

/* struct landlock_ruleset_attr of version 6; older kernels take a shorter one. */
struct ruleset {
    uint64_t files, network, scoped;
};

/* struct landlock_path_beneath_attr. */
struct path_rule {
    uint64_t allowed;
    int32_t parent_fd;
} __attribute__((packed));

/* struct landlock_net_port_attr of version 4. */
struct port_rule {
    uint64_t allowed, port;
};

/* Everything that this version of the kernel can refuse; what is not handled stays allowed. */
static struct ruleset everything(int version, size_t *size)
{
    struct ruleset all = {.files = (1u << 13) - 1};
    if (version >= 2)
        all.files |= REFER;
    if (version >= 3)
        all.files |= TRUNCATE;
    if (version >= 5)
        all.files |= 1u << 15; /* ioctl on devices */
    if (version >= 4)
        all.network = 3; /* TCP: bind, connect */
    if (version >= 6)
        all.scoped = 3; /* abstract Unix sockets, signals */
    *size = version >= 6 ? sizeof all : version >= 4 ? sizeof(uint64_t) * 2 : sizeof(uint64_t);
    return all;
}

/* A path that does not exist is no error here: *found says so. */
static bool allow(int ruleset, uint64_t handled, const char *path, uint64_t rights, bool *found)
{
    struct stat status;
    int fd = open(path, O_PATH | O_CLOEXEC);
    *found = fd >= 0 && fstat(fd, &status) == 0;
    if (!*found) {
        if (fd >= 0)
            close(fd);
        return true;
    }
    if (!S_ISDIR(status.st_mode))
        rights &= ON_A_FILE;
    struct path_rule rule = {rights & handled, fd};
    bool done = !rule.allowed || syscall(SYS_landlock_add_rule, ruleset, RULE_PATH_BENEATH, &rule, 0) == 0;
    int reason = errno;
    close(fd);
    errno = reason;
    return done;
}

static bool allow_folder_of(int ruleset, uint64_t handled, const char *path, uint64_t rights, bool *found)
{
    char folder[PATH_MAX];
    const char *slash = strrchr(path, '/');
    size_t length = !slash ? 0 : slash == path ? 1 : (size_t)(slash - path);
    *found = false;
    if (length >= sizeof folder)
        return true;
    memcpy(folder, length ? path : ".", length ? length : 1);
    folder[length ? length : 1] = '\0';
    return allow(ruleset, handled, folder, rights, found);
}

/* The folder where the index is looked for, and the one where it is, when a symbolic link stands between them. */
static bool allow_index(int ruleset, uint64_t handled, const char *path, bool *found)
{
    bool real_found = false;
    char *real = realpath(path, NULL);
    bool done = allow_folder_of(ruleset, handled, path, READ_FILE, found) &&
                (!real || allow_folder_of(ruleset, handled, real, READ_FILE, &real_found));
    free(real);
    *found = *found || real_found;
    return done;
}

static enum bpv_status failed(struct bpv_error *error, const char *what)
{
    return bpv_fail(error, BPV_INTERNAL,
                    "De sandbox start niet (Landlock, %.200s: %s). Herstel dit, of start bpvd met --no-sandbox.", what,
                    strerror(errno));
}

static enum bpv_status add_ports(const struct sandbox_settings *settings, int ruleset, uint64_t handled,
                                 struct bpv_error *error)
{
    for (size_t i = 0; i < settings->connect_count && handled; i++) {
        struct port_rule rule = {CONNECT_TCP, settings->connect_ports[i]};
        if (syscall(SYS_landlock_add_rule, ruleset, RULE_NET_PORT, &rule, 0) != 0)
            return failed(error, "port");
    }
    return BPV_OK;
}

static enum bpv_status add_rules(const struct sandbox_settings *settings, int ruleset, uint64_t handled,
                                 struct sandbox_report *report, struct bpv_error *error)
{
    bool found = false;
    for (size_t i = 0; i < settings->index_count; i++) {
        if (bpv_index_is_remote(settings->indexes[i]))
            continue;
        if (!allow_index(ruleset, handled, settings->indexes[i], &found))
            return failed(error, settings->indexes[i]);
        if (!found && !report->folder_missing)
            report->folder_missing = settings->indexes[i];
    }
    if (settings->socket_path && !allow_folder_of(ruleset, handled, settings->socket_path, REMOVE_FILE, &found))
        return failed(error, settings->socket_path);
    for (size_t i = 0; i < settings->writable_count; i++) {
        if (!allow(ruleset, handled, settings->writable[i], WRITE_ALL, &found))
            return failed(error, settings->writable[i]);
        if (!found)
            return bpv_fail(error, BPV_INVALID, "%.200s bestaat niet. Maak het bestand of de map eerst.",
                            settings->writable[i]);
    }
    return BPV_OK;
}

enum bpv_status sandbox_landlock(const struct sandbox_settings *settings, struct sandbox_report *report,
                                 struct bpv_error *error)
{
    long version = syscall(SYS_landlock_create_ruleset, NULL, 0, ASK_VERSION);
    if (version < 1)
        return BPV_OK; /* not in this kernel, turned off at boot, or refused by a filter around us */
    size_t size;
    const struct ruleset all = everything((int)version, &size);
    int ruleset = (int)syscall(SYS_landlock_create_ruleset, &all, size, 0);
    if (ruleset < 0)
        return failed(error, "ruleset");
    enum bpv_status status = add_rules(settings, ruleset, all.files, report, error);
    if (status == BPV_OK)
        status = add_ports(settings, ruleset, all.network, error);
    if (status == BPV_OK && syscall(SYS_landlock_restrict_self, ruleset, 0) != 0)
        status = failed(error, "restrict");
    close(ruleset);
    if (status == BPV_OK)
        report->landlock = (int)version;
    return status;
}
