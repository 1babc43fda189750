#include "import_text_lines.h"

#include <stdlib.h>
#include <string.h>

#include "utf8.h"

#define WIDE_LINE 40u /* a line of running text is at least so wide */
#define HEAD_LETTERS_MIN 15u
#define HEAD_WORDS_MIN 3u
#define HEAD_TIMES_MIN 3u
#define ROTATED_MAX 3u /* letters on one line of a word that was set sideways */

static const struct bpv_text nothing = {"", 0};

size_t text_lines_next(const struct text_lines *lines, size_t at)
{
    while (at < lines->count && (lines->items[at].dropped || !lines->items[at].text.length))
        at++;
    return at;
}

void text_lines_release(struct text_lines *lines)
{
    free(lines->items);
    *lines = (struct text_lines){0};
}

/* ---- Reading ---- */

static bool is_footnote(struct bpv_text raw)
{
    size_t at = 0;
    while (at < raw.length && at < 2 && raw.start[at] >= '0' && raw.start[at] <= '9')
        at++;
    return at && at < raw.length && raw.start[at] == '\t';
}

static bool indented_letter(struct bpv_text raw)
{
    if (raw.length < 2 || raw.start[0] != ' ')
        return false;
    uint32_t code_point;
    utf8_decode(raw.start + 1, raw.length - 1, &code_point);
    return utf8_is_letter(code_point);
}

/* Splits off the next line; a form feed ends one too. */
static struct bpv_text next_line(struct bpv_text text, size_t *at, bool *form_feed)
{
    size_t end = *at;
    while (end < text.length && text.start[end] != '\n' && text.start[end] != '\f')
        end++;
    struct bpv_text line = {text.start + *at, end - *at};
    *form_feed = end < text.length && text.start[end] == '\f';
    *at = end < text.length ? end + 1 : end;
    if (line.length && line.start[line.length - 1] == '\r')
        line.length--;
    return line;
}

static size_t count_lines(struct bpv_text text, size_t *filled, size_t *indented, bool *form_feeds)
{
    size_t count = 0;
    *filled = *indented = 0;
    *form_feeds = false;
    for (size_t at = 0; at < text.length; count++) {
        bool form_feed;
        struct bpv_text line = next_line(text, &at, &form_feed);
        *form_feeds = *form_feeds || form_feed;
        *filled += import_trim(line).length > 0;
        *indented += indented_letter(line);
    }
    return count;
}

static int compare_widths(const void *first, const void *second)
{
    unsigned a = *(const unsigned *)first, b = *(const unsigned *)second;
    return (a > b) - (a < b);
}

/* The median of the wide lines. */
static unsigned typical_width(const struct text_lines *lines)
{
    unsigned *widths = xcalloc(lines->count, sizeof *widths), typical = 0;
    size_t count = 0;
    for (size_t i = 0; i < lines->count; i++)
        if (lines->items[i].width >= WIDE_LINE)
            widths[count++] = lines->items[i].width;
    if (count) {
        qsort(widths, count, sizeof *widths, compare_widths);
        typical = widths[count / 2];
    }
    free(widths);
    return typical;
}

static void read_lines(struct import_joiner *joiner, struct bpv_text text, bool spaces_are_pages,
                       struct text_lines *lines)
{
    struct import_document *document = joiner->document;
    struct text_buffer clean;
    text_buffer_init(&clean, 0);
    unsigned page = 1;
    bool page_start = true;
    for (size_t at = 0; at < text.length;) {
        bool form_feed;
        struct bpv_text raw = next_line(text, &at, &form_feed);
        if (spaces_are_pages && indented_letter(raw) && lines->count) {
            page++;
            page_start = true;
        }
        text_buffer_clear(&clean);
        import_clean_line(document, raw, page, &clean);
        struct text_line *line = &lines->items[lines->count++];
        *line = (struct text_line){.text = pool_copy(&document->pool, text_buffer_text(&clean)),
                                   .page = page,
                                   .width = (unsigned)utf8_code_points(clean.data ? clean.data : "", clean.length),
                                   .footnote = is_footnote(raw)};
        line->page_start = page_start && line->text.length;
        page_start = page_start && !line->text.length;
        page += form_feed;
        page_start = page_start || form_feed;
        import_joiner_learn(joiner, line->text);
    }
    document->pages = page > 1 ? page : 0;
    text_buffer_release(&clean);
}

/* ---- Running heads ---- */

