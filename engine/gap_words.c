#include "gap_words.h"

#include <stdlib.h>
#include <string.h>

#include "base.h"
#include "dictionary.h"
#include "dutch_stem.h"
#include "dutch_text.h"
#include "utf8.h"

struct kept {
    char stem[BPV_TERM_MAX];
    size_t length;
};

/* ---- Where a word stands in the question ---- */

static bool is_space(char byte)
{
    return byte == ' ' || byte == '\t' || byte == '\n' || byte == '\r';
}

/* The word is part of an e-mail or web address: its stretch between spaces has an @ or //, or begins with www. */
static bool in_address(struct bpv_text question, size_t at)
{
    size_t first = at, end = at;
    while (first > 0 && !is_space(question.start[first - 1]))
        first--;
    while (end < question.length && !is_space(question.start[end]))
        end++;
    const char *start = question.start + first;
    return memchr(start, '@', end - first) || memmem(start, end - first, "//", 2) ||
           memmem(start, end - first, "www.", 4);
}

/* Nothing but opening marks stands between this place and the end of the sentence before it. */
static bool starts_sentence(struct bpv_text question, size_t at)
{
    while (at > 0 && strchr(" \t\r\n\"'([-*", question.start[at - 1]))
        at--;
    return at == 0 || strchr(".!?", question.start[at - 1]);
}

/* Of the letters that Dutch words begin with; a name with another one is in no dictionary. */
static bool is_capital(uint32_t code_point)
{
    return (code_point >= 'A' && code_point <= 'Z') || (code_point >= 0xC0 && code_point <= 0xDE && code_point != 0xD7);
}

enum capitals { CAPITALS_NONE, CAPITALS_FIRST, CAPITALS_MORE };

static enum capitals capitals_of(struct bpv_text question, const struct dutch_word *word)
{
    size_t seen = 0, at = word->start, end = at + word->span;
    uint32_t code_point;
    bool first = false;
    while (at < end && end <= question.length) {
        size_t size = utf8_decode(question.start + at, end - at, &code_point);
        seen += is_capital(code_point);
        first |= is_capital(code_point) && at == word->start;
        at += size;
    }
    return seen > 1 ? CAPITALS_MORE : first ? CAPITALS_FIRST : CAPITALS_NONE;
}

/* ---- What the corpus and the dictionary know of it ---- */

static bool is_dutch(const struct bpv_base *base, struct bpv_text form)
{
    for (size_t i = 0; i < base->part_count; i++)
        if (index_file_is_dutch(base->parts[i].file, form))
            return true;
    return false;
}

static bool is_name(const struct bpv_base *base, struct bpv_text form)
{
    char name[BPV_TERM_MAX + 1] = {DICTIONARY_NAME};
    if (form.length > BPV_TERM_MAX)
        return true;
    memcpy(name + 1, form.start, form.length);
    return is_dutch(base, (struct bpv_text){name, form.length + 1});
}

/* The flags of the word in the vocabularies of the base, and its stem there or else the stemmer's. */
static uint32_t look_up(const struct bpv_base *base, struct bpv_text form, struct kept *kept)
{
    uint32_t flags = 0;
    kept->length = 0;
    for (size_t i = 0; i < base->part_count; i++) {
        const struct index_file *file = base->parts[i].file;
        uint32_t number = index_file_word(file, form);
        if (number == INDEX_NONE)
            continue;
        const struct index_word *word = &index_file_words(file)[number];
        flags |= word->flags;
        if (kept->length || word->stem >= file->stem_count)
            continue;
        struct bpv_text stem = index_file_string(file, index_file_stems(file)[word->stem].text);
        kept->length = stem.length <= sizeof kept->stem ? stem.length : 0;
        memcpy(kept->stem, stem.start, kept->length);
    }
    if (!kept->length)
        kept->length = dutch_stem(form.start, form.length, kept->stem);
    return flags;
}

static bool has_digit(struct bpv_text form)
{
    for (size_t i = 0; i < form.length; i++)
        if (form.start[i] >= '0' && form.start[i] <= '9')
            return true;
    return false;
}

/* True when the word says something about the subject and nothing about a person; *kept is its stem. */
static bool keeps(const struct bpv_base *base, struct bpv_text question, const struct dutch_word *word,
                  struct kept *kept)
{
    struct bpv_text form = {word->form, word->length};
    if (form.length < 2 || has_digit(form) || dutch_number(form.start, form.length) >= 0 ||
        in_address(question, word->start))
        return false;
    uint32_t flags = look_up(base, form, kept);
    bool in_corpus = flags & WORD_IN_CORPUS;
    if (flags & (WORD_STOP | WORD_RULE | WORD_NEGATION))
        return false;
    enum capitals capitals = capitals_of(question, word);
    if (capitals == CAPITALS_FIRST && !starts_sentence(question, word->start))
        return false;
    if (capitals == CAPITALS_MORE)
        return in_corpus;
    return in_corpus || (is_dutch(base, form) && !is_name(base, form));
}

/* ---- All words together ---- */

static int compare(const void *first, const void *second)
{
    const struct kept *a = first, *b = second;
    int order = memcmp(a->stem, b->stem, a->length < b->length ? a->length : b->length);
    return order ? order : (a->length > b->length) - (a->length < b->length);
}

static bool is_new(const struct kept *kept, size_t count)
{
    for (size_t i = 0; i < count; i++)
        if (compare(&kept[i], &kept[count]) == 0)
            return false;
    return true;
}

bool gap_words_write(const struct bpv_base *base, struct bpv_text question, struct text_buffer *out)
{
    struct kept kept[BPV_GAP_WORDS_MAX + 1];
    struct dutch_reader reader;
    struct dutch_word word;
    size_t count = 0;
    if (question.length > BPV_QUESTION_MAX || !utf8_valid(question.start, question.length, NULL))
        return false;
    dutch_reader_init(&reader, question.start, question.length);
    for (size_t seen = 0; seen < BPV_QUESTION_WORDS_MAX && count < BPV_GAP_WORDS_MAX && dutch_next(&reader, &word);
         seen++)
        if (keeps(base, question, &word, &kept[count]) && is_new(kept, count))
            count++;
    qsort(kept, count, sizeof *kept, compare);
    for (size_t i = 0; i < count; i++) {
        text_buffer_append_string(out, i ? " " : "");
        text_buffer_append(out, kept[i].stem, kept[i].length);
    }
    return count > 0;
}
