#include <stdlib.h>
#include <string.h>

#include "index_making.h"

#define DIGIT_BITS 11u
#define DIGITS 3u /* of DIGIT_BITS in a key */

struct gram {
    uint32_t key, stem;
};

static bool has_grams(const struct index_writer *writer, uint32_t stem)
{
    const struct stem_entry *entry = &writer->words.stems[stem];
    return entry->passages && entry->text.length >= INDEX_GRAM_WORD;
}

/* Sorts by key, and keeps the order within a key. */
static struct gram *sort_grams(struct gram *grams, size_t count)
{
    struct gram *other = xcalloc(count, sizeof *other);
    for (unsigned digit = 0; digit < DIGITS; digit++) {
        size_t at[1u << DIGIT_BITS] = {0}, sum = 0;
        unsigned shift = digit * DIGIT_BITS, mask = (1u << DIGIT_BITS) - 1;
        for (size_t i = 0; i < count; i++)
            at[grams[i].key >> shift & mask]++;
        for (size_t i = 0; i <= mask; i++) {
            size_t here = at[i];
            at[i] = sum;
            sum += here;
        }
        for (size_t i = 0; i < count; i++)
            other[at[grams[i].key >> shift & mask]++] = grams[i];
        struct gram *sorted = other;
        other = grams;
        grams = sorted;
    }
    free(other);
    return grams;
}

void index_list_grams(struct index_writer *writer)
{
    size_t count = 0;
    for (uint32_t stem = 0; stem < writer->words.stem_count; stem++)
        if (has_grams(writer, stem))
            count += writer->words.stems[stem].text.length - INDEX_GRAM + 1;
    struct gram *grams = xcalloc(count, sizeof *grams);
    count = 0;
    for (uint32_t stem = 0; stem < writer->words.stem_count; stem++) {
        struct bpv_text text = word_table_text(&writer->words, writer->words.stems[stem].text);
        if (!has_grams(writer, stem))
            continue;
        for (size_t i = 0; i + INDEX_GRAM <= text.length; i++) {
            grams[count].stem = stem;
            memcpy(&grams[count++].key, text.start + i, INDEX_GRAM);
        }
    }
    grams = sort_grams(grams, count); /* stems came in order, so that they stay in order within a key */
    for (size_t i = 0; i < count; i++) {
        if (i == 0 || grams[i].key != grams[i - 1].key) {
            index_push(&writer->gram_keys, grams[i].key);
            index_push(&writer->grams_at, (uint32_t)writer->grams.count);
        } else if (grams[i].stem == grams[i - 1].stem) {
            continue; /* twice in one word */
        }
        index_push(&writer->grams, grams[i].stem);
    }
    index_push(&writer->grams_at, (uint32_t)writer->grams.count);
    free(grams);
}
