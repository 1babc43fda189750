/*
 * An index that is there, with other passages in the place of some. Words and stems keep their numbers and new ones
 * come behind them, so that nothing else needs to be made again; the Xapian part stays as it was (SECTION_CHANGED).
 * What a word is split into depends on all words of the corpus: an update that would split those of other passages
 * differently does not fit, and the index must be made anew.
 */
#include "index_making.h"

#include <stdlib.h>
#include <string.h>

#include "passage_record.h"

#define SHARE_MAX 32u         /* one passage of so many can be changed before the latent space is learned again */
#define BARE_SHARE 8u         /* one stem of so many can have lost all its words */
#define KNOWN_WORD_LENGTH 5u  /* a shorter word is no part of a compound because the corpus has it; see known_word */

static uint32_t stamp(struct index_writer *writer)
{
    return ++writer->update->stamp;
}

static bool within(struct index_string string, size_t strings)
{
    return string.at <= strings && string.length <= strings - string.at;
}

static bool sound_words(const struct index_file *file)
{
    size_t strings = file->sections[SECTION_STRINGS].length;
    const struct index_word *words = index_file_words(file);
    const struct index_id *ids = (const void *)file->sections[SECTION_IDS].start;
    bool sound = true;
    for (size_t i = 0; i < file->word_count; i++)
        sound &= words[i].stem < file->stem_count && within(words[i].text, strings);
    for (size_t i = 0; i < file->id_count; i++)
        sound &= ids[i].passage < file->passage_count && within(ids[i].text, strings);
    return sound;
}

static bool sound_stems(const struct index_file *file)
{
    size_t strings = file->sections[SECTION_STRINGS].length, parts = file->sections[SECTION_PARTS].length / 4;
    const struct index_stem_entry *stems = index_file_stems(file);
    const uint32_t *order = (const void *)file->sections[SECTION_STEM_ORDER].start;
    const uint32_t *at = (const void *)file->sections[SECTION_PARTS_AT].start;
    const uint32_t *list = (const void *)file->sections[SECTION_PARTS].start;
    bool sound = at[file->stem_count] <= parts;
    for (size_t i = 0; i < file->stem_count; i++)
        sound &= within(stems[i].text, strings) && order[i] < file->stem_count && at[i] <= at[i + 1];
    for (size_t i = 0; i < parts; i++)
        sound &= list[i] < file->stem_count;
    return sound;
}

/* The words of a passage, as index_tokens.c lays them out with its sentences behind them.
 * Those who go through them trust the counts. */
static bool sound_tokens(const uint32_t *tokens, uint64_t count, uint32_t stems)
{
    if (count < 3 || tokens[0] > count - 3)
        return false;
    uint64_t lists = tokens[0], plain = 0, body = tokens[1 + lists];
    for (uint64_t i = 0; i < lists; i++)
        plain += tokens[1 + i];
    if (plain + 2 * body > count - 3 - lists)
        return false;
    const uint32_t *at = tokens + 3 + lists;
    bool outside = false;
    for (uint64_t i = 0; i < plain; i++)
        outside |= at[i] >= stems;
    at += plain;
    for (uint64_t i = 0; i < body; i++)
        outside |= at[2 * i] >= stems;
    return !outside;
}

static bool sound_passages(const struct index_file *file)
{
    const uint64_t *record_at = (const void *)file->sections[SECTION_RECORD_AT].start;
    const uint64_t *token_at = (const void *)file->sections[SECTION_TOKENS_AT].start;
    bool sound = file->passage_count > 0 && record_at[file->passage_count] == file->sections[SECTION_RECORDS].length &&
                 token_at[file->passage_count] == file->sections[SECTION_TOKENS].length / 4;
    for (uint32_t i = 0; sound && i < file->passage_count; i++)
        sound = record_at[i] <= record_at[i + 1] && record_at[i + 1] - record_at[i] >= sizeof(uint64_t) &&
                token_at[i] <= token_at[i + 1] && index_file_tags(file, i)->module <= BPV_MODULES_MAX;
    return sound;
}

