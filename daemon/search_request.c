#include "search_request.h"

#include <string.h>

enum field {
    FIELD_Q, FIELD_LIMIT, FIELD_OFFSET, FIELD_MODULE, FIELD_THEME, FIELD_ROLE, FIELD_PHASE, FIELD_AUDIENCE, FIELD_FORCE,
    FIELD_ON, FIELD_EXPIRED, FIELD_EXPLAIN, FIELDS
};

static const struct {
    const char *name;
    enum search_parameter_kind kind;
    bool repeatable;
} fields[FIELDS] = {
    [FIELD_Q] = {"q", SEARCH_PARAMETER_TEXT, false},
    [FIELD_LIMIT] = {"limit", SEARCH_PARAMETER_NUMBER, false},
    [FIELD_OFFSET] = {"offset", SEARCH_PARAMETER_NUMBER, false},
    [FIELD_MODULE] = {"module", SEARCH_PARAMETER_NUMBER, true},
    [FIELD_THEME] = {"theme", SEARCH_PARAMETER_NUMBER, true},
    [FIELD_ROLE] = {"role", SEARCH_PARAMETER_TEXT, true},
    [FIELD_PHASE] = {"phase", SEARCH_PARAMETER_TEXT, true},
    [FIELD_AUDIENCE] = {"audience", SEARCH_PARAMETER_TEXT, true},
    [FIELD_FORCE] = {"force", SEARCH_PARAMETER_TEXT, true},
    [FIELD_ON] = {"on", SEARCH_PARAMETER_TEXT, false},
    [FIELD_EXPIRED] = {"expired", SEARCH_PARAMETER_BOOLEAN, false},
    [FIELD_EXPLAIN] = {"explain", SEARCH_PARAMETER_BOOLEAN, false},
};

static enum field field_of(struct bpv_text name)
{
    enum field field = FIELD_Q;
    while (field < FIELDS && !http_text_is(name, fields[field].name))
        field++;
    return field;
}

enum search_parameter_kind search_parameter_kind(struct bpv_text name, bool *repeatable)
{
    enum field field = field_of(name);
    *repeatable = field < FIELDS && fields[field].repeatable;
    return field < FIELDS ? fields[field].kind : SEARCH_PARAMETER_UNKNOWN;
}

bool search_number_parse(struct bpv_text text, unsigned maximum, unsigned *number)
{
    *number = 0;
    if (text.length == 0 || text.length > 9)
        return false;
    for (size_t i = 0; i < text.length; i++) {
        if (text.start[i] < '0' || text.start[i] > '9')
            return false;
        *number = *number * 10 + (unsigned)(text.start[i] - '0');
    }
    return *number <= maximum;
}

static bool boolean_parse(struct bpv_text text, bool *value)
{
    *value = http_text_is(text, "true") || http_text_is(text, "1");
    return *value || http_text_is(text, "false") || http_text_is(text, "0");
}

/* "module: deze waarde kan niet. Kies uit 1, 2, 3." with every value the taxonomy has. */
static bool bad_choice(enum field field, const struct bpv_taxonomy *taxonomy, struct http_problem *problem)
{
    struct text_buffer choices;
    text_buffer_init(&choices, BPV_ERROR_MAX / 2);
    for (size_t i = 0; field == FIELD_MODULE && i < taxonomy->module_count; i++)
        text_buffer_printf(&choices, "%s%u", i ? ", " : "", taxonomy->modules[i].number);
    for (size_t i = 0; field == FIELD_THEME && i < taxonomy->theme_count; i++)
        text_buffer_printf(&choices, "%s%u", i ? ", " : "", taxonomy->themes[i].number);
    const struct bpv_keyed_name *keyed = field == FIELD_ROLE ? taxonomy->roles : taxonomy->phases;
    size_t keyed_count = field == FIELD_ROLE    ? taxonomy->role_count
                         : field == FIELD_PHASE ? taxonomy->phase_count
                                                : 0;
    for (size_t i = 0; i < keyed_count; i++)
        text_buffer_printf(&choices, "%s%.*s", i ? ", " : "", (int)keyed[i].key.length, keyed[i].key.start);
    for (unsigned i = 0; field == FIELD_AUDIENCE && i < BPV_AUDIENCES; i++)
        text_buffer_printf(&choices, "%s%s", i ? ", " : "", bpv_audience_key((enum bpv_audience)i));
    for (unsigned i = 0; field == FIELD_FORCE && i < BPV_FORCES; i++)
        text_buffer_printf(&choices, "%s%s", i ? ", " : "", bpv_force_key((enum bpv_force)i));
    http_problem_set(problem, HTTP_PROBLEM_BAD_VALUE, "%s: deze waarde bestaat niet. Kies uit: %s.", fields[field].name,
                     choices.data ? choices.data : "");
    text_buffer_release(&choices);
    return false;
}

