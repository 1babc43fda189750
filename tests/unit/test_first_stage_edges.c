/* The first stage where an index or a question is out of the ordinary: no variants, very many, no texts, one passage,
 * all passages alike, questions as long and as strange as they can be. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>
#include <math.h>
#include <pthread.h>

#include "made_corpus.h"

enum { MANY = 6000, HEAVY = 1200, VARIANTS = BPV_LIST_MAX, BOTH = 500 };

struct edge {
    struct made_corpus corpus;
    struct small_index index;
    struct opened opened;
};

static void begin_edge(struct edge *edge, size_t count)
{
    made_corpus_init(&edge->corpus, count);
}

static void open_edge(struct edge *edge)
{
    const struct index_settings settings = {.taxonomy = &small_taxonomy, .built = TEXT("2026-11-22T10:00:00Z")};
    const char *path = edge->index.path;
    small_index_make(&edge->index, settings, edge->corpus.passages, edge->corpus.count);
    made_open(&edge->opened, &path, 1);
}

static void end_edge(struct edge *edge)
{
    made_close(&edge->opened);
    small_index_remove(&edge->index);
    made_corpus_release(&edge->corpus);
}

/* All that a question of whatever kind may expect; returns how many there were. */
static uint32_t ask_any(struct edge *edge, struct bpv_text text)
{
    struct bpv_question question = {.text = text, .limit = BPV_ANSWERS_LIMIT_MAX, .explain = true};
    struct bpv_answer answer;
    ask(&edge->opened, question, &answer);
    for (size_t i = 0; i < answer.hit_count; i++) {
        assert_true(isfinite(answer.hits[i].score));
        assert_true(answer.hits[i].confidence >= 0 && answer.hits[i].confidence <= 1);
        assert_true(answer.hits[i].passage.number < edge->corpus.count);
    }
    uint32_t total = answer.total;
    bpv_answer_release(&answer);
    return total;
}

/* Thousands have one of two words in their first sentence; those that have both further on are the better answers. */
static void passages_without_variants(void **state)
{
    (void)state;
    struct edge edge;
    size_t answered;
    begin_edge(&edge, MANY);
    for (size_t i = 0; i < MANY; i++) {
        char text[MADE_TEXT_BYTES];
        struct bpv_passage *passage = &edge.corpus.passages[i];
        passage->question_count = 0;
        const char *lead = i % 2 ? "Van zilver. " : "", *end = i % 3 ? "" : " Van koper.";
        if (i % BOTH == BOTH - 1) {
            lead = "";
            end = " Een stuk koper. Een stuk zilver.";
        }
        snprintf(text, sizeof text, "%s%.*s Een gelegenheid.%s", lead, (int)passage->text.length, passage->text.start,
                 i % 6 == 3 ? "" : end);
        passage->text = made_text(&edge.corpus, text);
    }
    open_edge(&edge);
    bool found;
    double mean = mean_overlap(&edge.corpus, &edge.opened, &answered);
    double both = overlap(&edge.opened, string("zilver koper"), &found);
    printf("# without variants: overlap %.4f over %zu questions, %.4f of two words\n", mean, answered, both);
    assert_true(answered >= QUESTIONS / 2);
    assert_true(mean >= 0.97);
    assert_true(found && both >= 0.97);
    end_edge(&edge);
}

/* More variants than fit in a block of passages. */
static void passages_with_64_variants(void **state)
{
    (void)state;
    struct edge edge;
    size_t answered;
    begin_edge(&edge, HEAVY);
    for (size_t i = 0; i < HEAVY; i++) {
        struct bpv_passage *passage = &edge.corpus.passages[i];
        for (size_t v = 1; v < VARIANTS; v++) /* of others: a subject of its own each time */
            passage->questions[v] = edge.corpus.passages[(i * 31 + v * 17) % HEAVY].title;
        passage->question_count = VARIANTS;
    }
    open_edge(&edge);
    double mean = mean_overlap(&edge.corpus, &edge.opened, &answered);
    printf("# 64 variants: overlap %.4f over %zu questions\n", mean, answered);
    assert_true(answered >= QUESTIONS / 2);
    assert_true(mean >= 0.97);
    end_edge(&edge);
}

static void passages_without_text(void **state)
{
    (void)state;
    struct edge edge;
    size_t answered;
    begin_edge(&edge, MANY);
    for (size_t i = 0; i < MANY; i++)
        edge.corpus.passages[i].text = (struct bpv_text){"", 0};
    open_edge(&edge);
    double mean = mean_overlap(&edge.corpus, &edge.opened, &answered);
    printf("# without text: overlap %.4f over %zu questions\n", mean, answered);
    assert_true(mean >= 0.97);
    end_edge(&edge);
}

