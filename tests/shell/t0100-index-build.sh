#!/bin/sh
# bpv-index build and check: what they accept, what they refuse and where, and what they leave behind. TAP on stdout.
. "$(dirname "$0")/cli_lib.sh"
. "$repo/tests/shell/corpus_lib.sh"

only() { # the folder o holds exactly these names
    found=$(cd "$work/o" && ls -A | tr '\n' ' ')
    [ "$found" = "$*${*:+ }" ] || { echo "found: $found"; return 1; }
}

change() { # a fresh corpus c in which a sed script has changed the file
    make_corpus c
    sed -i "$1" c/1-wet/pok.md
}

# ---- Good corpora ----

make_corpus c
index check c
ok "a good corpus: exit 0" exits 0
ok "a good corpus: no message" silent
ok "check counts passages" says "Passages:       2"
ok "check counts per module" says "1 Wet- en regelgeving"

# The example of the design stands without audience.
make_corpus c
sed -i '/^audience/d' c/1-wet/pok.md
index check c
ok "a missing audience is only a warning" \
    sh -c "[ $status = 0 ] && grep -q \"pok.md:11:1: waarschuwing: sleutel 'audience' ontbreekt\" '$work/err'"

mkdir o
make_corpus c
printf 'niet voor de index\n' >c/README.md
index build c -o o/x.index
ok "build: exit 0" exits 0
ok "build: no message" silent
ok "build: only the index stays behind" only x.index
ok "build: the generation is shown" says "Generatie:"
cp o/x.index first
SOURCE_DATE_EPOCH=1 "$bin/bpv-index" build c -o o/x.index >second.out 2>&1
same_generation() { [ "$(grep Generatie: "$work/out")" = "$(grep Generatie: "$work/second.out")" ]; }
ok "the same corpus gives the same generation" same_generation
ok "the previous index is kept" cmp first o/x.index.vorige
ok "and nothing else" only x.index x.index.vorige
if [ -x "$bin/bpv" ]; then
    ok "the index answers" sh -c "'$bin/bpv' --index o/x.index show pok-wie-tekent | grep -q 'tekenen samen'"
    ok "verify finds the same bytes" "$bin/bpv" verify --all --corpus c --index o/x.index
    ok "a link to a passage works" \
        sh -c "'$bin/bpv' --index o/x.index show --format json pok-wie-tekent | grep -q '/passage/pok-bewaren'"
fi
index build c c -o o/z.index
ok "the same folder twice: duplicate ids" tells "id 'pok-wie-tekent' bestaat al in c/1-wet/pok.md:12"
rm -f o/*

make_corpus c
sed -i 's/$/\r/' c/1-wet/pok.md
printf '\357\273\277' | cat - c/1-wet/pok.md >bom.md && mv bom.md c/1-wet/pok.md
index check c
ok "CRLF line ends and a byte order mark are fine" exits 0

# ---- Mistakes, each with its place ----

mistake() { # name, place, reason; after change
    index check c
    ok "$1: exit 1" exits 1
    ok "$1: place and reason" tells "c/1-wet/pok.md:$2: $3"
}
change 's/^phase: voor/phase: voor\nsoort: x/'
mistake "unknown key" 8:1 "onbekende sleutel 'soort'"
change 's/^phase: voor/phase: soms/'
mistake "unknown value" 7:8 "onbekende waarde 'soms'; kies uit: voor"
change 's/id: pok-bewaren/id: pok-wie-tekent/; s/(#pok-bewaren)/(#pok-wie-tekent)/'
mistake "duplicate id" 25:5 "id 'pok-wie-tekent' bestaat al in c/1-wet/pok.md:12; kies een ander"
change 's/^id: pok-bewaren/id: pok-bewaren\naliases: [pok-wie-tekent]/'
mistake "alias that clashes" 26:11 "alias 'pok-wie-tekent' bestaat al"
change 's/"web:7.2.9"//'
mistake "wet without source" 16:10 "een passage met force: wet of afspraak moet een bron hebben"
change 's/web:7.2.9/wbe:7.2.9/'
mistake "unknown source" 16:11 "bron 'wbe' staat niet in sources.yaml"
change 's/(#pok-bewaren)/(#pok-bewaard)/'
mistake "broken link" 21:79 "de link naar '#pok-bewaard' wijst naar een passage die niet bestaat"
change 's/(#pok-bewaren)/(andere.md)/'
mistake "link to a file" 21:79 "de link 'andere.md' werkt niet"
change '/^module:/d'
mistake "missing key" 11:1 "sleutel 'module' ontbreekt"
change 's/^valid_from: 2015-08-01/valid_from: 2015-08-01\nvalid_until: 2015-07-31/'
mistake "end before begin" 18:14 "valid_until ligt voor valid_from"
change 's/themes: \[1\]/themes: [3]/'
mistake "theme of another module" 4:10 "thema 3 hoort niet bij module 1"
change 's/^## Hoe.*/## wie tekent de Praktijkovereenkomst?/'
mistake "duplicate heading" 23:1 "deze kop staat ook op regel 12"
change '/^Bewaar/d'
mistake "empty passage" 23:1 "deze passage heeft geen tekst"
change '1!{/^---/d}'
mistake "front matter without end" 1:1 "de front matter begint met --- maar sluit niet"
change 's/^themes: \[1\]/themes: [1/'
mistake "broken YAML" 5:6 "in een lijst met [ ] ontbreekt een komma"

