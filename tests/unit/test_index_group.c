/* Groups of passages that are kept for a next build: the same index again, and nothing bad from bytes that are. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>
#include <xxhash.h>

#include "small_index.h"

static const char first_key[33] = "0123456789abcdef0123456789abcdef",
                  second_key[33] = "fedcba9876543210fedcba9876543210";
enum { HEADER = 64 }; /* bytes before what the checksum is of; the checksum is the last 8 of them */

static struct index_settings settings_in(const struct small_index *index)
{
    return (struct index_settings){.taxonomy = &small_taxonomy,
                                   .sources = small_sources,
                                   .source_count = sizeof small_sources / sizeof *small_sources,
                                   .built = TEXT("2026-11-22T12:00:00Z"),
                                   .shard_folder = index->directory,
                                   .work_directory = index->work};
}

/* An index of the first passage in one group and the others in another; bytes becomes the second group. NULL: both are
 * added anew. */
static void make_index(const struct small_index *index, const char *path, const struct index_group *kept,
                       struct text_buffer *bytes)
{
    struct index_settings settings = settings_in(index);
    struct index_writer *writer;
    struct bpv_error error;
    struct text_buffer first;
    text_buffer_init(&first, 0);
    assert_int_equal(index_writer_begin(&settings, &writer, &error), BPV_OK);
    index_writer_begin_group(writer, first_key);
    assert_int_equal(index_writer_add(writer, &small_passages[0], &error), BPV_OK);
    index_writer_end_group(writer, (struct bpv_text){"", 0}, &first);
    if (kept) {
        assert_int_equal(index_writer_add_group(writer, second_key, kept, &error), BPV_OK);
    } else {
        index_writer_begin_group(writer, second_key);
        for (size_t i = 1; i < SMALL_PASSAGES; i++)
            assert_int_equal(index_writer_add(writer, &small_passages[i], &error), BPV_OK);
        index_writer_end_group(writer, (struct bpv_text){"eigen", 5}, bytes);
    }
    assert_int_equal(index_writer_finish(writer, path, NULL, NULL, &error), BPV_OK);
    assert_int_equal(index_writer_shards(writer).length, 3 * 38); /* two groups and their row */
    index_writer_free(writer);
    text_buffer_release(&first);
}

static void describe(const char *path, char generation[65])
{
    struct bpv_base *base;
    struct bpv_base_info info;
    struct bpv_error error;
    assert_int_equal(bpv_base_open(&path, 1, &base, &error), BPV_OK);
    bpv_base_describe(base, &info);
    assert_int_equal(info.passage_count, SMALL_PASSAGES);
    snprintf(generation, 65, "%.*s", (int)info.generation.length, info.generation.start);
    bpv_base_close(base);
}

static void make_place(struct small_index *index)
{
    snprintf(index->directory, sizeof index->directory, "%s/bpv-unit-XXXXXX",
             getenv("TMPDIR") && strlen(getenv("TMPDIR")) < 40 ? getenv("TMPDIR") : "/tmp");
    assert_non_null(mkdtemp(index->directory));
    snprintf(index->work, sizeof index->work, "%s/werk", index->directory);
    snprintf(index->path, sizeof index->path, "%s/index", index->directory);
    assert_int_equal(mkdir(index->work, 0700), 0);
}

static void remove_place(const struct small_index *index)
{
    char command[128];
    snprintf(command, sizeof command, "rm -rf '%s'", index->directory);
    assert_int_equal(system(command), 0);
}

static bool count(void *context, const struct bpv_passage *passage)
{
    size_t *number = context;
    (void)passage;
    ++*number;
    return true;
}

static void a_group_gives_the_same_index(void **state)
{
    (void)state;
    struct small_index index;
    struct text_buffer bytes;
    struct index_group group;
    char anew[65], again[65];
    size_t seen = 0;
    text_buffer_init(&bytes, 0);
    make_place(&index);
    make_index(&index, index.path, NULL, &bytes);
    describe(index.path, anew);
    assert_true(index_group_open(text_buffer_text(&bytes), small_sources, 2, &group));
    assert_int_equal(group.passage_count, SMALL_PASSAGES - 1);
    assert_int_equal(group.extra.length, 5);
    assert_memory_equal(group.extra.start, "eigen", 5);
    assert_true(index_group_each(&group, count, &seen));
    assert_int_equal(seen, SMALL_PASSAGES - 1);
    assert_int_equal(unlink(index.path), 0);
    make_index(&index, index.path, &group, NULL);
    describe(index.path, again);
    assert_string_equal(anew, again);
    remove_place(&index);
    text_buffer_release(&bytes);
}

static void mend_checksum(struct text_buffer *bytes)
{
    uint64_t checksum = XXH3_64bits(bytes->data + HEADER, bytes->length - HEADER);
    memcpy(bytes->data + HEADER - sizeof checksum, &checksum, sizeof checksum);
}

/* Whatever the bytes say, adding them ends in an error or in passages. */
static void add_hostile(const struct small_index *index, const struct text_buffer *bytes)
{
    struct index_settings settings = settings_in(index);
    struct index_group group;
    struct index_writer *writer;
    struct bpv_error error;
    if (!index_group_open(text_buffer_text(bytes), small_sources, 2, &group))
        return;
    assert_int_equal(index_writer_begin(&settings, &writer, &error), BPV_OK);
    enum bpv_status status = index_writer_add_group(writer, second_key, &group, &error);
    assert_true(status == BPV_OK || status == BPV_BAD_INDEX);
    index_writer_free(writer);
}

static bool visit_any(void *context, const struct bpv_passage *passage)
{
    (void)context;
    (void)passage;
    return true;
}

static void damaged_groups(void **state)
{
    (void)state;
    struct small_index index;
    struct text_buffer bytes, changed;
    struct index_group group;
    text_buffer_init(&bytes, 0);
    text_buffer_init(&changed, 0);
    make_place(&index);
    make_index(&index, index.path, NULL, &bytes);
    for (size_t length = 0; length < bytes.length; length++)
        assert_false(index_group_open((struct bpv_text){bytes.data, length}, small_sources, 2, &group));
    for (size_t at = 0; at < bytes.length; at++) {
        text_buffer_clear(&changed);
        text_buffer_append(&changed, bytes.data, bytes.length);
        changed.data[at] = (char)(changed.data[at] ^ 0x55);
        assert_true(!index_group_open(text_buffer_text(&changed), small_sources, 2, &group) || at < HEADER);
        mend_checksum(&changed);
        if (index_group_open(text_buffer_text(&changed), small_sources, 2, &group))
            (void)index_group_each(&group, visit_any, NULL);
        if (at % 7 == 0)
            add_hostile(&index, &changed);
    }
    remove_place(&index);
    text_buffer_release(&bytes);
    text_buffer_release(&changed);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_group_gives_the_same_index),
        cmocka_unit_test(damaged_groups),
    };
    cmocka_set_message_output(CM_OUTPUT_TAP);
    return cmocka_run_group_tests(tests, NULL, NULL);
}
