/* index_file and index_writer: what is built is read back; damage of any kind gives a status and a Dutch text, never a
 * crash. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>
#include <fcntl.h>
#include <math.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <xxhash.h>

#include "../../engine/index_file.h"
#include "../../engine/question.h"
#include "small_index.h"

static struct small_index whole;
static char *bytes;
static size_t size;

static const struct bpv_text unanswered[] = {TEXT("Wie tekent de praktijkovereenkomst op de basisschool?"),
                                             TEXT("Waar ligt de praktijkovereenkomst?")};

static struct index_settings settings_with_unanswered(void)
{
    struct index_settings settings = small_settings();
    settings.vocabulary.unanswered = (struct index_words){unanswered, 2};
    return settings;
}

static int setup(void **state)
{
    (void)state;
    small_index_make(&whole, settings_with_unanswered(), small_passages, SMALL_PASSAGES);
    bytes = small_read(whole.path, &size);
    return 0;
}

static int teardown(void **state)
{
    (void)state;
    free(bytes);
    small_index_remove(&whole);
    return 0;
}

static void assert_dutch(const struct bpv_error *error, enum bpv_status status)
{
    assert_int_equal(error->status, status);
    assert_true(strlen(error->text) > 10);
    assert_true(strstr(error->text, "index") || strstr(error->text, "bestand"));
}

/* Opening and asking, as the programs do. Returns the status of the first step that failed. */
static enum bpv_status use(const char *path, struct bpv_error *error)
{
    struct bpv_base *base = NULL;
    struct bpv_searcher *searcher = NULL;
    struct bpv_answer answer = {0};
    *error = (struct bpv_error){0};
    enum bpv_status status = bpv_base_open(&path, 1, &base, error);
    if (status == BPV_OK)
        status = bpv_base_verify_checksums(base, error);
    if (status == BPV_OK)
        status = bpv_searcher_open(base, &searcher, error);
    if (status == BPV_OK) {
        struct bpv_question question = {
            .text = TEXT("wie tekent de praktijkovereenkomst"), .limit = 10, .explain = true};
        question.filters.on = 20261122;
        status = bpv_ask(searcher, &question, &answer, error);
    }
    bpv_answer_release(&answer);
    bpv_searcher_close(searcher);
    bpv_base_close(base);
    return status;
}

static void assert_refused(const char *path)
{
    struct bpv_error error;
    enum bpv_status status = use(path, &error);
    assert_int_not_equal(status, BPV_OK);
    assert_dutch(&error, status);
}

static void reads_back_what_was_written(void **state)
{
    (void)state;
    struct bpv_error error;
    struct bpv_base *base;
    const char *path = whole.path;
    struct bpv_passage passage;
    assert_int_equal(bpv_base_open(&path, 1, &base, &error), BPV_OK);
    struct bpv_base_info info;
    bpv_base_describe(base, &info);
    assert_int_equal(info.passage_count, SMALL_PASSAGES);
    assert_int_equal(info.file_count, 3);
    for (uint32_t i = 0; i < SMALL_PASSAGES; i++) {
        assert_int_equal(bpv_passage_find(base, small_passages[i].id, &passage, &error), BPV_OK);
        assert_int_equal(passage.number, i);
        assert_int_equal(passage.text.length, small_passages[i].text.length);
        assert_memory_equal(passage.text.start, small_passages[i].text.start, passage.text.length);
        assert_int_equal(passage.valid_until, small_passages[i].valid_until);
        assert_int_equal(passage.source_count, small_passages[i].source_count);
        assert_int_equal(passage.force, small_passages[i].force);
    }
    assert_int_equal(bpv_passage_find(base, (struct bpv_text)TEXT("pok-wie"), &passage, &error), BPV_OK);
    assert_int_equal(passage.number, 0);
    assert_int_equal(bpv_passage_find(base, (struct bpv_text)TEXT("bestaat-niet"), &passage, &error), BPV_NOT_FOUND);
    assert_int_equal(bpv_passage_get(base, SMALL_PASSAGES, &passage, &error), BPV_NOT_FOUND);
    const struct bpv_notice *notices;
    const struct bpv_bank_question *questions;
    assert_int_equal(bpv_base_notices(base, &notices), 1);
    assert_int_equal(notices[0].word_count, 3);
    assert_int_equal(bpv_base_questions(base, &questions), 2);
    assert_int_equal(questions[0].expected_count, 1);
    assert_int_equal(bpv_base_taxonomy(base)->module_count, 2);
    const struct bpv_theme *themes = bpv_base_taxonomy(base)->themes;
    assert_int_equal(themes[0].description.length, strlen("Voor alle studenten."));
    assert_memory_equal(themes[1].words.start, "autisme, taal", themes[1].words.length);
    assert_int_equal(themes[1].words.length, strlen("autisme, taal"));
    bpv_base_close(base);
    assert_int_equal(use(whole.path, &error), BPV_OK);
}

