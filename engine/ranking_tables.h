/*
 * ranking_tables.h: what ranking.c (the second stage) and variant_scan.c (question variants for the first one) share:
 * the question as tables by stem. Ownership, errors, threads: as ranking.h says.
 */
#ifndef BPV_RANKING_TABLES_H
#define BPV_RANKING_TABLES_H

#include "ranking.h"

#define MASS_SCALE 9.0f           /* idf of about two rare words */
#define LATENT_UNIT 8192.0f       /* whole numbers, multiplied eight at a time: sums of 8192 * 127 fit in 32 bits */

struct entry { /* a stem of the corpus that stands for a concept */
    uint32_t next; /* index + 1 of the next entry of the same stem, 0 = last */
    uint16_t concept, alternative;
    float weight;
};

#define ASKED 8192u
#define CHAINS 1024u

struct asked_stem {
    uint32_t stem;
    uint32_t head; /* index + 1 in entries */
    uint32_t next; /* index + 1 of the next stem of the same chain, 0 = last */
};

struct part_table {
    const struct index_file *file;
    /* 1 for stems that may have an entry, by their last bits:
     * most words of a passage have none, and this fits in the nearest cache. */
    uint8_t asked[ASKED];
    uint32_t chains[CHAINS]; /* by the last bits of a stem: index + 1 in stems, 0 = none */
    struct asked_stem *stems;
    size_t stem_count, stem_capacity;
    float latent[INDEX_LATENT]; /* the question in the latent space of the file */
    int16_t latent_units[INDEX_LATENT]; /* the same, of length LATENT_UNIT */
    float rarity[BPV_CONCEPTS_MAX]; /* one in so many question variants of the file has the concept */
    bool has_latent; /* false when it has no word there */
};

struct ranking {
    const struct bpv_base *base;
    const struct ranking_model *model;
    const struct query *query;
    struct part_table *parts;
    struct entry *entries;
    size_t entry_count, entry_capacity;
    float weights[BPV_CONCEPTS_MAX]; /* share of the question */
    float telling;                   /* how many concepts say what it is about */
};

/* 0 if the query does not have the stem; 1 if it has, and for a few others.
 * Without a branch: it could not be foretold. */
static inline uint64_t may_be_asked(const struct part_table *part, uint32_t stem)
{
    return part->asked[stem % ASKED];
}

static inline struct asked_stem *find_stem(const struct part_table *part, uint32_t stem)
{
    for (uint32_t at = part->chains[stem % CHAINS]; at; at = part->stems[at - 1].next)
        if (part->stems[at - 1].stem == stem)
            return &part->stems[at - 1];
    return NULL;
}

/* The first entry of the stem, or NULL. */
static inline const struct entry *first_entry(const struct ranking *ranking, const struct part_table *part,
                                              uint32_t stem)
{
    const struct asked_stem *found = may_be_asked(part, stem) ? find_stem(part, stem) : NULL;
    return found ? &ranking->entries[found->head - 1] : NULL;
}

static inline const struct entry *next_entry(const struct ranking *ranking, const struct entry *entry)
{
    return entry->next ? &ranking->entries[entry->next - 1] : NULL;
}

static inline float likeness(float recall, float precision)
{
    return recall + precision > 0 ? 2 * recall * precision / (recall + precision) : 0;
}

/* A share of the question as an amount of meaning, 0..1: half for MASS_SCALE. */
static inline float mass(const struct query *query, float share)
{
    return share * query->total / (share * query->total + MASS_SCALE);
}

#endif
