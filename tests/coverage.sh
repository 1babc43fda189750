#!/bin/sh
# coverage.sh BUILD: what the tests executed of engine and indexer, per file, the least first, and in all. Needs gcc's gcov.
# Floor: 90 % of the lines. Exit status 1 below it.
set -u
build=$1
lines=$(mktemp)
trap 'rm -f "$lines"' EXIT
for folder in engine indexer; do
    for notes in "$build/$folder"/*.gcno; do
        if [ -e "${notes%.gcno}.gcda" ]; then
            gcov -n "${notes%.gcno}.gcda" 2>/dev/null
        else
            gcov -n "$notes" 2>/dev/null # nothing of it was executed
        fi
    done
done | awk '
    /^File / { file = $2; gsub(/\047/, "", file); next }
    /^Lines executed:/ && file ~ /^(engine|indexer)\/[a-z_]*\.(c|cc)$/ {
        split($0, part, /[:% ]+/)
        printf "%s %.0f %d\n", file, part[3] * part[5] / 100, part[5]
        file = ""
    }' >"$lines"
sort "$lines" | awk '
    { covered[$1] = $2; all[$1] = $3; split($1, path, "/"); sum[path[1]] += $2; of[path[1]] += $3 }
    END {
        for (file in all) printf "%6.1f %%  %4d lines not executed  %s\n", all[file] ? 100 * covered[file] / all[file] : 100, all[file] - covered[file], file | "sort -n"
        close("sort -n")
        for (folder in sum) printf "%-8s %.1f %% of %d lines\n", folder, 100 * sum[folder] / of[folder], of[folder]
        share = of["engine"] + of["indexer"] ? 100 * (sum["engine"] + sum["indexer"]) / (of["engine"] + of["indexer"]) : 0
        printf "together %.1f %% of %d lines (floor 90 %%)\n", share, of["engine"] + of["indexer"]
        exit share < 90
    }'
