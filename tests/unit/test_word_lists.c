/*
 * The word lists of tests/questions against the index of the corpus: compounds, pairs of forms that share a stem or
 * must not, and misspellings. Prints precision and recall of each, and fails below 0.95. Environment: BPV_INDEX,
 * BPV_QUESTIONS (the folder of the lists).
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "../../engine/base.h"
#include "../../engine/question.h"
#include "text_buffer.h"
#include "utf8.h"

#define ENOUGH 0.95

static struct bpv_base *base;

struct score {
    size_t wanted, given, right; /* what should be found, what was found, what was found rightly */
};

static double share(size_t part, size_t whole)
{
    return whole ? (double)part / (double)whole : 1;
}

static void report(const char *name, const struct score *score)
{
    printf("# %s: precision %.3f recall %.3f (%zu of %zu)\n", name, share(score->right, score->given),
           share(score->right, score->wanted), score->right, score->wanted);
    fflush(stdout);
}

static void demand(const char *name, const struct score *score)
{
    report(name, score);
    assert_true(score->wanted > 0);
    assert_true(share(score->right, score->given) >= ENOUGH);
    assert_true(share(score->right, score->wanted) >= ENOUGH);
}

static bool same(struct bpv_text a, struct bpv_text b)
{
    return a.length == b.length && memcmp(a.start, b.start, a.length) == 0;
}

static struct bpv_text folded(struct arena *arena, const char *word)
{
    struct text_buffer buffer;
    text_buffer_init(&buffer, 4096);
    utf8_fold(word, strlen(word), &buffer);
    struct bpv_text text = arena_text(arena, buffer.data ? buffer.data : "", buffer.length);
    text_buffer_release(&buffer);
    return text;
}

/* The stem of a single word, read as the query side reads it. */
static struct bpv_text stem_of(struct arena *arena, const char *word)
{
    struct query query;
    question_analyze(base, (struct bpv_text){word, strlen(word)}, arena, &query);
    return query.token_count ? query.stem_texts[0] : (struct bpv_text){"", 0};
}

/* Calls visit for each line of a list: two columns. Returns how many lines there were. */
static size_t read_list(const char *name, void (*visit)(const char *first, const char *second, void *context),
                        void *context)
{
    const char *folder = getenv("BPV_QUESTIONS");
    char path[4096];
    snprintf(path, sizeof path, "%s/%s", folder ? folder : "tests/questions", name);
    FILE *file = fopen(path, "re");
    if (!file)
        fail_msg("%s cannot be read", path);
    char *line = NULL;
    size_t capacity = 0, lines = 0;
    while (getline(&line, &capacity, file) > 0) {
        line[strcspn(line, "\n")] = '\0';
        char *tab = strchr(line, '\t');
        if (line[0] == '#' || !tab)
            continue;
        *tab = '\0';
        visit(line, tab + 1, context);
        lines++;
    }
    free(line);
    fclose(file);
    return lines;
}

/* ---- Compounds ---- */

struct parts {
    struct bpv_text stems[BPV_COMPOUND_PARTS_MAX];
    size_t count;
};

static void parts_by_rule(struct arena *arena, struct bpv_text form, struct parts *parts)
{
    struct bpv_span spans[BPV_COMPOUND_PARTS_MAX];
    parts->count = question_split(base, form, spans);
    for (size_t i = 0; i < parts->count; i++) {
        uint32_t flags;
        parts->stems[i] =
            question_stem(base, (struct bpv_text){form.start + spans[i].start, spans[i].length}, arena, &flags);
    }
}

/* The parts that the index gives a word it has; else those of the rule. */
static void parts_of(struct arena *arena, struct bpv_text form, struct parts *parts)
{
    const struct index_file *file = base->parts[0].file;
    uint32_t flags, count;
    uint32_t number = index_file_stem(file, question_stem(base, form, arena, &flags));
    if (number == INDEX_NONE) {
        parts_by_rule(arena, form, parts);
        return;
    }
    const uint32_t *list = index_file_list(file, SECTION_PARTS_AT, SECTION_PARTS, number, &count);
    parts->count = count < BPV_COMPOUND_PARTS_MAX ? count : BPV_COMPOUND_PARTS_MAX;
    for (size_t i = 0; i < parts->count; i++)
        parts->stems[i] = index_file_string(file, index_file_stems(file)[list[i]].text);
}

/* Reads one way of splitting, up to '|' or the end, and returns where it stopped. */
static const char *read_parts(struct arena *arena, const char *at, struct parts *parts)
{
    parts->count = 0;
    while (*at && *at != '|' && parts->count < BPV_COMPOUND_PARTS_MAX) {
        char word[BPV_TERM_MAX];
        size_t length = strcspn(at, "+|");
        snprintf(word, sizeof word, "%.*s", (int)length, at);
        parts->stems[parts->count++] = stem_of(arena, word);
        at += length + (at[length] == '+');
    }
    return at;
}

static bool equal_parts(const struct parts *a, const struct parts *b)
{
    bool equal = a->count == b->count;
    for (size_t i = 0; equal && i < a->count; i++)
        equal = same(a->stems[i], b->stems[i]);
    return equal;
}

/* True if the parts are one of the ways of the list; "-" is no parts. */
static bool one_of(struct arena *arena, const struct parts *given, const char *list)
{
    if (strcmp(list, "-") == 0)
        return given->count == 0;
    for (const char *at = list;; at++) {
        struct parts expected;
        at = read_parts(arena, at, &expected);
        if (equal_parts(&expected, given))
            return true;
        if (*at != '|')
            return false;
    }
}

