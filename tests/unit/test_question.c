/* question: limits, concepts, spelling correction, quotes, synonyms, notices. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>

#include "../../engine/question.h"
#include "small_index.h"

static struct small_index small;
static struct bpv_base *base;

static const struct bpv_text from[] = {TEXT("POK"), TEXT("stage overeenkomst")}, to[] = {TEXT("praktijkovereenkomst")};
static const struct bpv_text stops[] = {TEXT("de"), TEXT("is"), TEXT("een"), TEXT("wie")},
                             rules[] = {TEXT("moet"), TEXT("verplicht")};
static const struct bpv_text unanswered[] = {TEXT("Wie betaalt de taxi naar het leerbedrijf?"),
                                             TEXT("Tekent de burgemeester een POK?")};
static const struct bpv_text outside[] = {TEXT("hypotheek"), TEXT("OV-chipkaart"), TEXT("wet op de huur"),
                                          TEXT("mbo 8")};
static const struct index_synonym synonyms[] = {{{from, 2}, {to, 1}, false}};

static int setup(void **state)
{
    (void)state;
    struct index_settings settings = small_settings();
    settings.vocabulary.synonyms = synonyms;
    settings.vocabulary.synonym_count = 1;
    settings.vocabulary.stop_words = (struct index_words){stops, 4};
    settings.vocabulary.rule_words = (struct index_words){rules, 2};
    settings.vocabulary.unanswered = (struct index_words){unanswered, 2};
    settings.vocabulary.outside = (struct index_words){outside, 4};
    small_index_make(&small, settings, small_passages, SMALL_PASSAGES);
    const char *path = small.path;
    return bpv_base_open(&path, 1, &base, NULL) == BPV_OK ? 0 : -1;
}

static int teardown(void **state)
{
    (void)state;
    bpv_base_close(base);
    small_index_remove(&small);
    return 0;
}

static enum bpv_status check(struct bpv_text text, size_t limit, size_t offset)
{
    struct bpv_error error = {0};
    struct bpv_question question = {.text = text, .limit = limit, .offset = offset};
    enum bpv_status status = question_check(&question, &error);
    assert_true(status == BPV_OK || error.text[0]);
    return status;
}

static struct query likeness(struct bpv_text text, unsigned without)
{
    struct arena arena = {NULL};
    struct query query;
    question_analyze_without(base, text, &arena, without, &query);
    arena_release(&arena); /* the nearest question is in the base */
    return query;
}

static void questions_without_an_answer_are_known(void **state)
{
    (void)state;
    struct query same = likeness((struct bpv_text)TEXT("Wie betaalt de taxi naar het leerbedrijf?"), 0);
    assert_float_equal(same.unanswered, 1, 0.01);
    assert_true(text_equal(same.unanswered_question, unanswered[0]));
    struct query other_words = likeness((struct bpv_text)TEXT("betalen taxi's leerbedrijf"), 0);
    assert_true(other_words.unanswered > 0.5f && other_words.unanswered < 1);
    /* A synonym is the same word; half of the words are half of the likeness. */
    struct query synonym = likeness((struct bpv_text)TEXT("Tekent de burgemeester een praktijkovereenkomst?"), 0);
    assert_true(synonym.unanswered > 0.6f && text_equal(synonym.unanswered_question, unanswered[1]));
    assert_true(likeness((struct bpv_text)TEXT("Wie tekent de POK?"), 0).unanswered < synonym.unanswered);
    assert_float_equal(likeness((struct bpv_text)TEXT("kamerplant"), 0).unanswered, 0, 0.0001);
    assert_float_equal(likeness((struct bpv_text)TEXT(""), 0).unanswered, 0, 0.0001);
    assert_float_equal(likeness(unanswered[0], WITHOUT_UNANSWERED).unanswered, 0, 0.0001);
    assert_true(likeness(unanswered[0], WITHOUT_ITSELF).unanswered < 0.6f);
}

/* How many concepts of the question name a subject that the corpus does not cover. */
static size_t count_outside(const char *text, unsigned without)
{
    struct query query;
    struct arena arena = {NULL};
    size_t count = 0;
    question_analyze_without(base, (struct bpv_text){text, strlen(text)}, &arena, without, &query);
    for (size_t i = 0; i < query.count; i++)
        count += query.concepts[i].outside;
    arena_release(&arena);
    return count;
}

