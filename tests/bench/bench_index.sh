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
"$BENCH/time_programs" 1 -- "$BIN/bpv-index" build -q "$work/100000/corpus" -o "$work/100000/index" >"$work/index-100000.txt"
echo "indexer, 100k: $(field "$work/index-100000.txt" 1 2) ms CPU, $(field "$work/index-100000.txt" 1 1) ms wall, index $(($(stat -c %s "$work/100000/index") / 1000000)) MB," \
    "text $(($(stat -c %s "$work/100000/plain.tsv") / 1000000)) MB"
awk -v kb="$(field "$work/index-100000.txt" 1 3)" 'BEGIN { printf "indexer, peak memory at 100k, MB|256|128|%.0f|low\n", kb / 1024 }' >>"$rows"
# One changed file of 2,500, with what the build before it kept.
rm -rf "$work/100000/cache"
cached() { # a build with the cache
    "$BENCH/time_programs" 1 -- "$BIN/bpv-index" build -q "$work/100000/corpus" -o "$work/100000/updated" --cache "$work/100000/cache"
}
cached >"$work/cache.txt"
file=$(find "$work/100000/corpus" -name 'bestand-7.md')
cp "$file" "$work/original.md"
echo "Dit is de wijziging van $(date +%s)." >>"$file"
cached >"$work/update.txt"
cached >"$work/unchanged.txt"
mv "$work/original.md" "$file"
echo "indexer, 100k with --cache: first $(field "$work/cache.txt" 1 2) ms CPU, $(field "$work/cache.txt" 1 3) kB; one changed file" \
    "$(field "$work/update.txt" 1 2) ms CPU, $(field "$work/update.txt" 1 1) ms wall; nothing changed $(field "$work/unchanged.txt" 1 2) ms CPU;" \
    "cache $(du -sm "$work/100000/cache" | cut -f 1) MB"
awk -v a="$(field "$work/update.txt" 1 2)" -v b="$(field "$work/index-100000.txt" 1 2)" \
    'BEGIN { printf "update after one changed file (of 2,500, 100k) / full build, CPU|0.02|0.002|%.3f|low\n", a / b }' >>"$rows"
rm -rf "$work/100000/cache" "$work/100000/updated" "$work/100000/updated.vorige"
