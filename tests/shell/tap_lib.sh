# tap_lib.sh: what all tests of programs share. Sourced first. Gives $repo $bin $index (absolute), an empty folder $work to be in, ok, exits and
# finish; TAP on stdout. A test leaves the errors of what it ran in $work/err, and its exit status in $status.
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

ok() { # name, then a command that must succeed
    name=$1
    shift
    number=$((number + 1))
    if "$@" >"$work/ok.out" 2>&1; then
        echo "ok $number - $name"
    else
        failures=$((failures + 1))
        echo "not ok $number - $name"
        sed 's/^/# /' "$work/ok.out" "$work/err" 2>/dev/null | cut -c 1-300 | head -n 20
    fi
}
exits() { [ "$status" = "$1" ] || { echo "exit status $status instead of $1"; return 1; }; }
finish() {
    echo "1..$number"
    [ "$failures" = 0 ]
    exit
}
