#include "ranking.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "ranking_tables.h"
#include "text_buffer.h"
#include "variant_habit.h"

#define BM25_K1 1.2f
#define BM25_B 0.5f
#define AVERAGE_BODY 90.0f        /* words; only a scale */
#define HIGHLIGHT_MIN 0.55f       /* weaker forms are not marked */
#define HIGHLIGHT_IDF 1.2f        /* nor are words of a third of the passages, such as student */
#define EXACT_MIN 0.75f           /* forms that mean the same word */
#define AGE_MIN 0.45f             /* an age is also found through a synonym of words: from 18 years on */
#define OTHER_SENTENCE 0.22f      /* another sentence must cover this much more than the first to be the short answer */

/* One for a corpus whose authors wrote question variants, one for plain texts. */
static const struct ranking_model models[] = {
    {
#define FEATURE(name, ranking, confidence) \
    .ranking_weights[FEATURE_##name] = ranking, .confidence_weights[FEATURE_##name] = confidence,
#define BIAS(value) .bias = value,
#define THRESHOLD(name, value) .name = value,
#include "ranking_model.inc"
#undef FEATURE
    },
    {
#define FEATURE(name, ranking, confidence) \
    .ranking_weights[FEATURE_##name] = ranking, .confidence_weights[FEATURE_##name] = confidence,
#define BIAS(value) .bias = value,
#define THRESHOLD(name, value) .name = value,
#include "ranking_model_plain.inc"
#undef FEATURE
    },
};

const struct ranking_model *ranking_model_of(const struct bpv_base *base)
{
    for (size_t i = 0; i < base->part_count; i++)
        if (base->parts[i].file->variant_count)
            return &models[0];
    return &models[1];
}

struct ranking *ranking_create(const struct bpv_base *base)
{
    struct ranking *ranking = xcalloc(1, sizeof *ranking);
    ranking->base = base;
    ranking->model = ranking_model_of(base);
    ranking->parts = xcalloc(base->part_count, sizeof *ranking->parts);
    for (size_t i = 0; i < base->part_count; i++)
        ranking->parts[i].file = base->parts[i].file;
    return ranking;
}

void ranking_free(struct ranking *ranking)
{
    if (!ranking)
        return;
    for (size_t i = 0; i < ranking->base->part_count; i++)
        free(ranking->parts[i].stems);
    free(ranking->parts);
    free(ranking->entries);
    free(ranking);
}

static void add_entry(struct ranking *ranking, struct part_table *part, uint32_t stem, size_t concept,
                      size_t alternative, float weight)
{
    struct asked_stem *asked = find_stem(part, stem);
    if (!asked) {
        if (part->stem_count == part->stem_capacity) {
            part->stem_capacity = part->stem_capacity ? part->stem_capacity * 2 : 256;
            part->stems = xrealloc(part->stems, part->stem_capacity * sizeof *part->stems);
        }
        asked = &part->stems[part->stem_count++];
        *asked = (struct asked_stem){stem, 0, part->chains[stem % CHAINS]};
        part->chains[stem % CHAINS] = (uint32_t)part->stem_count;
        part->asked[stem % ASKED] = 1;
    }
    if (ranking->entry_count == ranking->entry_capacity) {
        ranking->entry_capacity = ranking->entry_capacity ? ranking->entry_capacity * 2 : 512;
        ranking->entries = xrealloc(ranking->entries, ranking->entry_capacity * sizeof *ranking->entries);
    }
    ranking->entries[ranking->entry_count] =
        (struct entry){asked->head, (uint16_t)concept, (uint16_t)alternative, weight};
    asked->head = (uint32_t)++ranking->entry_count;
}

static void add_alternative(struct ranking *ranking, struct part_table *part, size_t concept, size_t number,
                            uint32_t stem)
{
    const struct alternative *alternative = &ranking->query->concepts[concept].alternatives[number];
    uint32_t count;
    add_entry(ranking, part, stem, concept, number, alternative->weight);
    if (!alternative->prefixed.length)
        return;
    const uint32_t *compounds = index_file_list(part->file, SECTION_COMPOUNDS_AT, SECTION_COMPOUNDS, stem, &count);
    for (uint32_t i = 0; i < count; i++)
        if (compounds[i] < part->file->stem_count)
            add_entry(ranking, part, compounds[i], concept, number, alternative->part_weight);
}

/* Adds the forms of a concept, each by its weight. stems: of the file, INDEX_NONE where it has none. */
static void add_latent(struct part_table *part, const struct concept *concept, const uint32_t *stems)
{
    const struct index_latent_stem *all =
        (const struct index_latent_stem *)(const void *)part->file->sections[SECTION_LATENT_STEMS].start;
    const struct index_stem_entry *entries = index_file_stems(part->file);
    float total = 0;
    for (size_t i = 0; i < concept->count; i++)
        if (stems[i] != INDEX_NONE && entries[stems[i]].passages)
            total += concept->alternatives[i].weight * concept->alternatives[i].weight;
    for (size_t i = 0; i < concept->count; i++) {
        if (stems[i] == INDEX_NONE || !entries[stems[i]].passages)
            continue;
        const struct index_latent_stem *stem = &all[stems[i]];
        float weight =
            concept->weight * concept->alternatives[i].weight * concept->alternatives[i].weight / total * stem->scale;
        for (size_t k = 0; k < INDEX_LATENT; k++)
            part->latent[k] += weight * (float)stem->at[k];
    }
}

static void finish_latent(struct part_table *part)
{
    float squares = 0;
    for (size_t k = 0; k < INDEX_LATENT; k++)
        squares += part->latent[k] * part->latent[k];
    part->has_latent = squares > 0 && isfinite(squares);
    for (size_t k = 0; k < INDEX_LATENT && part->has_latent; k++)
        part->latent_units[k] = (int16_t)lrintf(part->latent[k] / sqrtf(squares) * LATENT_UNIT);
}

static void prepare_part(struct ranking *ranking, struct part_table *part, const struct query *query)
{
    for (size_t i = 0; i < part->stem_count; i++) {
        part->chains[part->stems[i].stem % CHAINS] = 0;
        part->asked[part->stems[i].stem % ASKED] = 0;
    }
    part->stem_count = 0;
    memset(part->latent, 0, sizeof part->latent);
    for (size_t c = 0; c < query->count; c++) {
        const struct concept *concept = &query->concepts[c];
        uint32_t stems[BPV_ALTERNATIVES_MAX];
        float asked = 0;
        for (size_t a = 0; a < concept->count; a++) {
            stems[a] = index_file_stem(part->file, concept->alternatives[a].stem);
            if (stems[a] == INDEX_NONE)
                continue;
            add_alternative(ranking, part, c, a, stems[a]);
            asked += concept->alternatives[a].weight * (float)index_file_stems(part->file)[stems[a]].asked;
        }
        variant_habit_prepare(part, c, asked);
        if (!concept->stop && !(query->without & WITHOUT_LATENT))
            add_latent(part, concept, stems);
    }
    finish_latent(part);
}

/* Cosine of question and passage, not below 0. */
static float judge_latent(const struct part_table *part, uint32_t within)
{
    const int8_t *passage =
        (const int8_t *)part->file->sections[SECTION_LATENT_PASSAGES].start + (size_t)within * INDEX_LATENT;
    int32_t sum = 0;
    for (size_t k = 0; k < INDEX_LATENT; k++)
        sum += part->latent_units[k] * passage[k];
    return sum > 0 ? (float)sum / (127 * LATENT_UNIT) : 0;
}

void ranking_prepare(struct ranking *ranking, const struct query *query)
{
    ranking->entry_count = 0;
    ranking->query = query;
    ranking->telling = 0;
    for (size_t c = 0; c < query->count; c++)
        ranking->telling += question_tells(&query->concepts[c]);
    for (size_t c = 0; c < query->count; c++)
        ranking->weights[c] = query->total > 0 ? query->concepts[c].weight / query->total : 0;
    for (size_t p = 0; p < ranking->base->part_count; p++)
        prepare_part(ranking, &ranking->parts[p], query);
}

/* How much of each concept a stretch of words has. */
struct region {
    float best[BPV_CONCEPTS_MAX];
    uint32_t mask;
};

static void region_add(struct region *region, uint32_t concept, float weight)
{
    if (!(region->mask >> concept & 1)) {
        region->mask |= 1u << concept;
        region->best[concept] = weight;
    } else if (region->best[concept] < weight) {
        region->best[concept] = weight;
    }
}

static void region_join(struct region *into, const struct region *from)
{
    for (uint32_t mask = from->mask; mask; mask &= mask - 1) {
        uint32_t concept = (uint32_t)__builtin_ctz(mask);
        region_add(into, concept, from->best[concept]);
    }
}

static float region_share(const struct ranking *ranking, const struct region *region)
{
    float share = 0;
    for (uint32_t mask = region->mask; mask; mask &= mask - 1) {
        uint32_t concept = (uint32_t)__builtin_ctz(mask);
        share += ranking->weights[concept] * region->best[concept];
    }
    return share;
}

struct pairs { /* concepts that follow each other in the question, and do so in the passage */
    uint32_t before; /* concepts of the word before */
    uint32_t seen;
};

static void pairs_step(struct pairs *pairs, uint32_t now)
{
    pairs->seen |= pairs->before << 1 & now;
    pairs->before = now;
}

#define BODY_WORDS_MAX (1u << 16) /* sentences count their words in 16 bits */
#define LIST_WORDS_MAX (1u << 14) /* of heading, file title and question variants, which lie one behind another */

/* Of each word a bit, set if the query may have it. words: every `step` numbers a stem. The last word of bits is
 * followed by an empty one. */
static inline void find_asked(const struct part_table *part, const uint32_t *words, uint32_t step, uint32_t count,
                              uint64_t *asked)
{
    for (uint32_t first = 0; first < count; first += 64) {
        uint32_t some = count - first < 64 ? count - first : 64, i = 0;
        const uint32_t *word = words + (size_t)first * step;
        uint64_t mask = 0;
        for (; i + 4 <= some; i += 4, word += 4 * step) /* four that do not wait for each other */
            mask |= (may_be_asked(part, word[0]) | may_be_asked(part, word[step]) << 1 |
                     may_be_asked(part, word[2 * step]) << 2 | may_be_asked(part, word[3 * step]) << 3) << i;
        for (; i < some; i++, word += step)
            mask |= may_be_asked(part, *word) << i;
        asked[first / 64] = mask;
    }
    asked[(count + 63) / 64] = 0;
}

/* The bits of at most 64 words from here on. */
static uint64_t asked_from(const uint64_t *asked, uint32_t first, uint32_t count)
{
    uint32_t shift = first % 64;
    uint64_t mask = asked[first / 64] >> shift;
    if (shift)
        mask |= asked[first / 64 + 1] << (64 - shift);
    return count < 64 ? mask & ((1ull << count) - 1) : mask;
}

struct list { /* a heading, file title or question variant: count words, from word `first` of all lists */
    uint32_t first, count;
};

/* Matches the words of a list: fills region, returns the idf of what the question asks for. */
static float match_list(const struct ranking *ranking, const struct part_table *part, const uint32_t *words,
                        const uint64_t *asked, struct list list, struct region *region, struct pairs *pairs)
{
    const struct index_stem_entry *all = index_file_stems(part->file);
    float matched = 0;
    uint32_t end = list.first + list.count, next = list.first; /* word after the last one that was asked for */
    region->mask = 0;
    pairs->before = 0;
    for (uint32_t from = list.first; from < end; from += 64) {
        for (uint64_t mask = asked_from(asked, from, end - from); mask; mask &= mask - 1) {
            uint32_t word = from + (uint32_t)__builtin_ctzll(mask), now = 0;
            float best = 0;
            for (const struct entry *entry = first_entry(ranking, part, words[word]); entry;
                 entry = next_entry(ranking, entry)) {
                region_add(region, entry->concept, entry->weight);
                now |= 1u << entry->concept;
                best = entry->weight > best ? entry->weight : best;
            }
            if (!now)
                continue;
            if (word != next)
                pairs->before = 0;
            pairs_step(pairs, now);
            next = word + 1;
            matched += all[words[word]].idf * best;
        }
    }
    return matched;
}

/* The share of its own words that the question asks for. */
static float list_precision(const struct part_table *part, const uint32_t *words, struct list list, float matched)
{
    const struct index_stem_entry *all = index_file_stems(part->file);
    float total = 0;
    for (uint32_t i = list.first; i < list.first + list.count; i++)
        total += words[i] < part->file->stem_count ? all[words[i]].idf : 0;
    return total > 0 ? matched / total : 0;
}

static void judge_lists(const struct ranking *ranking, const struct part_table *part,
                        const struct passage_tokens *tokens, struct region *everywhere, struct pairs *pairs,
                        struct judgement *judgement)
{
    float *features = judgement->features;
    float best = -1, often[BPV_CONCEPTS_MAX] = {0};
    uint64_t asked[LIST_WORDS_MAX / 64 + 1];
    const uint32_t *all = tokens->lists[0];
    struct list list = {0, 0};
    uint32_t words = 0;
    for (uint32_t i = 0; i < tokens->list_count; i++)
        words += tokens->list_lengths[i];
    words = words < LIST_WORDS_MAX ? words : LIST_WORDS_MAX;
    find_asked(part, all, 1, words, asked);
    for (uint32_t i = 0; i < tokens->list_count; i++, list.first += list.count) {
        struct region region;
        list.count = words - list.first < tokens->list_lengths[i] ? words - list.first : tokens->list_lengths[i];
        float matched = match_list(ranking, part, all, asked, list, &region, pairs);
        float recall = region_share(ranking, &region);
        region_join(everywhere, &region);
        if (i == 1) {
            features[FEATURE_file_title] = recall;
            continue;
        }
        for (uint32_t mask = region.mask; mask; mask &= mask - 1)
            often[__builtin_ctz(mask)] += region.best[__builtin_ctz(mask)];
        if (recall > features[FEATURE_variant_recall])
            features[FEATURE_variant_recall] = recall;
        if (likeness(recall, 1) <= best) /* whatever its other words are */
            continue;
        float precision = recall > 0 ? list_precision(part, all, list, matched) : 0;
        float alike = likeness(recall, precision);
        if (i == 0)
            features[FEATURE_heading] = alike;
        if (alike > best) {
            best = alike;
            judgement->best_list = (uint16_t)i;
            features[FEATURE_variant] = alike; /* a heading is a variant too */
            features[FEATURE_precision] = precision;
        }
    }
    variant_habit_judge(ranking->query, part, often, tokens->list_count - (tokens->list_count > 1), features);
}

/* The words of one sentence: fills region, adds to the frequency of each concept. */
static void match_sentence(const struct ranking *ranking, const struct part_table *part, const struct token *words,
                           const uint64_t *asked, uint32_t begin, uint32_t end, struct region *region,
                           struct pairs *pairs, float *frequency)
{
    region->mask = 0;
    pairs->before = 0;
    uint32_t next = begin; /* word after the last one that was asked for */
    for (uint32_t first = begin; first < end; first += 64) {
        for (uint64_t mask = asked_from(asked, first, end - first); mask; mask &= mask - 1) {
            uint32_t word = first + (uint32_t)__builtin_ctzll(mask), now = 0;
            for (const struct entry *entry = first_entry(ranking, part, words[word].stem); entry;
                 entry = next_entry(ranking, entry)) {
                region_add(region, entry->concept, entry->weight);
                now |= 1u << entry->concept;
                frequency[entry->concept] += entry->weight;
            }
            if (word != next)
                pairs->before = 0;
            pairs_step(pairs, now);
            next = word + 1;
        }
    }
}

static void judge_body(const struct ranking *ranking, const struct part_table *part,
                       const struct passage_tokens *tokens, struct region *everywhere, struct pairs *pairs,
                       struct judgement *judgement)
{
    float *features = judgement->features;
    float frequency[BPV_CONCEPTS_MAX], best = -1;
    uint64_t asked[BODY_WORDS_MAX / 64 + 1];
    uint32_t seen = 0, words = tokens->body_count < BODY_WORDS_MAX ? tokens->body_count : BODY_WORDS_MAX;
    find_asked(part, &tokens->body->stem, sizeof *tokens->body / sizeof(uint32_t), words, asked);
    for (size_t c = 0; c < ranking->query->count; c++)
        frequency[c] = 0;
    for (uint32_t s = 0; s < tokens->sentence_count; s++) {
        const struct sentence *sentence = &tokens->sentences[s];
        struct region region;
        uint32_t first = sentence->first < words ? sentence->first : words;
        uint32_t count = words - first < sentence->count ? words - first : sentence->count;
        if (s > 0 && count <= 64 && !asked_from(asked, first, count))
            continue;
        match_sentence(ranking, part, tokens->body, asked, first, first + count, &region, pairs, frequency);
        seen |= region.mask;
        float share = region_share(ranking, &region);
        region_join(everywhere, &region);
        if (s == 0) {
            features[FEATURE_lead] = share;
            best = share + OTHER_SENTENCE;
        }
        if (share > features[FEATURE_sentence])
            features[FEATURE_sentence] = share;
        if (share > best && !(sentence->length & SENTENCE_NO_ANSWER)) {
            best = share;
            judgement->best_sentence = (uint16_t)s;
        }
    }
    float length = 1 - BM25_B + BM25_B * (float)tokens->body_count / AVERAGE_BODY;
    for (uint32_t mask = seen; mask; mask &= mask - 1) {
        uint32_t concept = (uint32_t)__builtin_ctz(mask);
        features[FEATURE_bm25] +=
            ranking->weights[concept] * frequency[concept] / (frequency[concept] + BM25_K1 * length);
    }
}

static float confidence_of(const struct ranking_model *model, const float features[RANKING_FEATURES])
{
    float sum = model->bias;
    for (size_t i = 0; i < RANKING_FEATURES; i++)
        sum += model->confidence_weights[i] * features[i];
    return 1 / (1 + expf(-sum));
}

static void judge_query(const struct ranking *ranking, const struct region *everywhere, const struct pairs *pairs,
                        struct judgement *judgement)
{
    float *features = judgement->features;
    const struct query *query = ranking->query;
    float pair_weight = 0, unmatched = 0, content = 0, strange = 0;
    for (uint32_t c = 0; c < query->count; c++) {
        const struct concept *concept = &query->concepts[c];
        bool telling = question_tells(concept);
        float found = everywhere->mask >> c & 1 ? everywhere->best[c] : 0;
        content += telling;
        unmatched += telling * (1 - found);
        strange += telling && query->concepts[c].unknown;
        if (query->concepts[c].outside) {
            features[FEATURE_outside_named] = 1;
            features[FEATURE_outside] = found < EXACT_MIN ? 1 : features[FEATURE_outside];
        }
        if (query->concepts[c].age && found >= AGE_MIN)
            features[FEATURE_age] = 1;
        if (query->concepts[c].year && found < EXACT_MIN)
            features[FEATURE_year] = 1;
        features[FEATURE_exact] += found >= EXACT_MIN ? ranking->weights[c] : 0;
        float missing = ranking->weights[c] * (1 - found);
        if (missing > features[FEATURE_missing])
            features[FEATURE_missing] = missing;
        if (pairs->seen >> c & 1 && c > 0)
            pair_weight += (ranking->weights[c] + ranking->weights[c - 1]) / 2;
    }
    features[FEATURE_coverage] = region_share(ranking, everywhere);
    features[FEATURE_pairs] = pair_weight;
    features[FEATURE_unknown] = query->total > 0 ? query->unknown / query->total : 1;
    features[FEATURE_mass] = mass(query, features[FEATURE_coverage]);
    features[FEATURE_sentence_mass] = mass(query, features[FEATURE_sentence]);
    features[FEATURE_variant_mass] = mass(query, features[FEATURE_variant_recall]);
    features[FEATURE_unmatched] = content > 0 ? unmatched / content : 0;
    features[FEATURE_strange] = strange >= 2 ? 1 : strange / 2;
    features[FEATURE_long_question] = content <= 8 ? 0 : content >= 20 ? 1 : (content - 8) / 12;
    features[FEATURE_short_question] = content <= 2 ? 1 : 0;
    judgement->covered = everywhere->mask;
}

/* One or two subjects and nothing else: looking around, not asking. */
static bool looks_up(const struct query *query)
{
    for (size_t c = 0; c < query->count; c++)
        if (!question_tells(&query->concepts[c]))
            return false;
    return query->count >= 1 && query->count <= 2;
}

static struct part_table *table_of(struct ranking *ranking, uint32_t passage, uint32_t *within)
{
    const struct base_part *part = base_locate(ranking->base, passage, within);
    return &ranking->parts[part - ranking->base->parts];
}

struct ranking_gain ranking_gain(const struct ranking *ranking, unsigned concept, float weight)
{
    const float *weights = ranking->model->ranking_weights;
    float share = ranking->weights[concept] * weight, whole = mass(ranking->query, 1);
    /* As if it stood once in a body of average length. */
    float anywhere = weights[FEATURE_coverage] + weights[FEATURE_mass] * whole + weights[FEATURE_bm25] / (1 + BM25_K1);
    float lead = weights[FEATURE_lead];
    if (weight >= EXACT_MIN)
        anywhere += weights[FEATURE_exact];
    anywhere *= share;
    if (question_tells(&ranking->query->concepts[concept]))
        anywhere -= weights[FEATURE_unmatched] * weight / ranking->telling;
    return (struct ranking_gain){anywhere, share * lead};
}

float ranking_latent_gain(const struct ranking *ranking, size_t part, uint32_t within)
{
    const struct part_table *table = &ranking->parts[part];
    return table->has_latent ? ranking->model->ranking_weights[FEATURE_latent] * judge_latent(table, within) : 0;
}

void ranking_expect_latent(const struct ranking *ranking, uint32_t passage)
{
    uint32_t within;
    const struct index_file *file = base_locate(ranking->base, passage, &within)->file;
    __builtin_prefetch(file->sections[SECTION_LATENT_PASSAGES].start + (size_t)within * INDEX_LATENT);
}

void ranking_expect(const struct ranking *ranking, uint32_t passage)
{
    uint32_t within;
    const struct index_file *file = base_locate(ranking->base, passage, &within)->file;
    __builtin_prefetch(file->sections[SECTION_TOKENS_AT].start + (size_t)within * sizeof(uint64_t));
    __builtin_prefetch(file->sections[SECTION_LATENT_PASSAGES].start + (size_t)within * INDEX_LATENT);
    __builtin_prefetch(index_file_tags(file, within));
}

void ranking_fetch(const struct ranking *ranking, uint32_t passage)
{
    uint32_t within;
    const struct base_part *part = base_locate(ranking->base, passage, &within);
    index_file_fetch_tokens(part->file, within);
}

static bool lacks_amount(const struct query *query, const struct index_tags *tags)
{
    return query->amounts && !(query->amounts & tags->amounts);
}

void ranking_judge(struct ranking *ranking, uint32_t passage, struct judgement *judgement)
{
    *judgement = (struct judgement){.score = 0};
    uint32_t within;
    struct part_table *part = table_of(ranking, passage, &within);
    struct passage_tokens tokens;
    if (!index_file_tokens(part->file, within, &tokens))
        return;
    struct region everywhere;
    everywhere.mask = 0;
    struct pairs pairs = {0, 0};
    judge_lists(ranking, part, &tokens, &everywhere, &pairs, judgement);
    judge_body(ranking, part, &tokens, &everywhere, &pairs, judgement);
    judge_query(ranking, &everywhere, &pairs, judgement);
    /* Without a place in the space the words alone tell. */
    judgement->features[FEATURE_latent] =
        part->has_latent ? judge_latent(part, within) : judgement->features[FEATURE_coverage];
    const struct index_tags *tags = index_file_tags(part->file, within);
    judgement->features[FEATURE_rule] = ranking->query->asks_rule && tags->force == BPV_FORCE_WET;
    judgement->features[FEATURE_need] = tags->importance == BPV_IMPORTANCE_NEED;
    judgement->features[FEATURE_age_conflict] =
        age_ranges_differ(ranking->query->ages, (struct age_range){tags->age_from, tags->age_to});
    judgement->features[FEATURE_amount_missing] = lacks_amount(ranking->query, tags);
    const struct unanswered_likeness *unanswered = &ranking->query->unanswered_in[part - ranking->parts];
    judgement->features[FEATURE_unanswered] = unanswered->nearest;
    judgement->features[FEATURE_unanswered_many] = unanswered->many;
    judgement->features[FEATURE_foreign] = unanswered->words;
    judgement->features[FEATURE_foreign_form] = unanswered->form;
    for (size_t i = 0; i < RANKING_FEATURES; i++)
        judgement->score += ranking->model->ranking_weights[i] * judgement->features[i];
    judgement->confidence = confidence_of(ranking->model, judgement->features);
    if (judgement->features[FEATURE_exact] > 0.999f && !(judgement->features[FEATURE_outside_named] > 0) &&
        judgement->confidence < ranking->model->answer && looks_up(ranking->query))
        judgement->confidence = ranking->model->answer;
}

/* The strongest entry of a stem for content words, or NULL. */
static const struct entry *strongest(const struct ranking *ranking, const struct part_table *part, uint32_t stem)
{
    const struct entry *best = NULL;
    for (const struct entry *entry = first_entry(ranking, part, stem); entry; entry = next_entry(ranking, entry)) {
        const struct concept *concept = &ranking->query->concepts[entry->concept];
        if (!concept->stop && !concept->weak && !concept->rule && (!best || entry->weight > best->weight))
            best = entry;
    }
    return best;
}

size_t ranking_highlights(struct ranking *ranking, uint32_t passage, struct bpv_span *spans, size_t capacity)
{
    uint32_t within;
    struct part_table *part = table_of(ranking, passage, &within);
    struct passage_tokens tokens;
    size_t count = 0;
    if (!index_file_tokens(part->file, within, &tokens))
        return 0;
    for (uint32_t i = 0; i < tokens.body_count && count < capacity; i++) {
        const struct entry *entry = strongest(ranking, part, tokens.body[i].stem);
        if (!entry || entry->weight < HIGHLIGHT_MIN ||
            index_file_stems(part->file)[tokens.body[i].stem].idf < HIGHLIGHT_IDF)
            continue;
        if (count && spans[count - 1].start == tokens.body[i].start)
            continue;
        spans[count++] = (struct bpv_span){tokens.body[i].start, tokens.body[i].length};
    }
    return count;
}

struct bpv_span ranking_short_answer(struct ranking *ranking, uint32_t passage, const struct judgement *judgement)
{
    uint32_t within;
    struct part_table *part = table_of(ranking, passage, &within);
    struct passage_tokens tokens;
    if (!index_file_tokens(part->file, within, &tokens) || judgement->best_sentence >= tokens.sentence_count)
        return (struct bpv_span){0, 0};
    const struct sentence *sentence = &tokens.sentences[judgement->best_sentence];
    return (struct bpv_span){sentence->start, sentence->length & ~SENTENCE_NO_ANSWER & 0xFFFF};
}

static enum bpv_reason_kind reason_kind(const struct concept *concept, const struct entry *entry)
{
    const struct alternative *alternative = &concept->alternatives[entry->alternative];
    /* The same entry kind serves the word and the compounds that it is part of; the weight tells them apart. */
    if (entry->weight < alternative->weight && alternative->kind == BPV_REASON_WORD)
        return BPV_REASON_COMPOUND;
    return alternative->kind;
}

size_t ranking_reasons(struct ranking *ranking, uint32_t passage, struct bpv_reason *reasons, size_t capacity)
{
    uint32_t within;
    struct part_table *part = table_of(ranking, passage, &within);
    struct passage_tokens tokens;
    if (!index_file_tokens(part->file, within, &tokens))
        return 0;
    const struct query *query = ranking->query;
    float found[BPV_CONCEPTS_MAX] = {0};
    struct bpv_reason by_concept[BPV_CONCEPTS_MAX];
    for (size_t c = 0; c < query->count; c++)
        by_concept[c] = (struct bpv_reason){
            .kind = BPV_REASON_MISSING, .asked = query->concepts[c].asked, .weight = ranking->weights[c]};
    for (uint32_t l = 0; l <= tokens.list_count; l++) {
        uint32_t count = l < tokens.list_count ? tokens.list_lengths[l] : tokens.body_count;
        for (uint32_t i = 0; i < count; i++) {
            uint32_t stem = l < tokens.list_count ? tokens.lists[l][i] : tokens.body[i].stem;
            for (const struct entry *entry = first_entry(ranking, part, stem); entry;
                 entry = next_entry(ranking, entry)) {
                struct bpv_reason *reason = &by_concept[entry->concept];
                reason->in_title |= l == 0;
                reason->in_question_variant |= l >= 2 && l < tokens.list_count;
                if (entry->weight <= found[entry->concept])
                    continue;
                found[entry->concept] = entry->weight;
                reason->kind = reason_kind(&query->concepts[entry->concept], entry);
                reason->found = index_file_string(part->file, index_file_stems(part->file)[stem].label);
            }
        }
    }
    size_t written = 0;
    for (size_t c = 0; c < query->count && written < capacity; c++)
        if (!query->concepts[c].stop)
            reasons[written++] = by_concept[c];
    if (lacks_amount(query, index_file_tags(part->file, within)) && written < capacity)
        reasons[written++] = (struct bpv_reason){.kind = BPV_REASON_AMOUNT, .asked = amounts_name(query->amounts)};
    return written;
}
