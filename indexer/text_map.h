/*
 * text_map.h: a hash table from text to a number. Keys are borrowed and must outlive the map.
 * Ownership: {0} is empty; text_map_release frees. One thread at a time.
 */
#ifndef BPV_TEXT_MAP_H
#define BPV_TEXT_MAP_H

#include "bpv.h"

struct text_map_slot;

struct text_map {
    struct text_map_slot *slots;
    size_t count, capacity;
};

/* False, with the present value in *value, when the key is there already. */
void text_map_reserve(struct text_map *map, size_t count); /* room for so many in all */
bool text_map_add(struct text_map *map, struct bpv_text key, size_t *value);
bool text_map_find(const struct text_map *map, struct bpv_text key, size_t *value); /* value may be NULL */
void text_map_release(struct text_map *map);

uint64_t text_hash(struct bpv_text text); /* FNV-1a */

#endif
