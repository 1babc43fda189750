#include "corpus_check.h"

#include <string.h>
#include <time.h>

#include "build_cache.h"
#include "corpus_file.h"
#include "corpus_links.h"
#include "markdown_passages.h"

#define SOON_DAYS 90
#define SENTENCE_WORDS_ADVICE 40u

struct link_check {
    struct corpus *corpus;
    struct corpus_passage *passage;
};

/* Place in the file of an offset in the passage's text. */
static struct place place_in_passage(const struct corpus_passage *passage, size_t offset)
{
    struct place place = place_in(passage->place.path, passage->text, offset);
    place.line += passage->text_line - 1;
    return place;
}

static void check_link(void *context, struct bpv_text url, size_t offset)
{
    const struct link_check *check = context;
    if (check->corpus->untagged)
        return;
    if (check->corpus->cache && url.length && url.start[0] == '#')
        build_cache_note_link(check->corpus->cache, check->corpus, (size_t)(check->passage - check->corpus->passages),
                              (struct bpv_text){url.start + 1, url.length - 1});
    struct text_buffer address;
    text_buffer_init(&address, 0);
    enum link_kind kind = corpus_link(check->corpus, check->passage, url, &address);
    text_buffer_release(&address);
    if (kind == LINK_UNKNOWN)
        report_error(check->corpus->report, place_in_passage(check->passage, offset),
                     "de link naar '%.*s' wijst naar een passage die niet bestaat; verbeter het id", shown_length(url),
                     url.start);
    else if (kind == LINK_DROPPED && !(url.length && url.start[0] == '#'))
        report_error(check->corpus->report, place_in_passage(check->passage, offset),
                     "de link '%.*s' werkt niet; schrijf (#id-van-een-passage) of een adres met https://",
                     shown_length(url), url.start);
}

static bpv_date days_later(bpv_date date, int days)
{
    struct tm day = {
        .tm_year = date / 10000 - 1900, .tm_mon = date / 100 % 100 - 1, .tm_mday = date % 100 + days, .tm_hour = 12};
    time_t when = timegm(&day);
    gmtime_r(&when, &day);
    return (day.tm_year + 1900) * 10000 + (day.tm_mon + 1) * 100 + day.tm_mday;
}

static void warn_of_expiry(struct corpus *corpus, const struct corpus_passage *passage, bpv_date today)
{
    bpv_date until = passage->fields.valid_until;
    char day[11];
    corpus->report->dated = true;
    bpv_date_write(until, day);
    if (until && until < today)
        report_warning(corpus->report, passage->fields.until_place,
                       "passage '%.*s' is verlopen sinds %s; hij is alleen op verzoek te vinden",
                       shown_length(passage->id), passage->id.start, day);
    else if (until && until <= days_later(today, SOON_DAYS))
        report_warning(corpus->report, passage->fields.until_place,
                       "passage '%.*s' verloopt op %s, binnen %d dagen; werk hem bij", shown_length(passage->id),
                       passage->id.start, day, SOON_DAYS);
    corpus->report->dated = false;
}

static void check_text(struct corpus *corpus, struct corpus_passage *passage)
{
    struct link_check check = {corpus, passage};
    struct markdown_inspection inspection;
    markdown_inspect(passage->text, check_link, &check, &inspection);
    if (corpus->untagged)
        return;
    if (inspection.first_sentence_words > SENTENCE_WORDS_ADVICE && !passage->part)
        report_warning(corpus->report, place_in_passage(passage, 0),
                       "de eerste zin heeft %u woorden, maximaal %u; maak hem korter, want hij is het korte antwoord",
                       inspection.first_sentence_words, SENTENCE_WORDS_ADVICE);
    if (inspection.raw_html)
        report_warning(corpus->report, place_in_passage(passage, 0),
                       "HTML en plaatjes worden niet getoond; schrijf gewone Markdown");
}

static void warn_of_length(struct corpus *corpus, size_t first)
{
    const struct corpus_passage *passage = &corpus->passages[first];
    uint32_t words = 0;
    size_t at = first;
    do
        words += markdown_words(corpus->passages[at++].text);
    while (at < corpus->passage_count && corpus->passages[at].part);
    if (words > BPV_PASSAGE_WORDS_ADVICE)
        report_warning(corpus->report, passage->place,
                       "deze passage heeft %u woorden, meer dan %u; maak er meer passages van", words,
                       BPV_PASSAGE_WORDS_ADVICE);
    if (!passage->fields.questions.count && passage->fields.questions_place.line)
        report_warning(corpus->report, passage->fields.questions_place,
                       "deze passage heeft geen vragen; zet onder questions hoe gebruikers het vragen");
}

void corpus_check(struct corpus *corpus, bpv_date today)
{
    for (size_t i = 0; i < corpus->passage_count; i++) {
        corpus_rest(corpus, i);
        size_t errors = corpus->report->errors;
        if (!corpus->passages[i].adopted)
            check_text(corpus, &corpus->passages[i]);
        if (corpus->report->errors > errors)
            corpus->passages[i].broken = true;
        if (corpus->untagged || corpus->passages[i].part)
            continue;
        if (!corpus->passages[i].adopted)
            warn_of_length(corpus, i);
        warn_of_expiry(corpus, &corpus->passages[i], today);
    }
    for (size_t i = 0; i < corpus->reference_count; i++) {
        const struct reference *reference = &corpus->references[i];
        if (!text_map_find(&corpus->ids, reference->id, NULL))
            report_error(corpus->report, reference->place,
                         "passage '%.*s' bestaat niet; verbeter het id of haal het weg", shown_length(reference->id),
                         reference->id.start);
    }
}

static bool usable(const struct corpus *corpus, struct bpv_text id)
{
    size_t passage;
    return text_map_find(&corpus->ids, id, &passage) && passage < corpus->passage_count &&
           !corpus->passages[passage].broken;
}

/* A question of which no expected passage is left would mean "must not be answered", so it goes. */
static bool keep_question(struct corpus *corpus, struct bpv_bank_question *question)
{
    if (!question->expected_count)
        return true;
    struct bpv_text *kept = pool_take(&corpus->pool, question->expected_count, sizeof *kept);
    size_t count = 0;
    for (size_t i = 0; i < question->expected_count; i++)
        if (usable(corpus, question->expected[i]))
            kept[count++] = question->expected[i];
    question->expected = kept;
    question->expected_count = count;
    return count > 0;
}

void corpus_drop_broken(struct corpus *corpus)
{
    for (size_t i = 0; i < corpus->glossary_count; i++)
        if (!usable(corpus, corpus->glossary[i].passage_id))
            corpus->glossary[i].passage_id = (struct bpv_text){"", 0};
    size_t kept = 0;
    for (size_t i = 0; i < corpus->question_count; i++)
        if (keep_question(corpus, &corpus->questions[i]))
            corpus->questions[kept++] = corpus->questions[i];
    corpus->question_count = kept;
}
