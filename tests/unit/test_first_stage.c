/* The first stage over some thousands of passages: it finds what judging every passage would find, within filters and
 * dates, and a damaged list of variants never makes it crash or lose what words alone can find. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>
#include <math.h>
#include <xxhash.h>

#include "made_corpus.h"

enum {
    PASSAGES = 9000, /* three blocks, the last one not full */
    TOGETHER = 8400, /* the passage of which only the question variant has the words together */
    APART = 2000,    /* passages before it that have them apart */
    STOPPED = 8500,  /* the passage of which only the question variant has certain stop words too */
    RARE_FIRST = 50, /* passages of module 5 */
    RARE_SECOND = 4096,
    RARE_THIRD = 8999,
    STEP = 8,        /* one passage of so many has kikker, and one vlinder */
    EXACTLY = BPV_CANDIDATES_MAX
};

static struct made_corpus corpus;
static struct small_index whole;
static struct opened opened;
static char *bytes;
static size_t size;

static const struct bpv_text stop_words[] = {TEXT("dan"), TEXT("ook")};

static struct index_settings settings(void)
{
    return (struct index_settings){.taxonomy = &small_taxonomy,
                                   .built = TEXT("2026-11-22T10:00:00Z"),
                                   .vocabulary.stop_words = {stop_words, 2}};
}

/* "gelegenheid" is in every passage, "zwaluw", "kelder" and "ladder" are apart in many, "kikker" is in as many as are
 * judged and "vlinder" in one more. */
static void add_words(size_t i)
{
    struct bpv_passage *passage = &corpus.passages[i];
    char text[MADE_TEXT_BYTES];
    bool apart = i < APART;
    snprintf(text, sizeof text, "%.*s Een gelegenheid.%s%s%s", (int)passage->text.length, passage->text.start,
             apart ? " De zwaluw. Dan de kelder. Ook een ladder." : "",
             i % STEP == 3 && i / STEP < EXACTLY ? " Kikker." : "",
             i % STEP == 5 && i / STEP < EXACTLY + 1 ? " Vlinder." : "");
    passage->text = made_text(&corpus, text);
    if (i == TOGETHER)
        passage->questions[0] = (struct bpv_text)TEXT("Zwaluw kelder ladder?");
    else if (i == STOPPED)
        passage->questions[0] = (struct bpv_text)TEXT("Ook dan gelegenheid?");
    else if (apart)
        passage->questions[0] = (struct bpv_text)TEXT("Een gelegenheid?");
}

static void tag(size_t i)
{
    struct bpv_passage *passage = &corpus.passages[i];
    passage->valid_from = i % 10 == 1 ? 20270101 : i % 10 == 2 ? 20200101 : 0;
    passage->valid_until = i % 10 == 3 ? 20251231 : i % 10 == 4 ? 20271231 : 0;
    if (i == RARE_FIRST || i == RARE_SECOND || i == RARE_THIRD)
        passage->module = 5;
}

static int setup(void **state)
{
    (void)state;
    made_corpus_init(&corpus, PASSAGES);
    for (size_t i = 0; i < PASSAGES; i++) {
        add_words(i);
        tag(i);
    }
    small_index_make(&whole, settings(), corpus.passages, PASSAGES);
    const char *path = whole.path;
    made_open(&opened, &path, 1);
    bytes = small_read(whole.path, &size);
    return 0;
}

static int teardown(void **state)
{
    (void)state;
    made_close(&opened);
    small_index_remove(&whole);
    made_corpus_release(&corpus);
    free(bytes);
    return 0;
}

static void the_first_ten_are_those_of_all(void **state)
{
    (void)state;
    size_t answered;
    double mean = mean_overlap(&corpus, &opened, &answered);
    printf("# overlap %.4f over %zu questions\n", mean, answered);
    assert_true(answered >= QUESTIONS / 2);
    assert_true(mean >= 0.97);
}

static void words_together_in_a_variant_are_found(void **state)
{
    (void)state;
    static const char *const questions[] = {"zwaluw kelder ladder", "Zwaluw: kelder, ladder?"};
    for (size_t i = 0; i < sizeof questions / sizeof *questions; i++) {
        struct bpv_answer answer;
        struct ranked best;
        ask(&opened, first_ten(string(questions[i])), &answer);
        assert_false(answer.total_exact);
        assert_int_equal(answer.hits[0].passage.number, TOGETHER);
        bpv_answer_release(&answer);
        assert_int_equal(judge_all(&opened, string(questions[i]), &best, 1), 1);
        assert_int_equal(best.passage, TOGETHER);
    }
}

