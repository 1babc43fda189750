#include "import_document.h"

#include <stdlib.h>
#include <string.h>

#include "utf8.h"

#define UNREADABLE_SHARE 50u /* one in so many characters: the text layer is rubbish */
#define AROUND 24u           /* bytes shown before an unreadable character */
#define SOFT_HYPHEN "\u00AD"

void import_document_init(struct import_document *document)
{
    *document = (struct import_document){.format = "", .title = {"", 0}};
}

void import_document_release(struct import_document *document)
{
    free(document->blocks);
    free(document->notes);
    pool_release(&document->pool);
    *document = (struct import_document){.format = "", .title = {"", 0}};
}

struct bpv_text import_trim(struct bpv_text text)
{
    while (text.length && (text.start[0] == ' ' || text.start[0] == '\t'))
        text.start++, text.length--;
    while (text.length && (text.start[text.length - 1] == ' ' || text.start[text.length - 1] == '\t'))
        text.length--;
    return text;
}

void import_add_block(struct import_document *document, const struct import_block *block)
{
    struct bpv_text text = import_without_soft_hyphen(import_trim(block->text));
    if (!text.length)
        return;
    if (document->block_count >= IMPORT_BLOCKS_MAX) {
        document->too_large = true;
        return;
    }
    if (text.length > IMPORT_BLOCK_TEXT_MAX) {
        document->too_large = true;
        text.length = utf8_cut(text.start, text.length, IMPORT_BLOCK_TEXT_MAX);
    }
    if (document->block_count == document->block_capacity) {
        document->block_capacity = document->block_capacity ? document->block_capacity * 2 : 256;
        document->blocks = xrealloc(document->blocks, document->block_capacity * sizeof *document->blocks);
    }
    struct import_block *added = &document->blocks[document->block_count++];
    *added = *block;
    added->text = pool_copy(&document->pool, text);
}

void import_add_note(struct import_document *document, enum import_note_kind kind, unsigned page, struct bpv_text text,
                     struct bpv_text detail)
{
    document->counts[kind]++;
    if (document->note_count >= IMPORT_NOTES_MAX)
        return;
    if (document->note_count == document->note_capacity) {
        document->note_capacity = document->note_capacity ? document->note_capacity * 2 : 64;
        document->notes = xrealloc(document->notes, document->note_capacity * sizeof *document->notes);
    }
    text.length = utf8_cut(text.start, text.length, BPV_TITLE_MAX);
    detail.length = utf8_cut(detail.start, detail.length, BPV_TITLE_MAX);
    document->notes[document->note_count++] =
        (struct import_note){kind, page, pool_copy(&document->pool, text), pool_copy(&document->pool, detail)};
}

/* ---- Characters ---- */

struct replacement {
    uint32_t code_point;
    const char *text;
};

/* What typesetters use and people do not type. */
static const struct replacement replacements[] = {
    {'\t', " "},        {'\n', " "},        {'\r', " "},        {'\f', " "},        {0x00A0, " "},
    {0x1680, " "},      {0x2000, " "},      {0x2001, " "},      {0x2002, " "},      {0x2003, " "},
    {0x2004, " "},      {0x2005, " "},      {0x2006, " "},      {0x2007, " "},      {0x2008, " "},
    {0x2009, " "},      {0x200A, " "},      {0x202F, " "},      {0x205F, " "},      {0x3000, " "},
    {0x2028, " "},      {0x2029, " "},      {0x200B, ""},       {0x200C, ""},       {0x200D, ""},
    {0x2060, ""},       {0xFEFF, ""},       {0x2010, "-"},      {0x2011, "-"},      {0xFB00, "ff"},
    {0xFB01, "fi"},     {0xFB02, "fl"},     {0xFB03, "ffi"},    {0xFB04, "ffl"},    {0xFB05, "st"},
    {0xFB06, "st"},     {0x0132, "IJ"},     {0x0133, "ij"},     {0xF0B7, "\u2022"}, {0xF0A7, "\u2022"},
    {0xF06C, "\u2022"}, {0xF06E, "\u2022"}, {0xF0D8, "\u2022"}, {0xF0FC, "\u2022"}, {0xF02D, "-"},
    {0x2023, "\u2022"}, {0x25AA, "\u2022"}, {0x25CF, "\u2022"}, {0x25A0, "\u2022"}, {0x25E6, "\u2022"},
    {0x27A2, "\u2022"},
};

static const char *replacement_of(uint32_t code_point)
{
    for (size_t i = 0; i < sizeof replacements / sizeof *replacements; i++)
        if (replacements[i].code_point == code_point)
            return replacements[i].text;
    return NULL;
}

