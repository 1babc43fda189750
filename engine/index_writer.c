#include "index_writer.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <unistd.h>
#include <xxhash.h>

#include "dictionary.h"
#include "dutch_compound.h"
#include "dutch_text.h"
#include "index_lists.h"
#include "passage_record.h"
#include "search_index.h"
#include "word_table.h"

#define DICTIONARY_BITS 16 /* per word of the Bloom filter: 1 false alarm in 1,400 */

/* Weights of a stem in the first stage, by where it stands. */
enum { WDF_BODY = 1, WDF_QUESTION = 2, WDF_FILE_TITLE = 1, WDF_HEADING = 4 };

struct numbers { /* a growing list of u32 */
    uint32_t *items;
    size_t count, capacity;
};

struct id_entry {
    struct index_string text;
    uint32_t passage;
};

struct index_writer {
    struct index_settings settings;
    struct word_table words;
    struct dictionary dictionary;
    struct dictionary no_split;
    FILE *records, *tokens;    /* temporary files, unlinked at once */
    uint64_t *record_at, *token_at;
    struct index_tags *tags;
    size_t passage_count, passage_capacity;
    struct id_entry *ids;
    size_t id_count, id_capacity;
    struct numbers synonyms, synonym_at, parts, parts_at, compounds, compounds_at, scratch;
    uint32_t *hand_parts_of;   /* per stem: offset + 1 in hand_parts, or 0 */
    struct numbers hand_parts; /* count, stems... */
    XXH3_state_t *digest;
    uint64_t record_bytes, token_words;
    uint32_t words_total, files;
    struct bpv_text last_path;
    char last_path_bytes[4096];
    struct text_buffer buffer, masked;
    struct search_writer *search;
};

static void push(struct numbers *numbers, uint32_t value)
{
    if (numbers->count == numbers->capacity) {
        numbers->capacity = numbers->capacity ? numbers->capacity * 2 : 256;
        numbers->items = xrealloc(numbers->items, numbers->capacity * sizeof *numbers->items);
    }
    numbers->items[numbers->count++] = value;
}

static enum bpv_status write_failed(struct bpv_error *error)
{
    return bpv_fail(error, BPV_IO, "schrijven lukt niet (%s); maak ruimte op de schijf en probeer het opnieuw", strerror(errno));
}

static FILE *temporary(const char *directory)
{
    int fd = open(directory, O_TMPFILE | O_RDWR | O_CLOEXEC, 0600);
    return fd < 0 ? NULL : fdopen(fd, "w+");
}

/* ---- Vocabulary ---- */

static struct bpv_text form_of(const struct dutch_word *word)
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
        push(&writer->scratch, word_table_add(&writer->words, form_of(&word)));
}

static void intern_flags(struct index_writer *writer, struct index_words list, uint32_t flag)
{
    for (size_t i = 0; i < list.count; i++) {
        intern_expression(writer, list.items[i]);
        if (writer->scratch.count == 1)
            writer->words.words[writer->scratch.items[0]].flags |= flag;
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
        push(&writer->hand_parts, word);
        push(&writer->hand_parts, 0);
        for (size_t j = 0; j < compound->parts.count && j < BPV_COMPOUND_PARTS_MAX; j++) {
            intern_expression(writer, compound->parts.items[j]);
            if (writer->scratch.count != 1)
                continue;
            push(&writer->hand_parts, writer->scratch.items[0]);
            writer->hand_parts.items[at + 1]++;
        }
    }
    for (size_t i = 0; i < vocabulary->no_split.count; i++) {
        intern_expression(writer, vocabulary->no_split.items[i]);
        for (size_t j = 0; j < writer->scratch.count; j++)
            dictionary_add(&writer->no_split, word_table_text(&writer->words, writer->words.words[writer->scratch.items[j]].text));
    }
}

static void put_stems(struct index_writer *writer, struct bpv_text expression)
{
    intern_expression(writer, expression);
    push(&writer->synonyms, (uint32_t)writer->scratch.count);
    for (size_t i = 0; i < writer->scratch.count; i++)
        push(&writer->synonyms, writer->words.words[writer->scratch.items[i]].stem);
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
        push(&writer->synonym_at, at);
        push(&writer->synonyms, (uint32_t)to.count);
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
        qsort_r(writer->synonym_at.items, writer->synonym_at.count, sizeof(uint32_t), compare_synonyms, writer->synonyms.items);
}

