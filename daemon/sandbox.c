#include "sandbox.h"

#include <errno.h>
#include <fcntl.h>
#include <grp.h>
#include <linux/capability.h>
#include <pwd.h>
#include <string.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <sys/syscall.h>
#include <time.h>
#include <unistd.h>

#include "log_line.h"
#include "sandbox_layers.h"

#ifndef PR_SET_MDWE /* Linux 6.3 */
#define PR_SET_MDWE 65
#define PR_MDWE_REFUSE_EXEC_GAIN 1UL
#endif

static enum bpv_status layer_failed(struct bpv_error *error, const char *layer)
{
    int reason = errno;
    return bpv_fail(error, BPV_INTERNAL,
                    "De sandbox start niet (%s: %s). Herstel dit, of start bpvd met --no-sandbox.", layer,
                    strerror(reason));
}

static enum bpv_status become_user(const char *name, struct bpv_error *error)
{
    if (geteuid() != 0)
        return bpv_fail(error, BPV_INVALID, "--user: alleen root kan een andere gebruiker worden. Laat --user weg.");
    const struct passwd *user = getpwnam(name);
    if (!user)
        return bpv_fail(error, BPV_INVALID, "--user: de gebruiker '%.60s' bestaat niet. Maak de gebruiker eerst aan.",
                        name);
    if (user->pw_uid == 0 || user->pw_gid == 0)
        return bpv_fail(error, BPV_INVALID, "--user: '%.60s' heeft de rechten van root. Kies een gewone gebruiker.",
                        name);
    if (initgroups(name, user->pw_gid) != 0 || setresgid(user->pw_gid, user->pw_gid, user->pw_gid) != 0 ||
        setresuid(user->pw_uid, user->pw_uid, user->pw_uid) != 0)
        return bpv_fail(error, BPV_INTERNAL, "--user: bpvd kan niet '%.60s' worden: %s.", name, strerror(errno));
    return BPV_OK;
}

static bool has_capabilities(void)
{
    struct __user_cap_header_struct header = {.version = _LINUX_CAPABILITY_VERSION_3};
    struct __user_cap_data_struct sets[_LINUX_CAPABILITY_U32S_3] = {{0}};
    if (syscall(SYS_capget, &header, sets) != 0)
        return true;
    for (size_t i = 0; i < _LINUX_CAPABILITY_U32S_3; i++)
        if (sets[i].effective || sets[i].permitted || sets[i].inheritable)
            return true;
    return false;
}

/* The result is what counts: a filter around us, such as that of systemd, may refuse calls that have nothing to do. */
static bool drop_capabilities(void)
{
    struct __user_cap_header_struct header = {.version = _LINUX_CAPABILITY_VERSION_3};
    const struct __user_cap_data_struct none[_LINUX_CAPABILITY_U32S_3] = {{0}};
    if (!has_capabilities())
        return true;
    for (unsigned long i = 0; prctl(PR_CAPBSET_READ, i, 0, 0, 0) >= 0; i++)
        prctl(PR_CAPBSET_DROP, i, 0, 0, 0);
    prctl(PR_CAP_AMBIENT, PR_CAP_AMBIENT_CLEAR_ALL, 0, 0, 0);
    syscall(SYS_capset, &header, none);
    return !has_capabilities();
}

/* True if the limit is 0 now, for us and for good. */
static bool limit_to_zero(__rlimit_resource_t resource)
{
    const struct rlimit none = {0, 0};
    struct rlimit limit;
    if (getrlimit(resource, &limit) == 0 && limit.rlim_cur == 0 && limit.rlim_max == 0)
        return true;
    return setrlimit(resource, &none) == 0;
}

static bool can_read(const char *path)
{
    int fd = open(path, O_RDONLY | O_CLOEXEC | O_NONBLOCK | O_NOCTTY);
    if (fd >= 0)
        close(fd);
    return fd >= 0;
}

static enum bpv_status enter_layers(const struct sandbox_settings *settings, struct sandbox_report *report,
                                    struct bpv_error *error)
{
    enum bpv_status status = BPV_OK;
    report->no_core_files = limit_to_zero(RLIMIT_CORE);
    if (!drop_capabilities())
        return layer_failed(error, "capabilities");
    report->no_capabilities = true;
    if (prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0) != 0)
        return layer_failed(error, "no_new_privs");
    if (SANDBOX_INSTRUMENTED)
        return BPV_OK;
    status = sandbox_landlock(settings, report, error);
    if (status != BPV_OK)
        return status;
    report->no_executable_memory = prctl(PR_SET_MDWE, PR_MDWE_REFUSE_EXEC_GAIN, 0, 0, 0) == 0;
    return sandbox_seccomp(settings, report, error);
}

enum bpv_status sandbox_enter(const struct sandbox_settings *settings, struct sandbox_report *report,
                              struct bpv_error *error)
{
    *report = (struct sandbox_report){.off = settings->off, .instrumented = SANDBOX_INSTRUMENTED,
                                      .writes = settings->writable_count > 0};
    bool readable[BPV_INDEXES_MAX] = {false};
    for (size_t i = 0; i < settings->index_count; i++)
        readable[i] = !bpv_index_is_remote(settings->indexes[i]) && can_read(settings->indexes[i]);
    tzset(); /* reads the time zone while that is still allowed */
    enum bpv_status status = settings->user ? become_user(settings->user, error) : BPV_OK;
    if (status == BPV_OK && !settings->off)
        status = enter_layers(settings, report, error);
    /* Root without capabilities cannot read what others keep to themselves: say so now, not at the next index. */
    for (size_t i = 0; i < settings->index_count && status == BPV_OK; i++)
        if (readable[i] && !can_read(settings->indexes[i]))
            status = bpv_fail(error, BPV_INVALID,
                              "Binnen de sandbox is de index %.200s niet te lezen (%s). Geef de gebruiker van bpvd "
                              "leesrecht op het bestand en de mappen erboven.",
                              settings->indexes[i], strerror(errno));
    return status;
}

void sandbox_no_more_threads(const struct sandbox_settings *settings)
{
    if (!settings->off && !SANDBOX_INSTRUMENTED)
        limit_to_zero(RLIMIT_NPROC); /* the filter denies processes already; this holds without it too */
}

void sandbox_log(const struct sandbox_report *report)
{
    struct log_line line;
    bool whole = !report->off && report->no_core_files && report->landlock && report->filter;
    log_begin(&line, whole ? LOG_LEVEL_INFO : LOG_LEVEL_WARNING, "sandbox");
    if (report->off) {
        log_string(&line, "state", "off");
    } else {
        log_string(&line, "no-new-privs", "on");
        log_string(&line, "capabilities", "none");
        log_string(&line, "core-files", report->no_core_files ? "none" : "allowed");
        log_string(&line, "executable-memory", report->no_executable_memory ? "fixed" : "free");
        if (report->landlock)
            log_number(&line, "landlock", report->landlock);
        else
            log_string(&line, "landlock", report->instrumented ? "off (sanitizer)" : "none");
        log_string(&line, "seccomp", report->instrumented ? "off (sanitizer)" : report->filter ? "on" : "none");
        log_string(&line, "writes", report->writes ? "some" : "none");
    }
    log_number(&line, "uid", geteuid());
    log_end(&line);
    if (report->folder_missing) {
        log_begin(&line, LOG_LEVEL_WARNING, "sandbox-folder-missing");
        log_string(&line, "index", report->folder_missing);
        log_end(&line);
    }
}
