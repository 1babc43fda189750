#include "front_matter.h"

#include <string.h>

#include "text_buffer.h"

#define SHARED_KEYS                                                                                                    \
    "title", "module", "themes", "roles", "audience", "phase", "importance", "force", "reviewed", "valid_from",        \
        "valid_until", "sources", "proposed"

static const char *const file_keys[] = {SHARED_KEYS, NULL};
static const char *const comment_keys[] = {"id", "aliases", "facts", "questions", SHARED_KEYS, NULL};

/* What is known while the fields of one passage are read. */
struct reading {
    const struct front_matter_context *context;
    struct field_reader reader;
    const struct tree_node *file, *comment;
    struct place heading;
    struct passage_fields *fields;
};

bool front_matter_parse(const struct front_matter_context *context, struct bpv_text yaml, unsigned line,
                        bool is_comment, bool any_keys, struct tree_node **map)
{
    static const struct yaml_limits limits = {BPV_YAML_FRONT_MATTER_MAX, BPV_YAML_FRONT_EVENTS_MAX};
    struct yaml_problem problem;
    if (!yaml_read(context->pool, yaml, line - 1, &limits, map, &problem)) {
        report_error(context->report, (struct place){context->path, problem.line, problem.column}, "%s",
                     problem.reason);
        return false;
    }
    struct field_reader reader = {context->pool, context->report, context->path, false};
    if (!field_is(&reader, *map, TREE_MAP))
        return false;
    if (!any_keys)
        field_known_keys(&reader, *map, is_comment ? comment_keys : file_keys);
    return true;
}

const struct tree_node *front_matter_id(const struct tree_node *comment)
{
    return tree_find(comment, "id");
}

static const struct tree_node *find(const struct reading *reading, const char *key)
{
    const struct tree_node *value = tree_find(reading->comment, key);
    return value ? value : tree_find(reading->file, key);
}

static struct place place_of(const struct reading *reading, const struct tree_node *node)
{
    return node ? (struct place){reading->context->path, node->line, node->column} : reading->heading;
}

static const struct tree_node *find_required(struct reading *reading, const char *key)
{
    const struct tree_node *value = find(reading, key);
    if (!value) {
        reading->reader.failed = true;
        report_error(reading->context->report, reading->heading,
                     "sleutel '%s' ontbreekt; zet die in de front matter of in het passage-blok", key);
    }
    return value;
}

/* The choice for a key; 0 after reporting. */
static unsigned choose(struct reading *reading, const struct tree_node *node, const char *const *choices)
{
    int choice = node ? field_choice(&reading->reader, node, choices) : -1;
    return choice < 0 ? 0 : (unsigned)choice;
}

static void read_themes(struct reading *reading)
{
    const struct tree_node *list = find_required(reading, "themes");
    struct passage_fields *fields = reading->fields;
    if (!list || !field_is(&reading->reader, list, TREE_LIST))
        return;
    if (!list->count)
        field_error(&reading->reader, list, "deze lijst is leeg; noem minstens een thema");
    for (const struct tree_node *item = list->first; item; item = item->next) {
        unsigned number = field_number(&reading->reader, item, 1, BPV_THEMES_MAX);
        const struct bpv_theme *theme = number ? bpv_taxonomy_theme(reading->context->taxonomy, number) : NULL;
        if (number && !theme)
            field_error(&reading->reader, item, "thema %u staat niet in taxonomy.yaml; kies een bestaand thema",
                        number);
        else if (theme && fields->module && !(theme->modules & 1u << fields->module))
            field_error(&reading->reader, item,
                        "thema %u hoort niet bij module %u; kies een ander thema of een andere module", number,
                        fields->module);
        else if (theme)
            fields->themes |= 1u << number;
    }
}

static void read_module(struct reading *reading)
{
    const struct tree_node *node = find_required(reading, "module");
    if (!node)
        return;
    unsigned number = field_number(&reading->reader, node, 1, BPV_MODULES_MAX);
    if (number && !bpv_taxonomy_module(reading->context->taxonomy, number))
        field_error(&reading->reader, node, "module %u staat niet in taxonomy.yaml; kies een bestaande module", number);
    else
        reading->fields->module = number;
}

/* The keys of roles or phases as a list for field_choice. */
static void key_list(const struct bpv_keyed_name *names, size_t count, const char **keys)
{
    for (size_t i = 0; i < count; i++)
        keys[i] = names[i].key.start; /* pool texts end with a NUL */
    keys[count] = NULL;
}

