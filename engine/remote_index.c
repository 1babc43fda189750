#include "remote_index.h"

#include <pthread.h>
#include <stdatomic.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <time.h>

#include "text_buffer.h"

struct remote_index {
    char *path;
    char host[BPV_HOST_MAX + 1];
    struct search_address address;
    struct remote_manifest manifest;
    struct index_file *file; /* NULL until opened */
    char *map;               /* the file's, to be filled */
    atomic_uchar *present;   /* per passage: bits of enum remote_what */
    pthread_mutex_t mutex;   /* guards texts and fetched, and what is written to map and present after opening */
    uint64_t fetched;        /* bytes of passages */
    uint64_t opened;         /* remote_clock */
    struct search_remote *texts;
    pthread_mutex_t state_mutex; /* guards what follows; never held while the network is waited for */
    bool missing;
    char reason[BPV_PART_REASON_MAX];
    uint64_t next_look;
    unsigned pause_ms;
};

uint64_t remote_clock(void)
{
    struct timespec now;
    clock_gettime(CLOCK_MONOTONIC, &now);
    return (uint64_t)now.tv_sec * 1000u + (uint64_t)now.tv_nsec / 1000000u;
}

void remote_section_key(char key[REMOTE_KEY_MAX], unsigned section, uint64_t chunk)
{
    snprintf(key, REMOTE_KEY_MAX, "s%u.%llu", section, (unsigned long long)chunk);
}

void remote_passage_key(char key[REMOTE_KEY_MAX], enum remote_what what, uint32_t passage)
{
    snprintf(key, REMOTE_KEY_MAX, "%c%08x", what == REMOTE_WORDS ? 'w' : 't', passage);
}

bool remote_section_on_demand(unsigned section)
{
    return section == SECTION_RECORDS || section == SECTION_TOKENS || section == SECTION_SUMS ||
           section == SECTION_LATENT_PASSAGES || (section >= SECTION_VARIANTS && section <= SECTION_VARIANT_POSTINGS);
}

/* ---- Address ---- */

bool remote_address_is(const char *path)
{
    return strncmp(path, "tcp://", 6) == 0;
}

/* HOST:PORT or [IPv6]:PORT */
static bool read_address(const char *text, char host[BPV_HOST_MAX + 1], unsigned *port)
{
    /* the last two in brackets */
    static const char letters[] = "-._0123456789abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ:%";
    static const char names[] = "-._0123456789abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ";
    bool bracketed = text[0] == '[';
    const char *start = text + bracketed;
    size_t length = strspn(start, bracketed ? letters : names);
    if (!length || length > BPV_HOST_MAX || (bracketed && start[length] != ']'))
        return false;
    const char *rest = start + length + bracketed;
    size_t digits = rest[0] == ':' ? strspn(rest + 1, "0123456789") : 0;
    if (!digits || digits > 5 || rest[1 + digits] != '\0')
        return false;
    memcpy(host, start, length);
    host[length] = '\0';
    *port = (unsigned)strtoul(rest + 1, NULL, 10);
    return *port > 0 && *port < 65536;
}

enum bpv_status bpv_remote_address(const char *path, char host[BPV_HOST_MAX + 1], unsigned *port,
                                   struct bpv_error *error)
{
    if (remote_address_is(path) && read_address(path + 6, host, port))
        return BPV_OK;
    return bpv_fail(error, BPV_INVALID,
                    "'%.200s' is geen adres van een zoekserver; geef tcp://NAAM:POORT, zoals tcp://10.0.0.2:7001",
                    path);
}

enum bpv_status remote_index_create(const char *path, struct remote_index **out, struct bpv_error *error)
{
    *out = NULL;
    struct remote_index *remote = xcalloc(1, sizeof *remote);
    size_t size = strlen(path) + 1;
    remote->path = memcpy(xcalloc(1, size), path, size);
    pthread_mutex_init(&remote->mutex, NULL);
    pthread_mutex_init(&remote->state_mutex, NULL);
    remote->address = (struct search_address){.host = remote->host, .limit_ms = BPV_REMOTE_STEP_MS};
    enum bpv_status status = bpv_remote_address(path, remote->host, &remote->address.port, error);
    if (status == BPV_OK)
        *out = remote;
    else
        remote_index_free(remote);
    return status;
}

