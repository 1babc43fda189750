#include "index_making.h"

#include <stdlib.h>
#include <string.h>

#include "dutch_compound.h"

#define DICTIONARY_BITS 16 /* per word of the Bloom filter: 1 false alarm in 1,400 */

struct bpv_text index_form_of(const struct dutch_word *word)
{
    return (struct bpv_text){word->form, word->length};
}

/* Numbers of the words of an expression into writer->scratch. */
static void intern_expression(struct index_writer *writer, struct bpv_text text)
{
    writer->scratch.count = 0;
    struct dutch_reader reader;
    struct dutch_word word;
    dutch_reader_init(&reader, text.start, text.length);
    while (dutch_next(&reader, &word))
        index_push(&writer->scratch, word_table_add(&writer->words, index_form_of(&word)));
}

static void intern_flags(struct index_writer *writer, struct index_words list, uint32_t flag)
{
    for (size_t i = 0; i < list.count; i++) {
        intern_expression(writer, list.items[i]);
        if (writer->scratch.count == 1)
            writer->words.words[writer->scratch.items[0]].flags |= flag;
    }
}

/* The form of a subject, which is one word, or two that are asked for as one ("ov-chipkaart"). False for anything
 * else. */
static bool form_of_subject(struct bpv_text text, struct dutch_word *subject)
{
    struct dutch_reader reader;
    struct dutch_word second, more;
    dutch_reader_init(&reader, text.start, text.length);
    if (!dutch_next(&reader, subject))
        return false;
    if (!dutch_next(&reader, &second))
        return true;
    if (dutch_next(&reader, &more) || !dutch_words_join(index_form_of(subject), index_form_of(&second)))
        return false;
    memcpy(subject->form + subject->length, second.form, second.length);
    subject->length += second.length;
    return true;
}

bool index_writer_takes_outside(struct bpv_text text)
{
    struct dutch_word subject;
    return form_of_subject(text, &subject);
}

static void intern_outside(struct index_writer *writer)
{
    const struct index_words *list = &writer->settings.vocabulary.outside;
    struct dutch_word subject;
    for (size_t i = 0; i < list->count; i++) {
        if (!form_of_subject(list->items[i], &subject))
            continue;
        uint32_t word = word_table_add(&writer->words, index_form_of(&subject)); /* which may move the words */
        writer->words.words[word].flags |= WORD_OUTSIDE;
    }
}

/* Flags each word of a text. */
static void intern_words(struct index_writer *writer, const char *words, uint32_t flag)
{
    intern_expression(writer, (struct bpv_text){words, strlen(words)});
    for (size_t i = 0; i < writer->scratch.count; i++)
        writer->words.words[writer->scratch.items[i]].flags |= flag;
}

static void intern_stems(struct index_writer *writer)
{
    const struct index_vocabulary *vocabulary = &writer->settings.vocabulary;
    for (size_t i = 0; i < vocabulary->stem_count; i++) {
        struct text_buffer stem;
        text_buffer_init(&stem, BPV_STRING_MAX);
        struct dutch_reader reader;
        struct dutch_word word;
        dutch_reader_init(&reader, vocabulary->stems[i].stem.start, vocabulary->stems[i].stem.length);
        if (dutch_next(&reader, &word))
            text_buffer_append(&stem, word.form, word.length);
        for (size_t j = 0; stem.length && j < vocabulary->stems[i].words.count; j++) {
            intern_expression(writer, vocabulary->stems[i].words.items[j]);
            if (writer->scratch.count == 1)
                word_table_set_stem(&writer->words, writer->scratch.items[0], text_buffer_text(&stem));
        }
        intern_expression(writer, vocabulary->stems[i].stem);
        if (writer->scratch.count == 1)
            word_table_set_stem(&writer->words, writer->scratch.items[0], text_buffer_text(&stem));
        text_buffer_release(&stem);
    }
}

static void intern_compounds(struct index_writer *writer)
{
    const struct index_vocabulary *vocabulary = &writer->settings.vocabulary;
    for (size_t i = 0; i < vocabulary->compound_count; i++) {
        const struct index_compound *compound = &vocabulary->compounds[i];
        intern_expression(writer, compound->word);
        if (writer->scratch.count != 1)
            continue;
        uint32_t word = writer->scratch.items[0];
        size_t at = writer->hand_parts.count;
        index_push(&writer->hand_parts, word);
        index_push(&writer->hand_parts, 0);
        for (size_t j = 0; j < compound->parts.count && j < BPV_COMPOUND_PARTS_MAX; j++) {
            intern_expression(writer, compound->parts.items[j]);
            if (writer->scratch.count != 1)
                continue;
            index_push(&writer->hand_parts, writer->scratch.items[0]);
            writer->hand_parts.items[at + 1]++;
        }
    }
    for (size_t i = 0; i < vocabulary->no_split.count; i++) {
        intern_expression(writer, vocabulary->no_split.items[i]);
        for (size_t j = 0; j < writer->scratch.count; j++)
            dictionary_add(&writer->no_split,
                           word_table_text(&writer->words, writer->words.words[writer->scratch.items[j]].text));
    }
}

