/*
 * import_previous.h: the corpus file that an earlier import made and an author may have worked on: its front matter,
 * and for each section id, comment and text, so that a later import keeps them. Ownership: everything lives in the
 * pool. A file that cannot be read as a corpus file is an error: it would be overwritten.
 */
#ifndef BPV_IMPORT_PREVIOUS_H
#define BPV_IMPORT_PREVIOUS_H

#include "memory_pool.h"

struct previous_section {
    struct bpv_text title, id, comment, text; /* comment: the YAML; id may be empty */
    bool used;
};

struct previous_file {
    bool exists;
    struct bpv_text bytes, front; /* front: the YAML */
    struct previous_section *sections;
    size_t count;
};

enum bpv_status import_previous_read(struct memory_pool *pool, struct bpv_text path, struct previous_file *previous,
                                     struct bpv_error *error);
/* The unused section with this heading, or else with this text; marks it used. NULL if there is none. */
struct previous_section *import_previous_take(struct previous_file *previous, struct bpv_text title,
                                              struct bpv_text text, bool by_text);

#endif
