/* coverage: grades, components, questions, findings and errors on a small base; readability; changes; the forms of a
 * report. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>

#include "../../engine/readability.h"
#include "changes.h"
#include "coverage_write.h"
#include "small_index.h"

#define TODAY 20261122

struct fixture {
    struct small_index index;
    struct bpv_base *base;
    struct bpv_searcher *searcher;
    struct coverage coverage;
};

static const struct bpv_taxonomy taxonomy = {
    .modules = {{1, TEXT("Regels"), TEXT("1"), TEXT("")}, {2, TEXT("Voorbereiding"), TEXT("2"), TEXT("")}},
    .module_count = 2,
    .themes = {{.number = 1, .name = TEXT("Algemeen"), .modules = 2},
               {.number = 2, .name = TEXT("Extra"), .modules = 4, .audience = BPV_AUDIENCE_EXTRA},
               {.number = 3, .name = TEXT("Leeg"), .modules = 2}},
    .theme_count = 3,
    .roles = {{TEXT("begeleider"), TEXT("BPV-begeleider")}, {TEXT("coordinator"), TEXT("BPV-coördinator")}},
    .role_count = 2,
    .phases = {{TEXT("voor"), TEXT("Voor de BPV")}, {TEXT("tijdens"), TEXT("Tijdens de BPV")}},
    .phase_count = 2,
    .tracks = {{.number = 1,
                .name = TEXT("Begeleider"),
                .role = 0,
                .modules = 6,
                .module_order = {1, 2},
                .module_count = 2,
                .components = {{TEXT("Vol"), TEXT("e-learning"), TEXT(""), 1, 1, 2},
                               {TEXT("Leeg"), TEXT("e-learning"), TEXT(""), 10, 12, 4},
                               {TEXT("Dag"), TEXT("lesdag"), TEXT(""), 7, 7, 6}},
                .component_count = 3}},
    .track_count = 1,
};

static const struct bpv_source sources[] = {
    {.key = TEXT("web"), .title = TEXT("WEB"), .checked = 20261101},
    {.key = TEXT("oud"), .title = TEXT("Oude bron"), .checked = 20240101},
    {.key = TEXT("ongebruikt"), .title = TEXT("Niet gebruikt"), .checked = 20261101},
};

static const struct bpv_text expect_first[] = {TEXT("pok")}, expect_second[] = {TEXT("verzuim")};
static const struct bpv_bank_question questions[] = {
    {.id = TEXT("q-1"),
     .text = TEXT("Wie tekent de praktijkovereenkomst?"),
     .user = TEXT("begeleider"),
     .expected = expect_first,
     .expected_count = 1},
    {.id = TEXT("q-2"),
     .text = TEXT("Hoeveel zwavelzuur past in een vulkaan?"),
     .user = TEXT("auteur"),
     .expected = expect_second,
     .expected_count = 1},
    {.id = TEXT("q-3"), .text = TEXT("Hoe laat gaat de trein naar Parijs?"), .user = TEXT("auteur")},
};

#define PASSAGE(identity, heading, words_of)                                                                           \
    .id = TEXT(identity), .title = TEXT(heading), .text = TEXT(words_of), .file_title = TEXT("Bestand"),               \
    .path = TEXT("1/bestand.md"), .line_first = 7, .module = 1, .themes = 2, .roles = 1, .tracks = 2,                  \
    .word_count = 10, .reviewed = 20261101

static const struct bpv_passage passages[] = {
    {PASSAGE("pok", "Wie tekent de praktijkovereenkomst?", "De school, de student en het leerbedrijf tekenen samen."),
     .force = BPV_FORCE_WET, .sources = {{&sources[0], TEXT("7.2.9")}, {&sources[1], TEXT("")}}, .source_count = 2},
    {PASSAGE("zonder-bron", "Moet een helm op?", "In de werkplaats zet iedereen een helm op."),
     .force = BPV_FORCE_AFSPRAAK},
    {PASSAGE("verzuim", "Hoe meldt de stagiair zich ziek?", "De stagiair belt het bedrijf voor negen uur."),
     .force = BPV_FORCE_ADVIES},
    {PASSAGE("rijbewijs-a", "Mag de student rijden?",
             "De student rijdt de bestelbus van het leerbedrijf pas na 6 weken oefenen met de praktijkopleider."),
     .force = BPV_FORCE_ADVIES},
    {PASSAGE("rijbewijs-b", "Wanneer mag de bestelbus mee?",
             "De student rijdt de bestelbus van het leerbedrijf pas na 8 weken oefenen met de praktijkopleider."),
     .force = BPV_FORCE_ADVIES},
    {PASSAGE("kantine-a", "Waar eet de student?",
             "De student eet in de kantine van het leerbedrijf en ruimt daarna zelf de tafel netjes op."),
     .force = BPV_FORCE_ADVIES},
    {PASSAGE("kantine-b", "Is er een kantine?",
             "De student eet in de kantine van het leerbedrijf en ruimt daarna zelf de tafel netjes op. Klaar."),
     .force = BPV_FORCE_ADVIES},
};

static const struct bpv_passage dated[] = {
    {PASSAGE("verlopen", "Gold dit vroeger?", "Deze zeepregel gold vroeger."), .force = BPV_FORCE_ADVIES,
     .valid_until = 20261110},
    {PASSAGE("historie", "Gold dit lang geleden?", "Deze stoomregel gold lang geleden."), .force = BPV_FORCE_ADVIES,
     .valid_until = 20200101},
    {PASSAGE("bijna", "Geldt dit nog?", "Deze schaatsregel geldt nog even."), .force = BPV_FORCE_ADVIES,
     .valid_until = 20261231},
    {PASSAGE("straks", "Gaat dit gelden?", "Deze zwemregel gaat gelden."), .force = BPV_FORCE_ADVIES,
     .valid_from = 20270101},
};

enum {
    PASSAGES = sizeof passages / sizeof passages[0],
    DATED = sizeof dated / sizeof dated[0],
    ALL = PASSAGES + DATED + 1
};

static struct index_settings settings_of(size_t question_count)
{
    return (struct index_settings){.taxonomy = &taxonomy,
                                   .sources = sources,
                                   .source_count = 3,
                                   .questions = questions,
                                   .question_count = question_count,
                                   .index_name = TEXT("klein"),
                                   .built = TEXT("2026-11-22T10:00:00Z")};
}

static void open_base(struct fixture *fixture, const struct bpv_passage *all, size_t count, size_t question_count)
{
    struct bpv_error error = {0};
    small_index_make(&fixture->index, settings_of(question_count), all, count);
    const char *paths[] = {fixture->index.path};
    assert_int_equal(bpv_base_open(paths, 1, &fixture->base, &error), BPV_OK);
    assert_int_equal(bpv_searcher_open(fixture->base, &fixture->searcher, &error), BPV_OK);
}

static void close_base(struct fixture *fixture)
{
    bpv_searcher_close(fixture->searcher);
    bpv_base_close(fixture->base);
    small_index_remove(&fixture->index);
}

static int setup(void **state)
{
    struct fixture *fixture = xcalloc(1, sizeof *fixture);
    struct bpv_passage *all = xcalloc(ALL, sizeof *all);
    struct bpv_error error = {0};
    memcpy(all, passages, sizeof passages);
    memcpy(all + PASSAGES, dated, sizeof dated);
    all[ALL - 1] =
        (struct bpv_passage){PASSAGE("lang", "Hoe lang is dit?", "Dit telt als een heel lang stuk over de oven."),
                             .force = BPV_FORCE_ADVIES};
    all[ALL - 1].word_count = 9000;
    all[ALL - 1].reviewed = 20240101;
    open_base(fixture, all, ALL, 3);
    free(all);
    if (coverage_compute(fixture->searcher, fixture->base, &(struct coverage_options){.on = TODAY}, &fixture->coverage,
                         &error) != BPV_OK)
        fail_msg("%s", error.text);
    *state = fixture;
    return 0;
}

static int teardown(void **state)
{
    struct fixture *fixture = *state;
    coverage_release(&fixture->coverage);
    close_base(fixture);
    free(fixture);
    return 0;
}

static bool is(struct bpv_text text, const char *string)
{
    return text.length == strlen(string) && memcmp(text.start, string, text.length) == 0;
}

/* How many findings of the rule are about this id (and this other one, unless NULL). */
static size_t found(const struct coverage *coverage, enum coverage_rule rule, const char *id, const char *other)
{
    size_t count = 0;
    for (size_t i = 0; i < coverage->finding_count; i++) {
        const struct coverage_finding *finding = &coverage->findings[i];
        count += finding->rule == rule && is(finding->id, id) && (!other || is(finding->other, other));
    }
    return count;
}

