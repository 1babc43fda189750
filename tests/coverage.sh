#!/bin/sh
# coverage.sh BUILD: what the tests executed of engine and indexer, per file, the least first, and in all. Needs gcc's
# gcov. Each line that was not executed is in BUILD/not-executed.txt, as file:line: and its text. Floor: 90 % of the
# lines. Exit status 1 below it.
set -u
build=$1
lines=$(mktemp)
trap 'rm -f "$lines"' EXIT
for folder in engine indexer; do
    for notes in "$build/$folder"/*.gcno; do
        if [ -e "${notes%.gcno}.gcda" ]; then
            gcov -t "${notes%.gcno}.gcda" 2>/dev/null
        else
            gcov -t "$notes" 2>/dev/null # nothing of it was executed
        fi
    done
done | awk -v missed="$build/not-executed.txt" '
    # Each file begins with its name; only the source itself counts, headers are counted with each file that includes
    # them.
    /^ *-: *0:Source:/ {
        file = substr($0, index($0, "Source:") + 7)
        counts = file ~ /^(engine|indexer)\/[a-z_]*\.(c|cc)$/
        next
    }
    !counts || /^-+$/ || /^ *-:/ { next }
    /^ *[#=0-9]+\*?: *[0-9]+:/ {
        split($0, part, ":")
        line = file ":" part[2] + 0
        text[line] = substr($0, length(part[1]) + length(part[2]) + 3)
        if (!(line in executed)) { executed[line] = 0; order[++count] = line; in_file[line] = file }
        if (part[1] !~ /[#=]/) executed[line] = 1 # a line of a template is there once for each type
    }
    END {
        printf "" >missed
        for (i = 1; i <= count; i++) {
            line = order[i]
            all[in_file[line]]++
            if (executed[line]) done[in_file[line]]++
            else print line ":" text[line] >missed
        }
        for (file in all) print file, done[file] + 0, all[file]
    }' >"$lines"
sort "$lines" | awk '
    { covered[$1] = $2; all[$1] = $3; split($1, path, "/"); sum[path[1]] += $2; of[path[1]] += $3 }
    END {
        for (file in all)
            printf "%6.1f %%  %4d lines not executed  %s\n",
                all[file] ? 100 * covered[file] / all[file] : 100, all[file] - covered[file], file | "sort -n"
        close("sort -n")
        for (folder in sum) printf "%-8s %.1f %% of %d lines\n", folder, 100 * sum[folder] / of[folder], of[folder]
        both = of["engine"] + of["indexer"]
        share = both ? 100 * (sum["engine"] + sum["indexer"]) / both : 0
        printf "together %.1f %% of %d lines (floor 90 %%)\n", share, both
        exit share < 90
    }'
status=$?
echo "each line that was not executed: $build/not-executed.txt"
exit $status
