#include "import_previous.h"

#include <errno.h>
#include <fcntl.h>
#include <string.h>
#include <sys/stat.h>

#include "corpus_file.h"
#include "front_matter.h"
#include "markdown_passages.h"
#include "utf8.h"

static struct bpv_text id_of(struct front_matter_context *context, const struct markdown_section *section)
{
    struct tree_node *map = NULL;
    if (!section->has_comment || section->broken ||
        !front_matter_parse(context, section->comment, section->comment_line, true, true, &map))
        return (struct bpv_text){"", 0};
    const struct tree_node *id = front_matter_id(map);
    return id && id->kind == TREE_SCALAR ? id->text : (struct bpv_text){"", 0};
}

static void read_sections(struct memory_pool *pool, struct build_report *report, const struct file_parts *parts,
                          struct bpv_text path, struct previous_file *previous)
{
    struct front_matter_context context = {pool, report, path, NULL, NULL};
    struct markdown_source source = {parts->body, parts->body_line, path, false};
    struct markdown_sections sections;
    if (!markdown_read_sections(&source, pool, report, &sections))
        return;
    previous->sections = pool_take(pool, sections.count, sizeof *previous->sections);
    previous->count = sections.count;
    for (size_t i = 0; i < sections.count; i++) {
        const struct markdown_section *section = &sections.items[i];
        previous->sections[i] = (struct previous_section){
            section->title, id_of(&context, section),
            section->has_comment ? section->comment : (struct bpv_text){"", 0}, section->text, false};
    }
}

enum bpv_status import_previous_read(struct memory_pool *pool, struct bpv_text path, struct previous_file *previous,
                                     struct bpv_error *error)
{
    *previous = (struct previous_file){.exists = false};
    struct stat status;
    if (lstat(path.start, &status) != 0 && errno == ENOENT) /* pool texts end with a NUL */
        return BPV_OK;
    struct build_report report = {0};
    struct file_parts parts;
    enum bpv_status result = BPV_OK;
    if (corpus_file_read(AT_FDCWD, path.start, BPV_CORPUS_FILE_MAX, false, path, pool, &report, &previous->bytes) &&
        corpus_file_split(previous->bytes, path, &report, &parts)) {
        previous->exists = true;
        previous->front = parts.has_front ? parts.front : (struct bpv_text){"", 0};
        read_sections(pool, &report, &parts, path, previous);
    }
    if (report.errors)
        result = bpv_fail(error, BPV_INVALID,
                          "%s is er al, maar is geen goed corpusbestand; verbeter het of haal het weg", path.start);
    build_report_release(&report);
    return result;
}

static bool same_folded(struct bpv_text a, struct bpv_text b)
{
    struct text_buffer first, second;
    text_buffer_init(&first, 0);
    text_buffer_init(&second, 0);
    utf8_fold(a.start, a.length, &first);
    utf8_fold(b.start, b.length, &second);
    bool same = text_equal(text_buffer_text(&first), text_buffer_text(&second));
    text_buffer_release(&first);
    text_buffer_release(&second);
    return same;
}

struct previous_section *import_previous_take(struct previous_file *previous, struct bpv_text title,
                                              struct bpv_text text, bool by_text)
{
    for (size_t i = 0; i < previous->count; i++) {
        struct previous_section *section = &previous->sections[i];
        bool same = by_text ? text_equal(section->text, text) : same_folded(section->title, title);
        if (!section->used && same) {
            section->used = true;
            return section;
        }
    }
    return NULL;
}
