#!/bin/sh
# Several index files together, some without a taxonomy, and what happens to the files while they are served. TAP on
# stdout.
. "$(dirname "$0")/daemon_lib.sh"

make_school() { # number, sentence: an index of loose Markdown
    mkdir -p "$work/school$1"
    printf '# Handboek %s\n\n## Koffiehoek %s\n\n%s\n' "$1" "$1" "$2" >"$work/school$1/handboek$1.md"
    "$bin/bpv-index" build -q --untagged "$work/school$1" -o "$work/school$1.index"
}
for i in 1 2 3 4 5; do
    make_school $i "De koffiehoek van school $i is open." || { echo "Bail out! no index"; exit 2; }
done

# --- a national index and one of loose texts: what is not known is not claimed ---
start_bpvd --index "$index" --index "$work/school1.index" || { echo "Bail out! bpvd does not start"; exit 2; }
get "/v1/answers?q=koffiehoek"
ok "a passage of the second index answers" json '.answers[0].title == "Koffiehoek 1"'
ok "it has no module and no phase" json '.answers[0].module == null and .answers[0].phase == null'
ok "so the facets have none" json '.facets.module == [] and .facets.phase == []'
for field in module theme role phase audience force; do
    for value in $(jq -r ".facets.$field[].value" "$work/body"); do
        cp "$work/body" "$work/first"
        get "/v1/answers?q=koffiehoek&$field=$value"
        ok "each value of a facet is a filter: $field=$value" json '.total > 0'
        cp "$work/first" "$work/body"
    done
done
get "/zoek?q=koffiehoek"
ok "the page shows no module 0" sh -c "! grep -q '>0</span>' '$work/body'"
ok "and no phase" sh -c "! grep -q 'de BPV</dd>' '$work/body'"
ok "for whom: not known" sh -c "grep -A1 '<dt>Voor</dt>' '$work/body' | grep -q 'niet bekend'"
stop_bpvd

# --- what one corpus says it does not answer, another may answer ---
mkdir "$work/answers"
printf '# Handboek

## Laptop van school kapot

Is de laptop van school stuk gevallen, dan betaalt de school de reparatie een keer.
' >"$work/answers/laptop.md"
cp -r "$repo/corpus" "$work/without"
printf 'questions: []\n' >"$work/without/unanswered.yaml"
"$bin/bpv-index" build -q --untagged "$work/answers" -o "$work/answers.index"
"$bin/bpv-index" build -q "$work/without" -o "$work/without.index" 2>"$work/null"
sure() { # first index, jq condition on a hit: how sure of the passages for which it holds
    "$bin/bpv" --index "$1" --index "$work/answers.index" ask --format json \
        "wie betaalt als de laptop van school stuk gevallen is" | jq -c "[.answers[] | select($2) | .confidence]"
}
own='.id | startswith("laptop-")'
ok "a list of questions without an answer is not about the passages of another index" \
    test "$(sure "$index" "$own")" = "$(sure "$work/without.index" "$own")" -a "$(sure "$index" "$own")" != "[]"
ok "it is about its own" test "$(sure "$index" "$own | not")" != "$(sure "$work/without.index" "$own | not")"

# --- five indexes: the entity tag knows the last one too ---
start_bpvd --index "$work/school1.index" --index "$work/school2.index" --index "$work/school3.index" \
    --index "$work/school4.index" \
    --index "$work/school5.index"
get "/v1/answers?q=koffiehoek"
before=$(sed -n 's/^ETag: *//Ip' "$work/head.txt")
generation=$(jq -r .generation "$work/body")
get "/v1/answers?q=koffiehoek" -H "If-None-Match: $before"
ok "the same indexes: 304" status 304
make_school 5 "De koffiehoek van school 5 is dicht."
tries=0
until get "/v1/answers?q=koffiehoek" && jq -e ".generation != \"$generation\"" "$work/body" >"$work/null" ||
    [ $tries -ge 50 ]; do
    tries=$((tries + 1))
    sleep 0.1
done
get "/v1/answers?q=koffiehoek" -H "If-None-Match: $before"
ok "another fifth index: another tag" status 200
get /dekking
ok "without a taxonomy there is no coverage, and waiting does not help: 404" status 404
get /v1/coverage
ok "also as JSON" problem 404 niet-gevonden
stop_bpvd

# --- the file is cut off and written over in place, as cp does: who serves it does not notice ---
on_disk() { grep -q " $1/bpv-index-.* (deleted)" "/proc/$pid/maps" && ! grep -q '/memfd:bpv-index' "/proc/$pid/maps" ||
    { grep bpv "/proc/$pid/maps"; return 1; }; }
in_memory() { grep -q '/memfd:bpv-index' "/proc/$pid/maps" || { grep bpv "/proc/$pid/maps"; return 1; }; }
fixed_kb() { awk '/^RssAnon|^RssShmem/ { n += $2 } END { print n }' "/proc/$pid/status"; }
overwrite() { # NAME FOLDER CHECK...: the copies in this folder
    place=$1 folder=$2
    shift 2
    cp "$index" "$work/live.index"
    TMPDIR=$folder start_bpvd --index "$work/live.index" --cache-bytes 0
    ok "$place: the copy is there" "$@"
    get "/v1/answers?q=stage"
    generation=$(jq -r .generation "$work/body")
    : >"$work/live.index"
    failed=0
    for word in stage pok vog examen loon verzuim uren reis thuis ziek; do
        get "/v1/answers?q=$word+na+afkappen"
        [ "$code" = 200 ] || failed=$((failed + 1))
        get "/passage/pok-wie-tekent"
        [ "$code" = 200 ] || failed=$((failed + 1))
    done
    ok "$place: cut to nothing while it is served: no failed request" [ $failed = 0 ]
    ok "$place: and the daemon lives" kill -0 "$pid"
    wait_for "$log" 'event=index-refused.*serving=previous'
    ok "$place: the empty file is refused" grep -q 'event=index-refused.*serving=previous' "$log"
    head -c 2000000 /dev/urandom >"$work/live.index"
    get "/v1/answers?q=Wie+tekent+de+praktijkovereenkomst&explain=1"
    ok "$place: noise in its place: the old one answers" json ".answered and .generation == \"$generation\""
    cat "$work/school1.index" >"$work/live.index"
    tries=0
    until get "/v1/answers?q=koffiehoek" && jq -e .answered "$work/body" >"$work/null" || [ $tries -ge 50 ]; do
        tries=$((tries + 1))
        sleep 0.1
    done
    ok "$place: a good one written in place is taken up" json '.answered'
    for i in 1 2 3 4 5 6 7 8; do # each takes a copy; the ones before must have come back
        make_school 1 "De koffiehoek van keer $i."
        cp "$work/school1.index" "$work/next" && mv "$work/next" "$work/live.index"
        kill -HUP "$pid"
        sleep 0.2
    done
    ok "$place: after many generations the copies are still there" "$@"
    [ $sanitized = yes ] || ok "$place: memory that the kernel cannot take back stays under 24 MB: $(fixed_kb) kB" [ \
        "$(fixed_kb)" -lt 24576 ]
    stop_bpvd
    ok "$place: it stops with status 0" [ "$stopped" = 0 ]
}
room=$(mktemp -d /var/tmp/bpv-test-XXXXXX)
if [ "$(stat -f -c %T "$room")" = tmpfs ]; then
    skip "copies on disk" "/var/tmp is in memory"
else
    overwrite "copies on disk" "$room" on_disk "$room"
    ok "copies on disk: nothing is left behind" rmdir "$room"
fi
overwrite "copies in memory" /bestaat/niet in_memory
finish
