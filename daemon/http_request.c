#include "http_request.h"

#include <arpa/inet.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>

#include "text_buffer.h"
#include "utf8.h"

bool http_text_is(struct bpv_text text, const char *string)
{
    return text.length == strlen(string) && memcmp(text.start, string, text.length) == 0;
}

bool http_request_next_parameter(const struct http_request *request, const char *name, size_t *position,
                                 struct bpv_text *value)
{
    for (; *position < request->parameter_count; ++*position)
        if (http_text_is(request->parameters[*position].name, name)) {
            *value = request->parameters[(*position)++].value;
            return true;
        }
    *value = (struct bpv_text){"", 0};
    return false;
}

bool http_request_parameter(const struct http_request *request, const char *name, struct bpv_text *value)
{
    size_t position = 0;
    return http_request_next_parameter(request, name, &position, value);
}

static int hex_digit(char digit)
{
    if (digit >= '0' && digit <= '9')
        return digit - '0';
    if (digit >= 'a' && digit <= 'f')
        return digit - 'a' + 10;
    return digit >= 'A' && digit <= 'F' ? digit - 'A' + 10 : -1;
}

/* Decodes bytes in place (the result is never longer); false for a bad %XX, a NUL, or a result that is not UTF-8. */
static bool decode(char *bytes, size_t length, bool plus_is_space, struct bpv_text *out)
{
    size_t written = 0;
    while (written < length && bytes[written] != '%' && !(bytes[written] == '+' && plus_is_space))
        written++; /* what stays as it is */
    for (size_t i = written; i < length; i++) {
        char byte = bytes[i];
        if (byte == '+' && plus_is_space) {
            byte = ' ';
        } else if (byte == '%') {
            int high = i + 2 < length ? hex_digit(bytes[i + 1]) : -1;
            int low = i + 2 < length ? hex_digit(bytes[i + 2]) : -1;
            if (high < 0 || low < 0)
                return false;
            byte = (char)(high * 16 + low);
            i += 2;
        }
        bytes[written++] = byte;
    }
    *out = (struct bpv_text){bytes, written};
    return utf8_valid(bytes, written, NULL);
}

static bool bad_encoding(struct http_problem *problem, const char *where)
{
    return http_problem_set(problem, HTTP_PROBLEM_BAD_ENCODING,
                            "%s bevat een verkeerde %%-code of tekens die geen UTF-8 zijn. Stuur de tekst als UTF-8.",
                            where);
}

/* Adds the fields of name=value&... to the request's parameters; bytes is decoded in place and stays. */
static bool parse_fields(struct http_request *request, char *bytes, size_t length, const char *where,
                         struct http_problem *problem)
{
    char *end = bytes + length;
    for (char *field = bytes; field < end;) {
        char *next = memchr(field, '&', (size_t)(end - field));
        char *field_end = next ? next : end;
        if (field_end > field) {
            if (request->parameter_count == HTTP_PARAMETERS_MAX)
                return http_problem_set(problem, HTTP_PROBLEM_BAD_VALUE,
                                        "Er zijn te veel parameters. Geef er hoogstens %u mee.", HTTP_PARAMETERS_MAX);
            struct http_parameter *parameter = &request->parameters[request->parameter_count];
            char *equals = memchr(field, '=', (size_t)(field_end - field));
            char *name_end = equals ? equals : field_end;
            char *value = equals ? equals + 1 : field_end;
            if (!decode(field, (size_t)(name_end - field), true, &parameter->name) ||
                !decode(value, (size_t)(field_end - value), true, &parameter->value))
                return bad_encoding(problem, where);
            request->parameter_count++;
        }
        field = field_end + 1;
    }
    return true;
}

/* "http://host:port/path" is allowed in HTTP/1.1; gives the host and the rest. */
static const char *skip_authority(struct http_request *request, const char *target)
{
    size_t scheme = strncasecmp(target, "http://", 7) == 0 ? 7 : strncasecmp(target, "https://", 8) == 0 ? 8 : 0;
    if (!scheme)
        return target;
    const char *host = target + scheme;
    size_t length = strcspn(host, "/?");
    request->host = (struct bpv_text){host, length};
    return host + length;
}

static bool strip_root(struct http_request *request, struct bpv_text path)
{
    size_t root = request->root.length;
    if (path.length < root || memcmp(path.start, request->root.start, root) != 0)
        return false;
    if (path.length == root) { /* "/bpv" itself: the empty path, which is redirected to "/bpv/" */
        request->path = (struct bpv_text){"", 0};
        return root > 0;
    }
    request->path = (struct bpv_text){path.start + root, path.length - root};
    return request->path.start[0] == '/';
}

