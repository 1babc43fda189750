#include "terminal_answer.h"

#include <ctype.h>
#include <string.h>

#include "passage_words.h"
#include "short_answer.h"
#include "terminal_markdown.h"

#define QUESTIONS_SHOWN 8u /* of a passage: an impression of what it answers */
#define INDENT 3u
static const char margin[] = "   ";

static const char no_answer[] = "Geen antwoord gevonden in deze kennisbank.";

/* "[WET]": what weight the passage has, in capitals so that it also stands out without colour. */
static void put_label(struct terminal_flow *flow, enum bpv_force force)
{
    static const unsigned styles[BPV_FORCES] = {TERMINAL_BOLD | TERMINAL_BLUE, TERMINAL_BOLD | TERMINAL_MAGENTA,
                                                TERMINAL_BOLD | TERMINAL_YELLOW, TERMINAL_BOLD};
    struct text_buffer label = {0};
    text_buffer_printf(&label, "[%s]", bpv_force_label(force));
    for (size_t i = 0; i < label.length; i++)
        label.data[i] = (char)toupper((unsigned char)label.data[i]);
    terminal_flow_put(flow, text_buffer_text(&label), styles[(unsigned)force < BPV_FORCES ? force : 0]);
    text_buffer_release(&label);
}

static void write_label_line(const struct terminal *terminal, const struct bpv_passage *passage, bpv_date on)
{
    struct text_buffer warning = {0};
    struct terminal_flow flow;
    terminal_flow_begin(&flow, terminal, margin, margin);
    put_label(&flow, passage->force);
    passage_warning_write(passage, on, &warning);
    if (warning.length) {
        terminal_flow_string(&flow, " ", TERMINAL_PLAIN);
        terminal_flow_put(&flow, text_buffer_text(&warning), TERMINAL_BOLD | TERMINAL_RED);
    }
    terminal_flow_end(&flow);
    text_buffer_release(&warning);
}

static bool only_spaces(struct bpv_text text, size_t until)
{
    for (size_t i = 0; i < until; i++)
        if (!strchr(" \n\t", text.start[i]))
            return false;
    return true;
}

/* The short answer on its own, then the rest. Taken from the middle, the whole passage follows: no sentence is ever cut
 * out. */
static void write_text(const struct terminal *terminal, struct bpv_text text, struct bpv_span span)
{
    if (span.start > text.length || span.length > text.length - span.start)
        span = (struct bpv_span){0, 0};
    size_t rest = 0;
    if (span.length) {
        terminal_markdown_span(terminal, text, span, INDENT, TERMINAL_BOLD);
        if (only_spaces(text, span.start))
            rest = (size_t)span.start + span.length;
    }
    struct bpv_text remaining = {text.start + rest, text.length - rest};
    if (span.length && only_spaces(remaining, remaining.length))
        return;
    if (span.length)
        terminal_blank_line(terminal);
    while (rest < text.length && (text.start[rest] == ' ' || text.start[rest] == '\n'))
        rest++;
    terminal_markdown(terminal, text, rest, INDENT);
}

/* A number stays on the line of the word before it: "art. 7.2.9", "nagekeken 2026-11-22". */
static void write_faint(const struct terminal *terminal, const struct text_buffer *line)
{
    struct terminal_flow flow;
    terminal_flow_begin(&flow, terminal, margin, "     ");
    for (size_t start = 0; start < line->length;) {
        size_t end = start;
        while (end + 1 < line->length && !(line->data[end] == ' ' && isdigit((unsigned char)line->data[end + 1])))
            end++;
        bool glued = end + 1 < line->length;
        end += !glued;
        terminal_flow_put(&flow, (struct bpv_text){line->data + start, end - start}, TERMINAL_FAINT);
        terminal_flow_string(&flow, glued ? "\302\240" : "", TERMINAL_FAINT);
        start = end + 1;
    }
    terminal_flow_end(&flow);
}

