#!/bin/sh
# bpv verify: what a passage prints beside its text is compared with the tags in its file, key by key. TAP on stdout.
. "$(dirname "$0")/cli_lib.sh"
. "$repo/tests/shell/corpus_lib.sh"

# The places of passages are lines: changes that need one more take that of a comment.
make_corpus c
sed -i -e '2,/^---$/s/^importance: .*/&\nproposed: ["module 0.90"]/' -e 's/^roles: .*/&\n# na rollen/' \
    -e 's/^phase: .*/&\n# na fase/' -e 's/^force: wet/&\n# na kracht/' -e 's/^sources: \["web.*/&\n# na bronnen/' \
    -e 's/^id: pok-bewaren/&\naliases: [bewaren]\nfacts: [F1-001]/' c/1-wet/pok.md
index build c -o c.index -q
cp c/1-wet/pok.md sound.md
verify() { # sed script for the file
    sed "$1" sound.md >c/1-wet/pok.md
    bpv verify --all --corpus c --index c.index
}
different() { # passages, keys
    exits 1 || return 1
    [ "$(grep -c '	' out)" = "$1" ] || { echo "not $1 lines"; cat out; return 1; }
    [ "$(grep -c "	anders dan in het bestand: $2\$" out)" = "$1" ] || { echo "not: $2"; cat out; return 1; }
}

verify ''
ok "the same tags: exit 0" exits 0
ok "and it says so" says "2 passages nagekeken: alle gelijk aan de brontekst, byte voor byte, met dezelfde kenmerken."

# ---- One key is another ----

verify 's/^title: .*/title: Overeenkomst/'
ok "the title of the file, for all its passages" different 2 title
verify 's/^module: .*/module: 2/'
ok "the module" different 2 module
verify 's/^themes: .*/themes: [1, 3]/'
ok "one theme more" different 2 themes
verify 's/^themes: .*/themes: [3]/'
ok "another theme" different 2 themes
verify '/^themes: /d'
ok "no themes" different 2 themes
verify 's/^roles: .*/roles: [coordinator]/'
ok "another role" different 2 roles
verify 's/^audience: .*/audience: extra/'
ok "another audience" different 2 audience
verify 's/^phase: .*/phase: na/'
ok "another phase" different 2 phase
verify 's/^importance: .*/importance: nice/'
ok "another importance" different 2 importance
verify 's/^reviewed: .*/reviewed: 2026-11-21/'
ok "another day of review" different 2 reviewed
verify '/^reviewed: /d'
ok "no day of review" different 2 reviewed
verify '/^proposed: /d'
ok "no proposal any more" different 2 proposed
verify 's/^force: wet/force: afspraak/'
ok "another force, of one passage" different 1 force
verify 's/^valid_from: 2015-08-01/valid_from: onbekend/'
ok "no begin" different 1 valid_from
verify 's/^valid_from: onbekend/valid_from: 2015-08-01/'
ok "a begin" different 1 valid_from
verify 's/^# na kracht/valid_until: 2030-01-01/'
ok "an end" different 1 valid_until
verify 's/^sources: \["web:7.2.9"\]/sources: ["web:7.2.8"]/'
ok "another article" different 1 sources
verify 's/^sources: \["web:7.2.9"\]/sources: []/'
ok "no source" different 1 sources
verify 's/F1-001/F1-002/'
ok "another fact" different 1 facts
verify 's/"pok bewaren"/"pok weg"/'
ok "another question" different 1 questions
verify 's/^aliases: .*//'
ok "no alias" different 1 aliases
verify 's/^## Wie tekent de /## Wie tekent een /'
ok "another heading" different 1 kop
verify 's/^# na kracht/module: 2/'
ok "a section's own value goes before the file's" different 1 module
verify 's/^module: .*/module: 2/; s/^phase: .*/phase: na/'
ok "two keys in one line" different 2 'module, phase'
verify 's/^phase: .*/phase: >-/; s/^# na fase/  na/'
ok "another value in a form of more lines" different 2 phase
verify '1,/^---$/d'
ok "no front matter: different, not a crash" exits 1

# ---- The same values, written otherwise ----

verify 's/^roles: .*/roles:/; s/^# na rollen/  - "begeleider"/; s/^themes: .*/themes: [ 1 ] # een/
    s/^phase: .*/phase: '"'voor'"'/'
ok "lists and quotes of another form are the same" exits 0
verify 's/^sources: \["web:7.2.9"\]/sources:/; s/^# na bronnen/- '"'web: 7.2.9'"'/'
ok "a blank in a source is no difference" exits 0
verify 's/^audience: .*//'
ok "no audience is the audience that the indexer takes" exits 0
verify 's/^## Wie tekent .*/& ##/'
ok "a heading with closing marks is the same" exits 0

