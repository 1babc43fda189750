#!/bin/sh
# valgrind.sh UNIT_TEST...: the unit tests, then uses of bpv-index and bpv on the corpus, under valgrind; see
# analyze.mk. Left out: what the sandbox does, because valgrind itself needs what it takes away. Exit status 1 when
# valgrind finds an error or a leak.
set -u
cd "$(dirname "$0")/.." || exit 2
command -v valgrind >/dev/null || { echo "valgrind is not installed" >&2; exit 2; }
bin=${BPV_BIN:-build/bin}
index=${BPV_INDEX:-build/bpv.index}
work=$(mktemp -d) || exit 2
trap 'rm -rf "$work"' EXIT
runs=0
failed=0

check() { # command: an exit status of its own may be anything
    runs=$((runs + 1))
    rm -f "$work"/log.*
    valgrind --quiet --leak-check=full --show-leak-kinds=definite,indirect,possible \
        --errors-for-leak-kinds=definite,indirect,possible \
        --track-fds=no --suppressions=tests/valgrind.suppressions --log-file="$work/log.%p" "$@" >"$work/out" 2>&1 \
        </dev/null
    status=$?
    if grep -qs . "$work"/log.*; then
        failed=$((failed + 1))
        echo "FINDING: $*"
        head -n 40 "$work"/log.*
    elif [ "$status" -ge 126 ]; then
        failed=$((failed + 1))
        echo "ended with status $status: $*"
        tail -n 5 "$work/out"
    fi
}

for program in "$@"; do
    case $program in
    *daemon_sandbox | *remote_connector) ;;
    *) check "$program" ;;
    esac
done
cp -r corpus "$work/corpus"
check "$bin/bpv-index" check "$work/corpus"
check "$bin/bpv-index" build "$work/corpus" -o "$work/index"
check "$bin/bpv-index" build "$work/corpus" -o "$work/cached" --cache "$work/cache"
printf '\nEen zin erbij.\n' >>"$(find "$work/corpus" -name '*.md' | sort | head -n 1)"
check "$bin/bpv-index" build "$work/corpus" -o "$work/cached" --cache "$work/cache"
check "$bin/bpv-index" build --untagged tests/import -o "$work/plain"
check "$bin/bpv-index" import tests/import/handreiking-bpv-in-tijden-van-corona.txt -o "$work/corpus" --index "$index"
for format in text json; do
    check "$bin/bpv" --index "$index" ask --format $format --explain 'Mag mijn student van 17 tot elf uur werken?'
    check "$bin/bpv" --index "$index" ask --format $format 'hoe zwaar is de maan'
    check "$bin/bpv" --index "$index" status --format $format
    check "$bin/bpv" --index "$index" list modules --format $format
done
check "$bin/bpv" --index "$index" --index "$work/plain" ask 'wie tekent de praktijkoverenkomst'
check "$bin/bpv" --index "$index" cite pok-wie-tekent
check "$bin/bpv" --index "$index" similar pok-wie-tekent
check "$bin/bpv" --index "$index" analyze 'stagevergoedingen voor zestienjarigen'
check "$bin/bpv" --index "$index" show bestaat-niet
check "$bin/bpv" --index "$work/corpus/taxonomy.yaml" ask stage
check "$bin/bpv" --index "$index" coverage
echo "$runs runs, $failed with findings"
[ "$failed" -eq 0 ]
