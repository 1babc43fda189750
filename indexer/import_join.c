#include "import_join.h"

#include <string.h>

#include "dutch_compound.h"
#include "utf8.h"

#define WORD_SOUGHT_MAX                                                                                                \
    200u /* bytes looked back for a word; a line of "a-" ten thousand times must not cost more each time */
#define LOST_LEFT_MIN 4u /* letters of a word whose hyphen is lost; shorter ones are words or abbreviations */
#define LOST_RIGHT_MIN 4u
#define WHOLE_RIGHT_MIN 5u

static const struct bpv_text nothing = {"", 0};

void import_joiner_init(struct import_joiner *joiner, struct import_document *document, const char *dictionary)
{
    *joiner = (struct import_joiner){.document = document};
    dictionary_load(&joiner->dictionary, dictionary);
}

void import_joiner_release(struct import_joiner *joiner)
{
    dictionary_release(&joiner->dictionary);
    text_map_release(&joiner->seen);
    pool_release(&joiner->pool);
}

/* ---- Words ---- */

static bool is_word_byte(char byte)
{
    return (byte >= 'a' && byte <= 'z') || (byte >= 'A' && byte <= 'Z') || (byte >= '0' && byte <= '9') ||
           byte == '-' || ((unsigned char)byte & 0x80);
}

/* Bytes of typographic quotes and dashes (U+20xx) begin with E2 80: no part of a word. */
static bool in_word(struct bpv_text text, size_t at)
{
    if (!is_word_byte(text.start[at]))
        return false;
    size_t lead = at;
    while (lead && ((unsigned char)text.start[lead] & 0xC0) == 0x80)
        lead--;
    return !(text.length - lead >= 2 && (unsigned char)text.start[lead] == 0xE2 &&
             (unsigned char)text.start[lead + 1] == 0x80);
}

static struct bpv_text last_word(struct bpv_text text)
{
    size_t begin = text.length, limit = text.length > WORD_SOUGHT_MAX ? text.length - WORD_SOUGHT_MAX : 0;
    while (begin > limit && in_word(text, begin - 1))
        begin--;
    while (begin < text.length && ((unsigned char)text.start[begin] & 0xC0) == 0x80)
        begin++;
    return (struct bpv_text){text.start + begin, text.length - begin};
}

static struct bpv_text first_word(struct bpv_text text)
{
    size_t end = 0;
    while (end < text.length && in_word(text, end))
        end++;
    return (struct bpv_text){text.start, end};
}

static bool ends_with(struct bpv_text text, const char *end)
{
    size_t length = strlen(end);
    return text.length >= length && memcmp(text.start + text.length - length, end, length) == 0;
}

static bool begins_lower(struct bpv_text text)
{
    if (!text.length)
        return false;
    uint32_t code_point;
    utf8_decode(text.start, text.length, &code_point);
    if (code_point < 0x80)
        return code_point >= 'a' && code_point <= 'z';
    return (code_point >= 0xDF && code_point <= 0xFF) || code_point == 0x0153;
}

void import_joiner_learn(struct import_joiner *joiner, struct bpv_text line)
{
    struct text_buffer folded;
    text_buffer_init(&folded, 0);
    for (size_t at = 0; at < line.length;) {
        if (!in_word(line, at)) {
            at++;
            continue;
        }
        struct bpv_text word = first_word((struct bpv_text){line.start + at, line.length - at});
        size_t one = 1;
        bool inside = at > 0 && at + word.length < line.length;
        at += word.length;
        if (!inside || ends_with(word, "-") || word.length > BPV_TERM_MAX)
            continue;
        text_buffer_clear(&folded);
        utf8_fold(word.start, word.length, &folded);
        if (!text_map_find(&joiner->seen, text_buffer_text(&folded), NULL))
            text_map_add(&joiner->seen, pool_copy(&joiner->pool, text_buffer_text(&folded)), &one);
    }
    text_buffer_release(&folded);
}

static bool dictionary_knows(void *context, const char *word, size_t length)
{
    return dictionary_has(context, (struct bpv_text){word, length});
}

enum knowledge { UNKNOWN, COMPOUND, IN_DICTIONARY, SEEN };

