#include "import_pdf_blocks.h"

#include <stdlib.h>
#include <string.h>

#include "utf8.h"

#define SIZES_MAX 1000
#define HEADING_LINES_MAX 4u
#define HEADING_BYTES_MAX 250u
#define LEVELS_MAX 6u
#define CONTENTS_LINES_MIN 5u /* rows of dots on one page that make it a page of contents */

struct pdf_blocks {
    struct import_joiner *joiner;
    const struct pdf_pages *pages;
    int body, pitch; /* size of the type of most text; from line to line */
    struct text_buffer open;
    enum import_kind kind;
    bool ordered, contents; /* contents: inside the table of contents */
    unsigned page;
    size_t first, last; /* lines of the open block */
    int classes[LEVELS_MAX * 8];
    size_t class_count; /* kinds of headings, the biggest first */
    bool contents_page[IMPORT_PAGES_MAX + 1];
};

static const struct bpv_text nothing = {"", 0};

static bool ends_sentence(struct bpv_text text)
{
    return text.length && strchr(".?!:;", text.start[text.length - 1]) != NULL;
}

static bool begins_lower(struct bpv_text text)
{
    return text.length &&
           ((text.start[0] >= 'a' && text.start[0] <= 'z') ||
            (text.length > 1 && (unsigned char)text.start[0] == 0xC3 && (unsigned char)text.start[1] >= 0x9F));
}

static bool has_letters(struct bpv_text text)
{
    for (size_t at = 0; at < text.length;) {
        uint32_t code_point;
        at += utf8_decode(text.start + at, text.length - at, &code_point);
        if (utf8_is_letter(code_point))
            return true;
    }
    return false;
}

/* The size that has the most text, and its distance from line to line. */
static void measure(struct pdf_blocks *blocks)
{
    size_t *letters = xcalloc(SIZES_MAX, sizeof *letters), *pitches = xcalloc(SIZES_MAX, sizeof *pitches);
    const struct pdf_pages *pages = blocks->pages;
    for (size_t i = 0; i < pages->count; i++)
        letters[pages->pieces[i].size < SIZES_MAX ? pages->pieces[i].size : SIZES_MAX - 1] +=
            pages->pieces[i].text.length;
    for (int size = 1; size < SIZES_MAX; size++)
        blocks->body = letters[size] > letters[blocks->body] ? size : blocks->body;
    for (size_t i = 1; i < pages->count; i++) {
        const struct pdf_piece *line = &pages->pieces[i], *before = line - 1;
        int distance = line->top - before->top;
        if (line->column == before->column && line->size == blocks->body && before->size == blocks->body &&
            distance > 0 && distance < SIZES_MAX)
            pitches[distance]++;
    }
    for (int pitch = 1; pitch < SIZES_MAX; pitch++)
        blocks->pitch = pitches[pitch] > pitches[blocks->pitch] ? pitch : blocks->pitch;
    if (!blocks->pitch)
        blocks->pitch = blocks->body * 6 / 5;
    free(letters);
    free(pitches);
}

/* ---- Headings ---- */

static bool bigger(const struct pdf_blocks *blocks, const struct pdf_piece *line)
{
    return line->size > blocks->body && line->size * 100 >= blocks->body * 108;
}

static bool same_type(const struct pdf_piece *a, const struct pdf_piece *b)
{
    return abs(a->size - b->size) <= 1 && a->bold == b->bold;
}

/* Distance to the line above in the column; a lot at its top. */
static int room_above(const struct pdf_blocks *blocks, size_t at)
{
    const struct pdf_piece *line = &blocks->pages->pieces[at];
    if (at == 0 || line[-1].column != line->column)
        return SIZES_MAX;
    return line->top - line[-1].top;
}

/* Looks line `at` like a heading by itself: larger, or bold and short, or numbered as a paragraph of its own? */
static bool looks_like_heading(const struct pdf_blocks *blocks, size_t at)
{
    const struct pdf_piece *line = &blocks->pages->pieces[at];
    unsigned depth;
    size_t number = import_section_number(line->text, &depth);
    if (line->row || !has_letters(line->text) || line->text.length > HEADING_BYTES_MAX || begins_lower(line->text))
        return false;
    if (bigger(blocks, line))
        return true;
    int width = line->column_right - line->column_left;
    bool narrow = (line->right - line->left) * 100 < width * 92 || width < blocks->body * 12;
    bool clear = room_above(blocks, at) * 100 >= blocks->pitch * 115;
    if (line->size * 100 < blocks->body * 92 || (!narrow && !number) ||
        strchr(".,;:", line->text.start[line->text.length - 1]))
        return false;
    if (line->bold)
        return number || (clear && !import_list_mark(line->text, NULL));
    return number && depth > 1 && clear && narrow;
}