static void stop_words_count_in_a_question_of_little_else(void **state)
{
    (void)state;
    struct bpv_answer answer;
    struct ranked best;
    assert_int_equal(judge_all(&opened, string("ook dan gelegenheid"), &best, 1), 1);
    assert_int_equal(best.passage, STOPPED);
    ask(&opened, first_ten(string("ook dan gelegenheid")), &answer);
    assert_false(answer.total_exact);
    assert_int_equal(answer.hits[0].passage.number, STOPPED);
    bpv_answer_release(&answer);
}

/* ---- Filters and dates ---- */

static bool holds(const struct bpv_passage *passage, const struct bpv_filters *filters)
{
    return (!filters->modules || filters->modules >> passage->module & 1) &&
           (!filters->roles || filters->roles & passage->roles) && passage->valid_from <= filters->on &&
           (filters->expired || !passage->valid_until || passage->valid_until >= filters->on);
}

/* Asks for words that all passages have; checks every page. Returns the total. */
static uint32_t require_within(struct bpv_filters filters, const char *text)
{
    struct bpv_question question = {.text = string(text), .limit = BPV_ANSWERS_LIMIT_MAX, .filters = filters};
    uint32_t total = 0;
    for (; question.offset <= BPV_ANSWERS_OFFSET_MAX; question.offset += BPV_ANSWERS_LIMIT_MAX) {
        struct bpv_answer answer;
        ask(&opened, question, &answer);
        assert_true(question.offset == 0 || answer.total == total); /* whatever the page */
        total = answer.total;
        for (size_t i = 0; i < answer.hit_count; i++)
            assert_true(holds(&answer.hits[i].passage, &filters));
        bpv_answer_release(&answer);
    }
    return total;
}

static void filters_and_dates_hold_in_every_block(void **state)
{
    (void)state;
    static const struct bpv_filters filters[] = {
        {.on = TODAY},
        {.on = TODAY, .expired = true},
        {.on = 20270601},
        {.on = 20270601, .modules = 4},
        {.on = TODAY, .modules = 2, .roles = 1},
        {.on = 19990101, .roles = 2},
        {.on = 20280101, .expired = true, .modules = 6},
    };
    for (size_t i = 0; i < sizeof filters / sizeof *filters; i++) {
        assert_true(require_within(filters[i], "gelegenheid") > 0);
        assert_true(require_within(filters[i], "zwaluw gelegenheid") > 0);
        require_within(filters[i], "kikker");
    }
}

/* Three passages of thousands, one in each block, and the rest is filtered out. */
static void the_few_within_a_filter_are_all_found(void **state)
{
    (void)state;
    struct bpv_question question = first_ten(string("gelegenheid"));
    struct bpv_answer answer;
    uint32_t found[3];
    question.filters.modules = 1u << 5;
    ask(&opened, question, &answer);
    assert_int_equal(answer.total, 3);
    assert_true(answer.total_exact);
    for (size_t i = 0; i < 3; i++)
        found[i] = answer.hits[i].passage.number;
    bpv_answer_release(&answer);
    assert_int_equal(found[0] + found[1] + found[2], RARE_FIRST + RARE_SECOND + RARE_THIRD);
    assert_true(found[0] != found[1] && found[1] != found[2] && found[0] != found[2]);
}

static void totals_are_exact_as_far_as_all_were_judged(void **state)
{
    (void)state;
    static const struct {
        const char *text;
        bool exact;
    } cases[] = {{"kikker", true}, {"vlinder", false}, {"gelegenheid", false}, {"kikker gelegenheid", false}};
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        struct bpv_question question = first_ten(string(cases[i].text));
        uint32_t total = 0;
        question.filters = (struct bpv_filters){.on = 20280101, .expired = true};
        for (question.offset = 0; question.offset <= BPV_ANSWERS_OFFSET_MAX; question.offset += 100) {
            struct bpv_answer answer;
            ask(&opened, question, &answer);
            assert_int_equal(answer.total_exact, cases[i].exact);
            assert_true(question.offset == 0 || answer.total == total);
            total = answer.total;
            bpv_answer_release(&answer);
        }
        assert_true(total > 0 && total <= EXACTLY);
    }
}

/* ---- More than one index, and updates ---- */

