#include "corpus_lists.h"

#include <errno.h>
#include <fcntl.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "corpus_file.h"
#include "corpus_taxonomy.h"

/* One list file that is being read. */
struct list_file {
    struct corpus *corpus;
    struct field_reader reader;
    const struct tree_node *root; /* NULL if it could not be read */
    bool own;                     /* someone's own questions: only the question itself is required */
};

static struct bpv_text shown_path(struct corpus *corpus, const char *root, const char *name)
{
    struct text_buffer path;
    text_buffer_init(&path, 0);
    text_buffer_printf(&path, "%s%s%s", root, root[0] && root[strlen(root) - 1] == '/' ? "" : "/", name);
    struct bpv_text copy = pool_copy(&corpus->pool, text_buffer_text(&path));
    text_buffer_release(&path);
    return copy;
}

/* Are passages read with it? */
static bool is_basis(const char *name)
{
    return strcmp(name, "taxonomy.yaml") == 0 || strcmp(name, "sources.yaml") == 0;
}

static void keep_text(struct corpus *corpus, const char *name, struct bpv_text text)
{
    struct text_buffer *buffers[] = {&corpus->lists, is_basis(name) ? &corpus->basis : NULL};
    for (size_t i = 0; i < sizeof buffers / sizeof *buffers && buffers[i]; i++) {
        text_buffer_printf(buffers[i], "%s %zu\n", name, text.length);
        text_buffer_append_text(buffers[i], text);
    }
}

/* False after reporting. */
static bool open_tree(struct corpus *corpus, int folder, const char *name, struct bpv_text shown,
                      struct list_file *file)
{
    static const struct yaml_limits limits = {BPV_YAML_FILE_MAX, BPV_YAML_EVENTS_MAX};
    struct bpv_text text;
    struct tree_node *tree;
    struct yaml_problem problem;
    *file = (struct list_file){corpus, {&corpus->pool, corpus->report, shown, false}, NULL, false};
    if (!corpus_file_read(folder, name, BPV_YAML_FILE_MAX, false, shown, &corpus->pool, corpus->report, &text))
        return false;
    if (corpus->cache || corpus->update)
        keep_text(corpus, name, text);
    if (corpus->update && !is_basis(name))
        return false;
    if (!yaml_read(&corpus->pool, text, 0, &limits, &tree, &problem)) {
        report_error(corpus->report, (struct place){shown, problem.line, problem.column}, "%s", problem.reason);
        return false;
    }
    file->root = tree;
    return true;
}

/* False when there is nothing to read: absent, or reported. */
static bool open_list(struct corpus *corpus, int folder, const char *root, const char *name, bool required,
                      struct list_file *file)
{
    struct bpv_text shown = shown_path(corpus, root, name);
    struct stat status;
    if (fstatat(folder, name, &status, AT_SYMLINK_NOFOLLOW) != 0 && errno == ENOENT) {
        if (required)
            report_error(corpus->report, (struct place){shown, 0, 0},
                         "dit bestand ontbreekt; zet het in het corpus of gebruik --untagged voor losse teksten");
        return false;
    }
    return open_tree(corpus, folder, name, shown, file);
}

/* The list under key, or NULL when it is absent or wrong. */
static const struct tree_node *list_of(struct list_file *file, const char *key)
{
    const struct tree_node *list = tree_find(file->root, key);
    return list && field_is(&file->reader, list, TREE_LIST) ? list : NULL;
}

/* A longer copy of an array of the corpus, for lists that come from several folders. */
static void *extended(struct corpus *corpus, const void *items, size_t count, size_t more, size_t size)
{
    void *longer = pool_take(&corpus->pool, count + more, size);
    if (count)
        memcpy(longer, items, count * size);
    return longer;
}

#define EXTEND(corpus, items, count, more) ((items) = extended((corpus), (items), (count), (more), sizeof *(items)))

static bool item_is(struct list_file *file, const struct tree_node *item, const char *const *keys)
{
    if (!field_is(&file->reader, item, TREE_MAP))
        return false;
    field_known_keys(&file->reader, item, keys);
    return true;
}

