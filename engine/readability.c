#include "readability.h"

#include <string.h>

#include "text_buffer.h"
#include "utf8.h"

#define SPELLED_MAX 5 /* letters of an abbreviation like BPV */

static bool is_vowel(char byte)
{
    return byte && strchr("aeiouy", byte) != NULL;
}

/* Bytes of the vowels at text that are spoken as one; 1 when nothing longer fits. */
static size_t cluster(const char *text, size_t length)
{
    static const char *const clusters[] = {"eeuw", "ieuw", "aai", "ooi", "oei", "eeu", "ieu", "aa", "ee", "oo",
                                           "uu",   "ie",   "oe",  "eu",  "ui",  "ei",  "ij",  "au", "ou"};
    for (size_t i = 0; i < sizeof clusters / sizeof clusters[0]; i++) {
        size_t size = strlen(clusters[i]);
        if (size <= length && memcmp(text, clusters[i], size) == 0)
            return size;
    }
    return 1;
}

static unsigned count_clusters(const char *text, size_t length)
{
    unsigned count = 0;
    for (size_t at = 0; at < length;) {
        if (!is_vowel(text[at])) {
            at++;
            continue;
        }
        at += cluster(text + at, length - at);
        count++;
    }
    return count;
}

/* A diaeresis begins a syllable: a space before the letter keeps it apart from the vowel before. */
static void fold_apart(struct bpv_text word, struct text_buffer *out)
{
    for (size_t at = 0; at < word.length;) {
        uint32_t code_point;
        size_t used = utf8_decode(word.start + at, word.length - at, &code_point);
        if (code_point == 0xEB || code_point == 0xEF || code_point == 0xF6 || code_point == 0xFC || code_point == 0xE4)
            text_buffer_append_char(out, ' ');
        utf8_fold(word.start + at, used, out);
        at += used;
    }
}

unsigned readability_syllables(struct bpv_text word)
{
    unsigned capitals = 0, digits = 0;
    for (size_t i = 0; i < word.length; i++) {
        capitals += word.start[i] >= 'A' && word.start[i] <= 'Z';
        digits += word.start[i] >= '0' && word.start[i] <= '9';
    }
    if (digits)
        return 1;
    if (capitals == word.length && capitals <= SPELLED_MAX && capitals > 1)
        return capitals;
    struct text_buffer folded = {0};
    fold_apart(word, &folded);
    unsigned count = count_clusters(folded.data ? folded.data : "", folded.length);
    text_buffer_release(&folded);
    return count ? count : 1;
}

/* ---- From HTML to words and sentences ---- */

struct reader {
    struct readability *result;
    unsigned open_words; /* of the sentence that has not ended yet */
    bool stop_seen;      /* . ! ? : and nothing but marks since */
};

static void end_sentence(struct reader *reader)
{
    reader->result->sentences += reader->open_words > 0;
    reader->open_words = 0;
    reader->stop_seen = false;
}

static bool is_block_end(struct bpv_text tag)
{
    static const char *const ends[] = {"/p", "/li", "/td", "/th", "/tr", "/h", "br", "/blockquote", "/pre"};
    for (size_t i = 0; i < sizeof ends / sizeof ends[0]; i++)
        if (tag.length >= strlen(ends[i]) && memcmp(tag.start, ends[i], strlen(ends[i])) == 0)
            return true;
    return false;
}

static bool in_word(const char *at, size_t length, size_t *used)
{
    uint32_t code_point;
    *used = utf8_decode(at, length, &code_point);
    return utf8_is_letter(code_point) || (code_point >= '0' && code_point <= '9') || code_point == 0x301 ||
           code_point == 0x308;
}

/* A word that begins with a capital or digit after a stop begins a sentence; "o.a. de" does not. */
static void take_word(struct reader *reader, struct bpv_text word)
{
    bool lower = word.start[0] >= 'a' && word.start[0] <= 'z';
    if (reader->stop_seen && !lower)
        end_sentence(reader);
    reader->stop_seen = false;
    reader->open_words++;
    reader->result->words++;
    reader->result->syllables += readability_syllables(word);
}

/* The length of the word at text: letters and digits, with single marks between ("7.2.9", "zo'n", "mbo-student"). */
static size_t word_length(const char *text, size_t length)
{
    size_t at = 0, used;
    while (at < length) {
        if (in_word(text + at, length - at, &used))
            at += used;
        else if (at + 1 < length && strchr(".-'/", text[at]) && in_word(text + at + 1, length - at - 1, &used))
            at += 1;
        else
            break;
    }
    return at;
}

/* The bytes of a tag or an entity at text, or 0. */
static size_t skip_markup(struct reader *reader, const char *text, size_t length)
{
    if (text[0] != '<' && text[0] != '&')
        return 0;
    const char *end = memchr(text, text[0] == '<' ? '>' : ';', length);
    if (!end || (text[0] == '&' && end - text > 10))
        return 0;
    if (text[0] == '<' && is_block_end((struct bpv_text){text + 1, (size_t)(end - text) - 1}))
        end_sentence(reader);
    return (size_t)(end - text) + 1;
}

struct readability readability_of_html(struct bpv_text html)
{
    struct readability result = {0};
    struct reader reader = {.result = &result};
    for (size_t at = 0; at < html.length;) {
        size_t left = html.length - at, used = skip_markup(&reader, html.start + at, left);
        if (used == 0 && (used = word_length(html.start + at, left)) > 0)
            take_word(&reader, (struct bpv_text){html.start + at, used});
        if (used == 0) {
            reader.stop_seen = reader.stop_seen || strchr(".!?", html.start[at]) != NULL;
            (void)in_word(html.start + at, left, &used);
        }
        at += used;
    }
    end_sentence(&reader);
    if (result.words)
        result.score = 206.84 - 77.0 * result.syllables / result.words -
                       0.93 * result.words / (result.sentences ? result.sentences : 1);
    return result;
}
