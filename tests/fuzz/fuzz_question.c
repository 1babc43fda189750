/*
 * A question to a small index. Input: nine bytes of filters and page, then the question.
 * Promises: see fuzz_require_answer; a question that is not UTF-8 or too long is refused with a text; totals and facets
 * do not depend on the page.
 */
#include "fuzz_base.h"

static struct bpv_base *base;
static struct bpv_searcher *searcher;

static void close_base(void)
{
    bpv_searcher_close(searcher);
    bpv_base_close(base);
}

static void open_base(void)
{
    struct bpv_error error = {0};
    const char *path = fuzz_base_path();
    setenv("BPV_TODAY", "2026-11-22", 1);
    if (bpv_base_open(&path, 1, &base, &error) != BPV_OK || bpv_searcher_open(base, &searcher, &error) != BPV_OK)
        fuzz_failed(__FILE__, __LINE__, error.text);
    atexit(close_base);
}

/* The same question for another page, or with other filters of the same kind, finds the same passages. */
static void require_same_total(const struct bpv_question *question, const struct bpv_answer *answer)
{
    struct bpv_question counting = *question;
    struct bpv_answer count;
    counting.limit = counting.offset = 0;
    counting.explain = false;
    fuzz_require(bpv_ask(searcher, &counting, &count, NULL) == BPV_OK);
    fuzz_require(count.total == answer->total && count.hit_count == 0);
    fuzz_require(memcmp(&count.facets, &answer->facets, sizeof count.facets) == 0);
    bpv_answer_release(&count);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    struct fuzz_input input = {data, size};
    static const bpv_date days[] = {0, 20261122, 20260101, 20270601, 19990101, 99991231, 20251231, 20270101};
    struct bpv_question question = {.limit = fuzz_byte(&input) % (BPV_ANSWERS_LIMIT_MAX + 1),
                                    .offset = fuzz_byte(&input) % 16,
                                    .filters = {.modules = fuzz_byte(&input) & 6,
                                                .themes = fuzz_byte(&input) & 6,
                                                .roles = fuzz_byte(&input) & 3,
                                                .phases = fuzz_byte(&input) & 3,
                                                .audiences = fuzz_byte(&input) & 3,
                                                .forces = fuzz_byte(&input) & 15}};
    uint8_t choice = fuzz_byte(&input);
    question.filters.on = days[choice & 7];
    question.filters.expired = choice & 8;
    question.explain = choice & 16;
    question.text = fuzz_rest(&input);
    if (!base)
        open_base();
    struct bpv_answer answer;
    struct bpv_error error = {0};
    enum bpv_status status = bpv_ask(searcher, &question, &answer, &error);
    if (status != BPV_OK) {
        fuzz_require(status == BPV_INVALID || status == BPV_TOO_LARGE);
        fuzz_require(error.status == status && strlen(error.text) > 10 &&
                     fuzz_utf8((struct bpv_text){error.text, strlen(error.text)}));
        fuzz_require(answer.hit_count == 0 && !answer.answered);
        return 0;
    }
    fuzz_require(fuzz_utf8(question.text) && question.text.length <= BPV_QUESTION_MAX);
    fuzz_require_answer(base, &question, &answer, true);
    require_same_total(&question, &answer);
    bpv_answer_release(&answer);
    fuzz_use_base(base, searcher, question.text, true);
    return 0;
}
