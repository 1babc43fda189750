#include "variant_habit.h"

#include <math.h>

#define UNSEEN 0.5f       /* as if every concept stood in so many variants more */
#define DOUBT 50.0f       /* as if a passage had so many variants more, that ask as all others do */
#define WORDS_SCALE 20.0f /* of sums of logarithms, to about 1 */
#define FORM_SCALE 5.0f

void variant_habit_prepare(struct part_table *part, size_t c, float times)
{
    float all = (float)part->file->variant_count + 1;
    times += UNSEEN;
    part->rarity[c] = times < all ? all / times : 1;
}

float variant_habit_gain(const struct ranking *ranking, const struct part_table *part, size_t c, float weight)
{
    const struct concept *concept = &ranking->query->concepts[c];
    const float *weights = ranking->model->ranking_weights;
    float often = logf(1 + weight * part->rarity[c] / DOUBT);
    if (question_tells(concept))
        return weights[FEATURE_words_usual] * often / WORDS_SCALE;
    float forms = (float)ranking->query->count - ranking->telling;
    return concept->told ? 0 : (weights[FEATURE_form_sum] / FORM_SCALE + weights[FEATURE_form_usual] / forms) * often;
}

void variant_habit_judge(const struct query *query, const struct part_table *part, const float *often, uint32_t count,
                         float *features)
{
    if (!part->file->variant_count)
        return;
    /* Products, of which the logarithm is taken once: 32 ratios of at most 10,000,000 stay within a double. */
    double words = 1, form = 1, scale = 1 / ((double)count + (double)DOUBT);
    int form_count = 0;
    for (size_t c = 0; c < query->count; c++) {
        double ratio = (double)(often[c] * part->rarity[c] + DOUBT) * scale;
        if (question_tells(&query->concepts[c])) {
            words *= ratio;
        } else if (!query->concepts[c].told) { /* how a story is told says nothing of what is asked */
            form *= ratio;
            form_count++;
        }
    }
    float form_sum = (float)log(form);
    features[FEATURE_words_usual] = (float)log(words) / WORDS_SCALE;
    features[FEATURE_form_usual] = form_count ? form_sum / (float)form_count : 0;
    features[FEATURE_form_sum] = form_sum / FORM_SCALE;
}
