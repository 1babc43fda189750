#include "dutch_stem.h"

#include <string.h>

static bool is_vowel(char c)
{
    return c == 'a' || c == 'e' || c == 'i' || c == 'o' || c == 'u' || c == 'y';
}

struct word {
    char *text;
    size_t length;
};

static bool ends_with(const struct word *word, const char *suffix)
{
    size_t length = strlen(suffix);
    return word->length >= length && memcmp(word->text + word->length - length, suffix, length) == 0;
}

static size_t syllables(const struct word *word, size_t length)
{
    size_t count = 0;
    for (size_t i = 0; i < length; i++)
        count += is_vowel(word->text[i]) && (i == 0 || !is_vowel(word->text[i - 1]));
    return count;
}

static bool one_of(char c, const char *set)
{
    return c && strchr(set, c) != NULL;
}

/* -s after a syllable that takes a plural in -s; not in adres, proces, cursus, status, wijs, huis. */
static bool plural_s(const struct word *word)
{
    if (word->length < 5 || !ends_with(word, "s"))
        return false;
    const char *end = word->text + word->length - 1; /* at the s */
    if (end[-1] == 'e')
        return one_of(end[-2], "gdtlzvnmkij") && !(end[-2] == 'l' && word->length < 6);
    if (end[-2] == 'e' && one_of(end[-1], "lrnm"))
        return true;
    if (one_of(end[-1], "aoy"))
        return word->length >= 6 && !ends_with(word, "aos");
    return one_of(end[-1], "r") && (end[-2] == 'o' || end[-2] == 'a' || end[-2] == 'u' || end[-2] == 'i');
}

static void undouble(struct word *word)
{
    size_t n = word->length;
    if (n >= 3 && word->text[n - 1] == word->text[n - 2] && !is_vowel(word->text[n - 1]))
        word->length--;
}

static void harden(struct word *word)
{
    char *last = word->text + word->length - 1;
    if (*last == 'v')
        *last = 'f';
    else if (*last == 'z')
        *last = 's';
}

/* The vowel of an open syllable was long: ur(en) is uur, betal(en) is betaal, wet(en) is weet. */
static void lengthen(struct word *word)
{
    size_t n = word->length;
    if (n < 2 || n + 1 >= BPV_TERM_MAX)
        return;
    char consonant = word->text[n - 1], vowel = word->text[n - 2];
    if (is_vowel(consonant) || !one_of(vowel, "aeou") || (n >= 3 && is_vowel(word->text[n - 3])))
        return;
    bool single = syllables(word, n) == 1;
    if (n == 2 && vowel != 'u')
        return;
    if (vowel == 'e' && !single && one_of(consonant, "lnmrkd"))
        return; /* an unstressed e: regelen, tekenen, veranderen */
    if (vowel == 'o' && consonant == 'r' && !single && n >= 4 && one_of(word->text[n - 3], "ts") && !ends_with(word, "kantor"))
        return; /* sectoren, motoren */
    word->text[n] = consonant;
    word->text[n - 1] = vowel;
    word->length = n + 1;
}

/* After a vowel ending was cut: lesss -> les, bedrijv -> bedrijf, ur -> uur. */
static void repair(struct word *word)
{
    size_t before = word->length;
    undouble(word);
    if (word->length == before)
        lengthen(word);
    harden(word);
}

/* onderdeel and onderdel(en), algemeen and algemen(e): the pair differs in the length of an e only. */
static void shorten_last_ee(struct word *word)
{
    size_t n = word->length;
    if (n < 5 || word->text[n - 2] != 'e' || word->text[n - 3] != 'e' || !one_of(word->text[n - 1], "lnmrkd") ||
        syllables(word, n) < 2)
        return;
    word->text[n - 2] = word->text[n - 1];
    word->length = n - 1;
}

size_t dutch_stem(const char *form, size_t length, char out[BPV_TERM_MAX])
{
    if (length >= BPV_TERM_MAX - 1)
        length = BPV_TERM_MAX - 2;
    memcpy(out, form, length);
    struct word word = {out, length};
    if (length <= 3 || (form[0] >= '0' && form[0] <= '9'))
        return length;
    if (ends_with(&word, "heden") && length > 6) {
        memcpy(out + length - 4, "id", 2); /* mogelijkheden -> mogelijkheid */
        out[length - 4] = 'e';
        memcpy(out + length - 5, "heid", 4);
        return length - 1;
    }
    if (plural_s(&word))
        word.length--;
    if ((word.length >= 5 || (word.length == 4 && ends_with(&word, "uren"))) && ends_with(&word, "en") && !ends_with(&word, "een") && syllables(&word, word.length - 2) >= 1) {
        word.length -= 2;
        repair(&word);
    } else if (word.length >= 6 && ends_with(&word, "een") && one_of(word.text[word.length - 4], "ei")) {
        word.length -= 2; /* ideeen, categorieen */
    } else if (word.length >= 5 && ends_with(&word, "e") && !ends_with(&word, "ee") && !ends_with(&word, "ie") &&
               !ends_with(&word, "je") && syllables(&word, word.length - 1) >= 1) {
        word.length--;
        repair(&word);
    }
    if (word.length >= 5 && ends_with(&word, "dt"))
        word.length--;
    shorten_last_ee(&word);
    return word.length;
}
