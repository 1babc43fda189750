#include "terminal_markdown.h"

#include <string.h>

#define INDENT_MAX 24u

struct inline_writer {
    struct terminal_flow *flow;
    struct bpv_text text; /* the whole passage; positions below are in it */
    unsigned style;
};

static bool is_space(char byte) { return byte == ' ' || byte == '\n' || byte == '\t'; }

static void put_plain(struct inline_writer *writer, size_t start, size_t end)
{
    terminal_flow_put(writer->flow, (struct bpv_text){writer->text.start + start, end - start}, writer->style);
}

static size_t find_byte(struct bpv_text text, size_t start, size_t end, char byte)
{
    const char *found = start < end ? memchr(text.start + start, byte, end - start) : NULL;
    return found ? (size_t)(found - text.start) : end;
}

/* The length of an emphasis mark at this place: 0 when it is an ordinary character. */
static size_t emphasis_mark(struct bpv_text text, size_t at, size_t end)
{
    char byte = text.start[at];
    if (byte != '*' && byte != '_' && byte != '`')
        return 0;
    size_t length = 1;
    while (at + length < end && text.start[at + length] == byte)
        length++;
    bool space_before = at == 0 || is_space(text.start[at - 1]);
    bool space_after = at + length >= text.length || is_space(text.start[at + length]);
    if (space_before && space_after)
        return 0;
    bool inside_word = byte == '_' && !space_before && !space_after && at + length < text.length &&
                       strchr("_*.,;:!?)", text.start[at + length]) == NULL &&
                       strchr("(*\"", text.start[at - 1]) == NULL;
    return inside_word ? 0 : length;
}

static void put_inline(struct inline_writer *writer, size_t start, size_t end);

/* [label](target): the label, then where it leads to. Returns the end of the link, or start when it is none. */
static size_t put_link(struct inline_writer *writer, size_t start, size_t end)
{
    size_t label = start + (writer->text.start[start] == '!');
    if (label >= end || writer->text.start[label] != '[')
        return start;
    size_t close = find_byte(writer->text, label, end, ']');
    if (close + 1 >= end || writer->text.start[close + 1] != '(')
        return start;
    size_t stop = find_byte(writer->text, close, end, ')');
    if (stop >= end)
        return start;
    put_inline(writer, label + 1, close);
    struct bpv_text target = {writer->text.start + close + 2, stop - close - 2};
    bool inner = target.length && target.start[0] == '#'; /* the id of a passage: what `bpv show` takes */
    terminal_flow_string(writer->flow, inner ? " [" : " (", writer->style);
    terminal_flow_put(writer->flow, (struct bpv_text){target.start + inner, target.length - inner}, writer->style);
    terminal_flow_string(writer->flow, inner ? "]" : ")", writer->style);
    return stop + 1;
}

/* <https://...> without its brackets. */
static size_t put_address(struct inline_writer *writer, size_t start, size_t end)
{
    size_t stop = find_byte(writer->text, start, end, '>');
    const char *inside = writer->text.start + start + 1;
    size_t length = stop - start - 1;
    if (stop >= end || (!memmem(inside, length, "://", 3) && !memchr(inside, '@', length)) ||
        memchr(inside, ' ', length))
        return start;
    put_plain(writer, start + 1, stop);
    return stop + 1;
}

static size_t put_entity(struct inline_writer *writer, size_t start, size_t end)
{
    static const struct {
        const char *name, *text;
    } entities[] = {{"&amp;", "&"}, {"&lt;", "<"}, {"&gt;", ">"}, {"&quot;", "\""}, {"&nbsp;", "\302\240"}};
    for (size_t i = 0; i < sizeof entities / sizeof entities[0]; i++) {
        size_t length = strlen(entities[i].name);
        if (end - start >= length && memcmp(writer->text.start + start, entities[i].name, length) == 0) {
            terminal_flow_string(writer->flow, entities[i].text, writer->style);
            return start + length;
        }
    }
    return start;
}

