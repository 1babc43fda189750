#include "searcher.h"

#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "text_buffer.h"

#define FAR_AHEAD 8 /* candidates whose places are on their way from memory while one is judged */
#define AHEAD 2     /* candidates whose words are */
/* The best so many are settled before judging stops: a page, also with doubles left out and few of one file. */
#define SETTLED 20u
#define MORE 0.5f   /* of a score: judging may add so much more than it did so far */
#define JUDGED_BY_SENTENCE 60u /* candidates that each sentence of a mail has a say in */
#define BY_SENTENCE 1.4f /* weight of what the sentences think on average, beside 1 for the whole */
#define SUREST_OF 3u     /* a mail's first answer is as sure as the surest of so many: they often answer parts of it */

/* The file of a descriptor again, with an offset of its own; -1 if it cannot. By its path when it is still that file,
 * which takes half the time; never another one. */
static int open_again(const struct index_file *file)
{
    struct stat opened, again;
    int fd = open(file->path, O_RDONLY | O_CLOEXEC | O_NONBLOCK | O_NOCTTY);
    if (fd >= 0 && fstat(file->fd, &opened) == 0 && fstat(fd, &again) == 0 && opened.st_dev == again.st_dev &&
        opened.st_ino == again.st_ino)
        return fd;
    if (fd >= 0)
        close(fd);
    char path[64];
    snprintf(path, sizeof path, "/proc/self/fd/%d", file->fd);
    fd = open(path, O_RDONLY | O_CLOEXEC);
    return fd >= 0 ? fd : fcntl(file->fd, F_DUPFD_CLOEXEC, 3);
}

enum bpv_status bpv_searcher_open(const struct bpv_base *base, struct bpv_searcher **out, struct bpv_error *error)
{
    *out = NULL;
    struct search_part parts[BPV_INDEXES_MAX];
    for (size_t i = 0; i < base->part_count; i++) {
        const struct index_file *file = base->parts[i].file;
        parts[i] = (struct search_part){-1, file->passage_count};
        if (file->remote)
            continue;
        parts[i].fd = open_again(file); /* Xapian closes it */
        if (parts[i].fd < 0) {
            while (i-- > 0)
                if (parts[i].fd >= 0)
                    close(parts[i].fd);
            return bpv_fail(error, BPV_IO, "de index kan niet worden geopend: te veel open bestanden");
        }
        lseek(parts[i].fd, 0, SEEK_SET);
    }
    struct bpv_searcher *searcher = xcalloc(1, sizeof *searcher);
    searcher->base = base;
    enum bpv_status status = search_index_open(parts, base->part_count, &searcher->index, error);
    if (status != BPV_OK) {
        bpv_searcher_close(searcher);
        return status;
    }
    searcher->ranking = ranking_create(base);
    searcher->first_stage = first_stage_create();
    searcher->judged = xcalloc(BPV_CANDIDATES_MAX + searcher_changed(base), sizeof *searcher->judged);
    *out = searcher;
    return BPV_OK;
}

void bpv_searcher_close(struct bpv_searcher *searcher)
{
    if (!searcher)
        return;
    search_index_close(searcher->index);
    ranking_free(searcher->ranking);
    first_stage_free(searcher->first_stage);
    free(searcher->judged);
    free(searcher);
}

/* A number that orders as scores do, the highest first. */
static uint32_t score_key(float score)
{
    uint32_t bits;
    memcpy(&bits, &score, sizeof bits);
    return bits >> 31 ? bits : ~(bits | 1u << 31);
}

static unsigned key_byte(uint64_t key, unsigned byte)
{
    return key >> (32 + 8 * byte) & 255;
}

