#include "answer_cache.h"

#include <pthread.h>
#include <stdatomic.h>
#include <stdbool.h>
#include <stdlib.h>
#include <string.h>
#include <sys/random.h>
#include <time.h>

#include "text_buffer.h"

struct cached_body {
    atomic_uint references;
    int mark;
    size_t length;
    char *bytes;
    unsigned slots;
    struct cached_attachment *attached[];
};

struct entry {
    struct entry *next_in_bucket, *newer, *older;
    uint64_t hash;
    struct cached_body *body;
    size_t key_length;
    char key[];
};

struct answer_cache {
    pthread_mutex_t mutex; /* guards everything below */
    struct entry **buckets;
    size_t bucket_count; /* a power of two */
    struct entry *newest, *oldest;
    struct answer_cache_counts counts;
    unsigned slots;   /* never changes */
    uint64_t seed[2]; /* so that nobody can choose questions that all fall into one bucket */
};

static uint64_t rotate(uint64_t value, int bits)
{
    return value << bits | value >> (64 - bits);
}

static void sip_round(uint64_t v[4])
{
    v[0] += v[1];
    v[2] += v[3];
    v[1] = rotate(v[1], 13) ^ v[0];
    v[3] = rotate(v[3], 16) ^ v[2];
    v[0] = rotate(v[0], 32);
    v[2] += v[1];
    v[0] += v[3];
    v[1] = rotate(v[1], 17) ^ v[2];
    v[3] = rotate(v[3], 21) ^ v[0];
    v[2] = rotate(v[2], 32);
}

/* SipHash-1-3. */
static uint64_t hash_key(const uint64_t seed[2], struct bpv_text key)
{
    uint64_t v[4] = {seed[0] ^ UINT64_C(0x736f6d6570736575), seed[1] ^ UINT64_C(0x646f72616e646f6d),
                     seed[0] ^ UINT64_C(0x6c7967656e657261), seed[1] ^ UINT64_C(0x7465646279746573)};
    size_t whole = key.length / 8 * 8;
    for (size_t i = 0; i <= whole; i += 8) {
        uint64_t word = 0;
        memcpy(&word, key.start + i, i == whole ? key.length - whole : 8);
        if (i == whole)
            word |= (uint64_t)key.length << 56;
        v[3] ^= word;
        sip_round(v);
        v[0] ^= word;
    }
    v[2] ^= 0xFF;
    for (int i = 0; i < 3; i++)
        sip_round(v);
    return v[0] ^ v[1] ^ v[2] ^ v[3];
}

struct answer_cache *answer_cache_create(size_t maximum_bytes, unsigned slots)
{
    struct answer_cache *cache = xcalloc(1, sizeof *cache);
    pthread_mutex_init(&cache->mutex, NULL);
    cache->counts.maximum = maximum_bytes;
    cache->slots = slots;
    cache->bucket_count = 64;
    while (cache->bucket_count < maximum_bytes / 4096 && cache->bucket_count < (size_t)1 << 20)
        cache->bucket_count *= 2;
    cache->buckets = xcalloc(cache->bucket_count, sizeof(struct entry *));
    if (getrandom(cache->seed, sizeof cache->seed, GRND_NONBLOCK) != (ssize_t)sizeof cache->seed)
        cache->seed[0] = (uint64_t)time(NULL) ^ (uint64_t)(uintptr_t)cache;
    return cache;
}

void cached_body_release(struct cached_body *body)
{
    if (body && atomic_fetch_sub_explicit(&body->references, 1, memory_order_acq_rel) == 1) {
        for (unsigned i = 0; i < body->slots; i++)
            if (body->attached[i])
                body->attached[i]->release(body->attached[i]);
        free(body->bytes);
        free(body);
    }
}

struct cached_attachment *cached_body_attached(const struct cached_body *body, unsigned slot)
{
    return slot < body->slots ? body->attached[slot] : NULL;
}

bool cached_body_attach(struct cached_body *body, unsigned slot, struct cached_attachment *attachment)
{
    if (slot >= body->slots || body->attached[slot])
        return false;
    body->attached[slot] = attachment;
    return true;
}

struct bpv_text cached_body_bytes(const struct cached_body *body)
{
    return (struct bpv_text){body->bytes, body->length};
}

int cached_body_mark(const struct cached_body *body)
{
    return body->mark;
}

