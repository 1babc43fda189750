/* bpv similar: passages that look like one passage. */
#include "cli_base.h"
#include "commands.h"
#include "passage_words.h"
#include "short_answer.h"
#include "terminal_markdown.h"

#define SIMILAR_LIMIT_DEFAULT 5u

static void write_tsv(const struct bpv_base *base, const struct bpv_answer *answer, struct text_buffer *out)
{
    text_buffer_append_string(out, "rank\tid\tscore\ttitle\treference\n");
    for (size_t i = 0; i < answer->hit_count; i++) {
        const struct bpv_hit *hit = &answer->hits[i];
        struct text_buffer reference = {0};
        bpv_reference_write(base, &hit->passage, &reference);
        text_buffer_printf(out, "%zu\t", i + 1);
        cli_append_line(out, hit->passage.id);
        text_buffer_printf(out, "\t%.4f\t", hit->score);
        cli_append_line(out, hit->passage.title);
        text_buffer_append_char(out, '\t');
        cli_append_line(out, text_buffer_text(&reference));
        text_buffer_append_char(out, '\n');
        text_buffer_release(&reference);
    }
}

static void write_hit(const struct terminal *terminal, const struct bpv_base *base, const struct bpv_hit *hit,
                      size_t rank, bpv_date on)
{
    const struct bpv_passage *passage = &hit->passage;
    struct text_buffer line = {0}, number = {0};
    text_buffer_printf(&number, "%zu. ", rank);
    terminal_paragraph(terminal, number.data, "   ", passage->title, TERMINAL_BOLD);
    passage_warning_write(passage, on, &line);
    if (line.length)
        terminal_paragraph(terminal, "   ", "   ", text_buffer_text(&line), TERMINAL_BOLD | TERMINAL_RED);
    terminal_markdown_span(terminal, passage->text, short_answer(passage->text), 3, TERMINAL_PLAIN);
    text_buffer_clear(&line);
    passage_breadcrumb_write(base, passage, &line);
    text_buffer_append_string(&line, " · id:\302\240");
    cli_append_line(&line, passage->id);
    terminal_paragraph(terminal, "   ", "     ", text_buffer_text(&line), TERMINAL_FAINT);
    text_buffer_release(&line);
    text_buffer_release(&number);
}

static void write_similar(const struct cli_options *options, const struct bpv_base *base,
                          const struct bpv_answer *answer, struct text_buffer *out)
{
    if (options->format == CLI_FORMAT_TSV) {
        write_tsv(base, answer, out);
        return;
    }
    if (options->format == CLI_FORMAT_JSON) {
        bpv_answer_write_json(base, &(struct bpv_question){.limit = answer->hit_count}, answer, out);
        text_buffer_append_char(out, '\n');
        return;
    }
    struct terminal terminal;
    terminal_init(&terminal, options, out);
    for (size_t i = 0; i < answer->hit_count; i++) {
        if (i)
            terminal_blank_line(&terminal);
        write_hit(&terminal, base, &answer->hits[i], i + 1, cli_day(options));
    }
    if (!answer->total)
        cli_remark("Geen passage lijkt hierop.");
    else if (!answer->hit_count)
        text_buffer_printf(out, "%s%u %s hierop, 0 getoond.\n", answer->total_exact ? "" : "Minstens ", answer->total,
                           answer->total == 1 ? "passage lijkt" : "passages lijken");
}

int command_similar(const struct cli_options *options, struct text_buffer *out)
{
    struct bpv_base *base;
    struct bpv_searcher *searcher = NULL;
    struct bpv_answer answer = {0};
    struct bpv_passage passage;
    struct bpv_error error = {0};
    size_t limit = options->given & CLI_LIMIT ? options->limit : SIMILAR_LIMIT_DEFAULT;
    int status = cli_base_open_passage(options, "similar", &base, &passage);
    if (status != CLI_FOUND)
        goto cleanup;
    if (bpv_searcher_open(base, &searcher, &error) != BPV_OK ||
        bpv_similar(searcher, passage.number, limit, &answer, &error) != BPV_OK) {
        status = cli_base_error(&error);
        goto cleanup;
    }
    write_similar(options, base, &answer, out);
    status = answer.total ? CLI_FOUND : CLI_NOT_FOUND;
cleanup:
    bpv_answer_release(&answer);
    bpv_searcher_close(searcher);
    bpv_base_close(base);
    return status;
}