static double mean_alike(const struct opened *one, const struct opened *other)
{
    double sum = 0;
    corpus.state = 11;
    for (size_t i = 0; i < QUESTIONS; i++) {
        char text[MADE_TEXT_BYTES];
        sum += alike(one, other, question_of(&corpus, i, text));
    }
    return sum / QUESTIONS;
}

/* Each part has its own latent space, so the order is not the same to the last place. */
static void two_indexes_answer_like_one(void **state)
{
    (void)state;
    struct bpv_passage *half = xcalloc(PASSAGES, sizeof *half);
    struct small_index parts[2];
    struct opened both;
    for (size_t part = 0; part < 2; part++) {
        size_t count = 0;
        for (size_t i = 0; i < PASSAGES; i++)
            if (i / 10 % 2 == part)
                half[count++] = corpus.passages[i];
        small_index_make(&parts[part], settings(), half, count);
    }
    const char *paths[] = {parts[0].path, parts[1].path};
    made_open(&both, paths, 2);
    struct bpv_answer answer;
    ask(&both, first_ten(string("zwaluw kelder ladder")), &answer);
    assert_true(text_equal(answer.hits[0].passage.id, corpus.passages[TOGETHER].id));
    bpv_answer_release(&answer);
    size_t answered;
    double mean = mean_overlap(&corpus, &both, &answered), same = mean_alike(&opened, &both);
    printf("# two indexes: overlap %.4f over %zu questions, %.4f like one index\n", mean, answered, same);
    assert_true(mean >= 0.97);
    assert_true(same >= 0.9);
    made_close(&both);
    small_index_remove(&parts[0]);
    small_index_remove(&parts[1]);
    free(half);
}

enum { UPDATED = 2000, EACH_SO_MANY = 40, ORDINARY = 7 };

/* Half of the passages have zilver, and a third koper, which tells little of a passage. */
static void make_metals(struct bpv_passage *passages)
{
    for (size_t i = 0; i < UPDATED; i++) {
        char text[MADE_TEXT_BYTES];
        passages[i] = corpus.passages[i];
        passages[i].valid_from = passages[i].valid_until = 0;
        snprintf(text, sizeof text, "%.*s%s%s", (int)passages[i].text.length, passages[i].text.start,
                 i % 2 ? " Van zilver." : "", i % 3 ? "" : " Van koper.");
        passages[i].text = made_text(&corpus, text);
    }
}

/* One in so many gets the variant and the first sentence of another. */
static void change_some(struct bpv_passage *passages)
{
    for (size_t i = ORDINARY; i < UPDATED; i += EACH_SO_MANY) {
        const struct bpv_passage *from = &corpus.passages[UPDATED + i];
        char text[MADE_TEXT_BYTES];
        size_t lead = (size_t)((const char *)memchr(from->text.start, '.', from->text.length) - from->text.start) + 1;
        snprintf(text, sizeof text, "%.*s %.*s", (int)lead, from->text.start, (int)passages[i].text.length,
                 passages[i].text.start);
        passages[i].text = made_text(&corpus, text);
        passages[i].questions[0] = from->questions[0];
    }
    passages[ORDINARY].questions[0] = (struct bpv_text)TEXT("Zilver koper?");
    passages[ORDINARY].text = (struct bpv_text)TEXT("Zilver koper. Een gelegenheid.");
}

static void update_index(const char *work, const char *from, const struct bpv_passage *passages, const char *path)
{
    struct index_settings with = settings();
    struct index_writer *writer;
    struct bpv_error error = {0};
    bool fits = false;
    with.work_directory = work;
    assert_int_equal(index_writer_begin_update(&with, from, &writer, &error), BPV_OK);
    for (uint32_t i = 0; i < UPDATED; i++)
        index_writer_replace(writer, i, &passages[i]);
    assert_int_equal(index_writer_settle(writer, &fits, &error), BPV_OK);
    assert_true(fits);
    assert_int_equal(index_writer_finish(writer, path, NULL, NULL, &error), BPV_OK);
    index_writer_free(writer);
}

