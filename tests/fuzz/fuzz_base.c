#include "fuzz_base.h"

#include "json_check.h"

/* small_index.h is written for cmocka; here a failure ends the program. */
#define assert_non_null(pointer) fuzz_require((pointer) != NULL)
#define assert_int_equal(one, other) fuzz_require((long long)(one) == (long long)(other))
#define fail_msg(format, text) fuzz_failed(__FILE__, __LINE__, (text))
#include "../unit/small_index.h"

#define LIST(...)                                                                                                      \
    {                                                                                                                  \
        (const struct bpv_text[]){__VA_ARGS__},                                                                        \
            sizeof((const struct bpv_text[]){__VA_ARGS__}) / sizeof(struct bpv_text)                                   \
    }

static const struct index_synonym synonyms[] = {
    {LIST(TEXT("pok")), LIST(TEXT("praktijkovereenkomst")), true},
    {LIST(TEXT("ziek melden")), LIST(TEXT("verzuim"), TEXT("afwezig")), false},
    {LIST(TEXT("geld")), LIST(TEXT("vergoeding"), TEXT("loon van het leerbedrijf")), false},
};
static const struct index_stem stems[] = {{TEXT("stage"), LIST(TEXT("stages"), TEXT("bpv"))}};
static const struct index_compound compounds[] = {{TEXT("leerbedrijf"), LIST(TEXT("leren"), TEXT("bedrijf"))}};

/* Passages of many lengths, with the words of the first ones mixed, so that rankings have something to choose. */
#define MORE 40
static struct bpv_passage passages[SMALL_PASSAGES + MORE];
static char texts[MORE][400], ids[MORE][16];

static struct bpv_text string(const char *from)
{
    return (struct bpv_text){from, strlen(from)};
}

static void make_passages(void)
{
    static const char *const sentences[] = {"De student tekent het examen.",
                                            "Werk na elf uur mag niet, behalve in de zorg.",
                                            "Het leerbedrijf betaalt reiskosten en een vergoeding.",
                                            "- de begeleider belt\n- de school schrijft",
                                            "Zie art. 7.2.9 van de WEB.",
                                            "Überstunden zijn geen überhaupt café-overuren.",
                                            "Een stagecontract is een overeenkomst."};
    memcpy(passages, small_passages, sizeof small_passages);
    for (unsigned i = 0; i < MORE; i++) {
        snprintf(texts[i], sizeof texts[i], "%s %s\n\n%s", sentences[i % 7], sentences[(i / 7 + 1) % 7],
                 sentences[(i * 3 + 2) % 7]);
        snprintf(ids[i], sizeof ids[i], "passage-%u", i);
        struct bpv_passage *passage = &passages[SMALL_PASSAGES + i];
        *passage = small_passages[i % SMALL_PASSAGES];
        passage->id = string(ids[i]);
        passage->text = string(texts[i]);
        passage->title = string(sentences[(i * 5 + 1) % 7 == 3 ? 0 : (i * 5 + 1) % 7]);
        passage->alias_count = 0;
        passage->module = 1 + i % 2;
        passage->themes = 1u << (1 + i % 2);
        passage->valid_until = i % 5 == 0 ? 20261231 : i % 7 == 0 ? 20251231 : 0;
        passage->valid_from = i % 11 == 0 ? 20270101 : 20200101;
    }
}

static struct small_index index_of_process;

static void remove_index(void)
{
    small_index_remove(&index_of_process);
}

const char *fuzz_base_path(void)
{
    if (index_of_process.path[0])
        return index_of_process.path;
    struct index_settings settings = small_settings();
    settings.vocabulary =
        (struct index_vocabulary){.synonyms = synonyms,
                                  .synonym_count = 3,
                                  .stems = stems,
                                  .stem_count = 1,
                                  .compounds = compounds,
                                  .compound_count = 1,
                                  .no_split = LIST(TEXT("overeenkomst")),
                                  .stop_words = LIST(TEXT("de"), TEXT("het"), TEXT("een"), TEXT("van"), TEXT("en")),
                                  .rule_words = LIST(TEXT("mag"), TEXT("moet"), TEXT("niet")),
                                  .outside = LIST(TEXT("hbo")),
                                  .unanswered = LIST(TEXT("Wie tekent de praktijkovereenkomst op de basisschool?"),
                                                     TEXT("mag de stagevergoeding na elf uur"))};
    make_passages();
    if (access("/dev/shm", W_OK) == 0)
        setenv("TMPDIR", "/dev/shm", 1);
    small_index_make(&index_of_process, settings, passages, SMALL_PASSAGES + MORE);
    atexit(remove_index);
    return index_of_process.path;
}

