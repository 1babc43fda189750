#include "index_making.h"

#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "age_range.h"
#include "amount.h"
#include "block_file.h"
#include "passage_record.h"

void index_push(struct numbers *numbers, uint32_t value)
{
    if (numbers->count == numbers->capacity) {
        numbers->capacity = numbers->capacity ? numbers->capacity * 2 : 256;
        numbers->items = xrealloc(numbers->items, numbers->capacity * sizeof *numbers->items);
    }
    numbers->items[numbers->count++] = value;
}

void index_append(struct numbers *numbers, const uint32_t *items, size_t count, uint32_t shift)
{
    if (numbers->capacity - numbers->count < count) {
        numbers->capacity = numbers->count + count + numbers->count / 2;
        numbers->items = xrealloc(numbers->items, numbers->capacity * sizeof *numbers->items);
    }
    uint32_t *to = numbers->items + numbers->count;
    for (size_t i = 0; i < count; i++)
        to[i] = items[i] + shift;
    numbers->count += count;
}

enum bpv_status index_write_failed(struct bpv_error *error)
{
    return bpv_fail(error, BPV_IO, "schrijven lukt niet (%s); maak ruimte op de schijf en probeer het opnieuw",
                    bpv_errno_text(errno));
}

static FILE *temporary(const char *directory)
{
    int fd = open(directory, O_TMPFILE | O_RDWR | O_CLOEXEC, 0600);
    FILE *file = fd < 0 ? NULL : fdopen(fd, "w+");
    if (file)
        setvbuf(file, NULL, _IOFBF, INDEX_BUFFER);
    return file;
}

struct index_writer *index_writer_create(const struct index_settings *settings)
{
    struct index_writer *writer = xcalloc(1, sizeof *writer);
    writer->settings = *settings;
    word_table_init(&writer->words);
    text_buffer_init(&writer->buffer, 0);
    text_buffer_init(&writer->masked, 0);
    text_buffer_init(&writer->unanswered, 0);
    text_buffer_init(&writer->unanswered_words, 0);
    text_buffer_init(&writer->bloom, 0);
    text_buffer_init(&writer->variant_list, 0);
    text_buffer_init(&writer->latent_stems, 0);
    text_buffer_init(&writer->latent_passages, 0);
    writer->digest = XXH3_createState();
    XXH3_128bits_reset(writer->digest);
    return writer;
}

enum bpv_status index_load_dictionary(struct index_writer *writer, struct bpv_error *error)
{
    const char *path = writer->settings.dictionary_path, *kept = writer->settings.dictionary_kept;
    if (path && kept && dictionary_load_kept(&writer->dictionary, kept))
        return BPV_OK;
    if (dictionary_load(&writer->dictionary, path)) {
        if (path && kept)
            (void)dictionary_keep(&writer->dictionary, kept);
        return BPV_OK;
    }
    return bpv_fail(error, BPV_IO, "de woordenlijst %s kan niet worden gelezen (%s)", path, bpv_errno_text(errno));
}

enum bpv_status index_writer_begin(const struct index_settings *settings, struct index_writer **out,
                                   struct bpv_error *error)
{
    *out = NULL;
    struct index_writer *writer = index_writer_create(settings);
    writer->records = temporary(settings->work_directory);
    writer->tokens = temporary(settings->work_directory);
    enum bpv_status status = writer->records && writer->tokens ? BPV_OK : index_write_failed(error);
    if (status == BPV_OK)
        status = search_writer_create(settings->work_directory, settings->shard_folder != NULL, &writer->search, error);
    if (status == BPV_OK)
        status = index_load_dictionary(writer, error);
    if (status != BPV_OK) {
        index_writer_free(writer);
        return status;
    }
    index_intern_vocabulary(writer);
    *out = writer;
    return BPV_OK;
}