enum bpv_status index_writer_begin(const struct index_settings *settings, struct index_writer **out, struct bpv_error *error)
{
    *out = NULL;
    struct index_writer *writer = xcalloc(1, sizeof *writer);
    writer->settings = *settings;
    word_table_init(&writer->words);
    text_buffer_init(&writer->buffer, 0);
    text_buffer_init(&writer->masked, 0);
    writer->digest = XXH3_createState();
    XXH3_128bits_reset(writer->digest);
    writer->records = temporary(settings->work_directory);
    writer->tokens = temporary(settings->work_directory);
    enum bpv_status status = writer->records && writer->tokens ? BPV_OK : write_failed(error);
    if (status == BPV_OK)
        status = search_writer_create(settings->work_directory, &writer->search, error);
    if (status != BPV_OK) {
        index_writer_free(writer);
        return status;
    }
    dictionary_load(&writer->dictionary, settings->dictionary_path);
    intern_stems(writer);
#define STOP(words) intern_words(writer, words, WORD_STOP);
#define WEAK(words) intern_words(writer, words, WORD_WEAK);
#define RULE(words) intern_words(writer, words, WORD_RULE);
#include "dutch_function_words.inc"
    intern_flags(writer, settings->vocabulary.stop_words, WORD_STOP);
    intern_flags(writer, settings->vocabulary.rule_words, WORD_RULE);
    intern_compounds(writer);
    intern_synonyms(writer);
    *out = writer;
    return BPV_OK;
}

void index_writer_free(struct index_writer *writer)
{
    if (!writer)
        return;
    search_writer_free(writer->search);
    if (writer->records)
        fclose(writer->records);
    if (writer->tokens)
        fclose(writer->tokens);
    word_table_release(&writer->words);
    dictionary_release(&writer->dictionary);
    dictionary_release(&writer->no_split);
    struct numbers *lists[] = {&writer->synonyms,  &writer->synonym_at,   &writer->parts,   &writer->parts_at,
                               &writer->compounds, &writer->compounds_at, &writer->scratch, &writer->hand_parts};
    for (size_t i = 0; i < sizeof lists / sizeof lists[0]; i++)
        free(lists[i]->items);
    free(writer->record_at);
    free(writer->token_at);
    free(writer->tags);
    free(writer->ids);
    free(writer->hand_parts_of);
    XXH3_freeState(writer->digest);
    text_buffer_release(&writer->buffer);
    text_buffer_release(&writer->masked);
    free(writer);
}

/* ---- One passage ---- */

static void count_passage(struct index_writer *writer, uint32_t stem)
{
    struct stem_entry *entry = &writer->words.stems[stem];
    uint32_t passage = (uint32_t)writer->passage_count + 1;
    if (entry->last_passage != passage) {
        entry->last_passage = passage;
        entry->passages++;
    }
}

static uint32_t stem_of(struct index_writer *writer, const struct dutch_word *word)
{
    uint32_t number = word_table_add(&writer->words, form_of(word));
    writer->words.words[number].frequency++;
    writer->words.words[number].flags |= WORD_IN_CORPUS;
    uint32_t stem = writer->words.words[number].stem;
    count_passage(writer, stem);
    return stem;
}

/* Appends the stems of text to `out` and returns how many. */
static uint32_t put_list(struct index_writer *writer, struct bpv_text text, struct numbers *out)
{
    struct dutch_reader reader;
    struct dutch_word word;
    uint32_t count = 0;
    dutch_reader_init(&reader, text.start, text.length);
    for (; dutch_next(&reader, &word); count++)
        push(out, stem_of(writer, &word));
    return count;
}

static bool sentence_ends(struct bpv_text text, size_t at)
{
    char c = text.start[at];
    if (c == '\n')
        return at + 1 >= text.length || text.start[at + 1] == '\n' || text.start[at + 1] == '-' || text.start[at + 1] == '*' ||
               (text.start[at + 1] >= '0' && text.start[at + 1] <= '9');
    if (c != '.' && c != '?' && c != '!')
        return false;
    if (at + 1 >= text.length)
        return true;
    char next = text.start[at + 1];
    if (next != ' ' && next != '\n')
        return false;
    if (c != '.' || at + 2 >= text.length)
        return true;
    /* "art. 7.2.9", "bijv. een", "lid 1 t/m 3": a full stop is followed by a capital or a new line. */
    char after = text.start[at + 2];
    if (after >= 'a' && after <= 'z')
        return false;
    static const char *const abbreviations[] = {"art", "nr", "bijv", "blz", "par", "hfst", "ca", "dhr", "mevr"};
    for (size_t i = 0; i < sizeof abbreviations / sizeof abbreviations[0]; i++) {
        size_t length = strlen(abbreviations[i]);
        if (at >= length && memcmp(text.start + at - length, abbreviations[i], length) == 0 &&
            (at == length || text.start[at - length - 1] == ' ' || text.start[at - length - 1] == '('))
            return false;
    }
    return true;
}

