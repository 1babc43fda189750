#include "passage_choice.h"

#include <string.h>

#include "html_writer.h"
#include "page_frame.h"
#include "passage_view.h"
#include "search_request.h"

static struct bpv_text key_of(const char *key)
{
    return (struct bpv_text){key, strlen(key)};
}

static bool same(struct bpv_text a, struct bpv_text b)
{
    return a.length == b.length && memcmp(a.start, b.start, a.length) == 0;
}

static const struct bpv_track *track_of(const struct bpv_taxonomy *taxonomy, unsigned number)
{
    for (size_t i = 0; i < taxonomy->track_count; i++)
        if (taxonomy->tracks[i].number == number)
            return &taxonomy->tracks[i];
    return NULL;
}

/* Each reads one value; false when the taxonomy does not have it. */
static bool read_module(const struct bpv_taxonomy *taxonomy, struct bpv_text value, uint32_t *mask)
{
    unsigned number;
    bool known = search_number_parse(value, BPV_MODULES_MAX, &number) && bpv_taxonomy_module(taxonomy, number);
    *mask |= known ? UINT32_C(1) << number : 0;
    return known;
}

static bool read_track(const struct bpv_taxonomy *taxonomy, struct bpv_text value, uint32_t *mask)
{
    unsigned number;
    bool known = search_number_parse(value, BPV_TRACKS_MAX, &number) && track_of(taxonomy, number);
    *mask |= known ? UINT32_C(1) << number : 0;
    return known;
}

static bool read_role(const struct bpv_taxonomy *taxonomy, struct bpv_text value, uint32_t *mask)
{
    int role = bpv_taxonomy_role(taxonomy, value);
    *mask |= role >= 0 ? UINT32_C(1) << role : 0;
    return role >= 0;
}

static bool read_phase(const struct bpv_taxonomy *taxonomy, struct bpv_text value, uint32_t *mask)
{
    int phase = bpv_taxonomy_phase(taxonomy, value);
    *mask |= phase >= 0 ? UINT32_C(1) << phase : 0;
    return phase >= 0;
}

static bool read_audience(const struct bpv_taxonomy *taxonomy, struct bpv_text value, uint32_t *mask)
{
    (void)taxonomy;
    for (unsigned i = 0; i < BPV_AUDIENCES; i++)
        *mask |= same(value, key_of(bpv_audience_key((enum bpv_audience)i))) ? UINT32_C(1) << i : 0;
    return *mask != 0;
}

static bool read_importance(const struct bpv_taxonomy *taxonomy, struct bpv_text value, uint32_t *mask)
{
    (void)taxonomy;
    for (unsigned i = 0; i < BPV_IMPORTANCES; i++)
        *mask |= same(value, key_of(bpv_importance_key((enum bpv_importance)i))) ? UINT32_C(1) << i : 0;
    return *mask != 0;
}

bool passage_choice_read(const struct http_request *request, const struct serving *serving, struct http_reply *reply,
                         struct passage_choice *choice)
{
    const struct {
        const char *name;
        bool (*read)(const struct bpv_taxonomy *taxonomy, struct bpv_text value, uint32_t *mask);
        uint32_t *mask;
    } parameters[] = {{"module", read_module, &choice->modules},
                      {"track", read_track, &choice->tracks},
                      {"role", read_role, &choice->roles},
                      {"phase", read_phase, &choice->phases},
                      {"audience", read_audience, &choice->audiences},
                      {"importance", read_importance, &choice->importances}};
    for (size_t i = 0; i < sizeof parameters / sizeof parameters[0]; i++) {
        struct bpv_text value;
        uint32_t mask = 0;
        if (!http_request_parameter(request, parameters[i].name, &value))
            continue;
        if (!parameters[i].read(bpv_base_taxonomy(serving->base), value, &mask)) {
            http_reply_problem(reply, request, HTTP_PROBLEM_BAD_VALUE,
                               "%s: deze waarde bestaat niet. Ga terug naar de lijst en kies opnieuw.",
                               parameters[i].name);
            return false;
        }
        *parameters[i].mask = *parameters[i].mask ? *parameters[i].mask & mask : mask;
        choice->nothing = choice->nothing || *parameters[i].mask == 0;
    }
    return true;
}

/* ", fase " and a name, for each that is chosen. */
static void describe(struct text_buffer *out, bool *begun, const char *what, struct bpv_text name)
{
    html_text_string(out, *begun ? ", " : "Alleen: ");
    html_text_string(out, what);
    html_text(out, name);
    *begun = true;
}

void passage_choice_describe(struct text_buffer *out, const struct http_request *request, const struct serving *serving,
                             const struct passage_choice *choice)
{
    const struct bpv_taxonomy *taxonomy = bpv_base_taxonomy(serving->base);
    struct bpv_text value;
    struct text_buffer line = {0};
    bool begun = false;
    if (http_request_parameter(request, "module", &value))
        describe(&line, &begun, "module ", value);
    for (size_t i = 0; i < taxonomy->track_count && http_request_parameter(request, "track", &value); i++)
        if (choice->tracks >> taxonomy->tracks[i].number & 1)
            describe(&line, &begun, "leergang ", taxonomy->tracks[i].name);
    for (size_t i = 0; i < taxonomy->role_count; i++)
        if (choice->roles >> i & 1)
            describe(&line, &begun, "rol ", taxonomy->roles[i].name);
    for (size_t i = 0; i < taxonomy->phase_count; i++)
        if (choice->phases >> i & 1)
            describe(&line, &begun, "fase ", taxonomy->phases[i].name);
    for (unsigned i = 0; i < BPV_AUDIENCES; i++)
        if (choice->audiences >> i & 1)
            describe(&line, &begun, "", page_string(passage_audience_label((enum bpv_audience)i)));
    for (unsigned i = 0; i < BPV_IMPORTANCES; i++)
        if (choice->importances >> i & 1)
            describe(&line, &begun, "", page_string(i == BPV_IMPORTANCE_NICE ? "nice to know" : "need to know"));
    if (begun) {
        html_raw(out, "<p class=\"chosen\">");
        text_buffer_append_text(out, text_buffer_text(&line));
        html_raw(out, ". <a href=\"?\">Toon alles</a></p>\n");
    }
    text_buffer_release(&line);
}