static void add_reference(struct list_file *file, const struct tree_node *node, struct bpv_text id)
{
    struct corpus *corpus = file->corpus;
    CORPUS_GROW(corpus->references, corpus->reference_count, corpus->reference_capacity);
    corpus->references[corpus->reference_count++] =
        (struct reference){id, {file->reader.path, node->line, node->column}};
}

/* ---- sources.yaml ---- */

static bool is_source_key(struct bpv_text key)
{
    for (size_t i = 0; i < key.length; i++)
        if (!strchr("abcdefghijklmnopqrstuvwxyz0123456789-", key.start[i]))
            return false;
    return key.length > 0;
}

/* earlier: how many sources come from folders before this one; the first that names a source counts. */
static void read_source(struct list_file *file, const struct tree_node *item, size_t earlier)
{
    static const char *const keys[] = {"key", "title", "short",   "organisation", "year",
                                       "url", "kind",  "checked", "note",         NULL};
    struct corpus *corpus = file->corpus;
    struct field_reader *reader = &file->reader;
    if (!item_is(file, item, keys))
        return;
    struct bpv_source source = {
        .key = field_required_text(reader, item, "key"),
        .title = field_required_text(reader, item, "title"),
        .short_title = field_text(reader, tree_find(item, "short")),
        .organisation = field_text(reader, tree_find(item, "organisation")),
        .year = field_text(reader, tree_find(item, "year")),
        .url = field_text(reader, tree_find(item, "url")),
        .kind = field_required_text(reader, item, "kind"),
        .note = field_text(reader, tree_find(item, "note")),
        .checked = field_date(reader, tree_find(item, "checked"), true),
    };
    if (!source.key.length)
        return;
    if (!is_source_key(source.key))
        field_error(reader, item, "de sleutel '%.*s' mag alleen kleine letters, cijfers en streepjes hebben",
                    shown_length(source.key), source.key.start);
    if (source.url.length && (source.url.length < 8 || (memcmp(source.url.start, "http://", 7) != 0 &&
                                                        memcmp(source.url.start, "https://", 8) != 0)))
        field_error(reader, tree_find(item, "url"), "een url begint met https:// of http://; verbeter het adres");
    size_t index = corpus->source_count;
    if (text_map_add(&corpus->source_keys, source.key, &index))
        corpus->sources[corpus->source_count++] = source;
    else if (index >= earlier)
        field_error(reader, item, "bron '%.*s' staat er twee keer; haal er een weg", shown_length(source.key),
                    source.key.start);
}

static void read_sources(struct list_file *file)
{
    static const char *const keys[] = {"sources", NULL};
    if (!item_is(file, file->root, keys))
        return;
    const struct tree_node *list = list_of(file, "sources");
    if (!list)
        return;
    size_t earlier = file->corpus->source_count;
    EXTEND(file->corpus, file->corpus->sources, earlier, list->count);
    for (const struct tree_node *item = list->first; item; item = item->next)
        read_source(file, item, earlier);
}

/* ---- vocabulary.yaml ---- */

static void read_glossary(struct list_file *file)
{
    static const char *const keys[] = {"term", "abbreviation", "definition", "passage", NULL};
    struct corpus *corpus = file->corpus;
    const struct tree_node *list = list_of(file, "glossary");
    if (!list)
        return;
    EXTEND(corpus, corpus->glossary, corpus->glossary_count, list->count);
    for (const struct tree_node *item = list->first; item; item = item->next) {
        if (!item_is(file, item, keys))
            continue;
        const struct tree_node *passage = tree_find(item, "passage");
        struct bpv_glossary_entry entry = {.term = field_required_text(&file->reader, item, "term"),
                                           .abbreviation = field_text(&file->reader, tree_find(item, "abbreviation")),
                                           .definition = field_required_text(&file->reader, item, "definition"),
                                           .passage_id = field_id(&file->reader, passage)};
        if (entry.passage_id.length)
            add_reference(file, passage, entry.passage_id);
        if (entry.term.length && entry.definition.length)
            corpus->glossary[corpus->glossary_count++] = entry;
    }
}

/* A list of words that must be there and must not be empty. */
static struct index_words required_words(struct list_file *file, const struct tree_node *item, const char *key)
{
    const struct tree_node *list = field_required(&file->reader, item, key);
    struct index_words words = field_words(&file->reader, list, BPV_LIST_MAX);
    if (list && list->kind == TREE_LIST && !list->count)
        field_error(&file->reader, list, "deze lijst is leeg; zet er minstens een woord in");
    return words;
}

