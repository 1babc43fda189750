#include "import_sections.h"

#include <string.h>

#include "import_markdown.h"
#include "utf8.h"

#define LEVELS_MAX 16u

static const struct bpv_text nothing = {"", 0};

struct cutting {
    struct import_document *document;
    struct memory_pool *pool;
    struct import_section *sections;
    size_t count;
    struct bpv_text parents[LEVELS_MAX + 1]; /* the headings above, by level */
    struct text_map titles;                  /* folded */
};

void import_settle_title(struct import_document *document, struct bpv_text name)
{
    for (size_t i = 0; i < document->block_count && i < 2 && !document->title.length; i++)
        if (document->blocks[i].kind == IMPORT_HEADING) {
            struct import_block heading = document->blocks[i];
            document->title = heading.text;
            document->blocks[i] = document->blocks[0]; /* a word above the title ("Notitie") comes below it */
            document->blocks[0] = heading;
        }
    if (!document->title.length) {
        struct text_buffer clean;
        text_buffer_init(&clean, 0);
        import_clean(document, name, 0, &clean);
        document->title =
            pool_copy(&document->pool, clean.length ? text_buffer_text(&clean) : (struct bpv_text){"document", 8});
        text_buffer_release(&clean);
    }
    document->title.length = utf8_cut(document->title.start, document->title.length, BPV_TITLE_MAX);
}

static bool title_taken(struct cutting *cutting, struct bpv_text title)
{
    struct text_buffer folded;
    text_buffer_init(&folded, 0);
    utf8_fold(title.start, title.length, &folded);
    size_t number = cutting->count;
    bool taken = !text_map_add(&cutting->titles, pool_copy(cutting->pool, text_buffer_text(&folded)), &number);
    text_buffer_release(&folded);
    return taken;
}

/* A heading that no other section has: with the heading above it in front, or a number behind. */
static struct bpv_text unique_title(struct cutting *cutting, struct bpv_text title, struct bpv_text parent)
{
    title.length = utf8_cut(title.start, title.length, BPV_TITLE_MAX / 2);
    parent.length = utf8_cut(parent.start, parent.length, BPV_TITLE_MAX / 3);
    if (!title_taken(cutting, title))
        return title;
    struct text_buffer longer;
    text_buffer_init(&longer, 0);
    struct bpv_text unique;
    unsigned number = 1;
    do {
        text_buffer_clear(&longer);
        if (parent.length && !text_equal(parent, title)) {
            text_buffer_append_text(&longer, parent);
            text_buffer_append_string(&longer, ": ");
        }
        text_buffer_append_text(&longer, title);
        if (number > 1 || longer.length == title.length)
            text_buffer_printf(&longer, " (%u)", ++number);
        else
            number++;
        unique = pool_copy(cutting->pool, text_buffer_text(&longer));
    } while (title_taken(cutting, unique));
    text_buffer_release(&longer);
    return unique;
}

static struct bpv_text parent_of(const struct cutting *cutting, unsigned level)
{
    while (level > 1)
        if (cutting->parents[--level].length)
            return cutting->parents[level];
    return nothing;
}

/* Adds the blocks from first up to end as a section, under heading (NULL: the text before the first one). */
static void add_section(struct cutting *cutting, const struct import_block *heading, size_t first, size_t end)
{
    const struct import_block *blocks = cutting->document->blocks;
    struct bpv_text title = heading ? heading->text : cutting->document->title;
    unsigned level = heading ? heading->level < LEVELS_MAX ? heading->level : LEVELS_MAX : 1;
    struct bpv_text parent = heading ? parent_of(cutting, level) : nothing;
    cutting->parents[level] = title;
    for (unsigned deeper = level + 1; deeper <= LEVELS_MAX; deeper++)
        cutting->parents[deeper] = nothing;
    if (first == end) {
        if (heading && !text_equal(heading->text, cutting->document->title))
            import_add_note(cutting->document, IMPORT_NOTE_EMPTY, heading->page, heading->text, nothing);
        return;
    }
    struct text_buffer text;
    text_buffer_init(&text, 0);
    import_markdown_blocks(&text, blocks + first, end - first);
    while (text.length && text.data[text.length - 1] == '\n')
        text.length--;
    cutting->sections[cutting->count++] =
        (struct import_section){.title = unique_title(cutting, title, parent),
                                .id = nothing,
                                .text = pool_copy(cutting->pool, text_buffer_text(&text)),
                                .comment = nothing,
                                .page_first = heading ? heading->page : blocks[first].page,
                                .page_last = blocks[end - 1].page};
    text_buffer_release(&text);
}

bool import_cut_sections(struct import_document *document, struct memory_pool *pool, struct import_section **sections,
                         size_t *count)
{
    size_t headings = 0;
    for (size_t i = 0; i < document->block_count; i++)
        headings += document->blocks[i].kind == IMPORT_HEADING;
    if (headings >= BPV_PASSAGES_PER_FILE_MAX)
        return false;
    struct cutting cutting = {
        .document = document, .pool = pool, .sections = pool_take(pool, headings + 1, sizeof **sections)};
    const struct import_block *heading = NULL;
    for (size_t first = 0, at = 0; at <= document->block_count; at++) {
        if (at < document->block_count && document->blocks[at].kind != IMPORT_HEADING)
            continue;
        add_section(&cutting, heading, first, at);
        heading = at < document->block_count ? &document->blocks[at] : NULL;
        first = at + 1;
    }
    text_map_release(&cutting.titles);
    *sections = cutting.sections;
    *count = cutting.count;
    return true;
}
