#include "dutch_compound.h"

#include <string.h>

#define PART_MIN 4
#define WORD_MIN 6
#define COST_PART 10
#define COST_SHORT 2 /* a part of 4 letters is more often chance than one of 8; the last part less so */
#define COST_THREE 4 /* abbreviations and a few short nouns */
#define COST_S 4     /* beroeps+keuze where beroep+s+keuze will do; opleiding+steam where opleiding+s+team will */
#define COST_MAX 46
#define IMPOSSIBLE 1000

static bool in_list(const char *word, size_t length, const char *const *list)
{
    for (; *list; list++)
        if (**list == *word && strlen(*list) == length && memcmp(*list, word, length) == 0)
            return true;
    return false;
}

static bool ends(const char *word, size_t length, const char *ending)
{
    size_t size = strlen(ending);
    return length >= size && memcmp(word + length - size, ending, size) == 0;
}

/* Abbreviations of the field, and nouns and verb stems of three letters that make many compounds and few accidents. */
static bool short_part(const char *word, size_t length)
{
    static const char *const list[] = {
        "bpv", "bbl", "bol", "mbo", "hbo", "lob", "sbb", "pok", "cao", "roc", "uwv", "vso", "vog", "avg", "zzp", "job",
        "les", "dag", "uur", "wet", "eis", "vak", "rol", "bad", "bak", "bos", "bus", "dak", "gas", "hek", "hok", "hof",
        "ijs", "jas", "kas", "kat", "kip", "koe", "lid", "man", "oog", "pad", "pan", "pas", "pen", "pil", "pot", "rij",
        "rug", "sap", "tak", "tas", "top", "vat", "vis", "was", "web", "zak", "zee", "zon", NULL};
    return in_list(word, length, list);
}

/* Particles make derived words, not compounds: onderwijs, overeenkomst, samenwerking. */
static bool particle(const char *word, size_t length)
{
    static const char *const list[] = {
        "onder",   "over",      "voor",  "door",  "achter", "tegen", "boven",   "buiten",  "binnen", "samen",
        "mede",    "weder",     "terug", "voort", "tussen", "naar",  "niet",    "hier",    "daar",   "waar",
        "even",    "goed",      "meer",  "veel",  "zeer",   "vast",  "bijeen",  "overeen", "omhoog", "tezamen",
        "vooruit", "achteruit", "rond",  "langs", "midden", "neder", "voorbij", "zonder",  "onaf",   "heen",
        "toch",    "maar",      "want",  "deze",  "haar",   "hoog",  "laag",    "vrij",    "wel",    NULL};
    return in_list(word, length, list);
}

/* A particle with what would pass for a linking sound: same(n), voor(s). */
static bool hides_particle(const char *word, size_t length, size_t whole)
{
    for (size_t extra = 1; extra <= 2 && length + extra <= whole; extra++)
        if (particle(word, length + extra) && (word[length + extra - 1] == 'n' || word[length + extra - 1] == 's'))
            return true;
    return particle(word, length) || (word[length - 1] == 's' && particle(word, length - 1));
}

/* Words that are no part of a compound, wherever they stand. */
static bool function_word(const char *word, size_t length)
{
    static const char *const list[] = {"erop",  "eraf",  "erin",  "eruit", "ervan",  "erbij", "ermee", "erna", "eraan",
                                       "erom",  "ertoe", "wordt", "heeft", "hebben", "onze",  "jouw",  "deze", "haar",
                                       "maar",  "want",  "toch",  "niet",  "geen",   "waar",  "daar",  "hier", "elke",
                                       "ieder", "iets",  "naar",  "best",  "haast",  "reeds", "alsof", NULL};
    return in_list(word, length, list);
}

static bool suffix(const char *word, size_t length)
{
    static const char *const list[] = {
        "ling",    "lingen", "heid",   "heden", "schap",  "schappen", "baar",  "bare",   "loos",  "loze",  "achtig",
        "isch",    "ische",  "eren",   "eert",  "tie",    "ties",     "teit",  "ster",   "sters", "elijk", "elijke",
        "lijk",    "lijke",  "zaam",   "zame",  "matig",  "matige",   "laar",  "eerd",   "eerde", "ende",  "enis",
        "stelijk", "atie",   "aties",  "ator",  "erij",   "sels",     "ingen", "tien",   "voor",  "door",  "over",
        "mede",    "weg",    "wege",   "halve", "waarts", "aard",     "aards", "gang",   "dige",  "dig",   "elen",
        "erend",   "tale",   "iele",   "ieel",  "teur",   "eur",      "ment",  "menten", "rijk",  "rijke", "deling",
        "dering",  "nering", "tering", "sten",  "kenen",  "kent",     "ellen", "rekken", "meen",  "mene",  NULL};
    static const char *const derived[] = {"loosheid",   "baarheid",  "zaamheid", "lijkheid",
                                          "achtigheid", "matigheid", NULL};
    if (in_list(word, length, list) || in_list(word, length, derived))
        return true;
    /* Verbs in -eren are loans, not compounds: presenteren, controleert. */
    static const char *const verbs[] = {"leren", "keren", "weren",  "beren",  "heren",
                                        "peren", "veren", "speren", "kleren", NULL};
    return ends(word, length, "eren") && !in_list(word, length, verbs) && length <= 7;
}

