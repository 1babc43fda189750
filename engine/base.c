#include "base.h"

#include <stdlib.h>
#include <string.h>

#include "passage_record.h"
#include "remote_index.h"

/* How files are opened: as they are, or from copies. */
struct opening {
    bool copied;
    struct bpv_copies *copies;
};

static enum bpv_status open_part(struct base_part *part, struct remote_index *remote, const char *path,
                                 const struct opening *how, struct bpv_error *error)
{
    enum bpv_status status = remote        ? remote_index_open(remote, &part->file, error)
                             : how->copied ? index_file_open_copy(path, how->copies, &part->file, error)
                                           : index_file_open(path, &part->file, error);
    if (status != BPV_OK)
        return status;
    if (!index_lists_read(&part->file->sections[SECTION_TAXONOMY], &part->lists))
        return bpv_fail(error, BPV_BAD_INDEX,
                        "de index %s is beschadigd (de lijsten); maak hem opnieuw met bpv-index build", path);
    return BPV_OK;
}

/* Joins the lists of all parts: lists are short, and the texts stay where they are. Those of one part are lent. */
static void join_lists(struct bpv_base *base)
{
    for (size_t i = 0; i < base->part_count; i++) {
        const struct index_lists *lists = &base->parts[i].lists;
        base->source_count += lists->source_count;
        base->glossary_count += lists->glossary_count;
        base->notice_count += lists->notice_count;
        base->question_count += lists->question_count;
        if (!base->taxonomy && lists->taxonomy.module_count)
            base->taxonomy = &lists->taxonomy;
    }
    if (!base->taxonomy)
        base->taxonomy = &base->parts[0].lists.taxonomy;
    if (base->part_count == 1) {
        struct index_lists *lists = &base->parts[0].lists;
        base->sources = lists->sources;
        base->glossary = lists->glossary;
        base->notices = lists->notices;
        base->questions = lists->questions;
        return;
    }
    base->sources = xcalloc(base->source_count, sizeof *base->sources);
    base->glossary = xcalloc(base->glossary_count, sizeof *base->glossary);
    base->notices = xcalloc(base->notice_count, sizeof *base->notices);
    base->questions = xcalloc(base->question_count, sizeof *base->questions);
    size_t sources = 0, glossary = 0, notices = 0, questions = 0;
    for (size_t i = 0; i < base->part_count; i++) {
        const struct index_lists *lists = &base->parts[i].lists;
        for (size_t j = 0; j < lists->source_count; j++)
            base->sources[sources++] = lists->sources[j];
        for (size_t j = 0; j < lists->glossary_count; j++)
            base->glossary[glossary++] = lists->glossary[j];
        for (size_t j = 0; j < lists->notice_count; j++)
            base->notices[notices++] = lists->notices[j];
        for (size_t j = 0; j < lists->question_count; j++)
            base->questions[questions++] = lists->questions[j];
    }
}

static void join_generations(struct bpv_base *base)
{
    char *at = base->generation;
    for (size_t i = 0; i < base->index_count; i++) {
        int part = base->indexes[i].part;
        struct bpv_text one = part < 0 ? (struct bpv_text){"0", 1} : base->parts[part].file->generation;
        size_t length = one.length < 16 ? one.length : 16;
        if (i)
            *at++ = '-';
        memcpy(at, one.start, length);
        at += length;
    }
    *at = '\0';
}

/* A remote index that is not there is no error: answers will say that it is missing. */
static enum bpv_status add_index(struct bpv_base *base, const char *path, const struct opening *how,
                                 struct bpv_error *error)
{
    struct base_index *index = &base->indexes[base->index_count++];
    struct base_part *part = &base->parts[base->part_count];
    index->part = -1;
    if (remote_address_is(path)) {
        enum bpv_status created = remote_index_create(path, &index->remote, error);
        if (created != BPV_OK)
            return created;
        base->remote_count++;
    }
    enum bpv_status status = open_part(part, index->remote, path, how, error);
    if (status == BPV_OK || !index->remote) {
        index->part = (int)base->part_count++;
        part->first = base->passage_count;
        base->passage_count += status == BPV_OK ? part->file->passage_count : 0;
        return status;
    }
    index_lists_release(&part->lists);
    index_file_close(part->file);
    *part = (struct base_part){.file = NULL};
    return BPV_OK;
}

static enum bpv_status base_open(const char *const *paths, size_t count, const struct opening *how,
                                 struct bpv_base **out, struct bpv_error *error)
{
    *out = NULL;
    if (count == 0 || count > BPV_INDEXES_MAX)
        return bpv_fail(error, BPV_INVALID, "geef 1 tot %u indexen", BPV_INDEXES_MAX);
    struct bpv_base *base = xcalloc(1, sizeof *base);
    base->parts = xcalloc(count, sizeof *base->parts);
    enum bpv_status status = BPV_OK;
    for (size_t i = 0; i < count && status == BPV_OK; i++)
        status = add_index(base, paths[i], how, error);
    if (status == BPV_OK && !base->part_count) /* error says why the last one is not there */
        status = BPV_IO;
    if (status != BPV_OK) {
        bpv_base_close(base);
        return status;
    }
    join_lists(base);
    join_generations(base);
    base->url_root = "";
    *out = base;
    return BPV_OK;
}

enum bpv_status bpv_base_open(const char *const *paths, size_t count, struct bpv_base **out, struct bpv_error *error)
{
    return base_open(paths, count, &(struct opening){.copied = false}, out, error);
}

enum bpv_status bpv_base_open_copies(const char *const *paths, size_t count, struct bpv_copies *copies,
                                     struct bpv_base **out, struct bpv_error *error)
{
    return base_open(paths, count, &(struct opening){true, copies}, out, error);
}