/* Every passage is the same but for its id: which are kept does not matter, that they are answers does. */
static void passages_that_are_all_alike(void **state)
{
    (void)state;
    struct edge edge;
    begin_edge(&edge, MANY);
    struct bpv_passage *passages = edge.corpus.passages;
    for (size_t i = 1; i < MANY; i++) {
        struct bpv_text id = passages[i].id;
        passages[i] = passages[0];
        passages[i].id = passages[i].path = id;
    }
    open_edge(&edge);
    assert_int_equal(ask_any(&edge, passages[0].questions[0]), 1); /* doubles are left out */
    assert_int_equal(ask_any(&edge, passages[0].title), 1);
    end_edge(&edge);
}

static void an_index_of_one_passage(void **state)
{
    (void)state;
    struct edge edge;
    begin_edge(&edge, 1);
    open_edge(&edge);
    assert_int_equal(ask_any(&edge, edge.corpus.passages[0].title), 1);
    ask_any(&edge, edge.corpus.passages[0].questions[0]);
    assert_int_equal(ask_any(&edge, string("zwaluw")), 0);
    assert_int_equal(ask_any(&edge, string("de het een")), 0);
    end_edge(&edge);
}

static void questions_of_any_kind(void **state)
{
    (void)state;
    struct edge edge;
    char text[BPV_QUESTION_MAX + 64];
    begin_edge(&edge, MANY);
    open_edge(&edge);
    edge.corpus.state = 3;
    for (size_t round = 0; round < 60; round++) {
        size_t length = 0;
        while (length + 16 < BPV_QUESTION_MAX) {
            const char *word = made_pick(&edge.corpus, round % 2 ? made_below(&edge.corpus, MADE_SUBJECTS) : round / 2);
            static const char *const between[] = {" ", ". ", "? ", "", "-", "\" \""};
            length += (size_t)snprintf(text + length, 16, "%s%s", word, between[round % 6]);
        }
        ask_any(&edge, (struct bpv_text){text, length});
    }
    static const char *const strange[] = {
        "?", "\"\"", "0", "-1 +2 NOT AND OR", "P M1 XU XD Q", "a b c d e f g h i j k"};
    for (size_t i = 0; i < sizeof strange / sizeof *strange; i++)
        ask_any(&edge, string(strange[i]));
    end_edge(&edge);
}

/* ---- Threads ---- */

enum { THREADS = 4 };

struct asking { /* a searcher of its own, on a base that all share */
    struct opened opened;
    uint64_t sum; /* of what was found */
};

static void *ask_many(void *context)
{
    struct asking *asking = context;
    struct made_corpus words = {.state = 5};
    char list[MADE_WORDS][MADE_WORD_BYTES];
    words.words = list;
    for (size_t i = 0; i < MADE_WORDS; i++)
        made_word(i, list[i]);
    for (size_t i = 0; i < QUESTIONS; i++) {
        char text[MADE_TEXT_BYTES];
        struct bpv_question question = first_ten(question_of(&words, i, text));
        struct bpv_answer answer;
        question.filters.on = TODAY;
        if (bpv_ask(asking->opened.searcher, &question, &answer, NULL) != BPV_OK)
            return NULL;
        for (size_t j = 0; j < answer.hit_count; j++)
            asking->sum = asking->sum * 31 + answer.hits[j].passage.number + answer.total;
        bpv_answer_release(&answer);
    }
    return asking;
}

static void searchers_of_several_threads_find_the_same(void **state)
{
    (void)state;
    struct edge edge;
    struct asking asking[THREADS] = {{.sum = 0}};
    pthread_t threads[THREADS];
    begin_edge(&edge, MANY);
    open_edge(&edge);
    for (size_t i = 0; i < THREADS; i++) {
        asking[i].opened.base = edge.opened.base;
        assert_int_equal(bpv_searcher_open(edge.opened.base, &asking[i].opened.searcher, NULL), BPV_OK);
        assert_int_equal(pthread_create(&threads[i], NULL, ask_many, &asking[i]), 0);
    }
    for (size_t i = 0; i < THREADS; i++) {
        void *done;
        assert_int_equal(pthread_join(threads[i], &done), 0);
        assert_non_null(done);
        assert_true(asking[i].sum && asking[i].sum == asking[0].sum);
        bpv_searcher_close(asking[i].opened.searcher);
    }
    end_edge(&edge);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(passages_without_variants), cmocka_unit_test(passages_with_64_variants),
        cmocka_unit_test(passages_without_text),     cmocka_unit_test(passages_that_are_all_alike),
        cmocka_unit_test(an_index_of_one_passage),   cmocka_unit_test(questions_of_any_kind),
        cmocka_unit_test(searchers_of_several_threads_find_the_same),
    };
    cmocka_set_message_output(CM_OUTPUT_TAP);
    return cmocka_run_group_tests(tests, NULL, NULL);
}
