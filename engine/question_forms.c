#include "question_forms.h"

#include <math.h>
#include <string.h>

#include "dutch_text.h"
#include "spelling.h"
#include "text_buffer.h"

#define SLIP_COST 0.4f /* of spelling.h: one doubled letter, or one that sounds alike */
#define ALIKE_MIN 0.5f /* Dice of the grams of two words */

const struct known_stem *forms_known(struct analysis *analysis, struct bpv_text stem)
{
    uint32_t hash = (uint32_t)stem.length;
    for (size_t i = 0; i < stem.length; i++)
        hash = hash * 31 + (unsigned char)stem.start[i];
    struct known_stem *known = &analysis->known[(hash ^ hash >> 12) % KNOWN_STEMS];
    if (known->stem.start && text_equal(known->stem, stem))
        return known;
    *known = (struct known_stem){.stem = arena_text(analysis->arena, stem.start, stem.length)};
    for (size_t i = 0; i < analysis->base->part_count; i++) {
        const struct index_file *file = analysis->base->parts[i].file;
        uint32_t number = index_file_stem(file, stem);
        if (number == INDEX_NONE)
            continue;
        known->passages += index_file_stems(file)[number].passages;
        known->part_passages += index_file_stems(file)[number].part_passages;
    }
    return known;
}

struct alternative *forms_add(struct analysis *analysis, struct concept *concept, struct bpv_text stem, float weight,
                              enum bpv_reason_kind kind)
{
    for (size_t i = 0; i < concept->count; i++) {
        if (!text_equal(concept->alternatives[i].stem, stem))
            continue;
        if (concept->alternatives[i].weight < weight) {
            concept->alternatives[i].weight = weight;
            concept->alternatives[i].kind = kind;
        }
        return &concept->alternatives[i];
    }
    if (concept->count == BPV_ALTERNATIVES_MAX ||
        (!forms_known(analysis, stem)->passages && !forms_known(analysis, stem)->part_passages))
        return NULL;
    concept->alternatives[concept->count] = (struct alternative){.stem = stem, .weight = weight, .kind = kind};
    return &concept->alternatives[concept->count++];
}

void forms_add_with_compounds(struct analysis *analysis, struct concept *concept, struct bpv_text stem, float weight,
                               enum bpv_reason_kind kind)
{
    struct alternative *added = forms_add(analysis, concept, stem, weight, kind);
    char prefixed[BPV_TERM_MAX + 1] = "P";
    /* Only a forged index has a longer stem. */
    if (!added || added->part_weight >= weight * form_compound_whole || stem.length < 3 ||
        stem.length > BPV_TERM_MAX || !forms_known(analysis, stem)->part_passages)
        return;
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
                forms_add_with_compounds(analysis, concept,
                                         index_file_string(file, index_file_stems(file)[parts[i]].text),
                                         i + 1 == count ? form_compound_head : form_compound_modifier,
                                         BPV_REASON_COMPOUND);
        return;
    }
    struct bpv_span parts[BPV_COMPOUND_PARTS_MAX];
    size_t count = question_split(analysis->base, word->form, parts);
    for (size_t i = 0; i < count; i++) {
        uint32_t flags;
        struct bpv_text form = {word->form.start + parts[i].start, parts[i].length};
        forms_add_with_compounds(analysis, concept, question_stem(analysis->base, form, analysis->arena, &flags),
                           i + 1 == count ? form_compound_head : form_compound_modifier, BPV_REASON_COMPOUND);
    }
}

enum { SUFFIX_MAX = 8 };

static bool derivational(const char *suffix, size_t length)
{
    static const char suffixes[][SUFFIX_MAX] = {
        "",      "ing",  "er",  "ers",  "ster",  "baar", "elijk", "lijk",  "heid",  "t",       "d",
        "de",    "te",   "end", "eer",  "atie",  "ator", "en",    "ering", "iner",  "inering", "inator",
        "ig",    "sel",  "nis", "enis", "schap", "loos", "s",     "er",    "eling", "aar",     "teit",
        "iteit", "isch", "ief", "tief", "ment",  "ant",  "ent"};
    char whole[SUFFIX_MAX] = "";
    if (length >= SUFFIX_MAX)
        return false;
    memcpy(whole, suffix, length);
    for (size_t i = 0; i < sizeof suffixes / sizeof suffixes[0]; i++)
        if (memcmp(suffixes[i], whole, SUFFIX_MAX) == 0)
            return true;
    return false;
}

