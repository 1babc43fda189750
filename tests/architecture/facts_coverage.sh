#!/bin/sh
# At least 90 % of the facts of certainty A and B are used by the corpus, and none of certainty C.
cd "$(dirname "$0")/../.." || exit 1
used=$(mktemp)
trap 'rm -f "$used"' EXIT
# The ids in the `facts:` lists of passage comments and front matter, in one line or one per line.
find corpus -name '*.md' -exec awk '
    FNR == 1 { inside = 0 }
    /^[[:space:]]*facts:/ { inside = 1 }
    inside && !/^[[:space:]]*facts:/ && !/^[[:space:]]*-/ && !open { inside = 0 }
    inside {
        if (/\[/) open = 1
        if (/\]/) open = 0
        line = $0
        while (match(line, /F[0-9]+-[0-9A-Za-z]+/)) {
            print substr(line, RSTART, RLENGTH)
            line = substr(line, RSTART + RLENGTH)
        }
    }' {} + | sort -u >"$used"

awk -F '\t' -v used="$used" '
    BEGIN { while ((getline id < used) > 0) seen[id] = 1 }
    /^#/ { next }
    { known[$1] = 1 }
    $2 == "C" { if ($1 in seen) doubtful = doubtful " " $1; next }
    { all++; if ($1 in seen) found++; else missing = missing " " $1 }
    END {
        share = all ? 100 * found / all : 0
        printf "# facts of certainty A and B: %d of %d used (%.1f %%)\n", found, all, share
        if (missing != "") print "# not used:" missing
        print (share >= 90 ? "ok" : "not ok") " 1 - at least 90 % of the facts are used"
        print (doubtful == "" ? "ok" : "not ok") " 2 - no doubtful fact is used" (doubtful == "" ? "" : ":" doubtful)
        for (id in seen) if (!(id in known)) unknown = unknown " " id
        print (unknown == "" ? "ok" : "not ok") " 3 - every fact named by the corpus exists" \
            (unknown == "" ? "" : ":" unknown)
        print "1..3"
        exit share < 90 || doubtful != "" || unknown != ""
    }' tests/questions/facts.tsv