static void test_cells(void **state)
{
    const struct coverage *coverage = &((struct fixture *)*state)->coverage;
    const struct coverage_table *themes = &coverage->tables[COVERAGE_THEME];
    assert_int_equal(coverage->passages, ALL);
    assert_int_equal(coverage->valid, ALL - 3); /* two ended, one has to begin */
    assert_int_equal(themes->row_count, 3);
    assert_int_equal(themes->columns, 2);
    assert_int_equal(themes->rows[0].cells[1].grade, COVERAGE_COVERED);
    assert_int_equal(themes->rows[0].cells[1].passages, ALL - 3);
    assert_int_equal(themes->rows[0].cells[1].questions, 2);
    assert_int_equal(themes->rows[0].cells[1].answered, 1);
    assert_int_equal(themes->rows[0].cells[2].grade, COVERAGE_NOT_WANTED);
    assert_int_equal(themes->rows[1].cells[2].grade, COVERAGE_MISSING);
    assert_int_equal(themes->rows[2].cells[0].grade, COVERAGE_MISSING);
    assert_int_equal(coverage->cells[COVERAGE_COVERED], 1);
    assert_int_equal(coverage->cells[COVERAGE_MISSING], 2);
    assert_true(coverage->by_rule[COVERAGE_EMPTY_CELL] >= 2);
    assert_int_equal(coverage->tables[COVERAGE_MODULE].rows[0].cells[0].passages, ALL - 3);
}

