/* The readers of the import, from what the converters write to blocks: import_pdf_xml, import_pandoc_html, import_text;
 * and import_child. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>
#include <fcntl.h>
#include <string.h>
#include <unistd.h>

#include "../../indexer/import_child.h"
#include "../../indexer/import_markdown.h"
#include "../../indexer/import_pandoc.h"
#include "../../indexer/import_pdf.h"
#include "../../indexer/import_text.h"

static struct import_document document;
static struct import_joiner joiner;

static int setup(void **state)
{
    (void)state;
    import_document_init(&document);
    import_joiner_init(&joiner, &document, NULL);
    return 0;
}

static int teardown(void **state)
{
    (void)state;
    import_joiner_release(&joiner);
    import_document_release(&document);
    return 0;
}

static void expect_block(size_t number, enum import_kind kind, const char *text)
{
    assert_true(number < document.block_count);
    assert_int_equal(document.blocks[number].kind, kind);
    assert_string_equal(document.blocks[number].text.start, text);
}

/* A line of 10 or 16 points at a place, as pdftohtml writes it. */
static void add_line(struct text_buffer *xml, int left, int top, int width, int font, const char *text)
{
    text_buffer_printf(xml, "<text top=\"%d\" left=\"%d\" width=\"%d\" height=\"%d\" font=\"%d\">%s</text>\n", top,
                       left, width, font ? 24 : 15, font, text);
}

static void add_page(struct text_buffer *xml, int number)
{
    text_buffer_printf(
        xml, "<page number=\"%d\" position=\"absolute\" top=\"0\" left=\"0\" height=\"1262\" width=\"892\">\n", number);
    if (number == 1)
        text_buffer_append_string(
            xml, "<fontspec id=\"0\" size=\"15\" family=\"A\"/><fontspec id=\"1\" size=\"24\" family=\"B\"/>");
}

static void reads_columns_of_a_pdf(void **state)
{
    (void)state;
    struct text_buffer xml;
    text_buffer_init(&xml, 0);
    text_buffer_append_string(&xml, "<?xml version=\"1.0\"?><pdf2xml>");
    for (int page = 1; page <= 3; page++) {
        add_page(&xml, page);
        add_line(&xml, 80, 40, 200, 0, "Handboek van de school");
        add_line(&xml, 440, 1220, 10, 0, "4");
        if (page == 1)
            add_line(&xml, 80, 100, 300, 1, "<b>Stage &amp; werk</b>");
        for (int line = 0; page == 1 && line < 6; line++) {
            add_line(&xml, 80, 150 + line * 18, 340, 0,
                     line ? "links gaat het verder met" : "Links begint de tekst die");
            add_line(&xml, 470, 150 + line * 18, 340, 0,
                     line == 5 ? "rechts is het uit." : "rechts gaat het verder met");
        }
    }
    struct bpv_error error;
    assert_int_equal(import_pdf_xml(&joiner, text_buffer_text(&xml), &error), BPV_OK);
    text_buffer_release(&xml);
    assert_int_equal(document.block_count, 2);
    expect_block(0, IMPORT_HEADING, "Stage & werk");
    assert_int_equal(document.blocks[1].kind, IMPORT_PARAGRAPH);
    assert_non_null(strstr(document.blocks[1].text.start, "links gaat het verder met rechts gaat het verder met"));
    assert_int_equal(document.counts[IMPORT_NOTE_HEAD], 3);
    assert_int_equal(document.counts[IMPORT_NOTE_NUMBER], 3);
}

