/*
 * api.h: the handlers for programs, by the file they are in. Contract: http_routes.h.
 */
#ifndef BPV_API_H
#define BPV_API_H

#include "http_routes.h"

http_handler api_answers;              /* /v1/answers                 api_answers.c     */
http_handler api_passage;              /* /v1/passages/{id}           api_passages.c    */
http_handler api_similar;              /* /v1/passages/{id}/similar                     */
http_handler api_suggestions;          /* /v1/suggestions             api_suggestions.c */
http_handler api_taxonomy;             /* /v1/taxonomy                api_taxonomy.c    */
http_handler api_glossary;             /* /v1/glossary                                  */
http_handler api_sources;              /* /v1/sources                                   */
http_handler api_coverage;             /* /v1/coverage                api_coverage.c    */
http_handler api_changes;              /* /v1/changes                                   */
http_handler api_alive;                /* /livez                      api_health.c      */
http_handler api_ready;                /* /readyz                                       */
http_handler api_version;              /* /version                                      */
http_handler api_metrics;              /* /metrics                                      */
http_handler api_openapi;              /* /openapi.json               api_documents.c   */
http_handler api_opensearch;           /* /opensearch.xml                               */
http_handler api_llms;                 /* /llms.txt                                     */
http_handler api_robots;               /* /robots.txt                                   */
http_handler api_asset;                /* /assets/{id}                                  */

/* For endpoints with few parameters: fills a 400 and returns false when the request has a parameter that is not in
 * allowed (ends with NULL), or has one twice. */
bool api_only_parameters(const struct http_request *request, struct http_reply *reply, const char *const *allowed);

#endif
