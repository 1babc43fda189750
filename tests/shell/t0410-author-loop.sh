#!/bin/sh
# The author's loop: bpv-index check --watch, and bpvd --corpus with its pages for authors. TAP on stdout.
. "$(dirname "$0")/daemon_lib.sh"
corpus=$work/corpus
cp -r "$repo/corpus" "$corpus"
topic=$corpus/1-wet-en-regelgeving/praktijkovereenkomst.md
seconds=15 # tenths of a second that a change may take; a sanitized build takes seconds itself
[ "$sanitized" = yes ] && seconds=1800

# within TENTHS COMMAND: until the command succeeds.
within() {
    tenths=$1
    shift
    end=$(($(date +%s%N) / 100000000 + tenths))
    until "$@"; do
        [ $(($(date +%s%N) / 100000000)) -lt "$end" ] || { echo "not within $tenths tenths of a second"; return 1; }
        sleep 0.05
    done
}
has() { grep -q -e "$2" "$1"; }
lines() { [ "$(wc -l <"$1")" -ge "$2" ]; }

# --- check --watch ---
"$bin/bpv-index" check --watch "$corpus" >"$work/watch.out" 2>"$work/watch.err" &
watch=$!
pids="$pids $watch"
ok "check --watch checks at once" within 200 has "$work/watch.out" 'Fouten: 0'
ok "and prints no control codes into a file" sh -c "! grep -q '$(printf '\033')' '$work/watch.out'"
sleep 0.3
sed -i 's/^id: pok-wie-tekent$/id: POK WIE/' "$topic"
[ "$sanitized" = yes ] && limit=100 || limit=10
ok "an error is printed within a second" within $limit has "$work/watch.err" \
    'praktijkovereenkomst.md:[0-9]*:[0-9]*: .*POK WIE'
ok "and counted" within 20 has "$work/watch.out" 'Fouten: [1-9]'
before=$(wc -l <"$work/watch.out")
cp "$repo/corpus/1-wet-en-regelgeving/praktijkovereenkomst.md" "$topic.nieuw"
mv "$topic.nieuw" "$topic"
ok "an editor that renames a new file into place is seen" within 100 lines "$work/watch.out" $((before + 1))
ok "and all is well again" sh -c "tail -n 1 '$work/watch.out' | grep -q 'Fouten: 0'"
before=$(wc -l <"$work/watch.out")
mkdir -p "$corpus/nieuw/dieper"
sleep 0.5
printf 'geen kop\n' >"$corpus/nieuw/dieper/los.md"
ok "a file in a new folder is seen" within 100 has "$work/watch.err" 'nieuw/dieper/los.md'
rm -r "$corpus/nieuw"
sleep 1
before=$(wc -l <"$work/watch.out")
: >"$corpus/.praktijkovereenkomst.md.swp"
: >"$topic~"
rm "$corpus/.praktijkovereenkomst.md.swp" "$topic~"
sleep 0.5
ok "hidden files and backups do not count" [ "$(wc -l <"$work/watch.out")" -eq "$before" ]
kill -INT "$watch"
wait "$watch"
ended=$?
ok "SIGINT ends it with the status of the last check" [ "$ended" -eq 0 ]
timeout 20 "$bin/bpv-index" check --watch "$corpus/niets" >/dev/null 2>"$work/err"
ok "a folder that is not there: 2" [ $? -eq 2 ]
"$bin/bpv-index" check --watch --write-ids "$corpus" >/dev/null 2>"$work/err"
ok "--watch with --write-ids: 2" [ $? -eq 2 ]
"$bin/bpv-index" build --watch "$corpus" -o "$work/x" >/dev/null 2>"$work/err"
ok "build --watch: 2" [ $? -eq 2 ]
if command -v script >/dev/null; then
    timeout -s INT 2 script -qec "'$bin/bpv-index' check --watch '$corpus'" /dev/null </dev/null >"$work/terminal" 2>&1
    ok "on a terminal the screen is cleared" has "$work/terminal" "$(printf '\033\\[2J')"
else
    skip "on a terminal the screen is cleared" "script is not installed"
fi

# --- bpvd --corpus ---
start_bpvd --index "$index"
get /auteur
ok "without --corpus there is no page for authors" status 404
get /auteur/passage/pok-wie-tekent
ok "nor a preview" status 404
stop_bpvd
TMPDIR=$work start_bpvd --corpus "$corpus" || { echo "Bail out! bpvd does not start"; cat "$log"; exit 2; }
served() { get '/v1/answers?q=stage'; [ "$code" = 200 ]; }
[ "$sanitized" = no ] || within 600 served # the first build may take longer than the start waits for it
get '/v1/answers?q=Wie+tekent+de+praktijkovereenkomst%3F'
ok "the corpus is served from the start" json '.answers[0].id == "pok-wie-tekent"'
get /auteur
ok "the page for authors" status 200
ok "is never kept" header Cache-Control no-store
ok "says that all is well" has "$work/body" 'Het corpus heeft geen fouten'
ok "and lists the passages" has "$work/body" 'href="/auteur/passage/pok-wie-tekent"'
get /auteur/passage/pok-wie-tekent
ok "the preview" status 200
ok "has the answer block" has "$work/body" 'class="answer best alone"'
ok "and questions with their rank" has "$work/body" '<strong>plaats 1</strong>'
ok "of the passage, of the bank, and the heading" \
    sh -c "grep -q 'bij deze passage' '$work/body' && grep -q 'vragenbank' '$work/body' &&
        grep -q 'de kop' '$work/body'"