static void test_components(void **state)
{
    const struct coverage *coverage = &((struct fixture *)*state)->coverage;
    assert_int_equal(coverage->component_count, 3);
    assert_int_equal(coverage->components[0].fill, COVERAGE_FILL_OVER);
    assert_int_equal(coverage->components[0].need, ALL - 3);
    assert_int_equal(coverage->components[0].need_minutes, (9000 + 10 * (ALL - 4) + 179) / 180);
    assert_int_equal(coverage->components[1].fill, COVERAGE_FILL_UNDER);
    assert_int_equal(coverage->components[2].fill, COVERAGE_FILL_RIGHT);
    assert_int_equal(coverage->components[2].module_count, 2);
}

static void test_questions(void **state)
{
    const struct coverage *coverage = &((struct fixture *)*state)->coverage;
    assert_int_equal(coverage->question_count, 3);
    assert_int_equal(coverage->questions[0].answer, COVERAGE_ANSWER_FIRST);
    assert_int_equal(coverage->questions[0].theme, 1);
    assert_int_equal(coverage->questions[1].answer, COVERAGE_ANSWER_NONE);
    assert_int_equal(coverage->questions[2].answer, COVERAGE_ANSWER_REFUSED);
    assert_int_equal(coverage_found(coverage->answers), 1);
    assert_int_equal(coverage_asked(coverage->answers), 2);
    assert_int_equal(coverage->by_user_count, 2);
    assert_int_equal(found(coverage, COVERAGE_UNANSWERED, "q-2", NULL), 1);
}

