#include "index_making.h"

#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <unistd.h>

#include "block_file.h"
#include "index_lists.h"

struct output {
    struct block_file file;
    struct index_section_entry table[SECTIONS];
};

static bool pad(struct output *output, uint64_t unit)
{
    static const char zeros[4096];
    return block_file_put(&output->file, zeros, (unit - output->file.at % unit) % unit);
}

static bool put_section(struct output *output, enum index_section section, const void *bytes, size_t size)
{
    if (!pad(output, 8))
        return false;
    output->table[section] =
        (struct index_section_entry){(uint32_t)section, 0, output->file.at, size, XXH3_64bits(bytes, size)};
    return block_file_put(&output->file, bytes, size);
}

/* Begins a section of which SECTION_SUMS, or the index that it is copied from, has the checksum. */
static bool begin_section(struct output *output, enum index_section section, uint64_t size, uint64_t checksum)
{
    bool done = pad(output, 8);
    output->table[section] = (struct index_section_entry){(uint32_t)section, 0, output->file.at, size, checksum};
    return done;
}

/* A section out of a temporary file. */
static bool copy_section(struct output *output, enum index_section section, FILE *from, uint64_t size)
{
    bool done = fflush(from) == 0 && begin_section(output, section, size, 0);
    if (!done || !size)
        return done;
    void *map = mmap(NULL, size, PROT_READ, MAP_SHARED, fileno(from), 0);
    if (map == MAP_FAILED)
        return false;
    const char *bytes = map;
    for (uint64_t at = 0; done && at < size; at += INDEX_WINDOW) {
        size_t part = size - at < INDEX_WINDOW ? (size_t)(size - at) : INDEX_WINDOW;
        done = block_file_put(&output->file, bytes + at, part);
        index_pages_rest(bytes + at, part);
    }
    munmap(map, size);
    return done;
}

struct piecing {
    struct output *output;
    const struct index_file *from; /* of which pieces are let go once they are written */
    bool failed;
};

static void put_piece(void *context, struct bpv_text piece)
{
    struct piecing *piecing = context;
    const struct index_file *from = piecing->from;
    bool mapped = piece.start >= from->map && piece.start < from->map + from->size;
    for (size_t at = 0; at < piece.length && !piecing->failed; at += INDEX_WINDOW) {
        size_t part = piece.length - at < INDEX_WINDOW ? piece.length - at : INDEX_WINDOW;
        if (mapped && part == INDEX_WINDOW)
            index_pages_want(piece.start + at, part);
        piecing->failed = !block_file_put(&piecing->output->file, piece.start + at, part);
        if (mapped)
            index_pages_rest(piece.start + at, part);
    }
}

/* Records or words of an update: what stayed, and what is new. */
static bool put_pieces(struct output *output, enum index_section section, uint64_t size,
                       const struct index_update *update)
{
    struct piecing piecing = {output, update->file, !begin_section(output, section, size, 0)};
    index_update_pieces(update, section == SECTION_TOKENS, put_piece, &piecing);
    return !piecing.failed;
}

/* A section of an update that is what it was. */
static bool put_copied(struct output *output, enum index_section section, const struct index_file *from)
{
    struct bpv_text bytes = from->sections[section];
    struct piecing piecing = {output, from, !begin_section(output, section, bytes.length, from->checksums[section])};
    put_piece(&piecing, bytes);
    return !piecing.failed;
}

static int compare_text(struct bpv_text a, struct bpv_text b)
{
    size_t shorter = a.length < b.length ? a.length : b.length;
    int order = shorter ? memcmp(a.start, b.start, shorter) : 0;
    return order ? order : (a.length > b.length) - (a.length < b.length);
}

static int compare_words(const void *a, const void *b, void *context)
{
    return compare_text(word_table_text(context, ((const struct word_entry *)a)->text),
                        word_table_text(context, ((const struct word_entry *)b)->text));
}

static int compare_stem_numbers(const void *a, const void *b, void *context)
{
    const struct word_table *table = context;
    return compare_text(word_table_text(table, table->stems[*(const uint32_t *)a].text),
                        word_table_text(table, table->stems[*(const uint32_t *)b].text));
}

static int compare_ids(const void *a, const void *b, void *context)
{
    int order = compare_text(word_table_text(context, ((const struct index_id *)a)->text),
                             word_table_text(context, ((const struct index_id *)b)->text));
    return order ? order : (((const struct index_id *)a)->passage > ((const struct index_id *)b)->passage ? 1 : -1);
}

/* Names each stem after its most frequent word. */
static void label_stems(const struct word_table *table, struct index_stem_entry *stems)
{
    uint32_t *best = xcalloc(table->stem_count, sizeof *best);
    for (size_t i = 0; i < table->word_count; i++) {
        const struct word_entry *word = &table->words[i];
        if (word->frequency < best[word->stem])
            continue;
        best[word->stem] = word->frequency + 1;
        stems[word->stem].label = word->text;
    }
    free(best);
}

