/*
 * Near-duplicates and contradictions. Texts become sets of overlapping word groups (shingles) in which numbers, units
 * of time and money, months and words of permission are masked; similar_sets finds the pairs that are alike. What was
 * masked is then compared: the same text with other values may be a contradiction.
 */
#include <stdlib.h>
#include <string.h>

#include "base.h"
#include "coverage_parts.h"
#include "dutch_text.h"
#include "similar_sets.h"
#include "text_buffer.h"
#include "utf8.h"

#define WORDS_MAX BPV_PASSAGE_TEXT_MAX
#define QUOTE_MAX 140 /* bytes of a sentence that a finding quotes */
#define MASK 0x9E3779B97F4A7C15u

struct value { /* a number with its unit, or a month */
    uint64_t hash;
    uint32_t start, length; /* in the text of the unit */
};

struct unit { /* a passage, or one of its sentences */
    uint32_t passage;
    struct bpv_text text;
    size_t first_value;
    uint32_t value_count, negations, modals;
};

struct comparison { /* of all units of one kind */
    struct unit *units;
    struct set *sets; /* of each unit the shingles */
    size_t unit_count, unit_capacity, set_capacity;
    uint64_t *shingles;
    size_t shingle_count, shingle_capacity;
    struct value *values;
    size_t value_count, value_capacity;
    size_t shingle_size;
    unsigned percent;
};

struct overlap_pair {
    uint32_t first, second; /* passages */
    unsigned percent;
    bool contradiction, sentences;
    struct bpv_text quote_first, quote_second;
    struct value differ_first, differ_second; /* a value of each that the other lacks; length 0 if none */
};

struct pairs {
    struct overlap_pair *items;
    size_t count, capacity;
};

#define GROW(array, count, capacity)                                                                                   \
    do {                                                                                                               \
        if ((count) == (capacity)) {                                                                                   \
            (capacity) = (capacity) ? (capacity)*2 : 256;                                                              \
            (array) = xrealloc((array), (capacity) * sizeof *(array));                                                 \
        }                                                                                                              \
    } while (0)

static bool is_one_of(const struct dutch_word *word, const char *const *list, size_t *at)
{
    for (size_t i = 0; list[i]; i++) {
        if (list[i][0] == word->form[0] && strlen(list[i]) == word->length &&
            memcmp(list[i], word->form, word->length) == 0) {
            if (at)
                *at = i;
            return true;
        }
    }
    return false;
}

static const char *const unit_words[] = {"jaar",    "jaren",   "maand",     "maanden",  "week", "weken", "dag",
                                         "dagen",   "werkdag", "werkdagen", "kwartaal", "uur",  "uren",  "minuut",
                                         "minuten", "euro",    "procent",   "sbu",      NULL};
static const char *const month_words[] = {"januari",  "februari",  "maart",   "april",    "mei",      "juni", "juli",
                                          "augustus", "september", "oktober", "november", "december", NULL};
static const char *const negation_words[] = {"niet", "geen", "nooit", "verboden", NULL};
static const char *const modal_words[] = {"mag",       "mogen",    "moet",     "moeten",    "hoeft",    "hoeven",
                                          "verplicht", "minstens", "minimaal", "hoogstens", "maximaal", NULL};

static void add_value(struct comparison *comparison, struct unit *unit, const struct dutch_word *word, uint64_t hash)
{
    GROW(comparison->values, comparison->value_count, comparison->value_capacity);
    comparison->values[comparison->value_count++] = (struct value){hash, word->start, word->span};
    unit->value_count++;
}

/* A unit of time or money belongs to the number before it. */
static void extend_value(struct comparison *comparison, struct unit *unit, const struct dutch_word *word, uint64_t hash,
                         bool after_number)
{
    if (!after_number || !unit->value_count)
        return;
    struct value *value = &comparison->values[comparison->value_count - 1];
    value->hash = value->hash * 31 + hash;
    if (word->start >= value->start)
        value->length = word->start + word->span - value->start;
}

