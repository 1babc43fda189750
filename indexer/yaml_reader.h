/*
 * yaml_reader.h: reads a strict subset of YAML into a small tree with line and column. One document of maps, lists and
 * scalars; no anchors, aliases, tags, directives or duplicate keys; limits on bytes, depth, events, keys and scalars.
 * Ownership: nodes and texts live in the caller's pool.
 * Errors: false and a Dutch reason with its place. Any thread.
 */
#ifndef BPV_YAML_READER_H
#define BPV_YAML_READER_H

#include "memory_pool.h"

enum tree_kind { TREE_SCALAR, TREE_LIST, TREE_MAP };

struct tree_node {
    enum tree_kind kind;
    unsigned line, column;   /* of the file, from 1 */
    struct bpv_text text;    /* of a scalar; may hold any character, also NUL */
    size_t count;            /* children of a list or a map */
    struct tree_node *first; /* items of a list; keys of a map, which are scalars */
    struct tree_node *next;  /* the next item or key */
    struct tree_node *value; /* of a key */
    struct tree_node *last;
};

struct yaml_limits {
    size_t bytes, events;
};

struct yaml_problem {
    unsigned line, column;
    char reason[256];
};

/* line_before: lines of the file before this text. An empty text gives an empty map. */
bool yaml_read(struct memory_pool *pool, struct bpv_text text, unsigned line_before, const struct yaml_limits *limits,
               struct tree_node **root, struct yaml_problem *problem);

/* The value of key in a map, or NULL; map may be NULL or of another kind. */
const struct tree_node *tree_find(const struct tree_node *map, const char *key);

#endif
