/*
 * glossary_view.h: one term of the glossary, as the glossary page and the "no answer" page show it.
 * Ownership: everything is borrowed. Errors: none of its own (text_buffer.overflow tells). Any thread.
 */
#ifndef BPVD_GLOSSARY_VIEW_H
#define BPVD_GLOSSARY_VIEW_H

#include "http_request.h"
#include "text_buffer.h"

/* A group of <dt> and <dd> for within <dl class="terms">. */
void glossary_view_entry(struct text_buffer *out, const struct http_request *request,
                         const struct bpv_glossary_entry *entry);

#endif
