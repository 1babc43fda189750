/*
 * import_write.h: a document as a corpus file: front matter, a section with an id for every heading, and proposed tags
 * that `check` keeps naming until an author has confirmed them. Written again, sections keep their id and what an
 * author put in their comment. Ownership: import_result_release frees the result; texts in it live in its pool. Errors:
 * bpv_status and Dutch text. One thread.
 */
#ifndef BPV_IMPORT_WRITE_H
#define BPV_IMPORT_WRITE_H

#include "import_document.h"
#include "text_map.h"
#include "theme_tagger.h"

enum import_change { IMPORT_NEW, IMPORT_SAME, IMPORT_CHANGED, IMPORT_REMOVED, IMPORT_CHANGES };

struct import_section {
    struct bpv_text title, id, text; /* text: Markdown */
    struct bpv_text comment;         /* kept from the file before; empty for a new section */
    unsigned page_first, page_last;  /* 0 where there are no pages */
    enum import_change change;
    struct tagger_guess guess;
};

struct import_result {
    struct memory_pool pool;
    struct bpv_text name;            /* of the document, as in ids: the file is name.md, the source key is name */
    struct bpv_text path;            /* of the corpus file */
    struct bpv_text source;          /* the entry for sources.yaml */
    bool source_written;             /* into the sources.yaml beside it, which the import itself made */
    bool unchanged, replaced;        /* the file was there already: with the same bytes; or kept as path.vorige */
    struct import_section *sections; /* in order; removed ones last */
    size_t section_count;
    size_t changes[IMPORT_CHANGES];
};

struct import_target {
    const char *folder;
    struct bpv_text name;
    unsigned module; /* 0: propose one per section */
    const struct theme_tagger *tagger;
    const struct bpv_taxonomy *taxonomy;
    /* True when another passage of the knowledge base has this id. May be NULL. */
    bool (*id_taken)(void *context, struct bpv_text id, struct bpv_text own_file);
    void *context;
};

enum bpv_status import_write(struct import_document *document, const struct import_target *target,
                             struct import_result *result, struct bpv_error *error);
void import_result_release(struct import_result *result);

#endif