static void read_roles_and_phase(struct reading *reading)
{
    const struct bpv_taxonomy *taxonomy = reading->context->taxonomy;
    const char *roles[BPV_ROLES_MAX + 1], *phases[BPV_PHASES_MAX + 1];
    key_list(taxonomy->roles, taxonomy->role_count, roles);
    key_list(taxonomy->phases, taxonomy->phase_count, phases);
    reading->fields->phase = choose(reading, find_required(reading, "phase"), phases);
    const struct tree_node *list = find_required(reading, "roles");
    if (!list || !field_is(&reading->reader, list, TREE_LIST))
        return;
    if (!list->count)
        field_error(&reading->reader, list, "deze lijst is leeg; noem minstens een rol");
    for (const struct tree_node *item = list->first; item; item = item->next) {
        int role = field_choice(&reading->reader, item, roles);
        if (role >= 0)
            reading->fields->roles |= 1u << role;
    }
}

static void read_tracks(struct reading *reading)
{
    const struct bpv_taxonomy *taxonomy = reading->context->taxonomy;
    struct passage_fields *fields = reading->fields;
    for (size_t i = 0; i < taxonomy->track_count; i++) {
        const struct bpv_track *track = &taxonomy->tracks[i];
        if (fields->module && track->modules & 1u << fields->module && fields->roles & 1u << track->role)
            fields->tracks |= 1u << track->number;
    }
}

static void read_choices(struct reading *reading)
{
    static const char *const audiences[] = {"alle", "extra", NULL};
    static const char *const importances[] = {"need", "nice", NULL};
    static const char *const forces[] = {"wet", "afspraak", "advies", "achtergrond", NULL};
    struct passage_fields *fields = reading->fields;
    const struct tree_node *audience = find(reading, "audience");
    if (!audience)
        report_warning(
            reading->context->report, reading->heading,
            "sleutel 'audience' ontbreekt, dus geldt alle; zet audience: alle of audience: extra in de front matter");
    fields->audience = (enum bpv_audience)choose(reading, audience, audiences);
    fields->importance = (enum bpv_importance)choose(reading, find_required(reading, "importance"), importances);
    fields->force = (enum bpv_force)choose(reading, find_required(reading, "force"), forces);
}

static void read_dates(struct reading *reading)
{
    struct passage_fields *fields = reading->fields;
    const struct tree_node *from = find_required(reading, "valid_from"), *until = find(reading, "valid_until");
    const struct tree_node *reviewed = find(reading, "reviewed");
    fields->valid_from = from ? field_date(&reading->reader, from, true) : 0;
    fields->valid_until = field_date(&reading->reader, until, true);
    fields->reviewed = field_date(&reading->reader, reviewed, false);
    fields->until_place = place_of(reading, until);
    if (fields->valid_until && fields->valid_until < fields->valid_from)
        field_error(&reading->reader, until, "valid_until ligt voor valid_from; draai de datums om of verbeter ze");
    if (!reviewed)
        report_warning(reading->context->report, reading->heading,
                       "sleutel 'reviewed' ontbreekt; zet de datum van de laatste controle in de front matter");
}

static void read_source(struct reading *reading, const struct tree_node *item)
{
    struct bpv_text text = field_text(&reading->reader, item);
    if (!text.length)
        return;
    const char *colon = memchr(text.start, ':', text.length);
    struct bpv_text key = {text.start, colon ? (size_t)(colon - text.start) : text.length};
    struct bpv_text locator = {"", 0};
    if (colon)
        locator = (struct bpv_text){colon + 1, text.length - key.length - 1};
    while (locator.length && locator.start[0] == ' ')
        locator.start++, locator.length--;
    size_t index;
    if (colon && !locator.length)
        field_error(&reading->reader, item,
                    "na de dubbele punt ontbreekt de vindplaats; schrijf sleutel:artikel of alleen de sleutel");
    else if (!text_map_find(reading->context->source_keys, key, &index))
        field_error(&reading->reader, item,
                    "bron '%.*s' staat niet in sources.yaml; zet de bron daar in of verbeter de sleutel",
                    shown_length(key), key.start);
    else
        reading->fields->sources[reading->fields->source_count++] = (struct source_reference){index, locator};
}

static void read_sources(struct reading *reading)
{
    const struct tree_node *list = find_required(reading, "sources");
    struct passage_fields *fields = reading->fields;
    bool needed = fields->force == BPV_FORCE_WET || fields->force == BPV_FORCE_AFSPRAAK;
    if (!list || !field_is(&reading->reader, list, TREE_LIST))
        return;
    if (list->count > BPV_LIST_MAX) {
        field_error(&reading->reader, list, "deze lijst heeft %zu onderdelen; maximaal %u", list->count, BPV_LIST_MAX);
        return;
    }
    if (!list->count && needed && find(reading, "force"))
        field_error(&reading->reader, list,
                    "een passage met force: wet of afspraak moet een bron hebben; noem die in sources");
    fields->sources = pool_take(reading->context->pool, list->count, sizeof *fields->sources);
    for (const struct tree_node *item = list->first; item; item = item->next)
        read_source(reading, item);
}

