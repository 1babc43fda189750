/* answer: what holds of every answer, whatever the ranking: filters, totals, facets, pages, dates, notices, doubles.
 * Asked of the corpus. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>
#include <sys/stat.h>

#include "real_base.h"
#include "small_index.h"

#define STEP 5 /* every fifth question of the bank */

static void ask(struct bpv_searcher *of, struct bpv_text text, const struct bpv_filters *filters, size_t limit,
                size_t offset, struct bpv_answer *answer)
{
    struct bpv_error error = {0};
    struct bpv_question question = {.text = text, .limit = limit, .offset = offset, .explain = true};
    if (filters)
        question.filters = *filters;
    if (!question.filters.on)
        question.filters.on = TODAY;
    if (bpv_ask(of, &question, answer, &error) != BPV_OK)
        fail_msg("%s", error.text);
}

static uint32_t total_of(struct bpv_text text, struct bpv_filters filters)
{
    struct bpv_answer answer;
    ask(searcher, text, &filters, 0, 0, &answer);
    uint32_t total = answer.total;
    assert_int_equal(answer.hit_count, 0);
    bpv_answer_release(&answer);
    return total;
}

static void assert_sound(const struct bpv_answer *answer)
{
    assert_true(answer->answered == (answer->total > 0));
    assert_true(answer->confidence >= 0 && answer->confidence <= 1);
    assert_true(answer->hit_count <= answer->total);
    assert_true(answer->answered || (!answer->hit_count && answer->nearest_count <= BPV_NEAREST_MAX));
    for (size_t i = 0; i < answer->hit_count; i++) {
        const struct bpv_hit *hit = &answer->hits[i];
        assert_true(hit->confidence >= 0 && hit->confidence <= 1);
        assert_true(hit->short_answer.length > 0);
        assert_true((size_t)hit->short_answer.start + hit->short_answer.length <= hit->passage.text.length);
        assert_false(hit->expired);
        uint32_t end = 0;
        for (size_t j = 0; j < hit->highlight_count; j++) {
            assert_true(hit->highlights[j].start >= end && hit->highlights[j].length > 0);
            end = hit->highlights[j].start + hit->highlights[j].length;
            assert_true(end <= hit->passage.text.length);
        }
        for (size_t j = 0; j < hit->reason_count; j++)
            assert_true(hit->reasons[j].weight >= 0 && hit->reasons[j].weight <= 1.001);
    }
}

typedef void check_question(struct bpv_text text);

static void for_questions(check_question *check)
{
    const struct bpv_bank_question *questions;
    size_t count = bpv_base_questions(base, &questions);
    assert_true(count >= 100);
    for (size_t i = 0; i < count; i += STEP)
        check(questions[i].text);
}

static void check_pages(struct bpv_text text)
{
    struct bpv_answer all, page;
    ask(searcher, text, NULL, BPV_ANSWERS_LIMIT_MAX, 0, &all);
    assert_sound(&all);
    assert_true(all.hit_count == (all.total < BPV_ANSWERS_LIMIT_MAX ? all.total : BPV_ANSWERS_LIMIT_MAX));
    for (size_t offset = 0; offset <= all.hit_count; offset += 3) {
        ask(searcher, text, NULL, 3, offset, &page);
        assert_int_equal(page.total, all.total);
        assert_memory_equal(&page.facets, &all.facets, sizeof page.facets);
        assert_true(page.hit_count <= 3);
        for (size_t i = 0; i < page.hit_count && offset + i < all.hit_count; i++)
            assert_true(same_text(page.hits[i].passage.id, all.hits[offset + i].passage.id));
        bpv_answer_release(&page);
    }
    ask(searcher, text, NULL, 10, BPV_ANSWERS_OFFSET_MAX, &page);
    assert_int_equal(page.total, all.total);
    bpv_answer_release(&page);
    bpv_answer_release(&all);
}

static void pages_are_slices_of_one_list(void **state)
{
    (void)state;
    for_questions(check_pages);
}

