#include <stdlib.h>

#include "glossary_view.h"
#include "html_writer.h"
#include "page_frame.h"
#include "pages.h"
#include "utf8.h"

#define NO_LETTER '#' /* for a term that starts with something else */

struct letters {
    const struct bpv_glossary_entry *entries;
    size_t count;
    char *of_entry; /* 'a'..'z' or NO_LETTER, per entry */
};

static char letter_of(struct bpv_text term)
{
    struct text_buffer folded = {0};
    utf8_fold(term.start, term.length, &folded);
    char letter = folded.length ? folded.data[0] : NO_LETTER;
    text_buffer_release(&folded);
    return letter >= 'a' && letter <= 'z' ? letter : NO_LETTER;
}

static bool is_used(const struct letters *letters, char letter)
{
    for (size_t i = 0; i < letters->count; i++)
        if (letters->of_entry[i] == letter)
            return true;
    return false;
}

static void write_letters(struct text_buffer *out, const struct letters *letters)
{
    html_raw(out, "<nav aria-label=\"Naar een letter\">\n<ul class=\"letters\">\n");
    for (char letter = 'a'; letter <= 'z'; letter++)
        if (is_used(letters, letter))
            text_buffer_printf(out, "<li><a href=\"#letter-%c\">%c</a></li>\n", letter, letter - 'a' + 'A');
    html_raw(out, "</ul>\n</nav>\n");
}

static void write_group(struct text_buffer *out, const struct http_request *request, const struct letters *letters,
                        char letter)
{
    if (!is_used(letters, letter))
        return;
    if (letter == NO_LETTER)
        html_raw(out, "<section>\n<h2>Overig</h2>\n<dl class=\"terms\">\n");
    else
        text_buffer_printf(out, "<section id=\"letter-%c\">\n<h2>%c</h2>\n<dl class=\"terms\">\n", letter,
                           letter - 'a' + 'A');
    for (size_t i = 0; i < letters->count; i++)
        if (letters->of_entry[i] == letter)
            glossary_view_entry(out, request, &letters->entries[i]);
    html_raw(out, "</dl>\n</section>\n");
}

void page_glossary(const struct http_request *request, const struct serving *serving, struct http_reply *reply)
{
    struct text_buffer *out = &reply->body;
    struct letters letters = {0};
    letters.count = bpv_base_glossary(serving->base, &letters.entries);
    letters.of_entry = xcalloc(letters.count, 1);
    for (size_t i = 0; i < letters.count; i++)
        letters.of_entry[i] = letter_of(letters.entries[i].term);

    http_reply_html(reply);
    page_begin(out, request, &(struct page_head){.title = page_string("Begrippen"), .section = PAGE_SECTION_GLOSSARY});
    html_raw(out, "<div class=\"wide page\">\n<h1>Begrippen</h1>\n"
                  "<p class=\"lead\">Woorden en afkortingen rond de BPV, kort uitgelegd.</p>\n");
    write_letters(out, &letters);
    for (char letter = 'a'; letter <= 'z'; letter++)
        write_group(out, request, &letters, letter);
    write_group(out, request, &letters, NO_LETTER);
    html_raw(out, "</div>\n");
    page_end(out, request, serving);
    free(letters.of_entry);
}
