/*
 * pages.h: the handlers of the pages for people, one file each (page_*.c). Contract: http_routes.h.
 */
#ifndef BPV_PAGES_H
#define BPV_PAGES_H

#include "http_routes.h"

http_handler page_home;        /* /                 */
http_handler page_search;      /* /zoek?q=          */
http_handler page_passage;     /* /passage/{id}     */
http_handler page_modules;     /* /modules          */
http_handler page_module;      /* /modules/{id}     */
http_handler page_tracks;      /* /leergangen       */
http_handler page_track;       /* /leergangen/{id}  */
http_handler page_theme;       /* /themas/{id}      */
http_handler page_coverage;    /* /dekking          */
http_handler page_changes;     /* /wijzigingen      */
http_handler page_changes_feed; /* /wijzigingen.atom */
http_handler page_glossary;    /* /begrippen        */
http_handler page_author;      /* /auteur: only with --corpus */
http_handler page_author_passage; /* /auteur/passage/{id} */
http_handler page_about;       /* /over: has an id "fout-<code>" for every http_problem_type */

/* Turns reply->problem into a page: keeps status and headers, replaces body and content_type. serving->base may be
 * NULL. */
void page_problem(const struct http_request *request, const struct serving *serving, struct http_reply *reply);

#endif