static void write_reference(const struct terminal *terminal, const struct bpv_base *base,
                            const struct bpv_passage *passage)
{
    struct text_buffer line = {0};
    passage_breadcrumb_write(base, passage, &line);
    write_faint(terminal, &line);
    text_buffer_clear(&line);
    text_buffer_append_string(&line, "Bron: ");
    passage_sources_write(passage, false, &line);
    write_faint(terminal, &line);
    text_buffer_clear(&line);
    passage_validity_write(passage, &line);
    line.data[0] = (char)toupper((unsigned char)line.data[0]);
    text_buffer_append_string(&line, " · ");
    passage_review_write(passage, &line);
    text_buffer_append_string(&line, " · id:\302\240");
    cli_append_line(&line, passage->id);
    write_faint(terminal, &line);
    text_buffer_release(&line);
}

static void put_quoted(struct terminal_flow *flow, struct bpv_text text)
{
    terminal_flow_string(flow, "\"", TERMINAL_PLAIN);
    terminal_flow_put(flow, text, TERMINAL_PLAIN);
    terminal_flow_string(flow, "\"", TERMINAL_PLAIN);
}

static bool same_text(struct bpv_text a, struct bpv_text b)
{
    return a.length == b.length && memcmp(a.start, b.start, a.length) == 0;
}

/* One line per word of the question, such as: "POK" via synoniem → praktijkovereenkomst (in de titel). */
static void write_reason(const struct terminal *terminal, const struct bpv_reason *reason)
{
    static const char *const how[] = {
        [BPV_REASON_WORD] = "",
        [BPV_REASON_SYNONYM] = " via synoniem",
        [BPV_REASON_COMPOUND] = " als deel van een samenstelling",
        [BPV_REASON_SPELLING] = " met een andere spelling",
        [BPV_REASON_RELATED] = " via een verwant woord",
    };
    struct terminal_flow flow;
    terminal_flow_begin(&flow, terminal, "   • ", "     ");
    if (reason->kind == BPV_REASON_MISSING) {
        terminal_flow_string(&flow, "niet in deze passage: ", TERMINAL_PLAIN);
        put_quoted(&flow, reason->asked);
    } else if (reason->kind == BPV_REASON_AMOUNT) {
        terminal_flow_string(&flow, "niet in deze passage: ", TERMINAL_PLAIN);
        terminal_flow_put(&flow, reason->asked, TERMINAL_PLAIN);
    } else {
        put_quoted(&flow, reason->asked);
        terminal_flow_string(&flow, how[reason->kind], TERMINAL_PLAIN);
        if (reason->found.length && !same_text(reason->found, reason->asked)) {
            terminal_flow_string(&flow, " → ", TERMINAL_PLAIN);
            terminal_flow_put(&flow, reason->found, TERMINAL_PLAIN);
        }
        if (reason->in_title)
            terminal_flow_string(&flow, " (in de titel)", TERMINAL_PLAIN);
        else if (reason->in_question_variant)
            terminal_flow_string(&flow, " (in een voorbeeldvraag)", TERMINAL_PLAIN);
    }
    terminal_flow_end(&flow);
}

static void write_reasons(const struct terminal *terminal, const struct bpv_hit *hit)
{
    if (!hit->reason_count)
        return;
    struct text_buffer line = {0};
    double percent = hit->confidence < 0.99 ? hit->confidence * 100 : 99; /* an estimate is never certain */
    text_buffer_printf(&line, "Waarom gevonden (zekerheid %.0f %%):", percent);
    terminal_blank_line(terminal);
    terminal_paragraph(terminal, margin, margin, text_buffer_text(&line), TERMINAL_PLAIN);
    text_buffer_release(&line);
    for (size_t i = 0; i < hit->reason_count; i++)
        write_reason(terminal, &hit->reasons[i]);
}

