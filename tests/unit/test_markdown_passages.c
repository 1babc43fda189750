/* markdown_passages: sections, comments, parts, safe HTML; ranges of the file, whatever stands in it. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include "../../indexer/markdown_passages.h"
#include "text_buffer.h"

struct fixture {
    struct memory_pool pool;
    struct build_report report;
    struct markdown_sections sections;
};

static int setup(void **state)
{
    *state = xcalloc(1, sizeof(struct fixture));
    return 0;
}

static int teardown(void **state)
{
    struct fixture *fixture = *state;
    build_report_release(&fixture->report);
    pool_release(&fixture->pool);
    free(fixture);
    return 0;
}

/* The body begins on line 10 of its file. */
static bool read_sections(struct fixture *fixture, struct bpv_text body, bool untagged)
{
    struct markdown_source source = {body, 10, text_of("a.md"), untagged};
    return markdown_read_sections(&source, &fixture->pool, &fixture->report, &fixture->sections);
}

static void finds_sections_with_their_lines(void **state)
{
    struct fixture *fixture = *state;
    const char *body =
        "\n## Wie *tekent* `de` POK?\n<!-- passage\nid: abc\nforce: wet\n-->\n\nEerste regel.\n\n- een\n- twee  \n\n\n"
        "## Tweede\nTekst.\n";
    assert_true(read_sections(fixture, text_of(body), false));
    assert_int_equal(fixture->report.errors, 0);
    assert_int_equal(fixture->sections.count, 2);
    const struct markdown_section *first = &fixture->sections.items[0], *second = &fixture->sections.items[1];
    assert_true(text_is(first->title, "Wie tekent de POK?"));
    assert_int_equal(first->heading_line, 11);
    assert_int_equal(first->line_last, 20);
    assert_true(first->has_comment);
    assert_int_equal(first->comment_line, 12);
    assert_true(text_is(first->comment, "\nid: abc\nforce: wet\n"));
    assert_true(text_is(first->text, "Eerste regel.\n\n- een\n- twee  "));
    assert_int_equal(first->text_line, 17);
    assert_int_equal(first->part_count, 1);
    assert_true(text_equal(first->parts[0], first->text));
    assert_true(first->text.start > body && first->text.start < body + strlen(body));
    assert_false(second->has_comment);
    assert_true(text_is(second->text, "Tekst."));
    assert_int_equal(second->heading_line, 23);
    assert_int_equal(second->line_last, 24);
}

static void headings_in_code_and_quotes_are_text(void **state)
{
    struct fixture *fixture = *state;
    assert_true(
        read_sections(fixture, text_of("## Een\n\n```\n## geen kop\n```\n\n> ## ook niet\n\n### wel tekst\n"), false));
    assert_int_equal(fixture->sections.count, 1);
    assert_int_equal(fixture->report.errors, 0);
    assert_true(text_is(fixture->sections.items[0].text, "```\n## geen kop\n```\n\n> ## ook niet\n\n### wel tekst"));
}

static void underlined_headings_count(void **state)
{
    struct fixture *fixture = *state;
    assert_true(read_sections(fixture, text_of("Kop van\ntwee regels\n---\nTekst.\n"), false));
    assert_int_equal(fixture->sections.count, 1);
    assert_true(text_is(fixture->sections.items[0].title, "Kop van twee regels"));
    assert_true(text_is(fixture->sections.items[0].text, "Tekst."));
}

static void untagged_text_has_passages_at_every_heading(void **state)
{
    struct fixture *fixture = *state;
    assert_true(read_sections(
        fixture, text_of("Vooraf.\n\n# Een\nTekst 1\n\n## Twee\n\n### Drie\nTekst 3\n#### Vier\nnog 3\n"), true));
    assert_int_equal(fixture->report.errors, 0);
    assert_int_equal(fixture->sections.count, 4);
    assert_int_equal(fixture->sections.items[0].title.length, 0);
    assert_true(text_is(fixture->sections.items[0].text, "Vooraf."));
    assert_int_equal(fixture->sections.items[2].part_count, 0);
    assert_true(text_is(fixture->sections.items[3].text, "Tekst 3\n#### Vier\nnog 3"));
}

