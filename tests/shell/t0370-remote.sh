#!/bin/sh
# Indexes on other machines (xapian-tcpsrv) in one knowledge base: the same answers as from files, and what happens when
# a part is down, slow, replaced or not what it should be. Ends with three network namespaces and a replica. TAP on
# stdout.
. "$(dirname "$0")/daemon_lib.sh"
if ! command -v xapian-tcpsrv >/dev/null; then
    skip "remote indexes" "xapian-tcpsrv is not installed (xapian-tools)"
    finish
fi
. "$repo/tests/shell/remote_lib.sh"

bpv=$bin/bpv
cp "$index" "$work/national.index"
mkdir "$work/school" "$work/region"
{
    printf '# Handboek van de school

## Wie tekent hier de praktijkovereenkomst?

De teamleider tekent de praktijkovereenkomst namens de school.

'
    printf '## Hoe meld je een student ziek?\n\nBel voor negen uur het leerbedrijf en de stagebegeleider.\n'
} >"$work/school/handboek.md"
printf '# Afspraken in de regio

## Koffiehoek in de regio

De koffiehoek van de regio is elke dag open voor stagebegeleiders.
' >"$work/region/regio.md"
for name in school region; do
    "$bin/bpv-index" build -q --untagged --name "$name" "$work/$name" -o "$work/$name.index" ||
        { echo "Bail out! no index"; exit 2; }
done

# --- making it ---
for name in national school region; do
    ok "an index becomes a database for a server: $name" "$bin/bpv-index" remote -q "$work/$name.index" \
        -o "$work/$name.remote"
done
"$bin/bpv-index" remote "$work/school.index" -o "$work/school.index" 2>"$work/message"
ok "not in the place of the index itself" [ $? = 2 ]
ok "with a reason" grep -q 'niet de index zelf' "$work/message"
ok "which is still there" "$bpv" status --index "$work/school.index"
printf 'no index' >"$work/nothing.index"
"$bin/bpv-index" remote "$work/nothing.index" -o "$work/nothing.remote" 2>"$work/message"
ok "of what is no index nothing is made" [ $? = 2 ]
ok "and nothing is left" sh -c "! ls -d '$work'/nothing.remote*"
ok "a wrong address: status 2" \
    sh -c "'$bpv' ask --index tcp://school stage 2>'$work/message'; [ \$? = 2 ] && grep -q 'geen adres' '$work/message'"

# --- exactly the same answers, totals and facets as from the files ---
serve "$work/national.remote"
national=$remote
serve "$work/school.remote"
school=$remote
school_server=$server
plain='del(.took_us, .parts[].remote)'
same_answers() { # OPTION... QUESTION
    "$bpv" ask --json --limit 50 --explain --index "$work/national.index" --index "$work/school.index" "$@" \
        >"$work/local.json"
    "$bpv" ask --json --limit 50 --explain --index "$national" --index "$school" "$@" >"$work/remote.json"
    "$bpv" ask --json --limit 50 --explain --index "$work/national.index" --index "$school" "$@" >"$work/mixed.json"
    jq -S "$plain" "$work/local.json" >"$work/local" && jq -S "$plain" "$work/remote.json" >"$work/remote" &&
        jq -S "$plain" "$work/mixed.json" >"$work/mixed" && cmp "$work/local" "$work/remote" &&
        cmp "$work/local" "$work/mixed"
}
awk -F '\t' '!/^#/ && NR % 12 == 2 { print $1 }' "$repo/tests/questions/own.tsv" | head -n 25 >"$work/questions"
different=0
asked=0
while read -r question; do
    asked=$((asked + 1))
    same_answers "$question" >"$work/difference" 2>&1 || { different=$((different + 1)); echo "# differs: $question"; }
