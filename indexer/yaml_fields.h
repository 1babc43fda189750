/*
 * yaml_fields.h: takes checked values out of a YAML tree. Every mistake goes to the report with its place; the reader
 * then has `failed` set and gets an empty value.
 * Ownership: results live in the pool of the tree. One thread at a time.
 */
#ifndef BPV_YAML_FIELDS_H
#define BPV_YAML_FIELDS_H

#include "build_report.h"
#include "index_writer.h"
#include "yaml_reader.h"

struct field_reader {
    struct memory_pool *pool;
    struct build_report *report;
    struct bpv_text path;
    bool failed; /* set by each error, cleared by the caller */
};

__attribute__((format(printf, 3, 4))) void field_error(struct field_reader *reader, const struct tree_node *node,
                                                       const char *format, ...);

/* Reports every key that is not in the list, which ends with NULL. */
void field_known_keys(struct field_reader *reader, const struct tree_node *map, const char *const *keys);
bool field_is(struct field_reader *reader, const struct tree_node *node, enum tree_kind kind);
/* The value of a key that must be there; NULL after reporting that it is not. */
const struct tree_node *field_required(struct field_reader *reader, const struct tree_node *map, const char *key);

/* One line of text, not empty. An absent node (NULL) gives an empty text and no report. */
struct bpv_text field_text(struct field_reader *reader, const struct tree_node *node);
struct bpv_text field_required_text(struct field_reader *reader, const struct tree_node *map, const char *key);
unsigned field_number(struct field_reader *reader, const struct tree_node *node, unsigned minimum, unsigned maximum);
bool field_flag(struct field_reader *reader, const struct tree_node *node);
bpv_date field_date(struct field_reader *reader, const struct tree_node *node, bool may_be_unknown);
/* A passage id: [a-z0-9-], BPV_ID_MIN to BPV_ID_MAX. */
struct bpv_text field_id(struct field_reader *reader, const struct tree_node *node);
/* A list of texts, at most maximum (0 = any number). */
struct index_words field_words(struct field_reader *reader, const struct tree_node *node, size_t maximum);
/* Index of the word in the list (ends with NULL), or -1 after reporting; the report names the list. */
int field_choice(struct field_reader *reader, const struct tree_node *node, const char *const *choices);

bool passage_id_valid(struct bpv_text id);

#endif
