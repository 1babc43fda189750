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
    bool skip = own->count == BPV_QUESTION_WORDS_MAX, stop = flags & WORD_STOP && !(flags & WORD_ASK);
    for (size_t i = 0; i < own->count && !skip; i++)
        skip = own->words[i].stem == hash;
    if (skip)
        return;
    float share = stop ? 0 : telling(writer, stem); /* stop words say how it is asked, not what */
    own->words[own->count++] = (struct index_unanswered_word){hash, question, share};
    own->total += share;
}

/* The words of a question, each with its share. */
static void weigh_question(const struct index_writer *writer, struct bpv_text text, uint32_t question,
                           struct own_words *own)
{
    struct dutch_reader reader;
    struct dutch_word word;
    own->count = 0;
    own->total = 0;
    dutch_reader_init(&reader, text.start, text.length);
    while (dutch_next(&reader, &word))
        add_word(writer, index_form_of(&word), question, own);
    for (size_t i = 0; i < own->count; i++)
        own->words[i].share /= own->total > 0 ? own->total : 1;
}

static void add_question(struct index_writer *writer, struct bpv_text text, uint32_t question)
{
    struct own_words own;
    weigh_question(writer, text, question, &own);
    text_buffer_append(&writer->unanswered_words, (const char *)own.words, own.count * sizeof own.words[0]);
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

static void list_all(struct index_writer *writer)
{
    const struct index_words *given = &writer->settings.vocabulary.unanswered;
    for (uint32_t i = 0; i < given->count; i++)
        add_question(writer, given->items[i], i);
    index_push(&writer->unanswered_at, (uint32_t)writer->unanswered.length);
    size_t words = writer->unanswered_words.length / sizeof(struct index_unanswered_word);
    if (words)
        qsort(writer->unanswered_words.data, words, sizeof(struct index_unanswered_word), by_stem);
}

/* ---- In an update ---- */

static int by_number(const void *a, const void *b)
{
    uint32_t x = *(const uint32_t *)a, y = *(const uint32_t *)b;
    return x < y ? -1 : x > y;
}

/* The hashes, sorted, of stems that another number of passages has now. */
static void list_other_stems(const struct index_writer *writer, struct numbers *hashes)
{
    const struct index_file *before = writer->update->file;
    const struct index_stem_entry *stems = index_file_stems(before);
    for (size_t i = 0; i < writer->words.stem_count; i++) {
        const struct stem_entry *stem = &writer->words.stems[i];
        if (stem->passages != (i < before->stem_count ? stems[i].passages : 0))
            index_push(hashes, index_stem_hash(word_table_text(&writer->words, stem->text)));
    }
    if (hashes->count)
        qsort(hashes->items, hashes->count, sizeof *hashes->items, by_number);
}

/* Puts the shares of a question in the place of those it had. False when it did not have the same words. */
static bool share_again(const struct index_writer *writer, uint32_t question, struct index_unanswered_word *all,
                        size_t count)
{
    struct own_words own;
    weigh_question(writer, index_file_unanswered(writer->update->file, question), question, &own);
    bool same = true;
    for (size_t i = 0; i < own.count && same; i++) {
        struct index_unanswered_word *word = bsearch(&own.words[i], all, count, sizeof *all, by_stem);
        same = word != NULL;
        if (same)
            word->share = own.words[i].share;
    }
    return same;
}

/* The vocabulary is what it was and so are the words of each question: only what they tell can be something else, of
 * the questions with a stem that other passages have now. */
static bool list_again(struct index_writer *writer)
{
    const struct index_file *before = writer->update->file;
    struct numbers hashes = {NULL, 0, 0};
    text_buffer_append_text(&writer->unanswered, before->sections[SECTION_UNANSWERED]);
    text_buffer_append_text(&writer->unanswered_words, before->sections[SECTION_UNANSWERED_WORDS]);
    index_append(&writer->unanswered_at, (const void *)before->sections[SECTION_UNANSWERED_AT].start,
                 before->unanswered_count + 1, 0);
    struct index_unanswered_word *all = (void *)writer->unanswered_words.data;
    size_t count = writer->unanswered_words.length / sizeof *all;
    bool *again = xcalloc(before->unanswered_count, sizeof *again), same = true;
    list_other_stems(writer, &hashes);
    for (size_t i = 0, hash = 0; i < count && same; i++) {
        while (hash < hashes.count && hashes.items[hash] < all[i].stem)
            hash++;
        same = all[i].question < before->unanswered_count;
        if (same && hash < hashes.count && hashes.items[hash] == all[i].stem)
            again[all[i].question] = true;
    }
    for (uint32_t i = 0; i < before->unanswered_count && same; i++)
        same = !again[i] || share_again(writer, i, all, count);
    free(again);
    free(hashes.items);
    return same;
}

bool index_list_unanswered(struct index_writer *writer)
{
    if (writer->update)
        return list_again(writer);
    list_all(writer);
    return true;
}
