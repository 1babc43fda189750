/*
 * An index that was updated has passages that changed since its Xapian part was made. What Xapian says of those does
 * not count; their terms are in a section of the index, few enough to go through for each question.
 */
#include <stdlib.h>
#include <string.h>

#include "question.h"
#include "searcher.h"

size_t searcher_changed(const struct bpv_base *base)
{
    size_t changed = 0;
    for (size_t i = 0; i < base->part_count; i++)
        changed += base->parts[i].file->changed_count;
    return changed;
}

/* A term of the plan without the prefix of parts of compounds. Stems have no capitals. */
static struct bpv_text stem_of(struct bpv_text term, bool *as_part)
{
    *as_part = term.length && term.start[0] == 'P';
    return (struct bpv_text){term.start + *as_part, term.length - *as_part};
}

static bool tagged(const struct index_tags *tags, struct bpv_text term)
{
    unsigned number = 0;
    for (size_t i = 1; i < term.length; i++)
        number = number * 10 + (unsigned)(term.start[i] - '0');
    switch (term.start[0]) {
    case 'M':
        return tags->module == number;
    case 'T':
        return tags->themes >> number & 1;
    case 'R':
        return (unsigned)tags->roles >> number & 1;
    case 'F':
        return tags->phase == number;
    case 'A':
        return tags->audience == number;
    default:
        return tags->force == number;
    }
}

bool searcher_within_filters(const struct index_tags *tags, const struct search_plan *plan)
{
    for (size_t i = 0; i < plan->filter_count; i++) {
        bool any = false;
        for (size_t j = 0; j < plan->filters[i].count; j++)
            any |= tagged(tags, plan->filters[i].terms[j]);
        if (!any)
            return false;
    }
    if (plan->on && !plan->with_expired && tags->valid_until && tags->valid_until < plan->on)
        return false;
    return !plan->on || !tags->valid_from || tags->valid_from <= plan->on;
}

bool searcher_is_changed(const struct index_file *file, uint32_t passage)
{
    const uint32_t *changed = index_file_changed(file);
    uint32_t low = 0, high = file->changed_count;
    while (low < high) {
        uint32_t middle = (low + high) / 2;
        if (changed[middle] < passage)
            low = middle + 1;
        else
            high = middle;
    }
    return low < file->changed_count && changed[low] == passage;
}

static size_t drop_changed(const struct bpv_base *base, struct search_match *matches, size_t count)
{
    size_t kept = 0;
    for (size_t i = 0; i < count; i++) {
        uint32_t within;
        const struct base_part *part =
            matches[i].document < base->passage_count ? base_locate(base, matches[i].document, &within) : NULL;
        if (!part || !searcher_is_changed(part->file, within))
            matches[kept++] = matches[i];
    }
    return kept;
}

/* Appends what the changed passages of a part weigh, those that have anything. */
static size_t add_changed_of(const struct bpv_base *base, const struct base_part *part, const struct search_plan *plan,
                          struct search_match *to)
{
    const struct index_file *file = part->file;
    double weights[BPV_CHANGED_MAX] = {0};
    uint32_t count;
    for (size_t i = 0; i < plan->term_count; i++) {
        bool as_part;
        struct bpv_text text = stem_of(plan->terms[i].term, &as_part);
        uint32_t stem = index_file_stem(file, text);
        if (stem == INDEX_NONE)
            continue;
        uint32_t documents = as_part ? question_part_passages(base, text) : question_passages(base, text);
        const struct index_changed_term *found = index_file_changed_terms(file, 2 * stem + as_part, &count);
        for (uint32_t j = 0; j < count; j++)
            if (found[j].changed < file->changed_count)
                weights[found[j].changed] +=
                    search_term_weight(&plan->terms[i], documents, base->passage_count, found[j].wdf);
    }
    size_t added = 0;
    const uint32_t *changed = index_file_changed(file);
    for (uint32_t i = 0; i < file->changed_count; i++)
        if (weights[i] > 0 && changed[i] < file->passage_count &&
            searcher_within_filters(index_file_tags(file, changed[i]), plan))
            to[added++] = (struct search_match){part->first + changed[i], (float)weights[i]};
    return added;
}

static int by_weight(const void *a, const void *b)
{
    const struct search_match *x = a, *y = b;
    if (x->weight > y->weight || x->weight < y->weight)
        return x->weight > y->weight ? -1 : 1;
    return x->document < y->document ? -1 : x->document > y->document;
}

size_t searcher_add_changed(const struct bpv_searcher *searcher, const struct search_plan *plan,
                            struct search_match *matches, size_t count)
{
    const struct bpv_base *base = searcher->base;
    for (size_t i = 0; i < base->part_count; i++)
        if (base->parts[i].file->changed_count && (!base->parts[i].file->remote || searcher->joined >> i & 1))
            count += add_changed_of(base, &base->parts[i], plan, matches + count);
    return count;
}

size_t searcher_put_changed(const struct bpv_searcher *searcher, const struct search_plan *plan,
                            struct search_match *matches, size_t count, size_t capacity)
{
    count = searcher_add_changed(searcher, plan, matches, drop_changed(searcher->base, matches, count));
    if (count)
        qsort(matches, count, sizeof *matches, by_weight);
    return count < capacity ? count : capacity;
}