void remote_index_free(struct remote_index *remote)
{
    if (!remote)
        return;
    search_remote_close(remote->texts);
    pthread_mutex_destroy(&remote->mutex);
    pthread_mutex_destroy(&remote->state_mutex);
    free(remote->present);
    free(remote->path);
    free(remote);
}

const char *remote_index_path(const struct remote_index *remote)
{
    return remote->path;
}

const struct search_address *remote_index_address(const struct remote_index *remote)
{
    return &remote->address;
}

struct bpv_text remote_index_manifest(const struct remote_index *remote)
{
    return (struct bpv_text){(const char *)&remote->manifest, sizeof remote->manifest};
}

/* ---- State ---- */

bool remote_index_missing(struct remote_index *remote, char reason[BPV_PART_REASON_MAX])
{
    pthread_mutex_lock(&remote->state_mutex);
    bool missing = remote->missing;
    if (reason)
        memcpy(reason, remote->reason, BPV_PART_REASON_MAX);
    pthread_mutex_unlock(&remote->state_mutex);
    return missing;
}

void remote_index_lost(struct remote_index *remote, const char *reason)
{
    pthread_mutex_lock(&remote->state_mutex);
    if (!remote->missing) {
        remote->pause_ms = BPV_REMOTE_PAUSE_MIN_MS;
        remote->next_look = remote_clock() + remote->pause_ms;
    }
    remote->missing = true;
    snprintf(remote->reason, sizeof remote->reason, "%s", reason);
    pthread_mutex_unlock(&remote->state_mutex);
}

static void found_again(struct remote_index *remote)
{
    pthread_mutex_lock(&remote->state_mutex);
    remote->missing = false;
    remote->reason[0] = '\0';
    remote->next_look = remote_clock() + BPV_REMOTE_CHECK_MS;
    pthread_mutex_unlock(&remote->state_mutex);
}

/* ---- Notes ---- */

static enum bpv_status wrong(struct remote_index *remote, const char *what, struct bpv_error *error)
{
    return bpv_fail(
        error, BPV_BAD_INDEX,
        "de zoekserver %s stuurt iets anders dan een index (%s); maak zijn index opnieuw met bpv-index remote",
        remote->path, what);
}

static enum bpv_status read_manifest(struct remote_index *remote, struct search_remote *connection,
                                     struct remote_manifest *manifest, struct bpv_error *error)
{
    size_t length;
    enum bpv_status status =
        search_remote_note(connection, search_manifest_key, manifest, sizeof *manifest, &length, error);
    if (status == BPV_OK && (length != sizeof *manifest || memcmp(manifest->magic, REMOTE_MAGIC, 8) != 0))
        return wrong(remote, "een andere versie", error);
    return status;
}

/* A note of exactly this size, into the memory of the file. */
static enum bpv_status fetch_into(struct remote_index *remote, const char *key, char *into, size_t size,
                                  struct bpv_error *error)
{
    size_t length;
    enum bpv_status status = search_remote_note(remote->texts, key, into, size, &length, error);
    return status == BPV_OK && length != size ? wrong(remote, "een deel is te kort", error) : status;
}

static enum bpv_status fetch_section(struct remote_index *remote, unsigned section, uint64_t deadline,
                                     struct bpv_error *error)
{
    struct bpv_text place = remote->file->sections[section];
    char *at = remote->map + (place.start - remote->map);
    enum bpv_status status = BPV_OK;
    for (size_t done = 0; done < place.length && status == BPV_OK; done += BPV_REMOTE_CHUNK) {
        char key[REMOTE_KEY_MAX];
        size_t left = place.length - done;
        remote_section_key(key, section, done / BPV_REMOTE_CHUNK);
        status = remote_clock() > deadline
                     ? bpv_fail(error, BPV_IO, "de zoekserver is te langzaam")
                     : fetch_into(remote, key, at + done, left < BPV_REMOTE_CHUNK ? left : BPV_REMOTE_CHUNK, error);
    }
    return status;
}

