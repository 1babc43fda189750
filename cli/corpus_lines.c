#include "corpus_lines.h"

#include <errno.h>
#include <fcntl.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "cli_output.h"

/* A path of the index must stay inside the corpus. */
static bool is_inside(struct bpv_text path)
{
    if (!path.length || path.start[0] == '/' || memchr(path.start, '\0', path.length))
        return false;
    for (size_t at = 0; at < path.length;) {
        const char *slash = memchr(path.start + at, '/', path.length - at);
        size_t length = slash ? (size_t)(slash - path.start) - at : path.length - at;
        if (length == 2 && memcmp(path.start + at, "..", 2) == 0)
            return false;
        at += length + 1;
    }
    return true;
}

static bool read_all(int descriptor, size_t size, struct text_buffer *bytes)
{
    char block[16384];
    while (bytes->length <= size) {
        ssize_t count = read(descriptor, block, sizeof block);
        if (count == 0)
            return true;
        if (count < 0 && errno == EINTR)
            continue;
        if (count < 0)
            return false;
        text_buffer_append(bytes, block, (size_t)count);
    }
    return true;
}

/* CRLF and lone CR become LF, as the indexer does; a byte order mark is no part of the first line. */
static void normalise(struct text_buffer *bytes)
{
    size_t to = 0, from = bytes->length >= 3 && memcmp(bytes->data, "\357\273\277", 3) == 0 ? 3 : 0;
    for (; from < bytes->length; from++) {
        bool before_lf = bytes->data[from] == '\r' && from + 1 < bytes->length && bytes->data[from + 1] == '\n';
        if (!before_lf)
            bytes->data[to++] = bytes->data[from] == '\r' ? '\n' : bytes->data[from];
    }
    if (bytes->data)
        bytes->data[to] = '\0';
    bytes->length = to;
}

enum corpus_read corpus_file_load(struct corpus_file *file, const char *directory, struct bpv_text path,
                                  const char **reason)
{
    struct text_buffer full = {0};
    enum corpus_read result = CORPUS_READ_FAILED;
    int descriptor = -1;
    *reason = "het pad in de index wijst buiten het corpus";
    if (!is_inside(path))
        goto cleanup;
    text_buffer_append_string(&full, directory);
    text_buffer_append_char(&full, '/');
    text_buffer_append_text(&full, path);
    if (file->loaded && full.length == file->path.length && memcmp(full.data, file->path.data, full.length) == 0) {
        result = CORPUS_READ_OK;
        goto cleanup;
    }
    file->loaded = false;
    struct stat status;
    descriptor = open(full.data, O_RDONLY | O_NOFOLLOW | O_NONBLOCK | O_CLOEXEC);
    if (descriptor < 0 || fstat(descriptor, &status) != 0) {
        result = errno == ENOENT || errno == ENOTDIR ? CORPUS_READ_ABSENT : CORPUS_READ_FAILED;
        *reason = result == CORPUS_READ_ABSENT ? "het bestand staat niet in het corpus" : bpv_errno_text(errno);
        goto cleanup;
    }
    *reason = "geen gewoon bestand, of te groot";
    if (!S_ISREG(status.st_mode) || status.st_size > (off_t)BPV_CORPUS_FILE_MAX)
        goto cleanup;
    text_buffer_clear(&file->bytes);
    *reason = "kan het bestand niet lezen";
    if (!read_all(descriptor, BPV_CORPUS_FILE_MAX, &file->bytes))
        goto cleanup;
    normalise(&file->bytes);
    text_buffer_clear(&file->path);
    text_buffer_append_text(&file->path, text_buffer_text(&full));
    file->loaded = true;
    result = CORPUS_READ_OK;
cleanup:
    if (descriptor >= 0)
        close(descriptor);
    text_buffer_release(&full);
    return result;
}

void corpus_file_release(struct corpus_file *file)
{
    text_buffer_release(&file->path);
    text_buffer_release(&file->bytes);
    file->loaded = false;
}

/* The place where line number `line` begins, counted from `at`, which is the begin of line 1; text.length + 1 past the
 * end. */
static size_t line_start(struct bpv_text text, uint32_t line)
{
    size_t at = 0;
    for (uint32_t i = 1; i < line; i++) {
        const char *end = at < text.length ? memchr(text.start + at, '\n', text.length - at) : NULL;
        if (!end)
            return text.length + 1;
        at = (size_t)(end - text.start) + 1;
    }
    return at;
}

static struct bpv_text first_line(struct bpv_text text)
{
    const char *end = text.length ? memchr(text.start, '\n', text.length) : NULL;
    return (struct bpv_text){text.start, end ? (size_t)(end - text.start) : text.length};
}

static void drop(struct bpv_text *text, size_t count)
{
    count = count < text->length ? count : text->length;
    text->start += count;
    text->length -= count;
}

static bool is_blank(struct bpv_text line)
{
    for (size_t i = 0; i < line.length; i++)
        if (line.start[i] != ' ' && line.start[i] != '\t')
            return false;
    return true;
}

