#include "answer_cache.h"
#include "gap_counter.h"
#include "html_writer.h"
#include "page_frame.h"
#include "pages.h"
#include "passage_view.h"

static void write_what(struct text_buffer *out)
{
    html_raw(out,
             "<section>\n<h2>Wat dit is</h2>\n"
             "<p>BPV-wijzer zoekt in een kennisbank over de beroepspraktijkvorming (BPV) in het mbo. Elk antwoord is "
             "een passage die "
             "een auteur heeft geschreven. Je ziet haar letterlijk, met de bron, de geldigheid en de dag van de "
             "laatste controle. "
             "Er wordt niets gegenereerd of samengevat door een computer.</p>\n"
             "<p>Is er geen passage die goed past? Dan zeggen we dat. Je krijgt geen antwoord dat er alleen op "
             "lijkt.</p>\n"
             "</section>\n");
}

static void write_forces(struct text_buffer *out)
{
    static const char *const meanings[BPV_FORCES] = {
        [BPV_FORCE_WET] = "Dit moet. Het staat in een wet of een besluit. Bij de bron staat het artikel.",
        [BPV_FORCE_AFSPRAAK] = "Zo is het afgesproken, bijvoorbeeld in een protocol of een overeenkomst.",
        [BPV_FORCE_ADVIES] = "Dit wordt aangeraden. Je mag ervan afwijken als je daar een reden voor hebt.",
        [BPV_FORCE_ACHTERGROND] = "Dit is uitleg of informatie. Er volgt geen plicht uit.",
    };
    html_raw(out, "<section id=\"soorten\">\n<h2>Wet, afspraak, advies of achtergrond</h2>\n"
                  "<p>Bij elke passage staat wat voor soort regel het is.</p>\n<dl class=\"terms explained\">\n");
    for (unsigned i = 0; i < BPV_FORCES; i++) {
        html_raw(out, "<div><dt>");
        html_text_string(out, bpv_force_label((enum bpv_force)i));
        html_raw(out, "</dt>\n<dd>");
        html_text_string(out, meanings[i]);
        html_raw(out, "</dd></div>\n");
    }
    html_raw(out, "<div><dt>Verlopen</dt>\n<dd>Deze passage gold vroeger. Je ziet haar alleen als je er zelf om "
                  "vraagt.</dd></div>\n"
                  "</dl>\n<p><strong>Need to know</strong> moet je weten voor je rol. <strong>Nice to know</strong> "
                  "is handig "
                  "om te weten.</p>\n</section>\n");
}

static void write_citing(struct text_buffer *out)
{
    html_raw(out,
             "<section id=\"verwijzen\">\n<h2>Verwijzen naar een antwoord</h2>\n"
             "<ul>\n<li>Elke passage heeft een vaste link. Die blijft werken, ook als de tekst later verandert.</li>\n"
             "<li>Met <strong>Kopieer met verwijzing</strong> krijg je het korte antwoord, de bron, de geldigheid en "
             "de link. "
             "Met <strong>Kopieer hele passage</strong> krijg je de hele tekst erbij.</li>\n"
             "<li>Lukt kopiëren niet? Open dan <strong>Verwijzing als tekst</strong> en selecteer de tekst.</li>\n"
             "<li><strong>Druk af</strong> zet één passage op één vel A4, met adres, datum en bron.</li>\n"
             "<li>Noem bij een wet altijd het artikel, en kijk zelf op wetten.overheid.nl of de tekst nog klopt.</li>\n"
             "</ul>\n</section>\n");
}

static void write_keys(struct text_buffer *out)
{
    html_raw(out,
             "<section id=\"toetsen\">\n<h2>Werken met het toetsenbord</h2>\n"
             "<ul>\n<li><kbd>/</kbd> gaat naar het zoekveld, behalve als je al in een veld typt.</li>\n"
             "<li>In het zoekveld: <kbd>pijl omlaag</kbd> en <kbd>pijl omhoog</kbd> gaan langs de suggesties, "
             "<kbd>Enter</kbd> kiest, "
             "<kbd>Escape</kbd> sluit de lijst.</li>\n</ul>\n"
             "<p><button type=\"button\" id=\"slash-switch\" aria-pressed=\"true\" hidden>Toets / "
             "gebruiken</button></p>\n</section>\n");
}

