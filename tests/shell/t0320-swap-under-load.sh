#!/bin/sh
# 100 index swaps under four loading clients: no failed request, and every reply wholly from one generation. TAP on
# stdout.
. "$(dirname "$0")/daemon_lib.sh"
marker='Dit staat alleen in de tweede uitgave.'
cc=${CC:-cc}
$cc -std=c11 -O2 -D_GNU_SOURCE "$repo/tests/bench/http_load.c" -o "$work/http_load" -lpthread ||
    { echo "Bail out! http_load does not compile"; exit 2; }

# Two editions of the corpus: the second has one more sentence in the passage that is asked for.
cp -r "$repo/corpus" "$work/second"
file=$(grep -rl '^id: pok-wie-tekent$' "$work/second" | head -n 1)
awk -v marker="$marker" '{ print } /^id: pok-wie-tekent$/ { inside = 1 }
    inside && /^De school, de student/ { print ""; print marker; inside = 0 }' "$file" >"$file.new" &&
    mv "$file.new" "$file"
"$bin/bpv-index" build "$repo/corpus" -o "$work/first.index" >"$work/build.log" 2>&1 &&
    "$bin/bpv-index" build "$work/second" -o "$work/second.index" >>"$work/build.log" 2>&1 ||
    { echo "Bail out! the indexes are not built"; tail -n 5 "$work/build.log"; exit 2; }
cp "$work/first.index" "$work/live.index"
start_bpvd --index "$work/live.index" || { echo "Bail out! bpvd does not start"; exit 2; }
path='/v1/answers?q=Wie+tekent+de+praktijkovereenkomst&limit=1'
get "$path"
ok "the first edition lacks the sentence" json ".answers[0].text | contains(\"$marker\") | not"
cp "$work/second.index" "$work/next" && mv "$work/next" "$work/live.index"
sleep 1
get "$path"
ok "the second has it" json ".answers[0].text | contains(\"$marker\")"
second=$(jq -r .generation "$work/body")
# The same address over and over meets the cache; the varying ones do not.
{
    echo "$path"
    for i in 1 2 3 4 5 6 7 8 9 10 11 12; do echo "$path&offset=0&explain=$((i % 2))&on=2026-11-$((i + 10))"; done
} >"$work/paths"
timeout 120 "$work/http_load" 127.0.0.1 "$port" 4 45 "$work/paths" "$marker" "$second" >"$work/load.json" 2>&1 &
load=$!
swap=0
while [ $swap -lt 100 ]; do
    if [ $((swap % 2)) = 0 ]; then edition=first; else edition=second; fi
    cp "$work/$edition.index" "$work/next" && mv "$work/next" "$work/live.index"
    # Every fourth swap is announced by a signal, the others are found by looking.
    [ $((swap % 4)) != 0 ] || kill -HUP "$pid"
    swap=$((swap + 1))
    sleep 0.4
done
wait $load
[ -s "$work/load.json" ] || echo null >"$work/load.json"
echo "# $(cat "$work/load.json")"
ok "no request failed" jq -e '.failed == 0 and .requests > 100' "$work/load.json"
ok "no reply mixed two generations" jq -e '.mixed == 0' "$work/load.json"
ok "both generations were served" jq -e '.with_marker > 0 and .with_marker < .requests' "$work/load.json"
loaded=$(grep -c 'event=index-loaded' "$log")
echo "# $loaded generations were taken up"
ok "nearly every swap was taken up" [ "$loaded" -ge 95 ]
ok "none was refused" sh -c "! grep -q index-refused '$log'"
descriptors=$(ls "/proc/$pid/fd" | wc -l)
mapped=$(grep -c -F -e "$work/" -e memfd:bpv-index "/proc/$pid/maps")
ok "old generations are let go: descriptors" [ "$descriptors" -lt 40 ]
ok "old generations are let go: mappings" [ "$mapped" -lt 10 ]
stop_bpvd
ok "it stops with status 0" [ "$stopped" = 0 ]
ok "no sanitizer complained" sh -c "! grep -q -e 'ERROR: ' -e 'WARNING: ThreadSanitizer' -e 'runtime error' '$log'"
finish
