/* The parts of a base as JSON, and as a sentence when some are missing. */
#include <stdio.h>

#include "bpv.h"
#include "json_writer.h"

void bpv_parts_write_json(const struct bpv_part *parts, size_t count, struct text_buffer *out)
{
    struct json_writer json = {.out = out};
    json_begin_array(&json);
    for (size_t i = 0; i < count; i++) {
        json_begin_object(&json);
        json_key(&json, "part");
        json_integer(&json, (long long)i + 1);
        json_key(&json, "name");
        json_text_or_null(&json, parts[i].name);
        json_key(&json, "remote");
        json_boolean(&json, parts[i].address.length > 0);
        json_key(&json, "generation");
        json_text_or_null(&json, parts[i].generation);
        json_key(&json, "passages");
        json_integer(&json, parts[i].passages);
        json_key(&json, "missing");
        json_boolean(&json, parts[i].missing);
        json_key(&json, "reason");
        if (parts[i].missing)
            json_string(&json, parts[i].reason);
        else
            json_null(&json);
        json_end_object(&json);
    }
    json_end_array(&json);
}

void bpv_missing_write(const struct bpv_part *parts, size_t count, bool with_reason, struct text_buffer *out)
{
    size_t written = 0;
    for (size_t i = 0; i < count; i++) {
        if (!parts[i].missing)
            continue;
        text_buffer_append_string(out,
                                  written++ ? "; " : "Let op: een deel van de kennisbank is nu niet te bereiken: ");
        text_buffer_printf(out, "deel %zu van %zu", i + 1, count);
        if (parts[i].name.length)
            text_buffer_printf(out, " (%.*s)", (int)parts[i].name.length, parts[i].name.start);
        if (with_reason && parts[i].address.length)
            text_buffer_printf(out, ", %.*s: %s", (int)parts[i].address.length, parts[i].address.start,
                               parts[i].reason);
    }
    if (written)
        text_buffer_append_string(out, ". Er kunnen antwoorden ontbreken. De aantallen gelden voor de andere delen.");
}
