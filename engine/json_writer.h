/*
 * json_writer.h: writes JSON; never parses it. Strings are escaped here and nowhere else; commas are placed by the
 * writer.
 * Ownership: the writer borrows the buffer. Errors: none of its own (text_buffer.overflow tells). One thread at a time.
 */
#ifndef BPV_JSON_WRITER_H
#define BPV_JSON_WRITER_H

#include "text_buffer.h"

#ifdef __cplusplus
extern "C" {
#endif

/* Hidden, because libjansson has json_string, json_integer and json_null too: ours must not take the place of those
 * that it calls itself. */
#pragma GCC visibility push(hidden)

struct json_writer {
    struct text_buffer *out;
    bool comma; /* a value has been written at this level */
};

void json_begin_object(struct json_writer *json);
void json_end_object(struct json_writer *json);
void json_begin_array(struct json_writer *json);
void json_end_array(struct json_writer *json);
void json_key(struct json_writer *json, const char *key);
/* The same for a key that stands here and needs no escape, ready to be copied. */
#define JSON_KEY(json, key) json_ready_key(json, "\"" key "\":", sizeof(key) + 2)
void json_ready_key(struct json_writer *json, const char *quoted, size_t length);
void json_text(struct json_writer *json, struct bpv_text text);
void json_string(struct json_writer *json, const char *string);
void json_integer(struct json_writer *json, long long value);
void json_number(struct json_writer *json, double value); /* at most 4 decimals */
void json_boolean(struct json_writer *json, bool value);
void json_null(struct json_writer *json);
void json_text_or_null(struct json_writer *json, struct bpv_text text); /* empty text becomes null */
void json_date_or_null(struct json_writer *json, bpv_date date);

#pragma GCC visibility pop

#ifdef __cplusplus
}
#endif
#endif
