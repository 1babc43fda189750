/*
 * Front matter and passage comment, as the indexer reads them: the file is split at its dashes, both YAML texts are
 * parsed, checked and put together. Input: a corpus file; what follows the front matter is taken as the comment of a
 * passage.
 * Promises: no field lies outside the taxonomy, every text is UTF-8, what is refused is reported, and reports name an
 * existing line.
 */
#include "fuzz.h"

#include <fcntl.h>
#include <unistd.h>

#include "corpus_file.h"
#include "front_matter.h"

#define TEXT(literal) {literal, sizeof(literal) - 1}

static const struct bpv_taxonomy taxonomy = {
    .modules = {{.number = 1, .name = TEXT("Een")}, {.number = 3, .name = TEXT("Drie")}},
    .module_count = 2,
    .themes = {{.number = 1, .name = TEXT("Algemeen"), .modules = 1u << 1},
               {.number = 10, .name = TEXT("Tien"), .modules = 1u << 3, .audience = BPV_AUDIENCE_EXTRA}},
    .theme_count = 2,
    .roles = {{TEXT("begeleider"), TEXT("BPV-begeleider")}, {TEXT("coordinator"), TEXT("BPV-coördinator")}},
    .role_count = 2,
    .phases = {{TEXT("voor"), TEXT("Voor")}, {TEXT("tijdens"), TEXT("Tijdens")}},
    .phase_count = 2,
    .tracks = {{.number = 1, .name = TEXT("Leergang"), .modules = 1u << 1, .module_order = {1}, .module_count = 1}},
    .track_count = 1,
};

static void require_date(bpv_date date)
{
    char written[11];
    bpv_date again = 0;
    bpv_date_write(date, written);
    fuzz_require(date == 0 || (bpv_date_parse((struct bpv_text){written, strlen(written)}, &again) && again == date));
}

static void require_words(struct index_words words)
{
    fuzz_require(words.count <= BPV_LIST_MAX);
    for (size_t i = 0; i < words.count; i++)
        fuzz_require(words.items[i].length > 0 && fuzz_utf8(words.items[i]));
}

static void require_fields(const struct passage_fields *fields)
{
    fuzz_require(!fields->id.length || passage_id_valid(fields->id));
    fuzz_require(fuzz_utf8(fields->file_title));
    fuzz_require(fields->module == 0 || bpv_taxonomy_module(&taxonomy, fields->module));
    fuzz_require((fields->themes & ~(1u << 1 | 1u << 10)) == 0);
    fuzz_require((fields->roles & ~3u) == 0 && (fields->tracks & ~(1u << 1)) == 0);
    fuzz_require(fields->phase < taxonomy.phase_count);
    fuzz_require((unsigned)fields->audience < BPV_AUDIENCES && (unsigned)fields->importance < BPV_IMPORTANCES);
    fuzz_require((unsigned)fields->force < BPV_FORCES);
    require_date(fields->valid_from);
    require_date(fields->valid_until);
    require_date(fields->reviewed);
    require_words(fields->questions);
    require_words(fields->facts);
    require_words(fields->aliases);
    for (size_t i = 0; i < fields->aliases.count; i++)
        fuzz_require(passage_id_valid(fields->aliases.items[i]));
    fuzz_require(fields->source_count <= BPV_LIST_MAX);
    for (size_t i = 0; i < fields->source_count; i++)
        fuzz_require(fields->sources[i].source < 2 && fuzz_utf8(fields->sources[i].locator));
}

static void require_report(const struct build_report *report, unsigned lines)
{
    for (size_t i = 0; i < report->count; i++) {
        fuzz_require(report->problems[i].message.length > 0 && fuzz_utf8(report->problems[i].message));
        fuzz_require(report->problems[i].place.line <= lines + 1);
    }
}

static void read_fields(const struct front_matter_context *context, const struct file_parts *parts, unsigned lines)
{
    struct tree_node *file = NULL, *comment = NULL;
    struct passage_fields fields;
    size_t errors = context->report->errors;
    bool good = !parts->has_front || front_matter_parse(context, parts->front, parts->front_line, false, false, &file);
    fuzz_require(good || context->report->errors > errors);
    errors = context->report->errors;
    bool good_comment = front_matter_parse(context, parts->body, parts->body_line, true, false, &comment);
    fuzz_require(good_comment || context->report->errors > errors);
    errors = context->report->errors;
    struct place heading = {context->path, parts->body_line, 1};
    bool complete = front_matter_fields(context, good ? file : NULL, good_comment ? comment : NULL, heading, &fields);
    fuzz_require(complete == (context->report->errors == errors));
    if (complete)
        require_fields(&fields);
    require_report(context->report, lines);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    struct memory_pool pool = {0};
    struct build_report report = {0};
    struct text_map keys = {0};
    size_t number = 0;
    text_map_add(&keys, (struct bpv_text)TEXT("web"), &number);
    number = 1;
    text_map_add(&keys, (struct bpv_text)TEXT("protocol"), &number);
    struct bpv_text text;
    struct front_matter_context context = {&pool, &report, TEXT("fuzz.md"), &taxonomy, &keys};
    struct file_parts parts;
    unsigned lines = 1;
    fuzz_write_file("fuzz.md", (struct bpv_text){size ? (const char *)data : "", size});
    int folder = open(fuzz_folder(), O_RDONLY | O_DIRECTORY | O_CLOEXEC);
    bool usable = corpus_file_read(folder, "fuzz.md", BPV_CORPUS_FILE_MAX, false, context.path, &pool, &report, &text);
    close(folder);
    fuzz_require(usable || report.errors == 1);
    for (size_t i = 0; i < text.length; i++)
        lines += text.start[i] == '\n';
    if (usable && corpus_file_split(text, context.path, &report, &parts)) {
        fuzz_require(fuzz_inside(parts.front, text) && fuzz_inside(parts.body, text));
        read_fields(&context, &parts, lines);
    }
    text_map_release(&keys);
    build_report_release(&report);
    pool_release(&pool);
    return 0;
}