static int key_index(struct bpv_text key, unsigned count, const char *(*key_of)(unsigned))
{
    for (unsigned i = 0; i < count; i++)
        if (http_text_is(key, key_of(i)))
            return (int)i;
    return -1;
}

static const char *audience_key(unsigned index) { return bpv_audience_key((enum bpv_audience)index); }
static const char *force_key(unsigned index) { return bpv_force_key((enum bpv_force)index); }

/* Adds one value to the mask of a filter. */
static bool add_filter(enum field field, struct bpv_text value, const struct bpv_taxonomy *taxonomy,
                       struct bpv_filters *filters, struct http_problem *problem)
{
    unsigned number;
    int bit = -1;
    uint32_t *mask = NULL;
    switch (field) {
    case FIELD_MODULE:
        mask = &filters->modules;
        if (search_number_parse(value, BPV_MODULES_MAX, &number) && bpv_taxonomy_module(taxonomy, number))
            bit = (int)number;
        break;
    case FIELD_THEME:
        mask = &filters->themes;
        if (search_number_parse(value, BPV_THEMES_MAX, &number) && bpv_taxonomy_theme(taxonomy, number))
            bit = (int)number;
        break;
    case FIELD_ROLE:
        mask = &filters->roles;
        bit = bpv_taxonomy_role(taxonomy, value);
        break;
    case FIELD_PHASE:
        mask = &filters->phases;
        bit = bpv_taxonomy_phase(taxonomy, value);
        break;
    case FIELD_AUDIENCE:
        mask = &filters->audiences;
        bit = key_index(value, BPV_AUDIENCES, audience_key);
        break;
    default:
        mask = &filters->forces;
        bit = key_index(value, BPV_FORCES, force_key);
        break;
    }
    if (bit < 0)
        return bad_choice(field, taxonomy, problem);
    *mask |= UINT32_C(1) << bit;
    return true;
}

static bool set_number(enum field field, struct bpv_text value, unsigned maximum, size_t *out,
                       struct http_problem *problem)
{
    unsigned number;
    if (!search_number_parse(value, maximum, &number))
        return http_problem_set(problem, HTTP_PROBLEM_BAD_VALUE, "%s: geef een heel getal van 0 tot en met %u.",
                                fields[field].name, maximum);
    *out = number;
    return true;
}

static bool set_boolean(enum field field, struct bpv_text value, bool *out, struct http_problem *problem)
{
    if (!boolean_parse(value, out))
        return http_problem_set(problem, HTTP_PROBLEM_BAD_VALUE, "%s: geef true of false.", fields[field].name);
    return true;
}

static bool set_question(struct bpv_text value, struct bpv_question *question, struct http_problem *problem)
{
    if (value.length > BPV_QUESTION_MAX)
        return http_problem_set(problem, HTTP_PROBLEM_QUESTION_TOO_LONG,
                                "De vraag is langer dan %u tekens. Maak de vraag korter.", BPV_QUESTION_MAX);
    question->text = value;
    return true;
}

static bool set_field(enum field field, struct bpv_text value, const struct bpv_taxonomy *taxonomy,
                      struct bpv_question *question, struct http_problem *problem)
{
    switch (field) {
    case FIELD_Q:
        return set_question(value, question, problem);
    case FIELD_LIMIT:
        return set_number(field, value, BPV_ANSWERS_LIMIT_MAX, &question->limit, problem);
    case FIELD_OFFSET:
        return set_number(field, value, BPV_ANSWERS_OFFSET_MAX, &question->offset, problem);
    case FIELD_ON:
        if (!bpv_date_parse(value, &question->filters.on))
            return http_problem_set(problem, HTTP_PROBLEM_BAD_VALUE,
                                    "on: geef een bestaande dag als jaar-maand-dag, bijvoorbeeld 2026-09-01.");
        return true;
    case FIELD_EXPIRED:
        return set_boolean(field, value, &question->filters.expired, problem);
    case FIELD_EXPLAIN:
        return set_boolean(field, value, &question->explain, problem);
    default:
        return add_filter(field, value, taxonomy, &question->filters, problem);
    }
}