/* Bit n: the last n letters are an ending that makes another word of the same family. */
static uint32_t derivational_endings(struct bpv_text text)
{
    uint32_t endings = 0;
    for (size_t n = 0; n < SUFFIX_MAX && n <= text.length; n++)
        endings |= (uint32_t)derivational(text.start + text.length - n, n) << n;
    return endings;
}

/* Words of the same family: ondertekening and ondertekenen share all but a derivational ending. */
static void add_related(struct analysis *analysis, struct concept *concept, struct bpv_text stem)
{
    if (stem.length < 5)
        return;
    size_t shared = stem.length > 7 ? stem.length - 4 : 4;
    shared = shared < 5 && stem.length >= 6 ? 5 : shared;
    uint32_t endings = derivational_endings(stem);
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
            if (!entry->passages || text_equal(other, stem))
                continue;
            for (size_t cut = common; cut >= shared; cut--)
                if (stem.length - cut < SUFFIX_MAX && endings >> (stem.length - cut) & 1 &&
                    derivational(other.start + cut, other.length - cut)) {
                    forms_add(analysis, concept, other, form_related, BPV_REASON_RELATED);
                    break;
                }
        }
    }
}

/* Numbers below a limit in order, byte by byte. */
static void sort_numbers(uint32_t *numbers, uint32_t *spare, size_t count, uint32_t limit)
{
    uint32_t *from = numbers, *to = spare;
    for (unsigned shift = 0; shift < 32 && limit >> shift; shift += 8) {
        uint32_t places[256] = {0}, sum = 0;
        for (size_t i = 0; i < count; i++)
            places[from[i] >> shift & 255]++;
        for (unsigned value = 0; value < 256; value++) {
            uint32_t here = places[value];
            places[value] = sum;
            sum += here;
        }
        for (size_t i = 0; i < count; i++)
            to[places[from[i] >> shift & 255]++] = from[i];
        uint32_t *swap = from;
        from = to;
        to = swap;
    }
    if (from != numbers)
        memcpy(numbers, from, count * sizeof *numbers);
}

enum { ALIKE_MAX = 6, GRAM_LIST_MAX = 256, GRAM_LISTS_MAX = 3072 };

struct alike {
    struct bpv_text stem;
    float likeness;
};

/* By what the words are alone:
 * the numbers of stems differ between an index that was updated and one that is made anew. */
static bool more_alike(const struct alike *a, const struct alike *b)
{
    if (a->likeness < b->likeness || a->likeness > b->likeness)
        return a->likeness > b->likeness;
    size_t shorter = a->stem.length < b->stem.length ? a->stem.length : b->stem.length;
    int order = memcmp(a->stem.start, b->stem.start, shorter);
    return order ? order < 0 : a->stem.length < b->stem.length;
}

/* Keeps the best, best first; returns how many there are now. */
static size_t keep_alike(struct alike best[ALIKE_MAX], size_t count, const struct alike *found)
{
    size_t at = count;
    while (at && more_alike(found, &best[at - 1]))
        at--;
    if (at == ALIKE_MAX)
        return count;
    count += count < ALIKE_MAX;
    memmove(&best[at + 1], &best[at], (count - at - 1) * sizeof *best);
    best[at] = *found;
    return count;
}

/* A stem that shares fewer grams than so many is not alike: the shortest that has any would be the likest. */
static size_t fewest_shared(size_t length)
{
    return (size_t)ceilf(ALIKE_MIN * (float)(length + INDEX_GRAM_WORD - 2 * INDEX_GRAM + 2) / 2);
}

/* The stems that may share enough grams with this one, each as often as it shares one, in order. */
static size_t list_sharers(const struct index_file *file, struct bpv_text stem, uint32_t found[GRAM_LISTS_MAX])
{
    enum { COUNTERS = 2048 }; /* stems that share a counter only come along for nothing */
    uint16_t shared[COUNTERS] = {0};
    uint32_t spare[GRAM_LISTS_MAX];
    size_t total = 0, kept = 0, fewest = fewest_shared(stem.length);
    for (size_t i = 0; i + INDEX_GRAM <= stem.length; i++) {
        uint32_t count;
        const uint32_t *list = index_file_gram(file, stem.start + i, &count);
        if (!count || count > GRAM_LIST_MAX || total + count > GRAM_LISTS_MAX) /* a gram of many words tells little */
            continue;
        memcpy(found + total, list, count * sizeof *list);
        total += count;
    }
    for (size_t i = 0; i < total; i++)
        shared[found[i] % COUNTERS]++;
    for (size_t i = 0; i < total; i++)
        if (shared[found[i] % COUNTERS] >= fewest && found[i] < file->stem_count) /* else the index is forged */
            found[kept++] = found[i];
    sort_numbers(found, spare, kept, file->stem_count);
    return kept;
}

