#include "yaml_fields.h"

#include <stdarg.h>
#include <string.h>

#include "text_buffer.h"
#include "utf8.h"

void field_error(struct field_reader *reader, const struct tree_node *node, const char *format, ...)
{
    char reason[BPV_ERROR_MAX];
    va_list arguments;
    va_start(arguments, format);
    vsnprintf(reason, sizeof reason, format, arguments);
    va_end(arguments);
    reader->failed = true;
    report_error(reader->report, (struct place){reader->path, node->line, node->column}, "%s", reason);
}

static void list_choices(struct text_buffer *out, const char *const *choices)
{
    for (size_t i = 0; choices[i]; i++)
        text_buffer_printf(out, "%s%s", i ? ", " : "", choices[i]);
}

void field_known_keys(struct field_reader *reader, const struct tree_node *map, const char *const *keys)
{
    for (const struct tree_node *key = map->first; key; key = key->next) {
        size_t i = 0;
        while (keys[i] && !text_is(key->text, keys[i]))
            i++;
        if (keys[i])
            continue;
        struct text_buffer known;
        text_buffer_init(&known, 0);
        list_choices(&known, keys);
        field_error(reader, key, "onbekende sleutel '%.*s'; kies uit: %s", shown_length(key->text), key->text.start,
                    known.data);
        text_buffer_release(&known);
    }
}

bool field_is(struct field_reader *reader, const struct tree_node *node, enum tree_kind kind)
{
    static const char *const wanted[] = {
        [TREE_SCALAR] = "hier hoort een enkele waarde te staan, geen lijst of blok",
        [TREE_LIST] = "hier hoort een lijst te staan; schrijf [a, b] of op elke regel '- '",
        [TREE_MAP] = "hier hoort een blok met 'sleutel: waarde' te staan",
    };
    if (node->kind == kind)
        return true;
    field_error(reader, node, "%s", wanted[kind]);
    return false;
}

const struct tree_node *field_required(struct field_reader *reader, const struct tree_node *map, const char *key)
{
    const struct tree_node *value = tree_find(map, key);
    if (!value)
        field_error(reader, map, "sleutel '%s' ontbreekt; zet die erbij", key);
    return value;
}

static bool is_one_clean_line(struct bpv_text text)
{
    if (!utf8_valid(text.start, text.length, NULL))
        return false;
    for (size_t at = 0; at < text.length;) {
        uint32_t code_point;
        at += utf8_decode(text.start + at, text.length - at, &code_point);
        if (utf8_unsafe(code_point) || code_point == '\n' || code_point == '\t')
            return false;
    }
    return true;
}

struct bpv_text field_text(struct field_reader *reader, const struct tree_node *node)
{
    struct bpv_text nothing = {"", 0};
    if (!node || !field_is(reader, node, TREE_SCALAR))
        return nothing;
    struct bpv_text text = node->text;
    while (text.length && text.start[0] == ' ')
        text.start++, text.length--;
    while (text.length && text.start[text.length - 1] == ' ')
        text.length--;
    if (!text.length) {
        field_error(reader, node, "deze waarde is leeg; vul iets in of haal de sleutel weg");
        return nothing;
    }
    if (!is_one_clean_line(text)) {
        field_error(reader, node,
                    "een regeleinde, tab of stuurteken mag niet in deze waarde; schrijf gewone tekst op een regel");
        return nothing;
    }
    return text;
}

struct bpv_text field_required_text(struct field_reader *reader, const struct tree_node *map, const char *key)
{
    return field_text(reader, field_required(reader, map, key));
}

unsigned field_number(struct field_reader *reader, const struct tree_node *node, unsigned minimum, unsigned maximum)
{
    struct bpv_text text = field_text(reader, node);
    if (!text.length)
        return 0;
    unsigned value = 0;
    bool digits = text.length <= 6;
    for (size_t i = 0; digits && i < text.length; i++) {
        digits = text.start[i] >= '0' && text.start[i] <= '9';
        value = value * 10 + (unsigned)(text.start[i] - '0');
    }
    if (digits && value >= minimum && value <= maximum)
        return value;
    field_error(reader, node, "'%.*s' is geen getal van %u tot en met %u", shown_length(text), text.start, minimum,
                maximum);
    return 0;
}

bool field_flag(struct field_reader *reader, const struct tree_node *node)
{
    static const char *const choices[] = {"false", "true", NULL};
    return node && field_choice(reader, node, choices) == 1;
}

bpv_date field_date(struct field_reader *reader, const struct tree_node *node, bool may_be_unknown)
{
    struct bpv_text text = field_text(reader, node);
    bpv_date date = 0;
    if (!text.length || (may_be_unknown && text_is(text, "onbekend")) || bpv_date_parse(text, &date))
        return date;
    field_error(reader, node, "'%.*s' is geen bestaande datum; schrijf jjjj-mm-dd%s", shown_length(text), text.start,
                may_be_unknown ? " of onbekend" : "");
    return 0;
}

bool passage_id_valid(struct bpv_text id)
{
    if (id.length < BPV_ID_MIN || id.length > BPV_ID_MAX)
        return false;
    for (size_t i = 0; i < id.length; i++) {
        char byte = id.start[i];
        if (!(byte >= 'a' && byte <= 'z') && !(byte >= '0' && byte <= '9') && byte != '-')
            return false;
    }
    return true;
}

struct bpv_text field_id(struct field_reader *reader, const struct tree_node *node)
{
    struct bpv_text text = field_text(reader, node);
    if (!text.length || passage_id_valid(text))
        return text;
    field_error(reader, node, "'%.*s' is geen goed id; gebruik %u tot %u tekens: kleine letters, cijfers en streepjes",
                shown_length(text), text.start, BPV_ID_MIN, BPV_ID_MAX);
    return (struct bpv_text){"", 0};
}

struct index_words field_words(struct field_reader *reader, const struct tree_node *node, size_t maximum)
{
    struct index_words words = {NULL, 0};
    if (!node || !field_is(reader, node, TREE_LIST))
        return words;
    if (maximum && node->count > maximum) {
        field_error(reader, node, "deze lijst heeft %zu onderdelen; maximaal %zu", node->count, maximum);
        return words;
    }
    struct bpv_text *items = pool_take(reader->pool, node->count, sizeof *items);
    for (const struct tree_node *item = node->first; item; item = item->next) {
        items[words.count] = field_text(reader, item);
        words.count += items[words.count].length > 0;
    }
    words.items = items;
    return words;
}

int field_choice(struct field_reader *reader, const struct tree_node *node, const char *const *choices)
{
    struct bpv_text text = field_text(reader, node);
    if (!text.length)
        return -1;
    for (int i = 0; choices[i]; i++)
        if (text_is(text, choices[i]))
            return i;
    struct text_buffer known;
    text_buffer_init(&known, 0);
    list_choices(&known, choices);
    field_error(reader, node, "onbekende waarde '%.*s'; kies uit: %s", shown_length(text), text.start, known.data);
    text_buffer_release(&known);
    return -1;
}
