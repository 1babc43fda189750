#include "dutch_text.h"

#include <stdio.h>
#include <string.h>

#include "utf8.h"

static const struct {
    const char *name;
    size_t length;
    int value;
} numbers[] = {
#define NUMBER(name, value) {name, sizeof name - 1, value}
    NUMBER("twee", 2),       NUMBER("drie", 3),       NUMBER("vier", 4),       NUMBER("vijf", 5),
    NUMBER("zes", 6),        NUMBER("zeven", 7),      NUMBER("acht", 8),       NUMBER("negen", 9),
    NUMBER("tien", 10),      NUMBER("elf", 11),       NUMBER("twaalf", 12),    NUMBER("dertien", 13),
    NUMBER("veertien", 14),  NUMBER("vijftien", 15),  NUMBER("zestien", 16),   NUMBER("zeventien", 17),
    NUMBER("achttien", 18),  NUMBER("negentien", 19), NUMBER("twintig", 20),   NUMBER("dertig", 30),
    NUMBER("veertig", 40),   NUMBER("vijftig", 50),   NUMBER("zestig", 60),    NUMBER("zeventig", 70),
    NUMBER("tachtig", 80),   NUMBER("negentig", 90),  NUMBER("honderd", 100),  NUMBER("duizend", 1000),
#undef NUMBER
};

static int simple_number(const char *form, size_t length)
{
    if (length < 3 || length > 9 || !memchr("tdvzaneh", form[0], 8)) /* how they begin: most words end here */
        return -1;
    for (size_t i = 0; i < sizeof numbers / sizeof numbers[0]; i++)
        if (numbers[i].length == length && numbers[i].name[0] == form[0] && memcmp(numbers[i].name, form, length) == 0)
            return numbers[i].value;
    return -1;
}

static int unit_number(const char *form, size_t length)
{
    if (length == 3 && memcmp(form, "een", 3) == 0)
        return 1;
    int value = simple_number(form, length);
    return value < 10 ? value : -1;
}

int dutch_number(const char *form, size_t length)
{
    int value = simple_number(form, length);
    if (value >= 0 || length < 8)
        return value;
    /* eenentwintig, achtenzestig: unit, "en", ten; tweehonderd: unit, hundred. */
    for (size_t cut = 3; cut + 5 <= length && cut <= 5; cut++) {
        int unit = unit_number(form, cut);
        if (unit < 0)
            continue;
        if (memcmp(form + cut, "en", 2) == 0) {
            int ten = simple_number(form + cut + 2, length - cut - 2);
            if (ten >= 20 && ten < 100)
                return ten + unit;
        } else if (length - cut == 7 && memcmp(form + cut, "honderd", 7) == 0 && unit > 1) {
            return 100 * unit;
        }
    }
    return -1;
}

void dutch_reader_init(struct dutch_reader *reader, const char *text, size_t length)
{
    reader->text = text;
    reader->length = length;
    reader->at = 0;
    reader->pending_length = 0;
}

enum class { OTHER, LETTER, DIGIT, APOSTROPHE, HYPHEN, SOFT_HYPHEN };

static enum class classify(uint32_t c) {
    if (c < 0x80){if ((c | 32) >= 'a' && (c | 32) <= 'z') return LETTER; if (c >= '0' && c <= '9') return DIGIT;
                  return c == '\'' || c == '`' ? APOSTROPHE
                         : c == '-'            ? HYPHEN
                                               : OTHER;}
if (c == 0xAD || c == 0x200B || c == 0x2060) return SOFT_HYPHEN;
if (c == 0x2018 || c == 0x2019 || c == 0x2BC || c == 0xB4)
    return APOSTROPHE;
if ((c >= 0x2010 && c <= 0x2015) || c == 0x2212)
    return HYPHEN;
return utf8_is_letter(c) ? LETTER : OTHER;
}

/* Class and length of the code point at `at`; OTHER with length 0 at the end. */
static enum class peek(const struct dutch_reader *reader, size_t at, size_t *length) {
        *length = 0; if (at >= reader->length) return OTHER; uint32_t c;
        *length = utf8_decode(reader->text + at, reader->length - at, &c);
        return classify(c);
}