/* Start of the sentence's words: past list markers and white space. *in_list is kept up to date. */
static size_t sentence_start(struct bpv_text text, size_t at, bool *in_list)
{
    for (; at < text.length && (text.start[at] == ' ' || text.start[at] == '\n'); at++)
        if (text.start[at] == '\n' && at > 0 && text.start[at - 1] == '\n')
            *in_list = false;
    size_t marker = at;
    while (marker < text.length && text.start[marker] >= '0' && text.start[marker] <= '9')
        marker++;
    bool numbered = marker > at && marker + 1 < text.length && text.start[marker] == '.' && text.start[marker + 1] == ' ';
    bool bullet = at + 1 < text.length && (text.start[at] == '-' || text.start[at] == '*') && text.start[at + 1] == ' ';
    *in_list |= numbered || bullet;
    return numbered ? marker + 2 : bullet ? at + 2 : at;
}

static uint32_t put_sentences(struct bpv_text text, const struct token *tokens, uint32_t token_count, struct numbers *out)
{
    uint32_t count = 0, token = 0;
    bool in_list = false;
    size_t start = sentence_start(text, 0, &in_list);
    for (size_t at = start; at < text.length && count < BPV_SENTENCES_MAX; at++) {
        if (!sentence_ends(text, at) && at + 1 < text.length)
            continue;
        size_t end = text.start[at] == '\n' ? at : at + 1;
        uint32_t first = token;
        while (token < token_count && tokens[token].start < end)
            token++;
        if (token > first) {
            struct sentence sentence = {(uint16_t)first, (uint16_t)(token - first), (uint16_t)start, (uint16_t)(end - start)};
            if (in_list)
                sentence.length |= SENTENCE_IN_LIST;
            uint32_t pair[2];
            memcpy(pair, &sentence, sizeof sentence);
            push(out, pair[0]);
            push(out, pair[1]);
            count++;
        }
        start = sentence_start(text, at + 1, &in_list);
        if (start > at + 1)
            at = start - 1;
    }
    return count;
}

/* The text with the targets of links blanked, so that "(#pok-wie-tekent)" adds no words; offsets stay. */
static struct bpv_text without_targets(struct index_writer *writer, struct bpv_text text)
{
    struct text_buffer *masked = &writer->masked;
    text_buffer_clear(masked);
    text_buffer_append_text(masked, text);
    for (size_t i = 0; i + 1 < text.length; i++)
        if (text.start[i] == ']' && text.start[i + 1] == '(')
            for (i++; i < text.length && text.start[i] != ')' && text.start[i] != '\n'; i++)
                masked->data[i] = ' ';
    return text_buffer_text(masked);
}

static enum bpv_status put_tokens(struct index_writer *writer, const struct bpv_passage *passage, struct bpv_error *error)
{
    struct numbers *out = &writer->scratch;
    out->count = 0;
    uint32_t lists = (uint32_t)(2 + passage->question_count);
    push(out, lists);
    for (uint32_t i = 0; i < lists + 2; i++)
        push(out, 0);
    for (uint32_t i = 0; i < lists; i++) {
        struct bpv_text text = i == 0 ? passage->title : i == 1 ? passage->file_title : passage->questions[i - 2];
        uint32_t length = put_list(writer, text, out);
        out->items[1 + i] = length;
    }
    size_t body_at = out->count;
    struct dutch_reader reader;
    struct dutch_word word;
    uint32_t body = 0;
    struct bpv_text words = without_targets(writer, passage->text);
    dutch_reader_init(&reader, words.start, words.length);
    for (; body < UINT16_MAX && dutch_next(&reader, &word); body++) {
        struct token token = {stem_of(writer, &word), (uint16_t)word.start, (uint16_t)word.span};
        uint32_t pair[2];
        memcpy(pair, &token, sizeof token);
        push(out, pair[0]);
        push(out, pair[1]);
    }
    out->items[1 + lists] = body;
    struct token *tokens = xcalloc(body, sizeof *tokens);
    memcpy(tokens, out->items + body_at, body * sizeof *tokens);
    uint32_t sentences = put_sentences(passage->text, tokens, body, out);
    free(tokens);
    out->items[2 + lists] = sentences;
    if (fwrite(out->items, sizeof *out->items, out->count, writer->tokens) != out->count)
        return write_failed(error);
    writer->token_words += out->count;
    return BPV_OK;
}

static void keep_id(struct index_writer *writer, struct bpv_text id)
{
    if (writer->id_count == writer->id_capacity) {
        writer->id_capacity = writer->id_capacity ? writer->id_capacity * 2 : 1024;
        writer->ids = xrealloc(writer->ids, writer->id_capacity * sizeof *writer->ids);
    }
    writer->ids[writer->id_count++] =
        (struct id_entry){word_table_keep(&writer->words, id), (uint32_t)writer->passage_count};
}

static uint32_t file_number(struct index_writer *writer, struct bpv_text path)
{
    if (!writer->files || path.length != writer->last_path.length ||
        memcmp(path.start, writer->last_path.start, path.length) != 0) {
        size_t length = path.length < sizeof writer->last_path_bytes ? path.length : sizeof writer->last_path_bytes;
        memcpy(writer->last_path_bytes, path.start, length);
        writer->last_path = (struct bpv_text){writer->last_path_bytes, length};
        writer->files++;
    }
    return writer->files - 1;
}

