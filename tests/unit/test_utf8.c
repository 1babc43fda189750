/* utf8: what is well-formed, cutting, decoding, widths, folding. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>
#include <string.h>

#include "utf8.h"

static bool valid(const char *text)
{
    return utf8_valid(text, strlen(text), NULL);
}

static void accepts_well_formed_text(void **state)
{
    (void)state;
    const char *const texts[] = {
        "", "stage", "coördinator", "€ 100", "\xF0\x9F\x91\x8D", "\xEF\xBB\xBF", "\xED\x9F\xBF", "\xF4\x8F\xBF\xBF"};
    for (size_t i = 0; i < sizeof texts / sizeof *texts; i++)
        assert_true(valid(texts[i]));
}

static void refuses_what_is_not_utf8(void **state)
{
    (void)state;
    const char *const texts[] = {"\x80",         "\xC3",
                                 "\xC0\xAF",     "\xE0\x80\x80",
                                 "\xED\xA0\x80", "\xF4\x90\x80\x80",
                                 "\xFF",         "\xF8\x88\x80\x80\x80",
                                 "a\xE2\x82",    "\xC3("};
    for (size_t i = 0; i < sizeof texts / sizeof *texts; i++)
        assert_false(valid(texts[i]));
}

static void says_where_it_goes_wrong(void **state)
{
    (void)state;
    size_t bad = 99;
    assert_false(utf8_valid("ab\xFF", 3, &bad));
    assert_int_equal(bad, 2);
    assert_false(utf8_valid("a\0b", 3, &bad));
    assert_int_equal(bad, 1);
    assert_false(utf8_valid("\xC3\xB6\xC3", 3, &bad));
    assert_int_equal(bad, 2);
}

static void skips_printable_ascii(void **state)
{
    (void)state;
    char text[25];
    for (unsigned byte = 0; byte < 256; byte++)
        for (size_t at = 0; at < 24; at++) {
            memset(text, 'a' + (char)(at % 26), sizeof text);
            text[at] = (char)byte;
            bool plain = byte >= 0x20 && byte < 0x7F;
            assert_int_equal(utf8_plain(text, 24), plain ? 24 : at / 8 * 8);
            assert_int_equal(utf8_plain(text, 23), plain || at == 23 ? 16 : at < 16 ? at / 8 * 8 : 16);
        }
    assert_int_equal(utf8_plain(text, 0), 0);
}

static void decodes_and_encodes(void **state)
{
    (void)state;
    const uint32_t points[] = {'a', 0xF6, 0x20AC, 0x1F44D, 0x7F, 0x800, 0x10FFFF};
    for (size_t i = 0; i < sizeof points / sizeof *points; i++) {
        char bytes[4];
        uint32_t decoded;
        size_t length = utf8_encode(points[i], bytes);
        assert_true(length >= 1 && length <= 4);
        assert_int_equal(utf8_decode(bytes, length, &decoded), length);
        assert_int_equal(decoded, points[i]);
    }
}

static void cuts_between_code_points(void **state)
{
    (void)state;
    const char *text = "a\xC3\xB6\xE2\x82\xAC"; /* 1 + 2 + 3 bytes */
    const size_t cuts[] = {0, 1, 1, 3, 3, 3, 6, 6};
    for (size_t maximum = 0; maximum < sizeof cuts / sizeof *cuts; maximum++)
        assert_int_equal(utf8_cut(text, 6, maximum), cuts[maximum]);
    assert_int_equal(utf8_code_points(text, 6), 3);
    assert_int_equal(utf8_code_points("", 0), 0);
}

/* Eight bytes are counted at a time: characters of each length at every place of them, and every cut of the text. */
static void counts_code_points_wherever_they_stand(void **state)
{
    (void)state;
    const char *text = "abcdefg\xC3\xB6\xE2\x82\xAC\xF0\x9F\x98\x80h\xC2\x80\xEF\xBF\xBDijklmn\xF4\x8F\xBF\xBF\x7F";
    size_t length = strlen(text);
    for (size_t start = 0; start < length; start++)
        for (size_t end = start; end <= length; end++) {
            size_t expected = 0;
            for (size_t i = start; i < end; i++)
                expected += ((unsigned char)text[i] & 0xC0) != 0x80;
            assert_int_equal(utf8_code_points(text + start, end - start), expected);
        }
}

static void measures_columns(void **state)
{
    (void)state;
    assert_int_equal(utf8_width('a'), 1);
    assert_int_equal(utf8_width(0xF6), 1);
    assert_int_equal(utf8_width(0x301), 0);
    assert_int_equal(utf8_width(0x4E2D), 2);
    assert_int_equal(utf8_width('\n'), 0);
}

static void assert_folded(const char *text, const char *expected)
{
    struct text_buffer out;
    text_buffer_init(&out, 1024);
    utf8_fold(text, strlen(text), &out);
    assert_int_equal(out.length, strlen(expected));
    assert_memory_equal(out.data ? out.data : "", expected, out.length);
    text_buffer_release(&out);
}

static void folds_case_and_accents(void **state)
{
    (void)state;
    assert_folded("", "");
    assert_folded("StageBedrijf", "stagebedrijf");
    assert_folded("Coördinator", "coordinator");
    assert_folded("Coo\xCC\x88rdinator", "coordinator"); /* decomposed */
    assert_folded("ÉÉN geëxamineerd", "een geexamineerd");
    assert_folded("\xC4\xB2sland", "ijsland"); /* the letter IJ */
    assert_folded("ﬁnanciën", "financien");
    assert_folded("Straße", "strasse");
}

static void knows_what_must_not_be_printed(void **state)
{
    (void)state;
    const uint32_t unsafe[] = {0, 0x07, 0x1B, '\r', 0x7F, 0x9B, 0x200E, 0x202E, 0x2066, 0xFFFD};
    for (size_t i = 0; i < sizeof unsafe / sizeof *unsafe; i++)
        assert_true(utf8_unsafe(unsafe[i]));
    const uint32_t safe[] = {' ', '\n', '\t', 'a', 0xA0, 0xF6, 0x20AC, 0x2019};
    for (size_t i = 0; i < sizeof safe / sizeof *safe; i++)
        assert_false(utf8_unsafe(safe[i]));
}

static void tells_letters(void **state)
{
    (void)state;
    const uint32_t letters[] = {'a', 'Z', 0xF6, 0x132, 0x301, 0x416};
    for (size_t i = 0; i < sizeof letters / sizeof *letters; i++)
        assert_true(utf8_is_letter(letters[i]));
    const uint32_t others[] = {'1', ' ', '-', '@', '[', 0x2019, 0x20AC, 0xAD};
    for (size_t i = 0; i < sizeof others / sizeof *others; i++)
        assert_false(utf8_is_letter(others[i]));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(accepts_well_formed_text),
        cmocka_unit_test(refuses_what_is_not_utf8),
        cmocka_unit_test(says_where_it_goes_wrong),
        cmocka_unit_test(skips_printable_ascii),
        cmocka_unit_test(decodes_and_encodes),
        cmocka_unit_test(cuts_between_code_points),
        cmocka_unit_test(counts_code_points_wherever_they_stand),
        cmocka_unit_test(measures_columns),
        cmocka_unit_test(folds_case_and_accents),
        cmocka_unit_test(knows_what_must_not_be_printed),
        cmocka_unit_test(tells_letters),
    };
    cmocka_set_message_output(CM_OUTPUT_TAP);
    return cmocka_run_group_tests(tests, NULL, NULL);
}
