#include <stdlib.h>
#include <string.h>

#include "index_making.h"

struct gram {
    uint32_t key, stem;
};

static int compare_grams(const void *a, const void *b)
{
    const struct gram *x = a, *y = b;
    if (x->key != y->key)
        return x->key < y->key ? -1 : 1;
    return x->stem < y->stem ? -1 : x->stem > y->stem;
}

void index_list_grams(struct index_writer *writer)
{
    struct gram *grams = NULL;
    size_t count = 0, capacity = 0;
    for (uint32_t stem = 0; stem < writer->words.stem_count; stem++) {
        struct bpv_text text = word_table_text(&writer->words, writer->words.stems[stem].text);
        if (!writer->words.stems[stem].passages || text.length < INDEX_GRAM_WORD)
            continue;
        for (size_t i = 0; i + INDEX_GRAM <= text.length; i++) {
            if (count == capacity) {
                capacity = capacity ? capacity * 2 : 4096;
                grams = xrealloc(grams, capacity * sizeof *grams);
            }
            grams[count].stem = stem;
            memcpy(&grams[count++].key, text.start + i, INDEX_GRAM);
        }
    }
    if (count)
        qsort(grams, count, sizeof *grams, compare_grams);
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
