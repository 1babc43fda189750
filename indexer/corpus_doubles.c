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

/* Each text of a list once, by its words, with its number in the list. */
static void note_texts(struct corpus *corpus, const struct listed_texts *list, struct text_map *texts)
{
    for (size_t i = 0; i < list->count; i++) {
        const struct listed_text *item = &list->items[i];
        struct bpv_text words = words_of(corpus, item->text);
        size_t number = i;
        if (!words.length || text_map_add(texts, words, &number))
            continue;
        const struct place *first = &list->items[number].place;
        report_warning(corpus->report, item->place, "'%.*s' staat al in %.*s, regel %u; haal er een weg",
                       shown_length(item->text), item->text.start, shown_length(first->path), first->path.start,
                       first->line);
    }
}

/* The item of the list that has the same words, or NULL. */
static const struct listed_text *find_same(struct corpus *corpus, const struct listed_texts *list,
                                           const struct text_map *texts, struct bpv_text text)
{
    size_t number;
    return text_map_find(texts, words_of(corpus, text), &number) ? &list->items[number] : NULL;
}

/* ---- Questions that must have no answer ---- */

static void warn_of_answered(struct corpus *corpus, const struct text_map *questions,
                             const struct corpus_passage *passage)
{
    const struct listed_text *found = find_same(corpus, &corpus->unanswered, questions, passage->title);
    if (found)
        report_warning(corpus->report, found->place,
                       "deze vraag is ook de kop van passage '%.*s'; haal hem hier weg, of verander de kop",
                       shown_length(passage->id), passage->id.start);
    for (size_t i = 0; i < passage->fields.questions.count; i++) {
        found = find_same(corpus, &corpus->unanswered, questions, passage->fields.questions.items[i]);
        if (found)
            report_warning(corpus->report, found->place,
                           "deze vraag staat ook bij de vragen van passage '%.*s'; haal hem hier of daar weg",
                           shown_length(passage->id), passage->id.start);
    }
}

static void warn_of_questions(struct corpus *corpus)
{
    struct text_map questions = {0};
    note_texts(corpus, &corpus->unanswered, &questions);
    for (size_t i = 0; i < corpus->passage_count && questions.count; i++)
        if (!corpus->passages[i].part)
            warn_of_answered(corpus, &questions, &corpus->passages[i]);
    text_map_release(&questions);
}

/* ---- Subjects that are not covered ---- */

/* Expressions for which other words are searched: a subject's passages must have the subject itself. */
static void warn_of_synonyms(struct corpus *corpus, const struct text_map *subjects, struct index_words words)
{
    for (size_t i = 0; i < words.count; i++) {
        const struct listed_text *found = find_same(corpus, &corpus->outside, subjects, words.items[i]);
        if (found)
            report_warning(corpus->report, found->place, "'%.*s' staat ook bij synonyms; haal het daar weg, of hier",
                           shown_length(found->text), found->text.start);
    }
}

static void warn_of_subjects(struct corpus *corpus)
{
    struct text_map subjects = {0};
    note_texts(corpus, &corpus->outside, &subjects);
    for (size_t i = 0; i < corpus->vocabulary.synonym_count && subjects.count; i++) {
        const struct index_synonym *synonym = &corpus->vocabulary.synonyms[i];
        warn_of_synonyms(corpus, &subjects, synonym->from);
        if (synonym->both)
            warn_of_synonyms(corpus, &subjects, synonym->to);
    }
    text_map_release(&subjects);
}

void corpus_warn_of_doubles(struct corpus *corpus)
{
    warn_of_questions(corpus);
    warn_of_subjects(corpus);
}
