#include "tagger_check.h"

#include <stdlib.h>
#include <string.h>

#define FOLDS 10u
#define FILES_MIXED 3u
#define SURE 0.80
#define DOUBT_FROM 0.90 /* a tag looks wrong when the tagger is so sure of another */
#define DOUBTS_MAX 50u

/* The passages that are judged, file after file, and the guesses for them. */
struct trial {
    const struct corpus *corpus;
    size_t *passages; /* of each example */
    struct tagger_example *examples;
    unsigned *folds;
    size_t count;
    bool mixed; /* a fold is one document, whatever files it is from */
    struct tagger_guess *guesses;
};

struct holdout {
    const struct trial *trial;
    unsigned fold;
};

static bool is_used(const void *context, size_t example)
{
    const struct holdout *holdout = context;
    return holdout->trial->folds[example] != holdout->fold;
}

static void take_examples(struct trial *trial, const struct corpus *corpus)
{
    *trial = (struct trial){.corpus = corpus};
    trial->passages = xcalloc(corpus->passage_count, sizeof *trial->passages);
    trial->examples = xcalloc(corpus->passage_count, sizeof *trial->examples);
    trial->folds = xcalloc(corpus->passage_count, sizeof *trial->folds);
    trial->guesses = xcalloc(corpus->passage_count, sizeof *trial->guesses);
    for (size_t i = 0; i < corpus->passage_count && trial->count < TAGGER_EXAMPLES_MAX; i++) {
        const struct corpus_passage *passage = &corpus->passages[i];
        const struct passage_fields *fields = &passage->fields;
        if (passage->broken || passage->part || !fields->module || !fields->themes)
            continue;
        trial->passages[trial->count] = i;
        trial->examples[trial->count++] = (struct tagger_example){.file_title = fields->file_title,
                                                                  .title = passage->title,
                                                                  .text = passage->text,
                                                                  .questions = fields->questions.items,
                                                                  .question_count = fields->questions.count,
                                                                  .module = fields->module,
                                                                  .phase = fields->phase,
                                                                  .themes = fields->themes,
                                                                  .audience = fields->audience};
    }
}

static void release(struct trial *trial)
{
    free(trial->passages);
    free(trial->examples);
    free(trial->folds);
    free(trial->guesses);
}

static size_t file_of(const struct trial *trial, size_t example)
{
    return trial->corpus->passages[trial->passages[example]].file;
}

/* Guesses the held-back passages among first .. end - 1 as one document. */
static void guess_together(struct trial *trial, const struct theme_tagger *tagger, unsigned fold, size_t first,
                           size_t end, struct bpv_text title)
{
    struct tagger_text *texts = xcalloc(end - first, sizeof *texts);
    struct tagger_guess *guesses = xcalloc(end - first, sizeof *guesses);
    size_t count = 0;
    for (size_t i = first; i < end; i++)
        if (trial->folds[i] == fold)
            texts[count++] = (struct tagger_text){trial->examples[i].title, trial->examples[i].text};
    if (count)
        theme_tagger_guess(tagger, title, texts, count, 0, guesses);
    count = 0;
    for (size_t i = first; i < end; i++)
        if (trial->folds[i] == fold)
            trial->guesses[i] = guesses[count++];
    free(texts);
    free(guesses);
}

/* Guesses without the questions of a passage: untagged text has none. */
static void guess_fold(struct trial *trial, const struct theme_tagger *tagger, unsigned fold)
{
    if (trial->mixed) {
        guess_together(trial, tagger, fold, 0, trial->count, (struct bpv_text){"", 0});
        return;
    }
    for (size_t first = 0, end; first < trial->count; first = end) {
        for (end = first; end < trial->count && file_of(trial, end) == file_of(trial, first);)
            end++;
        guess_together(trial, tagger, fold, first, end, trial->examples[first].file_title);
    }
}

static void add_to_score(struct tagger_score *score, const struct tagger_example *example,
                         const struct tagger_guess *guess)
{
    bool right = guess->module == example->module;
    score->passages++;
    score->modules += right;
    score->phases += guess->phase == example->phase;
    score->audiences += guess->audience == example->audience;
    score->sure += guess->module_confidence >= SURE;
    score->sure_right += guess->module_confidence >= SURE && right;
    for (unsigned theme = 1; theme <= BPV_THEMES_MAX; theme++) {
        bool has = example->themes >> theme & 1, guessed = guess->themes >> theme & 1;
        score->right[theme] += has && guessed;
        score->wrong[theme] += !has && guessed;
        score->missed[theme] += has && !guessed;
    }
}

static void run_folds(struct trial *trial, const struct tagger_corpus *words, unsigned folds,
                      struct tagger_score *score)
{
    *score = (struct tagger_score){.passages = 0};
    for (unsigned fold = 0; fold < folds; fold++) {
        struct holdout holdout = {trial, fold};
        struct theme_tagger *tagger = theme_tagger_learn(words, is_used, &holdout);
        guess_fold(trial, tagger, fold);
        theme_tagger_free(tagger);
    }
    for (size_t i = 0; i < trial->count; i++)
        add_to_score(score, &trial->examples[i], &trial->guesses[i]);
}

