#include "markdown_passages.h"

#include <cmark.h>
#include <stdlib.h>
#include <string.h>

#include "utf8.h"

struct lines {
    size_t *starts; /* offset of each line; one more at the end: the length of the text */
    size_t count;
};

struct border {    /* where a block begins */
    unsigned line; /* within the body, from 0 */
    bool top;      /* a block of the document; otherwise an item of a list */
};

struct splitter {
    const struct markdown_source *source;
    struct memory_pool *pool;
    struct build_report *report;
    struct lines lines;
    struct border *borders;
    size_t border_count;
    struct markdown_sections *sections;
};

static struct lines index_lines(struct memory_pool *pool, struct bpv_text text)
{
    size_t count = 1;
    for (size_t i = 0; i < text.length; i++)
        count += text.start[i] == '\n';
    struct lines lines = {pool_take(pool, count + 1, sizeof(size_t)), 0};
    lines.starts[lines.count++] = 0;
    for (size_t i = 0; i < text.length; i++)
        if (text.start[i] == '\n')
            lines.starts[lines.count++] = i + 1;
    lines.starts[lines.count] = text.length;
    if (lines.starts[lines.count - 1] == text.length)
        lines.count--;
    return lines;
}

/* A line of the body, without its LF. */
static struct bpv_text line_text(const struct splitter *splitter, size_t line)
{
    size_t begin = splitter->lines.starts[line], end = splitter->lines.starts[line + 1];
    if (end > begin && splitter->source->body.start[end - 1] == '\n')
        end--;
    return (struct bpv_text){splitter->source->body.start + begin, end - begin};
}

static struct bpv_text trim(struct bpv_text text)
{
    while (text.length && (text.start[0] == ' ' || text.start[0] == '\t'))
        text.start++, text.length--;
    while (text.length && (text.start[text.length - 1] == ' ' || text.start[text.length - 1] == '\t'))
        text.length--;
    return text;
}

static bool is_blank(struct bpv_text line)
{
    return trim(line).length == 0;
}

static struct place place_at(const struct splitter *splitter, size_t line)
{
    return (struct place){splitter->source->shown, splitter->source->line + (unsigned)line, 1};
}

/* Length of a list mark at the start of text with the space after it, or 0. */
static size_t list_mark(struct bpv_text text)
{
    size_t at = 0;
    if (text.length && strchr("-*+", text.start[0])) {
        at = 1;
    } else {
        while (at < text.length && at < 9 && text.start[at] >= '0' && text.start[at] <= '9')
            at++;
        at = at && at < text.length && (text.start[at] == '.' || text.start[at] == ')') ? at + 1 : 0;
    }
    return at && (at == text.length || text.start[at] == ' ' || text.start[at] == '\t') ? at : 0;
}

static bool check_nesting(const struct splitter *splitter, size_t line)
{
    struct bpv_text text = line_text(splitter, line);
    unsigned marks = 0, indent = 0;
    while (text.length) {
        size_t used = list_mark(text);
        bool space = text.start[0] == ' ' || text.start[0] == '\t';
        if (!used && !space && text.start[0] != '>')
            break;
        indent += space;
        marks += !space;
        used = used ? used : 1;
        text.start += used;
        text.length -= used;
    }
    if (marks <= BPV_MARKDOWN_NESTING_MAX && indent <= BPV_MARKDOWN_INDENT_MAX)
        return true;
    report_error(splitter->report, place_at(splitter, line),
                 "meer dan %u lijsten of citaten in elkaar, of meer dan %u spaties vooraan; schrijf gewone tekst",
                 BPV_MARKDOWN_NESTING_MAX, BPV_MARKDOWN_INDENT_MAX);
    return false;
}

/* cmark needs quadratic time on open brackets within one paragraph and on deep nesting, so both are refused before it
 * runs. */
static bool check_cost(const struct splitter *splitter)
{
    unsigned open = 0;
    for (size_t line = 0; line < splitter->lines.count; line++) {
        struct bpv_text text = line_text(splitter, line);
        if (!check_nesting(splitter, line))
            return false;
        if (is_blank(text))
            open = 0;
        for (size_t i = 0; i < text.length; i++) {
            if (text.start[i] == '\\')
                i++;
            else if (text.start[i] == ']' && open)
                open--;
            else if (text.start[i] == '[' && ++open > BPV_MARKDOWN_NESTING_MAX) {
                struct place place = place_at(splitter, line);
                place.column = (unsigned)utf8_code_points(text.start, i) + 1;
                report_error(splitter->report, place,
                             "meer dan %u open haakjes [ in een alinea; sluit ze of haal ze weg",
                             BPV_MARKDOWN_NESTING_MAX);
                return false;
            }
        }
    }
    return true;
}

