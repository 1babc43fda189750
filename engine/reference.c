#include <string.h>

#include "bpv.h"
#include "text_buffer.h"

static bool is_law(const struct bpv_source *source)
{
    return source->kind.length == 3 && memcmp(source->kind.start, "wet", 3) == 0;
}

void bpv_locator_write(const struct bpv_source_use *use, struct text_buffer *out)
{
    if (!use->locator.length)
        return;
    char first = use->locator.start[0];
    if (is_law(use->source) && first >= '0' && first <= '9')
        text_buffer_append_string(out, "art. ");
    text_buffer_append_text(out, use->locator);
}

void bpv_source_write(const struct bpv_source_use *use, bool long_form, struct text_buffer *out)
{
    const struct bpv_source *source = use->source;
    if (long_form) {
        text_buffer_append_text(out, source->title);
        if (source->organisation.length) {
            text_buffer_append_string(out, ", ");
            text_buffer_append_text(out, source->organisation);
        }
        if (source->year.length) {
            text_buffer_append_string(out, ", ");
            text_buffer_append_text(out, source->year);
        }
    } else if (source->short_title.length) {
        text_buffer_append_text(out, source->short_title);
    } else {
        text_buffer_append_text(out, source->organisation);
        text_buffer_append_string(out, ", ");
        text_buffer_append_text(out, source->title);
    }
    if (use->locator.length) {
        text_buffer_append_string(out, long_form ? ", " : " ");
        bpv_locator_write(use, out);
    }
}

void bpv_reference_write(const struct bpv_base *base, const struct bpv_passage *passage, struct text_buffer *out)
{
    const struct bpv_module *module = bpv_taxonomy_module(bpv_base_taxonomy(base), passage->module);
    if (module) {
        text_buffer_append_string(out, "Module ");
        text_buffer_append_number(out, module->number);
        text_buffer_append_char(out, ' ');
        text_buffer_append_text(out, module->name);
        text_buffer_append_string(out, " › ");
    }
    text_buffer_append_text(out, passage->file_title);
    text_buffer_append_string(out, " › ");
    text_buffer_append_text(out, passage->title);
    if (!passage->source_count)
        return;
    text_buffer_append_string(out, " (");
    for (size_t i = 0; i < passage->source_count; i++) {
        if (i)
            text_buffer_append_string(out, "; ");
        bpv_source_write(&passage->sources[i], false, out);
    }
    text_buffer_append_char(out, ')');
}
