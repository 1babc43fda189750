/* The seccomp filter: what libmicrohttpd's epoll threads, the index and the C library call while serving. */
#include "sandbox_layers.h"

#include <errno.h>
#include <fcntl.h>
#include <sched.h>
#include <seccomp.h>
#include <string.h>
#include <sys/ioctl.h>
#include <sys/mman.h>
#include <sys/prctl.h>
#include <sys/socket.h>
#include <unistd.h>

/* Allowed whatever the arguments. */
static const int allowed[] = {
    /* descriptors that are open already */
    SCMP_SYS(read), SCMP_SYS(readv), SCMP_SYS(pread64), SCMP_SYS(preadv), SCMP_SYS(write), SCMP_SYS(writev),
    SCMP_SYS(lseek), SCMP_SYS(_llseek), SCMP_SYS(close), SCMP_SYS(fcntl), SCMP_SYS(fcntl64), SCMP_SYS(sendfile),
    SCMP_SYS(sendfile64), SCMP_SYS(fadvise64), SCMP_SYS(fadvise64_64),
    SCMP_SYS(memfd_create), SCMP_SYS(ftruncate), SCMP_SYS(ftruncate64), /* copies of an index */
    /* what a file looks like */
    SCMP_SYS(stat), SCMP_SYS(stat64), SCMP_SYS(lstat), SCMP_SYS(lstat64), SCMP_SYS(fstat), SCMP_SYS(fstat64),
    SCMP_SYS(newfstatat), SCMP_SYS(fstatat64), SCMP_SYS(statx), SCMP_SYS(access), SCMP_SYS(faccessat),
    SCMP_SYS(faccessat2), SCMP_SYS(readlink), SCMP_SYS(readlinkat),
    /* connections: only those that come in */
    SCMP_SYS(accept), SCMP_SYS(accept4), SCMP_SYS(recvfrom), SCMP_SYS(recvmsg), SCMP_SYS(sendmsg), SCMP_SYS(shutdown),
    SCMP_SYS(getsockopt), SCMP_SYS(setsockopt), SCMP_SYS(getsockname), SCMP_SYS(getpeername),
    /* waiting */
    SCMP_SYS(epoll_create1), SCMP_SYS(epoll_ctl), SCMP_SYS(epoll_wait), SCMP_SYS(epoll_pwait), SCMP_SYS(epoll_pwait2),
    SCMP_SYS(poll), SCMP_SYS(ppoll), SCMP_SYS(eventfd2), SCMP_SYS(pipe2), SCMP_SYS(nanosleep),
    SCMP_SYS(clock_nanosleep),
    SCMP_SYS(clock_nanosleep_time64), SCMP_SYS(restart_syscall), SCMP_SYS(sched_yield),
    /* clocks and randomness */
    SCMP_SYS(clock_gettime), SCMP_SYS(clock_gettime64), SCMP_SYS(clock_getres), SCMP_SYS(gettimeofday), SCMP_SYS(time),
    SCMP_SYS(getrandom),
    /* memory; mmap and mprotect follow */
    SCMP_SYS(brk), SCMP_SYS(munmap), SCMP_SYS(mremap), SCMP_SYS(madvise),
    /* threads and signals */
    SCMP_SYS(futex), SCMP_SYS(futex_time64), SCMP_SYS(set_robust_list), SCMP_SYS(get_robust_list), SCMP_SYS(rseq),
    SCMP_SYS(membarrier), SCMP_SYS(rt_sigaction), SCMP_SYS(rt_sigprocmask), SCMP_SYS(rt_sigreturn), SCMP_SYS(sigreturn),
    SCMP_SYS(rt_sigtimedwait), SCMP_SYS(rt_sigtimedwait_time64), SCMP_SYS(sigaltstack), SCMP_SYS(exit),
    SCMP_SYS(exit_group), SCMP_SYS(wait4), SCMP_SYS(waitpid), /* of the process that watches a corpus */
    /* who and where we are */
    SCMP_SYS(getpid), SCMP_SYS(gettid), SCMP_SYS(getuid), SCMP_SYS(geteuid), SCMP_SYS(getgid), SCMP_SYS(getegid),
    SCMP_SYS(setpriority), /* the thread of the coverage steps back; without capabilities nothing can step forward */
    SCMP_SYS(sched_getaffinity), SCMP_SYS(getcpu), SCMP_SYS(getrlimit), SCMP_SYS(setrlimit), SCMP_SYS(getrusage),
    SCMP_SYS(sysinfo), SCMP_SYS(uname),
};

