/*
 * passage_id.h: makes ids out of titles and paths: [a-z0-9-], BPV_ID_MIN to BPV_ID_MAX bytes, unique in a map.
 * Ownership: results live in the pool. No errors. One thread at a time.
 */
#ifndef BPV_PASSAGE_ID_H
#define BPV_PASSAGE_ID_H

#include "memory_pool.h"
#include "text_map.h"

/* "Wie tekent de POK?" -> wie-tekent-de-pok. A long text is cut; with mark_cut its digest then keeps it apart from
 * others. */
struct bpv_text passage_id_make(struct memory_pool *pool, struct bpv_text text, bool mark_cut);
/* id, or id-2, id-3 ...: the first that is not in taken. Does not add it. */
struct bpv_text passage_id_unique(struct memory_pool *pool, const struct text_map *taken, struct bpv_text id);
/* id-number, shortened if need be. */
struct bpv_text passage_id_numbered(struct memory_pool *pool, struct bpv_text id, size_t number);

#endif
