/*
 * A damaged index. Input: a byte of choices, then changes to a sound index, each of a place, a kind and a value. With
 * the first bit of the choices every checksum of our own sections is put right again, as somebody who means harm would;
 * the part that Xapian reads keeps its stale checksum then, because Xapian promises nothing about files made by an
 * enemy.
 * Promises: opening and asking give a status, never a crash; what cannot be used is said; without the seal a change is
 * refused or changes nothing.
 */
#include "fuzz_base.h"

#include <fcntl.h>
#include <stddef.h>
#include <stdio.h>
#include <sys/stat.h>
#include <unistd.h>
#include <xxhash.h>

#include "../../engine/index_file.h"

#define CHANGES_MAX 64

static char *sound, *changed;
static size_t sound_size;
static int target = -1;
static char target_path[128];

static void release(void)
{
    free(sound);
    free(changed);
}

static void prepare(void)
{
    FILE *file = fopen(fuzz_base_path(), "re");
    fuzz_require(file && fseek(file, 0, SEEK_END) == 0);
    sound_size = (size_t)ftell(file);
    rewind(file);
    sound = xcalloc(sound_size, 1);
    changed = xcalloc(sound_size, 1);
    fuzz_require(fread(sound, 1, sound_size, file) == sound_size);
    fclose(file);
    snprintf(target_path, sizeof target_path, "%s/index", fuzz_folder());
    target = open(target_path, O_RDWR | O_CREAT | O_CLOEXEC, 0600);
    fuzz_require(target >= 0);
    setenv("BPV_TODAY", "2026-11-22", 1);
    atexit(release);
}

/* One change; places count from the end of Xapian's part, because that is what our own code reads. */
static void change(struct fuzz_input *input, size_t from, size_t span)
{
    size_t at = from + fuzz_number(input, 3) % span;
    uint8_t kind = fuzz_byte(input), value = fuzz_byte(input);
    size_t left = sound_size - at;
    uint32_t number = value;
    switch (kind % 6) {
    case 0: changed[at] = (char)value; break;
    case 1: changed[at] = (char)(changed[at] ^ (1 << (value & 7))); break;
    case 2: memset(changed + at, value & 1 ? 0xFF : 0, left < value ? left : value); break;
    case 3: /* a number that is slightly or very wrong */
        at -= at % 4;
        if (sound_size - at >= 4) {
            uint32_t present;
            memcpy(&present, changed + at, 4);
            number = value & 128  ? UINT32_MAX - (value & 127)
                     : value & 64 ? present + (value & 63)
                                  : present - (value & 63);
            memcpy(changed + at, &number, 4);
        }
        break;
    case 4: memmove(changed + at, changed + from + (size_t)value * 131 % span, left < 8 ? left : 8); break;
    default: changed[at] = (char)(changed[at] + value); break;
    }
}

static void seal(void)
{
    struct index_trailer trailer;
    struct index_section_entry table[SECTIONS];
    memcpy(&trailer, changed + sound_size - sizeof trailer, sizeof trailer);
    size_t end = sound_size - sizeof trailer;
    if (trailer.table_offset <= end - sizeof table) {
        memcpy(table, changed + trailer.table_offset, sizeof table);
        for (size_t i = 0; i < SECTIONS; i++)
            if (table[i].offset <= end && table[i].size <= end - table[i].offset)
                table[i].checksum = XXH3_64bits(changed + table[i].offset, table[i].size);
        memcpy(changed + trailer.table_offset, table, sizeof table);
        trailer.table_checksum = XXH3_64bits(table, sizeof table);
    }
    trailer.checksum = XXH3_64bits(&trailer, offsetof(struct index_trailer, checksum));
    memcpy(changed + sound_size - sizeof trailer, &trailer, sizeof trailer);
}

static enum bpv_status use(bool exact, struct bpv_error *error)
{
    const char *path = target_path;
    struct bpv_base *base = NULL;
    struct bpv_searcher *searcher = NULL;
    struct bpv_answer answer;
    static const char *const questions[] = {"wie tekent de praktijkovereenkomst",
                                            "mag werken na elf uur bij stagevergoeding", "zeik melden"};
    enum bpv_status status = bpv_base_open(&path, 1, &base, error);
    if (status == BPV_OK && exact)
        status = bpv_base_verify_checksums(base, error);
    if (status == BPV_OK)
        status = bpv_searcher_open(base, &searcher, error);
    for (size_t i = 0; i < 3 && status == BPV_OK; i++) {
        struct bpv_question question = {.text = {questions[i], strlen(questions[i])}, .limit = 10, .explain = true};
        status = bpv_ask(searcher, &question, &answer, error);
        if (status == BPV_OK) {
            fuzz_require_answer(base, &question, &answer, exact);
            bpv_answer_release(&answer);
        }
    }
    if (status == BPV_OK)
        fuzz_use_base(base, searcher, (struct bpv_text){"prak", 4}, exact);
    bpv_searcher_close(searcher);
    bpv_base_close(base);
    return status;
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    struct fuzz_input input = {data, size};
    if (target < 0)
        prepare();
    uint8_t choices = fuzz_byte(&input);
    bool sealed = choices & 1;
    struct index_trailer trailer;
    memcpy(&trailer, sound + sound_size - sizeof trailer, sizeof trailer);
    memcpy(changed, sound, sound_size);
    size_t from = sealed || choices & 2 ? trailer.xapian_size : 0;
    size_t length = sound_size;
    if (choices & 4 && !sealed)
        length = fuzz_number(&input, 3) % (sound_size + 1);
    for (unsigned i = 0; i < CHANGES_MAX && input.left; i++)
        change(&input, from, sound_size - from);
    if (sealed)
        seal();
    fuzz_require(pwrite(target, changed, length, 0) == (ssize_t)length && ftruncate(target, (off_t)length) == 0);
    struct bpv_error error = {0};
    enum bpv_status status = use(!sealed, &error);
    fuzz_require(status == BPV_OK || (error.status == status && strlen(error.text) > 10));
    if (!sealed && (length != sound_size || memcmp(changed, sound, trailer.xapian_size) != 0))
        fuzz_require(status != BPV_OK);
    return 0;
}
