/*
 * http_load.c: a closed-loop HTTP client for tests and benchmarks. Each connection is a thread that asks, waits for the
 * whole reply, and asks again. Prints one line of JSON. Exit status 0 if no request failed.
 *
 *   http_load ADDRESS PORT CONNECTIONS SECONDS PATHS [MARKER GENERATION]
 *
 * SECONDS may be a number of requests for each connection, as 1000r: then every target is asked as often as the others.
 * PATHS is a file with one request target per line, asked in turn. A request fails when the connection breaks before a
 * complete reply, or the status is not 200. With MARKER and GENERATION a reply fails too unless it holds MARKER exactly
 * when it names that GENERATION: so a reply that mixes two generations is seen.
 */
#include <arpa/inet.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <pthread.h>
#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>
#include <sys/socket.h>
#include <sys/time.h>
#include <time.h>
#include <unistd.h>

#define PATHS_MAX 4096
#define REPLY_MAX (1024 * 1024)
#define SAMPLES_MAX 2000000

static struct sockaddr_in server;
static char *paths[PATHS_MAX];
static size_t path_count;
static double seconds;
static unsigned long request_limit; /* of each connection; 0: seconds count */
static const char *marker, *generation;

struct client {
    pthread_t thread;
    size_t next_path;
    uint64_t requests, failed, mixed, bytes, with_marker;
    uint32_t *samples; /* microseconds */
    size_t sample_count;
};

static double now(void)
{
    struct timespec time;
    clock_gettime(CLOCK_MONOTONIC, &time);
    return (double)time.tv_sec + (double)time.tv_nsec / 1e9;
}

