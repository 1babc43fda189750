/* similar_sets: finds exactly the pairs that comparing all with all finds, with bounded work where all sets share
 * much. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>
#include <stdbool.h>
#include <stdlib.h>
#include <string.h>

#include "similar_sets.h"

enum { SETS = 400, ITEMS_MAX = 24 };

struct collection {
    uint64_t items[SETS * ITEMS_MAX];
    struct set sets[SETS];
    size_t item_count, set_count;
    unsigned char found[SETS][SETS]; /* percent */
    size_t found_count;
    uint64_t random;
};

static uint64_t next_random(struct collection *all)
{
    all->random = all->random * 6364136223846793005u + 1442695040888963407u;
    uint64_t mixed = (all->random ^ all->random >> 29) * 0x9E3779B97F4A7C15u;
    return mixed ^ mixed >> 32;
}

static void add_set(struct collection *all, const uint64_t *items, size_t count, uint32_t owner)
{
    struct set *set = &all->sets[all->set_count++];
    *set = (struct set){all->item_count, 0, owner};
    for (size_t i = 0; i < count; i++) { /* insertion sort, without doubles */
        uint64_t *slice = all->items + set->first;
        size_t at = 0;
        while (at < set->count && slice[at] < items[i])
            at++;
        if (at < set->count && slice[at] == items[i])
            continue;
        memmove(slice + at + 1, slice + at, (set->count - at) * sizeof *slice);
        slice[at] = items[i];
        set->count++;
    }
    all->item_count += set->count;
}

static uint64_t spread(uint64_t number)
{
    return (number + 1) * 0x9E3779B97F4A7C15u;
}

/* Sets of words out of a small vocabulary; every third one is another one with some words changed. */
static struct collection *make_collection(size_t count, uint64_t vocabulary)
{
    struct collection *all = calloc(1, sizeof *all);
    uint64_t words[SETS][ITEMS_MAX];
    size_t lengths[SETS];
    all->random = 7;
    for (size_t i = 0; i < count; i++) {
        lengths[i] = 1 + next_random(all) % ITEMS_MAX;
        for (size_t j = 0; j < lengths[i]; j++)
            words[i][j] = spread(next_random(all) % vocabulary);
        if (i % 3 == 2) {
            size_t model = next_random(all) % i;
            lengths[i] = lengths[model];
            memcpy(words[i], words[model], sizeof words[i]);
            for (size_t changes = next_random(all) % 4; changes; changes--)
                words[i][next_random(all) % lengths[i]] = spread(next_random(all) % vocabulary);
        }
        add_set(all, words[i], lengths[i], (uint32_t)i / 2);
    }
    return all;
}

static unsigned jaccard(const struct collection *all, const struct set *a, const struct set *b)
{
    size_t shared = 0;
    for (size_t i = 0; i < a->count; i++)
        for (size_t j = 0; j < b->count; j++)
            shared += all->items[a->first + i] == all->items[b->first + j];
    return (unsigned)(shared * 100 / (a->count + b->count - shared));
}

static void note(void *context, uint32_t first, uint32_t second, unsigned percent)
{
    struct collection *all = context;
    assert_true(first < second && second < all->set_count);
    all->found_count++;
    all->found[first][second] = (unsigned char)percent;
}

static void find(struct collection *all, unsigned percent, size_t common)
{
    const struct similar_sets sets = {all->items, all->sets, all->set_count, percent, common};
    similar_sets_find(&sets, note, all);
}

static void finds_what_comparing_all_finds(void **state)
{
    (void)state;
    static const unsigned percents[] = {1, 30, 50, 60, 61, 80, 99, 100};
    for (size_t p = 0; p < sizeof percents / sizeof *percents; p++) {
        struct collection *all = make_collection(SETS, 500);
        size_t similar = 0;
        find(all, percents[p], SETS);
        for (size_t i = 0; i < SETS; i++)
            for (size_t j = i + 1; j < SETS; j++) {
                unsigned percent = jaccard(all, &all->sets[i], &all->sets[j]);
                bool wanted = percent >= percents[p] && all->sets[i].owner != all->sets[j].owner;
                assert_int_equal(all->found[i][j], wanted ? percent : 0);
                similar += wanted;
            }
        assert_true(similar > 20);
        free(all);
    }
}

static void copies_are_compared_with_neighbours_only(void **state)
{
    (void)state;
    struct collection *all = calloc(1, sizeof *all);
    static const uint64_t same[] = {1, 2, 3, 1ull << 63};
    for (uint32_t i = 0; i < SETS; i++)
        add_set(all, same, 4, i);
    find(all, 60, 24);
    assert_true(all->found_count >= SETS - 1 && all->found_count <= 2 * SETS);
    for (size_t i = 0; i + 1 < SETS; i++)
        assert_int_equal(all->found[i][i + 1], 100);
    free(all);
}

static void nothing_is_similar_to_nothing(void **state)
{
    (void)state;
    struct collection *all = calloc(1, sizeof *all);
    find(all, 60, 24);
    add_set(all, NULL, 0, 1);
    add_set(all, NULL, 0, 2);
    add_set(all, (const uint64_t[]){5}, 1, 3);
    find(all, 60, 24);
    assert_int_equal(all->found_count, 0);
    add_set(all, (const uint64_t[]){5}, 1, 3);
    find(all, 60, 24);
    assert_int_equal(all->found_count, 0); /* of one owner */
    add_set(all, (const uint64_t[]){5}, 1, 4);
    find(all, 60, 24);
    assert_int_equal(all->found_count, 2);
    free(all);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(finds_what_comparing_all_finds),
        cmocka_unit_test(copies_are_compared_with_neighbours_only),
        cmocka_unit_test(nothing_is_similar_to_nothing),
    };
    return cmocka_run_group_tests_name("similar_sets", tests, NULL, NULL);
}