static void test_findings(void **state)
{
    const struct coverage *coverage = &((struct fixture *)*state)->coverage;
    assert_int_equal(found(coverage, COVERAGE_EXPIRED, "verlopen", NULL), 1);
    assert_int_equal(found(coverage, COVERAGE_HISTORY, "historie", NULL), 1);
    assert_int_equal(coverage->by_rule[COVERAGE_EXPIRED] + coverage->by_rule[COVERAGE_HISTORY], 2);
    assert_int_equal(found(coverage, COVERAGE_EXPIRING, "bijna", NULL), 1);
    assert_int_equal(found(coverage, COVERAGE_REVIEW_OVERDUE, "lang", NULL), 1);
    assert_int_equal(found(coverage, COVERAGE_NO_SOURCE, "zonder-bron", NULL), 1);
    assert_int_equal(found(coverage, COVERAGE_SOURCE_UNUSED, "ongebruikt", NULL), 1);
    assert_int_equal(found(coverage, COVERAGE_SOURCE_UNCHECKED, "oud", NULL), 1);
    assert_int_equal(found(coverage, COVERAGE_TOO_LONG, "lang", NULL), 1);
    assert_int_equal(found(coverage, COVERAGE_DUPLICATE, "kantine-a", "kantine-b"), 1);
    assert_int_equal(found(coverage, COVERAGE_CONTRADICTION, "rijbewijs-a", "rijbewijs-b"), 1);
    assert_int_equal(coverage->by_rule[COVERAGE_DUPLICATE], 1);
    assert_int_equal(coverage->by_rule[COVERAGE_CONTRADICTION], 1);
    uint32_t sum = 0;
    for (size_t i = 0; i < coverage->finding_count; i++) {
        sum += coverage->findings[i].detail[0] != '\0';
        assert_true(i == 0 || coverage->findings[i - 1].rule <= coverage->findings[i].rule);
    }
    assert_int_equal(sum, coverage->by_level[COVERAGE_ERROR] + coverage->by_level[COVERAGE_WARNING] +
                              coverage->by_level[COVERAGE_INFO]);
}

static void test_forms(void **state)
{
    const struct coverage *coverage = &((struct fixture *)*state)->coverage;
    static const char *const parts[] = {"theme",    "module",     "track",    "role",   "phase",
                                        "audience", "importance", "question", "quality"};
    for (size_t i = 0; i < sizeof parts / sizeof parts[0]; i++) {
        struct coverage_view view;
        struct text_buffer out = {0};
        assert_true(coverage_view_parse((struct bpv_text){parts[i], strlen(parts[i])}, &view));
        for (unsigned format = REPORT_TEXT; format <= REPORT_CSV; format++) {
            text_buffer_clear(&out);
            coverage_write_report(coverage, view, (enum report_format)format, &out);
            assert_true(out.length > 0);
            assert_int_equal(format == REPORT_CSV, strstr(out.data, "Totaal: ") == NULL);
        }
        text_buffer_clear(&out);
        coverage_write_json(coverage, view, &out);
        assert_true(out.data[0] == '{' && out.data[out.length - 1] == '}');
        text_buffer_release(&out);
    }
    struct coverage_view view;
    assert_false(coverage_view_parse((struct bpv_text){"themes", 6}, &view));
    assert_int_equal(coverage_rule_find((struct bpv_text){"over-filled", 11}), COVERAGE_OVER_FILLED);
    assert_int_equal(coverage_rule_find((struct bpv_text){"", 0}), COVERAGE_RULES);
}

