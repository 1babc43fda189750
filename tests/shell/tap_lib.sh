# tap_lib.sh: what all tests in shell share. Sourced first. Gives $repo $bin $index (absolute), an empty folder $work to
# be in, and TAP on stdout: ok, rule, skip, finish. A test leaves the errors of what it ran in $work/err, and its exit
# status in $status.
set -u
repo=$(cd "$(dirname "$0")/../.." && pwd)
bin=${BPV_BIN:-$repo/build/bin}
index=${BPV_INDEX:-$repo/build/bpv.index}
case $bin in /*) ;; *) bin=$repo/$bin ;; esac
case $index in /*) ;; *) index=$repo/$index ;; esac
BPV_TODAY=2026-11-22
export BPV_TODAY
work=$(mktemp -d) || exit 2
trap 'rm -rf "$work"' EXIT
cd "$work" || exit 2
number=0
failures=0

failed() { # name, explanation
    failures=$((failures + 1))
    echo "not ok $number - $1"
    printf '%s\n' "$2" | sed 's/^/# /' | head -n 20
}
ok() { # name, then a command that must succeed
    name=$1
    shift
    number=$((number + 1))
    if "$@" >"$work/ok.out" 2>&1; then
        echo "ok $number - $name"
    else
        failed "$name" "$(cat "$work/ok.out" "$work/err" 2>/dev/null | cut -c 1-300)"
    fi
}
rule() { # name, what offends: nothing, when all is well
    number=$((number + 1))
    if [ -z "$2" ]; then
        echo "ok $number - $1"
    else
        failed "$1" "$2"
    fi
}
skip() { # name, reason
    number=$((number + 1))
    echo "ok $number - $1 # SKIP $2"
}
exits() { [ "$status" = "$1" ] || { echo "exit status $status instead of $1"; return 1; }; }
finish() {
    echo "1..$number"
    [ "$failures" -eq 0 ]
    exit
}
