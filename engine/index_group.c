/* Groups of passages that are kept for a next build: their bytes, and adding them again. */
#include "index_making.h"

#include <stdlib.h>
#include <string.h>

#include "passage_record.h"

#define GROUP_MAGIC "BPVGRP01"

struct group_header {
    char magic[8];
    uint32_t schema, analyser, passages, words;
    uint64_t tokens, word_bytes, record_bytes, extra_bytes; /* tokens: how many numbers */
    uint64_t checksum;                                       /* of what follows */
};

void index_digest(const struct bpv_text *texts, size_t count, char name[33])
{
    XXH3_state_t *state = XXH3_createState();
    XXH3_128bits_reset(state);
    const uint32_t version[] = {INDEX_SCHEMA, index_analyser_fingerprint()};
    XXH3_128bits_update(state, version, sizeof version);
    for (size_t i = 0; i < count; i++) {
        uint64_t length = texts[i].length;
        XXH3_128bits_update(state, &length, sizeof length);
        XXH3_128bits_update(state, texts[i].start, texts[i].length);
    }
    index_hash_name(XXH3_128bits_digest(state), name);
    XXH3_freeState(state);
}

static void add_range(struct index_writer *writer, const char key[33])
{
    if (writer->group_count == writer->group_capacity) {
        writer->group_capacity = writer->group_capacity ? writer->group_capacity * 2 : 64;
        writer->groups = xrealloc(writer->groups, writer->group_capacity * sizeof *writer->groups);
    }
    struct group_range *range = &writer->groups[writer->group_count++];
    *range = (struct group_range){.first_passage = writer->passage_count, .first_word = writer->group_words.count};
    memcpy(range->key, key, sizeof range->key);
}

void index_writer_begin_group(struct index_writer *writer, const char key[33])
{
    struct group_keeping *group = &writer->group;
    add_range(writer, key);
    group->open = true;
    group->sizes.count = group->tokens.count = 0;
    group->word_count = 0;
    text_buffer_clear(&group->words);
    text_buffer_clear(&group->records);
}

/* The number in the group of a word of the writer. */
static uint32_t to_local(void *context, uint32_t word)
{
    struct index_writer *writer = context;
    struct group_keeping *group = &writer->group;
    while (group->local_of.count <= word)
        index_push(&group->local_of, 0);
    if (!group->local_of.items[word]) {
        group->local_of.items[word] = ++group->word_count;
        record_put_text(&group->words, word_table_text(&writer->words, writer->words.words[word].text));
        index_push(&writer->group_words, word);
    }
    return group->local_of.items[word] - 1;
}

void index_group_keep(struct index_writer *writer, struct bpv_text record, const struct numbers *words)
{
    struct group_keeping *group = &writer->group;
    size_t at = group->tokens.count;
    for (size_t i = 0; i < words->count; i++)
        index_push(&group->tokens, words->items[i]);
    index_each_word(group->tokens.items + at, words->count, to_local, writer);
    text_buffer_append_text(&group->records, record);
    index_push(&group->sizes, (uint32_t)record.length);
    index_push(&group->sizes, (uint32_t)words->count);
}

static void append_padded(struct text_buffer *bytes, const void *from, size_t length)
{
    static const char zeros[8];
    if (length)
        text_buffer_append(bytes, from, length);
    text_buffer_append(bytes, zeros, (8 - bytes->length % 8) % 8);
}

void index_writer_end_group(struct index_writer *writer, struct bpv_text extra, struct text_buffer *bytes)
{
    struct group_keeping *group = &writer->group;
    const struct group_range *range = &writer->groups[writer->group_count - 1];
    for (size_t i = range->first_word; i < writer->group_words.count; i++)
        group->local_of.items[writer->group_words.items[i]] = 0;
    group->open = false;
    struct group_header header = {.schema = INDEX_SCHEMA,
                                  .analyser = index_analyser_fingerprint(),
                                  .passages = (uint32_t)(group->sizes.count / 2),
                                  .words = group->word_count,
                                  .tokens = group->tokens.count,
                                  .word_bytes = group->words.length,
                                  .record_bytes = group->records.length,
                                  .extra_bytes = extra.length};
    memcpy(header.magic, GROUP_MAGIC, sizeof header.magic);
    text_buffer_clear(bytes);
    append_padded(bytes, &header, sizeof header);
    append_padded(bytes, group->sizes.items, group->sizes.count * sizeof(uint32_t));
    append_padded(bytes, group->tokens.items, group->tokens.count * sizeof(uint32_t));
    append_padded(bytes, group->words.data, group->words.length);
    append_padded(bytes, group->records.data, group->records.length);
    append_padded(bytes, extra.start, extra.length);
    header.checksum = XXH3_64bits(bytes->data + sizeof header, bytes->length - sizeof header);
    memcpy(bytes->data, &header, sizeof header);
}

/* The next part of the bytes; false when they end before it. */
static bool take(struct bpv_text *bytes, uint64_t length, struct bpv_text *part)
{
    if (length > bytes->length)
        return false;
    size_t padded = (size_t)(length + 7) / 8 * 8;
    *part = (struct bpv_text){bytes->start, (size_t)length};
    padded = padded < bytes->length ? padded : bytes->length;
    bytes->start += padded;
    bytes->length -= padded;
    return true;
}

