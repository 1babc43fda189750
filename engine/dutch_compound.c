#include "dutch_compound.h"

#include <string.h>

#define PART_MIN 4
#define COST_PART 10
#define COST_SHORT 3   /* a part of 4 letters is more often chance than one of 8 */
#define COST_THREE 5   /* abbreviations and a few short nouns */
#define COST_MAX 46
#define IMPOSSIBLE 1000

static bool in_list(const char *word, size_t length, const char *const *list)
{
    for (; *list; list++)
        if (strlen(*list) == length && memcmp(*list, word, length) == 0)
            return true;
    return false;
}

static bool short_part(const char *word, size_t length)
{
    static const char *const list[] = {"bpv", "bbl", "bol", "mbo", "hbo", "lob", "sbb", "pok", "cao", "roc", "uwv", "vso", "vog",
                                       "avg", "les", "dag", "uur", "wet", "eis", "vak", "zzp", "job", "rol", "taal", NULL};
    return in_list(word, length, list);
}

/* Particles make derived words, not compounds: onderwijs, overeenkomst, samenwerking. */
static bool particle(const char *word, size_t length)
{
    static const char *const list[] = {"onder", "over", "voor", "door",  "achter", "tegen", "boven", "buiten", "binnen", "samen",
                                       "mede",  "weder", "terug", "voort", "tussen", "naar", "niet", "hier", "daar", "waar",
                                       "even", "goed", "meer", "veel", "zeer", "vast", "bijeen", "overeen", "omhoog", "tezamen",
                                       "vooruit", "achteruit", "rond", "langs", "midden", "neder", "voorbij", "zonder", "onaf",
                                       "heen", "toch", "maar", "want", "deze", "haar", "hoog", "laag", "vrij", NULL};
    return in_list(word, length, list);
}

static bool suffix(const char *word, size_t length)
{
    static const char *const list[] = {"ling", "lingen", "heid", "heden", "schap", "schappen", "baar", "bare", "loos", "loze",
                                       "achtig", "isch", "ische", "eren", "eert", "tie", "ties", "teit", "ster", "sters",
                                       "elijk", "elijke", "lijk", "lijke", "zaam", "zame", "matig", "matige", "laar", "eerd",
                                       "eerde", "ende", "enis", "stelijk", "atie", "aties", "ator", "erij", "sels", "ingen",
                                       "tien", "voor", "door", "over", "mede", "weg", "wege", "halve", "waarts", "aard", "aards",
                                       "gang", "dige", "dig", "elen", "eren", "erend", "tale", "iele", "ieel", "deur", "teur", "eur", NULL};
    return in_list(word, length, list);
}

static int part_cost(const char *word, size_t length, bool first, bool last, dutch_known_word *known, void *context)
{
    if (length < 3)
        return IMPOSSIBLE;
    if (length < PART_MIN)
        return short_part(word, length) && (!last || known(context, word, length)) ? COST_PART + COST_THREE : IMPOSSIBLE;
    if ((first && particle(word, length)) || (!first && suffix(word, length)))
        return IMPOSSIBLE;
    if (!known(context, word, length))
        return IMPOSSIBLE;
    return COST_PART + (length == PART_MIN ? COST_SHORT : 0);
}

struct state {
    int cost;
    uint32_t from, part_start; /* where the part that ends here began, link before it included and excluded */
    uint32_t parts;
};

/* Bytes of linking sound at `at` between two parts: 0, "s", "e", "n", "en". */
static const struct {
    const char *text;
    int cost;
} links[] = {{"", 0}, {"s", 1}, {"en", 2}, {"e", 3}, {"n", 3}};

size_t dutch_split(const char *word, size_t length, dutch_known_word *known, void *context,
                   struct bpv_span parts[BPV_COMPOUND_PARTS_MAX])
{
    if (length < 6 || length >= BPV_TERM_MAX)
        return 0;
    struct state best[BPV_TERM_MAX + 1];
    for (size_t i = 0; i <= length; i++)
        best[i] = (struct state){.cost = IMPOSSIBLE};
    best[0] = (struct state){.cost = 0};
    for (size_t from = 0; from + 3 <= length; from++) {
        if (best[from].cost >= IMPOSSIBLE || best[from].parts >= BPV_COMPOUND_PARTS_MAX)
            continue;
        for (size_t l = 0; l < (from ? sizeof links / sizeof links[0] : 1); l++) {
            size_t link = strlen(links[l].text);
            size_t start = from + link;
            if (start + 3 > length || memcmp(word + from, links[l].text, link) != 0)
                continue;
            for (size_t end = start + 3; end <= length; end++) {
                if (start == 0 && end == length)
                    continue;
                int cost = best[from].cost + links[l].cost +
                           part_cost(word + start, end - start, start == 0, end == length, known, context);
                if (cost < best[end].cost)
                    best[end] = (struct state){cost, (uint32_t)from, (uint32_t)start, best[from].parts + 1};
            }
        }
    }
    if (best[length].cost > COST_MAX || best[length].parts < 2)
        return 0;
    size_t count = best[length].parts;
    size_t end = length;
    for (size_t i = count; i-- > 0;) {
        parts[i] = (struct bpv_span){best[end].part_start, (uint32_t)end - best[end].part_start};
        end = best[end].from;
    }
    return count;
}