/* Two spaces or a backslash before a line end ask for a new line. */
static bool is_hard_break(struct bpv_text text, size_t at)
{
    return text.start[at] == '\n' && ((at >= 2 && text.start[at - 1] == ' ' && text.start[at - 2] == ' ') ||
                                      (at >= 1 && text.start[at - 1] == '\\'));
}

/* What is special at this place is written; returns the place after it, or `at` when nothing is special. */
static size_t put_special(struct inline_writer *writer, size_t at, size_t end)
{
    char byte = writer->text.start[at];
    bool escapes = byte == '\\' && at + 1 < end && strchr("\\`*_{}[]()#+-.!|<>&\n", writer->text.start[at + 1]);
    if (escapes) {
        if (writer->text.start[at + 1] == '\n')
            return at + 1;
        put_plain(writer, at + 1, at + 2);
        return at + 2;
    }
    if (is_hard_break(writer->text, at)) {
        terminal_flow_break(writer->flow);
        return at + 1;
    }
    if (byte == '[' || byte == '!')
        return put_link(writer, at, end);
    if (byte == '<')
        return put_address(writer, at, end);
    if (byte == '&')
        return put_entity(writer, at, end);
    return at + emphasis_mark(writer->text, at, end);
}

static bool may_be_special(char byte)
{
    switch (byte) {
    case '\\':
    case '\n':
    case '[':
    case '!':
    case '<':
    case '&':
    case '*':
    case '_':
    case '`':
        return true;
    default:
        return false;
    }
}

static void put_inline(struct inline_writer *writer, size_t start, size_t end)
{
    size_t plain = start, at = start;
    while (at < end) {
        if (!may_be_special(writer->text.start[at])) {
            at++;
            continue;
        }
        put_plain(writer, plain, at);
        size_t after = put_special(writer, at, end);
        plain = after;
        at = after > at ? after : at + 1;
    }
    put_plain(writer, plain, end);
}

enum line_kind {
    LINE_BLANK,
    LINE_TEXT,
    LINE_BULLET,
    LINE_NUMBER,
    LINE_HEADING,
    LINE_QUOTE,
    LINE_TABLE,
    LINE_FENCE,
    LINE_RULE
};

struct line {
    size_t start, end;        /* without the line end */
    size_t indent;            /* columns of white space before it */
    size_t content;           /* where the text begins, after the mark */
    size_t mark, mark_length; /* "-", "12." */
    enum line_kind kind;
};

static bool is_rule(const char *line, size_t length)
{
    size_t count = 0;
    for (size_t i = 0; i < length; i++) {
        if (line[i] != line[0] && line[i] != ' ')
            return false;
        count += line[i] == line[0];
    }
    return count >= 3 && strchr("-*_", line[0]);
}

static void classify(struct bpv_text text, struct line *line, size_t at)
{
    const char *start = text.start + at;
    size_t length = line->end - at, mark = 0;
    line->content = line->mark = at;
    line->kind = LINE_TEXT;
    if (length == 0) {
        line->kind = LINE_BLANK;
    } else if (length >= 3 && (memcmp(start, "```", 3) == 0 || memcmp(start, "~~~", 3) == 0)) {
        line->kind = LINE_FENCE;
    } else if (is_rule(start, length)) {
        line->kind = LINE_RULE;
    } else if (*start == '|') {
        line->kind = LINE_TABLE;
    } else if (*start == '>') {
        line->kind = LINE_QUOTE;
        line->content = at + 1;
    } else if (*start == '#') {
        while (mark < length && start[mark] == '#')
            mark++;
        if (mark <= 6 && mark < length && start[mark] == ' ') {
            line->kind = LINE_HEADING;
            line->content = at + mark + 1;
        }
    } else if (length >= 2 && strchr("-*+", *start) && start[1] == ' ') {
        line->kind = LINE_BULLET;
        line->mark_length = 1;
        line->content = at + 2;
    } else {
        while (mark < length && mark < 9 && start[mark] >= '0' && start[mark] <= '9')
            mark++;
        if (mark && mark + 1 < length && (start[mark] == '.' || start[mark] == ')') && start[mark + 1] == ' ') {
            line->kind = LINE_NUMBER;
            line->mark_length = mark + 1;
            line->content = at + mark + 2;
        }
    }
}