static void the_same_input_gives_the_same_bytes(void **state)
{
    (void)state;
    struct small_index again;
    size_t other_size;
    small_index_make(&again, settings_with_unanswered(), small_passages, SMALL_PASSAGES);
    char *other = small_read(again.path, &other_size);
    struct index_file *one, *two;
    assert_int_equal(index_file_open(whole.path, &one, NULL), BPV_OK);
    assert_int_equal(index_file_open(again.path, &two, NULL), BPV_OK);
    assert_int_equal(one->generation.length, two->generation.length);
    assert_memory_equal(one->generation.start, two->generation.start, one->generation.length);
    /* Xapian gives each database a random identity; what is ours is the same to the byte. */
    for (size_t i = 0; i < SECTIONS; i++) {
        assert_int_equal(one->sections[i].length, two->sections[i].length);
        assert_memory_equal(one->sections[i].start, two->sections[i].start, one->sections[i].length);
    }
    index_file_close(one);
    index_file_close(two);
    free(other);
    small_index_remove(&again);
}

static void another_input_gives_another_generation(void **state)
{
    (void)state;
    struct small_index other;
    struct bpv_passage passages[SMALL_PASSAGES];
    memcpy(passages, small_passages, sizeof passages);
    passages[1].valid_until = 20261231;
    small_index_make(&other, settings_with_unanswered(), passages, SMALL_PASSAGES);
    struct index_file *one, *two;
    assert_int_equal(index_file_open(whole.path, &one, NULL), BPV_OK);
    assert_int_equal(index_file_open(other.path, &two, NULL), BPV_OK);
    assert_memory_not_equal(one->generation.start, two->generation.start, one->generation.length);
    index_file_close(one);
    index_file_close(two);
    small_index_remove(&other);
}

static void truncated_files_are_refused(void **state)
{
    (void)state;
    char path[128];
    snprintf(path, sizeof path, "%s/cut", whole.directory);
    size_t step = size / 150 + 1;
    for (size_t length = 0; length < size; length += length < 300 || size - length < 300 ? 7 : step) {
        small_write(path, bytes, length);
        assert_refused(path);
    }
    unlink(path);
}

static void a_longer_file_is_refused(void **state)
{
    (void)state;
    char path[128];
    snprintf(path, sizeof path, "%s/long", whole.directory);
    char *longer = xcalloc(size + 100, 1);
    memcpy(longer, bytes, size);
    small_write(path, longer, size + 100);
    assert_refused(path);
    free(longer);
    unlink(path);
}

/* A flipped bit is refused, or lies in padding and changes nothing. */
static void flipped_bits_are_noticed(void **state)
{
    (void)state;
    char path[128];
    snprintf(path, sizeof path, "%s/flip", whole.directory);
    small_write(path, bytes, size);
    int fd = open(path, O_RDWR | O_CLOEXEC);
    assert_true(fd >= 0);
    uint64_t seed = 20261122;
    size_t refused = 0;
    for (int i = 0; i < 1000; i++) {
        seed = seed * 6364136223846793005u + 1442695040888963407u;
        size_t at = (size_t)(seed >> 16) % size;
        char changed = (char)(bytes[at] ^ (1 << (seed >> 60 & 7)));
        assert_int_equal(pwrite(fd, &changed, 1, (off_t)at), 1);
        struct bpv_error error;
        enum bpv_status status = use(path, &error);
        if (status != BPV_OK) {
            assert_dutch(&error, status);
            refused++;
        }
        assert_int_equal(pwrite(fd, bytes + at, 1, (off_t)at), 1);
    }
    close(fd);
    unlink(path);
    printf("# flipped bits: %zu of 1000 refused, the others lay in padding\n", refused);
    assert_true(refused >= 800);
}

