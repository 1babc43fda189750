/* gap_words, gap_list and gap_counter: what is kept of a question without an answer, and when it reaches the file. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>

#include <pthread.h>

#include "gap_counter.h"
#include "gap_list.h"
#include "gap_words.h"
#include "log_line.h"
#include "real_base.h"
#include "text_buffer.h"

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

static char folder[64], path[96];

static int setup(void **state)
{
    snprintf(folder, sizeof folder, "/tmp/bpv-gaps-XXXXXX");
    log_init();
    if (!mkdtemp(folder) || open_real_base(state) != 0)
        return -1;
    snprintf(path, sizeof path, "%s/gaps.tsv", folder);
    return 0;
}

static int teardown(void **state)
{
    unlink(path);
    rmdir(folder);
    return close_real_base(state);
}

static struct bpv_text text(const char *string)
{
    return (struct bpv_text){string, strlen(string)};
}

static void expect_words(const char *question, const char *expected)
{
    struct text_buffer out = {0};
    bool any = gap_words_write(base, text(question), &out);
    if (strcmp(out.data ? out.data : "", expected) != 0)
        fail_msg("'%s' became '%s' instead of '%s'", question, out.data ? out.data : "", expected);
    assert_int_equal(any, expected[0] != '\0');
    text_buffer_release(&out);
}

static void keeps_subjects_and_nothing_of_people(void **state)
{
    (void)state;
    expect_words("paarden verzorgen op stage", "paard stage verzorg");
    expect_words("Stage: paarden verzorgen?", "paard stage verzorg");       /* the order does not matter */
    expect_words("STAGE paarden Paarden stage", "paard stage");             /* each once */
    expect_words("Mag Fatima Yılmaz paarden verzorgen", "paard verzorg");   /* names */
    expect_words("Mag fatima yilmaz paarden verzorgen", "paard verzorg");
    expect_words("Mijn student Jan-Willem de Groot heeft paarden", "paard student");
    expect_words("nummer 123456782 paarden 06-12345678 2026-11-22", "nummer paard");
    expect_words("zeventien paarden", "paard");                             /* numbers in words */
    expect_words("mail jan.bakker@school.nl over paarden", "mail paard");
    expect_words("https://example.org/student/fatima en paarden", "paard");
    expect_words("qwrtplk xyzzy", "");
    expect_words("", "");
    expect_words("17 123 99", "");
    expect_words("\xff\xfe", "");
}

static void keeps_few_words(void **state)
{
    (void)state;
    struct text_buffer out = {0};
    assert_true(gap_words_write(base, text("paarden verzorgen stage school leerbedrijf student begeleider examen toets "
                                           "diploma rijden fiets"), &out));
    unsigned words = 1;
    for (size_t i = 0; i < out.length; i++)
        words += out.data[i] == ' ';
    assert_int_equal(words, BPV_GAP_WORDS_MAX);
    text_buffer_release(&out);
}

static void weeks_are_iso(void **state)
{
    (void)state;
    char week[12];
    assert_int_equal(gap_week(20261122), 202647);
    assert_int_equal(gap_week(20270101), 202653); /* a Friday: still of the year before */
    assert_int_equal(gap_week(20241230), 202501);
    assert_int_equal(gap_week(0), 0);
    gap_week_write(202501, week);
    assert_string_equal(week, "2025-W01");
}

static void files_are_read_strictly(void **state)
{
    (void)state;
    struct gap_list list;
    struct bpv_error error;
    assert_int_equal(
        gap_list_parse(text("# gaten\n\n5\tpaard\t2026-W01\t2026-W47\n12\ta b\t2026-W02\t2026-W02"), &list, &error),
        BPV_OK);
    assert_int_equal(list.count, 2);
    gap_list_sort(&list);
    assert_int_equal(list.gaps[0].count, 12);
    struct text_buffer out = {0};
    gap_list_write(&list, &out);
    struct gap_list again;
    assert_int_equal(gap_list_parse(text_buffer_text(&out), &again, &error), BPV_OK);
    assert_int_equal(again.count, 2);
    gap_list_release(&again);
    gap_list_release(&list);
    text_buffer_release(&out);
    static const char *const bad[] = {"paard",
                                      "x\tpaard\t2026-W01\t2026-W01",
                                      "0\tpaard\t2026-W01\t2026-W01",
                                      "5\t\t2026-W01\t2026-W01",
                                      "5\tpaard\t2026-W54\t2026-W54",
                                      "5\tpaard\t2026-W02\t2026-W01",
                                      "5\tpaard\t2026-W02",
                                      "5\tpaard\t2026-01-01\t2026-W01",
                                      "99999999999\tpaard\t2026-W01\t2026-W01",
                                      "5\tpa\x1b[31mard\t2026-W01\t2026-W01",
                                      "5\t\xff\t2026-W01\t2026-W01",
                                      "5\tpaard\t2026-W01\t2026-W01\tmeer"};
    for (size_t i = 0; i < sizeof bad / sizeof bad[0]; i++) {
        assert_int_equal(gap_list_parse(text(bad[i]), &list, &error), BPV_INVALID);
        assert_non_null(strstr(error.text, "regel 1 "));
        assert_null(list.gaps);
    }
}

static size_t read_back(char *out, size_t size)
{
    int fd = open(path, O_RDONLY | O_CLOEXEC);
    ssize_t length = fd >= 0 ? read(fd, out, size - 1) : 0;
    if (fd >= 0)
        close(fd);
    out[length > 0 ? length : 0] = '\0';
    return length > 0 ? (size_t)length : 0;
}

