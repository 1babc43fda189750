#!/bin/sh
# Runs one collection through all search engines and prints the table:
#   run_collection.sh NAME INDEX WORK [-f] [QUESTIONS.tsv...]      -f: judge files, not passages
# Environment: BENCH (folder of programs), LUCENE_JARS, DICTIONARY, BPV_TODAY.
set -eu
name=$1 index=$2 work=$3
shift 3
by_file=
if [ "${1:-}" = -f ]; then
    by_file=-f
    shift
fi
peers=$(dirname "$0")
rm -rf "$work"
mkdir -p "$work"
"$BENCH/export_passages" "$index" "$work" "$@"
step() { # NAME COMMAND...: with a folder for its runs as last argument but what follows --
    engine=$1
    shift
    mkdir -p "$work/$engine"
    begin=$(date +%s)
    "$@" >"$work/$engine.log" 2>&1 || { cat "$work/$engine.log" >&2; exit 1; }
    echo "$name: $engine ran in $(($(date +%s) - begin)) s, $(find "$work/$engine" -name '*.run' | wc -l) settings" >&2
}
(cd "$peers" && node --input-type=module -e 'import { stopwords } from "@orama/stopwords/dutch"
    console.log(stopwords.join("\n"))') >"$work/stopwords"
step Lucene java -cp "$BENCH/java:$LUCENE_JARS" RunLucene "$work" "$work/Lucene" "$DICTIONARY"
step PostgreSQL sh "$peers/run_postgresql.sh" "$work" "$work/PostgreSQL"
step SQLite "$BENCH/run_sqlite" "$work" "$work/SQLite" "$work/stopwords"
step MiniSearch node "$peers/run_minisearch.mjs" "$work" "$work/MiniSearch"
step Orama node "$peers/run_orama.mjs" "$work" "$work/Orama"
for questions in "$@"; do
    set -- "$@" -q "$questions"
    shift
done
printf '\n== %s: %s passages ==\n' "$name" "$(wc -l <"$work/passages.tsv")"
"$BENCH/evaluate_runs" $by_file "$@" "$index" Lucene="$work/Lucene" PostgreSQL="$work/PostgreSQL" \
    SQLite="$work/SQLite" \
    MiniSearch="$work/MiniSearch" Orama="$work/Orama"
