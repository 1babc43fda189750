#include "question_forms.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "dictionary.h"
#include "dutch_compound.h"
#include "dutch_stem.h"
#include "dutch_text.h"
#include "spelling.h"
#include "text_buffer.h"
#include "unanswered.h"
#include "utf8.h"

enum bpv_status question_check(const struct bpv_question *question, struct bpv_error *error)
{
    size_t bad;
    if (question->text.length > BPV_QUESTION_MAX)
        return bpv_fail(error, BPV_TOO_LARGE, "de vraag is langer dan %u tekens; stel hem korter", BPV_QUESTION_MAX);
    if (!utf8_valid(question->text.start, question->text.length, &bad))
        return bpv_fail(error, BPV_INVALID, "de vraag is geen geldige tekst (UTF-8), vanaf byte %zu", bad + 1);
    if (question->limit > BPV_ANSWERS_LIMIT_MAX)
        return bpv_fail(error, BPV_INVALID, "limit mag hoogstens %u zijn", BPV_ANSWERS_LIMIT_MAX);
    if (question->offset > BPV_ANSWERS_OFFSET_MAX)
        return bpv_fail(error, BPV_INVALID, "offset mag hoogstens %u zijn", BPV_ANSWERS_OFFSET_MAX);
    return BPV_OK;
}

/* Is the stem itself a word for a subject that the corpus does not cover? Its inflections are too. */
static uint32_t outside_flag(const struct index_file *file, struct bpv_text stem)
{
    uint32_t number = index_file_word(file, stem);
    return number == INDEX_NONE ? 0 : index_file_words(file)[number].flags & WORD_OUTSIDE;
}

/* A stem that the corpus does not have may be a form of one that it has: "melde" gives "meld", of "melden". */
static struct bpv_text vocabulary_stem(const struct bpv_base *base, struct bpv_text stem)
{
    struct bpv_text found = {NULL, 0};
    for (size_t i = 0; i < base->part_count; i++) {
        const struct index_file *file = base->parts[i].file;
        uint32_t known = index_file_stem(file, stem), number = index_file_word(file, stem);
        if (known != INDEX_NONE && index_file_stems(file)[known].passages)
            return (struct bpv_text){NULL, 0};
        if (!found.start && number != INDEX_NONE && index_file_words(file)[number].stem < file->stem_count)
            found = index_file_string(file, index_file_stems(file)[index_file_words(file)[number].stem].text);
    }
    return found;
}

struct bpv_text question_stem(const struct bpv_base *base, struct bpv_text form, struct arena *arena, uint32_t *flags)
{
    struct bpv_text stem = {NULL, 0};
    *flags = 0;
    for (size_t i = 0; i < base->part_count; i++) {
        const struct index_file *file = base->parts[i].file;
        uint32_t number = index_file_word(file, form);
        if (number == INDEX_NONE)
            continue;
        const struct index_word *word = &index_file_words(file)[number];
        *flags |= word->flags | 1u << 31;
        if (!stem.start && word->stem < file->stem_count)
            stem = index_file_string(file, index_file_stems(file)[word->stem].text);
    }
    if (!stem.start) {
        char bytes[BPV_TERM_MAX];
        size_t length = dutch_stem(form.start, form.length, bytes);
        stem = vocabulary_stem(base, (struct bpv_text){bytes, length});
        if (!stem.start)
            stem = arena_text(arena, bytes, length);
    }
    for (size_t i = 0; i < base->part_count; i++)
        *flags |= outside_flag(base->parts[i].file, stem);
    return stem;
}

#define WORD_FOUND (1u << 31)

uint32_t question_passages(const struct bpv_base *base, struct bpv_text stem)
{
    uint32_t passages = 0;
    for (size_t i = 0; i < base->part_count; i++) {
        uint32_t number = index_file_stem(base->parts[i].file, stem);
        if (number != INDEX_NONE)
            passages += index_file_stems(base->parts[i].file)[number].passages;
    }
    return passages;
}

uint32_t question_part_passages(const struct bpv_base *base, struct bpv_text stem)
{
    uint32_t passages = 0;
    for (size_t i = 0; i < base->part_count; i++) {
        uint32_t number = index_file_stem(base->parts[i].file, stem);
        if (number != INDEX_NONE)
            passages += index_file_stems(base->parts[i].file)[number].part_passages;
    }
    return passages;
}

