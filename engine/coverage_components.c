#include <stdlib.h>
#include <string.h>

#include "coverage_parts.h"
#include "text_buffer.h"

struct limits { /* shares of a component's hours that reading may take, in percent */
    unsigned minimum, maximum;
};

static struct limits limits_of(const struct bpv_component *component)
{
    static const struct {
        const char *kind;
        struct limits limits;
    } kinds[] = {{"lesdag", {0, BPV_COVERAGE_LESSON_MAX_PERCENT}},
                 {"opdracht", {BPV_COVERAGE_ASSIGNMENT_MIN_PERCENT, BPV_COVERAGE_ASSIGNMENT_MAX_PERCENT}}};
    for (size_t i = 0; i < sizeof kinds / sizeof kinds[0]; i++)
        if (component->kind.length == strlen(kinds[i].kind) &&
            memcmp(component->kind.start, kinds[i].kind, component->kind.length) == 0)
            return kinds[i].limits;
    return (struct limits){BPV_COVERAGE_ELEARNING_MIN_PERCENT, BPV_COVERAGE_ELEARNING_MAX_PERCENT};
}

static uint32_t minutes(uint64_t words)
{
    return (uint32_t)((words + BPV_READING_WORDS_PER_MINUTE - 1) / BPV_READING_WORDS_PER_MINUTE);
}

static void add_passage(struct coverage_component_module *module, const struct coverage_passage *passage)
{
    if (passage->importance == BPV_IMPORTANCE_NEED) {
        module->need++;
        module->need_words += passage->words;
    } else {
        module->nice++;
        module->nice_words += passage->words;
    }
}

static void count_module(const struct coverage_work *work, const struct bpv_track *track,
                         struct coverage_component_module *module)
{
    for (uint32_t i = 0; i < work->passage_count; i++) {
        const struct coverage_passage *passage = &work->passages[i];
        if (passage->valid && passage->module == module->module->number && (passage->tracks >> track->number & 1u))
            add_passage(module, passage);
    }
}

/* Too little to read in all for the fewest hours, or more need to know than the most hours have room for. */
static void judge(struct coverage_component *filled)
{
    struct limits limits = limits_of(filled->component);
    filled->floor_minutes = filled->component->sbu_min * 60u * limits.minimum / 100u;
    filled->ceiling_minutes = filled->component->sbu_max * 60u * limits.maximum / 100u;
    if (filled->ceiling_minutes && filled->need_minutes > filled->ceiling_minutes)
        filled->fill = COVERAGE_FILL_OVER;
    else if (filled->all_minutes < filled->floor_minutes || filled->need + filled->nice == 0)
        filled->fill = COVERAGE_FILL_UNDER;
    else
        filled->fill = COVERAGE_FILL_RIGHT;
}

static void fill(const struct coverage_work *work, struct coverage_component *filled)
{
    const struct bpv_taxonomy *taxonomy = work->coverage->taxonomy;
    uint64_t need_words = 0, all_words = 0;
    for (size_t i = 0; i < taxonomy->module_count; i++) {
        if (!(filled->component->modules >> taxonomy->modules[i].number & 1u))
            continue;
        struct coverage_component_module *module = &filled->modules[filled->module_count++];
        module->module = &taxonomy->modules[i];
        count_module(work, filled->track, module);
        filled->need += module->need;
        filled->nice += module->nice;
        need_words += module->need_words;
        all_words += (uint64_t)module->need_words + module->nice_words;
    }
    filled->need_minutes = minutes(need_words);
    filled->all_minutes = minutes(all_words);
    judge(filled);
}

static void report(struct coverage *coverage, const struct coverage_component *filled)
{
    const struct bpv_text none = {"", 0};
    const struct bpv_track *track = filled->track;
    const struct bpv_component *component = filled->component;
    if (filled->fill == COVERAGE_FILL_OVER)
        coverage_find(coverage, COVERAGE_OVER_FILLED, NULL, none, none,
                      "Leergang %u %.*s, %.*s (%.*s, %u-%u SBU): %u minuten need to know, er is ruimte voor %u",
                      track->number, (int)track->name.length, track->name.start, (int)component->name.length,
                      component->name.start, (int)component->kind.length, component->kind.start, component->sbu_min,
                      component->sbu_max, filled->need_minutes, filled->ceiling_minutes);
    else if (filled->fill == COVERAGE_FILL_UNDER)
        coverage_find(coverage, COVERAGE_UNDER_FILLED, NULL, none, none,
                      "Leergang %u %.*s, %.*s (%.*s, %u-%u SBU): %u minuten lezen, verwacht minstens %u", track->number,
                      (int)track->name.length, track->name.start, (int)component->name.length, component->name.start,
                      (int)component->kind.length, component->kind.start, component->sbu_min, component->sbu_max,
                      filled->all_minutes, filled->floor_minutes);
}

void coverage_components(struct coverage_work *work)
{
    struct coverage *coverage = work->coverage;
    const struct bpv_taxonomy *taxonomy = coverage->taxonomy;
    for (size_t i = 0; i < taxonomy->track_count; i++)
        coverage->component_count += taxonomy->tracks[i].component_count;
    coverage->components = xcalloc(coverage->component_count, sizeof *coverage->components);
    size_t at = 0;
    for (size_t i = 0; i < taxonomy->track_count; i++) {
        for (size_t j = 0; j < taxonomy->tracks[i].component_count; j++) {
            struct coverage_component *filled = &coverage->components[at++];
            filled->track = &taxonomy->tracks[i];
            filled->component = &taxonomy->tracks[i].components[j];
            fill(work, filled);
            report(coverage, filled);
        }
    }
}