static void read_synonyms(struct list_file *file)
{
    static const char *const keys[] = {"from", "to", "both", NULL};
    struct index_vocabulary *vocabulary = &file->corpus->vocabulary;
    const struct tree_node *list = list_of(file, "synonyms");
    if (!list)
        return;
    struct index_synonym *synonyms =
        extended(file->corpus, vocabulary->synonyms, vocabulary->synonym_count, list->count, sizeof *synonyms);
    vocabulary->synonyms = synonyms;
    for (const struct tree_node *item = list->first; item; item = item->next) {
        if (!item_is(file, item, keys))
            continue;
        struct index_synonym synonym = {required_words(file, item, "from"), required_words(file, item, "to"),
                                        field_flag(&file->reader, tree_find(item, "both"))};
        if (synonym.from.count && synonym.to.count)
            synonyms[vocabulary->synonym_count++] = synonym;
    }
}

static void read_stems(struct list_file *file)
{
    static const char *const keys[] = {"stem", "words", NULL};
    struct index_vocabulary *vocabulary = &file->corpus->vocabulary;
    const struct tree_node *list = list_of(file, "stems");
    if (!list)
        return;
    struct index_stem *stems =
        extended(file->corpus, vocabulary->stems, vocabulary->stem_count, list->count, sizeof *stems);
    vocabulary->stems = stems;
    for (const struct tree_node *item = list->first; item; item = item->next) {
        if (!item_is(file, item, keys))
            continue;
        struct index_stem stem = {field_required_text(&file->reader, item, "stem"),
                                  required_words(file, item, "words")};
        if (stem.stem.length && stem.words.count)
            stems[vocabulary->stem_count++] = stem;
    }
}

static void read_compounds(struct list_file *file)
{
    static const char *const keys[] = {"word", "parts", NULL};
    struct index_vocabulary *vocabulary = &file->corpus->vocabulary;
    const struct tree_node *list = list_of(file, "compounds");
    if (!list)
        return;
    struct index_compound *compounds =
        extended(file->corpus, vocabulary->compounds, vocabulary->compound_count, list->count, sizeof *compounds);
    vocabulary->compounds = compounds;
    for (const struct tree_node *item = list->first; item; item = item->next) {
        if (!item_is(file, item, keys))
            continue;
        struct index_compound compound = {field_required_text(&file->reader, item, "word"),
                                          required_words(file, item, "parts")};
        if (compound.parts.count > BPV_COMPOUND_PARTS_MAX)
            field_error(&file->reader, item, "een samenstelling heeft maximaal %u delen", BPV_COMPOUND_PARTS_MAX);
        else if (compound.word.length && compound.parts.count)
            compounds[vocabulary->compound_count++] = compound;
    }
}

static void read_word_list(struct list_file *file, const char *key, struct index_words *words)
{
    const struct tree_node *list = tree_find(file->root, key);
    struct index_words more = field_words(&file->reader, list, 0);
    struct bpv_text *items = extended(file->corpus, words->items, words->count, more.count, sizeof *items);
    if (more.count)
        memcpy(items + words->count, more.items, more.count * sizeof *items);
    *words = (struct index_words){items, words->count + more.count};
}

/* Where the words of such a list stand. */
static void place_words(struct list_file *file, const char *key, struct listed_texts *texts)
{
    const struct tree_node *list = tree_find(file->root, key);
    for (const struct tree_node *item = list && list->kind == TREE_LIST ? list->first : NULL; item; item = item->next) {
        CORPUS_GROW(texts->items, texts->count, texts->capacity);
        texts->items[texts->count++] = (struct listed_text){item->text, {file->reader.path, item->line, item->column}};
    }
}

static void read_outside(struct list_file *file)
{
    const struct tree_node *list = tree_find(file->root, "outside");
    read_word_list(file, "outside", &file->corpus->vocabulary.outside);
    place_words(file, "outside", &file->corpus->outside);
    for (const struct tree_node *item = list && list->kind == TREE_LIST ? list->first : NULL; item; item = item->next)
        if (item->text.length && !index_writer_takes_outside(item->text))
            field_error(&file->reader, item,
                        "'%.*s' past niet bij outside; schrijf één woord, of twee woorden zonder getal",
                        shown_length(item->text), item->text.start);
}

