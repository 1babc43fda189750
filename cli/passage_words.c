#include "passage_words.h"

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
    cli_append_safe(out, passage->text);
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
