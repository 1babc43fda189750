/* theme_tagger: learns from a few passages, respects the taxonomy, gives the same outcome each time. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>
#include <string.h>

#include "../../indexer/tagger_check.h"
#include "../../indexer/theme_tagger.h"

static struct bpv_taxonomy taxonomy;

static int setup(void **state)
{
    (void)state;
    taxonomy = (struct bpv_taxonomy){.module_count = 2, .theme_count = 3, .phase_count = 2};
    taxonomy.modules[0] =
        (struct bpv_module){.number = 1, .name = text_of("Regels"), .description = text_of("De wet.")};
    taxonomy.modules[1] =
        (struct bpv_module){.number = 2, .name = text_of("Begeleiding"), .description = text_of("Gesprekken.")};
    taxonomy.themes[0] = (struct bpv_theme){.number = 1, .name = text_of("Regels"), .modules = 1u << 1};
    taxonomy.themes[1] = (struct bpv_theme){.number = 2, .name = text_of("Begeleiding"), .modules = 1u << 2};
    taxonomy.themes[2] = (struct bpv_theme){
        .number = 3, .name = text_of("Begeleiding extra"), .modules = 1u << 2, .audience = BPV_AUDIENCE_EXTRA};
    return 0;
}

static struct tagger_example example(const char *title, const char *text, unsigned module, unsigned theme,
                                     unsigned phase)
{
    return (struct tagger_example){.file_title = text_of("Bestand"),
                                   .title = text_of(title),
                                   .text = text_of(text),
                                   .module = module,
                                   .themes = 1u << theme,
                                   .phase = phase,
                                   .audience = theme == 3 ? BPV_AUDIENCE_EXTRA : BPV_AUDIENCE_ALLE};
}

static void learn(struct tagger_corpus **corpus, struct theme_tagger **tagger, struct tagger_example *examples,
                  size_t count)
{
    *corpus = tagger_corpus_create(examples, count, &taxonomy, NULL);
    *tagger = theme_tagger_learn(*corpus, NULL, NULL);
}

static void guesses_what_it_learnt(void **state)
{
    (void)state;
    struct tagger_example examples[] = {
        example("Wie tekent?", "Het contract heeft een handtekening nodig volgens artikel zeven.", 1, 1, 0),
        example("Welk artikel?", "Het artikel over het contract noemt de handtekening.", 1, 1, 0),
        example("Een gesprek voeren", "Luister in het gesprek en vraag door, dan groeit vertrouwen.", 2, 2, 1),
        example("Vertrouwen", "Vertrouwen groeit als je in een gesprek luistert.", 2, 2, 1),
        example("Autisme", "Een student met autisme vraagt structuur in het gesprek.", 2, 3, 1),
        example("Structuur", "Geef structuur bij autisme en plan het gesprek.", 2, 3, 1)};
    struct tagger_text texts[] = {{text_of("Handtekening"), text_of("Zet je handtekening onder het contract.")},
                                  {text_of("Praten"), text_of("In een gesprek met autisme helpt structuur.")},
                                  {text_of(""), text_of("")}};
    struct tagger_corpus *corpus;
    struct theme_tagger *tagger;
    struct tagger_guess first[3], again[3];
    learn(&corpus, &tagger, examples, 6);
    memset(first, 0, sizeof first);
    memset(again, 0, sizeof again);
    theme_tagger_guess(tagger, text_of(""), texts, 3, 0, first);
    theme_tagger_guess(tagger, text_of(""), texts, 3, 0, again);
    assert_memory_equal(first, again, sizeof first);
    assert_int_equal(first[0].module, 1);
    assert_int_equal(first[0].themes, 1u << 1);
    assert_int_equal(first[1].module, 2);
    assert_int_equal(first[1].audience, BPV_AUDIENCE_EXTRA);
    assert_true(first[1].themes & 1u << 3);
    assert_int_equal(first[1].phase, 1);
    assert_true(first[0].module_confidence > 0.5 && first[0].module_confidence <= 1);
    theme_tagger_guess(tagger, text_of(""), texts, 3, 2, first);
    assert_int_equal(first[0].module, 2);
    assert_int_equal(first[0].themes & ~(1u << 2 | 1u << 3), 0);
    theme_tagger_free(tagger);
    tagger_corpus_free(corpus);
}

static void reads_the_words_of_the_taxonomy(void **state)
{
    (void)state;
    struct tagger_example examples[] = {example("Wie tekent?", "Het contract volgt een artikel.", 1, 1, 0),
                                        example("Gesprek", "Luister in het gesprek.", 2, 2, 1),
                                        example("Rust", "Geef rust in het gesprek.", 2, 3, 1)};
    struct tagger_text texts[] = {{text_of("Bijlage"), text_of("De verzekering dekt schade.")},
                                  {text_of("Bijlage"), text_of("Autisme vraagt een prikkelarme plek.")},
                                  {text_of("Module 2: Begeleiding"), text_of("Aandacht, en ook autisme.")}};
    struct tagger_corpus *corpus;
    struct theme_tagger *tagger;
    struct tagger_guess guesses[3];
    taxonomy.themes[0].words = text_of("verzekering, schade");
    taxonomy.themes[1].words = text_of("aandacht");
    taxonomy.themes[2].description = text_of("Begeleiding bij autisme.");
    taxonomy.themes[2].words = text_of("prikkels, prikkelarme plek");
    learn(&corpus, &tagger, examples, 3);
    for (size_t i = 0; i < 3; i++)
        theme_tagger_guess(tagger, text_of(""), &texts[i], 1, 0, &guesses[i]);
    assert_int_equal(guesses[0].module, 1);
    assert_int_equal(guesses[0].themes, 1u << 1);
    assert_int_equal(guesses[1].module, 2);
    assert_int_equal(guesses[1].themes, 1u << 3);
    assert_int_equal(guesses[1].audience, BPV_AUDIENCE_EXTRA);
    assert_int_equal(guesses[2].module, 2);
    assert_int_equal(guesses[2].themes, 1u << 2 | 1u << 3); /* the whole module: both themes are there */
    theme_tagger_free(tagger);
    tagger_corpus_free(corpus);
}

