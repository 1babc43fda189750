/* corpus_tags: the values of keys in front matter, however they are written, and what it does not take for one. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>

#include <cmocka.h>
#include <stdlib.h>
#include <string.h>

#include "../../cli/corpus_tags.h"

static struct bpv_text text_of(const char *string)
{
    return (struct bpv_text){string, strlen(string)};
}

/* The values with "|" between; "-" when the key is absent, "?" when it cannot be read. */
static void show(const char *yaml, const char *key, struct text_buffer *out)
{
    struct text_list values = {0};
    enum corpus_tag tag = corpus_tag_find(text_of(yaml), key, &values);
    text_buffer_append_string(out, tag == CORPUS_TAG_ABSENT ? "-" : tag == CORPUS_TAG_UNREADABLE ? "?" : "");
    for (size_t i = 0; tag == CORPUS_TAG_READ && i < values.count; i++) {
        text_buffer_append_string(out, i ? "|" : "");
        text_buffer_append_text(out, text_list_item(&values, i));
    }
    text_list_release(&values);
}

static void values_of_keys(void **state)
{
    (void)state;
    static const struct {
        const char *yaml, *values; /* of the key k */
    } cases[] = {
        {"k: a", "a"},
        {"k: a b # c\n", "a b"},
        {"k: a#b\n", "a#b"},
        {"k:   \"a: b\"   # c\nl: d\n", "a: b"},
        {"k: 'it''s'\n", "it's"},
        {"k: \"a \\\"b\\\" \\u00e9\\x41\"\n", "a \"b\" \303\251A"},
        {"k: \"a\n  b\"\n", "a b"},
        {"k: a\n  b\nl: c\n", "a b"},
        {"l: \"k: x\"\nk: a\n", "a"},
        {"l: c\n  k: x\nk: a\n", "a"},
        {"# k: x\n\n\"k\": a\n", "a"},
        {"k: []\n", ""},
        {"k: [a]\n", "a"},
        {"k: [a, \"b, c\", 'd', e f]\n", "a|b, c|d|e f"},
        {"k: [a, # x\n  b,\n]\nl: c\n", "a|b"},
        {"k:\n  - a\n  - \"b\" # x\n\n  - c d\nl: e\n", "a|b|c d"},
        {"k:\n- a\n- b\n  c\nl: e\n", "a|b c"},
        {"l:\n  - x\nk: a\n", "a"},
        {"l:\nk: a\n", "a"},
        {"l: |\n  k: x\nk: a\n", "a"},
        {"l: {k: x}\nk: a\n", "a"},
        {"kk: a\n", "-"},
        {"", "-"},
        /* on lines of their own, and indented */
        {"k:\n  a\n  b\nl: c\n", "a b"},
        {"k:\n  # x\n\n  \"a\"\nl: c\n", "a"},
        {"k:\n  [a, # x\n  b]\nl: c\n", "a|b"},
        {"k:\n  -\n    a\n  - # x\n    \"b\"\nl: c\n", "a|b"},
        {"k:\n  -\n  - b\n", "?"},
        {"k: a\n  - b\n", "a - b"},
        {"k:\n  - a\n    - b\n  - c\n", "a - b|c"},
        {"k : a\n", "a"},
        {"  l: b\n  k: a\n", "a"},
        {"  l:\n    k: b\n  k: a\n", "a"},
        {"# x\n\n  l:\n  - b\n  k:\n  - a\n", "a"},
        /* block scalars */
        {"k: |-\n  a\n", "a"},
        {"k: >-\n  a\n  b\nl: c\n", "a b"},
        {"k: |\n  a\n\n\nl: c\n", "a\n"},
        {"k: |-\n  a # b: c\n\n   d\nl: e\n", "a # b: c\n\n d"},
        {"k: >-\n  a\n\n  b\nl: e\n", "a\nb"},
        {"k: |2-  # x\n   a\n  b\nl: e\n", "a\nb"},
        {"k: |-2\n  a", "a"},
        {"  k: |2-\n    a\n  l: e\n", "a"},
        {"k: >-\n\n  a\n", "\na"},
        {"k: |-\nl: e\n", ""},
        {"l: |-\n  k: b\n\n  k: c\nk: a\n", "a"},
        {"k:\n  - |-\n    a\n  - >-\n    b\n    c\n\n  - d\nl: e\n", "a|b c|d"},
        {"k: >-\n  a\n    b\n", "?"},
        {"k: | a\n", "?"},
        {"k: |2-\n   a\n b\nl: e\n", "a"},
        {"k: |0\n  a\n", "?"},
        {"k: |--\n  a\n", "?"},
        /* escapes, and what only looks like one */
        {"k: \"a\\\n   b\"\n", "ab"},
        {"k: \"a \\\n   \\ b\"\n", "a  b"},
        {"k: \"\\U0001F600\\_\\\\\\t\\e\\N\"\n", "\360\237\230\200\302\240\\\t\033\302\205"},
        {"k: 'a\\nb'\n", "a\\nb"},
        {"k: \"\\UFFFFFFFF\"\n", "?"},
        {"k: \"\\ud800\"\n", "?"},
        {"k: ?a\n", "?a"},
        {"k: -a\n", "-a"},
        {"k: :a\n", ":a"},
        {"k: ? a\n", "?"},
        /* keys that cannot be told from this one */
        {"? k\n: a\n", "?"},
        {"\"\\x6b\": a\n", "?"},
        {"? l\n: b\nk: a\n", "a"},
        {"--- # x\nl: a\n", "-"},
        {"k: {a: b}\n", "?"},
        {"k: *a\n", "?"},
        {"k: [a, [b]]\n", "?"},
        {"k: \"a\n", "?"},
        {"k: \"\\q\"\n", "?"},
        {"k: [a\n", "?"},
        {"{k: a}\n", "?"},
        {"k:", "?"},
    };
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        struct text_buffer out = {0};
        show(cases[i].yaml, "k", &out);
        if (!text_equal(text_buffer_text(&out), text_of(cases[i].values)))
            fail_msg("%s: %s, not %s", cases[i].yaml, out.data ? out.data : "", cases[i].values);
        text_buffer_release(&out);
    }
}