static void put_stems(struct index_writer *writer, struct bpv_text expression)
{
    intern_expression(writer, expression);
    index_push(&writer->synonyms, (uint32_t)writer->scratch.count);
    for (size_t i = 0; i < writer->scratch.count; i++)
        index_push(&writer->synonyms, writer->words.words[writer->scratch.items[i]].stem);
}

static void put_synonyms(struct index_writer *writer, struct index_words from, struct index_words to)
{
    for (size_t i = 0; i < from.count; i++) {
        uint32_t at = (uint32_t)writer->synonyms.count;
        put_stems(writer, from.items[i]);
        if (writer->synonyms.items[at] == 0) {
            writer->synonyms.count = at;
            continue;
        }
        index_push(&writer->synonym_at, at);
        index_push(&writer->synonyms, (uint32_t)to.count);
        for (size_t j = 0; j < to.count; j++)
            put_stems(writer, to.items[j]);
    }
}

static int compare_synonyms(const void *a, const void *b, void *context)
{
    const uint32_t *synonyms = context;
    const uint32_t *x = synonyms + *(const uint32_t *)a, *y = synonyms + *(const uint32_t *)b;
    if (x[1] != y[1])
        return x[1] < y[1] ? -1 : 1;
    return (x > y) - (x < y);
}

static void intern_synonyms(struct index_writer *writer)
{
    const struct index_vocabulary *vocabulary = &writer->settings.vocabulary;
    for (size_t i = 0; i < vocabulary->synonym_count; i++) {
        const struct index_synonym *synonym = &vocabulary->synonyms[i];
        put_synonyms(writer, synonym->from, synonym->to);
        if (synonym->both)
            put_synonyms(writer, synonym->to, synonym->from);
    }
    if (writer->synonym_at.count)
        qsort_r(writer->synonym_at.items, writer->synonym_at.count, sizeof(uint32_t), compare_synonyms,
                writer->synonyms.items);
}

static void intern_notices(struct index_writer *writer)
{
    const struct index_settings *settings = &writer->settings;
    for (size_t i = 0; i < settings->notice_count; i++) {
        index_push(&writer->notices_at, (uint32_t)writer->notice_stems.count);
        for (size_t j = 0; j < settings->notices[i].word_count; j++) {
            intern_expression(writer, settings->notices[i].words[j]);
            if (writer->scratch.count)
                index_push(&writer->notice_stems, (uint32_t)writer->scratch.count);
            for (size_t k = 0; k < writer->scratch.count; k++)
                index_push(&writer->notice_stems, writer->words.words[writer->scratch.items[k]].stem);
        }
    }
    index_push(&writer->notices_at, (uint32_t)writer->notice_stems.count);
}

void index_intern_vocabulary(struct index_writer *writer)
{
    intern_stems(writer);
#define STOP(words) intern_words(writer, words, WORD_STOP);
#define WEAK(words) intern_words(writer, words, WORD_WEAK);
#define NEGATION(words) intern_words(writer, words, WORD_NEGATION);
#define RULE(words) intern_words(writer, words, WORD_RULE);
#define ASK(words) intern_words(writer, words, WORD_ASK);
#include "dutch_function_words.inc"
    intern_flags(writer, writer->settings.vocabulary.stop_words, WORD_STOP);
    intern_flags(writer, writer->settings.vocabulary.rule_words, WORD_RULE);
    intern_outside(writer);
    intern_compounds(writer);
    intern_synonyms(writer);
    intern_notices(writer);
    for (size_t i = 0; i < writer->words.word_count; i++)
        writer->words.words[i].flags |= WORD_LISTED;
}

static bool known_word(void *context, const char *bytes, size_t length)
{
    const struct index_writer *writer = context;
    struct bpv_text form = {bytes, length};
    if (dictionary_has(&writer->dictionary, form))
        return true;
    uint32_t word = length >= 5 ? word_table_find(&writer->words, form) : INDEX_NONE;
    return word != INDEX_NONE && writer->words.words[word].flags & WORD_IN_CORPUS;
}

/* Parts of a word as word numbers in writer->scratch. */
static void split_word(struct index_writer *writer, uint32_t word)
{
    writer->scratch.count = 0;
    char form[BPV_TERM_MAX];
    struct bpv_text text = word_table_text(&writer->words, writer->words.words[word].text);
    if (text.length >= sizeof form || dictionary_has(&writer->no_split, text))
        return;
    memcpy(form, text.start, text.length); /* adding words moves the strings */
    struct bpv_span parts[BPV_COMPOUND_PARTS_MAX];
    size_t count = dutch_split(form, text.length, known_word, writer, parts);
    for (size_t i = 0; i < count; i++)
        index_push(&writer->scratch,
                   word_table_add(&writer->words, (struct bpv_text){form + parts[i].start, parts[i].length}));
}

