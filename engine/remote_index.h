/*
 * remote_index.h: an index on another machine, served by Xapian's own xapian-tcpsrv.
 *
 * How        `bpv-index remote` (remote_writer.c) puts the sections of an index file into the Xapian database as notes.
 *            Here they come back to the places they had in the file: the word lists and tables when the index is
 *            opened, the texts and words of a passage the first time they are needed. So all of the engine reads a
 *            remote index as it reads a file; only the first stage of the search, and what nobody has asked for yet,
 *            stay on the other machine.
 * Notes      search_manifest_key   struct remote_manifest
 *            tail                  the file from its table of sections to its end
 *            s<section>.<chunk>    BPV_REMOTE_CHUNK bytes of a section; not of those on demand
 *            w<passage, 8 hex>     XXH3 of the rest, place in the latent space, words: for who may be an answer
 *            t<passage, 8 hex>     XXH3 of the rest, record: for who is shown
 * Failure    A server that is down, slow or has another index makes the part missing: the answer says so, and goes on
 *            without it. remote_index_look, called now and then by one thread, finds out when it is back.
 * Ownership  A remote_index owns its connection and, through the index_file, the memory that it fills. Texts borrow
 *            from that.
 * Threads    Any, except create, open and free; look: one at a time. What has been fetched never changes.
 */
#ifndef BPV_REMOTE_INDEX_H
#define BPV_REMOTE_INDEX_H

#include "index_file.h"
#include "search_index.h"

#define REMOTE_MAGIC "BPVREM01"

struct remote_manifest {
    char magic[8];
    char generation[16];
    uint64_t file_size, tail_at, tail_checksum;
    uint32_t passages, chunk;
};

enum remote_reply { REMOTE_DONE, REMOTE_SLOW, REMOTE_LOST };

struct remote_index;

bool remote_address_is(const char *path); /* tcp://... */
/* Fails only for an address that cannot be one. */
enum bpv_status remote_index_create(const char *path, struct remote_index **remote, struct bpv_error *error);
/* Fetches what is needed to search. On failure the remote is marked missing with the reason. */
enum bpv_status remote_index_open(struct remote_index *remote, struct index_file **file, struct bpv_error *error);
void remote_index_free(struct remote_index *remote); /* before the index_file is closed */

const char *remote_index_path(const struct remote_index *remote);
const struct search_address *remote_index_address(const struct remote_index *remote);
struct bpv_text remote_index_manifest(const struct remote_index *remote); /* its bytes */

enum remote_what { REMOTE_WORDS = 1, REMOTE_TEXT = 2 }; /* of a passage */

/* Fetches the words or the texts of passages, until the deadline (remote_clock). */
enum remote_reply remote_index_fetch(struct remote_index *remote, enum remote_what what, const uint32_t *passages,
                                     size_t count, uint64_t deadline);
/* The same for one passage, within BPV_REMOTE_STEP_MS; true if it is there, else the remote is missing. */
bool remote_index_have(struct remote_index *remote, enum remote_what what, uint32_t passage);

bool remote_index_missing(struct remote_index *remote, char reason[BPV_PART_REASON_MAX]); /* reason may be NULL */
void remote_index_lost(struct remote_index *remote, const char *reason);

/* Tries the server when it is time to. True if the index must be opened again: it is another one, was never there, or
 * has fetched more than BPV_REMOTE_TEXTS_MAX, which only goes with it. */
bool remote_index_look(struct remote_index *remote);

uint64_t remote_clock(void); /* monotonic, milliseconds */

/* The keys of notes. */
#define REMOTE_KEY_MAX 32
#define REMOTE_TAIL_KEY "tail"
void remote_section_key(char key[REMOTE_KEY_MAX], unsigned section, uint64_t chunk);
void remote_passage_key(char key[REMOTE_KEY_MAX], enum remote_what what, uint32_t passage);
/* Where the bytes of such a note stand in the file (two places, the second may be empty); false if the tables are
 * damaged. */
bool remote_passage_places(const struct index_file *file, enum remote_what what, uint32_t passage,
                           struct bpv_text places[2]);
/* One that has these places in it, or that only the first stage of a base without remote parts reads and that stays
 * away. */
bool remote_section_on_demand(unsigned section);

#endif
