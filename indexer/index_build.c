#include "index_build.h"

#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include "corpus_links.h"
#include "index_publish.h"
#include "markdown_passages.h"

#define CANARIES_MAX 8u
#define CANARIES_OF_UPDATE 2u /* most of it has answered before */
#define PROGRESS_STEP 64u
#define COMPARE_STEP 4096u /* passages between two rests: some 20 MB of mapped pages */

/* Set by a signal handler, which can reach nothing else; the build then stops and cleans up. */
static volatile sig_atomic_t interrupted;

static void note_signal(int signal_number)
{
    (void)signal_number;
    interrupted = 1;
}

static const int caught_signals[] = {SIGINT, SIGTERM, SIGHUP};
#define CAUGHT_COUNT (sizeof caught_signals / sizeof *caught_signals)

static void catch_signals(struct sigaction before[CAUGHT_COUNT])
{
    interrupted = 0;
    for (size_t i = 0; i < CAUGHT_COUNT; i++) {
        struct sigaction action = {.sa_handler = note_signal, .sa_flags = SA_RESTART};
        sigaction(caught_signals[i], NULL, &before[i]);
        if (before[i].sa_handler != SIG_IGN)
            sigaction(caught_signals[i], &action, NULL);
    }
}

static void restore_signals(const struct sigaction before[CAUGHT_COUNT])
{
    for (size_t i = 0; i < CAUGHT_COUNT; i++)
        sigaction(caught_signals[i], &before[i], NULL);
}

static enum bpv_status check_interrupt(struct bpv_error *error)
{
    return interrupted ? bpv_fail(error, BPV_IO, "onderbroken; de index is niet veranderd") : BPV_OK;
}

static void show_progress(void *context, uint32_t done, uint32_t total)
{
    const struct index_build *build = context;
    if (build->show_progress)
        fprintf(stderr, "\rbpv-index: schrijven %u van %u ", done, total);
}

static void show_reading(const struct index_build *build, size_t done, size_t total)
{
    if (build->show_progress && (done % PROGRESS_STEP == 0 || done == total))
        fprintf(stderr, "\rbpv-index: passage %zu van %zu ", done, total);
}

static void clear_progress(const struct index_build *build)
{
    if (build->show_progress)
        fputs("\r\033[K", stderr);
}

/* ---- Passages ---- */

struct rendering {
    const struct corpus *corpus;
    const struct corpus_passage *passage;
};

static bool resolve(void *context, struct bpv_text url, struct text_buffer *address)
{
    const struct rendering *rendering = context;
    enum link_kind kind = corpus_link(rendering->corpus, rendering->passage, url, address);
    return kind == LINK_PASSAGE || kind == LINK_OUTSIDE;
}

static void copy_texts(struct bpv_text *to, size_t *count, struct index_words from)
{
    *count = from.count;
    if (from.count)
        memcpy(to, from.items, from.count * sizeof *to);
}

static void fill_passage(const struct corpus *corpus, const struct corpus_passage *from,
                         const struct index_build *build, struct bpv_passage *passage)
{
    const struct passage_fields *fields = &from->fields;
    *passage = (struct bpv_passage){.id = from->id,
                                    .title = from->title,
                                    .file_title = fields->file_title,
                                    .text = from->text,
                                    .path = corpus->files[from->file].path,
                                    .index_name = build->name,
                                    .line_first = from->place.line,
                                    .line_last = from->line_last,
                                    .module = fields->module,
                                    .proposed = fields->proposed,
                                    .themes = fields->themes,
                                    .roles = fields->roles,
                                    .tracks = fields->tracks,
                                    .phase = fields->phase,
                                    .audience = fields->audience,
                                    .importance = fields->importance,
                                    .force = fields->force,
                                    .valid_from = fields->valid_from,
                                    .valid_until = fields->valid_until,
                                    .reviewed = fields->reviewed,
                                    .word_count = markdown_words(from->text)};
    copy_texts(passage->questions, &passage->question_count, fields->questions);
    copy_texts(passage->facts, &passage->fact_count, fields->facts);
    copy_texts(passage->aliases, &passage->alias_count, fields->aliases);
    for (size_t i = 0; i < fields->source_count; i++)
        passage->sources[passage->source_count++] =
            (struct bpv_source_use){&corpus->sources[fields->sources[i].source], fields->sources[i].locator};
}