make_corpus c
cat >c/vocabulary.yaml <<'YAML'
glossary:
  - term: "Praktijkovereenkomst"
    abbreviation: "POK"
    definition: "De overeenkomst."
    passage: pok-weg
synonyms:
  - from: [pok]
    to: [praktijkovereenkomst]
    both: ja
YAML
cat >c/questions.yaml <<'YAML'
questions:
  - id: V-001
    question: "wie tekent"
    user: begeleider
    style: zin
    set: tune
    expect: [pok-wie-tekent, pok-nergens]
  - id: V-002
    question: "hoe laat gaat de trein"
    user: reiziger
    style: zin
    set: check
    expect: []
YAML
printf 'notices:\n  - key: "113"\n    owner: school\n    words: [x]\n    title: T\n' >c/notices.yaml
index check c
ok "lists: exit 1" exits 1
ok "lists: a glossary term without passage" tells "c/vocabulary.yaml:5:14: passage 'pok-weg' bestaat niet"
ok "lists: not true or false" tells "c/vocabulary.yaml:9:11: onbekende waarde 'ja'; kies uit: false, true"
ok "lists: an expected id that does not exist" tells "c/questions.yaml:7:30: passage 'pok-nergens' bestaat niet"
ok "lists: an unknown user" tells "c/questions.yaml:10:11: onbekende waarde 'reiziger'"
ok "lists: a notice without text" tells "c/notices.yaml:2:5: sleutel 'text' ontbreekt"

make_corpus c
printf 'questions:\n  - "wie tekent de wet"\n  - 12: 13\n' >c/unanswered.yaml
index check c
ok "lists: a question without an answer that is no text" tells "c/unanswered.yaml:3:5: "
printf 'questions:\n  - "wie tekent de wet"\nvragen: []\n' >c/unanswered.yaml
index check c
ok "lists: an unknown key beside the questions without an answer" \
    tells "c/unanswered.yaml:3:1: onbekende sleutel 'vragen'"
awk 'BEGIN { print "questions:"; for (i = 1; i <= 20001; i++) print "  - eekhoorntje" i }' >c/unanswered.yaml
index build --keep-going c -o many.index
ok "lists: too many questions without an answer" tells "c/unanswered.yaml:1:1: meer dan 20000 vragen"
ok "lists: the index has no more than that" \
    [ "$(grep -a -o 'eekhoorntje2000[01]' many.index | tr '\n' ' ')" = "eekhoorntje20000 " ]
rm many.index

make_corpus c
rm c/taxonomy.yaml
index check c
ok "no taxonomy: exit 1" exits 1
ok "no taxonomy: what to do" tells "c/taxonomy.yaml: dit bestand ontbreekt; zet het in het corpus of gebruik --untagged"

# ---- Warnings ----

change 's/^valid_from: onbekend/valid_from: onbekend\nvalid_until: 2025-12-31/
    s/^valid_from: 2015-08-01/valid_from: 2015-08-01\nvalid_until: 2026-12-31/'
index check c
ok "warnings do not change the exit status" exits 0
ok "an expired passage is a warning" tells \
    "pok.md:30:14: waarschuwing: passage 'pok-bewaren' is verlopen sinds 2025-12-31"
ok "soon expiring too" tells \
    "pok.md:18:14: waarschuwing: passage 'pok-wie-tekent' verloopt op 2026-12-31, binnen 90 dagen"
