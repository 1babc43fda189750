#include "import_report.h"

#include <string.h>

#include "build_report.h"

#define SHOWN_MAX 200u /* notes of one kind */
#define UNSURE 0.60    /* a proposal below this gets a question mark */

static void print_text(FILE *out, struct bpv_text text)
{
    struct text_buffer printable;
    text_buffer_init(&printable, 0);
    append_printable(&printable, text);
    if (printable.length)
        fwrite(printable.data, 1, printable.length, out);
    text_buffer_release(&printable);
}

static void print_page(FILE *out, unsigned page)
{
    if (page)
        fprintf(out, "blz. %u: ", page);
}

static void print_note(FILE *out, const struct import_note *note, bool pages)
{
    fputs("    ", out);
    print_page(out, pages ? note->page : 0);
    if (note->kind == IMPORT_NOTE_JOINED || note->kind == IMPORT_NOTE_HYPHEN) {
        print_text(out, note->detail);
        fputs(" -> ", out);
    }
    if (note->kind == IMPORT_NOTE_CHARACTER)
        fputs("tussen '", out);
    print_text(out, note->text);
    if (note->kind == IMPORT_NOTE_CHARACTER) {
        fputs("' en '", out);
        print_text(out, note->detail);
        fputc('\'', out);
    }
    fputc('\n', out);
}

static void print_notes(const struct import_document *document, enum import_note_kind kind, const char *title,
                        FILE *out)
{
    size_t shown = 0;
    if (!document->counts[kind])
        return;
    fprintf(out, "  %s: %zu\n", title, document->counts[kind]);
    for (size_t i = 0; i < document->note_count && shown < SHOWN_MAX; i++)
        if (document->notes[i].kind == kind) {
            print_note(out, &document->notes[i], document->pages > 0);
            shown++;
        }
    if (document->counts[kind] > shown)
        fprintf(out, "    ... en %zu meer\n", document->counts[kind] - shown);
}

static void print_sure(FILE *out, double confidence)
{
    unsigned hundredths = (unsigned)(confidence * 100 + 0.5);
    fprintf(out, " (%u,%02u%s)", hundredths / 100, hundredths % 100, confidence < UNSURE ? " ?" : "");
}

static void print_section(const struct import_section *section, FILE *out)
{
    static const char *const changes[] = {"nieuw", "hetzelfde", "gewijzigd", "verdwenen"};
    fprintf(out, "    %-9s ", changes[section->change]);
    print_text(out, section->id);
    fputs("  ", out);
    print_text(out, section->title);
    if (section->change != IMPORT_REMOVED && !section->comment.length) {
        fprintf(out, "\n              module %u", section->guess.module);
        print_sure(out, section->guess.module_confidence);
        fputs(", thema", out);
        for (unsigned theme = 1; theme <= BPV_THEMES_MAX; theme++)
            if (section->guess.themes >> theme & 1)
                fprintf(out, " %u", theme);
        print_sure(out, section->guess.theme_confidence);
    }
    fputc('\n', out);
}

void import_report_print(const struct import_document *document, const struct import_result *result, const char *file,
                         FILE *out)
{
    print_text(out, text_of(file));
    fprintf(out, ": %s", document->format);
    if (document->pages)
        fprintf(out, ", %u bladzijden", document->pages);
    fputs("\n  Titel: ", out);
    print_text(out, document->title);
    fputs("\n  Bestand: ", out);
    print_text(out, result->path);
    fputs(result->unchanged  ? " (stond er al, hetzelfde gebleven)\n"
          : result->replaced ? " (vervangen; het oude staat ernaast met .vorige erachter)\n"
                             : "\n",
          out);
    fprintf(out, "  Passages: %zu nieuw, %zu hetzelfde, %zu gewijzigd, %zu verdwenen\n", result->changes[IMPORT_NEW],
            result->changes[IMPORT_SAME], result->changes[IMPORT_CHANGED], result->changes[IMPORT_REMOVED]);
    for (size_t i = 0; i < result->section_count; i++)
        print_section(&result->sections[i], out);
    if (result->changes[IMPORT_REMOVED])
        fputs("  Zet het id van een verdwenen passage in aliases van de passage die ervoor in de plaats komt, dan "
              "blijven links werken.\n",
              out);
    print_notes(document, IMPORT_NOTE_DOUBT, "Twijfel, kijk dit na", out);
    print_notes(document, IMPORT_NOTE_EMPTY, "Koppen zonder eigen tekst, weggelaten", out);
    print_notes(document, IMPORT_NOTE_CHARACTER, "Onleesbare tekens, weggelaten", out);
    print_notes(document, IMPORT_NOTE_JOINED, "Woorden die aan elkaar zijn gezet", out);
    print_notes(document, IMPORT_NOTE_HYPHEN, "Woorden waarvan het streepje bleef", out);
    print_notes(document, IMPORT_NOTE_HEAD, "Kop- en voetteksten, weggelaten", out);
    if (document->counts[IMPORT_NOTE_NUMBER])
        fprintf(out, "  Paginanummers, weggelaten: %zu\n", document->counts[IMPORT_NOTE_NUMBER]);
    if (document->counts[IMPORT_NOTE_CONTENTS])
        fprintf(out, "  Regels van de inhoudsopgave, weggelaten: %zu\n", document->counts[IMPORT_NOTE_CONTENTS]);
    fputs(result->source_written ? "  Bron: staat in sources.yaml naast het bestand; vul hem aan\n"
                                 : "  Bron: zet dit in sources.yaml van het corpus en vul het aan\n",
          out);
    if (!result->source_written)
        fwrite(result->source.start, 1, result->source.length, out);
    fputs("  Alle voorstellen staan onder 'proposed'; bpv-index check noemt ze tot je ze hebt nagekeken.\n", out);
}
