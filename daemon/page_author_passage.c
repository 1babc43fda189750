#include <stdlib.h>
#include <string.h>

#include "author_view.h"
#include "coverage_service.h"
#include "html_writer.h"
#include "page_frame.h"
#include "pages.h"
#include "passage_view.h"
#include "plain_text.h"

struct view {
    struct text_buffer *out;
    const struct http_request *request;
    const struct serving *serving;
    const struct bpv_passage *passage;
    const struct coverage_report *coverage; /* NULL while it is being computed */
    bool expired;
    struct bpv_text asked[HTTP_AUTHOR_QUESTIONS_MAX]; /* each question once */
    size_t asked_count;
};

static bool same(struct bpv_text a, struct bpv_text b)
{
    return a.length == b.length && (a.length == 0 || memcmp(a.start, b.start, a.length) == 0);
}

/* ---- The answer ---- */

static void write_answer(const struct view *view)
{
    struct text_buffer *out = view->out, plain = {0};
    const struct passage_view passage = {.request = view->request, .serving = view->serving, .passage = view->passage,
                                         .brief = plain_text_first_block(view->passage->text),
                                         .expired = view->expired};
    html_raw(out, "<section aria-labelledby=\"antwoord\">\n<h2 id=\"antwoord\">Zo ziet het antwoord eruit</h2>\n"
                  "<article class=\"answer best alone\">\n");
    page_node(out, view->passage->module, false);
    passage_view_labels(out, &passage);
    html_raw(out, "<h3 class=\"answer-title\"><a href=\"");
    page_passage_path(out, view->request, view->passage->id);
    html_raw(out, "\">");
    html_text(out, view->passage->title);
    html_raw(out, "</a></h3>\n");
    passage_view_expired(out, &passage);
    plain_text_write(&plain, passage.brief);
    html_raw(out, "<p class=\"short\">");
    html_text(out, text_buffer_text(&plain));
    html_raw(out, "</p>\n<p class=\"passage-name\">De hele passage</p>\n<div class=\"passage\">\n");
    passage_view_html(out, view->request, view->passage->html);
    html_raw(out, "\n</div>\n<section class=\"reference\" aria-labelledby=\"bron\">\n<h4 class=\"reference-title\" "
                  "id=\"bron\">Bron en verwijzing</h4>\n");
    passage_view_reference(out, &passage);
    html_raw(out, "</section>\n</article>\n</section>\n");
    text_buffer_release(&plain);
}

/* ---- Questions ---- */

/* The place of the passage among the answers; 0 = not there. */
static unsigned rank_in(const struct view *view, const struct bpv_answer *answer)
{
    for (size_t i = 0; i < answer->hit_count && answer->answered; i++)
        if (answer->hits[i].passage.number == view->passage->number)
            return (unsigned)i + 1;
    return 0;
}

static void write_rank(const struct view *view, const struct bpv_answer *answer)
{
    struct text_buffer *out = view->out;
    unsigned rank = rank_in(view, answer);
    const char *grade = rank == 1 ? "grade-covered" : rank && rank <= BPV_COVERAGE_TOP ? "grade-thin" : "grade-missing";
    text_buffer_printf(out, "<td class=\"grade %s\">", grade);
    if (rank)
        text_buffer_printf(out, "<strong>plaats %u</strong>", rank);
    else
        text_buffer_append_string(out, answer->answered ? "<strong>niet gevonden</strong>"
                                                        : "<strong>geen antwoord</strong>");
    html_raw(out, "</td><td>");
    if (rank == 1) {
        html_raw(out, "deze passage");
    } else if (answer->answered && answer->hit_count) {
        html_raw(out, "<a href=\"");
        page_path(out, view->request, "/auteur/passage/");
        html_url_argument(out, answer->hits[0].passage.id);
        html_raw(out, "\">");
        html_text(out, answer->hits[0].passage.title);
        html_raw(out, "</a>");
    } else {
        html_raw(out, "niets");
    }
    html_raw(out, "</td>");
}

static bool ask_again(struct view *view, struct bpv_text question)
{
    for (size_t i = 0; i < view->asked_count; i++)
        if (same(view->asked[i], question))
            return false;
    if (view->asked_count == HTTP_AUTHOR_QUESTIONS_MAX)
        return false;
    view->asked[view->asked_count++] = question;
    return true;
}