static void writes_only_what_was_asked_often(void **state)
{
    (void)state;
    struct gap_counter *counter;
    struct bpv_error error;
    char bytes[4096];
    assert_int_equal(gap_counter_open(path, 3, &counter, &error), BPV_OK);
    assert_string_equal(gap_counter_folder(counter), folder);
    gap_counter_note(counter, base, text("paarden verzorgen?"), 20261101);
    gap_counter_note(counter, base, text("verzorgen van paarden"), TODAY);
    gap_counter_note(counter, base, text("fiets lenen"), TODAY);
    gap_counter_flush(counter);
    assert_int_equal(read_back(bytes, sizeof bytes), 0); /* not even a file */
    gap_counter_note(counter, base, text("Verzorgen, paarden 17"), TODAY);
    gap_counter_flush(counter);
    assert_true(read_back(bytes, sizeof bytes) > 0);
    assert_non_null(strstr(bytes, "\n3\tpaard verzorg\t2026-W44\t2026-W47\n"));
    assert_null(strstr(bytes, "fiets"));
    gap_counter_close(counter);
    /* The next run goes on counting; what was below the threshold is forgotten. */
    assert_int_equal(gap_counter_open(path, 3, &counter, &error), BPV_OK);
    gap_counter_note(counter, base, text("paarden verzorgen"), TODAY);
    gap_counter_note(counter, base, text("fiets lenen"), TODAY);
    gap_counter_note(counter, base, text("fiets lenen"), TODAY);
    gap_counter_close(counter);
    read_back(bytes, sizeof bytes);
    assert_non_null(strstr(bytes, "\n4\tpaard verzorg\t2026-W44\t2026-W47\n"));
    assert_null(strstr(bytes, "fiets"));
    gap_counter_note(NULL, base, text("niets"), TODAY);
    gap_counter_flush(NULL);
    gap_counter_close(NULL);
}

static void refuses_files_of_another_kind(void **state)
{
    (void)state;
    struct gap_counter *counter;
    struct bpv_error error;
    unlink(path);
    int fd = open(path, O_WRONLY | O_CREAT | O_CLOEXEC, 0600);
    assert_int_equal(write(fd, "root:x:0:0\n", 11), 11);
    close(fd);
    assert_int_equal(gap_counter_open(path, 3, &counter, &error), BPV_INVALID);
    assert_null(counter);
    assert_int_not_equal(gap_counter_open(folder, 3, &counter, &error), BPV_OK);
    unlink(path);
}

static void *note_many(void *counter)
{
    for (unsigned i = 0; i < 200; i++)
        gap_counter_note(counter, base, text(i % 2 ? "paarden verzorgen" : "fiets lenen"), TODAY);
    return NULL;
}

static void counts_from_several_threads(void **state)
{
    (void)state;
    struct gap_counter *counter;
    struct bpv_error error;
    pthread_t threads[3];
    char bytes[4096];
    unlink(path);
    assert_int_equal(gap_counter_open(path, 5, &counter, &error), BPV_OK);
    for (size_t i = 0; i < 3; i++)
        assert_int_equal(pthread_create(&threads[i], NULL, note_many, counter), 0);
    gap_counter_flush(counter);
    for (size_t i = 0; i < 3; i++)
        pthread_join(threads[i], NULL);
    gap_counter_close(counter);
    read_back(bytes, sizeof bytes);
    assert_non_null(strstr(bytes, "\n300\tpaard verzorg\t"));
}

/* More different gaps than there is room for: the ones asked often stay. */
static void stays_small(void **state)
{
    (void)state;
    struct gap_counter *counter;
    struct bpv_error error;
    char bytes[4096], question[4 * BPV_TERM_MAX];
    unlink(path);
    assert_int_equal(gap_counter_open(path, 3, &counter, &error), BPV_OK);
    for (unsigned i = 0; i < 3; i++)
        gap_counter_note(counter, base, text("paarden verzorgen"), TODAY);
    static const char *const words[] = {"fiets",   "lenen",       "rijden", "diploma", "toets", "examen", "begeleider",
                                        "student", "leerbedrijf", "school", "stage",   "boek",  "tafel",  "stoel",
                                        "raam",    "deur",        "vloer",  "muur",    "trap",  "tuin",   "boom",
                                        "gras",    "water",       "brood",  "kaas"};
    enum { WORDS = sizeof words / sizeof words[0] };
    unsigned asked = 0;
    for (size_t a = 0; a < WORDS; a++)
        for (size_t b = a + 1; b < WORDS; b++)
            for (size_t c = b + 1; c < WORDS; c++)
                for (size_t d = c + 1; d < WORDS && asked < HTTP_GAPS_PENDING_MAX + 500; d++, asked++) {
                    snprintf(question, sizeof question, "%s %s %s %s", words[a], words[b], words[c], words[d]);
                    gap_counter_note(counter, base, text(question), TODAY);
                }
    assert_true(asked > HTTP_GAPS_PENDING_MAX);
    gap_counter_note(counter, base, text("paarden verzorgen"), TODAY);
    gap_counter_close(counter);
    read_back(bytes, sizeof bytes);
    assert_non_null(strstr(bytes, "\n4\tpaard verzorg\t"));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(keeps_subjects_and_nothing_of_people),
        cmocka_unit_test(keeps_few_words),
        cmocka_unit_test(weeks_are_iso),
        cmocka_unit_test(files_are_read_strictly),
        cmocka_unit_test(writes_only_what_was_asked_often),
        cmocka_unit_test(refuses_files_of_another_kind),
        cmocka_unit_test(counts_from_several_threads),
        cmocka_unit_test(stays_small),
    };
    return cmocka_run_group_tests(tests, setup, teardown);
}