/* What stands for the word in shingles; numbers and the like are set apart. */
static uint64_t mask_word(struct comparison *comparison, struct unit *unit, const struct dutch_word *word,
                          bool *after_number)
{
    uint64_t hash = index_hash((struct bpv_text){word->form, word->length});
    bool number = word->form[0] >= '0' && word->form[0] <= '9';
    bool was_number = *after_number;
    size_t modal;
    *after_number = number;
    if (number || is_one_of(word, month_words, NULL)) {
        add_value(comparison, unit, word, hash);
        return MASK;
    }
    if (is_one_of(word, unit_words, NULL)) {
        extend_value(comparison, unit, word, hash, was_number);
        return MASK;
    }
    if (is_one_of(word, modal_words, &modal)) {
        unit->modals |= 1u << modal / 2 * 2; /* "mag" and "mogen" are one */
        return MASK;
    }
    unit->negations += is_one_of(word, negation_words, NULL);
    return is_one_of(word, negation_words, NULL) ? 0 : hash;
}

static int by_number(const void *a, const void *b)
{
    uint64_t left = *(const uint64_t *)a, right = *(const uint64_t *)b;
    return (left > right) - (left < right);
}

/* Sorts and drops doubles; returns how many are left. */
static size_t make_set(uint64_t *items, size_t count)
{
    size_t kept = 0;
    if (count)
        qsort(items, count, sizeof *items, by_number);
    for (size_t i = 0; i < count; i++)
        if (!kept || items[kept - 1] != items[i])
            items[kept++] = items[i];
    return kept;
}

static void add_shingles(struct comparison *comparison, uint32_t passage, const uint64_t *words, size_t count)
{
    size_t size = comparison->shingle_size, first = comparison->shingle_count;
    for (size_t i = 0; i + size <= count; i++) {
        uint64_t hash = 0;
        for (size_t j = 0; j < size; j++)
            hash = (hash ^ words[i + j]) * 0x100000001B3u + (hash >> 29);
        GROW(comparison->shingles, comparison->shingle_count, comparison->shingle_capacity);
        comparison->shingles[comparison->shingle_count++] = hash;
    }
    size_t kept = make_set(comparison->shingles + first, comparison->shingle_count - first);
    comparison->shingle_count = first + kept;
    GROW(comparison->sets, comparison->unit_count, comparison->set_capacity);
    comparison->sets[comparison->unit_count] = (struct set){first, (uint32_t)kept, passage};
}

static void add_unit(struct comparison *comparison, uint32_t passage, struct bpv_text text, size_t words_min)
{
    uint64_t words[WORDS_MAX];
    size_t count = 0;
    bool after_number = false;
    struct unit unit = {.passage = passage, .text = text, .first_value = comparison->value_count};
    struct dutch_reader reader;
    struct dutch_word word;
    dutch_reader_init(&reader, text.start, text.length);
    while (count < WORDS_MAX && dutch_next(&reader, &word)) {
        uint64_t masked = mask_word(comparison, &unit, &word, &after_number);
        if (masked)
            words[count++] = masked;
    }
    if (count < words_min || count < comparison->shingle_size) {
        comparison->value_count = unit.first_value;
        return;
    }
    add_shingles(comparison, passage, words, count);
    GROW(comparison->units, comparison->unit_count, comparison->unit_capacity);
    comparison->units[comparison->unit_count++] = unit;
}

static void add_sentences(const struct coverage_work *work, struct comparison *comparison, uint32_t number)
{
    uint32_t within;
    const struct base_part *part = base_locate(work->base, number, &within);
    struct bpv_text text = work->passages[number].text;
    struct passage_tokens tokens;
    if (!index_file_tokens(part->file, within, &tokens))
        return;
    for (uint32_t i = 0; i < tokens.sentence_count; i++) {
        struct sentence sentence = tokens.sentences[i];
        if ((size_t)sentence.start + sentence.length <= text.length)
            add_unit(comparison, number, (struct bpv_text){text.start + sentence.start, sentence.length},
                     BPV_COVERAGE_SENTENCE_WORDS);
    }
}

static void comparison_release(struct comparison *comparison)
{
    free(comparison->units);
    free(comparison->sets);
    free(comparison->shingles);
    free(comparison->values);
}

/* ---- Two units ---- */

/* A value of a that b lacks; length 0 if there is none. */
static struct value lacking(const struct comparison *comparison, const struct unit *a, const struct unit *b)
{
    for (uint32_t i = 0; i < a->value_count; i++) {
        const struct value *value = &comparison->values[a->first_value + i];
        bool found = false;
        for (uint32_t j = 0; j < b->value_count && !found; j++)
            found = comparison->values[b->first_value + j].hash == value->hash;
        if (!found)
            return *value;
    }
    return (struct value){.length = 0};
}