/* Words that share most of their 4-letter grams: what stemming and splitting miss. */
static void add_alike(struct analysis *analysis, struct concept *concept, struct bpv_text stem)
{
    if (stem.length < INDEX_GRAM_WORD)
        return;
    uint32_t found[GRAM_LISTS_MAX];
    for (size_t p = 0; p < analysis->base->part_count; p++) {
        const struct index_file *file = analysis->base->parts[p].file;
        struct alike best[ALIKE_MAX];
        size_t total = list_sharers(file, stem, found), count = 0;
        for (size_t i = 0, run; i < total; i += run) {
            for (run = 1; i + run < total && found[i + run] == found[i]; run++)
                ;
            if (run < fewest_shared(stem.length))
                continue;
            struct alike other = {index_file_string(file, index_file_stems(file)[found[i]].text), 0};
            other.likeness = 2 * (float)run / (float)(stem.length + other.stem.length - 2 * INDEX_GRAM + 2);
            if (other.likeness >= ALIKE_MIN && !text_equal(other.stem, stem))
                count = keep_alike(best, count, &other);
        }
        for (size_t i = 0; i < count; i++)
            forms_add(analysis, concept, best[i].stem, form_gram * best[i].likeness, BPV_REASON_RELATED);
    }
}

/* A Dutch word that the corpus lacks, a slip away from one that it has:
 * "stopen" is a word, but "stoppen" is meant more often. */
static void add_misspelt(struct analysis *analysis, struct concept *concept, const struct word *word)
{
    for (size_t p = 0; p < analysis->base->part_count; p++) {
        const struct index_file *file = analysis->base->parts[p].file;
        float cost = 0;
        uint32_t number = spelling_nearest(file, word->form, &cost), flags;
        if (number == INDEX_NONE || cost > SLIP_COST)
            continue;
        struct bpv_text meant = index_file_string(file, index_file_words(file)[number].text);
        forms_add_with_compounds(analysis, concept, question_stem(analysis->base, meant, analysis->arena, &flags),
                                 form_slip, BPV_REASON_RELATED);
    }
}

static struct concept *concept_of(struct analysis *analysis, size_t word)
{
    int number = analysis->words[word].concept;
    return number < 0 ? NULL : &analysis->query->concepts[number];
}

/* Leer bedrijf: two words that make one word of the corpus, or of the subjects that it does not cover. */
static void join_neighbours(struct analysis *analysis)
{
    for (size_t i = 0; i + 1 < analysis->count; i++) {
        const struct word *a = &analysis->words[i], *b = &analysis->words[i + 1];
        if (a->quoted || b->quoted || !dutch_words_join(a->form, b->form))
            continue;
        char form[BPV_TERM_MAX];
        memcpy(form, a->form.start, a->form.length);
        memcpy(form + a->form.length, b->form.start, b->form.length);
        uint32_t flags;
        struct bpv_text stem = question_stem(analysis->base, (struct bpv_text){form, a->form.length + b->form.length},
                                             analysis->arena, &flags);
        bool found = forms_known(analysis, stem)->passages > 0;
        for (size_t j = i; j <= i + 1 && (found || flags & WORD_OUTSIDE); j++) {
            struct concept *concept = concept_of(analysis, j);
            if (concept && found)
                forms_add(analysis, concept, stem, form_joined, BPV_REASON_COMPOUND);
            if (concept && flags & WORD_OUTSIDE)
                concept->outside = true;
        }
    }
}

/* ---- Synonyms ---- */