static void test_report_table(void **state)
{
    (void)state;
    struct text_buffer out = {0};
    struct report_table table;
    const struct report csv = {REPORT_CSV, &out}, html = {REPORT_HTML, &out};
    report_table_begin(&table, 2);
    report_cell(&table, "naam");
    report_cell(&table, "waarde");
    report_cell(&table, "=1+1");
    report_cell(&table, "a,\"b\"\nc");
    report_table_end(&csv, &table, "");
    assert_string_equal(out.data, "naam,waarde\r\n\"'=1+1\",\"a,\"\"b\"\" c\"\r\n");
    text_buffer_clear(&out);
    report_table_begin(&table, 1);
    report_cell(&table, "kop");
    report_cell(&table, "<b>&\"");
    report_table_end(&html, &table, "x");
    assert_non_null(strstr(out.data, "&lt;b&gt;&amp;&quot;"));
    text_buffer_release(&out);
}

static void test_own_questions(void **state)
{
    struct fixture *fixture = *state;
    struct coverage coverage;
    struct bpv_error error = {0};
    const struct bpv_bank_question own[] = {{.text = TEXT("Wie tekent de praktijkovereenkomst?")},
                                            {.text = TEXT("Hoe laat gaat de trein naar Parijs?")}};
    struct coverage_options options = {.on = TODAY, .questions = own, .question_count = 2, .own_questions = true};
    assert_int_equal(coverage_compute(fixture->searcher, fixture->base, &options, &coverage, &error), BPV_OK);
    assert_int_equal(coverage_asked(coverage.answers), 2);
    assert_int_equal(coverage.answers[COVERAGE_ANSWER_NONE], 1);
    coverage_release(&coverage);
}

static bool stop(void *context)
{
    return ++*(int *)context > 1;
}

static void test_errors(void **state)
{
    struct fixture *fixture = *state;
    struct coverage coverage;
    struct bpv_error error = {0};
    const struct bpv_text unknown[] = {TEXT("bestaat-niet")};
    const struct bpv_bank_question bad = {.text = TEXT("Wie?"), .expected = unknown, .expected_count = 1};
    struct coverage_options options = {.on = TODAY, .own_questions = true};
    assert_int_equal(coverage_compute(fixture->searcher, fixture->base, &options, &coverage, &error), BPV_INVALID);
    assert_int_equal(coverage.finding_count, 0);
    options.questions = &bad;
    options.question_count = 1;
    assert_int_equal(coverage_compute(fixture->searcher, fixture->base, &options, &coverage, &error), BPV_INVALID);
    assert_non_null(strstr(error.text, "bestaat-niet"));
    int calls = 0;
    options = (struct coverage_options){.on = TODAY, .stopped = stop, .context = &calls};
    assert_int_equal(coverage_compute(fixture->searcher, fixture->base, &options, &coverage, &error), BPV_INTERNAL);
    assert_int_equal(calls, 2);
}

static void test_without_bank(void **state)
{
    (void)state;
    struct fixture fixture = {.base = NULL};
    struct bpv_error error = {0};
    open_base(&fixture, passages, PASSAGES, 0);
    assert_int_equal(coverage_compute(fixture.searcher, fixture.base, &(struct coverage_options){.on = TODAY},
                                      &fixture.coverage, &error),
                     BPV_OK);
    struct text_buffer line = {0};
    coverage_write_total(&fixture.coverage, &line);
    assert_non_null(strstr(line.data, "geen vragenbank"));
    text_buffer_release(&line);
    coverage_release(&fixture.coverage);
    close_base(&fixture);
}