/* The checksums of the records or words of the passages, as far as these lie within their section. */
static void seal_passages(char *file, const struct index_section_entry *table, bool words)
{
    const struct index_section_entry *all = &table[words ? SECTION_TOKENS : SECTION_RECORDS];
    const uint64_t *at = (const void *)(file + table[words ? SECTION_TOKENS_AT : SECTION_RECORD_AT].offset);
    struct index_sums *sums = (void *)(file + table[SECTION_SUMS].offset);
    size_t unit = words ? 4 : 1, own = words ? 0 : 8;
    for (size_t i = 0; i < table[SECTION_SUMS].size / sizeof *sums; i++) {
        if (at[i] > at[i + 1] || at[i + 1] > all->size / unit || (at[i + 1] - at[i]) * unit < own)
            continue;
        char *piece = file + all->offset + at[i] * unit;
        uint64_t sum = XXH3_64bits(piece + own, (size_t)(at[i + 1] - at[i]) * unit - own);
        memcpy(piece, &sum, own);
        *(words ? &sums[i].words : &sums[i].record) = sum;
    }
}

/* Puts every checksum right again after a change, as somebody who means harm would. */
static void seal(char *file)
{
    struct index_trailer trailer;
    memcpy(&trailer, file + size - sizeof trailer, sizeof trailer);
    struct index_section_entry table[SECTIONS];
    memcpy(table, file + trailer.table_offset, sizeof table);
    seal_passages(file, table, false);
    seal_passages(file, table, true);
    for (size_t i = 0; i < SECTIONS; i++)
        table[i].checksum = XXH3_64bits(file + table[i].offset, table[i].size);
    memcpy(file + trailer.table_offset, table, sizeof table);
    trailer.table_checksum = XXH3_64bits(table, sizeof table);
    trailer.xapian_checksum = XXH3_64bits(file, trailer.xapian_size);
    trailer.checksum = XXH3_64bits(&trailer, offsetof(struct index_trailer, checksum));
    memcpy(file + size - sizeof trailer, &trailer, sizeof trailer);
}

static void suggest_and_compare(const char *path)
{
    struct bpv_base *base;
    struct bpv_searcher *searcher;
    struct bpv_answer answer;
    struct bpv_suggestion suggestions[BPV_SUGGESTIONS_MAX];
    if (bpv_base_open(&path, 1, &base, NULL) != BPV_OK)
        return;
    if (bpv_searcher_open(base, &searcher, NULL) == BPV_OK) {
        bpv_suggest(searcher, (struct bpv_text)TEXT("prak"), suggestions);
        if (bpv_similar(searcher, 0, 5, &answer, NULL) == BPV_OK)
            bpv_answer_release(&answer);
        bpv_searcher_close(searcher);
    }
    bpv_base_close(base);
}

/* Damage that the checksums cannot show: every number of the file is still checked before it is used. */
static void sealed_damage_never_crashes(void **state)
{
    (void)state;
    char path[128];
    snprintf(path, sizeof path, "%s/sealed", whole.directory);
    char *changed = xcalloc(size, 1);
    struct index_trailer trailer;
    memcpy(&trailer, bytes + size - sizeof trailer, sizeof trailer);
    uint64_t seed = 42;
    size_t refused = 0;
    for (int i = 0; i < 1500; i++) {
        memcpy(changed, bytes, size);
        for (int flips = 0; flips < 3; flips++) {
            seed = seed * 6364136223846793005u + 1442695040888963407u;
            size_t from = trailer.xapian_size, span = trailer.table_offset - from;
            size_t at = from + (size_t)(seed >> 16) % span;
            changed[at] = (char)(i % 3 == 0 ? -1 : changed[at] ^ (1 << (seed >> 60 & 7)));
        }
        seal(changed);
        small_write(path, changed, size);
        struct bpv_error error;
        enum bpv_status status = use(path, &error);
        refused += status != BPV_OK;
        assert_true(status == BPV_OK || error.text[0]);
        suggest_and_compare(path);
    }
    printf("# sealed damage: %zu of 1500 refused\n", refused);
    free(changed);
    unlink(path);
}

/* Asks; returns how much it is like a question without an answer. */
static float ask_forged(const char *path, const char *forged)
{
    struct bpv_base *base;
    struct arena arena = {NULL};
    struct query query;
    struct bpv_error error;
    small_write(path, forged, size);
    assert_int_equal(use(path, &error), BPV_OK);
    assert_int_equal(bpv_base_open(&path, 1, &base, &error), BPV_OK);
    question_analyze(base, (struct bpv_text)TEXT("wie tekent de praktijkovereenkomst"), &arena, &query);
    struct bpv_text texts = base->parts[0].file->sections[SECTION_UNANSWERED], nearest = query.unanswered_question;
    assert_true(!nearest.length || (nearest.start >= texts.start && nearest.length <= texts.length &&
                                    nearest.start + nearest.length <= texts.start + texts.length));
    arena_release(&arena);
    bpv_base_close(base);
    assert_true(query.unanswered >= 0 && query.unanswered <= 1);
    return query.unanswered;
}