/* The last line of the heading that begins on line `at`, or SIZE_MAX. */
static size_t heading_end(const struct pdf_blocks *blocks, size_t at)
{
    const struct pdf_piece *lines = blocks->pages->pieces;
    size_t last = at, bytes = lines[at].text.length;
    if (!looks_like_heading(blocks, at))
        return SIZE_MAX;
    while (last + 1 < blocks->pages->count && same_type(&lines[last], &lines[last + 1]) &&
           lines[last].column == lines[last + 1].column && !lines[last + 1].row &&
           (lines[last + 1].top - lines[last].top) * 10 <= lines[at].size * 17 &&
           !import_section_number(lines[last + 1].text, &(unsigned){0}))
        bytes += lines[++last].text.length;
    /* Many large or bold lines are a lead or a warning, not a heading. */
    return last - at < HEADING_LINES_MAX && bytes <= HEADING_BYTES_MAX &&
                   !strchr(",;", lines[last].text.start[lines[last].text.length - 1])
               ? last
               : SIZE_MAX;
}

static int heading_class(const struct pdf_piece *line)
{
    return line->size * 2 + line->bold;
}

static int compare_classes(const void *first, const void *second)
{
    int a = *(const int *)first, b = *(const int *)second;
    return (a < b) - (a > b);
}

static void find_classes(struct pdf_blocks *blocks)
{
    for (size_t at = 0; at < blocks->pages->count; at++) {
        size_t last = heading_end(blocks, at), found = 0;
        if (last == SIZE_MAX)
            continue;
        int class = heading_class(&blocks->pages->pieces[at]);
        while (found < blocks->class_count && blocks->classes[found] != class)
            found++;
        if (found == blocks->class_count && found < sizeof blocks->classes / sizeof *blocks->classes)
            blocks->classes[blocks->class_count++] = class;
        at = last;
    }
    qsort(blocks->classes, blocks->class_count, sizeof *blocks->classes, compare_classes);
}

static unsigned level_of(const struct pdf_blocks *blocks, const struct pdf_piece *line)
{
    unsigned level = 0;
    while (level < blocks->class_count && blocks->classes[level] > heading_class(line))
        level++;
    return level + 1 < LEVELS_MAX ? level + 1 : LEVELS_MAX;
}

/* ---- Blocks ---- */

static void close_block(struct pdf_blocks *blocks)
{
    struct import_block block = {.kind = blocks->kind,
                                 .level = 1,
                                 .page = blocks->page,
                                 .size = (unsigned)(blocks->body * 20 / 3),
                                 .ordered = blocks->ordered,
                                 .text = text_buffer_text(&blocks->open)};
    import_add_block(blocks->joiner->document, &block);
    text_buffer_clear(&blocks->open);
}

static void open_block(struct pdf_blocks *blocks, size_t at)
{
    const struct pdf_piece *line = &blocks->pages->pieces[at];
    bool ordered;
    size_t mark = line->row ? 0 : import_list_mark(line->text, &ordered);
    close_block(blocks);
    blocks->kind = line->row ? IMPORT_TABLE_ROW : mark ? IMPORT_LIST_ITEM : IMPORT_PARAGRAPH;
    blocks->ordered = mark && ordered;
    blocks->page = line->page;
    blocks->first = blocks->last = at;
    text_buffer_append(&blocks->open, line->text.start + mark, line->text.length - mark);
}

static unsigned leading_number(struct bpv_text text)
{
    unsigned number = 0;
    for (size_t i = 0; i < text.length && i < 3 && text.start[i] >= '0' && text.start[i] <= '9'; i++)
        number = number * 10 + (unsigned)(text.start[i] - '0');
    return number;
}

/* Begins line `at` a list item? A number at the start of a line inside a sentence ("... bedrag van | 500. De ...") does
 * not. */
static bool begins_item(const struct pdf_blocks *blocks, size_t at)
{
    const struct pdf_piece *lines = blocks->pages->pieces;
    bool ordered;
    if (!import_list_mark(lines[at].text, &ordered))
        return false;
    if (!ordered || !blocks->open.length || ends_sentence(lines[blocks->last].text))
        return true;
    return blocks->kind == IMPORT_LIST_ITEM && blocks->ordered &&
           leading_number(lines[at].text) == leading_number(lines[blocks->first].text) + 1;
}

static bool goes_on_elsewhere(const struct pdf_piece *before, const struct pdf_piece *line)
{
    bool hyphen = before->text.start[before->text.length - 1] == '-' || import_is_broken_off(before->text);
    return hyphen || (begins_lower(line->text) && !ends_sentence(before->text));
}

