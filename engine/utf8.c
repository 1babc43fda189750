#include "utf8.h"

#include <stdlib.h>
#include <string.h>
#include <utf8proc.h>

#define EVERY_BYTE(byte) (0x0101010101010101u * (byte))

size_t utf8_plain(const char *bytes, size_t length)
{
    size_t at = 0;
    for (uint64_t eight; length - at >= sizeof eight; at += sizeof eight) {
        memcpy(&eight, bytes + at, sizeof eight);
        /* A byte below 0x20 loses its high bit; so does no other. */
        uint64_t low = (eight | EVERY_BYTE(0x80)) - EVERY_BYTE(0x20);
        uint64_t del = eight ^ EVERY_BYTE(0x7F);                       /* a byte 0x7F is 0 here */
        uint64_t no_del = (del | EVERY_BYTE(0x80)) - EVERY_BYTE(0x01);
        if ((eight | ~low | ~no_del) & EVERY_BYTE(0x80))
            break;
    }
    return at;
}

bool utf8_valid(const char *bytes, size_t length, size_t *bad)
{
    size_t at = 0;
    while (at < length) {
        at += utf8_plain(bytes + at, length - at);
        if (at == length)
            break;
        unsigned char byte = (unsigned char)bytes[at];
        if (byte && byte < 0x80) {
            at++;
            continue;
        }
        utf8proc_int32_t code_point;
        utf8proc_ssize_t used = 0;
        if (byte)
            used = utf8proc_iterate((const utf8proc_uint8_t *)bytes + at, (utf8proc_ssize_t)(length - at), &code_point);
        if (used <= 0) {
            if (bad)
                *bad = at;
            return false;
        }
        at += (size_t)used;
    }
    return true;
}

size_t utf8_decode(const char *bytes, size_t length, uint32_t *code_point)
{
    unsigned char byte = (unsigned char)bytes[0];
    if (byte < 0x80) {
        *code_point = byte;
        return 1;
    }
    utf8proc_int32_t decoded;
    utf8proc_ssize_t used = utf8proc_iterate((const utf8proc_uint8_t *)bytes, (utf8proc_ssize_t)length, &decoded);
    if (used <= 0) {
        *code_point = 0xFFFD;
        return 1;
    }
    *code_point = (uint32_t)decoded;
    return (size_t)used;
}

size_t utf8_encode(uint32_t code_point, char out[4])
{
    return (size_t)utf8proc_encode_char((utf8proc_int32_t)code_point, (utf8proc_uint8_t *)out);
}

size_t utf8_code_points(const char *bytes, size_t length)
{
    size_t count = length, at = 0;
    for (uint64_t eight; length - at >= sizeof eight; at += sizeof eight) {
        memcpy(&eight, bytes + at, sizeof eight);
        uint64_t further = eight >> 7 & ~(eight >> 6) & EVERY_BYTE(0x01); /* 10xxxxxx: goes on with a code point */
        count -= (size_t)(further * EVERY_BYTE(0x01) >> 56);
    }
    for (; at < length; at++)
        count -= ((unsigned char)bytes[at] & 0xC0) == 0x80;
    return count;
}

size_t utf8_cut(const char *bytes, size_t length, size_t maximum)
{
    if (length <= maximum)
        return length;
    size_t cut = maximum;
    while (cut > 0 && ((unsigned char)bytes[cut] & 0xC0) == 0x80)
        cut--;
    return cut;
}

int utf8_width(uint32_t code_point)
{
    return code_point < 0x300 ? code_point >= 0x20 : utf8proc_charwidth((utf8proc_int32_t)code_point);
}

static void fold_slowly(const char *bytes, size_t length, struct text_buffer *out)
{
    utf8proc_uint8_t *folded = NULL;
    utf8proc_ssize_t size = utf8proc_map((const utf8proc_uint8_t *)bytes, (utf8proc_ssize_t)length, &folded,
                                         UTF8PROC_STABLE | UTF8PROC_COMPAT | UTF8PROC_COMPOSE | UTF8PROC_STRIPMARK |
                                             UTF8PROC_CASEFOLD | UTF8PROC_IGNORE);
    if (size >= 0)
        text_buffer_append(out, (const char *)folded, (size_t)size);
    free(folded);
}

void utf8_fold(const char *bytes, size_t length, struct text_buffer *out)
{
    size_t ascii = 0;
    while (ascii < length && (unsigned char)bytes[ascii] < 0x80)
        ascii++;
    if (ascii < length) {
        fold_slowly(bytes, length, out);
        return;
    }
    size_t before = out->length;
    text_buffer_append(out, bytes, length);
    for (size_t i = before; i < out->length; i++)
        if (out->data[i] >= 'A' && out->data[i] <= 'Z')
            out->data[i] = (char)(out->data[i] + 32);
}

bool utf8_unsafe(uint32_t code_point)
{
    return (code_point < 0x20 && code_point != '\n' && code_point != '\t') ||
           (code_point >= 0x7F && code_point < 0xA0) ||
           (code_point >= 0x202A && code_point <= 0x202E) || (code_point >= 0x2066 && code_point <= 0x2069) ||
           code_point == 0x200E || code_point == 0x200F || code_point == 0xFFFD;
}

bool utf8_is_letter(uint32_t code_point)
{
    if (code_point < 0x80)
        return (code_point | 32) >= 'a' && (code_point | 32) <= 'z';
    switch (utf8proc_category((utf8proc_int32_t)code_point)) {
    case UTF8PROC_CATEGORY_LU:
    case UTF8PROC_CATEGORY_LL:
    case UTF8PROC_CATEGORY_LT:
    case UTF8PROC_CATEGORY_LM:
    case UTF8PROC_CATEGORY_LO:
    case UTF8PROC_CATEGORY_MN:
    case UTF8PROC_CATEGORY_MC:
        return true;
    default:
        return false;
    }
}