static void write_hit(const struct terminal *terminal, const struct bpv_base *base, const struct bpv_question *question,
                      const struct bpv_hit *hit, size_t rank, bpv_date on)
{
    struct text_buffer number = {0};
    text_buffer_printf(&number, "%zu. ", rank);
    terminal_paragraph(terminal, number.data, margin, hit->passage.title, TERMINAL_PLAIN);
    text_buffer_release(&number);
    write_label_line(terminal, &hit->passage, on);
    terminal_blank_line(terminal);
    write_text(terminal, hit->passage.text, hit->short_answer);
    terminal_blank_line(terminal);
    write_reference(terminal, base, &hit->passage);
    if (question->explain)
        write_reasons(terminal, hit);
}

static void write_notices(const struct terminal *terminal, const struct bpv_answer *answer)
{
    for (size_t i = 0; i < answer->notice_count; i++) {
        terminal_box(terminal, answer->notices[i]->title, answer->notices[i]->text);
        terminal_blank_line(terminal);
    }
}

static void write_correction(const struct terminal *terminal, const struct bpv_answer *answer)
{
    if (!answer->corrected.length)
        return;
    struct terminal_flow flow;
    terminal_flow_begin(&flow, terminal, "", "");
    terminal_flow_string(&flow, "Bedoelde je: ", TERMINAL_PLAIN);
    put_quoted(&flow, answer->corrected);
    terminal_flow_string(&flow, "?", TERMINAL_PLAIN);
    terminal_flow_end(&flow);
    terminal_blank_line(terminal);
}

static void write_uncovered(const struct terminal *terminal, const struct bpv_answer *answer)
{
    if (!answer->uncovered_count)
        return;
    struct terminal_flow flow;
    terminal_flow_begin(&flow, terminal, "", "");
    terminal_flow_string(&flow, "Niet gevonden in de kennisbank: ", TERMINAL_PLAIN);
    for (size_t i = 0; i < answer->uncovered_count; i++) {
        terminal_flow_string(&flow, i ? ", " : "", TERMINAL_PLAIN);
        put_quoted(&flow, answer->uncovered[i]);
    }
    terminal_flow_string(&flow, ".", TERMINAL_PLAIN);
    terminal_flow_end(&flow);
    terminal_blank_line(terminal);
}

/* "Meer: module 1 (5), module 3 (2); gebruik --module." */
static void write_more(const struct terminal *terminal, const struct bpv_base *base,
                       const struct bpv_question *question, const struct bpv_answer *answer)
{
    if (answer->total <= answer->hit_count && answer->total_exact)
        return;
    const struct bpv_taxonomy *taxonomy = bpv_base_taxonomy(base);
    struct text_buffer line = {0};
    text_buffer_printf(&line, "%s%u %s gevonden, %zu getoond.", answer->total_exact ? "" : "Minstens ", answer->total,
                       answer->total == 1 ? "passage" : "passages", answer->hit_count);
    size_t modules = 0;
    for (size_t i = 0; i < taxonomy->module_count; i++) {
        unsigned number = taxonomy->modules[i].number;
        uint32_t count = answer->facets.modules[number];
        if (count)
            text_buffer_printf(&line, "%s module %u (%u)", modules++ ? "," : " Meer:", number, count);
    }
    size_t next = question->offset + answer->hit_count;
    if (modules > 1)
        text_buffer_append_string(&line, "; gebruik --module");
    if (answer->hit_count && (next < answer->total || !answer->total_exact) && next <= BPV_ANSWERS_OFFSET_MAX)
        text_buffer_printf(&line, "%s --offset %zu", modules > 1 ? " of" : modules ? "; gebruik" : " Verder met", next);
    text_buffer_append_char(&line, '.');
    terminal_paragraph(terminal, "", "", text_buffer_text(&line), TERMINAL_PLAIN);
    text_buffer_release(&line);
}

static void write_nearest(const struct terminal *terminal, const struct bpv_nearest *nearest)
{
    struct text_buffer line = {0};
    text_buffer_printf(&line, "Module %u ", nearest->module->number);
    cli_append_line(&line, nearest->module->name);
    text_buffer_printf(&line, " (%u %s)", nearest->passages, nearest->passages == 1 ? "passage" : "passages");
    terminal_paragraph(terminal, "• ", "  ", text_buffer_text(&line), TERMINAL_PLAIN);
    text_buffer_clear(&line);
    if (nearest->passage_id.length) {
        cli_append_line(&line, nearest->passage_title);
        text_buffer_append_string(&line, " (");
        cli_append_line(&line, nearest->passage_id);
        text_buffer_append_char(&line, ')');
        terminal_paragraph(terminal, "  ", "  ", text_buffer_text(&line), TERMINAL_FAINT);
    }
    text_buffer_release(&line);
}