static void make_room(struct index_writer *writer)
{
    if (writer->passage_count + 1 < writer->passage_capacity)
        return;
    size_t capacity = writer->passage_capacity ? writer->passage_capacity * 2 : 1024;
    writer->passage_capacity = capacity;
    writer->record_at = xrealloc(writer->record_at, capacity * sizeof *writer->record_at);
    writer->token_at = xrealloc(writer->token_at, capacity * sizeof *writer->token_at);
    writer->tags = xrealloc(writer->tags, capacity * sizeof *writer->tags);
}

enum bpv_status index_writer_add(struct index_writer *writer, const struct bpv_passage *passage, struct bpv_error *error)
{
    if (writer->passage_count >= BPV_PASSAGES_MAX)
        return bpv_fail(error, BPV_TOO_LARGE, "de corpus heeft meer dan %u passages; verdeel hem over meer indexen", BPV_PASSAGES_MAX);
    if (passage->text.length > BPV_PASSAGE_TEXT_MAX)
        return bpv_fail(error, BPV_TOO_LARGE, "een passage is langer dan %u bytes", BPV_PASSAGE_TEXT_MAX);
    make_room(writer);
    size_t at = writer->passage_count;
    writer->record_at[at] = writer->record_bytes;
    writer->token_at[at] = writer->token_words;
    struct text_buffer *record = &writer->buffer;
    text_buffer_clear(record);
    passage_record_write(passage, writer->settings.sources, record);
    uint64_t checksum = XXH3_64bits(record->data, record->length);
    XXH3_128bits_update(writer->digest, record->data, record->length);
    if (fwrite(&checksum, sizeof checksum, 1, writer->records) != 1 ||
        fwrite(record->data, 1, record->length, writer->records) != record->length)
        return write_failed(error);
    writer->record_bytes += sizeof checksum + record->length;
    writer->tags[at] = (struct index_tags){
        .themes = passage->themes,
        .tracks = passage->tracks,
        .valid_from = passage->valid_from,
        .valid_until = passage->valid_until,
        .file = file_number(writer, passage->path),
        .words = passage->word_count,
        .roles = (uint16_t)passage->roles,
        .module = (uint8_t)passage->module,
        .phase = (uint8_t)passage->phase,
        .audience = (uint8_t)passage->audience,
        .importance = (uint8_t)passage->importance,
        .force = (uint8_t)passage->force,
    };
    writer->words_total += passage->word_count;
    keep_id(writer, passage->id);
    for (size_t i = 0; i < passage->alias_count; i++)
        keep_id(writer, passage->aliases[i]);
    enum bpv_status status = put_tokens(writer, passage, error);
    writer->passage_count++;
    return status;
}

/* ---- Compounds ---- */

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
        push(&writer->scratch, word_table_add(&writer->words, (struct bpv_text){form + parts[i].start, parts[i].length}));
}

static void map_hand_parts(struct index_writer *writer)
{
    writer->hand_parts_of = xcalloc(writer->words.stem_count, sizeof *writer->hand_parts_of);
    const struct numbers *hand = &writer->hand_parts;
    for (size_t at = 0; at < hand->count; at += 2 + hand->items[at + 1])
        if (hand->items[at + 1] >= 2)
            writer->hand_parts_of[writer->words.words[hand->items[at]].stem] = (uint32_t)at + 1;
}

static void split_compounds(struct index_writer *writer)
{
    map_hand_parts(writer);
    size_t stems = writer->words.stem_count; /* parts that are new add stems, which are not split themselves */
    for (size_t stem = 0; stem < stems; stem++) {
        push(&writer->parts_at, (uint32_t)writer->parts.count);
        writer->scratch.count = 0;
        uint32_t hand = writer->hand_parts_of[stem];
        if (hand)
            for (uint32_t i = 0; i < writer->hand_parts.items[hand]; i++)
                push(&writer->scratch, writer->hand_parts.items[hand + 1 + i]);
        else
            split_word(writer, writer->words.stems[stem].first_word);
        for (size_t i = 0; i < writer->scratch.count; i++) {
            uint32_t part = writer->words.words[writer->scratch.items[i]].stem;
            if (part != stem)
                push(&writer->parts, part);
        }
    }
    while (writer->parts_at.count <= writer->words.stem_count)
        push(&writer->parts_at, (uint32_t)writer->parts.count);
}

