/*
 * corpus_lines.h: reads lines back from corpus files, to compare them with what the index stored.
 * Ownership: corpus_lines_open or {0}, then corpus_lines_release; the text lives until the next read. One thread.
 */
#ifndef BPV_CORPUS_LINES_H
#define BPV_CORPUS_LINES_H

#include "bpv.h"
#include "text_buffer.h"

struct corpus_file { /* the file that was read last; passages come in the order of their files */
    struct text_buffer path, bytes;
    bool loaded;
};

enum corpus_read { CORPUS_READ_OK, CORPUS_READ_ABSENT, CORPUS_READ_FAILED };

/* Loads directory/path (LF line ends) unless it is the one loaded. *reason says in Dutch why not. Links and devices are
 * refused. */
enum corpus_read corpus_file_load(struct corpus_file *file, const char *directory, struct bpv_text path,
                                  const char **reason);
void corpus_file_release(struct corpus_file *file);

struct corpus_section {
    struct bpv_text heading; /* without its marks; empty if there is none */
    struct bpv_text comment; /* what stands in the passage comment; empty if there is none */
    struct bpv_text text;    /* without those and the blank lines around */
};

/* Lines first..last (from 1). False if there are no such lines. */
bool corpus_section(const struct corpus_file *file, uint32_t first, uint32_t last, struct corpus_section *section);

/* What stands between the lines of dashes at the begin; empty if there are none. */
struct bpv_text corpus_front_matter(const struct corpus_file *file);

/* True if text stands in section as whole lines. */
bool corpus_section_has(struct bpv_text section, struct bpv_text text);

#endif
