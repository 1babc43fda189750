#include "question_set.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "question_list.h"
#include "text_buffer.h"

struct question_file {
    struct text_buffer bytes;
    struct question_list list;
};

static bool read_file(const char *path, struct text_buffer *bytes)
{
    text_buffer_init(bytes, 0);
    FILE *file = fopen(path, "r");
    if (!file)
        return false;
    char block[8192];
    for (size_t got; (got = fread(block, 1, sizeof block, file)) > 0;)
        text_buffer_append(bytes, block, got);
    bool good = !ferror(file) && !bytes->overflow;
    fclose(file);
    return good;
}

static void add(struct question_set *set, const struct bpv_bank_question *questions, size_t count)
{
    set->questions = xrealloc(set->questions, (set->count + count + 1) * sizeof *set->questions);
    for (size_t i = 0; i < count; i++)
        if (questions[i].expected_count)
            set->questions[set->count++] = &questions[i];
}

bool question_set_load(const struct bpv_base *base, char *const *paths, size_t path_count, struct question_set *set)
{
    *set = (struct question_set){.count = 0};
    const struct bpv_bank_question *bank;
    size_t bank_count = bpv_base_questions(base, &bank);
    add(set, bank, bank_count);
    set->files = xcalloc(path_count + 1, sizeof *set->files);
    for (size_t i = 0; i < path_count; i++) {
        struct question_file *file = &set->files[set->file_count++];
        struct bpv_error error;
        if (!read_file(paths[i], &file->bytes)) {
            fprintf(stderr, "%s kan niet worden gelezen\n", paths[i]);
            return false;
        }
        if (question_list_parse(text_buffer_text(&file->bytes), &file->list, &error) != BPV_OK) {
            fprintf(stderr, "%s: %s\n", paths[i], error.text);
            return false;
        }
        add(set, file->list.questions, file->list.count);
    }
    return true;
}

void question_set_release(struct question_set *set)
{
    for (size_t i = 0; i < set->file_count; i++) {
        question_list_release(&set->files[i].list);
        text_buffer_release(&set->files[i].bytes);
    }
    free(set->files);
    free(set->questions);
    *set = (struct question_set){.count = 0};
}

bool question_set_tunes(const struct bpv_bank_question *question)
{
    return question->set.length == 4 && memcmp(question->set.start, "tune", 4) == 0;
}
