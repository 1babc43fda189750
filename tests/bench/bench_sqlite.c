/*
 * bench_sqlite PLAIN.tsv QUESTIONS.txt COUNT: CPU time of SQLite FTS5 per question: any word will do, bm25 with a
 * weight for the title, top 10 with snippet(), facets over all matches (40 passages of a file share one). Prints
 * microseconds per question.
 */
#include <sqlite3.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#define LINE_BYTES 65536

static sqlite3 *database;

static void check(int status)
{
    if (status == SQLITE_OK || status == SQLITE_DONE || status == SQLITE_ROW)
        return;
    fprintf(stderr, "bench_sqlite: %s\n", sqlite3_errmsg(database));
    exit(2);
}

static double cpu(void)
{
    struct timespec now;
    clock_gettime(CLOCK_THREAD_CPUTIME_ID, &now);
    return (double)now.tv_sec * 1e6 + (double)now.tv_nsec / 1e3;
}

static void load(const char *path)
{
    static char line[LINE_BYTES];
    FILE *file = fopen(path, "r");
    sqlite3_stmt *insert;
    if (!file)
        exit(2);
    check(sqlite3_exec(database,
                       "CREATE VIRTUAL TABLE passages USING fts5(title, text, theme UNINDEXED, tokenize='unicode61 "
                       "remove_diacritics 2'); BEGIN",
                       NULL, NULL, NULL));
    check(sqlite3_prepare_v2(database, "INSERT INTO passages VALUES (?, ?, ?)", -1, &insert, NULL));
    for (int number = 0; fgets(line, sizeof line, file); number++) {
        size_t title = strcspn(line, "\t"), length = strcspn(line, "\n");
        if (title >= length)
            continue;
        check(sqlite3_bind_text(insert, 1, line, (int)title, SQLITE_STATIC));
        check(sqlite3_bind_text(insert, 2, line + title + 1, (int)(length - title - 1), SQLITE_STATIC));
        check(sqlite3_bind_int(insert, 3, number / 40 % 10));
        check(sqlite3_step(insert));
        check(sqlite3_reset(insert));
    }
    sqlite3_finalize(insert);
    check(sqlite3_exec(database, "COMMIT; INSERT INTO passages(passages) VALUES ('optimize')", NULL, NULL, NULL));
    fclose(file);
}

static void make_query(const char *question, char *query, size_t size)
{
    size_t used = 0;
    for (const char *at = question; *at && *at != '\n';) {
        size_t length = strcspn(at, " \"\n");
        if (length && used + length + 8 < size)
            used += (size_t)snprintf(query + used, size - used, "%s\"%.*s\"", used ? " OR " : "", (int)length, at);
        at += length + (at[length] && at[length] != '\n');
    }
    query[used] = 0;
}

static void step_all(sqlite3_stmt *statement, const char *query)
{
    int status;
    check(sqlite3_bind_text(statement, 1, query, -1, SQLITE_STATIC));
    while ((status = sqlite3_step(statement)) == SQLITE_ROW)
        (void)sqlite3_column_text(statement, 0);
    check(status);
    check(sqlite3_reset(statement));
}

int main(int argc, char **argv)
{
    static char line[LINE_BYTES], query[LINE_BYTES];
    if (argc != 4 || sqlite3_open(":memory:", &database) != SQLITE_OK)
        return 2;
    load(argv[1]);
    sqlite3_stmt *top, *facets;
    check(sqlite3_prepare_v2(
        database,
        "SELECT title, text, snippet(passages, 1, '<mark>', '</mark>', '...', 30) FROM passages WHERE passages MATCH ? "
        "AND rank MATCH 'bm25(4, 1)' ORDER BY rank LIMIT 10",
        -1, &top, NULL));
    check(sqlite3_prepare_v2(database, "SELECT theme, count(*) FROM passages WHERE passages MATCH ? GROUP BY theme", -1,
                             &facets, NULL));
    FILE *questions = fopen(argv[2], "r");
    double spent = 0;
    long count = 0, wanted = strtol(argv[3], NULL, 10);
    while (questions && count < wanted && fgets(line, sizeof line, questions)) {
        make_query(line, query, sizeof query);
        double begin = cpu();
        step_all(top, query);
        step_all(facets, query);
        spent += cpu() - begin;
        count++;
    }
    printf("%.1f\n", count ? spent / (double)count : 0);
    if (questions)
        fclose(questions);
    sqlite3_finalize(top);
    sqlite3_finalize(facets);
    sqlite3_close(database);
    return 0;
}