/* ---- Promises about answers ---- */

static void require_span(struct bpv_span span, struct bpv_text text, bool exact)
{
    fuzz_require(span.start <= text.length && span.length <= text.length - span.start);
    if (exact)
        fuzz_require(fuzz_boundary(text, span.start) && fuzz_boundary(text, span.start + (size_t)span.length));
}

static bool within(uint32_t mask, unsigned bit)
{
    return !mask || mask >> bit & 1;
}

static void require_filtered(const struct bpv_filters *filters, const struct bpv_passage *passage)
{
    bpv_date on = filters->on ? filters->on : bpv_date_today();
    fuzz_require(within(filters->modules, passage->module) && within(filters->phases, passage->phase));
    fuzz_require(within(filters->audiences, (unsigned)passage->audience) &&
                 within(filters->forces, (unsigned)passage->force));
    fuzz_require(!filters->themes || filters->themes & passage->themes);
    fuzz_require(!filters->roles || filters->roles & passage->roles);
    fuzz_require(passage->valid_from <= on);
    fuzz_require(filters->expired || !passage->valid_until || passage->valid_until >= on);
}

static void require_hit(const struct bpv_question *question, const struct bpv_hit *hit, bool exact)
{
    const struct bpv_passage *passage = &hit->passage;
    fuzz_require(passage->id.length > 0);
    fuzz_require(hit->highlight_count <= BPV_HIGHLIGHTS_MAX && hit->reason_count <= BPV_CONCEPTS_MAX);
    require_span(hit->short_answer, passage->text, exact);
    size_t end = 0;
    for (size_t i = 0; i < hit->highlight_count; i++) {
        require_span(hit->highlights[i], passage->text, exact);
        fuzz_require(!exact || hit->highlights[i].start >= end);
        end = hit->highlights[i].start + (size_t)hit->highlights[i].length;
    }
    fuzz_require(hit->confidence >= 0 && hit->confidence <= 1);
    if (!exact)
        return;
    require_filtered(&question->filters, passage);
    fuzz_require(passage->number < SMALL_PASSAGES + MORE);
    const struct bpv_passage *made = &passages[passage->number];
    fuzz_require(made->text.length == passage->text.length &&
                 memcmp(made->text.start, passage->text.start, made->text.length) == 0);
    fuzz_require(made->id.length == passage->id.length &&
                 memcmp(made->id.start, passage->id.start, made->id.length) == 0);
}

static uint32_t sum(const uint32_t *counts, size_t count)
{
    uint32_t all = 0;
    for (size_t i = 0; i < count; i++)
        all += counts[i];
    return all;
}

static void require_facets(const struct bpv_facet_count *facets, uint32_t total)
{
    fuzz_require(sum(facets->modules, BPV_MODULES_MAX + 1) == total);
    fuzz_require(sum(facets->phases, BPV_PHASES_MAX) == total);
    fuzz_require(sum(facets->audiences, BPV_AUDIENCES) == total);
    fuzz_require(sum(facets->forces, BPV_FORCES) == total);
    fuzz_require(sum(facets->themes, BPV_THEMES_MAX + 1) >= total); /* a passage may have more than one */
    fuzz_require(sum(facets->roles, BPV_ROLES_MAX) >= total);
}

static void require_json(const struct bpv_base *base, const struct bpv_question *question,
                         const struct bpv_answer *answer)
{
    struct text_buffer json;
    text_buffer_init(&json, 0);
    bpv_answer_write_json(base, question, answer, &json);
    struct bpv_text text = text_buffer_text(&json);
    fuzz_require(json_check_parses(text));
    fuzz_require(json_check_integer(text, "total") == answer->total);
    fuzz_require(json_check_length(text, "answers") == (long long)answer->hit_count);
    text_buffer_release(&json);
}

