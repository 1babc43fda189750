/* index_copies: files without a name that are lent out and come back empty. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>
#include <dirent.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <unistd.h>

#include "index_copies.h"

static char folder[] = "/var/tmp/test-copies-XXXXXX";

static int make_folder(void **state)
{
    (void)state;
    return mkdtemp(folder) ? 0 : -1;
}

static int remove_folder(void **state)
{
    (void)state;
    return rmdir(folder); /* fails when something was left in it */
}

static off_t size_of(int fd)
{
    struct stat status;
    assert_int_equal(fstat(fd, &status), 0);
    assert_int_equal(status.st_nlink, 0);
    return status.st_size;
}

static void lends_and_takes_back(void **state)
{
    (void)state;
    struct bpv_copies *copies = bpv_copies_create(folder, 2);
    if (bpv_copies_left(copies) == 0) { /* the folder is in memory */
        bpv_copies_free(copies);
        skip();
    }
    assert_int_equal(bpv_copies_left(copies), 2);
    int first = index_copies_take(copies), second = index_copies_take(copies);
    assert_true(first >= 0 && second >= 0 && first != second);
    assert_int_equal(index_copies_take(copies), -1);
    assert_int_equal(write(first, "bytes", 5), 5);
    assert_int_equal(size_of(first), 5);
    index_copies_give_back(copies, first);
    assert_int_equal(bpv_copies_left(copies), 1);
    int again = index_copies_take(copies);
    assert_int_equal(size_of(again), 0);
    assert_int_equal(lseek(again, 0, SEEK_CUR), 0);
    index_copies_give_back(copies, again);
    index_copies_give_back(copies, second);
    bpv_copies_free(copies);
    bpv_copies_free(NULL);
}

static void has_none_where_there_can_be_none(void **state)
{
    (void)state;
    static const char *const places[] = {"/bestaat/niet", "/proc", "/dev/null"};
    for (size_t i = 0; i < sizeof places / sizeof places[0]; i++) {
        struct bpv_copies *copies = bpv_copies_create(places[i], 3);
        assert_int_equal(bpv_copies_left(copies), 0);
        assert_int_equal(index_copies_take(copies), -1);
        bpv_copies_free(copies);
    }
    assert_int_equal(index_copies_take(NULL), -1);
}

static void never_more_than_the_limit(void **state)
{
    (void)state;
    struct bpv_copies *copies = bpv_copies_create(folder, 1000000);
    assert_true(bpv_copies_left(copies) <= BPV_COPIES_MAX);
    bpv_copies_free(copies);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(lends_and_takes_back),
        cmocka_unit_test(has_none_where_there_can_be_none),
        cmocka_unit_test(never_more_than_the_limit),
    };
    return cmocka_run_group_tests_name("index_copies", tests, make_folder, remove_folder);
}
