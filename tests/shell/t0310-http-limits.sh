#!/bin/sh
# Clients that mean no good, while four others keep asking: nobody waits, nothing grows, nothing breaks. TAP on stdout.
# BPV_HOSTILE_REQUESTS: random requests to send (100000 for the full run; the default keeps the test short).
requests=${BPV_HOSTILE_REQUESTS:-20000}
unset BPV_HOSTILE_REQUESTS
. "$(dirname "$0")/daemon_lib.sh"
cc=${CC:-cc}
$cc -std=c11 -O2 -D_GNU_SOURCE "$repo/tests/bench/http_load.c" -o "$work/http_load" -lpthread &&
    $cc -std=c11 -O2 -D_GNU_SOURCE "$repo/tests/bench/http_hostile.c" -o "$work/http_hostile" || {
    echo "Bail out! the clients do not compile"
    exit 2
}
ulimit -n "$(ulimit -H -n)" 2>/dev/null
p99_max=100000
memory_max=200000
[ $sanitized = no ] || { p99_max=2000000; memory_max=4000000; requests=$((requests / 10)); }
start_bpvd --index "$index" || { echo "Bail out! bpvd does not start"; exit 2; }
cat >"$work/paths" <<'PATHS'
/v1/answers?q=Wie+moet+de+praktijkovereenkomst+ondertekenen
/v1/answers?q=mag+een+student+van+17+nachtdienst+draaien&limit=3
/v1/suggestions?q=stage
/v1/passages/pok-wie-tekent
/zoek?q=beoordelen+van+een+proeve
/livez
PATHS
# during NAME SECONDS COMMAND...: runs the hostile command while four clients ask; the clients must see no failure and
# p99 under the limit.
during() {
    what=$1
    duration=$2
    shift 2
    timeout $((duration + 30)) "$work/http_load" 127.0.0.1 "$port" 4 "$duration" "$work/paths" >"$work/load.json" 2>&1 &
    load=$!
    timeout 400 "$@" >"$work/hostile.json" 2>&1
    hostile=$?
    wait $load
    # An empty file must not pass: jq -e says yes to nothing at all.
    [ -s "$work/load.json" ] || echo null >"$work/load.json"
    [ -s "$work/hostile.json" ] || echo null >"$work/hostile.json"
    echo "# $what: $(cat "$work/hostile.json") others: $(cat "$work/load.json")"
    ok "$what: no other client sees a failure" jq -e '.failed == 0 and .requests > 20' "$work/load.json"
    ok "$what: the others' p99 stays under $((p99_max / 1000)) ms" jq -e ".p99_us < $p99_max" "$work/load.json"
}
during "2000 idle connections" 6 "$work/http_hostile" "$port" idle 2000 5
ok "all of them were let in" jq -e '.opened == 2000' "$work/hostile.json"
during "headers of 10 MB" 3 "$work/http_hostile" "$port" headers 10000000
ok "are refused" jq -e '.status == 431 or .status == 0' "$work/hostile.json"
during "broken chunked bodies" 3 "$work/http_hostile" "$port" chunked
ok "none is accepted" [ $hostile = 0 ]
during "$requests random requests" $((3 + requests / 800)) "$work/http_hostile" "$port" random "$requests" 20261122
ok "none is an error of the server" [ $hostile = 0 ]
ok "most get a reply" jq -e '.s2 > 0 and .s4 > 0 and .none < .sent / 4' "$work/hostile.json"
head -c 2000000 /dev/zero >"$work/large"
get /v1/answers -H 'Content-Type: application/json' --data-binary "@$work/large"
ok "a body of 2 MB: 413" status 413
code=$(curl -s -o /dev/null -w '%{http_code}' --max-time 20 -H 'Content-Type: application/json' \
    -H 'Transfer-Encoding: chunked' -T "$work/large" \
    -X POST "http://127.0.0.1:$port/v1/answers")
ok "in chunks it is cut off" [ "$code" != 200 ]
# raw TEXT: what the daemon says to these bytes
raw() { printf "$1" | curl -s --max-time 3 "telnet://127.0.0.1:$port" >"$work/raw" 2>/dev/null; }
first() { head -n 1 "$work/raw" | grep -q "^HTTP/1.1 $1" && [ "$(grep -c '^HTTP/1.1 ' "$work/raw")" = 1 ] ||
    { cat "$work/raw"; return 1; }; }
post='POST /v1/answers HTTP/1.1\r\nContent-Type: application/json\r\n'
next='GET /livez HTTP/1.1\r\nHost: localhost\r\n\r\n'
raw "${post}Host: localhost\r\nContent-Length: 14\r\nContent-Length: 5\r\n\r\n{\"q\": \"stage\"}$next"
ok "two lengths: 400 and the end of the connection" first 400
raw "${post}Host: localhost\r\nContent-Length: 0\r\nContent-Length: 14\r\n\r\n{\"q\": \"stage\"}$next"
ok "also when the first is 0" first 400
chunk="e\r\n{\"q\": \"stage\"}\r\n0\r\n\r\n"
raw "${post}Host: localhost\r\nContent-Length: 5\r\nTransfer-Encoding: chunked\r\n\r\n$chunk$next"
ok "a length and chunks: 400" first 400
raw "GET /livez HTTP/1.1\r\nHost: localhost\r\nHost: evil.example\r\n\r\n$next"
ok "two Host names: 400" first 400
raw "${post}Host: localhost\r\nContent-Encoding: gzip\r\nContent-Length: 14\r\n\r\n{\"q\": \"stage\"}"
ok "a body with a coding: 415" first 415
during "one byte a second" 40 "$work/http_hostile" "$port" slow 45
ok "is cut off within 40 seconds" jq -e '.cut and .seconds < 40' "$work/hostile.json"
ok "and that is logged" grep -q 'event=slow-connections-closed' "$log"
get /metrics
ok "nothing stays in flight" grep -q '^bpv_http_requests_in_flight 1$' "$work/body"
memory=$(sed -n 's/^VmHWM:[^0-9]*\([0-9]*\) kB/\1/p' "/proc/$pid/status")
echo "# peak memory $memory kB"
ok "memory stays under $memory_max kB" [ "$memory" -lt "$memory_max" ]
stop_bpvd
ok "and it still stops with status 0" [ "$stopped" = 0 ]
ok "no sanitizer complained" sh -c "! grep -q -e 'ERROR: ' -e 'WARNING: ThreadSanitizer' -e 'runtime error' '$log'"
finish
