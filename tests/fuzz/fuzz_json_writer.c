/*
 * JSON, written by commands that the input spells out and read back with libjansson. Input: commands of a byte, each
 * with what it needs.
 * Promises: whatever is written in whatever order is one valid JSON text, a string comes back as it was, and no raw `<`
 * or `&` is in it.
 */
#include "fuzz.h"

#include <stdio.h>

#include "json_check.h"
#include "json_writer.h"
#include "utf8.h"

#define DEPTH_MAX 60

struct state {
    struct json_writer json;
    bool object[DEPTH_MAX]; /* what is open */
    size_t depth;
    unsigned keys;
};

/* A string of at most 255 bytes; empty when the input's are not UTF-8, which is what the writer is promised. */
static struct bpv_text take_text(struct fuzz_input *input)
{
    size_t length = fuzz_byte(input);
    struct bpv_text text = {(const char *)input->bytes, length < input->left ? length : input->left};
    input->bytes += text.length;
    input->left -= text.length;
    return text.length && utf8_valid(text.start, text.length, NULL) ? text : (struct bpv_text){"", 0};
}

static double take_double(struct fuzz_input *input)
{
    uint64_t bits = fuzz_number(input, 4) | (uint64_t)fuzz_number(input, 4) << 32;
    double value;
    memcpy(&value, &bits, sizeof value);
    return value;
}

static void open_list(struct state *state, bool object)
{
    if (state->depth == DEPTH_MAX)
        return;
    state->object[state->depth++] = object;
    if (object)
        json_begin_object(&state->json);
    else
        json_begin_array(&state->json);
}

static void close_list(struct state *state)
{
    if (state->object[--state->depth])
        json_end_object(&state->json);
    else
        json_end_array(&state->json);
}

static void write_value(struct state *state, struct fuzz_input *input, uint8_t command)
{
    if (state->object[state->depth - 1] && (command % 11 < 10)) {
        char key[32];
        snprintf(key, sizeof key, "\"<%u\\\n", state->keys++);
        json_key(&state->json, key);
    }
    switch (command % 11) {
    case 0: open_list(state, true); break;
    case 1: open_list(state, false); break;
    case 2: json_text(&state->json, take_text(input)); break;
    case 3: json_text_or_null(&state->json, take_text(input)); break;
    case 4:
        json_integer(&state->json, (long long)(fuzz_number(input, 4) | (uint64_t)fuzz_number(input, 4) << 32));
        break;
    case 5: json_number(&state->json, take_double(input)); break;
    case 6: json_boolean(&state->json, fuzz_byte(input) & 1); break;
    case 7: json_null(&state->json); break;
    case 8: json_date_or_null(&state->json, (bpv_date)(fuzz_number(input, 4) % 99991231)); break;
    case 9: json_string(&state->json, "vast"); break;
    default:
        if (state->depth > 1)
            close_list(state);
        break;
    }
}

static void require_string(struct bpv_text text)
{
    struct text_buffer out;
    struct json_writer json = {&out, false};
    text_buffer_init(&out, 0);
    json_begin_array(&json);
    json_text(&json, text);
    json_end_array(&json);
    fuzz_require(json_check_is_list_of(text_buffer_text(&out), text));
    fuzz_require(!memchr(out.data, '<', out.length) && !memchr(out.data, '&', out.length));
    text_buffer_release(&out);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    struct fuzz_input input = {data, size};
    struct text_buffer out;
    struct state state = {.json = {&out, false}};
    struct bpv_text whole = {size ? (const char *)data : "", size};
    text_buffer_init(&out, 0);
    open_list(&state, fuzz_byte(&input) & 1);
    while (input.left)
        if (state.depth < DEPTH_MAX)
            write_value(&state, &input, fuzz_byte(&input));
        else
            close_list(&state);
    while (state.depth)
        close_list(&state);
    fuzz_require(json_check_parses(text_buffer_text(&out)));
    text_buffer_release(&out);
    if (fuzz_utf8(whole))
        require_string(whole);
    return 0;
}
