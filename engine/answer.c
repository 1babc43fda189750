#include <stdlib.h>
#include <string.h>
#include <time.h>

#include "searcher.h"
#include "text_buffer.h"
#include "utf8.h"

#define PER_FILE 3       /* passages of one file among the first ten */
#define FIRST_PAGE 10
#define MUCH_LIKE 0.5f   /* likeness to a question without an answer that is worth saying */
#define COVERED_WEIGHT 0.08f /* a word with less of the question's weight is not missed */

static uint64_t microseconds(void)
{
    struct timespec now;
    clock_gettime(CLOCK_MONOTONIC, &now);
    return (uint64_t)now.tv_sec * 1000000u + (uint64_t)now.tv_nsec / 1000u;
}

static void add_notices(const struct bpv_base *base, const struct query *query, struct bpv_answer *answer)
{
    size_t notices[BPV_NOTICES_MAX], count = question_notices(base, query, notices, BPV_NOTICES_MAX);
    for (size_t i = 0; i < count && notices[i] < base->notice_count; i++)
        answer->notices[answer->notice_count++] = &base->notices[notices[i]];
}

static const struct index_tags *tags_of(const struct bpv_base *base, uint32_t passage, uint32_t *file)
{
    uint32_t within;
    const struct base_part *part = base_locate(base, passage, &within);
    const struct index_tags *tags = index_file_tags(part->file, within);
    *file = part->first + tags->file; /* distinct over parts, because a part has no more files than passages */
    return tags;
}

static bool words_of(const struct bpv_base *base, uint32_t passage, struct passage_tokens *tokens)
{
    uint32_t within;
    const struct base_part *part = base_locate(base, passage, &within);
    return index_file_tokens(part->file, within, tokens);
}

struct body {
    const struct token *words;
    uint32_t count;
};

static bool same_body(const struct bpv_base *base, uint32_t passage, const struct body *body)
{
    struct passage_tokens other;
    return words_of(base, passage, &other) && other.body_count == body->count &&
           memcmp(other.body, body->words, body->count * sizeof *body->words) == 0;
}

/* Of a few of its words: equal bodies have equal ones. */
static uint32_t body_hash(const struct body *body)
{
    uint32_t hash = body->count;
    hash = hash * 0x9E3779B1u + body->words[0].stem;
    hash = hash * 0x9E3779B1u + body->words[body->count / 2].stem;
    hash = hash * 0x9E3779B1u + body->words[body->count - 1].stem;
    return hash ^ hash >> 15;
}

/* Keeps the confident ones, with their words; what is looked at next is on its way from memory meanwhile. */
static size_t fetch_bodies(const struct bpv_base *base, struct candidate *candidates, size_t count,
                           struct body *bodies)
{
    float further = ranking_model_of(base)->further;
    size_t kept = 0;
    for (size_t i = 0; i < count; i++) {
        struct passage_tokens tokens;
        uint32_t file;
        if (candidates[i].judgement.confidence < further || !words_of(base, candidates[i].passage, &tokens))
            continue;
        bodies[kept] = (struct body){tokens.body, tokens.body_count};
        if (tokens.body_count) {
            __builtin_prefetch(&tokens.body[0]);
            __builtin_prefetch(&tokens.body[tokens.body_count / 2]);
            __builtin_prefetch(&tokens.body[tokens.body_count - 1]);
        }
        __builtin_prefetch(tags_of(base, candidates[i].passage, &file));
        candidates[kept++] = candidates[i];
    }
    return kept;
}

/* Candidates that count as an answer: confident enough, and no doubles of one already there. Keeps the order. */
static size_t keep_hits(const struct bpv_base *base, struct candidate *candidates, size_t count, struct arena *arena)
{
    size_t kept = 0, slots = 16;
    while (slots < 2 * count)
        slots *= 2;
    uint32_t *seen = arena_alloc(arena, slots * sizeof *seen); /* place among the kept + 1 */
    struct body *bodies = arena_take(arena, (count + 1) * sizeof *bodies);
    count = fetch_bodies(base, candidates, count, bodies);
    for (size_t i = 0; i < count; i++) {
        if (bodies[i].count) {
            size_t slot = body_hash(&bodies[i]) % slots;
            while (seen[slot] && !same_body(base, candidates[seen[slot] - 1].passage, &bodies[i]))
                slot = (slot + 1) % slots;
            if (seen[slot])
                continue;
            seen[slot] = (uint32_t)kept + 1;
        }
        candidates[kept++] = candidates[i];
    }
    return kept;
}

