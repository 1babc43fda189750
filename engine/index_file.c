#include "index_file.h"

#include <errno.h>
#include <fcntl.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/sendfile.h>
#include <sys/stat.h>
#include <unistd.h>
#include <xxhash.h>

#include "dutch_compound.h"
#include "dutch_stem.h"
#include "dutch_text.h"
#include "index_copies.h"
#include "record.h"
#include "remote_index.h"

#define REMEDY "maak de index met: bpv-index build corpus -o %s"
/* For what may be somebody's other file: no command that would write over it. */
#define REMEDY_OTHER "geef het bestand dat bpv-index build heeft gemaakt, of maak een nieuwe index"

uint32_t index_analyser_fingerprint(void)
{
    return DUTCH_STEM_VERSION | DUTCH_TEXT_VERSION << 8 | DUTCH_COMPOUND_VERSION << 16;
}

uint64_t index_hash(struct bpv_text text)
{
    return XXH3_64bits(text.start, text.length);
}

uint32_t index_stem_hash(struct bpv_text stem)
{
    return (uint32_t)index_hash(stem);
}

uint32_t index_letters(struct bpv_text text)
{
    uint32_t letters = 0;
    for (size_t i = 0; i < text.length; i++)
        letters |= 1u << ((unsigned char)text.start[i] & 31);
    return letters;
}

void index_pages_rest(const char *start, size_t length)
{
    uintptr_t page = (uintptr_t)sysconf(_SC_PAGESIZE), begin = (uintptr_t)start / page * page;
    if (length)
        madvise((void *)begin, (uintptr_t)start + length - begin, MADV_DONTNEED);
}

void index_pages_small(const char *start, size_t length)
{
#ifdef MADV_NOHUGEPAGE
    if (length)
        madvise((void *)(uintptr_t)start, length, MADV_NOHUGEPAGE);
#else
    (void)start;
    (void)length;
#endif
}

void index_pages_want(const char *start, size_t length)
{
#ifdef MADV_POPULATE_READ
    uintptr_t page = (uintptr_t)sysconf(_SC_PAGESIZE), begin = (uintptr_t)start / page * page;
    if (length)
        madvise((void *)begin, (uintptr_t)start + length - begin, MADV_POPULATE_READ);
#else
    (void)start;
    (void)length;
#endif
}

float index_idf(uint32_t passages, uint32_t of)
{
    float n = (float)passages, all = (float)(of > passages ? of : passages);
    return logf(1 + (all - n + 0.5f) / (n + 0.5f));
}

static enum bpv_status damaged(const struct index_file *file, const char *what, struct bpv_error *error)
{
    return bpv_fail(error, BPV_BAD_INDEX, "de index %s is beschadigd (%s); " REMEDY, file->path, what, file->path);
}

/* False with errno set; 0 when the file has become shorter meanwhile. */
static bool copy_bytes(const struct index_file *file, int to)
{
    off_t done = 0;
    ssize_t moved = 1;
    errno = 0;
    while ((size_t)done < file->size && (moved > 0 || (moved < 0 && errno == EINTR)))
        moved = sendfile(to, file->fd, &done, file->size - (size_t)done);
    if (moved == 0)
        errno = 0;
    return (size_t)done == file->size;
}

/* Puts a copy in the place of the file: on disk, where the kernel can drop what is not in use, or else in memory. Where
 * neither can be, the file itself stays. */
static enum bpv_status take_copy(struct index_file *file, struct bpv_copies *copies, struct bpv_error *error)
{
    int copy = index_copies_take(copies);
    bool done = copy >= 0 && copy_bytes(file, copy), on_disk = done;
    if (copy >= 0 && !done)
        index_copies_give_back(copies, copy);
    if (!done) {
        copy = file->size <= BPV_INDEX_COPY_MAX ? memfd_create("bpv-index", MFD_CLOEXEC) : -1;
        if (copy < 0)
            return BPV_OK;
        done = copy_bytes(file, copy);
    }
    if (!done) {
        int reason = errno;
        close(copy);
        return bpv_fail(error, reason ? BPV_IO : BPV_BAD_INDEX, "de index %s kan niet worden gelezen (%s)", file->path,
                        reason ? bpv_errno_text(reason) : "hij wordt net overschreven");
    }
    close(file->fd);
    file->fd = copy;
    file->copies = on_disk ? copies : NULL;
    return BPV_OK;
}

