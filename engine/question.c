#include "question.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "dictionary.h"
#include "dutch_compound.h"
#include "dutch_stem.h"
#include "dutch_text.h"
#include "spelling.h"
#include "text_buffer.h"
#include "utf8.h"

#define SLIP_COST 0.4f  /* of spelling.h: one doubled letter, or one that sounds alike */
#define ALIKE_MIN 0.5f /* Dice of the grams of two words */

#define FORM(name, value) static const float form_##name = value;
#include "ranking_weights.inc"
#undef FORM

struct word {
    struct bpv_text asked, form, stem;
    uint32_t flags;
    bool known, quoted, joined, corrected, number;
    bool asking; /* stands in a sentence that ends with a question mark */
    int concept; /* its number, or -1 */
};

struct analysis {
    const struct bpv_base *base;
    struct arena *arena;
    struct word words[BPV_QUESTION_WORDS_MAX];
    size_t count;
    struct query *query;
};

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

static bool same(struct bpv_text a, struct bpv_text b)
{
    return a.length == b.length && memcmp(a.start, b.start, a.length) == 0;
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

static uint32_t part_passages(const struct bpv_base *base, struct bpv_text stem)
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
        into->known = into->flags & WORD_FOUND || question_passages(analysis->base, into->stem) > 0;
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
    return (c == '.' || c == '!' || c == '?') && (at + 1 == text.length || text.start[at + 1] == ' ' || text.start[at + 1] == '\n');
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

/* ---- Concepts and their other forms ---- */

static struct alternative *add_alternative(struct analysis *analysis, struct concept *concept, struct bpv_text stem, float weight,
                                           enum bpv_reason_kind kind)
{
    for (size_t i = 0; i < concept->count; i++) {
        if (!same(concept->alternatives[i].stem, stem))
            continue;
        if (concept->alternatives[i].weight < weight) {
            concept->alternatives[i].weight = weight;
            concept->alternatives[i].kind = kind;
        }
        return &concept->alternatives[i];
    }
    if (concept->count == BPV_ALTERNATIVES_MAX || (!question_passages(analysis->base, stem) && !part_passages(analysis->base, stem)))
        return NULL;
    concept->alternatives[concept->count] = (struct alternative){.stem = stem, .weight = weight, .kind = kind};
    return &concept->alternatives[concept->count++];
}

/* Also as a part of compounds: "plek" finds stageplek. */
static void add_with_compounds(struct analysis *analysis, struct concept *concept, struct bpv_text stem, float weight,
                               enum bpv_reason_kind kind)
{
    struct alternative *added = add_alternative(analysis, concept, stem, weight, kind);
    if (!added || added->part_weight >= weight * form_compound_whole || stem.length < 3 || !part_passages(analysis->base, stem))
        return;
    char prefixed[BPV_TERM_MAX + 1] = "P";
    memcpy(prefixed + 1, stem.start, stem.length);
    added->prefixed = arena_text(analysis->arena, prefixed, stem.length + 1);
    added->part_weight = weight * form_compound_whole;
}

/* A compound's own parts, of the vocabulary's split or of one made now. */
static void add_parts(struct analysis *analysis, struct concept *concept, const struct word *word)
{
    for (size_t p = 0; p < analysis->base->part_count; p++) {
        const struct index_file *file = analysis->base->parts[p].file;
        uint32_t number = index_file_stem(file, word->stem), count;
        if (number == INDEX_NONE)
            continue;
        const uint32_t *parts = index_file_list(file, SECTION_PARTS_AT, SECTION_PARTS, number, &count);
        for (uint32_t i = 0; i < count; i++)
            if (parts[i] < file->stem_count)
                add_with_compounds(analysis, concept, index_file_string(file, index_file_stems(file)[parts[i]].text),
                                   i + 1 == count ? form_compound_head : form_compound_modifier, BPV_REASON_COMPOUND);
        return;
    }
    struct bpv_span parts[BPV_COMPOUND_PARTS_MAX];
    size_t count = question_split(analysis->base, word->form, parts);
    for (size_t i = 0; i < count; i++) {
        uint32_t flags;
        struct bpv_text form = {word->form.start + parts[i].start, parts[i].length};
        add_with_compounds(analysis, concept, question_stem(analysis->base, form, analysis->arena, &flags),
                           i + 1 == count ? form_compound_head : form_compound_modifier, BPV_REASON_COMPOUND);
    }
}

static bool derivational(const char *suffix, size_t length)
{
    static const char *const suffixes[] = {"",     "ing",  "er",   "ers",  "ster",  "baar", "elijk", "lijk", "heid", "t",
                                           "d",    "de",   "te",   "end",  "eer",   "atie", "ator",  "en",   "ering", "iner",
                                           "inering", "inator", "ig", "sel", "nis", "enis", "schap", "loos", "s",   "er",
                                           "eling", "aar", "teit", "iteit", "isch", "ief", "tief",  "ment", "ant",  "ent", NULL};
    for (size_t i = 0; suffixes[i]; i++)
        if (strncmp(suffixes[i], suffix, length) == 0 && suffixes[i][length] == '\0')
            return true;
    return false;
}

/* Words of the same family: ondertekening and ondertekenen share all but a derivational ending. */
static void add_related(struct analysis *analysis, struct concept *concept, struct bpv_text stem)
{
    if (stem.length < 5)
        return;
    size_t shared = stem.length > 7 ? stem.length - 4 : 4;
    shared = shared < 5 && stem.length >= 6 ? 5 : shared;
    for (size_t p = 0; p < analysis->base->part_count; p++) {
        const struct index_file *file = analysis->base->parts[p].file;
        const uint32_t *order = (const void *)file->sections[SECTION_STEM_ORDER].start;
        uint32_t at = index_file_stem_lower_bound(file, (struct bpv_text){stem.start, shared});
        for (uint32_t seen = 0; at < file->stem_count && seen < 400; at++, seen++) {
            if (order[at] >= file->stem_count)
                return;
            const struct index_stem_entry *entry = &index_file_stems(file)[order[at]];
            struct bpv_text other = index_file_string(file, entry->text);
            if (other.length < shared || memcmp(other.start, stem.start, shared) != 0)
                break;
            size_t common = shared;
            while (common < stem.length && common < other.length && stem.start[common] == other.start[common])
                common++;
            if (!entry->passages || same(other, stem))
                continue;
            for (size_t cut = common; cut >= shared; cut--)
                if (derivational(stem.start + cut, stem.length - cut) && derivational(other.start + cut, other.length - cut)) {
                    add_alternative(analysis, concept, other, form_related, BPV_REASON_RELATED);
                    break;
                }
        }
    }
}

static int compare_numbers(const void *a, const void *b)
{
    uint32_t x = *(const uint32_t *)a, y = *(const uint32_t *)b;
    return x < y ? -1 : x > y;
}

/* Words that share most of their 4-letter grams: what stemming and splitting miss. */
static void add_alike(struct analysis *analysis, struct concept *concept, struct bpv_text stem)
{
    enum { LIST_MAX = 256, ALL_MAX = 3072, ALIKE_MAX = 6 };
    if (stem.length < INDEX_GRAM_WORD)
        return;
    uint32_t *found = arena_alloc(analysis->arena, ALL_MAX * sizeof *found);
    for (size_t p = 0; p < analysis->base->part_count; p++) {
        const struct index_file *file = analysis->base->parts[p].file;
        size_t total = 0, added = 0;
        for (size_t i = 0; i + INDEX_GRAM <= stem.length; i++) {
            uint32_t count;
            const uint32_t *list = index_file_gram(file, stem.start + i, &count);
            if (!count || count > LIST_MAX || total + count > ALL_MAX) /* a gram of many words tells little */
                continue;
            memcpy(found + total, list, count * sizeof *list);
            total += count;
        }
        qsort(found, total, sizeof *found, compare_numbers);
        for (size_t i = 0, run; i < total && added < ALIKE_MAX; i += run) {
            for (run = 1; i + run < total && found[i + run] == found[i]; run++)
                ;
            if (found[i] >= file->stem_count)
                return;
            struct bpv_text other = index_file_string(file, index_file_stems(file)[found[i]].text);
            float likeness = 2 * (float)run / (float)(stem.length + other.length - 2 * INDEX_GRAM + 2);
            if (likeness < ALIKE_MIN || same(other, stem))
                continue;
            add_alternative(analysis, concept, other, form_gram * likeness, BPV_REASON_RELATED);
            added++;
        }
    }
}

/* A Dutch word that the corpus lacks, a slip away from one that it has: "stopen" is a word, but "stoppen" is meant more often. */
static void add_misspelt(struct analysis *analysis, struct concept *concept, const struct word *word)
{
    for (size_t p = 0; p < analysis->base->part_count; p++) {
        const struct index_file *file = analysis->base->parts[p].file;
        float cost = 0;
        uint32_t number = spelling_nearest(file, word->form, &cost), flags;
        if (number == INDEX_NONE || cost > SLIP_COST)
            continue;
        struct bpv_text meant = index_file_string(file, index_file_words(file)[number].text);
        add_with_compounds(analysis, concept, question_stem(analysis->base, meant, analysis->arena, &flags), form_slip,
                           BPV_REASON_RELATED);
    }
}

static struct concept *concept_of(struct analysis *analysis, size_t word)
{
    int number = analysis->words[word].concept;
    return number < 0 ? NULL : &analysis->query->concepts[number];
}

/* Leer bedrijf: two words that make one word of the corpus. */
static void join_neighbours(struct analysis *analysis)
{
    for (size_t i = 0; i + 1 < analysis->count; i++) {
        const struct word *a = &analysis->words[i], *b = &analysis->words[i + 1];
        if (a->number || b->number || a->quoted || b->quoted || a->form.length + b->form.length >= BPV_TERM_MAX - 2)
            continue;
        char form[BPV_TERM_MAX];
        memcpy(form, a->form.start, a->form.length);
        memcpy(form + a->form.length, b->form.start, b->form.length);
        uint32_t flags;
        struct bpv_text stem = question_stem(analysis->base, (struct bpv_text){form, a->form.length + b->form.length},
                                             analysis->arena, &flags);
        if (!question_passages(analysis->base, stem))
            continue;
        for (size_t j = i; j <= i + 1; j++)
            if (concept_of(analysis, j))
                add_alternative(analysis, concept_of(analysis, j), stem, form_joined, BPV_REASON_COMPOUND);
    }
}

/* ---- Synonyms ---- */

static void add_target(struct analysis *analysis, struct concept *concept, const struct index_file *file, const uint32_t *stems,
                       uint32_t count)
{
    for (uint32_t i = 0; i < count; i++) {
        if (stems[i] >= file->stem_count)
            return;
        struct bpv_text stem = index_file_string(file, index_file_stems(file)[stems[i]].text);
        uint32_t word = index_file_word(file, stem);
        if (count > 1 && word != INDEX_NONE && index_file_words(file)[word].flags & (WORD_STOP | WORD_WEAK | WORD_RULE | WORD_NEGATION))
            continue;
        /* "22" may become "vanaf 18 jaar": the number stands for it, "jaar" does not. */
        if (count > 1 && concept->number && !(stem.length && stem.start[0] >= '0' && stem.start[0] <= '9'))
            continue;
        if (count == 1)
            add_with_compounds(analysis, concept, stem, form_synonym, BPV_REASON_SYNONYM);
        else
            add_alternative(analysis, concept, stem, form_synonym_word, BPV_REASON_SYNONYM);
    }
}

/*
 * The words first .. first+length-1 of the question are the expression of this entry: add its targets to those that tell; in "niet erkend"
 * that is the second.
 */
static void apply_synonym(struct analysis *analysis, const struct index_file *file, const uint32_t *entry, const uint32_t *end,
                          size_t first, uint32_t length)
{
    const uint32_t *at = entry + 1 + length;
    uint32_t targets = at < end ? *at++ : 0;
    bool telling = false;
    for (size_t w = first; w < first + length; w++)
        telling |= concept_of(analysis, w) && question_tells(concept_of(analysis, w));
    for (uint32_t t = 0; t < targets && at < end; t++) {
        uint32_t count = *at++;
        if (count > (size_t)(end - at))
            return;
        for (size_t w = first; w < first + length; w++)
            if (concept_of(analysis, w) && !analysis->words[w].quoted && (length == 1 || !analysis->words[w].number || count == 1) &&
                (!telling || question_tells(concept_of(analysis, w))))
                add_target(analysis, concept_of(analysis, w), file, at, count);
        at += count;
    }
}

static bool entry_matches(const struct analysis *analysis, const struct index_file *file, const uint32_t *entry, uint32_t length,
                          size_t first)
{
    if (first + length > analysis->count)
        return false;
    for (uint32_t i = 0; i < length; i++) {
        if (entry[1 + i] >= file->stem_count ||
            !same(index_file_string(file, index_file_stems(file)[entry[1 + i]].text), analysis->words[first + i].stem))
            return false;
    }
    return true;
}

static void add_synonyms(struct analysis *analysis)
{
    for (size_t p = 0; p < analysis->base->part_count; p++) {
        const struct index_file *file = analysis->base->parts[p].file;
        const uint32_t *offsets = (const void *)file->sections[SECTION_SYNONYMS_AT].start;
        const uint32_t *items = (const void *)file->sections[SECTION_SYNONYMS].start;
        size_t total = file->sections[SECTION_SYNONYMS].length / 4;
        for (size_t w = 0; w < analysis->count; w++) {
            uint32_t stem = index_file_stem(file, analysis->words[w].stem);
            if (stem == INDEX_NONE)
                continue;
            uint32_t low = 0, high = file->synonym_count;
            while (low < high) {
                uint32_t middle = low + (high - low) / 2;
                if (offsets[middle] + 1 < total && items[offsets[middle] + 1] < stem)
                    low = middle + 1;
                else
                    high = middle;
            }
            for (; low < file->synonym_count && offsets[low] + 1 < total && items[offsets[low] + 1] == stem; low++) {
                const uint32_t *entry = items + offsets[low], *end = items + total;
                uint32_t length = entry[0];
                if (length < (size_t)(end - entry) && entry_matches(analysis, file, entry, length, w))
                    apply_synonym(analysis, file, entry, end, w, length);
            }
        }
    }
}

/* ---- Weights ---- */

static float idf_of(const struct analysis *analysis, struct bpv_text stem)
{
    return index_idf(question_passages(analysis->base, stem), analysis->base->passage_count);
}

static void weigh(struct analysis *analysis, struct concept *concept, const struct word *word)
{
    float weight = 0;
    if (question_passages(analysis->base, word->stem)) {
        weight = idf_of(analysis, word->stem);
    } else {
        for (size_t i = 0; i < concept->count; i++) {
            float idf = idf_of(analysis, concept->alternatives[i].stem);
            if (idf > weight)
                weight = idf;
        }
    }
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
        if (analysis->words[i].concept >= 0 && same(analysis->words[i].stem, word->stem)) {
            word->concept = analysis->words[i].concept;
            analysis->words[i].asking |= word->asking;
            return false;
        }
    if (query->count == BPV_CONCEPTS_MAX)
        return false;
    word->concept = (int)query->count;
    struct concept *concept = &query->concepts[query->count++];
    *concept = (struct concept){.asked = word->asked, .stem = word->stem, .stop = stop, .rule = (word->flags & WORD_RULE) != 0,
                               .weak = (word->flags & WORD_WEAK) != 0, .ask = (word->flags & WORD_ASK) != 0,
                               .negation = (word->flags & WORD_NEGATION) != 0,
                               .outside = (word->flags & WORD_OUTSIDE) != 0,
                               .year = is_year(word->form),
                               .age = word->number && word->form.length == 2 && word->form.start[1] >= '0', .number = word->number};
    query->asks_rule |= concept->rule;
    enum bpv_reason_kind kind = word->corrected ? BPV_REASON_SPELLING : BPV_REASON_WORD;
    float weight = word->corrected ? form_corrected : 1.0f;
    if (stop || word->quoted) {
        add_alternative(analysis, concept, word->stem, weight, kind);
        return true;
    }
    add_with_compounds(analysis, concept, word->stem, weight, kind);
    if (!word->number && !word->known)
        add_misspelt(analysis, concept, word);
    if (!word->number) {
        add_parts(analysis, concept, word);
        add_related(analysis, concept, word->stem);
        add_alike(analysis, concept, word->stem);
    }
    return true;
}

void question_analyze(const struct bpv_base *base, struct bpv_text text, struct arena *arena, struct query *query)
{
    *query = (struct query){.concepts = arena_alloc(arena, BPV_CONCEPTS_MAX * sizeof(struct concept)), .corrected = text, .text = text};
    struct analysis *analysis = arena_alloc(arena, sizeof *analysis);
    *analysis = (struct analysis){.base = base, .arena = arena, .query = query};
    read_words(analysis, text);
    mark_asking(analysis, text);
    correct_words(analysis);
    if (query->corrected.start == text.start)
        query->corrected = (struct bpv_text){"", 0};
    for (size_t i = 0; i < analysis->count; i++)
        make_concept(analysis, i, false);
    /* Stop words come last and count little, but "wie" and "wanneer" tell variants of a question apart. */
    for (size_t i = 0; i < analysis->count; i++)
        if (analysis->words[i].concept < 0)
            make_concept(analysis, i, true);
    join_neighbours(analysis);
    add_synonyms(analysis);
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
}

/* Expressions of a notice: count, then for each its length and stems. */
static bool mentions_one_of(const struct index_file *file, const struct query *query, uint32_t notice)
{
    uint32_t stems[BPV_QUESTION_WORDS_MAX];
    for (size_t i = 0; i < query->token_count; i++)
        stems[i] = index_file_stem(file, query->stem_texts[i]);
    uint32_t total;
    const uint32_t *at = index_file_list(file, SECTION_NOTICES_AT, SECTION_NOTICE_STEMS, notice, &total), *end = at + total;
    while (at < end) {
        uint32_t length = *at++;
        if (!length || length > (size_t)(end - at))
            return false;
        for (size_t first = 0; first + length <= query->token_count; first++)
            if (memcmp(stems + first, at, length * sizeof *at) == 0)
                return true;
        at += length;
    }
    return false;
}

bool question_mentions(const struct bpv_base *base, const struct query *query, size_t notice)
{
    size_t before = 0;
    for (size_t p = 0; p < base->part_count; p++) {
        const struct base_part *part = &base->parts[p];
        if (notice >= before + part->lists.notice_count) {
            before += part->lists.notice_count;
            continue;
        }
        return mentions_one_of(part->file, query, (uint32_t)(notice - before));
    }
    return false;
}