done <"$work/questions"
ok "$asked questions: the same bytes from files, from servers and from both" [ $different = 0 ]
ok "filters" same_answers --module 1 --role begeleider "student ziek"
ok "another day, and what has expired" same_answers --on 2020-05-01 --expired "corona stage"
ok "no answer" same_answers "hoe laat vertrekt de trein naar Parijs"
ok "the reply names each part and its generation" \
    jq -e '.partial == false and ([.parts[] | .generation | length == 16 ] | all) and
    ([.parts[].generation] | join("-")) == .generation and [.parts[].remote] == [true, true] and
        .parts[1].name == "school"' "$work/remote.json"
ok "a passage" \
    [ "$("$bpv" show --index "$national" pok-wie-tekent)" = "$("$bpv" show --index "$index" pok-wie-tekent)" ]
similar() { "$bpv" similar --json --index "$1" pok-wie-tekent | jq 'del(.took_us, .parts)'; }
ok "similar passages" [ "$(similar "$national")" = "$(similar "$index")" ]
ok "every passage is still word for word the corpus" sh -c "cd '$repo' && '$bpv' verify --all --index '$national'"

# --- a part that is not there ---
nobody=tcp://127.0.0.1:1
"$bpv" ask --json --index "$work/national.index" "student ziek" >"$work/alone.json"
"$bpv" ask --json --index "$work/national.index" --index "$nobody" "student ziek" >"$work/partial.json"
ok "the reply is marked partial, and says which part and why" \
    jq -e '.partial and .parts[1].missing and (.parts[1].reason | length > 10) and
    .parts[1].generation == null and .parts[0].missing == false and (.generation | endswith("-0"))' "$work/partial.json"
ok "and its total and facets are those of the part that is there" sh -c "
    jq -S '[.total, .facets]' '$work/alone.json' >'$work/a'
    jq -S '[.total, .facets]' '$work/partial.json' >'$work/b'
    cmp '$work/a' '$work/b'"
for format in text md; do
    ok "people read it too: $format" \
        sh -c "'$bpv' ask --format $format --index '$work/national.index' --index '$nobody' 'student ziek' | head -n 3 |
            grep -q 'deel 2 van 2'"
done
ok "also beside a table" \
    sh -c "'$bpv' ask --format tsv --index '$work/national.index' --index '$nobody' 'student ziek' 2>&1 >'$work/null' |
        grep -q 'deel 2 van 2'"
ok "bpv status names it" \
    sh -c "'$bpv' status --index '$work/national.index' --index '$nobody' 2>'$work/null' | grep -q 'ontbreekt'"
"$bpv" show --index "$work/national.index" --index "$nobody" bestaat-misschien 2>"$work/message"
ok "a passage that may be in it is not called unknown: status 2" [ $? = 2 ]
"$bpv" coverage --index "$work/national.index" --index "$nobody" >"$work/null" 2>"$work/message"
ok "no coverage of a part of the whole: status 2" sh -c "[ $? = 2 ] && grep -q 'deel 2' '$work/message'"
"$bpv" ask --index "$nobody" "student ziek" 2>"$work/message"
ok "nothing at all: status 2 and the reason" sh -c "[ $? = 2 ] && grep -q 'niet te bereiken' '$work/message'"