# Lines may be added where nothing follows that has a place.
same() { # name, sed script for a file that the indexer takes with the same values
    sed "$2" sound.md >c/1-wet/pok.md
    index build c -o other.index -q
    ok "$1: the indexer reads the same" same_tags
    bpv verify --all --corpus c --index other.index
    ok "$1: no difference" says "2 passages nagekeken: alle gelijk"
}
tags_of() { # index
    for id in pok-wie-tekent pok-bewaren; do
        "$bin/bpv" --index "$1" show --format json "$id"
    done | jq -S 'del(.lines)'
}
tags_of c.index >sound.tags
same_tags() { exits 0 && grep -q '"module"' sound.tags && tags_of other.index | diff sound.tags -; }
same "numbers with zeros" 's/^module: .*/module: 01/; s/^themes: .*/themes: ["01"]/'
same "block scalars" 's/^title: .*/title: >-\n  Praktijkovereenkomst/
    s/^phase: .*/phase: |-  # fase\n    voor/; s/^force: wet/force: >-\n  wet/
    s/^valid_from: 2015.*/valid_from: |2-\n  2015-08-01/'
same "items as block scalars" 's/^questions: \["Wie moet.*/questions:\n  - >-\n    Wie moet\n    de POK ondertekenen?/
    s/^roles: .*/roles:\n- |-\n  begeleider/'
same "escapes" 's/^title: .*/title: "Praktijk\\u006fveree\\x6e\\U0000006Bomst"/; s/^phase: .*/phase: "vo\\\n    or"/'
same "lists over lines" 's/^roles: .*/roles: [\n  # wie\n  "begeleider", # een\n]/; s/^themes: .*/themes:\n  [1\n  ]/
    s/^questions: \["Wie moet.*/questions: ["Wie moet\n  de POK ondertekenen?"\n]/'
same "values on a line of their own" 's/^title: .*/title:\n  Praktijkovereenkomst/; s/^force: wet/force :\n\n  wet/
    s/^themes: .*/themes:\n  -\n    1/'
same "a comment with other blanks" 's/^<!-- passage/  <!--passage /'

# ---- What cannot be compared is not called different ----

unclear() { # exit status, passages, reason
    exits "$1" || return 1
    [ "$(grep -c "	$3\$" out)" = "$2" ] || { echo "not $2 times: $3"; cat out; return 1; }
}
verify 's/^phase: .*/? phase/; s/^# na fase/: voor/; s/^module: .*/module: 2/'
ok "a key that is not read as one, beside a difference" unclear 1 2 \
    'anders dan in het bestand: module; niet te vergelijken: .*phase.*'
sed 's/^phase: voor/? phase\n: voor/' sound.md >c/1-wet/pok.md
index build c -o other.index -q
bpv verify --all --corpus c --index other.index
ok "only that: exit 2" unclear 2 2 'niet te vergelijken: .*phase.*'
ok "the summary" says "2 passages nagekeken, 2 niet helemaal te vergelijken; de andere kenmerken zijn gelijk."
ok "and what to do" tells "niet helemaal te vergelijken: 2; schrijf die kenmerken als 'sleutel: waarde' of als lijst"
bpv verify pok-bewaren --corpus c --corpus c --index other.index
ok "in two corpora it is one passage" says "1 passage nagekeken, 1 niet helemaal te vergelijken"

# ---- Several passages of one section, and none with tags ----

sed '/^Bewaar de/q' sound.md >c/1-wet/pok.md
awk 'BEGIN { for (i = 0; i < 900; i++) printf "Regel %d over bewaren.\n%s", i, i % 9 ? "" : "\n" }' >>c/1-wet/pok.md
cp c/1-wet/pok.md sound.md
index build c -k -o c.index -q
verify ''
ok "a long section is more than one passage" says "alle gelijk"
ok "really" [ "$(sed 's/ .*//' out)" -gt 2 ]
parts=$(($(sed 's/ .*//' out) - 1))
verify 's/F1-001/F1-002/'
ok "its tags are those of every part" different "$parts" facts
verify 's/"pok bewaren"/"pok weg"/'
ok "its questions are those of the first" different 1 questions
verify 's/^## Hoe lang bewaar je/## Hoe lang bewaart u/'
ok "its heading is that of every part" different "$parts" kop
mkdir d
printf -- '---\ntitle: Fietsen\nmodule: 9\nlayout: {a: b}\n---\nVooraf.\n\n# Fiets & slot\n\nOp slot.\n\n' >d/een.md
printf '## *Trein* [hier](x.md)\n\nOp tijd.\n' >>d/een.md
index build --untagged d -o d.index -q
bpv verify --all --corpus d --index d.index
ok "files without tags: only text and headings" exits 0
sed -i 's/^# Fiets/# Fietsen/' d/een.md
bpv verify --all --corpus d --index d.index
ok "another heading there" different 1 kop
finish
