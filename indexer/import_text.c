#include "import_text.h"

#include <stdlib.h>
#include <string.h>

#include "import_text_lines.h"
#include "utf8.h"

#define HEADING_LINES_MAX 4u
#define HEADING_WIDTH_MAX 90u
#define HEADING_FIRST_SHORT 25u /* "1 Module": a first line so short may have its name on the next */

struct text_reading {
    struct import_joiner *joiner;
    struct text_lines lines;
    struct text_map times;   /* line texts to how often they come back */
    struct text_buffer open; /* the paragraph or item that is being put together */
    enum import_kind kind;
    bool ordered, footnote;
    unsigned page;
    size_t last;          /* the last line of it */
    bool after_item;      /* the block before was a list item */
    unsigned last_number; /* of the numbered item before; 0 = none */
};

static bool ends_sentence(struct bpv_text text)
{
    while (text.length && strchr("\"')", text.start[text.length - 1]))
        text.length--;
    return text.length && strchr(".?!:;", text.start[text.length - 1]) != NULL;
}

static bool begins_lower(struct bpv_text text)
{
    return text.length &&
           ((text.start[0] >= 'a' && text.start[0] <= 'z') ||
            (text.length > 1 && (unsigned char)text.start[0] == 0xC3 && (unsigned char)text.start[1] >= 0x9F));
}

/* Skips quotes and opening brackets. */
static struct bpv_text bare(struct bpv_text text)
{
    for (;;) {
        if (text.length && strchr("'\"(", text.start[0]))
            text.start++, text.length--;
        else if (text.length > 3 && (unsigned char)text.start[0] == 0xE2 && (unsigned char)text.start[1] == 0x80)
            text.start += 3, text.length -= 3;
        else
            return text;
    }
}

static bool begins_upper(struct bpv_text text)
{
    text = bare(text);
    if (!text.length || begins_lower(text))
        return false;
    uint32_t code_point;
    utf8_decode(text.start, text.length, &code_point);
    return utf8_is_letter(code_point);
}

static bool all_capitals(struct bpv_text text)
{
    size_t capitals = 0;
    for (size_t i = 0; i < text.length; i++) {
        if (text.start[i] >= 'a' && text.start[i] <= 'z')
            return false;
        capitals += text.start[i] >= 'A' && text.start[i] <= 'Z';
    }
    return capitals >= 4;
}

static bool wide(const struct text_reading *reading, const struct text_line *line, unsigned percent)
{
    return line->width * 100 >= reading->lines.typical * percent;
}

static unsigned blanks_between(const struct text_reading *reading, size_t from, size_t to)
{
    unsigned blanks = 0;
    for (size_t i = from + 1; i < to; i++)
        blanks += !reading->lines.items[i].text.length;
    return blanks;
}

static unsigned leading_number(struct bpv_text text)
{
    unsigned number = 0;
    for (size_t i = 0; i < text.length && i < 3 && text.start[i] >= '0' && text.start[i] <= '9'; i++)
        number = number * 10 + (unsigned)(text.start[i] - '0');
    return number;
}

/* ---- Headings ---- */

/* May this line be the first of a heading? */
static bool heading_first(const struct text_reading *reading, size_t at)
{
    const struct text_line *line = &reading->lines.items[at];
    unsigned depth, number = leading_number(line->text);
    size_t mark = import_section_number(line->text, &depth);
    struct bpv_text rest = {line->text.start + mark, line->text.length - mark};
    bool ordered;
    if (line->footnote || line->width > HEADING_WIDTH_MAX ||
        (reading->lines.typical && !mark && wide(reading, line, 90)))
        return false;
    if (!begins_upper(rest.length ? rest : line->text) || (!mark && import_list_mark(line->text, &ordered)))
        return false;
    return !(depth == 1 && reading->last_number && number == reading->last_number + 1 &&
             reading->kind == IMPORT_LIST_ITEM);
}

static bool continues_heading(const struct text_reading *reading, size_t first, size_t at)
{
    const struct text_line *line = &reading->lines.items[at], *before = &reading->lines.items[at - 1];
    if (line->dropped || !line->text.length || line->page_start || wide(reading, line, 75))
        return false;
    if (begins_lower(bare(line->text)))
        return !ends_sentence(before->text);
    if (all_capitals(line->text) && all_capitals(before->text))
        return true;
    bool blank_after = at + 1 == reading->lines.count || !reading->lines.items[at + 1].text.length;
    unsigned depth;
    return at == first + 1 && blank_after && before->width <= HEADING_FIRST_SHORT && !ends_sentence(line->text) &&
           import_section_number(before->text, &depth);
}

/* The next line that is no part of a footnote. */
static size_t next_of_text(const struct text_reading *reading, size_t at)
{
    const struct text_lines *lines = &reading->lines;
    at = text_lines_next(lines, at);
    while (at < lines->count && lines->items[at].footnote) {
        while (at < lines->count && lines->items[at].text.length)
            at++;
        at = text_lines_next(lines, at);
    }
    return at;
}

