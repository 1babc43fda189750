/*
 * bare_httpd PORT BYTES: libmicrohttpd and nothing else: one thread, each request gets the same body of BYTES. The
 * measure for bench_http. Ends by a signal.
 */
#include <microhttpd.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

static struct MHD_Response *response;

static enum MHD_Result answer(void *context, struct MHD_Connection *connection, const char *url, const char *method,
                              const char *version, const char *data, size_t *size, void **request)
{
    (void)context, (void)url, (void)method, (void)version, (void)data;
    if (!*request) { /* a reply at the first call would close the connection */
        *request = response;
        return MHD_YES;
    }
    *size = 0;
    return MHD_queue_response(connection, MHD_HTTP_OK, response);
}

int main(int argc, char **argv)
{
    if (argc != 3)
        return 2;
    size_t bytes = strtoul(argv[2], NULL, 10);
    char *body = malloc(bytes + 1);
    if (!body)
        return 2;
    memset(body, 'x', bytes);
    response = MHD_create_response_from_buffer(bytes, body, MHD_RESPMEM_MUST_FREE);
    MHD_add_response_header(response, MHD_HTTP_HEADER_CONTENT_TYPE, "application/json");
    struct MHD_Daemon *daemon =
        MHD_start_daemon(MHD_USE_EPOLL_INTERNAL_THREAD, (unsigned short)strtoul(argv[1], NULL, 10), NULL, NULL, answer,
                         NULL, MHD_OPTION_END);
    if (!daemon)
        return 2;
    pause();
    MHD_stop_daemon(daemon);
    MHD_destroy_response(response);
    return 0;
}
