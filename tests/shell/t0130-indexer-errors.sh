#!/bin/sh
# What bpv-index says about lists, files, links and documents that it cannot use as they are. TAP on stdout.
. "$(dirname "$0")/cli_lib.sh"
. "$repo/tests/shell/corpus_lib.sh"

fresh() { make_corpus c; }
refused() { # message: check finds mistakes, and this is one
    index check c
    ok "$1" sh -c "[ $status = 1 ] && grep -qF -e \"\$1\" '$work/err'" - "$1"
}
many() { seq -s "$1" 100 200; } # more than any list may hold

fresh
index check c
ok "the corpus that the others are made of is sound" sh -c "[ $status = 0 ] && [ ! -s '$work/err' ]"

# ---- Lists ----

fresh
printf 'roles: []\n' >roles
sed -i -e '/^roles:/,/BPV-begeleider/d' c/taxonomy.yaml
cat roles >>c/taxonomy.yaml
refused "'roles' heeft 0 onderdelen; minstens 1"
fresh
sed -i 's/^phases:/&\n  - key: voor\n    name: Nog eens/' c/taxonomy.yaml
refused "de sleutel 'voor' staat er twee keer; haal er een weg"
fresh
printf 'themes_of: 1\n' >>c/taxonomy.yaml
refused "onbekende sleutel 'themes_of'"
fresh
printf 'compounds:\n  - word: a\n    parts: [b, c, d, e, f, g, h, i, j, k, l, m, n]\n' >c/vocabulary.yaml
refused "een samenstelling heeft maximaal"
fresh
printf 'compounds:\n  - word: lesdag\n    parts: []\n' >c/vocabulary.yaml
refused "deze lijst is leeg; zet er minstens een woord in"
fresh
printf 'questions:
  - id: v1
    question: %s
    user: begeleider
    style: zin
    set: check
    expect: []
' \
    "$(head -c 2040 /dev/zero | tr '\0' a)" >c/questions.yaml
refused "deze vraag is te lang; maximaal 2000 bytes"

# ---- Front matter and passages ----

fresh
sed -i 's/^roles: .*/roles: []/' c/1-wet/pok.md
refused "deze lijst is leeg; noem minstens een rol"
fresh
sed -i "s/^sources: .*/sources: [web:$(many ', web:')]/" c/1-wet/pok.md
refused "deze lijst heeft 101 onderdelen; maximaal"
fresh
sed -i "s/^questions: .*/&\naliases: [a$(many ', a')]/" c/1-wet/pok.md
refused "deze lijst heeft 101 onderdelen; maximaal"
fresh
sed -i "s/^sources: .*/sources: ['web: 7.2.9']/; s/^force: .*/force: wet/" c/1-wet/pok.md
index build c -o spaced.index -q
ok "a blank before the place in a source is not part of it" \
    sh -c "'$bin/bpv' --index spaced.index cite pok-wie-tekent | grep -q '7\\.2\\.9' &&
        ! '$bin/bpv' --index spaced.index cite pok-wie-tekent | grep -q '  7'"
fresh
sed -i 's/^reviewed: .*/&\nproposed: ["verzonnen 0.82"]/' c/1-wet/pok.md
refused "een voorstel is de naam van een sleutel, met de zekerheid erachter"
fresh
printf '\n<b>Let op</b>\n' >>c/1-wet/pok.md
index check c
ok "HTML in a passage is a warning" \
    sh -c "[ $status = 0 ] && grep -q 'HTML en plaatjes worden niet getoond' '$work/err'"

# ---- Files ----

fresh
mkfifo c/1-wet/pijp.md
refused "pijp.md: dit is geen gewoon bestand; haal het weg uit het corpus"
fresh
mkdir c/1-wet/map.md
refused "map.md: dit is een map met de naam van een bestand; hernoem de map"
fresh
ln -s pok.md c/1-wet/link.md
refused "link.md: dit is een link; zet het bestand zelf in het corpus"
fresh
deep=c/$(seq -s / 40)
mkdir -p "$deep"
refused "mappen in elkaar; maak de mappen minder diep"
index check "$work/nergens"
ok "a folder that is not there" sh -c "[ $status = 2 ] && grep -q 'kan niet worden geopend (bestaat niet)' '$work/err'"
index check --untagged c/taxonomy.yaml
ok "a file for a folder" sh -c "[ $status = 2 ] && grep -q 'is geen map; geef de map van een corpus op' '$work/err'"
fresh
index build c -o o/
ok "a folder for an index" sh -c "[ $status = 2 ] && grep -q 'geef met -o een bestandsnaam op' '$work/err'"
index check c --watch --format json --write-ids
ok "--watch with --write-ids" sh -c "[ $status = 2 ] && grep -q -e '--write-ids en --watch gaan niet samen' '$work/err'"
index check --untagged --write-ids c
ok "--untagged with --write-ids" \
    sh -c "[ $status = 2 ] && grep -q -e '--write-ids en --untagged gaan niet samen' '$work/err'"