static enum bpv_status open_and_map(struct index_file *file, bool copied, struct bpv_copies *copies,
                                    struct bpv_error *error)
{
    file->fd = open(file->path, O_RDONLY | O_CLOEXEC | O_NONBLOCK | O_NOCTTY);
    if (file->fd < 0 && (errno == ENOENT || errno == ENOTDIR))
        return bpv_fail(error, BPV_NO_INDEX, "er is geen index %s; " REMEDY, file->path, file->path);
    if (file->fd < 0)
        return bpv_fail(error, BPV_IO, "de index %s kan niet worden geopend (%s); controleer de rechten", file->path,
                        bpv_errno_text(errno));
    struct stat status;
    if (fstat(file->fd, &status) != 0)
        return bpv_fail(error, BPV_IO, "de index %s kan niet worden gelezen (%s)", file->path, bpv_errno_text(errno));
    if (S_ISDIR(status.st_mode))
        return bpv_fail(error, BPV_BAD_INDEX,
                        "%s is een map, geen index; geef het bestand dat bpv-index build heeft gemaakt", file->path);
    if (!S_ISREG(status.st_mode))
        return bpv_fail(error, BPV_BAD_INDEX,
                        "%s is geen gewoon bestand; geef het bestand dat bpv-index build heeft gemaakt", file->path);
    file->size = (size_t)status.st_size;
    if (file->size < sizeof(struct index_trailer))
        return bpv_fail(error, BPV_BAD_INDEX, "%s is geen index van bpv-index (te kort); " REMEDY_OTHER, file->path);
    enum bpv_status copying = copied ? take_copy(file, copies, error) : BPV_OK;
    if (copying != BPV_OK)
        return copying;
    void *map = mmap(NULL, file->size, PROT_READ, MAP_SHARED, file->fd, 0);
    if (map == MAP_FAILED)
        return bpv_fail(error, BPV_IO, "de index %s kan niet worden gelezen (%s)", file->path, bpv_errno_text(errno));
#ifdef MADV_HUGEPAGE
    /* Read in large pages, which are mapped at once: a question looks in hundreds of places. */
    if (!copied && file->size <= BPV_INDEX_LARGE_PAGES_MAX)
        madvise(map, file->size, MADV_HUGEPAGE);
#endif
    file->map = map;
    return BPV_OK;
}

static enum bpv_status read_trailer(struct index_file *file, struct bpv_error *error)
{
    struct index_trailer *trailer = &file->trailer;
    memcpy(trailer, file->map + file->size - sizeof *trailer, sizeof *trailer);
    if (memcmp(trailer->magic, INDEX_MAGIC, 6) != 0)
        return bpv_fail(error, BPV_BAD_INDEX, "%s is geen index van bpv-index, of is niet heel; " REMEDY_OTHER,
                        file->path);
    if (memcmp(trailer->magic, INDEX_MAGIC, 8) != 0 || trailer->schema != INDEX_SCHEMA ||
        trailer->endian != 0x01020304 || trailer->analyser != index_analyser_fingerprint())
        return bpv_fail(error, BPV_OTHER_VERSION, "de index %s is door een andere versie gemaakt; " REMEDY, file->path,
                        file->path);
    if (trailer->checksum != XXH3_64bits(trailer, offsetof(struct index_trailer, checksum)))
        return damaged(file, "het slot klopt niet", error);
    size_t table_size = trailer->section_count * sizeof(struct index_section_entry);
    if (trailer->section_count != SECTIONS || trailer->table_offset % 8 ||
        trailer->table_offset > file->size - sizeof *trailer ||
        table_size != file->size - sizeof *trailer - trailer->table_offset ||
        trailer->xapian_size > trailer->table_offset ||
        trailer->table_checksum != XXH3_64bits(file->map + trailer->table_offset, table_size))
        return damaged(file, "de inhoudsopgave klopt niet", error);
    const struct index_section_entry *table = (const void *)(file->map + trailer->table_offset);
    for (size_t i = 0; i < SECTIONS; i++) {
        if (table[i].id != i || table[i].offset % 8 || table[i].offset > trailer->table_offset ||
            table[i].size > trailer->table_offset - table[i].offset)
            return damaged(file, "een deel ligt buiten het bestand", error);
        file->sections[i] = (struct bpv_text){file->map + table[i].offset, table[i].size};
        file->checksums[i] = table[i].checksum;
    }
    return BPV_OK;
}