static void joins_at_soft_hyphens_in_a_pdf(void **state)
{
    (void)state;
    static const char *const lines[] = {
        "De student loopt stage en krijgt begelei\u00AD ", "ding van een bedrijf \u00AD",
        "dat daarvoor erkend is. \u00AD", "\u2022\u00AD", "\u00AD"};
    struct text_buffer xml;
    text_buffer_init(&xml, 0);
    text_buffer_append_string(&xml, "<?xml version=\"1.0\"?><pdf2xml>");
    add_page(&xml, 1);
    for (int line = 0; line < 5; line++)
        add_line(&xml, 80, 100 + line * (line < 3 ? 18 : 60), 340, 0, lines[line]);
    for (int line = 0; line < 2; line++) {
        add_line(&xml, 80, 500 + line * 18, 100, 0, "cel \u00AD");
        add_line(&xml, 300, 500 + line * 18, 100, 0, "\u00AD");
        add_line(&xml, 400, 500 + line * 18, 100, 0, "nog\u00AD");
        add_line(&xml, 500, 500 + line * 18, 100, 0, "een\u00AD");
    }
    struct bpv_error error;
    assert_int_equal(import_pdf_xml(&joiner, text_buffer_text(&xml), &error), BPV_OK);
    text_buffer_release(&xml);
    assert_int_equal(document.block_count, 3);
    expect_block(0, IMPORT_PARAGRAPH,
                 "De student loopt stage en krijgt begeleiding van een bedrijf dat daarvoor erkend is.");
    expect_block(1, IMPORT_TABLE_ROW, "cel | nog een");
    expect_block(2, IMPORT_TABLE_ROW, "cel | nog een");
}

static void survives_bad_xml(void **state)
{
    (void)state;
    static const char *const pieces[] = {
        "",
        "<",
        "<page",
        "<page><text",
        "<page number=\"1\"><text top=\"x\" font=\"-5\">a<b>b</text>c",
        "<page height=\"-9\"><text left=\"999999999999\" width=\"999999999\" height=\"-3\">tekst</text>",
        "<text>voor een bladzijde</text>",
        "<!-- ",
        "<page><text>&#xD800;&#1114112;&onzin;&</text></page>"};
    struct bpv_error error;
    for (size_t i = 0; i < sizeof pieces / sizeof *pieces; i++)
        assert_int_equal(import_pdf_xml(&joiner, text_of(pieces[i]), &error), BPV_OK);
    assert_int_not_equal(import_document_check(&document, &error), BPV_OK);
}

static void reads_what_pandoc_writes(void **state)
{
    (void)state;
    import_pandoc_html(
        &document,
        text_of("<html><head><title>x</title><style>p {}</style></head><body><h1 class=\"title\">Titel</h1>"
                "<h2 id=\"a\">Een <em>kop</em></h2><p>Tekst &lt;b&gt;<br />verder.</p>"
                "<ul><li><p>een</p></li><li>twee<ol><li>diep</li></ol></li></ul>"
                "<table><tr><th>a</th><th>b</th></tr><tr><td><p>1</p></td><td>2<table><tr><td>3</td></tr></table>"
                "</td></tr><tr><td>vier\u00AD</td><td>vijf\u00AD</td></tr></table><p>einde\u00AD</p></body></html>"));
    assert_string_equal(document.title.start, "Titel");
    assert_int_equal(document.block_count, 9);
    expect_block(0, IMPORT_HEADING, "Een kop");
    assert_int_equal(document.blocks[0].level, 2);
    expect_block(1, IMPORT_PARAGRAPH, "Tekst <b> verder.");
    expect_block(2, IMPORT_LIST_ITEM, "een");
    expect_block(3, IMPORT_LIST_ITEM, "twee");
    expect_block(4, IMPORT_LIST_ITEM, "diep");
    assert_int_equal(document.blocks[4].level, 2);
    assert_true(document.blocks[4].ordered);
    expect_block(5, IMPORT_TABLE_ROW, "a | b");
    expect_block(6, IMPORT_TABLE_ROW, "1 | 2 3");
    expect_block(7, IMPORT_TABLE_ROW, "vier | vijf");
    expect_block(8, IMPORT_PARAGRAPH, "einde");
}

static void reads_plain_text(void **state)
{
    (void)state;
    struct bpv_error error;
    assert_int_equal(
        import_text(&joiner,
                    text_of("1. Stage lopen\nDe student loopt stage bij een leerbedrijf dat daarvoor erkend is \n\n"
                            "door SBB en krijgt daar begeleiding van een praktijkopleider, elke dag. \n\n"
                            " \u2022  eerst zoeken\n \u2022  dan tekenen\n\nHoe lang duurt de stage?\n"
                            "De stage duurt zo lang als in de overeenkomst van de student staat.\n"),
                    &error),
        BPV_OK);
    assert_int_equal(document.block_count, 6);
    expect_block(0, IMPORT_HEADING, "1. Stage lopen");
    assert_int_equal(document.blocks[1].kind, IMPORT_PARAGRAPH);
    expect_block(2, IMPORT_LIST_ITEM, "eerst zoeken");
    expect_block(3, IMPORT_LIST_ITEM, "dan tekenen");
    expect_block(4, IMPORT_HEADING, "Hoe lang duurt de stage?");
    assert_int_equal(import_text(&joiner, (struct bpv_text){"a\0b", 3}, &error), BPV_INVALID);
    assert_int_equal(import_text(&joiner, text_of("a\xFF"), &error), BPV_INVALID);
}