/* Moves the fourth and further passages of one file behind the first page; all stay. */
static void spread_files(const struct bpv_base *base, struct candidate *hits, size_t count, struct arena *arena)
{
    struct candidate *later = arena_take(arena, (count + 1) * sizeof *later);
    size_t later_count = 0, kept = 0, i = 0;
    uint32_t files[FIRST_PAGE];
    for (; i < count && kept < FIRST_PAGE; i++) {
        uint32_t file;
        (void)tags_of(base, hits[i].passage, &file);
        size_t same = 0;
        for (size_t j = 0; j < kept; j++)
            same += files[j] == file;
        if (same >= PER_FILE) {
            later[later_count++] = hits[i];
            continue;
        }
        files[kept] = file;
        hits[kept++] = hits[i];
    }
    /* hits[kept .. i) are free: what was put off goes there. */
    memcpy(hits + kept, later, later_count * sizeof *later);
}

/* One more for each bit that is set. */
static void count_bits(uint64_t bits, uint32_t *counts, unsigned count)
{
    for (; bits; bits &= bits - 1) {
        unsigned bit = (unsigned)__builtin_ctzll(bits);
        if (bit < count)
            counts[bit]++;
    }
}

static void count_facets(const struct bpv_base *base, const struct candidate *hits, size_t count,
                         struct bpv_facet_count *facets)
{
    for (size_t i = 0; i < count; i++) {
        uint32_t file;
        const struct index_tags *tags = tags_of(base, hits[i].passage, &file);
        if (tags->module <= BPV_MODULES_MAX)
            facets->modules[tags->module]++;
        count_bits(tags->themes, facets->themes, BPV_THEMES_MAX + 1);
        count_bits(tags->roles, facets->roles, BPV_ROLES_MAX);
        if (tags->phase < BPV_PHASES_MAX)
            facets->phases[tags->phase]++;
        if (tags->audience < BPV_AUDIENCES)
            facets->audiences[tags->audience]++;
        if (tags->force < BPV_FORCES)
            facets->forces[tags->force]++;
    }
}

static void find_nearest(const struct bpv_base *base, const struct candidate *candidates, size_t count,
                         struct bpv_answer *answer)
{
    for (size_t i = 0; i < count; i++) {
        uint32_t file;
        const struct index_tags *tags = tags_of(base, candidates[i].passage, &file);
        const struct bpv_module *module = bpv_taxonomy_module(base->taxonomy, tags->module);
        size_t j = 0;
        while (j < answer->nearest_count && answer->nearest[j].module != module)
            j++;
        if (!module || j == BPV_NEAREST_MAX)
            continue;
        struct bpv_nearest *nearest = &answer->nearest[j];
        if (j == answer->nearest_count) {
            struct bpv_passage passage;
            if (bpv_passage_get(base, candidates[i].passage, &passage, NULL) != BPV_OK)
                continue;
            answer->nearest_count++;
            *nearest = (struct bpv_nearest){.module = module, .passage_id = passage.id, .passage_title = passage.title};
        }
        nearest->passages++;
    }
}

/* Content words of the question that none of these passages has. */
static void find_uncovered(const struct query *query, const struct candidate *hits, size_t count,
                           struct bpv_answer *answer)
{
    uint32_t covered = 0;
    for (size_t i = 0; i < count; i++)
        covered |= hits[i].judgement.covered;
    for (size_t c = 0; c < query->count; c++) {
        const struct concept *concept = &query->concepts[c];
        if (!(covered >> c & 1) && question_tells(concept) && query->total > 0 &&
            concept->weight / query->total >= COVERED_WEIGHT)
            answer->uncovered[answer->uncovered_count++] = concept->asked;
    }
}

static enum bpv_status fill_hit(struct bpv_searcher *searcher, const struct candidate *candidate,
                                const struct bpv_question *question, struct bpv_hit *hit, struct bpv_error *error)
{
    uint32_t passage = candidate->passage;
    enum bpv_status status = bpv_passage_get(searcher->base, passage, &hit->passage, error);
    if (status != BPV_OK)
        return status;
    hit->confidence = (double)candidate->judgement.confidence;
    hit->score = (double)candidate->judgement.score;
    hit->expired = bpv_passage_expired(&hit->passage, question->filters.on);
    hit->short_answer = ranking_short_answer(searcher->ranking, passage, &candidate->judgement);
    if (hit->short_answer.start + (size_t)hit->short_answer.length > hit->passage.text.length ||
        !hit->short_answer.length)
        hit->short_answer = (struct bpv_span){0, (uint32_t)hit->passage.text.length};
    hit->highlight_count = ranking_highlights(searcher->ranking, passage, hit->highlights, BPV_HIGHLIGHTS_MAX);
    hit->reason_count = 0;
    if (question->explain)
        hit->reason_count = ranking_reasons(searcher->ranking, passage, hit->reasons, BPV_REASONS_MAX);
    return BPV_OK;
}