/* The line without its page number; *number is that, or 0. */
static struct bpv_text without_number(struct bpv_text text, unsigned *number)
{
    size_t end = text.length, digits = 0;
    unsigned scale = 1;
    *number = 0;
    while (end && digits < 4 && text.start[end - 1] >= '0' && text.start[end - 1] <= '9') {
        *number += (unsigned)(text.start[--end] - '0') * scale;
        scale *= 10;
        digits++;
    }
    return import_trim((struct bpv_text){text.start, end});
}

static bool long_enough(struct bpv_text text)
{
    size_t words = 1;
    for (size_t i = 0; i < text.length; i++)
        words += text.start[i] == ' ';
    return text.length >= HEAD_LETTERS_MIN && words >= HEAD_WORDS_MIN;
}

static bool stands_alone(const struct text_lines *lines, size_t at)
{
    const struct text_line *line = &lines->items[at];
    bool before = at == 0 || !lines->items[at - 1].text.length || line->page_start;
    bool after = at + 1 == lines->count || !lines->items[at + 1].text.length || lines->items[at + 1].page_start;
    return before && after;
}

/* Lines that are the same but for a page number that goes up, each on its own. */
static void drop_running_heads(struct import_document *document, struct text_lines *lines)
{
    struct text_map first = {0};
    size_t *times = xcalloc(lines->count, sizeof *times);
    unsigned *last = xcalloc(lines->count, sizeof *last);
    bool *rising = xcalloc(lines->count, sizeof *rising);
    for (int pass = 0; pass < 2; pass++)
        for (size_t i = 0; i < lines->count; i++) {
            unsigned number;
            struct bpv_text key = without_number(lines->items[i].text, &number);
            size_t at = i;
            if (!long_enough(key) || !stands_alone(lines, i))
                continue;
            if (pass == 0) {
                bool fresh = text_map_add(&first, key, &at);
                rising[at] = fresh ? number > 0 : rising[at] && number > last[at];
                last[at] = number;
                times[at]++;
            } else if (text_map_find(&first, key, &at) && times[at] >= HEAD_TIMES_MIN && rising[at]) {
                lines->items[i].dropped = true;
                import_add_note(document, IMPORT_NOTE_HEAD, lines->items[i].page, lines->items[i].text, nothing);
            }
        }
    text_map_release(&first);
    free(times);
    free(last);
    free(rising);
}

/* At the edges of pages: page numbers, and heads without a number that come back. */
static void drop_page_edges(struct import_document *document, struct text_lines *lines)
{
    struct text_map first = {0};
    size_t *times = xcalloc(lines->count, sizeof *times);
    for (int pass = 0; pass < 2; pass++)
        for (size_t i = 0; i < lines->count; i++) {
            struct text_line *line = &lines->items[i];
            size_t next = text_lines_next(lines, i + 1), at = i;
            bool edge = line->page_start || next == lines->count || lines->items[next].page != line->page;
            unsigned number;
            if (!edge || line->dropped || !line->text.length)
                continue;
            struct bpv_text key = without_number(line->text, &number);
            if (pass == 0) {
                text_map_add(&first, key, &at);
                times[at]++;
            } else if (import_is_page_number(line->text) && document->pages) {
                line->dropped = true;
                import_add_note(document, IMPORT_NOTE_NUMBER, line->page, line->text, nothing);
            } else if (text_map_find(&first, key, &at) && times[at] >= HEAD_TIMES_MIN && key.length >= 3) {
                line->dropped = true;
                import_add_note(document, IMPORT_NOTE_HEAD, line->page, line->text, nothing);
            }
        }
    text_map_release(&first);
    free(times);
}

/* ---- Ornaments ---- */

static void replace_text(struct import_document *document, struct text_line *line, struct bpv_text text)
{
    line->text = pool_copy(&document->pool, text);
    line->width = (unsigned)utf8_code_points(text.start, text.length);
}

static bool is_upper(char byte)
{
    return byte >= 'A' && byte <= 'Z';
}

/* Letters of an ornament that stick to the first word of a page: "VVerbeteragenda". */
static void cut_ornament(struct import_joiner *joiner, struct text_line *line)
{
    size_t capitals = 0, end;
    while (capitals < line->text.length && is_upper(line->text.start[capitals]))
        capitals++;
    for (end = capitals; end < line->text.length && line->text.start[end] >= 'a' && line->text.start[end] <= 'z'; end++)
        continue;
    if (capitals < 2 || capitals > 4 || end - capitals < 3)
        return;
    struct bpv_text word = {line->text.start + capitals - 1, end - capitals + 1};
    if (!import_joiner_knows(joiner, word))
        return;
    struct text_buffer text;
    text_buffer_init(&text, 0);
    text_buffer_printf(&text, "de letters '%.*s' voor '%.*s' zijn weggelaten: versiering?", (int)(capitals - 1),
                       line->text.start, (int)word.length, word.start);
    import_add_note(joiner->document, IMPORT_NOTE_DOUBT, line->page, text_buffer_text(&text), nothing);
    replace_text(joiner->document, line, (struct bpv_text){word.start, line->text.length - capitals + 1});
    text_buffer_release(&text);
}

