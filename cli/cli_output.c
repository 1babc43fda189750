#include "cli_output.h"

#include <errno.h>
#include <stdarg.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "utf8.h"

#define FLUSH_AT (64u * 1024u)
#define MESSAGE_MAX 4096

static void print_message(const char *prefix, const char *format, va_list arguments)
{
    char message[MESSAGE_MAX];
    vsnprintf(message, sizeof message, format, arguments);
    struct text_buffer line = {0};
    text_buffer_append_string(&line, prefix);
    cli_append_line(&line, cli_text(message));
    text_buffer_append_char(&line, '\n');
    fwrite(line.data, 1, line.length, stderr);
    text_buffer_release(&line);
}

int cli_error(const char *format, ...)
{
    va_list arguments;
    va_start(arguments, format);
    print_message("bpv: ", format, arguments);
    va_end(arguments);
    return CLI_ERROR;
}

void cli_remark(const char *format, ...)
{
    va_list arguments;
    va_start(arguments, format);
    print_message("", format, arguments);
    va_end(arguments);
}

bool cli_flush(struct text_buffer *out)
{
    if (out->overflow) {
        cli_error("de uitvoer is te groot; vraag minder tegelijk, bijvoorbeeld met --limit of --module");
        return false;
    }
    size_t written = 0;
    while (written < out->length) {
        ssize_t count = write(STDOUT_FILENO, out->data + written, out->length - written);
        if (count < 0 && errno == EINTR)
            continue;
        if (count < 0) {
            if (errno != EPIPE)
                cli_error("kan de uitvoer niet schrijven: %s; maak ruimte vrij of schrijf ergens anders heen",
                          bpv_errno_text(errno));
            text_buffer_clear(out);
            return false;
        }
        written += (size_t)count;
    }
    text_buffer_clear(out);
    return true;
}

bool cli_flush_if_large(struct text_buffer *out) { return out->length < FLUSH_AT || cli_flush(out); }

void cli_append_safe(struct text_buffer *out, struct bpv_text text)
{
    size_t at = 0;
    while (at < text.length) {
        uint32_t code_point;
        size_t used = utf8_decode(text.start + at, text.length - at, &code_point);
        if (!utf8_unsafe(code_point))
            text_buffer_append(out, text.start + at, used);
        at += used;
    }
}

void cli_append_line(struct text_buffer *out, struct bpv_text text)
{
    bool space = false, begun = false;
    size_t at = 0;
    while (at < text.length) {
        uint32_t code_point;
        size_t used = utf8_decode(text.start + at, text.length - at, &code_point);
        if (code_point == ' ' || code_point == '\n' || code_point == '\t' || code_point == '\r') {
            space = begun;
        } else if (!utf8_unsafe(code_point)) {
            if (space)
                text_buffer_append_char(out, ' ');
            text_buffer_append(out, text.start + at, used);
            space = false;
            begun = true;
        }
        at += used;
    }
}

void cli_append_html(struct text_buffer *out, struct bpv_text text)
{
    struct text_buffer safe = {0};
    cli_append_safe(&safe, text);
    text_buffer_append_html(out, text_buffer_text(&safe));
    text_buffer_release(&safe);
}

struct bpv_text cli_text(const char *string) { return (struct bpv_text){string, strlen(string)}; }
