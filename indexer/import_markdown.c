#include "import_markdown.h"

#include <string.h>

#include "utf8.h"

#define LINE_WIDTH 140u
#define WORD_MAX 1000u /* a longer word is cut, so that a line stays within the limit of a corpus file */
#define INDENT 3u      /* spaces per level of a list */
#define LIST_LEVELS_MAX 4u

/* Of ASCII: a byte of another letter could as well be one of a punctuation mark, which makes markup possible. */
static bool is_alphanumeric(char byte)
{
    return (byte >= 'a' && byte <= 'z') || (byte >= 'A' && byte <= 'Z') || (byte >= '0' && byte <= '9');
}

/* Would this byte be markup here? */
static bool is_special(struct bpv_text text, size_t at)
{
    char byte = text.start[at], next = at + 1 < text.length ? text.start[at + 1] : ' ';
    switch (byte) {
    case '\\':
    case '`':
    case '*':
    case '[':
    case ']':
    case '<':
        return true;
    case '&':
        return next == '#' || is_alphanumeric(next);
    case '_':
        return !(at && is_alphanumeric(text.start[at - 1]) && is_alphanumeric(next));
    default:
        return false;
    }
}

static void append_escaped(struct text_buffer *out, struct bpv_text text)
{
    for (size_t at = 0; at < text.length; at++) {
        if (is_special(text, at))
            text_buffer_append_char(out, '\\');
        text_buffer_append_char(out, text.start[at]);
    }
}

/* How many bytes of a word at the start of a line need a backslash before the last of them, or 0: "-", "+", "#", "=",
 * ">", "1." */
static size_t opens_block(struct bpv_text word)
{
    size_t digits = 0;
    while (digits < word.length && word.start[digits] >= '0' && word.start[digits] <= '9')
        digits++;
    if (digits && digits <= 9 && digits + 1 == word.length && (word.start[digits] == '.' || word.start[digits] == ')'))
        return digits + 1;
    if (word.length && strchr("#=>~", word.start[0]))
        return 1;
    if (word.length && (word.start[0] == '-' || word.start[0] == '+')) {
        size_t same = 0;
        while (same < word.length && word.start[same] == word.start[0])
            same++;
        return same == word.length ? 1 : 0;
    }
    return 0;
}

static void append_word(struct text_buffer *out, struct bpv_text word, bool first)
{
    size_t opening = first ? opens_block(word) : 0;
    if (opening) {
        append_escaped(out, (struct bpv_text){word.start, opening - 1});
        text_buffer_append_char(out, '\\');
        text_buffer_append(out, word.start + opening - 1, 1);
        word.start += opening;
        word.length -= opening;
    }
    append_escaped(out, word);
}

/* Wraps text; `used` columns of the first line are taken, later lines begin with indent spaces. */
static void append_wrapped(struct text_buffer *out, struct bpv_text text, size_t used, unsigned indent)
{
    bool first = true;
    for (size_t at = 0; at < text.length;) {
        const char *space = memchr(text.start + at, ' ', text.length - at);
        size_t length = space ? (size_t)(space - text.start) - at : text.length - at, step = length + 1;
        if (length > WORD_MAX)
            step = length = utf8_cut(text.start + at, length, WORD_MAX);
        struct bpv_text word = {text.start + at, length};
        /* Not after a hyphen either: "voor- en nadelen" must not look like a broken word. */
        bool breaks =
            !first && used + 1 + length > LINE_WIDTH && !opens_block(word) && out->data[out->length - 1] != '-';
        if (breaks) {
            text_buffer_append_char(out, '\n');
            for (unsigned i = 0; i < indent; i++)
                text_buffer_append_char(out, ' ');
            used = indent;
        } else if (!first) {
            text_buffer_append_char(out, ' ');
            used++;
        }
        append_word(out, word, first);
        used += utf8_code_points(word.start, word.length);
        first = false;
        at += step;
    }
}

void import_markdown_line(struct text_buffer *out, struct bpv_text text)
{
    append_escaped(out, text);
    /* A row of # at the end of a heading would be its closing mark. */
    if (text.length && text.start[text.length - 1] == '#') {
        out->data[--out->length] = '\0';
        text_buffer_append_string(out, "\\#");
    }
}

static void append_item(struct text_buffer *out, const struct import_block *block, unsigned number)
{
    unsigned level = block->level > LIST_LEVELS_MAX ? LIST_LEVELS_MAX : block->level;
    unsigned indent = level > 1 ? (level - 1) * INDENT : 0;
    struct text_buffer mark;
    text_buffer_init(&mark, 0);
    if (block->ordered)
        text_buffer_printf(&mark, "%u. ", number);
    else
        text_buffer_append_string(&mark, "- ");
    for (unsigned i = 0; i < indent; i++)
        text_buffer_append_char(out, ' ');
    text_buffer_append_text(out, text_buffer_text(&mark));
    append_wrapped(out, block->text, indent + mark.length, indent + (unsigned)mark.length);
    text_buffer_append_char(out, '\n');
    text_buffer_release(&mark);
}

static bool is_line_of_list(const struct import_block *block)
{
    return block->kind == IMPORT_LIST_ITEM || block->kind == IMPORT_TABLE_ROW;
}

void import_markdown_blocks(struct text_buffer *out, const struct import_block *blocks, size_t count)
{
    unsigned numbers[LIST_LEVELS_MAX + 1] = {0};
    for (size_t i = 0; i < count; i++) {
        const struct import_block *block = &blocks[i];
        unsigned level = block->level > LIST_LEVELS_MAX ? LIST_LEVELS_MAX : block->level;
        bool same_list = i && is_line_of_list(block) && block->kind == blocks[i - 1].kind &&
                         (block->ordered == blocks[i - 1].ordered || block->level != blocks[i - 1].level);
        if (i && !same_list) {
            text_buffer_append_char(out, '\n');
            memset(numbers, 0, sizeof numbers);
        }
        for (unsigned deeper = level + 1; deeper <= LIST_LEVELS_MAX; deeper++)
            numbers[deeper] = 0;
        if (is_line_of_list(block)) {
            append_item(out, block, ++numbers[level]);
        } else {
            append_wrapped(out, block->text, 0, 0);
            text_buffer_append_char(out, '\n');
        }
    }
}
