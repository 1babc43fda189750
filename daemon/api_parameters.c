#include "api.h"

bool api_only_parameters(const struct http_request *request, struct http_reply *reply, const char *const *allowed)
{
    for (size_t i = 0; i < request->parameter_count; i++) {
        struct bpv_text name = request->parameters[i].name;
        const char *const *known = allowed;
        while (*known && !http_text_is(name, *known))
            known++;
        if (!*known) {
            http_reply_problem(reply, request, HTTP_PROBLEM_UNKNOWN_PARAMETER,
                               "De parameter '%.*s' bestaat hier niet. In /openapi.json staat welke er zijn.",
                               (int)(name.length < 40 ? name.length : 0), name.start);
            return false;
        }
        for (size_t j = 0; j < i; j++)
            if (http_text_is(request->parameters[j].name, *known)) {
                http_reply_problem(reply, request, HTTP_PROBLEM_REPEATED_PARAMETER,
                                   "%s staat er meer dan één keer. Geef deze parameter één keer mee.", *known);
                return false;
            }
    }
    return true;
}
