/* front_matter: fields of file and comment together, and every mistake with its place. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>
#include <stdlib.h>
#include <string.h>

#include "../../indexer/front_matter.h"
#include "text_buffer.h"

#define FILE_YAML                                                                                                      \
    "title: Praktijkovereenkomst\nmodule: 1\nthemes: [1]\nroles: [begeleider, coordinator]\naudience: alle\nphase: "   \
    "voor\n"                                                                                                           \
    "importance: need\nreviewed: 2026-11-22\n"
#define COMMENT_YAML "id: pok-wie-tekent\nforce: wet\nsources: [\"web:7.2.9 lid 1\", atw]\nvalid_from: onbekend\n"

struct fixture {
    struct memory_pool pool;
    struct build_report report;
    struct bpv_taxonomy taxonomy;
    struct text_map sources;
    struct front_matter_context context;
};

static int setup(void **state)
{
    struct fixture *fixture = xcalloc(1, sizeof *fixture);
    struct bpv_taxonomy *taxonomy = &fixture->taxonomy;
    taxonomy->module_count = 2;
    taxonomy->modules[0] = (struct bpv_module){.number = 1, .name = text_of("Een")};
    taxonomy->modules[1] = (struct bpv_module){.number = 5, .name = text_of("Vijf")};
    taxonomy->theme_count = 2;
    taxonomy->themes[0] = (struct bpv_theme){.number = 1, .modules = 1u << 1};
    taxonomy->themes[1] = (struct bpv_theme){.number = 7, .modules = 1u << 5};
    taxonomy->role_count = 2;
    taxonomy->roles[0].key = text_of("begeleider");
    taxonomy->roles[1].key = text_of("coordinator");
    taxonomy->phase_count = 2;
    taxonomy->phases[0].key = text_of("voor");
    taxonomy->phases[1].key = text_of("tijdens");
    taxonomy->track_count = 2;
    taxonomy->tracks[0] = (struct bpv_track){.number = 1, .role = 0, .modules = 1u << 1 | 1u << 5};
    taxonomy->tracks[1] = (struct bpv_track){.number = 2, .role = 1, .modules = 1u << 5};
    size_t web = 0, atw = 1;
    text_map_add(&fixture->sources, text_of("web"), &web);
    text_map_add(&fixture->sources, text_of("atw"), &atw);
    fixture->context =
        (struct front_matter_context){&fixture->pool, &fixture->report, text_of("a.md"), taxonomy, &fixture->sources};
    *state = fixture;
    return 0;
}

static int teardown(void **state)
{
    struct fixture *fixture = *state;
    build_report_release(&fixture->report);
    text_map_release(&fixture->sources);
    pool_release(&fixture->pool);
    free(fixture);
    return 0;
}

/* The comment begins on line 20 and its heading stands on line 18. */
static bool read_fields(struct fixture *fixture, const char *file, const char *comment, struct passage_fields *fields)
{
    struct tree_node *file_map = NULL, *comment_map = NULL;
    if (!front_matter_parse(&fixture->context, text_of(file), 2, false, false, &file_map) ||
        !front_matter_parse(&fixture->context, text_of(comment), 20, true, false, &comment_map))
        return false;
    return front_matter_fields(&fixture->context, file_map, comment_map, (struct place){fixture->context.path, 18, 1},
                               fields);
}

static void puts_file_and_comment_together(void **state)
{
    struct fixture *fixture = *state;
    struct passage_fields fields;
    assert_true(read_fields(fixture, FILE_YAML,
                            COMMENT_YAML "facts: [F1-002]\nquestions:\n  - \"Wie moet tekenen?\"\naliases: [pok-oud]\n",
                            &fields));
    assert_int_equal(fixture->report.errors, 0);
    assert_int_equal(fixture->report.warnings, 0);
    assert_true(text_is(fields.id, "pok-wie-tekent"));
    assert_true(text_is(fields.file_title, "Praktijkovereenkomst"));
    assert_int_equal(fields.module, 1);
    assert_int_equal(fields.themes, 1u << 1);
    assert_int_equal(fields.roles, 3);
    assert_int_equal(fields.tracks, 1u << 1); /* leergang 2 does not have module 1 */
    assert_int_equal(fields.force, BPV_FORCE_WET);
    assert_int_equal(fields.valid_from, 0);
    assert_int_equal(fields.reviewed, 20261122);
    assert_int_equal(fields.source_count, 2);
    assert_int_equal(fields.sources[0].source, 0);
    assert_true(text_is(fields.sources[0].locator, "7.2.9 lid 1"));
    assert_int_equal(fields.sources[1].source, 1);
    assert_int_equal(fields.sources[1].locator.length, 0);
    assert_int_equal(fields.questions.count, 1);
    assert_int_equal(fields.facts.count, 1);
    assert_int_equal(fields.aliases.count, 1);
}

