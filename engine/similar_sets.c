#include "similar_sets.h"

#include <stdbool.h>
#include <stdlib.h>

#include "text_buffer.h"

enum {
    PART_ITEMS = 1 << 20, /* postings that are sorted at a time, about */
    BATCH = 1 << 20,      /* candidates that are kept before they are compared */
    RARITY_MAX = 255      /* above it, how often an item occurs is not counted on */
};

struct posting {
    uint64_t item;
    size_t at; /* in the items */
    uint32_t set;
};

struct search {
    const struct similar_sets *all;
    void (*found)(void *context, uint32_t first, uint32_t second, unsigned percent);
    void *context;
    unsigned part_bits; /* items are taken in parts by their upper bits, so that little memory is needed */
    uint8_t *rarity;    /* per item: in how many sets it is; later 0 when it is none of the rarest of its set */
    struct posting *postings;
    size_t posting_count, posting_capacity;
    uint64_t *candidates; /* pairs of sets, as first << 32 | second */
    size_t candidate_count;
};

static int by_item(const void *a, const void *b)
{
    const struct posting *left = a, *right = b;
    if (left->item != right->item)
        return left->item < right->item ? -1 : 1;
    return (left->set > right->set) - (left->set < right->set);
}

static int by_number(const void *a, const void *b)
{
    uint64_t left = *(const uint64_t *)a, right = *(const uint64_t *)b;
    return (left > right) - (left < right);
}

/* ---- Groups: the sets that have one item ---- */

static uint64_t part_of(const struct search *search, uint64_t item)
{
    return search->part_bits ? item >> (64 - search->part_bits) : 0;
}

static void add_posting(struct search *search, uint32_t set, size_t at)
{
    if (search->posting_count == search->posting_capacity) {
        search->posting_capacity = search->posting_capacity ? search->posting_capacity * 2 : 1024;
        search->postings = xrealloc(search->postings, search->posting_capacity * sizeof *search->postings);
    }
    search->postings[search->posting_count++] = (struct posting){search->all->items[at], at, set};
}

/* The postings of one part, sorted: of all items, or only of the rarest of each set. */
static void gather(struct search *search, uint64_t part, bool rarest)
{
    const struct similar_sets *all = search->all;
    search->posting_count = 0;
    for (size_t i = 0; i < all->set_count; i++) {
        const struct set *set = &all->sets[i];
        for (size_t at = set->first; at < set->first + set->count; at++)
            if (part_of(search, all->items[at]) == part && (!rarest || search->rarity[at]))
                add_posting(search, (uint32_t)i, at);
    }
    if (search->posting_count)
        qsort(search->postings, search->posting_count, sizeof *search->postings, by_item);
}

static size_t group_end(const struct search *search, size_t begin)
{
    size_t end = begin + 1;
    while (end < search->posting_count && search->postings[end].item == search->postings[begin].item)
        end++;
    return end;
}

static void for_each_group(struct search *search, bool rarest,
                           void (*visit)(struct search *search, const struct posting *group, size_t size))
{
    for (uint64_t part = 0; part < UINT64_C(1) << search->part_bits; part++) {
        gather(search, part, rarest);
        for (size_t begin = 0, end; begin < search->posting_count; begin = end) {
            end = group_end(search, begin);
            visit(search, search->postings + begin, end - begin);
        }
    }
}

/* ---- The rarest items of a set ---- */

static void note_rarity(struct search *search, const struct posting *group, size_t size)
{
    for (size_t i = 0; i < size; i++)
        search->rarity[group[i].at] = (uint8_t)(size < RARITY_MAX ? size : RARITY_MAX);
}

/* Keeps the items that a similar set must share one of: the rarest first, and among equals the smallest, so that both
 * sets of a pair choose in the same order. */