/* A passage that cannot be read fails the whole answer: a page with a hole in it would be a wrong one. */
static enum bpv_status fill_page(struct bpv_searcher *searcher, const struct candidate *hits, size_t count,
                                 const struct bpv_question *question, struct arena *arena, struct bpv_answer *answer,
                                 struct bpv_error *error)
{
    if (question->offset >= count || question->limit == 0)
        return BPV_OK;
    size_t on_page = count - question->offset < question->limit ? count - question->offset : question->limit;
    struct bpv_hit *page = arena_take(arena, on_page * sizeof *page);
    enum bpv_status status = BPV_OK;
    for (size_t i = 0; i < on_page && status == BPV_OK; i++)
        status = fill_hit(searcher, &hits[question->offset + i], question, &page[i], error);
    answer->hits = page;
    answer->hit_count = on_page;
    return status;
}

static void begin_answer(const struct bpv_base *base, struct bpv_answer *answer)
{
    *answer = (struct bpv_answer){.generation = {base->generation, strlen(base->generation)}, .total_exact = true};
    answer->memory = xcalloc(1, sizeof(struct arena));
}

static bool has_facet_filters(const struct bpv_filters *filters)
{
    return filters->modules || filters->themes || filters->roles || filters->phases || filters->audiences ||
           filters->forces;
}

static enum bpv_status ask_once(struct bpv_searcher *searcher, const struct bpv_question *asked,
                                struct bpv_answer *answer, struct bpv_error *error)
{
    uint64_t start = microseconds();
    *answer = (struct bpv_answer){.answered = false};
    const struct bpv_base *base = searcher->base;
    enum bpv_status status = question_check(asked, error);
    if (status != BPV_OK)
        return status;
    begin_answer(base, answer);
    searcher_begin(searcher);
    struct arena *arena = answer->memory;
    struct bpv_question question = *asked;
    if (!question.filters.on)
        question.filters.on = bpv_date_today();
    struct query query;
    question_analyze(base, question.text, arena, &query);
    answer->corrected = query.corrected;
    add_notices(base, &query, answer);
    struct candidate *candidates;
    size_t count;
    /* Whether the base answers the question does not depend on the facets that are looked at. */
    struct bpv_filters everywhere = {.on = question.filters.on, .expired = question.filters.expired};
    status = searcher_find(searcher, &query, &everywhere, arena, &candidates, &count, error);
    if (status != BPV_OK)
        goto failed;
    answer->confidence = count ? (double)candidates[0].judgement.confidence : 0;
    bool answered = count && candidates[0].judgement.confidence >= ranking_model_of(base)->answer;
    if (!answered) {
        find_nearest(base, candidates, count < 40 ? count : 40, answer);
        find_uncovered(&query, candidates, count, answer);
        if (query.unanswered >= MUCH_LIKE)
            answer->unanswered = query.unanswered_question;
    } else {
        find_uncovered(&query, candidates, count < 3 ? count : 3, answer);
        if (has_facet_filters(&question.filters))
            status = searcher_find(searcher, &query, &question.filters, arena, &candidates, &count, error);
        if (status != BPV_OK)
            goto failed;
        answer->total_exact = searcher->found_all;
        count = keep_hits(base, candidates, count, arena);
        spread_files(base, candidates, count, arena);
        count_facets(base, candidates, count, &answer->facets);
        answer->total = (uint32_t)count;
        answer->answered = count > 0;
        status = fill_page(searcher, candidates, count, &question, arena, answer, error);
        if (status != BPV_OK)
            goto failed;
    }
    searcher_end(searcher, arena, answer);
    answer->took_us = microseconds() - start;
    return BPV_OK;
failed:
    bpv_answer_release(answer);
    return status;
}

enum bpv_status bpv_ask(struct bpv_searcher *searcher, const struct bpv_question *asked, struct bpv_answer *answer,
                        struct bpv_error *error)
{
    enum bpv_status status = ask_once(searcher, asked, answer, error);
    for (size_t i = 0; status == BPV_NO_INDEX && i < searcher->base->part_count && searcher_lost_a_part(searcher); i++)
        status = ask_once(searcher, asked, answer, error);
    return status;
}

void bpv_answer_release(struct bpv_answer *answer)
{
    if (answer->memory) {
        arena_release(answer->memory);
        free(answer->memory);
    }
    *answer = (struct bpv_answer){.answered = false};
}

/* ---- Passages like this one ---- */

#define SIMILAR_TERMS 24

struct weighed_stem {
    uint32_t stem, count;
    float weight;
};

static int by_weight(const void *a, const void *b)
{
    const struct weighed_stem *x = a, *y = b;
    if (x->weight != y->weight)
        return x->weight < y->weight ? 1 : -1;
    return x->stem < y->stem ? -1 : x->stem > y->stem;
}