/* The reverse of parts: for each stem the compounds that it is part of. */
static void list_compounds(struct index_writer *writer)
{
    size_t stems = writer->words.stem_count;
    uint32_t *counts = xcalloc(stems + 1, sizeof *counts);
    for (size_t i = 0; i < writer->parts.count; i++)
        counts[writer->parts.items[i] + 1]++;
    for (size_t i = 0; i < stems; i++)
        counts[i + 1] += counts[i];
    for (size_t i = 0; i <= stems; i++)
        push(&writer->compounds_at, counts[i]);
    for (size_t i = 0; i < writer->parts.count; i++)
        push(&writer->compounds, 0);
    for (size_t stem = 0; stem < stems; stem++)
        for (uint32_t i = writer->parts_at.items[stem]; i < writer->parts_at.items[stem + 1]; i++)
            writer->compounds.items[counts[writer->parts.items[i]]++] = (uint32_t)stem;
    free(counts);
}

/* ---- Xapian documents ---- */

struct document {
    struct search_term *terms;
    size_t count, capacity;
    struct text_buffer names; /* of prefixed terms; offsets until the end, because it moves */
    uint32_t *wdf;            /* per stem; zero between documents */
    struct numbers stems, parts;
};

static void count_stem(struct index_writer *writer, struct document *document, uint32_t stem, uint32_t wdf, uint32_t passage)
{
    if (!document->wdf[stem])
        push(&document->stems, stem);
    document->wdf[stem] += wdf;
    for (uint32_t i = writer->parts_at.items[stem]; i < writer->parts_at.items[stem + 1]; i++) {
        struct stem_entry *part = &writer->words.stems[writer->parts.items[i]];
        if (part->last_part != passage + 1) {
            part->last_part = passage + 1;
            part->part_passages++;
            push(&document->parts, writer->parts.items[i]);
        }
    }
}

static void add_term(struct document *document, struct bpv_text term, uint32_t wdf)
{
    if (document->count == document->capacity) {
        document->capacity = document->capacity ? document->capacity * 2 : 256;
        document->terms = xrealloc(document->terms, document->capacity * sizeof *document->terms);
    }
    document->terms[document->count++] = (struct search_term){term, wdf};
}

/* A term with its bytes in document->names; start is an offset for now. */
static void add_named(struct document *document, const char *prefix, struct bpv_text rest, uint32_t wdf)
{
    size_t at = document->names.length;
    text_buffer_append_string(&document->names, prefix);
    text_buffer_append_text(&document->names, rest);
    add_term(document, (struct bpv_text){NULL, document->names.length - at}, wdf);
}

static void add_numbered(struct document *document, const char *prefix, unsigned number)
{
    char digits[12];
    int length = snprintf(digits, sizeof digits, "%u", number);
    add_named(document, prefix, (struct bpv_text){digits, (size_t)length}, 0);
}

static void add_tags(struct document *document, const struct index_tags *tags)
{
    add_numbered(document, "M", tags->module);
    for (unsigned i = 0; i < 32; i++)
        if (tags->themes >> i & 1)
            add_numbered(document, "T", i);
    for (unsigned i = 0; i < 16; i++)
        if (tags->roles >> i & 1)
            add_numbered(document, "R", i);
    add_numbered(document, "F", tags->phase);
    add_numbered(document, "A", tags->audience);
    add_numbered(document, "K", tags->force);
}

static enum bpv_status add_document(struct index_writer *writer, struct document *document, const uint32_t *words,
                                    uint32_t passage, struct bpv_error *error)
{
    document->count = document->stems.count = document->parts.count = 0;
    text_buffer_clear(&document->names);
    const uint32_t *at = words + writer->token_at[passage];
    uint32_t lists = *at++;
    const uint32_t *lengths = at;
    at += lists;
    uint32_t body = *at++;
    at++;
    for (uint32_t i = 0; i < lists; i++)
        for (uint32_t j = 0; j < lengths[i]; j++)
            count_stem(writer, document, *at++, i == 0 ? WDF_HEADING : i == 1 ? WDF_FILE_TITLE : WDF_QUESTION, passage);
    for (uint32_t i = 0; i < body; i++, at += 2)
        count_stem(writer, document, *at, WDF_BODY, passage);
    /* Names first: their buffer must not move once terms point into it. */
    for (size_t i = 0; i < document->parts.count; i++)
        add_named(document, "P", word_table_text(&writer->words, writer->words.stems[document->parts.items[i]].text), 1);
    add_tags(document, &writer->tags[passage]);
    const char *name = document->names.data;
    for (size_t i = 0; i < document->count; i++) {
        document->terms[i].term.start = name;
        name += document->terms[i].term.length;
    }
    for (size_t i = 0; i < document->stems.count; i++) {
        uint32_t stem = document->stems.items[i];
        add_term(document, word_table_text(&writer->words, writer->words.stems[stem].text), document->wdf[stem]);
        document->wdf[stem] = 0;
    }
    const struct index_tags *tags = &writer->tags[passage];
    return search_writer_add(writer->search, document->terms, document->count, tags->valid_from, tags->valid_until, error);
}