static void an_updated_index_answers_like_a_fresh_one(void **state)
{
    (void)state;
    struct bpv_passage *passages = xcalloc(UPDATED, sizeof *passages);
    struct small_index before, after;
    struct opened updated, fresh;
    char path[128];
    make_metals(passages);
    small_index_make(&before, settings(), passages, UPDATED);
    change_some(passages);
    small_index_make(&after, settings(), passages, UPDATED);
    snprintf(path, sizeof path, "%s/updated", before.directory);
    update_index(before.work, before.path, passages, path);
    const char *paths[] = {path, after.path};
    made_open(&updated, &paths[0], 1);
    made_open(&fresh, &paths[1], 1);
    assert_true(updated.base->parts[0].file->changed_count >= UPDATED / EACH_SO_MANY);
    const struct opened *both[] = {&fresh, &updated};
    for (size_t i = 0; i < 2; i++) {
        struct bpv_answer answer;
        ask(both[i], first_ten(string("zilver koper gelegenheid")), &answer);
        assert_false(answer.total_exact);
        assert_int_equal(answer.hits[0].passage.number, ORDINARY);
        bpv_answer_release(&answer);
    }
    double mean = mean_alike(&fresh, &updated);
    for (size_t i = ORDINARY; i < UPDATED; i += EACH_SO_MANY)
        assert_true(alike(&fresh, &updated, passages[i].questions[0]) >= 0.9);
    printf("# an update: %.4f like a fresh index\n", mean);
    assert_true(mean >= 0.97);
    made_close(&updated);
    made_close(&fresh);
    unlink(path);
    small_index_remove(&before);
    small_index_remove(&after);
    free(passages);
}

/* Some passages become again what they were, others change once more. */
static void an_update_of_an_update_answers_like_a_fresh_one(void **state)
{
    (void)state;
    struct bpv_passage *first = xcalloc(UPDATED, sizeof *first), *last = xcalloc(UPDATED, sizeof *last);
    struct small_index before, after;
    struct opened updated, fresh;
    char once[128], twice[128];
    make_metals(first);
    memcpy(last, first, UPDATED * sizeof *last);
    small_index_make(&before, settings(), first, UPDATED);
    change_some(first);
    for (size_t i = ORDINARY; i < UPDATED; i += EACH_SO_MANY)
        if (i % 3) {
            last[i] = first[i];
            last[i].title = corpus.passages[UPDATED + i].title;
        }
    small_index_make(&after, settings(), last, UPDATED);
    snprintf(once, sizeof once, "%s/once", before.directory);
    snprintf(twice, sizeof twice, "%s/twice", before.directory);
    update_index(before.work, before.path, first, once);
    update_index(before.work, once, last, twice);
    const char *paths[] = {twice, after.path};
    made_open(&updated, &paths[0], 1);
    made_open(&fresh, &paths[1], 1);
    assert_true(mean_alike(&fresh, &updated) >= 0.97);
    for (size_t i = ORDINARY; i < UPDATED; i += EACH_SO_MANY)
        assert_true(alike(&fresh, &updated, last[i].title) >= 0.9);
    made_close(&updated);
    made_close(&fresh);
    unlink(once);
    unlink(twice);
    small_index_remove(&before);
    small_index_remove(&after);
    free(first);
    free(last);
}

/* ---- Damage ---- */

struct damage {
    char *file; /* a copy */
    struct index_trailer trailer;
    struct index_section_entry table[SECTIONS];
    char path[128];
};

static void begin_damage(struct damage *damage)
{
    memcpy(damage->file, bytes, size);
    memcpy(&damage->trailer, bytes + size - sizeof damage->trailer, sizeof damage->trailer);
    memcpy(damage->table, bytes + damage->trailer.table_offset, sizeof damage->table);
}

static uint32_t *numbers_of(const struct damage *damage, enum index_section section, size_t *count)
{
    *count = damage->table[section].size / sizeof(uint32_t);
    return (uint32_t *)(void *)(damage->file + damage->table[section].offset);
}

/* Puts every checksum right again, and asks; the words alone must still find what they find. */
static void ask_damaged(struct damage *damage)
{
    static const char *const questions[] = {"kelder ladder", "kikker", "gelegenheid", "vlinder kelder"};
    struct index_trailer *trailer = &damage->trailer;
    for (size_t i = 0; i < SECTIONS; i++)
        damage->table[i].checksum = XXH3_64bits(damage->file + damage->table[i].offset, damage->table[i].size);
    memcpy(damage->file + trailer->table_offset, damage->table, sizeof damage->table);
    trailer->table_checksum = XXH3_64bits(damage->table, sizeof damage->table);
    trailer->checksum = XXH3_64bits(trailer, offsetof(struct index_trailer, checksum));
    memcpy(damage->file + size - sizeof *trailer, trailer, sizeof *trailer);
    small_write(damage->path, damage->file, size);
    struct opened damaged;
    const char *path = damage->path;
    made_open(&damaged, &path, 1);
    for (size_t i = 0; i < sizeof questions / sizeof *questions; i++) {
        struct bpv_answer answer;
        ask(&damaged, first_ten(string(questions[i])), &answer);
        assert_int_equal(answer.hit_count, TOP);
        bpv_answer_release(&answer);
    }
    /* In the last block, behind thousands that have one of the words. */
    struct bpv_answer answer;
    struct bpv_question question = first_ten(corpus.passages[PASSAGES - 10].title);
    char text[MADE_TEXT_BYTES];
    snprintf(text, sizeof text, "%.*s gelegenheid", (int)question.text.length - 1, question.text.start);
    question.text = string(text);
    ask(&damaged, question, &answer);
    size_t hits = 0;
    for (size_t i = 0; i < answer.hit_count; i++)
        hits += answer.hits[i].passage.number == PASSAGES - 10;
    bpv_answer_release(&answer);
    assert_int_equal(hits, 1);
    made_close(&damaged);
}