static bool section_sound(const struct index_file *file, size_t section)
{
    struct bpv_text bytes = file->sections[section];
    return XXH3_64bits(bytes.start, bytes.length) == file->checksums[section];
}

/* Do the pieces lie one behind the other, and is each what it was? They begin with so many bytes of a checksum. */
static bool pieces_sound(const struct index_file *file, enum index_section section, enum index_section section_at,
                         size_t unit, size_t own)
{
    struct bpv_text bytes = file->sections[section];
    const uint64_t *at = (const void *)file->sections[section_at].start;
    const struct index_sums *sums = index_file_sums(file);
    bool sound = at[0] == 0 && at[file->passage_count] == bytes.length / unit && bytes.length % unit == 0;
    size_t rested = 0, wanted = bytes.length > INDEX_WINDOW ? 0 : bytes.length; /* of a small one the pages stay */
    for (uint32_t i = 0; i < file->passage_count && sound; i++) {
        if (at[i] > at[i + 1] || at[i + 1] > bytes.length / unit || (at[i + 1] - at[i]) * unit < own)
            return false;
        size_t begin = (size_t)at[i] * unit, length = (size_t)(at[i + 1] - at[i]) * unit;
        if (begin >= wanted && length) {
            index_pages_rest(bytes.start + rested, begin - rested);
            rested = begin;
            wanted = begin + (bytes.length - begin < INDEX_WINDOW ? bytes.length - begin : INDEX_WINDOW);
            index_pages_want(bytes.start + begin, wanted - begin);
        }
        uint64_t sum = XXH3_64bits(bytes.start + begin + own, length - own);
        sound = sum == (section == SECTION_RECORDS ? sums[i].record : sums[i].words) &&
                memcmp(bytes.start + begin, &sum, own) == 0;
    }
    if (bytes.length > INDEX_WINDOW)
        index_pages_rest(bytes.start + rested, bytes.length - rested);
    return sound;
}

bool index_section_copied(unsigned section)
{
    return section == SECTION_RECORDS || section == SECTION_TOKENS ||
           (section >= SECTION_VARIANTS && section <= SECTION_VARIANT_POSTINGS);
}

static enum bpv_status verify_sections(const struct index_file *file, bool copied, struct bpv_error *error)
{
    for (unsigned i = 0; i < SECTIONS; i++)
        if (index_section_copied(i) == copied && i != SECTION_RECORDS && i != SECTION_TOKENS &&
            !(file->remote && remote_section_on_demand(i)) &&
            index_hash_pages(file->sections[i].start, file->sections[i].length) != file->checksums[i])
            return damaged(file, "een deel heeft een andere inhoud dan toen hij werd gemaakt", error);
    return BPV_OK;
}

enum bpv_status index_file_verify_tables(const struct index_file *file, struct bpv_error *error)
{
    return verify_sections(file, false, error);
}

/* All that an update copies, but for the records. */
static enum bpv_status verify_words(const struct index_file *file, struct bpv_error *error)
{
    enum bpv_status status = verify_sections(file, true, error);
    if (status != BPV_OK || file->remote)
        return status;
    if (!pieces_sound(file, SECTION_TOKENS, SECTION_TOKENS_AT, 4, 0))
        return damaged(file, "een passage heeft een andere inhoud dan toen hij werd gemaakt", error);
    if (index_hash_pages(file->map, file->trailer.xapian_size) != file->trailer.xapian_checksum)
        return damaged(file, "het zoekdeel heeft een andere inhoud dan toen hij werd gemaakt", error);
    return BPV_OK;
}

