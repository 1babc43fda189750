#include "passage_record.h"

static void put_texts(struct text_buffer *out, const struct bpv_text *texts, size_t count)
{
    record_put_u32(out, (uint32_t)count);
    for (size_t i = 0; i < count; i++)
        record_put_text(out, texts[i]);
}

static size_t get_texts(struct record_reader *reader, struct bpv_text texts[BPV_LIST_MAX])
{
    size_t count = record_count(reader, 4);
    if (count > BPV_LIST_MAX) {
        reader->bad = true;
        return 0;
    }
    for (size_t i = 0; i < count; i++)
        texts[i] = record_text(reader);
    return count;
}

void passage_record_write(const struct bpv_passage *passage, const struct bpv_source *sources, struct text_buffer *out)
{
    record_put_text(out, passage->id);
    record_put_text(out, passage->title);
    record_put_text(out, passage->file_title);
    record_put_text(out, passage->text);
    record_put_text(out, passage->html);
    record_put_text(out, passage->path);
    const uint32_t numbers[] = {passage->line_first,
                                passage->line_last,
                                passage->module,
                                passage->themes,
                                passage->roles,
                                passage->tracks,
                                passage->phase,
                                (uint32_t)passage->audience,
                                (uint32_t)passage->importance,
                                (uint32_t)passage->force,
                                (uint32_t)passage->valid_from,
                                (uint32_t)passage->valid_until,
                                (uint32_t)passage->reviewed,
                                passage->word_count,
                                passage->proposed};
    for (size_t i = 0; i < sizeof numbers / sizeof numbers[0]; i++)
        record_put_u32(out, numbers[i]);
    put_texts(out, passage->questions, passage->question_count);
    put_texts(out, passage->facts, passage->fact_count);
    put_texts(out, passage->aliases, passage->alias_count);
    record_put_u32(out, (uint32_t)passage->source_count);
    for (size_t i = 0; i < passage->source_count; i++) {
        record_put_u32(out, (uint32_t)(passage->sources[i].source - sources));
        record_put_text(out, passage->sources[i].locator);
    }
}

bool passage_record_read(struct bpv_text record, const struct bpv_source *sources, size_t source_count,
                         struct bpv_passage *passage)
{
    struct record_reader reader = {record.start, record.start + record.length, record.length == 0};
    passage->id = record_text(&reader);
    passage->title = record_text(&reader);
    passage->file_title = record_text(&reader);
    passage->text = record_text(&reader);
    passage->html = record_text(&reader);
    passage->path = record_text(&reader);
    passage->line_first = record_u32(&reader);
    passage->line_last = record_u32(&reader);
    passage->module = record_u32(&reader);
    passage->themes = record_u32(&reader);
    passage->roles = record_u32(&reader);
    passage->tracks = record_u32(&reader);
    passage->phase = record_u32(&reader);
    passage->audience = record_u32(&reader) == BPV_AUDIENCE_EXTRA ? BPV_AUDIENCE_EXTRA : BPV_AUDIENCE_ALLE;
    passage->importance = record_u32(&reader) == BPV_IMPORTANCE_NICE ? BPV_IMPORTANCE_NICE : BPV_IMPORTANCE_NEED;
    uint32_t force = record_u32(&reader);
    passage->force = force < BPV_FORCES ? (enum bpv_force)force : BPV_FORCE_ACHTERGROND;
    passage->valid_from = (bpv_date)record_u32(&reader);
    passage->valid_until = (bpv_date)record_u32(&reader);
    passage->reviewed = (bpv_date)record_u32(&reader);
    passage->word_count = record_u32(&reader);
    passage->proposed = record_u32(&reader) != 0;
    passage->question_count = get_texts(&reader, passage->questions);
    passage->fact_count = get_texts(&reader, passage->facts);
    passage->alias_count = get_texts(&reader, passage->aliases);
    passage->source_count = record_count(&reader, 8);
    if (passage->source_count > BPV_LIST_MAX) {
        reader.bad = true;
        passage->source_count = 0;
    }
    for (size_t i = 0; i < passage->source_count; i++) {
        uint32_t source = record_u32(&reader);
        if (source >= source_count) {
            reader.bad = true;
            source = 0;
        }
        passage->sources[i].source = source_count ? &sources[source] : NULL;
        passage->sources[i].locator = record_text(&reader);
    }
    return !reader.bad && passage->text.length <= BPV_PASSAGE_TEXT_MAX && passage->phase <= BPV_PHASE_NONE &&
           passage->module <= BPV_MODULES_MAX;
}