static bool is_private(uint32_t code_point)
{
    return (code_point >= 0xE000 && code_point <= 0xF8FF) || code_point >= 0xF0000 ||
           (code_point >= 0xFDD0 && code_point <= 0xFDEF);
}

static bool is_part(struct bpv_text raw, size_t at)
{
    return at < raw.length && ((unsigned char)raw.start[at] & 0xC0) == 0x80;
}

/* The note shows what stands around the character; what cannot be read there is left out of it. */
static void note_character(struct import_document *document, struct bpv_text raw, size_t at, size_t used, unsigned page)
{
    size_t begin = at > AROUND ? at - AROUND : 0,
           end = at + used + AROUND < raw.length ? at + used + AROUND : raw.length;
    while (begin < at && is_part(raw, begin))
        begin++;
    while (end > at + used && is_part(raw, end))
        end--;
    struct bpv_text before = {raw.start + begin, at - begin}, after = {raw.start + at + used, end - at - used};
    if (!utf8_valid(before.start, before.length, NULL))
        before.length = 0;
    if (!utf8_valid(after.start, after.length, NULL))
        after.length = 0;
    import_add_note(document, IMPORT_NOTE_CHARACTER, page, before, after);
}

static void append_spaced(struct text_buffer *out, size_t begin, const char *bytes, size_t length)
{
    if (length == 1 && bytes[0] == ' ' && (out->length == begin || out->data[out->length - 1] == ' '))
        return;
    text_buffer_append(out, bytes, length);
}

/* Is there a word here that a soft hyphen can break off? One after a space or a hyphen says nothing. */
static bool can_break(const struct text_buffer *out, size_t begin)
{
    return out->length > begin && out->data[out->length - 1] != ' ' && out->data[out->length - 1] != '-';
}

/* True if a soft hyphen breaks off the last word; nothing that is seen follows it then. */
static bool append_clean(struct import_document *document, struct bpv_text raw, unsigned page, struct text_buffer *out)
{
    size_t begin = out->length, at = 0;
    bool broken_off = false;
    while (at < raw.length) {
        uint32_t code_point;
        size_t before = out->length;
        size_t used = utf8_decode(raw.start + at, raw.length - at, &code_point);
        document->characters++;
        const char *instead = replacement_of(code_point);
        if (instead)
            append_spaced(out, begin, instead, strlen(instead));
        else if (code_point == 0x00AD)
            broken_off = broken_off || can_break(out, begin);
        else if (code_point == 0xFFFD || is_private(code_point))
            note_character(document, raw, at, used, page);
        else if (!utf8_unsafe(code_point))
            append_spaced(out, begin, raw.start + at, used);
        if (out->length > before && out->data[out->length - 1] != ' ')
            broken_off = false;
        at += used;
    }
    while (out->length > begin && out->data[out->length - 1] == ' ')
        out->data[--out->length] = '\0';
    return broken_off;
}

void import_clean(struct import_document *document, struct bpv_text raw, unsigned page, struct text_buffer *out)
{
    append_clean(document, raw, page, out);
}

void import_clean_line(struct import_document *document, struct bpv_text raw, unsigned page, struct text_buffer *out)
{
    if (append_clean(document, raw, page, out))
        text_buffer_append_string(out, SOFT_HYPHEN);
}

bool import_is_broken_off(struct bpv_text line)
{
    size_t length = strlen(SOFT_HYPHEN);
    return line.length >= length && memcmp(line.start + line.length - length, SOFT_HYPHEN, length) == 0;
}

struct bpv_text import_without_soft_hyphen(struct bpv_text line)
{
    if (import_is_broken_off(line))
        line.length -= strlen(SOFT_HYPHEN);
    return line;
}

static bool is_letter(char byte)
{
    return (byte >= 'a' && byte <= 'z') || (byte >= 'A' && byte <= 'Z');
}

enum bpv_status import_document_check(const struct import_document *document, struct bpv_error *error)
{
    size_t letters = 0;
    for (size_t i = 0; i < document->block_count && letters < 20; i++)
        for (size_t at = 0; at < document->blocks[i].text.length; at++)
            letters += is_letter(document->blocks[i].text.start[at]);
    if (document->counts[IMPORT_NOTE_CHARACTER] * UNREADABLE_SHARE > document->characters)
        return bpv_fail(error, BPV_INVALID,
                        "de letters in dit document zijn niet te lezen (%zu onleesbare tekens); maak het opnieuw "
                        "vanuit het origineel",
                        document->counts[IMPORT_NOTE_CHARACTER]);
    if (letters < 20)
        return bpv_fail(error, BPV_INVALID,
                        "dit document heeft geen tekst; is het een scan, laat er dan eerst een programma met "
                        "tekstherkenning (OCR) op los");
    if (document->too_large)
        return bpv_fail(error, BPV_TOO_LARGE,
                        "dit document is te groot om in een keer over te nemen; splits het in kleinere delen");
    return BPV_OK;
}

