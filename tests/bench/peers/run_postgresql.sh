#!/bin/sh
# Runs the questions through PostgreSQL full text ('dutch'), once for each setting: run_postgresql.sh FOLDER RUNS
# A server of its own, in a temporary folder, on a Unix socket only. Any lexeme of the question will do (OR). Weights: A
# title, B question variants, C file title, D text. trgm=1 adds to each unknown word the most similar known one, as
# pg_trgm's manual shows.
set -eu
folder=$(readlink -f "$1")
runs=$(readlink -f "$2")
bin=$(dirname "$(find /usr/lib/postgresql -name initdb -path '*/bin/*' | sort -V | tail -n 1)")
work=$(mktemp -d)
as=
if [ "$(id -u)" -eq 0 ]; then
    as="runuser -u postgres --"
    chown postgres "$work"
fi
cleanup() {
    $as "$bin/pg_ctl" -D "$work/data" -m immediate stop >/dev/null 2>&1 || true
    rm -rf "$work"
}
trap cleanup EXIT INT TERM
cd "$work"
$as "$bin/initdb" -D "$work/data" -E UTF8 --no-locale -A trust >/dev/null
$as "$bin/pg_ctl" -D "$work/data" -w -l "$work/log" \
    -o "-c listen_addresses='' -c unix_socket_directories='$work' -c fsync=off -c jit=off" start >/dev/null
psql() {
    $as "$bin/psql" -X -q -v ON_ERROR_STOP=1 -h "$work" -d postgres "$@"
}
table() { # NAME COLUMNS FILE
    psql -c "\\copy $1 ($2) FROM STDIN WITH (FORMAT csv, DELIMITER E'\\t', QUOTE E'\\b')" <"$folder/$3"
}
psql <<'SQL'
CREATE EXTENSION pg_trgm;
CREATE TABLE passages (id text, title text, file text, questions text, body text);
CREATE TABLE questions (name text, question text);
SQL
table passages 'id, title, file, questions, body' passages.tsv
table questions 'name, question' questions.tsv
psql <<'SQL'
ALTER TABLE passages ADD search tsvector;
UPDATE passages SET search = setweight(to_tsvector('dutch', coalesce(title, '')), 'A') ||
    setweight(to_tsvector('dutch', coalesce(questions, '')), 'B') ||
    setweight(to_tsvector('dutch', coalesce(file, '')), 'C') ||
    setweight(to_tsvector('dutch', coalesce(body, '')), 'D');
CREATE INDEX ON passages USING gin (search);
-- Known words as they are written, for spelling.
CREATE TABLE words AS SELECT word
    FROM ts_stat($$SELECT to_tsvector('simple', concat_ws(' ', title, questions, body)) FROM passages$$);
CREATE INDEX ON words USING gin (word gin_trgm_ops);
CREATE TABLE queries AS SELECT name, replace(plainto_tsquery('dutch', question)::text, '&', '|')::tsquery AS plain,
    NULL::tsquery AS mended FROM questions;
UPDATE queries SET mended = plain || coalesce((
    SELECT replace(plainto_tsquery('dutch', string_agg(best.word, ' '))::text, '&', '|')::tsquery
    FROM questions, unnest(tsvector_to_array(to_tsvector('simple', question))) AS asked,
        LATERAL (SELECT word FROM words WHERE word % asked ORDER BY similarity(word, asked) DESC, word LIMIT 1) AS best
    WHERE questions.name = queries.name AND length(asked) > 3 AND asked NOT IN (SELECT word FROM words)), ''::tsquery);
SQL
{
    for rank in ts_rank ts_rank_cd; do
        for d in 0.1 0.3 0.8; do
            for normal in 0 1; do
                for trgm in 0 1; do
                    query=plain
                    [ $trgm -eq 0 ] || query=mended
                    cat <<SQL
\\o '$work/rank=$rank D=$d normalization=$normal trgm=$trgm.run'
SELECT name, row_number() OVER (PARTITION BY name ORDER BY score DESC, id), id, score FROM queries, LATERAL (
    SELECT id, $rank('{$d, 0.2, 0.8, 1}', search, $query, $normal) AS score FROM passages
    WHERE search @@ $query ORDER BY score DESC, id LIMIT 50
) AS found ORDER BY name, score DESC, id;
SQL
                done
            done
        done
    done
} >settings.sql
psql -A -t -F "$(printf '\t')" <settings.sql
cp "$work"/*.run "$runs"/