static const enum index_section variant_sections[] = {SECTION_VARIANTS, SECTION_VARIANT_POSTINGS_AT,
                                                      SECTION_VARIANT_POSTINGS};

static void missing_variants_do_no_harm(void **state)
{
    (void)state;
    struct damage damage = {.file = xcalloc(size, 1)};
    snprintf(damage.path, sizeof damage.path, "%s/damaged", whole.directory);
    for (unsigned which = 1; which < 8; which++)
        for (size_t divide = 0; divide < 3; divide++) {
            begin_damage(&damage);
            for (size_t i = 0; i < 3; i++)
                if (which >> i & 1) {
                    uint64_t *length = &damage.table[variant_sections[i]].size;
                    *length = divide == 0 ? 0 : divide == 1 ? 4 : *length / 8 * 4;
                }
            ask_damaged(&damage);
        }
    unlink(damage.path);
    free(damage.file);
}

static void fill(uint32_t *numbers, size_t count, unsigned how)
{
    uint64_t random = how;
    for (size_t i = 0; i < count; i++) {
        random = random * 6364136223846793005u + 1442695040888963407u;
        if (how == 0)
            numbers[i] = 0;
        else if (how == 1)
            numbers[i] = UINT32_MAX;
        else if (how == 2)
            numbers[i] = (uint32_t)(count - i);
        else if (how == 3)
            numbers[i] = (uint32_t)(random >> 32) % (2 * PASSAGES);
        else if (how == 4)
            numbers[i] ^= (random >> 60) == 0 ? 1u << 31 : 0;
        else
            numbers[i] = i % 2 ? UINT32_MAX - 1 : 1;
    }
}

static void variants_out_of_bounds_or_order_do_no_harm(void **state)
{
    (void)state;
    struct damage damage = {.file = xcalloc(size, 1)};
    snprintf(damage.path, sizeof damage.path, "%s/damaged", whole.directory);
    for (unsigned how = 0; how < 6; how++)
        for (size_t i = 0; i < 3; i++) {
            size_t count;
            begin_damage(&damage);
            uint32_t *numbers = numbers_of(&damage, variant_sections[i], &count);
            fill(numbers, count, how);
            ask_damaged(&damage);
        }
    unlink(damage.path);
    free(damage.file);
}

/* Of one variant, which has the words of the question, or of all. */
static void variants_of_no_number_do_no_harm(void **state)
{
    (void)state;
    static const float idfs[] = {NAN, INFINITY, -INFINITY, -1, 0, 1e-45f, 1e-38f, 3e38f};
    struct damage damage = {.file = xcalloc(size, 1)};
    snprintf(damage.path, sizeof damage.path, "%s/damaged", whole.directory);
    for (size_t i = 0; i < sizeof idfs / sizeof *idfs; i++)
        for (size_t all = 0; all < 2; all++) {
            begin_damage(&damage);
            struct index_variant *variants = (void *)(damage.file + damage.table[SECTION_VARIANTS].offset);
            for (size_t j = 0; j < damage.table[SECTION_VARIANTS].size / sizeof *variants; j += all ? 1 : 97)
                variants[j].idf = idfs[i];
            ask_damaged(&damage);
        }
    unlink(damage.path);
    free(damage.file);
}

/* ---- Postings ---- */

static struct search_postings *postings_of(const char *term)
{
    struct search_postings *postings;
    assert_int_equal(search_postings_open(opened.searcher->index, 0, string(term), &postings, NULL), BPV_OK);
    return postings;
}