# --- an index that was updated: its search part has passages as they were ---
cp -r "$repo/corpus" "$work/edited"
"$bin/bpv-index" build -q "$work/edited" -o "$work/updated.index" --cache "$work/cache" 2>"$work/null"
printf '\nEen kwartelvanger vraagt naar de koffiehoek.\n' >>"$work/edited/1-wet-en-regelgeving/praktijkovereenkomst.md"
"$bin/bpv-index" build "$work/edited" -o "$work/updated.index" --cache "$work/cache" 2>"$work/null" >"$work/message"
ok "an index is updated" grep -q ^Bijgewerkt: "$work/message"
"$bin/bpv-index" build -q "$work/edited" -o "$work/new.index" 2>"$work/null"
"$bin/bpv-index" remote -q "$work/updated.index" -o "$work/updated.remote"
serve "$work/updated.remote"
found() { # INDEX...
    for asked in kwartelvanger koffiehoek "wie tekent de praktijkovereenkomst" student; do
        "$bpv" ask --json --limit 50 "$@" "$asked"
    done | jq -c '{total, facets, answers: [.answers[] | {id, confidence, text}]}'
}
found --index "$work/new.index" >"$work/expected"
found --index "$remote" >"$work/got"
ok "answers of it from a server are those of a new index" cmp "$work/expected" "$work/got"
found --index "$work/region.index" --index "$work/new.index" >"$work/expected"
found --index "$work/region.index" --index "$work/updated.index" >"$work/got"
ok "and those of it beside another index" cmp "$work/expected" "$work/got"
kill_server "$server"

# --- what is not an index of ours ---
serve "$work/region.index"
"$bpv" ask --json --index "$work/national.index" --index "$remote" "student ziek" >"$work/partial.json"
ok "a database without our notes is a missing part" jq -e '.partial and (.parts[1].reason | test("bpv-index remote"))' \
    "$work/partial.json"
kill_server "$server"
LC_ALL=C sed 's/koffiehoek van de regio is elke dag open/koffiehoek van de regio is nooit eens open/' \
    "$work/region.remote" >"$work/changed.remote"
serve "$work/changed.remote"
"$bpv" ask --json --index "$remote" --index "$work/national.index" "koffiehoek regio" >"$work/partial.json"
ok "a text that was changed on the way is not shown" \
    sh -c "jq -e '.partial and .parts[0].missing' '$work/partial.json' && ! grep -q 'nooit eens' '$work/partial.json'"
kill_server "$server"
if command -v python3 >/dev/null; then
    cat >"$work/hostile.py" <<'PYTHON'
# Answers every connection with what its first argument says, in hexadecimal, again and again.
import socket, sys, threading
bytes_out = bytes.fromhex(sys.argv[1])
listener = socket.create_server(("127.0.0.1", 0))
print(listener.getsockname()[1], flush=True)
def talk(connection):
    try:
        for _ in range(1000):
            connection.sendall(bytes_out)
    except OSError:
        pass
    connection.close()
while True:
    threading.Thread(target=talk, args=(listener.accept()[0],), daemon=True).start()
PYTHON
    for noise in 00 ffffffffffffffff 0026270a014141 160c484545454c4c4f 48545450; do
        setsid python3 "$work/hostile.py" $noise >"$work/hostile.port" 2>"$work/null" </dev/null &
        hostile=$!
        servers="$servers $hostile"
        wait_for "$work/hostile.port" '^[0-9]'
        ok "a server that says $noise is a missing part" \
            sh -c "timeout 20 '$bpv' ask --json --index '$work/national.index' \
                --index tcp://127.0.0.1:$(cat "$work/hostile.port") 'student ziek' |
            jq -e '.partial and .parts[1].missing and .total > 0'"
        kill_server "$hostile"
    done
else
    skip "hostile servers" "python3 is not installed"
fi

# --- slow: it accepts, and then says nothing ---
milliseconds() { date +%s%3N; }
kill -STOP "$school_server"
begin=$(milliseconds)
"$bpv" ask --json --index "$work/national.index" --index "$school" "student ziek" >"$work/partial.json"
took=$(($(milliseconds) - begin))
ok "a silent server costs one step of a second ($took ms), then the rest answers" [ $took -lt 3500 ]
ok "and the answer is marked" jq -e '.partial and (.parts[1].reason | test("op tijd"))' "$work/partial.json"
begin=$(milliseconds)
"$bpv" ask --index "$school" "student ziek" 2>"$work/message"
ok "silent and alone: status 2 and the reason, in time" \
    sh -c "[ $? = 2 ] && grep -q 'op tijd' '$work/message' && [ $(($(milliseconds) - begin)) -lt 3500 ]"