/* ---- Opening ---- */

/* As large as the file was; pages that nothing is put on cost nothing. Shared, so that index_hash_pages may let go of
 * them. */
static enum bpv_status make_room(struct remote_index *remote, struct bpv_error *error)
{
    const struct remote_manifest *manifest = &remote->manifest;
    if (manifest->chunk != BPV_REMOTE_CHUNK || manifest->file_size > BPV_REMOTE_FILE_MAX ||
        manifest->tail_at >= manifest->file_size || manifest->file_size - manifest->tail_at > BPV_REMOTE_CHUNK ||
        manifest->passages > BPV_PASSAGES_MAX)
        return wrong(remote, "de maten kloppen niet", error);
    void *map =
        mmap(NULL, manifest->file_size, PROT_READ | PROT_WRITE, MAP_SHARED | MAP_ANONYMOUS | MAP_NORESERVE, -1, 0);
    if (map == MAP_FAILED)
        return bpv_fail(error, BPV_IO, "er is geen geheugen voor de index van %s", remote->path);
    remote->map = map;
    return BPV_OK;
}

static enum bpv_status fetch_tail(struct remote_index *remote, struct bpv_error *error)
{
    size_t size = remote->manifest.file_size - remote->manifest.tail_at;
    char *tail = remote->map + remote->manifest.tail_at;
    enum bpv_status status = fetch_into(remote, REMOTE_TAIL_KEY, tail, size, error);
    if (status == BPV_OK && index_hash((struct bpv_text){tail, size}) != remote->manifest.tail_checksum)
        return wrong(remote, "de inhoudsopgave", error);
    return status;
}

static enum bpv_status open_and_fetch(struct remote_index *remote, struct bpv_error *error)
{
    uint64_t deadline = remote_clock() + BPV_REMOTE_OPEN_MS;
    enum bpv_status status = search_remote_open(&remote->address, &remote->texts, error);
    if (status == BPV_OK)
        status = read_manifest(remote, remote->texts, &remote->manifest, error);
    if (status == BPV_OK && search_remote_documents(remote->texts) != remote->manifest.passages)
        status = wrong(remote, "het aantal passages", error);
    if (status == BPV_OK)
        status = make_room(remote, error);
    if (status != BPV_OK)
        return status;
    status = fetch_tail(remote, error);
    if (status == BPV_OK)
        status = index_file_begin_map(remote->path, remote->map, remote->manifest.file_size, &remote->file, error);
    else
        munmap(remote->map, remote->manifest.file_size);
    for (unsigned i = 0; status == BPV_OK && i < SECTIONS; i++)
        if (!remote_section_on_demand(i))
            status = fetch_section(remote, i, deadline, error);
    if (status == BPV_OK)
        status = index_file_complete_map(remote->file, remote, error);
    if (status == BPV_OK &&
        (remote->file->passage_count != remote->manifest.passages || remote->file->generation.length != 16 ||
         memcmp(remote->file->generation.start, remote->manifest.generation, 16) != 0))
        status = wrong(remote, "de generatie", error);
    return status;
}

enum bpv_status remote_index_open(struct remote_index *remote, struct index_file **out, struct bpv_error *error)
{
    struct bpv_error why = {BPV_OK, ""};
    *out = NULL;
    enum bpv_status status = open_and_fetch(remote, &why);
    if (status == BPV_OTHER_VERSION) /* the engine's own text names a file */
        bpv_fail(&why, status,
                 "de zoekserver heeft een index van een andere versie; maak die opnieuw met bpv-index build en remote");
    if (status != BPV_OK) {
        index_file_close(remote->file);
        remote->file = NULL;
        search_remote_close(remote->texts);
        remote->texts = NULL;
        remote_index_lost(remote, why.text);
        return bpv_fail(error, status, "%s", why.text);
    }
    remote->present = xcalloc(remote->manifest.passages + 1, sizeof *remote->present);
    remote->opened = remote_clock();
    remote->next_look = remote->opened + BPV_REMOTE_CHECK_MS;
    *out = remote->file;
    return BPV_OK;
}

