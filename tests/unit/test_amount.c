/* amount: the amounts that a question asks for and that a text gives. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>

#include <cmocka.h>
#include <string.h>

#include "../../engine/amount.h"
#include "../../engine/text_buffer.h"

static struct bpv_text text_of(const char *string)
{
    return (struct bpv_text){string, strlen(string)};
}

static void questions_ask_for_amounts(void **state)
{
    (void)state;
    static const struct {
        const char *question;
        unsigned asked;
    } cases[] = {
        {"Hoeveel weken duurt het?", AMOUNT_PERIOD},
        {"hoeveel hele lange dagen", AMOUNT_PERIOD},
        {"hoeveel uur mag hij werken", AMOUNT_HOURS},
        {"Hoeveel studenten mag een begeleider hebben?", AMOUNT_NUMBER},
        {"Hoe lang is een VCA geldig?", AMOUNT_HOURS | AMOUNT_PERIOD},
        {"maximaal bedrag per jaar", AMOUNT_MONEY},
        {"hoe hoog is de stagevergoeding", AMOUNT_NUMBER},
        {"aantal uren", AMOUNT_NUMBER},
        {"Hoe vraag ik dat aan?", 0},
        {"lang niet gezien", 0},
        {"", 0},
    };
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++)
        if (amounts_asked(text_of(cases[i].question)) != cases[i].asked)
            fail_msg("%s: %u, not %u", cases[i].question, amounts_asked(text_of(cases[i].question)), cases[i].asked);
}

static void amounts_have_names(void **state)
{
    (void)state;
    static const struct {
        const char *question, *name;
    } cases[] = {
        {"Welk bedrag?", "een bedrag"},
        {"Hoe lang is een VCA geldig?", "hoe lang iets duurt"},
        {"Hoeveel weken?", "een aantal dagen, weken, maanden of jaren"},
        {"Hoeveel uur?", "een aantal uren of minuten"},
        {"Hoeveel studenten?", "een aantal"},
        {"Hoeveel uur en welk bedrag?", "een aantal"},
    };
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        struct bpv_text name = amounts_name(amounts_asked(text_of(cases[i].question)));
        if (!text_equal(name, text_of(cases[i].name)))
            fail_msg("%s: %.*s", cases[i].question, (int)name.length, name.start);
    }
}

static void texts_give_amounts(void **state)
{
    (void)state;
    static const struct {
        const char *text;
        unsigned given;
    } cases[] = {
        {"Binnen twee weken.", AMOUNT_NUMBER | AMOUNT_PERIOD},
        {"Een week later.", AMOUNT_NUMBER | AMOUNT_PERIOD},
        {"Ten hoogste 8 uur.", AMOUNT_NUMBER | AMOUNT_HOURS},
        {"Dat kost € 40.", AMOUNT_NUMBER | AMOUNT_MONEY},
        {"De aanvraag is gratis.", AMOUNT_NUMBER | AMOUNT_MONEY},
        {"Dat zijn drie partijen.", AMOUNT_NUMBER},
        {"Vraag het de school.", 0},
        {"", 0},
    };
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++)
        if (amounts_given(text_of(cases[i].text)) != cases[i].given)
            fail_msg("%s: %u, not %u", cases[i].text, amounts_given(text_of(cases[i].text)), cases[i].given);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(questions_ask_for_amounts),
        cmocka_unit_test(amounts_have_names),
        cmocka_unit_test(texts_give_amounts),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
