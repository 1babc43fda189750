#include "searcher.h"
#include "text_buffer.h"

static const char *kind_text(enum bpv_reason_kind kind)
{
    switch (kind) {
    case BPV_REASON_SYNONYM:
        return "synoniem";
    case BPV_REASON_COMPOUND:
        return "samenstelling";
    case BPV_REASON_SPELLING:
        return "verbeterd";
    case BPV_REASON_RELATED:
        return "verwant";
    default:
        return "woord";
    }
}

static void list_alternatives(const struct concept *concept, enum bpv_reason_kind kind, struct text_buffer *note)
{
    bool any = false;
    for (size_t i = 0; i < concept->count; i++) {
        if (concept->alternatives[i].kind != kind)
            continue;
        text_buffer_append_string(note, any ? ", " : note->length ? "; " : "");
        if (!any)
            text_buffer_printf(note, "%s: ", kind_text(kind));
        text_buffer_append_text(note, concept->alternatives[i].stem);
        any = true;
    }
}

static void visit_concept(const struct bpv_base *base, const struct concept *concept,
                          void (*visit)(void *context, const struct bpv_analyzed *), void *context)
{
    struct text_buffer note;
    text_buffer_init(&note, 4096);
    if (concept->stop)
        text_buffer_append_string(&note, "stopwoord: telt nauwelijks mee");
    if (concept->rule)
        text_buffer_append_string(&note, note.length ? "; vraagt naar een regel" : "vraagt naar een regel");
    if (concept->unknown)
        text_buffer_append_string(&note, note.length ? "; komt niet voor" : "komt niet voor in de kennisbank");
    list_alternatives(concept, BPV_REASON_SPELLING, &note);
    list_alternatives(concept, BPV_REASON_SYNONYM, &note);
    list_alternatives(concept, BPV_REASON_COMPOUND, &note);
    list_alternatives(concept, BPV_REASON_RELATED, &note);
    struct bpv_analyzed analyzed = {.word = concept->asked, .note = text_buffer_text(&note)};
    analyzed.term = concept->stem;
    analyzed.passages = question_passages(base, concept->stem);
    visit(context, &analyzed);
    text_buffer_release(&note);
}

enum bpv_status bpv_analyze(struct bpv_searcher *searcher, struct bpv_text text,
                            void (*visit)(void *context, const struct bpv_analyzed *), void *context,
                            struct bpv_error *error)
{
    struct bpv_question question = {.text = text};
    enum bpv_status status = question_check(&question, error);
    if (status != BPV_OK)
        return status;
    struct arena arena = {NULL};
    struct query query;
    question_analyze(searcher->base, text, &arena, &query);
    /* Concepts in the order of the question. */
    bool done[BPV_CONCEPTS_MAX] = {false};
    for (size_t round = 0; round < query.count; round++) {
        size_t first = query.count;
        for (size_t c = 0; c < query.count; c++)
            if (!done[c] && (first == query.count || query.concepts[c].asked.start < query.concepts[first].asked.start))
                first = c;
        done[first] = true;
        visit_concept(searcher->base, &query.concepts[first], visit, context);
    }
    arena_release(&arena);
    return BPV_OK;
}
