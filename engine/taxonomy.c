#include <string.h>

#include "bpv.h"

static const char *const force_keys[] = {"wet", "afspraak", "advies", "achtergrond"};
static const char *const force_labels[] = {"Wet", "Afspraak", "Advies", "Achtergrond"};

const char *bpv_force_key(enum bpv_force force)
{
    return force_keys[force];
}

const char *bpv_force_label(enum bpv_force force)
{
    return force_labels[force];
}

const char *bpv_audience_key(enum bpv_audience audience)
{
    return audience == BPV_AUDIENCE_EXTRA ? "extra" : "alle";
}

const char *bpv_importance_key(enum bpv_importance importance)
{
    return importance == BPV_IMPORTANCE_NICE ? "nice" : "need";
}

const struct bpv_module *bpv_taxonomy_module(const struct bpv_taxonomy *taxonomy, unsigned number)
{
    for (size_t i = 0; i < taxonomy->module_count; i++)
        if (taxonomy->modules[i].number == number)
            return &taxonomy->modules[i];
    return NULL;
}

const struct bpv_theme *bpv_taxonomy_theme(const struct bpv_taxonomy *taxonomy, unsigned number)
{
    for (size_t i = 0; i < taxonomy->theme_count; i++)
        if (taxonomy->themes[i].number == number)
            return &taxonomy->themes[i];
    return NULL;
}

static int find_key(const struct bpv_keyed_name *names, size_t count, struct bpv_text key)
{
    for (size_t i = 0; i < count; i++)
        if (names[i].key.length == key.length && memcmp(names[i].key.start, key.start, key.length) == 0)
            return (int)i;
    return -1;
}

int bpv_taxonomy_role(const struct bpv_taxonomy *taxonomy, struct bpv_text key)
{
    return find_key(taxonomy->roles, taxonomy->role_count, key);
}

int bpv_taxonomy_phase(const struct bpv_taxonomy *taxonomy, struct bpv_text key)
{
    return find_key(taxonomy->phases, taxonomy->phase_count, key);
}

bool bpv_passage_expired(const struct bpv_passage *passage, bpv_date on)
{
    return passage->valid_until && passage->valid_until < on;
}
