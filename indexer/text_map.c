#include "text_map.h"

#include <stdlib.h>

#include "memory_pool.h"
#include "text_buffer.h"

struct text_map_slot {
    struct bpv_text key; /* start is NULL in an empty slot */
    size_t value;
};

uint64_t text_hash(struct bpv_text text)
{
    uint64_t hash = 0xcbf29ce484222325u;
    for (size_t i = 0; i < text.length; i++)
        hash = (hash ^ (unsigned char)text.start[i]) * 0x100000001b3u;
    return hash;
}

static struct text_map_slot *slot_of(struct text_map_slot *slots, size_t capacity, struct bpv_text key)
{
    uint64_t hash = text_hash(key);
    size_t at = (size_t)(hash ^ hash >> 32) & (capacity - 1);
    while (slots[at].key.start && !text_equal(slots[at].key, key))
        at = (at + 1) & (capacity - 1);
    return &slots[at];
}

static void resize(struct text_map *map, size_t capacity)
{
    struct text_map_slot *slots = xcalloc(capacity, sizeof *slots);
    for (size_t i = 0; i < map->capacity; i++)
        if (map->slots[i].key.start)
            *slot_of(slots, capacity, map->slots[i].key) = map->slots[i];
    free(map->slots);
    map->slots = slots;
    map->capacity = capacity;
}

void text_map_reserve(struct text_map *map, size_t count)
{
    size_t capacity = map->capacity ? map->capacity : 64;
    while (count * 2 > capacity)
        capacity *= 2;
    if (capacity > map->capacity)
        resize(map, capacity);
}

bool text_map_add(struct text_map *map, struct bpv_text key, size_t *value)
{
    if (map->count * 2 >= map->capacity)
        text_map_reserve(map, map->count + 1);
    struct text_map_slot *slot = slot_of(map->slots, map->capacity, key);
    if (slot->key.start) {
        *value = slot->value;
        return false;
    }
    *slot = (struct text_map_slot){{key.start ? key.start : "", key.length}, *value};
    map->count++;
    return true;
}

bool text_map_find(const struct text_map *map, struct bpv_text key, size_t *value)
{
    if (!map->capacity)
        return false;
    const struct text_map_slot *slot = slot_of(map->slots, map->capacity, key);
    if (!slot->key.start)
        return false;
    if (value)
        *value = slot->value;
    return true;
}

void text_map_release(struct text_map *map)
{
    free(map->slots);
    *map = (struct text_map){0};
}
