/* The parts of a base that are on other machines: connecting, going on without one that fails,
 * and telling so in the answer. */
#include <stdio.h>
#include <string.h>

#include "remote_index.h"
#include "searcher.h"

void searcher_begin(struct bpv_searcher *searcher)
{
    searcher->missing = 0;
    if (searcher->base->remote_count)
        searcher->deadline = remote_clock() + BPV_REMOTE_ANSWER_MS;
}

/* For this answer. */
static void leave(struct bpv_searcher *searcher, size_t part)
{
    searcher->missing |= 1u << part;
    searcher->joined &= ~(1u << part);
    search_index_leave(searcher->index, part);
}

/* For all threads, until remote_index_look finds it again. */
static void lose(struct bpv_searcher *searcher, size_t part, const char *reason)
{
    remote_index_lost(searcher->base->parts[part].file->remote, reason);
    leave(searcher, part);
}

/* Connects the remote parts that are there and that we have no connection with. */
static void join_parts(struct bpv_searcher *searcher)
{
    const struct bpv_base *base = searcher->base;
    for (size_t i = 0; base->remote_count && i < base->part_count; i++) {
        struct remote_index *remote = base->parts[i].file->remote;
        uint32_t bit = 1u << i;
        if (!remote || searcher->missing & bit)
            continue;
        if (remote_index_missing(remote, NULL) || remote_clock() > searcher->deadline) {
            leave(searcher, i);
            continue;
        }
        if (searcher->joined & bit)
            continue;
        struct bpv_error error;
        if (search_index_join(searcher->index, i, remote_index_address(remote), remote_index_manifest(remote),
                              &error) == BPV_OK)
            searcher->joined |= bit;
        else
            lose(searcher, i, error.text);
    }
}

/* What failed: the part that Xapian names, or all remote ones. A server closes a connection that was idle for a minute,
 * so what failed at once is connected once more. True if the search can go on. */
static bool after_failure(struct bpv_searcher *searcher, uint64_t began, uint32_t *again, const char *reason)
{
    int failed = search_index_failed_part(searcher->index);
    uint32_t suspects = failed >= 0 ? 1u << failed : searcher->joined;
    bool at_once = remote_clock() - began < BPV_REMOTE_STEP_MS / 2;
    for (size_t i = 0; i < searcher->base->part_count; i++) {
        uint32_t bit = 1u << i;
        if (!(suspects & searcher->joined & bit))
            continue;
        if (at_once && !(*again & bit)) {
            *again |= bit;
            searcher->joined &= ~bit;
            search_index_leave(searcher->index, i);
        } else {
            lose(searcher, i, reason);
        }
    }
    return suspects != 0;
}

/* Fetches the words of the matches that are in this part; false if the part failed. */
static bool fetch_matches(struct bpv_searcher *searcher, size_t number, const struct search_match *matches,
                          size_t count)
{
    const struct base_part *part = &searcher->base->parts[number];
    uint32_t passages[BPV_CANDIDATES_MAX];
    size_t found = 0;
    for (size_t i = 0; i < count && found < BPV_CANDIDATES_MAX; i++)
        if (matches[i].document >= part->first && matches[i].document - part->first < part->file->passage_count)
            passages[found++] = matches[i].document - part->first;
    enum remote_reply reply = remote_index_fetch(part->file->remote, REMOTE_WORDS, passages, found, searcher->deadline);
    if (reply != REMOTE_DONE)
        leave(searcher, number);
    return reply == REMOTE_DONE;
}

static bool fetch_all(struct bpv_searcher *searcher, const struct search_match *matches, size_t count)
{
    bool all = true;
    for (size_t i = 0; searcher->joined && i < searcher->base->part_count; i++)
        if (searcher->joined >> i & 1)
            all &= fetch_matches(searcher, i, matches, count);
    return all;
}

/* A server that names passages it does not have. */
static size_t drop_strangers(const struct bpv_base *base, struct search_match *matches, size_t count)
{
    size_t kept = 0;
    for (size_t i = 0; i < count; i++)
        if (matches[i].document < base->passage_count)
            matches[kept++] = matches[i];
    return kept;
}