/* What happens to a question; it depends on what the operator chose. */
static void write_question_privacy(struct text_buffer *out, const struct serving *serving)
{
    struct answer_cache_counts cache;
    html_raw(out, "<li>Je vraag komt niet in het logboek van BPV-wijzer");
    if (serving->gaps)
        html_raw(out, ". Zij komt ook niet als zin in een bestand.</li>\n");
    else
        html_raw(out, ", en in geen enkel bestand.</li>\n");
    answer_cache_count(serving->cache, &cache);
    if (cache.maximum)
        html_raw(out, "<li>BPV-wijzer onthoudt een tijd lang vragen met hun antwoord. Dan komt hetzelfde antwoord een "
                      "volgende keer sneller. Dat gebeurt alleen in het geheugen van de computer, en niet met wie het "
                      "vroeg. Nieuwe vragen nemen de plaats in van oude. Stopt het programma, dan is alles "
                      "weg.</li>\n");
    if (!serving->gaps)
        return;
    html_raw(out,
             "<li>De beheerder laat vragen zonder antwoord tellen. Daarvan blijven losse woorden over, op volgorde "
                  "van het alfabet. Getallen, en woorden die namen kunnen zijn, vallen weg. Pas als dezelfde woorden ");
    text_buffer_printf(out, "%u keer zijn gevraagd, komen zij in een bestand voor de auteurs, met het aantal en de "
                            "weken. ", gap_counter_minimum(serving->gaps));
    html_raw(out, "Wie het vroeg, wordt niet bewaard.</li>\n");
}

static void write_privacy(struct text_buffer *out, const struct serving *serving)
{
    html_raw(out, "<section id=\"privacy\">\n<h2>Privacy</h2>\n<ul>\n");
    write_question_privacy(out, serving);
    html_raw(out,
             "<li>Er zijn geen cookies, geen meetpixels en geen verbindingen met andere diensten.</li>\n"
             "<li>Je vraag staat wel in het adres van de pagina, zodat je haar kunt delen. Je browser kan dat adres "
             "onthouden.</li>\n"
             "<li>Noem geen namen, nummers of ziektes van één student. Voor het antwoord is dat niet nodig. Je "
             "browser waarschuwt "
             "als een vraag daarop lijkt; die controle gebeurt alleen in je eigen browser.</li>\n"
             "<li>Zet je de toets <kbd>/</kbd> uit, dan bewaart je browser alleen die "
             "keuze.</li>\n</ul>\n</section>\n");
}

static void write_accessibility(struct text_buffer *out)
{
    html_raw(out,
             "<section id=\"toegankelijkheid\">\n<h2>Toegankelijkheid</h2>\n"
             "<p>De pagina’s zijn gemaakt volgens WCAG 2.2, niveau AA. Ze werken met alleen een toetsenbord, zonder "
             "script, "
             "op een scherm van 320 pixels breed, in licht en donker, en op papier. De betekenis van een label hangt "
             "nooit alleen "
             "af van een kleur.</p>\n"
             "<p>Kom je iets tegen wat niet werkt? Meld het bij de beheerder van je school. De school is "
             "verantwoordelijk voor de "
             "toegankelijkheidsverklaring.</p>\n</section>\n");
}

static void write_programs(struct text_buffer *out, const struct http_request *request)
{
    html_raw(out, "<section id=\"programmas\">\n<h2>Voor programma’s</h2>\n<p>Alles op deze pagina’s is ook als JSON "
                  "op te vragen. De "
                  "beschrijving staat in <a href=\"");
    page_path(out, request, "/openapi.json");
    html_raw(out, "\">openapi.json</a> (OpenAPI 3.1). Een korte wegwijzer voor programma’s staat in <a href=\"");
    page_path(out, request, "/llms.txt");
    html_raw(out, "\">llms.txt</a>.</p>\n</section>\n");
}