static void marks_proposals(void **state)
{
    struct fixture *fixture = *state;
    struct passage_fields fields;
    assert_true(read_fields(fixture, FILE_YAML, COMMENT_YAML, &fields));
    assert_false(fields.proposed);
    assert_true(read_fields(fixture, FILE_YAML, COMMENT_YAML "proposed: [roles, \"phase 0.40\"]\n", &fields));
    assert_false(fields.proposed);
    assert_true(read_fields(fixture, FILE_YAML, COMMENT_YAML "proposed: [\"themes 0.82\"]\n", &fields));
    assert_true(fields.proposed);
}

static void comment_overrides_file(void **state)
{
    struct fixture *fixture = *state;
    struct passage_fields fields;
    assert_true(read_fields(fixture, FILE_YAML "force: advies\nsources: []\nvalid_from: 2020-01-01\n",
                            "id: abc\nmodule: 5\nthemes: [7]\nroles: [coordinator]\naudience: extra\nphase: tijdens\n"
                            "importance: nice\nvalid_until: 2027-12-31\n",
                            &fields));
    assert_int_equal(fields.module, 5);
    assert_int_equal(fields.themes, 1u << 7);
    assert_int_equal(fields.roles, 2);
    assert_int_equal(fields.tracks, 1u << 2);
    assert_int_equal(fields.audience, BPV_AUDIENCE_EXTRA);
    assert_int_equal(fields.importance, BPV_IMPORTANCE_NICE);
    assert_int_equal(fields.phase, 1);
    assert_int_equal(fields.force, BPV_FORCE_ADVIES);
    assert_int_equal(fields.valid_from, 20200101);
    assert_int_equal(fields.valid_until, 20271231);
}

static bool has_problem(const struct build_report *report, unsigned line, const char *reason)
{
    for (size_t i = 0; i < report->count; i++)
        if (report->problems[i].place.line == line && strstr(report->problems[i].message.start, reason))
            return true;
    return false;
}

