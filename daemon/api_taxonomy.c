#include "api.h"

#include "text_buffer.h"

static void whole_document(const struct http_request *request, const struct serving *serving, struct http_reply *reply,
                           void (*write)(const struct bpv_base *base, struct text_buffer *out))
{
    static const char *const allowed[] = {NULL};
    if (!api_only_parameters(request, reply, allowed))
        return;
    http_reply_json(reply);
    write(serving->base, &reply->body);
}

void api_taxonomy(const struct http_request *request, const struct serving *serving, struct http_reply *reply)
{
    whole_document(request, serving, reply, bpv_taxonomy_write_json);
}

void api_glossary(const struct http_request *request, const struct serving *serving, struct http_reply *reply)
{
    whole_document(request, serving, reply, bpv_glossary_write_json);
}

void api_sources(const struct http_request *request, const struct serving *serving, struct http_reply *reply)
{
    whole_document(request, serving, reply, bpv_sources_write_json);
}
