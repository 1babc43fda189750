/*
 * assets.h: the files of daemon/assets/, embedded in the program when it is built (assets.mk). Everything is constant;
 * any thread. URLs carry a hash of the content, so browsers may keep them for ever.
 */
#ifndef BPV_ASSETS_H
#define BPV_ASSETS_H

#include <stddef.h>

#include "bpv.h"

struct asset {
    const char *name;         /* "page.css" */
    const char *hashed_name;  /* "page.1f3a5c7e9b2d.css" */
    const char *path;         /* "/assets/page.1f3a5c7e9b2d.css", below the root prefix */
    const unsigned char *bytes, *gzip; /* gzip is the same compressed */
    size_t length, gzip_length;        /* gzip_length is 0 when compressing does not help */
};

/* The asset of this plain name, or NULL. */
const struct asset *asset_find(const char *name);
/* Its address below the root prefix, "/assets/page.1f3a5c7e9b2d.css"; aborts for a name that does not exist (our own
 * mistake). */
const char *asset_path(const char *name);
/* The asset of this hashed name, or NULL. */
const struct asset *asset_find_hashed(struct bpv_text hashed_name);
/* From the extension, with charset. */
const char *asset_content_type(const struct asset *asset);
/* Hash over all assets, 12 hex digits: changes with every change of the pages' looks. */
const char *asset_digest(void);

#endif