static void write_state(struct text_buffer *out, const struct serving *serving)
{
    struct bpv_base_info info;
    if (!serving->base)
        return;
    bpv_base_describe(serving->base, &info);
    html_raw(out, "<section id=\"stand\">\n<h2>Stand van de kennisbank</h2>\n<dl "
                  "class=\"facts\">\n<dt>Passages</dt>\n<dd>");
    text_buffer_printf(out, "%u, waarvan %u "
                            "verlopen</dd>\n<dt>Bestanden</dt>\n<dd>%u</dd>\n<dt>Woorden</dt>\n<dd>%u</dd>\n",
                       info.passage_count, info.expired_count, info.file_count, info.word_count);
    html_raw(out, "<dt>Samengesteld</dt>\n<dd>");
    page_day(out, info.built);
    html_raw(out, "</dd>\n<dt>Kenmerk</dt>\n<dd class=\"code\">");
    html_text(out, info.generation);
    html_raw(out, "</dd>\n<dt>Programma</dt>\n<dd>BPV-wijzer " BPV_VERSION "</dd>\n</dl>\n</section>\n");
}

static void write_sources(struct text_buffer *out, const struct serving *serving)
{
    const struct bpv_source *sources;
    size_t count = serving->base ? bpv_base_sources(serving->base, &sources) : 0;
    if (count == 0)
        return;
    html_raw(out, "<section id=\"bronnen\">\n<h2>Bronnen</h2>\n<details>\n<summary>Toon alle ");
    text_buffer_printf(out, "%zu bronnen</summary>\n<ul>\n", count);
    for (size_t i = 0; i < count; i++) {
        html_raw(out, "<li>");
        passage_view_source_name(out, &sources[i]);
        if (sources[i].checked) {
            html_raw(out, " <span class=\"soft\">(bekeken op ");
            page_date(out, sources[i].checked);
            html_raw(out, ")</span>");
        }
        html_raw(out, "</li>\n");
    }
    html_raw(out, "</ul>\n</details>\n</section>\n");
}

static void write_problems(struct text_buffer *out)
{
    html_raw(out, "<section id=\"fouten\">\n<h2>Foutmeldingen</h2>\n<p>Elke fout heeft een vaste code. Programma’s "
                  "krijgen die als JSON "
                  "(RFC 9457).</p>\n<dl class=\"terms explained\">\n");
    for (int kind = HTTP_PROBLEM_NONE + 1; kind < HTTP_PROBLEMS; kind++) {
        const struct http_problem_type *type = http_problem_type((enum http_problem_kind)kind);
        html_raw(out, "<div id=\"fout-");
        html_attribute_string(out, type->code);
        html_raw(out, "\"><dt>");
        html_text_string(out, type->title);
        html_raw(out, "</dt>\n<dd>");
        html_text_string(out, type->explanation);
        html_raw(out, "</dd>\n<dd class=\"soft\">Code <span class=\"code\">");
        html_text_string(out, type->code);
        text_buffer_printf(out, "</span>, status %u</dd></div>\n", type->status);
    }
    html_raw(out, "</dl>\n</section>\n");
}

void page_about(const struct http_request *request, const struct serving *serving, struct http_reply *reply)
{
    struct text_buffer *out = &reply->body;
    http_reply_html(reply);
    page_begin(out, request,
               &(struct page_head){.title = page_string("Over BPV-wijzer"), .section = PAGE_SECTION_ABOUT});
    html_raw(out, "<div class=\"wide page\">\n<h1>Over BPV-wijzer</h1>\n<div class=\"text\">\n");
    write_what(out);
    write_forces(out);
    write_citing(out);
    write_keys(out);
    write_privacy(out, serving);
    write_accessibility(out);
    write_programs(out, request);
    write_state(out, serving);
    write_sources(out, serving);
    write_problems(out);
    html_raw(out, "</div>\n</div>\n");
    page_end(out, request, serving);
}
