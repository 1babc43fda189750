/* Writing an index where there is no room: the status is BPV_IO and the text names the cause, wherever the writing
 * stops. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>
#include <dirent.h>
#include <signal.h>
#include <sys/resource.h>

#include "small_index.h"

/* Xapian 1.4 loses its tables when there is no room to write while it compacts; LeakSanitizer asks for this. */
const char *__lsan_default_suppressions(void);
const char *__lsan_default_suppressions(void)
{
    return "leak:libxapian";
}

static struct small_index place;

static int setup(void **state)
{
    (void)state;
    small_index_make(&place, small_settings(), small_passages, SMALL_PASSAGES);
    signal(SIGXFSZ, SIG_IGN); /* writing beyond the limit is an error then, as on a full disk */
    return 0;
}

static int teardown(void **state)
{
    (void)state;
    small_index_remove(&place);
    return 0;
}

/* Builds the small index beside the one that is there, with files of at most so many bytes. */
static enum bpv_status build(rlim_t limit, const char *path, struct bpv_error *error)
{
    struct index_settings settings = small_settings();
    settings.work_directory = place.work;
    struct index_writer *writer = NULL;
    struct rlimit before, small;
    assert_int_equal(getrlimit(RLIMIT_FSIZE, &before), 0);
    small = before;
    small.rlim_cur = limit;
    assert_int_equal(setrlimit(RLIMIT_FSIZE, &small), 0);
    enum bpv_status status = index_writer_begin(&settings, &writer, error);
    for (size_t i = 0; status == BPV_OK && i < SMALL_PASSAGES; i++)
        status = index_writer_add(writer, &small_passages[i], error);
    if (status == BPV_OK)
        status = index_writer_finish(writer, path, NULL, NULL, error);
    index_writer_free(writer);
    assert_int_equal(setrlimit(RLIMIT_FSIZE, &before), 0);
    return status;
}

static size_t entries(const char *folder)
{
    size_t count = 0;
    DIR *stream = opendir(folder);
    assert_non_null(stream);
    for (struct dirent *entry; (entry = readdir(stream));)
        count += entry->d_name[0] != '.';
    closedir(stream);
    return count;
}

static void names_the_cause_wherever_it_stops(void **state)
{
    (void)state;
    char path[128];
    snprintf(path, sizeof path, "%s/new", place.directory);
    size_t size, failed = 0, done = 0;
    free(small_read(place.path, &size));
    for (size_t limit = 0; limit <= size + 8192; limit += 2048) {
        struct bpv_error error = {0};
        enum bpv_status status = build(limit, path, &error);
        if (status == BPV_OK) {
            done++;
        } else {
            failed++;
            assert_int_equal(status, BPV_IO);
            assert_int_equal(error.status, BPV_IO);
            assert_ptr_equal(strstr(error.text, "schrijven lukt niet ("), error.text);
            assert_null(strstr(error.text, "beschadigd"));
        }
        assert_int_equal(entries(place.work), 0);
        unlink(path);
    }
    printf("# %zu limits were too small, %zu were not\n", failed, done);
    assert_true(failed > 4 && done > 0);
}

static void names_a_folder_without_permission(void **state)
{
    (void)state;
    struct bpv_error error = {0};
    struct index_settings settings = small_settings();
    struct index_writer *writer = NULL;
    settings.work_directory = "/proc"; /* nobody may write there */
    assert_int_equal(index_writer_begin(&settings, &writer, &error), BPV_IO);
    assert_null(writer);
    assert_non_null(strstr(error.text, "schrijven lukt niet ("));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(names_the_cause_wherever_it_stops),
        cmocka_unit_test(names_a_folder_without_permission),
    };
    return cmocka_run_group_tests(tests, setup, teardown);
}