static enum knowledge knowledge_of(const struct import_joiner *joiner, struct bpv_text word)
{
    struct text_buffer folded;
    text_buffer_init(&folded, 0);
    utf8_fold(word.start, word.length, &folded);
    struct bpv_text form = text_buffer_text(&folded);
    enum knowledge knowledge = UNKNOWN;
    struct bpv_span parts[BPV_COMPOUND_PARTS_MAX];
    struct dictionary dictionary = joiner->dictionary; /* the callback's context is not const */
    if (text_map_find(&joiner->seen, form, NULL))
        knowledge = SEEN;
    else if (dictionary_has(&dictionary, form))
        knowledge = IN_DICTIONARY;
    else if (form.length && form.length < BPV_TERM_MAX &&
             dutch_split(form.start, form.length, dictionary_knows, &dictionary, parts))
        knowledge = COMPOUND;
    text_buffer_release(&folded);
    return knowledge;
}

bool import_joiner_knows(const struct import_joiner *joiner, struct bpv_text word)
{
    return knowledge_of(joiner, word) != UNKNOWN;
}

static struct bpv_text glued(struct text_buffer *buffer, struct bpv_text left, const char *between,
                             struct bpv_text right)
{
    text_buffer_clear(buffer);
    text_buffer_append_text(buffer, left);
    text_buffer_append_string(buffer, between);
    text_buffer_append_text(buffer, right);
    return text_buffer_text(buffer);
}

/* Words before a hyphen that Dutch writes with one: letter words, digits, capitals. */
static bool keeps_hyphen(struct bpv_text piece)
{
    static const char *const words[] = {"mbo", "bpv", "bol", "bbl", "hbo", "vmbo", "vso", "vo",  "wo",
                                        "roc", "lob", "sbb", "uwv", "pok", "e",    "ex",  "oud", "niet",
                                        "non", "oud", "ov",  "ict", "aow", "wia",  "ww",  "vog"};
    bool lower = false;
    for (size_t i = 0; i < piece.length; i++) {
        if (piece.start[i] >= '0' && piece.start[i] <= '9')
            return true;
        lower = lower || (piece.start[i] >= 'a' && piece.start[i] <= 'z') || ((unsigned char)piece.start[i] & 0x80);
    }
    for (size_t i = 0; i < sizeof words / sizeof *words; i++)
        if (text_is(piece, words[i]))
            return true;
    return !lower;
}

static bool is_linking_word(struct bpv_text word)
{
    return text_is(word, "en") || text_is(word, "of") || text_is(word, "tot") || text_is(word, "als") ||
           text_is(word, "maar") || text_is(word, "dan") || text_is(word, "noch");
}

/* ---- Joining ---- */

enum join { JOIN_SPACE, JOIN_KEEP, JOIN_DROP, JOIN_DOUBT };

/* What becomes of "left-" at a line end before "right". */
static enum join decide_hyphen(struct import_joiner *joiner, struct bpv_text left, struct bpv_text right)
{
    const char *hyphen = memrchr(left.start, '-', left.length);
    struct bpv_text piece = left;
    if (hyphen)
        piece = (struct bpv_text){hyphen + 1, left.length - (size_t)(hyphen + 1 - left.start)};
    hyphen = memchr(right.start, '-', right.length);
    struct bpv_text next = {right.start, hyphen ? (size_t)(hyphen - right.start) : right.length};
    if (!piece.length || is_linking_word(right))
        return JOIN_SPACE;
    if (!begins_lower(right))
        return JOIN_KEEP;
    struct text_buffer word;
    text_buffer_init(&word, 0);
    enum knowledge with = knowledge_of(joiner, glued(&word, left, "-", right));
    enum knowledge without = knowledge_of(joiner, glued(&word, left, "", right));
    enum knowledge pieces = knowledge_of(joiner, glued(&word, piece, "", next));
    text_buffer_release(&word);
    if (with == SEEN || without == SEEN)
        return without == SEEN ? JOIN_DROP : JOIN_KEEP;
    if (pieces == SEEN || pieces == IN_DICTIONARY)
        return JOIN_DROP;
    if (keeps_hyphen(piece))
        return JOIN_KEEP;
    if (pieces == COMPOUND)
        return JOIN_DROP;
    /* A name or foreign word before a whole Dutch word ("Debian-installatie"): its hyphen was there already. */
    return next.length >= WHOLE_RIGHT_MIN && !begins_lower(piece) && import_joiner_knows(joiner, next) ? JOIN_KEEP
                                                                                                       : JOIN_DOUBT;
}

