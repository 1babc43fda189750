#include "import_xml.h"

#include <string.h>

#include "memory_pool.h"
#include "utf8.h"

static bool is_space(char byte)
{
    return byte == ' ' || byte == '\t' || byte == '\n' || byte == '\r';
}

static bool is_name(char byte)
{
    return (byte >= 'a' && byte <= 'z') || (byte >= 'A' && byte <= 'Z') || (byte >= '0' && byte <= '9') ||
           byte == ':' || byte == '-' || byte == '_';
}

/* The offset after the first `end` from at, or the length. */
static size_t after(struct bpv_text text, size_t at, const char *end)
{
    const char *found = at < text.length ? memmem(text.start + at, text.length - at, end, strlen(end)) : NULL;
    return found ? (size_t)(found - text.start) + strlen(end) : text.length;
}

/* The offset of the > that closes a tag; quoted values may hold one. */
static size_t tag_end(struct bpv_text text, size_t at)
{
    char quote = 0;
    for (; at < text.length; at++) {
        char byte = text.start[at];
        if (quote)
            quote = byte == quote ? 0 : quote;
        else if (byte == '"' || byte == '\'')
            quote = byte;
        else if (byte == '>')
            break;
    }
    return at;
}

static bool starts(struct bpv_text text, size_t at, const char *what)
{
    size_t length = strlen(what);
    return text.length - at >= length && memcmp(text.start + at, what, length) == 0;
}

static void read_tag(struct xml_reader *reader, struct xml_token *token)
{
    struct bpv_text text = reader->text;
    size_t at = reader->at + 1;
    token->kind = at < text.length && text.start[at] == '/' ? XML_CLOSE : XML_OPEN;
    at += token->kind == XML_CLOSE;
    size_t name = at;
    while (at < text.length && is_name(text.start[at]))
        at++;
    size_t end = tag_end(text, at);
    token->name = (struct bpv_text){text.start + name, at - name};
    token->closed = end > at && text.start[end - 1] == '/';
    token->attributes = (struct bpv_text){text.start + at, end - at - (token->closed ? 1 : 0)};
    reader->at = end < text.length ? end + 1 : text.length;
}

void xml_next(struct xml_reader *reader, struct xml_token *token)
{
    struct bpv_text text = reader->text;
    *token = (struct xml_token){.kind = XML_END, .name = {"", 0}, .attributes = {"", 0}, .text = {"", 0}};
    while (reader->at < text.length && text.start[reader->at] == '<') {
        if (starts(text, reader->at, "<!--")) {
            reader->at = after(text, reader->at + 4, "-->");
        } else if (starts(text, reader->at, "<!") || starts(text, reader->at, "<?")) {
            reader->at = after(text, reader->at, ">");
        } else {
            read_tag(reader, token);
            return;
        }
    }
    if (reader->at >= text.length)
        return;
    const char *next = memchr(text.start + reader->at, '<', text.length - reader->at);
    size_t end = next ? (size_t)(next - text.start) : text.length;
    token->kind = XML_TEXT;
    token->text = (struct bpv_text){text.start + reader->at, end - reader->at};
    reader->at = end;
}

bool xml_attribute(const struct xml_token *token, const char *name, struct bpv_text *value)
{
    struct bpv_text text = token->attributes;
    size_t at = 0;
    while (at < text.length) {
        while (at < text.length && !is_name(text.start[at]))
            at++;
        size_t begin = at;
        while (at < text.length && is_name(text.start[at]))
            at++;
        struct bpv_text found = {text.start + begin, at - begin};
        while (at < text.length && is_space(text.start[at]))
            at++;
        if (at >= text.length || text.start[at] != '=')
            continue;
        at++;
        while (at < text.length && is_space(text.start[at]))
            at++;
        if (at >= text.length || (text.start[at] != '"' && text.start[at] != '\''))
            continue;
        const char *end = memchr(text.start + at + 1, text.start[at], text.length - at - 1);
        size_t close = end ? (size_t)(end - text.start) : text.length;
        if (text_is(found, name)) {
            *value = (struct bpv_text){text.start + at + 1, close - at - 1};
            return true;
        }
        at = close + 1;
    }
    return false;
}

int xml_number(const struct xml_token *token, const char *name, int fallback)
{
    struct bpv_text value;
    if (!xml_attribute(token, name, &value) || !value.length)
        return fallback;
    size_t at = value.start[0] == '-';
    int number = 0;
    bool digits = false;
    for (; at < value.length && value.start[at] >= '0' && value.start[at] <= '9' && number < 100000; at++) {
        number = number * 10 + (value.start[at] - '0');
        digits = true;
    }
    if (!digits)
        return fallback;
    return value.start[0] == '-' ? -number : number;
}

/* The code point of a numeric entity without & and ;, or 0. */
static uint32_t numeric_entity(struct bpv_text name)
{
    bool hexadecimal = name.length > 2 && (name.start[1] == 'x' || name.start[1] == 'X');
    uint32_t value = 0;
    if (name.length < 2 || name.start[0] != '#')
        return 0;
    for (size_t i = hexadecimal ? 2 : 1; i < name.length; i++) {
        char byte = name.start[i];
        uint32_t digit = byte >= '0' && byte <= '9'   ? (uint32_t)(byte - '0')
                         : byte >= 'a' && byte <= 'f' ? (uint32_t)(byte - 'a' + 10)
                         : byte >= 'A' && byte <= 'F' ? (uint32_t)(byte - 'A' + 10)
                                                      : 16;
        if (digit >= (hexadecimal ? 16u : 10u) || value > 0x10FFFF)
            return 0;
        value = value * (hexadecimal ? 16 : 10) + digit;
    }
    return value > 0x10FFFF || (value >= 0xD800 && value <= 0xDFFF) ? 0xFFFD : value;
}

static uint32_t entity(struct bpv_text name)
{
    static const struct {
        const char *name;
        uint32_t code_point;
    } named[] = {{"amp", '&'}, {"lt", '<'}, {"gt", '>'}, {"quot", '"'}, {"apos", '\''}, {"nbsp", 0xA0}, {"shy", 0xAD}};
    for (size_t i = 0; i < sizeof named / sizeof *named; i++)
        if (text_is(name, named[i].name))
            return named[i].code_point;
    return numeric_entity(name);
}

void xml_append_text(struct text_buffer *out, struct bpv_text raw)
{
    for (size_t at = 0; at < raw.length;) {
        size_t limit = raw.length - at < 12 ? raw.length - at : 12;
        const char *end = raw.start[at] == '&' ? memchr(raw.start + at, ';', limit) : NULL;
        uint32_t code_point = 0;
        if (end)
            code_point = entity((struct bpv_text){raw.start + at + 1, (size_t)(end - (raw.start + at)) - 1});
        if (code_point) {
            char bytes[4];
            text_buffer_append(out, bytes, utf8_encode(code_point, bytes));
            at = (size_t)(end - raw.start) + 1;
        } else {
            text_buffer_append_char(out, raw.start[at++]);
        }
    }
}
