/* html_writer: what is written in one context can never end that context. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>
#include <string.h>

#include "html_writer.h"

static void text_escapes_markup(void **state)
{
    (void)state;
    struct text_buffer out = {0};
    html_text_string(&out, "<script>alert(\"1\" & '2')</script>");
    assert_string_equal(out.data, "&lt;script&gt;alert(&quot;1&quot; &amp; &#39;2&#39;)&lt;/script&gt;");
    text_buffer_release(&out);
}

static void attribute_escapes_quotes(void **state)
{
    (void)state;
    struct text_buffer out = {0};
    html_attribute_string(&out, "\" onclick='x' <&>");
    assert_string_equal(out.data, "&quot; onclick=&#39;x&#39; &lt;&amp;&gt;");
    text_buffer_release(&out);
}

static void url_argument_escapes_all_but_unreserved(void **state)
{
    (void)state;
    struct text_buffer out = {0};
    html_url_argument_string(&out, "a b&c=d/\"<é~-._9");
    assert_string_equal(out.data, "a%20b%26c%3Dd%2F%22%3C%C3%A9~-._9");
    text_buffer_release(&out);
}

static void dutch_letters_and_line_breaks_stay(void **state)
{
    (void)state;
    struct text_buffer out = {0};
    html_text_string(&out, "coördinator ’s avonds\n\tvóór €5");
    assert_string_equal(out.data, "coördinator ’s avonds\n\tvóór €5");
    text_buffer_release(&out);
}

static void control_bidi_and_broken_bytes_are_replaced(void **state)
{
    (void)state;
    static const char hostile[] = "a\x01" "b\x1b[31m" "\xE2\x80\xAE" "c\xFF" "d\xC3";
    struct text_buffer out = {0};
    html_text(&out, (struct bpv_text){hostile, sizeof hostile - 1});
    assert_string_equal(out.data, "a\xEF\xBF\xBD" "b\xEF\xBF\xBD[31m" "\xEF\xBF\xBD" "c\xEF\xBF\xBD" "d\xEF\xBF\xBD");
    text_buffer_release(&out);
}

/* Every byte, alone and in pairs: no context is ever left. */
static void no_byte_leaves_its_context(void **state)
{
    (void)state;
    struct text_buffer out = {0};
    for (unsigned pair = 0; pair < 65536; pair++) {
        char bytes[2] = {(char)(pair >> 8), (char)(pair & 255)};
        struct bpv_text text = {bytes, sizeof bytes};
        text_buffer_clear(&out);
        html_text(&out, text);
        html_attribute(&out, text);
        assert_null(strpbrk(out.data, "<>\"'"));
        text_buffer_clear(&out);
        html_url_argument(&out, text);
        assert_null(strpbrk(out.data, "<>\"'&?#/ +="));
    }
    text_buffer_release(&out);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(text_escapes_markup),
        cmocka_unit_test(attribute_escapes_quotes),
        cmocka_unit_test(url_argument_escapes_all_but_unreserved),
        cmocka_unit_test(dutch_letters_and_line_breaks_stay),
        cmocka_unit_test(control_bidi_and_broken_bytes_are_replaced),
        cmocka_unit_test(no_byte_leaves_its_context),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
