#include "yaml_reader.h"

#include <stdarg.h>
#include <stdio.h>
#include <string.h>
#include <yaml.h>

#include "text_buffer.h"

struct builder {
    struct memory_pool *pool;
    struct yaml_problem *problem;
    unsigned line_before;
    struct tree_node *open[BPV_YAML_DEPTH_MAX]; /* lists and maps that are not closed yet */
    struct tree_node *key[BPV_YAML_DEPTH_MAX];  /* of each open map: the key that waits for its value */
    size_t depth;
    struct tree_node *root;
    unsigned documents;
};

__attribute__((format(printf, 4, 5))) static bool refuse(struct yaml_problem *problem, unsigned line, unsigned column,
                                                         const char *format, ...)
{
    problem->line = line;
    problem->column = column;
    va_list arguments;
    va_start(arguments, format);
    vsnprintf(problem->reason, sizeof problem->reason, format, arguments);
    va_end(arguments);
    return false;
}

/* Where in the text check_brackets is. */
struct bracket_scan {
    unsigned depth, line, column;
    char quote;  /* inside quoted text: its mark */
    char before; /* the byte before this one */
    char last;   /* the last byte of this line that is not a space; a new line at its start */
};

/* Can a list, block or quoted text begin here? Inside brackets anywhere; outside only where a value begins. */
static bool at_value(const struct bracket_scan *scan)
{
    if (scan->depth)
        return true;
    return strchr("\n-:?", scan->last) && strchr("\n ", scan->before);
}

static void scan_quoted(struct bracket_scan *scan, struct bpv_text text, size_t *at)
{
    if (text.start[*at] == '\\' && scan->quote == '"' && *at + 1 < text.length && text.start[*at + 1] != '\n') {
        ++*at;
        scan->column++;
    } else if (text.start[*at] == scan->quote) {
        scan->quote = '\0';
    }
}

static void scan_plain(struct bracket_scan *scan, struct bpv_text text, size_t *at)
{
    char byte = text.start[*at];
    if ((byte == '"' || byte == '\'') && at_value(scan) && strchr("\n [{,:", scan->before))
        scan->quote = byte;
    else if (byte == '#' && strchr("\n ", scan->before))
        while (*at + 1 < text.length && text.start[*at + 1] != '\n')
            ++*at;
    else if ((byte == '[' || byte == '{') && at_value(scan))
        scan->depth++;
    else if ((byte == ']' || byte == '}') && scan->depth)
        scan->depth--;
}

/* Brackets that libyaml would nest, roughly: quoted text and comments do not count. The depth of events is checked as
 * well. */
static bool check_brackets(struct bpv_text text, unsigned line_before, struct yaml_problem *problem)
{
    struct bracket_scan scan = {.line = line_before + 1, .before = '\n', .last = '\n'};
    for (size_t at = 0; at < text.length; at++) {
        char byte = text.start[at] == '\t' ? ' ' : text.start[at];
        if (!byte)
            return refuse(problem, scan.line, scan.column + 1, "een NUL-byte mag niet in YAML; haal hem weg");
        scan.column += ((unsigned char)byte & 0xC0) != 0x80;
        if (scan.quote)
            scan_quoted(&scan, text, &at);
        else
            scan_plain(&scan, text, &at);
        if (scan.depth > BPV_BRACKET_DEPTH_MAX)
            return refuse(problem, scan.line, scan.column,
                          "meer dan %u haakjes [ of { in elkaar; schrijf een gewone lijst", BPV_BRACKET_DEPTH_MAX);
        scan.before = byte;
        if (byte == '\n') {
            scan.line++;
            scan.column = 0;
        }
        scan.last = byte == ' ' ? scan.last : byte;
    }
    return true;
}

