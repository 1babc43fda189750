#!/bin/sh
# bpv-index build --cache, when it cannot update the index (t0111): the same index, messages and exit status as without,
# whatever changed and whatever is in the folder. TAP on stdout.
. "$(dirname "$0")/tap_lib.sh"

build() { # name, options: builds corpus c into NAME.index, leaves NAME.out, NAME.err and NAME.status
    name=$1
    shift
    rm -f cache/*.stand
    "$bin/bpv-index" build c -o "$name.index" "$@" >"$name.out" 2>"$name.err"
    echo $? >"$name.status"
}
answers() {
    for question in "Wie tekent de praktijkovereenkomst?" stagevergoeding "mag mijn student 's avonds werken" \
        nieuwwoordje; do
        "$bin/bpv" --index "$1.index" ask --expired --limit 50 --format json "$question"
    done | jq -c 'del(.took_us)'
}
# Both ways: the same report and status; the same generation and answers when there is an index.
same_result() {
    build with --cache cache
    build without
    cmp with.status without.status && cmp with.err without.err || return 1
    sed '/^Tijd:/d; /^Index:/d' with.out >with.text
    sed '/^Tijd:/d; /^Index:/d' without.out >without.text
    diff with.text without.text || return 1
    [ "$(cat with.status)" = 0 ] || return 0
    answers with >with.answers
    answers without >without.answers
    cmp with.answers without.answers
}
same() { ok "$1: the same result as without a cache" same_result; }
status_is() { [ "$(cat with.status)" = "$1" ]; }
file_of() { grep -rl "^id: $1\$" c | head -n 1; }
groups() { ls cache/*.groep; }
names() { (cd cache && ls -A | grep -v -E '[.](stand|woorden)$' | sort); }
sum() { (cd cache && ls --full-time -A | grep -v '[.]stand$' | sort); }

# The corpus and a second edition of it beside it, so that there is more than one group.
cp -r "$repo/corpus" c
mkdir c/tweede
for file in "$repo"/corpus/*/*.md; do
    sed 's/^id: \(.*\)/id: \1-2/; /^aliases:/d' "$file" >"c/tweede/$(basename "$file")"
done
same "an empty folder"
ok "an empty folder: more groups than one" test "$(groups | wc -l)" -gt 1
ok "each group has its search part" sh -c '[ "$(ls cache/*.groep | wc -l)" -le "$(ls cache/*.zoek | wc -l)" ]'
ok "and nothing else is there" sh -c '! ls -A cache | grep -v -E "^[0-9a-f]{32}\.(groep|zoek|klaar|stand|woorden)$"'
sum >before
same "nothing changed"
sum >after
ok "nothing changed: no file was made again" cmp before after
stat -c '%i %Y' with.index >before
build with --cache cache
stat -c '%i %Y' with.index >after
ok "nothing changed: the index that is there stays" cmp before after
cp with.index sound
printf XXXX | dd of=with.index bs=1 seek=100000 conv=notrunc status=none
same "nothing changed, but the index is damaged"
ok "a damaged index is made again" "$bin/bpv" --index with.index verify --all --corpus c
build with --cache cache --name Anders
stat -c '%i %Y' with.index >after
ok "another name: made again" sh -c '! cmp -s before after'
build with --cache cache --dictionary ""
build without --dictionary ""
rm -f with.index.vorige
ok "another dictionary: the same as without" \
    sh -c '[ "$(grep Generatie: with.out)" = "$(grep Generatie: without.out)" ]'

# ---- What may change ----

build with --cache cache
names >before
sed -i 's/^De school, de student en het leerbedrijf/Nieuwwoordje: de school, de student en het leerbedrijf/' \
    "$(file_of pok-wie-tekent)"
printf '\nEen nieuwwoordje.\n' >>"$(file_of pok-wie-tekent)"
same "one file changed"
names >after
ok "one file changed: one group and its search part are new" test "$(comm -13 before after | wc -l)" -le 4
ok "one file changed: what is not used any more is gone" test "$(wc -l <before)" = "$(wc -l <after)"
ok "one file changed: most stayed" test "$(comm -12 before after | wc -l)" -ge 2
mv c/6-beleid-en-team c/verplaatst
same "a folder renamed"
mv c/verplaatst c/6-beleid-en-team
sed -i 's/^    short: .*/    short: "WEB anders"/' c/sources.yaml
same "another list of sources"
cp "$repo/corpus/sources.yaml" c/
printf '\nstop_words: [nieuwwoordje]\n' >extra
grep -q '^stop_words' c/vocabulary.yaml || cat extra >>c/vocabulary.yaml
sed -i '/^stems:/,/^[a-z]/{s/^  - stem: /  - stem: x/}' c/vocabulary.yaml
same "another vocabulary"
cp "$repo/corpus/vocabulary.yaml" c/
BPV_TODAY=2030-01-01
same "another day: other warnings"
BPV_TODAY=2026-11-22
file=$(ls c/2-*/*.md | head -n 1)
mv "$file" kept.md
same "a file gone, links to it perhaps broken"
mv kept.md "$file"
same "the file back"

# ---- Mistakes ----

linked=$(grep -rhoE '\]\(#[a-z0-9-]+\)' c --include='*.md' | sort | uniq -c | sort -rn | sed -n '1s/.*(#\(.*\))/\1/p')
file=$(file_of "$linked")
cp "$file" kept.md
sed -i "s/^id: $linked\$/id: een-ander-id/" "$file"
same "an id gone to which other files link"
ok "an id gone: status 1" status_is 1
ok "an id gone: the message names the file with the link" grep -q 'wijst naar een passage die niet bestaat' with.err
cp kept.md "$file"
printf '\n## Nog een kop?\n<!-- passage\nid: %s\nforce: advies\nsources: []\n-->\nTekst.\n' \
    "$(sed -n 's/^id: //p' "$(ls c/5-*/*.md | head -n 1)" | head -n 1)" >>"$file"
same "an id that a file of another group has"
ok "a double id: status 1" status_is 1
build with -k --cache cache
build without -k
ok "--keep-going: the same" cmp with.err without.err
ok "--keep-going: the same status" cmp with.status without.status
cp kept.md "$file"
same "the mistake mended"

# ---- Damage ----

sizes() { (cd cache && wc -c ./*."$1"); }
damage() { # suffix, name, command on each file of that kind
    sizes "$1" >before
    for victim in cache/*."$1"; do
        eval "$3"
    done
    rm with.index
    same "$2 ($1)"
    sizes "$1" >after
    ok "$2 ($1): made again" cmp before after
}
for suffix in groep zoek; do
    damage $suffix "files cut off" 'truncate -s -100 "$victim"'
    damage $suffix "empty files" ': >"$victim"'
    damage $suffix "other bytes" 'printf XXXX | dd of="$victim" bs=1 seek=5000 conv=notrunc status=none'
    damage $suffix "rubbish" 'head -c 100000 /dev/urandom >"$victim"'
done
rm with.index
rm cache/*.zoek
same "no search parts"
rm -rf cache with.index
mkdir cache
echo mine >cache/notes.txt
echo mine >cache/0123456789abcdef.groep
: >cache/00000000000000000000000000000000.groep
: >cache/00000000000000000000000000000000.zoek.nieuw
same "files that a build left, and others"
ok "the others stay" sh -c 'grep -q mine cache/notes.txt && grep -q mine cache/0123456789abcdef.groep'
ok "what a build left is gone" sh -c '! ls cache | grep -q ^00000'

# ---- Other processes ----

for delay in 0 0.02 0.05 0.1 0.2; do
    rm -f cache/*.groep with.index
    "$bin/bpv-index" build c -q -o with.index --cache cache >/dev/null 2>&1 &
    pid=$!
    sleep $delay
    kill -KILL $pid 2>/dev/null
    wait $pid 2>/dev/null
done
same "after killed builds"
(flock 9; "$bin/bpv-index" build c -q -o locked.index --cache cache; echo $? >locked.status) 9<cache >/dev/null 2>&1
ok "a folder that another process has: built without it" sh -c '[ "$(cat locked.status)" = 0 ] && [ -s locked.index ]'

# ---- Wrong use ----

refused() { # name, text, arguments
    name=$1 text=$2
    shift 2
    "$bin/bpv-index" "$@" >with.out 2>with.err
    status=$?
    ok "$name" sh -c "[ $status = 2 ] && grep -qF -e '$text' with.err"
}
refused "with --untagged" "--cache en --untagged gaan niet samen" build c -o x.index --untagged --cache cache
refused "with check" "horen bij build" check c --cache cache
refused "without a name" "heeft geen naam" build c -o x.index --cache ""
refused "a file as folder" "kept.md" build c -o x.index --cache kept.md
refused "in an absent folder" "aanmaken lukt niet" build c -o x.index --cache weg/cache

finish
