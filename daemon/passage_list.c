#include "passage_list.h"

#include <stdlib.h>
#include <string.h>

#include "html_writer.h"
#include "page_frame.h"
#include "passage_view.h"

static bool is_chosen(const struct bpv_passage *passage, struct passage_choice choice)
{
    return !choice.nothing && (!choice.modules || (passage->module < 32 && choice.modules >> passage->module & 1)) &&
           (!choice.themes || choice.themes & passage->themes) && (!choice.tracks || choice.tracks & passage->tracks) &&
           (!choice.roles || choice.roles & passage->roles) &&
           (!choice.phases || choice.phases >> passage->phase & 1) &&
           (!choice.audiences || choice.audiences >> (unsigned)passage->audience & 1) &&
           (!choice.importances || choice.importances >> (unsigned)passage->importance & 1);
}

/* Calls visit for each chosen passage, in corpus order. A passage is big: it lives on the heap. */
static void each_chosen(const struct serving *serving, struct passage_choice choice,
                        void (*visit)(void *context, const struct bpv_passage *passage, bool expired), void *context)
{
    struct bpv_passage *passage = xcalloc(1, sizeof *passage);
    struct bpv_base_info info;
    bpv_base_describe(serving->base, &info);
    uint32_t count = info.passage_count < HTTP_PASSAGES_SCANNED_MAX ? info.passage_count : HTTP_PASSAGES_SCANNED_MAX;
    for (uint32_t i = 0; i < count; i++)
        if (bpv_passage_get(serving->base, i, passage, NULL) == BPV_OK && is_chosen(passage, choice))
            visit(context, passage, bpv_passage_expired(passage, serving->today));
    free(passage);
}

static void count_passage(void *context, const struct bpv_passage *passage, bool expired)
{
    struct passage_sums *sums = context;
    if (expired) {
        sums->expired++;
    } else if (passage->importance == BPV_IMPORTANCE_NEED) {
        sums->need++;
        sums->need_words += passage->word_count;
    } else {
        sums->nice++;
        sums->nice_words += passage->word_count;
    }
}

void passage_list_count(const struct serving *serving, struct passage_choice choice, struct passage_sums *sums)
{
    *sums = (struct passage_sums){0};
    each_chosen(serving, choice, count_passage, sums);
}

static void count_in_module(void *context, const struct bpv_passage *passage, bool expired)
{
    struct passage_sums *sums = context;
    count_passage(&sums[passage->module <= BPV_MODULES_MAX ? passage->module : 0], passage, expired);
}

void passage_list_count_by_module(const struct serving *serving, struct passage_choice choice,
                                  struct passage_sums sums[BPV_MODULES_MAX + 1])
{
    memset(sums, 0, sizeof *sums * (BPV_MODULES_MAX + 1));
    each_chosen(serving, choice, count_in_module, sums);
}

void passage_sums_add(struct passage_sums *total, const struct passage_sums *more)
{
    total->need += more->need;
    total->nice += more->nice;
    total->expired += more->expired;
    total->need_words += more->need_words;
    total->nice_words += more->nice_words;
}

unsigned passage_reading_minutes(unsigned words)
{
    return words / PASSAGE_WORDS_PER_MINUTE + (words % PASSAGE_WORDS_PER_MINUTE ? 1 : 0);
}

struct topic_writer {
    struct text_buffer *out;
    const struct http_request *request;
    struct bpv_text path; /* of the topic that is open; it borrows from the base */
    unsigned listed;
};

static bool is_same(struct bpv_text left, struct bpv_text right)
{
    return left.length == right.length && memcmp(left.start, right.start, left.length) == 0;
}

static void write_passage(void *context, const struct bpv_passage *passage, bool expired)
{
    struct topic_writer *writer = context;
    if (writer->listed++ >= HTTP_PASSAGES_LISTED_MAX)
        return;
    if (writer->listed == 1 || !is_same(writer->path, passage->path)) {
        if (writer->listed > 1)
            html_raw(writer->out, "</ul>\n</section>\n");
        html_raw(writer->out, "<section class=\"topic\">\n<h3>");
        html_text(writer->out, passage->file_title);
        html_raw(writer->out, "</h3>\n<ul>\n");
        writer->path = passage->path;
    }
    passage_view_line(writer->out, writer->request, passage, expired);
}

void passage_list_topics(struct text_buffer *out, const struct http_request *request, const struct serving *serving,
                         struct passage_choice choice)
{
    struct topic_writer writer = {.out = out, .request = request};
    html_raw(out, "<div class=\"topics\">\n");
    each_chosen(serving, choice, write_passage, &writer);
    if (writer.listed)
        html_raw(out, "</ul>\n</section>\n");
    html_raw(out, "</div>\n");
    if (writer.listed == 0)
        html_raw(out, "<p>Hier zijn nog geen passages over.</p>\n");
    if (writer.listed > HTTP_PASSAGES_LISTED_MAX)
        text_buffer_printf(out, "<p>Dit zijn de eerste %u van %u passages. De andere vind je met zoeken.</p>\n",
                           HTTP_PASSAGES_LISTED_MAX, writer.listed);
}

void passage_list_summary(struct text_buffer *out, const struct passage_sums *sums)
{
    page_count(out, sums->need + sums->nice, "passage", "passages");
    text_buffer_printf(out, ": %u need to know, %u nice to know. Lezen kost ongeveer ", sums->need, sums->nice);
    page_minutes(out, passage_reading_minutes(sums->need_words + sums->nice_words));
    html_raw(out, ".");
    if (sums->expired) {
        html_raw(out, " Daarnaast: ");
        page_count(out, sums->expired, "verlopen passage", "verlopen passages");
        html_raw(out, ".");
    }
}
