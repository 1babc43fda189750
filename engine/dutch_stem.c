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
        return one_of(end[-2], "gdtlzvnmkijsp") && !(end[-2] == 'l' && word->length < 6);
    if (end[-2] == 'e' && one_of(end[-1], "lrnm"))
        return true;
    if (one_of(end[-1], "aoy"))
        return word->length >= 6 && !ends_with(word, "aos");
    return one_of(end[-1], "r") && (end[-2] == 'o' || end[-2] == 'a' || end[-2] == 'u' || end[-2] == 'i');
}

static void undouble(struct word *word)
{
    size_t n = word->length;
    char last = n ? word->text[n - 1] : 0;
    if (n >= 3 && last == word->text[n - 2] && last > 0 && !is_vowel(last)) /* not the end of a letter of more bytes */
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
    if (vowel == 'o' && consonant == 'r' && !single && n >= 4 && one_of(word->text[n - 3], "ts") &&
        !ends_with(word, "kantor"))
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

static bool ends_with_any(const struct word *word, const char *const *suffixes)
{
    for (; *suffixes; suffixes++)
        if (ends_with(word, *suffixes))
            return true;
    return false;
}

/* A long vowel and one consonant of `consonants` before the last letter: vraagt, schrijft, zoekt, gespeeld. */
static bool long_before_last(const struct word *word, const char *consonants)
{
    static const char *const long_vowels[] = {"aa", "ee", "oo", "uu", "ij", "oe", "ie", "eu", "ou", "ui", "ei", "au"};
    if (word->length < 5 || !one_of(word->text[word->length - 2], consonants))
        return false;
    for (size_t i = 0; i < sizeof long_vowels / sizeof long_vowels[0]; i++)
        if (memcmp(word->text + word->length - 4, long_vowels[i], 2) == 0)
            return true;
    return false;
}

/* The -t of a verb, and not that of kaart, dienst, student, concert, markt, klacht. */
static bool verbal_t(const struct word *word)
{
    static const char *const verbs[] = {"eert", "igt", "ngt", "nkt", "rgt",  "lgt",  "lpt",  "rmt",  "wt",  "opt",
                                        "apt",  "agt", "egt", "ogt", "akt",  "ekt",  "ikt",  "okt",  "ukt", "rkt",
                                        "eft",  "elt", "alt", "ult", "kent", "fent", "pent", "zent", "mt",  NULL};
    static const char *const nouns[] = {"arkt", "cert", "pert", "sert", "bert", "ambt", NULL};
    if (word->length < 4 || !ends_with(word, "t") || ends_with_any(word, nouns))
        return false;
    if (ends_with_any(word, verbs) || long_before_last(word, "gklmpbfv"))
        return true;
    return word->length >= 6 && ends_with(word, "ert") && !is_vowel(word->text[word->length - 4]);
}

/* The -d of a participle in ge-: gespeeld, gevolgd, geregeld, gewijzigd; not geweld, gebied. */
static bool participle_d(const struct word *word)
{
    static const char *const endings[] = {"igd", "lgd", "rgd", "ngd", "wd", NULL};
    static const char *const weak[] = {"eld", "erd", "kend", "fend", "pend", NULL};
    if (word->length < 7 || !ends_with(word, "d"))
        return false;
    if (ends_with_any(word, endings) || long_before_last(word, "gklmnprbf"))
        return true;
    const struct word after_ge = {word->text + 2, word->length - 2};
    return ends_with_any(word, weak) && syllables(&after_ge, after_ge.length) >= 2 && !ends_with(word, "middeld");
}

/* Verbs that begin with ge- in all forms. */
static bool keeps_ge(const struct word *word)
{
    static const char *const verbs[] = {"gebruik", "geloo", "gebeur", "gedraa", "getuig", "gehoor", "geniet",
                                        "geluk",   "geraa", "gelijk", "gelei",  "geef",   "geneig", NULL};
    for (size_t i = 0; verbs[i]; i++)
        if (word->length >= strlen(verbs[i]) && memcmp(word->text, verbs[i], strlen(verbs[i])) == 0)
            return true;
    return false;
}

/* werkt -> werk, gevraagd -> vraag, gecontroleerd -> controleer */
static void cut_verb_ending(struct word *word)
{
    bool ge = word->length >= 6 && memcmp(word->text, "ge", 2) == 0;
    if (!verbal_t(word) && !(ge && participle_d(word)))
        return;
    word->length--;
    if (!ge || word->length < 6 || keeps_ge(word) || syllables(word, word->length) < 2)
        return;
    word->length -= 2;
    memmove(word->text, word->text + 2, word->length);
}

/* Nouns in -te(n) keep their t: ziekte, ruimte, hoogte. */
static bool noun_in_te(const struct word *word)
{
    static const char *const nouns[] = {"iekte",   "ruimte", "oogte",  "laagte", "diepte", "engte",
                                        "sterkte", "zwakte", "vlakte", "warmte", "leegte", "dikte",
                                        "drukte",  "stilte", "kalmte", "oefte",  "lofte",  NULL};
    struct word singular = *word;
    singular.length -= ends_with(word, "n") || ends_with(word, "s");
    return ends_with_any(&singular, nouns);
}

size_t dutch_stem(const char *form, size_t length, char out[BPV_TERM_MAX])
{
    if (length >= BPV_TERM_MAX - 1)
        length = BPV_TERM_MAX - 2;
    memcpy(out, form, length);
    struct word word = {out, length};
    if (length <= 3 || (form[0] >= '0' && form[0] <= '9'))
        return length;
    bool noun = noun_in_te(&word);
    if (ends_with(&word, "heden") && length > 6) {
        memcpy(out + length - 4, "id", 2); /* mogelijkheden -> mogelijkheid */
        out[length - 4] = 'e';
        memcpy(out + length - 5, "heid", 4);
        return length - 1;
    }
    if (ends_with(&word, "ches") && length >= 7)
        word.length -= 2; /* coaches */
    else if (plural_s(&word))
        word.length--;
    if ((word.length >= 5 || ends_with(&word, "uren")) && ends_with(&word, "en") && !ends_with(&word, "een") &&
        !ends_with(&word, "oen") && !ends_with(&word, "ien") && syllables(&word, word.length - 2) >= 1) {
        word.length -= 2;
        repair(&word);
    } else if (word.length >= 6 && ends_with(&word, "een") && one_of(word.text[word.length - 4], "ei")) {
        word.length -= 2; /* ideeen, categorieen */
    } else if (word.length >= 5 && ends_with(&word, "e") && !ends_with(&word, "ee") && !ends_with(&word, "ie") &&
               (!ends_with(&word, "je") || ends_with(&word, "ije")) && syllables(&word, word.length - 1) >= 1) {
        word.length--;
        repair(&word);
    } else if (word.length == 4 && (ends_with(&word, "oze") || ends_with(&word, "oge") || ends_with(&word, "age") ||
                                    ends_with(&word, "ode"))) {
        word.length--; /* boze, hoge, lage, rode */
        repair(&word);
    }
    if (word.length >= 5 && ends_with(&word, "dt"))
        word.length--;
    else if (!noun)
        cut_verb_ending(&word);
    shorten_last_ee(&word);
    return word.length;
}
