/* text_store.h: texts stay what they were, inside a file and in memory. index_hash_pages: the same hash as at once. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>
#include <fcntl.h>
#include <sys/mman.h>
#include <unistd.h>
#include <xxhash.h>

#include "index_file.h"
#include "text_buffer.h"
#include "text_store.h"

#define TEXTS 40u
#define TEXT_SIZE ((size_t)1024 * 1024 - 7) /* more than fit in one chunk */

static void fill(char *bytes, size_t length, unsigned number)
{
    for (size_t i = 0; i < length; i++)
        bytes[i] = (char)('a' + (i * 7 + number) % 26);
}

static void keep_and_compare(struct text_store *store)
{
    char *bytes = xcalloc(TEXT_SIZE, 1);
    struct bpv_text kept[TEXTS];
    for (unsigned i = 0; i < TEXTS; i++) {
        fill(bytes, TEXT_SIZE - i, i);
        kept[i] = text_store_keep(store, (struct bpv_text){bytes, TEXT_SIZE - i});
        if (i % 5 == 0)
            text_store_rest(store);
    }
    text_store_rest(store);
    for (unsigned i = 0; i < TEXTS; i++) {
        fill(bytes, TEXT_SIZE - i, i);
        assert_true(text_equal(kept[i], (struct bpv_text){bytes, TEXT_SIZE - i}));
        assert_int_equal(kept[i].start[kept[i].length], 0);
    }
    free(bytes);
}

static void texts_in_a_file_stay(void **state)
{
    (void)state;
    struct text_store store = {.open = false};
    text_store_open(&store, "beside.index");
    assert_true(store.open);
    keep_and_compare(&store);
    assert_true(store.count > 1);
    text_store_release(&store);
    assert_false(store.open);
}

static void without_a_folder_texts_stay_in_memory(void **state)
{
    (void)state;
    struct text_store store = {.open = false};
    text_store_open(&store, "/no/such/folder/x.index");
    assert_false(store.open);
    keep_and_compare(&store);
    assert_int_equal(store.count, 0);
    text_store_release(&store);
}

static void a_full_disk_is_no_loss(void **state)
{
    (void)state;
    struct text_store store = {.open = false};
    text_store_open(&store, "./beside.index");
    assert_true(store.open);
    struct bpv_text first = text_store_keep(&store, (struct bpv_text){"eerste", 6});
    int writable = store.file, refused = open("/dev/full", O_RDWR | O_CLOEXEC);
    assert_true(refused >= 0);
    store.file = refused;
    struct bpv_text second = text_store_keep(&store, (struct bpv_text){"tweede", 6});
    store.file = writable;
    assert_true(text_is(first, "eerste"));
    assert_true(text_is(second, "tweede"));
    text_store_release(&store);
    close(refused);
}

static void empty_texts(void **state)
{
    (void)state;
    struct text_store store = {.open = false};
    text_store_open(&store, "x");
    assert_int_equal(text_store_keep(&store, (struct bpv_text){"", 0}).length, 0);
    text_store_rest(&store);
    text_store_release(&store);
}

static void hash_of_pages(void **state)
{
    (void)state;
    static const size_t sizes[] = {0, 1, 4095, 4096, INDEX_WINDOW, INDEX_WINDOW + 1, 3 * INDEX_WINDOW - 5};
    size_t most = 3 * INDEX_WINDOW;
    char *map = mmap(NULL, most, PROT_READ | PROT_WRITE, MAP_SHARED | MAP_ANONYMOUS, -1, 0);
    assert_true(map != MAP_FAILED);
    fill(map, most, 3);
    for (size_t i = 0; i < sizeof sizes / sizeof *sizes; i++)
        for (size_t begin = 0; begin < 3 && begin + sizes[i] <= most; begin++)
            assert_true(index_hash_pages(map + begin, sizes[i]) == XXH3_64bits(map + begin, sizes[i]));
    munmap(map, most);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(texts_in_a_file_stay), cmocka_unit_test(without_a_folder_texts_stay_in_memory),
        cmocka_unit_test(a_full_disk_is_no_loss), cmocka_unit_test(empty_texts), cmocka_unit_test(hash_of_pages),
    };
    cmocka_set_message_output(CM_OUTPUT_TAP);
    return cmocka_run_group_tests(tests, NULL, NULL);
}
