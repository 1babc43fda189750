#include "corpus.h"

#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <time.h>
#include <unistd.h>

#include "build_cache.h"
#include "corpus_file.h"
#include "corpus_lists.h"
#include "corpus_walk.h"
#include "passage_id.h"

#define PASSAGES_BETWEEN_RESTS 4096u /* some megabytes of text */
#define FILES_BETWEEN_RESTS 64u
#define COARSEST_CLOCK 2000000000u /* nanoseconds, of file systems */

void corpus_grow(void *items, size_t count, size_t *capacity, size_t size)
{
    if (count < *capacity)
        return;
    void *array;
    memcpy(&array, items, sizeof array); /* items points to a pointer of any type */
    *capacity = *capacity ? *capacity * 2 : 64;
    array = xrealloc(array, *capacity * size);
    memcpy(items, &array, sizeof array);
}

void corpus_init(struct corpus *corpus, struct build_report *report, bool untagged)
{
    *corpus = (struct corpus){.report = report, .untagged = untagged};
    corpus->taxonomy = pool_take(&corpus->pool, 1, sizeof *corpus->taxonomy);
}

static uint64_t nanoseconds(struct timespec time)
{
    return (uint64_t)time.tv_sec * 1000000000u + (uint64_t)time.tv_nsec;
}

struct file_stamp corpus_stamp(const struct stat *status)
{
    return (struct file_stamp){status->st_dev, status->st_ino, (uint64_t)status->st_size, nanoseconds(status->st_mtim),
                               nanoseconds(status->st_ctim)};
}

struct file_stamp corpus_sure_stamp(const struct stat *status)
{
    struct timespec now;
    struct file_stamp stamp = corpus_stamp(status);
    clock_gettime(CLOCK_REALTIME, &now);
    return stamp.changed + COARSEST_CLOCK < nanoseconds(now) ? stamp : (struct file_stamp){.size = 0};
}

struct reading_root {
    struct corpus *corpus;
    const char *root;
};

static void read_file(void *context, const struct walked_file *walked)
{
    const struct reading_root *reading = context;
    struct corpus *corpus = reading->corpus;
    struct bpv_text text;
    struct memory_pool scratch = {0};
    /* from before it is read: what comes later gives another one */
    struct file_stamp stamp = corpus_sure_stamp(walked->status);
    if (corpus_file_read(walked->folder, walked->name, BPV_CORPUS_FILE_MAX, corpus->untagged, walked->shown, &scratch,
                         corpus->report, &text)) {
        CORPUS_GROW(corpus->files, corpus->file_count, corpus->file_capacity);
        struct corpus_file *file = &corpus->files[corpus->file_count++];
        *file =
            (struct corpus_file){.path = walked->path, .shown = walked->shown, .root = reading->root, .alias = {"", 0}};
        if (corpus->cache) {
            index_digest(&text, 1, file->digest);
            file->stamp = stamp;
            file->text.length = text.length;
        } else {
            file->text = text_store_keep(&corpus->texts, text);
        }
    }
    pool_release(&scratch);
}

/* In an untagged corpus each file is known by its path. These ids go first, so that no heading of another file takes
 * them. */
static void name_files(struct corpus *corpus)
{
    for (size_t i = 0; i < corpus->file_count; i++) {
        struct corpus_file *file = &corpus->files[i];
        struct bpv_text stem = {file->path.start, file->path.length - strlen(".md")};
        size_t none = SIZE_MAX;
        file->alias = passage_id_unique(&corpus->pool, &corpus->ids, passage_id_make(&corpus->pool, stem, true));
        text_map_add(&corpus->ids, file->alias, &none);
        size_t number = i;
        text_map_add(&corpus->file_paths, file->path, &number);
    }
}

void corpus_rest(const struct corpus *corpus, size_t passage)
{
    if (passage % PASSAGES_BETWEEN_RESTS == PASSAGES_BETWEEN_RESTS - 1)
        text_store_rest(&corpus->texts);
    if (corpus->cache && passage % PASSAGES_BETWEEN_RESTS == PASSAGES_BETWEEN_RESTS - 1)
        build_cache_rest_all(corpus->cache);
}

enum bpv_status corpus_load(struct corpus *corpus, char *const *roots, size_t root_count, struct bpv_error *error)
{
    struct reading_root reading = {corpus, NULL};
    struct corpus_walk walk = {
        .pool = &corpus->pool, .report = corpus->report, .visit = read_file, .context = &reading};
    for (size_t i = 0; i < root_count; i++) {
        enum bpv_status status = BPV_OK;
        if (!corpus->untagged)
            status = corpus_lists_read(corpus, roots[i], i == 0, error);
        else if (i == 0 && !corpus->other_taxonomy)
            corpus_lists_read_taxonomy(corpus, roots[i]);
        if (status != BPV_OK)
            return status;
        reading.root = walk.root = roots[i];
        status = corpus_walk(&walk, error);
        if (status != BPV_OK)
            return status;
    }
    if (corpus->untagged)
        name_files(corpus);
    if (corpus->cache)
        build_cache_load(corpus->cache, corpus);
    for (size_t i = 0; !corpus->cache && i < corpus->file_count; i++) {
        corpus_add_passages(corpus, i);
        if (i % FILES_BETWEEN_RESTS == FILES_BETWEEN_RESTS - 1)
            text_store_rest(&corpus->texts);
    }
    return BPV_OK;
}

void corpus_release(struct corpus *corpus)
{
    free(corpus->files);
    free(corpus->passages);
    free(corpus->missing);
    free(corpus->references);
    free(corpus->unanswered.items);
    free(corpus->outside.items);
    text_map_release(&corpus->ids);
    text_map_release(&corpus->file_paths);
    text_map_release(&corpus->source_keys);
    text_buffer_release(&corpus->basis);
    text_buffer_release(&corpus->lists);
    text_store_release(&corpus->texts);
    pool_release(&corpus->pool);
    *corpus = (struct corpus){0};
}