/* Are all numbers of the tables within bounds? The file is sound, but that says only that it is as somebody made it. */
static bool sound_tables(const struct index_file *file)
{
    return sound_words(file) && sound_stems(file) && sound_passages(file);
}

static void load_numbers(struct numbers *numbers, struct bpv_text section)
{
    numbers->count = numbers->capacity = section.length / 4;
    numbers->items = xrealloc(numbers->items, (numbers->count + 1) * sizeof *numbers->items);
    if (section.length)
        memcpy(numbers->items, section.start, section.length);
}

static void load_lists(struct index_writer *writer, const struct index_file *file)
{
    const struct {
        struct numbers *numbers;
        enum index_section section;
    } lists[] = {
        {&writer->parts, SECTION_PARTS},
        {&writer->parts_at, SECTION_PARTS_AT},
        {&writer->synonyms, SECTION_SYNONYMS},
        {&writer->synonym_at, SECTION_SYNONYMS_AT},
        {&writer->notices_at, SECTION_NOTICES_AT},
        {&writer->notice_stems, SECTION_NOTICE_STEMS},
    };
    for (size_t i = 0; i < sizeof lists / sizeof *lists; i++)
        load_numbers(lists[i].numbers, file->sections[lists[i].section]);
    writer->synonym_at.count--; /* the end comes back when it is written */
    text_buffer_append_text(&writer->latent_passages, file->sections[SECTION_LATENT_PASSAGES]);
}

static void load_passages(struct index_writer *writer, const struct index_file *file)
{
    size_t count = file->passage_count;
    writer->passage_count = count;
    index_make_room(writer);
    memcpy(writer->sums, index_file_sums(file), count * sizeof *writer->sums);
    memcpy(writer->tags, index_file_tags(file, 0), count * sizeof *writer->tags);
    writer->id_count = file->id_count;
    writer->ids = xrealloc(NULL, (file->id_count + 1) * sizeof *writer->ids);
    const struct index_id *ids = (const void *)file->sections[SECTION_IDS].start;
    if (file->id_count)
        memcpy(writer->ids, ids, file->id_count * sizeof *ids);
    writer->words_total = file->corpus_words;
    writer->files = file->corpus_files;
    writer->variants = file->variant_count;
}

enum bpv_status index_writer_begin_update(const struct index_settings *settings, const char *path,
                                          struct index_writer **out, struct bpv_error *error)
{
    *out = NULL;
    struct index_file *file;
    enum bpv_status status = index_file_open(path, &file, error);
    if (status != BPV_OK)
        return status;
    status = index_file_verify_tables(file, error);
    if (status == BPV_OK && !sound_tables(file))
        status = bpv_fail(error, BPV_BAD_INDEX, "de index %s is beschadigd; maak hem opnieuw", path);
    if (status != BPV_OK) {
        index_file_close(file);
        return status;
    }
    struct index_writer *writer = index_writer_create(settings);
    struct index_update *update = writer->update = xcalloc(1, sizeof *update);
    update->file = file;
    update->stamp = file->passage_count + 1;
    update->of = xcalloc(file->passage_count, sizeof *update->of);
    update->kept = xcalloc(file->stem_count, sizeof *update->kept);
    update->split_words = xcalloc(file->stem_count, sizeof *update->split_words);
    word_table_load(&writer->words, file);
    load_lists(writer, file);
    load_passages(writer, file);
    index_choose_words(writer);
    size_t bare = 0;
    for (size_t i = 0; i < file->stem_count; i++) {
        bare += !writer->words.stems[i].text.length;
        update->kept[i] = writer->words.stems[i].passages;
        update->split_words[i] = writer->words.stems[i].split_word;
    }
    update->fits = bare <= file->stem_count / BARE_SHARE;
    *out = writer;
    return BPV_OK;
}

void index_update_release(struct index_update *update)
{
    if (!update)
        return;
    index_file_close(update->file);
    free(update->replacements);
    free(update->of);
    free(update->kept);
    free(update->split_words);
    free(update->tokens.items);
    text_buffer_release(&update->records);
    free(update);
}