/* Why not: a question of unanswered.yaml. */
static void write_unanswered(const struct terminal *terminal, const struct bpv_answer *answer)
{
    struct terminal_flow flow;
    terminal_flow_begin(&flow, terminal, "", "");
    terminal_flow_string(&flow, "Dit lijkt op een vraag waar deze kennisbank geen antwoord op heeft: ", TERMINAL_PLAIN);
    put_quoted(&flow, answer->unanswered);
    terminal_flow_end(&flow);
    terminal_blank_line(terminal);
}

static void write_no_answer(const struct terminal *terminal, const struct bpv_question *question,
                            const struct bpv_answer *answer)
{
    terminal_paragraph(terminal, "", "", cli_text(no_answer), TERMINAL_BOLD);
    terminal_blank_line(terminal);
    write_correction(terminal, answer);
    write_uncovered(terminal, answer);
    if (question->explain && answer->unanswered.length)
        write_unanswered(terminal, answer);
    if (answer->nearest_count) {
        terminal_paragraph(terminal, "", "", cli_text("Dit komt er het dichtst bij, maar is geen antwoord:"),
                           TERMINAL_PLAIN);
        for (size_t i = 0; i < answer->nearest_count; i++)
            write_nearest(terminal, &answer->nearest[i]);
        terminal_blank_line(terminal);
    }
    terminal_paragraph(terminal, "", "",
                       cli_text("Wat nu? Probeer andere woorden, lees een passage met: bpv show ID, of vraag het je "
                                "BPV-coördinator."),
                       TERMINAL_PLAIN);
}

/* Before everything that would pass for the whole. */
static void write_missing(const struct terminal *terminal, const struct bpv_answer *answer)
{
    if (!answer->partial)
        return;
    struct text_buffer sentence = {0};
    bpv_missing_write(answer->parts, answer->part_count, true, &sentence);
    terminal_paragraph(terminal, "", "  ", text_buffer_text(&sentence), TERMINAL_BOLD | TERMINAL_RED);
    terminal_blank_line(terminal);
    text_buffer_release(&sentence);
}

void terminal_answer_write(const struct terminal *terminal, const struct bpv_base *base,
                           const struct bpv_question *question, const struct bpv_answer *answer)
{
    bpv_date on = question->filters.on ? question->filters.on : bpv_date_today();
    write_notices(terminal, answer);
    write_missing(terminal, answer);
    if (!answer->answered) {
        write_no_answer(terminal, question, answer);
        return;
    }
    write_correction(terminal, answer);
    write_uncovered(terminal, answer);
    for (size_t i = 0; i < answer->hit_count; i++) {
        write_hit(terminal, base, question, &answer->hits[i], question->offset + i + 1, on);
        if (i + 1 < answer->hit_count)
            terminal_blank_line(terminal);
    }
    if (answer->hit_count && (answer->total > answer->hit_count || !answer->total_exact))
        terminal_blank_line(terminal);
    write_more(terminal, base, question, answer);
}

static void write_field(const struct terminal *terminal, const char *name, const struct text_buffer *value)
{
    if (!value->length)
        return;
    struct text_buffer first = {0};
    text_buffer_printf(&first, "   %-14s ", name);
    terminal_paragraph(terminal, first.data, "                  ", text_buffer_text(value), TERMINAL_PLAIN);
    text_buffer_release(&first);
}

static void append_listed(struct text_buffer *out, struct bpv_text item)
{
    if (out->length)
        text_buffer_append_string(out, ", ");
    cli_append_line(out, item);
}