/* Whatever is cut off, the reading ends within the text. */
static void cut_off_anywhere(void **state)
{
    (void)state;
    static const char yaml[] = "a: [\"b\\u00e9\", 'c''d', # e\n  f]\ng:\n  - \"h\n    i\"\n  - >-\n    j\n    l\n"
                               "m: |2+ # n\n\n    o\n\nk: \"\\x41\"\n";
    for (size_t length = 0; length < sizeof yaml; length++) {
        char *copy = xcalloc(1, length + 1);
        struct text_list values = {0};
        memcpy(copy, yaml, length);
        enum corpus_tag tag = corpus_tag_find((struct bpv_text){copy, length}, "k", &values);
        assert_true(length >= sizeof yaml - 2 ? tag == CORPUS_TAG_READ : tag != CORPUS_TAG_READ);
        text_list_release(&values);
        free(copy);
    }
}

/* More values than a list may have cannot be read. */
static void too_many(void **state)
{
    (void)state;
    struct text_buffer yaml = {0}, out = {0};
    text_buffer_append_string(&yaml, "k: [");
    for (size_t i = 0; i <= BPV_LIST_MAX; i++)
        text_buffer_append_string(&yaml, "a,");
    text_buffer_append_string(&yaml, "]\n");
    show(yaml.data, "k", &out);
    assert_string_equal(out.data, "?");
    text_buffer_release(&yaml);
    text_buffer_release(&out);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(values_of_keys),
        cmocka_unit_test(cut_off_anywhere),
        cmocka_unit_test(too_many),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