/* d.m.v. and t.o.v.: single letters with dots. Returns the end of the run, or `at` if there is none. */
static size_t dotted_letters(const struct dutch_reader *reader, size_t at)
{
    size_t end = at, letters = 0, length;
    while (peek(reader, end, &length) == LETTER && end + length < reader->length && reader->text[end + length] == '.') {
        end += length + 1;
        letters++;
    }
    return letters >= 2 ? end : at;
}

static bool suffix_after_apostrophe(const char *text, size_t length)
{
    static const char *const suffixes[] = {"s", "er",   "ers",   "en", "tje", "tjes", "t",
                                           "n", "ster", "sters", "je", "jes", "m"};
    for (size_t i = 0; i < sizeof suffixes / sizeof suffixes[0]; i++)
        if (strlen(suffixes[i]) == length && memcmp(suffixes[i], text, length) == 0)
            return true;
    return false;
}

struct form {
    char bytes[4 * BPV_TERM_MAX];
    size_t length;
};

static void form_append(struct form *form, const char *bytes, size_t length)
{
    if (form->length + length <= sizeof form->bytes) {
        memcpy(form->bytes + form->length, bytes, length);
        form->length += length;
    }
}

static size_t letters_from(const struct dutch_reader *reader, size_t at)
{
    size_t end = at, length;
    while (peek(reader, end, &length) == LETTER)
        end += length;
    return end;
}

/* Letters, with soft hyphens dropped and apostrophes judged. Returns the end of the word. */
static size_t read_letters(const struct dutch_reader *reader, size_t at, struct form *form)
{
    for (;;) {
        size_t length;
        enum class class = peek(reader, at, &length);
        if (class == LETTER) {
            form_append(form, reader->text + at, length);
            at += length;
        } else if (class == SOFT_HYPHEN) {
            at += length;
        } else if (class == APOSTROPHE) {
            size_t end = letters_from(reader, at + length);
            if (end == at + length)
                return at;
            if (suffix_after_apostrophe(reader->text + at + length, end - at - length))
                return end;
            at += length;
        } else {
            return at;
        }
    }
}

/* Digits with inner dots, commas and colons: 7.2.8, 1.000, 14,99, 23:00. */
static size_t read_digits(const struct dutch_reader *reader, size_t at, struct form *form)
{
    size_t length;
    while (at < reader->length) {
        char c = reader->text[at];
        if (c >= '0' && c <= '9') {
            form_append(form, &c, 1);
            at++;
        } else if ((c == '.' || c == ',' || c == ':') && peek(reader, at + 1, &length) == DIGIT) {
            c = c == ':' ? '.' : c;
            form_append(form, &c, 1);
            at++;
        } else {
            break;
        }
    }
    return at;
}

/* 1.000 and 12.500.000 are numbers with thousands; 7.2.8 and 23.00 are not. */
static void drop_thousands(struct form *form)
{
    size_t digits = 0, groups = 0;
    for (size_t i = 0; i < form->length; i++) {
        if (form->bytes[i] == '.') {
            if (digits == 0 || (groups ? digits != 3 : digits > 3))
                return;
            groups++;
            digits = 0;
        } else if (form->bytes[i] == ',') {
            return;
        } else {
            digits++;
        }
    }
    if (!groups || digits != 3)
        return;
    size_t out = 0;
    for (size_t i = 0; i < form->length; i++)
        if (form->bytes[i] != '.')
            form->bytes[out++] = form->bytes[i];
    form->length = out;
}

/* "(en)", "(s)", "(e)" right after a word. */
static size_t skip_optional_suffix(const struct dutch_reader *reader, size_t at)
{
    if (at >= reader->length || reader->text[at] != '(')
        return at;
    size_t end = letters_from(reader, at + 1);
    if (end > at + 1 && end - at <= 4 && end < reader->length && reader->text[end] == ')')
        return end + 1;
    return at;
}

static void set_form(struct dutch_word *word, const struct form *form)
{
    struct text_buffer folded;
    text_buffer_init(&folded, 16 * BPV_TERM_MAX);
    utf8_fold(form->bytes, form->length, &folded);
    word->length = folded.length ? utf8_cut(folded.data, folded.length, BPV_TERM_MAX - 2) : 0;
    if (word->length)
        memcpy(word->form, folded.data, word->length);
    text_buffer_release(&folded);
}

