/*
 * variant_scan.h: how well the headings and question variants of a part's passages fit the question, for the first
 * stage: words that stand together in one variant tell more than those that are here and there in a passage.
 * Passages are looked at block by block, in order, so that what is counted stays in the processor's caches and memory
 * does not grow with the index. Numbers: passages within the part; gains in the unit of the ranking score.
 * Ownership: _create / _free. Errors: of a damaged index, variants that cannot be do not count. One thread per scan.
 */
#ifndef BPV_VARIANT_SCAN_H
#define BPV_VARIANT_SCAN_H

#include "ranking.h"

struct variant_scan;

struct variant_scan *variant_scan_create(void);
void variant_scan_free(struct variant_scan *scan);

/* The ranking is prepared, and stays so during the scan. */
void variant_scan_begin(struct variant_scan *scan, const struct ranking *ranking, size_t part);
/* Where the block of passages that begins at first ends, at `end` at the latest. */
uint32_t variant_scan_block(const struct variant_scan *scan, uint32_t first, uint32_t end);
/* Writes to gains what its best variant adds to the score of each passage of the block. gains: of end - first, all 0.
 */
void variant_scan_gains(struct variant_scan *scan, uint32_t first, uint32_t end, float *gains);

#endif
