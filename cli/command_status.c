/* bpv status: what is in the index. */
#include <inttypes.h>

#include "cli_base.h"
#include "commands.h"
#include "json_writer.h"
#include "terminal_text.h"

struct count { /* one number of the status */
    const char *key, *label;
    uint64_t value;
};

static void write_json(const struct bpv_base *base, const struct bpv_base_info *info, const struct count *counts,
                       size_t count, const struct cli_values *paths, struct text_buffer *out)
{
    struct json_writer json = {.out = out};
    json_begin_object(&json);
    json_key(&json, "version");
    json_string(&json, BPV_VERSION);
    json_key(&json, "generation");
    json_text(&json, info->generation);
    json_key(&json, "built");
    json_text(&json, info->built);
    json_key(&json, "corpus_digest");
    json_text(&json, info->corpus_digest);
    for (size_t i = 0; i < count; i++) {
        json_key(&json, counts[i].key);
        json_integer(&json, (long long)counts[i].value);
    }
    json_key(&json, "indexes");
    json_begin_array(&json);
    for (size_t i = 0; i < paths->count; i++)
        json_string(&json, paths->items[i]);
    json_end_array(&json);
    struct bpv_part parts[BPV_INDEXES_MAX];
    size_t part_count = bpv_base_parts(base, parts);
    json_key(&json, "parts");
    bpv_parts_write_json(parts, part_count, out);
    json.comma = true; /* a value was written past the writer */
    json_end_object(&json);
    text_buffer_append_char(out, '\n');
}

static void write_row(struct text_buffer *out, const char *label, struct bpv_text value)
{
    text_buffer_printf(out, "%-16s ", label);
    cli_append_line(out, value);
    text_buffer_append_char(out, '\n');
}

/* Its place, and with more than one, its share. */
static void write_part(struct text_buffer *out, const char *path, const struct bpv_part *part, bool alone)
{
    struct text_buffer line = {0};
    text_buffer_append_string(&line, path);
    if (part->missing)
        text_buffer_printf(&line, ": ontbreekt (%s)", part->reason);
    else if (!alone)
        text_buffer_printf(&line, ": %u passages, generatie %.*s", part->passages, (int)part->generation.length,
                           part->generation.start);
    write_row(out, "Index", text_buffer_text(&line));
    text_buffer_release(&line);
}

static void write_text(const struct bpv_base *base, const struct bpv_base_info *info, const struct count *counts,
                       size_t count, const struct cli_values *paths, struct text_buffer *out)
{
    struct bpv_part parts[BPV_INDEXES_MAX];
    size_t part_count = bpv_base_parts(base, parts);
    for (size_t i = 0; i < paths->count && i < part_count; i++)
        write_part(out, paths->items[i], &parts[i], part_count == 1);
    write_row(out, "Gebouwd (UTC)", info->built);
    write_row(out, "Generatie", info->generation);
    write_row(out, "Versie", cli_text("bpv " BPV_VERSION));
    for (size_t i = 0; i < count; i++)
        text_buffer_printf(out, "%-16s %" PRIu64 "\n", counts[i].label, counts[i].value);
}

int command_status(const struct cli_options *options, struct text_buffer *out)
{
    if (options->word_count)
        return cli_error("bpv status krijgt geen woorden; een vraag stel je met: bpv ask \"...\"");
    struct bpv_base *base = NULL;
    int status = cli_base_open(options, &base);
    if (status != CLI_FOUND)
        return status;
    struct bpv_base_info info;
    struct cli_values paths;
    bpv_base_describe(base, &info);
    cli_base_paths(options, &paths);
    const struct count counts[] = {
        {"passages", "Passages", info.passage_count},
        {"expired", "Waarvan verlopen", info.expired_count},
        {"files", "Bestanden", info.file_count},
        {"words", "Woorden", info.word_count},
        {"terms", "Zoektermen", info.term_count},
        {"questions", "Vragenbank", info.question_count},
        {"index_bytes", "Grootte (bytes)", info.index_bytes},
    };
    size_t count = sizeof counts / sizeof counts[0];
    if (options->format == CLI_FORMAT_JSON)
        write_json(base, &info, counts, count, &paths, out);
    else
        write_text(base, &info, counts, count, &paths, out);
    bpv_base_close(base);
    return CLI_FOUND;
}
