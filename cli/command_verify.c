/* bpv verify: proves that passages are what their corpus files say. */
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

#include "cli_base.h"
#include "commands.h"
#include "corpus_lines.h"
#include "passage_tags.h"

struct verification {
    const struct bpv_base *base;
    const struct cli_values *corpora;
    struct corpus_file *files; /* one per corpus, so that reading in order opens each file once */
    struct text_buffer *out;
    uint32_t checked, different, failed, unclear;
};

enum verdict { SAME, DIFFERENT, UNCLEAR, FAILED };

/* True if the passage before (side -1) or after (1) was cut from the same section: such passages share their lines, and
 * are neighbours in corpus order. */
static bool shares_section(const struct bpv_base *base, const struct bpv_passage *passage, int side)
{
    struct bpv_base_info info;
    bpv_base_describe(base, &info);
    int64_t number = (int64_t)passage->number + side;
    struct bpv_passage other;
    if (number < 0 || number >= info.passage_count || bpv_passage_get(base, (uint32_t)number, &other, NULL) != BPV_OK)
        return false;
    return other.line_first == passage->line_first && text_equal(other.path, passage->path) &&
           text_equal(other.index_name, passage->index_name);
}

static bool equals_text(const struct bpv_base *base, const struct bpv_passage *passage, struct bpv_text text)
{
    if (text_equal(text, passage->text))
        return true;
    bool is_part = shares_section(base, passage, -1) || shares_section(base, passage, 1);
    return is_part && corpus_section_has(text, passage->text);
}

/* Appends why the passage is not what its lines say. */
static enum verdict compare(const struct bpv_base *base, const struct corpus_file *file,
                            const struct bpv_passage *passage, struct text_buffer *out)
{
    struct corpus_section section;
    if (!corpus_section(file, passage->line_first, passage->line_last, &section) ||
        !equals_text(base, passage, section.text)) {
        text_buffer_append_string(out, "de tekst is anders dan in het bestand");
        return DIFFERENT;
    }
    struct tag_differences keys = {0};
    struct tagged_section tagged = {&section, corpus_front_matter(file), !shares_section(base, passage, -1)};
    passage_tags_compare(base, passage, &tagged, &keys);
    bool different = keys.different.length > 0, unreadable = keys.unreadable.length > 0;
    if (different)
        text_buffer_printf(out, "anders dan in het bestand: %s", keys.different.data);
    if (unreadable)
        text_buffer_printf(out, "%sniet te vergelijken: %s", different ? "; " : "", keys.unreadable.data);
    tag_differences_release(&keys);
    return different ? DIFFERENT : unreadable ? UNCLEAR : SAME;
}

static void report(struct verification *verification, const struct bpv_passage *passage, const char *reason)
{
    cli_append_line(verification->out, passage->id);
    text_buffer_append_char(verification->out, '\t');
    cli_append_line(verification->out, passage->path);
    text_buffer_printf(verification->out, ":%u-%u\t%s\n", passage->line_first, passage->line_last, reason);
}

/* One of the corpora: *reason gets why the passage is not as it says there. False when it has no such file. */
static bool verify_in(struct verification *verification, const struct bpv_passage *passage, size_t corpus,
                      struct text_buffer *reason, enum verdict *verdict)
{
    const char *why;
    struct corpus_file *file = &verification->files[corpus];
    enum corpus_read read = corpus_file_load(file, verification->corpora->items[corpus], passage->path, &why);
    if (read == CORPUS_READ_ABSENT)
        return false;
    text_buffer_clear(reason);
    *verdict = FAILED;
    if (read == CORPUS_READ_OK)
        *verdict = compare(verification->base, file, passage, reason);
    else
        text_buffer_append_string(reason, why);
    return true;
}

/* Equal to the lines in one of the corpora is enough: with several indexes each has its own. */
static void verify_passage(struct verification *verification, const struct bpv_passage *passage)
{
    struct text_buffer reason = {0};
    enum verdict worst = DIFFERENT, verdict = DIFFERENT;
    bool found = false;
    verification->checked++;
    text_buffer_append_string(&reason, "het bestand staat niet in het corpus");
    for (size_t i = 0; i < verification->corpora->count && verdict != SAME; i++) {
        if (!verify_in(verification, passage, i, &reason, &verdict))
            continue;
        worst = !found || verdict > worst ? verdict : worst;
        found = true;
    }
    if (verdict != SAME) {
        report(verification, passage, reason.data);
        verification->failed += worst == FAILED;
        verification->unclear += worst == UNCLEAR;
        verification->different += worst == DIFFERENT;
    }
    text_buffer_release(&reason);
}

