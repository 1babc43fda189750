#include <string.h>

#include "glossary_view.h"
#include "html_writer.h"
#include "page_frame.h"
#include "search_view.h"
#include "utf8.h"

#define GLOSSARY_HITS_MAX 5u

static bool is_boundary(const struct text_buffer *folded, size_t at)
{
    if (at >= folded->length)
        return true;
    unsigned char byte = (unsigned char)folded->data[at];
    return !(byte >= 0x80 || (byte >= 'a' && byte <= 'z') || (byte >= '0' && byte <= '9'));
}

/* True if the folded question has the word or words as a whole. */
static bool has_words(const struct text_buffer *question, struct bpv_text words)
{
    struct text_buffer folded = {0};
    bool found = false;
    utf8_fold(words.start, words.length, &folded);
    for (size_t i = 0; folded.length && !found && i + folded.length <= question->length; i++)
        found = memcmp(question->data + i, folded.data, folded.length) == 0 &&
                (i == 0 || is_boundary(question, i - 1)) && is_boundary(question, i + folded.length);
    text_buffer_release(&folded);
    return found;
}

static void write_glossary_hits(struct text_buffer *out, const struct search_view *view)
{
    const struct bpv_glossary_entry *entries;
    size_t count = bpv_base_glossary(view->serving->base, &entries), written = 0;
    struct text_buffer question = {0};
    utf8_fold(view->question->text.start, view->question->text.length, &question);
    for (size_t i = 0; i < count && written < GLOSSARY_HITS_MAX; i++) {
        if (!has_words(&question, entries[i].term) && !has_words(&question, entries[i].abbreviation))
            continue;
        if (written++ == 0)
            html_raw(out, "<section class=\"further\">\n<h2>Begrippen uit je vraag</h2>\n<dl class=\"terms\">\n");
        glossary_view_entry(out, view->request, &entries[i]);
    }
    if (written)
        html_raw(out, "</dl>\n</section>\n");
    text_buffer_release(&question);
}

static void write_nearest(struct text_buffer *out, const struct search_view *view)
{
    const struct bpv_answer *answer = view->answer;
    if (answer->nearest_count == 0)
        return;
    html_raw(out, "<section class=\"further\">\n<h2>Modules die in de buurt komen</h2>\n<ul class=\"junctions\">\n");
    for (size_t i = 0; i < answer->nearest_count; i++) {
        const struct bpv_nearest *nearest = &answer->nearest[i];
        html_raw(out, "<li>");
        page_node(out, nearest->module->number, false);
        html_raw(out, "<h3><a href=\"");
        page_path(out, view->request, "/modules/");
        text_buffer_printf(out, "%u\">Module %u ", nearest->module->number, nearest->module->number);
        html_text(out, nearest->module->name);
        html_raw(out, "</a></h3>\n<p>");
        page_count(out, nearest->passages, "passage met een woord uit je vraag", "passages met een woord uit je vraag");
        if (nearest->passage_id.length) {
            html_raw(out, ". Bijvoorbeeld: <a href=\"");
            page_passage_path(out, view->request, nearest->passage_id);
            html_raw(out, "\">");
            html_text(out, nearest->passage_title);
            html_raw(out, "</a>");
        }
        html_raw(out, "</p></li>\n");
    }
    html_raw(out, "</ul>\n</section>\n");
}

static void write_retry(struct text_buffer *out, const struct search_view *view)
{
    static const struct bpv_filters none = {0};
    if (search_view_filtered(&view->question->filters)) {
        html_raw(out, "<li><a href=\"");
        search_view_address(out, view, view->question->text, &none, 0);
        html_raw(out, "\">Zoek zonder filters</a>.</li>\n");
    }
    if (!view->question->filters.expired) {
        struct bpv_filters expired = view->question->filters;
        expired.expired = true;
        html_raw(out, "<li><a href=\"");
        search_view_address(out, view, view->question->text, &expired, 0);
        html_raw(out, "\">Zoek ook in verlopen passages</a>.</li>\n");
    }
}

void search_view_no_answer(struct text_buffer *out, const struct search_view *view)
{
    html_raw(out, "<section class=\"empty\">\n<h2>Geen antwoord gevonden in deze kennisbank</h2>\n"
                  "<p>Geen passage past goed genoeg bij je vraag. We laten liever niets zien dan iets wat niet "
                  "klopt.</p>\n"
                  "<p>Dit kun je doen:</p>\n<ul class=\"steps\">\n");
    write_retry(out, view);
    html_raw(out, "<li>Gebruik andere of minder woorden. Noem het onderwerp, zoals werktijden, beoordelen of "
                  "praktijkovereenkomst.</li>\n"
                  "<li>Kijk in een module hieronder, of bij de <a href=\"");
    page_path(out, view->request, "/begrippen");
    html_raw(out, "\">begrippen</a>.</li>\n"
                  "<li>Vraag het aan de BPV-coördinator van je school. Zegt de coördinator het, vraag dan ook naar "
                  "de bron.</li>\n"
                  "</ul>\n</section>\n");
    write_glossary_hits(out, view);
    write_nearest(out, view);
}
