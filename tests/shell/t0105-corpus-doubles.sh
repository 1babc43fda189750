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
    "c/unanswered.yaml:4:5: waarschuwing: deze vraag staat al in c/unanswered.yaml, regel 2" \
    "c/unanswered.yaml:5:5: waarschuwing: deze vraag staat al in c/unanswered.yaml, regel 2"
unanswered '"?!"' '"..."' "pok bewaren"
ok "questions without words are not the same" warns 1 "c/unanswered.yaml:4:5: "
make_corpus c
printf 'questions:\n  - "pok bewaren"\n' >c/unanswered.yaml
awk 'BEGIN { for (i = 0; i < 900; i++) printf "Een woord over bewaren.\n%s", i % 9 ? "" : "\n" }' >>c/1-wet/pok.md
index check c
ok "a section of several passages" says "Passages:       7"
ok "is named once" \
    [ "$(grep -c 'unanswered.yaml.*pok-bewaren' err)" = 1 ]
finish
