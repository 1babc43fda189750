#include "corpus_file.h"

#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "utf8.h"

struct place place_in(struct bpv_text shown, struct bpv_text text, size_t offset)
{
    struct place place = {shown, 1, 1};
    for (size_t i = 0; i < offset && i < text.length; i++) {
        if (text.start[i] == '\n') {
            place.line++;
            place.column = 1;
        } else {
            place.column += ((unsigned char)text.start[i] & 0xC0) != 0x80;
        }
    }
    return place;
}

/* Reads at most maximum + 1 bytes; -1 on failure. */
static ssize_t read_all(int descriptor, char *bytes, size_t size)
{
    size_t length = 0;
    while (length < size) {
        ssize_t got = read(descriptor, bytes + length, size - length);
        if (got < 0 && errno == EINTR)
            continue;
        if (got < 0)
            return -1;
        if (got == 0)
            break;
        length += (size_t)got;
    }
    return (ssize_t)length;
}

static char *load(int folder, const char *name, size_t maximum, struct place whole, struct build_report *report,
                  size_t *length)
{
    char *bytes = NULL;
    struct stat status;
    int descriptor = openat(folder, name, O_RDONLY | O_NOFOLLOW | O_NONBLOCK | O_NOCTTY | O_CLOEXEC);
    if (descriptor < 0 || fstat(descriptor, &status) != 0) {
        report_error(report, whole, "dit bestand kan niet worden gelezen (%s); controleer de rechten",
                     bpv_errno_text(errno));
    } else if (!S_ISREG(status.st_mode)) {
        report_error(report, whole, "dit is geen gewoon bestand; haal het weg uit het corpus");
    } else {
        size_t size = status.st_size < 0 || (size_t)status.st_size > maximum ? maximum + 1 : (size_t)status.st_size + 1;
        bytes = xcalloc(size, 1);
        ssize_t got = read_all(descriptor, bytes, size);
        if (got < 0)
            report_error(report, whole, "lezen is mislukt (%s)", bpv_errno_text(errno));
        else if ((size_t)got == size)
            report_error(report, whole,
                         "dit bestand is groter dan %zu bytes of wordt nog geschreven; verdeel het over meer bestanden",
                         maximum);
        if (got < 0 || (size_t)got == size) {
            free(bytes);
            bytes = NULL;
        } else {
            *length = (size_t)got;
        }
    }
    if (descriptor >= 0)
        close(descriptor);
    return bytes;
}

/* CRLF becomes LF and a byte order mark goes. */
static struct bpv_text normalise(struct memory_pool *pool, const char *bytes, size_t length)
{
    char *text = pool_take(pool, length + 1, 1);
    size_t at = length >= 3 && memcmp(bytes, "\xEF\xBB\xBF", 3) == 0 ? 3 : 0, out = 0;
    for (; at < length; at++)
        if (bytes[at] != '\r' || at + 1 >= length || bytes[at + 1] != '\n')
            text[out++] = bytes[at];
    return (struct bpv_text){text, out};
}

static bool check_encoding(struct bpv_text text, struct bpv_text shown, struct build_report *report)
{
    size_t bad;
    if (utf8_valid(text.start, text.length, &bad))
        return true;
    struct place place = place_in(shown, text, bad);
    if (text.start[bad] == '\0')
        report_error(report, place, "een NUL-byte mag niet in een tekstbestand; bewaar het opnieuw als gewone tekst");
    else
        report_error(report, place, "byte 0x%02X is geen geldige UTF-8; bewaar het bestand als UTF-8",
                     (unsigned)(unsigned char)text.start[bad]);
    return false;
}

static bool check_lines(struct bpv_text text, struct bpv_text shown, struct build_report *report)
{
    size_t begin = 0;
    unsigned line = 1;
    while (begin < text.length) {
        const char *end = memchr(text.start + begin, '\n', text.length - begin);
        size_t length = end ? (size_t)(end - text.start) - begin : text.length - begin;
        if (length > BPV_LINE_MAX) {
            report_error(report, (struct place){shown, line, BPV_LINE_MAX + 1},
                         "deze regel is %zu bytes lang, maximaal %u; breek hem in meer regels", length, BPV_LINE_MAX);
            return false;
        }
        begin += length + 1;
        line++;
    }
    return true;
}

static bool check_characters(struct bpv_text text, bool control_characters, struct bpv_text shown,
                             struct build_report *report)
{
    for (size_t at = 0; at < text.length;) {
        uint32_t code_point;
        at += utf8_plain(text.start + at, text.length - at);
        if (at == text.length)
            break;
        size_t used = utf8_decode(text.start + at, text.length - at, &code_point);
        if (code_point == '\r') {
            report_error(report, place_in(shown, text, at),
                         "een regeleinde CR zonder LF; bewaar het bestand met gewone regeleinden (LF)");
            return false;
        }
        /* YAML would end a line at U+2028 and U+2029, and no editor shows them. */
        bool invisible = utf8_unsafe(code_point) || code_point == 0x2028 || code_point == 0x2029;
        if (invisible && !control_characters) {
            report_error(report, place_in(shown, text, at),
                         "het onzichtbare teken U+%04X mag niet in de tekst; haal het weg", (unsigned)code_point);
            return false;
        }
        at += used;
    }
    return true;
}

bool corpus_file_read(int folder, const char *name, size_t maximum, bool control_characters, struct bpv_text shown,
                      struct memory_pool *pool, struct build_report *report, struct bpv_text *text)
{
    *text = (struct bpv_text){"", 0};
    size_t length = 0;
    char *bytes = load(folder, name, maximum, (struct place){shown, 0, 0}, report, &length);
    if (!bytes)
        return false;
    struct bpv_text normal = normalise(pool, bytes, length);
    free(bytes);
    if (!check_encoding(normal, shown, report) || !check_lines(normal, shown, report) ||
        !check_characters(normal, control_characters, shown, report))
        return false;
    *text = normal;
    return true;
}

/* The line that begins at offset, without its LF. */
static struct bpv_text line_at(struct bpv_text text, size_t offset)
{
    const char *end = memchr(text.start + offset, '\n', text.length - offset);
    return (struct bpv_text){text.start + offset, end ? (size_t)(end - text.start) - offset : text.length - offset};
}

static bool is_dashes(struct bpv_text line)
{
    while (line.length > 3 && (line.start[line.length - 1] == ' ' || line.start[line.length - 1] == '\t'))
        line.length--;
    return text_is(line, "---");
}

bool corpus_file_split(struct bpv_text text, struct bpv_text shown, struct build_report *report,
                       struct file_parts *parts)
{
    *parts = (struct file_parts){.body = text, .body_line = 1, .front_line = 1};
    if (!text.length || !is_dashes(line_at(text, 0)))
        return true;
    size_t begin = line_at(text, 0).length + 1, at = begin;
    unsigned line = 2;
    while (at < text.length) {
        struct bpv_text current = line_at(text, at);
        size_t next = at + current.length + 1;
        if (is_dashes(current)) {
            size_t body = next < text.length ? next : text.length;
            *parts = (struct file_parts){
                true, {text.start + begin, at - begin}, {text.start + body, text.length - body}, 2, line + 1};
            return true;
        }
        at = next;
        line++;
    }
    report_error(report, (struct place){shown, 1, 1},
                 "de front matter begint met --- maar sluit niet; zet een regel --- na de laatste sleutel");
    return false;
}
