#include "passage_id.h"

#include "text_buffer.h"
#include "utf8.h"

#define DIGEST_LENGTH 9u /* "-" and 8 hexadecimal digits */

static void append_slug(struct text_buffer *slug, struct bpv_text text)
{
    struct text_buffer folded;
    text_buffer_init(&folded, 0);
    utf8_fold(text.start, text.length, &folded);
    for (size_t i = 0; i < folded.length; i++) {
        char byte = folded.data[i];
        if ((byte >= 'a' && byte <= 'z') || (byte >= '0' && byte <= '9'))
            text_buffer_append_char(slug, byte);
        else if (byte != '\'' && slug->length && slug->data[slug->length - 1] != '-')
            text_buffer_append_char(slug, '-');
    }
    text_buffer_release(&folded);
}

/* At most maximum bytes, preferably whole words, without a dash at the end. */
static size_t cut_slug(const struct text_buffer *slug, size_t maximum)
{
    size_t length = slug->length < maximum ? slug->length : maximum;
    if (length < slug->length)
        for (size_t at = length; at > maximum / 2; at--)
            if (slug->data[at] == '-') {
                length = at;
                break;
            }
    while (length && slug->data[length - 1] == '-')
        length--;
    return length;
}

struct bpv_text passage_id_make(struct memory_pool *pool, struct bpv_text text, bool mark_cut)
{
    struct text_buffer slug, id;
    text_buffer_init(&slug, 0);
    text_buffer_init(&id, 0);
    append_slug(&slug, text);
    bool too_long = slug.length > BPV_ID_MAX;
    size_t length = cut_slug(&slug, too_long && mark_cut ? BPV_ID_MAX - DIGEST_LENGTH : BPV_ID_MAX);
    if (length < BPV_ID_MIN)
        text_buffer_append_string(&id, length ? "id-" : "passage");
    if (length)
        text_buffer_append(&id, slug.data, length);
    if (too_long && mark_cut)
        text_buffer_printf(&id, "-%08x", (unsigned)(text_hash(text) & 0xFFFFFFFFu));
    struct bpv_text made = pool_copy(pool, text_buffer_text(&id));
    text_buffer_release(&slug);
    text_buffer_release(&id);
    return made;
}

struct bpv_text passage_id_numbered(struct memory_pool *pool, struct bpv_text id, size_t number)
{
    struct text_buffer suffix, numbered;
    text_buffer_init(&suffix, 0);
    text_buffer_init(&numbered, 0);
    text_buffer_printf(&suffix, "-%zu", number);
    size_t room = BPV_ID_MAX - suffix.length;
    text_buffer_append(&numbered, id.start, id.length < room ? id.length : room);
    text_buffer_append_text(&numbered, text_buffer_text(&suffix));
    struct bpv_text made = pool_copy(pool, text_buffer_text(&numbered));
    text_buffer_release(&suffix);
    text_buffer_release(&numbered);
    return made;
}

struct bpv_text passage_id_unique(struct memory_pool *pool, const struct text_map *taken, struct bpv_text id)
{
    struct bpv_text candidate = id;
    for (size_t number = 2; text_map_find(taken, candidate, NULL); number++)
        candidate = passage_id_numbered(pool, id, number);
    return candidate;
}