static void reports_mistakes(void **state)
{
    static const struct {
        const char *body, *reason;
        unsigned line;
    } cases[] = {
        {"losse tekst\n\n## Kop\nTekst\n", "geen passage", 10},
        {"## Kop\nTekst\n\n# Groot\n", "met een #", 13},
        {"## Kop\n<!-- passage\nid: abc\n", "sluit niet", 11},
        {"## Kop\n<!-- passage\nid: abc\n--> tekst\n", "niets meer", 13},
        {"## Kop\nTekst\n\n<!-- passage\nid: abc\n-->\n", "niet direct onder", 13},
        {"<!-- passage\nid: abc\n-->\n## Kop\nTekst\n", "geen passage", 10},
    };
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        struct fixture *fixture = *state;
        read_sections(fixture, text_of(cases[i].body), false);
        if (!fixture->report.count || !strstr(fixture->report.problems[0].message.start, cases[i].reason) ||
            fixture->report.problems[0].place.line != cases[i].line)
            fail_msg("case %zu: %s", i, fixture->report.count ? fixture->report.problems[0].message.start : "nothing");
        build_report_release(&fixture->report);
    }
}

static void check_parts(const struct markdown_section *section)
{
    const char *at = section->text.start;
    for (size_t i = 0; i < section->part_count; i++) {
        struct bpv_text part = section->parts[i];
        assert_true(part.length > 0 && part.length <= BPV_PASSAGE_TEXT_MAX);
        assert_true(part.start >= at && part.start + part.length <= section->text.start + section->text.length);
        for (; at < part.start; at++)
            assert_true(strchr(" \n\t", *at) != NULL); /* only white space falls between parts */
        at = part.start + part.length;
    }
}

static void long_sections_are_cut_at_blocks(void **state)
{
    struct fixture *fixture = *state;
    struct text_buffer body;
    text_buffer_init(&body, 0);
    text_buffer_append_string(&body, "## Lang\n\n");
    for (int i = 0; i < 100; i++)
        text_buffer_printf(&body,
                           "Alinea %d heeft een paar woorden, maar geen regel te veel.\nEn een tweede regel.\n\n", i);
    assert_true(read_sections(fixture, text_buffer_text(&body), false));
    const struct markdown_section *section = &fixture->sections.items[0];
    assert_true(section->part_count >= 2);
    check_parts(section);
    for (size_t i = 0; i < section->part_count; i++)
        assert_memory_equal(section->parts[i].start, "Alinea ", 7);
    text_buffer_release(&body);
}

static void text_without_borders_is_cut_all_the_same(void **state)
{
    static const char *const units[] = {"woord ",   "woord\n",           "x",          "\xC3\xAB",
                                        "- punt\n", "\xF0\x9F\x98\x80 ", "| a | b |\n"};
    for (size_t i = 0; i < sizeof units / sizeof *units; i++) {
        struct fixture *fixture = *state;
        struct text_buffer body;
        text_buffer_init(&body, 0);
        text_buffer_append_string(&body, "# Kop\n");
        while (body.length < 5 * BPV_PASSAGE_TEXT_MAX)
            text_buffer_append_string(&body, units[i]);
        assert_true(read_sections(fixture, text_buffer_text(&body), true));
        assert_true(fixture->sections.items[0].part_count >= 5);
        check_parts(&fixture->sections.items[0]);
        for (size_t part = 0; part < fixture->sections.items[0].part_count; part++)
            assert_true(((unsigned char)fixture->sections.items[0].parts[part].start[0] & 0xC0) != 0x80);
        text_buffer_release(&body);
    }
}

static void bombs_are_refused_or_quick(void **state)
{
    static const char *const units[] = {
        "[",  "![[]()", "> ", "- ",     "1. ", "*a_ ", "a**b", "`a``",    "<!-- ", "<a ",
        "](", "\\[",    "&",  "[a](<b", " ",   "\n",   "#\n",  "- a\n  ", "~~~\n", "<!-- passage\n"};
    for (size_t i = 0; i < sizeof units / sizeof *units; i++) {
        struct fixture *fixture = *state;
        struct text_buffer body;
        struct timespec before, after;
        text_buffer_init(&body, 0);
        text_buffer_append_string(&body, "## Kop\n\n");
        while (body.length < 500000) {
            for (size_t line = 0; line < 60000; line += strlen(units[i]))
                text_buffer_append_string(&body, units[i]);
            text_buffer_append_string(&body, "\n");
        }
        clock_gettime(CLOCK_MONOTONIC, &before);
        if (read_sections(fixture, text_buffer_text(&body), false))
            for (size_t section = 0; section < fixture->sections.count; section++)
                check_parts(&fixture->sections.items[section]);
        clock_gettime(CLOCK_MONOTONIC, &after);
        if (after.tv_sec - before.tv_sec > 10)
            fail_msg("'%s' takes too long", units[i]);
        text_buffer_release(&body);
    }
}

