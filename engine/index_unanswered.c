/*
 * The questions that a corpus does not answer, as sections of an index: their texts, and for each stem which of them
 * have it.
 */
#include "index_making.h"

#include <stdlib.h>

/* Of the words of one question. */
struct own_words {
    struct index_unanswered_word words[BPV_QUESTION_WORDS_MAX];
    size_t count;
    float total;
};

static float telling(const struct index_writer *writer, struct bpv_text stem)
{
    uint32_t number = word_table_find_stem(&writer->words, stem);
    return index_idf(number == INDEX_NONE ? 0 : writer->words.stems[number].passages, (uint32_t)writer->passage_count);
}

static void add_word(const struct index_writer *writer, struct bpv_text form, uint32_t question, struct own_words *own)
{
    char bytes[BPV_TERM_MAX];
    uint32_t word = word_table_find(&writer->words, form);
    uint32_t flags = word == INDEX_NONE ? 0 : writer->words.words[word].flags;
    struct bpv_text stem = word_table_stem_of(&writer->words, form, bytes);
    uint32_t hash = index_stem_hash(stem);
    bool skip = own->count == BPV_QUESTION_WORDS_MAX || (flags & WORD_STOP && !(flags & WORD_ASK));
    for (size_t i = 0; i < own->count && !skip; i++)
        skip = own->words[i].stem == hash;
    if (skip)
        return;
    float share = telling(writer, stem);
    own->words[own->count++] = (struct index_unanswered_word){hash, question, share};
    own->total += share;
}

static void add_question(struct index_writer *writer, struct bpv_text text, uint32_t question)
{
    struct own_words own = {.count = 0};
    struct dutch_reader reader;
    struct dutch_word word;
    dutch_reader_init(&reader, text.start, text.length);
    while (dutch_next(&reader, &word))
        add_word(writer, index_form_of(&word), question, &own);
    for (size_t i = 0; i < own.count; i++) {
        own.words[i].share /= own.total > 0 ? own.total : 1;
        text_buffer_append(&writer->unanswered_words, (const char *)&own.words[i], sizeof own.words[i]);
    }
    index_push(&writer->unanswered_at, (uint32_t)writer->unanswered.length);
    text_buffer_append_text(&writer->unanswered, text);
}

static int by_stem(const void *a, const void *b)
{
    const struct index_unanswered_word *x = a, *y = b;
    if (x->stem != y->stem)
        return x->stem < y->stem ? -1 : 1;
    return x->question < y->question ? -1 : x->question > y->question;
}

void index_list_unanswered(struct index_writer *writer)
{
    const struct index_file *before = writer->update ? writer->update->file : NULL;
    const struct index_words *given = &writer->settings.vocabulary.unanswered;
    uint32_t count = before ? before->unanswered_count : (uint32_t)given->count;
    for (uint32_t i = 0; i < count; i++)
        add_question(writer, before ? index_file_unanswered(before, i) : given->items[i], i);
    index_push(&writer->unanswered_at, (uint32_t)writer->unanswered.length);
    size_t words = writer->unanswered_words.length / sizeof(struct index_unanswered_word);
    if (words)
        qsort(writer->unanswered_words.data, words, sizeof(struct index_unanswered_word), by_stem);
}