/* Sorts items of which the first so many are sorted. */
static void sort_rest(void *items, size_t sorted, size_t count, size_t size,
                      int (*compare)(const void *, const void *, void *), void *context)
{
    char *all = items;
    if (count > sorted)
        qsort_r(all + sorted * size, count - sorted, size, compare, context);
    if (!sorted || sorted == count)
        return;
    size_t tail = (count - sorted) * size;
    char *rest = xcalloc(1, tail);
    memcpy(rest, all + sorted * size, tail);
    for (size_t from = sorted, left = count - sorted; left; left--) {
        const char *last = rest + (left - 1) * size;
        size_t low = 0, high = from; /* where the sorted items begin that come behind it */
        while (low < high) {
            size_t middle = low + (high - low) / 2;
            if (compare(all + middle * size, last, context) > 0)
                high = middle;
            else
                low = middle + 1;
        }
        memmove(all + (low + left) * size, all + low * size, (from - low) * size);
        memcpy(all + (low + left - 1) * size, last, size);
        from = low;
    }
    free(rest);
}

/* The stems in order; an index that is there has them already, but for those that came and those that lost their
 * text. */
static void order_stems(struct index_writer *writer, uint32_t *order)
{
    struct word_table *table = &writer->words;
    size_t sorted = 0, bare = 0, known = table->by_stem.sorted;
    for (size_t i = 0; i < known; i++)
        bare += !table->stems[table->stem_order[i]].text.length;
    size_t without = 0, with = bare;
    for (size_t i = 0; i < known; i++)
        order[table->stems[table->stem_order[i]].text.length ? with++ : without++] = table->stem_order[i];
    sorted = known;
    for (size_t i = known; i < table->stem_count; i++)
        order[i] = (uint32_t)i;
    sort_rest(order, sorted, table->stem_count, sizeof *order, compare_stem_numbers, table);
}

static bool put_words(struct index_writer *writer, struct output *output)
{
    struct word_table *table = &writer->words;
    sort_rest(table->words, table->by_word.sorted, table->word_count, sizeof *table->words, compare_words, table);
    struct index_stem_entry *stems = xcalloc(table->stem_count, sizeof *stems);
    uint32_t *order = xcalloc(table->stem_count, sizeof *order);
    for (size_t i = 0; i < table->stem_count; i++) {
        const struct stem_entry *stem = &table->stems[i];
        stems[i] = (struct index_stem_entry){stem->text, stem->text, stem->passages, stem->part_passages,
                                             stem->asked,
                                             index_idf(stem->passages, (uint32_t)writer->passage_count)};
    }
    label_stems(table, stems);
    order_stems(writer, order);
    bool done = put_section(output, SECTION_WORDS, table->words ? (const void *)table->words : "",
                            table->word_count * sizeof *table->words) &&
                put_section(output, SECTION_STEMS, stems, table->stem_count * sizeof *stems) &&
                put_section(output, SECTION_STEM_ORDER, order, table->stem_count * sizeof *order);
    free(stems);
    free(order);
    return done;
}

static bool put_numbers(struct output *output, enum index_section section, const struct numbers *numbers)
{
    return put_section(output, section, numbers->items ? (const void *)numbers->items : "",
                       numbers->count * sizeof(uint32_t));
}

static bool put_bytes(struct output *output, enum index_section section, const struct text_buffer *bytes)
{
    return put_section(output, section, bytes->data ? bytes->data : "", bytes->length);
}

static bool put_ids(struct index_writer *writer, struct output *output)
{
    if (writer->id_count && !writer->update)
        qsort_r(writer->ids, writer->id_count, sizeof *writer->ids, compare_ids, &writer->words);
    return put_section(output, SECTION_IDS, writer->ids ? (const void *)writer->ids : "",
                       writer->id_count * sizeof *writer->ids);
}

void index_hash_name(XXH128_hash_t hash, char out[33])
{
    snprintf(out, 33, "%016llx%016llx", (unsigned long long)hash.high64, (unsigned long long)hash.low64);
}

static bool put_lists(struct index_writer *writer, struct output *output)
{
    const struct index_settings *settings = &writer->settings;
    static const struct bpv_taxonomy none;
    bool done = true;
    for (enum index_section section = SECTION_TAXONOMY; done && section <= SECTION_BANK; section++) {
        struct text_buffer *buffer = &writer->buffer;
        text_buffer_clear(buffer);
        if (writer->update)
            text_buffer_append_text(buffer, writer->update->file->sections[section]);
        else if (section == SECTION_TAXONOMY)
            index_lists_write_taxonomy(settings->taxonomy ? settings->taxonomy : &none, buffer);
        else if (section == SECTION_SOURCES)
            index_lists_write_sources(settings->sources, settings->source_count, buffer);
        else if (section == SECTION_GLOSSARY)
            index_lists_write_glossary(settings->glossary, settings->glossary_count, buffer);
        else if (section == SECTION_NOTICES)
            index_lists_write_notices(settings->notices, settings->notice_count, buffer);
        else
            index_lists_write_questions(settings->questions, settings->question_count, buffer);
        XXH3_128bits_update(writer->digest, buffer->data, buffer->length);
        done = put_section(output, section, buffer->data, buffer->length);
    }
    return done;
}

