/*
 * coverage.h: what a knowledge base covers, for its authors: one model, computed from the open base, that command line,
 * API and page show. What is thin, missing, over-filled, unanswered, expired, doubled or contradictory; every finding
 * belongs to a rule.
 *
 * Ownership  coverage_compute fills a model for coverage_release. Its texts borrow from the base and from
 * options->questions: both must outlive it; the details of findings are its own. Errors     A base without passages or
 * without themes and modules, a passage that cannot be read, a question that names an unknown passage, an empty list of
 * questions: an error, never half a report. Threads    Computing needs a searcher of its own. A model is immutable: any
 * thread. Units      Words, minutes of reading at BPV_READING_WORDS_PER_MINUTE, hours of study load (SBU). Thresholds:
 * limits.h.
 */
#ifndef BPV_COVERAGE_H
#define BPV_COVERAGE_H

#include "bpv.h"

#ifdef __cplusplus
extern "C" {
#endif

struct text_buffer;

enum coverage_grade { COVERAGE_NOT_WANTED, COVERAGE_MISSING, COVERAGE_THIN, COVERAGE_COVERED, COVERAGE_GRADES };

enum coverage_axis {
    COVERAGE_THEME,
    COVERAGE_MODULE,
    COVERAGE_TRACK,
    COVERAGE_ROLE,
    COVERAGE_PHASE,
    COVERAGE_AUDIENCE,
    COVERAGE_IMPORTANCE,
    COVERAGE_AXES
};

struct coverage_cell { /* of passages valid on the day; questions belong where their first expected passage stands */
    uint32_t passages, need, words, questions, answered;
    enum coverage_grade grade; /* COVERAGE_NOT_WANTED: the taxonomy does not ask for this combination */
};

struct coverage_row {
    unsigned number; /* of a theme, module or track; else the place in its list */
    struct bpv_text key, name;
    struct coverage_cell
        cells[BPV_MODULES_MAX + 1]; /* 0 = all modules; then by place in the taxonomy's list of modules */
};

struct coverage_table {
    enum coverage_axis axis;
    struct coverage_row *rows;
    size_t row_count;
    size_t columns; /* modules; 0 for COVERAGE_MODULE */
};

enum coverage_fill { COVERAGE_FILL_RIGHT, COVERAGE_FILL_UNDER, COVERAGE_FILL_OVER };

struct coverage_component_module {
    const struct bpv_module *module;
    uint32_t need, nice, need_words, nice_words;
};

struct coverage_component { /* a component of a track; only passages of that track count */
    const struct bpv_track *track;
    const struct bpv_component *component;
    struct coverage_component_module modules[BPV_MODULES_MAX];
    size_t module_count;
    uint32_t need, nice, need_minutes, all_minutes; /* reading */
    uint32_t floor_minutes, ceiling_minutes;        /* all reading at least, need to know at most */
    enum coverage_fill fill;
};

enum coverage_answer {
    COVERAGE_ANSWER_FIRST, /* an expected passage is the first answer; nothing was expected and the answer is confident
                            */
    COVERAGE_ANSWER_TOP,   /* it is among the first BPV_COVERAGE_TOP */
    COVERAGE_ANSWER_WEAK,  /* it comes later; nothing was expected and the answer is not confident */
    COVERAGE_ANSWER_NONE,  /* refused, or only other passages */
    COVERAGE_ANSWER_REFUSED, /* rightly: the bank says that it must not be answered */
    COVERAGE_ANSWER_WRONGLY, /* answered, though the bank says that it must not be */
    COVERAGE_ANSWERS
};

struct coverage_question {
    const struct bpv_bank_question *question;
    enum coverage_answer answer;
    bool answered;
    unsigned rank; /* of the first expected passage; 0 = not among the answers looked at */
    double confidence;
    unsigned theme, module; /* of the first expected passage, or else of the first answer; 0 = unknown */
    struct bpv_text nearest[BPV_COVERAGE_TOP],
        nearest_titles[BPV_COVERAGE_TOP]; /* passage ids: the first answers, or the nearest */
    size_t nearest_count;
};

struct coverage_tally { /* questions of one theme or one kind of user */
    unsigned number;    /* theme; 0 = of no theme, and for users */
    struct bpv_text name;
    uint32_t counts[COVERAGE_ANSWERS];
};

enum coverage_rule {
    COVERAGE_EMPTY_CELL,
    COVERAGE_THIN_CELL,
    COVERAGE_UNDER_FILLED,
    COVERAGE_OVER_FILLED,
    COVERAGE_UNANSWERED,
    COVERAGE_WEAK,
    COVERAGE_WRONGLY_ANSWERED,
    COVERAGE_ORPHAN,
    COVERAGE_EXPIRED, /* and not looked at since it expired */
    COVERAGE_HISTORY, /* expired, and kept knowingly: reviewed after its end */
    COVERAGE_EXPIRING,
    COVERAGE_REVIEW_OVERDUE,
    COVERAGE_NO_SOURCE,
    COVERAGE_SOURCE_UNUSED,
    COVERAGE_SOURCE_UNCHECKED,
    COVERAGE_TOO_LONG,
    COVERAGE_TOO_HARD,
    COVERAGE_DUPLICATE,
    COVERAGE_CONTRADICTION,
    COVERAGE_RULES
};

enum coverage_level { COVERAGE_ERROR, COVERAGE_WARNING, COVERAGE_INFO, COVERAGE_LEVELS };

struct coverage_finding {
    enum coverage_rule rule;
    struct bpv_text id, other; /* passage, question or source; the second passage of a pair; empty if there is none */
    struct bpv_text path;      /* of the first passage's file; empty for other things */
    uint32_t line;
    char *detail; /* Dutch, one line, owned */
};

struct coverage_options {
    bpv_date on;                           /* 0 = today */
    unsigned expiring_days, review_months; /* 0 = BPV_COVERAGE_EXPIRING_DAYS, BPV_COVERAGE_REVIEW_MONTHS */
    const struct bpv_bank_question
        *questions; /* instead of the base's; one without expected passages must be answered */
    size_t question_count;
    bool own_questions;             /* use those */
    bool (*stopped)(void *context); /* asked before every question; true ends the work with BPV_INTERNAL. May be NULL */
    void *context;
};

struct coverage {
    const struct bpv_taxonomy *taxonomy;
    struct bpv_text generation;
    bpv_date on;
    unsigned expiring_days, review_months;
    uint32_t passages, valid, words; /* words of the valid ones */
    struct coverage_table tables[COVERAGE_AXES];
    struct coverage_component *components;
    size_t component_count;
    struct coverage_question *questions;
    size_t question_count;
    struct coverage_tally *by_theme, *by_user;
    size_t by_theme_count, by_user_count;
    uint32_t answers[COVERAGE_ANSWERS];
    bool own_questions;
    struct coverage_finding *findings; /* by rule, then in corpus order */
    size_t finding_count, finding_capacity;
    uint32_t by_rule[COVERAGE_RULES], by_level[COVERAGE_LEVELS];
    uint32_t cells[COVERAGE_GRADES]; /* of theme and module */
};

enum bpv_status coverage_compute(struct bpv_searcher *searcher, const struct bpv_base *base,
                                 const struct coverage_options *options, struct coverage *coverage,
                                 struct bpv_error *error);
void coverage_release(struct coverage *coverage);

/* Names: keys are English and stable (options, JSON), the others Dutch. */
const char *coverage_axis_key(enum coverage_axis axis);     /* "theme" */
const char *coverage_axis_name(enum coverage_axis axis);    /* "Thema" */
const char *coverage_grade_name(enum coverage_grade grade); /* "gedekt", "dun", "ontbreekt", "niet gevraagd" */
const char *coverage_fill_name(enum coverage_fill fill);    /* "past", "te leeg", "te vol" */
const char *coverage_fill_key(enum coverage_fill fill);     /* "right", "under", "over" */
const char *coverage_answer_key(enum coverage_answer answer);
const char *coverage_answer_name(enum coverage_answer answer);
const char *coverage_rule_key(enum coverage_rule rule);  /* "empty-cell" */
const char *coverage_rule_name(enum coverage_rule rule); /* "Lege cel" */
enum coverage_level coverage_rule_level(enum coverage_rule rule);
const char *coverage_level_name(enum coverage_level level); /* "fout", "waarschuwing", "opmerking" */
/* The axis or rule with this key; COVERAGE_AXES or COVERAGE_RULES if there is none. */
enum coverage_axis coverage_axis_find(struct bpv_text key);
enum coverage_rule coverage_rule_find(struct bpv_text key);

/* Questions found in the top 3, and questions that must be answered. */
uint32_t coverage_found(const uint32_t counts[COVERAGE_ANSWERS]);
uint32_t coverage_asked(const uint32_t counts[COVERAGE_ANSWERS]);

/* The one line that sums it all up, without line end. */
void coverage_write_total(const struct coverage *coverage, struct text_buffer *out);
/* How the grades are given, in one Dutch sentence each. */
void coverage_write_legend(const struct coverage *coverage, struct text_buffer *out);

#ifdef __cplusplus
}
#endif
#endif
