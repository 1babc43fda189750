#include "corpus_taxonomy.h"

#include <string.h>

/* The list under key, with its length checked; NULL after reporting. */
static const struct tree_node *list_of(struct field_reader *reader, const struct tree_node *map, const char *key,
                                       size_t maximum)
{
    const struct tree_node *list = field_required(reader, map, key);
    if (!list || !field_is(reader, list, TREE_LIST))
        return NULL;
    if (!list->count || list->count > maximum) {
        field_error(reader, list, "'%s' heeft %zu onderdelen; minstens 1 en maximaal %zu", key, list->count, maximum);
        return NULL;
    }
    return list;
}

/* Is this item a map with only these keys? */
static bool item_is(struct field_reader *reader, const struct tree_node *item, const char *const *keys)
{
    if (!field_is(reader, item, TREE_MAP))
        return false;
    field_known_keys(reader, item, keys);
    return true;
}

static unsigned required_number(struct field_reader *reader, const struct tree_node *map, const char *key,
                                unsigned minimum, unsigned maximum)
{
    const struct tree_node *node = field_required(reader, map, key);
    return node ? field_number(reader, node, minimum, maximum) : 0;
}

/* A list of module numbers as a mask; also as a row when order is not NULL. */
static uint32_t read_modules(struct field_reader *reader, const struct tree_node *map,
                             const struct bpv_taxonomy *taxonomy, unsigned *order, size_t *order_count)
{
    uint32_t mask = 0;
    const struct tree_node *list = list_of(reader, map, "modules", BPV_MODULES_MAX);
    for (const struct tree_node *item = list ? list->first : NULL; item; item = item->next) {
        unsigned number = field_number(reader, item, 1, BPV_MODULES_MAX);
        if (!number)
            continue;
        if (!bpv_taxonomy_module(taxonomy, number)) {
            field_error(reader, item, "module %u staat niet onder modules; kies een bestaande module", number);
            continue;
        }
        if (order && !(mask & 1u << number))
            order[(*order_count)++] = number;
        mask |= 1u << number;
    }
    return mask;
}

/* The list of expressions under key "words" as one text with commas between; empty without it. */
static struct bpv_text read_words(struct field_reader *reader, const struct tree_node *item)
{
    const struct tree_node *node = tree_find(item, "words");
    const struct index_words words = node ? field_words(reader, node, BPV_THEME_WORDS_MAX) : (struct index_words){0};
    size_t length = 0;
    for (size_t i = 0; i < words.count; i++)
        length += words.items[i].length + 2;
    char *joined = pool_take(reader->pool, length + 1, 1), *end = joined;
    for (size_t i = 0; i < words.count; i++) {
        if (i) {
            memcpy(end, ", ", 2);
            end += 2;
        }
        memcpy(end, words.items[i].start, words.items[i].length);
        end += words.items[i].length;
    }
    return (struct bpv_text){joined, (size_t)(end - joined)};
}

static void read_module_list(struct field_reader *reader, const struct tree_node *root, struct bpv_taxonomy *taxonomy)
{
    static const char *const keys[] = {"number", "name", "folder", "description", "words", NULL};
    const struct tree_node *list = list_of(reader, root, "modules", BPV_MODULES_MAX);
    for (const struct tree_node *item = list ? list->first : NULL; item; item = item->next) {
        if (!item_is(reader, item, keys))
            continue;
        unsigned number = required_number(reader, item, "number", 1, BPV_MODULES_MAX);
        if (number && bpv_taxonomy_module(taxonomy, number))
            field_error(reader, item, "module %u staat er twee keer; geef elke module een eigen nummer", number);
        else
            taxonomy->modules[taxonomy->module_count++] = (struct bpv_module){
                number, field_required_text(reader, item, "name"), field_text(reader, tree_find(item, "folder")),
                field_text(reader, tree_find(item, "description")), read_words(reader, item)};
    }
}

static void read_theme_list(struct field_reader *reader, const struct tree_node *root, struct bpv_taxonomy *taxonomy)
{
    static const char *const keys[] = {"number", "name", "modules", "audience", "description", "words", NULL};
    static const char *const audiences[] = {"alle", "extra", NULL};
    const struct tree_node *list = list_of(reader, root, "themes", BPV_THEMES_MAX);
    for (const struct tree_node *item = list ? list->first : NULL; item; item = item->next) {
        if (!item_is(reader, item, keys))
            continue;
        struct bpv_theme theme = {.number = required_number(reader, item, "number", 1, BPV_THEMES_MAX),
                                  .name = field_required_text(reader, item, "name"),
                                  .description = field_text(reader, tree_find(item, "description")),
                                  .words = read_words(reader, item)};
        theme.modules = read_modules(reader, item, taxonomy, NULL, NULL);
        const struct tree_node *audience = tree_find(item, "audience");
        if (audience && field_choice(reader, audience, audiences) == 1)
            theme.audience = BPV_AUDIENCE_EXTRA;
        if (theme.number && bpv_taxonomy_theme(taxonomy, theme.number))
            field_error(reader, item, "thema %u staat er twee keer; geef elk thema een eigen nummer", theme.number);
        else
            taxonomy->themes[taxonomy->theme_count++] = theme;
    }
}

