#include <stdlib.h>
#include <time.h>

#include "coverage_parts.h"
#include "readability.h"
#include "text_buffer.h"

static const struct bpv_text none = {"", 0};

/* date + months; a day that the month does not have still sorts where it should. */
static bpv_date months_later(bpv_date date, unsigned months)
{
    int total = date / 10000 * 12 + date / 100 % 100 - 1 + (int)months;
    return total / 12 * 10000 + (total % 12 + 1) * 100 + date % 100;
}

static bpv_date days_later(bpv_date date, unsigned days)
{
    struct tm day = {.tm_year = date / 10000 - 1900,
                     .tm_mon = date / 100 % 100 - 1,
                     .tm_mday = date % 100 + (int)days,
                     .tm_hour = 12};
    time_t moment = timegm(&day);
    struct tm result;
    if (moment == (time_t)-1 || !gmtime_r(&moment, &result))
        return date;
    return (result.tm_year + 1900) * 10000 + (result.tm_mon + 1) * 100 + result.tm_mday;
}

static void check_validity(struct coverage *coverage, const struct coverage_passage *passage, bpv_date soon)
{
    char until[BPV_DATE_LONG], reviewed[BPV_DATE_LONG];
    bpv_date_write_long(passage->valid_until, until);
    bpv_date_write_long(passage->reviewed, reviewed);
    if (!passage->valid_until || passage->valid_until > soon)
        return;
    if (passage->valid_until >= coverage->on)
        coverage_find(coverage, COVERAGE_EXPIRING, passage, passage->id, none, "\"%.*s\": geldig tot en met %s",
                      (int)passage->title.length, passage->title.start, until);
    else if (passage->reviewed > passage->valid_until)
        coverage_find(coverage, COVERAGE_HISTORY, passage, passage->id, none,
                      "\"%.*s\": verlopen op %s, daarna nagekeken op %s", (int)passage->title.length,
                      passage->title.start, until, reviewed);
    else
        coverage_find(coverage, COVERAGE_EXPIRED, passage, passage->id, none,
                      "\"%.*s\": verlopen op %s en sindsdien niet nagekeken", (int)passage->title.length,
                      passage->title.start, until);
}

static bool has_ended(const struct coverage *coverage, const struct coverage_passage *passage)
{
    return passage->valid_until && passage->valid_until < coverage->on;
}

static void check_review(struct coverage *coverage, const struct coverage_passage *passage)
{
    char reviewed[BPV_DATE_LONG];
    bpv_date_write_long(passage->reviewed, reviewed);
    if (has_ended(coverage, passage))
        return;
    if (!passage->reviewed)
        coverage_find(coverage, COVERAGE_REVIEW_OVERDUE, passage, passage->id, none, "\"%.*s\": nog nooit nagekeken",
                      (int)passage->title.length, passage->title.start);
    else if (months_later(passage->reviewed, coverage->review_months) < coverage->on)
        coverage_find(coverage, COVERAGE_REVIEW_OVERDUE, passage, passage->id, none,
                      "\"%.*s\": nagekeken op %s, langer dan %u maanden geleden", (int)passage->title.length,
                      passage->title.start, reviewed, coverage->review_months);
}

static void check_source(struct coverage *coverage, const struct coverage_passage *passage)
{
    bool rule = passage->force == BPV_FORCE_WET || passage->force == BPV_FORCE_AFSPRAAK;
    if (rule && passage->source_count == 0)
        coverage_find(coverage, COVERAGE_NO_SOURCE, passage, passage->id, none, "\"%.*s\": %s zonder bron",
                      (int)passage->title.length, passage->title.start, bpv_force_key(passage->force));
}

