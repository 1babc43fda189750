/* bpv changes: what changed since a day, or compared with an older index. */
#include "changes.h"
#include "cli_base.h"
#include "commands.h"

static void write(const struct cli_options *options, const struct bpv_base *base, const struct changes *changes,
                  struct text_buffer *out)
{
    if (options->format == CLI_FORMAT_JSON) {
        struct bpv_base_info info;
        bpv_base_describe(base, &info);
        changes_write_json(changes, options->since, info.generation, out);
        text_buffer_append_char(out, '\n');
        return;
    }
    changes_write_report(changes, options->since, cli_report_format(options), out);
}

int command_changes(const struct cli_options *options, struct text_buffer *out)
{
    if (options->word_count)
        return cli_error("bpv changes krijgt geen woorden; schrijf bijvoorbeeld: bpv changes --since 2026-09-01");
    if (!options->since == !options->against)
        return cli_error(
            "geef --since DATUM of --against OUDE-INDEX, één van de twee; zoals: bpv changes --since 2026-09-01");
    struct bpv_base *base = NULL, *old = NULL;
    struct bpv_error error = {0};
    struct changes changes = {.count = 0};
    enum bpv_status result = BPV_OK;
    int status = cli_base_open(options, &base);
    if (status != CLI_FOUND)
        return status;
    if (options->against)
        result = bpv_base_open(&options->against, 1, &old, &error);
    if (result == BPV_OK)
        result = old ? changes_between(old, base, cli_day(options), &changes, &error)
                     : changes_since(base, options->since, cli_day(options), &changes, &error);
    if (result != BPV_OK) {
        status = cli_base_error(&error);
        goto cleanup;
    }
    write(options, base, &changes, out);
    status = changes.count ? CLI_FOUND : CLI_NOT_FOUND;
cleanup:
    changes_release(&changes);
    bpv_base_close(old);
    bpv_base_close(base);
    return status;
}