static void subjects_outside_are_words_or_two_in_a_row(void **state)
{
    (void)state;
    assert_int_equal(count_outside("Krijg ik een hypotheek?", 0), 1);
    assert_int_equal(count_outside("Betaalt het leerbedrijf de ov-chipkaart?", 0), 2);
    assert_int_equal(count_outside("wie betaalt de OV chipkaart", 0), 2);
    assert_int_equal(count_outside("wie betaalt de ovchipkaart", 0), 1);
    assert_int_equal(count_outside("wie betaalt de hypo theek", 0), 2);
    assert_int_equal(count_outside("is de chipkaart voor het ov", 0), 0);
    assert_int_equal(count_outside("is het ov een chipkaart", 0), 0);
    /* Longer expressions and numbers are no words: the indexer refuses them. */
    assert_int_equal(count_outside("de wet op de huur van mbo 8", 0), 0);
}

static void limits_are_kept(void **state)
{
    (void)state;
    char longest[BPV_QUESTION_MAX + 1];
    memset(longest, 'a', sizeof longest);
    assert_int_equal(check((struct bpv_text){longest, BPV_QUESTION_MAX}, 10, 0), BPV_OK);
    assert_int_equal(check((struct bpv_text){longest, BPV_QUESTION_MAX + 1}, 10, 0), BPV_TOO_LARGE);
    assert_int_equal(check((struct bpv_text){"", 0}, 0, 0), BPV_OK);
    assert_int_equal(check((struct bpv_text){"a\xFF", 2}, 10, 0), BPV_INVALID);
    assert_int_equal(check((struct bpv_text){"a\0b", 3}, 10, 0), BPV_INVALID);
    assert_int_equal(check((struct bpv_text)TEXT("a"), BPV_ANSWERS_LIMIT_MAX, BPV_ANSWERS_OFFSET_MAX), BPV_OK);
    assert_int_equal(check((struct bpv_text)TEXT("a"), BPV_ANSWERS_LIMIT_MAX + 1, 0), BPV_INVALID);
    assert_int_equal(check((struct bpv_text)TEXT("a"), 10, BPV_ANSWERS_OFFSET_MAX + 1), BPV_INVALID);
}

static bool same(struct bpv_text text, const char *string)
{
    return text.length == strlen(string) && memcmp(text.start, string, text.length) == 0;
}

static void analyze(struct arena *arena, struct query *query, const char *text)
{
    question_analyze(base, (struct bpv_text){text, strlen(text)}, arena, query);
    float total = 0;
    for (size_t i = 0; i < query->count; i++) {
        const struct concept *concept = &query->concepts[i];
        assert_true(concept->asked.start >= text &&
                    concept->asked.start + concept->asked.length <= text + strlen(text));
        assert_true(concept->weight >= 0);
        assert_true(concept->unknown == (concept->count == 0));
        total += concept->weight;
    }
    assert_true(query->total >= 0 && query->total <= total + 0.001f);
}

static const struct concept *concept_of(const struct query *query, const char *asked)
{
    for (size_t i = 0; i < query->count; i++)
        if (same(query->concepts[i].asked, asked))
            return &query->concepts[i];
    fail_msg("no concept %s", asked);
    return NULL;
}

static bool has_alternative(const struct concept *concept, const char *stem, enum bpv_reason_kind kind)
{
    for (size_t i = 0; i < concept->count; i++)
        if (same(concept->alternatives[i].stem, stem) && concept->alternatives[i].kind == kind)
            return true;
    return false;
}

static void words_become_concepts(void **state)
{
    (void)state;
    struct arena arena = {NULL};
    struct query query;
    analyze(&arena, &query, "Is een stagevergoeding verplicht voor de zwembadkrokodil?");
    assert_true(concept_of(&query, "een")->stop);
    assert_false(concept_of(&query, "stagevergoeding")->stop);
    assert_true(concept_of(&query, "verplicht")->rule);
    assert_true(query.asks_rule);
    assert_true(concept_of(&query, "zwembadkrokodil")->unknown);
    assert_true(query.unknown > 0 && query.unknown < query.total);
    assert_true(concept_of(&query, "stagevergoeding")->weight > concept_of(&query, "een")->weight);
    assert_int_equal(query.corrected.length, 0);
    arena_release(&arena);
}

static void nothing_asks_nothing(void **state)
{
    (void)state;
    struct arena arena = {NULL};
    struct query query;
    static const char *const texts[] = {"", "   ", "?!", "\"\"", "\xC2\xAD"};
    for (size_t i = 0; i < sizeof texts / sizeof *texts; i++) {
        analyze(&arena, &query, texts[i]);
        assert_int_equal(query.count, 0);
    }
    arena_release(&arena);
}