static bool is_dutch(const struct bpv_base *base, struct bpv_text form)
{
    for (size_t i = 0; i < base->part_count; i++)
        if (index_file_is_dutch(base->parts[i].file, form))
            return true;
    return false;
}

/* Names are in the dictionary too, apart: never mended, and no part of compounds. */
static bool is_dutch_name(const struct bpv_base *base, struct bpv_text form)
{
    char name[BPV_TERM_MAX + 1] = {DICTIONARY_NAME};
    if (form.length > BPV_TERM_MAX)
        return false;
    memcpy(name + 1, form.start, form.length);
    return is_dutch(base, (struct bpv_text){name, form.length + 1});
}

static bool in_corpus(const struct bpv_base *base, struct bpv_text form)
{
    for (size_t i = 0; i < base->part_count; i++) {
        uint32_t word = index_file_word(base->parts[i].file, form);
        if (word != INDEX_NONE && index_file_words(base->parts[i].file)[word].flags & WORD_IN_CORPUS)
            return true;
    }
    return false;
}

static bool known_part(void *context, const char *bytes, size_t length)
{
    struct bpv_text form = {bytes, length};
    return in_corpus(context, form) || (length >= 4 && is_dutch(context, form));
}

/* Short words of the dictionary turn up in typing errors by chance. */
static bool surely_known_part(void *context, const char *bytes, size_t length)
{
    struct bpv_text form = {bytes, length};
    return in_corpus(context, form) || (length >= 5 && is_dutch(context, form));
}

static size_t split(const struct bpv_base *base, struct bpv_text form, dutch_known_word *known,
                    struct bpv_span parts[BPV_COMPOUND_PARTS_MAX])
{
    union {
        const struct bpv_base *from;
        void *to;
    } context = {.from = base};
    return dutch_split(form.start, form.length, known, context.to, parts);
}

size_t question_split(const struct bpv_base *base, struct bpv_text form, struct bpv_span parts[BPV_COMPOUND_PARTS_MAX])
{
    return split(base, form, known_part, parts);
}

/* ---- Words ---- */

static void read_words(struct analysis *analysis, struct bpv_text text)
{
    struct dutch_reader reader;
    struct dutch_word word;
    dutch_reader_init(&reader, text.start, text.length);
    while (analysis->count < BPV_QUESTION_WORDS_MAX && dutch_next(&reader, &word)) {
        struct word *into = &analysis->words[analysis->count++];
        size_t quotes = 0;
        for (uint32_t i = 0; i < word.start; i++)
            quotes += text.start[i] == '"';
        *into = (struct word){.asked = {text.start + word.start, word.span},
                              .form = arena_text(analysis->arena, word.form, word.length),
                              .joined = word.joined,
                              .quoted = quotes % 2 == 1,
                              .number = word.form[0] >= '0' && word.form[0] <= '9',
                              .concept = -1};
        into->stem = question_stem(analysis->base, into->form, analysis->arena, &into->flags);
        into->known = into->flags & WORD_FOUND || forms_known(analysis, into->stem)->passages > 0;
    }
}

bool question_tells(const struct concept *concept)
{
    return !concept->stop && !concept->weak && !concept->rule && !concept->negation;
}

/* True if a sentence ends at this byte. */
static bool sentence_ends(struct bpv_text text, size_t at)
{
    char c = text.start[at];
    return (c == '.' || c == '!' || c == '?') &&
           (at + 1 == text.length || text.start[at + 1] == ' ' || text.start[at + 1] == '\n');
}

size_t question_sentences(struct bpv_text text, struct bpv_text *sentences, size_t capacity)
{
    size_t count = 0, start = 0;
    for (size_t i = 0; i < text.length; i++) {
        if (!sentence_ends(text, i) && i + 1 < text.length)
            continue;
        if (count < capacity)
            sentences[count] = (struct bpv_text){text.start + start, i + 1 - start};
        count++;
        start = i + 1;
    }
    return count;
}

/* A mail tells a story around its question: words of the sentences that ask count for more. */
static void mark_asking(struct analysis *analysis, struct bpv_text text)
{
    size_t word = 0;
    bool any = false;
    for (size_t i = 0; i < text.length; i++) {
        char c = text.start[i];
        if (!sentence_ends(text, i) && i + 1 < text.length)
            continue;
        for (; word < analysis->count && analysis->words[word].asked.start <= text.start + i; word++)
            analysis->words[word].asking = c == '?';
        any |= c == '?';
    }
    for (size_t i = 0; i < analysis->count && !any; i++)
        analysis->words[i].asking = true;
}

