#include "import_write.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "import_markdown.h"
#include "import_previous.h"
#include "import_sections.h"
#include "passage_id.h"

#define SOURCES_MARK "# Bronnen van documenten die bpv-index import heeft overgenomen. Vul ze aan.\nsources:\n"

struct writing {
    struct import_document *document;
    const struct import_target *target;
    struct import_result *result;
    struct previous_file previous;
};

void import_result_release(struct import_result *result)
{
    pool_release(&result->pool);
    *result = (struct import_result){.section_count = 0};
}

static struct bpv_text joined_path(struct memory_pool *pool, const char *folder, const char *name, struct bpv_text stem,
                                   const char *end)
{
    struct text_buffer path;
    text_buffer_init(&path, 0);
    text_buffer_printf(&path, "%s%s%s%.*s%s", folder, folder[0] && folder[strlen(folder) - 1] == '/' ? "" : "/", name,
                       (int)stem.length, stem.start, end);
    struct bpv_text copy = pool_copy(pool, text_buffer_text(&path));
    text_buffer_release(&path);
    return copy;
}

/* ---- Ids ---- */

static bool is_taken(const struct writing *writing, const struct text_map *ids, struct bpv_text id)
{
    if (text_map_find(ids, id, NULL))
        return true;
    struct text_buffer own;
    text_buffer_init(&own, 0);
    text_buffer_printf(&own, "%.*s.md", (int)writing->result->name.length, writing->result->name.start);
    const struct import_target *target = writing->target;
    bool taken = target->id_taken && target->id_taken(target->context, id, text_buffer_text(&own));
    text_buffer_release(&own);
    return taken;
}

/* An id out of the heading without its number; with the document's name before it when another passage has that id. */
static struct bpv_text make_id(struct writing *writing, const struct text_map *ids, struct bpv_text title)
{
    struct memory_pool *pool = &writing->result->pool;
    unsigned depth;
    size_t number = import_section_number(title, &depth);
    if (number < title.length)
        title = (struct bpv_text){title.start + number, title.length - number};
    struct bpv_text id = passage_id_make(pool, title, true);
    if (!is_taken(writing, ids, id))
        return id;
    struct text_buffer longer;
    text_buffer_init(&longer, 0);
    text_buffer_append_text(&longer, writing->result->name);
    text_buffer_append_char(&longer, '-');
    text_buffer_append_text(&longer, id);
    id = passage_id_make(pool, text_buffer_text(&longer), true);
    text_buffer_release(&longer);
    struct bpv_text unique = id;
    for (size_t suffix = 2; is_taken(writing, ids, unique); suffix++)
        unique = passage_id_numbered(pool, id, suffix);
    return unique;
}

static void take_previous(struct writing *writing, struct import_section *section, bool by_text)
{
    struct previous_section *before =
        section->id.length ? NULL : import_previous_take(&writing->previous, section->title, section->text, by_text);
    if (!before)
        return;
    section->id = before->id;
    section->comment = before->comment;
    section->change = text_equal(before->text, section->text) ? IMPORT_SAME : IMPORT_CHANGED;
}

/* Ids of the file before go first, so that no new section takes one. */
static void give_ids(struct writing *writing)
{
    struct import_result *result = writing->result;
    struct text_map ids = {0};
    size_t number = 0;
    for (int by_text = 0; by_text <= 1; by_text++)
        for (size_t i = 0; i < result->section_count; i++)
            take_previous(writing, &result->sections[i], by_text);
    for (size_t i = 0; i < writing->previous.count; i++)
        if (writing->previous.sections[i].id.length)
            text_map_add(&ids, writing->previous.sections[i].id, &number);
    for (size_t i = 0; i < result->section_count; i++)
        if (!result->sections[i].id.length) {
            result->sections[i].id = make_id(writing, &ids, result->sections[i].title);
            text_map_add(&ids, result->sections[i].id, &number);
        }
    text_map_release(&ids);
}

