#include "html_writer.h"
#include "page_frame.h"
#include "pages.h"
#include "passage_view.h"
#include "plain_text.h"
#include "search_request.h"
#include "search_view.h"
#include "utf8.h"

#define TITLE_BYTES 120u /* of the question in the title of the window */

static bool is_blank(struct bpv_text text)
{
    for (size_t i = 0; i < text.length; i++)
        if ((unsigned char)text.start[i] > ' ')
            return false;
    return true;
}

static bool is_digit(char byte)
{
    return byte >= '0' && byte <= '9';
}

/* Length of the telephone number at the start of text: 112, 113 and the like, or 0800-0113; 0 if there is none. */
static size_t phone_number(struct bpv_text text)
{
    size_t length = 0, digits = 0;
    while (length < text.length &&
           (is_digit(text.start[length]) ||
            (text.start[length] == '-' && length + 1 < text.length && is_digit(text.start[length + 1]))))
        digits += is_digit(text.start[length++]);
    bool emergency = length == 3 && digits == 3 && text.start[0] == '1' && text.start[1] == '1';
    return emergency || (digits >= 8 && digits <= 11 && text.start[0] == '0') ? length : 0;
}

/* The text with its telephone numbers as links: who reads a notice has a phone in the hand. */
static void write_phone_text(struct text_buffer *out, struct bpv_text text)
{
    size_t written = 0;
    for (size_t i = 0; i < text.length; i++) {
        if (!is_digit(text.start[i]) || (i && (is_digit(text.start[i - 1]) || text.start[i - 1] == '-')))
            continue;
        struct bpv_text number = {text.start + i, phone_number((struct bpv_text){text.start + i, text.length - i})};
        if (!number.length)
            continue;
        html_text(out, (struct bpv_text){text.start + written, i - written});
        html_raw(out, "<a href=\"tel:");
        html_attribute(out, number);
        html_raw(out, "\">");
        html_text(out, number);
        html_raw(out, "</a>");
        i += number.length - 1;
        written = i + 1;
    }
    html_text(out, (struct bpv_text){text.start + written, text.length - written});
}

/* A fixed notice of the school comes before everything else. */
static void write_notices(struct text_buffer *out, const struct bpv_answer *answer)
{
    for (size_t i = 0; i < answer->notice_count; i++) {
        const struct bpv_notice *notice = answer->notices[i];
        text_buffer_printf(out, "<div class=\"notice\" role=\"note\" aria-labelledby=\"melding-%zu\">\n", i);
        text_buffer_printf(out, "<p class=\"notice-title\" id=\"melding-%zu\">", i);
        html_text(out, notice->title);
        html_raw(out, "</p>\n<p>");
        write_phone_text(out, notice->text);
        html_raw(out, "</p>\n<p class=\"notice-owner\">Vaste melding van: ");
        html_text(out, notice->owner);
        html_raw(out, "</p>\n</div>\n");
    }
}

/* Before everything that would pass for the whole. */
static void write_missing(struct text_buffer *out, const struct bpv_answer *answer)
{
    struct text_buffer sentence = {0};
    if (!answer->partial)
        return;
    bpv_missing_write(answer->parts, answer->part_count, false, &sentence);
    html_raw(out, "<p class=\"remark missing\" role=\"status\">");
    html_text(out, text_buffer_text(&sentence));
    html_raw(out, "</p>\n");
    text_buffer_release(&sentence);
}

static void write_count(struct text_buffer *out, const struct search_view *view)
{
    if (!view->answer->answered)
        return;
    html_raw(out, "<p class=\"count\">");
    if (!view->answer->total_exact)
        html_raw(out, "Minstens ");
    page_count(out, view->answer->total, "passage past bij je vraag.", "passages passen bij je vraag. De beste "
                                                                       "staat bovenaan.");
    if (!view->answer->total_exact)
        html_raw(out, " Het zijn er te veel om precies te tellen. De aantallen per deel kunnen dus hoger zijn.");
    html_raw(out, " <a class=\"to-facets\" href=\"#verfijnen\">Kies een deel</a></p>\n");
}

static void write_corrected(struct text_buffer *out, const struct search_view *view)
{
    if (view->answer->corrected.length == 0)
        return;
    html_raw(out, "<p class=\"remark\">Bedoelde je <a href=\"");
    search_view_address(out, view, view->answer->corrected, &view->question->filters, 0);
    html_raw(out, "\">");
    html_text(out, view->answer->corrected);
    html_raw(out, "</a>?</p>\n");
}

