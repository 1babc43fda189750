#include "import_read.h"

#include <errno.h>
#include <fcntl.h>
#include <string.h>
#include <strings.h>
#include <sys/stat.h>
#include <unistd.h>

#include "import_pandoc.h"
#include "import_pdf.h"
#include "import_text.h"

#define BEGINNING 4096u
#define END_OF_ZIP (64u * 1024u) /* where the names in a zip file stand */

struct document_file {
    int descriptor;
    size_t size;
    const char *end; /* of the name: "pdf"; "" if there is none */
    struct text_buffer beginning;
};

static enum bpv_status open_file(const char *path, struct document_file *file, struct bpv_error *error)
{
    struct stat status;
    const char *slash = strrchr(path, '/'), *dot = strrchr(slash ? slash : path, '.');
    file->end = dot ? dot + 1 : "";
    file->descriptor = open(path, O_RDONLY | O_NONBLOCK | O_NOCTTY | O_CLOEXEC);
    if (file->descriptor < 0)
        return bpv_fail(error, BPV_IO, "kan niet worden geopend (%s); controleer de naam en de rechten",
                        bpv_errno_text(errno));
    if (fstat(file->descriptor, &status) != 0 || !S_ISREG(status.st_mode))
        return bpv_fail(error, BPV_INVALID, "is geen gewoon bestand; geef een document op");
    if (status.st_size == 0)
        return bpv_fail(error, BPV_INVALID, "is leeg; geef een document met tekst op");
    if (status.st_size > (off_t)IMPORT_DOCUMENT_MAX)
        return bpv_fail(error, BPV_TOO_LARGE, "is groter dan %u MB; maak de plaatjes kleiner of splits het document",
                        IMPORT_DOCUMENT_MAX / (1024u * 1024u));
    file->size = (size_t)status.st_size;
    return BPV_OK;
}

/* Appends up to `length` bytes from offset. */
static bool read_part(const struct document_file *file, size_t offset, size_t length, struct text_buffer *into)
{
    char block[16384];
    while (length) {
        ssize_t got = pread(file->descriptor, block, length < sizeof block ? length : sizeof block, (off_t)offset);
        if (got < 0 && errno == EINTR)
            continue;
        if (got <= 0)
            return got == 0;
        text_buffer_append(into, block, (size_t)got);
        offset += (size_t)got;
        length -= (size_t)got;
    }
    return true;
}

static bool begins(const struct document_file *file, const char *magic, size_t length)
{
    return file->beginning.length >= length && memcmp(file->beginning.data, magic, length) == 0;
}

static bool has(struct bpv_text bytes, const char *what)
{
    return bytes.length && memmem(bytes.start, bytes.length, what, strlen(what)) != NULL;
}

static bool is_named(const struct document_file *file, const char *end)
{
    return strcasecmp(file->end, end) == 0;
}

/* HTML begins with a tag that only HTML has. */
static bool is_html(const struct document_file *file)
{
    static const char *const tags[] = {"<!doctype html", "<html", "<head", "<body", "<h1", "<p>", "<div", "<title"};
    struct bpv_text bytes = text_buffer_text(&file->beginning);
    size_t at = bytes.length >= 3 && memcmp(bytes.start, "\xEF\xBB\xBF", 3) == 0 ? 3 : 0;
    while (at < bytes.length && strchr(" \t\r\n", bytes.start[at]) && bytes.start[at])
        at++;
    if (at == bytes.length || bytes.start[at] != '<')
        return is_named(file, "html") || is_named(file, "htm");
    for (; at < bytes.length; at++)
        for (size_t i = 0; i < sizeof tags / sizeof *tags; i++)
            if (bytes.length - at >= strlen(tags[i]) && strncasecmp(bytes.start + at, tags[i], strlen(tags[i])) == 0)
                return true;
    return is_named(file, "html") || is_named(file, "htm");
}

/* The kind of zip file: "docx", "odt", or NULL. */
static const char *zip_kind(const struct document_file *file)
{
    struct text_buffer names;
    text_buffer_init(&names, 2 * END_OF_ZIP);
    size_t from = file->size > END_OF_ZIP ? file->size - END_OF_ZIP : 0;
    const char *kind = NULL;
    if (read_part(file, from, END_OF_ZIP, &names)) {
        if (has(text_buffer_text(&file->beginning), "application/vnd.oasis.opendocument.text"))
            kind = "odt";
        else if (has(text_buffer_text(&names), "word/document.xml") || has(text_buffer_text(&file->beginning), "word/"))
            kind = "docx";
    }
    text_buffer_release(&names);
    return kind;
}

