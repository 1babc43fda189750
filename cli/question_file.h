/*
 * question_file.h: the file after --questions: one question per line, or YAML with the keys of questions.yaml. YAML is
 * read by `bpv-index questions`, the program beside this one, because only the indexer knows YAML.
 * Ownership: question_file_release. Errors: Dutch text on stderr, with file and line. One thread.
 */
#ifndef BPV_QUESTION_FILE_H
#define BPV_QUESTION_FILE_H

#include "cli_output.h"
#include "question_list.h"

struct question_file {
    struct text_buffer bytes;
    struct question_list list; /* borrows the bytes */
};

/* CLI_FOUND or CLI_ERROR. Release it in both cases. */
int question_file_read(const char *path, struct question_file *file);
void question_file_release(struct question_file *file);

#endif