static void write_tags(const struct terminal *terminal, const struct bpv_base *base, const struct bpv_passage *passage)
{
    const struct bpv_taxonomy *taxonomy = bpv_base_taxonomy(base);
    struct text_buffer value = {0};
    for (size_t i = 0; i < taxonomy->theme_count; i++) {
        if (!(passage->themes >> taxonomy->themes[i].number & 1u))
            continue;
        text_buffer_printf(&value, "%s%u ", value.length ? ", " : "", taxonomy->themes[i].number);
        cli_append_line(&value, taxonomy->themes[i].name);
    }
    write_field(terminal, "Thema", &value);
    text_buffer_clear(&value);
    if (passage->proposed)
        text_buffer_append_string(&value, "module en thema zijn door het programma gekozen; niemand keek ze na");
    write_field(terminal, "Voorstel", &value);
    text_buffer_clear(&value);
    for (size_t i = 0; i < taxonomy->role_count; i++)
        if (passage->roles >> i & 1u)
            append_listed(&value, taxonomy->roles[i].name);
    write_field(terminal, "Voor wie", &value);
    text_buffer_clear(&value);
    if (passage->phase < taxonomy->phase_count)
        append_listed(&value, taxonomy->phases[passage->phase].name);
    write_field(terminal, "Wanneer", &value);
    text_buffer_clear(&value);
    text_buffer_append_string(&value, passage->audience == BPV_AUDIENCE_EXTRA
                                          ? "studenten die extra ondersteuning nodig hebben"
                                          : "alle studenten");
    write_field(terminal, "Doelgroep", &value);
    text_buffer_clear(&value);
    text_buffer_append_string(&value, passage->importance == BPV_IMPORTANCE_NEED ? "need to know" : "nice to know");
    write_field(terminal, "Belang", &value);
    text_buffer_release(&value);
}

static void write_sources(const struct terminal *terminal, const struct bpv_passage *passage)
{
    for (size_t i = 0; i < passage->source_count; i++) {
        struct text_buffer value = {0};
        bpv_source_write(&passage->sources[i], true, &value);
        if (passage->sources[i].source->url.length) {
            text_buffer_append_char(&value, ' ');
            text_buffer_append_text(&value, passage->sources[i].source->url);
        }
        write_field(terminal, "Bron", &value);
        text_buffer_release(&value);
    }
}

static void write_origin(const struct terminal *terminal, const struct bpv_passage *passage)
{
    struct text_buffer value = {0};
    cli_append_line(&value, passage->path);
    text_buffer_printf(&value, ":%u-%u", passage->line_first, passage->line_last);
    write_field(terminal, "Bestand", &value);
    text_buffer_clear(&value);
    for (size_t i = 0; i < passage->alias_count; i++)
        append_listed(&value, passage->aliases[i]);
    write_field(terminal, "Oude id's", &value);
    for (size_t i = 0; i < passage->question_count && i < QUESTIONS_SHOWN; i++) {
        text_buffer_clear(&value);
        cli_append_line(&value, passage->questions[i]);
        write_field(terminal, i ? "" : "Ook gevraagd", &value);
    }
    if (passage->question_count > QUESTIONS_SHOWN) {
        text_buffer_clear(&value);
        text_buffer_printf(&value, "en nog %zu; alle met --format json", passage->question_count - QUESTIONS_SHOWN);
        write_field(terminal, "", &value);
    }
    text_buffer_release(&value);
}

void terminal_passage_write(const struct terminal *terminal, const struct bpv_base *base,
                            const struct bpv_passage *passage, bpv_date on)
{
    terminal_paragraph(terminal, margin, margin, passage->title, TERMINAL_PLAIN);
    write_label_line(terminal, passage, on);
    terminal_blank_line(terminal);
    write_text(terminal, passage->text, short_answer(passage->text));
    terminal_blank_line(terminal);
    write_reference(terminal, base, passage);
    terminal_blank_line(terminal);
    write_sources(terminal, passage);
    write_tags(terminal, base, passage);
    write_origin(terminal, passage);
}
