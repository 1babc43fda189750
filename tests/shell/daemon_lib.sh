# daemon_lib.sh: what the tests of bpvd share, beside tap_lib.sh. Sourced. Gives a daemon on a free port.
. "$(dirname "$0")/tap_lib.sh"
# The daemon refuses variables it does not know.
unset BPV_BIN BPV_INDEX BPV_LISTEN BPV_UNIX BPV_ROOT BPV_HOSTS BPV_THREADS BPV_CACHE_BYTES
unset NOTIFY_SOCKET LISTEN_FDS LISTEN_PID WATCHDOG_USEC
pids=

# Sanitized programs, and those that count lines, are slower and larger: limits of time and memory are wider for them.
sanitized=no
if grep -q -a -e __asan_init -e __tsan_init -e __ubsan_handle -e __gcov_ "$bin/bpvd"; then sanitized=yes; fi

stop_all() {
    for pid in $pids; do kill "$pid" 2>/dev/null; done
    for pid in $pids; do wait "$pid" 2>/dev/null; done
    rm -rf "$work"
}
trap stop_all EXIT
trap 'exit 2' INT TERM

# start_bpvd OPTION...: starts a daemon on a free port of loopback; sets $pid, $port and $log. Fails after 20 s without
# a listening socket.
daemons=0
start_bpvd() {
    daemons=$((daemons + 1))
    log=$work/log.$daemons
    "$bin/bpvd" --listen 127.0.0.1:0 "$@" 2>"$log" &
    pid=$!
    pids="$pids $pid"
    wait_for "$log" 'event=listening' || return 1
    port=$(sed -n 's/.*event=listening address=127\.0\.0\.1:\([0-9]*\) .*/\1/p' "$log" | head -n 1)
    tries=0
    until curl -s -o /dev/null --max-time 5 "http://127.0.0.1:$port/"; do
        tries=$((tries + 1))
        [ "$tries" -lt 100 ] || return 1
        sleep 0.1
    done
}
# stop_bpvd: asks the last daemon to stop and leaves its exit status in $stopped.
stop_bpvd() {
    kill "$pid"
    wait "$pid"
    stopped=$?
}
wait_for() { # file, pattern: until the file has a line with the pattern, at most 20 s
    tries=0
    until grep -q -e "$2" "$1" 2>/dev/null; do
        tries=$((tries + 1))
        [ "$tries" -lt 200 ] || { echo "no line with $2"; cat "$1"; return 1; }
        sleep 0.1
    done
}

# get PATH [CURL-OPTION...]: leaves $work/body, $work/head and $code.
get() {
    path=$1
    shift
    rm -f "$work/body" "$work/head"
    : >"$work/body"
    code=$(curl -s --max-time 20 --path-as-is -o "$work/body" -D "$work/head" -w '%{http_code}' "$@" \
        "http://127.0.0.1:$port$path")
    tr -d '\r' <"$work/head" >"$work/head.txt"
}
status() { [ "$code" = "$1" ] ||
    { echo "status $code instead of $1"; cat "$work/head.txt"; head -c 600 "$work/body"; return 1; }; }
header() { grep -qi -e "^$1: *$2\$" "$work/head.txt" || { echo "no header $1: $2"; cat "$work/head.txt"; return 1; }; }
no_header() { ! grep -qi -e "^$1:" "$work/head.txt"; }
json() { [ -s "$work/body" ] && jq -e "$1" "$work/body" || { head -c 600 "$work/body"; return 1; }; }
problem() { # status, code: an RFC 9457 problem
    status "$1" && header Content-Type 'application/problem+json; charset=utf-8' && header Cache-Control no-store &&
        json ".status == $1 and .code == \"$2\" and (.detail | length > 10) and (.title | length > 5) and
            (.type | endswith(\"/over#fout-$2\")) and (.request_id | length > 5)"
}