/* Does running text, or a list, follow on the same page? */
static bool text_follows(const struct text_reading *reading, size_t first, size_t last)
{
    size_t next = next_of_text(reading, last + 1);
    if (next == reading->lines.count)
        return false;
    const struct text_line *line = &reading->lines.items[next];
    unsigned depth;
    bool ordered, item = import_list_mark(reading->lines.items[first].text, NULL) > 0;
    if (line->page != reading->lines.items[last].page || begins_lower(line->text))
        return false;
    if (import_list_mark(line->text, &ordered))
        return !item || !ordered;
    return wide(reading, line, 60) || (ends_sentence(line->text) && line->text.start[line->text.length - 1] != ':') ||
           (import_section_number(line->text, &depth) && depth > 1);
}

static bool repeated(const struct text_reading *reading, size_t at)
{
    size_t times = 0;
    return text_map_find(&reading->times, reading->lines.items[at].text, &times) && times > 1;
}

/* The last line of the heading that begins on line `at`, or SIZE_MAX. A long one may be followed by another heading at
 * once. */
static size_t heading_end(const struct text_reading *reading, size_t at, bool or_heading)
{
    const struct text_line *items = reading->lines.items;
    if (!heading_first(reading, at) || repeated(reading, at))
        return SIZE_MAX;
    size_t last = at;
    while (last + 1 < reading->lines.count && last + 1 - at < HEADING_LINES_MAX &&
           continues_heading(reading, at, last + 1))
        last++;
    struct bpv_text end = items[last].text;
    if (strchr(".,;:!-", end.start[end.length - 1]))
        return SIZE_MAX;
    if (text_follows(reading, at, last))
        return last;
    size_t next = next_of_text(reading, last + 1);
    bool another = or_heading && last > at && next < reading->lines.count && items[next].page == items[last].page &&
                   heading_end(reading, next, false) != SIZE_MAX;
    return another ? last : SIZE_MAX;
}

static bool after_a_break(const struct text_reading *reading, size_t at)
{
    const struct text_line *line = &reading->lines.items[at];
    if (!reading->open.length || line->page_start || !reading->lines.items[at - 1].text.length)
        return true;
    return ends_sentence(reading->lines.items[reading->last].text) || reading->lines.items[at - 1].dropped;
}

/* ---- Blocks ---- */

static void close_block(struct text_reading *reading)
{
    struct import_block block = {.kind = reading->kind,
                                 .level = 1,
                                 .page = reading->joiner->document->pages ? reading->page : 0,
                                 .ordered = reading->ordered,
                                 .text = text_buffer_text(&reading->open)};
    if (reading->open.length) {
        import_add_block(reading->joiner->document, &block);
        reading->after_item = reading->kind == IMPORT_LIST_ITEM;
    }
    text_buffer_clear(&reading->open);
}

static void open_block(struct text_reading *reading, size_t at, enum import_kind kind, size_t mark, bool ordered)
{
    const struct text_line *line = &reading->lines.items[at];
    close_block(reading);
    reading->kind = kind;
    reading->ordered = ordered;
    reading->page = line->page;
    reading->footnote = line->footnote;
    reading->last = at;
    reading->last_number = ordered ? leading_number(line->text) : 0;
    text_buffer_append(&reading->open, line->text.start + mark, line->text.length - mark);
}

/* A short line between two items of one list, after a blank line, is the second sentence of an item rather than a
 * heading. */
static bool inside_list(const struct text_reading *reading, size_t at)
{
    size_t next = text_lines_next(&reading->lines, at + 1);
    return reading->open.length && reading->kind == IMPORT_LIST_ITEM && next < reading->lines.count &&
           import_list_mark(reading->lines.items[next].text, NULL) &&
           !import_list_mark(reading->lines.items[at].text, NULL) &&
           wide(reading, &reading->lines.items[reading->last], 60) && !repeated(reading, at);
}

static bool blank_at(const struct text_reading *reading, size_t at)
{
    return at >= reading->lines.count || !reading->lines.items[at].text.length;
}

/* Does line `at` go on with the open block? */
static bool goes_on(const struct text_reading *reading, size_t at)
{
    const struct text_line *line = &reading->lines.items[at], *before = &reading->lines.items[reading->last];
    unsigned blanks = blanks_between(reading, reading->last, at);
    bool lower = begins_lower(bare(line->text)), ended = ends_sentence(before->text);
    if (!reading->open.length || line->footnote)
        return false;
    if (before->text.start[before->text.length - 1] == '-' && lower)
        return true;
    if (line->page != before->page || blanks > 1)
        return lower && !ended && !reading->footnote;
    if (blanks && (reading->footnote || (repeated(reading, at) && !lower)))
        return false;
    if (blanks == 0)
        return !(ended && !wide(reading, before, 60)) && (lower || wide(reading, before, 60));
    bool double_spaced = blank_at(reading, at + 1) && (reading->last == 0 || blank_at(reading, reading->last - 1));
    return !ended && (lower || (double_spaced && wide(reading, before, 75)));
}