static void set_ascii_form(struct dutch_word *word, const struct form *form)
{
    size_t length = form->length < BPV_TERM_MAX - 2 ? form->length : BPV_TERM_MAX - 2;
    for (size_t i = 0; i < length; i++) {
        char c = form->bytes[i];
        if ((unsigned char)c >= 0x80) {
            set_form(word, form);
            return;
        }
        word->form[i] = c >= 'A' && c <= 'Z' ? (char)(c + 32) : c;
    }
    word->length = length;
}

static void number_to_digits(struct dutch_word *word)
{
    int value = dutch_number(word->form, word->length);
    if (value >= 0)
        word->length = (size_t)snprintf(word->form, sizeof word->form, "%d", value);
}

/* zestienjarige: the number now, "jarige" as the next word. */
static void split_number_age(struct dutch_reader *reader, struct dutch_word *word)
{
    for (size_t cut = 4; cut + 5 <= word->length && cut < 16; cut++) {
        if (memcmp(word->form + cut, "jarig", 5) != 0)
            continue;
        int value = dutch_number(word->form, cut);
        if (value < 0)
            return;
        reader->pending_length = word->length - cut;
        memcpy(reader->pending, word->form + cut, reader->pending_length);
        reader->pending_start = word->start;
        reader->pending_span = word->span;
        word->length = (size_t)snprintf(word->form, sizeof word->form, "%d", value);
        return;
    }
}

static bool take_pending(struct dutch_reader *reader, struct dutch_word *word)
{
    if (!reader->pending_length)
        return false;
    memcpy(word->form, reader->pending, reader->pending_length);
    word->length = reader->pending_length;
    word->start = reader->pending_start;
    word->span = reader->pending_span;
    word->joined = true;
    reader->pending_length = 0;
    return true;
}

bool dutch_next(struct dutch_reader *reader, struct dutch_word *word)
{
    if (take_pending(reader, word))
        return true;
    bool hyphen = false;
    for (;;) {
        size_t length;
        enum class class = peek(reader, reader->at, &length);
        if (!length)
            return false;
        if (class != LETTER && class != DIGIT) {
            hyphen = class == HYPHEN && reader->at > 0 && reader->text[reader->at - 1] != ' ';
            reader->at += length;
            continue;
        }
        size_t start = reader->at, end;
        struct form form = {.length = 0};
        if (class == DIGIT) {
            end = read_digits(reader, start, &form);
            drop_thousands(&form);
        } else if ((end = dotted_letters(reader, start)) > start) {
            for (size_t i = start; i < end; i++)
                if (reader->text[i] != '.')
                    form_append(&form, reader->text + i, 1);
        } else {
            end = read_letters(reader, start, &form);
        }
        if (end == start)
            end = start + length;
        end = skip_optional_suffix(reader, end);
        reader->at = end;
        word->start = (uint32_t)start;
        word->span = (uint32_t)(end - start);
        word->joined = hyphen;
        set_ascii_form(word, &form);
        /* The s of 's avonds and the t of 't is are no words. */
        if (!word->length || (word->length == 1 && form.length == 1 && start > 0 &&
                              (reader->text[start - 1] == '\'' || (unsigned char)reader->text[start - 1] == 0x99))) {
            hyphen = false;
            continue;
        }
        if (class == LETTER) {
            number_to_digits(word);
            split_number_age(reader, word);
        }
        return true;
    }
}

bool dutch_word_in(const struct dutch_word *word, const char *list)
{
    for (const char *start = list; *start;) {
        size_t length = strcspn(start, " ");
        if (length == word->length && memcmp(start, word->form, length) == 0)
            return true;
        start += length + (start[length] == ' ');
    }
    return false;
}

static bool begins_with_digit(struct bpv_text form)
{
    return form.length && form.start[0] >= '0' && form.start[0] <= '9';
}

bool dutch_words_join(struct bpv_text first, struct bpv_text second)
{
    return first.length + second.length < BPV_TERM_MAX - 2 && !begins_with_digit(first) && !begins_with_digit(second);
}