static size_t cost(const struct entry *entry)
{
    const struct cached_body *body = entry->body;
    return sizeof *entry + entry->key_length + sizeof *body + body->length +
           body->slots * (sizeof body->attached[0] + ANSWER_CACHE_ATTACHED);
}

static struct entry **bucket_of(struct answer_cache *cache, uint64_t hash)
{
    return &cache->buckets[hash & (cache->bucket_count - 1)];
}

static struct entry *lookup(struct answer_cache *cache, uint64_t hash, struct bpv_text key)
{
    for (struct entry *entry = *bucket_of(cache, hash); entry; entry = entry->next_in_bucket)
        if (entry->hash == hash && entry->key_length == key.length && memcmp(entry->key, key.start, key.length) == 0)
            return entry;
    return NULL;
}

static void unlink_age(struct answer_cache *cache, struct entry *entry)
{
    *(entry->newer ? &entry->newer->older : &cache->newest) = entry->older;
    *(entry->older ? &entry->older->newer : &cache->oldest) = entry->newer;
}

static void link_newest(struct answer_cache *cache, struct entry *entry)
{
    entry->newer = NULL;
    entry->older = cache->newest;
    *(cache->newest ? &cache->newest->newer : &cache->oldest) = entry;
    cache->newest = entry;
}

static void drop(struct answer_cache *cache, struct entry *entry)
{
    struct entry **link = bucket_of(cache, entry->hash);
    while (*link != entry)
        link = &(*link)->next_in_bucket;
    *link = entry->next_in_bucket;
    unlink_age(cache, entry);
    cache->counts.bytes -= cost(entry);
    cache->counts.entries--;
    cached_body_release(entry->body);
    free(entry);
}

void answer_cache_free(struct answer_cache *cache)
{
    if (!cache)
        return;
    while (cache->oldest)
        drop(cache, cache->oldest);
    free(cache->buckets);
    pthread_mutex_destroy(&cache->mutex);
    free(cache);
}

struct cached_body *answer_cache_find(struct answer_cache *cache, struct bpv_text key)
{
    if (cache->counts.maximum == 0) /* never changes */
        return NULL;
    uint64_t hash = hash_key(cache->seed, key);
    struct cached_body *body = NULL;
    pthread_mutex_lock(&cache->mutex);
    struct entry *entry = lookup(cache, hash, key);
    if (entry) {
        unlink_age(cache, entry);
        link_newest(cache, entry);
        body = entry->body;
        atomic_fetch_add_explicit(&body->references, 1, memory_order_relaxed);
        cache->counts.hits++;
    } else {
        cache->counts.misses++;
    }
    pthread_mutex_unlock(&cache->mutex);
    return body;
}

struct cached_body *answer_cache_add(struct answer_cache *cache, struct bpv_text key, char *bytes, size_t length,
                                     int mark)
{
    struct cached_body *body = xcalloc(1, sizeof *body + cache->slots * sizeof body->attached[0]);
    body->mark = mark;
    body->length = length;
    body->bytes = bytes;
    body->slots = cache->slots;
    atomic_init(&body->references, 1);
    struct entry *entry = xcalloc(1, sizeof *entry + key.length);
    entry->hash = hash_key(cache->seed, key);
    entry->body = body;
    entry->key_length = key.length;
    if (key.length)
        memcpy(entry->key, key.start, key.length);
    size_t needed = cost(entry);
    /* One reply may not push out more than an eighth of the rest. */
    if (needed > cache->counts.maximum / 8) {
        free(entry);
        return body;
    }

    pthread_mutex_lock(&cache->mutex);
    struct entry *same = lookup(cache, entry->hash, key); /* another thread was first */
    if (same)
        drop(cache, same);
    while (cache->counts.bytes + needed > cache->counts.maximum)
        drop(cache, cache->oldest); /* NOLINT(clang-analyzer-unix.Malloc): unlink_age makes another one the oldest */
    atomic_fetch_add_explicit(&body->references, 1, memory_order_relaxed);
    struct entry **bucket = bucket_of(cache, entry->hash);
    entry->next_in_bucket = *bucket;
    *bucket = entry;
    link_newest(cache, entry);
    cache->counts.bytes += needed;
    cache->counts.entries++;
    pthread_mutex_unlock(&cache->mutex);
    return body;
}

void answer_cache_count(struct answer_cache *cache, struct answer_cache_counts *counts)
{
    pthread_mutex_lock(&cache->mutex);
    *counts = cache->counts;
    pthread_mutex_unlock(&cache->mutex);
}
