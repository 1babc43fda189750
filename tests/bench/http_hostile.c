/*
 * http_hostile.c: clients that mean no good, for the test of the limits. Each mode prints one line of JSON and ends in
 * bounded time.
 *
 *   http_hostile PORT idle COUNT SECONDS     COUNT connections that say nothing
 *   http_hostile PORT slow SECONDS           a request of one byte a second; tells when it was cut off
 *   http_hostile PORT headers BYTES          one request with BYTES of headers; tells the status
 *   http_hostile PORT chunked                POSTs with broken chunked bodies; tells how many were not refused
 *   http_hostile PORT random COUNT SEED      COUNT random requests, valid and broken; tells the statuses
 */
#include <arpa/inet.h>
#include <errno.h>
#include <netinet/in.h>
#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>
#include <sys/socket.h>
#include <sys/time.h>
#include <time.h>
#include <unistd.h>

static struct sockaddr_in server;

static double now(void)
{
    struct timespec time;
    clock_gettime(CLOCK_MONOTONIC, &time);
    return (double)time.tv_sec + (double)time.tv_nsec / 1e9;
}

static int open_connection(void)
{
    int fd = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
    struct timeval limit = {15, 0};
    if (fd < 0)
        return -1;
    setsockopt(fd, SOL_SOCKET, SO_RCVTIMEO, &limit, sizeof limit);
    setsockopt(fd, SOL_SOCKET, SO_SNDTIMEO, &limit, sizeof limit);
    if (connect(fd, (struct sockaddr *)&server, sizeof server) == 0)
        return fd;
    close(fd);
    return -1;
}

static bool send_all(int fd, const char *bytes, size_t length)
{
    while (length > 0) {
        ssize_t sent = send(fd, bytes, length, MSG_NOSIGNAL);
        if (sent <= 0)
            return false;
        bytes += sent;
        length -= (size_t)sent;
    }
    return true;
}

/* The status of a reply; 0 when the server closed or stayed silent without one. Reads on until close or the end of the
 * body, which a reply to HEAD does not have. */
static int read_status(int fd, bool head)
{
    static char buffer[262144];
    size_t have = 0;
    int status = 0;
    for (;;) {
        ssize_t got = recv(fd, buffer + have, sizeof buffer - 1 - have, 0);
        if (got <= 0)
            break;
        have += (size_t)got;
        buffer[have] = '\0';
        char *end = strstr(buffer, "\r\n\r\n");
        char *length = strcasestr(buffer, "\r\nContent-Length:");
        size_t body = end && length && !head ? strtoul(length + 17, NULL, 10) : 0;
        if (have == sizeof buffer - 1 || (end && have >= (size_t)(end + 4 - buffer) + body))
            break;
    }
    buffer[have] = '\0';
    return sscanf(buffer, "HTTP/1.1 %d", &status) == 1 ? status : 0;
}

static int be_idle(long count, double seconds)
{
    struct rlimit limit;
    if (getrlimit(RLIMIT_NOFILE, &limit) == 0) {
        limit.rlim_cur = limit.rlim_max;
        setrlimit(RLIMIT_NOFILE, &limit);
    }
    int *fds = calloc((size_t)count, sizeof *fds);
    long opened = 0;
    for (long i = 0; fds && i < count; i++) {
        fds[i] = open_connection();
        opened += fds[i] >= 0;
    }
    printf("{\"opened\":%ld}\n", opened);
    fflush(stdout);
    usleep((useconds_t)(seconds * 1e6));
    for (long i = 0; fds && i < count; i++)
        if (fds[i] >= 0)
            close(fds[i]);
    free(fds);
    return opened == count ? 0 : 1;
}

static int be_slow(double seconds)
{
    static const char request[] =
        "GET /livez HTTP/1.1\r\nHost: 127.0.0.1\r\nX-Slow: aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa";
    double begin = now();
    int fd = open_connection();
    bool cut = false;
    for (size_t i = 0; fd >= 0 && !cut && now() < begin + seconds; i++) {
        char byte = request[i < sizeof request - 1 ? i : sizeof request - 2], nothing;
        cut = send(fd, &byte, 1, MSG_NOSIGNAL) <= 0;
        sleep(1);
        ssize_t got = recv(fd, &nothing, 1, MSG_DONTWAIT);
        cut = cut || got == 0 || (got < 0 && errno != EAGAIN);
    }
    if (fd >= 0)
        close(fd);
    printf("{\"cut\":%s,\"seconds\":%.1f}\n", cut ? "true" : "false", now() - begin);
    return cut ? 0 : 1;
}

