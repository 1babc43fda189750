#!/bin/sh
# analyze.sh SOURCE...: what static analysers find in these sources; see analyze.mk. $ANALYZE_JOBS (2) files at a time,
# $ANALYZE_CC is gcc. Exit status 1 when one of them finds something, 2 when none of them is installed.
set -u
cd "$(dirname "$0")/.." || exit 2
jobs=${ANALYZE_JOBS:-2}
cc=${ANALYZE_CC:-gcc}
includes="-Iengine -Iindexer -Icli -Idaemon -D_GNU_SOURCE -DBPV_DICTIONARY=\"\" -DBPV_SOURCE_INDEX=\"\""
log=$(mktemp)
trap 'rm -f "$log"' EXIT
ran=0
failed=0

judge() { # name; what it found is in $log, notes and all
    ran=$((ran + 1))
    findings=$(grep -cE '(warning|error|performance|portability): ' "$log")
    [ "$findings" -eq 0 ] || { failed=1; cat "$log"; }
    printf '%-14s %4d findings\n' "$1" "$findings"
}
lacks() { echo "$1 is not installed: left out"; }

# One file in a process: clang-tidy's check of va_list goes wrong in the second.
if command -v clang-tidy >/dev/null; then
    # shellcheck disable=SC2086
    printf '%s\n' "$@" | grep '\.c$' |
        xargs -P "$jobs" -I{} clang-tidy --quiet {} -- -std=c11 $includes >"$log" 2>/dev/null
    # shellcheck disable=SC2086
    printf '%s\n' "$@" | grep '\.cc$' |
        xargs -P "$jobs" -I{} clang-tidy --quiet {} -- -std=c++17 $includes >>"$log" 2>/dev/null
    judge clang-tidy
else
    lacks clang-tidy
fi
if command -v cppcheck >/dev/null; then
    # shellcheck disable=SC2086
    cppcheck --quiet -j "$jobs" --enable=warning,performance,portability --library=posix,gnu \
        --suppressions-list=tests/cppcheck.suppressions \
        --template='{file}:{line}: {severity}: {message} [{id}]' $includes "$@" 2>"$log"
    judge cppcheck
else
    lacks cppcheck
fi
if "$cc" -fanalyzer -x c -c /dev/null -o /dev/null 2>/dev/null; then
    # shellcheck disable=SC2086
    printf '%s\n' "$@" | grep '\.c$' |
        xargs -P "$jobs" -I{} "$cc" -fanalyzer -O2 -std=c11 $includes -c {} -o /dev/null 2>"$log"
    judge 'gcc -fanalyzer'
else
    lacks 'a compiler with -fanalyzer'
fi
[ $ran -gt 0 ] || exit 2
exit $failed
