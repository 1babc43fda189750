#!/bin/sh
# run_fuzz.sh FOLDER TARGET...: runs FOLDER/fuzz_TARGET for $FUZZ_SECONDS (60) each, or until it was executed $FUZZ_RUNS
# times, two at a time, from the kept seeds and from what earlier runs found (FOLDER/corpus-TARGET). A finding is left
# in FOLDER and shown; then the exit status is 1.
set -u
cd "$(dirname "$0")/../.." || exit 2
folder=$1
shift
seconds=${FUZZ_SECONDS:-60}
export ASAN_OPTIONS="detect_leaks=1:allocator_may_return_null=0"

run_one() {
    mkdir -p "$folder/corpus-$1" "$folder/findings-$1"
    # 4 KB is room for anything that one target reads in a row; longer inputs only cost time.
    "$folder/fuzz_$1" -max_total_time="$seconds" -runs="${FUZZ_RUNS:--1}" -max_len=4096 -timeout=20 -rss_limit_mb=1024 \
        -print_final_stats=1 -use_value_profile=1 \
        -artifact_prefix="$folder/findings-$1/" "$folder/corpus-$1" "tests/fuzz/seeds/$1" >"$folder/$1.log" 2>&1
    echo $? >"$folder/$1.status"
}

while [ $# -gt 0 ]; do
    first=$1
    second=${2:-}
    shift
    run_one "$first" &
    if [ -n "$second" ]; then
        shift
        run_one "$second" &
    fi
    wait
    for target in $first $second; do
        executions=$(sed -n 's/^stat::number_of_executed_units: *//p' "$folder/$target.log")
        if [ "$(cat "$folder/$target.status")" = 0 ]; then
            printf '%-18s %12s executions, no finding\n' "$target" "${executions:-?}"
        elif [ "$(cat "$folder/$target.status")" = 72 ]; then
            printf '%-18s %12s executions, interrupted\n' "$target" "${executions:-?}"
        else
            printf '%-18s %12s executions, FINDING:\n' "$target" "${executions:-?}"
            grep -E -A 12 'broken promise|ERROR: |SUMMARY: |runtime error' "$folder/$target.log" | head -n 40
            : >"$folder/failed"
        fi
    done
done
if [ -e "$folder/failed" ]; then
    rm -f "$folder/failed"
    exit 1
fi