/* True if there is nothing left to search; error says why. */
static bool nothing_left(const struct bpv_searcher *searcher, struct bpv_error *error)
{
    const struct bpv_base *base = searcher->base;
    char reason[BPV_PART_REASON_MAX] = "";
    for (size_t i = 0; i < base->part_count; i++) {
        struct remote_index *remote = base->parts[i].file->remote;
        if (!remote || searcher->joined >> i & 1)
            return false;
        remote_index_missing(remote, reason);
    }
    bpv_fail(error, BPV_NO_INDEX, "geen deel van de kennisbank is te bereiken: %s; probeer het later opnieuw",
             reason[0] ? reason : "de zoekserver was te langzaam");
    return true;
}

enum bpv_status searcher_match(struct bpv_searcher *searcher, const struct search_plan *plan,
                               struct search_match *matches, size_t capacity, size_t *count, struct bpv_error *error)
{
    uint32_t again = 0;
    size_t changed = searcher_changed(searcher->base), wanted = capacity + changed;
    if (!searcher->base->remote_count) {
        enum bpv_status status =
            first_stage_find(searcher->first_stage, searcher->index, searcher->ranking, searcher->base, plan, matches,
                             count, &searcher->found_all, error);
        size_t found = *count;
        if (status == BPV_OK && changed)
            *count = searcher_add_changed(searcher, plan, matches, found);
        for (size_t i = found; i < *count; i++)
            matches[i].weight = SEARCHER_ANYWAY;
        return status;
    }
    for (;;) {
        join_parts(searcher);
        if (nothing_left(searcher, error))
            return BPV_NO_INDEX;
        uint64_t began = remote_clock();
        struct bpv_error why;
        enum bpv_status status = search_index_match(searcher->index, plan, matches, wanted, count, &why);
        if (status != BPV_OK) {
            if (after_failure(searcher, began, &again, why.text))
                continue;
            return bpv_fail(error, status, "%s", why.text);
        }
        *count = drop_strangers(searcher->base, matches, *count);
        if (changed)
            *count = searcher_put_changed(searcher, plan, matches, *count, capacity);
        searcher->found_all = *count < capacity;
        if (fetch_all(searcher, matches, *count))
            return BPV_OK;
    }
}

bool searcher_lost_a_part(const struct bpv_searcher *searcher)
{
    const struct bpv_base *base = searcher->base;
    for (size_t i = 0; base->remote_count && i < base->part_count; i++)
        if (searcher->joined >> i & 1 && remote_index_missing(base->parts[i].file->remote, NULL))
            return true;
    return false;
}

/* ---- What the answer says of it ---- */

static void describe_part(const struct bpv_base *base, const struct base_index *index, struct bpv_part *part)
{
    *part = (struct bpv_part){.missing = index->part < 0};
    if (index->remote) {
        const char *path = remote_index_path(index->remote);
        part->address = (struct bpv_text){path, strlen(path)};
        part->missing |= remote_index_missing(index->remote, part->reason);
    }
    if (index->part < 0)
        return;
    const struct index_file *file = base->parts[index->part].file;
    part->name = file->name;
    part->generation = file->generation;
    part->passages = file->passage_count;
}

size_t bpv_base_parts(const struct bpv_base *base, struct bpv_part parts[BPV_INDEXES_MAX])
{
    for (size_t i = 0; i < base->index_count; i++)
        describe_part(base, &base->indexes[i], &parts[i]);
    return base->index_count;
}

void searcher_end(struct bpv_searcher *searcher, struct arena *arena, struct bpv_answer *answer)
{
    const struct bpv_base *base = searcher->base;
    if (base->index_count < 2 && !base->remote_count)
        return;
    struct bpv_part *parts = arena_alloc(arena, BPV_INDEXES_MAX * sizeof *parts);
    answer->part_count = bpv_base_parts(base, parts);
    answer->parts = parts;
    for (size_t i = 0; i < base->index_count; i++) {
        const struct base_index *index = &base->indexes[i];
        /* A part that went away while the answer was made may have left something out of it. */
        if (index->part >= 0)
            parts[i].missing = (searcher->missing >> index->part & 1) ||
                               (index->remote && remote_index_missing(index->remote, NULL));
        if (!parts[i].missing)
            parts[i].reason[0] = '\0';
        else if (!parts[i].reason[0])
            snprintf(parts[i].reason, sizeof parts[i].reason, "de zoekserver was te langzaam");
        answer->partial |= parts[i].missing;
    }
}

bool bpv_index_is_remote(const char *path)
{
    return remote_address_is(path);
}

bool bpv_base_look(const struct bpv_base *base)
{
    bool changed = false;
    for (size_t i = 0; i < base->index_count; i++)
        if (base->indexes[i].remote)
            changed |= remote_index_look(base->indexes[i].remote);
    return changed;
}
