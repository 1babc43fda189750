#include "build_update.h"

#include <stdlib.h>
#include <string.h>

#include "corpus_check.h"
#include "corpus_file.h"
#include "corpus_lists.h"
#include "corpus_walk.h"
#include "large_heap.h"

struct updating {
    struct corpus *corpus;
    struct build_state *state;
    struct index_writer *writer;
    const char *root;
    bool *changed; /* per file */
    bool possible;
    bool looked; /* into a file: the state is to be renewed */
};

/* ---- Which files changed? ---- */

static bool same_stamp(const struct file_stamp *a, const struct file_stamp *b)
{
    return a->device == b->device && a->inode == b->inode && a->size == b->size && a->modified == b->modified &&
           a->changed == b->changed;
}

/* Reads a file that may have changed. */
static void read_file(struct updating *updating, const struct walked_file *walked, struct corpus_file *file)
{
    struct corpus *corpus = updating->corpus;
    size_t number = (size_t)(file - corpus->files);
    file->stamp = corpus_sure_stamp(walked->status);
    updating->looked = true;
    if (!corpus_file_read(walked->folder, walked->name, BPV_CORPUS_FILE_MAX, false, walked->shown, &corpus->pool,
                          corpus->report, &file->text)) {
        updating->possible = false;
        return;
    }
    index_digest(&file->text, 1, file->digest);
    updating->changed[number] =
        memcmp(file->digest, updating->state->files[number].digest.start, sizeof file->digest - 1) != 0;
}

static void look_at_file(void *context, const struct walked_file *walked)
{
    struct updating *updating = context;
    struct corpus *corpus = updating->corpus;
    size_t number = corpus->file_count;
    updating->possible &=
        number < updating->state->file_count && text_equal(updating->state->files[number].shown, walked->shown);
    if (!updating->possible)
        return;
    const struct state_file *before = &updating->state->files[number];
    struct file_stamp stamp = corpus_stamp(walked->status);
    CORPUS_GROW(corpus->files, corpus->file_count, corpus->file_capacity);
    struct corpus_file *file = &corpus->files[corpus->file_count++];
    *file = (struct corpus_file){
        .path = walked->path, .shown = walked->shown, .root = updating->root, .alias = {"", 0}, .stamp = before->stamp};
    file->text.length = before->length;
    memcpy(file->digest, before->digest.start, before->digest.length);
    if (!same_stamp(&stamp, &before->stamp))
        read_file(updating, walked, file);
}

static bool find_changes(struct updating *updating, char *const *roots, size_t root_count)
{
    struct corpus *corpus = updating->corpus;
    struct corpus_walk walk = {
        .pool = &corpus->pool, .report = corpus->report, .visit = look_at_file, .context = updating};
    char lists[33];
    for (size_t i = 0; i < root_count && updating->possible; i++) {
        walk.root = updating->root = roots[i];
        updating->possible &=
            corpus_lists_read(corpus, roots[i], i == 0, NULL) == BPV_OK && corpus_walk(&walk, NULL) == BPV_OK;
    }
    build_state_digest_lists(corpus, lists);
    return updating->possible && corpus->file_count == updating->state->file_count &&
           text_is(updating->state->lists, lists) && !corpus->report->errors;
}

/* ---- The corpus, read as far as needed ---- */

struct claiming {
    struct updating *updating;
    const bool *changed; /* per passage: in a file that changed */
};

static void claim(void *context, struct bpv_text id, uint32_t passage)
{
    const struct claiming *claiming = context;
    struct corpus *corpus = claiming->updating->corpus;
    size_t number = passage;
    if (passage < claiming->updating->state->passage_count && !claiming->changed[passage])
        text_map_add(&corpus->ids, pool_copy(&corpus->pool, id), &number);
}

/* The ids of files that did not change; the others claim theirs when they are read. */
static void claim_ids(struct updating *updating)
{
    bool *changed = xcalloc(updating->state->passage_count, sizeof *changed);
    for (size_t i = 0; i < updating->state->file_count; i++)
        for (size_t j = 0; updating->changed[i] && j < updating->state->files[i].passage_count; j++)
            changed[updating->state->files[i].first_passage + j] = true;
    text_map_reserve(&updating->corpus->ids, index_writer_ids(updating->writer));
    index_writer_each_id(updating->writer, claim, &(struct claiming){updating, changed});
    free(changed);
}

static void adopt_passages(struct updating *updating, size_t file)
{
    struct corpus *corpus = updating->corpus;
    for (size_t i = 0; i < updating->state->files[file].passage_count; i++) {
        struct index_look look = index_writer_look(updating->writer, (uint32_t)corpus->passage_count);
        CORPUS_GROW(corpus->passages, corpus->passage_count, corpus->passage_capacity);
        struct corpus_passage *passage = &corpus->passages[corpus->passage_count++];
        *passage = (struct corpus_passage){.file = file, .adopted = true, .words = look.words};
        passage->fields.module = look.module;
        passage->fields.themes = look.themes;
    }
}