static bool is_piece(const struct text_line *line)
{
    bool letters = line->width > 0 && line->width <= ROTATED_MAX;
    for (size_t i = 0; i < line->text.length && letters; i++)
        letters = is_upper(line->text.start[i]) || (line->text.start[i] >= 'a' && line->text.start[i] <= 'z');
    return letters;
}

/* A word set sideways comes out in pieces of two or three letters, one on each line. */
static size_t join_rotated(struct import_joiner *joiner, struct text_lines *lines, size_t at)
{
    struct text_buffer word;
    text_buffer_init(&word, 0);
    size_t pieces = 0, end = at;
    for (size_t i = at; i < lines->count && is_piece(&lines->items[i]); i = text_lines_next(lines, i + 1)) {
        text_buffer_append_text(&word, lines->items[i].text);
        pieces++;
        end = i + 1;
    }
    if (pieces >= 3 && import_joiner_knows(joiner, text_buffer_text(&word))) {
        import_add_note(joiner->document, IMPORT_NOTE_JOINED, lines->items[at].page, text_buffer_text(&word),
                        (struct bpv_text){"stond op zijn kant", strlen("stond op zijn kant")});
        replace_text(joiner->document, &lines->items[at], text_buffer_text(&word));
        for (size_t i = at + 1; i < end; i++)
            lines->items[i].dropped = true;
    } else {
        end = at + 1;
    }
    text_buffer_release(&word);
    return end;
}

static void mend_ornaments(struct import_joiner *joiner, struct text_lines *lines)
{
    for (size_t i = 0; i < lines->count; i++) {
        struct text_line *line = &lines->items[i];
        if (line->page_start && line->width <= 2 && line->text.length && !line->dropped && joiner->document->pages) {
            struct text_buffer text;
            text_buffer_init(&text, 0);
            text_buffer_printf(&text, "de losse letters '%.*s' zijn weggelaten: versiering?", (int)line->text.length,
                               line->text.start);
            import_add_note(joiner->document, IMPORT_NOTE_DOUBT, line->page, text_buffer_text(&text), nothing);
            text_buffer_release(&text);
            line->dropped = true;
            size_t next = text_lines_next(lines, i);
            if (next < lines->count && lines->items[next].page == line->page)
                lines->items[next].page_start = true;
        } else if (line->page_start || (line->text.length > 1 && line->text.start[0] == line->text.start[1])) {
            cut_ornament(joiner, line);
        }
    }
    for (size_t i = 0; i < lines->count;)
        i = lines->items[i].dropped ? i + 1 : join_rotated(joiner, lines, i);
}

enum bpv_status text_lines_read(struct import_joiner *joiner, struct bpv_text text, struct text_lines *lines,
                                struct bpv_error *error)
{
    size_t filled, indented;
    bool form_feeds;
    *lines = (struct text_lines){0};
    size_t count = count_lines(text, &filled, &indented, &form_feeds);
    if (count > IMPORT_LINES_MAX)
        return bpv_fail(error, BPV_TOO_LARGE,
                        "het document heeft %zu regels, maximaal %u; splits het in kleinere delen", count,
                        IMPORT_LINES_MAX);
    lines->items = xcalloc(count, sizeof *lines->items);
    /* Text copied from a PDF begins a page with one space, and indents nothing else. */
    lines->pages_guessed = !form_feeds && indented && indented * 20 < filled;
    read_lines(joiner, text, lines->pages_guessed, lines);
    lines->typical = typical_width(lines);
    drop_running_heads(joiner->document, lines);
    if (joiner->document->pages)
        drop_page_edges(joiner->document, lines);
    mend_ornaments(joiner, lines);
    for (size_t i = 0; i < lines->count; i++)
        if (!lines->items[i].dropped && import_is_contents_line(lines->items[i].text)) {
            lines->items[i].dropped = true;
            import_add_note(joiner->document, IMPORT_NOTE_CONTENTS, lines->items[i].page, lines->items[i].text,
                            nothing);
        }
    return BPV_OK;
}
