/* relevance: what the ranking promises on the real corpus, mechanism by mechanism. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>

#include "../../engine/searcher.h"
#include "real_base.h"

static struct bpv_answer ask(const char *text)
{
    struct bpv_answer answer;
    struct bpv_question question = {.text = {text, strlen(text)}, .limit = 10, .filters = {.on = TODAY}};
    assert_int_equal(bpv_ask(searcher, &question, &answer, NULL), BPV_OK);
    return answer;
}

static struct bpv_text text_of(const char *string)
{
    return (struct bpv_text){string, strlen(string)};
}

static void expect_first(const char *question, const char *id)
{
    struct bpv_answer answer = ask(question);
    if (!answer.answered || !same_text(answer.hits[0].passage.id, text_of(id)))
        fail_msg("%s: %.*s, not %s", question, answer.answered ? (int)answer.hits[0].passage.id.length : 4,
                 answer.answered ? answer.hits[0].passage.id.start : "geen", id);
    bpv_answer_release(&answer);
}

static void a_rule_for_another_age_does_not_come_first(void **state)
{
    (void)state;
    expect_first("hij is 19, mag hij nachtdienst draaien", "arbeidstijden-vanaf-18");
    expect_first("stagiair van 15 mag die werken in de avond", "arbeidstijden-jonger-dan-16");
    expect_first("student van 20 verzuimt 16 uur", "verzuim-16-uur-18-plus");
    expect_first("student van 17 verzuimt 16 uur", "verzuim-16-uur-onder-18");
}

static void bare_subjects_of_the_corpus_are_answered(void **state)
{
    (void)state;
    static const char *const subjects[] = {"bpv",       "begeleiding", "student begeleiden",
                                           "\"stage\"", "examen",      "keuzedeel"};
    for (size_t i = 0; i < sizeof subjects / sizeof subjects[0]; i++) {
        struct bpv_answer answer = ask(subjects[i]);
        if (!answer.answered)
            fail_msg("%s: no answer", subjects[i]);
        bpv_answer_release(&answer);
    }
    static const char *const others[] = {"docent salaris", "stage biljarten", "kamerplant"};
    for (size_t i = 0; i < sizeof others / sizeof others[0]; i++) {
        struct bpv_answer answer = ask(others[i]);
        if (answer.answered)
            fail_msg("%s: %.*s", others[i], (int)answer.hits[0].passage.id.length, answer.hits[0].passage.id.start);
        bpv_answer_release(&answer);
    }
}

/* The story around a question neither hides its answer nor makes the program less sure of it. */
static void a_mail_is_as_sure_as_its_best_sentence(void **state)
{
    (void)state;
    const char *mail =
        "Goedemorgen, sinds september werk ik bij jullie op de afdeling en het bevalt goed. Mijn buurvrouw bracht "
        "gisteren taart mee voor iedereen. Wie ondertekent de praktijkovereenkomst van een student? Groet, Anja";
    struct bpv_answer bare = ask("Wie ondertekent de praktijkovereenkomst van een student?"), told = ask(mail);
    assert_true(bare.answered && told.answered);
    assert_true(same_text(bare.hits[0].passage.id, told.hits[0].passage.id));
    assert_true(told.confidence >= bare.confidence - 0.01);
    bpv_answer_release(&bare);
    bpv_answer_release(&told);
}

/* Words that the vocabulary reads as an expression may be meant as they are. */
static void who_does_what_is_answered(void **state)
{
    (void)state;
    static const struct {
        const char *question, *id;
    } cases[] = {{"Wat doet een jobcoach?", "jobcoach-wat-doet"},
                 {"wat doet een praktijkopleider", "begeleiden-praktijkopleider-taken"},
                 {"Wat doet een transitiebegeleider?", "begrip-transitiebegeleider"}};
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        struct bpv_answer answer = ask(cases[i].question);
        if (!answer.answered || !same_text(answer.hits[0].passage.id, text_of(cases[i].id)))
            fail_msg("%s: not %s", cases[i].question, cases[i].id);
        bpv_answer_release(&answer);
    }
}

static float latent_of(const char *question, const char *id)
{
    struct arena arena = {NULL};
    struct query query;
    struct judgement judgement;
    struct bpv_passage passage;
    assert_int_equal(bpv_passage_find(base, text_of(id), &passage, NULL), BPV_OK);
    question_analyze(base, text_of(question), &arena, &query);
    ranking_prepare(searcher->ranking, &query);
    ranking_judge(searcher->ranking, passage.number, &judgement);
    arena_release(&arena);
    return judgement.features[FEATURE_latent];
}

static void the_latent_space_knows_subjects(void **state)
{
    (void)state;
    assert_true(latent_of("handtekening contract", "pok-wie-tekent") >
                latent_of("handtekening contract", "arbo-ongeval-melden"));
    assert_true(latent_of("ongeluk met een machine", "arbo-ongeval-melden") >
                latent_of("ongeluk met een machine", "pok-wie-tekent"));
    assert_true(latent_of("xqzwv", "pok-wie-tekent") <= 0);
}

static void verb_forms_and_slips_are_read(void **state)
{
    (void)state;
    static const struct {
        const char *question, *stem;
    } cases[] = {{"melde", "melden"}, {"komme", "komen"}, {"stopen", "stoppen"}};
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        struct arena arena = {NULL};
        struct query query;
        bool found = false;
        question_analyze(base, text_of(cases[i].question), &arena, &query);
        for (size_t a = 0; query.count && a < query.concepts[0].count; a++)
            found |= same_text(query.concepts[0].alternatives[a].stem, text_of(cases[i].stem));
        if (!found)
            fail_msg("%s: not %s", cases[i].question, cases[i].stem);
        arena_release(&arena);
    }
}

static void sentences_are_told_apart(void **state)
{
    (void)state;
    struct bpv_text sentences[2];
    assert_int_equal(question_sentences(text_of("Een. Twee? Drie"), sentences, 2), 3);
    assert_true(same_text(sentences[0], text_of("Een.")));
    assert_true(same_text(sentences[1], text_of(" Twee?")));
    assert_int_equal(question_sentences(text_of("art. 7.2.8"), sentences, 2), 2);
    assert_int_equal(question_sentences(text_of(""), sentences, 2), 0);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_rule_for_another_age_does_not_come_first),
        cmocka_unit_test(bare_subjects_of_the_corpus_are_answered),
        cmocka_unit_test(a_mail_is_as_sure_as_its_best_sentence),
        cmocka_unit_test(who_does_what_is_answered),
        cmocka_unit_test(the_latent_space_knows_subjects),
        cmocka_unit_test(verb_forms_and_slips_are_read),
        cmocka_unit_test(sentences_are_told_apart),
    };
    return cmocka_run_group_tests(tests, open_real_base, close_real_base);
}