static void add_removed(struct writing *writing)
{
    struct import_result *result = writing->result;
    size_t removed = 0;
    for (size_t i = 0; i < writing->previous.count; i++)
        removed += !writing->previous.sections[i].used;
    struct import_section *all = pool_take(&result->pool, result->section_count + removed, sizeof *all);
    if (result->section_count)
        memcpy(all, result->sections, result->section_count * sizeof *all);
    for (size_t i = 0; i < result->section_count; i++)
        result->changes[all[i].change]++;
    for (size_t i = 0; i < writing->previous.count; i++)
        if (!writing->previous.sections[i].used)
            all[result->section_count++] = (struct import_section){.title = writing->previous.sections[i].title,
                                                                   .id = writing->previous.sections[i].id,
                                                                   .text = writing->previous.sections[i].text,
                                                                   .comment = {"", 0},
                                                                   .change = IMPORT_REMOVED};
    result->changes[IMPORT_REMOVED] = removed;
    result->sections = all;
}

/* ---- Proposals ---- */

static void guess(struct writing *writing)
{
    struct import_result *result = writing->result;
    struct tagger_text *texts = xcalloc(result->section_count, sizeof *texts);
    struct tagger_guess *guesses = xcalloc(result->section_count, sizeof *guesses);
    for (size_t i = 0; i < result->section_count; i++)
        texts[i] = (struct tagger_text){result->sections[i].title, result->sections[i].text};
    theme_tagger_guess(writing->target->tagger, writing->document->title, texts, result->section_count,
                       writing->target->module, guesses);
    for (size_t i = 0; i < result->section_count; i++)
        result->sections[i].guess = guesses[i];
    free(texts);
    free(guesses);
}

static void append_list_start(struct text_buffer *out, bool *first)
{
    text_buffer_append_string(out, *first ? "" : ", ");
    *first = false;
}

/* The roles whose leergang takes the module. */
static void append_roles(struct text_buffer *out, const struct bpv_taxonomy *taxonomy, unsigned module)
{
    uint32_t roles = 0;
    bool first = true;
    for (size_t i = 0; i < taxonomy->track_count; i++)
        if (taxonomy->tracks[i].modules >> module & 1)
            roles |= 1u << taxonomy->tracks[i].role;
    text_buffer_append_string(out, "roles: [");
    for (size_t i = 0; i < taxonomy->role_count; i++)
        if (!roles || roles >> i & 1) {
            append_list_start(out, &first);
            text_buffer_append_text(out, taxonomy->roles[i].key);
        }
    text_buffer_append_string(out, "]\n");
}

/* "0.82", with a point whatever the locale. */
static void append_sure(struct text_buffer *out, const char *key, double confidence)
{
    unsigned hundredths = (unsigned)(confidence * 100 + 0.5);
    text_buffer_printf(out, ", \"%s %u.%02u\"", key, hundredths / 100, hundredths % 100);
}

static void append_locator(struct text_buffer *out, const struct import_section *section)
{
    if (section->page_first)
        text_buffer_printf(out, ":p. %u", section->page_first);
    if (section->page_last > section->page_first && section->page_first)
        text_buffer_printf(out, "-%u", section->page_last);
}

static void append_proposals(struct text_buffer *out, const struct writing *writing,
                             const struct import_section *section)
{
    const struct bpv_taxonomy *taxonomy = writing->target->taxonomy;
    const struct tagger_guess *guess = &section->guess;
    bool first = true;
    text_buffer_printf(out, "id: %.*s\nmodule: %u\nthemes: [", (int)section->id.length, section->id.start,
                       guess->module);
    for (unsigned theme = 1; theme <= BPV_THEMES_MAX; theme++)
        if (guess->themes >> theme & 1) {
            append_list_start(out, &first);
            text_buffer_printf(out, "%u", theme);
        }
    text_buffer_append_string(out, "]\n");
    append_roles(out, taxonomy, guess->module);
    text_buffer_printf(out, "audience: %s\nphase: ", bpv_audience_key(guess->audience));
    text_buffer_append_text(out, taxonomy->phases[guess->phase].key);
    text_buffer_printf(out, "\nsources: [\"%.*s", (int)writing->result->name.length, writing->result->name.start);
    append_locator(out, section);
    text_buffer_append_string(out, "\"]\nproposed: [roles");
    if (!writing->target->module)
        append_sure(out, "module", guess->module_confidence);
    append_sure(out, "themes", guess->theme_confidence);
    append_sure(out, "phase", guess->phase_confidence);
    append_sure(out, "audience", guess->audience_confidence);
    text_buffer_append_string(out, "]\n");
}

