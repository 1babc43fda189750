/* The second half of markdown_passages.h: what is done with the text of one passage. */
#include <cmark.h>
#include <stdlib.h>
#include <string.h>

#include "markdown_passages.h"
#include "utf8.h"

/* Puts the children of a node in its place. */
static void unwrap(cmark_node *node)
{
    cmark_node *child;
    while ((child = cmark_node_first_child(node)))
        cmark_node_insert_before(node, child);
    cmark_node_unlink(node);
    cmark_node_free(node);
}

/* What is left of HTML when its tags and comments are gone. */
static void append_without_tags(struct text_buffer *out, const char *html)
{
    for (const char *at = html; *at;) {
        if (*at != '<') {
            text_buffer_append_char(out, *at++);
            continue;
        }
        bool comment = strncmp(at, "<!--", 4) == 0;
        const char *end = strstr(at, comment ? "-->" : ">");
        if (!end)
            return;
        at = end + (comment ? 3 : 1);
    }
}

static void replace_html_block(cmark_node *block)
{
    struct text_buffer text;
    text_buffer_init(&text, 0);
    append_without_tags(&text, cmark_node_get_literal(block));
    while (text.length && strchr(" \n\t", text.data[text.length - 1]))
        text.data[--text.length] = '\0';
    if (text.length) {
        cmark_node *paragraph = cmark_node_new(CMARK_NODE_PARAGRAPH), *literal = cmark_node_new(CMARK_NODE_TEXT);
        cmark_node_set_literal(literal, text.data);
        cmark_node_append_child(paragraph, literal);
        cmark_node_insert_before(block, paragraph);
    }
    text_buffer_release(&text);
    cmark_node_unlink(block);
    cmark_node_free(block);
}

static void resolve_link(cmark_node *link, markdown_resolve *resolve, void *context, struct text_buffer *address)
{
    const char *url = cmark_node_get_url(link);
    text_buffer_clear(address);
    if (url && resolve(context, text_of(url), address) && address->length) {
        cmark_node_set_url(link, address->data);
        cmark_node_set_title(link, "");
    } else {
        unwrap(link);
    }
}

/* The iterator has already looked ahead when it hands out a node's last event, so the node may go then. */
static void make_safe(cmark_node *document, markdown_resolve *resolve, void *context)
{
    struct text_buffer address;
    text_buffer_init(&address, BPV_STRING_MAX);
    cmark_iter *iterator = cmark_iter_new(document);
    cmark_event_type event;
    while ((event = cmark_iter_next(iterator)) != CMARK_EVENT_DONE) {
        cmark_node *node = cmark_iter_get_node(iterator);
        cmark_node_type type = cmark_node_get_type(node);
        if (type == CMARK_NODE_HTML_BLOCK) {
            replace_html_block(node);
        } else if (type == CMARK_NODE_HTML_INLINE) {
            cmark_node_unlink(node);
            cmark_node_free(node);
        } else if (type == CMARK_NODE_IMAGE && event == CMARK_EVENT_EXIT) {
            unwrap(node);
        } else if (type == CMARK_NODE_LINK && event == CMARK_EVENT_EXIT) {
            resolve_link(node, resolve, context, &address);
        }
    }
    cmark_iter_free(iterator);
    text_buffer_release(&address);
}

void markdown_render(struct bpv_text text, markdown_resolve *resolve, void *context, struct text_buffer *html)
{
    cmark_node *document = cmark_parse_document(text.start, text.length, CMARK_OPT_DEFAULT);
    make_safe(document, resolve, context);
    char *rendered = cmark_render_html(document, CMARK_OPT_DEFAULT);
    text_buffer_append_string(html, rendered);
    cmark_get_default_mem_allocator()->free(rendered);
    cmark_node_free(document);
}

/* Words up to the first full stop, question mark or exclamation mark that a space follows. */
static unsigned sentence_words(struct bpv_text text)
{
    size_t end = 0;
    while (end < text.length &&
           !(strchr(".!?", text.start[end]) && (end + 1 == text.length || text.start[end + 1] == ' ')))
        end++;
    return markdown_words((struct bpv_text){text.start, end});
}

static void append_plain(cmark_node *node, struct text_buffer *plain)
{
    switch (cmark_node_get_type(node)) {
    case CMARK_NODE_TEXT:
    case CMARK_NODE_CODE:
        text_buffer_append_string(plain, cmark_node_get_literal(node));
        break;
    case CMARK_NODE_SOFTBREAK:
    case CMARK_NODE_LINEBREAK:
        text_buffer_append_char(plain, ' ');
        break;
    default:
        break;
    }
}

void markdown_inspect(struct bpv_text text, void (*visit)(void *context, struct bpv_text url, size_t offset),
                      void *context, struct markdown_inspection *inspection)
{
    *inspection = (struct markdown_inspection){0};
    cmark_node *document = cmark_parse_document(text.start, text.length, CMARK_OPT_DEFAULT);
    cmark_node *first = cmark_node_first_child(document);
    bool in_first = first && cmark_node_get_type(first) == CMARK_NODE_PARAGRAPH;
    struct text_buffer plain;
    text_buffer_init(&plain, 0);
    size_t searched = 0;
    cmark_iter *iterator = cmark_iter_new(document);
    cmark_event_type event;
    while ((event = cmark_iter_next(iterator)) != CMARK_EVENT_DONE) {
        cmark_node *node = cmark_iter_get_node(iterator);
        cmark_node_type type = cmark_node_get_type(node);
        if (node == first && event == CMARK_EVENT_EXIT)
            in_first = false;
        else if (in_first && event == CMARK_EVENT_ENTER)
            append_plain(node, &plain);
        inspection->raw_html +=
            event == CMARK_EVENT_ENTER &&
            (type == CMARK_NODE_HTML_BLOCK || type == CMARK_NODE_HTML_INLINE || type == CMARK_NODE_IMAGE);
        if (type != CMARK_NODE_LINK || event != CMARK_EVENT_EXIT)
            continue;
        struct bpv_text url = text_of(cmark_node_get_url(node));
        const char *found =
            url.length ? memmem(text.start + searched, text.length - searched, url.start, url.length) : NULL;
        if (found)
            searched = (size_t)(found - text.start);
        visit(context, url, searched);
        searched += found ? url.length : 0;
    }
    inspection->first_sentence_words = sentence_words(text_buffer_text(&plain));
    cmark_iter_free(iterator);
    text_buffer_release(&plain);
    cmark_node_free(document);
}

const char *markdown_library_version(void)
{
    return cmark_version_string();
}

uint32_t markdown_words(struct bpv_text text)
{
    uint32_t words = 0;
    bool counted = false;
    for (size_t at = 0; at < text.length;) {
        uint32_t code_point;
        at += utf8_decode(text.start + at, text.length - at, &code_point);
        if (code_point == ' ' || code_point == '\n' || code_point == '\t' || code_point == 0xA0) {
            counted = false;
        } else if (!counted && (utf8_is_letter(code_point) || (code_point >= '0' && code_point <= '9'))) {
            counted = true;
            words++;
        }
    }
    return words;
}
