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

/* ---- Where the reader is ---- */

struct reader {
    struct bpv_text left;
    const char *begin;
    size_t indent; /* of the map or list that the values belong to: what goes on with a value stands further in */
    bool flow;     /* within brackets, where nothing has to */
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

static size_t column(const struct reader *reader)
{
    const char *at = reader->left.start;
    while (at > reader->begin && at[-1] != '\n')
        at--;
    return (size_t)(reader->left.start - at);
}

static size_t spaces(const struct reader *reader)
{
    size_t count = 0;
    while (count < reader->left.length && reader->left.start[count] == ' ')
        count++;
    return count;
}

static void skip_blanks(struct reader *reader)
{
    while (peek(reader) == ' ' || peek(reader) == '\t')
        skip(reader, 1);
}

/* True if `mark` stands here, with nothing right behind it. */
static bool is_mark(const struct reader *reader, char mark)
{
    return peek(reader) == mark && (reader->left.length == 1 || strchr(" \t\n", reader->left.start[1]));
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

static bool at_line_end(const struct reader *reader)
{
    return !reader->left.length || peek(reader) == '\n' || peek(reader) == '#';
}

/* True if nothing but a comment is left of the line, which is then skipped. */
static bool end_line(struct reader *reader)
{
    skip_blanks(reader);
    if (!at_line_end(reader))
        return false;
    skip_line(reader);
    return true;
}

/* ---- Quoted and plain values ---- */

/* A line end within a value is one blank. */
static void fold_line(struct reader *reader)
{
    while (reader->scalar.length && reader->scalar.data[reader->scalar.length - 1] == ' ')
        reader->scalar.data[--reader->scalar.length] = '\0';
    skip(reader, 1);
    skip_blanks(reader);
    text_buffer_append_char(&reader->scalar, ' ');
}

static bool append_code_point(struct reader *reader, uint32_t code_point)
{
    char bytes[4];
    if (code_point > 0x10FFFF || (code_point >= 0xD800 && code_point < 0xE000))
        return false;
    text_buffer_append(&reader->scalar, bytes, utf8_encode(code_point, bytes));
    return true;
}

/* "\x41" and "\u00e9", of which `digits` come now. */
static bool read_code_point(struct reader *reader, size_t digits)
{
    uint32_t code_point = 0;
    for (; digits; digits--, skip(reader, 1)) {
        static const char hex[] = "0123456789abcdef0123456789ABCDEF";
        const char *digit = peek(reader) ? strchr(hex, peek(reader)) : NULL;
        if (!digit)
            return false;
        code_point = code_point << 4 | ((uint32_t)(digit - hex) & 15);
    }
    return append_code_point(reader, code_point);
}

static bool read_escape(struct reader *reader)
{
    static const struct {
        char name;
        uint32_t code_point;
    } escapes[] = {{'"', '"'},  {'\\', '\\'}, {'/', '/'},  {' ', ' '},  {'\t', '\t'}, {'t', '\t'},
                   {'n', '\n'}, {'r', '\r'},  {'a', '\a'}, {'b', '\b'}, {'v', '\v'},  {'f', '\f'},
                   {'e', 0x1B}, {'0', 0},     {'N', 0x85}, {'_', 0xA0}, {'L', 0x2028}, {'P', 0x2029}};
    char byte = peek(reader);
    if (!reader->left.length)
        return false;
    skip(reader, 1);
    if (byte == '\n') { /* the value goes on at the first letter of the next line */
        skip_blanks(reader);
        return true;
    }
    if (byte == 'x' || byte == 'u' || byte == 'U')
        return read_code_point(reader, byte == 'x' ? 2 : byte == 'u' ? 4 : 8);
    for (size_t i = 0; i < sizeof escapes / sizeof *escapes; i++)
        if (escapes[i].name == byte)
            return append_code_point(reader, escapes[i].code_point);
    return false;
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

/* Up to the end of the line, or in brackets of the value, a comment left out. */
static void read_plain_line(struct reader *reader)
{
    const char *start = reader->left.start, *ends = reader->flow ? ",]" : "";
    size_t length = 0, line = line_length(reader);
    while (length < line && !strchr(ends, start[length]) &&
           !(start[length] == '#' && length && strchr(" \t", start[length - 1])))
        length++;
    skip(reader, length);
    while (length && (start[length - 1] == ' ' || start[length - 1] == '\t'))
        length--;
    text_buffer_append(&reader->scalar, start, length);
}

/* True if the next line is text that stands further in: it goes on with the value before it. */
static bool goes_on(const struct reader *reader)
{
    struct reader next = {.left = reader->left};
    if (peek(&next) != '\n')
        return false;
    skip(&next, 1);
    size_t indent = spaces(&next);
    skip_blanks(&next);
    return !at_line_end(&next) && (reader->flow || indent > reader->indent);
}

static bool read_plain(struct reader *reader)
{
    if (!reader->left.length || strchr("|>&*!%@`{[", peek(reader)) || is_mark(reader, '?') || is_mark(reader, '-'))
        return false;
    read_plain_line(reader);
    while (goes_on(reader)) {
        fold_line(reader);
        read_plain_line(reader);
    }
    return true;
}

/* ---- Block scalars: `|` keeps the lines, `>` makes one of them ---- */

struct block {
    bool folded, strip;
    size_t indent; /* of its lines; 0: that of the first */
};

/* "|", ">-", "|2-  # comment". The reader is then at the end of that line. */
static bool read_block_head(struct reader *reader, struct block *block)
{
    bool chomped = false;
    *block = (struct block){.folded = peek(reader) == '>'};
    for (skip(reader, 1); peek(reader) && strchr("+-123456789", peek(reader)); skip(reader, 1)) {
        char byte = peek(reader);
        bool is_chomp = byte == '+' || byte == '-';
        if (is_chomp ? chomped : block->indent > 0)
            return false;
        chomped |= is_chomp;
        block->strip |= byte == '-';
        if (!is_chomp)
            block->indent = reader->indent + (size_t)(byte - '0');
    }
    size_t before = reader->left.length;
    skip_blanks(reader);
    if (!at_line_end(reader) || (peek(reader) == '#' && reader->left.length == before))
        return false;
    skip(reader, line_length(reader));
    return true;
}

/* Up to the end of its last line, so that the line ends as that of any value. */
static bool read_block(struct reader *reader)
{
    struct block block;
    size_t breaks = 0; /* line ends since the last text */
    bool any = false;
    if (!read_block_head(reader, &block))
        return false;
    for (struct reader next = *reader; peek(&next) == '\n';) {
        skip(&next, 1);
        breaks++;
        size_t indent = spaces(&next);
        bool blank = indent == line_length(&next);
        if (blank && (!block.indent || indent <= block.indent)) {
            skip(&next, indent);
            continue;
        }
        block.indent = block.indent ? block.indent : indent;
        if (indent < block.indent || indent <= reader->indent)
            break;
        skip(&next, block.indent);
        if (block.folded && strchr(" \t", peek(&next))) /* such lines stay as they are, and the lines around them */
            return false;
        if (any && block.folded && breaks == 1)
            text_buffer_append_char(&reader->scalar, ' ');
        else
            for (breaks -= any && !block.folded ? 0 : 1; breaks; breaks--)
                text_buffer_append_char(&reader->scalar, '\n');
        size_t length = line_length(&next);
        text_buffer_append(&reader->scalar, next.left.start, length);
        skip(&next, length);
        reader->left = next.left;
        breaks = 0;
        any = true;
    }
    if (any && !block.strip)
        text_buffer_append_char(&reader->scalar, '\n');
    return true;
}

/* ---- Values and lists ---- */

static bool read_scalar(struct reader *reader, struct text_list *values)
{
    text_buffer_clear(&reader->scalar);
    char first = peek(reader);
    bool read;
    if (first == '"' || first == '\'')
        read = read_quoted(reader);
    else if ((first == '|' || first == '>') && !reader->flow)
        read = read_block(reader);
    else
        read = read_plain(reader);
    struct bpv_text text = text_buffer_text(&reader->scalar);
    while (text.length && text.start[0] == ' ')
        text.start++, text.length--;
    while (text.length && text.start[text.length - 1] == ' ')
        text.length--;
    return read && text_list_add(values, text);
}

static bool read_flow_items(struct reader *reader, struct text_list *values)
{
    skip(reader, 1);
    for (;;) {
        skip_space(reader);
        if (peek(reader) == ']') {
            skip(reader, 1);
            return true;
        }
        if (!read_scalar(reader, values))
            return false;
        skip_space(reader);
        if (peek(reader) == ',')
            skip(reader, 1);
        else if (peek(reader) != ']')
            return false;
    }
}

static bool read_flow_list(struct reader *reader, struct text_list *values)
{
    reader->flow = true;
    bool read = read_flow_items(reader, values);
    reader->flow = false;
    return read && end_line(reader);
}

/* A value that may begin on a later line, if it stands further in there. */
static bool find_value(struct reader *reader)
{
    skip_blanks(reader);
    if (!at_line_end(reader))
        return true;
    skip_space(reader);
    return reader->left.length && column(reader) > reader->indent;
}

static bool read_block_items(struct reader *reader, struct text_list *values)
{
    while (is_mark(reader, '-') && column(reader) == reader->indent) {
        skip(reader, 1);
        if (!find_value(reader) || !read_scalar(reader, values) || !end_line(reader))
            return false;
        skip_space(reader);
    }
    return true;
}

/* An item may stand as far in as the key of its list. */
static bool read_value(struct reader *reader, struct text_list *values)
{
    bool found = find_value(reader);
    if (is_mark(reader, '-') && (found || column(reader) == reader->indent)) {
        size_t outer = reader->indent;
        reader->indent = column(reader);
        bool read = read_block_items(reader, values);
        reader->indent = outer;
        return read;
    }
    if (found && peek(reader) == '[')
        return read_flow_list(reader, values);
    return found && read_scalar(reader, values) && end_line(reader);
}

/* ---- Keys ---- */

/* True if a key begins here; *key without its quotes. */
static bool read_key(struct reader *reader, struct bpv_text *key)
{
    size_t line = line_length(reader);
    const char *colon = line ? memchr(reader->left.start, ':', line) : NULL;
    if (!colon || strchr(" \t#-", peek(reader)) || is_mark(reader, '?'))
        return false;
    *key = (struct bpv_text){reader->left.start, (size_t)(colon - reader->left.start)};
    skip(reader, key->length + 1);
    while (key->length && strchr(" \t", key->start[key->length - 1]))
        key->length--;
    if (key->length > 1 && (key->start[0] == '"' || key->start[0] == '\'') &&
        key->start[key->length - 1] == key->start[0])
        *key = (struct bpv_text){key->start + 1, key->length - 2};
    return true;
}

/* Keys stand as far in as the first. */
static void begin_map(struct reader *reader, struct bpv_text yaml)
{
    *reader = (struct reader){.left = yaml, .begin = yaml.start};
    skip_space(reader);
    reader->indent = column(reader);
}

/* True where a line begins, but for its indent. */
static bool begins_line(const struct reader *reader)
{
    const char *start = reader->left.start - column(reader);
    for (const char *at = start; at < reader->left.start; at++)
        if (*at != ' ')
            return false;
    return true;
}

enum corpus_tag corpus_tag_find(struct bpv_text yaml, const char *key, struct text_list *values)
{
    struct reader reader;
    enum corpus_tag result = CORPUS_TAG_ABSENT;
    begin_map(&reader, yaml);
    bool strange = peek(&reader) == '{'; /* any key may be in what is not read as keys */
    while (reader.left.length && result == CORPUS_TAG_ABSENT) {
        struct bpv_text found;
        if (begins_line(&reader))
            skip(&reader, spaces(&reader));
        strange |= column(&reader) == reader.indent && is_mark(&reader, '?');
        if (!begins_line(&reader) || column(&reader) != reader.indent || !read_key(&reader, &found)) {
            skip_line(&reader);
            continue;
        }
        strange |= memchr(found.start, '\\', found.length) != NULL;
        text_list_clear(values);
        bool read = read_value(&reader, values);
        if (found.length == strlen(key) && memcmp(found.start, key, found.length) == 0)
            result = read ? CORPUS_TAG_READ : CORPUS_TAG_UNREADABLE;
    }
    text_buffer_release(&reader.scalar);
    return result == CORPUS_TAG_ABSENT && strange ? CORPUS_TAG_UNREADABLE : result;
}
