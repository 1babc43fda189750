/*
 * corpus_taxonomy.h: taxonomy.yaml.
 * Ownership: texts live in the pool of the reader. Mistakes go to its report.
 */
#ifndef BPV_CORPUS_TAXONOMY_H
#define BPV_CORPUS_TAXONOMY_H

#include "yaml_fields.h"

void corpus_taxonomy_read(struct field_reader *reader, const struct tree_node *root, struct bpv_taxonomy *taxonomy);

#endif
