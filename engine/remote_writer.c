/* Makes the database that xapian-tcpsrv serves; what stands where is told in remote_index.h. */
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "index_writer.h"
#include "remote_index.h"
#include "text_buffer.h"

static enum bpv_status add_manifest(const struct index_file *file, struct search_notes *notes, struct bpv_error *error)
{
    struct bpv_text tail = {file->map + file->trailer.table_offset, file->size - file->trailer.table_offset};
    struct remote_manifest manifest = {.magic = REMOTE_MAGIC,
                                       .file_size = file->size,
                                       .tail_at = file->trailer.table_offset,
                                       .tail_checksum = index_hash((struct bpv_text){tail.start, tail.length}),
                                       .passages = file->passage_count,
                                       .chunk = BPV_REMOTE_CHUNK};
    if (file->generation.length != sizeof manifest.generation)
        return bpv_fail(error, BPV_BAD_INDEX,
                        "de index %s is beschadigd (de generatie); maak hem opnieuw met bpv-index build", file->path);
    memcpy(manifest.generation, file->generation.start, sizeof manifest.generation);
    enum bpv_status status =
        search_notes_add(notes, search_manifest_key, (struct bpv_text){(const char *)&manifest, sizeof manifest},
                         error);
    return status == BPV_OK ? search_notes_add(notes, REMOTE_TAIL_KEY, tail, error) : status;
}

static enum bpv_status add_sections(const struct index_file *file, struct search_notes *notes, struct bpv_error *error)
{
    enum bpv_status status = BPV_OK;
    for (unsigned section = 0; section < SECTIONS; section++) {
        struct bpv_text all = file->sections[section];
        if (remote_section_on_demand(section))
            continue;
        for (size_t at = 0; at < all.length && status == BPV_OK; at += BPV_REMOTE_CHUNK) {
            char key[REMOTE_KEY_MAX];
            size_t left = all.length - at;
            remote_section_key(key, section, at / BPV_REMOTE_CHUNK);
            struct bpv_text chunk = {all.start + at, left < BPV_REMOTE_CHUNK ? left : BPV_REMOTE_CHUNK};
            status = search_notes_add(notes, key, chunk, error);
        }
    }
    return status;
}

static enum bpv_status add_passage(const struct index_file *file, struct search_notes *notes, enum remote_what what,
                                   uint32_t passage, char *note, struct bpv_error *error)
{
    struct bpv_text places[2];
    char *bytes = note + sizeof(uint64_t), key[REMOTE_KEY_MAX];
    if (!remote_passage_places(file, what, passage, places))
        return bpv_fail(error, BPV_BAD_INDEX,
                        "de index %s is beschadigd (een passage); maak hem opnieuw met bpv-index build", file->path);
    size_t size = places[0].length + places[1].length;
    memcpy(bytes, places[0].start, places[0].length);
    memcpy(bytes + places[0].length, places[1].start, places[1].length);
    uint64_t checksum = index_hash((struct bpv_text){bytes, size});
    memcpy(note, &checksum, sizeof checksum);
    remote_passage_key(key, what, passage);
    return search_notes_add(notes, key, (struct bpv_text){note, sizeof checksum + size}, error);
}

/* One kind after the other: keys in order are written fastest. */
static enum bpv_status add_passages(const struct index_file *file, struct search_notes *notes, struct bpv_error *error)
{
    enum bpv_status status = BPV_OK;
    char *note = xrealloc(NULL, sizeof(uint64_t) + BPV_REMOTE_PASSAGE_MAX);
    for (uint32_t passage = 0; passage < file->passage_count && status == BPV_OK; passage++)
        status = add_passage(file, notes, REMOTE_TEXT, passage, note, error);
    for (uint32_t passage = 0; passage < file->passage_count && status == BPV_OK; passage++)
        status = add_passage(file, notes, REMOTE_WORDS, passage, note, error);
    free(note);
    return status;
}

static enum bpv_status make_durable(const char *path, struct bpv_error *error)
{
    int fd = open(path, O_RDONLY | O_CLOEXEC);
    bool done = fd >= 0 && fsync(fd) == 0;
    int reason = errno;
    if (fd >= 0)
        close(fd);
    return done ? BPV_OK : bpv_fail(error, BPV_IO, "schrijven van %s lukt niet (%s)", path, bpv_errno_text(reason));
}

enum bpv_status index_write_remote(const char *index, const char *work_directory, const char *path,
                                   struct bpv_error *error)
{
    struct index_file *file = NULL;
    struct search_notes *notes = NULL;
    enum bpv_status status = index_file_open(index, &file, error);
    if (status == BPV_OK)
        status = index_file_verify(file, error);
    if (status == BPV_OK)
        status = search_notes_create(work_directory, &notes, error);
    if (status == BPV_OK)
        status = add_manifest(file, notes, error);
    if (status == BPV_OK)
        status = add_sections(file, notes, error);
    if (status == BPV_OK)
        status = add_passages(file, notes, error);
    if (status == BPV_OK) {
        int fd = fcntl(file->fd, F_DUPFD_CLOEXEC, 3);
        status = fd < 0 ? bpv_fail(error, BPV_IO, "de index %s kan niet worden gelezen (%s)", index,
                                   bpv_errno_text(errno))
                        : search_notes_finish(notes, fd, path, error);
    }
    if (status == BPV_OK)
        status = make_durable(path, error);
    search_notes_free(notes);
    index_file_close(file);
    return status;
}
