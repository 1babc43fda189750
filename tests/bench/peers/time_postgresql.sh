#!/bin/sh
# CPU time of PostgreSQL's full text ('dutch'):
#   time_postgresql.sh start FOLDER PLAIN.tsv   a server of its own on a Unix socket; the passages, a GIN index, ANALYZE
#   time_postgresql.sh ask FOLDER QUESTIONS     CPU microseconds per question of the process that serves the connection
#   time_postgresql.sh stop FOLDER
# The server lives in a temporary folder, named in FOLDER, because it does not run as root and its user postgres may not
# be able to enter FOLDER.
# Any lexeme of the question will do (OR; stop words are none). What was found cheapest: ts_rank and not ts_rank_cd, the
# vectors in the row instead of beside it, the matches found once for both ranking and facets, and one plan for all
# questions. Parallel workers are off: their time would not be counted. The client is not counted.
set -eu
command=$1
mkdir -p "$2"
folder=$(readlink -f "$2")
bin=$(dirname "$(find /usr/lib/postgresql -name initdb -path '*/bin/*' | sort -V | tail -n 1)")
as=
[ "$(id -u)" -ne 0 ] || as="runuser -u postgres --"
server() { # the server's own folder; set by start
    cat "$folder/server"
}
psql() {
    (cd "$(server)" && $as "$bin/psql" -X -q -v ON_ERROR_STOP=1 -h "$(server)" -d postgres "$@")
}

start() { # PLAIN
    home=$(mktemp -d)
    echo "$home" >"$folder/server"
    [ -z "$as" ] || chown postgres "$home"
    cd "$home"
    $as "$bin/initdb" -D "$home/data" -E UTF8 --no-locale -A trust >/dev/null
    settings="-c listen_addresses='' -c unix_socket_directories='$home' -c fsync=off -c jit=off"
    settings="$settings -c shared_buffers=256MB -c work_mem=64MB -c max_parallel_workers_per_gather=0"
    $as "$bin/pg_ctl" -D "$home/data" -w -l "$home/log" -o "$settings" start >/dev/null || {
        tail -n 5 "$home/log"
        return 1
    }
    psql <<'SQL'
CREATE TABLE loaded (id integer, theme integer, title text, body text);
CREATE TABLE passages (id integer PRIMARY KEY, theme integer, title text, body text, search tsvector
    GENERATED ALWAYS AS (setweight(to_tsvector('dutch', title), 'A') || setweight(to_tsvector('dutch', body), 'D'))
    STORED) WITH (toast_tuple_target = 8160);
SQL
    awk -F '\t' -v OFS='\t' 'NF > 1 { print NR - 1, int((NR - 1) / 40) % 10, $1, $2 }' "$1" |
        psql -c "\\copy loaded FROM STDIN WITH (FORMAT csv, DELIMITER E'\\t', QUOTE E'\\b')"
    psql <<'SQL'
INSERT INTO passages SELECT * FROM loaded;
DROP TABLE loaded;
CREATE INDEX ON passages USING gin (search);
VACUUM ANALYZE passages;
SQL
}
prepare() {
    cat <<'SQL'
SET client_min_messages = warning;
SET plan_cache_mode = force_generic_plan;
PREPARE ask(tsquery) AS
WITH found AS MATERIALIZED (SELECT id, theme, ts_rank(search, $1) AS score FROM passages WHERE search @@ $1),
    top AS MATERIALIZED (SELECT id, score FROM found ORDER BY score DESC, id LIMIT 10),
    facets AS MATERIALIZED (SELECT json_object_agg(theme, passages) AS themes
        FROM (SELECT theme, count(*) AS passages FROM found GROUP BY theme) AS counted)
SELECT title, body, theme, score, themes, ts_headline('dutch', body, $1,
    'StartSel=<mark>, StopSel=</mark>, MaxWords=30, MinWords=15')
FROM top JOIN passages USING (id), facets ORDER BY score DESC, id;
SQL
}
questions() { # QUESTIONS
    sed "s/'/''/g; s/.*/EXECUTE ask(replace(plainto_tsquery('dutch', '&')::text, '\&', '|')::tsquery);/" "$1"
}
spent() {
    printf '\\o\nSELECT pg_read_file($$/proc/self/stat$$);\n'
}
ask() { # QUESTIONS
    {
        prepare
        printf '\\o /dev/null\n'
        questions "$1" | head -n 20 # warm
        spent
        echo "\\o '$(server)/replies'"
        questions "$1"
        spent
    } | psql -A -t | sed -n 's/.*(postgres) //p' | awk -v hz="$(getconf CLK_TCK)" -v asked="$(wc -l <"$1")" \
        -v replies="$(server)/replies" '
        { ticks[NR] = $12 + $13 }
        END {
            while ((getline line <replies) > 0)
                hits += line ~ /<mark>/
            if (NR != 2 || hits < 5 * asked) {
                print "PostgreSQL: " asked " questions, " hits + 0 " snippets" >"/dev/stderr"
                exit 1
            }
            printf "%.1f\n", (ticks[2] - ticks[1]) / hz * 1e6 / asked
        }'
}
stop() {
    [ -s "$folder/server" ] || return 0
    home=$(server)
    cd "$home" && $as "$bin/pg_ctl" -D "$home/data" -m immediate stop >/dev/null 2>&1 || true
    cd /
    rm -rf "$home" "$folder/server"
}
case $command in
start) start "$(readlink -f "$3")" ;;
ask) ask "$3" ;;
stop) stop ;;
esac
