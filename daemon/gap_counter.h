/*
 * gap_counter.h: `bpvd --gaps FILE`: counts questions that have no answer, for authors. Off unless asked for.
 *
 * What       Only the words of gap_words.h are counted: no names, no numbers, no order. Of whom, from where or at what
 *            time somebody asked, nothing is kept; so one person who asks the same thing many times counts many times.
 * Where      In memory only, until it was asked `minimum` times; then it is in the file, with the number of times and
 *            the first and the last week. What was asked less often is gone when the daemon stops.
 * Bounds     HTTP_GAPS_PENDING_MAX in memory, BPV_GAPS_MAX in the file; the least asked, longest ago go first.
 * Ownership  Open, then close (NULL is allowed); close writes what is not yet written.
 * Errors     A file that cannot be read, or is no file of gaps, is an error at the start. One that cannot be written
 *            later is logged and tried again.
 * Threads    note: any; a mutex guards the table, and is never held while the file is written. Others: main thread.
 */
#ifndef BPVD_GAP_COUNTER_H
#define BPVD_GAP_COUNTER_H

#include "bpv.h"

struct gap_counter;

enum bpv_status gap_counter_open(const char *path, unsigned minimum, struct gap_counter **counter,
                                 struct bpv_error *error);
/* Counts one question that had no answer; NULL as a counter does nothing. */
void gap_counter_note(struct gap_counter *counter, const struct bpv_base *base, struct bpv_text question, bpv_date day);
/* Writes the file when something in it changed; about every second. */
void gap_counter_flush(struct gap_counter *counter);
unsigned gap_counter_minimum(const struct gap_counter *counter);
/* Where the file is made and replaced; borrowed from the counter. */
const char *gap_counter_folder(const struct gap_counter *counter);
void gap_counter_close(struct gap_counter *counter);

#endif
