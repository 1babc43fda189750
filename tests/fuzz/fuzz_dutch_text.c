/*
 * The Dutch analysis: words, stems, compound parts, folding. Input: any bytes; those that are not UTF-8 are read too,
 * because the readers must not run beyond them, and only the promises about UTF-8 are then left out.
 * Promises: words lie in the text, in order; forms are not empty and UTF-8; stems are short, the same each time and
 * come to rest when they are stemmed again and again (a stem may have a shorter stem of its own: the stemmer is made
 * for words, not for stems); parts lie in the word, in order; what has been folded stays the same when it is folded
 * again.
 */
#include "fuzz.h"

#include "../../engine/dutch_compound.h"
#include "../../engine/dutch_stem.h"
#include "../../engine/dutch_text.h"
#include "utf8.h"

/* Words that are compounds of these are split; all of four letters that begin alike too, so that an input finds more of
 * them. */
static bool known(void *context, const char *word, size_t length)
{
    static const char *const words[] = {"stage",      "plek",     "vergoeding", "school",  "leer",        "bedrijf",
                                        "begeleider", "praktijk", "werk",       "uren",    "norm",        "examen",
                                        "kamer",      "gesprek",  "student",    "beroeps", "beroep",      "keuze",
                                        "zonn",       "bril",     "kind",       "opvang",  "overeenkomst"};
    (void)context;
    for (size_t i = 0; i < sizeof words / sizeof *words; i++)
        if (strlen(words[i]) == length && memcmp(words[i], word, length) == 0)
            return true;
    return length == 4 && (unsigned char)word[0] % 4 == 0;
}

static void require_stem(const char *form, size_t length, bool valid)
{
    char stem[BPV_TERM_MAX], again[BPV_TERM_MAX];
    size_t size = dutch_stem(form, length, stem), same = dutch_stem(form, length, again);
    fuzz_require(size >= 1 && size <= length + 1 && size <= BPV_TERM_MAX);
    fuzz_require(same == size && memcmp(stem, again, size) == 0);
    fuzz_require(!valid || fuzz_utf8((struct bpv_text){stem, size}));
    for (int i = 0; i < 2 * (int)BPV_TERM_MAX; i++) {
        if (size > BPV_TERM_MAX - 2)
            return;
        size_t next = dutch_stem(stem, size, again);
        if (next == size && memcmp(stem, again, size) == 0)
            return;
        memcpy(stem, again, next);
        size = next;
    }
    fuzz_failed(__FILE__, __LINE__, "the stem comes to rest");
}

static void require_parts(const char *form, size_t length)
{
    struct bpv_span parts[BPV_COMPOUND_PARTS_MAX];
    size_t count = dutch_split(form, length, known, NULL, parts), at = 0;
    fuzz_require(count == 0 || (count >= 2 && count <= BPV_COMPOUND_PARTS_MAX));
    for (size_t i = 0; i < count; i++) {
        fuzz_require(parts[i].start >= at && parts[i].length > 0);
        at = parts[i].start + (size_t)parts[i].length;
        fuzz_require(at <= length);
    }
    fuzz_require(count == 0 || (parts[0].start == 0 && at == length));
}

static void require_folding(struct bpv_text text)
{
    struct text_buffer once, twice;
    text_buffer_init(&once, 0);
    text_buffer_init(&twice, 0);
    utf8_fold(text.start, text.length, &once);
    fuzz_require(fuzz_utf8(text_buffer_text(&once)));
    utf8_fold(once.data ? once.data : "", once.length, &twice);
    fuzz_require(once.length == twice.length && (!once.length || memcmp(once.data, twice.data, once.length) == 0));
    text_buffer_release(&once);
    text_buffer_release(&twice);
}

static void require_utf8(struct bpv_text text, bool valid)
{
    size_t at = 0;
    while (at < text.length) {
        uint32_t code_point;
        char bytes[4];
        size_t used = utf8_decode(text.start + at, text.length - at, &code_point);
        fuzz_require(used >= 1 && used <= text.length - at);
        if (valid)
            fuzz_require(utf8_encode(code_point, bytes) == used && memcmp(bytes, text.start + at, used) == 0);
        fuzz_require(utf8_width(code_point) >= 0 && utf8_width(code_point) <= 2);
        at += used;
    }
    for (size_t maximum = 0; maximum < text.length && maximum < 12; maximum++) {
        size_t cut = utf8_cut(text.start, text.length, maximum);
        fuzz_require(cut <= maximum && (!valid || fuzz_boundary(text, cut)));
    }
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    struct bpv_text text = {size ? (const char *)data : "", size};
    if (size > 1024) /* each word is split: longer texts only cost time */
        return 0;
    bool valid = fuzz_utf8(text);
    struct dutch_reader reader;
    struct dutch_word word;
    size_t start = 0, words = 0;
    dutch_reader_init(&reader, text.start, text.length);
    while (dutch_next(&reader, &word)) {
        fuzz_require(word.start >= start && word.span > 0 && word.start + (size_t)word.span <= size);
        fuzz_require(word.length >= 1 && word.length <= BPV_TERM_MAX - 2);
        fuzz_require(!valid ||
                     (fuzz_utf8((struct bpv_text){word.form, word.length}) && fuzz_boundary(text, word.start) &&
                      fuzz_boundary(text, word.start + (size_t)word.span)));
        fuzz_require(dutch_number(word.form, word.length) < 1000000);
        require_stem(word.form, word.length, valid);
        require_parts(word.form, word.length);
        start = word.start;
        fuzz_require(++words <= 2 * size + 2);
    }
    require_utf8(text, valid);
    if (valid)
        require_folding(text);
    return 0;
}
