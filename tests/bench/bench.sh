#!/bin/sh
# All speeds, as ratios of what was measured in the same minutes: bench.sh WORK. Ends with one table. Environment:
# BENCH, BIN, INDEX, DICTIONARY.
set -eu
work=$1
bench=$(dirname "$0")
mkdir -p "$work"
rows=$work/rows
: >"$rows"
for size in 500 10000 100000; do
    sh "$bench/bench_corpus.sh" $size "$work/$size"
done
"$BIN/bpv-index" build -q "$work/500/corpus" -o "$work/500/index"
sh "$bench/bench_index.sh" "$work" "$rows"
sh "$bench/bench_query.sh" "$work" "$rows"
sh "$bench/bench_cli.sh" "$work" "$rows"
sh "$bench/bench_http.sh" "$work" "$rows"
sh "$bench/bench_peers.sh" "$work" "$rows"
printf '\nWhat each technique gives, and what it costs (questions of users, on our own corpus):\n'
"$BENCH/bench_techniques" "$INDEX" 5 tests/questions/own.tsv tests/questions/practice.tsv
printf '\n%-84s %8s %8s %10s\n' "ratio" floor aim measured
awk -F '|' '{
    missed = ""
    if ($4 == "not measured") {
        printf "%-84s %8s %8s %10s  NOT MEASURED\n", $1, $2, $3, "-"
        next
    }
    if ($2 != "-" && ($5 == "high" ? $4 < $2 : $4 > $2))
        missed = "floor missed"
    else if ($3 != "-" && ($5 == "high" ? $4 < $3 : $4 > $3))
        missed = "aim missed"
    printf "%-84s %8s %8s %10.3f  %s\n", $1, $2, $3, $4, missed
}' "$rows"