index check -q c
ok "--quiet hides warnings and totals" sh -c "[ ! -s '$work/err' ] && [ ! -s '$work/out' ]"
index check --format json c
ok "--format json" grep -q '^{"ok":true,"files":1,"passages":2,.*"severity":"warning"' "$work/out"
change '/^reviewed/d'
index check c
ok "a missing review date is a warning" \
    sh -c "[ $status = 0 ] && grep -q \"waarschuwing: sleutel 'reviewed' ontbreekt\" '$work/err'"
change "s/^Bewaar.*/$(awk 'BEGIN { for (i = 0; i < 190; i++) printf "woord " }')einde./"
index check c
ok "a long passage and a long sentence are warnings" \
    sh -c "grep -q 'heeft 191 woorden' '$work/err' && grep -q 'eerste zin heeft 191 woorden' '$work/err'"

# ---- A corpus with mistakes does not touch the index ----

make_corpus c
index build c -o o/x.index
cp o/x.index first
change 's/web:7.2.9/wbe:7.2.9/'
index build c -o o/x.index
ok "build of a bad corpus: exit 1" exits 1
ok "the old index is untouched" cmp first o/x.index
ok "and nothing is left behind" only x.index
index build --keep-going c -o o/x.index
ok "--keep-going: exit 1 all the same" exits 1
ok "--keep-going: without the bad passage" says "Passages:       1"
ok "--keep-going: made an index" test ! x"$(cmp first o/x.index 2>&1)" = x
if [ -x "$bin/bpv" ]; then
    ok "a link to a passage that was left out is plain text" \
        sh -c "'$bin/bpv' --index o/x.index show pok-bewaren >/dev/null &&
            ! '$bin/bpv' --index o/x.index show pok-wie-tekent"
fi

# ---- Other builds and killed ones ----

make_corpus c
mkdir -p o/x.index.bouw-abcdef/werk && echo rest >o/x.index.bouw-abcdef/index
rm -f o/x.index.vorige
index build c -o o/x.index
ok "what a killed build left is removed" only x.index x.index.vorige
for signal in INT TERM KILL; do
    for delay in 0 0.01 0.03; do
        "$bin/bpv-index" build c -o o/x.index >/dev/null 2>&1 &
        pid=$!
        sleep $delay
        kill -$signal $pid 2>/dev/null
        wait $pid 2>/dev/null
        "$bin/bpv" --index o/x.index show pok-wie-tekent >/dev/null 2>&1 || echo broken >>killed
    done
done
ok "killed at any moment: an index stays that answers" test ! -e killed
"$bin/bpv-index" build c -o o/x.index >/dev/null 2>&1 &
index build c -o o/x.index
wait
ok "two builds at once: both succeed" exits 0
ok "two builds at once: no files left" only x.index x.index.vorige
rm -rf o && mkdir o

# ---- Wrong use ----

wrong() { # name, text, arguments
    name=$1
    text=$2
    shift 2
    index "$@"
    ok "$name: exit 2" exits 2
    ok "$name: the remedy" tells "$text"
}
wrong "no arguments" "zeg wat er moet gebeuren: build, check, import of questions"
wrong "unknown command" "onbekende opdracht 'bouw'; kies build, check, import of questions" bouw c
wrong "no folder" "geef de map van het corpus op" check
wrong "no output" "zeg met -o BESTAND waar de index komt" build c
wrong "unknown option" "onbekende optie --snel" build --snel c
wrong "option without value" "bij -o hoort een waarde" build c -o
wrong "unknown format" "onbekend formaat 'xml'; kies text of json" check --format xml c
wrong "option of the other command" "horen bij build" check c -o x
wrong "absent folder" "de map weg kan niet worden geopend" check weg
wrong "file as folder" "c/sources.yaml is geen map" check --untagged c/sources.yaml
wrong "folder as output" "o is een map; geef met -o een bestandsnaam op" build c -o o
wrong "output in an absent folder" "de map weg bestaat niet; maak die eerst" build c -o weg/x.index
wrong "absent dictionary" "de woordenlijst weg kan niet worden gelezen" build c -o o/x --dictionary weg
SOURCE_DATE_EPOCH=gisteren "$bin/bpv-index" build c -o o/x >"$work/out" 2>"$work/err"
status=$?
ok "bad SOURCE_DATE_EPOCH: exit 2" exits 2
ok "nothing was written" only
echo "mijn aantekeningen" >o/aantekeningen.txt
wrong "another file as output" "is geen index" build c -o o/aantekeningen.txt
ok "the other file is untouched" grep -qx "mijn aantekeningen" o/aantekeningen.txt
rm o/aantekeningen.txt
index --help
ok "--help: exit 0" exits 0
ok "--help is on stdout" says "bpv-index build CORPUS"
index --version
ok "--version" says "bpv-index "
mkdir leeg
cp c/taxonomy.yaml c/sources.yaml leeg
index build leeg -o o/x
ok "an empty corpus: exit 1" exits 1
ok "an empty corpus: says so" tells "hier staan geen passages"