/* libyaml's reasons that authors meet, in Dutch and with what to do. */
static const char *dutch_reason(const char *english)
{
    static const struct {
        const char *english, *dutch;
    } reasons[] = {
        {"mapping values are not allowed",
         "hier mag geen ': ' staan; zet de hele tekst tussen dubbele aanhalingstekens"},
        {"did not find expected ',' or ']'", "in een lijst met [ ] ontbreekt een komma of het haakje ]"},
        {"did not find expected ',' or '}'", "in een blok met { } ontbreekt een komma of het haakje }"},
        {"did not find expected '-' indicator",
         "in deze lijst moet elke regel met '- ' beginnen; kijk naar het inspringen"},
        {"did not find expected key",
         "hier hoort een sleutel te staan; kijk naar het inspringen en de aanhalingstekens"},
        {"did not find expected node content", "hier ontbreekt een waarde"},
        {"could not find expected ':'", "na deze sleutel ontbreekt ': '; schrijf sleutel: waarde"},
        {"found unexpected end of stream", "een aanhalingsteken sluit niet; zet het sluitende teken erbij"},
        {"found unexpected document indicator", "een aanhalingsteken sluit niet; zet het sluitende teken erbij"},
        {"found a tab character", "een tab mag hier niet; spring in met spaties"},
        {"found character that cannot start any token",
         "dit teken mag hier niet; gebruik spaties of zet de tekst tussen \""},
        {"found unknown escape character", "onbekende code na \\ ; schrijf \\\\ voor een gewone schuine streep"},
        {"control characters are not allowed", "een stuurteken mag niet in YAML; haal het weg"},
        {"block sequence entries are not allowed", "een lijst met '- ' mag hier niet; begin op een nieuwe regel"},
        {"did not find expected <document start>", "hier eindigt het blok al; kijk naar het inspringen"},
        {"found undefined tag handle", "YAML-tags (met !) mogen niet; zet de tekst tussen dubbele aanhalingstekens"},
        {"found incompatible YAML document", "een %YAML-regel mag niet; haal de regel weg"},
    };
    for (size_t i = 0; english && i < sizeof reasons / sizeof *reasons; i++)
        if (strstr(english, reasons[i].english))
            return reasons[i].dutch;
    return "dit is geen geldige YAML; kijk naar het inspringen, de haakjes en de aanhalingstekens";
}

static bool refuse_syntax(struct builder *builder, const yaml_parser_t *parser, struct bpv_text text)
{
    size_t line = parser->problem_mark.line, column = parser->problem_mark.column;
    if (parser->error == YAML_READER_ERROR) {
        line = column = 0;
        for (size_t i = 0; i < parser->problem_offset && i < text.length; i++) {
            column = text.start[i] == '\n' ? 0 : column + (((unsigned char)text.start[i] & 0xC0) != 0x80);
            line += text.start[i] == '\n';
        }
    }
    return refuse(builder->problem, builder->line_before + (unsigned)line + 1, (unsigned)column + 1, "%s",
                  dutch_reason(parser->problem));
}

static bool refuse_event(struct builder *builder, const yaml_event_t *event, const char *reason)
{
    return refuse(builder->problem, builder->line_before + (unsigned)event->start_mark.line + 1,
                  (unsigned)event->start_mark.column + 1, "%s", reason);
}

static struct tree_node *new_node(struct builder *builder, const yaml_event_t *event, enum tree_kind kind)
{
    struct tree_node *node = pool_take(builder->pool, 1, sizeof *node);
    node->kind = kind;
    node->line = builder->line_before + (unsigned)event->start_mark.line + 1;
    node->column = (unsigned)event->start_mark.column + 1;
    return node;
}

static void append_child(struct tree_node *parent, struct tree_node *child)
{
    if (parent->last)
        parent->last->next = child;
    else
        parent->first = child;
    parent->last = child;
    parent->count++;
}

static bool add_key(struct builder *builder, struct tree_node *map, struct tree_node *key)
{
    if (key->kind != TREE_SCALAR)
        return refuse(builder->problem, key->line, key->column, "een sleutel moet een gewoon woord zijn");
    if (map->count >= BPV_YAML_KEYS_MAX)
        return refuse(builder->problem, key->line, key->column, "meer dan %u sleutels in een blok; haal er weg",
                      BPV_YAML_KEYS_MAX);
    for (const struct tree_node *other = map->first; other; other = other->next)
        if (text_equal(other->text, key->text))
            return refuse(builder->problem, key->line, key->column,
                          "sleutel '%.*s' staat er twee keer (ook op regel %u); haal er een weg",
                          (int)(key->text.length > 60 ? 60 : key->text.length), key->text.start, other->line);
    append_child(map, key);
    builder->key[builder->depth - 1] = key;
    return true;
}

static bool add_node(struct builder *builder, struct tree_node *node)
{
    if (!builder->depth) {
        builder->root = node;
        return true;
    }
    struct tree_node *parent = builder->open[builder->depth - 1];
    struct tree_node *key = builder->key[builder->depth - 1];
    if (parent->kind == TREE_LIST) {
        append_child(parent, node);
        return true;
    }
    if (!key)
        return add_key(builder, parent, node);
    key->value = node;
    builder->key[builder->depth - 1] = NULL;
    return true;
}

static bool open_node(struct builder *builder, const yaml_event_t *event, enum tree_kind kind)
{
    struct tree_node *node = new_node(builder, event, kind);
    if (!add_node(builder, node))
        return false;
    if (builder->depth == BPV_YAML_DEPTH_MAX)
        return refuse(builder->problem, node->line, node->column,
                      "meer dan %u lijsten of blokken in elkaar; schrijf een gewone lijst", BPV_YAML_DEPTH_MAX);
    builder->open[builder->depth] = node;
    builder->key[builder->depth++] = NULL;
    return true;
}

