#!/bin/sh
# bpvd inside its sandbox: serves, takes up a new index, stops cleanly; /proc says what it gave up. TAP on stdout.
. "$(dirname "$0")/daemon_lib.sh"
mkdir "$work/indexes" "$work/run"
cp "$index" "$work/indexes/live.index"
chmod 755 "$work" "$work/indexes"
question='/v1/answers?q=Wie+tekent+de+praktijkovereenkomst&limit=1'

# has FIELD VALUE: a line of /proc/PID/status.
has() { grep -q -e "^$1:[[:space:]]*$2\$" "/proc/$pid/status" || { grep -e "^$1:" "/proc/$pid/status"; return 1; }; }
says() { grep event=sandbox "$log" | grep -q -e "$1" || { cat "$log"; return 1; }; }
# all_threads FIELD VALUE: no thread has another value.
all_threads() {
    for thread in "/proc/$pid/task/"*; do
        grep -q -e "^$1:[[:space:]]*$2\$" "$thread/status" || { grep -e "^$1:" "$thread/status"; return 1; }
    done
}

start_bpvd --index "$work/indexes/live.index" --threads 3 ||
    { echo "Bail out! bpvd does not start"; cat "$log"; exit 2; }
ok "the log says it before the daemon listens" sh -c "sed -n '/event=sandbox/,\$p' '$log' | grep -q event=listening"
ok "no new privileges, in every thread" all_threads NoNewPrivs 1
for set in CapInh CapPrm CapEff CapAmb; do
    ok "no capabilities: $set" all_threads $set 0000000000000000
done
[ "$(id -u)" != 0 ] || ok "nor a way to get them back" has CapBnd 0000000000000000
ok "no core files" grep -q -e '^Max core file size *0 *0 ' "/proc/$pid/limits"
if [ $sanitized = yes ]; then
    ok "the log names the sanitizer" says 'seccomp="off (sanitizer)"'
    skip "the filter is on" "built with a sanitizer"
else
    ok "the filter is on, in every thread" all_threads Seccomp 2
    ok "the log says so, and that nothing is written" says 'level=info .*seccomp=on writes=none'
    ok "no further threads or processes" grep -q -e '^Max processes *0 *0 ' "/proc/$pid/limits"
    if says 'landlock=none' >/dev/null; then skip "Landlock is on" "not in this kernel"; else ok "Landlock is on" says \
        'landlock=[1-9]'; fi
fi
get "$question"
ok "it answers" status 200
for page in / '/?q=stage' /v1/coverage /metrics /readyz /dekking; do
    for i in $(seq 100); do # the coverage is made when it is first asked for
        get "$page"
        [ "$code" = 503 ] || break
        sleep 0.3
    done
    ok "it serves $page" [ "${code%??}" = 2 ] || [ "$code" = 404 ]
done
get "/v1/answers" --compressed --json '{"q": "Wie tekent de POK?"}'
ok "it answers POST, compressed" status 200

# Ten new indexes, every one by rename, under a little load.
swap=0
requests=
while [ $swap -lt 10 ]; do
    cp "$index" "$work/indexes/next" && mv "$work/indexes/next" "$work/indexes/live.index"
    for i in 1 2 3 4 5 6; do
        curl -s -o /dev/null -w '%{http_code}\n' "http://127.0.0.1:$port/v1/answers?q=ziek&offset=$i" >>"$work/codes" &
        requests="$requests $!"
    done
    kill -HUP "$pid"
    sleep 0.3
    swap=$((swap + 1))
