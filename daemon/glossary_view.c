#include "glossary_view.h"

#include "html_writer.h"
#include "page_frame.h"

void glossary_view_entry(struct text_buffer *out, const struct http_request *request,
                         const struct bpv_glossary_entry *entry)
{
    html_raw(out, "<div><dt>");
    html_text(out, entry->term);
    if (entry->abbreviation.length) {
        html_raw(out, " (");
        html_text(out, entry->abbreviation);
        html_raw(out, ")");
    }
    html_raw(out, "</dt>\n<dd>");
    html_text(out, entry->definition);
    html_raw(out, "</dd>\n");
    if (entry->passage_id.length) {
        html_raw(out, "<dd><a href=\"");
        page_passage_path(out, request, entry->passage_id);
        html_raw(out, "\">Lees meer<span class=\"unseen\"> over ");
        html_text(out, entry->term);
        html_raw(out, "</span></a></dd>\n");
    }
    html_raw(out, "</div>\n");
}