struct bpv_text index_writer_generation(const struct index_writer *writer)
{
    return writer->update->file->generation;
}

uint32_t index_writer_passages(const struct index_writer *writer)
{
    return writer->update->file->passage_count;
}

size_t index_writer_ids(const struct index_writer *writer)
{
    return writer->id_count;
}

void index_writer_each_id(const struct index_writer *writer,
                          void (*visit)(void *context, struct bpv_text id, uint32_t passage), void *context)
{
    for (size_t i = 0; i < writer->id_count; i++)
        visit(context, word_table_text(&writer->words, writer->ids[i].text), writer->ids[i].passage);
}

struct index_look index_writer_look(const struct index_writer *writer, uint32_t passage)
{
    const struct index_tags *tags = index_file_tags(writer->update->file, passage);
    return (struct index_look){tags->module, tags->themes, tags->words};
}

void index_writer_date(struct index_writer *writer, struct bpv_text built)
{
    writer->settings.built = built;
}

/* ---- One passage ---- */

static struct bpv_text piece_of(const struct index_file *file, enum index_section at, enum index_section bytes,
                                size_t unit, uint32_t passage)
{
    const uint64_t *offsets = (const void *)file->sections[at].start;
    return (struct bpv_text){file->sections[bytes].start + offsets[passage] * unit,
                             (size_t)(offsets[passage + 1] - offsets[passage]) * unit};
}

static const uint32_t *old_tokens(struct index_update *update, uint32_t passage, size_t *count)
{
    static const uint32_t none[3]; /* no lists, no body, no sentences */
    struct bpv_text bytes = piece_of(update->file, SECTION_TOKENS_AT, SECTION_TOKENS, sizeof(uint32_t), passage);
    const uint32_t *tokens = (const void *)bytes.start;
    *count = bytes.length / sizeof *tokens;
    if (index_hash(bytes) == index_file_sums(update->file)[passage].words &&
        sound_tokens(tokens, *count, update->file->stem_count))
        return tokens;
    update->fits = false;
    *count = sizeof none / sizeof *none;
    return none;
}

/* Empty when it is damaged; nothing can be read of it then. */
static struct bpv_text old_record(const struct index_file *file, uint32_t passage)
{
    struct bpv_text record = index_file_record(file, passage);
    return index_hash(record) == index_file_sums(file)[passage].record ? record : (struct bpv_text){"", 0};
}

const uint32_t *index_update_tokens(struct index_update *update, uint32_t passage, size_t *count)
{
    if (!update->of[passage])
        return old_tokens(update, passage, count);
    const struct index_replacement *replacement = &update->replacements[update->of[passage] - 1];
    *count = replacement->token_count;
    return update->tokens.items + replacement->tokens_at;
}

struct bpv_text index_writer_id(const struct index_writer *writer, uint32_t passage)
{
    struct bpv_text record = old_record(writer->update->file, passage);
    struct record_reader reader = {record.start, record.start + record.length, false};
    return record_text(&reader);
}

struct counting {
    struct index_writer *writer;
    uint32_t stamp;
    bool away;
};

static uint32_t count_word(void *context, uint32_t number)
{
    struct counting *counting = context;
    struct index_update *update = counting->writer->update;
    struct word_entry *word = &counting->writer->words.words[number];
    struct stem_entry *stem = &counting->writer->words.stems[word->stem];
    bool first = stem->last_passage != counting->stamp;
    stem->last_passage = counting->stamp;
    if (!counting->away) {
        word->frequency++;
        stem->passages += first;
    } else if (!word->frequency ||
               (first && (!stem->passages || word->stem >= update->file->stem_count || !update->kept[word->stem]))) {
        update->fits = false; /* the index says that it has this word nowhere */
    } else {
        word->frequency--;
        stem->passages -= first;
        update->kept[word->stem] -= first;
    }
    return word->stem;
}