# ---- --write-ids ----

make_corpus c
cat >c/1-wet/nieuw.md <<'MD'
---
title: Nieuw
module: 1
themes: [1]
roles: [begeleider]
audience: alle
phase: voor
importance: need
reviewed: 2026-11-22
force: advies
sources: []
valid_from: onbekend
---

## Hoe lang bewaar je de praktijkovereenkomst?

Lang genoeg.

## Tweede kop
<!-- passage
questions: ["twee"]
-->
Tekst.

## POK wie tekent
Wat er al is, blijft staan.
MD
chmod 640 c/1-wet/nieuw.md
index check c
ok "no passage comment: an error" tells \
    "nieuw.md:15:1: onder deze kop staat geen passage-blok; draai bpv-index check --write-ids"
ok "no id: an error" tells "nieuw.md:19:1: het passage-blok heeft geen id"
index check --write-ids c
ok "--write-ids: exit 0" exits 0
ok "--write-ids: counts" says "Nieuwe id's:    3"
cat >expected <<'MD'
---
title: Nieuw
module: 1
themes: [1]
roles: [begeleider]
audience: alle
phase: voor
importance: need
reviewed: 2026-11-22
force: advies
sources: []
valid_from: onbekend
---

## Hoe lang bewaar je de praktijkovereenkomst?
<!-- passage
id: hoe-lang-bewaar-je-de-praktijkovereenkomst
-->


Lang genoeg.

## Tweede kop
<!-- passage
id: tweede-kop
questions: ["twee"]
-->
Tekst.

## POK wie tekent
<!-- passage
id: pok-wie-tekent-2
-->

Wat er al is, blijft staan.
MD
ok "--write-ids: the file" diff expected c/1-wet/nieuw.md
ok "--write-ids: keeps the permissions" test "$(stat -c %a c/1-wet/nieuw.md)" = 640
ok "--write-ids: leaves no other file" test "$(ls c/1-wet)" = "$(printf 'nieuw.md\npok.md')"
index check --write-ids c
ok "--write-ids again changes nothing" diff expected c/1-wet/nieuw.md

# ---- --untagged ----

mkdir -p d/map
printf 'Losse tekst zonder kop.

# Titel

Eerste stuk over fietsen. Zie [de ander](map/tweede%%20stuk.md#kop) of [niets](weg.md).

## Leeg

## Kop

Over treinen.

## Kop

Over boten <b>vet</b>.
' >d/een.md
{ printf -- '---\ntitle: Tweede\nlayout: post\ntags: {a: [b]}\n---\n# Kop van twee\n\n'; \
    awk 'BEGIN { for (i = 0; i < 900; i++) printf "Regel %d over vliegtuigen.\n%s", i, i % 9 ? "" : "\n" }'; } \
    >"d/map/tweede stuk.md"
: >d/leeg.md
index build --untagged d -o o/u.index
ok "--untagged: exit 0" exits 0
ok "--untagged: an empty file is a warning" tells "d/leeg.md: waarschuwing: dit bestand heeft geen tekst"
if [ -x "$bin/bpv" ]; then
    shows() { "$bin/bpv" --index o/u.index show "$1" >shown 2>&1 && grep -q -e "$2" shown || { cat shown; return 1; }; }
    ok "--untagged: a file by its path" shows een "Losse tekst"
    ok "--untagged: a file in a folder by its path" shows map-tweede-stuk "Regel 0 "
    ok "--untagged: a heading" shows een-kop "treinen"
    ok "--untagged: the same heading again" shows een-kop-2 "boten"
    ok "--untagged: the heading after the text before it" shows een-titel "fietsen"
    ok "--untagged: a long section is cut" shows map-tweede-stuk-kop-van-twee-2 "(deel 2)"
    ok "--untagged: verify" "$bin/bpv" verify --all --corpus d --index o/u.index
    ok "--untagged: links between files" \
        sh -c "'$bin/bpv' --index o/u.index show --format json een-titel | grep -q '/passage/map-tweede-stuk'"
fi

finish
