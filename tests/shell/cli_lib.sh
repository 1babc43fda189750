# cli_lib.sh: what the tests of bpv and bpv-index share, beside tap_lib.sh. Sourced. The programs leave what they write
# in $work/out and $work/err, and their exit status in $status.
. "$(dirname "$0")/tap_lib.sh"
BPV_INDEX=$index
export BPV_INDEX
unset COLUMNS NO_COLOR BPV_CORPUS

bpv() {
    "$bin/bpv" "$@" >"$work/out" 2>"$work/err"
    status=$?
}
index() {
    "$bin/bpv-index" "$@" >"$work/out" 2>"$work/err"
    status=$?
}
says() { grep -qF -e "$1" "$work/out" || { echo "stdout lacks: $1"; head -n 40 "$work/out"; return 1; }; }
tells() { grep -qF -e "$1" "$work/err" || { echo "stderr lacks: $1"; return 1; }; }
silent() { [ ! -s "$work/err" ] || { echo "stderr is not empty"; return 1; }; }
