/*
 * front_matter.h: the YAML of a file's front matter and of a passage comment, checked and put together into the fields
 * of a passage. What the comment says overrides the front matter.
 * Ownership: results live in the pool. Errors go to the report. One thread at a time.
 */
#ifndef BPV_FRONT_MATTER_H
#define BPV_FRONT_MATTER_H

#include "text_map.h"
#include "yaml_fields.h"

struct source_reference {
    size_t source; /* index in the list of sources */
    struct bpv_text locator;
};

struct passage_fields {
    struct bpv_text id, file_title;
    struct place id_place, questions_place, until_place;
    unsigned module, phase;
    bool proposed; /* module or themes: nobody has looked at them */
    uint32_t themes, roles, tracks;
    enum bpv_audience audience;
    enum bpv_importance importance;
    enum bpv_force force;
    bpv_date valid_from, valid_until, reviewed;
    struct index_words questions, facts, aliases;
    struct place *alias_places;
    struct source_reference *sources;
    size_t source_count;
};

struct front_matter_context {
    struct memory_pool *pool;
    struct build_report *report;
    struct bpv_text path; /* for messages */
    const struct bpv_taxonomy *taxonomy;
    const struct text_map *source_keys;
};

/* Parses YAML of a front matter or comment; false after reporting. Unknown keys are reported, unless any_keys, but give
 * true. */
bool front_matter_parse(const struct front_matter_context *context, struct bpv_text yaml, unsigned line,
                        bool is_comment, bool any_keys, struct tree_node **map);

/* file and comment may be NULL. heading: where to report what is missing. False if something was reported as an error.
 */
bool front_matter_fields(const struct front_matter_context *context, const struct tree_node *file,
                         const struct tree_node *comment, struct place heading, struct passage_fields *fields);

/* The id alone, as an author wrote it in the comment; NULL if there is none. */
const struct tree_node *front_matter_id(const struct tree_node *comment);

#endif