static enum bpv_status add_documents(struct index_writer *writer, void (*progress)(void *, uint32_t, uint32_t), void *context,
                                     struct bpv_error *error)
{
    if (fflush(writer->tokens) != 0)
        return write_failed(error);
    size_t size = writer->token_words * 4;
    void *map = size ? mmap(NULL, size, PROT_READ, MAP_SHARED, fileno(writer->tokens), 0) : NULL;
    if (map == MAP_FAILED)
        return write_failed(error);
    struct document document = {.wdf = xcalloc(writer->words.stem_count, sizeof(uint32_t))};
    text_buffer_init(&document.names, 0);
    enum bpv_status status = BPV_OK;
    for (uint32_t i = 0; status == BPV_OK && i < writer->passage_count; i++) {
        status = add_document(writer, &document, map, i, error);
        if (progress && (i % 64 == 0 || i + 1 == writer->passage_count))
            progress(context, i + 1, (uint32_t)writer->passage_count);
    }
    free(document.terms);
    free(document.wdf);
    free(document.stems.items);
    free(document.parts.items);
    text_buffer_release(&document.names);
    if (map)
        munmap(map, size);
    return status;
}

/* ---- The file ---- */

struct output {
    FILE *file;
    uint64_t at;
    struct index_section_entry table[SECTIONS];
};

static bool pad(struct output *output, uint64_t unit)
{
    static const char zeros[4096];
    uint64_t missing = (unit - output->at % unit) % unit;
    output->at += missing;
    return fwrite(zeros, 1, missing, output->file) == missing;
}

static bool put_section(struct output *output, enum index_section section, const void *bytes, size_t size)
{
    if (!pad(output, 8))
        return false;
    output->table[section] = (struct index_section_entry){(uint32_t)section, 0, output->at, size, XXH3_64bits(bytes, size)};
    output->at += size;
    return fwrite(bytes, 1, size, output->file) == size;
}

/* A section out of a temporary file. */
static bool copy_section(struct output *output, enum index_section section, FILE *from, uint64_t size)
{
    if (fflush(from) != 0)
        return false;
    if (!size)
        return put_section(output, section, "", 0);
    void *map = mmap(NULL, size, PROT_READ, MAP_SHARED, fileno(from), 0);
    if (map == MAP_FAILED)
        return false;
    bool done = put_section(output, section, map, size);
    munmap(map, size);
    return done;
}

static int compare_text(struct bpv_text a, struct bpv_text b)
{
    size_t shorter = a.length < b.length ? a.length : b.length;
    int order = shorter ? memcmp(a.start, b.start, shorter) : 0;
    return order ? order : (a.length > b.length) - (a.length < b.length);
}

static int compare_words(const void *a, const void *b, void *context)
{
    return compare_text(word_table_text(context, ((const struct word_entry *)a)->text),
                        word_table_text(context, ((const struct word_entry *)b)->text));
}

static int compare_stem_numbers(const void *a, const void *b, void *context)
{
    const struct word_table *table = context;
    return compare_text(word_table_text(table, table->stems[*(const uint32_t *)a].text),
                        word_table_text(table, table->stems[*(const uint32_t *)b].text));
}

static int compare_ids(const void *a, const void *b, void *context)
{
    int order = compare_text(word_table_text(context, ((const struct id_entry *)a)->text),
                             word_table_text(context, ((const struct id_entry *)b)->text));
    return order ? order : (((const struct id_entry *)a)->passage > ((const struct id_entry *)b)->passage ? 1 : -1);
}

/* Names each stem after its most frequent word. */
static void label_stems(const struct word_table *table, struct index_stem_entry *stems)
{
    uint32_t *best = xcalloc(table->stem_count, sizeof *best);
    for (size_t i = 0; i < table->word_count; i++) {
        const struct word_entry *word = &table->words[i];
        if (word->frequency < best[word->stem])
            continue;
        best[word->stem] = word->frequency + 1;
        stems[word->stem].label = word->text;
    }
    free(best);
}

static bool put_words(struct index_writer *writer, struct output *output)
{
    struct word_table *table = &writer->words;
    struct index_word *words = xcalloc(table->word_count, sizeof *words);
    if (table->word_count)
        qsort_r(table->words, table->word_count, sizeof *table->words, compare_words, table);
    for (size_t i = 0; i < table->word_count; i++)
        words[i] = (struct index_word){table->words[i].text, table->words[i].stem, table->words[i].frequency, table->words[i].flags};
    struct index_stem_entry *stems = xcalloc(table->stem_count, sizeof *stems);
    uint32_t *order = xcalloc(table->stem_count, sizeof *order);
    for (size_t i = 0; i < table->stem_count; i++) {
        const struct stem_entry *stem = &table->stems[i];
        stems[i] = (struct index_stem_entry){stem->text, stem->text, stem->passages, stem->part_passages,
                                             index_idf(stem->passages, (uint32_t)writer->passage_count)};
        order[i] = (uint32_t)i;
    }
    label_stems(table, stems);
    if (table->stem_count)
        qsort_r(order, table->stem_count, sizeof *order, compare_stem_numbers, table);
    bool done = put_section(output, SECTION_WORDS, words, table->word_count * sizeof *words) &&
                put_section(output, SECTION_STEMS, stems, table->stem_count * sizeof *stems) &&
                put_section(output, SECTION_STEM_ORDER, order, table->stem_count * sizeof *order);
    free(words);
    free(stems);
    free(order);
    return done;
}

