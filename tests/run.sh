#!/bin/sh
# Runs test programs one after the other (each prints TAP), shows what failed, and ends with "N passed, N failed".
# Usage: run.sh PROGRAM...   Environment: BPV_BIN, BPV_INDEX, BPV_TODAY.
export CMOCKA_MESSAGE_OUTPUT=TAP
passed=0
failed=0
log=$(mktemp)
trap 'rm -f "$log"' EXIT
for program in "$@"; do
    begin=$(date +%s)
    timeout "${TEST_TIMEOUT:-600}" "$program" >"$log" 2>&1 </dev/null
    status=$?
    ok=$(grep -c '^ok ' "$log")
    bad=$(grep -c '^not ok ' "$log")
    if [ "$status" -ne 0 ] && [ "$bad" -eq 0 ]; then
        bad=1
        echo "not ok - $program ended with status $status"
        tail -n 30 "$log"
    elif [ "$ok" -eq 0 ] && [ "$bad" -eq 0 ]; then
        bad=1
        echo "not ok - $program ran no test"
        tail -n 30 "$log"
    elif [ "$bad" -gt 0 ]; then
        grep -A 6 '^not ok ' "$log" | head -n 60
    fi
    passed=$((passed + ok))
    failed=$((failed + bad))
    printf '%-58s %4d ok %3d not ok %4d s\n' "$program" "$ok" "$bad" $(($(date +%s) - begin))
done
echo "$passed passed, $failed failed"
[ "$failed" -eq 0 ]
