/*
 * passage_choice.h: which passages of a module or theme a page lists, from the parameters of its address: module,
 * track, role, phase, audience, importance; each at most once. Ownership: everything is borrowed. Any thread.
 */
#ifndef BPVD_PASSAGE_CHOICE_H
#define BPVD_PASSAGE_CHOICE_H

#include "http_reply.h"
#include "passage_list.h"

/* Adds the parameters to *choice. False when a value is not one of the taxonomy: reply has a 400. */
bool passage_choice_read(const struct http_request *request, const struct serving *serving, struct http_reply *reply,
                         struct passage_choice *choice);
/* "Alleen: leergang BPV-coördinator, fase Na de BPV." as a paragraph; nothing without parameters. */
void passage_choice_describe(struct text_buffer *out, const struct http_request *request, const struct serving *serving,
                             const struct passage_choice *choice);

#endif
