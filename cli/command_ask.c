/* bpv ask: a question, answered with passages. */
#include <ctype.h>
#include <errno.h>
#include <string.h>
#include <unistd.h>

#include "cli_base.h"
#include "commands.h"
#include "passage_words.h"
#include "terminal_answer.h"
#include "terminal_markdown.h"

#define TEXT_LIMIT_DEFAULT 3u /* whole passages; more would scroll the best one off the screen */

/* Reads stdin up to one byte over what a question may have, so that the engine can refuse it. */
static int read_input(struct text_buffer *question)
{
    if (isatty(STDIN_FILENO))
        return cli_error("er komt geen vraag uit de invoer; geef de vraag mee: bpv ask \"...\"");
    char bytes[BPV_QUESTION_MAX + 1];
    size_t length = 0;
    while (length < sizeof bytes) {
        ssize_t count = read(STDIN_FILENO, bytes + length, sizeof bytes - length);
        if (count == 0)
            break;
        if (count > 0)
            length += (size_t)count;
        else if (errno != EINTR)
            return cli_error("kan de invoer niet lezen: %s; geef de vraag mee: bpv ask \"...\"",
                             bpv_errno_text(errno));
    }
    text_buffer_append(question, bytes, length);
    return CLI_FOUND;
}

static bool is_empty(const struct text_buffer *question)
{
    for (size_t i = 0; i < question->length; i++)
        if (!isspace((unsigned char)question->data[i]))
            return false;
    return true;
}

static int read_question(const struct cli_options *options, struct text_buffer *question)
{
    if (options->word_count == 1 && strcmp(options->words[0], "-") == 0) {
        int status = read_input(question);
        if (status != CLI_FOUND)
            return status;
    } else {
        for (size_t i = 0; i < options->word_count; i++) {
            text_buffer_append_string(question, i ? " " : "");
            text_buffer_append_string(question, options->words[i]);
        }
    }
    if (is_empty(question))
        return cli_error("er staat geen vraag; schrijf bijvoorbeeld: bpv ask \"Wie tekent de praktijkovereenkomst?\"");
    return CLI_FOUND;
}

static void write_short(const struct bpv_hit *hit, struct text_buffer *out)
{
    const struct bpv_passage *passage = &hit->passage;
    if (hit->short_answer.start <= passage->text.length &&
        hit->short_answer.length <= passage->text.length - hit->short_answer.start)
        terminal_markdown_plain(passage->text, hit->short_answer, out);
}

static void write_tsv(const struct bpv_base *base, const struct bpv_question *question, const struct bpv_answer *answer,
                      struct text_buffer *out)
{
    text_buffer_append_string(out, "rank\tid\tconfidence\ttitle\tshort\treference\n");
    for (size_t i = 0; i < answer->hit_count; i++) {
        const struct bpv_hit *hit = &answer->hits[i];
        struct text_buffer reference = {0};
        bpv_reference_write(base, &hit->passage, &reference);
        text_buffer_printf(out, "%zu\t", question->offset + i + 1);
        cli_append_line(out, hit->passage.id);
        text_buffer_printf(out, "\t%.4f\t", hit->confidence);
        cli_append_line(out, hit->passage.title);
        text_buffer_append_char(out, '\t');
        write_short(hit, out);
        text_buffer_append_char(out, '\t');
        cli_append_line(out, text_buffer_text(&reference));
        text_buffer_append_char(out, '\n');
        text_buffer_release(&reference);
    }
}

static void write_md(const struct bpv_base *base, const struct bpv_question *question, const struct bpv_answer *answer,
                     struct text_buffer *out)
{
    bpv_date on = question->filters.on ? question->filters.on : bpv_date_today();
    for (size_t i = 0; i < answer->notice_count; i++) {
        text_buffer_append_string(out, "> **");
        cli_append_line(out, answer->notices[i]->title);
        text_buffer_append_string(out, "** ");
        cli_append_line(out, answer->notices[i]->text);
        text_buffer_append_string(out, "\n\n");
    }
    if (answer->partial) {
        text_buffer_append_string(out, "> ");
        cli_append_missing(answer->parts, answer->part_count, out);
        text_buffer_append_string(out, "\n\n");
    }
    if (!answer->answered)
        text_buffer_append_string(out, "Geen antwoord gevonden in deze kennisbank.\n");
    for (size_t i = 0; i < answer->hit_count; i++) {
        text_buffer_append_string(out, i ? "\n" : "");
        passage_markdown_write(base, &answer->hits[i].passage, on, out);
    }
}

static void write_answer(const struct cli_options *options, const struct bpv_base *base,
                         const struct bpv_question *question, const struct bpv_answer *answer, struct text_buffer *out)
{
    struct terminal terminal;
    switch (options->format) {
    case CLI_FORMAT_JSON:
        bpv_answer_write_json(base, question, answer, out);
        text_buffer_append_char(out, '\n');
        break;
    case CLI_FORMAT_TSV:
        write_tsv(base, question, answer, out);
        cli_remark_missing(answer->parts, answer->part_count);
        if (!answer->answered)
            cli_remark("Geen antwoord gevonden in deze kennisbank.");
        break;
    case CLI_FORMAT_MD:
        write_md(base, question, answer, out);
        break;
    default:
        terminal_init(&terminal, options, out);
        terminal_answer_write(&terminal, base, question, answer);
    }
}

static size_t answer_limit(const struct cli_options *options)
{
    if (options->given & CLI_LIMIT)
        return options->limit;
    bool for_people = options->format == CLI_FORMAT_TEXT || options->format == CLI_FORMAT_MD;
    return for_people ? TEXT_LIMIT_DEFAULT : BPV_ANSWERS_LIMIT_DEFAULT;
}

int command_ask(const struct cli_options *options, struct text_buffer *out)
{
    struct bpv_base *base = NULL;
    struct bpv_searcher *searcher = NULL;
    struct bpv_answer answer = {0};
    struct bpv_error error = {0};
    struct text_buffer words = {0};
    struct bpv_question question = {
        .limit = answer_limit(options), .offset = options->offset, .explain = (options->given & CLI_EXPLAIN) != 0};
    int status = read_question(options, &words);
    if (status != CLI_FOUND)
        goto cleanup;
    question.text = text_buffer_text(&words);
    status = cli_base_open_silently(options, &base); /* the answer itself tells what is missing */
    if (status == CLI_FOUND)
        status = cli_base_filters(base, options, &question.filters);
    if (status != CLI_FOUND)
        goto cleanup;
    if (bpv_searcher_open(base, &searcher, &error) != BPV_OK ||
        bpv_ask(searcher, &question, &answer, &error) != BPV_OK) {
        status = cli_base_error(&error);
        goto cleanup;
    }
    write_answer(options, base, &question, &answer, out);
    status = answer.answered ? CLI_FOUND : CLI_NOT_FOUND;
cleanup:
    bpv_answer_release(&answer);
    bpv_searcher_close(searcher);
    bpv_base_close(base);
    text_buffer_release(&words);
    return status;
}
