#include "import_pandoc.h"

#include <string.h>

#include "import_child.h"
#include "import_xml.h"

struct html_reading {
    struct import_document *document;
    struct text_buffer raw;
    enum import_kind kind;
    unsigned level;   /* of the heading */
    unsigned lists;   /* lists open around here */
    uint64_t ordered; /* bit n: list n is numbered */
    bool title;
    unsigned tables, cells;
    struct text_buffer row;
};

/* Elements whose text is no text of the document. */
static bool is_skipped(struct bpv_text name)
{
    static const char *const names[] = {"head", "style", "script", "svg", "nav", "template"};
    for (size_t i = 0; i < sizeof names / sizeof *names; i++)
        if (text_is(name, names[i]))
            return true;
    return false;
}

static unsigned heading_level(struct bpv_text name)
{
    return name.length == 2 && name.start[0] == 'h' && name.start[1] >= '1' && name.start[1] <= '6'
               ? (unsigned)(name.start[1] - '0')
               : 0;
}

/* Ends the block that is open, if it has text. */
static void flush(struct html_reading *reading)
{
    struct text_buffer clean;
    text_buffer_init(&clean, 0);
    import_clean(reading->document, text_buffer_text(&reading->raw), 0, &clean);
    struct bpv_text text = import_trim(text_buffer_text(&clean));
    bool ordered = reading->lists && reading->lists < 64 && reading->ordered >> reading->lists & 1;
    if (reading->raw.overflow)
        reading->document->too_large = true;
    if (reading->title && text.length && !reading->document->title.length) {
        reading->document->title = pool_copy(&reading->document->pool, text);
    } else if (import_is_contents_line(text)) {
        import_add_note(reading->document, IMPORT_NOTE_CONTENTS, 0, text, (struct bpv_text){"", 0});
    } else {
        struct import_block block = {.kind = reading->kind,
                                     .level = reading->kind == IMPORT_HEADING ? reading->level
                                              : reading->lists                ? reading->lists
                                                                              : 1,
                                     .ordered = ordered && reading->kind == IMPORT_LIST_ITEM,
                                     .text = text};
        import_add_block(reading->document, &block);
    }
    text_buffer_clear(&reading->raw);
    text_buffer_release(&clean);
    reading->title = false;
    reading->kind = IMPORT_PARAGRAPH;
}

/* ---- Tables: one block per row of the outermost table ---- */

static void end_cell(struct html_reading *reading)
{
    struct text_buffer clean;
    text_buffer_init(&clean, 0);
    import_clean(reading->document, text_buffer_text(&reading->raw), 0, &clean);
    if (clean.length && reading->cells)
        text_buffer_append_string(&reading->row, " | ");
    if (clean.length) {
        text_buffer_append_text(&reading->row, text_buffer_text(&clean));
        reading->cells++;
    }
    text_buffer_clear(&reading->raw);
    text_buffer_release(&clean);
}

static void end_row(struct html_reading *reading)
{
    struct import_block row = {.kind = reading->cells > 1 ? IMPORT_TABLE_ROW : IMPORT_PARAGRAPH,
                               .level = 1,
                               .text = text_buffer_text(&reading->row)};
    import_add_block(reading->document, &row);
    reading->document->too_large = reading->document->too_large || reading->row.overflow;
    text_buffer_clear(&reading->row);
    reading->cells = 0;
}

static void table_tag(struct html_reading *reading, const struct xml_token *token)
{
    bool open = token->kind == XML_OPEN;
    if (text_is(token->name, "table")) {
        if (open && !reading->tables)
            flush(reading);
        reading->tables += open ? 1 : 0;
        if (!open && reading->tables)
            reading->tables--;
    } else if (reading->tables == 1 && !open && (text_is(token->name, "td") || text_is(token->name, "th"))) {
        end_cell(reading);
    } else if (reading->tables == 1 && !open && text_is(token->name, "tr")) {
        end_row(reading);
    } else {
        text_buffer_append_char(&reading->raw, ' ');
    }
}

/* ---- The rest ---- */

