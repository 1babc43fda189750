/*
 * corpus_generator: makes a Dutch corpus of any size, the same each time: real passages of an index recombined (each
 * word followed by a word that follows it somewhere in the index), mixed with words of a dictionary by Zipf's law. 40
 * passages of 60 to 170 words per file, with front matter and question variants.
 *
 *   corpus_generator INDEX DICTIONARY PASSAGES FOLDER    FOLDER/corpus/MODULE/NAME.md, FOLDER/plain.tsv (title, tab,
 * text), FOLDER/questions.txt
 *
 * FOLDER/corpus must hold the module folders of the taxonomy. questions.txt: 1,000 questions of 2 to 9 words, function
 * words included.
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "bpv.h"
#include "text_buffer.h"

#define SEED 20261122u
#define PER_FILE 40 /* passages, unless told otherwise */
#define QUESTIONS 1000
#define DICTIONARY_SHARE 8 /* of 100 words */
#define WORD_MAX 40

struct words {
    char **items;
    size_t count, capacity;
};

struct chain { /* the words of the index in order, and for each place the places with the same word */
    struct words text;
    uint32_t *sorted;            /* places in order of their word */
    uint32_t *group, *group_end; /* per place: its group in sorted */
};

static uint64_t state = SEED;
static struct chain chain;
static struct words dictionary;
static uint32_t at; /* place in the chain */

static uint32_t random_below(uint32_t limit)
{
    state ^= state << 13;
    state ^= state >> 7;
    state ^= state << 17;
    return (uint32_t)((state >> 32) * limit >> 32);
}

static void add_word(struct words *words, const char *start, size_t length)
{
    if (words->count == words->capacity) {
        words->capacity = words->capacity ? words->capacity * 2 : 4096;
        words->items = xrealloc(words->items, words->capacity * sizeof *words->items);
    }
    char *copy = xcalloc(length + 1, 1);
    memcpy(copy, start, length);
    words->items[words->count++] = copy;
}

static bool is_letter(unsigned char byte)
{
    return byte >= 0x80 || (byte >= 'a' && byte <= 'z') || (byte >= 'A' && byte <= 'Z') || (byte >= '0' && byte <= '9');
}

/* Unless it is an abbreviation. */
static void lower_first(char *word)
{
    if (word[0] >= 'A' && word[0] <= 'Z' && !(word[1] >= 'A' && word[1] <= 'Z'))
        word[0] = (char)(word[0] + 32);
}

/* Words with hyphens and apostrophes; marks of Markdown and targets of links fall away. */
static void add_text(struct words *words, struct bpv_text text)
{
    bool new_sentence = true;
    for (size_t i = 0; i < text.length;) {
        if (text.start[i] == '(' && i > 0 && text.start[i - 1] == ']') {
            const char *stop = memchr(text.start + i, ')', text.length - i);
            i = stop ? (size_t)(stop - text.start) + 1 : text.length;
            continue;
        }
        size_t begin = i;
        while (i < text.length && (is_letter((unsigned char)text.start[i]) ||
                                   (i > begin && i + 1 < text.length && strchr("-'.", text.start[i]) &&
                                    is_letter((unsigned char)text.start[i + 1]))))
            i++;
        if (i > begin && i - begin < WORD_MAX) {
            add_word(words, text.start + begin, i - begin);
            if (new_sentence)
                lower_first(words->items[words->count - 1]);
            new_sentence = false;
        } else if (i < text.length && strchr(".?!:\n", text.start[i])) {
            new_sentence = true;
        }
        i += i == begin;
    }
}

static int by_word(const void *a, const void *b)
{
    uint32_t x = *(const uint32_t *)a, y = *(const uint32_t *)b;
    int order = strcmp(chain.text.items[x], chain.text.items[y]);
    return order ? order : (x > y) - (x < y);
}

