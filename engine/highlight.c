/* Marks the words of an answer in its HTML. The HTML comes from the Markdown of the same text, so equal words are the
 * same words. */

#include <string.h>

#include "bpv.h"
#include "text_buffer.h"

#define WORDS_MAX 64

struct marked {
    struct bpv_text words[WORDS_MAX];
    size_t count;
};

static bool word_byte(unsigned char byte)
{
    return (byte >= '0' && byte <= '9') || ((byte | 32) >= 'a' && (byte | 32) <= 'z') || byte >= 0x80;
}

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
    }
}

/* The marked word from here to the end of the word. */
static const struct bpv_text *word_at(const struct marked *marked, const char *at, size_t length)
{
    for (size_t i = 0; i < marked->count; i++) {
        const struct bpv_text *word = &marked->words[i];
        if (*at == *word->start && length >= word->length && memcmp(at, word->start, word->length) == 0 &&
            (length == word->length || !word_byte((unsigned char)at[word->length])))
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

void bpv_highlight_html(const struct bpv_hit *hit, struct text_buffer *out)
{
    struct marked marked = {.count = 0};
    collect(hit, &marked);
    const char *at = hit->passage.html.start, *end = at + hit->passage.html.length, *plain = at;
    while (at < end) {
        if (*at == '<') {
            at = after(at, end, '>');
        } else if (*at == '&') {
            at = after(at, end, ';');
        } else if (!word_byte((unsigned char)*at)) {
            at++;
        } else {
            const struct bpv_text *word = word_at(&marked, at, (size_t)(end - at));
            if (word) {
                text_buffer_append(out, plain, (size_t)(at - plain));
                text_buffer_append_string(out, "<mark>");
                text_buffer_append_text(out, *word);
                text_buffer_append_string(out, "</mark>");
                plain = at += word->length;
            }
            while (at < end && word_byte((unsigned char)*at))
                at++;
        }
    }
    text_buffer_append(out, plain, (size_t)(end - plain));
}
