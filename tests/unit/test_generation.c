/* Which index is served: a new file is taken up by the watcher, a damaged one is not, and after the stop nobody looks
 * any more. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>
#include <time.h>

#include "generation.h"
#include "small_index.h"

static struct small_index place, other;

static int setup(void **state)
{
    (void)state;
    small_index_make(&place, small_settings(), small_passages, SMALL_PASSAGES);
    small_index_make(&other, small_settings(), small_passages, SMALL_PASSAGES - 1);
    return 0;
}

static int teardown(void **state)
{
    (void)state;
    small_index_remove(&place);
    small_index_remove(&other);
    return 0;
}

/* Puts a copy of a file in the place of another, as bpv-index does. */
static void replace(const char *path, const char *with, bool damaged)
{
    size_t size;
    char fresh[128], *bytes = small_read(with, &size);
    snprintf(fresh, sizeof fresh, "%s.new", path);
    FILE *file = fopen(fresh, "we");
    assert_non_null(file);
    if (damaged)
        bytes[size / 2] = (char)~bytes[size / 2];
    assert_int_equal(fwrite(bytes, 1, size, file), size);
    assert_int_equal(fclose(file), 0);
    assert_int_equal(rename(fresh, path), 0);
    free(bytes);
}

static void wait_ms(unsigned milliseconds)
{
    nanosleep(&(struct timespec){milliseconds / 1000, milliseconds % 1000 * 1000000L}, NULL);
}

static struct generation_counts counts_of(struct generation_keeper *keeper)
{
    struct generation_counts counts;
    generation_keeper_count(keeper, &counts);
    return counts;
}

static uint32_t served(struct generation_keeper *keeper)
{
    struct generation_lease lease;
    struct bpv_base_info info = {.passage_count = 0};
    generation_lease_take(keeper, &lease);
    if (lease.base)
        bpv_base_describe(lease.base, &info);
    generation_lease_return(keeper, &lease);
    return info.passage_count;
}

static void a_new_file_is_taken_up(void **state)
{
    (void)state;
    const char *path = place.path;
    struct generation_keeper *keeper = generation_keeper_create(&(struct generation_files){&path, 1, 1, NULL, ""});
    assert_int_equal(served(keeper), 0);
    assert_true(generation_keeper_check(keeper));
    assert_int_equal(served(keeper), SMALL_PASSAGES);
    assert_true(generation_keeper_watch(keeper));
    replace(place.path, other.path, false);
    for (unsigned i = 0; i < 200 && served(keeper) == SMALL_PASSAGES; i++)
        wait_ms(50);
    assert_int_equal(served(keeper), SMALL_PASSAGES - 1);
    replace(place.path, other.path, true);
    for (unsigned i = 0; i < 200 && !counts_of(keeper).refused; i++)
        wait_ms(50);
    assert_int_equal(counts_of(keeper).refused, 1);
    assert_int_equal(served(keeper), SMALL_PASSAGES - 1);
    generation_keeper_free(keeper);
    replace(place.path, other.path, false);
}

/* Whose the paths are may take them away then: bpvd frees the folder of its corpus before the keeper. */
static void after_the_stop_nobody_looks(void **state)
{
    (void)state;
    char *path = strdup(place.path);
    const char *paths[] = {path};
    struct generation_keeper *keeper = generation_keeper_create(&(struct generation_files){paths, 1, 1, NULL, ""});
    assert_true(generation_keeper_check(keeper));
    assert_true(generation_keeper_watch(keeper));
    generation_keeper_stop(keeper);
    paths[0] = NULL;
    free(path);
    wait_ms(3 * HTTP_INDEX_CHECK_MS);
    assert_int_equal(counts_of(keeper).loaded, 1);
    assert_int_equal(counts_of(keeper).refused, 0);
    generation_keeper_stop(keeper);
    generation_keeper_free(keeper);
    generation_keeper_stop(NULL);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_new_file_is_taken_up),
        cmocka_unit_test(after_the_stop_nobody_looks),
    };
    return cmocka_run_group_tests(tests, setup, teardown);
}
