#include "import_pdf.h"

#include <stdlib.h>
#include <string.h>

#include "import_child.h"
#include "import_pdf_blocks.h"
#include "import_xml.h"

#define FONTS_MAX 4096

struct pdf_reading {
    struct import_document *document;
    struct pdf_pages pages;
    int sizes[FONTS_MAX]; /* of the types, by number */
    bool bold[FONTS_MAX];
    unsigned page;
    size_t on_page;
};

static bool contains(struct bpv_text text, const char *word)
{
    return text.length && memmem(text.start, text.length, word, strlen(word)) != NULL;
}

static void read_font(struct pdf_reading *reading, const struct xml_token *token)
{
    int number = xml_number(token, "id", -1);
    struct bpv_text family = {"", 0};
    xml_attribute(token, "family", &family);
    if (number < 0 || number >= FONTS_MAX)
        return;
    reading->sizes[number] = xml_number(token, "size", 0);
    reading->bold[number] =
        contains(family, "Bold") || contains(family, "bold") || contains(family, "Black") || contains(family, "Heavy");
}

/* The text up to </text>; *bold when all of it is. */
static void read_content(struct xml_reader *reader, struct text_buffer *raw, bool *bold)
{
    struct xml_token token;
    unsigned depth = 0;
    size_t plain = 0;
    for (xml_next(reader, &token); token.kind != XML_END; xml_next(reader, &token)) {
        if (token.kind == XML_CLOSE && text_is(token.name, "text"))
            break;
        if (token.kind == XML_OPEN && text_is(token.name, "b") && !token.closed)
            depth++;
        else if (token.kind == XML_CLOSE && text_is(token.name, "b") && depth)
            depth--;
        if (token.kind != XML_TEXT)
            continue;
        plain += depth ? 0 : import_trim(token.text).length;
        xml_append_text(raw, token.text);
    }
    *bold = plain == 0;
}

static void read_piece(struct pdf_reading *reading, struct xml_reader *reader, const struct xml_token *token)
{
    struct text_buffer raw, clean;
    text_buffer_init(&raw, IMPORT_BLOCK_TEXT_MAX);
    text_buffer_init(&clean, IMPORT_BLOCK_TEXT_MAX);
    struct pdf_piece piece = {
        .left = xml_number(token, "left", 0), .top = xml_number(token, "top", 0), .page = reading->page};
    int font = xml_number(token, "font", -1), height = xml_number(token, "height", 0);
    piece.right = piece.left + xml_number(token, "width", 0);
    piece.bottom = piece.top + (height > 0 ? height : 1);
    piece.size = font >= 0 && font < FONTS_MAX && reading->sizes[font] > 0 ? reading->sizes[font]
                 : height > 0                                              ? height
                                                                           : 1;
    read_content(reader, &raw, &piece.bold);
    piece.bold = piece.bold || (font >= 0 && font < FONTS_MAX && reading->bold[font]);
    import_clean_line(reading->document, text_buffer_text(&raw), reading->page, &clean);
    piece.text = pool_copy(&reading->document->pool, text_buffer_text(&clean));
    if (piece.text.length && reading->page && ++reading->on_page <= IMPORT_PAGE_LINES_MAX)
        pdf_pages_add(&reading->pages, &piece);
    else if (piece.text.length && reading->page)
        reading->document->too_large = true;
    text_buffer_release(&raw);
    text_buffer_release(&clean);
}

static void read_page(struct pdf_reading *reading, const struct xml_token *token)
{
    reading->on_page = 0;
    if (reading->pages.page_count == IMPORT_PAGES_MAX) {
        reading->document->too_large = true;
        reading->page = 0;
        return;
    }
    reading->page = ++reading->pages.page_count;
    int height = xml_number(token, "height", 0);
    reading->pages.page_height[reading->page] = height > 0 ? height : 1;
}

enum bpv_status import_pdf_xml(struct import_joiner *joiner, struct bpv_text xml, struct bpv_error *error)
{
    struct pdf_reading *reading = xcalloc(1, sizeof *reading);
    struct xml_reader reader = {xml, 0};
    struct xml_token token;
    enum bpv_status status = BPV_OK;
    reading->document = joiner->document;
    for (xml_next(&reader, &token); token.kind != XML_END; xml_next(&reader, &token)) {
        if (token.kind != XML_OPEN)
            continue;
        if (text_is(token.name, "page"))
            read_page(reading, &token);
        else if (text_is(token.name, "fontspec"))
            read_font(reading, &token);
        else if (text_is(token.name, "text") && !token.closed)
            read_piece(reading, &reader, &token);
        if (reading->pages.count > IMPORT_LINES_MAX)
            break;
    }
    joiner->document->pages = reading->pages.page_count;
    if (reading->pages.count > IMPORT_LINES_MAX || joiner->document->too_large) {
        status = bpv_fail(error, BPV_TOO_LARGE,
                          "dit document is te groot om in een keer over te nemen; splits het in kleinere delen");
    } else {
        pdf_pages_drop_heads(&reading->pages, joiner->document);
        pdf_pages_order(&reading->pages, joiner->document);
        import_pdf_blocks(joiner, &reading->pages);
    }
    pdf_pages_release(&reading->pages);
    free(reading);
    return status;
}

/* Poppler says what is wrong on stderr; what an author can do about it depends on that. */
static enum bpv_status explain(const struct import_child *child, enum import_child_end end, struct bpv_text complaints,
                               struct bpv_error *error)
{
    if (end == IMPORT_CHILD_FAILED && contains(complaints, "Incorrect password"))
        return bpv_fail(
            error, BPV_INVALID,
            "deze PDF is beveiligd met een wachtwoord; sla hem op zonder wachtwoord en probeer het opnieuw");
    return import_child_error(child, end, error);
}

enum bpv_status import_pdf(struct import_joiner *joiner, int descriptor, struct bpv_error *error)
{
    static const char *const arguments[] = {
        "pdftohtml", "-xml", "-i", "-stdout", "-enc", "UTF-8", IMPORT_CHILD_DOCUMENT_NAME, NULL};
    const struct import_child child = {arguments, "poppler-utils", descriptor};
    struct text_buffer output, complaints;
    text_buffer_init(&output, IMPORT_OUTPUT_MAX);
    text_buffer_init(&complaints, IMPORT_COMPLAINTS_MAX);
    enum import_child_end end = import_child_run(&child, &output, &complaints);
    enum bpv_status status = BPV_OK;
    if (end != IMPORT_CHILD_GOOD)
        status = explain(&child, end, text_buffer_text(&complaints), error);
    else
        status = import_pdf_xml(joiner, text_buffer_text(&output), error);
    text_buffer_release(&output);
    text_buffer_release(&complaints);
    return status;
}
