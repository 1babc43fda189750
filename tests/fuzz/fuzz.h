/*
 * fuzz.h: what the fuzz targets share. A target is LLVMFuzzerTestOneInput of one file; libFuzzer's main or
 * fuzz_replay_main.c calls it.
 * Ownership: texts are borrowed. Errors: a broken promise ends the program, with the place and the promise on stderr.
 * One thread.
 */
#ifndef FUZZ_H
#define FUZZ_H

#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include "bpv.h"
#include "text_buffer.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

_Noreturn void fuzz_failed(const char *file, int line, const char *promise);
#define fuzz_require(promise) ((promise) ? (void)0 : fuzz_failed(__FILE__, __LINE__, #promise))

/* Bytes of an input, taken from the front; zero when it is empty. */
struct fuzz_input {
    const uint8_t *bytes;
    size_t left;
};
uint8_t fuzz_byte(struct fuzz_input *input);
uint32_t fuzz_number(struct fuzz_input *input, size_t bytes); /* little endian */
struct bpv_text fuzz_rest(struct fuzz_input *input);
/* Up to the next `end`, which is dropped; the rest when there is none. */
struct bpv_text fuzz_until(struct fuzz_input *input, uint8_t end);

/* True if the bytes lie within the other text. */
bool fuzz_inside(struct bpv_text inner, struct bpv_text outer);
bool fuzz_utf8(struct bpv_text text);
/* True if a cut at this offset splits no character. */
bool fuzz_boundary(struct bpv_text text, size_t offset);

/* Ends the program unless the HTML consists of the tags that a passage may have, properly nested, and text without a
 * raw `<`. */
void fuzz_require_safe_html(struct bpv_text html);

/* A folder of this process, removed at its end. */
const char *fuzz_folder(void);
void fuzz_write_file(const char *name, struct bpv_text bytes);

#endif