static int verify_all(struct verification *verification)
{
    struct bpv_base_info info;
    bpv_base_describe(verification->base, &info);
    for (uint32_t i = 0; i < info.passage_count; i++) {
        struct bpv_passage passage;
        struct bpv_error error = {0};
        if (bpv_passage_get(verification->base, i, &passage, &error) != BPV_OK)
            return cli_base_error(&error);
        verify_passage(verification, &passage);
        if (!cli_flush_if_large(verification->out))
            return CLI_ERROR;
    }
    return CLI_FOUND;
}

static int verify_named(struct verification *verification, const struct cli_options *options)
{
    int result = CLI_FOUND;
    for (size_t i = 0; i < options->word_count; i++) {
        struct bpv_passage passage;
        int status = cli_base_find(verification->base, options->words[i], &passage);
        if (status == CLI_FOUND)
            verify_passage(verification, &passage);
        else if (status > result)
            result = status;
    }
    return result;
}

/* --corpus, else $BPV_CORPUS, else the corpus beside the build directory of the source tree. `found` keeps the last
 * one's bytes. */
static int find_corpora(const struct cli_options *options, struct cli_values *corpora, struct text_buffer *found)
{
    *corpora = options->corpora;
    if (!corpora->count) {
        const char *from_environment = getenv("BPV_CORPUS");
        const char *directory_end = strrchr(BPV_SOURCE_INDEX, '/');
        if (from_environment && *from_environment)
            text_buffer_append_string(found, from_environment);
        else if (directory_end)
            text_buffer_printf(found, "%.*s/../corpus", (int)(directory_end - BPV_SOURCE_INDEX), BPV_SOURCE_INDEX);
        corpora->items[corpora->count++] = found->data ? found->data : "corpus";
    }
    for (size_t i = 0; i < corpora->count; i++) {
        struct stat status;
        if (stat(corpora->items[i], &status) != 0 || !S_ISDIR(status.st_mode))
            return cli_error("geen map met bronteksten: %s; wijs die aan met: bpv verify --all --corpus MAP",
                             corpora->items[i]);
    }
    return CLI_FOUND;
}

static void summarize(const struct verification *verification)
{
    uint32_t wrong = verification->different + verification->failed;
    const char *noun = verification->checked == 1 ? "passage" : "passages";
    if (!wrong && verification->unclear)
        text_buffer_printf(verification->out,
                           "%u %s nagekeken, %u niet helemaal te vergelijken; de andere kenmerken zijn gelijk.\n",
                           verification->checked, noun, verification->unclear);
    else if (!wrong)
        text_buffer_printf(verification->out,
                           "%u %s nagekeken: %s aan de brontekst, byte voor byte, met dezelfde kenmerken.\n",
                           verification->checked, noun, verification->checked == 1 ? "gelijk" : "alle gelijk");
    else
        text_buffer_printf(
            verification->out,
            "%u %s nagekeken, %u niet gelijk. Vergeleken met: %s. Maak de index opnieuw met: bpv-index build\n",
            verification->checked, noun, wrong, verification->corpora->items[0]);
}

static int verify(const struct cli_options *options, struct verification *verification)
{
    struct bpv_error error = {0};
    if (bpv_base_verify_checksums(verification->base, &error) != BPV_OK)
        return cli_base_error(&error);
    int status = options->given & CLI_ALL ? verify_all(verification) : verify_named(verification, options);
    if (verification->checked)
        summarize(verification);
    if (status != CLI_FOUND)
        return status;
    if (verification->failed)
        return cli_error("niet te vergelijken: %u; kijk de rechten van de bestanden en de opgegeven map na",
                         verification->failed);
    if (verification->different)
        return CLI_NOT_FOUND;
    if (verification->unclear)
        return cli_error("niet helemaal te vergelijken: %u; schrijf die kenmerken als 'sleutel: waarde' of als lijst",
                         verification->unclear);
    return CLI_FOUND;
}

int command_verify(const struct cli_options *options, struct text_buffer *out)
{
    bool all = (options->given & CLI_ALL) != 0;
    if (all == (options->word_count > 0))
        return cli_error("geef één of meer id's, of --all; bijvoorbeeld: bpv verify --all");
    struct bpv_base *base = NULL;
    struct cli_values corpora;
    struct text_buffer found = {0};
    struct corpus_file *files = NULL;
    int status = find_corpora(options, &corpora, &found);
    if (status == CLI_FOUND)
        status = cli_base_open(options, &base);
    if (status == CLI_FOUND) {
        files = xcalloc(corpora.count, sizeof *files);
        struct verification verification = {.base = base, .corpora = &corpora, .files = files, .out = out};
        status = verify(options, &verification);
        for (size_t i = 0; i < corpora.count; i++)
            corpus_file_release(&files[i]);
    }
    free(files);
    bpv_base_close(base);
    text_buffer_release(&found);
    return status;
}