/* The passage's most telling words as a query. */
static bool query_of_passage(const struct bpv_base *base, uint32_t passage, struct arena *arena, struct query *query)
{
    uint32_t within;
    const struct base_part *part = base_locate(base, passage, &within);
    struct passage_tokens tokens;
    if (!index_file_tokens(part->file, within, &tokens))
        return false;
    struct weighed_stem *stems = arena_alloc(arena, (tokens.body_count + tokens.list_lengths[0] + 1) * sizeof *stems);
    size_t count = 0;
    for (uint32_t i = 0; i < tokens.body_count + tokens.list_lengths[0]; i++) {
        uint32_t stem = i < tokens.body_count ? tokens.body[i].stem : tokens.lists[0][i - tokens.body_count];
        size_t j = 0;
        while (j < count && stems[j].stem != stem)
            j++;
        if (stem >= part->file->stem_count)
            continue;
        if (j == count)
            stems[count++] = (struct weighed_stem){.stem = stem};
        stems[j].count += i < tokens.body_count ? 1 : 3;
    }
    for (size_t i = 0; i < count; i++) {
        const struct index_stem_entry *entry = &index_file_stems(part->file)[stems[i].stem];
        float frequency = (float)stems[i].count;
        stems[i].weight = entry->passages > 1 ? entry->idf * frequency / (frequency + 1) : 0;
    }
    qsort(stems, count, sizeof *stems, by_weight);
    query->concepts = arena_alloc(arena, BPV_CONCEPTS_MAX * sizeof *query->concepts);
    for (size_t i = 0; i < count && i < SIMILAR_TERMS && stems[i].weight > 0; i++) {
        struct concept *concept = &query->concepts[query->count++];
        struct bpv_text text = index_file_string(part->file, index_file_stems(part->file)[stems[i].stem].text);
        concept->asked = text;
        concept->weight = stems[i].weight;
        concept->alternatives[0] = (struct alternative){.stem = text, .weight = 1, .kind = BPV_REASON_WORD};
        concept->count = 1;
        query->total += concept->weight;
    }
    return query->count > 0;
}

static enum bpv_status similar_once(struct bpv_searcher *searcher, uint32_t passage, size_t limit,
                                    struct bpv_answer *answer, struct bpv_error *error)
{
    uint64_t start = microseconds();
    *answer = (struct bpv_answer){.answered = false};
    if (passage >= searcher->base->passage_count)
        return bpv_fail(error, BPV_NOT_FOUND, "er is geen passage met nummer %u", passage);
    begin_answer(searcher->base, answer);
    searcher_begin(searcher);
    struct arena *arena = answer->memory;
    struct query query = {.count = 0};
    struct bpv_question question = {.limit = limit < BPV_ANSWERS_LIMIT_MAX ? limit : BPV_ANSWERS_LIMIT_MAX};
    question.filters.on = bpv_date_today();
    if (query_of_passage(searcher->base, passage, arena, &query)) {
        struct candidate *candidates;
        size_t count, kept = 0;
        enum bpv_status status = searcher_find(searcher, &query, &question.filters, arena, &candidates, &count, error);
        if (status != BPV_OK) {
            bpv_answer_release(answer);
            return status;
        }
        answer->total_exact = searcher->found_all;
        for (size_t i = 0; i < count; i++)
            if (candidates[i].passage != passage && candidates[i].judgement.features[FEATURE_coverage] >= 0.15f)
                candidates[kept++] = candidates[i];
        for (size_t i = 0; i < kept; i++)
            candidates[i].judgement.best_sentence = 0; /* no question was asked: the author's first sentence */
        count_facets(searcher->base, candidates, kept, &answer->facets);
        answer->total = (uint32_t)kept;
        answer->answered = kept > 0;
        status = fill_page(searcher, candidates, kept, &question, arena, answer, error);
        if (status != BPV_OK) {
            bpv_answer_release(answer);
            return status;
        }
        for (size_t i = 0; i < answer->hit_count; i++) {
            struct bpv_hit *hit = (struct bpv_hit *)(uintptr_t)&answer->hits[i];
            hit->confidence = 0;
            hit->highlight_count = 0;
        }
    }
    searcher_end(searcher, arena, answer);
    answer->took_us = microseconds() - start;
    return BPV_OK;
}

enum bpv_status bpv_similar(struct bpv_searcher *searcher, uint32_t passage, size_t limit, struct bpv_answer *answer,
                            struct bpv_error *error)
{
    enum bpv_status status = similar_once(searcher, passage, limit, answer, error);
    for (size_t i = 0; status == BPV_NO_INDEX && i < searcher->base->part_count && searcher_lost_a_part(searcher); i++)
        status = similar_once(searcher, passage, limit, answer, error);
    return status;
}
