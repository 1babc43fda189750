/*
 * record.h: how structures are stored in an index: little-endian numbers and length-prefixed texts, read with bounds
 * checks.
 * Ownership: a reader borrows the bytes and hands out borrowed texts. Errors: reading past the end sets `bad` and gives
 * zeros.
 */
#ifndef BPV_RECORD_H
#define BPV_RECORD_H

#include <string.h>

#include "text_buffer.h"

struct record_reader {
    const char *at, *end;
    bool bad;
};

static inline void record_put_u32(struct text_buffer *out, uint32_t value)
{
    char bytes[4] = {(char)value, (char)(value >> 8), (char)(value >> 16), (char)(value >> 24)};
    text_buffer_append(out, bytes, sizeof bytes);
}

static inline void record_put_text(struct text_buffer *out, struct bpv_text text)
{
    record_put_u32(out, (uint32_t)text.length);
    text_buffer_append_text(out, text);
}

static inline uint32_t record_u32(struct record_reader *reader)
{
    if (reader->end - reader->at < 4) {
        reader->bad = true;
        reader->at = reader->end;
        return 0;
    }
    const unsigned char *p = (const unsigned char *)reader->at;
    reader->at += 4;
    return (uint32_t)p[0] | (uint32_t)p[1] << 8 | (uint32_t)p[2] << 16 | (uint32_t)p[3] << 24;
}

static inline struct bpv_text record_text(struct record_reader *reader)
{
    size_t length = record_u32(reader);
    if (length > (size_t)(reader->end - reader->at)) {
        reader->bad = true;
        reader->at = reader->end;
        return (struct bpv_text){"", 0};
    }
    struct bpv_text text = {reader->at, length};
    reader->at += length;
    return text;
}

/* A count of things that take at least `each` bytes: never more than can follow. */
static inline uint32_t record_count(struct record_reader *reader, size_t each)
{
    uint32_t count = record_u32(reader);
    if (count > (size_t)(reader->end - reader->at) / each) {
        reader->bad = true;
        return 0;
    }
    return count;
}

#endif