static void read_aliases(struct reading *reading)
{
    const struct tree_node *list = tree_find(reading->comment, "aliases");
    struct passage_fields *fields = reading->fields;
    if (!list || !field_is(&reading->reader, list, TREE_LIST))
        return;
    if (list->count > BPV_LIST_MAX) {
        field_error(&reading->reader, list, "deze lijst heeft %zu onderdelen; maximaal %u", list->count, BPV_LIST_MAX);
        return;
    }
    struct bpv_text *aliases = pool_take(reading->context->pool, list->count, sizeof *aliases);
    fields->alias_places = pool_take(reading->context->pool, list->count, sizeof *fields->alias_places);
    for (const struct tree_node *item = list->first; item; item = item->next) {
        struct bpv_text alias = field_id(&reading->reader, item);
        if (!alias.length)
            continue;
        aliases[fields->aliases.count] = alias;
        fields->alias_places[fields->aliases.count++] = place_of(reading, item);
    }
    fields->aliases.items = aliases;
}

static void read_own_keys(struct reading *reading)
{
    struct passage_fields *fields = reading->fields;
    const struct tree_node *id = front_matter_id(reading->comment);
    const struct tree_node *questions = tree_find(reading->comment, "questions");
    fields->id = field_id(&reading->reader, id);
    fields->id_place = place_of(reading, id);
    fields->questions = field_words(&reading->reader, questions, BPV_LIST_MAX);
    fields->questions_place = place_of(reading, questions);
    fields->facts = field_words(&reading->reader, tree_find(reading->comment, "facts"), BPV_LIST_MAX);
    read_aliases(reading);
}

/* "themes 0.82" or "roles": the name of a key of which the import proposed the value, and how sure it was. */
static bool is_proposal(struct bpv_text text)
{
    const char *space = text.length ? memchr(text.start, ' ', text.length) : NULL;
    struct bpv_text name = {text.start, space ? (size_t)(space - text.start) : text.length};
    bool known = false;
    for (const char *const *key = file_keys; *key && !known; key++)
        known = text_is(name, *key) && !text_is(name, "proposed");
    if (!space)
        return known;
    struct bpv_text sure = {space + 1, text.length - name.length - 1};
    return known && sure.length == 4 && (memcmp(sure.start, "0.", 2) == 0 || memcmp(sure.start, "1.", 2) == 0) &&
           sure.start[2] >= '0' && sure.start[2] <= '9' && sure.start[3] >= '0' && sure.start[3] <= '9';
}

static bool begins_with(struct bpv_text text, const char *start)
{
    size_t length = strlen(start);
    return text.length >= length && memcmp(text.start, start, length) == 0;
}

/* Values that the import proposed stay a warning until an author has looked at them. */
static void warn_of_proposals(struct reading *reading, const struct tree_node *map)
{
    const struct tree_node *list = tree_find(map, "proposed");
    if (!list || !field_is(&reading->reader, list, TREE_LIST))
        return;
    struct text_buffer names;
    text_buffer_init(&names, BPV_ERROR_MAX / 2);
    for (const struct tree_node *item = list->first; item; item = item->next) {
        struct bpv_text text = field_text(&reading->reader, item);
        if (!is_proposal(text))
            field_error(&reading->reader, item,
                        "een voorstel is de naam van een sleutel, met de zekerheid erachter: \"themes 0.82\"");
        reading->fields->proposed |= begins_with(text, "module") || begins_with(text, "themes");
        text_buffer_append_string(&names, names.length ? ", " : "");
        text_buffer_append_text(&names, text);
    }
    if (names.length)
        report_warning(reading->context->report, place_of(reading, list),
                       "voorgesteld door import: %s; kijk de waarden na en haal daarna 'proposed' weg", names.data);
    text_buffer_release(&names);
}

bool front_matter_fields(const struct front_matter_context *context, const struct tree_node *file,
                         const struct tree_node *comment, struct place heading, struct passage_fields *fields)
{
    *fields = (struct passage_fields){.id = {"", 0}};
    struct reading reading = {context, {context->pool, context->report, context->path, false}, file, comment, heading,
                              fields};
    const struct tree_node *title = find_required(&reading, "title");
    fields->file_title = field_text(&reading.reader, title);
    if (fields->file_title.length > BPV_TITLE_MAX)
        field_error(&reading.reader, title, "deze titel is te lang; maximaal %u bytes", BPV_TITLE_MAX);
    read_own_keys(&reading);
    read_module(&reading);
    read_themes(&reading);
    read_roles_and_phase(&reading);
    read_tracks(&reading);
    read_choices(&reading);
    read_dates(&reading);
    read_sources(&reading);
    warn_of_proposals(&reading, file);
    warn_of_proposals(&reading, comment);
    return !reading.reader.failed;
}