static void add_heading(struct text_reading *reading, size_t at, size_t last)
{
    unsigned depth;
    struct bpv_text first = reading->lines.items[at].text;
    close_block(reading);
    size_t number = import_section_number(first, &depth);
    for (size_t i = at; i <= last; i++)
        import_joiner_append(reading->joiner, &reading->open, reading->lines.items[i].text,
                             reading->lines.items[i].page);
    struct import_block block = {.kind = IMPORT_HEADING,
                                 .level = number                ? depth + 1
                                          : all_capitals(first) ? 1
                                                                : 2,
                                 .page = reading->joiner->document->pages ? reading->lines.items[at].page : 0,
                                 .text = text_buffer_text(&reading->open)};
    import_add_block(reading->joiner->document, &block);
    text_buffer_clear(&reading->open);
    reading->kind = IMPORT_PARAGRAPH;
    reading->last = last;
    reading->last_number = 0;
}

/* A number at the start of a line inside a sentence ("... bedrag van | 500. De ...") begins no item. */
static bool inside_sentence(const struct text_reading *reading, size_t at)
{
    const struct text_line *line = &reading->lines.items[at], *before = &reading->lines.items[reading->last];
    return reading->open.length && blanks_between(reading, reading->last, at) == 0 && line->page == before->page &&
           !ends_sentence(before->text) && wide(reading, before, 75) && leading_number(line->text) != 1 &&
           leading_number(line->text) != reading->last_number + 1;
}

/* Takes what begins on line `at`; returns the line after it. */
static size_t take(struct text_reading *reading, size_t at)
{
    const struct text_line *line = &reading->lines.items[at];
    bool ordered;
    size_t mark = import_list_mark(line->text, &ordered), last = SIZE_MAX;
    bool in_list = inside_list(reading, at);
    if (after_a_break(reading, at) && !in_list && !(goes_on(reading, at) && begins_lower(line->text)))
        last = heading_end(reading, at, true);
    if (last != SIZE_MAX) {
        add_heading(reading, at, last);
        return last + 1;
    }
    if (mark && !(ordered && inside_sentence(reading, at))) {
        open_block(reading, at, IMPORT_LIST_ITEM, mark, ordered);
    } else if (goes_on(reading, at) || (in_list && blanks_between(reading, reading->last, at) == 1)) {
        import_joiner_append(reading->joiner, &reading->open, line->text, line->page);
        reading->last = at;
    } else {
        open_block(reading, at, IMPORT_PARAGRAPH, 0, false);
    }
    return at + 1;
}

static void count_lines(struct text_reading *reading)
{
    struct text_map numbers = {0};
    size_t *times = xcalloc(reading->lines.count, sizeof *times);
    for (size_t i = 0; i < reading->lines.count; i++) {
        size_t at = i;
        if (!reading->lines.items[i].text.length || reading->lines.items[i].dropped)
            continue;
        text_map_add(&numbers, reading->lines.items[i].text, &at);
        times[at]++;
    }
    for (size_t i = 0; i < reading->lines.count; i++)
        if (times[i] > 1)
            text_map_add(&reading->times, reading->lines.items[i].text, &times[i]);
    text_map_release(&numbers);
    free(times);
}

enum bpv_status import_text(struct import_joiner *joiner, struct bpv_text text, struct bpv_error *error)
{
    struct text_reading reading = {.joiner = joiner};
    size_t bad;
    if (memchr(text.start, '\0', text.length))
        return bpv_fail(error, BPV_INVALID,
                        "dit is geen tekstbestand (er staat een NUL-byte in); geef een PDF, DOCX, ODT, HTML of tekst");
    if (!utf8_valid(text.start, text.length, &bad))
        return bpv_fail(error, BPV_INVALID,
                        "byte %zu van dit bestand is geen geldige UTF-8; bewaar het bestand als UTF-8", bad + 1);
    enum bpv_status status = text_lines_read(joiner, text, &reading.lines, error);
    if (status != BPV_OK)
        return status;
    if (reading.lines.pages_guessed)
        joiner->document->pages = 0;
    text_buffer_init(&reading.open, 2 * IMPORT_BLOCK_TEXT_MAX);
    count_lines(&reading);
    for (size_t at = text_lines_next(&reading.lines, 0); at < reading.lines.count;
         at = text_lines_next(&reading.lines, at))
        at = take(&reading, at);
    close_block(&reading);
    joiner->document->too_large = joiner->document->too_large || reading.open.overflow;
    text_buffer_release(&reading.open);
    text_map_release(&reading.times);
    text_lines_release(&reading.lines);
    return BPV_OK;
}
