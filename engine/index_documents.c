#include "index_making.h"

#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>

/* Weights of a stem in the first stage, by where it stands. */
enum { WDF_BODY = 1, WDF_QUESTION = 2, WDF_FILE_TITLE = 1, WDF_HEADING = 4 };

#define ROW_GROUPS 24u /* groups of which the search parts are merged beforehand, about */
#define ROW_MAX 100u   /* and at most */

struct document {
    struct search_term *terms;
    size_t count, capacity;
    struct text_buffer names; /* of prefixed terms; offsets until the end, because it moves */
    uint32_t *wdf, *part_wdf; /* per stem; zero between documents */
    struct numbers stems, parts;
};

/* lead: in the first sentence. The wdf of a term is as search_index.h says. */
static void count_stem(struct index_writer *writer, struct document *document, uint32_t stem, uint32_t weight,
                       bool lead)
{
    if (!document->wdf[stem])
        index_push(&document->stems, stem);
    document->wdf[stem] = (document->wdf[stem] + 2 * weight) | lead;
    for (uint32_t i = writer->parts_at.items[stem]; i < writer->parts_at.items[stem + 1]; i++) {
        uint32_t part = writer->parts.items[i];
        if (!document->part_wdf[part]) {
            writer->words.stems[part].part_passages++;
            index_push(&document->parts, part);
        }
        document->part_wdf[part] |= 2u | lead;
    }
}

static void add_term(struct document *document, struct bpv_text term, uint32_t wdf)
{
    if (document->count == document->capacity) {
        document->capacity = document->capacity ? document->capacity * 2 : 256;
        document->terms = xrealloc(document->terms, document->capacity * sizeof *document->terms);
    }
    document->terms[document->count++] = (struct search_term){term, wdf};
}

/* A term with its bytes in document->names; start is an offset for now. */
static void add_named(struct document *document, const char *prefix, struct bpv_text rest, uint32_t wdf)
{
    size_t at = document->names.length;
    text_buffer_append_string(&document->names, prefix);
    text_buffer_append_text(&document->names, rest);
    add_term(document, (struct bpv_text){NULL, document->names.length - at}, wdf);
}

static void add_numbered(struct document *document, const char *prefix, unsigned number)
{
    char digits[12];
    int length = snprintf(digits, sizeof digits, "%u", number);
    add_named(document, prefix, (struct bpv_text){digits, (size_t)length}, 0);
}

static void add_tags(struct document *document, const struct index_tags *tags)
{
    add_numbered(document, "M", tags->module);
    for (unsigned i = 0; i < 32; i++)
        if (tags->themes >> i & 1)
            add_numbered(document, "T", i);
    for (unsigned i = 0; i < 16; i++)
        if (tags->roles >> i & 1)
            add_numbered(document, "R", i);
    add_numbered(document, "F", tags->phase);
    add_numbered(document, "A", tags->audience);
    add_numbered(document, "K", tags->force);
}

/* What the words of a passage make of the document. */
static void count_words(struct index_writer *writer, struct document *document, const uint32_t *at)
{
    for (size_t i = 0; i < document->stems.count; i++)
        document->wdf[document->stems.items[i]] = 0;
    for (size_t i = 0; i < document->parts.count; i++)
        document->part_wdf[document->parts.items[i]] = 0;
    document->count = document->stems.count = document->parts.count = 0;
    uint32_t lists = *at++;
    const uint32_t *lengths = at;
    at += lists;
    uint32_t body = *at++, sentences = *at++, lead = 0;
    for (uint32_t i = 0; i < lists; i++)
        for (uint32_t j = 0; j < lengths[i]; j++)
            count_stem(writer, document, *at++, i == 0 ? WDF_HEADING : i == 1 ? WDF_FILE_TITLE : WDF_QUESTION, false);
    if (sentences) {
        struct sentence first;
        memcpy(&first, at + 2 * (size_t)body, sizeof first);
        lead = (uint32_t)first.first + first.count;
    }
    for (uint32_t i = 0; i < body; i++, at += 2)
        count_stem(writer, document, *at, WDF_BODY, i < lead);
}

static enum bpv_status add_document(struct index_writer *writer, struct document *document, const uint32_t *words,
                                    uint32_t passage, struct bpv_error *error)
{
    text_buffer_clear(&document->names);
    count_words(writer, document, words + writer->token_at[passage]);
    /* Names first: their buffer must not move once terms point into it. */
    for (size_t i = 0; i < document->parts.count; i++) {
        uint32_t part = document->parts.items[i];
        add_named(document, "P", word_table_text(&writer->words, writer->words.stems[part].text),
                  document->part_wdf[part]);
    }
    add_tags(document, &writer->tags[passage]);
    const char *name = document->names.data;
    for (size_t i = 0; i < document->count; i++) {
        document->terms[i].term.start = name;
        name += document->terms[i].term.length;
    }
    for (size_t i = 0; i < document->stems.count; i++) {
        uint32_t stem = document->stems.items[i];
        add_term(document, word_table_text(&writer->words, writer->words.stems[stem].text), document->wdf[stem]);
    }
    const struct index_tags *tags = &writer->tags[passage];
    return search_writer_add(writer->search, document->terms, document->count, tags->valid_from, tags->valid_until,
                             error);
}

