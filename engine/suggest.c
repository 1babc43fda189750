#include <string.h>

#include "searcher.h"
#include "text_buffer.h"
#include "utf8.h"

#define PREFIX_WORDS 200  /* words that begin like the last one typed, looked at */
#define PREFIX_STEMS 16   /* of which the most frequent are searched */

static bool starts_with(struct bpv_text text, struct bpv_text beginning, struct text_buffer *folded)
{
    text_buffer_clear(folded);
    utf8_fold(text.start, text.length, folded);
    return folded->length >= beginning.length && memcmp(folded->data, beginning.start, beginning.length) == 0;
}

static bool already(const struct bpv_suggestion *out, size_t count, struct bpv_text text)
{
    for (size_t i = 0; i < count; i++)
        if (out[i].text.length == text.length && memcmp(out[i].text.start, text.start, text.length) == 0)
            return true;
    return false;
}

static size_t suggest_terms(const struct bpv_base *base, struct bpv_text typed, struct bpv_suggestion *out,
                            size_t count)
{
    struct text_buffer folded;
    text_buffer_init(&folded, 4096);
    for (size_t i = 0; i < base->glossary_count && count < 3; i++) {
        const struct bpv_glossary_entry *entry = &base->glossary[i];
        bool abbreviation = entry->abbreviation.length && starts_with(entry->abbreviation, typed, &folded);
        if ((abbreviation || starts_with(entry->term, typed, &folded)) && !already(out, count, entry->term))
            out[count++] =
                (struct bpv_suggestion){abbreviation ? entry->abbreviation : entry->term, entry->passage_id, "term"};
    }
    text_buffer_release(&folded);
    return count;
}

/* The first word of the file that is not before form in the sorted list. */
static uint32_t lower_bound(const struct index_file *file, struct bpv_text form)
{
    const struct index_word *words = index_file_words(file);
    uint32_t low = 0, high = file->word_count;
    while (low < high) {
        uint32_t middle = low + (high - low) / 2;
        struct bpv_text word = index_file_string(file, words[middle].text);
        size_t shorter = word.length < form.length ? word.length : form.length;
        int order = shorter ? memcmp(word.start, form.start, shorter) : 0;
        if (order < 0 || (order == 0 && word.length < form.length))
            low = middle + 1;
        else
            high = middle;
    }
    return low;
}

/* The last word may be half a word: also search what it can become. */
static void add_completions(const struct bpv_base *base, struct bpv_text form, struct concept *concept)
{
    for (size_t p = 0; p < base->part_count; p++) {
        const struct index_file *file = base->parts[p].file;
        const struct index_word *words = index_file_words(file);
        uint32_t first = lower_bound(file, form), last = first;
        while (last < file->word_count && last - first < PREFIX_WORDS) {
            struct bpv_text word = index_file_string(file, words[last].text);
            if (word.length < form.length || memcmp(word.start, form.start, form.length) != 0)
                break;
            last++;
        }
        for (size_t round = 0; round < PREFIX_STEMS && concept->count < BPV_ALTERNATIVES_MAX; round++) {
            uint32_t best = INDEX_NONE;
            for (uint32_t i = first; i < last; i++) {
                bool taken = words[i].stem >= file->stem_count;
                struct bpv_text stem =
                    taken ? form : index_file_string(file, index_file_stems(file)[words[i].stem].text);
                for (size_t a = 0; a < concept->count && !taken; a++)
                    taken = concept->alternatives[a].stem.length == stem.length &&
                            memcmp(concept->alternatives[a].stem.start, stem.start, stem.length) == 0;
                if (!taken && words[i].frequency && (best == INDEX_NONE || words[i].frequency > words[best].frequency))
                    best = i;
            }
            if (best == INDEX_NONE)
                break;
            concept->alternatives[concept->count++] =
                (struct alternative){.stem = index_file_string(file, index_file_stems(file)[words[best].stem].text),
                                     .weight = 0.9f,
                                     .kind = BPV_REASON_WORD};
            concept->unknown = false;
        }
    }
}

static size_t add_passages(struct bpv_searcher *searcher, const struct candidate *candidates, size_t count,
                           struct bpv_suggestion *out, size_t written)
{
    for (size_t i = 0; i < count && written < BPV_SUGGESTIONS_MAX; i++) {
        struct bpv_passage passage;
        if (bpv_passage_get(searcher->base, candidates[i].passage, &passage, NULL) != BPV_OK)
            continue;
        size_t list = candidates[i].judgement.best_list;
        bool variant = list >= 2 && list - 2 < passage.question_count;
        struct bpv_text text = variant ? passage.questions[list - 2] : passage.title;
        if (!already(out, written, text))
            out[written++] = (struct bpv_suggestion){text, passage.id, variant ? "question" : "title"};
    }
    return written;
}

size_t bpv_suggest(struct bpv_searcher *searcher, struct bpv_text beginning,
                   struct bpv_suggestion out[BPV_SUGGESTIONS_MAX])
{
    if (beginning.length > BPV_QUESTION_MAX || !utf8_valid(beginning.start, beginning.length, NULL))
        return 0;
    while (beginning.length && beginning.start[0] == ' ') {
        beginning.start++;
        beginning.length--;
    }
    if (!beginning.length)
        return 0;
    struct arena arena = {NULL};
    struct text_buffer typed;
    text_buffer_init(&typed, 4 * BPV_QUESTION_MAX);
    utf8_fold(beginning.start, beginning.length, &typed);
    size_t count = suggest_terms(searcher->base, text_buffer_text(&typed), out, 0);
    struct query query;
    question_analyze(searcher->base, beginning, &arena, &query);
    size_t space = typed.length;
    while (space > 0 && typed.data[space - 1] != ' ')
        space--;
    struct bpv_text last = {typed.data + space, typed.length - space};
    for (size_t c = 0; c < query.count && last.length >= 2; c++)
        if (query.concepts[c].asked.start + query.concepts[c].asked.length == beginning.start + beginning.length) {
            query.concepts[c].stop = false;
            add_completions(searcher->base, last, &query.concepts[c]);
        }
    struct bpv_filters filters = {.on = bpv_date_today()};
    struct candidate *candidates;
    size_t found;
    if (searcher_find(searcher, &query, &filters, &arena, &candidates, &found, NULL) == BPV_OK)
        count = add_passages(searcher, candidates, found, out, count);
    text_buffer_release(&typed);
    arena_release(&arena);
    return count;
}
