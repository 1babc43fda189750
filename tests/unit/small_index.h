/*
 * small_index.h: a small knowledge base for unit tests, built through index_writer.h in a directory of its own.
 * Ownership: small_index_make creates directory and file, small_index_remove deletes them. Failures end the test.
 */
#ifndef SMALL_INDEX_H
#define SMALL_INDEX_H

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "index_writer.h"
#include "text_buffer.h"

struct small_index {
    char directory[64], work[96], path[96];
};

#define TEXT(literal)                                                                                                  \
    {                                                                                                                  \
        literal, sizeof(literal) - 1                                                                                   \
    }

static const struct bpv_source small_sources[] = {
    {.key = TEXT("web"),
     .title = TEXT("Wet educatie en beroepsonderwijs"),
     .short_title = TEXT("WEB"),
     .organisation = TEXT("Rijk"),
     .year = TEXT("1995"),
     .url = TEXT("https://example.org/web"),
     .kind = TEXT("wet"),
     .checked = 20261101},
    {.key = TEXT("protocol"), .title = TEXT("BPV-protocol"), .organisation = TEXT("SBB"), .kind = TEXT("protocol")},
};

static const struct bpv_text small_words[] = {TEXT("vecht"), TEXT("suïcide"), TEXT("niet meer leven")};

static const struct bpv_notice small_notices[] = {
    {.key = TEXT("crisis"),
     .title = TEXT("Hulp nodig?"),
     .text = TEXT("Bel 113."),
     .owner = TEXT("school"),
     .words = small_words,
     .word_count = 3},
};

static const struct bpv_glossary_entry small_glossary[] = {
    {.term = TEXT("Praktijkovereenkomst"),
     .abbreviation = TEXT("POK"),
     .definition = TEXT("De overeenkomst."),
     .passage_id = TEXT("pok-tekenen")},
    {.term = TEXT("Praktijkopleider"), .definition = TEXT("De begeleider van het bedrijf.")},
};

static const struct bpv_text small_expected[] = {TEXT("pok-tekenen")};

static const struct bpv_bank_question small_questions[] = {
    {.id = TEXT("q-1"),
     .text = TEXT("Wie tekent de praktijkovereenkomst?"),
     .user = TEXT("begeleider"),
     .style = TEXT("zin"),
     .set = TEXT("tune"),
     .expected = small_expected,
     .expected_count = 1},
    {.id = TEXT("q-2"),
     .text = TEXT("Hoe laat gaat de trein?"),
     .user = TEXT("begeleider"),
     .style = TEXT("zin"),
     .set = TEXT("check")},
};

static const struct bpv_passage small_passages[] = {
    {.id = TEXT("pok-tekenen"),
     .title = TEXT("Wie tekent de praktijkovereenkomst?"),
     .file_title = TEXT("Praktijkovereenkomst"),
     .text = TEXT("De school, de student en het leerbedrijf tekenen samen. Zonder handtekening begint de stage niet."),
     .html = TEXT("<p>De school, de student en het leerbedrijf tekenen samen.</p>"),
     .path = TEXT("1/pok.md"),
     .line_first = 9,
     .line_last = 12,
     .module = 1,
     .themes = 2,
     .roles = 1,
     .tracks = 2,
     .force = BPV_FORCE_WET,
     .valid_from = 20150801,
     .reviewed = 20261101,
     .word_count = 15,
     .questions = {TEXT("Wie moet de POK ondertekenen?")},
     .question_count = 1,
     .aliases = {TEXT("pok-wie")},
     .alias_count = 1,
     .sources = {{&small_sources[0], TEXT("7.2.9 lid 1")}, {&small_sources[1], TEXT("")}},
     .source_count = 2},
    {.id = TEXT("stage-vergoeding"),
     .title = TEXT("Is een stagevergoeding verplicht?"),
     .file_title = TEXT("Vergoeding"),
     .text = TEXT("Een stagevergoeding is niet verplicht. De cao kan anders bepalen."),
     .html = TEXT("<p>Een stagevergoeding.</p>"),
     .path = TEXT("1/vergoeding.md"),
     .line_first = 3,
     .line_last = 6,
     .module = 1,
     .themes = 2,
     .roles = 2,
     .force = BPV_FORCE_ADVIES,
     .valid_from = 20200101,
     .valid_until = 20251231,
     .word_count = 11},
    {.id = TEXT("verzuim-melden"),
     .title = TEXT("Hoe meldt de stagiair zich ziek?"),
     .file_title = TEXT("Verzuim"),
     .text = TEXT("De stagiair belt het leerbedrijf en de school. Doe dat voor negen uur."),
     .html = TEXT("<p>De stagiair belt.</p>"),
     .path = TEXT("2/verzuim.md"),
     .line_first = 1,
     .line_last = 4,
     .module = 2,
     .themes = 4,
     .roles = 1,
     .phase = 1,
     .audience = BPV_AUDIENCE_EXTRA,
     .force = BPV_FORCE_AFSPRAAK,
     .valid_from = 20240101,
     .word_count = 12},
};