/* ---- The document's blocks ---- */

static bool is_section_heading(const struct splitter *splitter, cmark_node *node)
{
    if (cmark_node_get_type(node) != CMARK_NODE_HEADING)
        return false;
    int level = cmark_node_get_heading_level(node);
    return splitter->source->untagged ? level <= 3 : level == 2;
}

static size_t node_line(cmark_node *node)
{
    int line = cmark_node_get_start_line(node);
    return line > 0 ? (size_t)line - 1 : 0;
}

static struct bpv_text heading_text(struct memory_pool *pool, cmark_node *heading)
{
    struct text_buffer plain;
    text_buffer_init(&plain, 0);
    cmark_iter *iterator = cmark_iter_new(heading);
    cmark_event_type event;
    while ((event = cmark_iter_next(iterator)) != CMARK_EVENT_DONE) {
        cmark_node *node = cmark_iter_get_node(iterator);
        cmark_node_type type = cmark_node_get_type(node);
        if (event != CMARK_EVENT_ENTER)
            continue;
        if (type == CMARK_NODE_TEXT || type == CMARK_NODE_CODE)
            text_buffer_append_string(&plain, cmark_node_get_literal(node));
        else if (type == CMARK_NODE_SOFTBREAK || type == CMARK_NODE_LINEBREAK)
            text_buffer_append_char(&plain, ' ');
    }
    cmark_iter_free(iterator);
    struct bpv_text title = pool_copy(pool, trim(text_buffer_text(&plain)));
    text_buffer_release(&plain);
    return title;
}

/* The line after a heading: the next one, or the one after the underlining. */
static size_t line_after_heading(const struct splitter *splitter, size_t line)
{
    struct bpv_text first = trim(line_text(splitter, line));
    size_t marks = 0;
    while (marks < first.length && first.start[marks] == '#')
        marks++;
    if (marks && marks <= 6 && (marks == first.length || first.start[marks] == ' ' || first.start[marks] == '\t'))
        return line + 1;
    while (++line < splitter->lines.count) {
        struct bpv_text text = trim(line_text(splitter, line));
        size_t i = 0;
        while (i < text.length && (text.start[i] == '=' || text.start[i] == '-') && text.start[i] == text.start[0])
            i++;
        if (text.length && i == text.length)
            return line + 1;
    }
    return line;
}

static void add_borders(struct splitter *splitter, cmark_node *block)
{
    splitter->borders[splitter->border_count++] = (struct border){(unsigned)node_line(block), true};
    if (cmark_node_get_type(block) != CMARK_NODE_LIST)
        return;
    for (cmark_node *item = cmark_node_first_child(block); item; item = cmark_node_next(item))
        splitter->borders[splitter->border_count++] = (struct border){(unsigned)node_line(item), false};
}

static void check_loose_block(struct splitter *splitter, cmark_node *block)
{
    cmark_node_type type = cmark_node_get_type(block);
    bool title = type == CMARK_NODE_HEADING && cmark_node_get_heading_level(block) == 1;
    bool comment = type == CMARK_NODE_HTML_BLOCK && strncmp(cmark_node_get_literal(block), "<!--", 4) == 0 &&
                   strncmp(cmark_node_get_literal(block), "<!-- passage", 12) != 0;
    if (!splitter->source->untagged && !title && !comment)
        report_error(splitter->report, place_at(splitter, node_line(block)),
                     "deze tekst staat voor de eerste ##-kop en hoort bij geen passage; zet er een ##-kop boven");
}