kill -CONT "$school_server"
start_bpvd --index "$school" --cache-bytes 0
get '/v1/answers?q=student+ziek'
ok "alone: complete" json '.partial == false'
kill -STOP "-$school_server"
get '/v1/answers?q=ziek+melden'
ok "alone and silent: 503" status 503
get '/v1/answers?q=ziek+melden'
ok "and again" status 503
kill -CONT "-$school_server"
tries=0
until get '/v1/answers?q=ziek+melden' && [ "$code" = 200 ] || [ $tries -ge 100 ]; do
    tries=$((tries + 1))
    sleep 0.1
done
ok "alone and awake again: complete" json '.partial == false'
stop_bpvd
ok "it stops with status 0" [ "$stopped" = 0 ]

# --- the daemon: through its sandbox, from full to partial and back ---
serve "$work/school.remote" --idle-timeout 700
school=$remote
school_server=$server
school_port=$port_seed
start_bpvd --index "$work/national.index" --index "$school" ||
    { echo "Bail out! bpvd does not start"; cat "$log"; exit 2; }
question='/v1/answers?q=Wie+tekent+de+praktijkovereenkomst'
until_json() { # seconds * 10, filter: asks again until the reply is so
    tries=0
    until get "$question" && jq -e "$2" "$work/body" >"$work/null"; do
        tries=$((tries + 1))
        [ $tries -lt "$1" ] || { head -c 400 "$work/body"; return 1; }
        sleep 0.1
    done
}
get "$question"
ok "complete, from file and server" json \
    '.partial == false and (.parts | length == 2) and ([.answers[].title] | any(test("Wie tekent hier")))'
full_total=$(jq .total "$work/body")
tag=$(sed -n 's/^ETag: *//Ip' "$work/head.txt")
ok "with an entity tag" [ -n "$tag" ]
sleep 1.5
get "$question&limit=7"
ok "the server closed what was idle: still complete" json '.partial == false'
if [ $sanitized = no ]; then
    ok "inside the sandbox" grep -q 'event=sandbox.*seccomp=on' "$log"
    connector=$(pgrep -P "$pid" | head -n 1)
    ok "the process that connects is in one too" grep -q '^Seccomp:[[:space:]]*2' "/proc/$connector/status"
fi
kill -STOP "-$school_server"
begin=$(milliseconds)
get "$question&limit=3"
took=$(($(milliseconds) - begin))
ok "it falls silent: an answer all the same, in time ($took ms)" [ $took -lt 4500 ]
ok "marked partial" json '.partial and .parts[1].missing and .answered'
ok "not to be kept by anyone" header Cache-Control no-store
ok "and without an entity tag" no_header ETag
begin=$(milliseconds)
get "$question&limit=4"
took=$(($(milliseconds) - begin))
ok "the next question does not wait for it ($took ms)" [ $took -lt 900 ]
get "/zoek?q=Wie+tekent+de+praktijkovereenkomst"
ok "the page says so" grep -q 'deel van de kennisbank is nu niet te bereiken: deel 2 van 2 (school)' "$work/body"
get /passage/pok-wie-tekent
ok "passages of the other part are there" status 200
ok "the log says it once" sh -c "sleep 1.2; [ \$(grep -c event=part-missing '$log') = 1 ]"
kill -CONT "-$school_server"
ok "it wakes up: complete again, by itself" until_json 100 ".partial == false and .total == $full_total"
ok "the log knows" wait_for "$log" event=part-back
get "$question"
ok "with the same entity tag as before" header ETag "$(printf '%s' "$tag" | sed 's/[][\.*^$]/\\&/g')"
kill_server "$school_server"
ok "it goes away: the log knows" sh -c "
    for i in 1 2 3 4 5 6 7 8 9 10; do [ \$(grep -c event=part-missing '$log') = 2 ] && exit; sleep 0.5; done; exit 1"