bool http_request_parse_target(struct http_request *request, const char *target, const char *root,
                               struct http_problem *problem)
{
    request->root = (struct bpv_text){root, strlen(root)};
    request->path = request->query = (struct bpv_text){"", 0};
    if (strlen(target) > HTTP_TARGET_MAX)
        return http_problem_set(problem, HTTP_PROBLEM_TARGET_TOO_LONG,
                                "Het adres is langer dan %u tekens. Maak de vraag korter.", HTTP_TARGET_MAX);
    target = skip_authority(request, target);
    size_t path_length = strcspn(target, "?");
    const char *query = target[path_length] ? target + path_length + 1 : "";
    size_t query_length = strlen(query);

    /* One block: the path and the query, each decoded in place. */
    char *memory = request->memory[0] = xrealloc(NULL, path_length + query_length + 1);
    if (path_length)
        memcpy(memory, target, path_length);
    if (query_length)
        memcpy(memory + path_length, query, query_length);
    request->query = (struct bpv_text){query, query_length};
    struct bpv_text path;
    if (!decode(memory, path_length, false, &path))
        return bad_encoding(problem, "Het adres");
    if (!strip_root(request, path))
        return http_problem_set(problem, HTTP_PROBLEM_NOT_FOUND,
                                "Dit adres bestaat hier niet. Alle adressen beginnen met %s/.", root);
    return parse_fields(request, memory + path_length, query_length, "Het adres", problem);
}

bool http_request_parse_form(struct http_request *request, const char *bytes, size_t length,
                             struct http_problem *problem)
{
    request->memory[1] = xrealloc(request->memory[1], length + 1);
    if (length)
        memcpy(request->memory[1], bytes, length);
    return parse_fields(request, request->memory[1], length, "Het formulier", problem);
}

void http_request_init(struct http_request *request)
{
    memset(request, 0, offsetof(struct http_request, parameters));
}

void http_request_release(struct http_request *request)
{
    free(request->memory[0]);
    free(request->memory[1]);
    http_request_init(request);
}

/* True unless the parameters of a coding hold q=0, q=0.0 and so on. */
static bool quality_not_zero(const char *parameters, size_t length)
{
    for (size_t i = 0; i + 1 < length; i++)
        if ((parameters[i] == 'q' || parameters[i] == 'Q') && parameters[i + 1] == '=') {
            for (i += 2; i < length && (parameters[i] == '0' || parameters[i] == '.'); i++)
                ;
            return i < length && parameters[i] >= '1' && parameters[i] <= '9';
        }
    return true;
}

bool http_accepts_gzip(const char *header)
{
    bool any = false;
    for (const char *coding = header; coding && *coding;) {
        coding += strspn(coding, " \t,");
        size_t whole = strcspn(coding, ",");
        size_t name = strcspn(coding, " \t;,");
        bool wanted = quality_not_zero(coding + name, whole - name);
        if ((name == 4 && strncasecmp(coding, "gzip", 4) == 0) || (name == 6 && strncasecmp(coding, "x-gzip", 6) == 0))
            return wanted;
        if (name == 1 && coding[0] == '*')
            any = wanted;
        coding += whole;
    }
    return any;
}

/* True for nothing or ":" and digits. */
static bool is_port(const char *bytes, size_t length)
{
    for (size_t i = 1; i < length; i++)
        if (bytes[i] < '0' || bytes[i] > '9')
            return false;
    return length == 0 || (bytes[0] == ':' && length <= 6);
}

/* Takes ":port" off a Host value; false if what is left cannot be a host. */
static bool host_name(struct bpv_text host, char out[256])
{
    size_t length = host.length;
    if (length && host.start[0] == '[') {
        const char *close = memchr(host.start, ']', length);
        if (!close || !is_port(close + 1, (size_t)(host.start + length - close - 1)))
            return false;
        size_t inner = (size_t)(close - host.start) - 1;
        if (inner >= 256)
            return false;
        memcpy(out, host.start + 1, inner);
        out[inner] = '\0';
        struct in6_addr address;
        return inet_pton(AF_INET6, out, &address) == 1;
    }
    const char *colon = length ? memchr(host.start, ':', length) : NULL;
    if (colon && !is_port(colon, (size_t)(host.start + length - colon)))
        return false;
    if (colon)
        length = (size_t)(colon - host.start);
    if (length && host.start[length - 1] == '.')
        length--;
    if (length == 0 || length >= 256)
        return false;
    memcpy(out, host.start, length);
    out[length] = '\0';
    return true;
}

/* A web page of someone else can point its own name at our address; it cannot make a browser send an address as Host.
 * So addresses are safe, names must be known. */
bool http_host_allowed(struct bpv_text host, const char *const *names, size_t count)
{
    char name[256];
    if (!host_name(host, name))
        return false;
    struct in6_addr six;
    struct in_addr four;
    if (inet_pton(AF_INET, name, &four) == 1 || inet_pton(AF_INET6, name, &six) == 1 ||
        strcasecmp(name, "localhost") == 0)
        return true;
    for (size_t i = 0; i < count; i++)
        if (strcasecmp(name, names[i]) == 0)
            return true;
    return false;
}