static bool put_numbers(struct output *output, enum index_section section, const struct numbers *numbers)
{
    return put_section(output, section, numbers->items ? (const void *)numbers->items : "", numbers->count * sizeof(uint32_t));
}

/* 10 bits per word and 7 hashes: 1 % false alarms. */
static bool put_dictionary(struct index_writer *writer, struct output *output)
{
    size_t size = (writer->dictionary.count * DICTIONARY_BITS / 8 + 7) / 8 * 8;
    unsigned char *bits = xcalloc(size, 1);
    for (size_t i = 0; size && i < writer->dictionary.capacity; i++) {
        uint64_t hash = writer->dictionary.hashes[i], step = hash >> 32 | 1;
        if (!hash)
            continue;
        for (unsigned j = 0; j < BLOOM_HASHES; j++, hash += step)
            bits[hash % (size * 8) / 8] |= (unsigned char)(1u << (hash % (size * 8) % 8));
    }
    bool done = put_section(output, SECTION_DUTCH, bits, size);
    free(bits);
    return done;
}

static bool put_ids(struct index_writer *writer, struct output *output)
{
    if (writer->id_count)
        qsort_r(writer->ids, writer->id_count, sizeof *writer->ids, compare_ids, &writer->words);
    struct index_id *ids = xcalloc(writer->id_count, sizeof *ids);
    for (size_t i = 0; i < writer->id_count; i++)
        ids[i] = (struct index_id){writer->ids[i].text, writer->ids[i].passage};
    bool done = put_section(output, SECTION_IDS, ids, writer->id_count * sizeof *ids);
    free(ids);
    return done;
}

static void hex(XXH128_hash_t hash, char out[33])
{
    snprintf(out, 33, "%016llx%016llx", (unsigned long long)hash.high64, (unsigned long long)hash.low64);
}

static bool put_lists(struct index_writer *writer, struct output *output)
{
    const struct index_settings *settings = &writer->settings;
    static const struct bpv_taxonomy none;
    bool done = true;
    for (enum index_section section = SECTION_TAXONOMY; done && section <= SECTION_BANK; section++) {
        struct text_buffer *buffer = &writer->buffer;
        text_buffer_clear(buffer);
        if (section == SECTION_TAXONOMY)
            index_lists_write_taxonomy(settings->taxonomy ? settings->taxonomy : &none, buffer);
        else if (section == SECTION_SOURCES)
            index_lists_write_sources(settings->sources, settings->source_count, buffer);
        else if (section == SECTION_GLOSSARY)
            index_lists_write_glossary(settings->glossary, settings->glossary_count, buffer);
        else if (section == SECTION_NOTICES)
            index_lists_write_notices(settings->notices, settings->notice_count, buffer);
        else
            index_lists_write_questions(settings->questions, settings->question_count, buffer);
        XXH3_128bits_update(writer->digest, buffer->data, buffer->length);
        done = put_section(output, section, buffer->data, buffer->length);
    }
    return done;
}

static bool put_meta(struct index_writer *writer, struct output *output)
{
    char corpus[33], generation[33];
    hex(XXH3_128bits_digest(writer->digest), corpus);
    /* The generation also changes with the vocabulary and the analyser. */
    uint32_t analyser = index_analyser_fingerprint();
    XXH3_128bits_update(writer->digest, &analyser, sizeof analyser);
    for (enum index_section section = SECTION_STRINGS; section < SECTIONS; section++)
        XXH3_128bits_update(writer->digest, &output->table[section].checksum, sizeof(uint64_t));
    hex(XXH3_128bits_digest(writer->digest), generation);
    struct text_buffer *buffer = &writer->buffer;
    text_buffer_clear(buffer);
    record_put_text(buffer, (struct bpv_text){generation, 16});
    record_put_text(buffer, (struct bpv_text){corpus, 32});
    record_put_text(buffer, writer->settings.built);
    record_put_text(buffer, writer->settings.index_name);
    const uint32_t numbers[] = {(uint32_t)writer->passage_count,
                                (uint32_t)writer->words.word_count,
                                (uint32_t)writer->words.stem_count,
                                (uint32_t)writer->id_count,
                                (uint32_t)writer->synonym_at.count - 1, /* put_sections added the end */
                                writer->words_total,
                                writer->files,
                                (uint32_t)writer->token_words};
    for (size_t i = 0; i < sizeof numbers / sizeof numbers[0]; i++)
        record_put_u32(buffer, numbers[i]);
    return put_section(output, SECTION_META, buffer->data, buffer->length);
}