get "$question"
ok "a whole answer of this generation that was kept is still given" json ".partial == false and .total == $full_total"
get "$question&limit=11"
ok "a new one is partial" json .partial
get /readyz
ok "but still ready" status 200
get /v1/coverage
ok "no coverage of a part of the whole: 503" status 503
get /version
ok "/version lists the parts" json '[.index.parts[].missing] == [false, true]'

wait_for_back() {
    for i in 1 2 3 4 5 6 7 8 9 10 11 12 13 14 15 16; do
        [ "$(grep -c event=part-back "$log")" = 2 ] && return
        sleep 0.5
    done
    return 1
}

# --- a new index on the other machine: put in place by rename, served again, taken up by itself ---
printf '\n## Waar is de koffiehoek?\n\nDe koffiehoek is naast de ingang van de school.\n' >>"$work/school/handboek.md"
"$bin/bpv-index" build -q --untagged --name school "$work/school" -o "$work/school.index"
before=$(jq -r .generation "$work/body" 2>/dev/null)
setsid xapian-tcpsrv --port "$school_port" --interface 127.0.0.1 --quiet "$work/school.remote" >"$work/null" 2>&1 \
    </dev/null &
school_server=$!
servers="$servers $school_server"
ok "it is back on the same port" wait_for_back
tries=0
until get /v1/coverage && [ "$code" = 200 ] || [ $tries -ge 50 ]; do
    tries=$((tries + 1))
    sleep 0.2
done
ok "and there is a coverage" status 200
ok "and answers" until_json 100 ".partial == false and .total == $full_total"
old=$(jq -r .generation "$work/body")
"$bin/bpv-index" remote -q "$work/school.index" -o "$work/school.remote"
ok "a new generation of the part, without a restart of anything" until_json 150 \
    ".partial == false and .generation != \"$old\""
get "/v1/answers?q=waar+is+de+koffiehoek"
ok "and what is new is found" json '[.answers[].title] | any(test("koffiehoek"))'
ok "nothing was refused" sh -c "! grep -q event=index-refused '$log'"
stop_bpvd
ok "it stops with status 0" [ "$stopped" = 0 ]
ok "and takes the process that connects with it" \
    sh -c "[ -z \"${connector:-}\" ] || ! kill -0 ${connector:-1} 2>/dev/null"
ok "no sanitizer complained" sh -c "! grep -q -e 'ERROR: ' -e 'WARNING: ThreadSanitizer' -e 'runtime error' '$log'"

