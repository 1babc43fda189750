/*
 * kept_bytes.h: numbers and texts in the files that a build keeps for the next one, on the same machine.
 * Ownership: a reader borrows the bytes and hands out borrowed texts. Errors: reading past the end sets `bad` and gives
 * zeros.
 */
#ifndef BPV_KEPT_BYTES_H
#define BPV_KEPT_BYTES_H

#include <string.h>

#include "text_buffer.h"

struct kept_reader {
    struct bpv_text rest;
    bool bad;
};

static inline void kept_put_number(struct text_buffer *out, size_t number)
{
    uint32_t value = (uint32_t)number;
    char bytes[sizeof value];
    memcpy(bytes, &value, sizeof value);
    text_buffer_append(out, bytes, sizeof bytes);
}

static inline void kept_put_text(struct text_buffer *out, struct bpv_text text)
{
    kept_put_number(out, text.length);
    text_buffer_append_text(out, text);
}

static inline uint32_t kept_number(struct kept_reader *reader)
{
    uint32_t value = 0;
    if (reader->rest.length < sizeof value) {
        reader->bad = true;
        return 0;
    }
    memcpy(&value, reader->rest.start, sizeof value);
    reader->rest.start += sizeof value;
    reader->rest.length -= sizeof value;
    return value;
}

static inline struct bpv_text kept_text(struct kept_reader *reader)
{
    uint32_t length = kept_number(reader);
    if (length > reader->rest.length) {
        reader->bad = true;
        return (struct bpv_text){"", 0};
    }
    struct bpv_text text = {reader->rest.start, length};
    reader->rest.start += length;
    reader->rest.length -= length;
    return text;
}

/* A count of things that take at least `each` bytes: never more than can follow. */
static inline uint32_t kept_count(struct kept_reader *reader, size_t each)
{
    uint32_t count = kept_number(reader);
    if (count > reader->rest.length / each) {
        reader->bad = true;
        return 0;
    }
    return count;
}

#endif
