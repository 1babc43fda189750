/* Marks the words of an answer in its HTML. The HTML comes from the Markdown of the same text, so equal words are the
 * same words. */

#include <string.h>

#include "bpv.h"
#include "text_buffer.h"

#define WORDS_MAX 64

enum kind { OTHER, WORD, TAG, ENTITY };

#define FIVE WORD, WORD, WORD, WORD, WORD
#define TEN FIVE, FIVE
#define SIXTEEN TEN, FIVE, WORD

static const unsigned char kinds[256] = {
    ['0'] = TEN,
    ['A'] = SIXTEEN, TEN,
    ['a'] = SIXTEEN, TEN,
    ['<'] = TAG,
    ['&'] = ENTITY,
    [0x80] = SIXTEEN, SIXTEEN, SIXTEEN, SIXTEEN, SIXTEEN, SIXTEEN, SIXTEEN, SIXTEEN,
};

static enum kind kind_of(char byte)
{
    return (enum kind)kinds[(unsigned char)byte];
}

struct marked {
    struct bpv_text words[WORDS_MAX];
    size_t count;
    bool stops[256]; /* a word begins with this byte, or what is no text does */
};

static void collect(const struct bpv_hit *hit, struct marked *marked)
{
    for (size_t i = 0; i < hit->highlight_count && marked->count < WORDS_MAX; i++) {
        struct bpv_span span = hit->highlights[i];
        if (span.start > hit->passage.text.length || span.length > hit->passage.text.length - span.start ||
            !span.length)
            continue;
        struct bpv_text word = {hit->passage.text.start + span.start, span.length};
        size_t j = 0;
        while (j < marked->count && !(marked->words[j].length == word.length &&
                                      memcmp(marked->words[j].start, word.start, word.length) == 0))
            j++;
        if (j == marked->count)
            marked->words[marked->count++] = word;
        marked->stops[(unsigned char)*word.start] |= kind_of(*word.start) == WORD;
    }
}

/* The marked word from here to the end of the word. */
static const struct bpv_text *word_at(const struct marked *marked, const char *at, size_t length)
{
    for (size_t i = 0; i < marked->count; i++) {
        const struct bpv_text *word = &marked->words[i];
        if (*at == *word->start && length >= word->length && memcmp(at, word->start, word->length) == 0 &&
            (length == word->length || kind_of(at[word->length]) != WORD))
            return word;
    }
    return NULL;
}

/* What follows the next such byte. */
static const char *after(const char *at, const char *end, char byte)
{
    const char *found = memchr(at, byte, (size_t)(end - at));
    return found ? found + 1 : end;
}

/* The next byte to look at: most others are passed by four at a time. */
static const char *next_stop(const struct marked *marked, const char *at, const char *end)
{
    const unsigned char *byte = (const unsigned char *)at;
    const bool *stops = marked->stops;
    for (; end - (const char *)byte >= 4; byte += 4)
        if (stops[byte[0]] | stops[byte[1]] | stops[byte[2]] | stops[byte[3]])
            break;
    while ((const char *)byte < end && !stops[*byte])
        byte++;
    return (const char *)byte;
}

void bpv_highlight_html(const struct bpv_hit *hit, struct text_buffer *out)
{
    struct marked marked = {.count = 0};
    marked.stops['<'] = marked.stops['&'] = true;
    collect(hit, &marked);
    const char *start = hit->passage.html.start, *end = start + hit->passage.html.length, *plain = start;
    for (const char *at = next_stop(&marked, start, end); at < end; at = next_stop(&marked, at, end)) {
        enum kind kind = kind_of(*at);
        bool begins = kind == WORD && (at == start || kind_of(at[-1]) != WORD);
        const struct bpv_text *word = begins ? word_at(&marked, at, (size_t)(end - at)) : NULL;
        if (word) {
            text_buffer_append(out, plain, (size_t)(at - plain));
            text_buffer_append(out, "<mark>", 6);
            text_buffer_append_text(out, *word);
            text_buffer_append(out, "</mark>", 7);
            plain = at += word->length;
        } else {
            at = kind == WORD ? at + 1 : after(at, end, kind == TAG ? '>' : ';');
        }
    }
    text_buffer_append(out, plain, (size_t)(end - plain));
}