double tagger_theme_f1(const struct tagger_score *score, unsigned theme)
{
    size_t sum = 2 * score->right[theme] + score->wrong[theme] + score->missed[theme];
    return sum ? 2.0 * (double)score->right[theme] / (double)sum : 0;
}

double tagger_macro_f1(const struct tagger_score *score, const struct bpv_taxonomy *taxonomy)
{
    double sum = 0;
    size_t themes = 0;
    for (size_t i = 0; i < taxonomy->theme_count; i++) {
        unsigned theme = taxonomy->themes[i].number;
        if (!score->right[theme] && !score->missed[theme])
            continue;
        sum += tagger_theme_f1(score, theme);
        themes++;
    }
    return themes ? sum / (double)themes : 0;
}

/* "0,82", whatever the locale. */
static void print_share(FILE *out, const char *name, double share)
{
    unsigned thousandths = (unsigned)(share * 1000 + 0.5);
    fprintf(out, "%s%u,%03u", name, thousandths / 1000, thousandths % 1000);
}

static double share_of(size_t part, size_t whole)
{
    return whole ? (double)part / (double)whole : 0;
}

static void print_score(FILE *out, const char *protocol, const struct tagger_score *score,
                        const struct bpv_taxonomy *taxonomy)
{
    fprintf(out, "%s:\n", protocol);
    print_share(out, "  module goed     ", share_of(score->modules, score->passages));
    print_share(out, "   (van de ", share_of(score->sure, score->passages));
    print_share(out, " met zekerheid 0,80 of meer: ", share_of(score->sure_right, score->sure));
    print_share(out, ")\n  fase goed       ", share_of(score->phases, score->passages));
    print_share(out, "\n  doelgroep goed  ", share_of(score->audiences, score->passages));
    print_share(out, "\n  thema's macro-F1 ", tagger_macro_f1(score, taxonomy));
    fputc('\n', out);
    for (size_t i = 0; i < taxonomy->theme_count; i++) {
        const struct bpv_theme *theme = &taxonomy->themes[i];
        fprintf(out, "    %2u %-34.*s %4zu passages", theme->number, shown_length(theme->name), theme->name.start,
                score->right[theme->number] + score->missed[theme->number]);
        print_share(out, "  F1 ", tagger_theme_f1(score, theme->number));
        fputc('\n', out);
    }
}

static void print_themes(FILE *out, uint32_t themes)
{
    bool first = true;
    for (unsigned theme = 1; theme <= BPV_THEMES_MAX; theme++)
        if (themes >> theme & 1) {
            fprintf(out, "%s%u", first ? "" : " en ", theme);
            first = false;
        }
}

/* Is the tagger, without having seen this passage, sure that it is about something else? */
static bool is_doubtful(const struct trial *trial, size_t example)
{
    return trial->guesses[example].theme_confidence >= DOUBT_FROM &&
           !(trial->examples[example].themes & trial->guesses[example].themes);
}

static void print_doubt(const struct trial *trial, size_t number, FILE *out)
{
    const struct tagger_example *example = &trial->examples[number];
    const struct tagger_guess *guess = &trial->guesses[number];
    const struct corpus_passage *passage = &trial->corpus->passages[trial->passages[number]];
    struct text_buffer path;
    text_buffer_init(&path, 0);
    append_printable(&path, passage->place.path);
    fprintf(out, "  %s:%u: %.*s heeft module %u, thema ", path.data ? path.data : "", passage->place.line,
            shown_length(passage->id), passage->id.start, example->module);
    text_buffer_release(&path);
    print_themes(out, example->themes);
    fprintf(out, "; de tekst lijkt op module %u, thema ", guess->module);
    print_themes(out, guess->themes);
    print_share(out, " (zekerheid ", guess->theme_confidence);
    fputs(")\n", out);
}

static void print_doubts(const struct trial *trial, FILE *out)
{
    size_t doubts = 0;
    for (size_t i = 0; i < trial->count; i++) {
        if (!is_doubtful(trial, i) || ++doubts > DOUBTS_MAX)
            continue;
        if (doubts == 1)
            fputs("Kijk deze tags na (de tekst lijkt sterk op iets anders):\n", out);
        print_doubt(trial, i, out);
    }
    if (doubts > DOUBTS_MAX)
        fprintf(out, "  ... en %zu meer\n", doubts - DOUBTS_MAX);
    if (!doubts)
        fputs("Geen tags die er verkeerd uitzien.\n", out);
}

/* ---- JSON ---- */

static void write_count(struct json_writer *json, const char *key, size_t value)
{
    json_key(json, key);
    json_integer(json, (long long)value);
}

static void write_share(struct json_writer *json, const char *key, double share)
{
    json_key(json, key);
    json_number(json, share);
}

static void write_themes(struct json_writer *json, const char *key, uint32_t themes)
{
    json_key(json, key);
    json_begin_array(json);
    for (unsigned theme = 1; theme <= BPV_THEMES_MAX; theme++)
        if (themes >> theme & 1)
            json_integer(json, theme);
    json_end_array(json);
}