static void read_vocabulary(struct list_file *file)
{
    static const char *const keys[] = {"glossary", "synonyms",   "stems",      "compounds",
                                       "no_split", "stop_words", "rule_words", "outside", NULL};
    struct index_vocabulary *vocabulary = &file->corpus->vocabulary;
    if (!item_is(file, file->root, keys))
        return;
    read_glossary(file);
    read_synonyms(file);
    read_stems(file);
    read_compounds(file);
    read_word_list(file, "no_split", &vocabulary->no_split);
    read_word_list(file, "stop_words", &vocabulary->stop_words);
    read_word_list(file, "rule_words", &vocabulary->rule_words);
    read_outside(file);
}

/* ---- notices.yaml, unanswered.yaml and questions.yaml ---- */

static void read_notices(struct list_file *file)
{
    static const char *const root_keys[] = {"notices", NULL};
    static const char *const keys[] = {"key", "owner", "words", "title", "text", NULL};
    struct corpus *corpus = file->corpus;
    const struct tree_node *list = item_is(file, file->root, root_keys) ? list_of(file, "notices") : NULL;
    if (!list)
        return;
    EXTEND(corpus, corpus->notices, corpus->notice_count, list->count);
    for (const struct tree_node *item = list->first; item; item = item->next) {
        if (!item_is(file, item, keys))
            continue;
        struct bpv_notice notice = {.key = field_required_text(&file->reader, item, "key"),
                                    .title = field_required_text(&file->reader, item, "title"),
                                    .text = field_required_text(&file->reader, item, "text"),
                                    .owner = field_required_text(&file->reader, item, "owner")};
        struct index_words words = field_words(&file->reader, field_required(&file->reader, item, "words"), 0);
        notice.words = words.items;
        notice.word_count = words.count;
        for (size_t i = 0; i < corpus->notice_count; i++)
            if (text_equal(corpus->notices[i].key, notice.key))
                field_error(&file->reader, item,
                            "melding '%.*s' staat er twee keer; geef elke melding een eigen sleutel",
                            shown_length(notice.key), notice.key.start);
        if (notice.key.length && notice.text.length)
            corpus->notices[corpus->notice_count++] = notice;
    }
}

static void read_unanswered(struct list_file *file)
{
    static const char *const root_keys[] = {"questions", NULL};
    struct index_words *all = &file->corpus->vocabulary.unanswered;
    if (!item_is(file, file->root, root_keys))
        return;
    read_word_list(file, "questions", all);
    place_words(file, "questions", &file->corpus->unanswered);
    if (all->count <= BPV_UNANSWERED_MAX)
        return;
    field_error(&file->reader, file->root, "meer dan %u vragen; haal de vragen weg die op elkaar lijken",
                BPV_UNANSWERED_MAX);
    all->count = BPV_UNANSWERED_MAX;
}

/* The value of a key that has to be there, but not in a file of someone's own. */
static const struct tree_node *expected_key(struct list_file *file, const struct tree_node *item, const char *key)
{
    return file->own ? tree_find(item, key) : field_required(&file->reader, item, key);
}

/* The value of a key that has to be one of the choices; empty without it, or after reporting. */
static struct bpv_text chosen(struct list_file *file, const struct tree_node *item, const char *key,
                              const char *const *choices)
{
    const struct tree_node *node = expected_key(file, item, key);
    if (!node || field_choice(&file->reader, node, choices) < 0)
        return (struct bpv_text){"", 0};
    return field_text(&file->reader, node);
}

