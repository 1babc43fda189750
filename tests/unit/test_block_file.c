/* block_file: what is put behind a file is there, whatever the sizes; and is written in whole, aligned blocks. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "block_file.h"

#define MOST (5 * BLOCK_FILE_BLOCK)

static char path[] = "/tmp/bpv-block-file-XXXXXX";

static int make_file(void **state)
{
    (void)state;
    int file = mkstemp(path);
    return file < 0 || close(file) != 0;
}

static int remove_file(void **state)
{
    (void)state;
    return unlink(path);
}

static void begin_with(const char *bytes, size_t size)
{
    FILE *file = fopen(path, "w");
    assert_non_null(file);
    assert_int_equal(fwrite(bytes, 1, size, file), size);
    assert_int_equal(fclose(file), 0);
}

static void assert_holds(const char *bytes, size_t size)
{
    char *found = malloc(size + 1);
    FILE *file = fopen(path, "r");
    assert_true(file && found);
    assert_int_equal(fread(found, 1, size + 1, file), size);
    assert_memory_equal(found, bytes, size);
    assert_int_equal(fclose(file), 0);
    free(found);
}

static size_t size_now(void)
{
    struct stat about;
    assert_int_equal(stat(path, &about), 0);
    return (size_t)about.st_size;
}

static char *some_bytes(void)
{
    char *bytes = malloc(MOST);
    assert_non_null(bytes);
    uint32_t number = 1;
    for (size_t i = 0; i < MOST; i++)
        bytes[i] = (char)((number = number * 1664525u + 1013904223u) >> 24);
    return bytes;
}

static void appends_pieces_of_any_size(void **state)
{
    (void)state;
    static const size_t pieces[] = {0, 1, 4095, 70000, BLOCK_FILE_BLOCK - 1, BLOCK_FILE_BLOCK, BLOCK_FILE_BLOCK + 1, 3,
                                    3 * BLOCK_FILE_BLOCK};
    static const size_t begins[] = {0, 7, 8192, BLOCK_FILE_BLOCK - 1, BLOCK_FILE_BLOCK, BLOCK_FILE_BLOCK + 5};
    char *bytes = some_bytes();
    for (size_t begin = 0; begin < sizeof begins / sizeof *begins; begin++)
        for (size_t first = 0; first < sizeof pieces / sizeof *pieces; first++) {
            struct block_file file;
            size_t at = begins[begin];
            begin_with(bytes, at);
            assert_true(block_file_open(&file, path));
            for (size_t i = 0; i < 4; i++) {
                size_t size = pieces[(first + i) % (sizeof pieces / sizeof *pieces)];
                size = size < MOST - at ? size : MOST - at;
                assert_true(block_file_put(&file, bytes + at, size));
                at += size;
                assert_int_equal(file.at, at);
                size_t written = size_now();
                assert_true(written == begins[begin] || written == at / BLOCK_FILE_BLOCK * BLOCK_FILE_BLOCK);
            }
            assert_true(block_file_finish(&file));
            assert_true(block_file_close(&file));
            assert_holds(bytes, at);
        }
    free(bytes);
}

static void drops_what_is_not_finished(void **state)
{
    (void)state;
    struct block_file file;
    begin_with("begin", 5);
    assert_true(block_file_open(&file, path));
    assert_true(block_file_put(&file, " rest", 5));
    assert_true(block_file_close(&file));
    assert_holds("begin", 5);
}

static void says_what_fails(void **state)
{
    (void)state;
    struct block_file file;
    assert_false(block_file_open(&file, "/tmp/er-is-geen/bestand"));
    assert_int_equal(errno, ENOENT);
    assert_true(block_file_close(&file));
    char *bytes = some_bytes();
    assert_true(block_file_open(&file, "/dev/full"));
    assert_false(block_file_put(&file, bytes, BLOCK_FILE_BLOCK));
    assert_int_equal(errno, ENOSPC);
    assert_true(block_file_close(&file));
    assert_true(block_file_open(&file, "/dev/full"));
    assert_true(block_file_put(&file, bytes, 5));
    assert_false(block_file_finish(&file));
    assert_int_equal(errno, ENOSPC);
    assert_true(block_file_close(&file));
    free(bytes);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(appends_pieces_of_any_size),
        cmocka_unit_test(drops_what_is_not_finished),
        cmocka_unit_test(says_what_fails),
    };
    return cmocka_run_group_tests(tests, make_file, remove_file);
}