enum bpv_status index_file_verify_copied(const struct index_file *file, struct bpv_error *error)
{
    if (!file->remote && !pieces_sound(file, SECTION_RECORDS, SECTION_RECORD_AT, 1, sizeof(uint64_t)))
        return damaged(file, "een passage heeft een andere inhoud dan toen hij werd gemaakt", error);
    return verify_words(file, error);
}

enum bpv_status index_file_verify(const struct index_file *file, struct bpv_error *error)
{
    enum bpv_status status = index_file_verify_tables(file, error);
    return status == BPV_OK ? index_file_verify_copied(file, error) : status;
}

/* Each record has a checksum of its own, looked at when it is read. */
static enum bpv_status verify_when_opened(const struct index_file *file, struct bpv_error *error)
{
    enum bpv_status status = index_file_verify_tables(file, error);
    return status == BPV_OK ? verify_words(file, error) : status;
}

static enum bpv_status read_meta(struct index_file *file, struct bpv_error *error)
{
    if (!section_sound(file, SECTION_META))
        return damaged(file, "de gegevens over de index", error);
    struct bpv_text bytes = file->sections[SECTION_META];
    struct record_reader reader = {bytes.start, bytes.start + bytes.length, false};
    file->generation = record_text(&reader);
    file->corpus_digest = record_text(&reader);
    file->built = record_text(&reader);
    file->name = record_text(&reader);
    file->passage_count = record_u32(&reader);
    file->word_count = record_u32(&reader);
    file->stem_count = record_u32(&reader);
    file->id_count = record_u32(&reader);
    file->synonym_count = record_u32(&reader);
    file->corpus_words = record_u32(&reader);
    file->corpus_files = record_u32(&reader);
    file->content_tokens = record_u32(&reader);
    file->notice_count = record_u32(&reader);
    file->variant_count = record_u32(&reader);
    file->unanswered_count = record_u32(&reader);
    size_t changed = file->sections[SECTION_CHANGED].length / 4;
    file->changed_count = (uint32_t)(changed < BPV_CHANGED_MAX ? changed : BPV_CHANGED_MAX);
    const struct {
        enum index_section section;
        size_t size;
    } sizes[] = {
        {SECTION_RECORD_AT, ((size_t)file->passage_count + 1) * 8},
        {SECTION_TOKENS_AT, ((size_t)file->passage_count + 1) * 8},
        {SECTION_TAGS, file->passage_count * sizeof(struct index_tags)},
        {SECTION_SUMS, file->passage_count * sizeof(struct index_sums)},
        {SECTION_IDS, file->id_count * sizeof(struct index_id)},
        {SECTION_WORDS, file->word_count * sizeof(struct index_word)},
        {SECTION_STEMS, file->stem_count * sizeof(struct index_stem_entry)},
        {SECTION_STEM_ORDER, (size_t)file->stem_count * 4},
        {SECTION_PARTS_AT, ((size_t)file->stem_count + 1) * 4},
        {SECTION_COMPOUNDS_AT, ((size_t)file->stem_count + 1) * 4},
        {SECTION_NOTICES_AT, ((size_t)file->notice_count + 1) * 4},
        {SECTION_UNANSWERED_AT, ((size_t)file->unanswered_count + 1) * 4},
        {SECTION_SYNONYMS_AT, ((size_t)file->synonym_count + 1) * 4},
        {SECTION_LATENT_STEMS, file->passage_count ? file->stem_count * sizeof(struct index_latent_stem) : 0},
        {SECTION_LATENT_PASSAGES, (size_t)file->passage_count * INDEX_LATENT},
        {SECTION_CHANGED, (size_t)file->changed_count * 4},
    };
    for (size_t i = 0; i < sizeof sizes / sizeof sizes[0]; i++)
        if (reader.bad || file->sections[sizes[i].section].length != sizes[i].size)
            return damaged(file, "een deel heeft niet de goede lengte", error);
    return BPV_OK;
}

