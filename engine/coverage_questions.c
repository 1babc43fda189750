#include <stdlib.h>
#include <string.h>

#include "coverage_parts.h"
#include "evaluation.h"
#include "text_buffer.h"

static const struct bpv_text none = {"", 0};

/* ---- Expected passages ---- */

/* The first passage that an expected id, alias or path (with or without ".md") names; NULL if there is none. */
static const struct coverage_passage *expected_passage(const struct coverage_work *work, struct bpv_text id)
{
    struct bpv_passage passage;
    if (bpv_passage_find(work->base, id, &passage, NULL) == BPV_OK)
        return &work->passages[passage.number];
    for (uint32_t i = 0; i < work->passage_count; i++) {
        struct bpv_text path = work->passages[i].path, bare = path;
        bare.length -= bare.length > 3 ? 3 : 0;
        if (text_equal(path, id) || text_equal(bare, id))
            return &work->passages[i];
    }
    return NULL;
}

static enum bpv_status check_expected(const struct coverage_work *work, const struct bpv_bank_question *question,
                                      struct bpv_error *error)
{
    for (size_t i = 0; i < question->expected_count; i++) {
        struct bpv_text id = question->expected[i];
        if (!expected_passage(work, id))
            return bpv_fail(
                error, BPV_INVALID,
                "de vraag \"%.*s\" verwacht de passage '%.*s', maar die is er niet; verbeter de vragenlijst",
                (int)(question->text.length < 120 ? question->text.length : 0), question->text.start,
                (int)(id.length < 120 ? id.length : 0), id.start);
    }
    return BPV_OK;
}

/* ---- One question ---- */

static enum coverage_answer judge_rank(bool answered, unsigned rank)
{
    if (!answered || rank == 0)
        return COVERAGE_ANSWER_NONE;
    if (rank == 1)
        return COVERAGE_ANSWER_FIRST;
    return rank <= BPV_COVERAGE_TOP ? COVERAGE_ANSWER_TOP : COVERAGE_ANSWER_WEAK;
}

/* A question of one's own list without expected passages: all there is to go by is how sure the answer is. */
static enum coverage_answer judge_confidence(const struct bpv_answer *answer)
{
    if (!answer->answered)
        return COVERAGE_ANSWER_NONE;
    return answer->confidence * 100 >= BPV_COVERAGE_SURE_PERCENT ? COVERAGE_ANSWER_FIRST : COVERAGE_ANSWER_WEAK;
}

static void keep_nearest(const struct bpv_answer *answer, struct coverage_question *asked)
{
    for (size_t i = 0; i < answer->hit_count && asked->nearest_count < BPV_COVERAGE_TOP; i++) {
        asked->nearest_titles[asked->nearest_count] = answer->hits[i].passage.title;
        asked->nearest[asked->nearest_count++] = answer->hits[i].passage.id;
    }
    for (size_t i = 0; i < answer->nearest_count && asked->nearest_count < BPV_COVERAGE_TOP; i++) {
        if (!answer->nearest[i].passage_id.length)
            continue;
        asked->nearest_titles[asked->nearest_count] = answer->nearest[i].passage_title;
        asked->nearest[asked->nearest_count++] = answer->nearest[i].passage_id;
    }
}

static void judge(const struct coverage_work *work, const struct bpv_answer *answer, struct coverage_question *asked)
{
    const struct bpv_bank_question *question = asked->question;
    asked->answered = answer->answered;
    asked->confidence = answer->confidence;
    for (size_t i = 0; i < answer->hit_count && !asked->rank; i++)
        if (evaluation_expected_place(question, &answer->hits[i].passage) >= 0)
            asked->rank = (unsigned)i + 1;
    if (question->expected_count)
        asked->answer = judge_rank(answer->answered, asked->rank);
    else if (work->options->own_questions)
        asked->answer = judge_confidence(answer);
    else
        asked->answer = answer->answered ? COVERAGE_ANSWER_WRONGLY : COVERAGE_ANSWER_REFUSED;
    keep_nearest(answer, asked);
}