/* Reads the line at `start` and returns where the next one begins. */
static size_t read_line(struct bpv_text text, size_t start, struct line *line)
{
    *line = (struct line){.start = start, .end = find_byte(text, start, text.length, '\n')};
    size_t next = line->end < text.length ? line->end + 1 : text.length;
    size_t at = start;
    while (at < line->end && (text.start[at] == ' ' || text.start[at] == '\t'))
        line->indent += text.start[at++] == '\t' ? 4 : 1;
    classify(text, line, at);
    return next;
}

struct block_writer {
    const struct terminal *terminal;
    struct bpv_text text;
    size_t indent;
    size_t item_indent; /* columns to the text of the list item that is open; 0 outside lists */
    bool written, blank, after_item;
};

static void spaces(char prefix[TERMINAL_PREFIX_MAX], size_t count)
{
    memset(prefix, ' ', count);
    prefix[count] = '\0';
}

static void put_block(struct block_writer *writer, const char *first, const char *next, size_t start, size_t end,
                      unsigned style)
{
    struct terminal_flow flow;
    terminal_flow_begin(&flow, writer->terminal, first, next);
    struct inline_writer inner = {.flow = &flow, .text = writer->text, .style = style};
    put_inline(&inner, start, end);
    terminal_flow_end(&flow);
    writer->written = true;
}

/* Lines that go on with the paragraph or item that began before them. */
static size_t paragraph_end(struct bpv_text text, size_t next, size_t end, size_t *after)
{
    struct line line;
    while (next < text.length) {
        size_t following = read_line(text, next, &line);
        if (line.kind != LINE_TEXT)
            break;
        end = line.end;
        next = following;
    }
    *after = next;
    return end;
}

static size_t put_item(struct block_writer *writer, const struct line *line, size_t next)
{
    char first[TERMINAL_PREFIX_MAX], hang[TERMINAL_PREFIX_MAX];
    size_t before = writer->indent + (line->indent < INDENT_MAX ? line->indent : INDENT_MAX);
    size_t mark_columns = line->mark_length;
    spaces(first, before);
    if (line->kind == LINE_BULLET)
        memcpy(first + before, "•", sizeof "•");
    else
        memcpy(first + before, writer->text.start + line->mark, mark_columns);
    size_t used = before + (line->kind == LINE_BULLET ? strlen("•") : mark_columns);
    first[used] = ' ';
    first[used + 1] = '\0';
    writer->item_indent = before - writer->indent + mark_columns + 1;
    spaces(hang, writer->indent + writer->item_indent);
    size_t after;
    size_t end = paragraph_end(writer->text, next, line->end, &after);
    put_block(writer, first, hang, line->content, end, TERMINAL_PLAIN);
    return after;
}

static size_t put_text(struct block_writer *writer, const struct line *line, size_t next)
{
    char prefix[TERMINAL_PREFIX_MAX];
    bool in_item = line->indent >= 2 && writer->item_indent;
    if (!in_item)
        writer->item_indent = 0;
    spaces(prefix, writer->indent + writer->item_indent);
    size_t after;
    size_t end = paragraph_end(writer->text, next, line->end, &after);
    put_block(writer, prefix, prefix, line->content, end, TERMINAL_PLAIN);
    return after;
}