static struct index_file *new_file(const char *path)
{
    struct index_file *file = xcalloc(1, sizeof *file);
    file->fd = -1;
    size_t path_size = strlen(path) + 1;
    file->path = xcalloc(1, path_size);
    memcpy(file->path, path, path_size);
    return file;
}

static enum bpv_status open_file(const char *path, bool copied, struct bpv_copies *copies, struct index_file **out,
                                 struct bpv_error *error)
{
    *out = NULL;
    struct index_file *file = new_file(path);
    enum bpv_status status = open_and_map(file, copied, copies, error);
    if (status == BPV_OK)
        status = read_trailer(file, error);
    if (status == BPV_OK)
        status = read_meta(file, error);
    if (status == BPV_OK && file->size <= INDEX_EAGER_CHECK_MAX)
        status = verify_when_opened(file, error);
    if (status != BPV_OK) {
        index_file_close(file);
        return status;
    }
    *out = file;
    return BPV_OK;
}

enum bpv_status index_file_open(const char *path, struct index_file **out, struct bpv_error *error)
{
    return open_file(path, false, NULL, out, error);
}

enum bpv_status index_file_open_copy(const char *path, struct bpv_copies *copies, struct index_file **out,
                                     struct bpv_error *error)
{
    return open_file(path, true, copies, out, error);
}

enum bpv_status index_file_begin_map(const char *path, const char *map, size_t size, struct index_file **out,
                                     struct bpv_error *error)
{
    *out = new_file(path);
    (*out)->map = map;
    (*out)->size = size;
    enum bpv_status status =
        size < sizeof(struct index_trailer) ? damaged(*out, "hij is te kort", error) : read_trailer(*out, error);
    if (status != BPV_OK) {
        index_file_close(*out);
        *out = NULL;
    }
    return status;
}

enum bpv_status index_file_complete_map(struct index_file *file, struct remote_index *remote, struct bpv_error *error)
{
    file->remote = remote;
    enum bpv_status status = index_file_verify(file, error);
    return status == BPV_OK ? read_meta(file, error) : status;
}

void index_file_close(struct index_file *file)
{
    if (!file)
        return;
    if (file->map)
        munmap((void *)(uintptr_t)file->map, file->size);
    if (file->copies)
        index_copies_give_back(file->copies, file->fd);
    else if (file->fd >= 0)
        close(file->fd);
    free(file->path);
    free(file);
}

struct bpv_text index_file_string(const struct index_file *file, struct index_string string)
{
    struct bpv_text all = file->sections[SECTION_STRINGS];
    if (string.at > all.length || string.length > all.length - string.at)
        return (struct bpv_text){"", 0};
    return (struct bpv_text){all.start + string.at, string.length};
}

static int compare(struct bpv_text a, struct bpv_text b)
{
    size_t shorter = a.length < b.length ? a.length : b.length;
    int order = shorter ? memcmp(a.start, b.start, shorter) : 0;
    return order ? order : (a.length > b.length) - (a.length < b.length);
}

uint32_t index_file_word(const struct index_file *file, struct bpv_text form)
{
    const struct index_word *words = index_file_words(file);
    uint32_t low = 0, high = file->word_count;
    while (low < high) {
        uint32_t middle = low + (high - low) / 2;
        int order = compare(index_file_string(file, words[middle].text), form);
        if (order == 0)
            return middle;
        if (order < 0)
            low = middle + 1;
        else
            high = middle;
    }
    return INDEX_NONE;
}

uint32_t index_file_stem_lower_bound(const struct index_file *file, struct bpv_text text)
{
    const uint32_t *order = (const void *)file->sections[SECTION_STEM_ORDER].start;
    const struct index_stem_entry *stems = index_file_stems(file);
    uint32_t low = 0, high = file->stem_count;
    while (low < high) {
        uint32_t middle = low + (high - low) / 2;
        uint32_t stem = order[middle];
        if (stem >= file->stem_count)
            return file->stem_count;
        if (compare(index_file_string(file, stems[stem].text), text) < 0)
            low = middle + 1;
        else
            high = middle;
    }
    return low;
}

