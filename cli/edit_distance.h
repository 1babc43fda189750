/* edit_distance.h: how far two short names are apart. Pure; any thread. */
#ifndef BPV_EDIT_DISTANCE_H
#define BPV_EDIT_DISTANCE_H

#include "bpv.h"

#define EDIT_DISTANCE_NAME_MAX 96u

/* Insertions, deletions, replacements and swaps of neighbours, over bytes. Longer names than the maximum are "far":
 * UINT32_MAX. */
unsigned edit_distance(struct bpv_text a, struct bpv_text b);

/* True when the distance is small enough, for a name of this length, to propose the other one. */
bool edit_distance_is_near(unsigned distance, size_t length);

#endif
