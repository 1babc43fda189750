/*
 * build_cache.h: what a build keeps for the next one, in a folder: per group of neighbouring files what became of them.
 * A group whose files did not change is not read, rendered or taken apart again; the index is the same with or without.
 *
 * Files      KEY.groep (passages and words) and KEY.zoek (the search part), named after all that they come from,
 *            checked when they are used; KEY.woorden is the dictionary; KEY.klaar says that an index was made of them,
 *            and KEY.stand which files it was made of (build_state.h), one for each index that is there. Of the others
 *            what the last build did not use is removed. Anything else in the folder is left alone.
 * Use        build_cache_open; corpus->cache = it; corpus_load, corpus_check; build_cache_usable, and when that is
 *            false everything again without it: mistakes are found by reading all files. Then index_build.
 *            build_cache_close always, after corpus_release.
 * Errors     BPV_IO and Dutch text; damaged files are made again. One thread; one process at a time, another one goes
 *            without.
 */
#ifndef BPV_BUILD_CACHE_H
#define BPV_BUILD_CACHE_H

#include "corpus.h"

struct cached_group {
    char key[33];
    size_t first_file, file_count, first_passage, passage_count;
    struct bpv_text map; /* the file of an earlier build; empty if the group is new */
    struct index_group group;
    struct text_buffer extra; /* of a new group: its warnings, dates and links */
};

struct cached_link { /* from a passage of a new group */
    size_t passage;
    struct bpv_text id;
};

struct build_wish { /* what an index is made of beside the corpus */
    const char *output, *dictionary; /* the latter may be NULL */
    struct bpv_text name;
};

struct build_cache {
    struct text_buffer folder;
    int lock;    /* descriptor of the folder */
    bool failed; /* something of the corpus needs to be looked at again */
    struct cached_group *groups;
    size_t group_count, group_capacity;
    struct cached_link *links;
    size_t link_count, link_capacity;
    struct text_buffer used; /* names of the search parts in use, one a line */
    struct text_buffer words; /* path of the dictionary in another form, or empty */
    char done_key[33];       /* for all that the index is made of */
};

/* Makes the folder if needed. *opened is false, without an error, when another process has it. */
enum bpv_status build_cache_open(struct build_cache *cache, const char *folder, bool *opened, struct bpv_error *error);
void build_cache_close(struct build_cache *cache);

/* Called by corpus_load and corpus_check: takes the passages of files from the cache or reads them; notes a link;
 * checks the links of passages that were not read. */
void build_cache_load(struct build_cache *cache, struct corpus *corpus);
void build_cache_rest_all(const struct build_cache *cache);
void build_cache_rest(const struct cached_group *group); /* lets go of the pages of its file */
void build_cache_note_link(struct build_cache *cache, struct corpus *corpus, size_t passage, struct bpv_text id);
/* After corpus_check, before the report is sorted. */
bool build_cache_usable(struct build_cache *cache, struct corpus *corpus);

enum bpv_status build_cache_store(struct build_cache *cache, const struct cached_group *group,
                                  const struct text_buffer *bytes, struct bpv_error *error);
/* The dictionary as it stands in its folder; it is too large to be read each time. Empty if there is none. */
void build_cache_mark_dictionary(const char *dictionary, struct text_buffer *mark);
/* Sets cache->words for a dictionary, which may be NULL. */
void build_cache_name_words(struct build_cache *cache, const char *dictionary);
/* What build_state.h keeps for the index that is at `output`, as long as one is there. Borrows from bytes; empty when
 * there is none. */
struct bpv_text build_cache_read_state(const struct build_cache *cache, const char *output, struct text_buffer *bytes);
void build_cache_write_state(const struct build_cache *cache, const char *output, struct bpv_text state);
/* Was an index made of exactly this before? Then generation is its generation. Sets done_key in any case. */
bool build_cache_done(struct build_cache *cache, const struct corpus *corpus, const struct build_wish *wish,
                      char generation[65]);
/* After a build: notes that it was made, and removes what it did not use. */
void build_cache_clean(struct build_cache *cache, const char *generation);

#endif