/* "‘pauze’, ‘stage’" of what the best passage is about; false if there is nothing to name. */
static bool write_covered(struct text_buffer *out, const struct bpv_hit *hit)
{
    bool any = false;
    for (size_t i = 0; i < hit->reason_count; i++) {
        if (hit->reasons[i].kind == BPV_REASON_MISSING || hit->reasons[i].kind == BPV_REASON_AMOUNT)
            continue;
        text_buffer_append_string(out, any ? ", ‘" : "‘");
        html_text(out, hit->reasons[i].asked);
        html_raw(out, "’");
        any = true;
    }
    return any;
}

static void write_uncovered(struct text_buffer *out, const struct bpv_answer *answer)
{
    if (!answer->answered || answer->uncovered_count == 0)
        return;
    struct text_buffer covered = {0};
    html_raw(out, "<p class=\"remark\">");
    if (answer->hit_count && write_covered(&covered, &answer->hits[0])) {
        html_raw(out, "Wel over ");
        text_buffer_append_text(out, text_buffer_text(&covered));
        html_raw(out, ", niet over ");
    } else {
        html_raw(out, "Niet over ");
    }
    for (size_t i = 0; i < answer->uncovered_count; i++) {
        text_buffer_append_string(out, i ? ", <b>‘" : "<b>‘");
        html_text(out, answer->uncovered[i]);
        html_raw(out, "’</b>");
    }
    html_raw(out, ". Kijk of het antwoord past bij je vraag.</p>\n");
    text_buffer_release(&covered);
}

static struct passage_view view_of_hit(const struct search_view *view, const struct bpv_hit *hit)
{
    return (struct passage_view){
        .request = view->request,
        .serving = view->serving,
        .passage = &hit->passage,
        .question = view->question->text,
        .brief = {hit->passage.text.start + hit->short_answer.start, hit->short_answer.length},
        .expired = hit->expired,
    };
}

static void write_head(struct text_buffer *out, const struct search_view *view)
{
    html_raw(out, "<div class=\"result-head\">\n");
    if (view->answer->hit_count && view->question->offset == 0) {
        struct passage_view best = view_of_hit(view, &view->answer->hits[0]);
        passage_view_print_head(out, &best);
    }
    write_notices(out, view->answer);
    write_missing(out, view->answer);
    html_raw(out, "<h1 class=\"asked\"><small>Je vraag</small> ");
    html_text(out, view->question->text);
    html_raw(out, "</h1>\n");
    write_count(out, view);
    write_corrected(out, view);
    write_uncovered(out, view->answer);
    search_view_chips(out, view);
    html_raw(out, "</div>\n");
}

static void write_title(struct text_buffer *out, const struct passage_view *view, const char *level)
{
    text_buffer_printf(out, "<%s class=\"answer-title\"><a href=\"", level);
    page_passage_path(out, view->request, view->passage->id);
    html_raw(out, "\">");
    html_text(out, view->passage->title);
    text_buffer_printf(out, "</a></%s>\n", level);
}

static void write_short(struct text_buffer *out, const struct passage_view *view)
{
    struct text_buffer plain = {0};
    plain_text_write(&plain, view->brief);
    html_raw(out, "<p class=\"short\">");
    html_text(out, text_buffer_text(&plain));
    html_raw(out, "</p>\n");
    text_buffer_release(&plain);
}

static void write_highlighted(struct text_buffer *out, const struct search_view *view, const struct bpv_hit *hit)
{
    struct text_buffer html = {0};
    bpv_highlight_html(hit, &html);
    html_raw(out, "<div class=\"passage\">\n");
    passage_view_html(out, view->request, text_buffer_text(&html));
    html_raw(out, "\n</div>\n");
    text_buffer_release(&html);
}

static void write_best(struct text_buffer *out, const struct search_view *view, const struct bpv_hit *hit)
{
    struct passage_view passage = view_of_hit(view, hit);
    html_raw(out, "<article class=\"answer best alone\">\n");
    page_node(out, hit->passage.module, false);
    passage_view_labels(out, &passage);
    write_title(out, &passage, "h2");
    passage_view_expired(out, &passage);
    write_short(out, &passage);
    html_raw(out, "<p class=\"passage-name\">De hele passage</p>\n");
    write_highlighted(out, view, hit);
    html_raw(out, "<section class=\"reference\" aria-labelledby=\"bron\">\n<h3 class=\"reference-title\" "
                  "id=\"bron\">Bron en verwijzing</h3>\n");
    passage_view_reference(out, &passage);
    passage_view_actions(out, &passage);
    html_raw(out, "</section>\n</article>\n");
}

