#include "fuzz.h"

#include <fcntl.h>
#include <ftw.h>
#include <stdio.h>
#include <sys/stat.h>
#include <unistd.h>

#include "utf8.h"

void fuzz_failed(const char *file, int line, const char *promise)
{
    fprintf(stderr, "%s:%d: broken promise: %s\n", file, line, promise);
    abort();
}

uint8_t fuzz_byte(struct fuzz_input *input)
{
    if (!input->left)
        return 0;
    input->left--;
    return *input->bytes++;
}

uint32_t fuzz_number(struct fuzz_input *input, size_t bytes)
{
    uint32_t number = 0;
    for (size_t i = 0; i < bytes; i++)
        number |= (uint32_t)fuzz_byte(input) << (8 * i);
    return number;
}

struct bpv_text fuzz_rest(struct fuzz_input *input)
{
    struct bpv_text rest = {input->left ? (const char *)input->bytes : "", input->left};
    input->left = 0;
    return rest;
}

struct bpv_text fuzz_until(struct fuzz_input *input, uint8_t end)
{
    const uint8_t *found = input->left ? memchr(input->bytes, end, input->left) : NULL;
    if (!found)
        return fuzz_rest(input);
    struct bpv_text text = {(const char *)input->bytes, (size_t)(found - input->bytes)};
    input->left -= text.length + 1;
    input->bytes = found + 1;
    return text;
}

bool fuzz_inside(struct bpv_text inner, struct bpv_text outer)
{
    return !inner.length || (inner.start >= outer.start && inner.length <= outer.length &&
                             (size_t)(inner.start - outer.start) <= outer.length - inner.length);
}

bool fuzz_utf8(struct bpv_text text)
{
    return !text.length || utf8_valid(text.start, text.length, NULL);
}

bool fuzz_boundary(struct bpv_text text, size_t offset)
{
    return offset == text.length || (offset < text.length && ((unsigned char)text.start[offset] & 0xC0) != 0x80);
}

/* ---- HTML ---- */

#define TAGS_DEEP 4096

static const char *const tags[] = {"p",  "strong", "em", "code", "pre", "blockquote", "ul", "ol",
                                   "li", "h1",     "h2", "h3",   "h4",  "h5",         "h6", "mark"};

/* The tag that begins at `at`, written as the renderer writes it; *name is its number in tags, -1 for a link. Returns
 * its length. */
static size_t tag_length(const char *at, size_t left, bool *closes, int *name)
{
    *closes = left > 1 && at[1] == '/';
    const char *word = at + (*closes ? 2 : 1);
    const char *end = memchr(at, '>', left);
    fuzz_require(end != NULL);
    size_t length = (size_t)(end - word);
    for (size_t i = 0; i < sizeof tags / sizeof *tags; i++) {
        size_t size = strlen(tags[i]);
        if (length < size || memcmp(word, tags[i], size) != 0)
            continue;
        bool plain = length == size;
        bool with_start = strcmp(tags[i], "ol") == 0 && length > 11 && memcmp(word + size, " start=\"", 8) == 0;
        bool with_class = strcmp(tags[i], "code") == 0 && length > 15 && memcmp(word + size, " class=\"lang", 12) == 0;
        if (plain || (!*closes && (with_start || with_class))) {
            *name = (int)i;
            return (size_t)(end - at) + 1;
        }
    }
    bool link =
        *closes ? length == 1 && *word == 'a' : length >= 9 && memcmp(word, "a href=\"", 8) == 0 && end[-1] == '"';
    fuzz_require(link);
    if (!*closes)
        fuzz_require(memchr(word + 8, '"', length - 9) == NULL && memchr(word + 8, '<', length - 9) == NULL);
    *name = -1;
    return (size_t)(end - at) + 1;
}

static size_t void_tag_length(const char *at, size_t left)
{
    static const char *const list[] = {"<br />", "<hr />"};
    for (size_t i = 0; i < 2; i++)
        if (left >= 6 && memcmp(at, list[i], 6) == 0)
            return 6;
    return 0;
}

void fuzz_require_safe_html(struct bpv_text html)
{
    static int open[TAGS_DEEP];
    size_t depth = 0;
    for (size_t at = 0; at < html.length;) {
        if (html.start[at] != '<') {
            fuzz_require(html.start[at] != '>');
            at++;
            continue;
        }
        size_t used = void_tag_length(html.start + at, html.length - at);
        if (!used) {
            bool closes;
            int name;
            used = tag_length(html.start + at, html.length - at, &closes, &name);
            if (closes) {
                fuzz_require(depth > 0 && open[depth - 1] == name);
                depth--;
            } else {
                fuzz_require(depth < TAGS_DEEP);
                open[depth++] = name;
            }
        }
        at += used;
    }
    fuzz_require(depth == 0);
}

/* ---- Files ---- */

static char folder[64];

static int remove_entry(const char *path, const struct stat *status, int type, struct FTW *position)
{
    (void)status;
    (void)type;
    (void)position;
    remove(path);
    return 0;
}

static void remove_own_folder(void)
{
    nftw(folder, remove_entry, 8, FTW_DEPTH | FTW_PHYS);
}

const char *fuzz_folder(void)
{
    if (!*folder) {
        /* Memory instead of a disk, when there is such a place. */
        snprintf(folder, sizeof folder, "%s/bpv-fuzz-XXXXXX", access("/dev/shm", W_OK) == 0 ? "/dev/shm" : "/tmp");
        fuzz_require(mkdtemp(folder) != NULL);
        atexit(remove_own_folder);
    }
    return folder;
}

void fuzz_write_file(const char *name, struct bpv_text bytes)
{
    char path[128];
    snprintf(path, sizeof path, "%s/%s", fuzz_folder(), name);
    int descriptor = open(path, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0600);
    fuzz_require(descriptor >= 0);
    fuzz_require(write(descriptor, bytes.start, bytes.length) == (ssize_t)bytes.length);
    close(descriptor);
}
