#include "edit_distance.h"

static unsigned least(unsigned a, unsigned b) { return a < b ? a : b; }

unsigned edit_distance(struct bpv_text a, struct bpv_text b)
{
    if (a.length > EDIT_DISTANCE_NAME_MAX || b.length > EDIT_DISTANCE_NAME_MAX)
        return UINT32_MAX;
    unsigned rows[3][EDIT_DISTANCE_NAME_MAX + 1];
    unsigned *older = rows[0], *previous = rows[1], *current = rows[2];
    for (size_t j = 0; j <= b.length; j++)
        previous[j] = (unsigned)j;
    for (size_t i = 1; i <= a.length; i++) {
        current[0] = (unsigned)i;
        for (size_t j = 1; j <= b.length; j++) {
            unsigned replace = previous[j - 1] + (a.start[i - 1] != b.start[j - 1]);
            current[j] = least(replace, least(previous[j], current[j - 1]) + 1);
            bool swapped = i > 1 && j > 1 && a.start[i - 1] == b.start[j - 2] && a.start[i - 2] == b.start[j - 1];
            if (swapped)
                current[j] = least(current[j], older[j - 2] + 1);
        }
        unsigned *reused = older;
        older = previous;
        previous = current;
        current = reused;
    }
    return previous[b.length];
}

bool edit_distance_is_near(unsigned distance, size_t length) { return distance <= 1 + length / 4; }