static void write_further(struct text_buffer *out, const struct search_view *view, const struct bpv_hit *hit)
{
    struct passage_view passage = view_of_hit(view, hit);
    html_raw(out, "<li class=\"answer\">\n");
    page_node(out, hit->passage.module, false);
    passage_view_labels(out, &passage);
    write_title(out, &passage, "h3");
    passage_view_expired(out, &passage);
    write_short(out, &passage);
    html_raw(out, "<details>\n<summary>Lees de hele passage<span class=\"unseen\">: ");
    html_text(out, hit->passage.title);
    html_raw(out, "</span></summary>\n");
    write_highlighted(out, view, hit);
    html_raw(out, "<div class=\"reference\">\n");
    passage_view_reference(out, &passage);
    html_raw(out, "</div>\n</details>\n</li>\n");
}

static void write_answers(struct text_buffer *out, const struct search_view *view)
{
    const struct bpv_answer *answer = view->answer;
    size_t first = 0;
    html_raw(out, "<div class=\"answers\">\n");
    if (view->question->offset == 0) {
        write_best(out, view, &answer->hits[0]);
        first = 1;
    }
    if (answer->hit_count > first) {
        html_raw(out, "<section class=\"further\">\n<h2>Andere antwoorden</h2>\n<ol");
        text_buffer_printf(out, " start=\"%zu\">\n", view->question->offset + first + 1);
        for (size_t i = first; i < answer->hit_count; i++)
            write_further(out, view, &answer->hits[i]);
        html_raw(out, "</ol>\n</section>\n");
    }
    search_view_pages(out, view);
    html_raw(out, "</div>\n");
}

/* An offset past the last answer: there are answers, but not here. */
static void write_past_end(struct text_buffer *out, const struct search_view *view)
{
    html_raw(out, "<section class=\"empty\">\n<h2>Er zijn niet zo veel antwoorden</h2>\n<p><a href=\"");
    search_view_address(out, view, view->question->text, &view->question->filters, 0);
    html_raw(out, "\">Ga naar het eerste antwoord</a></p>\n</section>\n");
}

static void write_page(struct text_buffer *out, const struct search_view *view)
{
    struct bpv_text asked = view->question->text;
    struct text_buffer title = {0};
    size_t cut = utf8_cut(asked.start, asked.length, TITLE_BYTES);
    text_buffer_append(&title, asked.start, cut);
    text_buffer_append_string(&title, cut < asked.length ? "…" : "");
    page_begin(out, view->request,
               &(struct page_head){.title = text_buffer_text(&title), .question = asked, .unlisted = true});
    html_raw(out, "<div class=\"wide results\">\n");
    write_head(out, view);
    if (!view->answer->answered) {
        html_raw(out, "<div>\n");
        search_view_no_answer(out, view);
        html_raw(out, "</div>\n");
    } else {
        if (view->answer->hit_count)
            write_answers(out, view);
        else
            write_past_end(out, view);
        search_view_facets(out, view);
    }
    html_raw(out, "</div>\n");
    page_end(out, view->request, view->serving);
    text_buffer_release(&title);
}

/* True when the reply is complete: it stood in the cache. The page shows full addresses, so Host is part of the key. */
static bool find_in_cache(const struct http_request *request, const struct serving *serving,
                          const struct bpv_question *question, struct http_reply *reply)
{
    struct text_buffer key = {0};
    search_request_key("zoek", serving->generation, serving->today, request->root, question, &key);
    text_buffer_printf(&key, "\n%d %.*s", request->secure, (int)request->host.length, request->host.start);
    bool found = http_reply_cached(reply, request, serving->cache, &key);
    text_buffer_release(&key);
    return found;
}

void page_search(const struct http_request *request, const struct serving *serving, struct http_reply *reply)
{
    const struct bpv_taxonomy *taxonomy = bpv_base_taxonomy(serving->base);
    struct bpv_question question;
    struct bpv_answer answer;
    struct bpv_error error;
    struct http_problem problem;

    if (!search_request_parse(request, taxonomy, SEARCH_REQUEST_LENIENT, &question, &problem)) {
        http_reply_problem_from(reply, request, &problem);
        return;
    }
    if (is_blank(question.text)) {
        page_home(request, serving, reply);
        return;
    }
    if (question.limit == 0)
        question.limit = BPV_ANSWERS_LIMIT_DEFAULT;
    question.explain = true; /* for "wel over ..., niet over ..." */
    http_reply_html(reply);
    if (find_in_cache(request, serving, &question, reply))
        return;
    if (bpv_ask(serving->searcher, &question, &answer, &error) != BPV_OK) {
        http_reply_error(reply, request, &error);
        return;
    }
    if (answer.partial)
        http_reply_partial(reply);
    reply->outcome = answer.answered ? HTTP_OUTCOME_ANSWERED : HTTP_OUTCOME_UNANSWERED;
    write_page(&reply->body, &(struct search_view){request, serving, taxonomy, &question, &answer});
    bpv_answer_release(&answer);
}