struct compounds {
    struct score score;
    void (*split)(struct arena *, struct bpv_text, struct parts *);
};

static void check_compound(const char *word, const char *list, void *context)
{
    struct compounds *compounds = context;
    struct arena arena = {NULL};
    struct parts given;
    compounds->split(&arena, folded(&arena, word), &given);
    bool right = one_of(&arena, &given, list);
    compounds->score.wanted += strcmp(list, "-") != 0;
    compounds->score.given += given.count > 0;
    compounds->score.right += right && given.count > 0;
    if (!right) {
        printf("# %s: %s, not", word, list);
        for (size_t i = 0; i < given.count; i++)
            printf("%s%.*s", i ? "+" : " ", (int)given.stems[i].length, given.stems[i].start);
        printf("%s\n", given.count ? "" : " split");
    }
    arena_release(&arena);
}

static void compounds_are_split(void **state)
{
    (void)state;
    struct compounds compounds = {.split = parts_of};
    assert_true(read_list("compounds.tsv", check_compound, &compounds) >= 400);
    demand("compounds", &compounds.score);
}

static void compounds_are_split_without_the_index(void **state)
{
    (void)state;
    struct compounds compounds = {.split = parts_by_rule};
    read_list("compounds.tsv", check_compound, &compounds);
    demand("compounds by rule alone", &compounds.score);
}

/* ---- Stems ---- */

struct pairs {
    struct score score;
    bool must_join;
};

static void check_pair(const char *one, const char *other, void *context)
{
    struct pairs *pairs = context;
    struct arena arena = {NULL};
    struct bpv_text a = stem_of(&arena, one), b = stem_of(&arena, other);
    bool joined = same(a, b);
    pairs->score.wanted += pairs->must_join;
    pairs->score.given += joined;
    pairs->score.right += joined && pairs->must_join;
    if (joined != pairs->must_join)
        printf("# %s and %s: %.*s, %.*s\n", one, other, (int)a.length, a.start, (int)b.length, b.start);
    arena_release(&arena);
}

static void stems_join_and_differ(void **state)
{
    (void)state;
    struct pairs pairs = {.must_join = true};
    assert_true(read_list("stems_join.tsv", check_pair, &pairs) >= 150);
    pairs.must_join = false;
    assert_true(read_list("stems_differ.tsv", check_pair, &pairs) >= 80);
    demand("stems", &pairs.score);
}

/* ---- Misspellings ---- */

/* True if the query searches for this stem: as its own word, as corrected, or by a synonym that the vocabulary gives
 * the misspelling. */
static bool searches(const struct query *query, struct bpv_text stem)
{
    for (size_t i = 0; query->count && i < query->concepts[0].count; i++) {
        const struct alternative *alternative = &query->concepts[0].alternatives[i];
        if (alternative->kind != BPV_REASON_RELATED && alternative->kind != BPV_REASON_COMPOUND &&
            same(alternative->stem, stem))
            return true;
    }
    return false;
}

static void check_misspelling(const char *typed, const char *meant, void *context)
{
    struct score *score = context;
    struct arena arena = {NULL};
    struct query query;
    question_analyze(base, (struct bpv_text){typed, strlen(typed)}, &arena, &query);
    bool right = searches(&query, stem_of(&arena, meant));
    score->wanted++;
    score->given += right || query.corrected.length > 0;
    score->right += right;
    if (!right)
        printf("# %s: %s, not %.*s\n", typed, meant, (int)query.corrected.length, query.corrected.start);
    arena_release(&arena);
}

static void misspellings_are_mended(void **state)
{
    (void)state;
    struct score score = {0};
    assert_true(read_list("misspellings.tsv", check_misspelling, &score) >= 100);
    demand("misspellings", &score);
}

static void check_kept(const char *word, const char *parts, void *context)
{
    (void)parts;
    size_t *changed = context;
    struct arena arena = {NULL};
    struct query query;
    question_analyze(base, (struct bpv_text){word, strlen(word)}, &arena, &query);
    if (query.corrected.length) {
        printf("# %s was changed into %.*s\n", word, (int)query.corrected.length, query.corrected.start);
        ++*changed;
    }
    arena_release(&arena);
}

static void existing_words_are_kept(void **state)
{
    (void)state;
    size_t changed = 0;
    size_t words = read_list("compounds.tsv", check_kept, &changed);
    printf("# existing words: %zu of %zu changed by the spelling correction\n", changed, words);
    assert_int_equal(changed, 0);
}

static int open_base(void **state)
{
    (void)state;
    const char *path = getenv("BPV_INDEX");
    struct bpv_error error;
    path = path ? path : "build/bpv.index";
    if (bpv_base_open(&path, 1, &base, &error) != BPV_OK) {
        printf("# %s\n", error.text);
        return -1;
    }
    return 0;
}

static int close_base(void **state)
{
    (void)state;
    bpv_base_close(base);
    return 0;
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(compounds_are_split),     cmocka_unit_test(compounds_are_split_without_the_index),
        cmocka_unit_test(stems_join_and_differ),   cmocka_unit_test(misspellings_are_mended),
        cmocka_unit_test(existing_words_are_kept),
    };
    cmocka_set_message_output(CM_OUTPUT_TAP);
    return cmocka_run_group_tests(tests, open_base, close_base);
}