/* Takes the parts of its stems away from the counts. The parts are still those that the index had. */
static uint32_t take_part(void *context, uint32_t stem)
{
    struct counting *counting = context;
    struct index_writer *writer = counting->writer;
    if (stem >= writer->update->file->stem_count) {
        writer->update->fits = false;
        return stem;
    }
    for (uint32_t i = writer->parts_at.items[stem]; i < writer->parts_at.items[stem + 1]; i++) {
        struct stem_entry *part = &writer->words.stems[writer->parts.items[i]];
        if (part->last_part == counting->stamp)
            continue;
        part->last_part = counting->stamp;
        writer->update->fits &= part->part_passages > 0;
        part->part_passages -= part->part_passages > 0;
    }
    return stem;
}

static void take_parts(struct index_writer *writer, uint32_t passage)
{
    size_t count;
    const uint32_t *tokens = old_tokens(writer->update, passage, &count);
    struct counting counting = {writer, stamp(writer), true};
    writer->scratch.count = 0;
    for (size_t i = 0; i < count; i++)
        index_push(&writer->scratch, tokens[i]);
    index_each_word(writer->scratch.items, count, take_part, &counting);
}

static bool same_names(const struct bpv_passage *a, const struct bpv_passage *b)
{
    bool same = text_equal(a->id, b->id) && text_equal(a->path, b->path) && a->alias_count == b->alias_count;
    for (size_t i = 0; same && i < a->alias_count; i++)
        same = text_equal(a->aliases[i], b->aliases[i]);
    return same;
}

static void replace_tags(struct index_writer *writer, uint32_t number, const struct bpv_passage *old,
                         const struct bpv_passage *passage)
{
    struct index_tags tags = index_tags_of(passage);
    struct index_tags *place = &writer->tags[number];
    tags.file = place->file;
    writer->words_total += tags.words - place->words;
    writer->variants += (uint32_t)passage->question_count - (uint32_t)old->question_count;
    *place = tags;
}

static struct index_replacement *add_replacement(struct index_update *update, uint32_t number)
{
    if (update->count == update->capacity) {
        update->capacity = update->capacity ? update->capacity * 2 : 64;
        update->replacements = xrealloc(update->replacements, update->capacity * sizeof *update->replacements);
    }
    update->of[number] = (uint32_t)++update->count;
    struct index_replacement *replacement = &update->replacements[update->count - 1];
    *replacement = (struct index_replacement){.passage = number};
    return replacement;
}

static void keep_record(struct index_update *update, struct index_replacement *replacement, struct bpv_text record)
{
    uint64_t checksum = XXH3_64bits(record.start, record.length);
    replacement->sums.record = checksum;
    replacement->record_at = update->records.length;
    replacement->record_length = record.length + sizeof checksum;
    text_buffer_append(&update->records, (const char *)&checksum, sizeof checksum);
    text_buffer_append_text(&update->records, record);
}

static uint32_t stem_of_word(void *context, uint32_t number)
{
    const struct index_writer *writer = context;
    return writer->words.words[number].stem;
}

static void replace_words(struct index_writer *writer, struct index_replacement *replacement,
                          const struct bpv_passage *old, const struct bpv_passage *passage)
{
    struct index_update *update = writer->update;
    struct numbers before = {NULL, 0, 0};
    struct counting away = {writer, stamp(writer), true}, here = {writer, stamp(writer), false};
    index_list_words(writer, old, &before);
    index_list_words(writer, passage, &writer->scratch);
    replacement->tokens_at = update->tokens.count;
    replacement->token_count = writer->scratch.count;
    replacement->other_words = before.count != writer->scratch.count ||
                               memcmp(before.items, writer->scratch.items, before.count * sizeof *before.items) != 0;
    if (replacement->other_words) {
        index_each_word(before.items, before.count, count_word, &away);
        index_each_word(writer->scratch.items, writer->scratch.count, count_word, &here);
        index_count_asked(writer, before.items, before.count, true);
        index_count_asked(writer, writer->scratch.items, writer->scratch.count, false);
    } else {
        index_each_word(writer->scratch.items, writer->scratch.count, stem_of_word, writer);
    }
    for (size_t i = 0; i < writer->scratch.count; i++)
        index_push(&update->tokens, writer->scratch.items[i]);
    replacement->sums.words = XXH3_64bits(writer->scratch.items, writer->scratch.count * sizeof(uint32_t));
    free(before.items);
}