/* Typing errors: only words that neither the corpus nor the dictionary has, and that are no compound of such words. */
static void correct_words(struct analysis *analysis)
{
    struct bpv_span parts[BPV_COMPOUND_PARTS_MAX];
    bool any = false;
    for (size_t i = 0; i < analysis->count; i++) {
        struct word *word = &analysis->words[i];
        if (word->known || word->quoted || word->number || is_dutch(analysis->base, word->form) ||
            is_dutch_name(analysis->base, word->form) ||
            split(analysis->base, word->form, surely_known_part, parts))
            continue;
        float cost = 0, best = 100;
        for (size_t p = 0; p < analysis->base->part_count; p++) {
            const struct index_file *file = analysis->base->parts[p].file;
            uint32_t number = spelling_nearest(file, word->form, &cost);
            if (number == INDEX_NONE || cost >= best)
                continue;
            best = cost;
            word->form = index_file_string(file, index_file_words(file)[number].text);
            word->corrected = any = true;
        }
        if (word->corrected) {
            word->stem = question_stem(analysis->base, word->form, analysis->arena, &word->flags);
            word->known = true;
        }
        word->strange = !word->corrected;
    }
    if (!any)
        return;
    struct text_buffer mended;
    text_buffer_init(&mended, 4 * BPV_QUESTION_MAX);
    const char *at = analysis->query->corrected.start, *end = at + analysis->query->corrected.length;
    for (size_t i = 0; i < analysis->count; i++) {
        const struct word *word = &analysis->words[i];
        if (!word->corrected)
            continue;
        text_buffer_append(&mended, at, (size_t)(word->asked.start - at));
        text_buffer_append_text(&mended, word->form);
        at = word->asked.start + word->asked.length;
    }
    text_buffer_append(&mended, at, (size_t)(end - at));
    analysis->query->corrected = arena_text(analysis->arena, mended.data, mended.length);
    text_buffer_release(&mended);
}

/* ---- Weights ---- */

static float idf_of(struct analysis *analysis, struct bpv_text stem)
{
    return index_idf(forms_known(analysis, stem)->passages, analysis->base->passage_count);
}

static void weigh(struct analysis *analysis, struct concept *concept, const struct word *word)
{
    float weight = 0;
    if (forms_known(analysis, word->stem)->passages && !concept->expression) {
        weight = idf_of(analysis, word->stem);
    } else {
        for (size_t i = 0; i < concept->count; i++) {
            float idf = idf_of(analysis, concept->alternatives[i].stem);
            if (idf > weight)
                weight = idf;
        }
    }
    if (concept->expression)
        weight *= form_expression;
    concept->unknown = concept->count == 0;
    if (concept->unknown)
        weight = index_idf(0, analysis->base->passage_count) * form_unknown_dutch;
    if (concept->ask)
        weight *= form_ask_word;
    else if (concept->stop)
        weight *= form_stop_word;
    else if (concept->rule)
        weight *= form_rule_word;
    else if (concept->weak)
        weight *= form_weak_word;
    if (!word->asking)
        weight *= form_told;
    concept->told = !word->asking;
    concept->weight = weight;
}

static bool is_year(struct bpv_text form)
{
    return form.length == 4 && (memcmp(form.start, "19", 2) == 0 || memcmp(form.start, "20", 2) == 0) &&
           form.start[2] >= '0' && form.start[2] <= '9' && form.start[3] >= '0' && form.start[3] <= '9';
}

static bool make_concept(struct analysis *analysis, size_t number, bool with_stop_words)
{
    struct word *word = &analysis->words[number];
    struct query *query = analysis->query;
    bool stop = word->flags & WORD_STOP && !word->quoted;
    if (stop && !with_stop_words)
        return false;
    for (size_t i = 0; i < number; i++)
        if (analysis->words[i].concept >= 0 && text_equal(analysis->words[i].stem, word->stem)) {
            word->concept = analysis->words[i].concept;
            analysis->words[i].asking |= word->asking;
            return false;
        }
    if (query->count == BPV_CONCEPTS_MAX)
        return false;
    word->concept = (int)query->count;
    struct concept *concept = &query->concepts[query->count++];
    *concept = (struct concept){.asked = word->asked,
                                .stem = word->stem,
                                .stop = stop,
                                .rule = (word->flags & WORD_RULE) != 0,
                                .weak = (word->flags & WORD_WEAK) != 0,
                                .ask = (word->flags & WORD_ASK) != 0,
                                .negation = (word->flags & WORD_NEGATION) != 0,
                                .outside = (word->flags & WORD_OUTSIDE) != 0,
                                .year = is_year(word->form),
                                .age = word->number && word->form.length == 2 && word->form.start[1] >= '0',
                                .number = word->number};
    query->asks_rule |= concept->rule;
    enum bpv_reason_kind kind = word->corrected ? BPV_REASON_SPELLING : BPV_REASON_WORD;
    float weight = word->corrected ? form_corrected : 1.0f;
    if (stop || word->quoted) {
        forms_add(analysis, concept, word->stem, weight, kind);
        return true;
    }
    forms_add_with_compounds(analysis, concept, word->stem, weight, kind);
    if (!word->number)
        forms_add_of_word(analysis, concept, word);
    return true;
}

