#include "import_pdf_page.h"

#include <stdlib.h>
#include <string.h>

#include "utf8.h"

#define GUTTER_STEP 4  /* pixels between two places tried */
#define GUTTER_EDGE 15 /* percent of the width on either side where no gutter is sought */
#define COLUMN_LINES_MIN 4u
#define COLUMN_DEPTH_MAX 3u /* columns within columns */
#define FULL_PERCENT 55     /* of the column's width: a full line of running text */
#define FULL_SHARE 40u      /* percent of full lines in a column of running text */

/* Pieces of one region of a page, sorted from top to bottom. */
struct region {
    struct pdf_piece *pieces;
    size_t count;
};

struct ordering {
    struct import_document *document;
    struct pdf_pages result;
    unsigned columns;
};

void pdf_pages_add(struct pdf_pages *pages, const struct pdf_piece *piece)
{
    if (pages->count == pages->capacity) {
        pages->capacity = pages->capacity ? pages->capacity * 2 : 256;
        pages->pieces = xrealloc(pages->pieces, pages->capacity * sizeof *pages->pieces);
    }
    pages->pieces[pages->count++] = *piece;
}

void pdf_pages_release(struct pdf_pages *pages)
{
    free(pages->pieces);
    pages->pieces = NULL;
    pages->count = pages->capacity = 0;
}

static int compare_places(const void *first, const void *second)
{
    const struct pdf_piece *a = first, *b = second;
    if (a->top != b->top)
        return a->top < b->top ? -1 : 1;
    if (a->left != b->left)
        return a->left < b->left ? -1 : 1;
    return (a->right > b->right) - (a->right < b->right);
}

/* ---- Rows ---- */

static bool same_row(const struct pdf_piece *a, const struct pdf_piece *b)
{
    int overlap = (a->bottom < b->bottom ? a->bottom : b->bottom) - (a->top > b->top ? a->top : b->top);
    int height = a->bottom - a->top < b->bottom - b->top ? a->bottom - a->top : b->bottom - b->top;
    return overlap * 2 > height;
}

static int compare_lefts(const void *first, const void *second)
{
    const struct pdf_piece *a = first, *b = second;
    if (a->left != b->left)
        return a->left < b->left ? -1 : 1;
    return (a->top > b->top) - (a->top < b->top);
}

/* How many pieces from the first on stand on its line. */
static size_t row_length(const struct region *region, size_t first)
{
    size_t length = 1;
    while (first + length < region->count && same_row(&region->pieces[first], &region->pieces[first + length]))
        length++;
    return length;
}

/* Is there so much room between two pieces of a row that they are cells? A list mark or number keeps its room. */
static bool is_cell_gap(const struct pdf_piece *left, const struct pdf_piece *right)
{
    unsigned depth;
    bool mark =
        utf8_code_points(left->text.start, left->text.length) < 3 || left->text.start[left->text.length - 1] == '.';
    struct text_buffer numbered;
    text_buffer_init(&numbered, 0);
    text_buffer_append_text(&numbered, left->text);
    text_buffer_append_string(&numbered, " x");
    mark = mark || import_section_number(text_buffer_text(&numbered), &depth) + 1 == numbered.length;
    text_buffer_release(&numbered);
    return !mark && right->left - left->right > left->size * 9 / 5;
}

/* The pieces of a row as one line; as_cells puts " | " where there is much room between them. */
static void join_row(struct ordering *ordering, const struct region *region, size_t first, size_t length, bool as_cells,
                     struct pdf_piece *line)
{
    struct text_buffer text;
    text_buffer_init(&text, 0);
    *line = region->pieces[first];
    for (size_t i = first; i < first + length; i++) {
        const struct pdf_piece *piece = &region->pieces[i];
        if (i > first)
            text_buffer_append_string(&text, as_cells && is_cell_gap(piece - 1, piece) ? " | " : " ");
        /* Nothing is broken off within a line. */
        text_buffer_append_text(&text, i + 1 < first + length ? import_without_soft_hyphen(piece->text) : piece->text);
        line->right = piece->right > line->right ? piece->right : line->right;
        line->size = piece->size > line->size ? piece->size : line->size;
        line->bold = line->bold && (piece->bold || piece->text.length < 3);
    }
    line->text = pool_copy(&ordering->document->pool, text_buffer_text(&text));
    line->row = as_cells;
    text_buffer_release(&text);
}

static bool has_cells(const struct region *region, size_t first, size_t length)
{
    for (size_t i = first + 1; i < first + length; i++)
        if (is_cell_gap(&region->pieces[i - 1], &region->pieces[i]))
            return true;
    return false;
}

/* One column: line after line. Two or more lines with cells, one after the other, are rows of a table. */
static void emit_column(struct ordering *ordering, struct region region)
{
    int left = INT32_MAX, right = 0;
    for (size_t i = 0; i < region.count; i++) {
        left = region.pieces[i].left < left ? region.pieces[i].left : left;
        right = region.pieces[i].right > right ? region.pieces[i].right : right;
    }
    size_t length;
    for (size_t first = 0; first < region.count; first += length) {
        length = row_length(&region, first);
        qsort(region.pieces + first, length, sizeof *region.pieces, compare_lefts);
    }
    bool before = false;
    for (size_t first = 0; first < region.count; first += length) {
        struct pdf_piece line;
        length = row_length(&region, first);
        bool cells = has_cells(&region, first, length), after = false;
        if (cells && first + length < region.count)
            after = has_cells(&region, first + length, row_length(&region, first + length));
        join_row(ordering, &region, first, length, cells && (before || after), &line);
        before = cells;
        line.column = ordering->columns;
        line.column_left = left;
        line.column_right = right;
        pdf_pages_add(&ordering->result, &line);
    }
    ordering->columns++;
}

