#include "html_writer.h"
#include "page_frame.h"
#include "pages.h"

/* The question that was asked, so that nobody has to type it again; empty if there is none. */
static struct bpv_text asked(const struct http_request *request)
{
    struct bpv_text question;
    http_request_parameter(request, "q", &question);
    return question;
}

void page_problem(const struct http_request *request, const struct serving *serving, struct http_reply *reply)
{
    const struct http_problem_type *type = http_problem_type(reply->problem.kind);
    struct text_buffer *out = &reply->body;
    text_buffer_clear(out);
    reply->content_type = HTTP_TYPE_HTML;
    page_begin(out, request,
               &(struct page_head){.title = page_string(type->title), .question = asked(request), .unlisted = true});
    html_raw(out, "<div class=\"wide page\">\n<h1>");
    html_text_string(out, type->title);
    html_raw(out, "</h1>\n<p class=\"lead\">");
    html_text_string(out, reply->problem.detail[0] ? reply->problem.detail : type->explanation);
    html_raw(out, "</p>\n<section class=\"text\">\n<h2>Wat je kunt doen</h2>\n<ul>\n<li><a href=\"");
    page_path(out, request, "/");
    html_raw(out, "\">Ga naar het begin</a> of stel hierboven je vraag.</li>\n<li>Lees bij <a href=\"");
    page_path(out, request, "/over#fout-");
    html_attribute_string(out, type->code);
    html_raw(out, "\">foutmeldingen</a> wat dit betekent.</li>\n</ul>\n<p class=\"soft\">Code ");
    html_text_string(out, type->code);
    text_buffer_printf(out, ", status %u", type->status);
    if (request->id_text[0]) {
        html_raw(out, ", aanvraag ");
        html_text_string(out, request->id_text);
    }
    html_raw(out, "</p>\n</section>\n</div>\n");
    page_end(out, request, serving);
}