bool index_build_replace(const struct corpus *corpus, const struct index_build *build, struct index_writer *update,
                         size_t number)
{
    const struct corpus_passage *from = &corpus->passages[number];
    struct bpv_passage *passage = xcalloc(1, sizeof *passage);
    struct rendering rendering = {corpus, from};
    struct text_buffer html;
    text_buffer_init(&html, BPV_PASSAGE_HTML_MAX);
    fill_passage(corpus, from, build, passage);
    markdown_render(from->text, resolve, &rendering, &html);
    passage->html = text_buffer_text(&html);
    bool fits = !html.overflow;
    if (fits)
        index_writer_replace(update, (uint32_t)number, passage);
    text_buffer_release(&html);
    free(passage);
    return fits;
}

static enum bpv_status add_passage(struct index_writer *writer, const struct corpus *corpus,
                                   const struct corpus_passage *from, const struct index_build *build,
                                   struct text_buffer *html, struct bpv_error *error)
{
    struct bpv_passage *passage = xcalloc(1, sizeof *passage);
    struct rendering rendering = {corpus, from};
    fill_passage(corpus, from, build, passage);
    text_buffer_clear(html);
    markdown_render(from->text, resolve, &rendering, html);
    passage->html = text_buffer_text(html);
    enum bpv_status status =
        html->overflow
            ? bpv_fail(error, BPV_TOO_LARGE, "%.*s:%u: deze passage geeft meer dan %u bytes HTML; maak hem eenvoudiger",
                       shown_length(from->place.path), from->place.path.start, from->place.line, BPV_PASSAGE_HTML_MAX)
            : index_writer_add(writer, passage, error);
    free(passage);
    return status;
}

struct writing {
    const struct corpus *corpus;
    const struct index_build *build;
    struct index_writer *writer;
    struct text_buffer html;
    uint32_t added;
};

static enum bpv_status add_passages(struct writing *writing, size_t from, size_t end, struct bpv_error *error)
{
    const struct corpus *corpus = writing->corpus;
    enum bpv_status status = BPV_OK;
    for (size_t i = from; i < end && status == BPV_OK; i++) {
        status = check_interrupt(error);
        if (status == BPV_OK && !corpus->passages[i].broken) {
            status = add_passage(writing->writer, corpus, &corpus->passages[i], writing->build, &writing->html, error);
            writing->added++;
        }
        corpus_rest(corpus, i);
        show_reading(writing->build, i + 1, corpus->passage_count);
    }
    return status;
}

/* A group that is new; a passage with an error is in none. */
static enum bpv_status make_group(struct writing *writing, const struct cached_group *group, struct text_buffer *bytes,
                                  struct bpv_error *error)
{
    index_writer_begin_group(writing->writer, group->key);
    enum bpv_status status =
        add_passages(writing, group->first_passage, group->first_passage + group->passage_count, error);
    if (status != BPV_OK)
        return status;
    index_writer_end_group(writing->writer, text_buffer_text(&group->extra), bytes);
    return bytes->overflow ? BPV_OK : build_cache_store(writing->build->cache, group, bytes, error);
}

static enum bpv_status add_groups(struct writing *writing, struct bpv_error *error)
{
    struct build_cache *cache = writing->build->cache;
    struct text_buffer bytes;
    text_buffer_init(&bytes, 0);
    enum bpv_status status = BPV_OK;
    for (size_t i = 0; i < cache->group_count && status == BPV_OK; i++) {
        const struct cached_group *group = &cache->groups[i];
        status = check_interrupt(error);
        if (status == BPV_OK && !group->map.length) {
            status = make_group(writing, group, &bytes, error);
        } else if (status == BPV_OK) {
            status = index_writer_add_group(writing->writer, group->key, &group->group, error);
            writing->added += (uint32_t)group->passage_count;
            build_cache_rest(group);
        }
    }
    text_buffer_release(&bytes);
    return status;
}

static enum bpv_status write_index(const struct corpus *corpus, const struct index_build *build,
                                   struct index_writer *writer, const char *path, uint32_t *added,
                                   struct bpv_error *error)
{
    if (build->update) {
        *added = (uint32_t)corpus->passage_count;
        enum bpv_status done = index_writer_finish(writer, path, NULL, NULL, error);
        return done == BPV_OK ? check_interrupt(error) : done;
    }
    struct writing writing = {.corpus = corpus, .build = build, .writer = writer};
    text_buffer_init(&writing.html, BPV_PASSAGE_HTML_MAX);
    enum bpv_status status =
        build->cache ? add_groups(&writing, error) : add_passages(&writing, 0, corpus->passage_count, error);
    *added = writing.added;
    text_buffer_release(&writing.html);
    if (status == BPV_OK)
        status = index_writer_finish(writer, path, show_progress, (void *)(uintptr_t)build, error);
    if (status == BPV_OK && build->cache)
        text_buffer_append_text(&build->cache->used, index_writer_shards(writer));
    return status == BPV_OK ? check_interrupt(error) : status;
}

