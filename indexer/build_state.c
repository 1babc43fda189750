#include "build_state.h"

#include <stdlib.h>
#include <string.h>

#include "record.h"

#define STATE_MAGIC "BPVSTD01"
#define DIGEST_LENGTH 32u

static void put_u64(struct text_buffer *out, uint64_t number)
{
    record_put_u32(out, (uint32_t)number);
    record_put_u32(out, (uint32_t)(number >> 32));
}

static uint64_t get_u64(struct record_reader *reader)
{
    uint64_t low = record_u32(reader);
    return low | (uint64_t)record_u32(reader) << 32;
}

/* A name for all that was asked for. */
static void name_state(const struct index_build *build, char *const *roots, size_t root_count, char key[33])
{
    struct text_buffer dictionary;
    text_buffer_init(&dictionary, 0);
    build_cache_mark_dictionary(build->dictionary, &dictionary);
    size_t count = 0;
    struct bpv_text *texts = xcalloc(4 + root_count, sizeof *texts);
    texts[count++] = text_of(BPV_VERSION " " STATE_MAGIC);
    texts[count++] = text_of(build->output);
    texts[count++] = build->name;
    texts[count++] = text_buffer_text(&dictionary);
    for (size_t i = 0; i < root_count; i++)
        texts[count++] = text_of(roots[i]);
    index_digest(texts, count, key);
    free(texts);
    text_buffer_release(&dictionary);
}

void build_state_digest_lists(const struct corpus *corpus, char digest[33])
{
    struct bpv_text lists = text_buffer_text(&corpus->lists);
    index_digest(&lists, 1, digest);
}

/* ---- Reading ---- */

static void read_files(struct record_reader *reader, struct build_state *state)
{
    state->file_count = record_count(reader, 60);
    state->files = xcalloc(state->file_count, sizeof *state->files);
    for (size_t i = 0; i < state->file_count; i++) {
        struct state_file *file = &state->files[i];
        file->shown = record_text(reader);
        file->digest = record_text(reader);
        uint64_t *const numbers[] = {&file->stamp.device, &file->stamp.inode, &file->stamp.size, &file->stamp.modified, &file->stamp.changed};
        for (size_t j = 0; j < sizeof numbers / sizeof *numbers; j++)
            *numbers[j] = get_u64(reader);
        file->length = record_u32(reader);
        file->first_passage = state->passage_count;
        file->passage_count = record_u32(reader);
        state->passage_count += file->passage_count;
        reader->bad |= file->digest.length != DIGEST_LENGTH;
    }
}

static void read_sayings(struct record_reader *reader, struct build_state *state)
{
    state->ending_count = record_count(reader, 16);
    state->ending = xcalloc(state->ending_count, sizeof *state->ending);
    for (size_t i = 0; i < state->ending_count; i++) {
        struct state_passage *passage = &state->ending[i];
        passage->passage = record_u32(reader);
        passage->line = record_u32(reader);
        passage->column = record_u32(reader);
        passage->until = (bpv_date)record_u32(reader);
        reader->bad |= passage->passage >= state->passage_count;
    }
    state->warning_count = record_count(reader, 16);
    state->warnings = xcalloc(state->warning_count, sizeof *state->warnings);
    for (size_t i = 0; i < state->warning_count; i++) {
        struct state_warning *warning = &state->warnings[i];
        warning->file = record_u32(reader);
        warning->line = record_u32(reader);
        warning->column = record_u32(reader);
        warning->message = record_text(reader);
        reader->bad |= warning->file >= state->file_count;
    }
}

bool build_state_read(const struct build_cache *cache, const struct index_build *build, char *const *roots, size_t root_count,
                      struct build_state *state)
{
    *state = (struct build_state){.file_count = 0};
    text_buffer_init(&state->bytes, 0);
    char key[33], digest[33];
    name_state(build, roots, root_count, key);
    build_cache_read_state(cache, key, &state->bytes);
    if (state->bytes.length < DIGEST_LENGTH)
        return false;
    struct bpv_text content = {state->bytes.data + DIGEST_LENGTH, state->bytes.length - DIGEST_LENGTH};
    index_digest(&content, 1, digest);
    struct record_reader reader = {content.start, content.start + content.length, memcmp(digest, state->bytes.data, DIGEST_LENGTH) != 0};
    state->generation = record_text(&reader);
    state->lists = record_text(&reader);
    read_files(&reader, state);
    read_sayings(&reader, state);
    return !reader.bad && reader.at == reader.end && state->lists.length == DIGEST_LENGTH;
}

