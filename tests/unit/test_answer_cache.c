/* answer_cache: least recently used out first, never over its bytes, bodies outlive their place. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>
#include <pthread.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "answer_cache.h"

static struct bpv_text key_of(char out[32], unsigned number)
{
    int length = snprintf(out, 32, "key %u", number);
    return (struct bpv_text){out, (size_t)length};
}

static struct cached_body *add(struct answer_cache *cache, unsigned number, size_t length)
{
    char key[32];
    char *bytes = malloc(length);
    assert_non_null(bytes);
    memset(bytes, (int)('a' + number % 26), length);
    return answer_cache_add(cache, key_of(key, number), bytes, length, (int)number);
}

static bool holds(struct answer_cache *cache, unsigned number)
{
    char key[32];
    struct cached_body *body = answer_cache_find(cache, key_of(key, number));
    bool found = body != NULL;
    if (body)
        assert_int_equal(cached_body_mark(body), number);
    cached_body_release(body);
    return found;
}

struct counted {
    struct cached_attachment base;
    int *released;
};

static void count_release(struct cached_attachment *attachment)
{
    ++*((struct counted *)attachment)->released;
    free(attachment);
}

static struct cached_attachment *counted(int *released)
{
    struct counted *attachment = malloc(sizeof *attachment);
    assert_non_null(attachment);
    *attachment = (struct counted){{count_release}, released};
    return &attachment->base;
}

static void what_is_attached_goes_with_the_body(void **state)
{
    (void)state;
    struct answer_cache *cache = answer_cache_create(100000, 2);
    int released = 0;
    struct cached_body *body = add(cache, 1, 100);
    assert_null(cached_body_attached(body, 0));
    struct cached_attachment *first = counted(&released), *second = counted(&released);
    assert_true(cached_body_attach(body, 0, first));
    assert_false(cached_body_attach(body, 0, second)); /* taken */
    assert_false(cached_body_attach(body, 2, second)); /* no such slot */
    assert_true(cached_body_attach(body, 1, second));
    assert_ptr_equal(cached_body_attached(body, 0), first);
    assert_null(cached_body_attached(body, 2));
    answer_cache_free(cache);
    assert_int_equal(released, 0);
    cached_body_release(body);
    assert_int_equal(released, 2);
    cache = answer_cache_create(50000, 2); /* each takes more than 4 KB: room for about ten */
    for (unsigned i = 0; i < 30; i++)
        cached_body_release(add(cache, i, 100));
    struct answer_cache_counts counts;
    answer_cache_count(cache, &counts);
    assert_true(counts.entries >= 8 && counts.entries <= 12 && counts.bytes <= 50000);
    answer_cache_free(cache);
}

static void gives_back_what_it_got(void **state)
{
    (void)state;
    struct answer_cache *cache = answer_cache_create(100000, 0);
    assert_false(holds(cache, 1));
    struct cached_body *body = add(cache, 1, 100);
    assert_int_equal(cached_body_bytes(body).length, 100);
    assert_true(holds(cache, 1));
    assert_false(holds(cache, 2));
    struct answer_cache_counts counts;
    answer_cache_count(cache, &counts);
    assert_int_equal(counts.hits, 1);
    assert_int_equal(counts.misses, 2);
    assert_int_equal(counts.entries, 1);
    answer_cache_free(cache);
    assert_int_equal(cached_body_bytes(body).start[99], 'b'); /* still ours */
    cached_body_release(body);
    cached_body_release(NULL);
    answer_cache_free(NULL);
}

static void drops_the_least_recently_used(void **state)
{
    (void)state;
    struct answer_cache *cache = answer_cache_create(12000, 0); /* room for about ten of these */
    for (unsigned i = 0; i < 10; i++)
        cached_body_release(add(cache, i, 1000));
    assert_true(holds(cache, 0)); /* now the youngest */
    cached_body_release(add(cache, 10, 1000));
    cached_body_release(add(cache, 11, 1000));
    assert_true(holds(cache, 0));
    assert_false(holds(cache, 1));
    assert_true(holds(cache, 11));
    answer_cache_free(cache);
}

static void never_grows_over_its_bytes(void **state)
{
    (void)state;
    struct answer_cache *cache = answer_cache_create(50000, 0);
    struct answer_cache_counts counts;
    for (unsigned i = 0; i < 5000; i++) {
        cached_body_release(add(cache, i * 2654435761u % 3000, 1 + i * 37 % 5000));
        answer_cache_count(cache, &counts);
        assert_true(counts.bytes <= 50000);
    }
    assert_true(counts.entries > 5);
    answer_cache_free(cache);
}

static void a_giant_is_not_kept(void **state)
{
    (void)state;
    struct answer_cache *cache = answer_cache_create(10000, 0);
    struct cached_body *body = add(cache, 1, 5000);
    assert_int_equal(cached_body_bytes(body).length, 5000);
    assert_false(holds(cache, 1));
    cached_body_release(body);
    answer_cache_free(cache);
}

static void zero_turns_it_off(void **state)
{
    (void)state;
    struct answer_cache *cache = answer_cache_create(0, 0);
    struct cached_body *body = add(cache, 1, 10);
    assert_non_null(body);
    cached_body_release(body);
    assert_false(holds(cache, 1));
    answer_cache_free(cache);
}

static void the_same_key_is_replaced(void **state)
{
    (void)state;
    struct answer_cache *cache = answer_cache_create(100000, 0);
    struct answer_cache_counts counts;
    for (int i = 0; i < 100; i++)
        cached_body_release(add(cache, 7, 100));
    answer_cache_count(cache, &counts);
    assert_int_equal(counts.entries, 1);
    answer_cache_free(cache);
}

static void *hammer(void *argument)
{
    struct answer_cache *cache = argument;
    for (unsigned i = 0; i < 3000; i++) {
        char key[32];
        unsigned number = i * 7 % 50;
        struct cached_body *body = answer_cache_find(cache, key_of(key, number));
        if (!body)
            body = add(cache, number, 200);
        if (cached_body_bytes(body).start[199] != (char)('a' + number % 26))
            abort();
        cached_body_release(body);
    }
    return NULL;
}

static void threads_share_it(void **state)
{
    (void)state;
    struct answer_cache *cache = answer_cache_create(8000, 0); /* too small for all: drops all the time */
    pthread_t threads[4];
    for (int i = 0; i < 4; i++)
        assert_int_equal(pthread_create(&threads[i], NULL, hammer, cache), 0);
    for (int i = 0; i < 4; i++)
        pthread_join(threads[i], NULL);
    answer_cache_free(cache);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(gives_back_what_it_got),
        cmocka_unit_test(what_is_attached_goes_with_the_body),   cmocka_unit_test(drops_the_least_recently_used),
        cmocka_unit_test(never_grows_over_its_bytes), cmocka_unit_test(a_giant_is_not_kept),
        cmocka_unit_test(zero_turns_it_off),        cmocka_unit_test(the_same_key_is_replaced),
        cmocka_unit_test(threads_share_it),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
