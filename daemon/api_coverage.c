#include "api.h"

#include "changes.h"
#include "coverage_reply.h"
#include "coverage_write.h"

bool coverage_reply_take(const struct http_request *request, const struct serving *serving, struct http_reply *reply,
                         const struct coverage_report **report)
{
    *report = coverage_service_take(serving->coverage, serving->generation, serving->today);
    if (!*report) {
        http_reply_problem(
            reply, request, HTTP_PROBLEM_NO_INDEX,
            "De dekking van deze kennisbank wordt nog bepaald. Probeer het over enkele seconden opnieuw.");
        return false;
    }
    if ((*report)->error.status == BPV_OK)
        return true;
    /* An index without taxonomy will never have it: then trying again, as a 503 says, does not help. */
    http_reply_problem(reply, request,
                       (*report)->error.status == BPV_INVALID ? HTTP_PROBLEM_NOT_FOUND : HTTP_PROBLEM_NO_INDEX,
                       "De dekking is niet te bepalen: %s.", (*report)->error.text);
    coverage_service_give_back(serving->coverage, *report);
    *report = NULL;
    return false;
}

bool changes_reply_since(const struct http_request *request, const struct serving *serving, struct http_reply *reply,
                         bpv_date *since)
{
    struct bpv_text value;
    *since = serving->today - HTTP_CHANGES_YEARS_DEFAULT * 10000;
    *since -= *since % 10000 == 229; /* 29 February comes once in four years */
    if (!http_request_parameter(request, "since", &value) || bpv_date_parse(value, since))
        return true;
    http_reply_problem(reply, request, HTTP_PROBLEM_BAD_VALUE,
                       "since: geef een bestaande dag als jaar-maand-dag, bijvoorbeeld 2026-09-01.");
    return false;
}

void api_coverage(const struct http_request *request, const struct serving *serving, struct http_reply *reply)
{
    static const char *const allowed[] = {"by", NULL};
    struct coverage_view view = {.part = COVERAGE_PART_ALL};
    const struct coverage_report *report;
    struct bpv_text by;
    if (!api_only_parameters(request, reply, allowed))
        return;
    if (http_request_parameter(request, "by", &by) && !coverage_view_parse(by, &view)) {
        http_reply_problem(reply, request, HTTP_PROBLEM_BAD_VALUE, "by: deze waarde kan niet. Kies uit %s.",
                           coverage_view_names());
        return;
    }
    if (!coverage_reply_take(request, serving, reply, &report))
        return;
    http_reply_json(reply);
    coverage_write_json(&report->coverage, view, &reply->body);
    coverage_service_give_back(serving->coverage, report);
}

void api_changes(const struct http_request *request, const struct serving *serving, struct http_reply *reply)
{
    static const char *const allowed[] = {"since", NULL};
    struct changes changes;
    struct bpv_error error;
    bpv_date since;
    if (!api_only_parameters(request, reply, allowed) || !changes_reply_since(request, serving, reply, &since))
        return;
    if (changes_since(serving->base, since, serving->today, &changes, &error) != BPV_OK) {
        http_reply_error(reply, request, &error);
        return;
    }
    http_reply_json(reply);
    changes_write_json(&changes, since, serving->generation, &reply->body);
    changes_release(&changes);
}