/* Sorts by the upper half of the keys, a byte at a time: equals keep their order. spare: as long as keys. */
static void sort_keys(uint64_t *keys, uint64_t *spare, size_t count)
{
    uint32_t places[4][256];
    uint64_t *from = keys, *to = spare;
    memset(places, 0, sizeof places);
    for (size_t i = 0; i < count; i++)
        for (unsigned byte = 0; byte < 4; byte++)
            places[byte][key_byte(keys[i], byte)]++;
    for (unsigned byte = 0; byte < 4; byte++) {
        uint32_t *place = places[byte], sum = 0;
        if (!count || place[key_byte(keys[0], byte)] == count)
            continue; /* the same in all */
        for (unsigned value = 0; value < 256; value++) {
            uint32_t here = place[value];
            place[value] = sum;
            sum += here;
        }
        for (size_t i = 0; i < count; i++)
            to[place[key_byte(from[i], byte)]++] = from[i];
        uint64_t *swap = from;
        from = to;
        to = swap;
    }
    if (from != keys)
        memcpy(keys, from, count * sizeof *keys);
}

/* Best first; those of equal scores in the order of their passages. */
static void sort_candidates(struct candidate *candidates, size_t count, struct arena *arena)
{
    uint64_t *keys = arena_take(arena, (2 * count + 1) * sizeof *keys);
    for (size_t i = 0; i < count; i++)
        keys[i] = (uint64_t)candidates[i].passage << 32 | i;
    sort_keys(keys, keys + count, count);
    for (size_t i = 0; i < count; i++) {
        uint32_t place = (uint32_t)keys[i];
        keys[i] = (uint64_t)score_key(candidates[place].judgement.score) << 32 | place;
    }
    sort_keys(keys, keys + count, count);
    /* Where they are: each takes the place of the one that just left. */
    for (size_t first = 0; first < count; first++) {
        struct candidate held = candidates[first];
        size_t at = first;
        for (uint32_t from; (from = (uint32_t)keys[at]) != first; at = from) {
            candidates[at] = candidates[from];
            keys[at] = at;
        }
        candidates[at] = held;
        keys[at] = at;
    }
}

/* The best scores so far, and the most that judging added to what the first stage knew. */
struct progress {
    float best[SETTLED];
    size_t count; /* of best */
    float most;
};

static void note_score(struct progress *progress, float score, float known)
{
    if (score - known > progress->most)
        progress->most = score - known;
    size_t at = progress->count < SETTLED ? progress->count++ : SETTLED;
    if (at == SETTLED && score <= progress->best[--at])
        return;
    for (; at > 0 && progress->best[at - 1] < score; at--)
        progress->best[at] = progress->best[at - 1];
    progress->best[at] = score;
}

/* True if a passage of which the first stage knows this much comes too late for the first page. */
static bool comes_too_late(const struct progress *progress, float known)
{
    return progress->count == SETTLED && known + progress->most + MORE < progress->best[SETTLED - 1];
}

/*
 * Judges the matches, those that the first stage rates best first, and when they are not all that there are, until no
 * other can come on the first page. Best first in searcher->judged; returns how many.
 */
static size_t judge_matches(struct bpv_searcher *searcher, const struct search_match *matches, size_t count,
                            struct arena *arena)
{
    uint64_t *keys = arena_take(arena, (2 * count + 1) * sizeof *keys);
    struct candidate *judged = searcher->judged;
    struct progress progress = {.count = 0, .most = -FLT_MAX};
    bool may_stop = !searcher->found_all && !searcher->base->remote_count;
    size_t done = 0;
    for (size_t i = 0; i < count; i++)
        keys[i] = (uint64_t)(may_stop ? score_key(matches[i].weight) : matches[i].document) << 32 | i;
    sort_keys(keys, keys + count, count);
    for (; done < count; done++) {
        const struct search_match *match = &matches[(uint32_t)keys[done]];
        if (may_stop && comes_too_late(&progress, match->weight))
            break;
        if (done + FAR_AHEAD < count)
            ranking_expect(searcher->ranking, matches[(uint32_t)keys[done + FAR_AHEAD]].document);
        if (done + AHEAD < count)
            ranking_fetch(searcher->ranking, matches[(uint32_t)keys[done + AHEAD]].document);
        judged[done].passage = match->document;
        judged[done].first_stage = match->weight;
        ranking_judge(searcher->ranking, match->document, &judged[done].judgement);
        if (match->weight < SEARCHER_ANYWAY) /* others do not tell what judging adds */
            note_score(&progress, judged[done].judgement.score, match->weight);
    }
    sort_candidates(judged, done, arena);
    return done;
}