/* Whatever the list of questions without an answer holds, a likeness is from 0 to 1 and a question is within bounds. */
static void forged_likeness_stays_within_bounds(void **state)
{
    (void)state;
    static const float shares[] = {NAN, -NAN, INFINITY, -INFINITY, 3e38f, -3e38f, -0.4f, 0};
    static const uint32_t numbers[] = {0, 1, 2, UINT32_MAX, UINT32_MAX - 1, 1u << 31};
    char path[128], *forged = xcalloc(size, 1);
    snprintf(path, sizeof path, "%s/forged", whole.directory);
    struct index_trailer trailer;
    struct index_section_entry table[SECTIONS];
    memcpy(&trailer, bytes + size - sizeof trailer, sizeof trailer);
    memcpy(table, bytes + trailer.table_offset, sizeof table);
    const struct index_section_entry *words = &table[SECTION_UNANSWERED_WORDS], *at = &table[SECTION_UNANSWERED_AT];
    size_t count = words->size / sizeof(struct index_unanswered_word);
    assert_true(count >= 4 && at->size == 3 * sizeof(uint32_t));
    assert_true(ask_forged(path, bytes) > 0.5f);
    for (size_t i = 0; i < sizeof shares / sizeof *shares; i++) {
        memcpy(forged, bytes, size);
        struct index_unanswered_word *word = (void *)(forged + words->offset);
        for (size_t j = 0; j < count; j++)
            word[j].share = shares[i];
        seal(forged);
        ask_forged(path, forged);
    }
    for (size_t i = 0; i < sizeof numbers / sizeof *numbers; i++) {
        memcpy(forged, bytes, size);
        struct index_unanswered_word *word = (void *)(forged + words->offset);
        for (uint32_t j = 0; j < count; j++) {
            word[j].question = numbers[i];
            word[j].stem = word[count - 1].stem - (i % 2 ? j : 0); /* the same, or in the wrong order */
        }
        seal(forged);
        ask_forged(path, forged);
        for (size_t j = 0; j < 3; j++) {
            memcpy(forged, bytes, size);
            memcpy(forged + at->offset + j * sizeof *numbers, &numbers[i], sizeof *numbers);
            seal(forged);
            ask_forged(path, forged);
        }
    }
    free(forged);
    unlink(path);
}

/* ---- An update of a damaged index ---- */

enum { MANY = 64 }; /* one of so many can change without the index being made anew */

static void make_many(struct small_index *many)
{
    static char ids[MANY][16];
    struct bpv_passage *passages = xcalloc(MANY, sizeof *passages);
    for (size_t i = 0; i < MANY; i++) {
        snprintf(ids[i], sizeof ids[i], "passage-%02zu", i);
        passages[i] = small_passages[i % SMALL_PASSAGES];
        passages[i].id = (struct bpv_text){ids[i], strlen(ids[i])};
        passages[i].alias_count = 0;
    }
    small_index_make(many, settings_with_unanswered(), passages, MANY);
    free(passages);
}

static void count_letters(void *context, struct bpv_text id, uint32_t passage)
{
    size_t *letters = context;
    (void)passage;
    for (size_t i = 0; i < id.length; i++)
        *letters += id.start[i] != '-';
}

/* Updates the index, with another text for its first passage, as a build with --cache does. True if that fits. */
static bool update(const struct small_index *many, const char *path)
{
    struct index_settings settings = small_settings();
    struct index_writer *writer;
    struct bpv_passage changed = small_passages[0];
    size_t letters = 0;
    bool fits = false;
    settings.work_directory = many->work;
    if (index_writer_begin_update(&settings, path, &writer, NULL) != BPV_OK)
        return false;
    index_writer_each_id(writer, count_letters, &letters);
    for (uint32_t i = 0; i < index_writer_passages(writer); i++) {
        assert_true(index_writer_look(writer, i).module <= BPV_MODULES_MAX);
        letters += index_writer_id(writer, i).length;
    }
    changed.id = (struct bpv_text)TEXT("passage-00");
    changed.alias_count = 0;
    changed.text = (struct bpv_text)TEXT("De school tekent, en daarna een zwaluw.");
    index_writer_replace(writer, 0, &changed);
    if (index_writer_settle(writer, &fits, NULL) == BPV_OK && fits && letters) {
        char out[128];
        snprintf(out, sizeof out, "%s/updated", whole.directory);
        fits = index_writer_finish(writer, out, NULL, NULL, NULL) == BPV_OK;
        suggest_and_compare(out);
        unlink(out);
    }
    index_writer_free(writer);
    return fits;
}

