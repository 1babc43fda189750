/*
 * json_parameters.h: the body of a JSON POST as the same list of parameters that a query string gives. The only user of
 * jansson.
 *   {"q": "...", "limit": 5, "module": [1, 2], "expired": true}
 * Strict: one object, no repeated or unknown names, each value of the right type, a list only where a parameter may be
 * repeated.
 * Ownership: json_parameters_release, also after a failure; parameters borrow from it. Any thread.
 */
#ifndef BPV_JSON_PARAMETERS_H
#define BPV_JSON_PARAMETERS_H

#include "http_request.h"

struct json_parameters {
    void *document; /* private */
    char numbers[HTTP_PARAMETERS_MAX][12];
    struct http_parameter parameters[HTTP_PARAMETERS_MAX];
    size_t count;
};

bool json_parameters_read(struct bpv_text body, struct json_parameters *out, struct http_problem *problem);
void json_parameters_release(struct json_parameters *parameters);

#endif