static bool is_question(struct bpv_text text)
{
    return text.length && memchr(text.start, '?', text.length) != NULL;
}

/* The same statement, once with and once without "niet", or once "mag" and once "moet". In a question, and next to
 * other differences, that says nothing. */
static bool words_differ(const struct unit *a, const struct unit *b, unsigned percent)
{
    return percent >= BPV_COVERAGE_WORDING_PERCENT && !is_question(a->text) && !is_question(b->text) &&
           ((a->negations & 1u) != (b->negations & 1u) || a->modals != b->modals);
}

struct finding_pairs {
    const struct comparison *comparison;
    bool sentences;
    struct pairs *pairs;
};

static void judge_pair(void *context, uint32_t first, uint32_t second, unsigned percent)
{
    const struct finding_pairs *finding = context;
    const struct comparison *comparison = finding->comparison;
    const struct unit *a = &comparison->units[first], *b = &comparison->units[second];
    struct pairs *pairs = finding->pairs;
    struct overlap_pair pair = {.first = a->passage,
                                .second = b->passage,
                                .percent = percent,
                                .sentences = finding->sentences,
                                .quote_first = a->text,
                                .quote_second = b->text};
    pair.differ_first = lacking(comparison, a, b);
    pair.differ_second = lacking(comparison, b, a);
    bool values = pair.differ_first.length && pair.differ_second.length;
    pair.contradiction = values || (finding->sentences && words_differ(a, b, percent));
    if (finding->sentences && !pair.contradiction)
        return;
    GROW(pairs->items, pairs->count, pairs->capacity);
    pairs->items[pairs->count++] = pair;
}

static void compare_all(const struct comparison *comparison, bool sentences, struct pairs *pairs)
{
    struct finding_pairs finding = {comparison, sentences, pairs};
    const struct similar_sets all = {.items = comparison->shingles,
                                     .sets = comparison->sets,
                                     .set_count = comparison->unit_count,
                                     .percent = comparison->percent,
                                     .common = BPV_COVERAGE_COMMON_SHINGLE};
    similar_sets_find(&all, judge_pair, &finding);
}

/* ---- What is reported ---- */

static int by_pair(const void *a, const void *b)
{
    const struct overlap_pair *left = a, *right = b;
    if (left->first != right->first)
        return left->first < right->first ? -1 : 1;
    if (left->second != right->second)
        return left->second < right->second ? -1 : 1;
    if (left->contradiction != right->contradiction)
        return left->contradiction ? -1 : 1;
    return left->sentences == right->sentences ? (left->percent < right->percent) - (left->percent > right->percent)
           : left->sentences                   ? -1
                                               : 1;
}

/* One line of at most QUOTE_MAX bytes. */
static void append_quote(struct text_buffer *out, struct bpv_text text)
{
    size_t length = utf8_cut(text.start, text.length, QUOTE_MAX);
    text_buffer_append_char(out, '"');
    for (size_t i = 0; i < length; i++)
        text_buffer_append_char(out, text.start[i] == '\n' ? ' ' : text.start[i]);
    text_buffer_append_string(out, length < text.length ? "…\"" : "\"");
}

static void append_value(struct text_buffer *out, struct bpv_text text, const struct value *value)
{
    if (value->start <= text.length && value->length <= text.length - value->start)
        append_quote(out, (struct bpv_text){text.start + value->start, value->length});
}

static void report(struct coverage_work *work, const struct overlap_pair *pair)
{
    const struct coverage_passage *first = &work->passages[pair->first], *second = &work->passages[pair->second];
    struct text_buffer detail = {0};
    if (pair->sentences) {
        append_quote(&detail, pair->quote_first);
        text_buffer_append_string(&detail, " tegenover ");
        append_quote(&detail, pair->quote_second);
    } else {
        text_buffer_append_char(&detail, '"');
        text_buffer_append_text(&detail, first->title);
        text_buffer_append_string(&detail, "\" en \"");
        text_buffer_append_text(&detail, second->title);
        text_buffer_printf(&detail, "\" zijn voor %u%% gelijk", pair->percent);
        if (pair->contradiction) {
            text_buffer_append_string(&detail, ", maar zeggen ");
            append_value(&detail, pair->quote_first, &pair->differ_first);
            text_buffer_append_string(&detail, " tegenover ");
            append_value(&detail, pair->quote_second, &pair->differ_second);
        }
    }
    coverage_find(work->coverage, pair->contradiction ? COVERAGE_CONTRADICTION : COVERAGE_DUPLICATE, first, first->id,
                  second->id, "%s", detail.data);
    text_buffer_release(&detail);
}

