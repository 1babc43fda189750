#include "index_making.h"

#include <stdlib.h>
#include <sys/mman.h>

/* Weights of a stem in the first stage, by where it stands. */
enum { WDF_BODY = 1, WDF_QUESTION = 2, WDF_FILE_TITLE = 1, WDF_HEADING = 4 };

struct document {
    struct search_term *terms;
    size_t count, capacity;
    struct text_buffer names; /* of prefixed terms; offsets until the end, because it moves */
    uint32_t *wdf;            /* per stem; zero between documents */
    struct numbers stems, parts;
};

static void count_stem(struct index_writer *writer, struct document *document, uint32_t stem, uint32_t wdf, uint32_t passage)
{
    if (!document->wdf[stem])
        index_push(&document->stems, stem);
    document->wdf[stem] += wdf;
    for (uint32_t i = writer->parts_at.items[stem]; i < writer->parts_at.items[stem + 1]; i++) {
        struct stem_entry *part = &writer->words.stems[writer->parts.items[i]];
        if (part->last_part != passage + 1) {
            part->last_part = passage + 1;
            part->part_passages++;
            index_push(&document->parts, writer->parts.items[i]);
        }
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

static enum bpv_status add_document(struct index_writer *writer, struct document *document, const uint32_t *words,
                                    uint32_t passage, struct bpv_error *error)
{
    document->count = document->stems.count = document->parts.count = 0;
    text_buffer_clear(&document->names);
    const uint32_t *at = words + writer->token_at[passage];
    uint32_t lists = *at++;
    const uint32_t *lengths = at;
    at += lists;
    uint32_t body = *at++;
    at++;
    for (uint32_t i = 0; i < lists; i++)
        for (uint32_t j = 0; j < lengths[i]; j++)
            count_stem(writer, document, *at++, i == 0 ? WDF_HEADING : i == 1 ? WDF_FILE_TITLE : WDF_QUESTION, passage);
    for (uint32_t i = 0; i < body; i++, at += 2)
        count_stem(writer, document, *at, WDF_BODY, passage);
    /* Names first: their buffer must not move once terms point into it. */
    for (size_t i = 0; i < document->parts.count; i++)
        add_named(document, "P", word_table_text(&writer->words, writer->words.stems[document->parts.items[i]].text), 1);
    add_tags(document, &writer->tags[passage]);
    const char *name = document->names.data;
    for (size_t i = 0; i < document->count; i++) {
        document->terms[i].term.start = name;
        name += document->terms[i].term.length;
    }
    for (size_t i = 0; i < document->stems.count; i++) {
        uint32_t stem = document->stems.items[i];
        add_term(document, word_table_text(&writer->words, writer->words.stems[stem].text), document->wdf[stem]);
        document->wdf[stem] = 0;
    }
    const struct index_tags *tags = &writer->tags[passage];
    return search_writer_add(writer->search, document->terms, document->count, tags->valid_from, tags->valid_until, error);
}

enum bpv_status index_add_documents(struct index_writer *writer, void (*progress)(void *, uint32_t, uint32_t), void *context,
                                     struct bpv_error *error)
{
    if (fflush(writer->tokens) != 0)
        return index_write_failed(error);
    size_t size = writer->token_words * 4;
    void *map = size ? mmap(NULL, size, PROT_READ, MAP_SHARED, fileno(writer->tokens), 0) : NULL;
    if (map == MAP_FAILED)
        return index_write_failed(error);
    struct document document = {.wdf = xcalloc(writer->words.stem_count, sizeof(uint32_t))};
    text_buffer_init(&document.names, 0);
    enum bpv_status status = BPV_OK;
    size_t rested = 0; /* bytes of the map that were let go */
    for (uint32_t i = 0; status == BPV_OK && i < writer->passage_count; i++) {
        if (writer->token_at[i] * 4 - rested > INDEX_WINDOW) {
            index_pages_rest((const char *)map + rested, writer->token_at[i] * 4 - rested);
            rested = writer->token_at[i] * 4;
        }
        status = add_document(writer, &document, map, i, error);
        if (progress && (i % 64 == 0 || i + 1 == writer->passage_count))
            progress(context, i + 1, (uint32_t)writer->passage_count);
    }
    free(document.terms);
    free(document.wdf);
    free(document.stems.items);
    free(document.parts.items);
    text_buffer_release(&document.names);
    if (map)
        munmap(map, size);
    return status;
}
