#include <string.h>

#include "glossary_view.h"
#include "html_writer.h"
#include "page_frame.h"
#include "search_view.h"
#include "utf8.h"

#define GLOSSARY_HITS_MAX 5u
#define ABBREVIATION_FOLDED_MIN 3u /* a shorter one counts only as it is written: "OP", not "op" */

static bool is_word_byte(char byte)
{
    return (unsigned char)byte >= 0x80 || (byte >= 'a' && byte <= 'z') || (byte >= 'A' && byte <= 'Z') ||
           (byte >= '0' && byte <= '9');
}

/* True if text has the word or words as a whole, byte for byte. */
static bool has_words(struct bpv_text text, struct bpv_text words)
{
    for (size_t i = 0; words.length && i + words.length <= text.length; i++) {
        size_t end = i + words.length;
        if (memcmp(text.start + i, words.start, words.length) == 0 && (i == 0 || !is_word_byte(text.start[i - 1])) &&
            (end == text.length || !is_word_byte(text.start[end])))
            return true;
    }
    return false;
}

/* Abbreviations that are ordinary words in small letters: OOK is the onderwijsovereenkomst, "ook" is not. */
static bool is_ordinary(struct bpv_text folded)
{
    static const char *const words[] = {"aan", "als", "dan", "die", "hoe", "ook", "van", "wat", "wel", "wie"};
    for (size_t i = 0; i < sizeof words / sizeof words[0]; i++)
        if (http_text_is(folded, words[i]))
            return true;
    return folded.length < ABBREVIATION_FOLDED_MIN;
}

/* asked is the question as written, folded the same in small letters without accents. */
static bool is_asked(const struct bpv_glossary_entry *entry, struct bpv_text asked, struct bpv_text folded)
{
    struct text_buffer term = {0}, abbreviation = {0};
    utf8_fold(entry->term.start, entry->term.length, &term);
    utf8_fold(entry->abbreviation.start, entry->abbreviation.length, &abbreviation);
    struct bpv_text small = text_buffer_text(&abbreviation);
    bool found = has_words(folded, text_buffer_text(&term)) || has_words(asked, entry->abbreviation) ||
                 (!is_ordinary(small) && has_words(folded, small));
    text_buffer_release(&term);
    text_buffer_release(&abbreviation);
    return found;
}

static void write_glossary_hits(struct text_buffer *out, const struct search_view *view)
{
    const struct bpv_glossary_entry *entries;
    size_t count = bpv_base_glossary(view->serving->base, &entries), written = 0;
    struct text_buffer folded = {0};
    utf8_fold(view->question->text.start, view->question->text.length, &folded);
    for (size_t i = 0; i < count && written < GLOSSARY_HITS_MAX; i++) {
        if (!is_asked(&entries[i], view->question->text, text_buffer_text(&folded)))
            continue;
        if (written++ == 0)
            html_raw(out, "<section class=\"further\">\n<h2>Begrippen uit je vraag</h2>\n<dl class=\"terms\">\n");
        glossary_view_entry(out, view->request, &entries[i]);
    }
    if (written)
        html_raw(out, "</dl>\n</section>\n");
    text_buffer_release(&folded);
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
    if (view->answer->notice_count == 0) { /* under a notice about a crisis, advice about searching is out of place */
        write_retry(out, view);
        html_raw(out, "<li>Gebruik andere of minder woorden. Noem het onderwerp, zoals werktijden, beoordelen of "
                      "praktijkovereenkomst.</li>\n");
    }
    html_raw(out, "<li>Kijk in een module hieronder, of bij de <a href=\"");
    page_path(out, view->request, "/begrippen");
    html_raw(out, "\">begrippen</a>.</li>\n"
                  "<li>Vraag het aan de BPV-coördinator van je school. Zegt de coördinator het, vraag dan ook naar "
                  "de bron.</li>\n"
                  "</ul>\n</section>\n");
    write_glossary_hits(out, view);
    write_nearest(out, view);
}