static bool put_sections(struct index_writer *writer, struct output *output)
{
    size_t count = writer->passage_count;
    make_room(writer);
    writer->record_at[count] = writer->record_bytes;
    writer->token_at[count] = writer->token_words;
    push(&writer->synonym_at, (uint32_t)writer->synonyms.count);
    return put_lists(writer, output) && copy_section(output, SECTION_RECORDS, writer->records, writer->record_bytes) &&
           put_section(output, SECTION_RECORD_AT, writer->record_at, (count + 1) * 8) &&
           put_section(output, SECTION_TAGS, writer->tags, count * sizeof *writer->tags) &&
           copy_section(output, SECTION_TOKENS, writer->tokens, writer->token_words * 4) &&
           put_section(output, SECTION_TOKENS_AT, writer->token_at, (count + 1) * 8) && put_ids(writer, output) &&
           put_words(writer, output) && put_numbers(output, SECTION_PARTS_AT, &writer->parts_at) &&
           put_numbers(output, SECTION_PARTS, &writer->parts) && put_numbers(output, SECTION_COMPOUNDS_AT, &writer->compounds_at) &&
           put_numbers(output, SECTION_COMPOUNDS, &writer->compounds) && put_numbers(output, SECTION_SYNONYMS_AT, &writer->synonym_at) &&
           put_numbers(output, SECTION_SYNONYMS, &writer->synonyms) && put_dictionary(writer, output) &&
           put_section(output, SECTION_STRINGS, writer->words.strings.data ? writer->words.strings.data : "",
                       writer->words.strings.length);
}

static bool put_trailer(struct output *output, uint64_t xapian_size, uint64_t xapian_checksum)
{
    if (!pad(output, 8))
        return false;
    struct index_trailer trailer = {.schema = INDEX_SCHEMA,
                                    .analyser = index_analyser_fingerprint(),
                                    .endian = 0x01020304,
                                    .section_count = SECTIONS,
                                    .table_offset = output->at,
                                    .table_checksum = XXH3_64bits(output->table, sizeof output->table),
                                    .xapian_size = xapian_size,
                                    .xapian_checksum = xapian_checksum};
    memcpy(trailer.magic, INDEX_MAGIC, sizeof trailer.magic);
    trailer.checksum = XXH3_64bits(&trailer, offsetof(struct index_trailer, checksum));
    return fwrite(output->table, sizeof output->table, 1, output->file) == 1 &&
           fwrite(&trailer, sizeof trailer, 1, output->file) == 1 && fflush(output->file) == 0 &&
           fsync(fileno(output->file)) == 0;
}

/* Appends the sections to the Xapian database at path. */
static enum bpv_status complete_file(struct index_writer *writer, const char *path, struct bpv_error *error)
{
    struct output output = {.file = fopen(path, "r+e")};
    enum bpv_status status = BPV_OK;
    void *map = MAP_FAILED;
    struct stat about;
    if (!output.file || fstat(fileno(output.file), &about) != 0 || fseek(output.file, 0, SEEK_END) != 0)
        goto failed;
    output.at = (uint64_t)about.st_size;
    map = mmap(NULL, (size_t)about.st_size, PROT_READ, MAP_SHARED, fileno(output.file), 0);
    if (map == MAP_FAILED)
        goto failed;
    uint64_t checksum = XXH3_64bits(map, (size_t)about.st_size);
    if (!pad(&output, 4096) || !put_sections(writer, &output) || !put_meta(writer, &output) ||
        !put_trailer(&output, (uint64_t)about.st_size, checksum))
        goto failed;
    goto cleanup;
failed:
    status = write_failed(error);
cleanup:
    if (map != MAP_FAILED)
        munmap(map, (size_t)about.st_size);
    if (output.file && fclose(output.file) != 0 && status == BPV_OK)
        status = write_failed(error);
    return status;
}

enum bpv_status index_writer_finish(struct index_writer *writer, const char *path,
                                    void (*progress)(void *context, uint32_t done, uint32_t total), void *context,
                                    struct bpv_error *error)
{
    split_compounds(writer);
    list_compounds(writer);
    enum bpv_status status = add_documents(writer, progress, context, error);
    if (status == BPV_OK)
        status = search_writer_finish(writer->search, path, error);
    if (status == BPV_OK)
        status = complete_file(writer, path, error);
    if (status == BPV_OK && writer->words.strings.overflow)
        status = bpv_fail(error, BPV_TOO_LARGE, "de woordenlijst van de corpus is te groot; verdeel hem over meer indexen");
    return status;
}