/* Enough of a question to be answered by itself. */
static bool asks_by_itself(const struct query *query)
{
    size_t telling = 0;
    for (size_t c = 0; c < query->count; c++)
        telling += question_tells(&query->concepts[c]);
    return telling >= 2;
}

/* The sentences that ask something by themselves, as queries; returns how many. */
static size_t read_sentences(const struct bpv_base *base, const struct query *query, struct arena *arena,
                             struct query queries[BPV_QUESTION_SENTENCES_MAX])
{
    struct bpv_text sentences[BPV_QUESTION_SENTENCES_MAX];
    size_t count = question_sentences(query->text, sentences, BPV_QUESTION_SENTENCES_MAX), kept = 0;
    if (query->without & WITHOUT_SENTENCES || count < 2 || count > BPV_QUESTION_SENTENCES_MAX)
        return 0;
    for (size_t i = 0; i < count; i++) {
        question_analyze(base, sentences[i], arena, &queries[kept]);
        kept += asks_by_itself(&queries[kept]);
    }
    return kept;
}

/*
 * A mail tells more than any passage has. Its first passages are as sure as its best sentence makes them, and what all
 * its sentences think of them counts in their order.
 */
static void judge_sentences(struct bpv_searcher *searcher, const struct query *query, struct arena *arena,
                            struct candidate *candidates, size_t count)
{
    struct query sentences[BPV_QUESTION_SENTENCES_MAX];
    size_t sentence_count = read_sentences(searcher->base, query, arena, sentences);
    size_t first = count < JUDGED_BY_SENTENCE ? count : JUDGED_BY_SENTENCE;
    if (!sentence_count)
        return;
    for (size_t s = 0; s < sentence_count; s++) {
        ranking_prepare(searcher->ranking, &sentences[s]);
        for (size_t i = 0; i < first; i++) {
            struct judgement judgement, *whole = &candidates[i].judgement;
            ranking_judge(searcher->ranking, candidates[i].passage, &judgement);
            whole->score += BY_SENTENCE * judgement.score / (float)sentence_count;
            whole->confidence = judgement.confidence > whole->confidence ? judgement.confidence : whole->confidence;
        }
    }
    ranking_prepare(searcher->ranking, query);
    sort_candidates(candidates, first, arena);
    for (size_t i = 1; i < first && i < SUREST_OF; i++)
        if (candidates[i].judgement.confidence > candidates[0].judgement.confidence)
            candidates[0].judgement.confidence = candidates[i].judgement.confidence;
}

enum bpv_status searcher_find(struct bpv_searcher *searcher, const struct query *query,
                              const struct bpv_filters *filters, struct arena *arena, struct candidate **out,
                              size_t *out_count, struct bpv_error *error)
{
    *out = NULL;
    *out_count = 0;
    struct search_plan plan;
    searcher_plan(searcher, query, filters, arena, &plan);
    struct search_match *matches =
        arena_take(arena, (BPV_CANDIDATES_MAX + searcher_changed(searcher->base)) * sizeof *matches);
    size_t count;
    ranking_prepare(searcher->ranking, query);
    size_t most = searcher->base->remote_count ? BPV_REMOTE_CANDIDATES_MAX : BPV_CANDIDATES_MAX;
    enum bpv_status status = searcher_match(searcher, &plan, matches, most, &count, error);
    if (status != BPV_OK)
        return status;
    count = judge_matches(searcher, matches, count, arena);
    judge_sentences(searcher, query, arena, searcher->judged, count);
    *out = searcher->judged;
    *out_count = count;
    return BPV_OK;
}
