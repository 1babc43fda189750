/* yaml_reader: what it accepts, what it refuses and where it says the mistake is. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include "../../indexer/yaml_reader.h"
#include "text_buffer.h"

static const struct yaml_limits front = {BPV_YAML_FRONT_MATTER_MAX, BPV_YAML_FRONT_EVENTS_MAX};
static const struct yaml_limits file = {BPV_YAML_FILE_MAX, BPV_YAML_EVENTS_MAX};

static int setup(void **state)
{
    *state = xcalloc(1, sizeof(struct memory_pool));
    return 0;
}

static int teardown(void **state)
{
    pool_release(*state);
    free(*state);
    return 0;
}

static struct tree_node *accept(struct memory_pool *pool, const char *text)
{
    struct tree_node *root;
    struct yaml_problem problem = {0};
    if (!yaml_read(pool, text_of(text), 0, &front, &root, &problem))
        fail_msg("%u:%u: %s", problem.line, problem.column, problem.reason);
    return root;
}

static void reads_maps_lists_and_scalars(void **state)
{
    struct tree_node *root =
        accept(*state, "title: \"A: b\"\nthemes: [1, 2]\nquestions:\n  - one\n  - 'two'\nempty:\n");
    assert_int_equal(root->kind, TREE_MAP);
    assert_int_equal(root->count, 4);
    assert_true(text_is(tree_find(root, "title")->text, "A: b"));
    const struct tree_node *themes = tree_find(root, "themes");
    assert_int_equal(themes->kind, TREE_LIST);
    assert_int_equal(themes->count, 2);
    assert_true(text_is(themes->first->next->text, "2"));
    const struct tree_node *two = tree_find(root, "questions")->first->next;
    assert_true(text_is(two->text, "two"));
    assert_int_equal(two->line, 5);
    assert_int_equal(two->column, 5);
    assert_int_equal(tree_find(root, "empty")->text.length, 0);
    assert_null(tree_find(root, "absent"));
    assert_null(tree_find(themes, "absent"));
    assert_null(tree_find(NULL, "absent"));
}

static void empty_text_is_an_empty_map(void **state)
{
    const char *const texts[] = {"", "\n\n", "# only a comment\n"};
    for (size_t i = 0; i < sizeof texts / sizeof *texts; i++) {
        struct tree_node *root = accept(*state, texts[i]);
        assert_int_equal(root->kind, TREE_MAP);
        assert_int_equal(root->count, 0);
    }
}

static void counts_lines_from_the_file(void **state)
{
    struct tree_node *root;
    struct yaml_problem problem;
    assert_true(yaml_read(*state, text_of("a: b\n"), 40, &front, &root, &problem));
    assert_int_equal(root->line, 41);
    assert_false(yaml_read(*state, text_of("a: b\na: c\n"), 40, &front, &root, &problem));
    assert_int_equal(problem.line, 42);
    assert_int_equal(problem.column, 1);
    assert_null(root);
}

static void refuses_what_is_not_the_subset(void **state)
{
    static const struct {
        const char *text, *reason;
        unsigned line, column;
    } cases[] = {
        {"a: &x 1\n", "anker", 1, 4},
        {"a: 1\nb: *x\n", "verwijzing", 2, 4},
        {"a: !!str b\n", "tag", 1, 4},
        {"a: ! b\n", "tag", 1, 4},
        {"- &x [a]\n", "anker", 1, 3},
        {"- &x\n  a: 1\n", "anker", 1, 3},
        {"a: 1\nb: 2\na: 3\n", "twee keer", 3, 1},
        {"a: 1\n---\nb: 2\n", "tweede YAML-document", 2, 1},
        {"%YAML 1.1\n---\na: 1\n", "%YAML", 1, 1},
        {"%TAG ! tag:x,2000:\n---\na: 1\n", "%TAG", 1, 1},
        {"[a]: b\n", "sleutel", 1, 1},
        {"{a: b}: c\n", "sleutel", 1, 1},
        {"a: \"b\n", "aanhalingsteken", 2, 1},
        {"a: [1, 2\n", "haakje", 2, 1},
        {"a: b: c\n", "dubbele aanhalingstekens", 1, 5},
        {"a:\n\t- b\n", "spaties", 2, 1},
        {"a: \"\\q\"\n", "onbekende code", 1, 5},
        {"a: \x01\n", "stuurteken", 1, 4},
        {"[[[[[[[[[1]]]]]]]]]\n", "in elkaar", 1, 9},
        {"- - - - - - - - - 1\n", "in elkaar", 1, 17},
    };
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        struct tree_node *root;
        struct yaml_problem problem = {0};
        assert_false(yaml_read(*state, text_of(cases[i].text), 0, &front, &root, &problem));
        if (!strstr(problem.reason, cases[i].reason) || problem.line != cases[i].line ||
            problem.column != cases[i].column)
            fail_msg("%s gives %u:%u: %s", cases[i].text, problem.line, problem.column, problem.reason);
    }
}

static struct bpv_text repeated(struct text_buffer *buffer, const char *unit, size_t count)
{
    text_buffer_init(buffer, 0);
    for (size_t i = 0; i < count; i++)
        text_buffer_append_string(buffer, unit);
    return text_buffer_text(buffer);
}

static void assert_refused(struct memory_pool *pool, struct bpv_text text, const struct yaml_limits *limits,
                           const char *reason)
{
    struct tree_node *root;
    struct yaml_problem problem = {0};
    assert_false(yaml_read(pool, text, 0, limits, &root, &problem));
    if (!strstr(problem.reason, reason))
        fail_msg("expected %s, got %s", reason, problem.reason);
}

static void refuses_what_is_too_much(void **state)
{
    struct text_buffer buffer;
    assert_refused(*state, repeated(&buffer, "aaaaaaaaaaaaaaa\n", 600), &front, "bytes");
    text_buffer_release(&buffer);
    assert_refused(*state, repeated(&buffer, "- a\n", 600), &front, "te veel onderdelen");
    text_buffer_release(&buffer);
    assert_refused(*state, repeated(&buffer, "abcdefgh", 400), &front, "te lang");
    text_buffer_release(&buffer);
    text_buffer_init(&buffer, 0);
    for (unsigned i = 0; i < BPV_YAML_KEYS_MAX + 1; i++)
        text_buffer_printf(&buffer, "k%u: 1\n", i);
    assert_refused(*state, text_buffer_text(&buffer), &front, "sleutels");
    text_buffer_release(&buffer);
}

/* libyaml alone needs seconds to minutes for some of these. */
static void refuses_bombs_at_once(void **state)
{
    static const char *const units[] = {"[", "{", "- ", "? ", "[{", "{a: [", "'[", "\"[\" [", "a: [\n", "#[", "[\n"};
    for (size_t i = 0; i < sizeof units / sizeof *units; i++) {
        struct text_buffer buffer;
        struct timespec before, after;
        struct tree_node *root;
        struct yaml_problem problem;
        repeated(&buffer, units[i], 50000);
        clock_gettime(CLOCK_MONOTONIC, &before);
        bool read = yaml_read(*state, text_buffer_text(&buffer), 0, &file, &root, &problem);
        clock_gettime(CLOCK_MONOTONIC, &after);
        assert_true(!read || root->count == 0);
        assert_true(after.tv_sec - before.tv_sec < 3);
        text_buffer_release(&buffer);
    }
}

