#include "short_answer.h"

#include <string.h>

/* Abbreviations that end in a dot without ending a sentence. */
static bool is_abbreviation(struct bpv_text text, size_t dot)
{
    static const char *const known[] = {"art",   "bijv",  "bv",  "blz",  "nr",  "lid", "dr",  "drs",
                                        "mr",    "mevr",  "dhr", "max",  "min", "ca",  "o.a", "d.w.z",
                                        "m.b.t", "i.v.m", "t/m", "resp", "evt", "incl"};
    for (size_t i = 0; i < sizeof known / sizeof known[0]; i++) {
        size_t length = strlen(known[i]);
        if (dot < length || memcmp(text.start + dot - length, known[i], length) != 0)
            continue;
        if (dot == length || strchr(" \n(\"", text.start[dot - length - 1]))
            return true;
    }
    return false;
}

/* True if a sentence ends with the mark at this place; *end is set behind closing marks. */
static bool sentence_ends(struct bpv_text text, size_t at, size_t *end)
{
    if (!strchr(".!?", text.start[at]) || (text.start[at] == '.' && is_abbreviation(text, at)))
        return false;
    size_t next = at + 1;
    while (next < text.length && strchr(".!?)*_\"'", text.start[next]))
        next++;
    if (next < text.length && text.start[next] != ' ' && text.start[next] != '\n')
        return false;
    *end = next;
    while (next < text.length && text.start[next] == ' ')
        next++;
    return next >= text.length || text.start[next] < 'a' || text.start[next] > 'z';
}

struct bpv_span short_answer(struct bpv_text text)
{
    size_t start = 0, end;
    while (start < text.length && strchr(" \n\t", text.start[start]))
        start++;
    for (size_t at = start; at < text.length; at++) {
        bool paragraph_ends = text.start[at] == '\n' && at + 1 < text.length && text.start[at + 1] == '\n';
        if (paragraph_ends)
            return (struct bpv_span){(uint32_t)start, (uint32_t)(at - start)};
        if (sentence_ends(text, at, &end))
            return (struct bpv_span){(uint32_t)start, (uint32_t)(end - start)};
    }
    return (struct bpv_span){(uint32_t)start, (uint32_t)(text.length - start)};
}