uint32_t index_file_stem(const struct index_file *file, struct bpv_text text)
{
    uint32_t at = index_file_stem_lower_bound(file, text);
    if (at >= file->stem_count)
        return INDEX_NONE;
    const uint32_t *order = (const void *)file->sections[SECTION_STEM_ORDER].start;
    uint32_t stem = order[at];
    if (stem >= file->stem_count || compare(index_file_string(file, index_file_stems(file)[stem].text), text) != 0)
        return INDEX_NONE;
    return stem;
}

uint32_t index_file_id(const struct index_file *file, struct bpv_text id)
{
    const struct index_id *ids = (const void *)file->sections[SECTION_IDS].start;
    uint32_t low = 0, high = file->id_count;
    while (low < high) {
        uint32_t middle = low + (high - low) / 2;
        int order = compare(index_file_string(file, ids[middle].text), id);
        if (order == 0)
            return ids[middle].passage < file->passage_count ? ids[middle].passage : INDEX_NONE;
        if (order < 0)
            low = middle + 1;
        else
            high = middle;
    }
    return INDEX_NONE;
}

bool index_file_is_dutch(const struct index_file *file, struct bpv_text form)
{
    struct bpv_text bits = file->sections[SECTION_DUTCH];
    if (!bits.length)
        return false;
    uint64_t hash = index_hash(form), step = hash >> 32 | 1;
    for (unsigned i = 0; i < BLOOM_HASHES; i++, hash += step) {
        uint64_t bit = hash % (bits.length * 8);
        if (!((unsigned char)bits.start[bit / 8] >> (bit % 8) & 1))
            return false;
    }
    return true;
}

const uint32_t *index_file_changed(const struct index_file *file)
{
    return (const void *)file->sections[SECTION_CHANGED].start;
}

const struct index_changed_term *index_file_changed_terms(const struct index_file *file, uint32_t term, uint32_t *count)
{
    const struct index_changed_term *terms = (const void *)file->sections[SECTION_CHANGED_TERMS].start;
    size_t all = file->sections[SECTION_CHANGED_TERMS].length / sizeof *terms, low = 0, high = all;
    while (low < high) {
        size_t middle = low + (high - low) / 2;
        if (terms[middle].term < term)
            low = middle + 1;
        else
            high = middle;
    }
    *count = 0;
    while (low + *count < all && terms[low + *count].term == term)
        ++*count;
    return terms + low;
}

const struct index_variant *index_file_variants(const struct index_file *file, uint32_t *count)
{
    struct bpv_text bytes = file->sections[SECTION_VARIANTS];
    *count = (uint32_t)(bytes.length / sizeof(struct index_variant));
    return (const void *)bytes.start;
}

const struct index_tags *index_file_tags(const struct index_file *file, uint32_t passage)
{
    return (const struct index_tags *)(const void *)file->sections[SECTION_TAGS].start + passage;
}

const struct index_sums *index_file_sums(const struct index_file *file)
{
    return (const void *)file->sections[SECTION_SUMS].start;
}

const uint32_t *index_file_list(const struct index_file *file, enum index_section at, enum index_section list,
                                uint32_t number, uint32_t *count)
{
    const uint32_t *offsets = (const void *)file->sections[at].start;
    const uint32_t *items = (const void *)file->sections[list].start;
    size_t total = file->sections[list].length / 4;
    if (number + 1 >= file->sections[at].length / 4) {
        *count = 0;
        return items;
    }
    uint32_t begin = offsets[number], end = offsets[number + 1];
    *count = begin <= end && end <= total ? end - begin : 0;
    return *count ? items + begin : items;
}

/* A slice of the u64 offset table `at`, in units of `unit` bytes of section `bytes`. */
static struct bpv_text slice(const struct index_file *file, enum index_section at, enum index_section bytes,
                             size_t unit, uint32_t number)
{
    const uint64_t *offsets = (const void *)file->sections[at].start;
    uint64_t begin = offsets[number], end = offsets[number + 1], total = file->sections[bytes].length / unit;
    if (begin > end || end > total)
        return (struct bpv_text){"", 0};
    return (struct bpv_text){file->sections[bytes].start + begin * unit, (size_t)(end - begin) * unit};
}