index build c --tagger -o x.index
ok "--tagger with build" sh -c "[ $status = 2 ] && grep -q -e '--tagger hoort bij check' '$work/err'"
index check ''
ok "a folder without a name" sh -c "[ $status = 2 ] && grep -q 'de naam van een map is leeg of geen UTF-8' '$work/err'"
"$bin/bpv-index" check c >/dev/full 2>"$work/err"
status=$?
ok "a full disk behind stdout" sh -c "[ $status = 2 ] && grep -q 'schrijven naar stdout lukt niet' '$work/err'"

# ---- Links between plain files ----

mkdir -p d/een/twee
printf '# Boven\n\nZie [onder](een/twee/onder.md), [buiten](https://www.voorbeeld.nl/a) en [weg](een/weg.md).\n' \
    >d/boven.md
printf '# Onder\n\nZie [boven](../../boven.md), [ook](./../../boven%%2Emd#deel) en [te hoog](../../../../boven.md).\n' \
    >d/een/twee/onder.md
index build --untagged d -o d.index -q
href() { "$bin/bpv" --index d.index show --format json "$1" | jq -r .html | grep -o 'href="[^"]*"' | tr '\n' ' '; }
links() { # passage, its links
    found=$(href "$1")
    [ "$found" = "$2" ] || { echo "found: $found"; return 1; }
}
ok "links of a file lead to passages, and out" links boven-boven \
    'href="/passage/een-twee-onder" href="https://www.voorbeeld.nl/a" '
ok "steps back and escapes in a link are followed" links een-twee-onder-onder \
    'href="/passage/boven" href="/passage/boven" href="/passage/boven" '

# ---- Documents ----

mkdir in
printf '# Stage

De student loopt stage.

# Ziek

Meld je ziek.

# Stage

Ook in het tweede jaar.

# Stage

En in het derde.
' |
    pandoc -f markdown -t html -s --metadata title=Dubbel -o dubbel.html
index import dubbel.html -o in
ok "headings that are the same become different" \
    sh -c "[ $status = 0 ] && [ \"\$(grep -c '^## Stage' in/dubbel.md)\" = 3 ] && 
        [ -z \"\$(grep '^## ' in/dubbel.md | sort | uniq -d)\" ]"
ok "and so do their ids" \
    sh -c "[ \"\$(grep -c '^id: ' in/dubbel.md)\" = 4 ] && [ -z \"\$(grep '^id: ' in/dubbel.md | sort | uniq -d)\" ]"
mkdir two
cp dubbel.html two/dubbel.html
index import dubbel.html two/dubbel.html -o in
ok "two documents of one name" \
    sh -c "[ $status = 1 ] &&
        grep -q 'een ander document heet ook dubbel; geef een van de twee een andere naam' '$work/err'"
index import dubbel.html -o in --dictionary /niet/hier
ok "a dictionary that is not there" \
    sh -c "[ $status = 2 ] && grep -q 'de woordenlijst /niet/hier kan niet worden gelezen' '$work/err'"
index import dubbel.html -o in --dictionary ''
ok "no dictionary is fine" exits 0
index import dubbel.html -o
ok "-o without a folder" sh -c "[ $status = 2 ] && grep -q 'bij -o hoort een waarde; zet die erachter' '$work/err'"
index import dubbel.html --snel
ok "an option that is not there" sh -c "[ $status = 2 ] && grep -q 'onbekende optie --snel' '$work/err'"
index import dubbel.html -o in --module 29
ok "a module that is not there" \
    sh -c "[ $status = 2 ] && grep -q 'module 29 bestaat niet; kies een module uit taxonomy.yaml' '$work/err'"
"$bin/bpv-index" import dubbel.html -o in >/dev/full 2>"$work/err"
status=$?
ok "a full disk behind the report" sh -c "[ $status = 2 ] && grep -q 'schrijven naar stdout lukt niet' '$work/err'"
TMPDIR=$work/nergens "$bin/bpv-index" import dubbel.html -o in >"$work/out" 2>"$work/err"
status=$?
ok "nowhere to work in" \
    sh -c "[ $status = 1 ] && grep -q 'kan niet worden gestart; controleer de ruimte op de schijf' '$work/err'"

# ---- Indexes for a search server ----

index remote --help
ok "remote --help" sh -c "[ $status = 0 ] && grep -q 'bpv-index remote INDEX' '$work/out'"
index remote "$index" -o
ok "remote: -o without a file" \
    sh -c "[ $status = 2 ] && grep -q 'bij -o hoort een bestand; zet dat erachter' '$work/err'"
index remote "$index" --snel
ok "remote: an option that is not there" sh -c "[ $status = 2 ] && grep -q 'die optie bestaat niet' '$work/err'"
index remote "$index"
ok "remote: nowhere to write" \
    sh -c "[ $status = 2 ] && grep -q 'geef met -o het bestand dat gemaakt moet worden' '$work/err'"
index remote -o r.index
ok "remote: no index" sh -c "[ $status = 2 ] && grep -q 'geef één index' '$work/err'"
finish