/* One row, asked now. Each question once, and not more than HTTP_AUTHOR_QUESTIONS_MAX. */
static void write_question(struct view *view, struct bpv_text text, const char *of)
{
    struct bpv_question question = {.text = text, .limit = BPV_ANSWERS_LIMIT_MAX,
                                    .filters = {.expired = view->expired}};
    struct bpv_answer answer;
    if (!ask_again(view, text) || bpv_ask(view->serving->searcher, &question, &answer, NULL) != BPV_OK)
        return;
    struct text_buffer *out = view->out;
    html_raw(out, "<tr><th scope=\"row\"><a href=\"");
    page_path(out, view->request, "/zoek?q=");
    html_url_argument(out, text);
    html_raw(out, "\">");
    html_text(out, text);
    html_raw(out, "</a></th><td>");
    html_text_string(out, of);
    html_raw(out, "</td>");
    write_rank(view, &answer);
    html_raw(out, "</tr>\n");
    bpv_answer_release(&answer);
}

static bool is_expected(const struct view *view, const struct bpv_bank_question *question)
{
    for (size_t i = 0; i < question->expected_count; i++) {
        if (same(question->expected[i], view->passage->id) || same(question->expected[i], view->passage->path))
            return true;
        for (size_t j = 0; j < view->passage->alias_count; j++)
            if (same(question->expected[i], view->passage->aliases[j]))
                return true;
    }
    return false;
}

/* Questions of the bank that name the passage, and then the ones that find it without naming it. */
static void write_bank(struct view *view)
{
    const struct bpv_bank_question *questions;
    size_t count = bpv_base_questions(view->serving->base, &questions);
    for (size_t i = 0; i < count; i++)
        if (is_expected(view, &questions[i]))
            write_question(view, questions[i].text, "vragenbank, verwacht deze passage");
    for (size_t i = 0; view->coverage && i < view->coverage->coverage.question_count; i++) {
        const struct coverage_question *asked = &view->coverage->coverage.questions[i];
        for (size_t j = 0; j < asked->nearest_count && asked->answered; j++)
            if (same(asked->nearest[j], view->passage->id))
                write_question(view, asked->question->text, "vragenbank, verwacht een andere passage");
    }
}

static void write_questions(struct view *view)
{
    struct text_buffer *out = view->out;
    html_raw(out,
             "<section id=\"vragen\">\n<h2 id=\"kop-vragen\">Vragen die deze passage vinden</h2>\n"
             "<div class=\"scroll\" role=\"region\" tabindex=\"0\" aria-labelledby=\"kop-vragen\">\n"
             "<table class=\"table coverage\">\n<caption>Elke vraag is nu gesteld, met de tekst zoals die nu te zien "
             "is.</caption>\n<thead>\n<tr><th scope=\"col\">Vraag</th><th scope=\"col\">Waar de vraag staat</th>"
             "<th scope=\"col\">Deze passage</th><th scope=\"col\">Eerste antwoord</th></tr>\n</thead>\n<tbody>\n");
    for (size_t i = 0; i < view->passage->question_count; i++)
        write_question(view, view->passage->questions[i], "bij deze passage");
    write_question(view, view->passage->title, "de kop");
    write_bank(view);
    html_raw(out, "</tbody>\n</table>\n</div>\n");
    if (view->passage->question_count == 0)
        html_raw(out, "<p>Bij deze passage staan geen vragen. Zet onder <code>questions</code> hoe een begeleider het "
                      "vraagt.</p>\n");
    if (view->asked_count == HTTP_AUTHOR_QUESTIONS_MAX)
        text_buffer_printf(out, "<p>Hier staan hoogstens %u vragen.</p>\n", HTTP_AUTHOR_QUESTIONS_MAX);
    html_raw(out, "</section>\n");
}

/* ---- Quality ---- */

