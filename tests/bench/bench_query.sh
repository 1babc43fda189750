#!/bin/sh
# Answers in process beside raw Xapian and SQLite: bench_query.sh WORK ROWS. Environment: BENCH.
set -eu
work=$1 rows=$2
value() { # SIZE NAME
    awk -v name="$2" '$1 == name { print $2 }' "$work/query-$1.txt"
}
row() { # TEXT FLOOR AIM EXPRESSION DIRECTION
    awk -v text="$1" -v floor="$2" -v aim="$3" -v direction="$5" \
        "BEGIN { printf \"%s|%s|%s|%.3f|%s\\n\", text, floor, aim, $4, direction }" >>"$rows"
}
"$BENCH/bench_query" "$work/500/index" "$work/500/questions.txt" 7 >"$work/query-500.txt"
"$BENCH/bench_query" "$work/10000/index" "$work/10000/questions.txt" 5 >"$work/query-10000.txt"
"$BENCH/bench_query" "$work/100000/index" "$work/100000/questions.txt" 3 >"$work/query-100000.txt"
for size in 500 10000 100000; do
    echo "query, $size passages, CPU us: full work $(value $size full_us) (asking $(value $size ask_us)," \
        "of which analysis $(value $size analysis_us));" \
        "raw Xapian: stems $(value $size raw_stems_us), all forms $(value $size raw_tree_us)," \
        "the forms that are searched $(value $size raw_plan_us); our first stage $(value $size first_stage_us);" \
        "answered $(value $size answered); ratio over the rounds $(value $size ratio_tree_lowest)" \
        "to $(value $size ratio_tree_highest)"
done
row "full work / raw Xapian with all forms of the question (500)" 0.25 0.40 "$(value 500 ratio_tree)" high
row "full work / raw Xapian with all forms of the question (10k)" 0.55 0.75 "$(value 10000 ratio_tree)" high
row "full work / raw Xapian with all forms of the question (100k)" 0.85 0.93 "$(value 100000 ratio_tree)" high
for size in 500 10000 100000; do
    row "  the same / raw Xapian with the forms that are searched ($size)" - - "$(value $size ratio_plan)" high
    row "  the same / plain OR of stems ($size)" - - "$(value $size ratio_stems)" high
done
for size in 500 10000 100000; do
    row "first ten, overlap with judging every passage ($size)" 0.99 0.998 "$(value $size overlap)" high
done
row "growth of CPU per query, exponent 10k to 100k" 0.85 0.75 \
    "log($(value 100000 full_us) / $(value 10000 full_us)) / log(10)" low
row "p99 / p50 of full work in process (100k)" 5 3 "$(value 100000 full_p99_us) / $(value 100000 full_p50_us)" low
row "asking without the first stage (analysis, second stage, page), us CPU (10k)" 500 - \
    "$(value 10000 ask_us) - $(value 10000 first_stage_us)" low
sqlite=$("$BENCH/bench_sqlite" "$work/10000/plain.tsv" "$work/10000/questions.txt" 100)
echo "SQLite FTS5 with snippets and facets (10k): $sqlite us CPU"
row "full work / SQLite FTS5 with snippets and facets (10k)" 30 80 "$sqlite / $(value 10000 full_us)" high