/* ---- Words and texts on demand ---- */

static bool place_of(const struct index_file *file, enum index_section at, enum index_section bytes, size_t unit,
                     uint32_t number, struct bpv_text *place)
{
    uint64_t begin, end, total = file->sections[bytes].length / unit;
    memcpy(&begin, file->sections[at].start + number * sizeof begin, sizeof begin);
    memcpy(&end, file->sections[at].start + (number + 1) * sizeof end, sizeof end);
    if (begin > end || end > total)
        return false;
    *place = (struct bpv_text){file->sections[bytes].start + begin * unit, (size_t)(end - begin) * unit};
    return true;
}

bool remote_passage_places(const struct index_file *file, enum remote_what what, uint32_t passage,
                           struct bpv_text places[2])
{
    bool found;
    places[1] = (struct bpv_text){file->map, 0};
    if (what == REMOTE_TEXT) {
        found = place_of(file, SECTION_RECORD_AT, SECTION_RECORDS, 1, passage, &places[0]);
    } else {
        places[0] = (struct bpv_text){file->sections[SECTION_LATENT_PASSAGES].start + (size_t)passage * INDEX_LATENT,
                                      INDEX_LATENT};
        found = place_of(file, SECTION_TOKENS_AT, SECTION_TOKENS, 4, passage, &places[1]);
    }
    return found && places[0].length + places[1].length <= BPV_REMOTE_PASSAGE_MAX;
}

static enum bpv_status fetch_passage(struct remote_index *remote, enum remote_what what, uint32_t passage,
                                     struct bpv_error *error)
{
    struct bpv_text places[2];
    char key[REMOTE_KEY_MAX];
    uint64_t checksum;
    if (!remote_passage_places(remote->file, what, passage, places))
        return wrong(remote, "een passage", error);
    size_t size = places[0].length + places[1].length;
    char *note = xrealloc(NULL, sizeof checksum + size), *bytes = note + sizeof checksum;
    remote_passage_key(key, what, passage);
    enum bpv_status status = fetch_into(remote, key, note, sizeof checksum + size, error);
    if (status == BPV_OK) {
        memcpy(&checksum, note, sizeof checksum);
        if (index_hash((struct bpv_text){bytes, size}) != checksum)
            status = wrong(remote, "een passage", error);
    }
    if (status == BPV_OK) {
        memcpy(remote->map + (places[0].start - remote->map), bytes, places[0].length);
        memcpy(remote->map + (places[1].start - remote->map), bytes + places[0].length, places[1].length);
        remote->fetched += size;
        atomic_fetch_or_explicit(&remote->present[passage], (unsigned char)what, memory_order_release);
    }
    free(note);
    return status;
}

static enum bpv_status connect_texts(struct remote_index *remote, struct bpv_error *error)
{
    struct remote_manifest manifest;
    enum bpv_status status = search_remote_open(&remote->address, &remote->texts, error);
    if (status == BPV_OK)
        status = read_manifest(remote, remote->texts, &manifest, error);
    if (status == BPV_OK && memcmp(&manifest, &remote->manifest, sizeof manifest) != 0)
        status = bpv_fail(error, BPV_OTHER_VERSION, "de zoekserver heeft een andere index dan daarnet");
    return status;
}

