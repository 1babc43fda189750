/*
 * The lists of a corpus: taxonomy, sources, vocabulary, notices, questions. Input: a byte that chooses the list, then
 * its bytes; the other lists are sound.
 * Promises: numbers and masks fit, every text is UTF-8, what is wrong is reported at a line, and a list that is
 * accepted comes back the same from the form it has in an index.
 */
#include "fuzz.h"

#include "../../engine/index_lists.h"
#include "corpus.h"
#include "corpus_check.h"
#include "corpus_doubles.h"
#include "corpus_lists.h"

#define TEXT(literal) {literal, sizeof(literal) - 1}

static const struct {
    const char *name;
    struct bpv_text sound;
} lists[] = {
    {"taxonomy.yaml", TEXT("modules:\n  - number: 1\n    name: Een\n    folder: een\nthemes:\n  - number: 1\n    name: "
                           "T\n    modules: [1]\n"
                           "roles:\n  - key: begeleider\n    name: B\nphases:\n  - key: voor\n    name: V\n")},
    {"sources.yaml", TEXT("sources:\n  - key: web\n    title: Wet\n    kind: wet\n")},
    {"vocabulary.yaml", TEXT("no_split: []\n")},
    {"notices.yaml", TEXT("notices: []\n")},
    {"questions.yaml", TEXT("questions: []\n")},
    {"unanswered.yaml", TEXT("questions: []\n")},
};
enum { LISTS = sizeof lists / sizeof *lists };

static void require_words(struct index_words words)
{
    for (size_t i = 0; i < words.count; i++)
        fuzz_require(words.items[i].length > 0 && fuzz_utf8(words.items[i]));
}

/* accepted: nothing was reported, so that hours and roles are right too. */
static void require_taxonomy(const struct bpv_taxonomy *taxonomy, bool accepted)
{
    fuzz_require(taxonomy->module_count <= BPV_MODULES_MAX && taxonomy->theme_count <= BPV_THEMES_MAX);
    fuzz_require(taxonomy->role_count <= BPV_ROLES_MAX && taxonomy->phase_count <= BPV_PHASES_MAX);
    fuzz_require(taxonomy->track_count <= BPV_TRACKS_MAX);
    for (size_t i = 0; i < taxonomy->module_count; i++) {
        fuzz_require(taxonomy->modules[i].number <= BPV_MODULES_MAX && fuzz_utf8(taxonomy->modules[i].name));
        fuzz_require(bpv_taxonomy_module(taxonomy, taxonomy->modules[i].number) != NULL);
    }
    for (size_t i = 0; i < taxonomy->theme_count; i++)
        fuzz_require(taxonomy->themes[i].number <= BPV_THEMES_MAX &&
                     (unsigned)taxonomy->themes[i].audience < BPV_AUDIENCES);
    for (size_t i = 0; i < taxonomy->track_count; i++) {
        const struct bpv_track *track = &taxonomy->tracks[i];
        fuzz_require(track->component_count <= BPV_COMPONENTS_MAX && track->module_count <= BPV_MODULES_MAX);
        fuzz_require(track->number <= BPV_TRACKS_MAX && track->role < BPV_ROLES_MAX);
        for (size_t j = 0; j < track->component_count; j++)
            fuzz_require(fuzz_utf8(track->components[j].name) &&
                         (!accepted || track->components[j].sbu_min <= track->components[j].sbu_max));
    }
}

static void require_vocabulary(const struct index_vocabulary *vocabulary)
{
    for (size_t i = 0; i < vocabulary->synonym_count; i++) {
        require_words(vocabulary->synonyms[i].from);
        require_words(vocabulary->synonyms[i].to);
    }
    for (size_t i = 0; i < vocabulary->stem_count; i++)
        require_words(vocabulary->stems[i].words);
    for (size_t i = 0; i < vocabulary->compound_count; i++) {
        fuzz_require(vocabulary->compounds[i].parts.count <= BPV_COMPOUND_PARTS_MAX);
        require_words(vocabulary->compounds[i].parts);
    }
    require_words(vocabulary->no_split);
    require_words(vocabulary->stop_words);
    require_words(vocabulary->rule_words);
    require_words(vocabulary->outside);
}

static void write_lists(const struct corpus *corpus, struct text_buffer out[LISTS])
{
    for (size_t i = 0; i < LISTS; i++)
        text_buffer_init(&out[i], 0);
    index_lists_write_taxonomy(corpus->taxonomy, &out[0]);
    index_lists_write_sources(corpus->sources, corpus->source_count, &out[1]);
    index_lists_write_glossary(corpus->glossary, corpus->glossary_count, &out[2]);
    index_lists_write_notices(corpus->notices, corpus->notice_count, &out[3]);
    index_lists_write_questions(corpus->questions, corpus->question_count, &out[4]);
}

/* Written, read and written again gives the same bytes. */
static void require_round_trip(const struct corpus *corpus)
{
    struct text_buffer first[LISTS], second[LISTS];
    struct bpv_text sections[LISTS];
    struct index_lists read;
    write_lists(corpus, first);
    for (size_t i = 0; i < LISTS; i++)
        sections[i] = text_buffer_text(&first[i]);
    fuzz_require(index_lists_read(sections, &read));
    struct corpus again = {.taxonomy = &read.taxonomy,
                           .sources = read.sources,
                           .source_count = read.source_count,
                           .glossary = read.glossary,
                           .glossary_count = read.glossary_count,
                           .notices = read.notices,
                           .notice_count = read.notice_count,
                           .questions = read.questions,
                           .question_count = read.question_count};
    write_lists(&again, second);
    for (size_t i = 0; i < LISTS; i++) {
        fuzz_require(first[i].length == second[i].length &&
                     memcmp(first[i].data, second[i].data, first[i].length) == 0);
        text_buffer_release(&first[i]);
        text_buffer_release(&second[i]);
    }
    index_lists_release(&read);
}

/* Only what differs from the time before is written. */
static void write_list_files(size_t chosen, struct bpv_text bytes)
{
    static bool sound[LISTS];
    for (size_t i = 0; i < LISTS; i++) {
        if (i != chosen && !sound[i])
            fuzz_write_file(lists[i].name, lists[i].sound);
        sound[i] = i != chosen;
    }
    fuzz_write_file(lists[chosen].name, bytes);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    struct fuzz_input input = {data, size};
    size_t chosen = fuzz_byte(&input) % LISTS;
    struct bpv_text bytes = fuzz_rest(&input);
    write_list_files(chosen, bytes);
    struct build_report report = {0};
    struct corpus corpus;
    struct bpv_error error = {0};
    corpus_init(&corpus, &report, false);
    fuzz_require(corpus_lists_read(&corpus, fuzz_folder(), true, &error) == BPV_OK);
    require_taxonomy(corpus.taxonomy, report.errors == 0);
    require_vocabulary(&corpus.vocabulary);
    for (size_t i = 0; i < corpus.source_count; i++)
        fuzz_require(corpus.sources[i].key.length > 0 && fuzz_utf8(corpus.sources[i].title));
    if (!report.errors)
        require_round_trip(&corpus);
    corpus_check(&corpus, 20261122);
    corpus_warn_of_doubles(&corpus);
    corpus_drop_broken(&corpus);
    build_report_finish(&report);
    for (size_t i = 0; i < report.count; i++)
        fuzz_require(report.problems[i].message.length > 0 && fuzz_utf8(report.problems[i].message));
    corpus_release(&corpus);
    build_report_release(&report);
    return 0;
}