static void writes_safe_markdown(void **state)
{
    (void)state;
    const struct import_block blocks[] = {
        {.kind = IMPORT_PARAGRAPH,
         .level = 1,
         .text = text_of("# geen kop met *ster*, <!-- passage en [x](y) & &amp; a_b")},
        {.kind = IMPORT_LIST_ITEM, .level = 1, .text = text_of("1. geen lijst in een lijst")},
        {.kind = IMPORT_LIST_ITEM, .level = 2, .text = text_of("dieper")},
        {.kind = IMPORT_PARAGRAPH, .level = 1, .text = text_of("--- geen lijn")}};
    struct text_buffer out;
    text_buffer_init(&out, 0);
    import_markdown_blocks(&out, blocks, 4);
    assert_string_equal(
        out.data,
        "\\# geen kop met \\*ster\\*, \\<!-- passage en \\[x\\](y) & \\&amp; a_b\n\n- 1\\. geen lijst in een lijst\n"
        "   - dieper\n\n\\--- geen lijn\n");
    text_buffer_release(&out);
}

static enum import_child_end run(const char *const *arguments, size_t maximum, struct text_buffer *output)
{
    int nothing = open("/dev/null", O_RDONLY | O_CLOEXEC);
    const struct import_child child = {arguments, "pakket", nothing};
    struct text_buffer complaints;
    text_buffer_init(output, maximum);
    text_buffer_init(&complaints, 100);
    enum import_child_end end = import_child_run(&child, output, &complaints);
    text_buffer_release(&complaints);
    close(nothing);
    return end;
}

static void runs_children_within_limits(void **state)
{
    (void)state;
    static const char *const echo[] = {"sh", "-c", "echo goed; echo fout >&2; pwd >&2", NULL}, *const fail[] = {"false",
                                                                                                                NULL};
    static const char *const missing[] = {"bestaat-vast-niet", NULL}, *const much[] = {"cat", "/dev/zero", NULL};
    static const char *const inherited[] = {
        "sh", "-c", "ls /proc/self/fd | tr '\\n' ' '; env | sort | cut -d= -f1 | tr '\\n' ' '", NULL};
    struct text_buffer output;
    assert_int_equal(run(echo, 1000, &output), IMPORT_CHILD_GOOD);
    assert_string_equal(output.data, "goed\n");
    text_buffer_release(&output);
    assert_int_equal(run(fail, 1000, &output), IMPORT_CHILD_FAILED);
    text_buffer_release(&output);
    assert_int_equal(run(missing, 1000, &output), IMPORT_CHILD_MISSING);
    text_buffer_release(&output);
    assert_int_equal(run(much, 100000, &output), IMPORT_CHILD_TOO_LARGE);
    text_buffer_release(&output);
    assert_int_equal(run(inherited, 1000, &output), IMPORT_CHILD_GOOD);
    assert_int_equal(strncmp(output.data, "0 1 2 3 4 HOME ", 15), 0); /* 4: ls reads the folder */
    assert_null(strstr(output.data, "BPV_"));
    text_buffer_release(&output);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(reads_columns_of_a_pdf, setup, teardown),
        cmocka_unit_test_setup_teardown(joins_at_soft_hyphens_in_a_pdf, setup, teardown),
        cmocka_unit_test_setup_teardown(survives_bad_xml, setup, teardown),
        cmocka_unit_test_setup_teardown(reads_what_pandoc_writes, setup, teardown),
        cmocka_unit_test_setup_teardown(reads_plain_text, setup, teardown),
        cmocka_unit_test_setup_teardown(writes_safe_markdown, setup, teardown),
        cmocka_unit_test(runs_children_within_limits),
    };
    cmocka_set_message_output(CM_OUTPUT_TAP);
    return cmocka_run_group_tests(tests, NULL, NULL);
}
