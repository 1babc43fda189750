#include "corpus_tags.h"

#include <string.h>

#include "utf8.h"

void text_list_clear(struct text_list *list)
{
    text_buffer_clear(&list->bytes);
    list->count = 0;
}

void text_list_release(struct text_list *list)
{
    text_buffer_release(&list->bytes);
    list->count = 0;
}

bool text_list_add(struct text_list *list, struct bpv_text text)
{
    if (list->count == BPV_LIST_MAX)
        return false;
    text_buffer_append_text(&list->bytes, text);
    list->ends[list->count++] = list->bytes.length;
    return true;
}

struct bpv_text text_list_item(const struct text_list *list, size_t number)
{
    size_t begin = number ? list->ends[number - 1] : 0;
    return (struct bpv_text){list->bytes.data ? list->bytes.data + begin : "", list->ends[number] - begin};
}

/* ---- Reading ---- */

struct reader {
    struct bpv_text left;
    struct text_buffer scalar;
};

static char peek(const struct reader *reader)
{
    return reader->left.length ? reader->left.start[0] : '\0';
}

static void skip(struct reader *reader, size_t count)
{
    reader->left.start += count;
    reader->left.length -= count;
}

static size_t line_length(const struct reader *reader)
{
    const char *end = reader->left.length ? memchr(reader->left.start, '\n', reader->left.length) : NULL;
    return end ? (size_t)(end - reader->left.start) : reader->left.length;
}

static void skip_line(struct reader *reader)
{
    size_t length = line_length(reader);
    skip(reader, length < reader->left.length ? length + 1 : length);
}

static void skip_blanks(struct reader *reader)
{
    while (peek(reader) == ' ' || peek(reader) == '\t')
        skip(reader, 1);
}

static bool is_item(const struct reader *reader)
{
    return peek(reader) == '-' && reader->left.length > 1 && strchr(" \t", reader->left.start[1]);
}

/* White space, line ends and comments: what may stand between the values of a list. */
static void skip_space(struct reader *reader)
{
    for (;; skip(reader, 1)) {
        if (peek(reader) == '#')
            skip(reader, line_length(reader));
        if (!reader->left.length || !strchr(" \t\n", peek(reader)))
            return;
    }
}

/* A line end within quotes is one blank. */
static void fold_line(struct reader *reader)
{
    while (reader->scalar.length && reader->scalar.data[reader->scalar.length - 1] == ' ')
        reader->scalar.data[--reader->scalar.length] = '\0';
    skip(reader, 1);
    skip_blanks(reader);
    text_buffer_append_char(&reader->scalar, ' ');
}

/* "\x41" and "\u00e9", of which `digits` come now. */
static bool read_code_point(struct reader *reader, size_t digits)
{
    uint32_t code_point = 0;
    char bytes[4];
    for (; digits; digits--, skip(reader, 1)) {
        static const char hex[] = "0123456789abcdef0123456789ABCDEF";
        const char *digit = peek(reader) ? strchr(hex, peek(reader)) : NULL;
        if (!digit)
            return false;
        code_point = code_point << 4 | ((uint32_t)(digit - hex) & 15);
    }
    text_buffer_append(&reader->scalar, bytes, utf8_encode(code_point, bytes));
    return true;
}

static bool read_escape(struct reader *reader)
{
    char byte = peek(reader);
    if (!byte || !strchr("\"\\/ xu", byte))
        return false;
    skip(reader, 1);
    if (byte == 'x' || byte == 'u')
        return read_code_point(reader, byte == 'x' ? 2 : 4);
    text_buffer_append_char(&reader->scalar, byte);
    return true;
}

static bool read_quoted(struct reader *reader)
{
    char quote = peek(reader);
    skip(reader, 1);
    while (reader->left.length) {
        char byte = peek(reader);
        if (byte == '\n') {
            fold_line(reader);
            continue;
        }
        skip(reader, 1);
        if (byte == quote && quote == '\'' && peek(reader) == '\'')
            skip(reader, 1);
        else if (byte == quote)
            return true;
        if (byte == '\\' && quote == '"') {
            if (!read_escape(reader))
                return false;
        } else {
            text_buffer_append_char(&reader->scalar, byte);
        }
    }
    return false;
}

/* Up to the end of the line or one of `ends`, a comment left out. */
static void read_plain_line(struct reader *reader, const char *ends)
{
    size_t length = 0, line = line_length(reader);
    const char *start = reader->left.start;
    while (length < line && !strchr(ends, start[length]) &&
           !(start[length] == '#' && length && start[length - 1] == ' '))
        length++;
    skip(reader, length);
    while (length && (start[length - 1] == ' ' || start[length - 1] == '\t'))
        length--;
    text_buffer_append(&reader->scalar, start, length);
}