static void check_style(struct coverage *coverage, const struct coverage_passage *passage)
{
    if (has_ended(coverage, passage))
        return;
    if (passage->words > BPV_PASSAGE_WORDS_ADVICE)
        coverage_find(coverage, COVERAGE_TOO_LONG, passage, passage->id, none,
                      "\"%.*s\": %u woorden, hoogstens %u lezen prettig", (int)passage->title.length,
                      passage->title.start, passage->words, BPV_PASSAGE_WORDS_ADVICE);
    struct readability reading = readability_of_html(passage->html.length ? passage->html : passage->text);
    if (reading.words < BPV_COVERAGE_READABILITY_WORDS || reading.score >= BPV_COVERAGE_READABILITY_MIN)
        return;
    coverage_find(coverage, COVERAGE_TOO_HARD, passage, passage->id, none,
                  "\"%.*s\": leesbaarheid %.0f (Flesch-Douma; onder %u is moeilijk), %.1f woorden per zin, %.2f "
                  "lettergrepen per woord",
                  (int)passage->title.length, passage->title.start, reading.score, BPV_COVERAGE_READABILITY_MIN,
                  (double)reading.words / (reading.sentences ? reading.sentences : 1),
                  (double)reading.syllables / reading.words);
}

/* ---- Sources ---- */

static void check_one_source(struct coverage *coverage, const struct bpv_source *source, bool used)
{
    char checked[BPV_DATE_LONG];
    bpv_date_write_long(source->checked, checked);
    if (!used)
        coverage_find(coverage, COVERAGE_SOURCE_UNUSED, NULL, source->key, none,
                      "\"%.*s\": geen passage verwijst ernaar", (int)source->title.length, source->title.start);
    if (!source->checked)
        coverage_find(coverage, COVERAGE_SOURCE_UNCHECKED, NULL, source->key, none,
                      "\"%.*s\": nog nooit nagekeken (checked ontbreekt)", (int)source->title.length,
                      source->title.start);
    else if (months_later(source->checked, coverage->review_months) < coverage->on)
        coverage_find(coverage, COVERAGE_SOURCE_UNCHECKED, NULL, source->key, none,
                      "\"%.*s\": nagekeken op %s, langer dan %u maanden geleden", (int)source->title.length,
                      source->title.start, checked, coverage->review_months);
}

/* Sources of several indexes lie in one array each; a use points into the index's own copy, so keys are compared. */
static int by_key(const void *a, const void *b)
{
    const struct bpv_text *left = a, *right = b;
    size_t shorter = left->length < right->length ? left->length : right->length;
    for (size_t i = 0; i < shorter; i++)
        if (left->start[i] != right->start[i])
            return (unsigned char)left->start[i] < (unsigned char)right->start[i] ? -1 : 1;
    return (left->length > right->length) - (left->length < right->length);
}

struct used_keys {
    struct bpv_text *keys;
    size_t count, capacity;
};

static void add_keys(struct used_keys *used, const struct bpv_passage *passage)
{
    for (size_t i = 0; i < passage->source_count; i++) {
        if (used->count == used->capacity) {
            used->capacity = used->capacity ? used->capacity * 2 : 256;
            used->keys = xrealloc(used->keys, used->capacity * sizeof *used->keys);
        }
        used->keys[used->count++] = passage->sources[i].source->key;
    }
}

static enum bpv_status check_sources(struct coverage_work *work, struct bpv_error *error)
{
    struct used_keys used = {0};
    enum bpv_status status = BPV_OK;
    for (uint32_t i = 0; status == BPV_OK && i < work->passage_count; i++) {
        struct bpv_passage passage;
        status = bpv_passage_get(work->base, i, &passage, error);
        if (status == BPV_OK)
            add_keys(&used, &passage);
    }
    const struct bpv_source *sources;
    size_t count = bpv_base_sources(work->base, &sources);
    if (used.count)
        qsort(used.keys, used.count, sizeof *used.keys, by_key);
    for (size_t i = 0; status == BPV_OK && i < count; i++) {
        bool found = used.count && bsearch(&sources[i].key, used.keys, used.count, sizeof *used.keys, by_key) != NULL;
        check_one_source(work->coverage, &sources[i], found);
    }
    free(used.keys);
    return status;
}

enum bpv_status coverage_quality(struct coverage_work *work, struct bpv_error *error)
{
    struct coverage *coverage = work->coverage;
    bpv_date soon = days_later(coverage->on, coverage->expiring_days);
    for (uint32_t i = 0; i < work->passage_count; i++) {
        const struct coverage_passage *passage = &work->passages[i];
        check_validity(coverage, passage, soon);
        check_review(coverage, passage);
        check_source(coverage, passage);
        check_style(coverage, passage);
    }
    return check_sources(work, error);
}