void index_writer_replace(struct index_writer *writer, uint32_t number, const struct bpv_passage *passage)
{
    struct index_update *update = writer->update;
    if (number >= writer->passage_count || update->of[number] || passage->text.length > BPV_PASSAGE_TEXT_MAX) {
        update->fits = false;
        return;
    }
    struct bpv_text before = old_record(update->file, number);
    struct bpv_passage *old = xcalloc(1, sizeof *old);
    text_buffer_clear(&writer->buffer);
    passage_record_write(passage, writer->settings.sources, &writer->buffer);
    struct bpv_text record = text_buffer_text(&writer->buffer);
    if (!passage_record_read(before, writer->settings.sources, writer->settings.source_count, old) ||
        !same_names(old, passage)) {
        update->fits = false;
    } else if (!text_equal(before, record)) {
        struct index_replacement *replacement = add_replacement(update, number);
        struct index_tags tags = writer->tags[number];
        keep_record(update, replacement, record);
        replace_words(writer, replacement, old, passage);
        replace_tags(writer, number, old, passage);
        replacement->other_terms = replacement->other_words || memcmp(&tags, &writer->tags[number], sizeof tags) != 0;
    }
    free(old);
}

/* ---- Compounds ---- */

/* Words that the corpus has now, or has no more, and that can be part of a compound for that reason alone. */
static void note_words(struct index_writer *writer, struct numbers *words)
{
    for (size_t i = 0; i < writer->words.word_count; i++) {
        struct word_entry *word = &writer->words.words[i];
        if ((word->frequency > 0) == ((word->flags & WORD_IN_CORPUS) != 0))
            continue;
        word->flags ^= WORD_IN_CORPUS;
        if (word->text.length >= KNOWN_WORD_LENGTH &&
            !dictionary_has(&writer->dictionary, word_table_text(&writer->words, word->text)))
            index_push(words, (uint32_t)i);
    }
}

/* Has this word one of the words in it? */
static bool has_one_of(const struct word_table *table, uint32_t number, const struct numbers *words)
{
    const struct word_entry *whole = &table->words[number];
    struct bpv_text text = word_table_text(table, whole->text);
    for (size_t i = 0; i < words->count; i++) {
        const struct word_entry *part = &table->words[words->items[i]];
        if (part->letters & ~whole->letters || part->text.length >= text.length)
            continue;
        struct bpv_text word = word_table_text(table, part->text);
        if (memmem(text.start, text.length, word.start, word.length))
            return true;
    }
    return false;
}

static bool is_listed(const struct word_table *table, uint32_t stem)
{
    for (size_t i = 0; i < table->word_count; i++)
        if (table->words[i].stem == stem && table->words[i].flags & WORD_LISTED)
            return true;
    return false;
}

/* The stem gets the parts in found. Only a stem that no other passage has may get others than it had; what the
 * vocabulary lists may have been split by hand. */
static void put_parts(struct index_writer *writer, uint32_t stem, const struct numbers *before,
                      const struct numbers *before_at, const struct numbers *found)
{
    struct index_update *update = writer->update;
    if (stem < update->file->stem_count) {
        size_t from = before_at->items[stem], count = before_at->items[stem + 1] - from;
        bool same = count == found->count &&
                    (!count || memcmp(before->items + from, found->items, count * sizeof(uint32_t)) == 0);
        if (!same && (update->kept[stem] || is_listed(&writer->words, stem)))
            update->fits = false;
    }
    for (size_t i = 0; i < found->count; i++)
        index_push(&writer->parts, found->items[i]);
}

static bool same_split(const struct index_writer *writer, uint32_t stem, const struct numbers *words)
{
    const struct index_update *update = writer->update;
    uint32_t word = writer->words.stems[stem].split_word;
    if (stem >= update->file->stem_count || word != update->split_words[stem])
        return false;
    return word == INDEX_NONE || !has_one_of(&writer->words, word, words);
}