/* A number of each section becomes as large as it can be. */
static void sealed_damage_never_crashes_an_update(void **state)
{
    (void)state;
    enum { EACH = 24 };
    struct small_index many;
    size_t kept_size = size, updated = 0;
    char path[128], *kept = bytes;
    make_many(&many);
    bytes = small_read(many.path, &size);
    snprintf(path, sizeof path, "%s/sealed", whole.directory);
    assert_true(update(&many, many.path));
    struct index_trailer trailer;
    struct index_section_entry table[SECTIONS];
    memcpy(&trailer, bytes + size - sizeof trailer, sizeof trailer);
    memcpy(table, bytes + trailer.table_offset, sizeof table);
    char *changed = xcalloc(size, 1);
    for (size_t section = 0; section < SECTIONS; section++)
        for (size_t i = 0; i < EACH && table[section].size >= 4; i++) {
            size_t numbers = table[section].size / 4, at = i * numbers / EACH;
            memcpy(changed, bytes, size);
            memset(changed + table[section].offset + 4 * at, 0xFF, 4);
            seal(changed);
            small_write(path, changed, size);
            updated += update(&many, path);
        }
    printf("# sealed damage: %zu indexes updated all the same\n", updated);
    free(changed);
    free(bytes);
    bytes = kept;
    size = kept_size;
    unlink(path);
    small_index_remove(&many);
}

static void other_things_are_refused(void **state)
{
    (void)state;
    char path[128];
    struct bpv_error error;
    assert_int_equal(use(whole.work, &error), BPV_BAD_INDEX); /* a directory */
    assert_non_null(strstr(error.text, "map"));
    snprintf(path, sizeof path, "%s/none", whole.directory);
    assert_int_equal(use(path, &error), BPV_NO_INDEX);
    assert_non_null(strstr(error.text, "bpv-index build"));
    small_write(path, "", 0);
    assert_int_equal(use(path, &error), BPV_BAD_INDEX);
    char text[4096];
    memset(text, 'x', sizeof text);
    small_write(path, text, sizeof text);
    assert_int_equal(use(path, &error), BPV_BAD_INDEX);
    unlink(path);
    assert_int_equal(mkfifo(path, 0600), 0);
    assert_int_equal(use(path, &error), BPV_BAD_INDEX); /* and does not wait for a writer */
    unlink(path);
    assert_int_equal(use("/dev/null", &error), BPV_BAD_INDEX);
    assert_int_equal(use("", &error), BPV_NO_INDEX);
}

static void another_version_is_named_as_such(void **state)
{
    (void)state;
    char path[128];
    snprintf(path, sizeof path, "%s/version", whole.directory);
    char *changed = xcalloc(size, 1);
    const size_t fields[] = {offsetof(struct index_trailer, schema), offsetof(struct index_trailer, analyser),
                             offsetof(struct index_trailer, endian), 7 /* of the magic */};
    for (size_t i = 0; i < sizeof fields / sizeof *fields; i++) {
        struct bpv_error error;
        memcpy(changed, bytes, size);
        changed[size - sizeof(struct index_trailer) + fields[i]] ^= 1;
        small_write(path, changed, size);
        assert_int_equal(use(path, &error), BPV_OTHER_VERSION);
        assert_non_null(strstr(error.text, "versie"));
        assert_non_null(strstr(error.text, "bpv-index build"));
    }
    free(changed);
    unlink(path);
}

static void an_empty_index_answers_nothing(void **state)
{
    (void)state;
    struct small_index empty;
    struct bpv_error error;
    small_index_make(&empty, small_settings(), NULL, 0);
    enum bpv_status status = use(empty.path, &error);
    assert_true(status == BPV_OK || error.text[0]);
    small_index_remove(&empty);
}