/* The server closes a connection that was idle for a minute: one failure of an old connection is no news. */
static enum bpv_status fetch_missing(struct remote_index *remote, enum remote_what what, uint32_t passage,
                                     struct bpv_error *error)
{
    enum bpv_status status = BPV_IO;
    bool fresh = false;
    uint64_t begin = remote_clock();
    for (int attempt = 0; attempt < 2 && status == BPV_IO && !fresh; attempt++) {
        fresh = !remote->texts;
        status = fresh ? connect_texts(remote, error) : BPV_OK;
        if (status == BPV_OK)
            status = fetch_passage(remote, what, passage, error);
        if (status != BPV_OK) {
            search_remote_close(remote->texts);
            remote->texts = NULL;
        }
        if (remote_clock() - begin >= BPV_REMOTE_STEP_MS / 2) /* it was slow, not idle */
            break;
    }
    return status;
}

static bool is_present(const struct remote_index *remote, enum remote_what what, uint32_t passage)
{
    return atomic_load_explicit(&remote->present[passage], memory_order_acquire) & what;
}

enum remote_reply remote_index_fetch(struct remote_index *remote, enum remote_what what, const uint32_t *passages,
                                     size_t count, uint64_t deadline)
{
    size_t i = 0;
    while (i < count && is_present(remote, what, passages[i]))
        i++;
    if (i == count)
        return REMOTE_DONE;
    enum remote_reply reply = REMOTE_DONE;
    struct bpv_error error;
    pthread_mutex_lock(&remote->mutex);
    for (; i < count && reply == REMOTE_DONE; i++) {
        if (is_present(remote, what, passages[i]))
            continue;
        if (remote_clock() > deadline)
            reply = REMOTE_SLOW;
        else if (remote_index_missing(remote, NULL))
            reply = REMOTE_LOST;
        else if (fetch_missing(remote, what, passages[i], &error) != BPV_OK) {
            remote_index_lost(remote, error.text);
            reply = REMOTE_LOST;
        }
    }
    pthread_mutex_unlock(&remote->mutex);
    return reply;
}

bool remote_index_have(struct remote_index *remote, enum remote_what what, uint32_t passage)
{
    enum remote_reply reply = remote_index_fetch(remote, what, &passage, 1, remote_clock() + BPV_REMOTE_STEP_MS);
    if (reply == REMOTE_SLOW)
        remote_index_lost(remote, "de zoekserver is te langzaam");
    return reply == REMOTE_DONE;
}

/* ---- Looking whether it is still there ---- */

static void not_found(struct remote_index *remote, const char *reason)
{
    remote_index_lost(remote, reason);
    pthread_mutex_lock(&remote->state_mutex);
    remote->pause_ms = remote->pause_ms * 2 < BPV_REMOTE_PAUSE_MAX_MS ? remote->pause_ms * 2 : BPV_REMOTE_PAUSE_MAX_MS;
    remote->next_look = remote_clock() + remote->pause_ms;
    pthread_mutex_unlock(&remote->state_mutex);
}

bool remote_index_look(struct remote_index *remote)
{
    pthread_mutex_lock(&remote->state_mutex);
    bool due = remote_clock() >= remote->next_look;
    pthread_mutex_unlock(&remote->state_mutex);
    if (!due)
        return false;
    struct search_remote *connection = NULL;
    struct remote_manifest manifest;
    struct bpv_error error = {BPV_OK, ""};
    enum bpv_status status = search_remote_open(&remote->address, &connection, &error);
    if (status == BPV_OK)
        status = read_manifest(remote, connection, &manifest, &error);
    search_remote_close(connection);
    if (status != BPV_OK) {
        not_found(remote, error.text);
        return false;
    }
    if (!remote->file || memcmp(&manifest, &remote->manifest, sizeof manifest) != 0) {
        /* not tried again at once when it is refused */
        not_found(remote, "de zoekserver heeft een andere index dan daarnet");
        return true;
    }
    found_again(remote);
    pthread_mutex_lock(&remote->mutex);
    bool full = remote->fetched > BPV_REMOTE_TEXTS_MAX && remote_clock() - remote->opened >= BPV_REMOTE_TEXTS_MS;
    pthread_mutex_unlock(&remote->mutex);
    return full;
}