static void keep_rarest(struct search *search, const struct set *set)
{
    size_t shared_least = ((size_t)set->count * search->all->percent + 99) / 100;
    size_t left = set->count - shared_least + 1;
    uint32_t counts[RARITY_MAX + 1] = {0};
    uint8_t *rarity = search->rarity + set->first;
    for (size_t i = 0; i < set->count; i++)
        counts[rarity[i]]++;
    unsigned last = 0; /* rarity of the last items that may stay */
    while (counts[last] < left)
        left -= counts[last++];
    for (size_t i = 0; i < set->count; i++) {
        bool stays = rarity[i] < last || (rarity[i] == last && left > 0);
        left -= rarity[i] == last && left > 0;
        if (!stays)
            rarity[i] = 0;
    }
}

/* ---- Pairs ---- */

/* 0 for sets that are less alike than is asked for: then the end is not waited for. */
static unsigned jaccard_percent(const struct similar_sets *all, const struct set *a, const struct set *b)
{
    const uint64_t *left = all->items + a->first, *right = all->items + b->first;
    size_t i = 0, j = 0, shared = 0, total = (size_t)a->count + b->count;
    size_t shared_least = (total * all->percent + 99 + all->percent) / (100 + all->percent);
    /* Items that only one of the two has. */
    size_t alone_most = total > 2 * shared_least ? total - 2 * shared_least : 0;
    while (i < a->count && j < b->count && i + j - 2 * shared <= alone_most) {
        shared += left[i] == right[j];
        bool step_left = left[i] <= right[j], step_right = right[j] <= left[i];
        i += step_left;
        j += step_right;
    }
    return shared * 100 >= (total - shared) * all->percent ? (unsigned)(shared * 100 / (total - shared)) : 0;
}

static void compare_candidates(struct search *search)
{
    const struct similar_sets *all = search->all;
    if (search->candidate_count)
        qsort(search->candidates, search->candidate_count, sizeof *search->candidates, by_number);
    for (size_t i = 0; i < search->candidate_count; i++) {
        uint64_t pair = search->candidates[i];
        if (i && pair == search->candidates[i - 1])
            continue;
        uint32_t first = (uint32_t)(pair >> 32), second = (uint32_t)pair;
        unsigned percent = jaccard_percent(all, &all->sets[first], &all->sets[second]);
        if (percent)
            search->found(search->context, first, second, percent);
    }
    search->candidate_count = 0;
}

/* False for sets whose sizes differ so much that they cannot be alike. */
static bool may_be_alike(const struct similar_sets *all, const struct set *a, const struct set *b)
{
    size_t smaller = a->count < b->count ? a->count : b->count, larger = a->count < b->count ? b->count : a->count;
    return a->owner != b->owner && smaller * 100 >= larger * all->percent;
}

static void add_candidates(struct search *search, const struct posting *group, size_t size)
{
    const struct similar_sets *all = search->all;
    for (size_t i = 0; i < size; i++) {
        size_t end = size <= all->common ? size : i + 2 < size ? i + 2 : size;
        for (size_t j = i + 1; j < end; j++) {
            if (!may_be_alike(all, &all->sets[group[i].set], &all->sets[group[j].set]))
                continue;
            if (search->candidate_count == BATCH)
                compare_candidates(search);
            search->candidates[search->candidate_count++] = (uint64_t)group[i].set << 32 | group[j].set;
        }
    }
}

void similar_sets_find(const struct similar_sets *all,
                       void (*found)(void *context, uint32_t first, uint32_t second, unsigned percent), void *context)
{
    struct search search = {.all = all, .found = found, .context = context};
    size_t items = 0;
    for (size_t i = 0; i < all->set_count; i++)
        items = all->sets[i].first + all->sets[i].count > items ? all->sets[i].first + all->sets[i].count : items;
    while (items >> search.part_bits > PART_ITEMS && search.part_bits < 16)
        search.part_bits++;
    search.rarity = xcalloc(items, sizeof *search.rarity);
    search.candidates = xcalloc(BATCH, sizeof *search.candidates);
    for_each_group(&search, false, note_rarity);
    for (size_t i = 0; i < all->set_count; i++)
        if (all->sets[i].count)
            keep_rarest(&search, &all->sets[i]);
    for_each_group(&search, true, add_candidates);
    compare_candidates(&search);
    free(search.rarity);
    free(search.postings);
    free(search.candidates);
}