struct bpv_text index_file_unanswered(const struct index_file *file, uint32_t question)
{
    const uint32_t *at = (const void *)file->sections[SECTION_UNANSWERED_AT].start;
    struct bpv_text texts = file->sections[SECTION_UNANSWERED];
    if (question >= file->unanswered_count || at[question] > at[question + 1] || at[question + 1] > texts.length)
        return (struct bpv_text){"", 0};
    return (struct bpv_text){texts.start + at[question], at[question + 1] - at[question]};
}

struct bpv_text index_file_record(const struct index_file *file, uint32_t passage)
{
    if (file->remote && !remote_index_have(file->remote, REMOTE_TEXT, passage))
        return (struct bpv_text){"", 0};
    struct bpv_text bytes = slice(file, SECTION_RECORD_AT, SECTION_RECORDS, 1, passage);
    if (bytes.length < 8)
        return (struct bpv_text){"", 0};
    uint64_t stored;
    memcpy(&stored, bytes.start, 8);
    struct bpv_text record = {bytes.start + 8, bytes.length - 8};
    return XXH3_64bits(record.start, record.length) == stored ? record : (struct bpv_text){"", 0};
}

void index_file_fetch_tokens(const struct index_file *file, uint32_t passage)
{
    enum { CACHE_LINE = 64, LINES = 20 }; /* of an ordinary passage */
    struct bpv_text bytes = slice(file, SECTION_TOKENS_AT, SECTION_TOKENS, 4, passage);
    for (size_t i = 0; i < LINES && i * CACHE_LINE < bytes.length; i++)
        __builtin_prefetch(bytes.start + i * CACHE_LINE);
}

/* Layout in u32: list count, their lengths, body count, sentence count, the lists, body tokens, sentences. */
bool index_file_tokens(const struct index_file *file, uint32_t passage, struct passage_tokens *tokens)
{
    if (file->remote && !remote_index_have(file->remote, REMOTE_WORDS, passage))
        return false;
    struct bpv_text bytes = slice(file, SECTION_TOKENS_AT, SECTION_TOKENS, 4, passage);
    const uint32_t *at = (const void *)bytes.start, *end = at + bytes.length / 4;
    if (end - at < 5 || at[0] < 2 || at[0] > PASSAGE_LISTS_MAX || (size_t)(end - at) < 3 + at[0])
        return false;
    tokens->list_count = *at++;
    uint64_t needed = 0;
    for (uint32_t i = 0; i < tokens->list_count; i++)
        needed += tokens->list_lengths[i] = *at++;
    tokens->body_count = *at++;
    tokens->sentence_count = *at++;
    needed += 2ull * tokens->body_count + 2ull * tokens->sentence_count;
    if (needed != (uint64_t)(end - at))
        return false;
    for (uint32_t i = 0; i < tokens->list_count; i++) {
        tokens->lists[i] = at;
        at += tokens->list_lengths[i];
    }
    tokens->body = (const void *)at;
    tokens->sentences = (const void *)(at + 2 * (size_t)tokens->body_count);
    return true;
}

const uint32_t *index_file_gram(const struct index_file *file, const char gram[INDEX_GRAM], uint32_t *count)
{
    const uint32_t *keys = (const void *)file->sections[SECTION_GRAM_KEYS].start;
    uint32_t low = 0, high = (uint32_t)(file->sections[SECTION_GRAM_KEYS].length / 4), key;
    memcpy(&key, gram, sizeof key);
    *count = 0;
    while (low < high) {
        uint32_t middle = low + (high - low) / 2;
        if (keys[middle] == key)
            return index_file_list(file, SECTION_GRAMS_AT, SECTION_GRAMS, middle, count);
        if (keys[middle] < key)
            low = middle + 1;
        else
            high = middle;
    }
    return NULL;
}