/* begrip-pen, intrek-king, aanvul-lende: a doubled consonant with an ending, not a word. */
static bool doubled_ending(const char *word, size_t length)
{
    static const char *const endings[] = {"en", "end", "ende", "ing", "ingen", "er", "ers", NULL};
    return word[-1] == word[0] && in_list(word + 1, length - 1, endings);
}

/* -ing, -heid and their like nearly always take a linking s. */
static bool wants_s(const char *word, size_t length)
{
    return length >= 6 && (ends(word, length, "ing") || ends(word, length, "heid") || ends(word, length, "teit") ||
                           ends(word, length, "schap"));
}

/* The dictionary of one word that is being split. */
struct splitter {
    const char *word;
    size_t length;
    dutch_known_word *known;
    void *context;
};

static bool is_known(const struct splitter *splitter, size_t start, size_t length)
{
    return splitter->known(splitter->context, splitter->word + start, length);
}

static int part_cost(const struct splitter *splitter, size_t start, size_t length)
{
    const char *word = splitter->word + start;
    bool first = start == 0, last = start + length == splitter->length;
    if (!first && last && doubled_ending(word, length))
        return IMPOSSIBLE;
    if (length < PART_MIN)
        return short_part(word, length) ? COST_PART + (last ? 0 : COST_THREE) : IMPOSSIBLE;
    if (!is_known(splitter, start, length) || (first && hides_particle(word, length, splitter->length)) ||
        (!first && suffix(word, length)) || function_word(word, length))
        return IMPOSSIBLE; /* the question that most parts fail comes first */
    int cost = COST_PART + (length == PART_MIN && !last ? COST_SHORT : 0);
    if (!last && length > PART_MIN + 1 && word[length - 1] == 's' && is_known(splitter, start, length - 1))
        cost += COST_S;
    if (!last && wants_s(word, length) && word[length] != 's')
        cost += COST_S;
    return cost;
}

/* Linking sounds between two parts, and what they cost. */
static const struct {
    const char *text;
    int cost;
} links[] = {{"", 0}, {"s", 1}, {"en", 2}, {"e", 3}, {"n", 3}, {"er", 3}, {"ne", 3}};

/* True if the part that ends before `at` can be followed by this sound. */
static bool link_fits(const char *word, size_t at, size_t part_start, const char *link)
{
    static const char *const with_er[] = {"kind", "blad", "lied", "rund", "volk", "goed", "been", NULL};
    if (strcmp(link, "n") == 0)
        return word[at - 1] == 'e';
    if (strcmp(link, "ne") == 0)
        return at - part_start == 3 && word[at - 1] == 'n'; /* zonnebril */
    if (strcmp(link, "er") == 0)
        return in_list(word + part_start, at - part_start, with_er);
    return true;
}

struct state {
    int cost;
    uint32_t from, part_start; /* where the part that ends here began, link before it included and excluded */
    uint32_t parts;
};

static void extend(const struct splitter *splitter, struct state *best, size_t from, size_t start, int cost)
{
    for (size_t end = start + 3; end <= splitter->length; end++) {
        if (start == 0 && end == splitter->length)
            continue;
        int total = cost + part_cost(splitter, start, end - start);
        /* Of two ways as cheap the one with the longer beginning: gemeente+huis, klokuren+norm. */
        if (total <= best[end].cost && total < IMPOSSIBLE)
            best[end] = (struct state){total, (uint32_t)from, (uint32_t)start, best[from].parts + 1};
    }
}

/* The cheapest way to read the word as a row of known words. */
size_t dutch_split(const char *word, size_t length, dutch_known_word *known, void *context,
                   struct bpv_span parts[BPV_COMPOUND_PARTS_MAX])
{
    const struct splitter splitter = {word, length, known, context};
    if (length < WORD_MIN || length >= BPV_TERM_MAX)
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
            if (from + link + 3 <= length && memcmp(word + from, links[l].text, link) == 0 &&
                (!from || link_fits(word, from, best[from].part_start, links[l].text)))
                extend(&splitter, best, from, from + link, best[from].cost + links[l].cost);
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