static void reports_each_mistake(void **state)
{
    static const struct {
        const char *file, *comment, *reason;
        unsigned line;
    } cases[] = {
        {FILE_YAML "modul: 1\n", COMMENT_YAML, "onbekende sleutel 'modul'", 10},
        {FILE_YAML "id: abc\n", COMMENT_YAML, "onbekende sleutel 'id'", 10},
        {FILE_YAML, COMMENT_YAML "soort: x\n", "onbekende sleutel 'soort'", 24},
        {FILE_YAML, COMMENT_YAML "module: 9\n", "module 9", 24},
        {FILE_YAML, COMMENT_YAML "module: een\n", "geen getal", 24},
        {FILE_YAML, COMMENT_YAML "themes: [1, 7]\n", "hoort niet bij module", 24},
        {FILE_YAML, COMMENT_YAML "themes: [3]\n", "thema 3", 24},
        {FILE_YAML, COMMENT_YAML "themes: []\n", "leeg", 24},
        {FILE_YAML, COMMENT_YAML "themes: 1\n", "lijst", 24},
        {FILE_YAML, COMMENT_YAML "roles: [baas]\n", "kies uit: begeleider, coordinator", 24},
        {FILE_YAML, COMMENT_YAML "phase: nooit\n", "kies uit: voor, tijdens", 24},
        {FILE_YAML, COMMENT_YAML "audience: iedereen\n", "kies uit: alle, extra", 24},
        {FILE_YAML, COMMENT_YAML "importance: hoog\n", "kies uit: need, nice", 24},
        {FILE_YAML, COMMENT_YAML "reviewed: 2026-02-30\n", "geen bestaande datum", 24},
        {FILE_YAML, COMMENT_YAML "reviewed: onbekend\n", "geen bestaande datum", 24},
        {FILE_YAML, COMMENT_YAML "valid_until: 1-1-2026\n", "geen bestaande datum", 24},
        {FILE_YAML, COMMENT_YAML "title:\n", "leeg", 24},
        {FILE_YAML, COMMENT_YAML "questions: vraag\n", "lijst", 24},
        {FILE_YAML, COMMENT_YAML "questions: [\"a\\u0000b\"]\n", "stuurteken", 24},
        {FILE_YAML, COMMENT_YAML "aliases: [Pok]\n", "geen goed id", 24},
        {FILE_YAML, "id: P\nforce: wet\nsources: [web]\nvalid_from: onbekend\n", "geen goed id", 20},
        {FILE_YAML, "id: abc\nforce: wet\nsources: []\nvalid_from: onbekend\n", "moet een bron", 22},
        {FILE_YAML, "id: abc\nforce: afspraak\nsources: []\nvalid_from: onbekend\n", "moet een bron", 22},
        {FILE_YAML, "id: abc\nforce: wet\nsources: [wbe]\nvalid_from: onbekend\n", "bron 'wbe' staat niet", 22},
        {FILE_YAML, "id: abc\nforce: wet\nsources: [\"web:\"]\nvalid_from: onbekend\n", "vindplaats", 22},
        {FILE_YAML, "id: abc\nforce: wettig\nsources: [web]\nvalid_from: onbekend\n", "kies uit: wet", 21},
        {FILE_YAML, "id: abc\nforce: wet\nsources: [web]\nvalid_from: 2025-01-02\nvalid_until: 2025-01-01\n",
         "voor valid_from", 24},
        {FILE_YAML, "id: abc\nsources: [web]\nvalid_from: onbekend\n", "'force' ontbreekt", 18},
        {FILE_YAML, "id: abc\nforce: wet\nvalid_from: onbekend\n", "'sources' ontbreekt", 18},
        {FILE_YAML, "id: abc\nforce: wet\nsources: [web]\n", "'valid_from' ontbreekt", 18},
        {"", COMMENT_YAML, "'title' ontbreekt", 18},
        {"", COMMENT_YAML, "'module' ontbreekt", 18},
        {"", COMMENT_YAML, "'themes' ontbreekt", 18},
        {"", COMMENT_YAML, "'roles' ontbreekt", 18},
        {"", COMMENT_YAML, "'phase' ontbreekt", 18},
        {"", COMMENT_YAML, "'importance' ontbreekt", 18},
        {"- a\n", COMMENT_YAML, "sleutel: waarde", 2},
        {"a: [\n", COMMENT_YAML, "", 3},
    };
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        struct fixture *fixture = *state;
        struct passage_fields fields;
        read_fields(fixture, cases[i].file, cases[i].comment, &fields);
        if (!fixture->report.errors || !has_problem(&fixture->report, cases[i].line, cases[i].reason))
            fail_msg("case %zu: no '%s' on line %u, but %s", i, cases[i].reason, cases[i].line,
                     fixture->report.count ? fixture->report.problems[0].message.start : "nothing");
        build_report_release(&fixture->report);
    }
}

static void missing_review_and_audience_only_warn(void **state)
{
    struct fixture *fixture = *state;
    struct passage_fields fields;
    assert_true(read_fields(fixture,
                            "title: T\nmodule: 1\nthemes: [1]\nroles: [begeleider]\nphase: voor\nimportance: need\n",
                            COMMENT_YAML, &fields));
    assert_int_equal(fixture->report.errors, 0);
    assert_int_equal(fixture->report.warnings, 2);
    assert_int_equal(fields.audience, BPV_AUDIENCE_ALLE);
    assert_int_equal(fields.reviewed, 0);
}

static void report_sorts_and_says_things_once(void **state)
{
    struct fixture *fixture = *state;
    struct build_report *report = &fixture->report;
    report_error(report, (struct place){text_of("b.md"), 1, 1}, "x");
    report_warning(report, (struct place){text_of("a.md"), 10, 1}, "y");
    report_error(report, (struct place){text_of("a.md"), 9, 2}, "z\x1b[31m");
    report_error(report, (struct place){text_of("b.md"), 1, 1}, "x");
    build_report_finish(report);
    assert_int_equal(report->count, 3);
    assert_int_equal(report->errors, 2);
    assert_int_equal(report->warnings, 1);
    assert_true(text_is(report->problems[0].message, "z?[31m"));
    assert_true(report->problems[1].warning);
    assert_true(text_is(report->problems[2].place.path, "b.md"));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(puts_file_and_comment_together, setup, teardown),
        cmocka_unit_test_setup_teardown(marks_proposals, setup, teardown),
        cmocka_unit_test_setup_teardown(comment_overrides_file, setup, teardown),
        cmocka_unit_test_setup_teardown(reports_each_mistake, setup, teardown),
        cmocka_unit_test_setup_teardown(missing_review_and_audience_only_warn, setup, teardown),
        cmocka_unit_test_setup_teardown(report_sorts_and_says_things_once, setup, teardown),
    };
    cmocka_set_message_output(CM_OUTPUT_TAP);
    return cmocka_run_group_tests(tests, NULL, NULL);
}
