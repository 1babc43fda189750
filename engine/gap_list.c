#include "gap_list.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include "utf8.h"

#define WEEK_BYTES 8u /* "2026-W47" */

unsigned gap_week(bpv_date day)
{
    char text[8];
    if (day <= 0)
        return 0;
    struct tm when = {.tm_year = day / 10000 - 1900, .tm_mon = day / 100 % 100 - 1, .tm_mday = day % 100,
                      .tm_hour = 12};
    if (timegm(&when) == (time_t)-1 || !strftime(text, sizeof text, "%G%V", &when))
        return 0;
    return (unsigned)strtoul(text, NULL, 10);
}

void gap_week_write(unsigned week, char out[12])
{
    snprintf(out, 12, "%04u-W%02u", week / 100 % 10000, week % 100);
}

static bool read_number(struct bpv_text text, uint32_t *number)
{
    uint64_t value = 0;
    for (size_t i = 0; i < text.length; i++) {
        if (text.start[i] < '0' || text.start[i] > '9' || value > UINT32_MAX / 10)
            return false;
        value = value * 10 + (uint64_t)(text.start[i] - '0');
    }
    *number = (uint32_t)value;
    return text.length > 0 && value > 0 && value <= UINT32_MAX;
}

static bool read_week(struct bpv_text text, unsigned *week)
{
    uint32_t year, number;
    if (text.length != WEEK_BYTES || memcmp(text.start + 4, "-W", 2) != 0 ||
        !read_number((struct bpv_text){text.start, 4}, &year) ||
        !read_number((struct bpv_text){text.start + 6, 2}, &number) || number > 53)
        return false;
    *week = year * 100 + number;
    return true;
}

static bool are_words(struct bpv_text text)
{
    if (!text.length || text.length > BPV_GAP_LINE_MAX || !utf8_valid(text.start, text.length, NULL))
        return false;
    for (size_t at = 0; at < text.length;) {
        uint32_t code_point;
        at += utf8_decode(text.start + at, text.length - at, &code_point);
        if (utf8_unsafe(code_point))
            return false;
    }
    return true;
}

/* Takes the part up to the next tab off the line. */
static struct bpv_text next_field(struct bpv_text *line)
{
    const char *tab = line->length ? memchr(line->start, '\t', line->length) : NULL;
    struct bpv_text field = {line->start, tab ? (size_t)(tab - line->start) : line->length};
    size_t taken = field.length + (tab != NULL);
    *line = (struct bpv_text){line->start + taken, line->length - taken};
    return field;
}

static bool read_gap(struct bpv_text line, struct gap *gap)
{
    struct bpv_text count = next_field(&line), words = next_field(&line), first = next_field(&line);
    gap->words = words;
    return read_number(count, &gap->count) && are_words(words) && read_week(first, &gap->first) &&
           read_week(line, &gap->last) && gap->first <= gap->last;
}

enum bpv_status gap_list_parse(struct bpv_text bytes, struct gap_list *list, struct bpv_error *error)
{
    *list = (struct gap_list){.count = 0};
    if (bytes.length > BPV_GAPS_FILE_MAX)
        return bpv_fail(error, BPV_TOO_LARGE, "het bestand met gaten is groter dan %u bytes; begin een nieuw bestand",
                        BPV_GAPS_FILE_MAX);
    list->gaps = xcalloc(BPV_GAPS_MAX, sizeof *list->gaps);
    for (size_t at = 0, number = 1; at < bytes.length; number++) {
        const char *end = memchr(bytes.start + at, '\n', bytes.length - at);
        struct bpv_text line = {bytes.start + at, end ? (size_t)(end - bytes.start) - at : bytes.length - at};
        at += line.length + 1;
        if (!line.length || line.start[0] == '#')
            continue;
        bool full = list->count == BPV_GAPS_MAX;
        if (full || !read_gap(line, &list->gaps[list->count])) {
            gap_list_release(list);
            return full ? bpv_fail(error, BPV_TOO_LARGE, "er staan meer dan %u gaten in; haal de oudste weg",
                                   BPV_GAPS_MAX)
                        : bpv_fail(error, BPV_INVALID,
                                   "regel %zu is geen gat; verwacht: aantal, tab, woorden, tab, eerste week, tab, "
                                   "laatste week (zoals 2026-W47)",
                                   number);
        }
        list->count++;
    }
    return BPV_OK;
}

void gap_list_release(struct gap_list *list)
{
    free(list->gaps);
    *list = (struct gap_list){.count = 0};
}

static int compare(const void *first, const void *second)
{
    const struct gap *a = first, *b = second;
    if (a->count != b->count)
        return a->count < b->count ? 1 : -1;
    int order = memcmp(a->words.start, b->words.start,
                       a->words.length < b->words.length ? a->words.length : b->words.length);
    return order ? order : (a->words.length > b->words.length) - (a->words.length < b->words.length);
}

void gap_list_sort(struct gap_list *list)
{
    if (list->count)
        qsort(list->gaps, list->count, sizeof *list->gaps, compare);
}

void gap_list_write(const struct gap_list *list, struct text_buffer *out)
{
    text_buffer_append_string(out, "# gaten: aantal keer gevraagd, woorden, eerste week, laatste week\n");
    for (size_t i = 0; i < list->count; i++) {
        char first[12], last[12];
        gap_week_write(list->gaps[i].first, first);
        gap_week_write(list->gaps[i].last, last);
        text_buffer_printf(out, "%u\t", list->gaps[i].count);
        text_buffer_append_text(out, list->gaps[i].words);
        text_buffer_printf(out, "\t%s\t%s\n", first, last);
    }
}
