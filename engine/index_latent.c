/*
 * Latent semantic analysis: stems that occur in the same passages get vectors that point the same way, so that a
 * passage is near a question that says it in other words. The space is that of the largest singular vectors of the
 * matrix of passages and stems (Deerwester et al., 1990), found by subspace iteration (Halko, Martinsson and Tropp,
 * 2011): cosines need the subspace only, not the vectors one by one.
 */
#include "index_making.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>

#define LATENT INDEX_LATENT

enum { SAMPLE_MAX = 8192, ROUNDS = 6 }; /* passages that the space is learned from; iterations */
enum { WEIGHT_HEADING = 3, WEIGHT_FILE_TITLE = 1, WEIGHT_QUESTION = 2, WEIGHT_BODY = 1 };
#define COMMON 0.25f /* a stem of a larger share of the passages tells nothing */

struct entry {
    uint32_t stem;
    float value;
};

struct rows { /* a sparse matrix */
    struct entry *entries;
    size_t count, capacity;
    size_t *end; /* per row */
    size_t row_count;
};

struct space {
    struct index_writer *writer;
    const uint32_t *tokens;
    float *count;   /* per stem: in the passage that is being read */
    float *weight;  /* per stem: inverse passage frequency, 0 for common ones */
    /* Per stem: where it is in the next two, or 0 when no passage of the sample has it, and it stays 0. */
    uint32_t *place;
    uint32_t places; /* in use, 0 included */
    float (*basis)[LATENT], (*next)[LATENT];
    struct rows rows;
    size_t rested; /* bytes of the tokens that were let go */
};

static void add_entry(struct rows *rows, struct entry entry)
{
    if (rows->count == rows->capacity) {
        rows->capacity = rows->capacity ? rows->capacity * 2 : 4096;
        rows->entries = xrealloc(rows->entries, rows->capacity * sizeof *rows->entries);
    }
    rows->entries[rows->count++] = entry;
}

static void count_stem(struct space *space, uint32_t stem, float weight)
{
    if (!(space->weight[stem] > 0))
        return;
    if (!(space->count[stem] > 0))
        add_entry(&space->rows, (struct entry){stem, 0});
    space->count[stem] += weight;
}

/* Appends the row of a passage with these words, of length 1. */
static void add_row_of(struct space *space, const uint32_t *at)
{
    uint32_t lists = *at++; /* NOLINT(clang-analyzer-core.NullDereference): tokens is mapped when there is no update */
    const uint32_t *lengths = at;
    at += lists;
    uint32_t body = *at++;
    at++;
    struct rows *rows = &space->rows;
    size_t first = rows->count;
    for (uint32_t i = 0; i < lists; i++)
        for (uint32_t j = 0; j < lengths[i]; j++)
            count_stem(space, *at++, i == 0 ? WEIGHT_HEADING : i == 1 ? WEIGHT_FILE_TITLE : WEIGHT_QUESTION);
    for (uint32_t i = 0; i < body; i++, at += 2)
        count_stem(space, *at, WEIGHT_BODY);
    float squares = 0;
    for (size_t i = first; i < rows->count; i++) {
        struct entry *entry = &rows->entries[i];
        entry->value = (1 + logf(space->count[entry->stem])) * space->weight[entry->stem];
        squares += entry->value * entry->value;
        space->count[entry->stem] = 0;
    }
    for (size_t i = first; i < rows->count; i++)
        rows->entries[i].value /= sqrtf(squares);
    rows->end[rows->row_count++] = rows->count;
}

static void add_row(struct space *space, uint32_t passage)
{
    if (space->writer->update) {
        size_t count;
        add_row_of(space, index_update_tokens(space->writer->update, passage, &count));
        return;
    }
    size_t begin = space->writer->token_at[passage] * sizeof(uint32_t);
    if (begin - space->rested > INDEX_WINDOW) {
        index_pages_rest((const char *)space->tokens + space->rested, begin - space->rested);
        space->rested = begin;
    }
    add_row_of(space, space->tokens + space->writer->token_at[passage]);
}

/* The passage in the space. */
static void project(const struct space *space, size_t row, float out[LATENT])
{
    memset(out, 0, LATENT * sizeof *out);
    for (size_t i = row ? space->rows.end[row - 1] : 0; i < space->rows.end[row]; i++) {
        const float *basis = space->basis[space->place[space->rows.entries[i].stem]];
        for (size_t k = 0; k < LATENT; k++)
            out[k] += space->rows.entries[i].value * basis[k];
    }
}

