#include "json_parameters.h"

#include <jansson.h>
#include <stdio.h>
#include <string.h>

#include "search_request.h"

static const char *const kind_names[] = {
    [SEARCH_PARAMETER_UNKNOWN] = "",
    [SEARCH_PARAMETER_TEXT] = "een tekst",
    [SEARCH_PARAMETER_NUMBER] = "een heel getal van 0 of meer",
    [SEARCH_PARAMETER_BOOLEAN] = "true of false",
};

/* Adds one scalar; false when its type is not that of the parameter. */
static bool add_scalar(struct json_parameters *out, struct bpv_text name, enum search_parameter_kind kind,
                       const json_t *value)
{
    struct http_parameter *parameter = &out->parameters[out->count];
    char *number = out->numbers[out->count];
    parameter->name = name;
    if (kind == SEARCH_PARAMETER_TEXT && json_is_string(value)) {
        parameter->value = (struct bpv_text){json_string_value(value), json_string_length(value)};
    } else if (kind == SEARCH_PARAMETER_NUMBER && json_is_integer(value) && json_integer_value(value) >= 0 &&
               json_integer_value(value) <= 999999999) {
        int length = snprintf(number, sizeof out->numbers[0], "%d", (int)json_integer_value(value));
        parameter->value = (struct bpv_text){number, (size_t)length};
    } else if (kind == SEARCH_PARAMETER_BOOLEAN && json_is_boolean(value)) {
        const char *word = json_is_true(value) ? "true" : "false";
        parameter->value = (struct bpv_text){word, strlen(word)};
    } else {
        return false;
    }
    out->count++;
    return true;
}

static bool too_many(const struct json_parameters *out, size_t more, struct http_problem *problem)
{
    if (out->count + more <= HTTP_PARAMETERS_MAX)
        return false;
    http_problem_set(problem, HTTP_PROBLEM_BAD_VALUE, "Er zijn te veel waarden. Geef er hoogstens %u mee.",
                     HTTP_PARAMETERS_MAX);
    return true;
}

static bool add_member(struct json_parameters *out, const char *key, const json_t *value, struct http_problem *problem)
{
    bool repeatable;
    struct bpv_text name = {key, strlen(key)};
    enum search_parameter_kind kind = search_parameter_kind(name, &repeatable);
    if (kind == SEARCH_PARAMETER_UNKNOWN)
        return http_problem_set(problem, HTTP_PROBLEM_UNKNOWN_PARAMETER,
                                "De parameter '%.40s' bestaat niet. In /openapi.json staat welke er zijn.", key);
    bool list = repeatable && json_is_array(value);
    size_t count = list ? json_array_size(value) : 1;
    if (too_many(out, count, problem))
        return false;
    for (size_t i = 0; i < count; i++)
        if (!add_scalar(out, name, kind, list ? json_array_get(value, i) : value))
            return http_problem_set(problem, HTTP_PROBLEM_BAD_VALUE, "%s: geef %s%s.", key, kind_names[kind],
                                    repeatable ? ", of een lijst daarvan" : "");
    return true;
}

bool json_parameters_read(struct bpv_text body, struct json_parameters *out, struct http_problem *problem)
{
    json_error_t error;
    out->count = 0;
    json_t *document = json_loadb(body.start, body.length, JSON_REJECT_DUPLICATES, &error);
    out->document = document;
    if (!document)
        return http_problem_set(
            problem, HTTP_PROBLEM_BAD_BODY,
            "De inhoud is geen geldige JSON (regel %d, teken %d). Stuur bijvoorbeeld {\"q\": \"vraag\"}.", error.line,
            error.column);
    if (!json_is_object(document))
        return http_problem_set(problem, HTTP_PROBLEM_BAD_BODY,
                                "De inhoud moet een JSON-object zijn, bijvoorbeeld {\"q\": \"vraag\"}.");
    const char *key;
    json_t *value;
    json_object_foreach(document, key, value)
        if (!add_member(out, key, value, problem))
            return false;
    return true;
}

void json_parameters_release(struct json_parameters *parameters)
{
    json_decref(parameters->document);
    parameters->document = NULL;
}
