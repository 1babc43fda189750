/*
 * author_view.h: what the pages for authors share: whether they exist, and the banner with the state of the corpus.
 * Ownership: everything is borrowed. Errors: none of its own (text_buffer.overflow tells). Any thread.
 */
#ifndef BPVD_AUTHOR_VIEW_H
#define BPVD_AUTHOR_VIEW_H

#include "corpus_watch.h"
#include "http_reply.h"
#include "http_request.h"
#include "serving.h"

/* False without --corpus: reply has a 404. True: reply is a page that is never kept, because the corpus changes. */
bool author_view_begin(const struct http_request *request, const struct serving *serving, struct http_reply *reply);

/* How the corpus is: good, or with errors so that an older text is shown. */
void author_view_banner(struct text_buffer *out, const struct serving *serving, const struct corpus_report *report);

#endif
