#!/bin/sh
# The indexer beside raw Xapian on the plain text: bench_index.sh WORK ROWS. Environment: BENCH, BIN.
set -eu
work=$1 rows=$2
field() { # FILE LINE COLUMN
    sed -n "${2}p" "$1" | cut -d ' ' -f "$3"
}
"$BENCH/time_programs" 3 -- "$BIN/bpv-index" build -q "$work/10000/corpus" -o "$work/10000/index" \
    -- "$BENCH/raw_index" "$work/10000/plain.tsv" "$work/10000/raw" >"$work/index-10000.txt"
ours=$(field "$work/index-10000.txt" 1 2) other=$(field "$work/index-10000.txt" 2 2)
echo "indexer, 10k: $ours ms CPU, $(field "$work/index-10000.txt" 1 1) ms wall (spread $(field "$work/index-10000.txt" 1 4)), $(field "$work/index-10000.txt" 1 3) kB;" \
    "raw Xapian $other ms CPU (spread $(field "$work/index-10000.txt" 2 4)), $(field "$work/index-10000.txt" 2 3) kB"
awk -v a="$other" -v b="$ours" 'BEGIN { printf "indexer, passages per CPU second / raw TermGenerator (10k)|1.5|3|%.2f|high\n", a / b }' >>"$rows"
# One changed file of 250.
file=$(find "$work/10000/corpus" -name 'bestand-7.md')
sed -i 's/^Het /Dit /' "$file"
"$BENCH/time_programs" 1 -- "$BIN/bpv-index" build -q "$work/10000/corpus" -o "$work/10000/index" >"$work/update.txt"
awk -v a="$(field "$work/update.txt" 1 1)" -v b="$(field "$work/index-10000.txt" 1 1)" \
    'BEGIN { printf "update after one changed file (of 250, 10k) / full build, wall|0.02|0.002|%.3f|low\n", a / b }' >>"$rows"
"$BENCH/time_programs" 1 -- "$BIN/bpv-index" build -q "$work/100000/corpus" -o "$work/100000/index" >"$work/index-100000.txt"
echo "indexer, 100k: $(field "$work/index-100000.txt" 1 2) ms CPU, $(field "$work/index-100000.txt" 1 1) ms wall, index $(($(stat -c %s "$work/100000/index") / 1000000)) MB," \
    "text $(($(stat -c %s "$work/100000/plain.tsv") / 1000000)) MB"
awk -v kb="$(field "$work/index-100000.txt" 1 3)" 'BEGIN { printf "indexer, peak memory at 100k, MB|256|128|%.0f|low\n", kb / 1024 }' >>"$rows"
