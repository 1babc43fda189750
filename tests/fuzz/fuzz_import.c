/*
 * A document that is imported. Input: a byte that chooses who wrote it (plain text, pandoc's HTML, pdftohtml's XML),
 * then its bytes.
 * Promises: what is refused has a text; blocks are lines of clean UTF-8 that stay the same when they are cleaned again;
 * sections have titles of their own, and text; nothing in a paragraph becomes markup: the page shows its words, no more
 * and no less.
 */
#include "fuzz.h"

#include "import_markdown.h"
#include "import_pandoc.h"
#include "import_pdf.h"
#include "import_sections.h"
#include "import_text.h"
#include "markdown_passages.h"

static bool no_link(void *context, struct bpv_text url, struct text_buffer *address)
{
    (void)context;
    (void)url;
    (void)address;
    fuzz_failed(__FILE__, __LINE__, "there are no links in imported text");
}

static void append_visible(struct text_buffer *out, struct bpv_text text)
{
    for (size_t i = 0; i < text.length; i++)
        if (!strchr(" \t\n", text.start[i]) || !text.start[i])
            text_buffer_append_char(out, text.start[i]);
}

/* What a page shows of this HTML, without spaces. */
static void append_shown(struct text_buffer *out, struct bpv_text html)
{
    static const struct {
        const char *entity, *text;
    } entities[] = {{"&amp;", "&"}, {"&lt;", "<"}, {"&gt;", ">"}, {"&quot;", "\""}};
    for (size_t at = 0; at < html.length;) {
        size_t i = 0, left = html.length - at;
        while (i < 4 && (left < strlen(entities[i].entity) ||
                         memcmp(html.start + at, entities[i].entity, strlen(entities[i].entity)) != 0))
            i++;
        if (html.start[at] == '<') {
            const char *end = memchr(html.start + at, '>', left);
            fuzz_require(end != NULL);
            at = (size_t)(end - html.start) + 1;
        } else if (i < 4) {
            text_buffer_append_string(out, entities[i].text);
            at += strlen(entities[i].entity);
        } else {
            append_visible(out, (struct bpv_text){html.start + at++, 1});
        }
    }
}

static void require_same(struct bpv_text one, struct bpv_text other)
{
    fuzz_require(one.length == other.length && (!one.length || memcmp(one.start, other.start, one.length) == 0));
}

/* A block by itself, as Markdown and then as the page. */
static void require_words(const struct import_block *block)
{
    struct text_buffer markdown, html, shown, meant;
    text_buffer_init(&markdown, 0);
    text_buffer_init(&html, BPV_PASSAGE_HTML_MAX);
    text_buffer_init(&shown, 0);
    text_buffer_init(&meant, 0);
    import_markdown_blocks(&markdown, block, 1);
    markdown_render(text_buffer_text(&markdown), no_link, NULL, &html);
    if (!html.overflow) {
        fuzz_require_safe_html(text_buffer_text(&html));
        append_shown(&shown, text_buffer_text(&html));
        append_visible(&meant, block->text);
        require_same(text_buffer_text(&shown), text_buffer_text(&meant));
    }
    text_buffer_release(&markdown);
    text_buffer_release(&html);
    text_buffer_release(&shown);
    text_buffer_release(&meant);
}

static void require_clean(struct import_document *document, struct bpv_text text)
{
    struct text_buffer again;
    fuzz_require(text.length > 0 && fuzz_utf8(text));
    for (size_t i = 0; i < text.length; i++)
        fuzz_require((unsigned char)text.start[i] >= ' ');
    text_buffer_init(&again, 0);
    import_clean(document, text, 0, &again);
    require_same(import_trim(text_buffer_text(&again)), text);
    text_buffer_release(&again);
}

static void require_sections(struct import_document *document)
{
    struct memory_pool pool = {0};
    struct import_section *sections = NULL;
    size_t count = 0;
    import_settle_title(document, (struct bpv_text){"stuk", 4});
    fuzz_require(document->title.length > 0);
    if (import_cut_sections(document, &pool, &sections, &count)) {
        for (size_t i = 0; i < count; i++) {
            fuzz_require(sections[i].title.length > 0 && sections[i].text.length > 0);
            fuzz_require(fuzz_utf8(sections[i].title) && fuzz_utf8(sections[i].text));
            for (size_t j = 0; j < i && j < 32; j++)
                fuzz_require(sections[i].title.length != sections[j].title.length ||
                             memcmp(sections[i].title.start, sections[j].title.start, sections[i].title.length) != 0);
        }
    }
    pool_release(&pool);
}

static enum bpv_status read_document(struct import_joiner *joiner, uint8_t kind, struct bpv_text bytes,
                                     struct bpv_error *error)
{
    if (kind == 0)
        return import_text(joiner, bytes, error);
    if (kind == 2)
        return import_pdf_xml(joiner, bytes, error);
    import_pandoc_html(joiner->document, bytes);
    return BPV_OK;
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    struct fuzz_input input = {data, size};
    struct import_document document;
    struct import_joiner joiner;
    struct bpv_error error = {0};
    uint8_t kind = fuzz_byte(&input) % 3;
    import_document_init(&document);
    import_joiner_init(&joiner, &document, NULL);
    enum bpv_status status = read_document(&joiner, kind, fuzz_rest(&input), &error);
    fuzz_require(status == BPV_OK || (error.status == status && strlen(error.text) > 10));
    for (size_t i = 0; status == BPV_OK && i < document.block_count; i++) {
        require_clean(&document, document.blocks[i].text);
        if (document.blocks[i].kind == IMPORT_PARAGRAPH)
            require_words(&document.blocks[i]);
    }
    if (status == BPV_OK)
        require_sections(&document);
    import_joiner_release(&joiner);
    import_document_release(&document);
    return 0;
}
