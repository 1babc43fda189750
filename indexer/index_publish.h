/*
 * index_publish.h: the files around a build: the lock, the temporary folder beside the output, and the rename into
 * place.
 * Ownership: index_place_open, then index_place_close always (accepts a failed open); it removes what is temporary.
 * Errors: BPV_IO and Dutch text. One thread.
 */
#ifndef BPV_INDEX_PUBLISH_H
#define BPV_INDEX_PUBLISH_H

#include "text_buffer.h"

struct index_place {
    struct text_buffer output, folder, lock_path;
    struct text_buffer temporary; /* a folder of our own in the same file system */
    struct text_buffer work;      /* for the writer */
    struct text_buffer index;     /* where the new file is made */
    int lock;                     /* descriptor, or -1 */
};

/* Waits a little for another build of the same output; removes what a killed one left. */
enum bpv_status index_place_open(struct index_place *place, const char *output, struct bpv_error *error);
/* Keeps the present index as OUTPUT.vorige and renames the new one into place; both are on disk afterwards. */
enum bpv_status index_place_publish(struct index_place *place, struct bpv_error *error);
void index_place_close(struct index_place *place);

#endif
