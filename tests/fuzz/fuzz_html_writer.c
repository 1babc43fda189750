/*
 * Text written into a page. Input: a byte that chooses the context, then the text.
 * Promises: no byte that markup is made of survives; the result is UTF-8; what a reader gets back is the text itself,
 * with U+FFFD where it was not fit to be shown; an argument of an address holds unreserved characters and escapes only.
 */
#include "fuzz.h"

#include "html_writer.h"
#include "utf8.h"

static const struct {
    const char *entity;
    char byte;
} entities[] = {{"&amp;", '&'}, {"&lt;", '<'}, {"&gt;", '>'}, {"&quot;", '"'}, {"&#39;", '\''}};

/* The text as a browser reads it. */
static void unescape(struct bpv_text html, struct text_buffer *out)
{
    for (size_t at = 0; at < html.length;) {
        if (html.start[at] != '&') {
            text_buffer_append_char(out, html.start[at++]);
            continue;
        }
        size_t i = 0;
        while (i < 5 && (html.length - at < strlen(entities[i].entity) ||
                         memcmp(html.start + at, entities[i].entity, strlen(entities[i].entity)) != 0))
            i++;
        fuzz_require(i < 5);
        text_buffer_append_char(out, entities[i].byte);
        at += strlen(entities[i].entity);
    }
}

static void require_escaped(struct bpv_text html, struct bpv_text text)
{
    for (size_t i = 0; i < html.length; i++)
        fuzz_require(!strchr("<>\"'", html.start[i]) && html.start[i] != '\0');
    fuzz_require(fuzz_utf8(html));
    struct text_buffer back;
    text_buffer_init(&back, 0);
    unescape(html, &back);
    size_t at = 0, read = 0;
    while (at < text.length) {
        uint32_t wanted, got;
        size_t used = utf8_decode(text.start + at, text.length - at, &wanted);
        fuzz_require(read < back.length);
        read += utf8_decode(back.data + read, back.length - read, &got);
        fuzz_require(got == wanted || (got == 0xFFFD && (utf8_unsafe(wanted) || wanted == 0)));
        at += used;
    }
    fuzz_require(read == back.length);
    text_buffer_release(&back);
}

static void require_argument(struct bpv_text written)
{
    for (size_t i = 0; i < written.length; i++) {
        char byte = written.start[i];
        bool plain = (byte >= '0' && byte <= '9') || (byte >= 'A' && byte <= 'Z') || (byte >= 'a' && byte <= 'z') ||
                     byte == '-' || byte == '.' || byte == '_' || byte == '~';
        fuzz_require(plain || (byte == '%' && i + 2 < written.length));
    }
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    struct fuzz_input input = {data, size};
    uint8_t context = fuzz_byte(&input) % 3;
    struct bpv_text text = fuzz_rest(&input);
    struct text_buffer out;
    text_buffer_init(&out, 0);
    if (context == 0)
        html_text(&out, text);
    else if (context == 1)
        html_attribute(&out, text);
    else
        html_url_argument(&out, text);
    if (context < 2)
        require_escaped(text_buffer_text(&out), text);
    else
        require_argument(text_buffer_text(&out));
    text_buffer_release(&out);
    return 0;
}