static bool add_scalar(struct builder *builder, const yaml_event_t *event)
{
    struct tree_node *node = new_node(builder, event, TREE_SCALAR);
    size_t length = event->data.scalar.length;
    if (length > BPV_STRING_MAX)
        return refuse(builder->problem, node->line, node->column,
                      "een waarde van %zu bytes is te lang, maximaal %u; maak hem korter", length, BPV_STRING_MAX);
    node->text = pool_copy(builder->pool, (struct bpv_text){(const char *)event->data.scalar.value, length});
    return add_node(builder, node);
}

static bool refuses_marks(struct builder *builder, const yaml_event_t *event, const yaml_char_t *anchor,
                          const yaml_char_t *tag)
{
    if (anchor)
        refuse_event(builder, event, "een anker (&naam) mag niet; zet de tekst tussen dubbele aanhalingstekens");
    else if (tag)
        refuse_event(builder, event, "een YAML-tag (!naam) mag niet; zet de tekst tussen dubbele aanhalingstekens");
    return anchor || tag;
}

static bool begin_document(struct builder *builder, const yaml_event_t *event)
{
    if (builder->documents++)
        return refuse_event(builder, event, "een tweede YAML-document (na ---) mag niet; haal de regel --- weg");
    if (event->data.document_start.version_directive ||
        event->data.document_start.tag_directives.start != event->data.document_start.tag_directives.end)
        return refuse_event(builder, event, "een regel met %YAML of %TAG mag niet; haal de regel weg");
    return true;
}

static bool take_event(struct builder *builder, const yaml_event_t *event)
{
    switch (event->type) {
    case YAML_DOCUMENT_START_EVENT:
        return begin_document(builder, event);
    case YAML_ALIAS_EVENT:
        return refuse_event(builder, event,
                            "een verwijzing (*naam) mag niet; zet de tekst tussen dubbele aanhalingstekens");
    case YAML_SCALAR_EVENT:
        return !refuses_marks(builder, event, event->data.scalar.anchor, event->data.scalar.tag) &&
               add_scalar(builder, event);
    case YAML_SEQUENCE_START_EVENT:
        return !refuses_marks(builder, event, event->data.sequence_start.anchor, event->data.sequence_start.tag) &&
               open_node(builder, event, TREE_LIST);
    case YAML_MAPPING_START_EVENT:
        return !refuses_marks(builder, event, event->data.mapping_start.anchor, event->data.mapping_start.tag) &&
               open_node(builder, event, TREE_MAP);
    case YAML_SEQUENCE_END_EVENT:
    case YAML_MAPPING_END_EVENT:
        builder->depth--;
        return true;
    default:
        return true;
    }
}

static bool read_events(struct builder *builder, yaml_parser_t *parser, struct bpv_text text, size_t events_max)
{
    for (size_t events = 0;; events++) {
        yaml_event_t event;
        if (!yaml_parser_parse(parser, &event))
            return refuse_syntax(builder, parser, text);
        bool ended = event.type == YAML_STREAM_END_EVENT;
        bool taken = events < events_max
                         ? take_event(builder, &event)
                         : refuse_event(builder, &event, "te veel onderdelen in dit YAML-blok; maak het korter");
        yaml_event_delete(&event);
        if (!taken || ended)
            return taken;
    }
}

bool yaml_read(struct memory_pool *pool, struct bpv_text text, unsigned line_before, const struct yaml_limits *limits,
               struct tree_node **root, struct yaml_problem *problem)
{
    *root = NULL;
    if (text.length > limits->bytes)
        return refuse(problem, line_before + 1, 1, "het YAML-blok is %zu bytes, maximaal %zu; maak het korter",
                      text.length, limits->bytes);
    if (!check_brackets(text, line_before, problem))
        return false;
    yaml_parser_t parser;
    if (!yaml_parser_initialize(&parser))
        return refuse(problem, line_before + 1, 1, "geen geheugen voor YAML");
    yaml_parser_set_encoding(&parser, YAML_UTF8_ENCODING);
    yaml_parser_set_input_string(&parser, (const unsigned char *)text.start, text.length);
    struct builder builder = {.pool = pool, .problem = problem, .line_before = line_before};
    bool read = read_events(&builder, &parser, text, limits->events);
    yaml_parser_delete(&parser);
    if (!read)
        return false;
    if (!builder.root) {
        builder.root = pool_take(pool, 1, sizeof *builder.root);
        *builder.root = (struct tree_node){.kind = TREE_MAP, .line = line_before + 1, .column = 1};
    }
    *root = builder.root;
    return true;
}

const struct tree_node *tree_find(const struct tree_node *map, const char *key)
{
    if (!map || map->kind != TREE_MAP)
        return NULL;
    for (const struct tree_node *entry = map->first; entry; entry = entry->next)
        if (text_is(entry->text, key))
            return entry->value;
    return NULL;
}