/* Notes where sections and blocks begin; false when there are too many sections. */
static bool find_sections(struct splitter *splitter, cmark_node *document)
{
    size_t capacity = 0, blocks = 0;
    for (cmark_node *block = cmark_node_first_child(document); block; block = cmark_node_next(block)) {
        capacity += is_section_heading(splitter, block);
        blocks++;
        for (cmark_node *item = cmark_node_first_child(block); item; item = cmark_node_next(item))
            blocks++;
    }
    if (capacity > BPV_PASSAGES_PER_FILE_MAX) {
        report_error(splitter->report, place_at(splitter, 0), "%zu koppen in een bestand, maximaal %u; verdeel het",
                     capacity, BPV_PASSAGES_PER_FILE_MAX);
        return false;
    }
    struct markdown_section *items = pool_take(splitter->pool, capacity + 1, sizeof *items);
    splitter->borders = pool_take(splitter->pool, blocks, sizeof *splitter->borders);
    size_t count = 0;
    for (cmark_node *block = cmark_node_first_child(document); block; block = cmark_node_next(block)) {
        size_t line = node_line(block);
        add_borders(splitter, block);
        if (is_section_heading(splitter, block)) {
            items[count++] = (struct markdown_section){.title = heading_text(splitter->pool, block),
                                                       .level = (unsigned)cmark_node_get_heading_level(block),
                                                       .heading_line = (unsigned)line,
                                                       .body_line = (unsigned)line_after_heading(splitter, line)};
        } else if (!count) {
            check_loose_block(splitter, block);
            if (splitter->source->untagged)
                items[count++] = (struct markdown_section){
                    .title = {"", 0}, .heading_line = (unsigned)line, .body_line = (unsigned)line};
        } else if (!splitter->source->untagged && cmark_node_get_type(block) == CMARK_NODE_HEADING &&
                   cmark_node_get_heading_level(block) == 1) {
            report_error(splitter->report, place_at(splitter, line),
                         "een kop met een # mag hier niet; gebruik ## voor een passage");
        }
    }
    *splitter->sections = (struct markdown_sections){items, count};
    return true;
}

/* ---- One section ---- */

/* Is this the line that opens a passage comment? Then *after is what follows the word. */
static bool opens_comment(struct bpv_text line, struct bpv_text *after)
{
    struct bpv_text text = trim(line);
    if (text.length < 4 || memcmp(text.start, "<!--", 4) != 0)
        return false;
    text = trim((struct bpv_text){text.start + 4, text.length - 4});
    if (text.length < 7 || memcmp(text.start, "passage", 7) != 0)
        return false;
    *after = (struct bpv_text){text.start + 7, text.length - 7};
    return !after->length || after->start[0] == ' ' || after->start[0] == '\t';
}

/* Reads the comment that opens on *line, up to line `end`; *line becomes the line after it. */
static void read_comment(struct splitter *splitter, struct markdown_section *section, struct bpv_text after,
                         size_t *line, size_t end)
{
    const char *begin = after.start, *limit = splitter->source->body.start + splitter->lines.starts[end];
    const char *close = memmem(begin, (size_t)(limit - begin), "-->", 3);
    section->has_comment = true;
    section->comment = (struct bpv_text){begin, 0};
    section->comment_line = splitter->source->line + (unsigned)*line;
    if (!close) {
        report_error(splitter->report, place_at(splitter, *line),
                     "dit passage-blok sluit niet; zet een regel --> na de laatste sleutel");
        section->broken = true;
        *line = end;
        return;
    }
    section->comment.length = (size_t)(close - begin);
    while (splitter->lines.starts[*line + 1] <= (size_t)(close - splitter->source->body.start))
        (*line)++;
    struct bpv_text last = line_text(splitter, *line);
    struct bpv_text rest = {close + 3, (size_t)(last.start + last.length - (close + 3))};
    if (!is_blank(rest))
        report_error(splitter->report, place_at(splitter, *line),
                     "na --> mag op deze regel niets meer staan; begin een nieuwe regel");
    (*line)++;
}

static size_t skip_blank(const struct splitter *splitter, size_t line, size_t end)
{
    while (line < end && is_blank(line_text(splitter, line)))
        line++;
    return line;
}

static void check_stray_comments(const struct splitter *splitter, size_t line, size_t end)
{
    struct bpv_text after;
    for (; line < end; line++)
        if (opens_comment(line_text(splitter, line), &after))
            report_error(
                splitter->report, place_at(splitter, line),
                "dit passage-blok staat niet direct onder een ##-kop; zet het daar, of zet er een ##-kop boven");
}

static void fill_section(struct splitter *splitter, struct markdown_section *section, size_t end)
{
    size_t heading = section->heading_line, line = skip_blank(splitter, section->body_line, end);
    struct bpv_text after;
    if (!splitter->source->untagged && line < end && opens_comment(line_text(splitter, line), &after)) {
        read_comment(splitter, section, after, &line, end);
        line = skip_blank(splitter, line, end);
    }
    if (!splitter->source->untagged)
        check_stray_comments(splitter, line, end);
    size_t last = end;
    while (last > heading + 1 && is_blank(line_text(splitter, last - 1)))
        last--;
    section->line_last = splitter->source->line + (unsigned)last - 1;
    section->heading_line = splitter->source->line + (unsigned)heading;
    section->body_line += splitter->source->line;
    section->text_line = splitter->source->line + (unsigned)line;
    section->text = (struct bpv_text){"", 0};
    if (line < last) {
        struct bpv_text final = line_text(splitter, last - 1);
        const char *begin = splitter->source->body.start + splitter->lines.starts[line];
        section->text = (struct bpv_text){begin, (size_t)(final.start + final.length - begin)};
    }
}

