/* Marks the words of an answer in its HTML. The HTML comes from the Markdown of the same text, so equal words are the same words. */

#include <string.h>

#include "bpv.h"
#include "text_buffer.h"

#define WORDS_MAX 64

struct marked {
    struct bpv_text words[WORDS_MAX]; /* longest first among those with the same first byte is not needed: ends are checked */
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
        if (span.start > hit->passage.text.length || span.length > hit->passage.text.length - span.start || !span.length)
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

static const struct bpv_text *word_at(const struct marked *marked, const char *at, const char *end)
{
    for (size_t i = 0; i < marked->count; i++) {
        const struct bpv_text *word = &marked->words[i];
        if ((size_t)(end - at) >= word->length && memcmp(at, word->start, word->length) == 0 &&
            (at + word->length == end || !word_byte((unsigned char)at[word->length])))
            return word;
    }
    return NULL;
}

void bpv_highlight_html(const struct bpv_hit *hit, struct text_buffer *out)
{
    struct marked marked = {.count = 0};
    collect(hit, &marked);
    const char *at = hit->passage.html.start, *end = at + hit->passage.html.length, *plain = at;
    bool tag = false, entity = false, inside_word = false;
    while (at < end) {
        unsigned char byte = (unsigned char)*at;
        const struct bpv_text *word = NULL;
        if (!tag && !entity && !inside_word && word_byte(byte))
            word = word_at(&marked, at, end);
        if (word) {
            text_buffer_append(out, plain, (size_t)(at - plain));
            text_buffer_append_string(out, "<mark>");
            text_buffer_append_text(out, *word);
            text_buffer_append_string(out, "</mark>");
            at += word->length;
            plain = at;
            continue;
        }
        if (tag)
            tag = byte != '>';
        else if (entity)
            entity = byte != ';';
        else if (byte == '<')
            tag = true;
        else if (byte == '&')
            entity = true;
        inside_word = !tag && !entity && word_byte(byte);
        at++;
    }
    text_buffer_append(out, plain, (size_t)(end - plain));
}
