#include "spelling.h"

#include <math.h>
#include <string.h>

#define SIMILAR 0.4f  /* letters that sound alike or lie side by side */
#define DOUBLED 0.35f /* a doubled or undoubled letter */
#define SWAPPED 0.7f  /* two letters in the other order */
#define ROUNDING 1e-4f /* far less than any two costs differ */
#define FIRST 0.3f    /* extra for a wrong first letter that does not sound alike: people seldom mistype it */

#define LETTERS 26
#define AT(letter) ((unsigned char)(letter) - 'a')
#define BIT(letter) (1u << AT(letter))

/* For each letter the ones that may stand for it by sound. */
static const uint32_t alike[LETTERS] = {
    [AT('a')] = BIT('e'), [AT('c')] = BIT('g') | BIT('k') | BIT('s'), [AT('d')] = BIT('t'),
    [AT('e')] = BIT('a') | BIT('g') | BIT('i'), [AT('f')] = BIT('v'), [AT('g')] = BIT('c') | BIT('e'),
    [AT('i')] = BIT('e') | BIT('y'), [AT('k')] = BIT('c') | BIT('q') | BIT('x'), [AT('o')] = BIT('u'),
    [AT('q')] = BIT('k'), [AT('s')] = BIT('c') | BIT('z'), [AT('t')] = BIT('d'), [AT('u')] = BIT('o'),
    [AT('v')] = BIT('f'), [AT('x')] = BIT('k'), [AT('y')] = BIT('i'), [AT('z')] = BIT('s'),
};

/* And those beside it on a keyboard. */
static const uint32_t beside[LETTERS] = {
    [AT('a')] = BIT('s'), [AT('b')] = BIT('n') | BIT('v'), [AT('c')] = BIT('v') | BIT('x'),
    [AT('d')] = BIT('f') | BIT('s'), [AT('e')] = BIT('r') | BIT('w'), [AT('f')] = BIT('d') | BIT('g'),
    [AT('g')] = BIT('f') | BIT('h') | BIT('t'), [AT('h')] = BIT('g') | BIT('j'),
    [AT('i')] = BIT('k') | BIT('o') | BIT('u'), [AT('j')] = BIT('h') | BIT('k'),
    [AT('k')] = BIT('i') | BIT('j') | BIT('l'), [AT('l')] = BIT('k') | BIT('o'), [AT('m')] = BIT('n'),
    [AT('n')] = BIT('b') | BIT('m'), [AT('o')] = BIT('i') | BIT('l') | BIT('p'), [AT('p')] = BIT('o'),
    [AT('q')] = BIT('w'), [AT('r')] = BIT('e') | BIT('t'), [AT('s')] = BIT('a') | BIT('d'),
    [AT('t')] = BIT('g') | BIT('r') | BIT('y'), [AT('u')] = BIT('i') | BIT('y'), [AT('v')] = BIT('b') | BIT('c'),
    [AT('w')] = BIT('e') | BIT('q'), [AT('x')] = BIT('c') | BIT('z'), [AT('y')] = BIT('t') | BIT('u'),
    [AT('z')] = BIT('x'),
};

static float substitution(char typed, char meant)
{
    if (typed == meant)
        return 0;
    if (typed < 'a' || typed > 'z' || meant < 'a' || meant > 'z')
        return 1;
    if (alike[AT(typed)] & BIT(meant))
        return SIMILAR;
    return beside[AT(typed)] & BIT(meant) ? 0.6f : 1;
}

static bool same_twice(struct bpv_text text, size_t at)
{
    return at > 0 && text.start[at] == text.start[at - 1];
}

static float least(float a, float b)
{
    return a < b ? a : b;
}

/* "ij" for "y", "ei" for "ij", "ou" for "au": two letters against one or two. */
static float sound_alike(struct bpv_text typed, size_t i, struct bpv_text meant, size_t j, float before)
{
    const char *t = typed.start + i, *m = meant.start + j;
    if (i >= 1 && j >= 1) {
        bool t_ij = (t[-1] == 'i' && t[0] == 'j') || (t[-1] == 'e' && t[0] == 'i');
        bool m_ij = (m[-1] == 'i' && m[0] == 'j') || (m[-1] == 'e' && m[0] == 'i');
        bool t_ou = (t[-1] == 'o' || t[-1] == 'a') && t[0] == 'u', m_ou = (m[-1] == 'o' || m[-1] == 'a') && m[0] == 'u';
        if ((t_ij && m_ij) || (t_ou && m_ou))
            return before + SIMILAR;
    }
    return INFINITY;
}

static bool first_letters_differ(struct bpv_text typed, struct bpv_text meant)
{
    return typed.length && meant.length && substitution(typed.start[0], meant.start[0]) > SIMILAR;
}

