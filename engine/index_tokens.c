#include "index_making.h"

#include <stdlib.h>
#include <string.h>

static void count_passage(struct index_writer *writer, uint32_t stem)
{
    struct stem_entry *entry = &writer->words.stems[stem];
    uint32_t passage = (uint32_t)writer->passage_count + 1;
    if (entry->last_passage != passage) {
        entry->last_passage = passage;
        entry->passages++;
    }
}

static uint32_t stem_of(struct index_writer *writer, uint32_t number)
{
    struct word_entry *word = &writer->words.words[number];
    word->frequency++;
    word->flags |= WORD_IN_CORPUS;
    count_passage(writer, word->stem);
    return word->stem;
}

/* Appends the words of text, as numbers, to `out` and returns how many. */
static uint32_t put_list(struct index_writer *writer, struct bpv_text text, struct numbers *out)
{
    struct dutch_reader reader;
    struct dutch_word word;
    uint32_t count = 0;
    dutch_reader_init(&reader, text.start, text.length);
    for (; dutch_next(&reader, &word); count++)
        index_push(out, word_table_add(&writer->words, index_form_of(&word)));
    return count;
}

static bool sentence_ends(struct bpv_text text, size_t at)
{
    char c = text.start[at];
    if (c == '\n')
        return at + 1 >= text.length || text.start[at + 1] == '\n' || text.start[at + 1] == '-' ||
               text.start[at + 1] == '*' || (text.start[at + 1] >= '0' && text.start[at + 1] <= '9');
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
    bool numbered = marker > at && marker + 1 < text.length && text.start[marker] == '.' &&
                    text.start[marker + 1] == ' ';
    bool bullet = at + 1 < text.length && (text.start[at] == '-' || text.start[at] == '*') && text.start[at + 1] == ' ';
    *in_list |= numbered || bullet;
    return numbered ? marker + 2 : bullet ? at + 2 : at;
}

/* A sentence that asks, or that leans on the one before it, is no answer by itself: "Wel bestaat er een
 * uitzondering." */
static bool stands_by_itself(struct bpv_text text, size_t start, size_t end)
{
    static const char *const leaning[] = {"Wel ",  "Maar ",   "Toch ",  "Ook ",   "Dan ",  "Dat ",     "Dit ", "Die ",
                                          "Deze ", "Daarom ", "Daarna ", "Daar ", "Zo ",   "Soms ",    "Tot ",
                                          "Vroeger ", "In dat ", "In die ", "Lees ",  "Zie "};
    if (end > start && text.start[end - 1] == '?')
        return false;
    for (size_t i = 0; i < sizeof leaning / sizeof leaning[0]; i++) {
        size_t length = strlen(leaning[i]);
        if (end - start > length && memcmp(text.start + start, leaning[i], length) == 0)
            return false;
    }
    return true;
}

static uint32_t put_sentences(struct bpv_text text, const struct token *tokens, uint32_t token_count,
                              struct numbers *out)
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
            struct sentence sentence = {(uint16_t)first, (uint16_t)(token - first), (uint16_t)start,
                                        (uint16_t)(end - start)};
            if (in_list || !stands_by_itself(text, start, end))
                sentence.length |= SENTENCE_NO_ANSWER;
            uint32_t pair[2];
            memcpy(pair, &sentence, sizeof sentence);
            index_push(out, pair[0]);
            index_push(out, pair[1]);
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

void index_list_words(struct index_writer *writer, const struct bpv_passage *passage, struct numbers *out)
{
    out->count = 0;
    uint32_t lists = (uint32_t)(2 + passage->question_count);
    index_push(out, lists);
    for (uint32_t i = 0; i < lists + 2; i++)
        index_push(out, 0);
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
        struct token token = {word_table_add(&writer->words, index_form_of(&word)), (uint16_t)word.start,
                              (uint16_t)word.span};
        uint32_t pair[2];
        memcpy(pair, &token, sizeof token);
        index_push(out, pair[0]);
        index_push(out, pair[1]);
    }
    out->items[1 + lists] = body;
    struct token *tokens = xcalloc(body, sizeof *tokens);
    memcpy(tokens, out->items + body_at, body * sizeof *tokens);
    uint32_t sentences = put_sentences(passage->text, tokens, body, out);
    free(tokens);
    out->items[2 + lists] = sentences;
}

void index_each_word(uint32_t *words, size_t count, uint32_t (*change)(void *context, uint32_t word), void *context)
{
    if (count < 3 || words[0] > count - 3)
        return;
    uint32_t lists = words[0], *at = words + 3 + lists, *end = words + count;
    for (uint32_t i = 0; i < lists; i++)
        for (uint32_t j = 0; j < words[1 + i] && at < end; j++, at++)
            *at = change(context, *at);
    for (uint32_t i = 0; i < words[1 + lists] && at < end; i++, at += 2)
        *at = change(context, *at);
}

void index_count_asked(struct index_writer *writer, const uint32_t *words, size_t count, bool away)
{
    if (count < 3 || words[0] > count - 3)
        return;
    const uint32_t lists = words[0], *at = words + 3 + lists, *end = words + count;
    for (uint32_t i = 0; i < lists; i++)
        for (uint32_t j = 0; j < words[1 + i] && at < end; j++, at++)
            if (i != INDEX_FILE_TITLE)
                writer->words.stems[*at].asked += away ? UINT32_MAX : 1; /* that is, one less */
}

static uint32_t to_stem(void *context, uint32_t word)
{
    return stem_of(context, word);
}

enum bpv_status index_put_words(struct index_writer *writer, struct numbers *out, struct bpv_error *error)
{
    index_each_word(out->items, out->count, to_stem, writer);
    index_count_asked(writer, out->items, out->count, false);
    if (fwrite(out->items, sizeof *out->items, out->count, writer->tokens) != out->count)
        return index_write_failed(error);
    writer->token_words += out->count;
    writer->sums[writer->passage_count].words = XXH3_64bits(out->items, out->count * sizeof *out->items);
    return BPV_OK;
}