void question_analyze(const struct bpv_base *base, struct bpv_text text, struct arena *arena, struct query *query)
{
    question_analyze_without(base, text, arena, 0, query);
}

void question_analyze_without(const struct bpv_base *base, struct bpv_text text, struct arena *arena, unsigned without,
                              struct query *query)
{
    *query = (struct query){.concepts = arena_take(arena, BPV_CONCEPTS_MAX * sizeof(struct concept)),
                            .corrected = text,
                            .text = text,
                            .without = without,
                            .ages = age_range_of(text),
                            .amounts = amounts_asked(text)};
    struct analysis *analysis = arena_take(arena, sizeof *analysis);
    *analysis = (struct analysis){.base = base, .arena = arena, .query = query, .without = without};
    read_words(analysis, text);
    mark_asking(analysis, text);
    if (!(without & WITHOUT_SPELLING))
        correct_words(analysis);
    if (query->corrected.start == text.start)
        query->corrected = (struct bpv_text){"", 0};
    for (size_t i = 0; i < analysis->count; i++)
        make_concept(analysis, i, false);
    /* Stop words come last and count little, but "wie" and "wanneer" tell variants of a question apart. */
    for (size_t i = 0; i < analysis->count; i++)
        if (analysis->words[i].concept < 0)
            make_concept(analysis, i, true);
    forms_add_of_expressions(analysis);
    query->stem_texts = arena_alloc(arena, (analysis->count + 1) * sizeof *query->stem_texts);
    query->token_count = analysis->count;
    bool weighed[BPV_CONCEPTS_MAX] = {false};
    for (size_t i = 0; i < analysis->count; i++) {
        const struct word *word = &analysis->words[i];
        query->stem_texts[i] = word->stem;
        if (word->concept < 0 || weighed[word->concept])
            continue;
        weighed[word->concept] = true;
        struct concept *concept = &query->concepts[word->concept];
        weigh(analysis, concept, word);
        query->total += concept->weight;
        query->unknown += concept->unknown ? concept->weight : 0;
    }
    if (!(without & WITHOUT_UNANSWERED))
        unanswered_compare(base, query);
}

/* Expressions of a notice: for each its length and stems. */
static bool mentions_one_of(const struct index_file *file, const uint32_t *stems, size_t count, uint32_t notice)
{
    uint32_t total;
    const uint32_t *at = index_file_list(file, SECTION_NOTICES_AT, SECTION_NOTICE_STEMS, notice, &total);
    const uint32_t *end = at + total;
    while (at < end) {
        uint32_t length = *at++;
        if (!length || length > (size_t)(end - at))
            return false;
        for (size_t first = 0; first + length <= count; first++)
            if (stems[first] == *at && memcmp(stems + first, at, length * sizeof *at) == 0)
                return true;
        at += length;
    }
    return false;
}

size_t question_notices(const struct bpv_base *base, const struct query *query, size_t *notices, size_t capacity)
{
    size_t before = 0, found = 0;
    for (size_t p = 0; p < base->part_count; p++) {
        const struct base_part *part = &base->parts[p];
        uint32_t stems[BPV_QUESTION_WORDS_MAX];
        for (size_t i = 0; part->lists.notice_count && i < query->token_count; i++)
            stems[i] = index_file_stem(part->file, query->stem_texts[i]);
        for (size_t i = 0; i < part->lists.notice_count && found < capacity; i++)
            if (mentions_one_of(part->file, stems, query->token_count, (uint32_t)i))
                notices[found++] = before + i;
        before += part->lists.notice_count;
    }
    return found;
}
