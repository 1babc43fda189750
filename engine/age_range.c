#include "age_range.h"

#include <string.h>

#include "dutch_text.h"

enum { WORDS_MAX = 96, YOUNGEST = 12, OLDEST = 29, ADULT = 18 };

struct words {
    struct dutch_word items[WORDS_MAX];
    size_t count;
};

static bool is_word(const struct words *words, size_t at, const char *list)
{
    return at < words->count && dutch_word_in(&words->items[at], list);
}

/* The age at this word, or 0. */
static unsigned age_at(const struct words *words, size_t at)
{
    if (at >= words->count || words->items[at].length != 2)
        return 0;
    int number = dutch_number(words->items[at].form, 2);
    if (number < 0) {
        const char *digits = words->items[at].form;
        if (digits[0] < '0' || digits[0] > '9' || digits[1] < '0' || digits[1] > '9')
            return 0;
        number = (digits[0] - '0') * 10 + digits[1] - '0';
    }
    return number >= YOUNGEST && number <= OLDEST ? (unsigned)number : 0;
}

#define YEARS "jaar jarig jarige jarigen jaren jr"
#define JOINS "of en"

/* "16 of 17 jaar", "van 18 tot 23": how many words from the first number to the last, and what the last is. */
static size_t span_of(const struct words *words, size_t at, unsigned *last, bool *until)
{
    *last = age_at(words, at);
    *until = false;
    if (is_word(words, at + 1, JOINS) && age_at(words, at + 2)) {
        *last = age_at(words, at + 2);
        return 3;
    }
    if (is_word(words, at + 1, "tot") && age_at(words, at + 2)) {
        *last = age_at(words, at + 2);
        *until = true;
        return 3;
    }
    bool through = (is_word(words, at + 1, "t") && is_word(words, at + 2, "m")) || is_word(words, at + 1, "tm");
    size_t second = at + (is_word(words, at + 1, "tm") ? 2 : through ? 3 : is_word(words, at + 1, "tot") ? 4 : 1);
    bool joined = second == at + 1 && second < words->count && words->items[second].joined; /* 16-17 */
    bool including = second == at + 4 && is_word(words, at + 2, JOINS) && is_word(words, at + 3, "met");
    if ((through || including || joined) && age_at(words, second)) {
        *last = age_at(words, second);
        return second - at + 1;
    }
    return 1;
}

/* A number is an age when it is followed by years, or follows a word that ages follow, and nothing else is counted. */
static bool counts_years(const struct words *words, size_t first, size_t after)
{
    if (is_word(words, after, YEARS))
        return !is_word(words, after + 1, "geleden ervaring lang");
    if (is_word(words, after,
                "uur uren u dagen dag weken week maanden maand minuten minuut procent euro km "
                "studenten leerlingen stagiairs stagiaires passages "
                "januari februari maart april mei juni juli augustus september oktober november december"))
        return false;
    size_t before = first;
    while (before > 0 && is_word(words, before - 1, "de al nu pas net nog"))
        before--;
    return before > 0 &&
           is_word(words, before - 1, "is ben bent was wordt word van onder boven jonger ouder dan vanaf leeftijd");
}

static struct age_range read_range(const struct words *words, size_t at, size_t *after)
{
    unsigned first = age_at(words, at), last;
    bool until;
    *after = at + span_of(words, at, &last, &until);
    if (!counts_years(words, at, *after))
        return (struct age_range){0, 0};
    size_t years = *after + is_word(words, *after, YEARS);
    size_t before = at;
    while (before > 0 && is_word(words, before - 1, "de"))
        before--;
    bool than = before > 0 && is_word(words, before - 1, "dan");
    if ((before > 0 && is_word(words, before - 1, "onder")) ||
        (than && before > 1 && is_word(words, before - 2, "jonger")) ||
        (before > 0 && is_word(words, before - 1, "tot") && *after == at + 1))
        return (struct age_range){0, (uint8_t)(first - 1)};
    if (than && before > 1 && is_word(words, before - 2, "ouder"))
        return (struct age_range){(uint8_t)(first + 1), AGE_MAX};
    if ((before > 0 && is_word(words, before - 1, "vanaf boven")) ||
        (is_word(words, years, JOINS) && is_word(words, years + 1, "ouder hoger")))
        return (struct age_range){(uint8_t)first, AGE_MAX};
    if (is_word(words, years, JOINS) && is_word(words, years + 1, "jonger"))
        return (struct age_range){0, (uint8_t)first};
    return (struct age_range){(uint8_t)first, (uint8_t)(until ? last - 1 : last)};
}

static void include(struct age_range *all, struct age_range one)
{
    if (!one.to)
        return;
    if (!all->to || one.from < all->from)
        all->from = one.from;
    if (one.to > all->to)
        all->to = one.to;
}

struct age_range age_range_of(struct bpv_text text)
{
    struct words words;
    struct dutch_reader reader;
    struct age_range all = {0, 0};
    words.count = 0;
    dutch_reader_init(&reader, text.start, text.length);
    while (words.count < WORDS_MAX && dutch_next(&reader, &words.items[words.count]))
        words.count++;
    for (size_t i = 0; i < words.count;) {
        size_t after = i + 1;
        if (is_word(&words, i, "minderjarig minderjarige minderjarigen"))
            include(&all, (struct age_range){0, ADULT - 1});
        else if (is_word(&words, i, "meerderjarig meerderjarige meerderjarigen volwassen volwassene volwassenen"))
            include(&all, (struct age_range){ADULT, AGE_MAX});
        else if (age_at(&words, i))
            include(&all, read_range(&words, i, &after));
        i = after;
    }
    return all;
}

bool age_ranges_differ(struct age_range a, struct age_range b)
{
    return a.to && b.to && (a.to < b.from || b.to < a.from);
}