static void require_html(const struct bpv_hit *hit)
{
    struct text_buffer html;
    text_buffer_init(&html, 0);
    bpv_highlight_html(hit, &html);
    fuzz_require_safe_html(text_buffer_text(&html));
    text_buffer_release(&html);
}

void fuzz_require_answer(const struct bpv_base *base, const struct bpv_question *question,
                         const struct bpv_answer *answer, bool exact)
{
    size_t left = question->offset < answer->total ? answer->total - question->offset : 0;
    fuzz_require(answer->hit_count == (left < question->limit ? left : question->limit));
    fuzz_require(answer->answered == (answer->total > 0));
    fuzz_require(answer->confidence >= 0 && answer->confidence <= 1);
    fuzz_require(answer->notice_count <= BPV_NOTICES_MAX && answer->nearest_count <= BPV_NEAREST_MAX);
    fuzz_require(answer->uncovered_count <= BPV_CONCEPTS_MAX);
    for (size_t i = 0; i < answer->hit_count; i++)
        require_hit(question, &answer->hits[i], exact);
    if (!exact)
        return;
    require_facets(&answer->facets, answer->total);
    fuzz_require(fuzz_utf8(answer->corrected));
    for (size_t i = 0; i < answer->uncovered_count; i++)
        fuzz_require(answer->uncovered[i].length > 0 && fuzz_utf8(answer->uncovered[i]));
    for (size_t i = 0; i < answer->hit_count; i++)
        require_html(&answer->hits[i]);
    require_json(base, question, answer);
}

/* ---- Everything else ---- */

struct analysis {
    struct bpv_text text;
    bool exact;
};

static void visit_term(void *context, const struct bpv_analyzed *analyzed)
{
    const struct analysis *analysis = context;
    fuzz_require(fuzz_inside(analyzed->word, analysis->text));
    fuzz_require(!analysis->exact || (fuzz_utf8(analyzed->term) && fuzz_utf8(analyzed->note)));
}

static void use_passage(const struct bpv_base *base, uint32_t number)
{
    struct bpv_passage passage;
    struct bpv_error error = {0};
    struct text_buffer out;
    enum bpv_status status = bpv_passage_get(base, number, &passage, &error);
    fuzz_require(status == BPV_OK || strlen(error.text) > 10);
    if (status != BPV_OK)
        return;
    text_buffer_init(&out, 0);
    bpv_passage_write_json(base, &passage, 20261122, &out);
    bpv_reference_write(base, &passage, &out);
    text_buffer_release(&out);
}

static void use_lists(const struct bpv_base *base)
{
    void (*const writers[])(const struct bpv_base *, struct text_buffer *) = {
        bpv_taxonomy_write_json, bpv_glossary_write_json, bpv_sources_write_json};
    struct bpv_base_info info;
    bpv_base_describe(base, &info);
    for (size_t i = 0; i < sizeof writers / sizeof *writers; i++) {
        struct text_buffer json;
        text_buffer_init(&json, 0);
        writers[i](base, &json);
        text_buffer_release(&json);
    }
}

void fuzz_use_base(const struct bpv_base *base, struct bpv_searcher *searcher, struct bpv_text text, bool exact)
{
    struct bpv_suggestion suggestions[BPV_SUGGESTIONS_MAX];
    size_t count = bpv_suggest(searcher, text, suggestions);
    fuzz_require(count <= BPV_SUGGESTIONS_MAX);
    for (size_t i = 0; exact && i < count; i++)
        fuzz_require(suggestions[i].text.length > 0 && fuzz_utf8(suggestions[i].text) && suggestions[i].kind);
    struct analysis analysis = {text, exact};
    bpv_analyze(searcher, text, visit_term, &analysis, NULL);
    if (exact)
        return;
    struct bpv_base_info info;
    bpv_base_describe(base, &info);
    for (uint32_t i = 0; i < info.passage_count && i < 4; i++)
        use_passage(base, info.passage_count - 1 - i);
    use_lists(base);
    struct bpv_answer answer;
    if (info.passage_count &&
        bpv_similar(searcher, (uint32_t)(text.length % info.passage_count), 5, &answer, NULL) == BPV_OK) {
        fuzz_require(answer.hit_count <= 5);
        bpv_answer_release(&answer);
    }
}
