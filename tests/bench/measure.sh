# What the benchmarks of the daemon share; to be sourced. Environment: BIN; variable: work.
port=18971
daemon=''
start_daemon() { # SIZE CACHE
    "$BIN/bpvd" --listen 127.0.0.1:$port --index "$work/$1/index" --threads 1 --cache-bytes "$2" >/dev/null 2>&1 &
    daemon=$!
    for _ in $(seq 100); do
        curl -sf "http://127.0.0.1:$port/readyz" >/dev/null && return
        sleep 0.05
    done
    echo "bpvd does not start" >&2
    exit 1
}
stop_daemon() {
    [ -z "$daemon" ] || { kill "$daemon" && wait "$daemon"; } 2>/dev/null || true
    daemon=''
}
# CPU in clock ticks of the threads that answer requests; with "all" of every thread.
ticks() { # PID [all]
    for task in "/proc/$1/task"/*; do
        case $(cat "$task/comm")${2:-} in
        MHD* | *all) sed 's/.*) //' "$task/stat" ;;
        esac
    done | awk '{ n += $12 + $13 } END { print n + 0 }'
}
# What the daemon still does by itself after its start would take a core from the measurement.
settle() { # SIZE
    for _ in $(seq 20); do
        before=$(ticks "$daemon" all)
        sleep 1
        [ $(($(ticks "$daemon" all) - before)) -gt 5 ] || return 0
    done
    echo "note: 20 s after its start the daemon ($1 passages) is still busy without requests:" \
        "wall times below suffer from it"
}
encode() { # QUESTIONS: a request target per line
    sed 's/%/%25/g; s/ /+/g; s/"/%22/g; s/#/%23/g; s/&/%26/g' "$1" | LC_ALL=C awk '
        BEGIN { for (i = 128; i < 256; i++) hex[sprintf("%c", i)] = sprintf("%%%02X", i) }
        {
            out = ""
            for (i = 1; i <= length($0); i++) { c = substr($0, i, 1); out = out (c in hex ? hex[c] : c) }
            print "/v1/answers?q=" out
        }'
}
median() {
    sort -n | awk '{ v[NR] = $1 } END { print v[int((NR + 1) / 2)] }'
}
per_second=$(getconf CLK_TCK)