/* True if the next line is indented text and no item of a list: it goes on with the value before it. */
static bool goes_on(const struct reader *reader)
{
    struct reader next = {.left = reader->left};
    if (peek(&next) != '\n')
        return false;
    skip(&next, 1);
    if (peek(&next) != ' ')
        return false;
    skip_blanks(&next);
    return next.left.length && peek(&next) != '\n' && peek(&next) != '#' && !is_item(&next);
}

static bool read_plain(struct reader *reader, const char *ends)
{
    if (!reader->left.length || strchr("|>&*!%@`{[?", peek(reader)))
        return false;
    read_plain_line(reader, ends);
    while (goes_on(reader)) {
        fold_line(reader);
        read_plain_line(reader, ends);
    }
    return true;
}

static bool read_scalar(struct reader *reader, const char *ends, struct text_list *values)
{
    text_buffer_clear(&reader->scalar);
    bool quoted = peek(reader) == '"' || peek(reader) == '\'';
    if (quoted ? !read_quoted(reader) : !read_plain(reader, ends))
        return false;
    struct bpv_text text = text_buffer_text(&reader->scalar);
    while (text.length && text.start[0] == ' ')
        text.start++, text.length--;
    while (text.length && text.start[text.length - 1] == ' ')
        text.length--;
    return text_list_add(values, text);
}

static bool read_flow_list(struct reader *reader, struct text_list *values)
{
    skip(reader, 1);
    for (;;) {
        skip_space(reader);
        if (peek(reader) == ']') {
            skip(reader, 1);
            return true;
        }
        if (!read_scalar(reader, ",]", values))
            return false;
        skip_space(reader);
        if (peek(reader) == ',')
            skip(reader, 1);
        else if (peek(reader) != ']')
            return false;
    }
}

/* True if nothing but a comment is left of the line, which is then skipped. */
static bool end_line(struct reader *reader)
{
    skip_blanks(reader);
    if (reader->left.length && peek(reader) != '\n' && peek(reader) != '#')
        return false;
    skip_line(reader);
    return true;
}

static bool read_block_list(struct reader *reader, struct text_list *values)
{
    while (is_item(reader)) {
        skip(reader, 1);
        skip_blanks(reader);
        if (!read_scalar(reader, "", values) || !end_line(reader))
            return false;
        skip_space(reader);
    }
    return true;
}

static bool read_value(struct reader *reader, struct text_list *values)
{
    skip_blanks(reader);
    if (peek(reader) == '[')
        return read_flow_list(reader, values) && end_line(reader);
    if (peek(reader) != '\n' && peek(reader) != '#')
        return read_scalar(reader, "", values) && end_line(reader);
    skip_space(reader);
    return is_item(reader) && read_block_list(reader, values);
}

/* True if a key begins here; *key without its quotes. */
static bool read_key(struct reader *reader, struct bpv_text *key)
{
    size_t line = line_length(reader);
    const char *colon = line ? memchr(reader->left.start, ':', line) : NULL;
    if (!colon || strchr(" \t#-", peek(reader)))
        return false;
    *key = (struct bpv_text){reader->left.start, (size_t)(colon - reader->left.start)};
    skip(reader, key->length + 1);
    if (key->length > 1 && (key->start[0] == '"' || key->start[0] == '\'') &&
        key->start[key->length - 1] == key->start[0])
        *key = (struct bpv_text){key->start + 1, key->length - 2};
    return true;
}

enum corpus_tag corpus_tag_find(struct bpv_text yaml, const char *key, struct text_list *values)
{
    struct reader reader = {.left = yaml};
    enum corpus_tag result = CORPUS_TAG_ABSENT;
    skip_space(&reader);
    if (peek(&reader) == '{')
        result = CORPUS_TAG_UNREADABLE;
    while (reader.left.length && result == CORPUS_TAG_ABSENT) {
        struct bpv_text found;
        bool begins_line = reader.left.start == yaml.start || reader.left.start[-1] == '\n';
        if (!begins_line || !read_key(&reader, &found)) {
            skip_line(&reader);
            continue;
        }
        text_list_clear(values);
        bool read = read_value(&reader, values);
        if (found.length == strlen(key) && memcmp(found.start, key, found.length) == 0)
            result = read ? CORPUS_TAG_READ : CORPUS_TAG_UNREADABLE;
    }
    text_buffer_release(&reader.scalar);
    return result;
}