# A daemon that finds nothing at first, by $BPV_INDEX with its colons.
BPV_INDEX=tcp://127.0.0.1:$((school_port + 20000 > 65000 ? school_port - 15000 : school_port + 20000)):tcp://[::1]:9
export BPV_INDEX
late=${BPV_INDEX#tcp://127.0.0.1:}
late=${late%%:*}
start_bpvd || { cat "$log"; exit 2; }
unset BPV_INDEX
get "$question"
ok "no part at all: 503" status 503
setsid xapian-tcpsrv --port "$late" --interface 127.0.0.1 --quiet "$work/school.remote" >"$work/null" 2>&1 </dev/null &
servers="$servers $!"
ok "the first that comes is taken up" until_json 150 '.partial and .parts[0].missing == false and .parts[1].missing'
stop_bpvd
timeout 20 "$bin/bpvd" --listen 127.0.0.1:0 --index tcp://nergens 2>"$work/message"
ok "bpvd with a wrong address: status 2" [ $? = 2 ]

# As another user: the process that connects becomes that user too.
if [ "$(id -u)" = 0 ] && id nobody >/dev/null 2>&1; then
    chmod 755 "$work"
    chmod 644 "$work/national.index"
    serve "$work/school.remote"
    start_bpvd --index "$work/national.index" --index "$remote" --user nobody --cache-bytes 0
    get "$question"
    ok "--user: complete" json '.partial == false'
    connector=$(pgrep -P "$pid" | head -n 1)
    ok "--user: both processes are that user" [ "$(stat -c %U "/proc/$pid" "/proc/$connector" | sort -u)" = nobody ]
    kill -9 "$connector"
    ok "--user: without the process that connects it goes on alone, and says so" until_json 50 ".partial and .answered"
    stop_bpvd
    ok "--user: it stops with status 0" [ "$stopped" = 0 ]
else
    skip "--user" "needs root"
fi

# --- a replica: copy the one file beside the one that is served, and rename ---
mkdir "$work/replica"
cp "$work/school.index" "$work/replica/live.index"
start_bpvd --index "$work/replica/live.index" --cache-bytes 0
printf '\n## Waar is de fietsenstalling?\n\nDe fietsenstalling is achter de school.\n' >>"$work/school/handboek.md"
"$bin/bpv-index" build -q --untagged --name school "$work/school" -o "$work/school.index"
failed=0
copy_generation() { "$bpv" status --json --index "$work/school.index" | jq -r .generation; }
served() { # generation: within 5 s
    tries=0
    until get /version && [ "$(jq -r .index.generation "$work/body")" = "$1" ]; do
        get "/v1/answers?q=ziek"
        [ "$code" = 200 ] || failed=$((failed + 1))
        tries=$((tries + 1))
        [ $tries -lt 50 ] || return 1
        sleep 0.1
    done
}
if command -v rsync >/dev/null; then
    rsync "$work/school.index" "$work/replica/live.index" # writes beside it and renames
    ok "rsync: the replica serves the new generation" served "$(copy_generation)"
else
    skip "rsync: the replica serves the new generation" "rsync is not installed"
fi
printf '\n## Waar is de kantine?\n\nDe kantine is op de eerste verdieping.\n' >>"$work/school/handboek.md"
"$bin/bpv-index" build -q --untagged --name school "$work/school" -o "$work/school.index"
if command -v python3 >/dev/null; then
    (cd "$work" && exec python3 -c 'import http.server, sys
server = http.server.HTTPServer(("127.0.0.1", 0), http.server.SimpleHTTPRequestHandler)
print(server.server_port, flush=True)
server.serve_forever()') >"$work/web.port" 2>"$work/null" &
    pids="$pids $!"
    wait_for "$work/web.port" '^[0-9]'
    ok "HTTP: fetched" curl -sf -R -o "$work/replica/next" "http://127.0.0.1:$(cat "$work/web.port")/school.index"
    head -c 100000 "$work/replica/next" >"$work/replica/half"
    mv "$work/replica/half" "$work/replica/live.index"
    ok "half a copy is refused" wait_for "$log" 'event=index-refused.*serving=previous'
    get "/v1/answers?q=ziek"
    ok "and the old one answers" status 200
    mv "$work/replica/next" "$work/replica/live.index"
    ok "a whole one is served after the rename" served "$(copy_generation)"
else
    skip "HTTP: fetched" "python3 is not installed"
fi
ok "no request failed meanwhile" [ $failed = 0 ]
stop_bpvd

# --- three machines: bpvd on one, a server on each of the two others ---
a=bpv-a-$$
b=bpv-b-$$
c=bpv-c-$$
namespaces="$a $b $c"
if ! { ip netns add "$a" && ip netns add "$b" && ip netns add "$c" &&
    ip link add name "veb$$" netns "$a" type veth peer name veth0 netns "$b" &&
    ip link add name "vec$$" netns "$a" type veth peer name veth0 netns "$c" &&
    ip netns exec "$a" true; } 2>"$work/message"; then
    skip "three network namespaces" "not permitted here: $(head -n 1 "$work/message")"
    finish
fi
ip -n "$a" link set lo up
ip -n "$a" address add 10.77.1.1/24 dev "veb$$"
ip -n "$a" address add 10.77.2.1/24 dev "vec$$"
ip -n "$b" address add 10.77.1.2/24 dev veth0
ip -n "$c" address add 10.77.2.2/24 dev veth0
ip -n "$a" link set "veb$$" up
ip -n "$a" link set "vec$$" up
ip -n "$b" link set veth0 up
ip -n "$c" link set veth0 up
"$bin/bpv-index" remote -q "$work/school.index" -o "$work/school.remote"
ip netns exec "$b" setsid xapian-tcpsrv --port 7001 --quiet "$work/national.remote" >"$work/null" 2>&1 </dev/null &
servers="$servers $!"
ip netns exec "$c" setsid xapian-tcpsrv --port 7001 --quiet "$work/school.remote" >"$work/null" 2>&1 </dev/null &
servers="$servers $!"
sleep 0.5
log=$work/log.machines
ip netns exec "$a" "$bin/bpvd" --listen 127.0.0.1:8080 --cache-bytes 0 --index "$work/region.index" \
    --index tcp://10.77.1.2:7001 --index tcp://10.77.2.2:7001 2>"$log" &
pid=$!
pids="$pids $pid"
wait_for "$log" event=listening
get() { # of that machine
    path=$1
    code=$(ip netns exec "$a" curl -s --max-time 20 --retry 20 --retry-connrefused --retry-delay 1 -o "$work/body" \
        -w '%{http_code}' "http://127.0.0.1:8080$path")
}
for question in '/v1/answers?q=Wie+tekent+de+praktijkovereenkomst&limit=50' \
    '/v1/answers?q=student+ziek&module=5&limit=50' '/v1/answers?q=koffiehoek+regio&limit=50'; do
    get "$question"
    cp "$work/body" "$work/machines.json"
    "$bpv" ask --json --limit 50 --index "$work/region.index" --index "$work/national.index" \
        --index "$work/school.index" \
        $(case $question in *module=5*) echo --module 5 ;; esac) \
        "$(printf '%s' "$question" | sed 's/.*?q=//; s/&.*//; s/+/ /g')" >"$work/files.json"
    ok "three machines are one knowledge base: $question" \
        sh -c "jq -S '$plain' '$work/machines.json' >'$work/a' && jq -S '$plain' '$work/files.json' >'$work/b' &&
            cmp '$work/a' '$work/b'"
done
question='/v1/answers?q=Wie+tekent+de+praktijkovereenkomst'
get "$question"
whole=$(jq .total "$work/body")
ip -n "$c" link set veth0 down
begin=$(milliseconds)
get "$question&limit=9"
took=$(($(milliseconds) - begin))
ok "a cable is cut: a partial answer in time ($took ms)" \
    sh -c "[ $took -lt 4500 ] && jq -e '[.parts[].missing] == [false, false, true] and .partial' '$work/body'"
part=$(jq .total "$work/body")
"$bpv" ask --json --index "$work/region.index" --index "$work/national.index" "Wie tekent de praktijkovereenkomst" \
    >"$work/files.json"
ok "that counts only what it saw ($part of $whole)" [ "$part" -lt "$whole" ]
begin=$(milliseconds)
get "$question&limit=8"
took=$(($(milliseconds) - begin))
ok "the next one does not wait ($took ms)" [ $took -lt 900 ]
ip -n "$b" link set veth0 down
get "$question&limit=7"
ok "a second cable: what is here still answers" jq -e '[.parts[].missing] == [false, true, true]' "$work/body"
ip -n "$b" link set veth0 up
ip -n "$c" link set veth0 up
ok "both are repaired: complete again" until_json 400 ".partial == false and .total == $whole"
stop_bpvd
ok "it stops with status 0" [ "$stopped" = 0 ]
ok "no sanitizer complained" sh -c "! grep -q -e 'ERROR: ' -e 'WARNING: ThreadSanitizer' -e 'runtime error' '$log'"
finish
