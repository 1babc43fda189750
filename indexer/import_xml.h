/*
 * import_xml.h: reads the XML and HTML that converters write, piece by piece. Forgiving: what it does not know it
 * passes over. Ownership: tokens borrow the text. Pure; one reader per thread.
 */
#ifndef BPV_IMPORT_XML_H
#define BPV_IMPORT_XML_H

#include "text_buffer.h"

enum xml_kind { XML_OPEN, XML_CLOSE, XML_TEXT, XML_END };

struct xml_token {
    enum xml_kind kind;
    struct bpv_text name;       /* of an element */
    struct bpv_text attributes; /* as they stand */
    struct bpv_text text;       /* raw: see xml_append_text */
    bool closed;                /* <br/>: no XML_CLOSE follows */
};

struct xml_reader {
    struct bpv_text text;
    size_t at;
};

void xml_next(struct xml_reader *reader, struct xml_token *token);
/* The raw value of an attribute; false if there is none. */
bool xml_attribute(const struct xml_token *token, const char *name, struct bpv_text *value);
/* The whole number an attribute begins with; fallback if there is none. At most a million either side of 0. */
int xml_number(const struct xml_token *token, const char *name, int fallback);
/* Appends text with its entities decoded; an unknown one stays as it stands. */
void xml_append_text(struct text_buffer *out, struct bpv_text raw);

#endif