static void brackets_in_texts_do_not_count(void **state)
{
    struct text_buffer buffer;
    text_buffer_init(&buffer, 0);
    text_buffer_append_string(&buffer, "words:\n");
    for (int i = 0; i < 100; i++)
        text_buffer_append_string(&buffer, "  - \"[ { \\\" [\" # [[[\n  - it's [ here\n");
    struct tree_node *root;
    struct yaml_problem problem;
    if (!yaml_read(*state, text_buffer_text(&buffer), 0, &file, &root, &problem))
        fail_msg("%u:%u: %s", problem.line, problem.column, problem.reason);
    assert_int_equal(tree_find(root, "words")->count, 200);
    text_buffer_release(&buffer);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(reads_maps_lists_and_scalars, setup, teardown),
        cmocka_unit_test_setup_teardown(empty_text_is_an_empty_map, setup, teardown),
        cmocka_unit_test_setup_teardown(counts_lines_from_the_file, setup, teardown),
        cmocka_unit_test_setup_teardown(refuses_what_is_not_the_subset, setup, teardown),
        cmocka_unit_test_setup_teardown(refuses_what_is_too_much, setup, teardown),
        cmocka_unit_test_setup_teardown(refuses_bombs_at_once, setup, teardown),
        cmocka_unit_test_setup_teardown(brackets_in_texts_do_not_count, setup, teardown),
    };
    cmocka_set_message_output(CM_OUTPUT_TAP);
    return cmocka_run_group_tests(tests, NULL, NULL);
}
