/* Running heads, feet and page numbers: what comes back at the same height on page after page. */
#include <stdlib.h>
#include <string.h>

#include "import_pdf_page.h"
#include "text_map.h"

#define MARGIN_PERCENT 12 /* of the page, above and below, where heads and feet are */
#define SAME_HEIGHT 6     /* pixels */
#define BAND_PAGES 3u     /* pages with a head at one height make that height a band of heads */

static const struct bpv_text nothing = {"", 0};

struct head_count {
    unsigned pages, last_page;
    int top;
};

static bool in_margin(const struct pdf_pages *pages, const struct pdf_piece *piece)
{
    int height = pages->page_height[piece->page];
    return piece->bottom * 100 < height * MARGIN_PERCENT || piece->top * 100 > height * (100 - MARGIN_PERCENT);
}

/* The letters of a piece: numbers change from page to page. */
static struct bpv_text head_key(struct memory_pool *pool, struct bpv_text text)
{
    char *key = pool_take(pool, text.length + 1, 1);
    size_t length = 0;
    for (size_t i = 0; i < text.length; i++)
        if ((text.start[i] < '0' || text.start[i] > '9') && text.start[i] != ' ')
            key[length++] = text.start[i];
    return (struct bpv_text){key, length};
}

static void drop(struct import_document *document, struct pdf_piece *piece)
{
    bool number = import_is_page_number(piece->text);
    piece->dropped = true;
    import_add_note(document, number ? IMPORT_NOTE_NUMBER : IMPORT_NOTE_HEAD, piece->page, piece->text, nothing);
}

/* The nearest piece that is not dropped and lies further to the middle of the page; INT32_MAX if there is none. */
static int gap_to_text(const struct pdf_pages *pages, size_t at)
{
    const struct pdf_piece *piece = &pages->pieces[at];
    bool above = piece->top * 2 < pages->page_height[piece->page];
    int gap = INT32_MAX;
    for (int step = -1; step <= 1; step += 2)
        for (size_t i = at; i < pages->count && pages->pieces[i].page == piece->page; i += (size_t)step) {
            const struct pdf_piece *other = &pages->pieces[i];
            int distance = above ? other->top - piece->bottom : piece->top - other->bottom;
            if (i != at && !other->dropped && distance > -SAME_HEIGHT && other->top != piece->top && distance < gap)
                gap = distance;
        }
    return gap;
}

/* Counts heads by their letters and place; a head that returns on 3 pages, or on 2 of a short document, goes. */
static void drop_returning(struct pdf_pages *pages, struct import_document *document)
{
    struct text_map keys = {0};
    struct memory_pool pool = {0};
    struct head_count *counts = xcalloc(pages->count, sizeof *counts);
    size_t *numbers = xcalloc(pages->count, sizeof *numbers);
    for (size_t i = 0; i < pages->count; i++) {
        const struct pdf_piece *piece = &pages->pieces[i];
        numbers[i] = SIZE_MAX;
        if (!in_margin(pages, piece))
            continue;
        numbers[i] = i;
        text_map_add(&keys, head_key(&pool, piece->text), &numbers[i]);
        struct head_count *count = &counts[numbers[i]];
        if (count->pages && abs(count->top - piece->top) > 2 * SAME_HEIGHT)
            continue;
        if (count->last_page != piece->page)
            count->pages++;
        count->last_page = piece->page;
        count->top = piece->top;
    }
    for (size_t i = 0; i < pages->count; i++) {
        if (numbers[i] == SIZE_MAX)
            continue;
        const struct head_count *count = &counts[numbers[i]];
        bool lonely = import_is_page_number(pages->pieces[i].text) && pages->page_count > 1;
        bool enough = count->pages >= 3 || (count->pages == 2 && gap_to_text(pages, i) > pages->pieces[i].size);
        if ((enough || lonely) && abs(count->top - pages->pieces[i].top) <= 2 * SAME_HEIGHT)
            drop(document, &pages->pieces[i]);
    }
    text_map_release(&keys);
    pool_release(&pool);
    free(counts);
    free(numbers);
}

/* The names of chapters change, but stand at the height of the other heads. */
static void drop_bands(struct pdf_pages *pages, struct import_document *document)
{
    int highest = 0;
    for (unsigned page = 1; page <= pages->page_count; page++)
        highest = pages->page_height[page] > highest ? pages->page_height[page] : highest;
    unsigned *counts = xcalloc((size_t)highest + 1, sizeof *counts), *last = xcalloc((size_t)highest + 1, sizeof *last);
    for (size_t i = 0; i < pages->count; i++) {
        const struct pdf_piece *piece = &pages->pieces[i];
        if (!piece->dropped || piece->top < 0 || piece->top > highest)
            continue;
        counts[piece->top] += last[piece->top] != piece->page;
        last[piece->top] = piece->page;
    }
    for (size_t i = 0; i < pages->count; i++) {
        struct pdf_piece *piece = &pages->pieces[i];
        if (!piece->dropped && piece->top >= 0 && piece->top <= highest && counts[piece->top] >= BAND_PAGES &&
            in_margin(pages, piece) && gap_to_text(pages, i) > piece->size / 2)
            drop(document, piece);
    }
    free(counts);
    free(last);
}

void pdf_pages_drop_heads(struct pdf_pages *pages, struct import_document *document)
{
    drop_returning(pages, document);
    drop_bands(pages, document);
}