static void check_facets(struct bpv_text text)
{
    struct bpv_answer answer;
    ask(searcher, text, NULL, 0, 0, &answer);
    uint32_t modules = 0, phases = 0, audiences = 0, forces = 0;
    for (size_t i = 0; i <= BPV_MODULES_MAX; i++)
        modules += answer.facets.modules[i];
    for (size_t i = 0; i < BPV_PHASES_MAX; i++)
        phases += answer.facets.phases[i];
    for (size_t i = 0; i < BPV_AUDIENCES; i++)
        audiences += answer.facets.audiences[i];
    for (size_t i = 0; i < BPV_FORCES; i++)
        forces += answer.facets.forces[i];
    assert_true(modules == answer.total && phases == answer.total && audiences == answer.total &&
                forces == answer.total);
    bpv_answer_release(&answer);
}

static void facets_count_every_answer_once(void **state)
{
    (void)state;
    for_questions(check_facets);
}

/* OR within a field: each passage has one module, one force. */
static void check_or(struct bpv_text text)
{
    uint32_t one = total_of(text, (struct bpv_filters){.modules = 1u << 1}),
             two = total_of(text, (struct bpv_filters){.modules = 1u << 5});
    assert_int_equal(total_of(text, (struct bpv_filters){.modules = 1u << 1 | 1u << 5}), one + two);
    uint32_t wet = total_of(text, (struct bpv_filters){.forces = 1u << BPV_FORCE_WET}),
             advies = total_of(text, (struct bpv_filters){.forces = 1u << BPV_FORCE_ADVIES});
    assert_int_equal(total_of(text, (struct bpv_filters){.forces = 1u << BPV_FORCE_WET | 1u << BPV_FORCE_ADVIES}),
                     wet + advies);
}

static void values_of_one_field_are_or(void **state)
{
    (void)state;
    for_questions(check_or);
}

static void check_and(struct bpv_text text)
{
    const struct bpv_filters filters = {
        .modules = 1u << 1 | 1u << 5, .roles = 1, .forces = 1u << BPV_FORCE_WET | 1u << BPV_FORCE_ADVIES};
    struct bpv_answer answer;
    ask(searcher, text, &filters, BPV_ANSWERS_LIMIT_MAX, 0, &answer);
    assert_sound(&answer);
    for (size_t i = 0; i < answer.hit_count; i++) {
        const struct bpv_passage *passage = &answer.hits[i].passage;
        assert_true(filters.modules >> passage->module & 1);
        assert_true(filters.roles & passage->roles);
        assert_true(filters.forces >> passage->force & 1);
    }
    assert_true(answer.total <= total_of(text, (struct bpv_filters){.modules = filters.modules}));
    bpv_answer_release(&answer);
}

static void fields_are_and(void **state)
{
    (void)state;
    for_questions(check_and);
}

static void check_theme_and_audience(struct bpv_text text)
{
    for (unsigned theme = 1; theme <= 10; theme += 3) {
        const struct bpv_filters filters = {.themes = 1u << theme, .audiences = 1u << BPV_AUDIENCE_EXTRA, .phases = 3};
        struct bpv_answer answer;
        ask(searcher, text, &filters, BPV_ANSWERS_LIMIT_MAX, 0, &answer);
        for (size_t i = 0; i < answer.hit_count; i++) {
            assert_true(answer.hits[i].passage.themes >> theme & 1);
            assert_int_equal(answer.hits[i].passage.audience, BPV_AUDIENCE_EXTRA);
            assert_true(answer.hits[i].passage.phase < 2);
        }
        bpv_answer_release(&answer);
    }
}

static void themes_phases_and_audiences_filter(void **state)
{
    (void)state;
    for_questions(check_theme_and_audience);
}

static void check_spread(struct bpv_text text)
{
    struct bpv_answer answer;
    ask(searcher, text, NULL, 10, 0, &answer);
    if (answer.total > 20) /* with fewer, what was put off may have to come back */
        for (size_t i = 0; i < answer.hit_count; i++) {
            size_t same = 0;
            for (size_t j = 0; j < answer.hit_count; j++)
                same += same_text(answer.hits[j].passage.path, answer.hits[i].passage.path);
            assert_true(same <= 3);
        }
    bpv_answer_release(&answer);
}

static void at_most_three_of_a_file_come_first(void **state)
{
    (void)state;
    for_questions(check_spread);
}

static bool among_hits(const struct bpv_answer *answer, struct bpv_text id)
{
    for (size_t i = 0; i < answer->hit_count; i++)
        if (same_text(answer->hits[i].passage.id, id))
            return true;
    return false;
}