/* ---- The file ---- */

static void append_quoted(struct text_buffer *out, struct bpv_text text)
{
    text_buffer_append_char(out, '"');
    for (size_t i = 0; i < text.length; i++) {
        if (text.start[i] == '"' || text.start[i] == '\\')
            text_buffer_append_char(out, '\\');
        text_buffer_append_char(out, text.start[i]);
    }
    text_buffer_append_char(out, '"');
}

static void append_front(struct text_buffer *out, const struct writing *writing)
{
    text_buffer_append_string(out, "---\n");
    if (writing->previous.front.length) {
        text_buffer_append_text(out, writing->previous.front);
    } else {
        text_buffer_append_string(out, "title: ");
        append_quoted(out, writing->document->title);
        text_buffer_append_string(
            out,
            "\nimportance: nice\nforce: achtergrond\nvalid_from: onbekend\nproposed: [title, importance, force]\n");
    }
    if (out->data[out->length - 1] != '\n')
        text_buffer_append_char(out, '\n');
    text_buffer_append_string(out, "---\n");
}

static void append_section(struct text_buffer *out, const struct writing *writing, const struct import_section *section)
{
    text_buffer_append_string(out, "\n## ");
    import_markdown_line(out, section->title);
    text_buffer_append_string(out, "\n<!-- passage");
    if (section->comment.length) {
        text_buffer_append_text(out, section->comment);
    } else {
        text_buffer_append_char(out, '\n');
        append_proposals(out, writing, section);
    }
    text_buffer_append_string(out, "-->\n\n");
    text_buffer_append_text(out, section->text);
    text_buffer_append_char(out, '\n');
}

static bool write_all(int descriptor, struct bpv_text bytes)
{
    while (bytes.length) {
        ssize_t done = write(descriptor, bytes.start, bytes.length);
        if (done < 0 && errno == EINTR)
            continue;
        if (done < 0)
            return false;
        bytes.start += done;
        bytes.length -= (size_t)done;
    }
    return true;
}

/* Writes beside the file and renames, so that it is never half. */
static enum bpv_status put_file(struct bpv_text path, struct bpv_text bytes, struct bpv_error *error)
{
    struct text_buffer temporary;
    text_buffer_init(&temporary, 0);
    text_buffer_printf(&temporary, "%.*s.XXXXXX", (int)path.length, path.start);
    int descriptor = mkostemp(temporary.data, O_CLOEXEC);
    bool written =
        descriptor >= 0 && fchmod(descriptor, 0644) == 0 && write_all(descriptor, bytes) && fsync(descriptor) == 0;
    if (descriptor >= 0 && close(descriptor) != 0)
        written = false;
    written = written && rename(temporary.data, path.start) == 0; /* pool texts end with a NUL */
    enum bpv_status status = BPV_OK;
    if (!written) {
        status = bpv_fail(error, BPV_IO, "%s: schrijven lukt niet (%s); controleer de map, de rechten en de ruimte",
                          path.start, bpv_errno_text(errno));
        if (descriptor >= 0)
            unlink(temporary.data);
    }
    text_buffer_release(&temporary);
    return status;
}

