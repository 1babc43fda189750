#!/bin/sh
# bpv ask beside the smallest program that opens the same index and runs the same query, and an empty process:
# bench_cli.sh WORK ROWS
# Environment: BENCH, BIN.
set -eu
work=$1 rows=$2
for size in 500 10000 100000; do
    question=$(sed -n 11p "$work/$size/questions.txt")
    terms=$("$BENCH/query_terms" "$work/$size/index" "$question")
    # shellcheck disable=SC2086
    "$BENCH/time_programs" 60 -- "$BIN/bpv" --index "$work/$size/index" ask "$question" -- "$BENCH/raw_ask" \
        "$work/$size/index" $terms \
        -- /bin/true >"$work/cli-$size.txt"
    awk -v size="$size" '{ wall[NR] = $1; spread[NR] = $4 } END {
        printf "bpv ask, %s: %.2f ms (spread %.2f); raw open and query %.2f ms (%.2f); empty process %.2f ms\n",
            size, wall[1], spread[1], wall[2], spread[2], wall[3] }' \
        "$work/cli-$size.txt"
    [ "$size" = 500 ] || awk -v size="$size" '{ wall[NR] = $1 } END {
        printf "bpv ask / raw C++ open and query (%s; empty process %.2f ms)|1.3|1.1|%.2f|low\n",
            size, wall[3], wall[1] / wall[2] }' "$work/cli-$size.txt" >>"$rows"
done