static bool resolve(void *context, struct bpv_text url, struct text_buffer *address)
{
    (void)context;
    if (text_is(url, "#onbekend"))
        return false;
    if (url.length && url.start[0] == '#') {
        text_buffer_append_string(address, "/passage/");
        text_buffer_append(address, url.start + 1, url.length - 1);
    } else {
        text_buffer_append_text(address, url);
    }
    return true;
}

static void renders_safe_html(void **state)
{
    (void)state;
    static const struct {
        const char *markdown, *html;
    } cases[] = {
        {"Een **vet** woord.", "<p>Een <strong>vet</strong> woord.</p>\n"},
        {"[tekst](#pok-abc)", "<p><a href=\"/passage/pok-abc\">tekst</a></p>\n"},
        {"[tekst *schuin*](#onbekend) na", "<p>tekst <em>schuin</em> na</p>\n"},
        {"a <script>alert(1)</script> b", "<p>a alert(1) b</p>\n"},
        {"<script>alert(1)</script>", "<p>alert(1)</p>\n"},
        {"<div onclick=\"x\">een</div>\n", "<p>een</p>\n"},
        {"<!-- weg -->\n\nna", "<p>na</p>\n"},
        {"[x](javascript:alert(1))", "<p><a href=\"\">x</a></p>\n"},
        {"![plaatje](http://a/b.png)", "<p>plaatje</p>\n"},
        {"[![i](j)](https://a/)", "<p><a href=\"https://a/\">i</a></p>\n"},
        {"<https://a/?b=\"c\">", "<p><a href=\"https://a/?b=%22c%22\">https://a/?b=&quot;c&quot;</a></p>\n"},
        {"[a](https://a/?b=%22&c \"d\")", "<p><a href=\"https://a/?b=%22&amp;c\">a</a></p>\n"},
        {"&lt;b&gt;", "<p>&lt;b&gt;</p>\n"},
    };
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        struct text_buffer html;
        text_buffer_init(&html, BPV_PASSAGE_HTML_MAX);
        markdown_render(text_of(cases[i].markdown), resolve, NULL, &html);
        assert_string_equal(html.data ? html.data : "", cases[i].html);
        text_buffer_release(&html);
    }
}

static void note_offset(void *context, struct bpv_text url, size_t offset)
{
    size_t **next = context;
    assert_int_equal(url.start[0], '#');
    *(*next)++ = offset;
}

static void inspects_links_and_first_sentence(void **state)
{
    (void)state;
    size_t offsets[4] = {0}, *next = offsets;
    struct markdown_inspection inspection;
    markdown_inspect(text_of("Zie [a](#abc) voor art. 7.2.9 en meer. Nog [b](#abc)\nen <b>c</b>."), note_offset, &next,
                     &inspection);
    assert_int_equal(next - offsets, 2);
    assert_int_equal(offsets[0], 8);
    assert_true(offsets[1] > 40);
    assert_int_equal(inspection.raw_html, 2);
    assert_int_equal(inspection.first_sentence_words, 4); /* an early full stop only makes the warning milder */
    assert_int_equal(markdown_words(text_of("een - twee  3\n**vier** \xC3\xA9\xC3\xA9n")), 5);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(finds_sections_with_their_lines, setup, teardown),
        cmocka_unit_test_setup_teardown(headings_in_code_and_quotes_are_text, setup, teardown),
        cmocka_unit_test_setup_teardown(underlined_headings_count, setup, teardown),
        cmocka_unit_test_setup_teardown(untagged_text_has_passages_at_every_heading, setup, teardown),
        cmocka_unit_test_setup_teardown(reports_mistakes, setup, teardown),
        cmocka_unit_test_setup_teardown(long_sections_are_cut_at_blocks, setup, teardown),
        cmocka_unit_test_setup_teardown(text_without_borders_is_cut_all_the_same, setup, teardown),
        cmocka_unit_test_setup_teardown(bombs_are_refused_or_quick, setup, teardown),
        cmocka_unit_test(renders_safe_html),
        cmocka_unit_test(inspects_links_and_first_sentence),
    };
    cmocka_set_message_output(CM_OUTPUT_TAP);
    return cmocka_run_group_tests(tests, NULL, NULL);
}
