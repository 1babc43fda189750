#include "author_view.h"

#include "html_writer.h"
#include "page_frame.h"

bool author_view_begin(const struct http_request *request, const struct serving *serving, struct http_reply *reply)
{
    if (!serving->corpus) {
        http_reply_problem(reply, request, HTTP_PROBLEM_NOT_FOUND,
                           "Deze pagina is er alleen als de beheerder bpvd met --corpus start.");
        return false;
    }
    http_reply_html(reply);
    reply->cache = HTTP_CACHE_NO_STORE;
    reply->representation = NULL;
    return true;
}

static void write_time(struct text_buffer *out, const struct corpus_report *report)
{
    char text[16];
    struct tm local;
    if (localtime_r(&report->when, &local) && strftime(text, sizeof text, "%H:%M:%S", &local))
        text_buffer_append_string(out, text);
}

static void write_serving(struct text_buffer *out, const struct serving *serving)
{
    text_buffer_append_string(out, serving->base ? " Tot die zijn verbeterd, blijft de vorige versie te zien."
                                                 : " Er is nog geen versie die wel goed was, dus er is niets te zien.");
}

void author_view_banner(struct text_buffer *out, const struct serving *serving, const struct corpus_report *report)
{
    if (report->state == CORPUS_GOOD) {
        html_raw(out,
                 "<p class=\"remark\"><strong>Het corpus heeft geen fouten.</strong> De pagina’s tonen de tekst van ");
        write_time(out, report);
        text_buffer_printf(out, " (gemaakt in %u milliseconden). ", report->milliseconds);
        page_count(out, report->warnings, "waarschuwing", "waarschuwingen");
        html_raw(out, ".</p>\n");
        return;
    }
    html_raw(out, "<div class=\"notice\" role=\"note\" aria-labelledby=\"stand\">\n<p class=\"notice-title\" "
                  "id=\"stand\">");
    switch (report->state) {
    case CORPUS_PROBLEMS:
        html_raw(out, "Het corpus heeft ");
        page_count(out, report->errors, "fout", "fouten");
        html_raw(out, "</p>\n<p>Gezien om ");
        write_time(out, report);
        html_raw(out, ".");
        write_serving(out, serving);
        break;
    case CORPUS_FAILED:
        html_raw(out, "De index maken is niet gelukt</p>\n<p>Lees hieronder waarom. Gezien om ");
        write_time(out, report);
        html_raw(out, ".");
        break;
    case CORPUS_NOT_WATCHED:
        html_raw(out, "Het meekijken is gestopt</p>\n<p>Wijzigingen worden niet meer gezien. Start bpvd opnieuw.");
        break;
    default:
        html_raw(out, "De eerste index wordt nog gemaakt</p>\n<p>Laad deze pagina straks opnieuw.");
        break;
    }
    html_raw(out, "</p>\n</div>\n");
}