/* Do the lengths of the passages add up? */
static bool sizes_fit(const struct index_group *group, uint64_t tokens)
{
    uint64_t record_sum = 0, token_sum = 0;
    for (size_t i = 0; i < group->passage_count; i++) {
        record_sum += group->sizes[2 * i];
        token_sum += group->sizes[2 * i + 1];
    }
    return record_sum == group->records.length && token_sum == tokens;
}

bool index_group_open(struct bpv_text bytes, const struct bpv_source *sources, size_t source_count,
                      struct index_group *group)
{
    struct group_header header;
    if (bytes.length < sizeof header)
        return false;
    memcpy(&header, bytes.start, sizeof header);
    struct bpv_text rest = {bytes.start + sizeof header, bytes.length - sizeof header}, sizes, tokens;
    *group = (struct index_group){
        .sources = sources, .source_count = source_count, .passage_count = header.passages, .word_count = header.words};
    if (memcmp(header.magic, GROUP_MAGIC, sizeof header.magic) != 0 || header.schema != INDEX_SCHEMA ||
        header.analyser != index_analyser_fingerprint() || header.tokens > rest.length / sizeof(uint32_t) ||
        header.checksum != XXH3_64bits(rest.start, rest.length))
        return false;
    if (!take(&rest, (uint64_t)header.passages * 2 * sizeof(uint32_t), &sizes) ||
        !take(&rest, header.tokens * sizeof(uint32_t), &tokens) || !take(&rest, header.word_bytes, &group->words) ||
        !take(&rest, header.record_bytes, &group->records) || !take(&rest, header.extra_bytes, &group->extra))
        return false;
    group->sizes = (const void *)sizes.start;
    group->tokens = (const void *)tokens.start;
    return sizes_fit(group, header.tokens);
}

bool index_group_each(const struct index_group *group, bool (*visit)(void *context, const struct bpv_passage *passage),
                      void *context)
{
    struct bpv_passage *passage = xcalloc(1, sizeof *passage);
    const char *record = group->records.start;
    bool sound = true;
    for (size_t i = 0; i < group->passage_count && sound; record += group->sizes[2 * i++])
        sound = passage_record_read((struct bpv_text){record, group->sizes[2 * i]}, group->sources, group->source_count,
                                    passage) &&
                visit(context, passage);
    free(passage);
    return sound;
}

/* A group that is being added again. */
struct adding {
    struct index_writer *writer;
    const struct index_group *group;
    size_t number;                /* of the passage */
    const char *record;
    const uint32_t *tokens;
    struct record_reader unread;  /* the forms of words that have not come yet */
    size_t known;                 /* words that have */
    enum bpv_status status;
    struct bpv_error *error;
};

/* Words come in the order of their numbers, so a new one is always the next form. */
static uint32_t to_word(void *context, uint32_t local)
{
    struct adding *adding = context;
    struct index_writer *writer = adding->writer;
    while (adding->known <= local && adding->known < adding->group->word_count) {
        index_push(&writer->group_words, word_table_add(&writer->words, record_text(&adding->unread)));
        adding->known++;
    }
    if (local >= adding->known) {
        adding->unread.bad = true;
        return 0;
    }
    return writer->group_words.items[writer->groups[writer->group_count - 1].first_word + local];
}

static bool add_again(void *context, const struct bpv_passage *passage)
{
    struct adding *adding = context;
    struct index_writer *writer = adding->writer;
    uint32_t length = adding->group->sizes[2 * adding->number], count = adding->group->sizes[2 * adding->number + 1];
    writer->scratch.count = 0;
    for (uint32_t i = 0; i < count; i++)
        index_push(&writer->scratch, adding->tokens[i]);
    index_each_word(writer->scratch.items, count, to_word, adding);
    if (adding->unread.bad)
        return false;
    adding->status =
        index_put_passage(writer, passage, (struct bpv_text){adding->record, length}, &writer->scratch, adding->error);
    adding->record += length;
    adding->tokens += count;
    adding->number++;
    return adding->status == BPV_OK;
}

enum bpv_status index_writer_add_group(struct index_writer *writer, const char key[33], const struct index_group *group,
                                       struct bpv_error *error)
{
    if (group->passage_count > BPV_PASSAGES_MAX - writer->passage_count)
        return bpv_fail(error, BPV_TOO_LARGE, "de corpus heeft meer dan %u passages; verdeel hem over meer indexen",
                        BPV_PASSAGES_MAX);
    struct adding adding = {.writer = writer,
                            .group = group,
                            .record = group->records.start,
                            .tokens = group->tokens,
                            .unread = {group->words.start, group->words.start + group->words.length, false},
                            .error = error};
    add_range(writer, key);
    if (!index_group_each(group, add_again, &adding) && adding.status == BPV_OK)
        return bpv_fail(error, BPV_BAD_INDEX,
                        "wat van een vorige bouw is bewaard, is beschadigd; verwijder de map van --cache");
    return adding.status;
}

struct bpv_text index_writer_shards(const struct index_writer *writer)
{
    return text_buffer_text(&writer->shards);
}

void index_groups_release(struct index_writer *writer)
{
    struct group_keeping *group = &writer->group;
    free(group->local_of.items);
    free(group->sizes.items);
    free(group->tokens.items);
    text_buffer_release(&group->words);
    text_buffer_release(&group->records);
    text_buffer_release(&writer->shards);
    free(writer->groups);
    free(writer->group_words.items);
}