/* The stems from first to end have the parts that they had. */
static void keep_parts(struct index_writer *writer, uint32_t first, uint32_t end, const struct numbers *before,
                       const struct numbers *before_at)
{
    uint32_t from = before_at->items[first], count = before_at->items[end] - from;
    index_append(&writer->parts_at, before_at->items + first, end - first, (uint32_t)writer->parts.count - from);
    index_append(&writer->parts, before->items + from, count, 0);
}

/* The parts of new stems, and of those of which the word or the parts can be others now. */
static void split_again(struct index_writer *writer, const struct numbers *words)
{
    struct numbers before = writer->parts, before_at = writer->parts_at, found = {NULL, 0, 0};
    writer->parts = writer->parts_at = (struct numbers){NULL, 0, 0};
    index_choose_words(writer);
    uint32_t stems = (uint32_t)writer->words.stem_count;
    for (uint32_t stem = 0; stem < stems; stem++) {
        uint32_t first = stem;
        while (stem < stems && same_split(writer, stem, words))
            stem++;
        if (stem > first)
            keep_parts(writer, first, stem, &before, &before_at);
        if (stem == stems)
            break;
        index_push(&writer->parts_at, (uint32_t)writer->parts.count);
        found.count = 0;
        if (writer->words.stems[stem].split_word != INDEX_NONE)
            index_split_word(writer, stem, &found);
        put_parts(writer, stem, &before, &before_at, &found);
    }
    while (writer->parts_at.count <= writer->words.stem_count)
        index_push(&writer->parts_at, (uint32_t)writer->parts.count);
    free(before.items);
    free(before_at.items);
    free(found.items);
}

/* Words that a new index would not have: no passage has them, the vocabulary does not name them, and no compound has
 * them as a part. The stems that are left without a word keep their number, without a text by which to find them. */
static void drop_words(struct index_writer *writer)
{
    struct word_table *table = &writer->words;
    unsigned char *used = xcalloc(table->stem_count, 1); /* 1: a part; 2: has a word */
    for (size_t i = 0; i < writer->parts.count; i++)
        used[writer->parts.items[i]] |= 1;
    size_t kept = 0, sorted = 0;
    for (size_t i = 0; i < table->word_count; i++) {
        struct word_entry word = table->words[i];
        if (!word.frequency && !(word.flags & WORD_LISTED) && !(used[word.stem] & 1))
            continue;
        used[word.stem] |= 2;
        sorted += i < table->by_word.sorted;
        table->words[kept++] = word;
    }
    table->word_count = kept;
    table->by_word.sorted = sorted;
    for (size_t i = 0; i < table->stem_count; i++)
        if (!used[i])
            table->stems[i].text = (struct index_string){0, 0};
    free(used);
}

/* ---- The whole ---- */

static int compare_numbers(const void *a, const void *b)
{
    uint32_t x = *(const uint32_t *)a, y = *(const uint32_t *)b;
    return x < y ? -1 : x > y;
}

static void list_changed(struct index_writer *writer)
{
    struct index_update *update = writer->update;
    const uint32_t *before = index_file_changed(update->file);
    for (uint32_t i = 0; i < update->file->changed_count; i++)
        if (before[i] >= writer->passage_count)
            update->fits = false;
        else if (!update->of[before[i]] || !update->replacements[update->of[before[i]] - 1].other_terms)
            index_push(&writer->changed, before[i]);
    for (size_t i = 0; i < update->count; i++)
        if (update->replacements[i].other_terms)
            index_push(&writer->changed, update->replacements[i].passage);
    if (writer->changed.count)
        qsort(writer->changed.items, writer->changed.count, sizeof(uint32_t), compare_numbers);
    if (writer->changed.count > BPV_CHANGED_MAX || writer->changed.count > writer->passage_count / SHARE_MAX)
        update->fits = false;
}