static int send_headers(unsigned long bytes)
{
    int fd = open_connection();
    char line[1024];
    memset(line, 'a', sizeof line);
    memcpy(line, "X-A: ", 5);
    memcpy(line + sizeof line - 2, "\r\n", 2);
    bool whole = fd >= 0 && send_all(fd, "GET /livez HTTP/1.1\r\nHost: 127.0.0.1\r\n", 38);
    unsigned long sent = 0;
    for (; whole && sent < bytes; sent += sizeof line)
        whole = send_all(fd, line, sizeof line);
    int status = fd >= 0 ? read_status(fd, false) : 0;
    if (fd >= 0)
        close(fd);
    printf("{\"status\":%d,\"sent\":%lu}\n", status, sent);
    return status == 200;
}

static int send_broken_chunks(void)
{
    static const char *const bodies[] = {
        "zz\r\nhallo\r\n0\r\n\r\n", "-5\r\nhallo\r\n0\r\n\r\n", "ffffffffffffffffffff\r\nx\r\n", "5\r\nhallo0\r\n\r\n",
        "5;a=\"\r\nhallo\r\n0\r\n\r\n", "5\nhallo\n0\n\n", "\r\n\r\n", "5\r\nhal", "0x5\r\nhallo\r\n0\r\n\r\n",
    };
    static const char head[] = "POST /v1/answers HTTP/1.1\r\nHost: 127.0.0.1\r\nContent-Type: application/json\r\n"
                               "Transfer-Encoding: chunked\r\n\r\n";
    int accepted = 0;
    size_t count = sizeof bodies / sizeof bodies[0];
    for (size_t i = 0; i < count; i++) {
        int fd = open_connection();
        if (fd < 0)
            continue;
        send_all(fd, head, sizeof head - 1);
        send_all(fd, bodies[i], strlen(bodies[i]));
        shutdown(fd, SHUT_WR);
        accepted += read_status(fd, false) == 200;
        close(fd);
    }
    printf("{\"sent\":%zu,\"accepted\":%d}\n", count, accepted);
    return accepted != 0;
}

static uint64_t random_state;

static uint32_t random_below(uint32_t limit)
{
    random_state = random_state * UINT64_C(6364136223846793005) + UINT64_C(1442695040888963407);
    return (uint32_t)(random_state >> 33) % limit;
}

/* Appends one of the pieces that requests are made of. */
static size_t append_piece(char *out, size_t room, const char *const *pieces, uint32_t count)
{
    const char *piece = pieces[random_below(count)];
    size_t length = strlen(piece);
    if (length > room)
        return 0;
    memcpy(out, piece, length);
    return length;
}