static size_t read_some(struct search_postings *postings, uint32_t first, uint32_t end, struct search_posting *into,
                        size_t capacity)
{
    size_t count;
    assert_int_equal(search_postings_read(postings, first, end, into, capacity, &count, NULL), BPV_OK);
    assert_true(count <= capacity);
    return count;
}

static void postings_are_read_within_bounds(void **state)
{
    (void)state;
    struct search_posting found[64];
    struct search_postings *none = postings_of("qqq"), *all = postings_of("kikker"), *past = postings_of("vlinder");
    struct bpv_error error;
    struct search_postings *other = all;
    assert_int_equal(read_some(none, 0, PASSAGES, found, 64), 0);
    assert_int_equal(read_some(none, PASSAGES, UINT32_MAX, found, 64), 0);
    assert_int_equal(read_some(all, 0, PASSAGES, found, 4), 4); /* 3, 11, 19 and so on: the rest stays */
    for (size_t i = 0; i < 4; i++)
        assert_int_equal(found[i].document, 3 + STEP * i);
    assert_int_equal(read_some(all, 0, PASSAGES, found, 0), 0);
    assert_int_equal(read_some(all, 0, 3 + STEP * 4, found, 64), 0);
    assert_int_equal(read_some(all, 0, 3 + STEP * 4 + 1, found, 64), 1);
    assert_int_equal(read_some(all, 1000, 1000, found, 64), 0); /* and what lies before 1000 is behind */
    assert_int_equal(read_some(all, 0, 1000, found, 64), 0);
    assert_int_equal(read_some(all, 0, 1004, found, 64), 1);
    assert_int_equal(found[0].document, 1003);
    assert_int_equal(read_some(past, PASSAGES, UINT32_MAX, found, 64), 0);
    assert_int_equal(read_some(past, 0, PASSAGES, found, 64), 0);
    assert_int_equal(search_postings_open(opened.searcher->index, 7, string("vlinder"), &other, &error), BPV_INTERNAL);
    assert_null(other);
    search_postings_close(none);
    search_postings_close(all);
    search_postings_close(past);
    search_postings_close(NULL);
}

static void postings_are_sought_within_bounds(void **state)
{
    (void)state;
    static const uint32_t some[] = {0, 3, 4, 11, 36, 1003}, beyond[] = {PASSAGES - 1, PASSAGES, UINT32_MAX - 1};
    struct search_posting found[6];
    struct search_postings *none = postings_of("qqq"), *all = postings_of("kikker");
    size_t count;
    assert_int_equal(search_postings_seek(none, some, 6, found, &count, NULL), BPV_OK);
    assert_int_equal(count, 0);
    assert_int_equal(search_postings_seek(all, some, 0, found, &count, NULL), BPV_OK);
    assert_int_equal(count, 0);
    assert_int_equal(search_postings_seek(all, some, 6, found, &count, NULL), BPV_OK);
    assert_int_equal(count, 3);
    assert_int_equal(found[0].document, 3);
    assert_int_equal(found[1].document, 11);
    assert_int_equal(found[2].document, 1003);
    assert_int_equal(found[0].wdf, 2); /* once, and not in the first sentence */
    assert_int_equal(search_postings_seek(all, beyond, 3, found, &count, NULL), BPV_OK);
    assert_int_equal(count, 0);
    assert_int_equal(search_postings_seek(all, some, 6, found, &count, NULL), BPV_OK);
    assert_int_equal(count, 0);
    search_postings_close(none);
    search_postings_close(all);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(the_first_ten_are_those_of_all),
        cmocka_unit_test(words_together_in_a_variant_are_found),
        cmocka_unit_test(stop_words_count_in_a_question_of_little_else),
        cmocka_unit_test(filters_and_dates_hold_in_every_block),
        cmocka_unit_test(the_few_within_a_filter_are_all_found),
        cmocka_unit_test(totals_are_exact_as_far_as_all_were_judged),
        cmocka_unit_test(two_indexes_answer_like_one),
        cmocka_unit_test(an_updated_index_answers_like_a_fresh_one),
        cmocka_unit_test(an_update_of_an_update_answers_like_a_fresh_one),
        cmocka_unit_test(missing_variants_do_no_harm),
        cmocka_unit_test(variants_out_of_bounds_or_order_do_no_harm),
        cmocka_unit_test(variants_of_no_number_do_no_harm),
        cmocka_unit_test(postings_are_read_within_bounds),
        cmocka_unit_test(postings_are_sought_within_bounds),
    };
    cmocka_set_message_output(CM_OUTPUT_TAP);
    return cmocka_run_group_tests(tests, setup, teardown);
}