void bpv_base_set_url_root(struct bpv_base *base, const char *root)
{
    base->url_root = root;
}

const char *bpv_base_url_root(const struct bpv_base *base)
{
    return base->url_root;
}

void bpv_base_close(struct bpv_base *base)
{
    if (!base)
        return;
    for (size_t i = 0; i < base->part_count; i++) {
        index_lists_release(&base->parts[i].lists);
        index_file_close(base->parts[i].file);
    }
    for (size_t i = 0; i < base->index_count; i++)
        remote_index_free(base->indexes[i].remote);
    if (base->part_count > 1) {
        free(base->sources);
        free(base->glossary);
        free(base->notices);
        free(base->questions);
    }
    free(base->parts);
    free(base);
}

enum bpv_status bpv_base_verify_checksums(const struct bpv_base *base, struct bpv_error *error)
{
    enum bpv_status status = BPV_OK;
    for (size_t i = 0; i < base->part_count && status == BPV_OK; i++)
        status = index_file_verify(base->parts[i].file, error);
    return status;
}

void bpv_base_rest(const struct bpv_base *base)
{
    for (size_t i = 0; i < base->part_count; i++)
        if (base->parts[i].file->size > BPV_INDEX_STAYS_MAX) {
            index_pages_small(base->parts[i].file->map, base->parts[i].file->size);
            index_pages_rest(base->parts[i].file->map, base->parts[i].file->size);
        }
}

void bpv_base_describe(const struct bpv_base *base, struct bpv_base_info *info)
{
    *info = (struct bpv_base_info){.generation = {base->generation, strlen(base->generation)},
                                   .built = base->parts[0].file->built,
                                   .corpus_digest = base->parts[0].file->corpus_digest,
                                   .passage_count = base->passage_count,
                                   .question_count = (uint32_t)base->question_count,
                                   .index_count = base->index_count};
    bpv_date today = bpv_date_today();
    for (size_t i = 0; i < base->part_count; i++) {
        const struct index_file *file = base->parts[i].file;
        info->index_bytes += file->size;
        info->file_count += file->corpus_files;
        info->word_count += file->corpus_words;
        info->term_count += file->stem_count;
        for (uint32_t j = 0; j < file->passage_count; j++) {
            int32_t until = index_file_tags(file, j)->valid_until;
            info->expired_count += until && until < today;
        }
    }
}

const struct bpv_taxonomy *bpv_base_taxonomy(const struct bpv_base *base)
{
    return base->taxonomy;
}

size_t bpv_base_sources(const struct bpv_base *base, const struct bpv_source **sources)
{
    *sources = base->sources;
    return base->source_count;
}

size_t bpv_base_glossary(const struct bpv_base *base, const struct bpv_glossary_entry **entries)
{
    *entries = base->glossary;
    return base->glossary_count;
}

size_t bpv_base_notices(const struct bpv_base *base, const struct bpv_notice **notices)
{
    *notices = base->notices;
    return base->notice_count;
}

size_t bpv_base_questions(const struct bpv_base *base, const struct bpv_bank_question **questions)
{
    *questions = base->questions;
    return base->question_count;
}

const struct base_part *base_locate(const struct bpv_base *base, uint32_t passage, uint32_t *within)
{
    size_t i = base->part_count - 1;
    while (i > 0 && base->parts[i].first > passage)
        i--;
    *within = passage - base->parts[i].first;
    return &base->parts[i];
}

enum bpv_status bpv_passage_get(const struct bpv_base *base, uint32_t number, struct bpv_passage *passage,
                                struct bpv_error *error)
{
    *passage = (struct bpv_passage){.number = number};
    if (number >= base->passage_count)
        return bpv_fail(error, BPV_NOT_FOUND, "er is geen passage met nummer %u", number);
    uint32_t within;
    const struct base_part *part = base_locate(base, number, &within);
    struct bpv_text record = index_file_record(part->file, within);
    if (!passage_record_read(record, part->lists.sources, part->lists.source_count, passage)) {
        *passage = (struct bpv_passage){.number = number};
        char reason[BPV_PART_REASON_MAX];
        if (part->file->remote && remote_index_missing(part->file->remote, reason))
            return bpv_fail(error, BPV_NO_INDEX, "deze passage staat op %s, en %s; probeer het later opnieuw",
                            part->file->path, reason);
        return bpv_fail(error, BPV_BAD_INDEX,
                        "de index %s is beschadigd (een passage); maak hem opnieuw met bpv-index build",
                        part->file->path);
    }
    passage->number = number;
    passage->index_name = part->file->name;
    return BPV_OK;
}

enum bpv_status bpv_passage_find(const struct bpv_base *base, struct bpv_text id, struct bpv_passage *passage,
                                 struct bpv_error *error)
{
    for (size_t i = 0; i < base->part_count; i++) {
        uint32_t within = index_file_id(base->parts[i].file, id);
        if (within != INDEX_NONE)
            return bpv_passage_get(base, base->parts[i].first + within, passage, error);
    }
    *passage = (struct bpv_passage){.number = 0};
    for (size_t i = 0; i < base->index_count; i++)
        if (base->indexes[i].part < 0)
            return bpv_fail(error, BPV_NO_INDEX,
                            "passage '%.*s' is niet gevonden, maar een deel van de kennisbank is nu niet te bereiken; "
                            "probeer het later opnieuw",
                            (int)(id.length < BPV_ID_MAX ? id.length : BPV_ID_MAX), id.start);
    return bpv_fail(error, BPV_NOT_FOUND, "er is geen passage met id '%.*s'",
                    (int)(id.length < BPV_ID_MAX ? id.length : BPV_ID_MAX), id.start);
}