static void write_score(struct json_writer *json, const char *held_back, const struct tagger_score *score,
                        const struct bpv_taxonomy *taxonomy)
{
    json_begin_object(json);
    json_key(json, "held_back");
    json_string(json, held_back);
    write_share(json, "module_accuracy", share_of(score->modules, score->passages));
    write_share(json, "sure", share_of(score->sure, score->passages));
    write_share(json, "sure_module_accuracy", share_of(score->sure_right, score->sure));
    write_share(json, "phase_accuracy", share_of(score->phases, score->passages));
    write_share(json, "audience_accuracy", share_of(score->audiences, score->passages));
    write_share(json, "theme_macro_f1", tagger_macro_f1(score, taxonomy));
    json_key(json, "themes");
    json_begin_array(json);
    for (size_t i = 0; i < taxonomy->theme_count; i++) {
        unsigned theme = taxonomy->themes[i].number;
        json_begin_object(json);
        write_count(json, "number", theme);
        write_count(json, "passages", score->right[theme] + score->missed[theme]);
        write_share(json, "f1", tagger_theme_f1(score, theme));
        json_end_object(json);
    }
    json_end_array(json);
    json_end_object(json);
}

static void write_doubt(struct json_writer *json, const struct trial *trial, size_t number)
{
    const struct corpus_passage *passage = &trial->corpus->passages[trial->passages[number]];
    const struct tagger_guess *guess = &trial->guesses[number];
    json_begin_object(json);
    json_key(json, "id");
    json_text(json, passage->id);
    json_key(json, "path");
    json_text(json, passage->place.path);
    write_count(json, "line", passage->place.line);
    write_count(json, "module", trial->examples[number].module);
    write_themes(json, "themes", trial->examples[number].themes);
    write_count(json, "likely_module", guess->module);
    write_themes(json, "likely_themes", guess->themes);
    write_share(json, "confidence", guess->theme_confidence);
    json_end_object(json);
}

/* ---- All together ---- */

struct scores {
    unsigned files; /* with passages */
    struct tagger_score whole, mixed, passages;
};

/* Guesses every passage three times: with its file held back, with two other files as well that make one document with
 * it, and (these guesses stay) with a tenth of all passages. */
static void run_trial(struct trial *trial, const char *dictionary, struct scores *scores)
{
    struct tagger_corpus *words =
        tagger_corpus_create(trial->examples, trial->count, trial->corpus->taxonomy, dictionary);
    scores->files = 0;
    for (size_t i = 0; i < trial->count; i++) {
        scores->files += i == 0 || file_of(trial, i) != file_of(trial, i - 1);
        trial->folds[i] = scores->files - 1;
    }
    run_folds(trial, words, scores->files, &scores->whole);
    unsigned documents = (scores->files + FILES_MIXED - 1) / FILES_MIXED;
    for (size_t i = 0; i < trial->count; i++)
        trial->folds[i] %= documents;
    trial->mixed = true;
    run_folds(trial, words, documents, &scores->mixed);
    trial->mixed = false;
    for (size_t i = 0; i < trial->count; i++)
        trial->folds[i] = (unsigned)(i * 7 % FOLDS);
    run_folds(trial, words, FOLDS, &scores->passages);
    tagger_corpus_free(words);
}

void tagger_check(const struct corpus *corpus, const char *dictionary, FILE *out)
{
    struct trial trial;
    struct scores scores;
    take_examples(&trial, corpus);
    run_trial(&trial, dictionary, &scores);
    fprintf(out, "Themaherkenning: %zu passages in %u bestanden\n", trial.count, scores.files);
    print_score(out, "Hele bestanden apart gehouden (een nieuw document over een nieuw onderwerp)", &scores.whole,
                corpus->taxonomy);
    print_score(out, "Drie bestanden samen apart gehouden, als een document (over van alles, zonder titel)",
                &scores.mixed, corpus->taxonomy);
    print_score(out, "Een tiende van de passages apart gehouden (een nieuwe passage over een bekend onderwerp)",
                &scores.passages, corpus->taxonomy);
    print_doubts(&trial, out);
    release(&trial);
}

void tagger_check_write_json(const struct corpus *corpus, const char *dictionary, struct json_writer *json)
{
    struct trial trial;
    struct scores scores;
    size_t doubts = 0;
    take_examples(&trial, corpus);
    run_trial(&trial, dictionary, &scores);
    json_begin_object(json);
    write_count(json, "passages", trial.count);
    write_count(json, "files", scores.files);
    json_key(json, "scores");
    json_begin_array(json);
    write_score(json, "files", &scores.whole, corpus->taxonomy);
    write_score(json, "mixed", &scores.mixed, corpus->taxonomy);
    write_score(json, "passages", &scores.passages, corpus->taxonomy);
    json_end_array(json);
    json_key(json, "doubts");
    json_begin_array(json);
    for (size_t i = 0; i < trial.count; i++)
        if (is_doubtful(&trial, i) && ++doubts <= DOUBTS_MAX)
            write_doubt(json, &trial, i);
    json_end_array(json);
    write_count(json, "doubt_count", doubts);
    json_end_object(json);
    release(&trial);
}