static void typing_errors_are_mended(void **state)
{
    (void)state;
    struct arena arena = {NULL};
    struct query query;
    analyze(&arena, &query, "Is stagevergoedding verpligt?");
    assert_true(same(query.corrected, "Is stagevergoeding verplicht?"));
    assert_true(concept_of(&query, "verpligt")->count > 0);
    analyze(&arena, &query, "\"stagevergoedding\"");
    assert_int_equal(query.corrected.length, 0);
    analyze(&arena, &query, "stagevergoeding 2027 7.2.9");
    assert_int_equal(query.corrected.length, 0);
    arena_release(&arena);
}

static void synonyms_go_one_way(void **state)
{
    (void)state;
    struct arena arena = {NULL};
    struct query query;
    uint32_t flags;
    struct bpv_text stem = question_stem(base, (struct bpv_text)TEXT("praktijkovereenkomst"), &arena, &flags);
    char wanted[BPV_TERM_MAX + 1];
    snprintf(wanted, sizeof wanted, "%.*s", (int)stem.length, stem.start);
    analyze(&arena, &query, "POK kwijt");
    assert_true(has_alternative(concept_of(&query, "POK"), wanted, BPV_REASON_SYNONYM));
    analyze(&arena, &query, "stage overeenkomst kwijt");
    assert_true(has_alternative(concept_of(&query, "overeenkomst"), wanted, BPV_REASON_SYNONYM));
    analyze(&arena, &query, "\"POK\" kwijt");
    assert_false(has_alternative(concept_of(&query, "POK"), wanted, BPV_REASON_SYNONYM));
    analyze(&arena, &query, "praktijkovereenkomst");
    assert_false(has_alternative(concept_of(&query, "praktijkovereenkomst"), "pok", BPV_REASON_SYNONYM));
    arena_release(&arena);
}

static void neighbours_are_joined(void **state)
{
    (void)state;
    struct arena arena = {NULL};
    struct query query;
    analyze(&arena, &query, "stage vergoeding");
    uint32_t flags;
    struct bpv_text stem = question_stem(base, (struct bpv_text)TEXT("stagevergoeding"), &arena, &flags);
    char wanted[BPV_TERM_MAX + 1];
    snprintf(wanted, sizeof wanted, "%.*s", (int)stem.length, stem.start);
    assert_true(has_alternative(concept_of(&query, "vergoeding"), wanted, BPV_REASON_COMPOUND));
    arena_release(&arena);
}

static bool calls_for_notice(const char *text)
{
    struct arena arena = {NULL};
    struct query query;
    analyze(&arena, &query, text);
    size_t notice = 1;
    bool found = question_notices(base, &query, &notice, 1) == 1;
    assert_int_equal(notice, !found);
    arena_release(&arena);
    return found;
}

static void expressions_are_found_as_words_in_order(void **state)
{
    (void)state;
    assert_true(calls_for_notice("Mijn student wil niet meer leven"));
    assert_true(calls_for_notice("NIET MEER LEVEN!"));
    assert_true(calls_for_notice("suicide"));
    assert_true(calls_for_notice("zij vechten steeds"));
    assert_false(calls_for_notice("meer leven niet"));
    assert_false(calls_for_notice("leven"));
    assert_false(calls_for_notice(""));
}

static void any_question_is_analyzed(void **state)
{
    (void)state;
    static const char *const pieces[] = {"stage",      "\"",       " ", "-",    "POK ", "17", "zestienjarige ", "'s ",
                                         "vergoeding", "\xC2\xAD", "é", "AND ", "(",    "*",  "moet "};
    uint32_t seed = 11;
    for (int round = 0; round < 1500; round++) {
        struct text_buffer text = {0};
        for (int i = 0; i < (round % 150 ? 12 : 300); i++) {
            seed = seed * 1664525u + 1013904223u;
            text_buffer_append_string(&text, pieces[(seed >> 16) % (sizeof pieces / sizeof *pieces)]);
        }
        struct arena arena = {NULL};
        struct query query;
        analyze(&arena, &query, text.data);
        assert_true(query.count <= BPV_CONCEPTS_MAX && query.token_count <= BPV_QUESTION_WORDS_MAX);
        arena_release(&arena);
        text_buffer_release(&text);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(questions_without_an_answer_are_known),
        cmocka_unit_test(subjects_outside_are_words_or_two_in_a_row),
        cmocka_unit_test(limits_are_kept),
        cmocka_unit_test(words_become_concepts),
        cmocka_unit_test(nothing_asks_nothing),
        cmocka_unit_test(typing_errors_are_mended),
        cmocka_unit_test(synonyms_go_one_way),
        cmocka_unit_test(neighbours_are_joined),
        cmocka_unit_test(expressions_are_found_as_words_in_order),
        cmocka_unit_test(any_question_is_analyzed),
    };
    cmocka_set_message_output(CM_OUTPUT_TAP);
    return cmocka_run_group_tests(tests, setup, teardown);
}
