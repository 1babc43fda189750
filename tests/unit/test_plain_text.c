/* plain_text: Markdown of a passage as people paste it in a mail. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>
#include <string.h>

#include "plain_text.h"

static const struct {
    const char *markdown, *plain;
} cases[] = {
    {"", ""},
    {"Gewone zin.", "Gewone zin."},
    {"**Schooltijd telt mee.** Tel *dus* de `uren`.", "Schooltijd telt mee. Tel dus de uren."},
    {"Zie [de gewone grenzen](#arbeidstijden-vanaf-18).", "Zie de gewone grenzen."},
    {"Zie [**vet**](#id) en [twee](#b)!", "Zie vet en twee!"},
    {"- een;\n- twee [x](#y).\n\n* drie", "- een;\n- twee x.\n\n* drie"},
    {"### Kop\n\nTekst # geen kop", "Kop\n\nTekst # geen kop"},
    {"3 * 4 = 12 en snake_case_naam", "3 * 4 = 12 en snake_case_naam"},
    {"\\*geen nadruk\\* en [geen link]", "*geen nadruk* en [geen link]"},
    {"open [haak, ook aan het eind [", "open [haak, ook aan het eind ["},
    {"[a](b", "[a](b"},
    {"Zie [X](https://nl.example/X_(y)) en (z).", "Zie X en (z)."},
    {"[a](b(c)", "[a](b(c)"},
    {"einde \\", "einde \\"},
};

static void marks_go_words_stay(void **state)
{
    (void)state;
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        struct text_buffer out = {0};
        plain_text_write(&out, (struct bpv_text){cases[i].markdown, strlen(cases[i].markdown)});
        assert_string_equal(text_buffer_text(&out).start, cases[i].plain);
        text_buffer_release(&out);
    }
}

/* No mark may be cut in two at the end, and nothing is read past it. */
static void every_beginning_is_safe(void **state)
{
    (void)state;
    static const char markdown[] = "# K\n**a** _b_ [c](#d) \\* `e` [f] [g](h";
    for (size_t length = 0; length < sizeof markdown; length++) {
        struct text_buffer out = {0};
        plain_text_write(&out, (struct bpv_text){markdown, length});
        assert_true(out.length <= length);
        text_buffer_release(&out);
    }
}

static void first_block_ends_at_an_empty_line(void **state)
{
    (void)state;
    static const char markdown[] = "\nEen zin.\nNog een.\n\nDe rest.";
    struct bpv_text block = plain_text_first_block((struct bpv_text){markdown, sizeof markdown - 1});
    assert_int_equal(block.length, strlen("Een zin.\nNog een."));
    assert_memory_equal(block.start, "Een zin.\nNog een.", block.length);
    block = plain_text_first_block((struct bpv_text){"alles", 5});
    assert_int_equal(block.length, 5);
    assert_int_equal(plain_text_first_block((struct bpv_text){"", 0}).length, 0);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(marks_go_words_stay),
        cmocka_unit_test(every_beginning_is_safe),
        cmocka_unit_test(first_block_ends_at_an_empty_line),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