ready() { get "$1"; grep -q -e "$2" "$work/body"; }
ok "and remarks on its quality" within 300 ready /auteur/passage/pok-wie-tekent \
    'Er zijn geen opmerkingen\|<strong>[A-Z][a-z ]*</strong> ('
get /auteur/passage/bestaat-niet
ok "an unknown passage: 404" status 404

sed -i 's/^De school, de student en het leerbedrijf tekenen samen/& als zwaluwen/' "$topic"
answers() { get '/v1/passages/pok-wie-tekent'; grep -qi -e zwaluw "$work/body"; }
ok "a saved change is served within 1.5 seconds" within $seconds answers
get '/v1/answers?q=Wie+tekent+de+praktijkovereenkomst%3F'
ok "in the answers too" sh -c "grep -qi zwaluw '$work/body'"
cp "$topic" "$work/good.md"
sed -i 's/^force: wet$/force: moet/' "$topic"
ok "an error is on the page within 1.5 seconds, with a banner" within $seconds ready /auteur \
    'Het corpus heeft [0-9]* fout'
ok "with file, line and column" has "$work/body" "praktijkovereenkomst.md:[0-9]*:[0-9]*</code>: .*moet"
ok "that says what is served" has "$work/body" 'blijft de vorige versie te zien'
ok "and the old index keeps serving" answers
get /auteur/passage/pok-wie-tekent
ok "the preview has the banner too" has "$work/body" 'Het corpus heeft [0-9]* fout'
get /readyz
ok "the service stays ready" status 200
printf '<script>alert(1)</script>: [\n' >"$corpus/vreemd<b>.md"
ok "a hostile name is escaped" within $seconds ready /auteur 'vreemd&lt;b&gt;.md'
rm "$corpus/vreemd<b>.md"
cp "$work/good.md" "$topic"
ok "mended: the page says so" within $seconds ready /auteur 'Het corpus heeft geen fouten'
mv "$corpus" "$work/elders"
ok "a corpus that goes away is a clear message" within $((seconds + 20)) ready /auteur 'kan niet worden geopend'
ok "and the old index keeps serving" answers
mv "$work/elders" "$corpus"
ok "it is found again" within $((seconds + 20)) ready /auteur 'Het corpus heeft geen fouten'
ok "requests were not held up" \
    sh -c "! sed -n 's/.*event=request.* us=\([0-9]*\) .*/\1/p' '$log' |
        awk -v most=$((seconds * 100000)) '\$1 > most' | grep ."
stop_bpvd
ok "it stops cleanly" [ "$stopped" -eq 0 ]
gone() { [ -z "$(find "$work" -maxdepth 1 -name 'bpvd-*')" ]; }
ok "and removes its private folder" within 50 gone

# A killed daemon takes the watcher and its folder with it.
TMPDIR=$work start_bpvd --corpus "$corpus"
kill -9 "$pid"
wait "$pid" 2>/dev/null
ok "a killed daemon leaves nothing behind" within 100 gone

# --- a corpus with errors from the start; an indexer that hangs, fails, or is not there ---
sed -i 's/^force: wet$/force: moet/' "$topic"
TMPDIR=$work start_bpvd --corpus "$corpus"
get /auteur
ok "errors from the start: the page is there" has "$work/body" 'Er is nog geen versie die wel goed was'
get '/v1/answers?q=stage'
ok "and answers are 503" status 503
cp "$work/good.md" "$topic"
answered() { get '/v1/answers?q=stage'; [ "$code" = 200 ]; }
ok "until it is mended" within $seconds answered
stop_bpvd
printf '#!/bin/sh\necho "bpv-index: het gaat mis" >&2\nexit 2\n' >"$work/failing"
chmod +x "$work/failing"
TMPDIR=$work start_bpvd --corpus "$corpus" --index "$index" --indexer "$work/failing"
get '/v1/answers?q=stage'
ok "an index that is given too is served at once" status 200
ok "an indexer that fails is shown" within 100 ready /auteur 'het gaat mis'
get '/v1/answers?q=stage'
ok "and the index goes on being served" status 200
stop_bpvd
printf '#!/bin/sh\nsleep 600\n' >"$work/hanging"
chmod +x "$work/hanging"
begin=$(date +%s)
TMPDIR=$work start_bpvd --corpus "$corpus" --index "$index" --indexer "$work/hanging"
get '/v1/answers?q=stage'
ok "nor does it wait for the first build" [ "$code $(($(date +%s) - begin < 9))" = "200 1" ]
stop_bpvd
TMPDIR=$work start_bpvd --corpus "$corpus" --index "$index"
joined() { get /version; jq -e '.index.indexes == 2' "$work/body"; }
ok "the corpus joins the index when it has been built" within $((seconds + 20)) joined
get '/v1/answers?q=Wie+tekent+de+praktijkovereenkomst%3F'
ok "which is served as before" json '.answers[0].id == "pok-wie-tekent"'
stop_bpvd
timeout 20 "$bin/bpvd" --listen 127.0.0.1:0 --corpus "$work/niets" 2>"$work/err"
ok "a corpus that is not there: status 2" [ $? -eq 2 ]
timeout 20 "$bin/bpvd" --listen 127.0.0.1:0 --corpus "$corpus" --indexer "$work/niets" 2>"$work/err"
ok "an indexer that is not there: status 2" [ $? -eq 2 ]
timeout 20 "$bin/bpvd" --listen 127.0.0.1:0 --corpus "$corpus" --user nobody 2>"$work/err"
ok "--corpus with --user: status 2" [ $? -eq 2 ]
finish
