#include "terminal_text.h"

#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>
#include <unistd.h>

#include "utf8.h"

#define BOX_WIDTH_IN_PIPE 80u

static size_t clamp_width(size_t width)
{
    if (width < TERMINAL_WIDTH_MIN)
        return TERMINAL_WIDTH_MIN;
    return width > TERMINAL_WIDTH_MAX ? TERMINAL_WIDTH_MAX : width;
}

/* COLUMNS where it is set, the window's size on a terminal, 0 in a pipe or file: there, whoever reads breaks the lines.
 */
static size_t line_width(void)
{
    const char *columns = getenv("COLUMNS");
    if (columns && *columns && strlen(columns) <= 5 && strspn(columns, "0123456789") == strlen(columns))
        return clamp_width((size_t)strtoul(columns, NULL, 10));
    if (!isatty(STDOUT_FILENO))
        return 0;
    struct winsize window;
    if (ioctl(STDOUT_FILENO, TIOCGWINSZ, &window) == 0 && window.ws_col > 0)
        return clamp_width(window.ws_col);
    return clamp_width(80);
}

static bool wants_color(enum cli_color color)
{
    if (color != CLI_COLOR_AUTO)
        return color == CLI_COLOR_ALWAYS;
    const char *no_color = getenv("NO_COLOR"), *terminal = getenv("TERM");
    return isatty(STDOUT_FILENO) && !(no_color && *no_color) && !(terminal && strcmp(terminal, "dumb") == 0);
}

void terminal_init(struct terminal *terminal, const struct cli_options *options, struct text_buffer *out)
{
    *terminal = (struct terminal){.out = out, .width = line_width(), .color = wants_color(options->color)};
}

static void append_style(struct text_buffer *out, unsigned style)
{
    static const char *const codes[] = {";1", ";2", ";31", ";33", ";34", ";35"};
    text_buffer_append_string(out, "\033[0");
    for (size_t i = 0; i < sizeof codes / sizeof codes[0]; i++)
        if (style & 1u << i)
            text_buffer_append_string(out, codes[i]);
    text_buffer_append_char(out, 'm');
}

static void set_style(struct terminal_flow *flow, unsigned style)
{
    if (flow->active != style && flow->terminal->color)
        append_style(flow->terminal->out, style);
    flow->active = style;
}

static void new_line(struct terminal_flow *flow)
{
    set_style(flow, TERMINAL_PLAIN);
    text_buffer_append_char(flow->terminal->out, '\n');
    text_buffer_append_string(flow->terminal->out, flow->next_prefix);
    flow->column = flow->next_columns;
    flow->at_margin = true;
}

static void place_word(struct terminal_flow *flow)
{
    if (!flow->word.length)
        return;
    struct text_buffer *out = flow->terminal->out;
    size_t needed = flow->word_columns + (flow->space && !flow->at_margin);
    if (flow->terminal->width && !flow->at_margin && flow->column + needed > flow->terminal->width)
        new_line(flow);
    if (flow->space && !flow->at_margin) {
        if (flow->active != flow->word_style_first)
            set_style(flow, TERMINAL_PLAIN);
        text_buffer_append_char(out, ' ');
        flow->column++;
    }
    set_style(flow, flow->word_style_first);
    text_buffer_append(out, flow->word.data, flow->word.length);
    flow->column += flow->word_columns;
    flow->active = flow->word_style;
    flow->at_margin = flow->space = flow->word_is_url = false;
    text_buffer_clear(&flow->word);
    flow->word_columns = 0;
}

void terminal_flow_begin(struct terminal_flow *flow, const struct terminal *terminal, const char *first_prefix,
                         const char *next_prefix)
{
    *flow = (struct terminal_flow){.terminal = terminal, .at_margin = true};
    size_t length = utf8_cut(next_prefix, strlen(next_prefix), TERMINAL_PREFIX_MAX - 1);
    memcpy(flow->next_prefix, next_prefix, length);
    flow->next_columns = terminal_columns((struct bpv_text){flow->next_prefix, length});
    text_buffer_append_string(terminal->out, first_prefix);
    flow->column = terminal_columns(cli_text(first_prefix));
}

/* A word that fills the line by itself is cut, but a web address stays whole so that it can be clicked. */
static void make_room(struct terminal_flow *flow, size_t columns)
{
    size_t width = flow->terminal->width;
    if (width && !flow->word_is_url && flow->next_columns + flow->word_columns + columns > width)
        place_word(flow);
}

static void append_to_word(struct terminal_flow *flow, const char *bytes, size_t length, size_t columns, unsigned style)
{
    if (!flow->word.length) {
        flow->word_style_first = style;
    } else if (flow->word_style != style && flow->terminal->color) {
        append_style(&flow->word, style);
    }
    flow->word_style = style;
    text_buffer_append(&flow->word, bytes, length);
    flow->word_columns += columns;
}