static void drop_blank_lines(struct bpv_text *text)
{
    while (text->length && is_blank(first_line(*text)))
        drop(text, first_line(*text).length + 1);
}

static void trim_end(struct bpv_text *text)
{
    while (text->length) {
        size_t start = text->length;
        while (start > 0 && text->start[start - 1] != '\n')
            start--;
        if (!is_blank((struct bpv_text){text->start + start, text->length - start}))
            return;
        text->length = start ? start - 1 : 0;
    }
}

static struct bpv_text without_marks(struct bpv_text heading)
{
    struct bpv_text text = heading;
    while (text.length && text.start[0] == '#')
        drop(&text, 1);
    while (text.length && (text.start[0] == ' ' || text.start[0] == '\t'))
        drop(&text, 1);
    size_t closing = text.length;
    while (closing && strchr("# \t", text.start[closing - 1]))
        closing--;
    /* "## C#" ends in no mark: a closing one stands apart. */
    bool closed = closing < text.length && strchr(" \t", text.start[closing]);
    return closed || !closing ? (struct bpv_text){text.start, closing} : text;
}

/* "## Heading", or a line underlined with === or ---. */
static struct bpv_text take_heading(struct bpv_text *text)
{
    struct bpv_text line = first_line(*text), rest = *text;
    if (line.length && line.start[0] == '#') {
        drop(text, line.length + 1);
        return without_marks(line);
    }
    drop(&rest, line.length + 1);
    struct bpv_text under = first_line(rest);
    bool underlined = line.length && under.length && strchr("=-", under.start[0]);
    for (size_t i = 0; i < under.length && underlined; i++)
        underlined = under.start[i] == under.start[0];
    if (!underlined)
        return (struct bpv_text){"", 0};
    drop(text, line.length + 1 + under.length + 1);
    return without_marks(line);
}

static void drop_blanks(struct bpv_text *text)
{
    while (text->length && (text->start[0] == ' ' || text->start[0] == '\t'))
        drop(text, 1);
}

static bool take(struct bpv_text *text, const char *word)
{
    size_t length = strlen(word);
    if (text->length < length || memcmp(text->start, word, length) != 0)
        return false;
    drop(text, length);
    return true;
}

/* "<!-- passage", with any blanks. */
static struct bpv_text take_comment(struct bpv_text *text)
{
    struct bpv_text nothing = {"", 0}, comment = *text;
    drop_blanks(&comment);
    if (!take(&comment, "<!--"))
        return nothing;
    drop_blanks(&comment);
    if (!take(&comment, "passage") || (comment.length && !strchr(" \t\n", comment.start[0])))
        return nothing;
    const char *end = memmem(comment.start, comment.length, "-->", 3);
    if (!end)
        return nothing;
    comment.length = (size_t)(end - comment.start);
    drop(text, (size_t)(end - text->start) + 3);
    return comment;
}

bool corpus_section(const struct corpus_file *file, uint32_t first, uint32_t last, struct corpus_section *section)
{
    struct bpv_text all = text_buffer_text(&file->bytes), nothing = {"", 0};
    *section = (struct corpus_section){nothing, nothing, nothing};
    if (first < 1 || last < first || last == UINT32_MAX)
        return false;
    size_t start = line_start(all, first), end = line_start(all, last + 1);
    if (start >= all.length)
        return false;
    struct bpv_text *text = &section->text;
    *text = (struct bpv_text){all.start + start, (end > all.length ? all.length : end) - start};
    section->heading = take_heading(text);
    drop_blank_lines(text);
    section->comment = take_comment(text);
    drop_blank_lines(text);
    trim_end(text);
    return true;
}

static bool is_dashes(struct bpv_text line)
{
    while (line.length > 3 && (line.start[line.length - 1] == ' ' || line.start[line.length - 1] == '\t'))
        line.length--;
    return line.length == 3 && memcmp(line.start, "---", 3) == 0;
}

struct bpv_text corpus_front_matter(const struct corpus_file *file)
{
    struct bpv_text left = text_buffer_text(&file->bytes);
    if (!is_dashes(first_line(left)))
        return (struct bpv_text){"", 0};
    drop(&left, first_line(left).length + 1);
    const char *begin = left.start;
    while (left.length) {
        struct bpv_text line = first_line(left);
        if (is_dashes(line))
            return (struct bpv_text){begin, (size_t)(line.start - begin)};
        drop(&left, line.length + 1);
    }
    return (struct bpv_text){"", 0};
}

bool corpus_section_has(struct bpv_text section, struct bpv_text text)
{
    while (text.length && section.length >= text.length) {
        const char *found = memmem(section.start, section.length, text.start, text.length);
        if (!found)
            return false;
        const char *end = found + text.length;
        bool whole_lines =
            (found == section.start || found[-1] == '\n') && (end == section.start + section.length || *end == '\n');
        if (whole_lines)
            return true;
        drop(&section, (size_t)(found - section.start) + 1);
    }
    return false;
}
