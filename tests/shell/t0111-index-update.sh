#!/bin/sh
# bpv-index build --cache after a change of a few files: the index is updated, and answers as one that is made anew. TAP
# on stdout.
. "$(dirname "$0")/tap_lib.sh"

build() { # name, options: builds corpus c into NAME.index, leaves NAME.out, NAME.err and NAME.status
    made=$1
    shift
    "$bin/bpv-index" build c -o "$made.index" "$@" >"$made.out" 2>"$made.err"
    echo $? >"$made.status"
}
answers() { # index, jq filter
    for question in "Wie tekent de praktijkovereenkomst?" stagevergoeding "mag mijn student 's avonds werken" \
        nieuwwoordje bpv \
        nieuwwoordjes student "Zwaluwnest begeleiding" "wat als de student zwanger is" \
        "vmbo-stage voor het kader" "stagevergoeding in Duitsland voor leerlingen" "hoe lang loon bij sluiting"; do
        "$bin/bpv" --index "$1.index" ask --expired --limit 50 --format json "$question"
    done | jq -c "$2"
    "$bin/bpv" --index "$1.index" ask --module 1 --theme 1 --format json "wie tekent" | jq -c "$2"
}
everything='del(.took_us, .generation)'
order='{total, facets, answered, ids: [.answers[].id]}'
# The same messages and corpus, and the same answers down to the confidence.
same_index() {
    build new
    [ "$(cat new.status)" = "${1:-0}" ] || { head -n 5 new.err; return 1; }
    cmp updated.status new.status && cmp updated.err new.err || return 1
    sed '/^Tijd:/d; /^Index:/d; /^Generatie:/d; /^Bijgewerkt:/d' updated.out >updated.text
    sed '/^Tijd:/d; /^Index:/d; /^Generatie:/d' new.out >new.text
    diff updated.text new.text || return 1
    [ "${1:-0}" = 0 ] || return 0
    answers updated "$everything" >updated.answers
    answers new "$everything" >new.answers
    cmp updated.answers new.answers && "$bin/bpv" --index updated.index verify --all --corpus c >/dev/null
}
update() { build updated --cache cache "$@"; }
was_updated() { grep -q "^Bijgewerkt: *$1 passage" updated.out; }
updated() { # name, passages changed in all: an update
    update
    ok "$1: updated" was_updated "$2"
    ok "$1: as a new index" same_index
}
anew() { # name: not an update
    update
    ok "$1: made anew" sh -c '! grep -q ^Bijgewerkt: updated.out'
    ok "$1: as a new index" same_index
}
file_of() { grep -rl "^id: $1\$" c | head -n 1; }
append() { printf '\n%s\n' "$2" >>"$1"; }

cp -r "$repo/corpus" c
pok=$(file_of pok-wie-tekent) other=$(file_of team-bpv-beleidsplan)
anew "the first time"

# ---- Changes of a few files ----

append "$pok" "Een nieuwwoordje over wie tekent."
updated "a new word" 1
append "$other" "Nog een nieuwwoordje, en een zwaluwnest."
updated "another file" 2
sed -i '/nieuwwoordje/d' "$pok"
updated "the word gone from one of them" 2
sed -i '/nieuwwoordje/d' "$other"
updated "the word gone altogether" 2
sed -i "s/^phase: .*/phase: na/" "$(file_of begrip-stagemarkt)"
update
ok "other tags: updated" was_updated '[0-9]*'
ok "other tags: as a new index" same_index
sed -i '/^id: pok-wie-tekent$/,/^-->/s/?"/, nieuwwoordje?"/' "$pok"
update
ok "another question variant: as a new index" same_index
sed -i '0,/^## /s//\n\n## /' "$other"
update
ok "only lines moved: as a new index" same_index
touch "$pok"
before=$(stat -c '%i %Y' updated.index)
update
ok "only touched: the index stays" test "$before" = "$(stat -c '%i %Y' updated.index)"
update
ok "nothing changed: the index stays" test "$before" = "$(stat -c '%i %Y' updated.index)"
append "$pok" "Dit is [een link](#begrip-stagemarkt)."
update
ok "a link: as a new index" same_index
BPV_TODAY=2030-01-01
append "$pok" "Een andere dag."
update
ok "another day, other warnings: as a new index" same_index
BPV_TODAY=2026-11-22