static void add_target(struct analysis *analysis, struct concept *concept, const struct index_file *file,
                       const uint32_t *stems, uint32_t count)
{
    for (uint32_t i = 0; i < count; i++) {
        if (stems[i] >= file->stem_count)
            return;
        struct bpv_text stem = index_file_string(file, index_file_stems(file)[stems[i]].text);
        uint32_t word = index_file_word(file, stem);
        if (count > 1 && word != INDEX_NONE &&
            index_file_words(file)[word].flags & (WORD_STOP | WORD_WEAK | WORD_RULE | WORD_NEGATION))
            continue;
        /* "22" may become "vanaf 18 jaar": the number stands for it, "jaar" does not. */
        if (count > 1 && concept->number && !(stem.length && stem.start[0] >= '0' && stem.start[0] <= '9'))
            continue;
        if (count == 1)
            forms_add_with_compounds(analysis, concept, stem, form_synonym, BPV_REASON_SYNONYM);
        else
            forms_add(analysis, concept, stem, form_synonym_word, BPV_REASON_SYNONYM);
    }
}

enum { EXPRESSION_MAX = 16, SKIPPED_MAX = 2 };

/*
 * The words of the question at `places` are the expression of this entry: its targets go to those that tell; in
 * "niet erkend" that is the second. Where none does, as in "zit aan me", the first word stands for the whole
 * expression, and no longer for itself.
 */
static void apply_synonym(struct analysis *analysis, const struct index_file *file, const uint32_t *entry,
                          const uint32_t *end, const size_t *places)
{
    uint32_t length = entry[0];
    const uint32_t *at = entry + 1 + length;
    uint32_t targets = at < end ? *at++ : 0;
    bool telling = false;
    for (uint32_t i = 0; i < length; i++)
        telling |= concept_of(analysis, places[i]) && question_tells(concept_of(analysis, places[i]));
    struct concept *whole = !telling && length > 1 ? concept_of(analysis, places[0]) : NULL;
    if (whole && !whole->expression) {
        whole->count = 0;
        whole->expression = true;
        whole->stop = whole->weak = whole->rule = false;
    }
    for (uint32_t t = 0; t < targets && at < end; t++) {
        uint32_t count = *at++;
        if (count > (size_t)(end - at))
            return;
        for (uint32_t i = 0; i < length; i++) {
            struct concept *concept = concept_of(analysis, places[i]);
            const struct word *word = &analysis->words[places[i]];
            if (concept && !word->quoted && (length == 1 || !word->number || count == 1) &&
                (whole ? concept == whole : !telling || question_tells(concept)))
                add_target(analysis, concept, file, at, count);
        }
        at += count;
    }
}

/* "zit steeds aan me" is "zit aan me", but "niet" cannot be left out. */
static bool can_be_skipped(const struct word *word)
{
    return word->flags & (WORD_STOP | WORD_WEAK) && !(word->flags & WORD_NEGATION) &&
           !text_equal(word->form, (struct bpv_text){"niet", 4});
}

static bool entry_matches(const struct analysis *analysis, const struct index_file *file, const uint32_t *entry,
                          size_t first, size_t places[EXPRESSION_MAX])
{
    size_t at = first, skipped = 0;
    if (entry[0] > EXPRESSION_MAX)
        return false;
    for (uint32_t i = 0; i < entry[0]; at++) {
        if (at >= analysis->count || entry[1 + i] >= file->stem_count)
            return false;
        if (text_equal(index_file_string(file, index_file_stems(file)[entry[1 + i]].text), analysis->words[at].stem))
            places[i++] = at;
        else if (i == 0 || ++skipped > SKIPPED_MAX || !can_be_skipped(&analysis->words[at]))
            return false;
    }
    return true;
}

static void add_synonyms(struct analysis *analysis)
{
    size_t places[EXPRESSION_MAX] = {0};
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
                if (entry[0] < (size_t)(end - entry) && entry_matches(analysis, file, entry, w, places))
                    apply_synonym(analysis, file, entry, end, places);
            }
        }
    }
}

void forms_add_of_word(struct analysis *analysis, struct concept *concept, const struct word *word)
{
    if (!word->known && !word->strange && !(analysis->without & WITHOUT_SPELLING))
        add_misspelt(analysis, concept, word);
    if (!(analysis->without & WITHOUT_COMPOUNDS))
        add_parts(analysis, concept, word);
    if (!(analysis->without & WITHOUT_FAMILIES))
        add_related(analysis, concept, word->stem);
    if (!(analysis->without & WITHOUT_GRAMS))
        add_alike(analysis, concept, word->stem);
}

void forms_add_of_expressions(struct analysis *analysis)
{
    if (!(analysis->without & WITHOUT_COMPOUNDS))
        join_neighbours(analysis);
    if (!(analysis->without & WITHOUT_SYNONYMS))
        add_synonyms(analysis);
}