static void put_code_point(struct terminal_flow *flow, const char *bytes, size_t length, uint32_t code_point,
                           unsigned style)
{
    size_t columns = (size_t)utf8_width(code_point);
    make_room(flow, columns);
    append_to_word(flow, bytes, length, columns, style);
    if (code_point == '/' && flow->word.length >= 3 && strstr(flow->word.data, "://"))
        flow->word_is_url = true;
}

/* Puts the visible ASCII at the beginning of the text at once, up to a slash, which may make a web address; returns how
 * many bytes. None of what may have to be cut. */
static size_t put_plain_run(struct terminal_flow *flow, struct bpv_text text, unsigned style)
{
    size_t length = 0, width = flow->terminal->width;
    while (length < text.length && text.start[length] > ' ' && text.start[length] < 0x7F && text.start[length] != '/')
        length++;
    if (!length || (width && flow->next_columns + flow->word_columns + length > width))
        return 0;
    append_to_word(flow, text.start, length, length, style);
    return length;
}

void terminal_flow_put(struct terminal_flow *flow, struct bpv_text text, unsigned style)
{
    size_t at = 0;
    while (at < text.length) {
        at += put_plain_run(flow, (struct bpv_text){text.start + at, text.length - at}, style);
        if (at == text.length)
            break;
        uint32_t code_point;
        size_t used = utf8_decode(text.start + at, text.length - at, &code_point);
        if (code_point == ' ' || code_point == '\n' || code_point == '\t') {
            place_word(flow);
            flow->space = true;
        } else if (code_point == 0xA0) {
            put_code_point(flow, " ", 1, ' ', style);
        } else if (!utf8_unsafe(code_point) && code_point != 0xAD) {
            put_code_point(flow, text.start + at, used, code_point, style);
        }
        at += used;
    }
}

void terminal_flow_string(struct terminal_flow *flow, const char *string, unsigned style)
{
    terminal_flow_put(flow, cli_text(string), style);
}

void terminal_flow_break(struct terminal_flow *flow)
{
    place_word(flow);
    new_line(flow);
    flow->space = false;
}

void terminal_flow_end(struct terminal_flow *flow)
{
    place_word(flow);
    set_style(flow, TERMINAL_PLAIN);
    text_buffer_append_char(flow->terminal->out, '\n');
    text_buffer_release(&flow->word);
}

void terminal_paragraph(const struct terminal *terminal, const char *first_prefix, const char *next_prefix,
                        struct bpv_text text, unsigned style)
{
    struct terminal_flow flow;
    terminal_flow_begin(&flow, terminal, first_prefix, next_prefix);
    terminal_flow_put(&flow, text, style);
    terminal_flow_end(&flow);
}

void terminal_blank_line(const struct terminal *terminal) { text_buffer_append_char(terminal->out, '\n'); }

size_t terminal_columns(struct bpv_text text)
{
    size_t columns = 0, at = 0;
    while (at < text.length) {
        uint32_t code_point;
        at += utf8_decode(text.start + at, text.length - at, &code_point);
        if (!utf8_unsafe(code_point) && code_point != 0xAD)
            columns += (size_t)utf8_width(code_point);
    }
    return columns;
}

static void box_edge(const struct terminal *terminal, const char *left, const char *right, size_t inner)
{
    text_buffer_append_string(terminal->out, left);
    for (size_t i = 0; i < inner + 2; i++)
        text_buffer_append_string(terminal->out, "─");
    text_buffer_append_string(terminal->out, right);
    text_buffer_append_char(terminal->out, '\n');
}

/* Lays the text out on its own first, then draws the sides; the style is set per line so that the frame stays plain. */
static void box_lines(const struct terminal *terminal, struct bpv_text text, size_t inner, unsigned style)
{
    struct text_buffer laid_out = {0};
    struct terminal inside = {.out = &laid_out, .width = inner, .color = false};
    terminal_paragraph(&inside, "", "", text, TERMINAL_PLAIN);
    const char *line = laid_out.data ? laid_out.data : "";
    while (*line) {
        size_t length = strcspn(line, "\n");
        size_t columns = terminal_columns((struct bpv_text){line, length});
        text_buffer_append_string(terminal->out, "│ ");
        if (terminal->color && style)
            append_style(terminal->out, style);
        text_buffer_append(terminal->out, line, length);
        if (terminal->color && style)
            append_style(terminal->out, TERMINAL_PLAIN);
        for (size_t i = columns; i < inner; i++)
            text_buffer_append_char(terminal->out, ' ');
        text_buffer_append_string(terminal->out, " │\n");
        line += length + (line[length] == '\n');
    }
    text_buffer_release(&laid_out);
}

void terminal_box(const struct terminal *terminal, struct bpv_text title, struct bpv_text text)
{
    size_t inner = (terminal->width ? terminal->width : BOX_WIDTH_IN_PIPE) - 4;
    box_edge(terminal, "╭", "╮", inner);
    box_lines(terminal, title, inner, TERMINAL_BOLD);
    box_lines(terminal, text, inner, TERMINAL_PLAIN);
    box_edge(terminal, "╰", "╯", inner);
}