static void make_chain(const struct bpv_base *base)
{
    struct bpv_base_info info;
    bpv_base_describe(base, &info);
    for (uint32_t i = 0; i < info.passage_count; i++) {
        struct bpv_passage passage;
        if (bpv_passage_get(base, i, &passage, NULL) == BPV_OK)
            add_text(&chain.text, passage.text);
    }
    size_t count = chain.text.count;
    chain.sorted = xcalloc(count + 1, sizeof *chain.sorted);
    chain.group = xcalloc(count + 1, sizeof *chain.group);
    chain.group_end = xcalloc(count + 1, sizeof *chain.group_end);
    for (uint32_t i = 0; i < count; i++)
        chain.sorted[i] = i;
    qsort(chain.sorted, count, sizeof *chain.sorted, by_word);
    for (uint32_t first = 0, next; first < count; first = next) {
        for (next = first;
             next < count && strcmp(chain.text.items[chain.sorted[first]], chain.text.items[chain.sorted[next]]) == 0;
             next++)
            continue;
        for (uint32_t i = first; i < next; i++) {
            chain.group[chain.sorted[i]] = first;
            chain.group_end[chain.sorted[i]] = next;
        }
    }
}

static bool read_dictionary(const char *path)
{
    FILE *file = fopen(path, "r");
    char line[256];
    while (file && fgets(line, sizeof line, file)) {
        size_t length = strcspn(line, "\r\n");
        bool plain = length > 2 && length < WORD_MAX;
        for (size_t i = 0; i < length && plain; i++)
            plain = line[i] >= 'a' && line[i] <= 'z';
        if (plain)
            add_word(&dictionary, line, length);
    }
    for (size_t i = dictionary.count; i > 1; i--) { /* shuffled: frequent words are not all from the letter a */
        size_t j = random_below((uint32_t)i);
        char *kept = dictionary.items[i - 1];
        dictionary.items[i - 1] = dictionary.items[j];
        dictionary.items[j] = kept;
    }
    return file && fclose(file) == 0 && dictionary.count > 0;
}

/* Zipf: each doubling of the rank is as likely as the one before. */
static const char *dictionary_word(void)
{
    unsigned doublings = 1;
    while (((size_t)1 << doublings) < dictionary.count)
        doublings++;
    uint32_t level = random_below(doublings);
    size_t rank = ((size_t)1 << level) - 1 + random_below((uint32_t)1 << level);
    return dictionary.items[rank % dictionary.count];
}

static const char *next_word(void)
{
    if (random_below(100) < DICTIONARY_SHARE)
        return dictionary_word();
    uint32_t first = chain.group[at], end = chain.group_end[at];
    at = chain.sorted[first + random_below(end - first)] + 1;
    if (at >= chain.text.count)
        at = random_below((uint32_t)chain.text.count);
    return chain.text.items[at];
}

static void jump(void)
{
    at = random_below((uint32_t)chain.text.count);
}

static uint32_t per_file = PER_FILE;

static void add_sentence(struct text_buffer *out, uint32_t words, const char *end)
{
    size_t begin = out->length;
    for (uint32_t i = 0; i < words; i++) {
        if (i)
            text_buffer_append_char(out, ' ');
        text_buffer_append_string(out, next_word());
    }
    if (out->data[begin] >= 'a' && out->data[begin] <= 'z')
        out->data[begin] = (char)(out->data[begin] - 32);
    text_buffer_append_string(out, end);
}

static void add_body(struct text_buffer *out)
{
    uint32_t words = 60 + random_below(101), sentences = 0;
    for (uint32_t written = 0; written < words;) {
        uint32_t length = 6 + random_below(13);
        if (random_below(3) == 0)
            jump();
        if (sentences)
            text_buffer_append_string(out, sentences % 4 == 0 ? "\n\n" : " ");
        add_sentence(out, length, ".");
        written += length;
        sentences++;
    }
}

static void write_passage(FILE *file, FILE *plain, uint32_t number)
{
    static const char *const phases[] = {"voor", "tijdens", "na", "altijd"};
    struct text_buffer title, body;
    text_buffer_init(&title, 0);
    text_buffer_init(&body, 0);
    jump();
    /* Chance gives a file the same heading twice in large corpora. */
    text_buffer_printf(&title, "Deel %u: ", number % per_file + 1);
    add_sentence(&title, 4 + random_below(5), "?");
    fprintf(file, "\n## %s\n<!-- passage\nid: p-%u\nphase: %s\nquestions:\n", title.data, number,
            phases[random_below(4)]);
    fprintf(plain, "%s\t", title.data);
    for (int i = 0; i < 2; i++) {
        text_buffer_clear(&title);
        add_sentence(&title, 4 + random_below(5), "?");
        fprintf(file, "  - \"%s\"\n", title.data);
    }
    add_body(&body);
    fprintf(file, "-->\n\n%s\n", body.data);
    for (size_t i = 0; i < body.length; i++)
        body.data[i] = body.data[i] == '\n' ? ' ' : body.data[i];
    fprintf(plain, "%s\n", body.data);
    text_buffer_release(&title);
    text_buffer_release(&body);
}

