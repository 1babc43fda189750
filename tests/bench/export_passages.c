/*
 * export_passages: writes what an index holds as two tables for other search engines: passages.tsv (id, title, file
 * title, question variants, text; no header, no quoting: tabs and line ends become spaces) and questions.tsv (name in
 * run files, question). Passages that do not hold today ($BPV_TODAY) are left out, as the engine does. Targets of links
 * are left out: they are no words.
 *
 *   export_passages INDEX FOLDER [QUESTIONS.tsv...]
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "bpv.h"
#include "question_set.h"

static void write_field(FILE *out, struct bpv_text text)
{
    for (size_t i = 0; i < text.length; i++) {
        unsigned char byte = (unsigned char)text.start[i];
        if (byte == ']' && i + 1 < text.length && text.start[i + 1] == '(') {
            const char *stop = memchr(text.start + i, ')', text.length - i);
            if (stop) {
                i = (size_t)(stop - text.start);
                byte = ' ';
            }
        }
        fputc(byte < ' ' ? ' ' : byte, out);
    }
}

static void write_passage(FILE *out, const struct bpv_passage *passage)
{
    write_field(out, passage->id);
    fputc('\t', out);
    write_field(out, passage->title);
    fputc('\t', out);
    write_field(out, passage->file_title);
    fputc('\t', out);
    for (size_t i = 0; i < passage->question_count; i++) {
        write_field(out, passage->questions[i]);
        fputs(" . ", out);
    }
    fputc('\t', out);
    write_field(out, passage->text);
    fputc('\n', out);
}

static FILE *create(const char *folder, const char *name)
{
    char path[4096];
    int length = snprintf(path, sizeof path, "%s/%s", folder, name);
    return length > 0 && (size_t)length < sizeof path ? fopen(path, "w") : NULL;
}

static bool write_passages(const struct bpv_base *base, const char *folder)
{
    FILE *out = create(folder, "passages.tsv");
    if (!out)
        return false;
    struct bpv_base_info info;
    bpv_base_describe(base, &info);
    bpv_date today = bpv_date_today();
    for (uint32_t i = 0; i < info.passage_count; i++) {
        struct bpv_passage passage;
        if (bpv_passage_get(base, i, &passage, NULL) == BPV_OK && !bpv_passage_expired(&passage, today) &&
            passage.valid_from <= today)
            write_passage(out, &passage);
    }
    return fclose(out) == 0;
}

static bool write_questions(const struct question_set *set, const char *folder)
{
    FILE *out = create(folder, "questions.tsv");
    if (!out)
        return false;
    for (size_t i = 0; i < set->count; i++) {
        fprintf(out, "q%zu\t", i);
        write_field(out, set->questions[i]->text);
        fputc('\n', out);
    }
    return fclose(out) == 0;
}

int main(int argc, char **argv)
{
    if (argc < 3) {
        fputs("usage: export_passages INDEX FOLDER [QUESTIONS.tsv...]\n", stderr);
        return 2;
    }
    struct bpv_error error;
    struct bpv_base *base;
    const char *paths[] = {argv[1]};
    if (bpv_base_open(paths, 1, &base, &error) != BPV_OK) {
        fprintf(stderr, "export_passages: %s\n", error.text);
        return 2;
    }
    struct question_set set;
    bool good = question_set_load(base, argv + 3, (size_t)argc - 3, &set) && write_passages(base, argv[2]) &&
                write_questions(&set, argv[2]);
    question_set_release(&set);
    bpv_base_close(base);
    return good ? 0 : 2;
}
