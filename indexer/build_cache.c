#include "build_cache.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <stdlib.h>
#include <string.h>
#include <sys/file.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <unistd.h>

#include "corpus_file.h"
#include "kept_bytes.h"
#include "markdown_passages.h"

#define CACHE_VERSION "1"            /* changes when the same files would become other passages */
#define GROUP_BYTES (192u * 1024u)   /* of files in one group, about */
#define GROUP_SUFFIX ".groep"
#define SHARD_SUFFIX ".zoek"
#define NEW_SUFFIX ".nieuw"
#define DONE_SUFFIX ".klaar"
#define STATE_SUFFIX ".stand"
#define WORDS_SUFFIX ".woorden"
#define DICTIONARY_MAX ((size_t)64 * 1024 * 1024)
#define STATE_MAX ((size_t)256 * 1024 * 1024)
#define KEY_LENGTH 32u

static enum bpv_status io_failed(const char *path, const char *what, struct bpv_error *error)
{
    return bpv_fail(error, BPV_IO, "%s: %s lukt niet (%s); controleer de rechten en de ruimte op de schijf", path, what,
                    bpv_errno_text(errno));
}

enum bpv_status build_cache_open(struct build_cache *cache, const char *folder, bool *opened, struct bpv_error *error)
{
    *cache = (struct build_cache){.lock = -1};
    *opened = false;
    text_buffer_append_string(&cache->folder, folder);
    if (mkdir(folder, 0777) != 0 && errno != EEXIST)
        return io_failed(folder, "aanmaken", error);
    cache->lock = open(folder, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
    if (cache->lock < 0)
        return io_failed(folder, "openen", error);
    *opened = flock(cache->lock, LOCK_EX | LOCK_NB) == 0;
    return *opened || errno == EWOULDBLOCK ? BPV_OK : io_failed(folder, "openen", error);
}

void build_cache_close(struct build_cache *cache)
{
    for (size_t i = 0; i < cache->group_count; i++) {
        if (cache->groups[i].map.length)
            munmap((void *)(uintptr_t)cache->groups[i].map.start, cache->groups[i].map.length);
        text_buffer_release(&cache->groups[i].extra);
    }
    free(cache->groups);
    free(cache->links);
    text_buffer_release(&cache->folder);
    text_buffer_release(&cache->used);
    text_buffer_release(&cache->words);
    if (cache->lock >= 0)
        close(cache->lock);
    *cache = (struct build_cache){.lock = -1};
}

/* ---- Groups ---- */

/* Whether a file is the last of its group depends on the file alone, so that a change moves no border further on. */
static bool ends_group(const struct corpus_file *file)
{
    uint64_t mixed = text_hash(file->path) * 0x9E3779B97F4A7C15u;
    uint64_t chance = ((uint64_t)file->text.length << 32) / GROUP_BYTES;
    return (mixed ^ mixed >> 29) >> 32 < chance;
}

static void name_group(const struct corpus *corpus, struct cached_group *group)
{
    size_t count = 0;
    struct bpv_text *texts = xcalloc(3 + 3 * group->file_count, sizeof *texts);
    texts[count++] = text_of(BPV_VERSION " " CACHE_VERSION);
    texts[count++] = text_of(markdown_library_version());
    texts[count++] = text_buffer_text(&corpus->basis);
    for (size_t i = 0; i < group->file_count; i++) {
        const struct corpus_file *file = &corpus->files[group->first_file + i];
        texts[count++] = file->path;
        texts[count++] = file->shown;
        texts[count++] = text_of(file->digest);
    }
    index_digest(texts, count, group->key);
    free(texts);
}

static void make_groups(struct build_cache *cache, const struct corpus *corpus)
{
    for (size_t first = 0, i = 0; i < corpus->file_count; i++) {
        if (!ends_group(&corpus->files[i]) && i + 1 < corpus->file_count)
            continue;
        CORPUS_GROW(cache->groups, cache->group_count, cache->group_capacity);
        struct cached_group *group = &cache->groups[cache->group_count++];
        *group = (struct cached_group){.first_file = first, .file_count = i + 1 - first};
        name_group(corpus, group);
        first = i + 1;
    }
}

static void path_of(const struct build_cache *cache, const char *key, const char *suffix, struct text_buffer *path)
{
    text_buffer_clear(path);
    text_buffer_printf(path, "%s/%s%s", cache->folder.data, key, suffix);
}

static void map_group(const struct build_cache *cache, const struct corpus *corpus, struct cached_group *group)
{
    struct text_buffer path;
    text_buffer_init(&path, 0);
    path_of(cache, group->key, GROUP_SUFFIX, &path);
    int file = open(path.data, O_RDONLY | O_NOFOLLOW | O_NONBLOCK | O_CLOEXEC);
    struct stat status;
    void *map = MAP_FAILED;
    if (file >= 0 && fstat(file, &status) == 0 && S_ISREG(status.st_mode) && status.st_size > 0)
        map = mmap(NULL, (size_t)status.st_size, PROT_READ, MAP_SHARED, file, 0);
    if (map != MAP_FAILED) {
        group->map = (struct bpv_text){map, (size_t)status.st_size};
        if (!index_group_open(group->map, corpus->sources, corpus->source_count, &group->group)) {
            munmap(map, group->map.length);
            group->map.length = 0;
        }
    }
    if (file >= 0)
        close(file);
    text_buffer_release(&path);
}

/* ---- What is kept beside the passages: warnings, dates and links ---- */

/* Passages first: where their last day stands, and the ids they link to. */
static void put_passages(const struct build_cache *cache, const struct corpus *corpus, struct cached_group *group,
                         size_t *link)
{
    for (size_t i = 0; i < group->passage_count; i++) {
        size_t number = group->first_passage + i, end = *link;
        const struct place *until = &corpus->passages[number].fields.until_place;
        while (end < cache->link_count && cache->links[end].passage == number)
            end++;
        kept_put_number(&group->extra, until->line);
        kept_put_number(&group->extra, until->column);
        kept_put_number(&group->extra, end - *link);
        for (; *link < end; ++*link)
            kept_put_text(&group->extra, cache->links[*link].id);
    }
}

/* Then the warnings that stay true: file within the group, place, text. */
static void put_warning(struct build_cache *cache, const struct build_problem *problem, size_t file)
{
    size_t low = 0, high = cache->group_count;
    while (low + 1 < high) {
        size_t middle = (low + high) / 2;
        if (cache->groups[middle].first_file <= file)
            low = middle;
        else
            high = middle;
    }
    struct cached_group *group = &cache->groups[low];
    if (group->map.length)
        return;
    kept_put_number(&group->extra, file - group->first_file);
    kept_put_number(&group->extra, problem->place.line);
    kept_put_number(&group->extra, problem->place.column);
    kept_put_text(&group->extra, problem->message);
}

static void note_new_groups(struct build_cache *cache, const struct corpus *corpus)
{
    struct text_map shown = {0};
    size_t link = 0;
    for (size_t i = 0; i < corpus->file_count; i++) {
        size_t number = i;
        text_map_add(&shown, corpus->files[i].shown, &number);
    }
    for (size_t i = 0; i < cache->group_count; i++)
        if (!cache->groups[i].map.length)
            put_passages(cache, corpus, &cache->groups[i], &link);
    for (size_t i = 0; i < corpus->report->count; i++) {
        const struct build_problem *problem = &corpus->report->problems[i];
        size_t file;
        if (!problem->dated && text_map_find(&shown, problem->place.path, &file))
            put_warning(cache, problem, file);
    }
    text_map_release(&shown);
}

/* ---- Passages that need not be read again ---- */

struct adopting {
    struct build_cache *cache;
    struct corpus *corpus;
    struct cached_group *group;
    size_t file;
    struct kept_reader extra;
};

static bool claim(struct corpus *corpus, struct bpv_text id)
{
    size_t passage = corpus->passage_count;
    return text_map_add(&corpus->ids, id, &passage);
}

static bool adopt_passage(void *context, const struct bpv_passage *from)
{
    struct adopting *adopting = context;
    struct corpus *corpus = adopting->corpus;
    size_t end = adopting->group->first_file + adopting->group->file_count;
    while (adopting->file < end && !text_equal(corpus->files[adopting->file].path, from->path))
        adopting->file++;
    if (adopting->file == end)
        return false;
    struct bpv_text shown = corpus->files[adopting->file].shown, id = pool_copy(&corpus->pool, from->id);
    bool free_ids = claim(corpus, id);
    for (size_t i = 0; i < from->alias_count; i++)
        free_ids &= claim(corpus, pool_copy(&corpus->pool, from->aliases[i]));
    CORPUS_GROW(corpus->passages, corpus->passage_count, corpus->passage_capacity);
    struct corpus_passage *passage = &corpus->passages[corpus->passage_count++];
    *passage = (struct corpus_passage){.file = adopting->file,
                                       .id = id,
                                       .title = from->title,
                                       .text = from->text,
                                       .place = {shown, from->line_first, 1},
                                       .line_last = from->line_last,
                                       .adopted = true,
                                       .words = from->word_count};
    passage->fields.module = from->module;
    passage->fields.themes = from->themes;
    passage->fields.proposed = from->proposed;
    passage->fields.valid_until = from->valid_until;
    passage->fields.until_place = (struct place){shown, kept_number(&adopting->extra), 0};
    passage->fields.until_place.column = kept_number(&adopting->extra);
    for (uint32_t links = kept_number(&adopting->extra); links && !adopting->extra.bad; links--)
        (void)kept_text(&adopting->extra);
    return free_ids && !adopting->extra.bad;
}

static void adopt_warnings(struct adopting *adopting)
{
    const struct cached_group *group = adopting->group;
    while (adopting->extra.rest.length && !adopting->extra.bad) {
        uint32_t file = kept_number(&adopting->extra), line = kept_number(&adopting->extra),
                 column = kept_number(&adopting->extra);
        struct bpv_text message = kept_text(&adopting->extra);
        if (adopting->extra.bad || file >= group->file_count)
            return;
        report_warning(adopting->corpus->report,
                       (struct place){adopting->corpus->files[group->first_file + file].shown, line, column}, "%.*s",
                       (int)message.length, message.start);
    }
}

void build_cache_rest(const struct cached_group *group)
{
    madvise((void *)(uintptr_t)group->map.start, group->map.length, MADV_DONTNEED);
}

void build_cache_rest_all(const struct build_cache *cache)
{
    for (size_t i = 0; i < cache->group_count; i++)
        if (cache->groups[i].map.length)
            build_cache_rest(&cache->groups[i]);
}

static void adopt_group(struct build_cache *cache, struct corpus *corpus, struct cached_group *group)
{
    struct adopting adopting = {cache, corpus, group, group->first_file, {group->group.extra, false}};
    if (!index_group_each(&group->group, adopt_passage, &adopting))
        cache->failed = true;
    adopt_warnings(&adopting);
    cache->failed |= adopting.extra.bad;
    build_cache_rest(group);
}

/* Reads a file of a new group again, now to keep it. It must be what it was a moment ago. */
static bool read_file(struct corpus *corpus, size_t number)
{
    struct corpus_file *file = &corpus->files[number];
    struct memory_pool scratch = {0};
    struct bpv_text text;
    char digest[33] = "";
    /* Paths of the pool end with a NUL. */
    if (corpus_file_read(AT_FDCWD, file->shown.start, BPV_CORPUS_FILE_MAX, false, file->shown, &scratch, corpus->report,
                         &text))
        index_digest(&text, 1, digest);
    bool same = strcmp(digest, file->digest) == 0;
    if (same)
        file->text = text_store_keep(&corpus->texts, text);
    pool_release(&scratch);
    return same;
}

static void read_group(struct build_cache *cache, struct corpus *corpus, const struct cached_group *group)
{
    for (size_t i = group->first_file; i < group->first_file + group->file_count; i++)
        if (read_file(corpus, i))
            corpus_add_passages(corpus, i);
        else
            cache->failed = true;
    text_store_rest(&corpus->texts);
}

void build_cache_load(struct build_cache *cache, struct corpus *corpus)
{
    make_groups(cache, corpus);
    for (size_t i = 0; i < cache->group_count; i++) {
        struct cached_group *group = &cache->groups[i];
        group->first_passage = corpus->passage_count;
        map_group(cache, corpus, group);
        if (group->map.length)
            adopt_group(cache, corpus, group);
        else
            read_group(cache, corpus, group);
        group->passage_count = corpus->passage_count - group->first_passage;
    }
}

void build_cache_note_link(struct build_cache *cache, struct corpus *corpus, size_t passage, struct bpv_text id)
{
    CORPUS_GROW(cache->links, cache->link_count, cache->link_capacity);
    cache->links[cache->link_count++] = (struct cached_link){passage, pool_copy(&corpus->pool, id)};
}

/* Do the links of passages that were not read still lead somewhere? */
static bool links_lead(const struct corpus *corpus, const struct cached_group *group)
{
    struct kept_reader extra = {group->group.extra, false};
    bool lead = true;
    for (size_t i = 0; i < group->passage_count && lead; i++) {
        (void)kept_number(&extra);
        (void)kept_number(&extra);
        for (uint32_t links = kept_number(&extra); links && !extra.bad && lead; links--)
            lead = text_map_find(&corpus->ids, kept_text(&extra), NULL);
    }
    return lead && !extra.bad;
}

bool build_cache_usable(struct build_cache *cache, struct corpus *corpus)
{
    const struct build_report *report = corpus->report;
    if (cache->failed || report->errors || report->count != report->warnings)
        return false;
    for (size_t i = 0; i < cache->group_count; i++)
        if (cache->groups[i].map.length && !links_lead(corpus, &cache->groups[i]))
            return false;
    note_new_groups(cache, corpus);
    return true;
}

/* ---- Files ---- */

static bool write_all(int file, struct bpv_text bytes)
{
    for (size_t done = 0; done < bytes.length;) {
        ssize_t got = write(file, bytes.start + done, bytes.length - done);
        if (got < 0 && errno == EINTR)
            continue;
        if (got <= 0)
            return false;
        done += (size_t)got;
    }
    return true;
}

/* Not synced: a file that did not reach the disk whole has another checksum. */
static enum bpv_status store_file(const struct build_cache *cache, const char *key, const char *suffix,
                                  struct bpv_text bytes, struct bpv_error *error)
{
    struct text_buffer fresh, path;
    text_buffer_init(&fresh, 0);
    text_buffer_init(&path, 0);
    path_of(cache, key, suffix, &path);
    path_of(cache, key, suffix, &fresh);
    text_buffer_append_string(&fresh, NEW_SUFFIX);
    enum bpv_status status = BPV_OK;
    unlink(fresh.data);
    int file = open(fresh.data, O_WRONLY | O_CREAT | O_EXCL | O_NOFOLLOW | O_CLOEXEC, 0666);
    bool written = file >= 0 && write_all(file, bytes);
    if (file >= 0 && close(file) != 0)
        written = false;
    if (!written || rename(fresh.data, path.data) != 0) {
        status = io_failed(path.data, "schrijven", error);
        unlink(fresh.data);
    }
    text_buffer_release(&fresh);
    text_buffer_release(&path);
    return status;
}

enum bpv_status build_cache_store(struct build_cache *cache, const struct cached_group *group,
                                  const struct text_buffer *bytes, struct bpv_error *error)
{
    return store_file(cache, group->key, GROUP_SUFFIX, text_buffer_text(bytes), error);
}

/* ---- The index as a whole ---- */

/* The bytes of a file; empty when it cannot be read or is larger. */
static void read_whole(const char *path, size_t maximum, struct text_buffer *bytes)
{
    char block[65536];
    ssize_t got = 0;
    int file = open(path, O_RDONLY | O_NONBLOCK | O_CLOEXEC);
    while (file >= 0 && bytes->length <= maximum && (got = read(file, block, sizeof block)) > 0)
        text_buffer_append(bytes, block, (size_t)got);
    if (got < 0 || bytes->length > maximum)
        text_buffer_clear(bytes);
    if (file >= 0)
        close(file);
}

void build_cache_mark_dictionary(const char *dictionary, struct text_buffer *mark)
{
    struct stat status;
    if (dictionary && stat(dictionary, &status) == 0)
        text_buffer_printf(mark, "%s %llu %llu %lld.%09ld", dictionary, (unsigned long long)status.st_ino,
                           (unsigned long long)status.st_size, (long long)status.st_ctim.tv_sec,
                           status.st_ctim.tv_nsec);
}

void build_cache_name_words(struct build_cache *cache, const char *dictionary)
{
    char key[33];
    struct text_buffer mark;
    text_buffer_init(&mark, 0);
    build_cache_mark_dictionary(dictionary, &mark);
    struct bpv_text text = text_buffer_text(&mark);
    index_digest(&text, 1, key);
    text_buffer_clear(&cache->words);
    if (text.length) {
        path_of(cache, key, WORDS_SUFFIX, &cache->words);
        text_buffer_printf(&cache->used, "%s%s\n", key, WORDS_SUFFIX);
    }
    text_buffer_release(&mark);
}

/* A state begins with the full path of its index and a NUL. Its name is made of that too; false without an index. */
static bool name_state(const char *output, char key[33], struct text_buffer *full)
{
    char *path = realpath(output, NULL);
    if (!path)
        return false;
    struct bpv_text text = text_of(path);
    text_buffer_append(full, path, text.length + 1);
    index_digest(&text, 1, key);
    free(path);
    return true;
}

struct bpv_text build_cache_read_state(const struct build_cache *cache, const char *output, struct text_buffer *bytes)
{
    char key[33];
    struct text_buffer path, full;
    struct bpv_text state = {"", 0};
    text_buffer_init(&path, 0);
    text_buffer_init(&full, 0);
    if (name_state(output, key, &full)) {
        path_of(cache, key, STATE_SUFFIX, &path);
        read_whole(path.data, STATE_MAX, bytes);
        if (bytes->length >= full.length && memcmp(bytes->data, full.data, full.length) == 0)
            state = (struct bpv_text){bytes->data + full.length, bytes->length - full.length};
    }
    text_buffer_release(&path);
    text_buffer_release(&full);
    return state;
}

void build_cache_write_state(const struct build_cache *cache, const char *output, struct bpv_text state)
{
    char key[33];
    struct text_buffer bytes;
    text_buffer_init(&bytes, 0);
    if (name_state(output, key, &bytes)) {
        text_buffer_append_text(&bytes, state);
        /* without it the next build does more work */
        (void)store_file(cache, key, STATE_SUFFIX, text_buffer_text(&bytes), NULL);
    }
    text_buffer_release(&bytes);
}

/* Is the index there of which this file is the state? */
static bool is_state_of_index(const struct build_cache *cache, const char *name)
{
    char output[PATH_MAX];
    size_t length = strlen(name), suffix = strlen(STATE_SUFFIX);
    if (length < suffix || strcmp(name + length - suffix, STATE_SUFFIX) != 0)
        return false;
    int file = openat(cache->lock, name, O_RDONLY | O_NOFOLLOW | O_NONBLOCK | O_CLOEXEC);
    ssize_t got = file < 0 ? 0 : read(file, output, sizeof output);
    if (file >= 0)
        close(file);
    return got > 0 && memchr(output, '\0', (size_t)got) && access(output, F_OK) == 0;
}

static void name_whole(struct build_cache *cache, const struct corpus *corpus, const struct build_wish *wish)
{
    struct text_buffer dictionary;
    text_buffer_init(&dictionary, 0);
    if (wish->dictionary)
        read_whole(wish->dictionary, DICTIONARY_MAX, &dictionary);
    struct bpv_text *texts = xcalloc(4 + cache->group_count, sizeof *texts);
    size_t count = 0;
    texts[count++] = text_of(wish->output);
    texts[count++] = wish->name;
    texts[count++] = text_buffer_text(&dictionary);
    texts[count++] = text_buffer_text(&corpus->lists);
    for (size_t i = 0; i < cache->group_count; i++)
        texts[count++] = text_of(cache->groups[i].key);
    index_digest(texts, count, cache->done_key);
    free(texts);
    text_buffer_release(&dictionary);
}

bool build_cache_done(struct build_cache *cache, const struct corpus *corpus, const struct build_wish *wish,
                      char generation[65])
{
    struct text_buffer path, bytes;
    text_buffer_init(&path, 0);
    text_buffer_init(&bytes, 0);
    name_whole(cache, corpus, wish);
    path_of(cache, cache->done_key, DONE_SUFFIX, &path);
    read_whole(path.data, 64, &bytes);
    bool done = bytes.length > 0;
    if (done)
        memcpy(generation, bytes.data, bytes.length + 1);
    text_buffer_release(&path);
    text_buffer_release(&bytes);
    return done;
}

/* A name that only a build makes: a key and one of the suffixes. */
static bool is_ours(const char *name)
{
    static const char *const suffixes[] = {GROUP_SUFFIX, SHARD_SUFFIX, GROUP_SUFFIX NEW_SUFFIX, SHARD_SUFFIX NEW_SUFFIX,
                                           DONE_SUFFIX,  DONE_SUFFIX NEW_SUFFIX, STATE_SUFFIX, STATE_SUFFIX NEW_SUFFIX,
                                           WORDS_SUFFIX, WORDS_SUFFIX NEW_SUFFIX};
    if (strspn(name, "0123456789abcdef") != KEY_LENGTH)
        return false;
    bool ours = false;
    for (size_t i = 0; i < sizeof suffixes / sizeof *suffixes; i++)
        ours |= strcmp(name + KEY_LENGTH, suffixes[i]) == 0;
    return ours;
}

static void add_name(struct text_map *names, struct memory_pool *pool, const char *key, const char *suffix)
{
    size_t none = 0;
    struct text_buffer name;
    text_buffer_init(&name, 0);
    text_buffer_printf(&name, "%s%s", key, suffix);
    text_map_add(names, pool_copy(pool, text_buffer_text(&name)), &none);
    text_buffer_release(&name);
}

static void add_names(const struct build_cache *cache, struct text_map *names, struct memory_pool *pool)
{
    size_t none = 0;
    add_name(names, pool, cache->done_key, DONE_SUFFIX);
    for (size_t i = 0; i < cache->group_count; i++)
        add_name(names, pool, cache->groups[i].key, GROUP_SUFFIX);
    for (size_t at = 0; at < cache->used.length;) {
        const char *line = cache->used.data + at, *end = memchr(line, '\n', cache->used.length - at);
        size_t length = end ? (size_t)(end - line) : cache->used.length - at;
        text_map_add(names, (struct bpv_text){line, length}, &none);
        at += length + 1;
    }
}

void build_cache_clean(struct build_cache *cache, const char *generation)
{
    /* without it the next build does its work */
    (void)store_file(cache, cache->done_key, DONE_SUFFIX, text_of(generation), NULL);
    struct text_map names = {0};
    struct memory_pool pool = {0};
    add_names(cache, &names, &pool);
    int copy = fcntl(cache->lock, F_DUPFD_CLOEXEC, 0);
    DIR *stream = copy < 0 ? NULL : fdopendir(copy);
    struct dirent *entry;
    while (stream && (entry = readdir(stream)))
        if (is_ours(entry->d_name) && !text_map_find(&names, text_of(entry->d_name), NULL) &&
            !is_state_of_index(cache, entry->d_name))
            unlinkat(cache->lock, entry->d_name, 0);
    if (stream)
        closedir(stream);
    else if (copy >= 0)
        close(copy);
    text_map_release(&names);
    pool_release(&pool);
}