static void does_without_examples(void **state)
{
    (void)state;
    struct tagger_corpus *corpus;
    struct theme_tagger *tagger;
    struct tagger_guess guess;
    struct tagger_text text = {text_of("Regels"), text_of("De wet.")};
    learn(&corpus, &tagger, NULL, 0);
    theme_tagger_guess(tagger, text_of(""), &text, 1, 0, &guess);
    assert_true(guess.module == 1 || guess.module == 2);
    assert_int_not_equal(guess.themes, 0);
    theme_tagger_free(tagger);
    tagger_corpus_free(corpus);
    theme_tagger_free(NULL);
    tagger_corpus_free(NULL);
}

static void counts_f1(void **state)
{
    (void)state;
    struct tagger_score score = {.passages = 10};
    score.right[1] = 3;
    score.wrong[1] = 1;
    score.missed[1] = 1;
    score.missed[2] = 2;
    assert_true(tagger_theme_f1(&score, 1) > 0.749 && tagger_theme_f1(&score, 1) < 0.751);
    assert_true(tagger_macro_f1(&score, &taxonomy) > 0.374 && tagger_macro_f1(&score, &taxonomy) < 0.376);
}

int main(void)
{
    const struct CMUnitTest tests[] = {cmocka_unit_test_setup(guesses_what_it_learnt, setup),
                                       cmocka_unit_test_setup(reads_the_words_of_the_taxonomy, setup),
                                       cmocka_unit_test_setup(does_without_examples, setup),
                                       cmocka_unit_test_setup(counts_f1, setup)};
    cmocka_set_message_output(CM_OUTPUT_TAP);
    return cmocka_run_group_tests(tests, NULL, NULL);
}
