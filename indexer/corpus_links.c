#include "corpus_links.h"

#include <string.h>

static bool begins_with(struct bpv_text text, const char *beginning)
{
    size_t length = strlen(beginning);
    return text.length > length && strncasecmp(text.start, beginning, length) == 0;
}

static bool is_outside(struct bpv_text url)
{
    return begins_with(url, "https://") || begins_with(url, "http://") || begins_with(url, "mailto:") ||
           begins_with(url, "tel:");
}

static enum link_kind link_to_id(const struct corpus *corpus, struct bpv_text id, struct text_buffer *address)
{
    size_t passage;
    if (!text_map_find(&corpus->ids, id, &passage))
        return LINK_UNKNOWN;
    if (passage >= corpus->passage_count || corpus->passages[passage].broken)
        return LINK_DROPPED;
    text_buffer_append_string(address, "/passage/");
    text_buffer_append_text(address, id);
    return LINK_PASSAGE;
}

static int hex_digit(char byte)
{
    if (byte >= '0' && byte <= '9')
        return byte - '0';
    return (byte | 32) >= 'a' && (byte | 32) <= 'f' ? (byte | 32) - 'a' + 10 : -1;
}

static void append_decoded(struct text_buffer *out, struct bpv_text text)
{
    for (size_t i = 0; i < text.length; i++) {
        int high = i + 2 < text.length && text.start[i] == '%' ? hex_digit(text.start[i + 1]) : -1;
        int low = high >= 0 ? hex_digit(text.start[i + 2]) : -1;
        if (low >= 0)
            i += 2;
        text_buffer_append_char(out, low >= 0 ? (char)(high * 16 + low) : text.start[i]);
    }
}

/* Takes "." and ".." out of a relative path. */
static void append_step(struct text_buffer *path, struct bpv_text step)
{
    if (!step.length || text_is(step, "."))
        return;
    if (!text_is(step, "..")) {
        if (path->length)
            text_buffer_append_char(path, '/');
        text_buffer_append_text(path, step);
        return;
    }
    while (path->length && path->data[--path->length] != '/')
        continue;
}

static void append_steps(struct text_buffer *path, struct bpv_text steps)
{
    for (size_t at = 0; at < steps.length;) {
        const char *slash = memchr(steps.start + at, '/', steps.length - at);
        size_t length = slash ? (size_t)(slash - steps.start) - at : steps.length - at;
        append_step(path, (struct bpv_text){steps.start + at, length});
        at += length + 1;
    }
}

/* A link from one file of an untagged corpus to another leads to the first passage of that file. */
static enum link_kind link_to_file(const struct corpus *corpus, const struct corpus_passage *passage,
                                   struct bpv_text url, struct text_buffer *address)
{
    const char *end = memchr(url.start, '#', url.length);
    struct bpv_text target = {url.start, end ? (size_t)(end - url.start) : url.length};
    struct bpv_text from = corpus->files[passage->file].path;
    const char *slash = memrchr(from.start, '/', from.length);
    struct text_buffer decoded, path;
    text_buffer_init(&decoded, BPV_STRING_MAX);
    text_buffer_init(&path, BPV_STRING_MAX * 2);
    append_decoded(&decoded, target);
    if (decoded.length && decoded.data[0] != '/' && slash)
        append_steps(&path, (struct bpv_text){from.start, (size_t)(slash - from.start)});
    append_steps(&path, text_buffer_text(&decoded));
    size_t file = 0;
    bool found = path.length && text_map_find(&corpus->file_paths, text_buffer_text(&path), &file) &&
                 corpus->files[file].has_passages;
    if (found) {
        text_buffer_append_string(address, "/passage/");
        text_buffer_append_text(address, corpus->files[file].alias);
    }
    text_buffer_release(&decoded);
    text_buffer_release(&path);
    return found ? LINK_PASSAGE : LINK_DROPPED;
}

enum link_kind corpus_link(const struct corpus *corpus, const struct corpus_passage *passage, struct bpv_text url,
                           struct text_buffer *address)
{
    if (is_outside(url)) {
        text_buffer_append_text(address, url);
        return LINK_OUTSIDE;
    }
    if (url.length && url.start[0] == '#')
        return link_to_id(corpus, (struct bpv_text){url.start + 1, url.length - 1}, address);
    return corpus->untagged ? link_to_file(corpus, passage, url, address) : LINK_DROPPED;
}