/* next = transposed matrix x (matrix x basis) */
static void multiply(struct space *space)
{
    memset(space->next, 0, space->places * sizeof *space->next);
    for (size_t row = 0; row < space->rows.row_count; row++) {
        float passage[LATENT];
        project(space, row, passage);
        for (size_t i = row ? space->rows.end[row - 1] : 0; i < space->rows.end[row]; i++) {
            float *next = space->next[space->place[space->rows.entries[i].stem]];
            for (size_t k = 0; k < LATENT; k++)
                next[k] += space->rows.entries[i].value * passage[k];
        }
    }
}

/* basis = next with orthonormal columns, by Cholesky's factor of its Gram matrix.
 * A column that is not independent becomes zero. */
static void orthonormalise(struct space *space)
{
    static const double least = 1e-9; /* of the largest diagonal element */
    double gram[LATENT][LATENT] = {{0}}, inverse[LATENT], largest = 0;
    for (size_t s = 1; s < space->places; s++)
        for (size_t i = 0; i < LATENT; i++)
            for (size_t j = 0; j <= i; j++)
                gram[i][j] += (double)space->next[s][i] * (double)space->next[s][j];
    for (size_t i = 0; i < LATENT; i++)
        largest = gram[i][i] > largest ? gram[i][i] : largest;
    for (size_t i = 0; i < LATENT; i++) {
        for (size_t j = 0; j <= i; j++) {
            double sum = gram[i][j];
            for (size_t k = 0; k < j; k++)
                sum -= gram[i][k] * gram[j][k];
            if (j < i)
                gram[i][j] = sum * inverse[j];
            else
                inverse[i] = sum > largest * least ? 1 / sqrt(sum) : 0;
        }
    }
    for (size_t s = 1; s < space->places; s++) {
        double row[LATENT];
        for (size_t i = 0; i < LATENT; i++) {
            double sum = (double)space->next[s][i];
            for (size_t k = 0; k < i; k++)
                sum -= gram[i][k] * row[k];
            row[i] = sum * inverse[i];
            space->basis[s][i] = (float)row[i];
        }
    }
}

/* The same start for the same stems, whatever their numbers: an index is the same each time that it is made,
 * and so is one that is updated. */
static void begin_basis(struct space *space)
{
    const struct word_table *words = &space->writer->words;
    for (size_t s = 0; s < words->stem_count; s++) {
        if (!space->place[s])
            continue;
        uint64_t state = index_hash(word_table_text(words, words->stems[s].text)) | 1;
        for (size_t k = 0; k < LATENT; k++) {
            state ^= state << 13;
            state ^= state >> 7;
            state ^= state << 17;
            space->basis[space->place[s]][k] = (float)(int32_t)(state >> 32) / 2147483648.0f;
        }
    }
}

static float length_of(const float vector[LATENT])
{
    float squares = 0;
    for (size_t k = 0; k < LATENT; k++)
        squares += vector[k] * vector[k];
    return sqrtf(squares);
}

static void quantise(const float vector[LATENT], float largest, int8_t out[LATENT])
{
    for (size_t k = 0; k < LATENT; k++)
        out[k] = largest > 0 ? (int8_t)lrintf(vector[k] / largest * 127) : 0;
}

static void put_space(struct space *space)
{
    struct index_writer *writer = space->writer;
    for (size_t s = 0; s < writer->words.stem_count; s++) {
        const float *basis = space->basis[space->place[s]];
        float largest = 0;
        for (size_t k = 0; k < LATENT; k++)
            largest = fabsf(basis[k]) > largest ? fabsf(basis[k]) : largest;
        struct index_latent_stem stem = {.scale = largest / 127};
        quantise(basis, largest, stem.at);
        text_buffer_append(&writer->latent_stems, (const char *)&stem, sizeof stem);
    }
    space->rested = 0;
    for (uint32_t passage = 0; passage < writer->passage_count; passage++) {
        float vector[LATENT];
        space->rows.count = space->rows.row_count = 0;
        add_row(space, passage);
        project(space, 0, vector);
        int8_t at[LATENT];
        quantise(vector, length_of(vector), at);
        text_buffer_append(&writer->latent_passages, (const char *)at, sizeof at);
    }
}