done
# shellcheck disable=SC2086
wait $requests
loaded=$(grep -c event=index-loaded "$log")
ok "it takes up new indexes ($loaded)" [ "$loaded" -ge 9 ]
ok "and refuses none" sh -c "! grep -q index-refused '$log'"
ok "every request was answered" sh -c "[ \$(wc -l <'$work/codes') = 60 ] && ! grep -qv '^200\$' '$work/codes'"
printf 'no index' >"$work/indexes/next" && mv "$work/indexes/next" "$work/indexes/live.index"
ok "a bad index is refused" wait_for "$log" event=index-refused
get "$question"
ok "and the old one keeps answering" status 200
stop_bpvd
ok "SIGTERM: status 0" [ "$stopped" = 0 ]
ok "and a clean end" grep -q event=stopped "$log"
ok "no sanitizer complained" sh -c "! grep -q -e 'ERROR: ' -e 'WARNING: ThreadSanitizer' -e 'runtime error' '$log'"

# An index that comes later is found when its folder is there; when it is not, the log says that it cannot be.
mkdir "$work/later"
start_bpvd --index "$work/later/live.index"
get "$question"
ok "without an index: 503" status 503
cp "$index" "$work/later/next" && mv "$work/later/next" "$work/later/live.index"
ok "an index that comes later is taken up" wait_for "$log" event=index-loaded
get "$question"
ok "and answers" status 200
stop_bpvd
if [ $sanitized = no ]; then
    start_bpvd --index "$work/nowhere/live.index"
    if says 'landlock=[1-9]' >/dev/null; then
        ok "a folder that is missing is logged" grep -q event=sandbox-folder-missing "$log"
    else
        skip "a folder that is missing is logged" "no Landlock in this kernel"
    fi
    stop_bpvd
fi

# Its own Unix socket goes away with it.
"$bin/bpvd" --index "$index" --unix "$work/run/bpv.sock" 2>"$work/log.unix" &
pid=$!
pids="$pids $pid"
wait_for "$work/log.unix" event=listening
ok "it answers on a Unix socket" curl -s -o /dev/null --fail --retry 20 --retry-connrefused --retry-delay 1 \
    --unix-socket "$work/run/bpv.sock" "http://localhost/readyz"
stop_bpvd
ok "status 0" [ "$stopped" = 0 ]
ok "and removes its socket" [ ! -e "$work/run/bpv.sock" ]

# Without the sandbox, and as another user.
start_bpvd --index "$index" --no-sandbox
ok "--no-sandbox: the log warns" says 'level=warning .*state=off'
ok "no filter" has Seccomp 0
stop_bpvd
if [ "$(id -u)" = 0 ] && id nobody >/dev/null 2>&1; then
    cp "$index" "$work/indexes/live.index"
    chmod 644 "$work/indexes/live.index"
    start_bpvd --index "$work/indexes/live.index" --user nobody
    user=$(id -u nobody)
    ok "--user: every thread is that user" all_threads Uid "$user[[:space:]]*$user[[:space:]]*$user[[:space:]]*$user"
    get "$question"
    ok "and it answers" status 200
    cp "$index" "$work/indexes/next" && chmod 644 "$work/indexes/next" &&
        mv "$work/indexes/next" "$work/indexes/live.index"
    wait_for "$log" event=index-loaded
    tries=0
    until [ "$(grep -c event=index-loaded "$log")" -ge 2 ] ||
        [ $tries -ge 50 ]; do sleep 0.1; tries=$((tries + 1)); done
    ok "and takes up a new index" [ "$(grep -c event=index-loaded "$log")" -ge 2 ]
    stop_bpvd
    ok "and stops with status 0" [ "$stopped" = 0 ]
    chmod 600 "$work/indexes/live.index"
    timeout 20 "$bin/bpvd" --listen 127.0.0.1:0 --index "$work/indexes/live.index" --user nobody 2>"$work/log.refused"
    ok "an index that this user cannot read: no start" [ $? = 2 ]
    ok "and the error names it" grep -q -F "$work/indexes/live.index" "$work/log.refused"
    timeout 20 "$bin/bpvd" --listen 127.0.0.1:0 --index "$index" --user root 2>/dev/null
    ok "--user root is refused" [ $? = 2 ]
else
    skip "--user" "needs root"
fi
finish
