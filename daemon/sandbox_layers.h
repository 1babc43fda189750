/*
 * sandbox_layers.h: what the files of the sandbox share. Private to sandbox*.c; see sandbox.h. Main thread only.
 */
#ifndef BPV_SANDBOX_LAYERS_H
#define BPV_SANDBOX_LAYERS_H

#include "sandbox.h"

/* The Makefile says BPV_INSTRUMENTED for every sanitizer; UBSan has no macro of its own. */
#if defined(BPV_INSTRUMENTED) || defined(__SANITIZE_ADDRESS__) || defined(__SANITIZE_THREAD__)
enum { SANDBOX_INSTRUMENTED = 1 };
#else
enum { SANDBOX_INSTRUMENTED = 0 };
#endif

/* Restricts the calling thread and the threads it starts. Sets report->landlock and report->folder_missing; no Landlock
 * in the kernel is no error. */
enum bpv_status sandbox_landlock(const struct sandbox_settings *settings, struct sandbox_report *report,
                                 struct bpv_error *error);
/* Loads the filter. Sets report->filter; no seccomp in the kernel is no error. */
enum bpv_status sandbox_seccomp(const struct sandbox_settings *settings, struct sandbox_report *report,
                                struct bpv_error *error);

#endif