/* What earlier builds had to say of files that did not change. */
static void say_again(struct updating *updating)
{
    struct corpus *corpus = updating->corpus;
    const struct build_state *state = updating->state;
    for (size_t i = 0; i < state->ending_count; i++) {
        const struct state_passage *ending = &state->ending[i];
        struct corpus_passage *passage = &corpus->passages[ending->passage];
        if (!passage->adopted)
            continue;
        passage->id = pool_copy(&corpus->pool, index_writer_id(updating->writer, (uint32_t)ending->passage));
        passage->fields.valid_until = ending->until;
        passage->fields.until_place = (struct place){corpus->files[passage->file].shown, ending->line, ending->column};
    }
    for (size_t i = 0; i < state->warning_count; i++) {
        const struct state_warning *warning = &state->warnings[i];
        if (!updating->changed[warning->file])
            report_warning(corpus->report,
                           (struct place){corpus->files[warning->file].shown, warning->line, warning->column}, "%.*s",
                           (int)warning->message.length, warning->message.start);
    }
}

static bool read_corpus(struct updating *updating)
{
    struct corpus *corpus = updating->corpus;
    const struct build_state *state = updating->state;
    claim_ids(updating);
    corpus->passage_capacity = state->passage_count + 1;
    corpus->passages = xrealloc(NULL, corpus->passage_capacity * sizeof *corpus->passages);
    for (size_t i = 0; i < corpus->file_count; i++) {
        if (!updating->changed[i]) {
            adopt_passages(updating, i);
            continue;
        }
        corpus_add_passages(corpus, i);
        if (corpus->passage_count != state->files[i].first_passage + state->files[i].passage_count)
            return false;
    }
    say_again(updating);
    corpus_check(corpus, bpv_date_today());
    return !corpus->report->errors && !corpus->missing_count && corpus->report->count == corpus->report->warnings;
}

/* ---- All together ---- */

static bool prepare(struct updating *updating, char *const *roots, size_t root_count, const struct index_build *build)
{
    struct corpus *corpus = updating->corpus;
    if (!find_changes(updating, roots, root_count))
        return false;
    struct index_settings settings = {.sources = corpus->sources,
                                      .source_count = corpus->source_count,
                                      .dictionary_path = build->dictionary,
                                      .dictionary_kept = build->cache->words.length ? build->cache->words.data : NULL,
                                      .index_name = build->name};
    bool fits = false;
    if (index_writer_begin_update(&settings, build->output, &updating->writer, NULL) != BPV_OK)
        return false;
    if (!text_equal(index_writer_generation(updating->writer), updating->state->generation) ||
        index_writer_passages(updating->writer) != updating->state->passage_count || !read_corpus(updating))
        return false;
    for (size_t i = 0; i < corpus->passage_count; i++)
        if (!corpus->passages[i].adopted && !index_build_replace(corpus, build, updating->writer, i))
            return false;
    return index_writer_settle(updating->writer, &fits, NULL) == BPV_OK && fits;
}

/* The index stays when nothing of it changed, if it is still there: another process may have taken it away, or put
 * another one in its place, since it was opened. */
static bool stays(const struct updating *updating, const struct index_build *build, struct index_built *built)
{
    if (!index_build_describe(build->output, built) ||
        !text_equal(text_of(built->generation), index_writer_generation(updating->writer)))
        return false;
    built->changed = index_writer_changed(updating->writer);
    built->old_space = !index_writer_learns(updating->writer);
    return true;
}

static enum bpv_status finish(struct updating *updating, const struct index_build *build, struct index_built *built,
                              struct bpv_error *error)
{
    if (!index_writer_replaced(updating->writer))
        return BPV_OK;
    struct index_build update = *build;
    update.update = updating->writer;
    updating->writer = NULL;
    return index_build(updating->corpus, &update, built, error);
}

enum bpv_status build_update(struct corpus *corpus, char *const *roots, size_t root_count, struct build_cache *cache,
                             const struct index_build *build, struct index_built *built, bool *done,
                             struct bpv_error *error)
{
    struct build_state state;
    struct updating updating = {.corpus = corpus, .state = &state, .possible = true};
    enum bpv_status status = BPV_OK;
    *done = false;
    corpus->update = true;
    if (build_state_read(cache, build, roots, root_count, &state)) {
        large_heap_begin();
        updating.changed = xcalloc(state.file_count, sizeof *updating.changed);
        *done = prepare(&updating, roots, root_count, build) &&
                (index_writer_replaced(updating.writer) || stays(&updating, build, built));
        if (*done)
            status = finish(&updating, build, built, error);
        if (status == BPV_BAD_INDEX) { /* what was copied unread was damaged */
            *done = false;
            status = BPV_OK;
        }
        if (*done && status == BPV_OK && updating.looked)
            build_state_write(cache, build, roots, root_count, corpus, built->generation);
        index_writer_free(updating.writer);
        free(updating.changed);
    }
    build_state_release(&state);
    if (!*done)
        large_heap_end();
    return status;
}
