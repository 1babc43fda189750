#include "amount.h"

#include <string.h>

#include "dutch_text.h"

#define HOURS "uur uren minuut minuten kwartier"
#define PERIOD "dag dagen week weken maand maanden jaar jaren jarig jarige schooljaar schooljaren"
#define MONEY "euro procent"
#define NO_MONEY "gratis kosteloos"

enum { NEAR = 4 }; /* words between "hoeveel" and what is counted, one more than that */

/* The last words that were read, the newest first. */
struct window {
    struct dutch_word words[NEAR];
    size_t count;
};

static bool window_next(struct window *window, struct dutch_reader *reader)
{
    memmove(&window->words[1], &window->words[0], (NEAR - 1) * sizeof window->words[0]);
    if (!dutch_next(reader, &window->words[0]))
        return false;
    window->count += window->count < NEAR;
    return true;
}

/* True if the word `back` places ago is one of the list. */
static bool was(const struct window *window, size_t back, const char *list)
{
    return back < window->count && dutch_word_in(&window->words[back], list);
}

static uint8_t unit(const struct window *window)
{
    return was(window, 0, HOURS)    ? AMOUNT_HOURS
           : was(window, 0, PERIOD) ? AMOUNT_PERIOD
           : was(window, 0, MONEY)  ? AMOUNT_MONEY
                                    : 0;
}

uint8_t amounts_asked(struct bpv_text question)
{
    struct dutch_reader reader;
    struct window window = {.count = 0};
    size_t since = NEAR; /* words since "hoeveel" */
    uint8_t asked = 0;
    dutch_reader_init(&reader, question.start, question.length);
    for (; window_next(&window, &reader); since++) {
        bool after_how = was(&window, 1, "hoe");
        if (after_how && was(&window, 0, "lang"))
            asked |= AMOUNT_HOURS | AMOUNT_PERIOD;
        else if (was(&window, 0, "hoelang"))
            asked |= AMOUNT_HOURS | AMOUNT_PERIOD;
        else if (was(&window, 0, "bedrag bedragen"))
            asked |= AMOUNT_MONEY;
        else if (was(&window, 0, "aantal") || (after_how && was(&window, 0, "oud vaak groot hoog")))
            asked |= AMOUNT_NUMBER;
        if (was(&window, 0, "hoeveel")) {
            asked |= AMOUNT_NUMBER;
            since = 0;
        }
        if (since && since < NEAR && unit(&window)) /* "hoeveel weken" wants weeks, not any number */
            asked = (uint8_t)((asked & ~AMOUNT_NUMBER) | unit(&window));
    }
    return asked;
}

uint8_t amounts_given(struct bpv_text text)
{
    struct dutch_reader reader;
    struct window window = {.count = 0};
    uint8_t given = 0;
    dutch_reader_init(&reader, text.start, text.length);
    for (size_t i = 0; i + 2 < text.length; i++)
        if (memcmp(text.start + i, "€", 3) == 0)
            given |= AMOUNT_MONEY | AMOUNT_NUMBER;
    while (window_next(&window, &reader)) {
        bool number = window.words[0].form[0] >= '0' && window.words[0].form[0] <= '9';
        bool counted = window.count > 1 && window.words[1].form[0] >= '0' && window.words[1].form[0] <= '9';
        if (number)
            given |= AMOUNT_NUMBER;
        if (was(&window, 0, NO_MONEY))
            given |= AMOUNT_MONEY | AMOUNT_NUMBER;
        else if (unit(&window) && (counted || was(&window, 1, "een half elk ieder per")))
            given |= unit(&window) | AMOUNT_NUMBER;
    }
    return given;
}

struct bpv_text amounts_name(uint8_t amounts)
{
    static const struct {
        uint8_t amounts;
        const char *name;
    } names[] = {{AMOUNT_HOURS, "een aantal uren of minuten"},
                 {AMOUNT_PERIOD, "een aantal dagen, weken, maanden of jaren"},
                 {AMOUNT_HOURS | AMOUNT_PERIOD, "hoe lang iets duurt"},
                 {AMOUNT_MONEY, "een bedrag"}};
    const char *name = "een aantal";
    for (size_t i = 0; i < sizeof names / sizeof *names; i++)
        if (names[i].amounts == amounts)
            name = names[i].name;
    return (struct bpv_text){name, strlen(name)};
}
