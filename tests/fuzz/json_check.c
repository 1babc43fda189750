#include "json_check.h"

#include <jansson.h>
#include <string.h>

static json_t *load(struct bpv_text json)
{
    json_error_t error;
    return json_loadb(json.start, json.length, JSON_REJECT_DUPLICATES | JSON_DECODE_ANY, &error);
}

bool json_check_parses(struct bpv_text json)
{
    json_t *value = load(json);
    json_decref(value);
    return value != NULL;
}

bool json_check_is_list_of(struct bpv_text json, struct bpv_text string)
{
    json_t *list = load(json);
    const json_t *item = json_array_get(list, 0);
    bool same = json_array_size(list) == 1 && json_is_string(item) && json_string_length(item) == string.length &&
                (!string.length || memcmp(json_string_value(item), string.start, string.length) == 0);
    json_decref(list);
    return same;
}

long long json_check_integer(struct bpv_text json, const char *key)
{
    json_t *object = load(json);
    const json_t *value = json_object_get(object, key);
    long long number = json_is_integer(value) ? json_integer_value(value) : -1;
    json_decref(object);
    return number;
}

long long json_check_length(struct bpv_text json, const char *key)
{
    json_t *object = load(json);
    const json_t *value = json_object_get(object, key);
    long long number = json_is_array(value) ? (long long)json_array_size(value) : -1;
    json_decref(object);
    return number;
}