static size_t random_request(char *out, size_t size)
{
    static const char *const methods[] = {"GET ", "HEAD ", "POST ", "PUT ", "OPTIONS ", "GE\tT ", "", "get "};
    static const char *const targets[] = {"/v1/answers?q=stage",
                                          "/v1/answers",
                                          "/",
                                          "/zoek?q=%C3%A9",
                                          "/v1/passages/x",
                                          "/v1/suggestions?q=st",
                                          "/v1/taxonomy",
                                          "/%zz",
                                          "/%00",
                                          "/..%2f..%2fetc/passwd",
                                          "//",
                                          "*",
                                          "/livez",
                                          "/metrics",
                                          "http://127.0.0.1/livez",
                                          "/modules/1",
                                          "/v1/answers?q=%ff",
                                          "/v1/answers?q=a&q=b&module=99"};
    static const char *const extras[] = {"&limit=1", "&module=1",      "?x", "%", "%2", "&&&", "=",
                                         "\x80",     "&expired=maybe", "#",  "/", "&q="};
    static const char *const versions[] = {" HTTP/1.1\r\n", " HTTP/1.0\r\n", " HTTP/9.9\r\n",
                                           "\r\n",          " HTTP/1.1\n",   " "};
    static const char *const headers[] = {"Host: 127.0.0.1\r\n",
                                          "Host: evil.example\r\n",
                                          "Content-Length: 3\r\n",
                                          "Content-Length: -1\r\n",
                                          "Content-Length: 99999999999999999999\r\n",
                                          "Transfer-Encoding: chunked\r\n",
                                          "Accept-Encoding: gzip;q=0\r\n",
                                          "Accept-Encoding: gzip\r\n",
                                          "If-None-Match: *\r\n",
                                          "Content-Type: application/json\r\n",
                                          "Expect: 100-continue\r\n",
                                          ": x\r\n",
                                          "A B: c\r\n",
                                          " folded\r\n",
                                          "Connection: close\r\n",
                                          "Range: bytes=0-1\r\n"};
    size_t length = 0;
    length += append_piece(out + length, size - length, methods, random_below(4) ? 3 : 8);
    length += append_piece(out + length, size - length, targets, 18);
    for (uint32_t i = random_below(4); i > 0; i--)
        length += append_piece(out + length, size - length, extras, 12);
    length += append_piece(out + length, size - length, versions, random_below(4) ? 1 : 6);
    length += append_piece(out + length, size - length, headers, random_below(8) ? 1 : 2);
    for (uint32_t i = random_below(4); i > 0; i--)
        length += append_piece(out + length, size - length, headers, 16);
    length += append_piece(out + length, size - length,
                           (const char *const[]){"\r\n", "\r\n{}", "\r\n3\r\nabc\r\n0\r\n\r\n"}, 3);
    for (uint32_t i = random_below(8) ? 0 : random_below(8); i > 0 && length; i--)
        out[random_below((uint32_t)length)] = (char)random_below(256);
    return length;
}

static int send_random(long count, uint64_t seed)
{
    long replies[6] = {0}; /* by first digit of the status; 0 = closed without one */
    random_state = seed;
    for (long i = 0; i < count; i++) {
        char request[4096] = "";
        size_t length = random_request(request, sizeof request - 1);
        int fd = open_connection();
        if (fd < 0) {
            printf("{\"sent\":%ld,\"connect_failed\":true}\n", i);
            return 1;
        }
        /* A request that breaks off is answered with silence until the idle limit; one second of it is enough. */
        struct timeval limit = {1, 0};
        setsockopt(fd, SOL_SOCKET, SO_RCVTIMEO, &limit, sizeof limit);
        send_all(fd, request, length);
        shutdown(fd, SHUT_WR);
        int status = read_status(fd, strncmp(request, "HEAD ", 5) == 0);
        if (status == 501 || status == 505) /* the request's fault: a coding or an HTTP version that does not exist */
            status = 400;
        replies[status >= 100 && status < 600 ? status / 100 : 0]++;
        close(fd);
    }
    printf("{\"sent\":%ld,\"none\":%ld,\"s1\":%ld,\"s2\":%ld,\"s3\":%ld,\"s4\":%ld,\"s5\":%ld}\n", count, replies[0],
           replies[1], replies[2], replies[3], replies[4], replies[5]);
    return replies[5] != 0;
}

int main(int argc, char **argv)
{
    const char *mode = argc > 2 ? argv[2] : "";
    server.sin_family = AF_INET;
    server.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    server.sin_port = htons((uint16_t)strtoul(argc > 1 ? argv[1] : "0", NULL, 10));
    if (argc == 5 && strcmp(mode, "idle") == 0)
        return be_idle(strtol(argv[3], NULL, 10), strtod(argv[4], NULL));
    if (argc == 4 && strcmp(mode, "slow") == 0)
        return be_slow(strtod(argv[3], NULL));
    if (argc == 4 && strcmp(mode, "headers") == 0)
        return send_headers(strtoul(argv[3], NULL, 10));
    if (argc == 3 && strcmp(mode, "chunked") == 0)
        return send_broken_chunks();
    if (argc == 5 && strcmp(mode, "random") == 0)
        return send_random(strtol(argv[3], NULL, 10), strtoull(argv[4], NULL, 10));
    fputs("usage: http_hostile PORT idle COUNT SECONDS | slow SECONDS | headers BYTES | chunked | random COUNT SEED\n",
          stderr);
    return 2;
}