static void put_table_row(struct block_writer *writer, const struct line *line)
{
    char first[TERMINAL_PREFIX_MAX], hang[TERMINAL_PREFIX_MAX];
    bool ruler = true;
    for (size_t i = line->content; i < line->end && ruler; i++)
        ruler = strchr("|-: ", writer->text.start[i]) != NULL;
    if (ruler)
        return;
    spaces(first, writer->indent);
    spaces(hang, writer->indent + 2);
    struct terminal_flow flow;
    terminal_flow_begin(&flow, writer->terminal, first, hang);
    struct inline_writer inner = {.flow = &flow, .text = writer->text};
    size_t cell = line->content + 1;
    while (cell < line->end) {
        size_t stop = find_byte(writer->text, cell, line->end, '|');
        if (cell > line->content + 1)
            terminal_flow_string(&flow, " │ ", TERMINAL_PLAIN);
        put_inline(&inner, cell, stop);
        cell = stop + 1;
    }
    terminal_flow_end(&flow);
    writer->written = true;
}

/* The lines of a code block stand as they are. Returns the place after the closing fence. */
static size_t put_code(struct block_writer *writer, size_t next)
{
    struct line line;
    while (next < writer->text.length) {
        next = read_line(writer->text, next, &line);
        if (line.kind == LINE_FENCE)
            break;
        char prefix[TERMINAL_PREFIX_MAX];
        spaces(prefix, writer->indent + 2);
        text_buffer_append_string(writer->terminal->out, prefix);
        cli_append_safe(writer->terminal->out,
                        (struct bpv_text){writer->text.start + line.start, line.end - line.start});
        text_buffer_append_char(writer->terminal->out, '\n');
    }
    writer->written = true;
    return next;
}

static void put_prefixed(struct block_writer *writer, const struct line *line, const char *mark, unsigned style)
{
    char prefix[TERMINAL_PREFIX_MAX];
    spaces(prefix, writer->indent);
    memcpy(prefix + writer->indent, mark, strlen(mark) + 1);
    put_block(writer, prefix, prefix, line->content, line->end, style);
}

static size_t put_line(struct block_writer *writer, const struct line *line, size_t next)
{
    bool item = line->kind == LINE_BULLET || line->kind == LINE_NUMBER;
    if (writer->blank && writer->written && !(item && writer->after_item))
        terminal_blank_line(writer->terminal);
    writer->blank = false;
    writer->after_item = item;
    switch (line->kind) {
    case LINE_BULLET:
    case LINE_NUMBER:
        return put_item(writer, line, next);
    case LINE_HEADING:
        put_prefixed(writer, line, "", TERMINAL_BOLD);
        return next;
    case LINE_QUOTE:
        put_prefixed(writer, line, "│ ", TERMINAL_PLAIN);
        return next;
    case LINE_TABLE:
        put_table_row(writer, line);
        return next;
    case LINE_FENCE:
        return put_code(writer, next);
    case LINE_RULE:
        put_prefixed(writer, &(struct line){.content = line->end, .end = line->end}, "────────", TERMINAL_PLAIN);
        return next;
    default:
        return put_text(writer, line, next);
    }
}

void terminal_markdown(const struct terminal *terminal, struct bpv_text text, size_t from, size_t indent)
{
    struct block_writer writer = {
        .terminal = terminal, .text = text, .indent = indent < INDENT_MAX ? indent : INDENT_MAX};
    while (from < text.length) {
        struct line line;
        size_t next = read_line(text, from, &line);
        if (line.kind == LINE_BLANK)
            writer.blank = true;
        else
            next = put_line(&writer, &line, next);
        from = next;
    }
}

void terminal_markdown_span(const struct terminal *terminal, struct bpv_text text, struct bpv_span span, size_t indent,
                            unsigned style)
{
    char prefix[TERMINAL_PREFIX_MAX];
    spaces(prefix, indent < INDENT_MAX ? indent : INDENT_MAX);
    struct block_writer writer = {.terminal = terminal, .text = text, .indent = indent};
    put_block(&writer, prefix, prefix, span.start, (size_t)span.start + span.length, style);
}

void terminal_markdown_plain(struct bpv_text text, struct bpv_span span, struct text_buffer *out)
{
    struct text_buffer line = {0};
    struct terminal plain = {.out = &line};
    terminal_markdown_span(&plain, text, span, 0, TERMINAL_PLAIN);
    cli_append_line(out, text_buffer_text(&line));
    text_buffer_release(&line);
}