static enum bpv_status write_file(struct writing *writing, struct bpv_error *error)
{
    struct import_result *result = writing->result;
    struct text_buffer out;
    text_buffer_init(&out, 8 * BPV_CORPUS_FILE_MAX);
    append_front(&out, writing);
    for (size_t i = 0; i < result->section_count; i++)
        if (result->sections[i].change != IMPORT_REMOVED)
            append_section(&out, writing, &result->sections[i]);
    enum bpv_status status = BPV_OK;
    if (out.overflow || out.length > BPV_CORPUS_FILE_MAX) {
        status = bpv_fail(error, BPV_TOO_LARGE, "dit document geeft meer dan %u KB tekst; splits het in kleinere delen",
                          BPV_CORPUS_FILE_MAX / 1024u);
    } else if (writing->previous.exists && text_equal(writing->previous.bytes, text_buffer_text(&out))) {
        result->unchanged = true;
    } else {
        if (writing->previous.exists) {
            struct bpv_text kept = joined_path(&result->pool, writing->target->folder, "", result->name, ".md.vorige");
            status = put_file(kept, writing->previous.bytes, error);
            result->replaced = true;
        }
        if (status == BPV_OK)
            status = put_file(result->path, text_buffer_text(&out), error);
    }
    text_buffer_release(&out);
    return status;
}

/* ---- The source ---- */

static struct bpv_text source_entry(struct writing *writing)
{
    struct text_buffer entry;
    text_buffer_init(&entry, 0);
    text_buffer_printf(&entry, "  - key: %.*s\n    title: ", (int)writing->result->name.length,
                       writing->result->name.start);
    append_quoted(&entry, writing->document->title);
    text_buffer_printf(&entry,
                       "\n    kind: document\n    note: \"Overgenomen uit %s; vul organisatie, jaar en adres aan.\"\n",
                       writing->document->format);
    struct bpv_text copy = pool_copy(&writing->result->pool, text_buffer_text(&entry));
    text_buffer_release(&entry);
    return copy;
}

/* Adds the entry to the sources.yaml beside the file, if there is none or the import made it. A file of the author's is
 * left alone. */
static enum bpv_status write_source(struct writing *writing, struct bpv_error *error)
{
    struct import_result *result = writing->result;
    struct bpv_text path =
        joined_path(&result->pool, writing->target->folder, "sources.yaml", (struct bpv_text){"", 0}, "");
    struct text_buffer bytes, key;
    text_buffer_init(&bytes, 2 * BPV_YAML_FILE_MAX);
    text_buffer_init(&key, 0);
    FILE *file = fopen(path.start, "re");
    char block[4096];
    size_t got;
    while (file && (got = fread(block, 1, sizeof block, file)) > 0)
        text_buffer_append(&bytes, block, got);
    bool absent = !file && errno == ENOENT;
    if (file)
        fclose(file);
    if (absent)
        text_buffer_append_string(&bytes, SOURCES_MARK);
    text_buffer_printf(&key, "- key: %.*s\n", (int)result->name.length, result->name.start);
    enum bpv_status status = BPV_OK;
    bool ours = bytes.length >= strlen(SOURCES_MARK) && memcmp(bytes.data, SOURCES_MARK, strlen(SOURCES_MARK)) == 0 &&
                !bytes.overflow;
    bool there = bytes.length && memmem(bytes.data, bytes.length, key.data, key.length) != NULL;
    if (ours && !there) {
        text_buffer_append_text(&bytes, result->source);
        status = put_file(path, text_buffer_text(&bytes), error);
    }
    result->source_written = there || (ours && status == BPV_OK);
    text_buffer_release(&bytes);
    text_buffer_release(&key);
    return status;
}

enum bpv_status import_write(struct import_document *document, const struct import_target *target,
                             struct import_result *result, struct bpv_error *error)
{
    *result = (struct import_result){.section_count = 0};
    struct writing writing = {document, target, result, {.exists = false}};
    result->name = pool_copy(&result->pool, target->name);
    result->path = joined_path(&result->pool, target->folder, "", result->name, ".md");
    if (!import_cut_sections(document, &result->pool, &result->sections, &result->section_count))
        return bpv_fail(error, BPV_TOO_LARGE, "dit document heeft meer dan %u koppen; splits het in kleinere delen",
                        BPV_PASSAGES_PER_FILE_MAX);
    enum bpv_status status = import_previous_read(&result->pool, result->path, &writing.previous, error);
    if (status != BPV_OK)
        return status;
    guess(&writing);
    give_ids(&writing);
    add_removed(&writing);
    result->source = source_entry(&writing);
    status = write_file(&writing, error);
    return status == BPV_OK ? write_source(&writing, error) : status;
}
