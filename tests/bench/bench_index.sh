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
echo "indexer, 10k: $ours ms CPU, $(field "$work/index-10000.txt" 1 1) ms wall" \
    "(spread $(field "$work/index-10000.txt" 1 4)), $(field "$work/index-10000.txt" 1 3) kB;" \
    "raw Xapian $other ms CPU (spread $(field "$work/index-10000.txt" 2 4)), $(field "$work/index-10000.txt" 2 3) kB"
awk -v a="$other" -v b="$ours" \
    'BEGIN { printf "indexer, passages per CPU second / raw TermGenerator (10k)|1.5|3|%.2f|high\n", a / b }' >>"$rows"
"$BENCH/time_programs" 1 -- "$BIN/bpv-index" build -q "$work/100000/corpus" -o "$work/100000/index" \
    >"$work/index-100000.txt"
echo "indexer, 100k: $(field "$work/index-100000.txt" 1 2) ms CPU, $(field "$work/index-100000.txt" 1 1) ms wall," \
    "index $(($(stat -c %s "$work/100000/index") / 1000000)) MB," \
    "text $(($(stat -c %s "$work/100000/plain.tsv") / 1000000)) MB"
awk -v kb="$(field "$work/index-100000.txt" 1 3)" \
    'BEGIN { printf "indexer, peak memory at 100k, MB|256|128|%.0f|low\n", kb / 1024 }' >>"$rows"
# One changed file of 2,500, with what the build before it kept: 100,000 and 10,000 passages. Medians of three changes.
sh "$(dirname "$0")/bench_corpus.sh" 10000 "$work/10000x4" 4
changed_file() { # name of the corpus, its size, CPU of a full build
    corpus=$work/$1/corpus cache=$work/$1/cache
    rm -rf "$cache"
    cached() { # a build with the cache
        "$BENCH/time_programs" 1 -- "$BIN/bpv-index" build -q "$corpus" -o "$work/$1/updated" --cache "$cache"
    }
    cached "$1" >"$work/cache.txt"
    file=$(find "$corpus" -name 'bestand-7.md')
    cp "$file" "$work/original.md"
    : >"$work/update.txt"
    for change in 1 2 3; do
        echo "Dit is wijziging $change van $(date +%s)." >>"$file"
        cached "$1" >>"$work/update.txt"
    done
    cached "$1" >"$work/unchanged.txt"
    mv "$work/original.md" "$file"
    update=$(cut -d ' ' -f 2 "$work/update.txt" | sort -n | sed -n 2p)
    echo "indexer, $2 with --cache: first $(field "$work/cache.txt" 1 2) ms CPU, $(field "$work/cache.txt" 1 3) kB;" \
        "one changed file $update ms CPU, $(cut -d ' ' -f 1 "$work/update.txt" | sort -n | sed -n 2p) ms wall," \
        "$(field "$work/update.txt" 2 3) kB; nothing changed" \
        "$(field "$work/unchanged.txt" 1 2) ms CPU; cache $(du -sm "$cache" | cut -f 1) MB"
    awk -v a="$update" -v b="$3" -v size="$2" \
        'BEGIN { printf "update after one changed file (of 2,500, %s) / full build, CPU|0.02|0.002|%.3f|low\n",
            size, a / b }' >>"$rows"
    rm -rf "$cache" "$work/$1/updated" "$work/$1/updated.vorige"
}
changed_file 100000 100k "$(field "$work/index-100000.txt" 1 2)"
"$BENCH/time_programs" 1 -- "$BIN/bpv-index" build -q "$work/10000x4/corpus" -o "$work/10000x4/index" \
    >"$work/index-10000x4.txt"
changed_file 10000x4 10k "$(field "$work/index-10000x4.txt" 1 2)"