/* The passage that the question belongs to: the expected one, or else what came first. */
static const struct coverage_passage *home_of(const struct coverage_work *work, const struct coverage_question *asked)
{
    if (asked->question->expected_count)
        return expected_passage(work, asked->question->expected[0]);
    if (work->options->own_questions && asked->nearest_count)
        return expected_passage(work, asked->nearest[0]);
    return NULL;
}

static void report(struct coverage *coverage, const struct coverage_question *asked)
{
    enum coverage_rule rule = asked->answer == COVERAGE_ANSWER_NONE      ? COVERAGE_UNANSWERED
                              : asked->answer == COVERAGE_ANSWER_WEAK    ? COVERAGE_WEAK
                              : asked->answer == COVERAGE_ANSWER_WRONGLY ? COVERAGE_WRONGLY_ANSWERED
                                                                         : COVERAGE_RULES;
    if (rule == COVERAGE_RULES)
        return;
    const struct bpv_bank_question *question = asked->question;
    struct text_buffer nearest = {0};
    for (size_t i = 0; i < asked->nearest_count; i++) {
        text_buffer_append_string(&nearest, i ? ", " : "");
        text_buffer_append_text(&nearest, asked->nearest[i]);
    }
    coverage_find(coverage, rule, NULL, question->id, none, "\"%.*s\"%s%.*s%s: %s; %s %s", (int)question->text.length,
                  question->text.start, question->user.length ? " (" : "", (int)question->user.length,
                  question->user.start, question->user.length ? ")" : "",
                  !asked->answered                       ? "geen antwoord"
                  : rule == COVERAGE_UNANSWERED          ? "wel antwoorden, niet de verwachte passage"
                  : rule == COVERAGE_WEAK && asked->rank ? "de verwachte passage staat te laag"
                  : rule == COVERAGE_WEAK                ? "onzeker antwoord"
                                                         : "antwoord, terwijl er geen hoort te zijn",
                  asked->answered ? "eerst komt" : "het dichtst bij", nearest.length ? nearest.data : "niets");
    text_buffer_release(&nearest);
}

/* ---- Tallies ---- */

static void add_to_tally(struct coverage_tally **tallies, size_t *count, unsigned number, struct bpv_text name,
                         enum coverage_answer answer)
{
    size_t i = 0;
    while (i < *count && ((*tallies)[i].number != number || !text_equal((*tallies)[i].name, name)))
        i++;
    if (i == *count) {
        *tallies = xrealloc(*tallies, (*count + 1) * sizeof **tallies);
        (*tallies)[(*count)++] = (struct coverage_tally){.number = number, .name = name};
    }
    (*tallies)[i].counts[answer]++;
}

static int by_number(const void *a, const void *b)
{
    const struct coverage_tally *left = a, *right = b;
    unsigned x = left->number - 1, y = right->number - 1; /* 0, no theme, comes last */
    return (x > y) - (x < y);
}

static void tally(struct coverage *coverage, const struct coverage_question *asked)
{
    const struct bpv_theme *theme = asked->theme ? bpv_taxonomy_theme(coverage->taxonomy, asked->theme) : NULL;
    const struct bpv_text no_theme = {"zonder thema", 12}, no_user = {"onbekend", 8};
    coverage->answers[asked->answer]++;
    add_to_tally(&coverage->by_theme, &coverage->by_theme_count, theme ? theme->number : 0,
                 theme ? theme->name : no_theme, asked->answer);
    add_to_tally(&coverage->by_user, &coverage->by_user_count, 0,
                 asked->question->user.length ? asked->question->user : no_user, asked->answer);
}

/* ---- The bank ---- */

static void mark_found(const struct bpv_answer *answer, bool *found)
{
    for (size_t i = 0; i < answer->hit_count && i < BPV_COVERAGE_TOP; i++)
        found[answer->hits[i].passage.number] = true;
}

