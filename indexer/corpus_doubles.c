#include "corpus_doubles.h"

#include "dutch_text.h"

/* The words of a text as the index knows them, in order: what the same text is known by. Lives in the corpus. */
static struct bpv_text words_of(struct corpus *corpus, struct bpv_text text)
{
    struct text_buffer words;
    struct dutch_reader reader;
    struct dutch_word word;
    text_buffer_init(&words, 0);
    dutch_reader_init(&reader, text.start, text.length);
    while (dutch_next(&reader, &word)) {
        text_buffer_append(&words, word.form, word.length);
        text_buffer_append_char(&words, ' ');
    }
    struct bpv_text copy = pool_copy(&corpus->pool, text_buffer_text(&words));
    text_buffer_release(&words);
    return copy;
}

/* ---- Questions that must have no answer ---- */

/* Each question once, by its words. */
static void note_unanswered(struct corpus *corpus, struct text_map *questions)
{
    for (size_t i = 0; i < corpus->unanswered_count; i++) {
        const struct listed_text *question = &corpus->unanswered[i];
        struct bpv_text words = words_of(corpus, question->text);
        size_t number = i;
        if (!words.length || text_map_add(questions, words, &number))
            continue;
        const struct place *first = &corpus->unanswered[number].place;
        report_warning(corpus->report, question->place, "deze vraag staat al in %.*s, regel %u; haal er een weg",
                       shown_length(first->path), first->path.start, first->line);
    }
}

/* NULL when no passage may have the text as its own. */
static const struct listed_text *find_unanswered(struct corpus *corpus, const struct text_map *questions,
                                                 struct bpv_text text)
{
    size_t number;
    return text_map_find(questions, words_of(corpus, text), &number) ? &corpus->unanswered[number] : NULL;
}

static void warn_of_answered(struct corpus *corpus, const struct text_map *questions,
                             const struct corpus_passage *passage)
{
    const struct listed_text *found = find_unanswered(corpus, questions, passage->title);
    if (found)
        report_warning(corpus->report, found->place,
                       "deze vraag is ook de kop van passage '%.*s'; haal hem hier weg, of verander de kop",
                       shown_length(passage->id), passage->id.start);
    for (size_t i = 0; i < passage->fields.questions.count; i++) {
        found = find_unanswered(corpus, questions, passage->fields.questions.items[i]);
        if (found)
            report_warning(corpus->report, found->place,
                           "deze vraag staat ook bij de vragen van passage '%.*s'; haal hem hier of daar weg",
                           shown_length(passage->id), passage->id.start);
    }
}

void corpus_warn_of_doubles(struct corpus *corpus)
{
    struct text_map questions = {0};
    note_unanswered(corpus, &questions);
    for (size_t i = 0; i < corpus->passage_count && questions.count; i++)
        if (!corpus->passages[i].part)
            warn_of_answered(corpus, &questions, &corpus->passages[i]);
    text_map_release(&questions);
}