/* True if both titles have numbers, and each one that the other lacks: "16 jaar" and "18 jaar". */
static bool titles_differ(struct bpv_text a, struct bpv_text b)
{
    struct comparison titles = {.shingle_size = 1};
    add_unit(&titles, 0, a, 1);
    add_unit(&titles, 0, b, 1);
    bool differ = titles.unit_count == 2 && lacking(&titles, &titles.units[0], &titles.units[1]).length &&
                  lacking(&titles, &titles.units[1], &titles.units[0]).length;
    comparison_release(&titles);
    return differ;
}

static bool mentions(struct bpv_text title, struct bpv_text name)
{
    struct text_buffer folded = {0}, wanted = {0};
    utf8_fold(title.start, title.length, &folded);
    utf8_fold(name.start, name.length, &wanted);
    bool found =
        wanted.length && folded.length && memmem(folded.data, folded.length, wanted.data, wanted.length) != NULL;
    text_buffer_release(&folded);
    text_buffer_release(&wanted);
    return found;
}

/* Roles and tracks that a title names, as a mask. */
static uint64_t subjects_of(const struct bpv_taxonomy *taxonomy, struct bpv_text title)
{
    uint64_t mask = 0;
    for (size_t i = 0; i < taxonomy->role_count; i++)
        mask |= (uint64_t)mentions(title, taxonomy->roles[i].name) << i;
    for (size_t i = 0; i < taxonomy->track_count; i++)
        mask |= (uint64_t)mentions(title, taxonomy->tracks[i].name) << (BPV_ROLES_MAX + i);
    return mask;
}

/* True if both titles name roles or tracks, and none of them is the same. */
static bool subjects_differ(const struct bpv_taxonomy *taxonomy, struct bpv_text a, struct bpv_text b)
{
    uint64_t left = subjects_of(taxonomy, a), right = subjects_of(taxonomy, b);
    return left && right && !(left & right);
}

/* Parallel texts, for other roles or about other numbers, may say other things; only a plain copy is worth a finding.
 */
static bool is_worth_reporting(const struct coverage_work *work, const struct overlap_pair *pair)
{
    const struct coverage_passage *first = &work->passages[pair->first], *second = &work->passages[pair->second];
    bool parallel = !(first->roles & second->roles) || titles_differ(first->title, second->title) ||
                    subjects_differ(work->coverage->taxonomy, first->title, second->title);
    return !parallel || (!pair->contradiction && pair->percent >= BPV_COVERAGE_COPY_PERCENT);
}

static void compare_passages(const struct coverage_work *work, struct pairs *pairs)
{
    struct comparison passages = {.shingle_size = BPV_COVERAGE_SHINGLE, .percent = BPV_COVERAGE_SIMILAR_PERCENT};
    for (uint32_t i = 0; i < work->passage_count; i++)
        if (work->passages[i].valid)
            add_unit(&passages, i, work->passages[i].text, BPV_COVERAGE_SENTENCE_WORDS);
    compare_all(&passages, false, pairs);
    comparison_release(&passages);
}

static void compare_sentences(const struct coverage_work *work, struct pairs *pairs)
{
    struct comparison sentences = {.shingle_size = BPV_COVERAGE_SENTENCE_SHINGLE,
                                   .percent = BPV_COVERAGE_SENTENCE_PERCENT};
    for (uint32_t i = 0; i < work->passage_count; i++)
        if (work->passages[i].valid)
            add_sentences(work, &sentences, i);
    compare_all(&sentences, true, pairs);
    comparison_release(&sentences);
}

void coverage_overlap(struct coverage_work *work)
{
    struct pairs pairs = {0};
    compare_passages(work, &pairs);
    compare_sentences(work, &pairs);
    if (pairs.count)
        qsort(pairs.items, pairs.count, sizeof *pairs.items, by_pair);
    for (size_t i = 0; i < pairs.count; i++) {
        bool again =
            i && pairs.items[i - 1].first == pairs.items[i].first && pairs.items[i - 1].second == pairs.items[i].second;
        if (!again && is_worth_reporting(work, &pairs.items[i]))
            report(work, &pairs.items[i]);
    }
    free(pairs.items);
}
