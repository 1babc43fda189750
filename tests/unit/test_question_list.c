/* question_list: the file of questions, one per line. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>
#include <string.h>

#include "question_list.h"
#include "text_buffer.h"

static enum bpv_status parse(const char *text, struct question_list *list, struct bpv_error *error)
{
    *error = (struct bpv_error){0};
    return question_list_parse((struct bpv_text){text, strlen(text)}, list, error);
}

static void assert_text(struct bpv_text text, const char *expected)
{
    assert_int_equal(text.length, strlen(expected));
    assert_memory_equal(text.start, expected, text.length);
}

static void reads_all_columns(void **state)
{
    (void)state;
    struct question_list list;
    struct bpv_error error;
    assert_int_equal(
        parse("# comment\n\nWie tekent?\tpok-a pok-b\tbegeleider\tzin\ttune\te-001\nTrein?\t\r\n", &list, &error),
        BPV_OK);
    assert_int_equal(list.count, 2);
    const struct bpv_bank_question *first = &list.questions[0];
    assert_text(first->text, "Wie tekent?");
    assert_int_equal(first->expected_count, 2);
    assert_text(first->expected[0], "pok-a");
    assert_text(first->expected[1], "pok-b");
    assert_text(first->user, "begeleider");
    assert_text(first->style, "zin");
    assert_text(first->set, "tune");
    assert_text(first->id, "e-001");
    assert_text(list.questions[1].text, "Trein?");
    assert_int_equal(list.questions[1].expected_count, 0);
    question_list_release(&list);
    question_list_release(&list);
}

static void bears_odd_lines(void **state)
{
    (void)state;
    struct question_list list;
    struct bpv_error error;
    assert_int_equal(parse("", &list, &error), BPV_OK);
    assert_int_equal(list.count, 0);
    question_list_release(&list);
    assert_int_equal(parse("\t\t\t\n\tpok\n   \n#\nvraag", &list, &error), BPV_OK);
    assert_int_equal(list.count, 1);
    assert_text(list.questions[0].text, "vraag");
    question_list_release(&list);
    assert_int_equal(parse("a\t  x,,y  z ,\tb\tc\td\te\tf\tg", &list, &error), BPV_OK);
    assert_int_equal(list.questions[0].expected_count, 3);
    assert_text(list.questions[0].expected[1], "y");
    question_list_release(&list);
}

static void names_the_line_that_is_wrong(void **state)
{
    (void)state;
    struct question_list list;
    struct bpv_error error;
    assert_int_equal(parse("goed\tx\nfout \xFF\ty\n", &list, &error), BPV_INVALID);
    assert_non_null(strstr(error.text, "regel 2"));
    assert_int_equal(list.count, 0);
    struct text_buffer line = {0};
    for (size_t i = 0; i < 9 * BPV_QUESTION_MAX; i++)
        text_buffer_append_char(&line, 'a');
    assert_int_equal(parse(line.data, &list, &error), BPV_TOO_LARGE);
    assert_non_null(strstr(error.text, "regel 1"));
    text_buffer_release(&line);
    assert_int_equal(question_list_parse((struct bpv_text){"a\0b", 3}, &list, &error), BPV_INVALID);
}

static void reads_many_questions(void **state)
{
    (void)state;
    struct text_buffer text = {0};
    struct question_list list;
    struct bpv_error error;
    for (int i = 0; i < 1000; i++)
        text_buffer_printf(&text, "vraag %d\tid-%d\n", i, i);
    assert_int_equal(parse(text.data, &list, &error), BPV_OK);
    assert_int_equal(list.count, 1000);
    assert_text(list.questions[999].expected[0], "id-999");
    question_list_release(&list);
    text_buffer_release(&text);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(reads_all_columns),
        cmocka_unit_test(bears_odd_lines),
        cmocka_unit_test(names_the_line_that_is_wrong),
        cmocka_unit_test(reads_many_questions),
    };
    cmocka_set_message_output(CM_OUTPUT_TAP);
    return cmocka_run_group_tests(tests, NULL, NULL);
}
