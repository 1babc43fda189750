/* highlight: <mark> around the words of an answer, and nothing else changed in its HTML. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>
#include <string.h>

#include "bpv.h"
#include "text_buffer.h"

/* The HTML with the words of text at the given places marked. */
static void assert_marked(const char *html, const char *text, const struct bpv_span *spans, size_t count,
                          const char *expected)
{
    struct bpv_hit hit = {.highlight_count = count};
    hit.passage.html = (struct bpv_text){html, strlen(html)};
    hit.passage.text = (struct bpv_text){text, strlen(text)};
    memcpy(hit.highlights, spans, count * sizeof *spans);
    struct text_buffer out = {0};
    text_buffer_append_string(&out, "");
    bpv_highlight_html(&hit, &out);
    assert_string_equal(out.data, expected);
    text_buffer_release(&out);
}

static void marks_whole_words(void **state)
{
    (void)state;
    const struct bpv_span span = {3, 5};
    assert_marked("<p>De stage begint. Stage, stagedag, stage.</p>", "De stage begint. Stage, stagedag, stage.", &span,
                  1, "<p>De <mark>stage</mark> begint. Stage, stagedag, <mark>stage</mark>.</p>");
}

static void leaves_tags_and_entities_alone(void **state)
{
    (void)state;
    const struct bpv_span spans[] = {{0, 1}, {2, 3}, {6, 4}};
    assert_marked(
        "<p class=\"amp\">p amp href &amp; <a href=\"/p\">p</a> &lt;p&gt;</p>", "p amp href & p <p>", spans, 3,
        "<p class=\"amp\"><mark>p</mark> <mark>amp</mark> <mark>href</mark> &amp; <a href=\"/p\"><mark>p</mark></a> "
        "&lt;<mark>p</mark>&gt;</p>");
}

static void no_span_outside_the_text_is_used(void **state)
{
    (void)state;
    const struct bpv_span spans[] = {{100, 5}, {0, 4000000000u}, {4000000000u, 1}, {0, 0}, {2, 2}};
    assert_marked("<p>abcd</p>", "abcd", spans, 5, "<p>abcd</p>");
    assert_marked("", "", spans, 5, "");
}

static void words_with_accents_are_marked(void **state)
{
    (void)state;
    const struct bpv_span span = {0, 12};
    assert_marked("<p>coördinator</p>", "coördinator", &span, 1, "<p><mark>coördinator</mark></p>");
}

static void no_part_of_a_word_is_marked(void **state)
{
    (void)state;
    const struct bpv_span spans[] = {{0, 2}, {3, 4}, {8, 3}};
    assert_marked("<p>op stop opa (op)op xop: <b>op</b>op &gt;op e-mail e-mails é op€ 3%x 3%", "op e-ma €op 3%", spans,
                  3,
                  "<p><mark>op</mark> stop opa (<mark>op</mark>)<mark>op</mark> xop: <b><mark>op</mark></b>"
                  "<mark>op</mark> &gt;<mark>op</mark> e-mail e-mails é op€ 3%x 3%");
}

/* Whatever is marked: without the marks the HTML is what it was, so no raw '<' of the text can come out. */
static void nothing_else_changes(void **state)
{
    (void)state;
    const char *html = "<p>a &lt;script&gt;alert(1)&lt;/script&gt; b &amp;amp; <em>c</em> mark script</p>";
    const char *text = "a <script>alert(1)</script> b &amp; c mark script";
    for (uint32_t start = 0; start < strlen(text); start++)
        for (uint32_t length = 1; start + length <= strlen(text) && length < 12; length++) {
            struct bpv_hit hit = {.highlights = {{start, length}}, .highlight_count = 1};
            hit.passage.html = (struct bpv_text){html, strlen(html)};
            hit.passage.text = (struct bpv_text){text, strlen(text)};
            struct text_buffer out = {0}, bare = {0};
            bpv_highlight_html(&hit, &out);
            for (const char *at = out.data; *at;) {
                size_t skip = strncmp(at, "<mark>", 6) == 0 ? 6 : strncmp(at, "</mark>", 7) == 0 ? 7 : 0;
                if (!skip)
                    text_buffer_append_char(&bare, *at);
                at += skip ? skip : 1;
            }
            assert_string_equal(bare.data, html);
            text_buffer_release(&out);
            text_buffer_release(&bare);
        }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(marks_whole_words),
        cmocka_unit_test(leaves_tags_and_entities_alone),
        cmocka_unit_test(no_span_outside_the_text_is_used),
        cmocka_unit_test(words_with_accents_are_marked),
        cmocka_unit_test(no_part_of_a_word_is_marked),
        cmocka_unit_test(nothing_else_changes),
    };
    cmocka_set_message_output(CM_OUTPUT_TAP);
    return cmocka_run_group_tests(tests, NULL, NULL);
}
