#include <string.h>

#include "coverage.h"
#include "text_buffer.h"

static const struct {
    const char *key, *name;
} axes[COVERAGE_AXES] = {
    [COVERAGE_THEME] = {"theme", "Thema"},
    [COVERAGE_MODULE] = {"module", "Module"},
    [COVERAGE_TRACK] = {"track", "Leergang"},
    [COVERAGE_ROLE] = {"role", "Rol"},
    [COVERAGE_PHASE] = {"phase", "Fase"},
    [COVERAGE_AUDIENCE] = {"audience", "Doelgroep"},
    [COVERAGE_IMPORTANCE] = {"importance", "Belang"},
};

static const struct {
    const char *key, *name;
} answers[COVERAGE_ANSWERS] = {
    [COVERAGE_ANSWER_FIRST] = {"first", "eerste antwoord"},
    [COVERAGE_ANSWER_TOP] = {"top", "in de eerste drie"},
    [COVERAGE_ANSWER_WEAK] = {"weak", "zwak"},
    [COVERAGE_ANSWER_NONE] = {"none", "niet beantwoord"},
    [COVERAGE_ANSWER_REFUSED] = {"refused", "terecht geen antwoord"},
    [COVERAGE_ANSWER_WRONGLY] = {"wrongly-answered", "ten onrechte antwoord"},
};

static const struct {
    const char *key, *name;
    enum coverage_level level;
} rules[COVERAGE_RULES] = {
    [COVERAGE_EMPTY_CELL] = {"empty-cell", "Lege cel", COVERAGE_ERROR},
    [COVERAGE_THIN_CELL] = {"thin-cell", "Dunne cel", COVERAGE_WARNING},
    [COVERAGE_UNDER_FILLED] = {"under-filled", "Onderdeel te leeg", COVERAGE_WARNING},
    [COVERAGE_OVER_FILLED] = {"over-filled", "Onderdeel te vol", COVERAGE_WARNING},
    [COVERAGE_UNANSWERED] = {"unanswered", "Vraag niet beantwoord", COVERAGE_ERROR},
    [COVERAGE_WEAK] = {"weak-answer", "Vraag zwak beantwoord", COVERAGE_WARNING},
    [COVERAGE_WRONGLY_ANSWERED] = {"wrongly-answered", "Vraag ten onrechte beantwoord", COVERAGE_WARNING},
    [COVERAGE_ORPHAN] = {"orphan", "Passage die geen vraag vindt", COVERAGE_WARNING},
    [COVERAGE_EXPIRED] = {"expired", "Verlopen", COVERAGE_ERROR},
    [COVERAGE_HISTORY] = {"history", "Verlopen en bewust bewaard", COVERAGE_INFO},
    [COVERAGE_EXPIRING] = {"expiring", "Verloopt binnenkort", COVERAGE_WARNING},
    [COVERAGE_REVIEW_OVERDUE] = {"review-overdue", "Te lang niet nagekeken", COVERAGE_WARNING},
    [COVERAGE_NO_SOURCE] = {"no-source", "Regel zonder bron", COVERAGE_ERROR},
    [COVERAGE_SOURCE_UNUSED] = {"source-unused", "Bron niet gebruikt", COVERAGE_INFO},
    [COVERAGE_SOURCE_UNCHECKED] = {"source-unchecked", "Bron te lang niet nagekeken", COVERAGE_WARNING},
    [COVERAGE_TOO_LONG] = {"too-long", "Te lang", COVERAGE_WARNING},
    [COVERAGE_TOO_HARD] = {"too-hard", "Te moeilijk", COVERAGE_INFO},
    [COVERAGE_DUPLICATE] = {"duplicate", "Dubbel", COVERAGE_WARNING},
    [COVERAGE_CONTRADICTION] = {"contradiction", "Mogelijk tegenstrijdig", COVERAGE_WARNING},
};

const char *coverage_axis_key(enum coverage_axis axis)
{
    return axes[axis].key;
}

const char *coverage_axis_name(enum coverage_axis axis)
{
    return axes[axis].name;
}

const char *coverage_grade_name(enum coverage_grade grade)
{
    static const char *const names[COVERAGE_GRADES] = {[COVERAGE_NOT_WANTED] = "niet gevraagd",
                                                       [COVERAGE_MISSING] = "ontbreekt",
                                                       [COVERAGE_THIN] = "dun",
                                                       [COVERAGE_COVERED] = "gedekt"};
    return names[grade];
}

const char *coverage_fill_name(enum coverage_fill fill)
{
    return fill == COVERAGE_FILL_RIGHT ? "past" : fill == COVERAGE_FILL_UNDER ? "te leeg" : "te vol";
}