static void read_question(struct list_file *file, const struct tree_node *item, struct text_map *ids)
{
    static const char *const keys[] = {"id", "question", "user", "style", "set", "facts", "expect", NULL};
    static const char *const users[] = {"begeleider", "coordinator", "auteur", NULL};
    static const char *const styles[] = {"trefwoorden", "zin", "typefouten", "afkorting", NULL};
    static const char *const sets[] = {"tune", "check", NULL};
    struct corpus *corpus = file->corpus;
    struct field_reader *reader = &file->reader;
    if (!item_is(file, item, keys))
        return;
    struct bpv_bank_question question = {.id = field_text(reader, expected_key(file, item, "id")),
                                         .text = field_required_text(reader, item, "question"),
                                         .user = chosen(file, item, "user", users),
                                         .style = chosen(file, item, "style", styles),
                                         .set = chosen(file, item, "set", sets)};
    field_words(reader, tree_find(item, "facts"), BPV_LIST_MAX);
    const struct tree_node *expect = expected_key(file, item, "expect");
    struct index_words expected = field_words(reader, expect, BPV_LIST_MAX);
    for (const struct tree_node *id = expected.count ? expect->first : NULL; id; id = id->next)
        if (field_id(reader, id).length)
            add_reference(file, id, field_text(reader, id));
    question.expected = expected.items;
    question.expected_count = expected.count;
    size_t number = corpus->question_count;
    if (question.text.length > BPV_QUESTION_MAX)
        field_error(reader, item, "deze vraag is te lang; maximaal %u bytes", BPV_QUESTION_MAX);
    else if (question.id.length && !text_map_add(ids, question.id, &number))
        field_error(reader, item, "vraag '%.*s' staat er twee keer; geef elke vraag een eigen id",
                    shown_length(question.id), question.id.start);
    else if (question.text.length && (file->own || (question.id.length && expect && expect->kind == TREE_LIST)))
        corpus->questions[corpus->question_count++] = question;
}

static void read_questions(struct list_file *file)
{
    static const char *const root_keys[] = {"questions", NULL};
    struct corpus *corpus = file->corpus;
    const struct tree_node *list = item_is(file, file->root, root_keys) ? list_of(file, "questions") : NULL;
    if (!list)
        return;
    EXTEND(corpus, corpus->questions, corpus->question_count, list->count);
    struct text_map ids = {0};
    for (size_t i = 0; i < corpus->question_count; i++) {
        size_t number = i;
        text_map_add(&ids, corpus->questions[i].id, &number);
    }
    for (const struct tree_node *item = list->first; item; item = item->next)
        read_question(file, item, &ids);
    text_map_release(&ids);
}

void corpus_lists_read_taxonomy(struct corpus *corpus, const char *root)
{
    int folder = open(root, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
    struct list_file file;
    size_t errors = corpus->report->errors;
    if (folder < 0)
        return;
    if (open_list(corpus, folder, root, "taxonomy.yaml", false, &file))
        corpus_taxonomy_read(&file.reader, file.root, corpus->taxonomy);
    corpus->unusable = corpus->report->errors > errors;
    close(folder);
}

enum bpv_status corpus_lists_read(struct corpus *corpus, const char *root, bool first, struct bpv_error *error)
{
    int folder = open(root, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
    if (folder < 0)
        return bpv_fail(error, BPV_IO, "de map %s kan niet worden geopend (%s); geef de map van een corpus op", root,
                        bpv_errno_text(errno));
    struct list_file file;
    size_t errors = corpus->report->errors;
    if (first && open_list(corpus, folder, root, "taxonomy.yaml", true, &file))
        corpus_taxonomy_read(&file.reader, file.root, corpus->taxonomy);
    if (open_list(corpus, folder, root, "sources.yaml", first, &file))
        read_sources(&file);
    corpus->unusable = corpus->unusable || corpus->report->errors > errors;
    if (open_list(corpus, folder, root, "vocabulary.yaml", false, &file))
        read_vocabulary(&file);
    if (open_list(corpus, folder, root, "notices.yaml", false, &file))
        read_notices(&file);
    if (open_list(corpus, folder, root, "unanswered.yaml", false, &file))
        read_unanswered(&file);
    if (open_list(corpus, folder, root, "questions.yaml", false, &file))
        read_questions(&file);
    close(folder);
    return BPV_OK;
}

void corpus_lists_read_questions(struct corpus *corpus, const char *path)
{
    struct list_file file;
    if (!open_tree(corpus, AT_FDCWD, path, pool_copy(&corpus->pool, text_of(path)), &file))
        return;
    file.own = true;
    read_questions(&file);
    if (!file.reader.failed && !corpus->question_count)
        report_error(corpus->report, (struct place){file.reader.path, 0, 0},
                     "hier staat geen vraag; zet onder 'questions' een lijst van vragen");
}