/* Gives the stems of the sample a place, in the order of their numbers, so that the sums below add up in that order. */
static void give_places(struct space *space)
{
    size_t stems = space->writer->words.stem_count;
    space->place = xcalloc(stems, sizeof *space->place);
    for (size_t i = 0; i < space->rows.count; i++)
        space->place[space->rows.entries[i].stem] = 1;
    space->places = 1;
    for (size_t s = 0; s < stems; s++)
        if (space->place[s])
            space->place[s] = space->places++;
    space->basis = xcalloc(space->places, sizeof *space->basis);
    space->next = xcalloc(space->places, sizeof *space->next);
}

static void weigh_stems(struct space *space)
{
    const struct index_writer *writer = space->writer;
    float passages = (float)writer->passage_count;
    space->count = xcalloc(writer->words.stem_count, sizeof *space->count);
    space->weight = xcalloc(writer->words.stem_count, sizeof *space->weight);
    for (size_t s = 0; s < writer->words.stem_count; s++) {
        float with = (float)writer->words.stems[s].passages;
        space->weight[s] = with > 0 && with <= passages * COMMON ? logf((passages + 1) / (with + 0.5f)) : 0;
    }
}

static void release_space(struct space *space)
{
    free(space->count);
    free(space->weight);
    free(space->place);
    free(space->basis);
    free(space->next);
    free(space->rows.entries);
    free(space->rows.end);
}

/* The basis as it was learned, of the stems that have a place. */
static void load_basis(struct space *space)
{
    const struct index_latent_stem *stems =
        (const void *)space->writer->update->file->sections[SECTION_LATENT_STEMS].start;
    for (size_t s = 0; s < space->writer->update->file->stem_count; s++)
        for (size_t k = 0; space->place[s] && k < LATENT; k++)
            space->basis[space->place[s]][k] = stems[s].scale * (float)stems[s].at[k];
}

void index_place_latent(struct index_writer *writer)
{
    static const struct index_latent_stem nowhere;
    struct index_update *update = writer->update;
    struct space space = {.writer = writer};
    for (size_t s = update->file->stem_count; s < writer->words.stem_count; s++)
        text_buffer_append(&writer->latent_stems, (const char *)&nowhere, sizeof nowhere);
    weigh_stems(&space);
    space.rows.end = xcalloc(update->count, sizeof *space.rows.end);
    for (size_t i = 0; i < update->count; i++)
        add_row_of(&space, update->tokens.items + update->replacements[i].tokens_at);
    give_places(&space);
    load_basis(&space);
    for (size_t i = 0; i < update->count; i++) {
        float vector[LATENT];
        int8_t *place = (int8_t *)writer->latent_passages.data + (size_t)update->replacements[i].passage * LATENT;
        project(&space, i, vector);
        if (update->replacements[i].other_words)
            quantise(vector, length_of(vector), place);
    }
    release_space(&space);
}

/* From the words behind space->tokens, or those of the update. */
static void learn(struct space *space)
{
    struct index_writer *writer = space->writer;
    size_t step = writer->passage_count / SAMPLE_MAX + 1;
    weigh_stems(space);
    space->rows.end = xcalloc(writer->passage_count, sizeof *space->rows.end);
    for (size_t passage = 0; passage < writer->passage_count; passage += step)
        add_row(space, (uint32_t)passage);
    give_places(space);
    begin_basis(space);
    for (int round = 0; round < ROUNDS; round++) {
        multiply(space);
        orthonormalise(space);
    }
    put_space(space);
    release_space(space);
}

enum bpv_status index_learn_latent(struct index_writer *writer, struct bpv_error *error)
{
    struct space space = {.writer = writer};
    size_t size = writer->token_words * 4;
    if (!size)
        return BPV_OK;
    if (writer->update) {
        text_buffer_clear(&writer->latent_passages);
        learn(&space);
        return BPV_OK;
    }
    if (fflush(writer->tokens) != 0)
        return index_write_failed(error);
    void *map = mmap(NULL, size, PROT_READ, MAP_SHARED, fileno(writer->tokens), 0);
    if (map == MAP_FAILED)
        return index_write_failed(error);
    space.tokens = map;
    learn(&space);
    munmap(map, size);
    return BPV_OK;
}