enum { SMALL_PASSAGES = sizeof small_passages / sizeof small_passages[0] };

static const struct bpv_taxonomy small_taxonomy = {
    .modules = {{1, TEXT("Wet- en regelgeving"), TEXT("1"), TEXT("")}, {2, TEXT("Voorbereiding"), TEXT("2"), TEXT("")}},
    .module_count = 2,
    .themes = {{.number = 1, .name = TEXT("Algemeen"), .description = TEXT("Voor alle studenten."), .modules = 2},
               {.number = 2,
                .name = TEXT("Extra"),
                .words = TEXT("autisme, taal"),
                .modules = 4,
                .audience = BPV_AUDIENCE_EXTRA}},
    .theme_count = 2,
    .roles = {{TEXT("begeleider"), TEXT("BPV-begeleider")}, {TEXT("coordinator"), TEXT("BPV-coördinator")}},
    .role_count = 2,
    .phases = {{TEXT("voor"), TEXT("Voor de BPV")}, {TEXT("tijdens"), TEXT("Tijdens de BPV")}},
    .phase_count = 2,
};

/* A settings struct that a test may still change. */
static inline struct index_settings small_settings(void)
{
    return (struct index_settings){.taxonomy = &small_taxonomy,
                                   .sources = small_sources,
                                   .source_count = 2,
                                   .glossary = small_glossary,
                                   .glossary_count = 2,
                                   .notices = small_notices,
                                   .notice_count = 1,
                                   .questions = small_questions,
                                   .question_count = 2,
                                   .index_name = TEXT("klein"),
                                   .built = TEXT("2026-11-22T10:00:00Z")};
}

static inline void small_index_make(struct small_index *index, struct index_settings settings,
                                    const struct bpv_passage *passages, size_t count)
{
    struct bpv_error error = {0};
    struct index_writer *writer = NULL;
    snprintf(index->directory, sizeof index->directory, "%s/bpv-unit-XXXXXX",
             getenv("TMPDIR") && strlen(getenv("TMPDIR")) < 40 ? getenv("TMPDIR") : "/tmp");
    assert_non_null(mkdtemp(index->directory));
    snprintf(index->work, sizeof index->work, "%s/work", index->directory);
    snprintf(index->path, sizeof index->path, "%s/bpv.index", index->directory);
    assert_int_equal(mkdir(index->work, 0700), 0);
    settings.work_directory = index->work;
    enum bpv_status status = index_writer_begin(&settings, &writer, &error);
    for (size_t i = 0; status == BPV_OK && i < count; i++)
        status = index_writer_add(writer, &passages[i], &error);
    if (status == BPV_OK)
        status = index_writer_finish(writer, index->path, NULL, NULL, &error);
    index_writer_free(writer);
    if (status != BPV_OK)
        fail_msg("%s", error.text);
}

static inline void small_index_remove(const struct small_index *index)
{
    unlink(index->path);
    rmdir(index->work);
    rmdir(index->directory);
}

/* The bytes of a file, to be freed. */
static inline char *small_read(const char *path, size_t *size)
{
    FILE *file = fopen(path, "re");
    assert_non_null(file);
    assert_int_equal(fseek(file, 0, SEEK_END), 0);
    *size = (size_t)ftell(file);
    rewind(file);
    char *bytes = malloc(*size + 1);
    assert_int_equal(fread(bytes, 1, *size, file), *size);
    fclose(file);
    return bytes;
}

static inline void small_write(const char *path, const char *bytes, size_t size)
{
    FILE *file = fopen(path, "we");
    assert_non_null(file);
    assert_int_equal(fwrite(bytes, 1, size, file), size);
    fclose(file);
}

#endif
