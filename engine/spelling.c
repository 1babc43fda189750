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

static float least(float a, float b)
{
    return a < b ? a : b;
}

enum { PAIR_IJ = 1, PAIR_OU = 2, EXACTLY_IJ = 4, IS_Y = 8 };

/* What ends at this letter: "ij", "ei", "ou" or "au", which stand for one another, and "ij" and "y", which do too. */
static unsigned char endings(struct bpv_text text, size_t at)
{
    char last = text.start[at], before = at ? text.start[at - 1] : '\0';
    unsigned found = last == 'y' ? IS_Y : 0;
    found |= before == 'i' && last == 'j' ? PAIR_IJ | EXACTLY_IJ : 0;
    found |= before == 'e' && last == 'i' ? PAIR_IJ : 0;
    found |= (before == 'o' || before == 'a') && last == 'u' ? PAIR_OU : 0;
    return (unsigned char)found;
}

/* The cost of a letter too many: less when it doubles the one before it. */
static float extra_cost(struct bpv_text text, size_t at)
{
    return at > 0 && text.start[at] == text.start[at - 1] ? DOUBLED : 1;
}

/* A typed word, and what each of its letters costs for each letter that may have been meant; the last is any other. */
struct typed {
    struct bpv_text text;
    float letters[BPV_TERM_MAX][LETTERS + 1];
};

static void prepare(struct typed *typed, struct bpv_text text)
{
    typed->text = text;
    for (size_t i = 0; i < text.length && i < BPV_TERM_MAX; i++)
        for (int letter = 0; letter <= LETTERS; letter++)
            typed->letters[i][letter] = letter < LETTERS ? substitution(text.start[i], (char)('a' + letter)) : 1;
}

static bool first_letters_differ(struct bpv_text typed, struct bpv_text meant)
{
    return typed.length && meant.length && substitution(typed.start[0], meant.start[0]) > SIMILAR;
}

/* As spelling_distance; what is over `useful` may be returned as limit + 1 too. */
static float bounded_distance(const struct typed *from, struct bpv_text meant, float limit, float useful)
{
    enum { MAX = BPV_TERM_MAX };
    struct bpv_text typed = from->text;
    if (typed.length >= MAX || meant.length >= MAX)
        return limit + 1;
    float memory[3][MAX + 1], *row = memory[0], *above = memory[1], *above2 = memory[2], best_above = 0;
    float first = first_letters_differ(typed, meant) ? FIRST : 0, extra[MAX];
    unsigned char letters[MAX], ends[MAX];
    for (size_t j = 0; j < meant.length; j++) {
        unsigned letter = (unsigned char)meant.start[j] - 'a';
        letters[j] = (unsigned char)(letter < LETTERS ? letter : LETTERS);
        ends[j] = endings(meant, j);
        extra[j] = extra_cost(meant, j);
    }
    for (size_t j = 0; j <= meant.length; j++)
        row[j] = (float)j;
    for (size_t i = 0; i < typed.length; i++) {
        float *spare = above2, too_many = extra_cost(typed, i), best = (float)(i + 1);
        const float *costs = from->letters[i];
        char t = typed.start[i], t_before = i ? typed.start[i - 1] : '\0';
        unsigned t_ends = endings(typed, i);
        above2 = above;
        above = row;
        row = spare;
        row[0] = best;
        for (size_t j = 0; j < meant.length; j++) {
            char m = meant.start[j];
            float cost = above[j] + (t == m ? 0 : costs[letters[j]]);
            cost = least(cost, above[j + 1] + too_many);
            cost = least(cost, row[j] + extra[j]);
            if (i && j && t == meant.start[j - 1] && m == t_before)
                cost = least(cost, above2[j - 1] + SWAPPED);
            if (t_ends && t_ends & ends[j] & (PAIR_IJ | PAIR_OU))
                cost = least(cost, above2[j - 1] + SIMILAR);
            else if (t_ends & IS_Y && ends[j] & EXACTLY_IJ)
                cost = least(cost, above[j - 1] + SIMILAR);
            else if (t_ends & EXACTLY_IJ && ends[j] & IS_Y)
                cost = least(cost, above2[j] + SIMILAR);
            row[j + 1] = cost;
            best = least(best, cost);
        }
        /* Two rows, because a swap of letters reaches over one. */
        if (best > limit || (best + first > useful && best_above + first > useful))
            return limit + 1;
        best_above = best;
    }
    return row[meant.length] + first;
}