/* ---- The new file is opened and asked before anyone else sees it ---- */

static enum bpv_status ask(struct bpv_searcher *searcher, struct bpv_text text, bool *answered, struct bpv_error *error)
{
    struct bpv_question question = {
        .text = {text.start, text.length < BPV_QUESTION_MAX ? text.length : BPV_QUESTION_MAX}, .limit = 3};
    struct bpv_answer answer = {0};
    enum bpv_status status = bpv_ask(searcher, &question, &answer, error);
    *answered = status == BPV_OK && answer.answered;
    bpv_answer_release(&answer);
    return status;
}

static enum bpv_status ask_canaries(const struct corpus *corpus, const struct bpv_base *base, bool update,
                                    struct bpv_searcher *searcher, struct bpv_error *error)
{
    size_t asked = 0, answered = 0, most = update ? CANARIES_OF_UPDATE : CANARIES_MAX;
    enum bpv_status status = BPV_OK;
    bool yes;
    for (size_t i = 0; i < corpus->question_count && asked < most && status == BPV_OK; i++) {
        if (!corpus->questions[i].expected_count)
            continue;
        status = ask(searcher, corpus->questions[i].text, &yes, error);
        bpv_base_rest(base);
        asked++;
        answered += yes;
    }
    /* An update knows neither the questions nor the titles of what it did not read. */
    for (size_t i = 0, titles = 0; !asked && i < corpus->passage_count && titles < most && status == BPV_OK; i++) {
        if (!corpus->passages[i].title.length)
            continue;
        status = ask(searcher, corpus->passages[i].title, &yes, error);
        bpv_base_rest(base);
        titles++;
    }
    if (status == BPV_OK && asked == CANARIES_MAX && !answered)
        return bpv_fail(error, BPV_INTERNAL, "de nieuwe index beantwoordt geen van %u proefvragen; meld dit als fout",
                        CANARIES_MAX);
    return status;
}

static enum bpv_status compare_passage(const struct bpv_base *base, const struct corpus_passage *passage,
                                       struct bpv_error *error)
{
    struct bpv_passage *found = xcalloc(1, sizeof *found);
    enum bpv_status status = bpv_passage_find(base, passage->id, found, error);
    if (status == BPV_OK && !text_equal(found->text, passage->text))
        status = bpv_fail(error, BPV_INTERNAL, "passage '%.*s' staat anders in de nieuwe index; meld dit als fout",
                          shown_length(passage->id), passage->id.start);
    free(found);
    return status;
}

/* Of an update only what was read is compared: the rest was copied from an index that was found sound. */
static enum bpv_status compare_passages(const struct corpus *corpus, const struct bpv_base *base, uint32_t added,
                                        bool update, const struct bpv_base_info *info, struct bpv_error *error)
{
    if (info->passage_count != added)
        return bpv_fail(error, BPV_INTERNAL, "de nieuwe index heeft %u passages in plaats van %u; meld dit als fout",
                        info->passage_count, added);
    enum bpv_status status = BPV_OK;
    for (size_t i = 0; i < corpus->passage_count && status == BPV_OK; i++) {
        if (!corpus->passages[i].broken && !(update && corpus->passages[i].adopted))
            status = compare_passage(base, &corpus->passages[i], error);
        corpus_rest(corpus, i);
        if (i % COMPARE_STEP == COMPARE_STEP - 1)
            bpv_base_rest(base);
    }
    return status;
}

static void keep_text(char *out, size_t size, struct bpv_text text)
{
    snprintf(out, size, "%.*s", (int)(text.length < size ? text.length : size - 1), text.start);
}

static void describe(const struct bpv_base_info *info, struct index_built *built)
{
    *built = (struct index_built){.index_bytes = info->index_bytes, .passages = info->passage_count};
    keep_text(built->generation, sizeof built->generation, info->generation);
    keep_text(built->corpus_digest, sizeof built->corpus_digest, info->corpus_digest);
}

static enum bpv_status try_index(const struct corpus *corpus, const char *path, uint32_t added, bool update,
                                 struct index_built *built, struct bpv_error *error)
{
    struct bpv_base *base = NULL;
    struct bpv_searcher *searcher = NULL;
    struct bpv_base_info info;
    enum bpv_status status = bpv_base_open(&path, 1, &base, error);
    if (status != BPV_OK)
        return status;
    bpv_base_describe(base, &info);
    bpv_base_rest(base);
    status = bpv_base_verify_checksums(base, error);
    if (status == BPV_OK)
        status = compare_passages(corpus, base, added, update, &info, error);
    if (status == BPV_OK)
        status = bpv_searcher_open(base, &searcher, error);
    if (status == BPV_OK)
        status = ask_canaries(corpus, base, update, searcher, error);
    describe(&info, built);
    bpv_searcher_close(searcher);
    bpv_base_close(base);
    return status;
}

