#include "spelling.h"

#include <math.h>
#include <string.h>

#define SIMILAR 0.4f  /* letters that sound alike or lie side by side */
#define DOUBLED 0.35f /* a doubled or undoubled letter */
#define SWAPPED 0.7f  /* two letters in the other order */
#define FIRST 0.3f    /* extra for a wrong first letter that does not sound alike: people seldom mistype it */

static bool pair_in(char a, char b, const char *pairs)
{
    for (; *pairs; pairs += 2)
        if ((pairs[0] == a && pairs[1] == b) || (pairs[0] == b && pairs[1] == a))
            return true;
    return false;
}

static float substitution(char typed, char meant)
{
    if (typed == meant)
        return 0;
    if (pair_in(typed, meant, "dtckszvfyiegqkxkaeouieuogcsc"))
        return SIMILAR;
    if (pair_in(typed, meant, "qwweertyyuuiioopasdffgghjkklzxcvvbbnnmsdrthjcxdfgfopertgbnhgjhyuikolmn"))
        return 0.6f;
    return 1;
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

float spelling_distance(struct bpv_text typed, struct bpv_text meant, float limit)
{
    enum { MAX = BPV_TERM_MAX };
    if (typed.length >= MAX || meant.length >= MAX)
        return limit + 1;
    float rows[3][MAX + 1];
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
        if (best > limit)
            return limit + 1;
    }
    float cost = rows[typed.length % 3][meant.length];
    if (typed.length && meant.length && substitution(typed.start[0], meant.start[0]) > SIMILAR)
        cost += FIRST;
    return cost;
}

/* One bit per letter: words that differ in many letters need no closer look. */
static uint32_t letters_of(struct bpv_text text)
{
    uint32_t letters = 0;
    for (size_t i = 0; i < text.length; i++)
        letters |= 1u << ((unsigned char)text.start[i] & 31);
    return letters;
}

static float limit_for(size_t length)
{
    if (length <= 3)
        return 0;
    return length <= 5 ? 1.0f : length <= 8 ? 1.75f : 2.3f;
}

uint32_t spelling_nearest(const struct index_file *file, struct bpv_text typed, float *cost)
{
    const struct index_word *words = index_file_words(file);
    float limit = limit_for(typed.length), best_rank = INFINITY;
    uint32_t best = INDEX_NONE, letters = letters_of(typed);
    if (limit <= 0)
        return INDEX_NONE;
    for (uint32_t i = 0; i < file->word_count; i++) {
        if (!(words[i].flags & WORD_IN_CORPUS) || words[i].text.length + 2 < typed.length ||
            words[i].text.length > typed.length + 2 || words[i].text.length < 4)
            continue;
        struct bpv_text word = index_file_string(file, words[i].text);
        if (__builtin_popcount(letters_of(word) ^ letters) > 4)
            continue;
        float distance = spelling_distance(typed, word, limit);
        /* Between equally near words the more common one. */
        float rank = distance - 0.12f * log2f(1 + (float)words[i].frequency);
        if (distance <= limit && rank < best_rank) {
            best_rank = rank;
            best = i;
            *cost = distance;
        }
    }
    return best;
}
