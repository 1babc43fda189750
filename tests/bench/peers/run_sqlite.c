/*
 * run_sqlite: runs the questions through SQLite FTS5, once for each setting: run_sqlite FOLDER RUNS STOPWORDS
 * FTS5 has no Dutch stemmer. Ways: whole words; words without their ending as a prefix; trigrams with whole words;
 * trigrams one by one. Stop words (a file, one per line) are left out of the query; the columns' weights are bm25()'s.
 */
#include <sqlite3.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define DEPTH 50
#define LINE_MAX_BYTES 65536
#define STOP_MAX 1000

enum way { WORDS, PREFIXES, TRIGRAM_WORDS, TRIGRAMS, WAYS };
static const char *const way_names[WAYS] = {"words", "prefixes", "trigram-words", "trigrams"};

static char stop_words[STOP_MAX][32];
static size_t stop_count;

static void check(sqlite3 *database, int status)
{
    if (status == SQLITE_OK || status == SQLITE_DONE || status == SQLITE_ROW)
        return;
    fprintf(stderr, "run_sqlite: %s\n", sqlite3_errmsg(database));
    exit(2);
}

static FILE *open_in(const char *folder, const char *name, const char *mode)
{
    char path[4096];
    int length = snprintf(path, sizeof path, "%s/%s", folder, name);
    FILE *file = length > 0 && (size_t)length < sizeof path ? fopen(path, mode) : NULL;
    if (!file) {
        fprintf(stderr, "run_sqlite: %s/%s\n", folder, name);
        exit(2);
    }
    return file;
}

static void read_stop_words(const char *path)
{
    FILE *file = fopen(path, "r");
    while (file && stop_count < STOP_MAX && fgets(stop_words[stop_count], sizeof stop_words[0], file)) {
        stop_words[stop_count][strcspn(stop_words[stop_count], " \r\n")] = 0;
        if (stop_words[stop_count][0])
            stop_count++;
    }
    if (file)
        fclose(file);
}

static bool is_stop(const char *word)
{
    for (size_t i = 0; i < stop_count; i++)
        if (strcmp(stop_words[i], word) == 0)
            return true;
    return false;
}

static bool in_word(unsigned char byte)
{
    return byte >= 0x80 || (byte >= '0' && byte <= '9') || (byte >= 'a' && byte <= 'z') || (byte >= 'A' && byte <= 'Z');
}

static void add_clause(char *query, size_t size, const char *term, size_t length, bool prefix)
{
    size_t used = strlen(query);
    snprintf(query + used, size - used, "%s\"%.*s\"%s", used ? " OR " : "", (int)length, term, prefix ? "*" : "");
}

static void add_word(char *query, size_t size, enum way way, const char *word, size_t length)
{
    switch (way) {
    case WORDS:
        add_clause(query, size, word, length, false);
        break;
    case PREFIXES: /* a crude stem: long words lose their last two letters */
        add_clause(query, size, word, length > 6 ? length - 2 : length, length > 4);
        break;
    case TRIGRAM_WORDS:
        if (length >= 3)
            add_clause(query, size, word, length > 6 ? length - 2 : length, false);
        break;
    default:
        for (size_t i = 0; i + 3 <= length; i++)
            if (((unsigned char)word[i] & 0xC0) != 0x80 && ((unsigned char)word[i + 1] < 0x80) &&
                ((unsigned char)word[i + 2] < 0x80))
                add_clause(query, size, word + i, 3, false);
    }
}

static void make_query(const char *question, enum way way, char *query, size_t size)
{
    *query = 0;
    for (const char *at = question; *at;) {
        while (*at && !in_word((unsigned char)*at))
            at++;
        char word[128];
        size_t length = 0;
        for (; *at && in_word((unsigned char)*at); at++)
            if (length + 1 < sizeof word)
                word[length++] = (char)(*at >= 'A' && *at <= 'Z' ? *at + 32 : *at);
        word[length] = 0;
        if (length && !is_stop(word))
            add_word(query, size, way, word, length);
    }
}