/* ---- All together ---- */

static enum bpv_status time_of_build(char out[32], struct bpv_error *error)
{
    const char *epoch = getenv("SOURCE_DATE_EPOCH");
    time_t when = time(NULL);
    if (epoch && *epoch) {
        char *end;
        long long seconds = strtoll(epoch, &end, 10);
        if (*end || seconds < 0 || seconds > 253402300799LL)
            return bpv_fail(error, BPV_INVALID,
                            "SOURCE_DATE_EPOCH is geen aantal seconden; verbeter of verwijder de variabele");
        when = (time_t)seconds;
    }
    struct tm utc;
    gmtime_r(&when, &utc);
    strftime(out, 32, "%Y-%m-%dT%H:%M:%SZ", &utc);
    return BPV_OK;
}

/* Is the index that is there made of all this already? It is read whole, so that a damaged one is made again. */
static bool made_before(const struct corpus *corpus, const struct index_build *build, struct index_built *built)
{
    struct build_wish wish = {build->output, build->dictionary, build->name};
    char generation[65];
    struct bpv_base *base = NULL;
    struct bpv_base_info info;
    if (!build->cache || !build_cache_done(build->cache, corpus, &wish, generation) ||
        bpv_base_open(&build->output, 1, &base, NULL) != BPV_OK)
        return false;
    bpv_base_describe(base, &info);
    bool same = text_is(info.generation, generation) && bpv_base_verify_checksums(base, NULL) == BPV_OK;
    if (same)
        describe(&info, built);
    bpv_base_close(base);
    return same;
}

bool index_build_describe(const char *path, struct index_built *built)
{
    struct bpv_base *base = NULL;
    struct bpv_base_info info;
    if (bpv_base_open(&path, 1, &base, NULL) != BPV_OK)
        return false;
    bpv_base_describe(base, &info);
    describe(&info, built);
    bpv_base_close(base);
    return true;
}

enum bpv_status index_build(const struct corpus *corpus, const struct index_build *build, struct index_built *built,
                            struct bpv_error *error)
{
    *built = (struct index_built){0};
    char when[32];
    uint32_t added = 0;
    struct index_writer *writer = build->update;
    uint32_t changed = writer ? index_writer_changed(writer) : 0;
    bool old_space = writer && !index_writer_learns(writer);
    struct index_place place = {.lock = -1};
    struct sigaction before[CAUGHT_COUNT];
    enum bpv_status status = time_of_build(when, error);
    if (status != BPV_OK) {
        index_writer_free(writer);
        return status;
    }
    catch_signals(before);
    status = index_place_open(&place, build->output, error);
    if (status != BPV_OK)
        goto cleanup;
    if (!writer && made_before(corpus, build, built))
        goto cleanup;
    struct index_settings settings = {.taxonomy = corpus->taxonomy,
                                      .sources = corpus->sources,
                                      .source_count = corpus->source_count,
                                      .glossary = corpus->glossary,
                                      .glossary_count = corpus->glossary_count,
                                      .notices = corpus->notices,
                                      .notice_count = corpus->notice_count,
                                      .questions = corpus->questions,
                                      .question_count = corpus->question_count,
                                      .vocabulary = corpus->vocabulary,
                                      .dictionary_path = build->dictionary,
                                      .dictionary_kept =
                                          build->cache && build->cache->words.length ? build->cache->words.data : NULL,
                                      .index_name = build->name,
                                      .built = text_of(when),
                                      .shard_folder = build->cache ? build->cache->folder.data : NULL,
                                      .work_directory = place.work.data};
    if (writer)
        index_writer_date(writer, text_of(when));
    else
        status = index_writer_begin(&settings, &writer, error);
    if (status == BPV_OK)
        status = write_index(corpus, build, writer, place.index.data, &added, error);
    index_writer_free(writer); /* before the index is read back: both together need more memory */
    writer = NULL;
    if (status == BPV_OK)
        status = try_index(corpus, place.index.data, added, build->update != NULL, built, error);
    if (status == BPV_OK)
        status = check_interrupt(error);
    if (status == BPV_OK)
        status = index_place_publish(&place, error);
    if (status == BPV_OK && build->cache && !build->update)
        build_cache_clean(build->cache, built->generation);
    built->changed = changed;
    built->old_space = old_space;
cleanup:
    index_writer_free(writer);
    index_place_close(&place);
    clear_progress(build);
    restore_signals(before);
    return status;
}
