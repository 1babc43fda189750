/*
 * query_terms INDEX QUESTION: prints what the question asks of Xapian, all forms of its words, a line each: term,
 * weight. For raw_ask.
 */
#include <stdio.h>
#include <string.h>

#include "question.h"

static void print_term(struct bpv_text term, float weight)
{
    printf("%.*s %.4f\n", (int)term.length, term.start, (double)weight);
}

static void print_concept(const struct concept *concept)
{
    for (size_t a = 0; a < concept->count; a++) {
        const struct alternative *form = &concept->alternatives[a];
        print_term(form->stem, form->weight);
        if (form->prefixed.length)
            print_term(form->prefixed, form->part_weight);
    }
}

int main(int argc, char **argv)
{
    struct bpv_error error;
    struct bpv_base *base;
    if (argc != 3)
        return 2;
    if (bpv_base_open((const char *[]){argv[1]}, 1, &base, &error) != BPV_OK) {
        fprintf(stderr, "query_terms: %s\n", error.text);
        return 2;
    }
    struct arena arena = {NULL};
    struct query query;
    question_analyze(base, (struct bpv_text){argv[2], strlen(argv[2])}, &arena, &query);
    for (size_t c = 0; c < query.count; c++)
        if (!query.concepts[c].stop)
            print_concept(&query.concepts[c]);
    arena_release(&arena);
    bpv_base_close(base);
    return 0;
}