static int connect_to_server(void)
{
    int fd = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
    int on = 1;
    struct timeval limit = {15, 0};
    if (fd < 0)
        return -1;
    setsockopt(fd, IPPROTO_TCP, TCP_NODELAY, &on, sizeof on);
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

/* Reads one reply into buffer; the status, or 0 when it did not come whole. *close_after: the server ends the
 * connection. */
static int read_reply(int fd, char *buffer, size_t *length, bool *close_after)
{
    size_t have = 0, total = 0;
    int status = 0;
    while (total == 0 || have < total) {
        ssize_t got = have < REPLY_MAX ? recv(fd, buffer + have, REPLY_MAX - have, 0) : 0;
        if (got <= 0)
            return 0;
        have += (size_t)got;
        buffer[have] = '\0';
        char *end = total ? NULL : strstr(buffer, "\r\n\r\n");
        if (end) {
            char *field = strcasestr(buffer, "\r\nContent-Length:");
            if (!field || field > end || sscanf(buffer, "HTTP/1.1 %d", &status) != 1)
                return 0;
            total = (size_t)(end + 4 - buffer) + strtoul(field + 17, NULL, 10);
            field = strcasestr(buffer, "\r\nConnection: close");
            *close_after = field && field < end;
        }
    }
    *length = have;
    return have == total ? status : 0;
}

static void judge(struct client *client, int status, const char *reply, size_t length)
{
    client->requests++;
    client->bytes += length;
    if (status != 200) {
        client->failed++;
        return;
    }
    if (!marker)
        return;
    bool has_marker = strstr(reply, marker) != NULL, has_generation = strstr(reply, generation) != NULL;
    client->with_marker += has_marker;
    client->mixed += has_marker != has_generation;
}

static void *run(void *argument)
{
    struct client *client = argument;
    char *buffer = malloc(REPLY_MAX + 1);
    double end = now() + seconds;
    int fd = -1;
    while (buffer && (request_limit ? client->requests < request_limit : now() < end)) {
        char request[16384];
        int request_length = snprintf(request, sizeof request, "GET %s HTTP/1.1\r\nHost: 127.0.0.1\r\n\r\n",
                                      paths[client->next_path++ % path_count]);
        double begin = now();
        size_t length = 0;
        bool close_after = false;
        if (fd < 0)
            fd = connect_to_server();
        int status = 0;
        if (fd >= 0 && send_all(fd, request, (size_t)request_length))
            status = read_reply(fd, buffer, &length, &close_after);
        judge(client, status, buffer, length);
        if (client->sample_count < SAMPLES_MAX)
            client->samples[client->sample_count++] = (uint32_t)((now() - begin) * 1e6);
        if (fd >= 0 && (status == 0 || close_after)) {
            close(fd);
            fd = -1;
        }
        if (status == 0)
            usleep(1000);
    }
    if (fd >= 0)
        close(fd);
    free(buffer);
    return NULL;
}

static int by_value(const void *a, const void *b)
{
    uint32_t left = *(const uint32_t *)a, right = *(const uint32_t *)b;
    return left < right ? -1 : left > right;
}

static bool read_paths(const char *name)
{
    FILE *file = fopen(name, "r");
    char line[8192];
    while (file && path_count < PATHS_MAX && fgets(line, sizeof line, file)) {
        line[strcspn(line, "\r\n")] = '\0';
        if (line[0] == '/')
            paths[path_count++] = strdup(line);
    }
    if (file)
        fclose(file);
    return path_count > 0;
}

static int report(struct client *clients, int count, double took)
{
    struct client all = {0};
    size_t samples = 0;
    for (int i = 0; i < count; i++) {
        all.requests += clients[i].requests;
        all.failed += clients[i].failed;
        all.mixed += clients[i].mixed;
        all.bytes += clients[i].bytes;
        all.with_marker += clients[i].with_marker;
        samples += clients[i].sample_count;
    }
    all.samples = malloc((samples + 1) * sizeof *all.samples);
    if (!all.samples)
        return 2;
    for (int i = 0; i < count; i++) {
        memcpy(all.samples + all.sample_count, clients[i].samples, clients[i].sample_count * sizeof *all.samples);
        all.sample_count += clients[i].sample_count;
        free(clients[i].samples);
    }
    qsort(all.samples, samples, sizeof *all.samples, by_value);
    all.samples[samples] = 0;
    printf("{\"requests\":%llu,\"failed\":%llu,\"mixed\":%llu,\"with_marker\":%llu,\"bytes\":%llu,\"per_second\":%.0f,"
           "\"p50_us\":%u,\"p99_us\":%u,\"max_us\":%u}\n",
           (unsigned long long)all.requests, (unsigned long long)all.failed, (unsigned long long)all.mixed,
           (unsigned long long)all.with_marker, (unsigned long long)all.bytes, (double)all.requests / took,
           all.samples[samples / 2], all.samples[samples * 99 / 100], all.samples[samples ? samples - 1 : 0]);
    free(all.samples);
    return all.failed || all.mixed || !all.requests;
}

int main(int argc, char **argv)
{
    if (argc != 6 && argc != 8) {
        fputs("usage: http_load ADDRESS PORT CONNECTIONS SECONDS PATHS [MARKER GENERATION]\n", stderr);
        return 2;
    }
    server.sin_family = AF_INET;
    server.sin_port = htons((uint16_t)strtoul(argv[2], NULL, 10));
    long count = strtol(argv[3], NULL, 10);
    char *unit;
    seconds = strtod(argv[4], &unit);
    if (*unit == 'r')
        request_limit = strtoul(argv[4], NULL, 10);
    if (inet_pton(AF_INET, argv[1], &server.sin_addr) != 1 || count < 1 || count > 256 || !read_paths(argv[5]))
        return 2;
    if (argc == 8) {
        marker = argv[6];
        generation = argv[7];
    }
    double begin = now();
    struct client *clients = calloc((size_t)count, sizeof *clients);
    for (long i = 0; clients && i < count; i++) {
        clients[i].next_path = (size_t)i * 7;
        clients[i].samples = malloc(SAMPLES_MAX * sizeof(uint32_t));
        if (!clients[i].samples || pthread_create(&clients[i].thread, NULL, run, &clients[i]) != 0)
            return 2;
    }
    for (long i = 0; clients && i < count; i++)
        pthread_join(clients[i].thread, NULL);
    int status = clients ? report(clients, (int)count, now() - begin) : 2;
    free(clients);
    for (size_t i = 0; i < path_count; i++)
        free(paths[i]);
    return status;
}
