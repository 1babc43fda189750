/* bpv show: one passage, with all that is known about it. */
#include "cli_base.h"
#include "commands.h"
#include "passage_words.h"
#include "terminal_answer.h"

static void write_passage(const struct cli_options *options, const struct bpv_base *base,
                          const struct bpv_passage *passage, struct text_buffer *out)
{
    struct terminal terminal;
    switch (options->format) {
    case CLI_FORMAT_JSON:
        bpv_passage_write_json(base, passage, cli_day(options), out);
        text_buffer_append_char(out, '\n');
        break;
    case CLI_FORMAT_MD:
        passage_markdown_write(base, passage, cli_day(options), out);
        break;
    default:
        terminal_init(&terminal, options, out);
        terminal_passage_write(&terminal, base, passage, cli_day(options));
    }
}

int command_show(const struct cli_options *options, struct text_buffer *out)
{
    struct bpv_base *base;
    struct bpv_passage passage;
    int status = cli_base_open_passage(options, "show", &base, &passage);
    if (status == CLI_FOUND)
        write_passage(options, base, &passage, out);
    bpv_base_close(base);
    return status;
}