static enum bpv_status ask(const struct coverage_work *work, struct bpv_text text, size_t limit,
                           struct bpv_answer *answer, struct bpv_error *error)
{
    const struct coverage_options *options = work->options;
    *answer = (struct bpv_answer){.answered = false};
    if (options->stopped && options->stopped(options->context))
        return bpv_fail(error, BPV_INTERNAL, "het bepalen van de dekking is afgebroken; vraag haar opnieuw");
    struct bpv_question question = {.text = text, .limit = limit, .filters = {.on = work->coverage->on}};
    return bpv_ask(work->searcher, &question, answer, error);
}

static enum bpv_status ask_bank(struct coverage_work *work, const struct bpv_bank_question *questions, bool *found,
                                struct bpv_error *error)
{
    struct coverage *coverage = work->coverage;
    for (size_t i = 0; i < coverage->question_count; i++) {
        struct coverage_question *asked = &coverage->questions[i];
        struct bpv_answer answer;
        asked->question = &questions[i];
        enum bpv_status status = check_expected(work, &questions[i], error);
        if (status == BPV_OK)
            status = ask(work, questions[i].text, EVALUATION_DEPTH, &answer, error);
        if (status != BPV_OK)
            return status;
        judge(work, &answer, asked);
        mark_found(&answer, found);
        bpv_answer_release(&answer);
        const struct coverage_passage *home = home_of(work, asked);
        if (home) {
            asked->theme = home->themes ? (unsigned)__builtin_ctz(home->themes) : 0;
            asked->module = home->module;
            coverage_count_question(coverage, home,
                                    asked->answer == COVERAGE_ANSWER_FIRST || asked->answer == COVERAGE_ANSWER_TOP);
        }
        tally(coverage, asked);
        report(coverage, asked);
    }
    if (coverage->by_theme_count)
        qsort(coverage->by_theme, coverage->by_theme_count, sizeof *coverage->by_theme, by_number);
    return BPV_OK;
}

/* ---- Orphans ---- */

static enum bpv_status ask_text(const struct coverage_work *work, struct bpv_text text, bool *found,
                                struct bpv_error *error)
{
    struct bpv_answer answer;
    enum bpv_status status = ask(work, text, BPV_COVERAGE_TOP, &answer, error);
    if (status != BPV_OK)
        return status;
    mark_found(&answer, found);
    bpv_answer_release(&answer);
    return BPV_OK;
}

/* Asks for the passage by its heading, then by its own question variants, until it is found. */
static enum bpv_status look_for(struct coverage_work *work, uint32_t number, bool *found, struct bpv_error *error)
{
    struct bpv_passage passage;
    enum bpv_status status = bpv_passage_get(work->base, number, &passage, error);
    if (status == BPV_OK)
        status = ask_text(work, passage.title, found, error);
    for (size_t i = 0; status == BPV_OK && i < passage.question_count && !found[number]; i++)
        status = ask_text(work, passage.questions[i], found, error);
    if (status == BPV_OK && !found[number])
        coverage_find(
            work->coverage, COVERAGE_ORPHAN, &work->passages[number], passage.id, none,
            "\"%.*s\": geen vraag uit de vragenbank, kop of eigen vraag geeft haar in de eerste drie antwoorden",
            (int)passage.title.length, passage.title.start);
    return status;
}

enum bpv_status coverage_questions(struct coverage_work *work, struct bpv_error *error)
{
    struct coverage *coverage = work->coverage;
    const struct bpv_bank_question *questions = work->options->questions;
    coverage->question_count = work->options->question_count;
    if (!work->options->own_questions)
        coverage->question_count = bpv_base_questions(work->base, &questions);
    coverage->questions = xcalloc(coverage->question_count, sizeof *coverage->questions);
    bool *found = xcalloc(work->passage_count, sizeof *found);
    enum bpv_status status = ask_bank(work, questions, found, error);
    for (uint32_t i = 0; status == BPV_OK && i < work->passage_count; i++)
        if (work->passages[i].valid && !found[i])
            status = look_for(work, i, found, error);
    free(found);
    return status;
}