static bool found(struct bpv_text title, struct bpv_text id, struct bpv_filters filters)
{
    struct bpv_answer answer;
    ask(searcher, title, &filters, BPV_ANSWERS_LIMIT_MAX, 0, &answer);
    bool among = among_hits(&answer, id);
    for (size_t i = 0; i < answer.hit_count; i++) {
        const struct bpv_passage *passage = &answer.hits[i].passage;
        assert_true(filters.expired || !bpv_passage_expired(passage, filters.on ? filters.on : TODAY));
        assert_true(!passage->valid_from || passage->valid_from <= (filters.on ? filters.on : TODAY));
    }
    bpv_answer_release(&answer);
    return among;
}

static void expired_passages_come_on_request_only(void **state)
{
    (void)state;
    struct bpv_base_info info;
    bpv_base_describe(base, &info);
    size_t expired = 0, on_request = 0, on_their_day = 0;
    for (uint32_t i = 0; i < info.passage_count; i++) {
        struct bpv_passage passage;
        assert_int_equal(bpv_passage_get(base, i, &passage, NULL), BPV_OK);
        if (!bpv_passage_expired(&passage, TODAY))
            continue;
        expired++;
        assert_false(found(passage.title, passage.id, (struct bpv_filters){.on = TODAY}));
        on_request += found(passage.title, passage.id, (struct bpv_filters){.on = TODAY, .expired = true});
        on_their_day += found(passage.title, passage.id, (struct bpv_filters){.on = passage.valid_until});
    }
    printf("# %zu expired passages: %zu found by their title on request, %zu on their last day\n", expired, on_request,
           on_their_day);
    assert_true(expired > 0);
    assert_true(on_request * 10 >= expired * 9 && on_their_day * 10 >= expired * 8);
}

static void rules_of_tomorrow_are_no_answer_today(void **state)
{
    (void)state;
    struct bpv_base_info info;
    bpv_base_describe(base, &info);
    for (uint32_t i = 0; i < info.passage_count; i += 3) {
        struct bpv_passage passage;
        assert_int_equal(bpv_passage_get(base, i, &passage, NULL), BPV_OK);
        if (passage.valid_from > 20000101)
            assert_false(found(passage.title, passage.id, (struct bpv_filters){.on = passage.valid_from - 1}));
    }
}

static void notices_come_whatever_the_ranking_says(void **state)
{
    (void)state;
    const struct bpv_notice *notices;
    size_t count = bpv_base_notices(base, &notices);
    assert_true(count > 0);
    for (size_t i = 0; i < count; i++)
        for (size_t j = 0; j < notices[i].word_count; j++) {
            char text[512];
            snprintf(text, sizeof text, "qwxz %.*s zqwx", (int)notices[i].words[j].length, notices[i].words[j].start);
            struct bpv_answer answer;
            ask(searcher, (struct bpv_text){text, strlen(text)}, NULL, 1, 0, &answer);
            bool there = false;
            for (size_t k = 0; k < answer.notice_count; k++)
                there |= answer.notices[k] == &notices[i];
            if (!there)
                fail_msg("no notice for: %s", text);
            bpv_answer_release(&answer);
        }
    struct bpv_answer answer;
    ask(searcher, (struct bpv_text)TEXT("wie tekent de praktijkovereenkomst"), NULL, 1, 0, &answer);
    assert_int_equal(answer.notice_count, 0);
    bpv_answer_release(&answer);
}

static void typing_errors_are_mended_and_said(void **state)
{
    (void)state;
    struct bpv_answer answer;
    ask(searcher, (struct bpv_text)TEXT("wie tekent de praktijkoverenkomst"), NULL, 3, 0, &answer);
    assert_true(answer.answered);
    assert_true(same_text(answer.corrected, (struct bpv_text)TEXT("wie tekent de praktijkovereenkomst")));
    bpv_answer_release(&answer);
    ask(searcher, (struct bpv_text)TEXT("wie tekent de praktijkovereenkomst"), NULL, 3, 0, &answer);
    assert_int_equal(answer.corrected.length, 0);
    bpv_answer_release(&answer);
}

