#include "plain_text.h"

#include <string.h>

static bool is_word(char byte)
{
    return (byte >= 'a' && byte <= 'z') || (byte >= 'A' && byte <= 'Z') || (byte >= '0' && byte <= '9') ||
           (unsigned char)byte >= 0x80;
}

static bool is_punctuation(char byte)
{
    return byte > ' ' && byte < 0x7f && !is_word(byte);
}

/* A run of * or _ is emphasis when a word or punctuation touches it; a lone one between spaces is text. */
static bool is_emphasis(struct bpv_text markdown, size_t at, size_t run)
{
    char before = at ? markdown.start[at - 1] : ' ';
    char after = at + run < markdown.length ? markdown.start[at + run] : ' ';
    bool touches = (unsigned char)before > ' ' || (unsigned char)after > ' ';
    bool within = is_word(before) && is_word(after);
    return touches && !(markdown.start[at] == '_' && within);
}

/* The ")" that closes the address that starts here; addresses such as .../X_(y) have a pair of their own. NULL if
 * none. */
static const char *find_address_end(const char *address, const char *end)
{
    unsigned open = 1;
    for (; address < end && *address != '\n'; address++) {
        open += *address == '(';
        open -= *address == ')';
        if (!open)
            return address;
    }
    return NULL;
}

/* For "[text](address)" at markdown[at]: where the text ends and the whole ends. No brackets within brackets. */
static bool find_link(struct bpv_text markdown, size_t at, size_t *text_end, size_t *link_end)
{
    const char *rest = markdown.start + at + 1;
    size_t left = markdown.length - at - 1;
    const char *close = memchr(rest, ']', left);
    if (!close || memchr(rest, '[', (size_t)(close - rest)))
        return false;
    *text_end = (size_t)(close - markdown.start);
    if (*text_end + 1 >= markdown.length || close[1] != '(')
        return false;
    const char *paren = find_address_end(close + 2, markdown.start + markdown.length);
    if (!paren)
        return false;
    *link_end = (size_t)(paren - markdown.start);
    return true;
}

/* Length of "### " at the start of a line, or 0. */
static size_t heading_mark(struct bpv_text markdown, size_t at)
{
    size_t run = 0;
    if (at && markdown.start[at - 1] != '\n')
        return 0;
    while (at + run < markdown.length && markdown.start[at + run] == '#')
        run++;
    return run && run <= 6 && at + run < markdown.length && markdown.start[at + run] == ' ' ? run + 1 : 0;
}

static size_t run_length(struct bpv_text markdown, size_t at)
{
    size_t run = 1;
    while (at + run < markdown.length && markdown.start[at + run] == markdown.start[at])
        run++;
    return run;
}

void plain_text_write(struct text_buffer *out, struct bpv_text markdown)
{
    size_t skip_at = markdown.length, skip_to = markdown.length; /* the address of the link we are in */
    for (size_t i = 0; i < markdown.length;) {
        char byte = markdown.start[i];
        size_t text_end, link_end, run;
        if (i == skip_at) {
            i = skip_to + 1;
            skip_at = markdown.length;
        } else if (byte == '\\' && i + 1 < markdown.length && is_punctuation(markdown.start[i + 1])) {
            text_buffer_append_char(out, markdown.start[i + 1]);
            i += 2;
        } else if (byte == '[' && skip_at == markdown.length && find_link(markdown, i, &text_end, &link_end)) {
            skip_at = text_end;
            skip_to = link_end;
            i++;
        } else if (byte == '`') {
            i++;
        } else if ((byte == '*' || byte == '_') && is_emphasis(markdown, i, run = run_length(markdown, i))) {
            i += run;
        } else if (byte == '#' && (run = heading_mark(markdown, i))) {
            i += run;
        } else {
            text_buffer_append_char(out, byte);
            i++;
        }
    }
}

struct bpv_text plain_text_first_block(struct bpv_text markdown)
{
    while (markdown.length && (markdown.start[0] == '\n' || markdown.start[0] == ' ')) {
        markdown.start++;
        markdown.length--;
    }
    for (size_t i = 0; i + 1 < markdown.length; i++)
        if (markdown.start[i] == '\n' && markdown.start[i + 1] == '\n')
            return (struct bpv_text){markdown.start, i};
    return markdown;
}