/* With writable paths; Landlock says where. */
static const int allowed_writing[] = {
    SCMP_SYS(open),     SCMP_SYS(openat),    SCMP_SYS(pwrite64), SCMP_SYS(fallocate),
    SCMP_SYS(fsync),    SCMP_SYS(fdatasync), SCMP_SYS(flock),    SCMP_SYS(fchmod),    SCMP_SYS(rename),
    SCMP_SYS(renameat), SCMP_SYS(renameat2), SCMP_SYS(mkdir),    SCMP_SYS(mkdirat),   SCMP_SYS(umask),
};

static const int allowed_removing[] = {SCMP_SYS(unlink), SCMP_SYS(unlinkat)};

/* Nothing of ours ever does this: the process has been taken over. */
static const int deadly[] = {SCMP_SYS(execve), SCMP_SYS(execveat), SCMP_SYS(ptrace), SCMP_SYS(process_vm_readv),
                             SCMP_SYS(process_vm_writev)};

#define COUNT(list) (sizeof(list) / sizeof(list)[0])

/* 0 or a negative error number, as all of libseccomp. Calls that this architecture lacks are left out by it. */
static int add_list(scmp_filter_ctx filter, uint32_t action, const int *calls, size_t count)
{
    int result = 0;
    for (size_t i = 0; i < count && result == 0; i++)
        result = seccomp_rule_add_array(filter, action, calls[i], 0, NULL);
    return result;
}

struct condition {
    int call;
    struct scmp_arg_cmp compare;
};

static int add_conditions(scmp_filter_ctx filter)
{
    const unsigned writing = O_ACCMODE | O_CREAT | O_TRUNC | (O_TMPFILE & ~O_DIRECTORY);
    const unsigned kind = CLONE_THREAD | CLONE_NEWCGROUP | CLONE_NEWIPC | CLONE_NEWNET | CLONE_NEWNS | CLONE_NEWPID |
                          CLONE_NEWUSER | CLONE_NEWUTS;
    const struct condition conditions[] = {
        {SCMP_SYS(mmap), SCMP_A2_32(SCMP_CMP_MASKED_EQ, PROT_EXEC, 0)},
        {SCMP_SYS(mmap2), SCMP_A2_32(SCMP_CMP_MASKED_EQ, PROT_EXEC, 0)},
        {SCMP_SYS(mprotect), SCMP_A2_32(SCMP_CMP_MASKED_EQ, PROT_EXEC, 0)},
        {SCMP_SYS(clone), SCMP_A0_32(SCMP_CMP_MASKED_EQ, kind, CLONE_THREAD)},
        {SCMP_SYS(sendto), SCMP_A4_64(SCMP_CMP_EQ, 0)}, /* to the peer only */
        {SCMP_SYS(tgkill), SCMP_A0_32(SCMP_CMP_EQ, (uint32_t)getpid())}, /* abort */
        {SCMP_SYS(prctl), SCMP_A0_32(SCMP_CMP_EQ, PR_SET_NAME)},
        {SCMP_SYS(prlimit64), SCMP_A0_32(SCMP_CMP_EQ, 0)}, /* of ourselves */
        {SCMP_SYS(ioctl), SCMP_A1_32(SCMP_CMP_EQ, FIONBIO)},
        {SCMP_SYS(open), SCMP_A1_32(SCMP_CMP_MASKED_EQ, writing, O_RDONLY)},
        {SCMP_SYS(openat), SCMP_A2_32(SCMP_CMP_MASKED_EQ, writing, O_RDONLY)},
    };
    int result = 0;
    for (size_t i = 0; i < COUNT(conditions) && result == 0; i++)
        result = seccomp_rule_add_array(filter, SCMP_ACT_ALLOW, conditions[i].call, 1, &conditions[i].compare);
    return result;
}