/* What all passages need while they become documents. */
struct documents {
    struct index_writer *writer;
    const char *map; /* of the tokens */
    size_t rested;   /* bytes of the map that were let go */
    struct document document;
    void (*progress)(void *, uint32_t, uint32_t);
    void *context;
};

static enum bpv_status add_range(struct documents *documents, size_t from, size_t end, struct bpv_error *error)
{
    struct index_writer *writer = documents->writer;
    enum bpv_status status = BPV_OK;
    for (size_t i = from; status == BPV_OK && i < end; i++) {
        size_t at = writer->token_at[i] * 4;
        if (at - documents->rested > INDEX_WINDOW) {
            index_pages_rest(documents->map + documents->rested, at - documents->rested);
            documents->rested = at;
        }
        status = add_document(writer, &documents->document, (const void *)documents->map, (uint32_t)i, error);
        if (documents->progress && (i % 64 == 0 || i + 1 == writer->passage_count))
            documents->progress(documents->context, (uint32_t)i + 1, (uint32_t)writer->passage_count);
    }
    return status;
}

/* ---- With groups: a group of which the terms did not change keeps its search part ---- */

/* For each stem a number that stands for its text and those of its parts: all that it can add to a document. */
static uint64_t *hash_stems(struct index_writer *writer)
{
    uint64_t *hashes = xcalloc(writer->words.stem_count, sizeof *hashes);
    for (size_t stem = 0; stem < writer->words.stem_count; stem++) {
        uint64_t hash = index_hash(word_table_text(&writer->words, writer->words.stems[stem].text));
        for (uint32_t i = writer->parts_at.items[stem]; i < writer->parts_at.items[stem + 1]; i++) {
            uint64_t pair[] = {
                hash, index_hash(word_table_text(&writer->words, writer->words.stems[writer->parts.items[i]].text))};
            hash = XXH3_64bits(pair, sizeof pair);
        }
        hashes[stem] = hash;
    }
    return hashes;
}

/* The name of a group's search part: its key, and what its words have become. */
static void name_shard(struct index_writer *writer, size_t group, const uint64_t *stem_hashes, char name[33])
{
    const struct group_range *range = &writer->groups[group];
    size_t end = group + 1 < writer->group_count ? range[1].first_word : writer->group_words.count;
    const char *version = search_index_library_version();
    XXH3_state_t *state = XXH3_createState();
    XXH3_128bits_reset(state);
    XXH3_128bits_update(state, version, strlen(version) + 1);
    XXH3_128bits_update(state, range->key, sizeof range->key);
    for (size_t i = range->first_word; i < end; i++)
        XXH3_128bits_update(state, &stem_hashes[writer->words.words[writer->group_words.items[i]].stem],
                            sizeof *stem_hashes);
    index_hash_name(XXH3_128bits_digest(state), name);
    XXH3_freeState(state);
}

struct shard_names {
    char (*items)[33];
    size_t count;
};

static void note_shard(struct index_writer *writer, const char name[33])
{
    text_buffer_printf(&writer->shards, "%s.zoek\n", name);
}

static const char *shard_path(const struct index_writer *writer, const char name[33], struct text_buffer *path)
{
    text_buffer_clear(path);
    text_buffer_printf(path, "%s/%s.zoek", writer->settings.shard_folder, name);
    return path->data;
}

static bool reuse(struct index_writer *writer, const char *path)
{
    return index_shard_sound(path) && search_writer_reuse(writer->search, path, NULL) == BPV_OK;
}

static enum bpv_status add_group(struct documents *documents, size_t group, const char name[33],
                                 struct text_buffer *path, struct bpv_error *error)
{
    struct index_writer *writer = documents->writer;
    shard_path(writer, name, path);
    note_shard(writer, name);
    size_t from = writer->groups[group].first_passage;
    size_t end = group + 1 < writer->group_count ? writer->groups[group + 1].first_passage : writer->passage_count;
    if (from == end || reuse(writer, path->data))
        return BPV_OK;
    enum bpv_status status = add_range(documents, from, end, error);
    if (status == BPV_OK)
        status = index_shard_keep(writer, 0, path->data, error);
    return status == BPV_OK ? search_writer_reuse(writer->search, path->data, error) : status;
}

/* The end of the row of groups that begins at first: where a name says so, so that a new group moves no other row. */
static size_t row_end(const struct shard_names *names, size_t first)
{
    size_t end = first + 1;
    while (end < names->count && end - first < ROW_MAX &&
           index_hash((struct bpv_text){names->items[end], 32}) % ROW_GROUPS != 0)
        end++;
    return end;
}