# A word that is as like another as a dozen that the corpus has: which of those count must not depend on which came
# first.
last=$(ls c/[0-9]*/*.md | tail -n 1)
nests=
for end in kast kist kost kust mest post mast bast kust gast west mist list vest test; do
    nests="$nests zwaluwnest$end"
done
append "$last" "Z${nests# z}."
update
append "$pok" "Zwaluwnestlast en zwaluwnestdorst."
update
ok "words alike: updated" was_updated '[0-9]*'
build new
for made in updated new; do
    "$bin/bpv" --index $made.index analyze zwaluwnestrust >$made.text
done
ok "words alike: some are found" grep -q 'verwant: .*zwaluwnest.*, ' new.text
ok "words alike: the same as in a new index" cmp updated.text new.text

# ---- What an update cannot do ----

append "$pok" "Dit is [een link](#die-bestaat-niet)."
update
ok "a mistake: status 1" test "$(cat updated.status)" = 1
ok "a mistake: the same messages" same_index 1
sed -i '/die-bestaat-niet/d' "$pok"
printf '
## Nog een kop?
<!-- passage
id: nog-een-kop
force: advies
sources: []
valid_from: onbekend
questions: ["Nog een vraag?"]
-->
Tekst over een nieuwwoordje.
' >>"$pok"
anew "a passage more"
append "$pok" "Nog meer."
updated "and then changed" 1
cp "$pok" c/1-wet-en-regelgeving/zz-nieuw.md
sed -i 's/^id: \(.*\)/id: \1-3/; /^aliases:/d' c/1-wet-en-regelgeving/zz-nieuw.md
anew "a file more"
mv c/1-wet-en-regelgeving/zz-nieuw.md c/1-wet-en-regelgeving/aa-nieuw.md
anew "a file renamed"
rm c/1-wet-en-regelgeving/aa-nieuw.md
anew "a file gone"
sed -i 's/^id: nog-een-kop/id: nog-een-andere-kop/' "$pok"
anew "another id"
sed -i '/^stop_words:/d' c/vocabulary.yaml
printf '\nstop_words: [nieuwwoordje]\n' >>c/vocabulary.yaml
anew "another vocabulary"
cp "$repo/corpus/vocabulary.yaml" c/
anew "the vocabulary back"
sed -i 's/^    short: .*/    short: "WEB anders"/' c/sources.yaml
anew "other sources"
cp "$repo/corpus/sources.yaml" c/
sed -i '0,/^    name: .*/s//    name: Een andere naam/' c/taxonomy.yaml
update
ok "another taxonomy: as a new index" same_index
cp "$repo/corpus/taxonomy.yaml" c/
update
for file in c/[456]-*/*.md; do
    append "$file" "Overal hetzelfde nieuwwoordje."
done
anew "many files"
append "$pok" "Een woord."
update --name Anders
ok "another name: made anew" sh -c '! grep -q ^Bijgewerkt: updated.out'
update
append "$pok" "Nog een woord."
printf XXXX | dd of=updated.index bs=1 seek=100000 conv=notrunc status=none
anew "the index damaged"
damage_section() { # name: in its middle
    number=$(sed -n '/^enum index_section {/,/^};/p' "$repo/engine/index_file.h" | grep -o '^    SECTION_[A-Z_]*,' |
        grep -nx "    SECTION_$1," | cut -d : -f 1)
    table=$(od -An -t u8 -j $(($(stat -c %s updated.index) - 40)) -N 8 updated.index)
    set -- $(od -An -t u8 -j $((table + 32 * (number - 1) + 8)) -N 16 updated.index)
    printf XXXX | dd of=updated.index bs=1 seek=$(($1 + $2 / 2)) conv=notrunc status=none
}
damage_record() { # only the records of passages have HTML
    at=$(LC_ALL=C grep -abo '<p>' updated.index | tail -n 1 | cut -d : -f 1)
    printf XXXX | dd of=updated.index bs=1 seek="$at" conv=notrunc status=none
}
update
append "$pok" "Weer een woord."
damage_record
anew "the record of another passage damaged"
update
append "$pok" "En weer een woord."
damage_section VARIANT_POSTINGS
anew "what is copied damaged"
update
touch "$pok"
damage_record
anew "nothing changed, but a record is damaged"
append "$pok" "En nog een woord."
cp "$index" updated.index
anew "another index in its place"
append "$pok" "En nog een."
for victim in cache/*.stand; do
    printf XXXX | dd of="$victim" bs=1 seek=1000 conv=notrunc status=none
done
anew "what was kept damaged"
append "$pok" "En een kwartelvanger."
for victim in cache/*.woorden; do
    printf XXXX | dd of="$victim" bs=1 seek=100000 conv=notrunc status=none
done
updated "the kept dictionary damaged" 1

# ---- Several indexes with one cache ----

states() { [ "$(ls cache/*.stand | wc -l)" = "$1" ] || { ls cache/*.stand; return 1; }; }
mkdir elsewhere
build elsewhere/second --cache cache
append "$pok" "Voor twee indexen."
updated "the first of two" 1
build elsewhere/second --cache cache
ok "the second of two: updated" grep -q '^Bijgewerkt: *1 passage' elsewhere/second.out
answers elsewhere/second "$everything" >second.answers
ok "the second of two: answers as the first" cmp second.answers updated.answers
ok "each has its state" states 2
rm elsewhere/second.index
update --name Anders
update
ok "that of an index that is gone goes" states 1
append "$pok" "Voor een index."
updated "the one that is left" 1

# ---- The limit ----

passages=$(sed -n 's/^Passages: *\([0-9]*\).*/\1/p' updated.out)
set -- c/[3456]-*/*.md
step=1
while [ $step -le $((passages / 32)) ] && was_updated '[0-9]*'; do
    append "$1" "Stap $step."
    shift
    step=$((step + 1))
    update
done
ok "after one in 32 passages the index is made anew" test $step -ge $((passages / 32 - 1)) -a $step \
    -le $((passages / 32 + 1))
ok "after one in 32 passages: as a new index" same_index

# ---- Killed ----

round=0
for delay in 0 0.005 0.01 0.02 0.03 0.05 0.08 0.1 0.15 0.2 0.3; do
    round=$((round + 1))
    append "$other" "Gestopt nieuwwoordje $round."
    "$bin/bpv-index" build c -q -o updated.index --cache cache >/dev/null 2>&1 &
    pid=$!
    sleep $delay
    kill -KILL $pid 2>/dev/null
    wait $pid 2>/dev/null
    ok "killed after $delay s: an index is there" "$bin/bpv" --index updated.index status
done
append "$other" "Niet meer gestopt."
update
ok "after killed updates: as a new index" same_index
ok "nothing is left beside it" sh -c '! ls | grep -E "updated.index.(bouw|lock)"'
ok "nor in the cache" sh -c '! ls cache | grep nieuw'

# ---- More passages than the latent space is learned of again ----

for edition in tweede derde vierde vijfde; do
    mkdir "c/$edition"
    for file in "$repo"/corpus/*/*.md; do
        sed "s/^id: \(.*\)/id: \1-$edition/; /^aliases:/d" "$file" >"c/$edition/$(basename "$file")"
    done
done
anew "many passages"
append "$pok" "Een kwartelvanger en nog een nieuwwoordje."
update
ok "many passages: updated" was_updated 1
ok "many passages: it says what is not as new" grep -q "welke woorden bij elkaar horen, is van die bouw" updated.out
build new
# The editions are alike, so that any of them can come first.
answers updated '.answers[:3][].confidence' >updated.answers
answers new '.answers[:3][].confidence' >new.answers
ok "many passages: as sure of the first three answers as a new index" sh -c 'paste updated.answers new.answers |
    awk "{ d = \$1 - \$2; if (NF != 2 || d > .03 || d < -.03) { print; bad = 1 } } END { exit bad || NR < 20 }"'
ok "many passages: sound" "$bin/bpv" --index updated.index verify --all --corpus c
append "$pok" "Nog een kwartelvanger."
damage_section TOKENS
anew "many passages, the words of one damaged"

finish