void index_writer_free(struct index_writer *writer)
{
    if (!writer)
        return;
    search_writer_free(writer->search);
    index_update_release(writer->update);
    if (writer->records)
        fclose(writer->records);
    if (writer->tokens)
        fclose(writer->tokens);
    word_table_release(&writer->words);
    dictionary_release(&writer->dictionary);
    dictionary_release(&writer->no_split);
    struct numbers *lists[] = {
        &writer->gram_keys, &writer->grams_at, &writer->grams, &writer->notice_stems, &writer->notices_at,
        &writer->synonyms, &writer->synonym_at, &writer->parts, &writer->parts_at, &writer->compounds,
        &writer->compounds_at, &writer->scratch, &writer->hand_parts, &writer->changed, &writer->changed_terms,
        &writer->unanswered_at,
    };
    for (size_t i = 0; i < sizeof lists / sizeof lists[0]; i++)
        free(lists[i]->items);
    index_groups_release(writer);
    free(writer->record_at);
    free(writer->token_at);
    free(writer->sums);
    free(writer->tags);
    free(writer->ids);
    free(writer->hand_parts_of);
    XXH3_freeState(writer->digest);
    text_buffer_release(&writer->buffer);
    text_buffer_release(&writer->masked);
    text_buffer_release(&writer->unanswered);
    text_buffer_release(&writer->unanswered_words);
    text_buffer_release(&writer->bloom);
    index_release_variants(writer);
    text_buffer_release(&writer->latent_stems);
    text_buffer_release(&writer->latent_passages);
    free(writer);
}

static void keep_id(struct index_writer *writer, struct bpv_text id)
{
    if (writer->id_count == writer->id_capacity) {
        writer->id_capacity = writer->id_capacity ? writer->id_capacity * 2 : 1024;
        writer->ids = xrealloc(writer->ids, writer->id_capacity * sizeof *writer->ids);
    }
    writer->ids[writer->id_count++] =
        (struct index_id){word_table_keep(&writer->words, id), (uint32_t)writer->passage_count};
}

static uint32_t file_number(struct index_writer *writer, struct bpv_text path)
{
    if (!writer->files || path.length != writer->last_path.length ||
        memcmp(path.start, writer->last_path.start, path.length) != 0) {
        size_t length = path.length < sizeof writer->last_path_bytes ? path.length : sizeof writer->last_path_bytes;
        memcpy(writer->last_path_bytes, path.start, length);
        writer->last_path = (struct bpv_text){writer->last_path_bytes, length};
        writer->files++;
    }
    return writer->files - 1;
}

/* One age is an example, and a rule for it holds for others: "Mag mijn student van 17 tot elf uur werken?" */
static struct age_range rule_ages(struct bpv_text text)
{
    struct age_range ages = age_range_of(text);
    return ages.from == ages.to ? (struct age_range){0, 0} : ages;
}

/* The ages that a passage holds for: its heading says so first, then its first sentence, then the title of its file. */
static struct age_range ages_of(const struct bpv_passage *passage)
{
    struct age_range ages = rule_ages(passage->title);
    struct bpv_text lead = passage->text;
    for (size_t i = 0; i + 1 < lead.length; i++)
        if (lead.start[i] == '\n' || (lead.start[i] == '.' && lead.start[i + 1] == ' '))
            lead.length = i;
    if (!ages.to)
        ages = rule_ages(lead);
    return ages.to ? ages : rule_ages(passage->file_title);
}

void index_make_room(struct index_writer *writer)
{
    if (writer->passage_count + 1 < writer->passage_capacity)
        return;
    size_t capacity = writer->update             ? writer->passage_count + 2 /* none will come */
                      : writer->passage_capacity ? writer->passage_capacity * 2
                                                 : 1024;
    writer->passage_capacity = capacity;
    writer->record_at = xrealloc(writer->record_at, capacity * sizeof *writer->record_at);
    writer->token_at = xrealloc(writer->token_at, capacity * sizeof *writer->token_at);
    writer->sums = xrealloc(writer->sums, capacity * sizeof *writer->sums);
    writer->tags = xrealloc(writer->tags, capacity * sizeof *writer->tags);
}

struct index_tags index_tags_of(const struct bpv_passage *passage)
{
    struct age_range ages = ages_of(passage);
    return (struct index_tags){
        .themes = passage->themes,
        .tracks = passage->tracks,
        .valid_from = passage->valid_from,
        .valid_until = passage->valid_until,
        .words = passage->word_count,
        .roles = (uint16_t)passage->roles,
        .module = (uint8_t)passage->module,
        .phase = (uint8_t)passage->phase,
        .audience = (uint8_t)passage->audience,
        .importance = (uint8_t)passage->importance,
        .force = (uint8_t)passage->force,
        .age_from = ages.from,
        .age_to = ages.to,
        .amounts = amounts_given(passage->text),
    };
}