/* The words in writer->scratch as parts of a stem. */
static void push_parts(struct index_writer *writer, uint32_t stem, struct numbers *out)
{
    for (size_t i = 0; i < writer->scratch.count; i++) {
        uint32_t part = writer->words.words[writer->scratch.items[i]].stem;
        if (part != stem)
            index_push(out, part);
    }
}

void index_split_word(struct index_writer *writer, uint32_t stem, struct numbers *out)
{
    split_word(writer, writer->words.stems[stem].split_word);
    push_parts(writer, stem, out);
}

static void map_hand_parts(struct index_writer *writer)
{
    writer->hand_parts_of = xcalloc(writer->words.stem_count, sizeof *writer->hand_parts_of);
    const struct numbers *hand = &writer->hand_parts;
    for (size_t at = 0; at < hand->count; at += 2 + hand->items[at + 1])
        if (hand->items[at + 1] >= 2)
            writer->hand_parts_of[writer->words.words[hand->items[at]].stem] = (uint32_t)at + 1;
}

void index_choose_words(struct index_writer *writer)
{
    struct word_table *table = &writer->words;
    for (size_t i = 0; i < table->stem_count; i++)
        table->stems[i].split_word = INDEX_NONE;
    for (size_t i = 0; i < table->word_count; i++) {
        if (!table->words[i].frequency && !(table->words[i].flags & WORD_LISTED))
            continue;
        uint32_t *chosen = &table->stems[table->words[i].stem].split_word;
        struct bpv_text text = word_table_text(table, table->words[i].text);
        struct bpv_text other = *chosen == INDEX_NONE ? text : word_table_text(table, table->words[*chosen].text);
        if (*chosen == INDEX_NONE || text.length < other.length ||
            (text.length == other.length && memcmp(text.start, other.start, text.length) < 0))
            *chosen = (uint32_t)i;
    }
}

static void split_stems(struct index_writer *writer)
{
    map_hand_parts(writer);
    index_choose_words(writer);
    size_t stems = writer->words.stem_count; /* parts that are new add stems, which are not split themselves */
    for (size_t stem = 0; stem < stems; stem++) {
        index_push(&writer->parts_at, (uint32_t)writer->parts.count);
        writer->scratch.count = 0;
        uint32_t hand = writer->hand_parts_of[stem];
        if (hand)
            for (uint32_t i = 0; i < writer->hand_parts.items[hand]; i++)
                index_push(&writer->scratch, writer->hand_parts.items[hand + 1 + i]);
        else if (writer->words.stems[stem].split_word != INDEX_NONE)
            split_word(writer, writer->words.stems[stem].split_word);
        push_parts(writer, (uint32_t)stem, &writer->parts);
    }
    while (writer->parts_at.count <= writer->words.stem_count)
        index_push(&writer->parts_at, (uint32_t)writer->parts.count);
}

/* For each stem the compounds that it is part of. */
void index_list_compounds(struct index_writer *writer)
{
    size_t stems = writer->words.stem_count;
    uint32_t *counts = xcalloc(stems + 1, sizeof *counts);
    for (size_t i = 0; i < writer->parts.count; i++)
        counts[writer->parts.items[i] + 1]++;
    for (size_t i = 0; i < stems; i++)
        counts[i + 1] += counts[i];
    index_append(&writer->compounds_at, counts, stems + 1, 0);
    index_append(&writer->compounds, writer->parts.items, writer->parts.count, 0); /* each is set below */
    for (size_t stem = 0; stem < stems; stem++)
        for (uint32_t i = writer->parts_at.items[stem]; i < writer->parts_at.items[stem + 1]; i++)
            writer->compounds.items[counts[writer->parts.items[i]]++] = (uint32_t)stem;
    free(counts);
}

void index_close_dictionary(struct index_writer *writer)
{
    struct dictionary *dictionary = &writer->dictionary;
    size_t size = (dictionary->count * DICTIONARY_BITS / 8 + 7) / 8 * 8;
    unsigned char *bits = xcalloc(size, 1);
    for (size_t i = 0; size && i < dictionary->capacity; i++) {
        uint64_t hash = dictionary->hashes[i], step = hash >> 32 | 1;
        if (!hash)
            continue;
        for (unsigned j = 0; j < BLOOM_HASHES; j++, hash += step)
            bits[hash % (size * 8) / 8] |= (unsigned char)(1u << (hash % (size * 8) % 8));
    }
    text_buffer_append(&writer->bloom, (const char *)bits, size);
    free(bits);
    dictionary_release(dictionary);
}

void index_split_compounds(struct index_writer *writer)
{
    split_stems(writer);
    index_list_compounds(writer);
}
