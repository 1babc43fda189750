#!/bin/sh
# The daemon beside a bare libmicrohttpd with a body of the same size, one thread each: bench_http.sh WORK ROWS.
# Environment: BENCH, BIN.
set -eu
work=$1 rows=$2
bare_port=18972
bare=''
. "$(dirname "$0")/measure.sh"
stop() {
    [ -z "$bare" ] || { kill "$bare" && wait "$bare"; } 2>/dev/null || true
    bare=''
    stop_daemon
}
trap stop EXIT INT TERM
start_bare() { # BYTES
    "$BENCH/bare_httpd" $bare_port "$1" &
    bare=$!
    sleep 0.2
}
load() { # CONNECTIONS URL: requests per second, and how many there were
    wrk -t1 -c"$1" -d1 "$2" | awk '/requests in/ { n = $1 } /Requests\/sec/ { print $2, n }'
}

# Cached: one answer, asked again and again.
start_daemon 500 33554432
settle 500
encode "$work/500/questions.txt" >"$work/paths"
path=
while read -r path; do # the first question with an answer
    curl -s "http://127.0.0.1:$port$path" >"$work/answer.json"
    grep -q '"answered":true' "$work/answer.json" && break
done <"$work/paths"
start_bare "$(wc -c <"$work/answer.json")"
for connections in 1 16; do
    : >"$work/rps-$connections"
    for _ in 1 2 3 4 5 6 7 8 9; do
        before=$(ticks "$daemon")
        ours=$(load $connections "http://127.0.0.1:$port$path")
        ours_ticks=$(($(ticks "$daemon") - before))
        before=$(ticks "$bare")
        other=$(load $connections "http://127.0.0.1:$bare_port/")
        echo "$ours $other $ours_ticks $(($(ticks "$bare") - before))" |
            awk '{ print $1 / $3, $1, $3, $2, $4, $5, $6 }' >>"$work/rps-$connections"
    done
    # Requests per second suffer from neighbours; CPU time per request does not.
    sort -n "$work/rps-$connections" | awk -v c=$connections -v hz="$per_second" -v rows="$rows" '
        { r[NR] = $1; n += $4; m += $5; t += $6; u += $7 }
        END {
            a = t / hz * 1e6 / n
            b = u / hz * 1e6 / m
            printf "cached, c%d: ratio of requests/s %.3f to %.3f; CPU per request %.2f us, bare %.2f us\n",
                c, r[1], r[NR], a, b
            printf "cached answer, requests/s / bare libmicrohttpd, c%d|0.85|0.93|%.3f|high\n",
                c, r[int((NR + 1) / 2)] >>rows
            printf "  the same by CPU per request, c%d|-|-|%.3f|high\n", c, b / a >>rows
        }'
done
bare_us=$(awk -v hz="$per_second" '{ m += $5; u += $7 } END { print u / hz * 1e6 / m }' "$work/rps-16")
stop

# Uncached: 1,000 different questions, each once, no cache, no gzip. What the daemon spends on one, in three shares:
#   the query      raw Xapian running the same query tree (bench_query), which is what the floor of "outside the query"
#                  takes off;
#   the engine     all of full work in process: analysis, second stage, facets, highlights, and the JSON, rendered once;
#   the service    what the daemon adds to that: HTTP, headers, log, locks, threads. The body is not copied.
# Both sides in turns, so that a change of the machine's mood meets both; medians of the rounds.
for size in 10000 100000; do
    start_daemon $size 0
    settle $size
    encode "$work/$size/questions.txt" >"$work/paths"
    rounds=3
    [ $size = 10000 ] || rounds=1
    : >"$work/shares-$size"
    for _ in $(seq $rounds); do
        [ $size != 10000 ] ||
            "$BENCH/bench_query" "$work/$size/index" "$work/$size/questions.txt" 1 >"$work/query-round.txt"
        [ $size = 10000 ] || cp "$work/query-$size.txt" "$work/query-round.txt"
        before=$(ticks "$daemon")
        "$BENCH/http_load" 127.0.0.1 $port 1 1000r "$work/paths" >"$work/load-$size.json"
        spent=$(($(ticks "$daemon") - before))
        jq -r --argjson t "$spent" --argjson hz "$per_second" '$t / $hz * 1e6 / .requests' "$work/load-$size.json" |
            cat - "$work/query-round.txt" | awk -v b="$bare_us" 'NR == 1 { all = $1 } { value[$1] = $2 } END {
                print all, value["raw_tree_us"], value["ask_us"], value["full_us"],
                    (all - value["raw_tree_us"]) / b, (all - value["full_us"]) / b,
                    (value["full_us"] - value["ask_us"]) / b }' >>"$work/shares-$size"
    done
    awk -v size=$size -v b="$bare_us" \
        '{ printf "uncached, %d, CPU us: daemon %.0f; in process: query %.0f, asking %.0f, full work with JSON %.0f; " \
            "bare request %.2f; beyond the query %.1f bare requests, beyond full work %.1f, JSON %.1f\n",
        size, $1, $2, $3, $4, b, $5, $6, $7 }' "$work/shares-$size"
    cat "$work/load-$size.json"
    if [ $size = 10000 ]; then
        beyond=$(awk '{ print $5 }' "$work/shares-$size" | median)
        echo "uncached answer, CPU outside the query, in bare requests (10k)|10|6|$beyond|low" >>"$rows"
        echo "  of it rendering the JSON, in process|-|-|$(awk '{ print $7 }' "$work/shares-$size" | median)|low" \
            >>"$rows"
        service=$(awk '{ print $6 }' "$work/shares-$size" | median)
        echo "  of it the service: beyond full work in process|-|-|$service|low" >>"$rows"
    else
        jq -r '"p99 / p50 of uncached answers, c1 (100k)|5|3|\(.p99_us / .p50_us)|low"' "$work/load-$size.json" \
            >>"$rows"
    fi
    # What the kernel cannot take back: anonymous memory, and all of a copy of the index in memory, mapped or not. The
    # pages of a copy on disk it drops when it needs room.
    memory_copies=$(awk '/memfd:bpv-index/ { split($1, at, "-"); print at[1], at[2] }' "/proc/$daemon/maps" |
        while read -r from to; do echo $(((0x$to - 0x$from) / 1024)); done | awk '{ n += $1 } END { print n + 0 }')
    awk -v size=$size -v copies="$memory_copies" -v rows="$rows" \
        '/^VmRSS|^RssAnon|^RssShmem|^RssFile/ { kb[$1] = $2 } END {
        fixed = kb["RssAnon:"] + (copies > kb["RssShmem:"] ? copies : kb["RssShmem:"])
        printf "memory without cache, %s: anonymous %.1f MB, shared %.1f MB, copies of the index in memory %.1f MB; " \
            "resident pages of files, which the kernel can drop, %.1f MB; VmRSS %.1f MB\n",
            size, kb["RssAnon:"] / 1024, kb["RssShmem:"] / 1024, copies / 1024, kb["RssFile:"] / 1024,
            kb["VmRSS:"] / 1024
        printf "daemon memory without cache that the kernel cannot take back, MB (%s)|24|12|%.1f|low\n",
            size, fixed / 1024 >>rows }' \
        "/proc/$daemon/status"
    stop
done