/* ---- Kinds of lines ---- */

static bool is_digit(char byte)
{
    return byte >= '0' && byte <= '9';
}

static size_t skip_spaces(struct bpv_text text, size_t at)
{
    while (at < text.length && (text.start[at] == ' ' || text.start[at] == '\t'))
        at++;
    return at;
}

static bool begins_with(struct bpv_text text, const char *beginning)
{
    size_t length = strlen(beginning);
    return text.length >= length && memcmp(text.start, beginning, length) == 0;
}

size_t import_list_mark(struct bpv_text text, bool *ordered)
{
    static const char *const marks[] = {"\u2022", "\u00B7", "\u2013", "\u2014", "-", "*", "o", "+"};
    if (ordered)
        *ordered = false;
    for (size_t i = 0; i < sizeof marks / sizeof *marks; i++) {
        size_t length = strlen(marks[i]);
        size_t rest = begins_with(text, marks[i]) ? skip_spaces(text, length) : 0;
        if (rest && (rest > length || i == 0) && rest < text.length)
            return rest;
    }
    size_t at = 0;
    while (at < text.length && at < 3 && is_digit(text.start[at]))
        at++;
    if (!at && text.length > 1 && text.start[0] >= 'a' && text.start[0] <= 'z')
        at = 1;
    if (!at || at + 1 >= text.length || (text.start[at] != '.' && text.start[at] != ')'))
        return 0;
    size_t rest = skip_spaces(text, at + 1);
    if (rest == at + 1 || rest == text.length)
        return 0;
    if (ordered)
        *ordered = true;
    return rest;
}

size_t import_section_number(struct bpv_text text, unsigned *depth)
{
    static const char *const words[] = {"Hoofdstuk ", "Paragraaf ", "Deel ", "Bijlage "};
    size_t at = 0;
    for (size_t i = 0; i < sizeof words / sizeof *words; i++)
        if (begins_with(text, words[i]))
            at = strlen(words[i]);
    bool named = at > 0;
    *depth = 0;
    while (at < text.length && is_digit(text.start[at])) {
        size_t digits = at;
        while (at < text.length && is_digit(text.start[at]))
            at++;
        if (at - digits > 2)
            return 0;
        ++*depth;
        if (at < text.length && text.start[at] == '.')
            at++;
    }
    size_t rest = skip_spaces(text, at);
    if (!*depth || (rest == text.length && !named) || (rest == at && rest < text.length))
        return 0;
    return rest;
}

bool import_is_contents_line(struct bpv_text text)
{
    size_t dots = 0, longest = 0;
    for (size_t at = 0; at < text.length; at++) {
        bool ellipsis = begins_with((struct bpv_text){text.start + at, text.length - at}, "\u2026");
        if (text.start[at] == '.' || text.start[at] == '_' || ellipsis)
            dots += ellipsis ? 3 : 1;
        else if (text.start[at] != ' ' && ((unsigned char)text.start[at] & 0xC0) != 0x80)
            dots = 0;
        longest = dots > longest ? dots : longest;
    }
    return longest >= 5;
}

bool import_is_page_number(struct bpv_text text)
{
    static const char *const words[] = {"pagina", "Pagina", "blz.", "p.", "Page", "van", "of", "/", "-", "|", "\u2013"};
    size_t at = 0, numbers = 0, roman = 0;
    while ((at = skip_spaces(text, at)) < text.length) {
        struct bpv_text rest = {text.start + at, text.length - at};
        size_t used = 0;
        for (size_t i = 0; i < sizeof words / sizeof *words && !used; i++)
            used = begins_with(rest, words[i]) ? strlen(words[i]) : 0;
        if (!used) {
            while (used < rest.length && used < 4 && is_digit(rest.start[used]))
                used++;
            numbers += used > 0;
        }
        if (!used) {
            while (used < rest.length && used < 7 && strchr("ivxl", rest.start[used]))
                used++;
            roman += used > 0;
        }
        if (!used)
            return false;
        at += used;
    }
    return numbers + roman >= 1 && numbers + roman <= 2;
}