/* True when there is nothing in it to search for. */
static bool blank(struct bpv_text text)
{
    for (size_t i = 0; i < text.length; i++)
        if ((unsigned char)text.start[i] > ' ')
            return false;
    return true;
}

bool search_request_parse(const struct http_request *request, const struct bpv_taxonomy *taxonomy,
                          enum search_request_rules rules, struct bpv_question *question, struct http_problem *problem)
{
    bool strict = rules == SEARCH_REQUEST_STRICT;
    bool seen[FIELDS] = {false};
    *question = (struct bpv_question){.text = {"", 0}, .limit = BPV_ANSWERS_LIMIT_DEFAULT};
    problem->kind = HTTP_PROBLEM_NONE;
    for (size_t i = 0; i < request->parameter_count; i++) {
        const struct http_parameter *parameter = &request->parameters[i];
        enum field field = field_of(parameter->name);
        if (field == FIELDS) {
            if (strict)
                return http_problem_set(problem, HTTP_PROBLEM_UNKNOWN_PARAMETER,
                                        "De parameter '%.*s' bestaat niet. In /openapi.json staat welke er zijn.",
                                        (int)(parameter->name.length < 40 ? parameter->name.length : 0),
                                        parameter->name.start);
            continue;
        }
        if (!strict && parameter->value.length == 0)
            continue;
        if (seen[field] && !fields[field].repeatable)
            return http_problem_set(problem, HTTP_PROBLEM_REPEATED_PARAMETER,
                                    "%s staat er meer dan één keer. Geef deze parameter één keer mee.",
                                    fields[field].name);
        seen[field] = true;
        if (!set_field(field, parameter->value, taxonomy, question, problem))
            return false;
    }
    if (strict && blank(question->text))
        return http_problem_set(problem, HTTP_PROBLEM_NO_QUESTION, "Geef een vraag mee als parameter q.");
    return true;
}

void search_request_key(const char *representation, struct bpv_text generation, bpv_date today, struct bpv_text root,
                        const struct bpv_question *question, struct text_buffer *key)
{
    const struct bpv_filters *filters = &question->filters;
    /* Fixed fields as they are in memory: the key never leaves it. The texts before the last one say where they end. */
    const uint32_t numbers[] = {(uint32_t)generation.length, (uint32_t)root.length, (uint32_t)today,
                                (uint32_t)question->limit, (uint32_t)question->offset, question->explain,
                                filters->modules, filters->themes, filters->roles, filters->phases,
                                filters->audiences, filters->forces, (uint32_t)filters->on, filters->expired};
    text_buffer_append(key, representation, strlen(representation) + 1);
    text_buffer_append(key, (const char *)numbers, sizeof numbers);
    text_buffer_append_text(key, generation);
    text_buffer_append_text(key, root);
    text_buffer_append_text(key, question->text);
}

static void write_numbers(const char *name, uint32_t mask, struct text_buffer *out)
{
    for (unsigned i = 0; i < 32; i++)
        if (mask >> i & 1)
            text_buffer_printf(out, "&%s=%u", name, i);
}

static void write_keyed(const char *name, uint32_t mask, const struct bpv_keyed_name *names, size_t count,
                        struct text_buffer *out)
{
    for (size_t i = 0; i < count; i++)
        if (mask >> i & 1)
            text_buffer_printf(out, "&%s=%.*s", name, (int)names[i].key.length, names[i].key.start);
}

void search_request_write_filters(const struct bpv_filters *filters, const struct bpv_taxonomy *taxonomy,
                                  struct text_buffer *out)
{
    write_numbers("module", filters->modules, out);
    write_numbers("theme", filters->themes, out);
    write_keyed("role", filters->roles, taxonomy->roles, taxonomy->role_count, out);
    write_keyed("phase", filters->phases, taxonomy->phases, taxonomy->phase_count, out);
    for (unsigned i = 0; i < BPV_AUDIENCES; i++)
        if (filters->audiences >> i & 1)
            text_buffer_printf(out, "&audience=%s", audience_key(i));
    for (unsigned i = 0; i < BPV_FORCES; i++)
        if (filters->forces >> i & 1)
            text_buffer_printf(out, "&force=%s", force_key(i));
    char day[11];
    bpv_date_write(filters->on, day);
    if (day[0])
        text_buffer_printf(out, "&on=%s", day);
    if (filters->expired)
        text_buffer_append_string(out, "&expired=true");
}