static unsigned write_findings(const struct view *view)
{
    const struct coverage *coverage = &view->coverage->coverage;
    unsigned count = 0;
    for (size_t i = 0; i < coverage->finding_count; i++) {
        const struct coverage_finding *finding = &coverage->findings[i];
        bool first = same(finding->id, view->passage->id), second = same(finding->other, view->passage->id);
        if (!finding->path.length || (!first && !second))
            continue;
        html_raw(view->out, "<li><strong>");
        html_text_string(view->out, coverage_rule_name(finding->rule));
        html_raw(view->out, "</strong> (");
        html_text_string(view->out, coverage_level_name(coverage_rule_level(finding->rule)));
        html_raw(view->out, "): ");
        html_text_string(view->out, finding->detail);
        struct bpv_text other = first ? finding->other : finding->id;
        if (other.length) {
            html_raw(view->out, " <a href=\"");
            page_path(view->out, view->request, "/auteur/passage/");
            html_url_argument(view->out, other);
            html_raw(view->out, "\">");
            html_text(view->out, other);
            html_raw(view->out, "</a>");
        }
        html_raw(view->out, "</li>\n");
        count++;
    }
    return count;
}

static void write_quality(const struct view *view)
{
    struct text_buffer *out = view->out;
    html_raw(out, "<section id=\"kwaliteit\">\n<h2>Opmerkingen over deze passage</h2>\n");
    if (!view->coverage || view->coverage->error.status != BPV_OK) {
        html_raw(out, "<p>");
        html_text_string(out, view->coverage ? "De dekking van deze kennisbank kan niet worden berekend."
                                             : "De dekking wordt nog berekend. Laad deze pagina straks opnieuw.");
        html_raw(out, "</p>\n</section>\n");
        return;
    }
    html_raw(out, "<ul class=\"findings\">\n");
    if (!write_findings(view))
        html_raw(out, "<li>Er zijn geen opmerkingen.</li>\n");
    html_raw(out, "</ul>\n</section>\n");
}

/* ---- The page ---- */

static void write_head(const struct view *view, const struct corpus_report *report)
{
    struct text_buffer *out = view->out;
    html_raw(out, "<nav class=\"crumbs\" aria-label=\"Kruimelpad\">\n<ol>\n<li><a href=\"");
    page_path(out, view->request, "/auteur");
    html_raw(out, "\">Voor auteurs</a></li>\n<li>");
    html_text(out, view->passage->file_title);
    html_raw(out, "</li>\n</ol>\n</nav>\n<h1>");
    html_text(out, view->passage->title);
    html_raw(out, "</h1>\n<p><code>");
    html_text(out, view->passage->path);
    text_buffer_printf(out, "</code>, regel %u tot en met %u, kenmerk <code>", view->passage->line_first,
                       view->passage->line_last);
    html_text(out, view->passage->id);
    text_buffer_printf(out, "</code>, %u woorden</p>\n", view->passage->word_count);
    if (report->state != CORPUS_GOOD)
        author_view_banner(out, view->serving, report);
}

static void write_page(struct view *view)
{
    struct corpus_report report;
    corpus_watch_read(view->serving->corpus, &report);
    view->coverage =
        coverage_service_look(view->serving->coverage, view->serving->generation, view->serving->today);
    page_begin(view->out, view->request, &(struct page_head){.title = view->passage->title, .unlisted = true});
    html_raw(view->out, "<div class=\"wide page\">\n");
    write_head(view, &report);
    write_answer(view);
    write_questions(view);
    write_quality(view);
    html_raw(view->out, "</div>\n");
    page_end(view->out, view->request, view->serving);
    if (view->coverage)
        coverage_service_give_back(view->serving->coverage, view->coverage);
    text_buffer_release(&report.text);
}

void page_author_passage(const struct http_request *request, const struct serving *serving, struct http_reply *reply)
{
    if (!author_view_begin(request, serving, reply))
        return;
    struct bpv_passage *passage = xcalloc(1, sizeof *passage);
    struct bpv_error error;
    enum bpv_status status = bpv_passage_find(serving->base, request->id, passage, &error);
    if (status == BPV_NOT_FOUND || status == BPV_INVALID) {
        http_reply_problem(reply, request, HTTP_PROBLEM_NO_PASSAGE,
                           "Er is geen passage met dit kenmerk. Kies er een op de pagina voor auteurs.");
    } else if (status != BPV_OK) {
        http_reply_error(reply, request, &error);
    } else {
        struct view view = {.out = &reply->body, .request = request, .serving = serving, .passage = passage,
                            .expired = bpv_passage_expired(passage, serving->today)};
        write_page(&view);
    }
    free(passage);
}
