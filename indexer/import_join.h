/*
 * import_join.h: joins the lines of a paragraph and undoes hyphenation: "professio-" + "nals" becomes professionals,
 * "BPV-" + "begeleider" stays BPV-begeleider, "ondersteunings" + "behoefte" (its hyphen lost) becomes
 * ondersteuningsbehoefte. Evidence, in this order: how the document itself writes the word inside a line,
 * abbreviations, a Dutch dictionary, its compounds. Every join is noted. Ownership: import_joiner_init,
 * import_joiner_release; the document is borrowed. One thread at a time.
 */
#ifndef BPV_IMPORT_JOIN_H
#define BPV_IMPORT_JOIN_H

#include "dictionary.h"
#include "import_document.h"
#include "text_map.h"

struct import_joiner {
    struct import_document *document;
    struct memory_pool pool;
    struct dictionary dictionary;
    struct text_map seen; /* folded words inside lines */
};

/* dictionary: a word list, one word per line; NULL or missing: the document's own words only. */
void import_joiner_init(struct import_joiner *joiner, struct import_document *document, const char *dictionary);
void import_joiner_release(struct import_joiner *joiner);
/* Notes the words that stand whole inside a line. To be called for every line before the first join. */
void import_joiner_learn(struct import_joiner *joiner, struct bpv_text line);
/* Appends a clean line to a paragraph (both clean: see import_clean_line). */
void import_joiner_append(struct import_joiner *joiner, struct text_buffer *paragraph, struct bpv_text line,
                          unsigned page);
/* Is this a word of the dictionary, of the document, or a compound of dictionary words? */
bool import_joiner_knows(const struct import_joiner *joiner, struct bpv_text word);

#endif
