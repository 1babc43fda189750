#include "question_list.h"

#include <stdlib.h>
#include <string.h>

#include "text_buffer.h"
#include "utf8.h"

#define COLUMNS 6

static struct bpv_text trimmed(const char *start, const char *end)
{
    while (start < end && (*start == ' ' || *start == '\r'))
        start++;
    while (end > start && (end[-1] == ' ' || end[-1] == '\r'))
        end--;
    return (struct bpv_text){start, (size_t)(end - start)};
}

static struct bpv_text *split_ids(struct bpv_text ids, size_t *count)
{
    *count = 0;
    struct bpv_text *items = xcalloc(ids.length / 2 + 1, sizeof *items);
    const char *at = ids.start, *end = at + ids.length;
    while (at < end) {
        const char *stop = at;
        while (stop < end && *stop != ' ' && *stop != ',')
            stop++;
        if (stop > at)
            items[(*count)++] = (struct bpv_text){at, (size_t)(stop - at)};
        at = stop + 1;
    }
    return items;
}

static void add_line(struct question_list *list, const char *at, const char *end)
{
    struct bpv_text columns[COLUMNS] = {{"", 0}, {"", 0}, {"", 0}, {"", 0}, {"", 0}, {"", 0}};
    for (size_t i = 0; i < COLUMNS && at <= end; i++) {
        const char *tab = memchr(at, '\t', (size_t)(end - at));
        const char *stop = tab ? tab : end;
        columns[i] = trimmed(at, stop);
        at = stop + 1;
    }
    if (!columns[0].length || columns[0].start[0] == '#')
        return;
    if (list->count == list->capacity) {
        list->capacity = list->capacity ? list->capacity * 2 : 64;
        list->questions = xrealloc(list->questions, list->capacity * sizeof *list->questions);
    }
    struct bpv_bank_question *question = &list->questions[list->count++];
    *question = (struct bpv_bank_question){
        .text = columns[0], .user = columns[2], .style = columns[3], .set = columns[4], .id = columns[5]};
    question->expected = split_ids(columns[1], &question->expected_count);
}

enum bpv_status question_list_parse(struct bpv_text bytes, struct question_list *list, struct bpv_error *error)
{
    *list = (struct question_list){.count = 0};
    const char *at = bytes.start, *end = at + bytes.length;
    for (size_t line = 1; at < end; line++) {
        const char *newline = memchr(at, '\n', (size_t)(end - at));
        const char *stop = newline ? newline : end;
        enum bpv_status status = BPV_OK;
        if (!utf8_valid(at, (size_t)(stop - at), NULL))
            status = bpv_fail(error, BPV_INVALID, "regel %zu is geen geldige tekst (UTF-8)", line);
        else if ((size_t)(stop - at) > 8 * BPV_QUESTION_MAX)
            status = bpv_fail(error, BPV_TOO_LARGE, "regel %zu is te lang", line);
        if (status != BPV_OK) {
            question_list_release(list);
            return status;
        }
        add_line(list, at, stop);
        at = stop + 1;
    }
    return BPV_OK;
}

void question_list_release(struct question_list *list)
{
    for (size_t i = 0; i < list->count; i++)
        free((void *)(uintptr_t)list->questions[i].expected);
    free(list->questions);
    *list = (struct question_list){.count = 0};
}