float spelling_distance(struct bpv_text typed, struct bpv_text meant, float limit)
{
    struct typed prepared;
    prepare(&prepared, typed);
    return bounded_distance(&prepared, meant, limit, limit + FIRST);
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
    struct typed typed;
    uint32_t letters; /* index_letters of what was typed */
    float limit, rank, cost;
    uint32_t word;
};

/* At least what it costs to lose these letters: each by typing one of `others` for it, or by leaving it out. */
static float cost_of_losing(uint32_t letters, uint32_t others)
{
    const uint32_t paired = BIT('a') | BIT('e') | BIT('i') | BIT('j') | BIT('o') | BIT('u') | BIT('y');
    float cost = 0;
    if ((letters & (BIT('i') | BIT('j'))) == (BIT('i') | BIT('j')))
        letters &= ~BIT('j'); /* a "y" takes the place of both */
    for (; letters; letters &= letters - 1) {
        unsigned letter = (unsigned)__builtin_ctz(letters);
        bool sounds = letter >= LETTERS || 1u << letter & paired || alike[letter] & others;
        cost += sounds ? SIMILAR : beside[letter] & others ? 0.6f : 1;
    }
    return cost;
}

/* True if the letters that only one of the words has already make it cost more than this. */
static bool costs_more(uint32_t typed, uint32_t meant, float than)
{
    typed >>= 1; /* index_letters begins at 1 */
    meant >>= 1;
    return cost_of_losing(typed & ~meant, meant) > than || cost_of_losing(meant & ~typed, typed) > than;
}

static void try_word(const struct index_file *file, uint32_t number, struct nearest *nearest)
{
    const struct index_word *word = &index_file_words(file)[number];
    float less = favour(word), useful = nearest->rank + less + ROUNDING;
    struct bpv_text meant = index_file_string(file, word->text);
    float first = first_letters_differ(nearest->typed.text, meant) ? FIRST : 0;
    if (costs_more(nearest->letters, word->letters, least(nearest->limit, useful) - first + ROUNDING))
        return;
    float distance = bounded_distance(&nearest->typed, meant, nearest->limit, useful);
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

typedef uint32_t four __attribute__((vector_size(16)));

/* True if one of four words comes near; so most words are passed by four at a time. */
static bool one_comes_near(const struct index_word *words, uint32_t letters, uint32_t shortest, uint32_t longest)
{
    four differing = {words[0].letters, words[1].letters, words[2].letters, words[3].letters};
    four lengths = {words[0].text.length, words[1].text.length, words[2].text.length, words[3].text.length};
    four flags = {words[0].flags, words[1].flags, words[2].flags, words[3].flags};
    uint64_t halves[2];
    differing ^= letters;
    for (int i = 0; i < 4; i++)
        differing &= differing - 1;
    four near = (four)(differing == 0) & (four)(lengths - shortest <= longest - shortest) &
                (four)((flags & WORD_IN_CORPUS) != 0);
    memcpy(halves, &near, sizeof halves);
    return (halves[0] | halves[1]) != 0;
}

uint32_t spelling_nearest(const struct index_file *file, struct bpv_text typed, float *cost)
{
    enum { LATER_MAX = 2048 };
    const struct index_word *words = index_file_words(file);
    uint32_t letters = index_letters(typed), longest = (uint32_t)typed.length + 2;
    struct nearest nearest = {.letters = letters, .limit = limit_for(typed.length), .rank = INFINITY,
                              .word = INDEX_NONE};
    uint32_t shortest = longest < 8 ? 4 : longest - 4;
    uint32_t later[LATER_MAX], count = 0;
    if (nearest.limit <= 0)
        return INDEX_NONE;
    prepare(&nearest.typed, typed);
    /* Words of nearly the same letters first: once one is found, most of the others need no closer look. */
    for (uint32_t i = 0; i < file->word_count; i++) {
        if (i % 4 == 0 && file->word_count - i >= 4 && !one_comes_near(&words[i], letters, shortest, longest)) {
            i += 3;
            continue;
        }
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