static bool is_block(struct bpv_text name)
{
    static const char *const names[] = {"p",  "div", "blockquote", "pre", "section", "dl",  "dt",
                                        "dd", "hr",  "li",         "ul",  "ol",      "body"};
    for (size_t i = 0; i < sizeof names / sizeof *names; i++)
        if (text_is(name, names[i]))
            return true;
    return heading_level(name) > 0;
}

static void block_tag(struct html_reading *reading, const struct xml_token *token)
{
    bool open = token->kind == XML_OPEN, list = text_is(token->name, "ul") || text_is(token->name, "ol");
    struct bpv_text class;
    /* A paragraph directly inside an item belongs to the item. */
    if (text_is(token->name, "p") && open && reading->kind == IMPORT_LIST_ITEM && !reading->raw.length)
        return;
    flush(reading);
    if (list && open && reading->lists < IMPORT_DEPTH_MAX) {
        reading->lists++;
        if (reading->lists < 64)
            reading->ordered = (reading->ordered & ~(1ull << reading->lists)) |
                               ((uint64_t)text_is(token->name, "ol") << reading->lists);
    } else if (list && !open && reading->lists) {
        reading->lists--;
    } else if (open && text_is(token->name, "li")) {
        reading->kind = IMPORT_LIST_ITEM;
    } else if (open && heading_level(token->name)) {
        reading->kind = IMPORT_HEADING;
        reading->level = heading_level(token->name);
        reading->title = xml_attribute(token, "class", &class) && text_is(class, "title");
    }
}

/* Passes over an element with all that is in it. */
static void skip_element(struct xml_reader *reader, struct bpv_text name)
{
    struct xml_token token;
    unsigned depth = 1;
    while (depth) {
        xml_next(reader, &token);
        if (token.kind == XML_END)
            return;
        if (token.kind != XML_TEXT && text_equal(token.name, name) && !token.closed)
            depth += token.kind == XML_OPEN ? 1u : (unsigned)-1;
    }
}

void import_pandoc_html(struct import_document *document, struct bpv_text html)
{
    struct html_reading reading = {.document = document, .kind = IMPORT_PARAGRAPH};
    struct xml_reader reader = {html, 0};
    struct xml_token token;
    text_buffer_init(&reading.raw, 4 * IMPORT_BLOCK_TEXT_MAX);
    text_buffer_init(&reading.row, 4 * IMPORT_BLOCK_TEXT_MAX);
    for (xml_next(&reader, &token); token.kind != XML_END; xml_next(&reader, &token)) {
        bool in_table = reading.tables || text_is(token.name, "table");
        if (token.kind == XML_TEXT)
            xml_append_text(&reading.raw, token.text);
        else if (token.kind == XML_OPEN && !token.closed && is_skipped(token.name))
            skip_element(&reader, token.name);
        else if (in_table && (is_block(token.name) || text_is(token.name, "table") || text_is(token.name, "tr") ||
                              text_is(token.name, "td") || text_is(token.name, "th")))
            table_tag(&reading, &token);
        else if (!in_table && is_block(token.name))
            block_tag(&reading, &token);
        else if (text_is(token.name, "br"))
            text_buffer_append_char(&reading.raw, ' ');
    }
    flush(&reading);
    text_buffer_release(&reading.raw);
    text_buffer_release(&reading.row);
}

enum bpv_status import_pandoc(struct import_document *document, const char *format, int descriptor,
                              struct bpv_error *error)
{
    const char *const arguments[] = {"pandoc",      "--sandbox",
                                     "--quiet",     "--standalone",
                                     "--wrap=none", "--from",
                                     format,        "--to",
                                     "html4",       IMPORT_CHILD_DOCUMENT_NAME,
                                     "+RTS",        "-M448m",
                                     "-RTS",        NULL};
    const struct import_child child = {arguments, "pandoc", descriptor};
    struct text_buffer output, complaints;
    text_buffer_init(&output, IMPORT_OUTPUT_MAX);
    text_buffer_init(&complaints, IMPORT_COMPLAINTS_MAX);
    enum import_child_end end = import_child_run(&child, &output, &complaints);
    enum bpv_status status = BPV_OK;
    if (end != IMPORT_CHILD_GOOD)
        status = import_child_error(&child, end, error);
    else
        import_pandoc_html(document, text_buffer_text(&output));
    text_buffer_release(&output);
    text_buffer_release(&complaints);
    return status;
}