/* Neighbouring groups together have a search part too: merging a few large ones is cheaper than many small ones. */
static enum bpv_status add_row(struct documents *documents, const struct shard_names *names, size_t first, size_t end,
                               struct text_buffer *path, struct bpv_error *error)
{
    struct index_writer *writer = documents->writer;
    char row[33];
    struct bpv_text name = {names->items[first], (end - first) * sizeof *names->items};
    index_digest(&name, 1, row);
    if (end - first > 1)
        note_shard(writer, row);
    if (end - first > 1 && reuse(writer, shard_path(writer, row, path))) {
        for (size_t i = first; i < end; i++)
            note_shard(writer, names->items[i]);
        return BPV_OK;
    }
    size_t before = search_writer_parts(writer->search);
    enum bpv_status status = BPV_OK;
    for (size_t i = first; i < end && status == BPV_OK; i++)
        status = add_group(documents, i, names->items[i], path, error);
    size_t made = search_writer_parts(writer->search) - before;
    if (status != BPV_OK || made < 2)
        return status;
    status = index_shard_keep(writer, made, shard_path(writer, row, path), error);
    return status == BPV_OK ? search_writer_reuse(writer->search, path->data, error) : status;
}

static enum bpv_status add_groups(struct documents *documents, struct bpv_error *error)
{
    struct index_writer *writer = documents->writer;
    uint64_t *stem_hashes = hash_stems(writer);
    struct shard_names names = {xcalloc(writer->group_count, sizeof *names.items), writer->group_count};
    struct text_buffer path;
    text_buffer_init(&path, 0);
    for (size_t i = 0; i < names.count; i++)
        name_shard(writer, i, stem_hashes, names.items[i]);
    enum bpv_status status = BPV_OK;
    for (size_t first = 0, end; first < names.count && status == BPV_OK; first = end) {
        end = row_end(&names, first);
        status = add_row(documents, &names, first, end, &path, error);
    }
    text_buffer_release(&path);
    free(names.items);
    free(stem_hashes);
    return status;
}

static void release_document(struct document *document)
{
    free(document->terms);
    free(document->wdf);
    free(document->part_wdf);
    free(document->stems.items);
    free(document->parts.items);
    text_buffer_release(&document->names);
}

enum bpv_status index_add_documents(struct index_writer *writer, void (*progress)(void *, uint32_t, uint32_t),
                                    void *context, struct bpv_error *error)
{
    if (fflush(writer->tokens) != 0)
        return index_write_failed(error);
    size_t size = writer->token_words * 4;
    void *map = size ? mmap(NULL, size, PROT_READ, MAP_SHARED, fileno(writer->tokens), 0) : NULL;
    if (map == MAP_FAILED)
        return index_write_failed(error);
    struct documents documents = {.writer = writer, .map = map, .progress = progress, .context = context};
    documents.document.wdf = xcalloc(writer->words.stem_count, sizeof(uint32_t));
    documents.document.part_wdf = xcalloc(writer->words.stem_count, sizeof(uint32_t));
    text_buffer_init(&documents.document.names, 0);
    enum bpv_status status = writer->settings.shard_folder ? add_groups(&documents, error)
                                                           : add_range(&documents, 0, writer->passage_count, error);
    release_document(&documents.document);
    if (map)
        munmap(map, size);
    return status;
}

/* ---- For an update: the terms of the passages that changed ---- */

static void push_term(struct numbers *terms, uint32_t term, uint32_t changed, uint32_t wdf)
{
    index_push(terms, term);
    index_push(terms, changed);
    index_push(terms, wdf);
}

static int compare_terms(const void *a, const void *b)
{
    const struct index_changed_term *x = a, *y = b;
    if (x->term != y->term)
        return x->term < y->term ? -1 : 1;
    return x->changed < y->changed ? -1 : x->changed > y->changed;
}

void index_list_changed_terms(struct index_writer *writer)
{
    struct document document = {.wdf = xcalloc(writer->words.stem_count, sizeof(uint32_t)),
                                .part_wdf = xcalloc(writer->words.stem_count, sizeof(uint32_t))};
    struct numbers *terms = &writer->changed_terms;
    for (uint32_t i = 0; i < writer->changed.count; i++) {
        size_t count;
        uint32_t passage = writer->changed.items[i];
        count_words(writer, &document, index_update_tokens(writer->update, passage, &count));
        for (size_t j = 0; j < document.stems.count; j++)
            push_term(terms, 2 * document.stems.items[j], i, document.wdf[document.stems.items[j]]);
        for (size_t j = 0; j < document.parts.count; j++)
            push_term(terms, 2 * document.parts.items[j] + 1, i, document.part_wdf[document.parts.items[j]]);
    }
    if (terms->count)
        qsort(terms->items, terms->count * sizeof *terms->items / sizeof(struct index_changed_term),
              sizeof(struct index_changed_term), compare_terms);
    release_document(&document);
}

static void count_part(void *context, struct bpv_text term, uint32_t passages)
{
    struct index_writer *writer = context;
    uint32_t stem = word_table_find_stem(&writer->words, (struct bpv_text){term.start + 1, term.length - 1});
    if (stem != INDEX_NONE)
        writer->words.stems[stem].part_passages = passages;
}

enum bpv_status index_count_parts(struct index_writer *writer, const char *path, struct bpv_error *error)
{
    for (size_t i = 0; i < writer->words.stem_count; i++)
        writer->words.stems[i].part_passages = 0;
    return search_writer_each_term(path, "P", count_part, writer, error);
}