static void load(sqlite3 *database, const char *folder)
{
    check(database,
          sqlite3_exec(
              database,
              "CREATE VIRTUAL TABLE words USING fts5(id UNINDEXED, title, file, questions, text, tokenize='unicode61 "
              "remove_diacritics 2', prefix='4 6');"
              "CREATE VIRTUAL TABLE grams USING fts5(id UNINDEXED, title, file, questions, text, tokenize='trigram');",
              NULL, NULL, NULL));
    sqlite3_stmt *into[2];
    check(database, sqlite3_prepare_v2(database, "INSERT INTO words VALUES (?, ?, ?, ?, ?)", -1, &into[0], NULL));
    check(database, sqlite3_prepare_v2(database, "INSERT INTO grams VALUES (?, ?, ?, ?, ?)", -1, &into[1], NULL));
    check(database, sqlite3_exec(database, "BEGIN", NULL, NULL, NULL));
    FILE *passages = open_in(folder, "passages.tsv", "r");
    static char line[LINE_MAX_BYTES];
    while (fgets(line, sizeof line, passages)) {
        char *at = line;
        line[strcspn(line, "\n")] = 0;
        for (int column = 1; column <= 5; column++) {
            size_t length = strcspn(at, "\t");
            for (int i = 0; i < 2; i++)
                check(database, sqlite3_bind_text(into[i], column, at, (int)length, SQLITE_TRANSIENT));
            at += length + (at[length] == '\t');
        }
        for (int i = 0; i < 2; i++) {
            check(database, sqlite3_step(into[i]));
            check(database, sqlite3_reset(into[i]));
        }
    }
    fclose(passages);
    check(database, sqlite3_exec(database, "COMMIT", NULL, NULL, NULL));
    sqlite3_finalize(into[0]);
    sqlite3_finalize(into[1]);
}

static void run(sqlite3 *database, const char *folder, const char *runs, enum way way, double title, double variants)
{
    char name[256], sql[512];
    const char *table = way < TRIGRAM_WORDS ? "words" : "grams";
    snprintf(name, sizeof name, "way=%s title=%g questions=%g.run", way_names[way], title, variants);
    snprintf(sql, sizeof sql,
             "SELECT id, bm25(%s, 0, %g, 0.5, %g, 1) AS score FROM %s WHERE %s MATCH ? ORDER BY score LIMIT %d", table,
             title, variants, table, table, DEPTH);
    sqlite3_stmt *select;
    check(database, sqlite3_prepare_v2(database, sql, -1, &select, NULL));
    FILE *questions = open_in(folder, "questions.tsv", "r"), *out = open_in(runs, name, "w");
    static char line[LINE_MAX_BYTES], query[LINE_MAX_BYTES];
    while (fgets(line, sizeof line, questions)) {
        line[strcspn(line, "\n")] = 0;
        char *text = strchr(line, '\t');
        if (!text)
            continue;
        *text++ = 0;
        make_query(text, way, query, sizeof query);
        if (!*query)
            continue;
        check(database, sqlite3_bind_text(select, 1, query, -1, SQLITE_STATIC));
        int rank = 0, status;
        while ((status = sqlite3_step(select)) == SQLITE_ROW)
            fprintf(out, "%s\t%d\t%s\t%f\n", line, ++rank, (const char *)sqlite3_column_text(select, 0),
                    -sqlite3_column_double(select, 1));
        check(database, status);
        check(database, sqlite3_reset(select));
    }
    fclose(questions);
    fclose(out);
    sqlite3_finalize(select);
}

int main(int argc, char **argv)
{
    static const double titles[] = {1, 3, 6}, variants[] = {0.5, 1, 2};
    if (argc != 4) {
        fputs("usage: run_sqlite FOLDER RUNS STOPWORDS\n", stderr);
        return 2;
    }
    read_stop_words(argv[3]);
    sqlite3 *database;
    check(NULL, sqlite3_open(":memory:", &database));
    load(database, argv[1]);
    for (int way = 0; way < WAYS; way++)
        for (size_t t = 0; t < sizeof titles / sizeof titles[0]; t++)
            for (size_t v = 0; v < sizeof variants / sizeof variants[0]; v++)
                run(database, argv[1], argv[2], (enum way)way, titles[t], variants[v]);
    sqlite3_close(database);
    return 0;
}
