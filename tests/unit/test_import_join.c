/* import_join, import_document: cleaning, joining of lines, kinds of lines. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>
#include <string.h>

#include "../../indexer/import_join.h"

struct fixture {
    struct import_document document;
    struct import_joiner joiner;
};

static struct fixture fixture;

static int setup(void **state)
{
    (void)state;
    static const char *const words[] = {"professionals", "begeleiding", "strategieen", "behoefte", "ondersteuning",
                                        "opleiding",     "installatie", "voordelen",   "nadelen"};
    import_document_init(&fixture.document);
    import_joiner_init(&fixture.joiner, &fixture.document, NULL);
    for (size_t i = 0; i < sizeof words / sizeof *words; i++)
        dictionary_add(&fixture.joiner.dictionary, text_of(words[i]));
    return 0;
}

static int teardown(void **state)
{
    (void)state;
    import_joiner_release(&fixture.joiner);
    import_document_release(&fixture.document);
    return 0;
}

static void expect_join(const char *first, const char *second, const char *joined)
{
    struct text_buffer paragraph;
    text_buffer_init(&paragraph, 0);
    import_joiner_append(&fixture.joiner, &paragraph, text_of(first), 1);
    import_joiner_append(&fixture.joiner, &paragraph, text_of(second), 1);
    assert_string_equal(paragraph.data, joined);
    text_buffer_release(&paragraph);
}

static void joins_broken_words(void **state)
{
    (void)state;
    expect_join("voor de professio-", "nals in het mbo", "voor de professionals in het mbo");
    expect_join("begeleidings-", "strategieën,", "begeleidingsstrategieën,");
    expect_join("de ondersteunings", "behoefte van", "de ondersteuningsbehoefte van");
    expect_join("een opleid\u00AD", "ing", "een opleiding");
    assert_int_equal(fixture.document.counts[IMPORT_NOTE_JOINED], 4);
    assert_int_equal(fixture.document.counts[IMPORT_NOTE_DOUBT], 0);
}

static void keeps_hyphens_that_belong(void **state)
{
    (void)state;
    expect_join("de BPV-", "begeleider", "de BPV-begeleider");
    expect_join("mbo-", "opleiding", "mbo-opleiding");
    expect_join("Debian-", "installatie", "Debian-installatie");
    expect_join("voor- en na-", "delen", "voor- en nadelen");
    expect_join("begeleidings-", "en opleiding", "begeleidings- en opleiding");
    expect_join("1990-", "2000", "1990-2000");
}

static void trusts_the_document_itself(void **state)
{
    (void)state;
    import_joiner_learn(&fixture.joiner, text_of("wij gaan op start-gesprek bij de xylofoons hier"));
    expect_join("een start-", "gesprek", "een start-gesprek");
    expect_join("de xylo-", "foons", "de xylofoons");
    assert_int_equal(fixture.document.counts[IMPORT_NOTE_DOUBT], 0);
    expect_join("de kwibus-", "wabber", "de kwibuswabber");
    assert_int_equal(fixture.document.counts[IMPORT_NOTE_DOUBT], 1);
}

static void leaves_words_apart(void **state)
{
    (void)state;
    expect_join("met Ingrado", "samen", "met Ingrado samen");
    expect_join("de opleiding", "behoefte", "de opleiding behoefte");
    expect_join("een streep -", "en verder", "een streep - en verder");
    expect_join("", "begin", "begin");
}

static void expect_clean(struct bpv_text raw, const char *clean)
{
    struct text_buffer out;
    text_buffer_init(&out, 0);
    text_buffer_append_string(&out, "");
    import_clean(&fixture.document, raw, 1, &out);
    assert_string_equal(out.data ? out.data : "", clean);
    text_buffer_release(&out);
}

static void cleans_text(void **state)
{
    (void)state;
    expect_clean(text_of("  een\t\ttwee\u00A0drie "), "een twee drie");
    expect_clean(text_of("of\uFB01cieel s\u00ADtage \u200Bx"), "officieel stage x");
    expect_clean(text_of("breek\u00AD"), "breek");
    expect_clean(text_of("om\u202Egekeerd"), "omgekeerd");
    assert_int_equal(fixture.document.counts[IMPORT_NOTE_CHARACTER], 0);
    expect_clean(text_of("1. \uFFFDDe"), "1. De");
    expect_clean((struct bpv_text){"a\xFF\0b\xC3", 5}, "ab");
    assert_int_equal(fixture.document.counts[IMPORT_NOTE_CHARACTER], 3);
}

static void expect_clean_line(const char *raw, const char *clean)
{
    struct text_buffer out;
    text_buffer_init(&out, 0);
    for (int time = 0; time < 2; time++) {
        struct bpv_text line = time ? text_of(clean) : text_of(raw);
        text_buffer_clear(&out);
        text_buffer_append_string(&out, "");
        import_clean_line(&fixture.document, line, 1, &out);
        assert_string_equal(out.data ? out.data : "", clean);
    }
    text_buffer_release(&out);
}

/* A soft hyphen stays where it breaks off a word at the end of a line, whatever else that is not seen stands there. */
static void keeps_soft_hyphens_that_break(void **state)
{
    (void)state;
    expect_clean_line("\u00ADoplei\u00ADding", "opleiding");
    expect_clean_line("oplei\u00AD", "oplei\u00AD");
    expect_clean_line("oplei\u00AD\u00AD", "oplei\u00AD");
    expect_clean_line("oplei\u00AD \t", "oplei\u00AD");
    expect_clean_line("oplei\u00AD \u00AD\u200B\u00A0", "oplei\u00AD");
    expect_clean_line("oplei\u200B\u00AD\u202C", "oplei\u00AD");
    expect_clean_line("financie\u0308\u00AD", "financie\u0308\u00AD");
    expect_clean_line("en/\u00AD", "en/\u00AD");
    expect_clean_line("oplei\u00AD.", "oplei.");
    expect_clean_line("oplei\u00AD\u0308", "oplei\u0308");
    expect_clean_line("oplei \u00AD", "oplei");
    expect_clean_line("oplei-\u00AD", "oplei-");
    expect_clean_line("oplei\u00AD\u2010", "oplei-");
    expect_clean_line("\u00AD", "");
    expect_clean_line(" \u00AD \u00AD ", "");
}