static bool put_meta(struct index_writer *writer, struct output *output)
{
    char corpus[33], generation[33];
    index_hash_name(XXH3_128bits_digest(writer->digest), corpus);
    /* The generation also changes with the vocabulary and the analyser. */
    uint32_t analyser = index_analyser_fingerprint();
    XXH3_128bits_update(writer->digest, &analyser, sizeof analyser);
    for (enum index_section section = SECTION_STRINGS; section < SECTIONS; section++)
        XXH3_128bits_update(writer->digest, &output->table[section].checksum, sizeof(uint64_t));
    index_hash_name(XXH3_128bits_digest(writer->digest), generation);
    struct text_buffer *buffer = &writer->buffer;
    text_buffer_clear(buffer);
    record_put_text(buffer, (struct bpv_text){generation, 16});
    record_put_text(buffer, (struct bpv_text){corpus, 32});
    record_put_text(buffer, writer->settings.built);
    record_put_text(buffer, writer->settings.index_name);
    const uint32_t numbers[] = {(uint32_t)writer->passage_count,
                                (uint32_t)writer->words.word_count,
                                (uint32_t)writer->words.stem_count,
                                (uint32_t)writer->id_count,
                                (uint32_t)writer->synonym_at.count - 1, /* put_sections added the end */
                                writer->words_total,
                                writer->files,
                                (uint32_t)writer->token_words,
                                (uint32_t)writer->notices_at.count - 1,
                                writer->variants,
                                (uint32_t)writer->unanswered_at.count - 1};
    for (size_t i = 0; i < sizeof numbers / sizeof numbers[0]; i++)
        record_put_u32(buffer, numbers[i]);
    return put_section(output, SECTION_META, buffer->data, buffer->length);
}

/* A section of which an update has only what comes behind that of the file. */
static bool put_longer(struct index_writer *writer, struct output *output, enum index_section section,
                       const struct text_buffer *rest)
{
    if (!writer->update)
        return put_bytes(output, section, rest);
    struct bpv_text before = writer->update->file->sections[section];
    XXH3_state_t *hash = XXH3_createState();
    XXH3_64bits_reset(hash);
    XXH3_64bits_update(hash, before.start, before.length);
    XXH3_64bits_update(hash, rest->data, rest->length);
    uint64_t checksum = XXH3_64bits_digest(hash);
    XXH3_freeState(hash);
    return begin_section(output, section, before.length + rest->length, checksum) &&
           block_file_put(&output->file, before.start, before.length) &&
           block_file_put(&output->file, rest->data, rest->length);
}

static bool put_latent_stems(struct index_writer *writer, struct output *output)
{
    return writer->update && index_writer_learns(writer)
               ? put_bytes(output, SECTION_LATENT_STEMS, &writer->latent_stems)
               : put_longer(writer, output, SECTION_LATENT_STEMS, &writer->latent_stems);
}

static bool put_variants(struct index_writer *writer, struct output *output)
{
    if (!writer->update) {
        bool done = index_list_variants(writer) && put_bytes(output, SECTION_VARIANTS, &writer->variant_list) &&
                    put_numbers(output, SECTION_VARIANT_POSTINGS_AT, &writer->variant_postings_at) &&
                    put_numbers(output, SECTION_VARIANT_POSTINGS, &writer->variant_postings);
        index_release_variants(writer);
        return done;
    }
    bool done = true;
    for (enum index_section section = SECTION_VARIANTS; done && section <= SECTION_VARIANT_POSTINGS; section++)
        done = put_copied(output, section, writer->update->file);
    return done;
}

static bool put_records(struct index_writer *writer, struct output *output)
{
    return writer->update ? put_pieces(output, SECTION_RECORDS, writer->record_bytes, writer->update)
                          : copy_section(output, SECTION_RECORDS, writer->records, writer->record_bytes);
}

static bool put_tokens(struct index_writer *writer, struct output *output)
{
    return writer->update ? put_pieces(output, SECTION_TOKENS, writer->token_words * 4, writer->update)
                          : copy_section(output, SECTION_TOKENS, writer->tokens, writer->token_words * 4);
}

