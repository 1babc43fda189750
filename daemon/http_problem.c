#include "http_problem.h"

#include <stdarg.h>
#include <stdio.h>

static const struct http_problem_type types[HTTP_PROBLEMS] = {
    [HTTP_PROBLEM_AMBIGUOUS] = {"aanvraag-dubbelzinnig", 400, "De aanvraag spreekt zichzelf tegen",
                                "De koppen noemen meer dan één naam of meer dan één lengte. Stuur één kop Host, en één "
                                "kop Content-Length of Transfer-Encoding."},
    [HTTP_PROBLEM_BAD_ENCODING] = {"codering-ongeldig", 400, "Het adres is niet goed gecodeerd",
                                   "In het adres of het formulier staat een teken dat geen geldige UTF-8 is, of een "
                                   "verkeerde %-code. Stuur de tekst als UTF-8 "
                                   "en codeer bijzondere tekens met %XX."},
    [HTTP_PROBLEM_UNKNOWN_PARAMETER] =
        {"parameter-onbekend", 400, "Deze parameter bestaat niet",
         "De aanvraag bevat een parameter die dit adres niet kent. In /openapi.json staat welke er zijn."},
    [HTTP_PROBLEM_REPEATED_PARAMETER] = {"parameter-dubbel", 400, "Deze parameter mag maar één keer voorkomen",
                                         "Alleen module, theme, role, phase, audience en force mogen vaker voorkomen."},
    [HTTP_PROBLEM_BAD_VALUE] = {"waarde-ongeldig", 400, "Deze waarde kan niet",
                                "Een parameter heeft een waarde die niet bestaat of buiten de grenzen valt. De melding "
                                "noemt de parameter en wat er wel mag."},
    [HTTP_PROBLEM_NO_QUESTION] = {"vraag-ontbreekt", 400, "Er is geen vraag gesteld",
                                  "Geef de vraag mee als parameter q."},
    [HTTP_PROBLEM_QUESTION_TOO_LONG] = {"vraag-te-lang", 400, "De vraag is te lang",
                                        "Maak de vraag korter. Een of twee zinnen zijn genoeg."},
    [HTTP_PROBLEM_BAD_BODY] = {"inhoud-ongeldig", 400, "De inhoud van de aanvraag is niet te lezen",
                               "De inhoud is geen geldige JSON of geen geldig formulier. De melding noemt de plaats."},
    [HTTP_PROBLEM_NOT_FOUND] = {"niet-gevonden", 404, "Dit adres bestaat niet",
                                "Controleer het adres, of zoek vanaf de beginpagina."},
    [HTTP_PROBLEM_NO_PASSAGE] =
        {"passage-onbekend", 404, "Deze passage bestaat niet",
         "Er is geen passage met dit kenmerk. Misschien is de passage verwijderd. Zoek op het onderwerp."},
    [HTTP_PROBLEM_METHOD] = {"methode-niet-toegestaan", 405, "Deze methode mag hier niet",
                             "Gebruik GET of HEAD. Alleen /v1/answers neemt ook POST aan. De kop Allow noemt wat mag."},
    [HTTP_PROBLEM_BODY_TOO_LARGE] =
        {"inhoud-te-groot", 413, "De aanvraag heeft een te grote inhoud",
         "Alleen POST naar /v1/answers mag een inhoud hebben, en die is klein: er hoeft maar één vraag in."},
    [HTTP_PROBLEM_TARGET_TOO_LONG] = {"adres-te-lang", 414, "Het adres is te lang",
                                      "Maak de vraag korter, of stel hem met POST."},
    [HTTP_PROBLEM_MEDIA_TYPE] = {"inhoudstype-onbekend", 415, "Dit soort inhoud wordt niet gelezen",
                                 "Stuur application/json of application/x-www-form-urlencoded."},
    [HTTP_PROBLEM_HOST] =
        {"host-onbekend", 421, "Deze naam hoort niet bij deze dienst",
         "De naam in de kop Host staat niet in de lijst. De beheerder voegt een naam toe met --host."},
    [HTTP_PROBLEM_NO_INDEX] =
        {"geen-index", 503, "De kennisbank is nu niet beschikbaar",
         "Er is geen bruikbaar indexbestand. Probeer het later opnieuw. De beheerder vindt de oorzaak in het logboek."},
    [HTTP_PROBLEM_INTERNAL] = {"interne-fout", 500, "Er ging iets mis in de dienst",
                               "Probeer het opnieuw. Blijft het misgaan, geef de beheerder dan het nummer van de "
                               "aanvraag (kop X-Request-Id)."},
};

const struct http_problem_type *http_problem_type(enum http_problem_kind kind)
{
    return &types[kind];
}

bool http_problem_set(struct http_problem *problem, enum http_problem_kind kind, const char *format, ...)
{
    problem->kind = kind;
    va_list arguments;
    va_start(arguments, format);
    vsnprintf(problem->detail, sizeof problem->detail, format, arguments);
    va_end(arguments);
    return false;
}
