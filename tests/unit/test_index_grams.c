/* The 4-grams of an index: complete when it is made, and after updates by which stems come and go. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>

#include "index_file.h"
#include "small_index.h"

#define PASSAGES 64 /* one of so many may change */

static struct small_index whole;

static int make_whole(void **state)
{
    (void)state;
    static char ids[PASSAGES][16];
    struct bpv_passage *passages = xcalloc(PASSAGES, sizeof *passages);
    for (size_t i = 0; i < PASSAGES; i++) {
        snprintf(ids[i], sizeof ids[i], "passage-%02zu", i);
        passages[i] = small_passages[i % SMALL_PASSAGES];
        passages[i].id = (struct bpv_text){ids[i], strlen(ids[i])};
        passages[i].alias_count = 0;
    }
    small_index_make(&whole, small_settings(), passages, PASSAGES);
    free(passages);
    return 0;
}

static int remove_whole(void **state)
{
    (void)state;
    small_index_remove(&whole);
    return 0;
}

static bool lists(const struct index_file *file, const char *gram, uint32_t stem)
{
    uint32_t count;
    const uint32_t *stems = index_file_gram(file, gram, &count);
    for (uint32_t i = 0; i < count; i++)
        if (stems[i] == stem)
            return true;
    return false;
}

static bool came_before(struct bpv_text text, size_t at)
{
    for (size_t i = 0; i < at; i++)
        if (memcmp(text.start + i, text.start + at, INDEX_GRAM) == 0)
            return true;
    return false;
}

/* Each gram of each stem that passages have is listed, in order, and nothing else is. */
static void assert_grams_sound(const char *path)
{
    struct index_file *file;
    assert_int_equal(index_file_open(path, &file, NULL), BPV_OK);
    size_t expected = 0;
    for (uint32_t stem = 0; stem < file->stem_count; stem++) {
        const struct index_stem_entry *entry = &index_file_stems(file)[stem];
        struct bpv_text text = index_file_string(file, entry->text);
        for (size_t i = 0; entry->passages && text.length >= INDEX_GRAM_WORD && i + INDEX_GRAM <= text.length; i++) {
            assert_true(lists(file, text.start + i, stem));
            expected += !came_before(text, i);
        }
    }
    assert_int_equal(file->sections[SECTION_GRAMS].length / sizeof(uint32_t), expected);
    const uint32_t *keys = (const void *)file->sections[SECTION_GRAM_KEYS].start;
    size_t key_count = file->sections[SECTION_GRAM_KEYS].length / sizeof(uint32_t);
    for (size_t key = 0; key < key_count; key++) {
        uint32_t count;
        char gram[INDEX_GRAM];
        memcpy(gram, &keys[key], sizeof gram);
        const uint32_t *stems = index_file_gram(file, gram, &count);
        assert_true(count && (!key || keys[key - 1] < keys[key]));
        for (uint32_t i = 1; i < count; i++)
            assert_true(stems[i - 1] < stems[i]);
    }
    index_file_close(file);
}

static void update_to(const char *from, const char *to, struct bpv_text text)
{
    struct index_settings settings = small_settings();
    struct index_writer *writer;
    struct bpv_passage changed = small_passages[0];
    bool fits = false;
    settings.work_directory = whole.work;
    changed.id = (struct bpv_text)TEXT("passage-00");
    changed.alias_count = 0;
    changed.text = text;
    assert_int_equal(index_writer_begin_update(&settings, from, &writer, NULL), BPV_OK);
    index_writer_replace(writer, 0, &changed);
    assert_int_equal(index_writer_settle(writer, &fits, NULL), BPV_OK);
    assert_true(fits);
    assert_int_equal(index_writer_finish(writer, to, NULL, NULL, NULL), BPV_OK);
    index_writer_free(writer);
    assert_grams_sound(to);
}

static void are_sound_when_made(void **state)
{
    (void)state;
    assert_grams_sound(whole.path);
}

static void stay_sound_through_updates(void **state)
{
    (void)state;
    char first[128], second[128];
    snprintf(first, sizeof first, "%s/first", whole.directory);
    snprintf(second, sizeof second, "%s/second", whole.directory);
    /* new grams, grams that others have, and the same one twice in a word */
    update_to(whole.path, first, (struct bpv_text)TEXT("Zwaluwen xyxyxyxy tekenden praktijkboeken; handtekeningen."));
    update_to(first, second, (struct bpv_text)TEXT("De school tekent."));
    unlink(first);
    update_to(second, first, (struct bpv_text)TEXT("Aardvarkens en zzzzzzz zwaluwen."));
    unlink(first);
    unlink(second);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(are_sound_when_made),
        cmocka_unit_test(stay_sound_through_updates),
    };
    return cmocka_run_group_tests(tests, make_whole, remove_whole);
}