enum bpv_status index_put_passage(struct index_writer *writer, const struct bpv_passage *passage,
                                  struct bpv_text record, struct numbers *words, struct bpv_error *error)
{
    index_make_room(writer);
    size_t at = writer->passage_count;
    writer->record_at[at] = writer->record_bytes;
    writer->token_at[at] = writer->token_words;
    uint64_t checksum = XXH3_64bits(record.start, record.length);
    XXH3_128bits_update(writer->digest, &checksum, sizeof checksum);
    writer->sums[at].record = checksum;
    if (fwrite(&checksum, sizeof checksum, 1, writer->records) != 1 ||
        fwrite(record.start, 1, record.length, writer->records) != record.length)
        return index_write_failed(error);
    writer->record_bytes += sizeof checksum + record.length;
    writer->tags[at] = index_tags_of(passage);
    writer->tags[at].file = file_number(writer, passage->path);
    writer->words_total += passage->word_count;
    writer->variants += (uint32_t)passage->question_count;
    keep_id(writer, passage->id);
    for (size_t i = 0; i < passage->alias_count; i++)
        keep_id(writer, passage->aliases[i]);
    enum bpv_status status = index_put_words(writer, words, error);
    writer->passage_count++;
    return status;
}

enum bpv_status index_writer_add(struct index_writer *writer, const struct bpv_passage *passage,
                                 struct bpv_error *error)
{
    if (writer->passage_count >= BPV_PASSAGES_MAX)
        return bpv_fail(error, BPV_TOO_LARGE, "de corpus heeft meer dan %u passages; verdeel hem over meer indexen",
                        BPV_PASSAGES_MAX);
    if (passage->text.length > BPV_PASSAGE_TEXT_MAX)
        return bpv_fail(error, BPV_TOO_LARGE, "een passage is langer dan %u bytes", BPV_PASSAGE_TEXT_MAX);
    struct text_buffer *record = &writer->buffer;
    text_buffer_clear(record);
    passage_record_write(passage, writer->settings.sources, record);
    index_list_words(writer, passage, &writer->scratch);
    if (writer->group.open)
        index_group_keep(writer, text_buffer_text(record), &writer->scratch);
    return index_put_passage(writer, passage, text_buffer_text(record), &writer->scratch, error);
}

size_t index_writer_replaced(const struct index_writer *writer)
{
    return writer->update->count;
}

uint32_t index_writer_changed(const struct index_writer *writer)
{
    return (uint32_t)writer->changed.count;
}

/* The Xapian part of the index as it was. */
static enum bpv_status copy_search_part(const struct index_file *from, const char *path, struct bpv_error *error)
{
    int file = open(path, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0666);
    size_t done = 0, size = from->trailer.xapian_size;
    /* Room for all of it at once costs less than block by block; when there is none, writing will tell. */
    if (file >= 0)
        (void)fallocate(file, FALLOC_FL_KEEP_SIZE, 0, (off_t)from->size);
    while (file >= 0 && done < size) {
        ssize_t got = write(file, from->map + done, size - done < BLOCK_FILE_BLOCK ? size - done : BLOCK_FILE_BLOCK);
        index_pages_rest(from->map + done, got > 0 ? (size_t)got : 0);
        if (got <= 0 && errno != EINTR)
            break;
        done += got > 0 ? (size_t)got : 0;
    }
    enum bpv_status status = file >= 0 && done == size ? BPV_OK : index_write_failed(error);
    if (file >= 0 && close(file) != 0 && status == BPV_OK)
        status = index_write_failed(error);
    return status;
}

static enum bpv_status check_strings(const struct index_writer *writer, struct bpv_error *error)
{
    return writer->words.strings.overflow
               ? bpv_fail(error, BPV_TOO_LARGE,
                          "de woordenlijst van de corpus is te groot; verdeel hem over meer indexen")
               : BPV_OK;
}

enum bpv_status index_writer_finish(struct index_writer *writer, const char *path,
                                    void (*progress)(void *context, uint32_t done, uint32_t total), void *context,
                                    struct bpv_error *error)
{
    if (writer->update) {
        enum bpv_status copied = copy_search_part(writer->update->file, path, error);
        enum bpv_status status = copied == BPV_OK ? index_complete_file(writer, path, error) : copied;
        return status == BPV_OK ? check_strings(writer, error) : status;
    }
    index_split_compounds(writer);
    index_close_dictionary(writer);
    index_list_grams(writer);
    enum bpv_status status = index_learn_latent(writer, error);
    if (status == BPV_OK)
        status = index_add_documents(writer, progress, context, error);
    if (status == BPV_OK)
        status = search_writer_finish(writer->search, path, error);
    if (status == BPV_OK && writer->settings.shard_folder)
        status = index_count_parts(writer, path, error);
    if (status == BPV_OK)
        status = index_complete_file(writer, path, error);
    return status == BPV_OK ? check_strings(writer, error) : status;
}