/* ---- Parts ---- */

/* The best place to cut bytes [begin, limit): a block, then an item, a line, a space, a character. */
static size_t find_cut(const struct splitter *splitter, size_t begin, size_t limit)
{
    size_t block = 0, item = 0, line = 0, space = 0, low = 0, high = splitter->border_count;
    const size_t *starts = splitter->lines.starts;
    while (low < high) { /* the first border after begin */
        size_t middle = (low + high) / 2;
        if (starts[splitter->borders[middle].line] <= begin)
            low = middle + 1;
        else
            high = middle;
    }
    for (size_t i = low; i < splitter->border_count && starts[splitter->borders[i].line] <= limit; i++) {
        if (splitter->borders[i].top)
            block = starts[splitter->borders[i].line];
        else
            item = starts[splitter->borders[i].line];
    }
    const char *text = splitter->source->body.start;
    for (size_t at = limit; at > begin + BPV_PASSAGE_TEXT_MAX / 4 && !line; at--) {
        if (text[at - 1] == '\n')
            line = at;
        else if (text[at - 1] == ' ' && !space)
            space = at;
    }
    size_t least = begin + BPV_PASSAGE_TEXT_MAX / 4;
    if (block > least)
        return block;
    if (item > least)
        return item;
    if (block > begin)
        return block;
    if (item > begin)
        return item;
    if (line || space)
        return line ? line : space;
    return begin + utf8_cut(text + begin, limit - begin + 1, limit - begin);
}

/* Without blank lines at both ends; the lines that stay are whole. */
static struct bpv_text trim_lines(struct bpv_text text)
{
    size_t begin = 0, end = 0, line = 0;
    bool blank = true, found = false;
    for (size_t i = 0; i <= text.length; i++) {
        if (i < text.length && text.start[i] != '\n') {
            blank = blank && (text.start[i] == ' ' || text.start[i] == '\t');
            continue;
        }
        if (!blank) {
            begin = found ? begin : line;
            end = i;
            found = true;
        }
        line = i + 1;
        blank = true;
    }
    return (struct bpv_text){text.start + begin, end - begin};
}

static void cut_parts(struct splitter *splitter, struct markdown_section *section)
{
    const char *body = splitter->source->body.start;
    size_t begin = section->text.length ? (size_t)(section->text.start - body) : 0, end = begin + section->text.length;
    size_t capacity = 4;
    struct bpv_text *parts = xcalloc(capacity, sizeof *parts);
    while (begin < end) {
        size_t cut =
            end - begin <= BPV_PASSAGE_TEXT_MAX ? end : find_cut(splitter, begin, begin + BPV_PASSAGE_TEXT_MAX);
        struct bpv_text part = trim_lines((struct bpv_text){body + begin, cut - begin});
        begin = cut;
        if (!part.length)
            continue;
        if (section->part_count == capacity) {
            capacity *= 2;
            parts = xrealloc(parts, capacity * sizeof *parts);
        }
        parts[section->part_count++] = part;
    }
    section->parts = pool_take(splitter->pool, section->part_count, sizeof *parts);
    if (section->part_count)
        memcpy(section->parts, parts, section->part_count * sizeof *parts);
    free(parts);
}

bool markdown_read_sections(const struct markdown_source *source, struct memory_pool *pool, struct build_report *report,
                            struct markdown_sections *sections)
{
    *sections = (struct markdown_sections){NULL, 0};
    struct splitter splitter = {.source = source, .pool = pool, .report = report, .sections = sections};
    splitter.lines = index_lines(pool, source->body);
    if (!check_cost(&splitter))
        return false;
    cmark_node *document = cmark_parse_document(source->body.start, source->body.length, CMARK_OPT_DEFAULT);
    bool found = find_sections(&splitter, document);
    cmark_node_free(document);
    if (!found)
        return false;
    for (size_t i = 0; i < sections->count; i++) {
        size_t end = i + 1 < sections->count ? sections->items[i + 1].heading_line : splitter.lines.count;
        fill_section(&splitter, &sections->items[i], end);
        cut_parts(&splitter, &sections->items[i]);
    }
    return true;
}