/* ---- Columns ---- */

static bool crosses(const struct pdf_piece *piece, int x)
{
    return piece->left < x - 2 && piece->right > x + 2;
}

static bool is_left(const struct pdf_piece *piece, int x)
{
    return piece->right <= x + 2;
}

/* Are the lines on one side of x, in a band, those of running text rather than cells of a table? */
static bool is_running_text(const struct region *band, int x, bool left_side)
{
    int left = INT32_MAX, right = 0;
    size_t count = 0, full = 0;
    for (size_t i = 0; i < band->count; i++)
        if (is_left(&band->pieces[i], x) == left_side) {
            left = band->pieces[i].left < left ? band->pieces[i].left : left;
            right = band->pieces[i].right > right ? band->pieces[i].right : right;
            count++;
        }
    for (size_t i = 0; i < band->count; i++)
        full += is_left(&band->pieces[i], x) == left_side &&
                (band->pieces[i].right - band->pieces[i].left) * 100 >= (right - left) * FULL_PERCENT;
    return count >= COLUMN_LINES_MIN && full * 100 >= count * FULL_SHARE;
}

/* The pieces from `first` on up to one that crosses x. */
static struct region band_at(const struct region *region, size_t first, int x)
{
    struct region band = {region->pieces + first, 0};
    while (first + band.count < region->count && !crosses(&region->pieces[first + band.count], x))
        band.count++;
    return band;
}

static size_t lines_in_columns(const struct region *region, int x)
{
    size_t score = 0;
    for (size_t first = 0; first < region->count;) {
        struct region band = band_at(region, first, x);
        size_t left = 0;
        for (size_t i = 0; i < band.count; i++)
            left += is_left(&band.pieces[i], x);
        size_t right = band.count - left, fewest = left < right ? left : right;
        if (fewest >= COLUMN_LINES_MIN && is_running_text(&band, x, true) && is_running_text(&band, x, false))
            score += fewest;
        first += band.count ? band.count : 1;
    }
    return score;
}

/* The middle of the widest gutter with the most lines on both sides; 0 when there are no columns. */
static int find_gutter(const struct region *region)
{
    int left = INT32_MAX, right = 0;
    for (size_t i = 0; i < region->count; i++) {
        left = region->pieces[i].left < left ? region->pieces[i].left : left;
        right = region->pieces[i].right > right ? region->pieces[i].right : right;
    }
    int edge = (right - left) * GUTTER_EDGE / 100, begin = 0, end = 0;
    size_t best = 0;
    for (int x = left + edge; x <= right - edge; x += GUTTER_STEP) {
        size_t score = lines_in_columns(region, x);
        if (score > best)
            begin = x;
        if (score >= best && score)
            end = score == best && x - end > GUTTER_STEP ? end : x;
        best = score > best ? score : best;
    }
    return best ? begin + (end - begin) / 2 : 0;
}

static void emit_region(struct ordering *ordering, struct region region, unsigned depth);

/* One side of a band, as a region of its own. */
static void emit_side(struct ordering *ordering, const struct region *band, int x, bool left_side, unsigned depth)
{
    struct region side = {xcalloc(band->count, sizeof *side.pieces), 0};
    for (size_t i = 0; i < band->count; i++)
        if (is_left(&band->pieces[i], x) == left_side)
            side.pieces[side.count++] = band->pieces[i];
    emit_region(ordering, side, depth + 1);
    free(side.pieces);
}

static void emit_region(struct ordering *ordering, struct region region, unsigned depth)
{
    int x = depth < COLUMN_DEPTH_MAX && region.count >= 2 * COLUMN_LINES_MIN ? find_gutter(&region) : 0;
    size_t from = 0;
    for (size_t first = 0; x && first < region.count;) {
        struct region band = band_at(&region, first, x);
        if (band.count && lines_in_columns(&band, x)) {
            if (first > from)
                emit_column(ordering, (struct region){region.pieces + from, first - from});
            emit_side(ordering, &band, x, true, depth);
            emit_side(ordering, &band, x, false, depth);
            from = first + band.count;
        }
        first += band.count ? band.count : 1;
    }
    if (from < region.count)
        emit_column(ordering, (struct region){region.pieces + from, region.count - from});
}

void pdf_pages_order(struct pdf_pages *pages, struct import_document *document)
{
    struct ordering ordering = {.document = document};
    size_t kept = 0;
    for (size_t i = 0; i < pages->count; i++)
        if (!pages->pieces[i].dropped)
            pages->pieces[kept++] = pages->pieces[i];
    pages->count = kept;
    for (size_t first = 0; first < pages->count;) {
        struct region page = {pages->pieces + first, 0};
        while (first + page.count < pages->count && page.pieces[page.count].page == page.pieces[0].page)
            page.count++;
        qsort(page.pieces, page.count, sizeof *page.pieces, compare_places);
        emit_region(&ordering, page, 0);
        first += page.count;
    }
    free(pages->pieces);
    pages->pieces = ordering.result.pieces;
    pages->count = ordering.result.count;
    pages->capacity = ordering.result.capacity;
}
