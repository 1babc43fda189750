/* age_range: the ages that a text speaks of. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>

#include <cmocka.h>
#include <string.h>

#include "../../engine/age_range.h"

static void expect(const char *text, unsigned from, unsigned to)
{
    struct age_range range = age_range_of((struct bpv_text){text, strlen(text)});
    if (range.from != from || range.to != to)
        fail_msg("%s: %u-%u, not %u-%u", text, range.from, range.to, from, to);
}

static void ages_are_read(void **state)
{
    (void)state;
    expect("student is 22 en spijbelt", 22, 22);
    expect("hij is 19, mag hij nachtdienst draaien", 19, 19);
    expect("Mijn zeventienjarige stagiair", 17, 17);
    expect("een 17-jarige", 17, 17);
    expect("meisje van 17", 17, 17);
    expect("ze wordt net 18", 18, 18);
    expect("Hoeveel uur mag een student van 16 of 17 jaar werken?", 16, 17);
    expect("jongeren van 16-17 jaar", 16, 17);
    expect("van 18 t/m 22 jaar", 18, 22);
    expect("van 18 tot en met 22 jaar", 18, 22);
    expect("van 18 tot 23 jaar", 18, 22);
}

static void open_ranges_are_read(void **state)
{
    (void)state;
    expect("Moet de school verzuim van een student onder 18 melden?", 0, 17);
    expect("jonger dan 16 jaar", 0, 15);
    expect("onder de 18", 0, 17);
    expect("tot 27 jaar", 0, 26);
    expect("een student van 18 jaar of ouder", 18, AGE_MAX);
    expect("vanaf 18 jaar", 18, AGE_MAX);
    expect("ouder dan 18", 19, AGE_MAX);
    expect("het rooster van mijn minderjarige stagiair", 0, 17);
    expect("een volwassen student", 18, AGE_MAX);
    expect("onder 18 en vanaf 18 jaar", 0, AGE_MAX);
}

static void other_numbers_are_no_ages(void **state)
{
    (void)state;
    expect("16 uur verzuim", 0, 0);
    expect("de stage is 20 weken", 0, 0);
    expect("Klopt het dat de bol 20 tot 60 procent praktijk is?", 0, 0);
    expect("een tweejarige opleiding", 0, 0);
    expect("sinds 2023", 0, 0);
    expect("artikel 12 van de wet", 0, 0);
    expect("van 18 studenten", 0, 0);
    expect("20 jaar ervaring", 0, 0);
    expect("", 0, 0);
}

static void ranges_differ_when_no_age_is_in_both(void **state)
{
    (void)state;
    struct age_range young = {0, 17}, adult = {18, AGE_MAX}, none = {0, 0}, one = {17, 17};
    assert_true(age_ranges_differ(young, adult));
    assert_true(age_ranges_differ(adult, one));
    assert_false(age_ranges_differ(young, one));
    assert_false(age_ranges_differ(none, adult));
    assert_false(age_ranges_differ(one, none));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(ages_are_read),
        cmocka_unit_test(open_ranges_are_read),
        cmocka_unit_test(other_numbers_are_no_ages),
        cmocka_unit_test(ranges_differ_when_no_age_is_in_both),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