static void too_long_a_passage_is_refused(void **state)
{
    (void)state;
    struct index_settings settings = small_settings();
    struct index_writer *writer;
    struct bpv_error error;
    settings.work_directory = whole.work;
    assert_int_equal(index_writer_begin(&settings, &writer, &error), BPV_OK);
    struct bpv_passage passage = small_passages[0];
    char *text = xcalloc(BPV_PASSAGE_TEXT_MAX + 1, 1);
    memset(text, 'a', BPV_PASSAGE_TEXT_MAX + 1);
    passage.text = (struct bpv_text){text, BPV_PASSAGE_TEXT_MAX + 1};
    assert_int_equal(index_writer_add(writer, &passage, &error), BPV_TOO_LARGE);
    index_writer_free(writer);
    free(text);
    settings.work_directory = "/nonexistent";
    assert_int_equal(index_writer_begin(&settings, &writer, &error), BPV_IO);
    assert_null(writer);
}

/* The searcher opens the file again: the one that was opened, whatever has its path now. */
static void a_replaced_file_is_asked_as_it_was_opened(void **state)
{
    (void)state;
    struct bpv_error error;
    struct bpv_base *base;
    struct bpv_searcher *searcher;
    struct bpv_answer answer;
    char path[128], other[128];
    const char *first = path;
    snprintf(path, sizeof path, "%s/served", whole.directory);
    snprintf(other, sizeof other, "%s/other", whole.directory);
    small_write(path, bytes, size);
    small_write(other, "iets anders", 11);
    assert_int_equal(bpv_base_open(&first, 1, &base, &error), BPV_OK);
    assert_int_equal(rename(other, path), 0);
    assert_int_equal(bpv_searcher_open(base, &searcher, &error), BPV_OK);
    struct bpv_question question = {.text = TEXT("wie tekent de praktijkovereenkomst"), .limit = 1};
    assert_int_equal(bpv_ask(searcher, &question, &answer, &error), BPV_OK);
    assert_int_equal(answer.hit_count, 1);
    assert_memory_equal(answer.hits[0].passage.id.start, "pok-tekenen", 11);
    bpv_answer_release(&answer);
    bpv_searcher_close(searcher);
    assert_int_equal(unlink(path), 0);
    assert_int_equal(bpv_searcher_open(base, &searcher, &error), BPV_OK);
    bpv_searcher_close(searcher);
    bpv_base_close(base);
}

/* Indexes are exchanged between machines with and without wide registers. */
static void wide_checksums_are_the_same(void **state)
{
    (void)state;
    if (!index_hash_is_wide())
        skip();
    size_t most = 2 * INDEX_WINDOW + 77;
    /* Mapped, because pages of it are let go; a file, so that they come back. */
    FILE *file = tmpfile();
    assert_non_null(file);
    for (size_t i = 0; i < most / 4 + 1; i++) {
        uint32_t number = (uint32_t)i * 2654435761u;
        assert_int_equal(fwrite(&number, sizeof number, 1, file), 1);
    }
    assert_int_equal(fflush(file), 0);
    char *map = mmap(NULL, most, PROT_READ, MAP_SHARED, fileno(file), 0);
    assert_true(map != MAP_FAILED);
    const size_t lengths[] = {0, 1, 16, 128, 240, 241, 1024, 65537, INDEX_WINDOW, INDEX_WINDOW + 1, most};
    for (size_t i = 0; i < sizeof lengths / sizeof lengths[0]; i++)
        assert_true(index_hash_pages_wide(map, lengths[i]) == XXH3_64bits(map, lengths[i]));
    munmap(map, most);
    fclose(file);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_replaced_file_is_asked_as_it_was_opened),
        cmocka_unit_test(wide_checksums_are_the_same),
        cmocka_unit_test(reads_back_what_was_written),
        cmocka_unit_test(the_same_input_gives_the_same_bytes),
        cmocka_unit_test(another_input_gives_another_generation),
        cmocka_unit_test(truncated_files_are_refused),
        cmocka_unit_test(a_longer_file_is_refused),
        cmocka_unit_test(flipped_bits_are_noticed),
        cmocka_unit_test(sealed_damage_never_crashes),
        cmocka_unit_test(forged_likeness_stays_within_bounds),
        cmocka_unit_test(sealed_damage_never_crashes_an_update),
        cmocka_unit_test(other_things_are_refused),
        cmocka_unit_test(another_version_is_named_as_such),
        cmocka_unit_test(an_empty_index_answers_nothing),
        cmocka_unit_test(too_long_a_passage_is_refused),
    };
    cmocka_set_message_output(CM_OUTPUT_TAP);
    return cmocka_run_group_tests(tests, setup, teardown);
}
