/*
 * corpus_tags.h: reads the tags of front matter and passage comments: `key: value` and `key: [a, b]` or one `- a` a
 * line, plain, quoted or as a block scalar. This is not the indexer's YAML reader, on purpose: what that one made is
 * checked with it.
 * Ownership: text_list {0}, then text_list_release. Errors: a value of another form is unreadable. One thread.
 */
#ifndef BPV_CORPUS_TAGS_H
#define BPV_CORPUS_TAGS_H

#include "bpv.h"
#include "text_buffer.h"

struct text_list {
    struct text_buffer bytes;
    size_t ends[BPV_LIST_MAX];
    size_t count;
};

void text_list_clear(struct text_list *list);
void text_list_release(struct text_list *list);
bool text_list_add(struct text_list *list, struct bpv_text text); /* false when it is full */
struct bpv_text text_list_item(const struct text_list *list, size_t number);

enum corpus_tag { CORPUS_TAG_ABSENT, CORPUS_TAG_READ, CORPUS_TAG_UNREADABLE };

/* The values of a key; a single one is a list of one. */
enum corpus_tag corpus_tag_find(struct bpv_text yaml, const char *key, struct text_list *values);

#endif
