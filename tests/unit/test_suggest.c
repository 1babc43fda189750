/* suggest: typeahead over the corpus. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>

#include "real_base.h"

static size_t suggest(const char *beginning, struct bpv_suggestion out[BPV_SUGGESTIONS_MAX])
{
    return bpv_suggest(searcher, (struct bpv_text){beginning, strlen(beginning)}, out);
}

static void assert_sound(const struct bpv_suggestion *out, size_t count)
{
    assert_true(count <= BPV_SUGGESTIONS_MAX);
    for (size_t i = 0; i < count; i++) {
        assert_true(out[i].text.length > 0);
        assert_true(strcmp(out[i].kind, "title") == 0 || strcmp(out[i].kind, "question") == 0 ||
                    strcmp(out[i].kind, "term") == 0);
        struct bpv_passage passage;
        if (out[i].passage_id.length)
            assert_int_equal(bpv_passage_find(base, out[i].passage_id, &passage, NULL), BPV_OK);
        else
            assert_string_equal(out[i].kind, "term");
        for (size_t j = 0; j < i; j++)
            assert_false(same_text(out[i].text, out[j].text));
    }
}

static void half_a_word_suggests(void **state)
{
    (void)state;
    struct bpv_suggestion out[BPV_SUGGESTIONS_MAX];
    static const char *const beginnings[] = {
        "prak", "stagev", "wie tekent de pra", "examenc", "PO", "mag een student van 17", "  verzu", "coö"};
    for (size_t i = 0; i < sizeof beginnings / sizeof *beginnings; i++) {
        size_t count = suggest(beginnings[i], out);
        if (!count)
            fail_msg("nothing suggested for %s", beginnings[i]);
        assert_sound(out, count);
    }
}

static void an_abbreviation_suggests_its_term(void **state)
{
    (void)state;
    struct bpv_suggestion out[BPV_SUGGESTIONS_MAX];
    size_t count = suggest("pok", out);
    assert_sound(out, count);
    assert_true(count > 0);
    assert_string_equal(out[0].kind, "term");
    assert_true(same_text(out[0].text, (struct bpv_text){"POK", 3}));
}

static void every_beginning_of_a_question_is_borne(void **state)
{
    (void)state;
    struct bpv_suggestion out[BPV_SUGGESTIONS_MAX];
    const char *question = "Mag mijn coördinator 's avonds (na 23:00) de POK van een 17-jarige tekenen?";
    for (size_t length = 0; length <= strlen(question); length++)
        assert_sound(out, bpv_suggest(searcher, (struct bpv_text){question, length}, out));
}

static void odd_input_suggests_nothing(void **state)
{
    (void)state;
    struct bpv_suggestion out[BPV_SUGGESTIONS_MAX];
    char longer[BPV_QUESTION_MAX + 1];
    memset(longer, 'a', sizeof longer);
    assert_int_equal(suggest("", out), 0);
    assert_int_equal(suggest("    ", out), 0);
    assert_int_equal(suggest("\xFF", out), 0);
    assert_int_equal(bpv_suggest(searcher, (struct bpv_text){longer, sizeof longer}, out), 0);
    assert_int_equal(bpv_suggest(searcher, (struct bpv_text){"a\0b", 3}, out), 0);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(half_a_word_suggests),
        cmocka_unit_test(an_abbreviation_suggests_its_term),
        cmocka_unit_test(every_beginning_of_a_question_is_borne),
        cmocka_unit_test(odd_input_suggests_nothing),
    };
    cmocka_set_message_output(CM_OUTPUT_TAP);
    return cmocka_run_group_tests(tests, open_real_base, close_real_base);
}