/* Where the records and words of the passages come, and the digest of the records. */
static void place_passages(struct index_writer *writer)
{
    const struct index_update *update = writer->update;
    const uint64_t *record_at = (const void *)update->file->sections[SECTION_RECORD_AT].start;
    const uint64_t *token_at = (const void *)update->file->sections[SECTION_TOKENS_AT].start;
    writer->record_bytes = writer->token_words = 0;
    for (uint32_t i = 0; i < writer->passage_count; i++) {
        const struct index_replacement *other = update->of[i] ? &update->replacements[update->of[i] - 1] : NULL;
        writer->record_at[i] = writer->record_bytes;
        writer->token_at[i] = writer->token_words;
        writer->record_bytes += other ? other->record_length : record_at[i + 1] - record_at[i];
        writer->token_words += other ? other->token_count : token_at[i + 1] - token_at[i];
        if (other)
            writer->sums[i] = other->sums;
        XXH3_128bits_update(writer->digest, &writer->sums[i].record, sizeof writer->sums[i].record);
    }
}

/* Is there a word that came or went? */
static bool other_vocabulary(const struct word_table *table)
{
    for (size_t i = 0; i < table->word_count; i++)
        if ((table->words[i].frequency > 0) != ((table->words[i].flags & WORD_IN_CORPUS) != 0))
            return true;
    return false;
}

bool index_writer_learns(const struct index_writer *writer)
{
    return writer->passage_count <= BPV_LEARN_AGAIN_MAX;
}

enum bpv_status index_writer_settle(struct index_writer *writer, bool *fits, struct bpv_error *error)
{
    struct index_update *update = writer->update;
    *fits = false;
    if (update->fits)
        list_changed(writer);
    if (!update->fits)
        return BPV_OK;
    struct numbers words = {NULL, 0, 0};
    if (!update->count) { /* no new index in which all is looked through */
        *fits = index_file_verify_copied(update->file, NULL) == BPV_OK;
        return BPV_OK;
    }
    enum bpv_status status = other_vocabulary(&writer->words) ? index_load_dictionary(writer, error) : BPV_OK;
    if (status != BPV_OK)
        return status;
    note_words(writer, &words);
    for (size_t i = 0; i < writer->changed.count; i++) /* they count their parts again below */
        take_parts(writer, writer->changed.items[i]);
    split_again(writer, &words);
    free(words.items);
    if (!update->fits)
        return BPV_OK;
    index_list_changed_terms(writer);
    if (!index_list_unanswered(writer))
        return BPV_OK;
    drop_words(writer);
    index_list_compounds(writer);
    index_list_grams(writer);
    place_passages(writer);
    if (index_writer_learns(writer))
        status = index_learn_latent(writer, error);
    else
        index_place_latent(writer);
    *fits = status == BPV_OK && update->fits;
    return status;
}

/* ---- What is written ---- */

static struct bpv_text replaced_piece(const struct index_update *update, const struct index_replacement *replacement,
                                      bool tokens)
{
    if (tokens)
        return (struct bpv_text){(const char *)(update->tokens.items + replacement->tokens_at),
                                 replacement->token_count * sizeof(uint32_t)};
    return (struct bpv_text){update->records.data + replacement->record_at, replacement->record_length};
}

void index_update_pieces(const struct index_update *update, bool tokens,
                         void (*put)(void *context, struct bpv_text piece), void *context)
{
    enum index_section section = tokens ? SECTION_TOKENS : SECTION_RECORDS;
    const uint64_t *at = (const void *)update->file->sections[tokens ? SECTION_TOKENS_AT : SECTION_RECORD_AT].start;
    const char *start = update->file->sections[section].start;
    size_t unit = tokens ? sizeof(uint32_t) : 1;
    uint32_t first = 0; /* of the passages that stayed and are not put yet */
    for (uint32_t i = 0; i <= update->file->passage_count; i++) {
        bool end = i == update->file->passage_count;
        if (!end && !update->of[i])
            continue;
        put(context, (struct bpv_text){start + at[first] * unit, (size_t)(at[i] - at[first]) * unit});
        if (!end)
            put(context, replaced_piece(update, &update->replacements[update->of[i] - 1], tokens));
        first = i + 1;
    }
}