void build_state_release(struct build_state *state)
{
    free(state->files);
    free(state->ending);
    free(state->warnings);
    text_buffer_release(&state->bytes);
    *state = (struct build_state){.file_count = 0};
}

/* ---- Writing ---- */

static void write_files(const struct corpus *corpus, struct text_buffer *out)
{
    record_put_u32(out, (uint32_t)corpus->file_count);
    for (size_t i = 0, passage = 0; i < corpus->file_count; i++) {
        const struct corpus_file *file = &corpus->files[i];
        size_t first = passage;
        while (passage < corpus->passage_count && corpus->passages[passage].file == i)
            passage++;
        record_put_text(out, file->shown);
        record_put_text(out, text_of(file->digest));
        const uint64_t numbers[] = {file->stamp.device, file->stamp.inode, file->stamp.size, file->stamp.modified, file->stamp.changed};
        for (size_t j = 0; j < sizeof numbers / sizeof *numbers; j++)
            put_u64(out, numbers[j]);
        record_put_u32(out, (uint32_t)file->text.length);
        record_put_u32(out, (uint32_t)(passage - first));
    }
}

static void write_ending(const struct corpus *corpus, struct text_buffer *out)
{
    uint32_t count = 0;
    for (size_t i = 0; i < corpus->passage_count; i++)
        count += corpus->passages[i].fields.valid_until && !corpus->passages[i].part;
    record_put_u32(out, count);
    for (size_t i = 0; i < corpus->passage_count; i++) {
        const struct passage_fields *fields = &corpus->passages[i].fields;
        if (!fields->valid_until || corpus->passages[i].part)
            continue;
        record_put_u32(out, (uint32_t)i);
        record_put_u32(out, fields->until_place.line);
        record_put_u32(out, fields->until_place.column);
        record_put_u32(out, (uint32_t)fields->valid_until);
    }
}

static void write_warnings(const struct corpus *corpus, struct text_buffer *out)
{
    struct text_map shown = {0};
    struct text_buffer warnings;
    uint32_t count = 0;
    text_buffer_init(&warnings, 0);
    for (size_t i = 0; i < corpus->file_count; i++) {
        size_t number = i;
        text_map_add(&shown, corpus->files[i].shown, &number);
    }
    for (size_t i = 0; i < corpus->report->count; i++) {
        const struct build_problem *problem = &corpus->report->problems[i];
        size_t file;
        if (problem->dated || !text_map_find(&shown, problem->place.path, &file))
            continue;
        record_put_u32(&warnings, (uint32_t)file);
        record_put_u32(&warnings, problem->place.line);
        record_put_u32(&warnings, problem->place.column);
        record_put_text(&warnings, problem->message);
        count++;
    }
    record_put_u32(out, count);
    text_buffer_append_text(out, text_buffer_text(&warnings));
    text_buffer_release(&warnings);
    text_map_release(&shown);
}

void build_state_write(struct build_cache *cache, const struct index_build *build, char *const *roots, size_t root_count,
                       const struct corpus *corpus, const char *generation)
{
    char key[33], digest[33];
    struct text_buffer content, bytes;
    text_buffer_init(&content, 0);
    text_buffer_init(&bytes, 0);
    name_state(build, roots, root_count, key);
    build_state_digest_lists(corpus, digest);
    record_put_text(&content, text_of(generation));
    record_put_text(&content, text_of(digest));
    write_files(corpus, &content);
    write_ending(corpus, &content);
    write_warnings(corpus, &content);
    struct bpv_text whole = text_buffer_text(&content);
    index_digest(&whole, 1, digest);
    text_buffer_append(&bytes, digest, DIGEST_LENGTH);
    text_buffer_append_text(&bytes, whole);
    build_cache_write_state(cache, key, text_buffer_text(&bytes));
    text_buffer_release(&content);
    text_buffer_release(&bytes);
}
