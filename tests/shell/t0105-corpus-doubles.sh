#!/bin/sh
# bpv-index check: what the lists of a corpus say twice, or say against its passages. TAP on stdout.
. "$(dirname "$0")/cli_lib.sh"
. "$repo/tests/shell/corpus_lib.sh"

warns() { # how many warnings, then what each says; and no error
    exits 0 || return 1
    found=$(grep -c ': waarschuwing: ' "$work/err")
    [ "$found" = "$1" ] || { echo "$found warnings instead of $1"; cat "$work/err"; return 1; }
    shift
    for text; do
        grep -qF -- "$text" "$work/err" || { echo "not said: $text"; cat "$work/err"; return 1; }
    done
}

# ---- Questions without an answer ----

unanswered() { # lines of unanswered.yaml
    make_corpus c
    { echo 'questions:'; printf '  - %s\n' "$@"; } >c/unanswered.yaml
    index check c
}
unanswered '"Moet een fiets een bel hebben?"' '"wie tekent de overeenkomst"'
ok "questions that no passage has: no warning" warns 0
unanswered '"Moet een fiets een bel hebben?"' '"Wie moet de POK ondertekenen?"'
ok "a question that is a variant of a passage" warns 1 \
    "c/unanswered.yaml:3:5: waarschuwing: deze vraag staat ook bij de vragen van passage 'pok-wie-tekent'"
unanswered "wie  moet de pok (onder$(printf "\302\255")tekenen)"
ok "capitals, marks and soft hyphens aside" warns 1 "c/unanswered.yaml:2:5: "
unanswered '"moet wie de pok ondertekenen"' '"wie moet pok ondertekenen"' '"wie moet de pokken ondertekenen"'
ok "not in another order, without a word or with another form" warns 0
unanswered '"hoe lang bewaar je de praktijkovereenkomst"'
ok "a question that is a heading" warns 1 \
    "c/unanswered.yaml:2:5: waarschuwing: deze vraag is ook de kop van passage 'pok-bewaren'"
unanswered '"Mag dat op de fiets?"' '"iets anders"' '"mag dat op de fiets"' '"Mag dat, op de fiets"'
ok "a question that stands twice: each later one" warns 2 \
    "c/unanswered.yaml:4:5: waarschuwing: 'mag dat op de fiets' staat al in c/unanswered.yaml, regel 2; haal" \
    "c/unanswered.yaml:5:5: waarschuwing: 'Mag dat, op de fiets' staat al in c/unanswered.yaml, regel 2"
unanswered '"?!"' '"..."' "pok bewaren"
ok "questions without words are not the same" warns 1 "c/unanswered.yaml:4:5: "
make_corpus c
printf 'questions:\n  - "pok bewaren"\n' >c/unanswered.yaml
awk 'BEGIN { for (i = 0; i < 900; i++) printf "Een woord over bewaren.\n%s", i % 9 ? "" : "\n" }' >>c/1-wet/pok.md
index check c
ok "a section of several passages" says "Passages:       7"
ok "is named once" \
    [ "$(grep -c 'unanswered.yaml.*pok-bewaren' err)" = 1 ]

# ---- Subjects that the handbook does not cover ----

vocabulary() { # vocabulary.yaml
    make_corpus c
    printf "$1" >c/vocabulary.yaml
    index check c
}
vocabulary 'outside: [hypotheek, ov-chipkaart, kindgebonden budget, "zzp'"'"'er", "d.m.v."]\n'
ok "subjects of one word, or two in a row" warns 0
vocabulary 'outside:\n  - hypotheek\n  - wet op de huur\n  - "?"\n  - mbo 8\n  - t-rij-bewijs\n'
ok "other subjects are refused" exits 1
ok "too many words: where" tells \
    "c/vocabulary.yaml:3:5: 'wet op de huur' past niet bij outside; schrijf één woord, of twee woorden zonder getal"
ok "no word" tells "c/vocabulary.yaml:4:5: '?' past niet bij outside"
ok "a number, which is no part of a word" tells "c/vocabulary.yaml:5:5: 'mbo 8' past niet bij outside"
ok "three parts" tells "c/vocabulary.yaml:6:5: 't-rij-bewijs' past niet bij outside"
ok "and no others" [ "$(grep -c outside err)" = 4 ]

synonyms='synonyms:\n  - from: [osiris, "OV kaart"]\n    to: [presentielijst, reizen]\n'
vocabulary "$synonyms"'outside:\n  - osirissen\n  - kaart\n  - wet\n  - reizen\n'
ok "subjects for which nothing else is searched: no warning" warns 0
vocabulary "$synonyms"'outside:\n  - wet\n  - Osiris\n  - ov-kaart\n'
ok "subjects with a synonym" warns 2 \
    "c/vocabulary.yaml:6:5: waarschuwing: 'Osiris' staat ook bij synonyms; haal het daar weg, of hier" \
    "c/vocabulary.yaml:7:5: waarschuwing: 'ov-kaart' staat ook bij synonyms"
vocabulary "$synonyms"'    both: true\noutside:\n  - reizen\n'
ok "with both, the other side too" warns 1 "c/vocabulary.yaml:6:5: waarschuwing: 'reizen' staat ook bij synonyms"
vocabulary 'outside:\n  - hbo\n  - HBO\n  - zzp\n'
ok "a subject that stands twice" warns 1 \
    "c/vocabulary.yaml:3:5: waarschuwing: 'HBO' staat al in c/vocabulary.yaml, regel 2; haal er een weg"
finish