const char *coverage_fill_key(enum coverage_fill fill)
{
    return fill == COVERAGE_FILL_RIGHT ? "right" : fill == COVERAGE_FILL_UNDER ? "under" : "over";
}

const char *coverage_answer_key(enum coverage_answer answer)
{
    return answers[answer].key;
}

const char *coverage_answer_name(enum coverage_answer answer)
{
    return answers[answer].name;
}

const char *coverage_rule_key(enum coverage_rule rule)
{
    return rules[rule].key;
}

const char *coverage_rule_name(enum coverage_rule rule)
{
    return rules[rule].name;
}

enum coverage_level coverage_rule_level(enum coverage_rule rule)
{
    return rules[rule].level;
}

const char *coverage_level_name(enum coverage_level level)
{
    return level == COVERAGE_ERROR ? "fout" : level == COVERAGE_WARNING ? "waarschuwing" : "opmerking";
}

static bool is(struct bpv_text text, const char *string)
{
    return text.length == strlen(string) && memcmp(text.start, string, text.length) == 0;
}

enum coverage_axis coverage_axis_find(struct bpv_text key)
{
    unsigned i = 0;
    while (i < COVERAGE_AXES && !is(key, axes[i].key))
        i++;
    return (enum coverage_axis)i;
}

enum coverage_rule coverage_rule_find(struct bpv_text key)
{
    unsigned i = 0;
    while (i < COVERAGE_RULES && !is(key, rules[i].key))
        i++;
    return (enum coverage_rule)i;
}

uint32_t coverage_found(const uint32_t counts[COVERAGE_ANSWERS])
{
    return counts[COVERAGE_ANSWER_FIRST] + counts[COVERAGE_ANSWER_TOP];
}

uint32_t coverage_asked(const uint32_t counts[COVERAGE_ANSWERS])
{
    return coverage_found(counts) + counts[COVERAGE_ANSWER_WEAK] + counts[COVERAGE_ANSWER_NONE];
}

static void write_count(struct text_buffer *out, uint32_t count, const char *one, const char *many)
{
    text_buffer_printf(out, "%u %s", count, count == 1 ? one : many);
}

void coverage_write_total(const struct coverage *coverage, struct text_buffer *out)
{
    uint32_t asked = coverage_asked(coverage->answers), refused = coverage->answers[COVERAGE_ANSWER_REFUSED];
    uint32_t wanted =
        coverage->cells[COVERAGE_MISSING] + coverage->cells[COVERAGE_THIN] + coverage->cells[COVERAGE_COVERED];
    text_buffer_append_string(out, "Totaal: ");
    write_count(out, coverage->valid, "geldige passage", "geldige passages");
    text_buffer_printf(out, " (van %u) met %u woorden; van %u cellen thema × module %u gedekt, %u dun, %u ontbreekt; ",
                       coverage->passages, coverage->words, wanted, coverage->cells[COVERAGE_COVERED],
                       coverage->cells[COVERAGE_THIN], coverage->cells[COVERAGE_MISSING]);
    if (coverage->question_count) {
        text_buffer_printf(out, "%u van %u vragen in de eerste drie antwoorden", coverage_found(coverage->answers),
                           asked);
        if (refused + coverage->answers[COVERAGE_ANSWER_WRONGLY])
            text_buffer_printf(out, ", %u van %u terecht zonder antwoord", refused,
                               refused + coverage->answers[COVERAGE_ANSWER_WRONGLY]);
    } else {
        text_buffer_append_string(out, "geen vragenbank");
    }
    text_buffer_append_string(out, "; ");
    write_count(out, coverage->by_level[COVERAGE_ERROR], "fout", "fouten");
    text_buffer_append_string(out, ", ");
    write_count(out, coverage->by_level[COVERAGE_WARNING], "waarschuwing", "waarschuwingen");
    text_buffer_append_string(out, ", ");
    write_count(out, coverage->by_level[COVERAGE_INFO], "opmerking", "opmerkingen");
    text_buffer_append_char(out, '.');
}

void coverage_write_legend(const struct coverage *coverage, struct text_buffer *out)
{
    text_buffer_printf(out,
                       "Gedekt: minstens %u geldige passages en %u woorden. Dun: minder dan dat, of minder dan %u%% "
                       "van de vragen (vanaf %u) "
                       "in de eerste drie antwoorden. Ontbreekt: geen geldige passage. Geteld op ",
                       BPV_COVERAGE_THIN_PASSAGES, BPV_COVERAGE_THIN_WORDS, BPV_COVERAGE_ANSWERED_PERCENT,
                       BPV_COVERAGE_THIN_QUESTIONS);
    char day[BPV_DATE_LONG];
    bpv_date_write_long(coverage->on, day);
    text_buffer_printf(out, "%s.", day);
}