static FILE *create(const char *folder, const char *rest)
{
    char path[4096];
    int length = snprintf(path, sizeof path, "%s/%s", folder, rest);
    FILE *file = length > 0 && (size_t)length < sizeof path ? fopen(path, "w") : NULL;
    if (!file)
        perror(rest);
    return file;
}

static bool write_file(const struct bpv_base *base, const char *folder, uint32_t number, uint32_t passages, FILE *plain)
{
    static const char *const roles[] = {"begeleider", "coordinator", "transitiebegeleider"};
    const struct bpv_taxonomy *taxonomy = bpv_base_taxonomy(base);
    const struct bpv_source *sources;
    if (!taxonomy->module_count || !bpv_base_sources(base, &sources))
        return false;
    const struct bpv_module *module = &taxonomy->modules[number % taxonomy->module_count];
    unsigned themes[BPV_THEMES_MAX], theme_count = 0;
    for (size_t i = 0; i < taxonomy->theme_count; i++)
        if (taxonomy->themes[i].modules >> module->number & 1)
            themes[theme_count++] = taxonomy->themes[i].number;
    char name[512];
    snprintf(name, sizeof name, "corpus/%.*s/bestand-%u.md", (int)module->folder.length, module->folder.start, number);
    FILE *file = create(folder, name);
    if (!file || !theme_count)
        return false;
    fprintf(file,
            "---\ntitle: Bestand %u over %.*s\nmodule: %u\nthemes: [%u]\nroles: [%s]\naudience: alle\nphase: "
            "altijd\nimportance: need\n"
            "force: advies\nsources: [%.*s]\nvalid_from: onbekend\nreviewed: 2026-11-22\n---\n",
            number, (int)module->name.length, module->name.start, module->number, themes[number % theme_count],
            roles[number % 3], (int)sources[0].key.length, sources[0].key.start);
    for (uint32_t i = 0; i < passages; i++)
        write_passage(file, plain, number * per_file + i);
    return fclose(file) == 0;
}

static bool write_questions(const char *folder)
{
    FILE *file = create(folder, "questions.txt");
    struct text_buffer question;
    text_buffer_init(&question, 0);
    for (int i = 0; file && i < QUESTIONS; i++) {
        text_buffer_clear(&question);
        jump();
        add_sentence(&question, 2 + random_below(8), "");
        fprintf(file, "%s\n", question.data);
    }
    text_buffer_release(&question);
    return file && fclose(file) == 0;
}

static bool generate(const struct bpv_base *base, const char *folder, uint32_t passages)
{
    if (!write_questions(folder)) /* first, so that all sizes get the same ones */
        return false;
    FILE *plain = create(folder, "plain.tsv");
    bool good = plain != NULL;
    for (uint32_t done = 0, file = 0; good && done < passages; file++, done += per_file)
        good = write_file(base, folder, file, passages - done < per_file ? passages - done : per_file, plain);
    return plain && fclose(plain) == 0 && good;
}

int main(int argc, char **argv)
{
    if (argc != 5 && argc != 6) {
        fputs("usage: corpus_generator INDEX DICTIONARY PASSAGES FOLDER [PASSAGES_PER_FILE]\n", stderr);
        return 2;
    }
    if (argc == 6)
        per_file = (uint32_t)strtoul(argv[5], NULL, 10);
    if (!per_file)
        return 2;
    struct bpv_error error;
    struct bpv_base *base;
    const char *paths[] = {argv[1]};
    if (bpv_base_open(paths, 1, &base, &error) != BPV_OK) {
        fprintf(stderr, "corpus_generator: %s\n", error.text);
        return 2;
    }
    make_chain(base);
    bool good = chain.text.count > 0 && read_dictionary(argv[2]) &&
                generate(base, argv[4], (uint32_t)strtoul(argv[3], NULL, 10));
    bpv_base_close(base);
    return good ? 0 : 2;
}
