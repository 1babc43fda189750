/*
 * A file of questions, one per line. Input: its bytes.
 * Promises: every text lies in the file, questions are not empty and of a bounded length, what is refused is said with
 * its line.
 */
#include "fuzz.h"

#include "question_list.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    struct bpv_text bytes = {size ? (const char *)data : "", size};
    struct question_list list = {0};
    struct bpv_error error = {0};
    enum bpv_status status = question_list_parse(bytes, &list, &error);
    fuzz_require(status == BPV_OK || (error.status == status && strlen(error.text) > 10));
    fuzz_require(status != BPV_OK || fuzz_utf8(bytes));
    for (size_t i = 0; status == BPV_OK && i < list.count; i++) {
        const struct bpv_bank_question *question = &list.questions[i];
        fuzz_require(question->text.length > 0 && question->text.length <= 8 * BPV_QUESTION_MAX);
        fuzz_require(fuzz_inside(question->text, bytes) && fuzz_inside(question->user, bytes) &&
                     fuzz_inside(question->style, bytes));
        fuzz_require(fuzz_inside(question->id, bytes));
        for (size_t j = 0; j < question->expected_count; j++)
            fuzz_require(question->expected[j].length > 0 && fuzz_inside(question->expected[j], bytes));
    }
    question_list_release(&list);
    return 0;
}
