#include "passage_words.h"

#include <string.h>

void passage_warning_write(const struct bpv_passage *passage, bpv_date on, struct text_buffer *out)
{
    char date[11];
    if (bpv_passage_expired(passage, on)) {
        bpv_date_write(passage->valid_until, date);
        text_buffer_printf(out, "VERLOPEN op %s", date);
    } else if (passage->valid_from > on) {
        bpv_date_write(passage->valid_from, date);
        text_buffer_printf(out, "GELDT PAS VANAF %s", date);
    }
}

void passage_validity_write(const struct bpv_passage *passage, struct text_buffer *out)
{
    char from[11], until[11];
    bpv_date_write(passage->valid_from, from);
    bpv_date_write(passage->valid_until, until);
    if (from[0])
        text_buffer_printf(out, "geldig vanaf %s", from);
    else
        text_buffer_append_string(out, "begin niet bekend");
    if (until[0])
        text_buffer_printf(out, "%s tot en met %s", from[0] ? "" : ", geldig", until);
}

void passage_breadcrumb_write(const struct bpv_base *base, const struct bpv_passage *passage, struct text_buffer *out)
{
    const struct bpv_module *module = bpv_taxonomy_module(bpv_base_taxonomy(base), passage->module);
    if (module) {
        text_buffer_printf(out, "Module %u ", module->number);
        cli_append_line(out, module->name);
        text_buffer_append_string(out, " › ");
    }
    if (passage->file_title.length) {
        cli_append_line(out, passage->file_title);
        text_buffer_append_string(out, " › ");
    }
    cli_append_line(out, passage->title);
}

void passage_sources_write(const struct bpv_passage *passage, bool long_form, struct text_buffer *out)
{
    if (!passage->source_count)
        text_buffer_append_string(out, "eigen uitleg, zonder bron");
    for (size_t i = 0; i < passage->source_count; i++) {
        struct text_buffer source = {0};
        bpv_source_write(&passage->sources[i], long_form, &source);
        text_buffer_append_string(out, i ? "; " : "");
        cli_append_line(out, text_buffer_text(&source));
        text_buffer_release(&source);
    }
}

void passage_review_write(const struct bpv_passage *passage, struct text_buffer *out)
{
    char reviewed[11];
    bpv_date_write(passage->reviewed, reviewed);
    if (reviewed[0])
        text_buffer_printf(out, "nagekeken %s", reviewed);
    else
        text_buffer_append_string(out, "nog niet nagekeken");
}

static const char *find(struct bpv_text text, size_t from, const char *wanted)
{
    return memmem(text.start + from, text.length - from, wanted, strlen(wanted));
}

static void append_part(struct bpv_text text, size_t from, size_t to, struct text_buffer *out)
{
    cli_append_safe(out, (struct bpv_text){text.start + from, to - from});
}

static void append_id(struct bpv_text text, size_t from, size_t to, struct text_buffer *out)
{
    text_buffer_append_string(out, " [");
    append_part(text, from, to, out);
    text_buffer_append_char(out, ']');
}

void passage_markdown_text_write(struct bpv_text markdown, struct text_buffer *out)
{
    size_t at = 0;
    for (;;) {
        const char *target = find(markdown, at, "](#");
        size_t close = target ? (size_t)(target - markdown.start) : markdown.length, open = close;
        const char *end = target ? memchr(target, ')', markdown.length - close) : NULL;
        while (open > at && markdown.start[open - 1] != '[')
            open--;
        if (!end || open == at)
            break;
        append_part(markdown, at, open - 1, out);
        append_part(markdown, open, close, out);
        append_id(markdown, close + 3, (size_t)(end - markdown.start), out);
        at = (size_t)(end - markdown.start) + 1;
    }
    append_part(markdown, at, markdown.length, out);
}

void passage_html_text_write(struct bpv_text html, struct text_buffer *out)
{
    static const char begin[] = "<a href=\"/passage/";
    size_t at = 0;
    for (;;) {
        const char *link = find(html, at, begin);
        size_t start = link ? (size_t)(link - html.start) : html.length, id = start + sizeof begin - 1;
        const char *quote = link ? find(html, id, "\">") : NULL;
        const char *end = quote ? find(html, (size_t)(quote - html.start), "</a>") : NULL;
        if (!end)
            break;
        append_part(html, at, start, out);
        append_part(html, (size_t)(quote - html.start) + 2, (size_t)(end - html.start), out);
        append_id(html, id, (size_t)(quote - html.start), out);
        at = (size_t)(end - html.start) + 4;
    }
    append_part(html, at, html.length, out);
}

void passage_markdown_write(const struct bpv_base *base, const struct bpv_passage *passage, bpv_date on,
                            struct text_buffer *out)
{
    struct text_buffer warning = {0};
    text_buffer_append_string(out, "### ");
    cli_append_line(out, passage->title);
    passage_warning_write(passage, on, &warning);
    if (warning.length)
        text_buffer_printf(out, "\n\n**%s**", warning.data);
    text_buffer_release(&warning);
    text_buffer_append_string(out, "\n\n");
    passage_markdown_text_write(passage->text, out);
    text_buffer_append_string(out, "\n\n> ");
    passage_breadcrumb_write(base, passage, out);
    text_buffer_append_string(out, "  \n> Bron: ");
    passage_sources_write(passage, true, out);
    text_buffer_printf(out, "  \n> %s, ", bpv_force_label(passage->force));
    passage_validity_write(passage, out);
    text_buffer_append_string(out, ", ");
    passage_review_write(passage, out);
    text_buffer_append_string(out, ", id `");
    cli_append_line(out, passage->id);
    text_buffer_append_string(out, "`\n");
}