/* TCP sockets over IPv4 and IPv6, without further flags than these two. */
static int add_sockets(scmp_filter_ctx filter)
{
    static const int families[] = {AF_INET, AF_INET6};
    int result = 0;
    for (size_t i = 0; i < COUNT(families) && result == 0; i++) {
        const struct scmp_arg_cmp compare[] = {
            SCMP_A0_32(SCMP_CMP_EQ, (uint32_t)families[i]),
            SCMP_A1_32(SCMP_CMP_MASKED_EQ, ~(uint32_t)(SOCK_CLOEXEC | SOCK_NONBLOCK), SOCK_STREAM),
        };
        result = seccomp_rule_add_array(filter, SCMP_ACT_ALLOW, SCMP_SYS(socket), COUNT(compare), compare);
    }
    return result;
}

static int add_rules(scmp_filter_ctx filter, const struct sandbox_settings *settings)
{
    int result = add_list(filter, SCMP_ACT_ALLOW, allowed, COUNT(allowed));
    if (result == 0)
        result = add_conditions(filter);
    /* clone3 hides its flags in memory; without it the C library uses clone. */
    if (result == 0)
        result = seccomp_rule_add_array(filter, SCMP_ACT_ERRNO(ENOSYS), SCMP_SYS(clone3), 0, NULL);
    if (result == 0)
        result = add_list(filter, SCMP_ACT_KILL_PROCESS, deadly, COUNT(deadly));
    if (result == 0 && settings->tcp_sockets)
        result = add_sockets(filter);
    if (result == 0 && settings->connect_count)
        result = seccomp_rule_add_array(filter, SCMP_ACT_ALLOW, SCMP_SYS(connect), 0, NULL);
    if (result == 0 && settings->writable_count)
        result = add_list(filter, SCMP_ACT_ALLOW, allowed_writing, COUNT(allowed_writing));
    if (result == 0 && (settings->writable_count || settings->socket_path))
        result = add_list(filter, SCMP_ACT_ALLOW, allowed_removing, COUNT(allowed_removing));
    return result;
}

static int set_attributes(scmp_filter_ctx filter)
{
    int result = seccomp_attr_set(filter, SCMP_FLTATR_ACT_BADARCH, SCMP_ACT_KILL_PROCESS);
    if (result == 0)
        result = seccomp_attr_set(filter, SCMP_FLTATR_API_SYSRAWRC, 1);
    /* Kernels before 5.16 otherwise slow every thread down; we run no foreign code. Not in every kernel: may fail. */
    seccomp_attr_set(filter, SCMP_FLTATR_CTL_SSB, 1);
    seccomp_attr_set(filter, SCMP_FLTATR_CTL_OPTIMIZE, 2); /* a tree, not a list, of comparisons */
    return result;
}

enum bpv_status sandbox_seccomp(const struct sandbox_settings *settings, struct sandbox_report *report,
                                struct bpv_error *error)
{
    if (prctl(PR_GET_SECCOMP, 0, 0, 0, 0) < 0)
        return BPV_OK; /* not in this kernel */
    int result = -ENOMEM;
    scmp_filter_ctx filter = seccomp_init(SCMP_ACT_ERRNO(EPERM));
    if (filter)
        result = set_attributes(filter);
    if (result == 0)
        result = add_rules(filter, settings);
    if (result == 0)
        result = seccomp_load(filter);
    if (filter)
        seccomp_release(filter);
    report->filter = result == 0;
    if (result == 0 || result == -ENOSYS || result == -EINVAL) /* the kernel has no filters; the log says so */
        return BPV_OK;
    return bpv_fail(error, BPV_INTERNAL,
                    "De sandbox start niet (seccomp: %s). Herstel dit, of start bpvd met --no-sandbox.",
                    strerror(-result));
}