/* Does line `at` go on with the open block? */
static bool goes_on(const struct pdf_blocks *blocks, size_t at)
{
    const struct pdf_piece *line = &blocks->pages->pieces[at], *before = &blocks->pages->pieces[blocks->last];
    const struct pdf_piece *first = &blocks->pages->pieces[blocks->first];
    if (!blocks->open.length || blocks->kind == IMPORT_TABLE_ROW || line->row || abs(line->size - before->size) > 1)
        return false;
    if (begins_item(blocks, at))
        return false;
    if (line->column != before->column)
        return goes_on_elsewhere(before, line);
    int pitch = blocks->pitch > line->size ? blocks->pitch : line->size;
    if ((line->top - before->top) * 100 > pitch * 140)
        return false;
    if (blocks->kind == IMPORT_LIST_ITEM)
        return line->left > first->left + 2 || !ends_sentence(before->text) || begins_lower(line->text);
    bool indented = line->left > before->left + line->size * 4 / 5 && before->left <= line->column_left + 2;
    bool short_before = (before->column_right - before->right) * 4 > before->column_right - before->column_left;
    return !indented && !(short_before && ends_sentence(before->text) && !begins_lower(line->text));
}

static void add_heading(struct pdf_blocks *blocks, size_t at, size_t last)
{
    const struct pdf_piece *lines = blocks->pages->pieces;
    close_block(blocks);
    for (size_t i = at; i <= last; i++)
        import_joiner_append(blocks->joiner, &blocks->open, lines[i].text, lines[i].page);
    struct import_block block = {.kind = IMPORT_HEADING,
                                 .level = level_of(blocks, &lines[at]),
                                 .page = lines[at].page,
                                 .size = (unsigned)(lines[at].size * 20 / 3),
                                 .text = text_buffer_text(&blocks->open)};
    import_add_block(blocks->joiner->document, &block);
    blocks->contents = block.text.length >= 6 && memcmp(block.text.start, "Inhoud", 6) == 0;
    text_buffer_clear(&blocks->open);
}

static bool ends_in_number(struct bpv_text text)
{
    size_t end = text.length;
    while (end && ((text.start[end - 1] >= '0' && text.start[end - 1] <= '9') || strchr("ivxl", text.start[end - 1])))
        end--;
    return end < text.length && end && text.start[end - 1] == ' ';
}

static void find_contents_pages(struct pdf_blocks *blocks)
{
    unsigned lines[2] = {0, 0}; /* of the contents, and page */
    for (size_t i = 0; i < blocks->pages->count; i++) {
        const struct pdf_piece *line = &blocks->pages->pieces[i];
        lines[0] = lines[1] == line->page ? lines[0] : 0;
        lines[1] = line->page;
        lines[0] += import_is_contents_line(line->text);
        blocks->contents_page[line->page] = lines[0] >= CONTENTS_LINES_MIN;
    }
}

/* Leaves out a line of the table of contents. */
static bool drop_contents(struct pdf_blocks *blocks, const struct pdf_piece *line)
{
    unsigned depth;
    bool numbered =
        ends_in_number(line->text) || import_section_number(line->text, &depth) || import_is_page_number(line->text);
    if (!import_is_contents_line(line->text) && !(blocks->contents && ends_in_number(line->text)) &&
        !(blocks->contents_page[line->page] && numbered))
        return false;
    import_add_note(blocks->joiner->document, IMPORT_NOTE_CONTENTS, line->page, line->text, nothing);
    return true;
}

void import_pdf_blocks(struct import_joiner *joiner, const struct pdf_pages *pages)
{
    struct pdf_blocks blocks = {.joiner = joiner, .pages = pages};
    text_buffer_init(&blocks.open, 2 * IMPORT_BLOCK_TEXT_MAX);
    for (size_t i = 0; i < pages->count; i++)
        import_joiner_learn(joiner, pages->pieces[i].text);
    measure(&blocks);
    find_contents_pages(&blocks);
    find_classes(&blocks);
    for (size_t at = 0; at < pages->count; at++) {
        if (drop_contents(&blocks, &pages->pieces[at]))
            continue;
        size_t last = heading_end(&blocks, at);
        if (last != SIZE_MAX) {
            add_heading(&blocks, at, last);
            at = last;
        } else if (goes_on(&blocks, at)) {
            import_joiner_append(joiner, &blocks.open, pages->pieces[at].text, pages->pieces[at].page);
            blocks.last = at;
        } else {
            open_block(&blocks, at);
        }
    }
    close_block(&blocks);
    joiner->document->too_large = joiner->document->too_large || blocks.open.overflow;
    text_buffer_release(&blocks.open);
}
