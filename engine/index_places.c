/* Where the records and words of an updated index come, and the digest of its records. */
#include "block_file.h"
#include "index_making.h"

/* The records of the index as it was are read once: for their own checksum, and in the new digest. */
struct reading {
    struct bpv_text records;
    XXH3_state_t *hash;
    size_t hashed, rested;
};

static void read_until(struct reading *reading, size_t end)
{
    while (reading->hashed < end) {
        size_t left = reading->records.length - reading->hashed;
        if (reading->hashed % INDEX_WINDOW == 0) {
            const char *start = reading->records.start;
            index_pages_rest(start + reading->rested, reading->hashed - reading->rested);
            index_pages_want(start + reading->hashed, left < INDEX_WINDOW ? left : INDEX_WINDOW);
            reading->rested = reading->hashed;
        }
        size_t step = left < BLOCK_FILE_BLOCK ? left : BLOCK_FILE_BLOCK;
        XXH3_64bits_update(reading->hash, reading->records.start + reading->hashed, step);
        reading->hashed += step;
    }
}

bool index_place_passages(struct index_writer *writer)
{
    const struct index_update *update = writer->update;
    const uint64_t *record_at = (const void *)update->file->sections[SECTION_RECORD_AT].start;
    struct reading reading = {update->file->sections[SECTION_RECORDS], XXH3_createState(), 0, 0};
    XXH3_64bits_reset(reading.hash);
    writer->record_bytes = writer->token_words = 0;
    for (uint32_t i = 0; i < writer->passage_count; i++) {
        size_t count;
        read_until(&reading, record_at[i + 1]);
        struct bpv_text record = index_update_record(update, i);
        (void)index_update_tokens(update, i, &count);
        writer->record_at[i] = writer->record_bytes;
        writer->token_at[i] = writer->token_words;
        writer->record_bytes += record.length + sizeof(uint64_t);
        writer->token_words += count;
        XXH3_128bits_update(writer->digest, record.start, record.length);
    }
    bool sound = XXH3_64bits_digest(reading.hash) == update->file->checksums[SECTION_RECORDS];
    XXH3_freeState(reading.hash);
    return sound;
}