static void knows_kinds_of_lines(void **state)
{
    (void)state;
    bool ordered;
    unsigned depth;
    assert_int_equal(import_list_mark(text_of("- een"), &ordered), 2);
    assert_false(ordered);
    assert_int_equal(import_list_mark(text_of("12. een"), &ordered), 4);
    assert_true(ordered);
    assert_int_equal(import_list_mark(text_of("\u2022 een"), NULL), 4);
    assert_int_equal(import_list_mark(text_of("-een"), NULL), 0);
    assert_int_equal(import_list_mark(text_of("2026 was"), NULL), 0);
    assert_int_equal(import_section_number(text_of("3.1 Het netwerk"), &depth), 4);
    assert_int_equal(depth, 2);
    assert_int_equal(import_section_number(text_of("Hoofdstuk 3 Werk"), &depth), 12);
    assert_int_equal(import_section_number(text_of("2026 was"), &depth), 0);
    assert_true(import_is_contents_line(text_of("2.1 Stage . . . . . . . 4")));
    assert_false(import_is_contents_line(text_of("Zo is het... denk ik.")));
    assert_true(import_is_page_number(text_of("- 12 -")));
    assert_true(import_is_page_number(text_of("Pagina 3 van 10")));
    assert_false(import_is_page_number(text_of("12 weken")));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(joins_broken_words, setup, teardown),
        cmocka_unit_test_setup_teardown(keeps_hyphens_that_belong, setup, teardown),
        cmocka_unit_test_setup_teardown(trusts_the_document_itself, setup, teardown),
        cmocka_unit_test_setup_teardown(leaves_words_apart, setup, teardown),
        cmocka_unit_test_setup_teardown(cleans_text, setup, teardown),
        cmocka_unit_test_setup_teardown(keeps_soft_hyphens_that_break, setup, teardown),
        cmocka_unit_test_setup_teardown(knows_kinds_of_lines, setup, teardown),
    };
    cmocka_set_message_output(CM_OUTPUT_TAP);
    return cmocka_run_group_tests(tests, NULL, NULL);
}