static void test_readability(void **state)
{
    (void)state;
    static const struct {
        const char *word;
        unsigned syllables;
    } words[] = {{"kat", 1},   {"tafel", 2},  {"stage", 2},       {"begeleider", 4},
                 {"eeuw", 1},  {"reünie", 3}, {"coördinator", 5}, {"mooie", 2},
                 {"bijna", 2}, {"POK", 3},    {"2026", 1},        {"praktijkovereenkomst", 6}};
    for (size_t i = 0; i < sizeof words / sizeof words[0]; i++)
        assert_int_equal(readability_syllables((struct bpv_text){words[i].word, strlen(words[i].word)}),
                         words[i].syllables);
    static const char html[] = "<p>De kat zit op de mat. De hond zit in de tuin.</p><ul><li>een tafel</li></ul>";
    struct readability result = readability_of_html((struct bpv_text){html, sizeof html - 1});
    assert_int_equal(result.words, 14);
    assert_int_equal(result.sentences, 3);
    assert_int_equal(result.syllables, 15);
    double expected = 206.84 - 77.0 * 15 / 14 - 0.93 * 14 / 3;
    assert_true(result.score > expected - 0.001 && result.score < expected + 0.001);
    static const char dots[] = "Zie art. 7.2.9 o.a. van de wet";
    assert_int_equal(readability_of_html((struct bpv_text){dots, sizeof dots - 1}).words, 7);
    assert_int_equal(readability_of_html((struct bpv_text){"", 0}).words, 0);
    static const char broken[] = "<p a &;";
    (void)readability_of_html((struct bpv_text){broken, sizeof broken - 1});
}

static void test_changes_since(void **state)
{
    struct fixture *fixture = *state;
    struct changes changes;
    assert_int_equal(changes_since(fixture->base, 20261105, TODAY, &changes, NULL), BPV_OK);
    assert_int_equal(changes.by_kind[CHANGE_EXPIRED], 1);
    assert_int_equal(changes.by_kind[CHANGE_ENDING], 1);
    assert_int_equal(changes.by_kind[CHANGE_STARTING], 1);
    assert_int_equal(changes.by_kind[CHANGE_REVIEWED], 0);
    for (size_t i = 1; i < changes.count; i++)
        assert_true(changes.items[i - 1].date >= changes.items[i].date);
    changes_release(&changes);
}

static void test_changes_between(void **state)
{
    struct fixture *fixture = *state;
    struct fixture other = {.base = NULL};
    struct bpv_passage next[3] = {passages[0], passages[2], dated[0]};
    static const struct bpv_text text = TEXT("Alle drie tekenen."), renamed = TEXT("ziek-melden");
    struct changes changes;
    next[0].text = text;
    next[1].aliases[0] = next[1].id;
    next[1].alias_count = 1;
    next[1].id = renamed;
    next[2].valid_until = 20261120;
    open_base(&other, next, 3, 0);
    assert_int_equal(changes_between(fixture->base, other.base, TODAY, &changes, NULL), BPV_OK);
    assert_int_equal(changes.by_kind[CHANGE_CHANGED], 1);
    assert_int_equal(changes.by_kind[CHANGE_RENAMED], 1);
    assert_int_equal(changes.by_kind[CHANGE_EXPIRED], 1);
    assert_int_equal(changes.by_kind[CHANGE_REMOVED], ALL - 3);
    assert_string_equal(changes.items[0].detail, "tekst");
    struct text_buffer out = {0};
    changes_write_report(&changes, 0, REPORT_MD, &out);
    changes_write_json(&changes, 0, (struct bpv_text){"ab", 2}, &out);
    assert_non_null(strstr(out.data, "\"since\":null"));
    text_buffer_release(&out);
    changes_release(&changes);
    assert_int_equal(changes_between(other.base, other.base, TODAY, &changes, NULL), BPV_OK);
    assert_int_equal(changes.count, 0);
    changes_release(&changes);
    close_base(&other);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_cells),         cmocka_unit_test(test_components),
        cmocka_unit_test(test_questions),     cmocka_unit_test(test_findings),
        cmocka_unit_test(test_forms),         cmocka_unit_test(test_report_table),
        cmocka_unit_test(test_own_questions), cmocka_unit_test(test_errors),
        cmocka_unit_test(test_without_bank),  cmocka_unit_test(test_readability),
        cmocka_unit_test(test_changes_since), cmocka_unit_test(test_changes_between),
    };
    cmocka_set_message_output(CM_OUTPUT_TAP);
    return cmocka_run_group_tests(tests, setup, teardown);
}