static size_t read_keyed_names(struct field_reader *reader, const struct tree_node *root, const char *key,
                               size_t maximum, struct bpv_keyed_name *names)
{
    static const char *const keys[] = {"key", "name", NULL};
    const struct tree_node *list = list_of(reader, root, key, maximum);
    size_t count = 0;
    for (const struct tree_node *item = list ? list->first : NULL; item; item = item->next) {
        if (!item_is(reader, item, keys))
            continue;
        struct bpv_keyed_name name = {pool_copy(reader->pool, field_required_text(reader, item, "key")),
                                      field_required_text(reader, item, "name")};
        for (size_t i = 0; i < count; i++)
            if (text_equal(names[i].key, name.key))
                field_error(reader, item, "de sleutel '%.*s' staat er twee keer; haal er een weg",
                            shown_length(name.key), name.key.start);
        names[count++] = name;
    }
    return count;
}

static void read_component(struct field_reader *reader, const struct tree_node *item,
                           const struct bpv_taxonomy *taxonomy, struct bpv_component *component)
{
    static const char *const keys[] = {"name", "kind", "sbu_min", "sbu_max", "modules", "subject", NULL};
    static const char *const kinds[] = {"e-learning", "opdracht", "lesdag", NULL};
    if (!item_is(reader, item, keys))
        return;
    component->name = field_required_text(reader, item, "name");
    const struct tree_node *kind = field_required(reader, item, "kind");
    if (kind && field_choice(reader, kind, kinds) >= 0)
        component->kind = field_text(reader, kind);
    component->subject = field_text(reader, tree_find(item, "subject"));
    component->sbu_min = required_number(reader, item, "sbu_min", 0, 1000);
    component->sbu_max = required_number(reader, item, "sbu_max", 0, 1000);
    component->modules = read_modules(reader, item, taxonomy, NULL, NULL);
    if (component->sbu_max < component->sbu_min)
        field_error(reader, item, "sbu_max is kleiner dan sbu_min; verbeter de uren");
}

static void read_track(struct field_reader *reader, const struct tree_node *item, struct bpv_taxonomy *taxonomy)
{
    static const char *const keys[] = {"number", "name", "role", "certificate", "modules", "components", NULL};
    if (!item_is(reader, item, keys))
        return;
    struct bpv_track *track = &taxonomy->tracks[taxonomy->track_count];
    track->number = required_number(reader, item, "number", 1, BPV_TRACKS_MAX);
    for (size_t i = 0; i < taxonomy->track_count; i++)
        if (taxonomy->tracks[i].number == track->number)
            field_error(reader, item, "leergang %u staat er twee keer; geef elke leergang een eigen nummer",
                        track->number);
    track->name = field_required_text(reader, item, "name");
    track->certificate = field_text(reader, tree_find(item, "certificate"));
    const struct tree_node *role = field_required(reader, item, "role");
    struct bpv_text key = field_text(reader, role);
    int index = key.length ? bpv_taxonomy_role(taxonomy, key) : 0;
    if (index < 0)
        field_error(reader, role, "rol '%.*s' staat niet onder roles; kies een bestaande rol", shown_length(key),
                    key.start);
    else
        track->role = (unsigned)index;
    track->modules = read_modules(reader, item, taxonomy, track->module_order, &track->module_count);
    const struct tree_node *components = list_of(reader, item, "components", BPV_COMPONENTS_MAX);
    for (const struct tree_node *part = components ? components->first : NULL; part; part = part->next)
        read_component(reader, part, taxonomy, &track->components[track->component_count++]);
    taxonomy->track_count++;
}

void corpus_taxonomy_read(struct field_reader *reader, const struct tree_node *root, struct bpv_taxonomy *taxonomy)
{
    static const char *const keys[] = {"modules", "themes", "roles", "phases", "tracks", NULL};
    if (!item_is(reader, root, keys))
        return;
    read_module_list(reader, root, taxonomy);
    read_theme_list(reader, root, taxonomy);
    taxonomy->role_count = read_keyed_names(reader, root, "roles", BPV_ROLES_MAX, taxonomy->roles);
    taxonomy->phase_count = read_keyed_names(reader, root, "phases", BPV_PHASES_MAX, taxonomy->phases);
    const struct tree_node *tracks = list_of(reader, root, "tracks", BPV_TRACKS_MAX);
    for (const struct tree_node *item = tracks ? tracks->first : NULL; item; item = item->next)
        read_track(reader, item, taxonomy);
}