static void what_is_not_covered_is_named(void **state)
{
    (void)state;
    struct bpv_answer answer;
    ask(searcher, (struct bpv_text)TEXT("Is een stagevergoeding verplicht in Zimbabwe?"), NULL, 3, 0, &answer);
    bool named = false;
    for (size_t i = 0; i < answer.uncovered_count; i++)
        named |= same_text(answer.uncovered[i], (struct bpv_text)TEXT("Zimbabwe"));
    assert_true(named);
    bpv_answer_release(&answer);
}

static void a_word_of_the_corpus_is_not_called_missing(void **state)
{
    (void)state;
    struct bpv_answer answer;
    ask(searcher, (struct bpv_text)TEXT("mag een stagiair alcohol drinken in Zimbabwe"), NULL, 3, 0, &answer);
    assert_false(answer.answered);
    assert_true(answer.uncovered_count > 0);
    for (size_t i = 0; i < answer.uncovered_count; i++)
        assert_false(same_text(answer.uncovered[i], (struct bpv_text)TEXT("stagiair")));
    bpv_answer_release(&answer);
}

/* What needs the sentence before it, or asks, is no short answer. */
static void the_short_answer_stands_by_itself(void **state)
{
    (void)state;
    struct bpv_passage passages[SMALL_PASSAGES];
    memcpy(passages, small_passages, sizeof passages);
    passages[0].text = (struct bpv_text)TEXT("De school, de student en het leerbedrijf tekenen samen. "
                                             "Tekent een kenniscentrum de oude overeenkomst mee? "
                                             "Lees wie voor het kenniscentrum de oude overeenkomst tekent. "
                                             "Tot en met 2015 moest een kenniscentrum de oude overeenkomst tekenen.");
    struct small_index small;
    struct bpv_base *small_base = NULL;
    struct bpv_searcher *small_searcher = NULL;
    struct bpv_answer answer;
    small_index_make(&small, small_settings(), passages, SMALL_PASSAGES);
    const char *path = small.path;
    assert_int_equal(bpv_base_open(&path, 1, &small_base, NULL), BPV_OK);
    assert_int_equal(bpv_searcher_open(small_base, &small_searcher, NULL), BPV_OK);
    ask(small_searcher, (struct bpv_text)TEXT("Tekent een kenniscentrum de oude overeenkomst?"), NULL, 10, 0, &answer);
    assert_true(answer.answered);
    assert_true(same_text(answer.hits[0].passage.id, passages[0].id));
    assert_int_equal(answer.hits[0].short_answer.start, 0);
    bpv_answer_release(&answer);
    bpv_searcher_close(small_searcher);
    bpv_base_close(small_base);
    small_index_remove(&small);
}

static void no_answer_shows_where_to_look(void **state)
{
    (void)state;
    struct bpv_answer answer;
    ask(searcher, (struct bpv_text)TEXT("hoe laat gaat de trein naar Parijs"), NULL, 10, 0, &answer);
    assert_false(answer.answered);
    assert_int_equal(answer.total, 0);
    assert_sound(&answer);
    bpv_answer_release(&answer);
    ask(searcher, (struct bpv_text){"", 0}, NULL, 10, 0, &answer);
    assert_false(answer.answered);
    bpv_answer_release(&answer);
}

static void bad_questions_are_refused(void **state)
{
    (void)state;
    struct bpv_answer answer;
    struct bpv_error error;
    struct bpv_question question = {.text = {"\xFF", 1}, .limit = 10};
    assert_int_equal(bpv_ask(searcher, &question, &answer, &error), BPV_INVALID);
    assert_true(error.text[0] && !answer.memory);
    question = (struct bpv_question){.text = TEXT("stage"), .limit = BPV_ANSWERS_LIMIT_MAX + 1};
    assert_int_equal(bpv_ask(searcher, &question, &answer, &error), BPV_INVALID);
    struct bpv_base_info info;
    bpv_base_describe(base, &info);
    assert_int_equal(bpv_similar(searcher, info.passage_count, 5, &answer, &error), BPV_NOT_FOUND);
    bpv_answer_release(&answer);
}