/* Has the hyphen between two lines been lost? Then left alone is no word, and both together are. */
static bool hyphen_lost(struct import_joiner *joiner, struct bpv_text left, struct bpv_text right)
{
    if (left.length < LOST_LEFT_MIN || right.length < LOST_RIGHT_MIN || !begins_lower(right) ||
        memchr(left.start, '-', left.length) || knowledge_of(joiner, left) != UNKNOWN)
        return false;
    struct text_buffer word;
    text_buffer_init(&word, 0);
    bool known = import_joiner_knows(joiner, glued(&word, left, "", right));
    text_buffer_release(&word);
    return known;
}

static void note_join(struct import_joiner *joiner, enum import_note_kind kind, unsigned page, struct bpv_text left,
                      const char *mark, struct bpv_text right, bool doubt)
{
    struct text_buffer word, detail;
    text_buffer_init(&word, 0);
    text_buffer_init(&detail, 0);
    glued(&word, left, kind == IMPORT_NOTE_HYPHEN ? "-" : "", right);
    glued(&detail, left, mark, nothing);
    text_buffer_append_string(&detail, " | ");
    text_buffer_append_text(&detail, right);
    import_add_note(joiner->document, kind, page, text_buffer_text(&word), text_buffer_text(&detail));
    if (doubt) {
        struct text_buffer text;
        text_buffer_init(&text, 0);
        text_buffer_printf(&text, "'%s' is aan elkaar gezet, maar staat niet in het woordenboek", word.data);
        import_add_note(joiner->document, IMPORT_NOTE_DOUBT, page, text_buffer_text(&text), nothing);
        text_buffer_release(&text);
    }
    text_buffer_release(&word);
    text_buffer_release(&detail);
}

static void shorten(struct text_buffer *buffer, size_t bytes)
{
    buffer->length -= bytes;
    buffer->data[buffer->length] = '\0';
}

static void append_after_hyphen(struct import_joiner *joiner, struct text_buffer *paragraph, struct bpv_text left,
                                struct bpv_text line, unsigned page)
{
    struct bpv_text right = first_word(line);
    enum join join = right.length ? decide_hyphen(joiner, left, right) : JOIN_SPACE;
    if (join == JOIN_SPACE) {
        text_buffer_append_char(paragraph, ' ');
    } else {
        note_join(joiner, join == JOIN_KEEP ? IMPORT_NOTE_HYPHEN : IMPORT_NOTE_JOINED, page, left, "-", right,
                  join == JOIN_DOUBT);
        if (join != JOIN_KEEP)
            shorten(paragraph, 1);
    }
    text_buffer_append_text(paragraph, line);
}

void import_joiner_append(struct import_joiner *joiner, struct text_buffer *paragraph, struct bpv_text line,
                          unsigned page)
{
    struct bpv_text so_far = text_buffer_text(paragraph), right = first_word(line);
    if (!so_far.length || !line.length) {
        text_buffer_append_text(paragraph, line);
        return;
    }
    if (import_is_broken_off(so_far)) {
        so_far = import_without_soft_hyphen(so_far);
        shorten(paragraph, paragraph->length - so_far.length);
        note_join(joiner, IMPORT_NOTE_JOINED, page, last_word(so_far), "-", right, false);
        text_buffer_append_text(paragraph, line);
        return;
    }
    struct bpv_text left = last_word(so_far);
    if (left.length > 1 && ends_with(left, "-")) {
        left.length--;
        append_after_hyphen(joiner, paragraph, left, line, page);
        return;
    }
    if (hyphen_lost(joiner, left, right))
        note_join(joiner, IMPORT_NOTE_JOINED, page, left, "", right, false);
    else
        text_buffer_append_char(paragraph, ' ');
    text_buffer_append_text(paragraph, line);
}
