/*
 * coverage_service.h: the coverage of the index that is being served. It asks hundreds of questions, or a hundred
 * thousand, so it is computed only when somebody asks for it, once for each generation and day, by a thread of its own
 * that steps aside for questions.
 *
 * Guarding   One mutex guards the published report, its reference count and the flags; it is never held while
 *            computing. The report holds a lease of its generation, so that the texts it borrows stay; it is dropped
 *            soon after another generation has come. Requests never compute; when there is no report yet, one of them
 *            at a time waits HTTP_COVERAGE_WAIT_MS, the others are told to come back.
 * Ownership  A report that was taken must be given back. Free the service before the keeper, after the server has
 *            stopped.
 * Threads    take, look and give back: any. create, start and free: main thread.
 */
#ifndef BPVD_COVERAGE_SERVICE_H
#define BPVD_COVERAGE_SERVICE_H

#include "coverage.h"
#include "generation.h"

struct coverage_service;

struct coverage_report {
    struct generation_lease lease;
    bpv_date today;
    struct coverage coverage; /* empty when error.status is not BPV_OK */
    struct bpv_error error;
    unsigned references; /* private */
};

struct coverage_service *coverage_service_create(struct generation_keeper *keeper);
bool coverage_service_start(struct coverage_service *service); /* false if there can be no thread */
void coverage_service_free(struct coverage_service *service);

/* The report of this generation on this day, or NULL when it is not there yet. */
const struct coverage_report *coverage_service_take(struct coverage_service *service, struct bpv_text generation,
                                                    bpv_date today);
/* The same without waiting; a report that is not there is asked for, and comes later. */
const struct coverage_report *coverage_service_look(struct coverage_service *service, struct bpv_text generation,
                                                    bpv_date today);
void coverage_service_give_back(struct coverage_service *service, const struct coverage_report *report);

#endif
