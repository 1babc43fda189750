/*
 * json_check.h: JSON read back with libjansson, apart from json_writer.h because the two have names in common.
 * Ownership: borrows. Errors: false. Any thread.
 */
#ifndef JSON_CHECK_H
#define JSON_CHECK_H

#include "bpv.h"

/* True if the bytes are one JSON value, with nothing after it. */
bool json_check_parses(struct bpv_text json);
/* True if the bytes are an array that holds exactly this string. */
bool json_check_is_list_of(struct bpv_text json, struct bpv_text string);
/* The integer of a key of an object; -1 when there is none. */
long long json_check_integer(struct bpv_text json, const char *key);
/* The length of the list of a key of an object; -1 when there is none. */
long long json_check_length(struct bpv_text json, const char *key);

#endif
