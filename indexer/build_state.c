#include "build_state.h"

#include <stdlib.h>
#include <string.h>

#include "kept_bytes.h"
#include "markdown_passages.h"

#define STATE_MAGIC "BPVSTD02"
#define DIGEST_LENGTH 32u

static void put_u64(struct text_buffer *out, uint64_t number)
{
    kept_put_number(out, number);
    kept_put_number(out, number >> 32);
}

static uint64_t get_u64(struct kept_reader *reader)
{
    uint64_t low = kept_number(reader);
    return low | (uint64_t)kept_number(reader) << 32;
}

/* All that was asked for, but for the place of the index. */
static void digest_wish(const struct index_build *build, char *const *roots, size_t root_count, char wish[33])
{
    struct text_buffer dictionary;
    text_buffer_init(&dictionary, 0);
    build_cache_mark_dictionary(build->dictionary, &dictionary);
    size_t count = 0;
    struct bpv_text *texts = xcalloc(4 + root_count, sizeof *texts);
    texts[count++] = text_of(BPV_VERSION " " STATE_MAGIC);
    texts[count++] = text_of(markdown_library_version()); /* another one may render what did not change otherwise */
    texts[count++] = build->name;
    texts[count++] = text_buffer_text(&dictionary);
    for (size_t i = 0; i < root_count; i++)
        texts[count++] = text_of(roots[i]);
    index_digest(texts, count, wish);
    free(texts);
    text_buffer_release(&dictionary);
}

void build_state_digest_lists(const struct corpus *corpus, char digest[33])
{
    struct bpv_text lists = text_buffer_text(&corpus->lists);
    index_digest(&lists, 1, digest);
}

/* ---- Reading ---- */

static void read_files(struct kept_reader *reader, struct build_state *state)
{
    state->file_count = kept_count(reader, 60);
    state->files = xcalloc(state->file_count, sizeof *state->files);
    for (size_t i = 0; i < state->file_count; i++) {
        struct state_file *file = &state->files[i];
        file->shown = kept_text(reader);
        file->digest = kept_text(reader);
        uint64_t *const numbers[] = {&file->stamp.device, &file->stamp.inode, &file->stamp.size, &file->stamp.modified,
                                     &file->stamp.changed};
        for (size_t j = 0; j < sizeof numbers / sizeof *numbers; j++)
            *numbers[j] = get_u64(reader);
        file->length = kept_number(reader);
        file->first_passage = state->passage_count;
        file->passage_count = kept_number(reader);
        state->passage_count += file->passage_count;
        reader->bad |= file->digest.length != DIGEST_LENGTH;
    }
}

static void read_sayings(struct kept_reader *reader, struct build_state *state)
{
    state->ending_count = kept_count(reader, 16);
    state->ending = xcalloc(state->ending_count, sizeof *state->ending);
    for (size_t i = 0; i < state->ending_count; i++) {
        struct state_passage *passage = &state->ending[i];
        passage->passage = kept_number(reader);
        passage->line = kept_number(reader);
        passage->column = kept_number(reader);
        passage->until = (bpv_date)kept_number(reader);
        reader->bad |= passage->passage >= state->passage_count;
    }
    state->warning_count = kept_count(reader, 16);
    state->warnings = xcalloc(state->warning_count, sizeof *state->warnings);
    for (size_t i = 0; i < state->warning_count; i++) {
        struct state_warning *warning = &state->warnings[i];
        warning->file = kept_number(reader);
        warning->line = kept_number(reader);
        warning->column = kept_number(reader);
        warning->message = kept_text(reader);
        reader->bad |= warning->file >= state->file_count;
    }
}

bool build_state_read(const struct build_cache *cache, const struct index_build *build, char *const *roots,
                      size_t root_count, struct build_state *state)
{
    *state = (struct build_state){.file_count = 0};
    text_buffer_init(&state->bytes, 0);
    char wish[33], digest[33];
    struct bpv_text kept = build_cache_read_state(cache, build->output, &state->bytes);
    if (kept.length < DIGEST_LENGTH)
        return false;
    struct bpv_text content = {kept.start + DIGEST_LENGTH, kept.length - DIGEST_LENGTH};
    index_digest(&content, 1, digest);
    struct kept_reader reader = {content, memcmp(digest, kept.start, DIGEST_LENGTH) != 0};
    digest_wish(build, roots, root_count, wish);
    if (!text_is(kept_text(&reader), wish))
        return false;
    state->generation = kept_text(&reader);
    state->lists = kept_text(&reader);
    read_files(&reader, state);
    read_sayings(&reader, state);
    return !reader.bad && !reader.rest.length && state->lists.length == DIGEST_LENGTH;
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
    kept_put_number(out, corpus->file_count);
    for (size_t i = 0, passage = 0; i < corpus->file_count; i++) {
        const struct corpus_file *file = &corpus->files[i];
        size_t first = passage;
        while (passage < corpus->passage_count && corpus->passages[passage].file == i)
            passage++;
        kept_put_text(out, file->shown);
        kept_put_text(out, text_of(file->digest));
        const uint64_t numbers[] = {file->stamp.device, file->stamp.inode, file->stamp.size, file->stamp.modified,
                                    file->stamp.changed};
        for (size_t j = 0; j < sizeof numbers / sizeof *numbers; j++)
            put_u64(out, numbers[j]);
        kept_put_number(out, file->text.length);
        kept_put_number(out, passage - first);
    }
}

static void write_ending(const struct corpus *corpus, struct text_buffer *out)
{
    uint32_t count = 0;
    for (size_t i = 0; i < corpus->passage_count; i++)
        count += corpus->passages[i].fields.valid_until && !corpus->passages[i].part;
    kept_put_number(out, count);
    for (size_t i = 0; i < corpus->passage_count; i++) {
        const struct passage_fields *fields = &corpus->passages[i].fields;
        if (!fields->valid_until || corpus->passages[i].part)
            continue;
        kept_put_number(out, i);
        kept_put_number(out, fields->until_place.line);
        kept_put_number(out, fields->until_place.column);
        kept_put_number(out, (size_t)fields->valid_until);
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
        kept_put_number(&warnings, file);
        kept_put_number(&warnings, problem->place.line);
        kept_put_number(&warnings, problem->place.column);
        kept_put_text(&warnings, problem->message);
        count++;
    }
    kept_put_number(out, count);
    text_buffer_append_text(out, text_buffer_text(&warnings));
    text_buffer_release(&warnings);
    text_map_release(&shown);
}

void build_state_write(struct build_cache *cache, const struct index_build *build, char *const *roots,
                       size_t root_count, const struct corpus *corpus, const char *generation)
{
    char wish[33], digest[33];
    struct text_buffer content, bytes;
    text_buffer_init(&content, 0);
    text_buffer_init(&bytes, 0);
    digest_wish(build, roots, root_count, wish);
    build_state_digest_lists(corpus, digest);
    kept_put_text(&content, text_of(wish));
    kept_put_text(&content, text_of(generation));
    kept_put_text(&content, text_of(digest));
    write_files(corpus, &content);
    write_ending(corpus, &content);
    write_warnings(corpus, &content);
    struct bpv_text whole = text_buffer_text(&content);
    index_digest(&whole, 1, digest);
    text_buffer_append(&bytes, digest, DIGEST_LENGTH);
    text_buffer_append_text(&bytes, whole);
    build_cache_write_state(cache, build->output, text_buffer_text(&bytes));
    text_buffer_release(&content);
    text_buffer_release(&bytes);
}