static void the_same_question_gives_the_same_answer(void **state)
{
    (void)state;
    struct bpv_answer one, two;
    struct bpv_text text = TEXT("mag mijn student van 17 tot elf uur 's avonds werken");
    ask(searcher, text, NULL, 20, 0, &one);
    ask(searcher, text, NULL, 20, 0, &two);
    assert_true(one.answered && one.hit_count == two.hit_count);
    for (size_t i = 0; i < one.hit_count; i++) {
        assert_true(same_text(one.hits[i].passage.id, two.hits[i].passage.id));
        assert_memory_equal(&one.hits[i].score, &two.hits[i].score, sizeof one.hits[i].score);
    }
    bpv_answer_release(&one);
    bpv_answer_release(&two);
}

static void similar_passages_leave_out_the_one_asked(void **state)
{
    (void)state;
    struct bpv_base_info info;
    bpv_base_describe(base, &info);
    for (uint32_t i = 0; i < info.passage_count; i += 17) {
        struct bpv_answer answer;
        struct bpv_passage passage;
        assert_int_equal(bpv_passage_get(base, i, &passage, NULL), BPV_OK);
        assert_int_equal(bpv_similar(searcher, i, 5, &answer, NULL), BPV_OK);
        assert_true(answer.hit_count <= 5);
        assert_false(among_hits(&answer, passage.id));
        bpv_answer_release(&answer);
    }
}

/* Two passages with the same text under two ids: one answer. */
static void doubles_are_merged(void **state)
{
    (void)state;
    uint32_t totals[2];
    for (int twice = 0; twice < 2; twice++) {
        struct bpv_passage passages[SMALL_PASSAGES + 1];
        memcpy(passages, small_passages, sizeof small_passages);
        passages[SMALL_PASSAGES] = small_passages[0];
        passages[SMALL_PASSAGES].id = (struct bpv_text)TEXT("pok-nog-eens");
        passages[SMALL_PASSAGES].path = (struct bpv_text)TEXT("3/kopie.md");
        passages[SMALL_PASSAGES].alias_count = 0;
        struct small_index small;
        struct bpv_base *small_base;
        struct bpv_searcher *small_searcher;
        struct bpv_answer answer;
        small_index_make(&small, small_settings(), passages, SMALL_PASSAGES + (size_t)twice);
        const char *path = small.path;
        assert_int_equal(bpv_base_open(&path, 1, &small_base, NULL), BPV_OK);
        assert_int_equal(bpv_searcher_open(small_base, &small_searcher, NULL), BPV_OK);
        ask(small_searcher, (struct bpv_text)TEXT("Wie tekent de praktijkovereenkomst?"), NULL, 10, 0, &answer);
        totals[twice] = answer.total;
        assert_true(answer.answered);
        assert_true(same_text(answer.hits[0].passage.id, passages[0].id));
        assert_false(among_hits(&answer, passages[SMALL_PASSAGES].id));
        bpv_answer_release(&answer);
        bpv_searcher_close(small_searcher);
        bpv_base_close(small_base);
        small_index_remove(&small);
    }
    assert_int_equal(totals[0], totals[1]);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(pages_are_slices_of_one_list),
        cmocka_unit_test(facets_count_every_answer_once),
        cmocka_unit_test(values_of_one_field_are_or),
        cmocka_unit_test(fields_are_and),
        cmocka_unit_test(themes_phases_and_audiences_filter),
        cmocka_unit_test(at_most_three_of_a_file_come_first),
        cmocka_unit_test(expired_passages_come_on_request_only),
        cmocka_unit_test(rules_of_tomorrow_are_no_answer_today),
        cmocka_unit_test(notices_come_whatever_the_ranking_says),
        cmocka_unit_test(typing_errors_are_mended_and_said),
        cmocka_unit_test(what_is_not_covered_is_named),
        cmocka_unit_test(a_word_of_the_corpus_is_not_called_missing),
        cmocka_unit_test(the_short_answer_stands_by_itself),
        cmocka_unit_test(no_answer_shows_where_to_look),
        cmocka_unit_test(bad_questions_are_refused),
        cmocka_unit_test(the_same_question_gives_the_same_answer),
        cmocka_unit_test(similar_passages_leave_out_the_one_asked),
        cmocka_unit_test(doubles_are_merged),
    };
    cmocka_set_message_output(CM_OUTPUT_TAP);
    return cmocka_run_group_tests(tests, open_real_base, close_real_base);
}
