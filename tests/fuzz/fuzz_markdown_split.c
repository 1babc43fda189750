/*
 * A Markdown file cut into sections and parts, and each part made into HTML. Input: a byte that says whether the corpus
 * is untagged, then the bytes of a file, which go through the file reader.
 * Promises: sections and parts lie in the text, in order, at the lines that are said; no part is too long; parts lose
 * no words; the HTML has our tags only.
 */
#include "fuzz.h"

#include <fcntl.h>
#include <unistd.h>

#include "corpus_file.h"
#include "markdown_passages.h"

#define TEXT(literal) {literal, sizeof(literal) - 1}

static bool resolve(void *context, struct bpv_text url, struct text_buffer *address)
{
    (void)context;
    if (!url.length || url.start[0] == '#')
        return false;
    text_buffer_append_text(address, url);
    return true;
}

static void visit_link(void *context, struct bpv_text url, size_t offset)
{
    const struct bpv_text *text = context;
    fuzz_require(offset <= text->length && fuzz_utf8(url));
}

static void require_part(struct bpv_text part)
{
    struct text_buffer html;
    struct markdown_inspection inspection;
    text_buffer_init(&html, BPV_PASSAGE_HTML_MAX);
    markdown_render(part, resolve, NULL, &html);
    if (!html.overflow)
        fuzz_require_safe_html(text_buffer_text(&html));
    text_buffer_release(&html);
    markdown_inspect(part, visit_link, &part, &inspection);
    fuzz_require(inspection.first_sentence_words <= part.length);
    fuzz_require(markdown_words(part) <= part.length);
}

static unsigned line_of(struct bpv_text body, unsigned first, const char *at)
{
    for (const char *byte = body.start; byte < at; byte++)
        first += *byte == '\n';
    return first;
}

static size_t visible(struct bpv_text text)
{
    size_t count = 0;
    for (size_t i = 0; i < text.length; i++)
        count += !strchr(" \t\n", text.start[i]);
    return count;
}

static void require_section(const struct markdown_section *section, struct bpv_text body, unsigned line)
{
    fuzz_require(fuzz_inside(section->text, body) && fuzz_inside(section->comment, body));
    fuzz_require(fuzz_utf8(section->title) && fuzz_utf8(section->text));
    fuzz_require(section->heading_line >= line && section->line_last >= section->heading_line);
    if (section->text.length)
        fuzz_require(section->text_line == line_of(body, line, section->text.start));
    struct bpv_text left = section->text;
    size_t seen = 0;
    for (size_t i = 0; i < section->part_count; i++) {
        struct bpv_text part = section->parts[i];
        fuzz_require(part.length > 0 && part.length <= BPV_PASSAGE_TEXT_MAX && fuzz_inside(part, left) &&
                     fuzz_utf8(part));
        size_t used = (size_t)(part.start + part.length - left.start);
        left = (struct bpv_text){left.start + used, left.length - used};
        seen += visible(part);
        require_part(part);
    }
    fuzz_require(seen == visible(section->text));
}

static void require_sections(const struct markdown_sections *sections, struct bpv_text body, unsigned line)
{
    fuzz_require(sections->count <= BPV_PASSAGES_PER_FILE_MAX + 1);
    unsigned last = 0;
    for (size_t i = 0; i < sections->count; i++) {
        fuzz_require(sections->items[i].heading_line > last || i == 0);
        last = sections->items[i].line_last;
        require_section(&sections->items[i], body, line);
    }
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    struct fuzz_input input = {data, size};
    bool untagged = fuzz_byte(&input) & 1;
    struct memory_pool pool = {0};
    struct build_report report = {0};
    struct bpv_text shown = TEXT("fuzz.md"), text;
    struct file_parts parts;
    fuzz_write_file("fuzz.md", fuzz_rest(&input));
    int folder = open(fuzz_folder(), O_RDONLY | O_DIRECTORY | O_CLOEXEC);
    if (corpus_file_read(folder, "fuzz.md", BPV_CORPUS_FILE_MAX, untagged, shown, &pool, &report, &text) &&
        corpus_file_split(text, shown, &report, &parts)) {
        fuzz_require(fuzz_inside(parts.front, text) && fuzz_inside(parts.body, text));
        struct markdown_source source = {parts.body, parts.body_line, shown, untagged};
        struct markdown_sections sections;
        if (markdown_read_sections(&source, &pool, &report, &sections))
            require_sections(&sections, parts.body, parts.body_line);
        else
            fuzz_require(report.errors > 0);
    } else {
        fuzz_require(report.errors > 0);
    }
    close(folder);
    build_report_release(&report);
    pool_release(&pool);
    return 0;
}