/* As spelling_distance; what is over `useful` may be returned as limit + 1 too. */
static float bounded_distance(struct bpv_text typed, struct bpv_text meant, float limit, float useful)
{
    enum { MAX = BPV_TERM_MAX };
    if (typed.length >= MAX || meant.length >= MAX)
        return limit + 1;
    float rows[3][MAX + 1], first = first_letters_differ(typed, meant) ? FIRST : 0, best_above = 0;
    for (size_t j = 0; j <= meant.length; j++)
        rows[0][j] = (float)j;
    for (size_t i = 1; i <= typed.length; i++) {
        float *row = rows[i % 3], *above = rows[(i + 2) % 3], *above2 = rows[(i + 1) % 3];
        row[0] = (float)i;
        float best = row[0];
        for (size_t j = 1; j <= meant.length; j++) {
            char t = typed.start[i - 1], m = meant.start[j - 1];
            float cost = above[j - 1] + substitution(t, m);
            cost = least(cost, above[j] + (same_twice(typed, i - 1) ? DOUBLED : 1));
            cost = least(cost, row[j - 1] + (same_twice(meant, j - 1) ? DOUBLED : 1));
            if (i >= 2 && j >= 2) {
                if (t == meant.start[j - 2] && m == typed.start[i - 2])
                    cost = least(cost, above2[j - 2] + SWAPPED);
                cost = least(cost, sound_alike(typed, i - 1, meant, j - 1, above2[j - 2]));
            }
            if (t == 'y' && j >= 2 && meant.start[j - 2] == 'i' && m == 'j')
                cost = least(cost, above[j - 2] + SIMILAR);
            if (i >= 2 && typed.start[i - 2] == 'i' && t == 'j' && m == 'y')
                cost = least(cost, above2[j - 1] + SIMILAR);
            row[j] = cost;
            best = least(best, cost);
        }
        /* Two rows, because a swap of letters reaches over one. */
        if (best > limit || (best + first > useful && best_above + first > useful))
            return limit + 1;
        best_above = best;
    }
    return rows[typed.length % 3][meant.length] + first;
}

float spelling_distance(struct bpv_text typed, struct bpv_text meant, float limit)
{
    return bounded_distance(typed, meant, limit, limit + FIRST);
}

static float limit_for(size_t length)
{
    if (length <= 3)
        return 0;
    return length <= 5 ? 1.0f : length <= 8 ? 1.75f : 2.3f;
}

/* Between equally near words the more common one. */
static float favour(const struct index_word *word)
{
    return 0.12f * log2f(1 + (float)word->frequency);
}

struct nearest {
    struct bpv_text typed;
    float limit, rank, cost;
    uint32_t word;
};

static void try_word(const struct index_file *file, uint32_t number, struct nearest *nearest)
{
    const struct index_word *word = &index_file_words(file)[number];
    float less = favour(word), useful = nearest->rank + less + ROUNDING;
    float distance = bounded_distance(nearest->typed, index_file_string(file, word->text), nearest->limit, useful);
    float rank = distance - less;
    if (distance > nearest->limit || rank > nearest->rank || (rank >= nearest->rank && number > nearest->word))
        return;
    nearest->rank = rank;
    nearest->cost = distance;
    nearest->word = number;
}

/* Letters without two of them: what is left says whether there were more. */
static uint32_t without_two(uint32_t letters)
{
    letters &= letters - 1;
    return letters & (letters - 1);
}

/* True if the word has about the length and the letters. Without branches: they could not be foretold. */
static bool comes_near(const struct index_word *word, uint32_t letters, uint32_t shortest, uint32_t longest)
{
    bool length = word->text.length - shortest <= longest - shortest;
    return length & !without_two(without_two(word->letters ^ letters)) & ((word->flags & WORD_IN_CORPUS) != 0);
}

uint32_t spelling_nearest(const struct index_file *file, struct bpv_text typed, float *cost)
{
    enum { LATER_MAX = 2048 };
    const struct index_word *words = index_file_words(file);
    struct nearest nearest = {typed, limit_for(typed.length), INFINITY, 0, INDEX_NONE};
    uint32_t letters = index_letters(typed), longest = (uint32_t)typed.length + 2;
    uint32_t shortest = longest < 8 ? 4 : longest - 4;
    uint32_t later[LATER_MAX], count = 0;
    if (nearest.limit <= 0)
        return INDEX_NONE;
    /* Words of nearly the same letters first: once one is found, most of the others need no closer look. */
    for (uint32_t i = 0; i < file->word_count; i++) {
        if (!comes_near(&words[i], letters, shortest, longest))
            continue;
        if (without_two(words[i].letters ^ letters) && count < LATER_MAX)
            later[count++] = i;
        else
            try_word(file, i, &nearest);
    }
    for (uint32_t i = 0; i < count; i++)
        try_word(file, later[i], &nearest);
    *cost = nearest.cost;
    return nearest.word;
}