static enum bpv_status read_text(struct import_joiner *joiner, const struct document_file *file,
                                 struct bpv_error *error)
{
    struct text_buffer text;
    text_buffer_init(&text, 2 * IMPORT_TEXT_MAX);
    enum bpv_status status;
    if (file->size > IMPORT_TEXT_MAX) {
        status = bpv_fail(error, BPV_TOO_LARGE,
                          "heeft meer dan %u MB tekst, of is geen document; splits het in kleinere delen",
                          IMPORT_TEXT_MAX / (1024u * 1024u));
    } else if (!read_part(file, 0, file->size, &text)) {
        status = bpv_fail(error, BPV_IO, "lezen is mislukt (%s)", bpv_errno_text(errno));
    } else {
        bool mark = text.length >= 3 && memcmp(text.data, "\xEF\xBB\xBF", 3) == 0;
        joiner->document->format = "tekst";
        status =
            import_text(joiner, (struct bpv_text){text.data + (mark ? 3 : 0), text.length - (mark ? 3 : 0)}, error);
    }
    text_buffer_release(&text);
    return status;
}

static enum bpv_status read_zip(struct import_joiner *joiner, const struct document_file *file, struct bpv_error *error)
{
    const char *kind = zip_kind(file);
    if (!kind)
        return bpv_fail(error, BPV_INVALID,
                        "is een zip-bestand, maar geen Word- (DOCX) of ODT-document; sla het op als DOCX of PDF");
    joiner->document->format = strcmp(kind, "docx") == 0 ? "Word (DOCX)" : "OpenDocument (ODT)";
    return import_pandoc(joiner->document, kind, file->descriptor, error);
}

/* What a file is, its bytes say; a name that promises something else is a mistake of someone's. */
static enum bpv_status read_by_kind(struct import_joiner *joiner, const struct document_file *file,
                                    struct bpv_error *error)
{
    struct bpv_text beginning = text_buffer_text(&file->beginning);
    if (has((struct bpv_text){beginning.start, beginning.length < 1024 ? beginning.length : 1024}, "%PDF-")) {
        joiner->document->format = "PDF";
        return import_pdf(joiner, file->descriptor, error);
    }
    if (begins(file, "PK\x03\x04", 4))
        return read_zip(joiner, file, error);
    if (begins(file, "\xD0\xCF\x11\xE0", 4))
        return bpv_fail(error, BPV_INVALID,
                        "is een oud Word-bestand (.doc) of is beveiligd; sla het op als DOCX zonder wachtwoord");
    if (begins(file, "{\\rtf", 5))
        return bpv_fail(error, BPV_INVALID, "is een RTF-bestand; sla het op als DOCX of ODT");
    if (is_named(file, "pdf") || is_named(file, "docx") || is_named(file, "odt") || is_named(file, "doc"))
        return bpv_fail(error, BPV_INVALID, "heet .%s maar is dat niet, of is beschadigd; sla het opnieuw op",
                        file->end);
    if (memchr(beginning.start, '\0', beginning.length))
        return bpv_fail(error, BPV_INVALID,
                        "is geen document dat gelezen kan worden; geef een PDF, DOCX, ODT, HTML of tekst");
    if (is_html(file)) {
        joiner->document->format = "HTML";
        return import_pandoc(joiner->document, "html", file->descriptor, error);
    }
    return read_text(joiner, file, error);
}

enum bpv_status import_read(struct import_joiner *joiner, const char *path, struct bpv_error *error)
{
    struct document_file file = {.descriptor = -1};
    text_buffer_init(&file.beginning, 2 * BEGINNING);
    enum bpv_status status = open_file(path, &file, error);
    if (status == BPV_OK && !read_part(&file, 0, BEGINNING, &file.beginning))
        status = bpv_fail(error, BPV_IO, "lezen is mislukt (%s)", bpv_errno_text(errno));
    if (status == BPV_OK)
        status = read_by_kind(joiner, &file, error);
    if (status == BPV_OK)
        status = import_document_check(joiner->document, error);
    if (file.descriptor >= 0)
        close(file.descriptor);
    text_buffer_release(&file.beginning);
    return status;
}