static bool put_sections(struct index_writer *writer, struct output *output)
{
    size_t count = writer->passage_count;
    index_make_room(writer);
    writer->record_at[count] = writer->record_bytes;
    writer->token_at[count] = writer->token_words;
    index_push(&writer->synonym_at, (uint32_t)writer->synonyms.count);
    if (!writer->update) /* which listed them while its words were in order */
        (void)index_list_unanswered(writer);
    return put_lists(writer, output) && put_records(writer, output) &&
           put_section(output, SECTION_RECORD_AT, writer->record_at, (count + 1) * 8) &&
           put_section(output, SECTION_TAGS, writer->tags, count * sizeof *writer->tags) &&
           put_tokens(writer, output) && put_section(output, SECTION_TOKENS_AT, writer->token_at, (count + 1) * 8) &&
           put_section(output, SECTION_SUMS, writer->sums, count * sizeof *writer->sums) &&
           put_ids(writer, output) && put_words(writer, output) &&
           put_numbers(output, SECTION_PARTS_AT, &writer->parts_at) &&
           put_numbers(output, SECTION_PARTS, &writer->parts) &&
           put_numbers(output, SECTION_COMPOUNDS_AT, &writer->compounds_at) &&
           put_numbers(output, SECTION_COMPOUNDS, &writer->compounds) &&
           put_numbers(output, SECTION_SYNONYMS_AT, &writer->synonym_at) &&
           put_numbers(output, SECTION_SYNONYMS, &writer->synonyms) &&
           put_variants(writer, output) && put_longer(writer, output, SECTION_DUTCH, &writer->bloom) &&
           put_latent_stems(writer, output) &&
           put_bytes(output, SECTION_LATENT_PASSAGES, &writer->latent_passages) &&
           put_numbers(output, SECTION_GRAM_KEYS, &writer->gram_keys) &&
           put_numbers(output, SECTION_GRAMS_AT, &writer->grams_at) &&
           put_numbers(output, SECTION_GRAMS, &writer->grams) &&
           put_bytes(output, SECTION_UNANSWERED, &writer->unanswered) &&
           put_numbers(output, SECTION_UNANSWERED_AT, &writer->unanswered_at) &&
           put_bytes(output, SECTION_UNANSWERED_WORDS, &writer->unanswered_words) &&
           put_numbers(output, SECTION_NOTICES_AT, &writer->notices_at) &&
           put_numbers(output, SECTION_NOTICE_STEMS, &writer->notice_stems) &&
           put_numbers(output, SECTION_CHANGED, &writer->changed) &&
           put_numbers(output, SECTION_CHANGED_TERMS, &writer->changed_terms) &&
           put_bytes(output, SECTION_STRINGS, &writer->words.strings);
}

static bool put_trailer(struct output *output, uint64_t xapian_size, uint64_t xapian_checksum)
{
    if (!pad(output, 8))
        return false;
    struct index_trailer trailer = {.schema = INDEX_SCHEMA,
                                    .analyser = index_analyser_fingerprint(),
                                    .endian = 0x01020304,
                                    .section_count = SECTIONS,
                                    .table_offset = output->file.at,
                                    .table_checksum = XXH3_64bits(output->table, sizeof output->table),
                                    .xapian_size = xapian_size,
                                    .xapian_checksum = xapian_checksum};
    memcpy(trailer.magic, INDEX_MAGIC, sizeof trailer.magic);
    trailer.checksum = XXH3_64bits(&trailer, offsetof(struct index_trailer, checksum));
    return block_file_put(&output->file, output->table, sizeof output->table) &&
           block_file_put(&output->file, &trailer, sizeof trailer) && block_file_finish(&output->file);
}

/* XXH3 of the Xapian database at path. */
static bool hash_search_part(const char *path, size_t size, uint64_t *checksum)
{
    int file = open(path, O_RDONLY | O_CLOEXEC);
    void *map = file < 0 ? MAP_FAILED : mmap(NULL, size, PROT_READ, MAP_SHARED, file, 0);
    if (file >= 0)
        close(file);
    if (map == MAP_FAILED)
        return false;
    *checksum = index_hash_pages(map, size);
    munmap(map, size);
    return true;
}

/* Appends the sections to the Xapian database at path. */
enum bpv_status index_complete_file(struct index_writer *writer, const char *path, struct bpv_error *error)
{
    struct output output;
    uint64_t checksum = 0, size = 0;
    bool done = block_file_open(&output.file, path);
    if (done)
        size = output.file.at;
    if (done && writer->update)
        checksum = writer->update->file->trailer.xapian_checksum; /* it was copied */
    else if (done)
        done = hash_search_part(path, (size_t)size, &checksum);
    done = done && pad(&output, 4096) && put_sections(writer, &output) && put_meta(writer, &output) &&
           put_trailer(&output, size, checksum);
    enum bpv_status status = done ? BPV_OK : index_write_failed(error);
    return block_file_close(&output.file) || !done ? status : index_write_failed(error);
}
