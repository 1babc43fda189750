#!/bin/sh
# bpv ask: answers, filters, formats, what is said when there is none. TAP on stdout.
. "$(dirname "$0")/cli_lib.sh"
. "$repo/tests/shell/corpus_lib.sh"

among_first_three() { # question, id
    "$bin/bpv" ask --format tsv --limit 3 "$1" | cut -f 2 | grep -qx -e "$2"
}
answers_all() { # a jq condition that holds for every answer, of at least one
    jq -e ".answered and (.answers | length > 0) and ([.answers[] | $1] | all)" "$work/out"
}

bpv ask "Wie moet de praktijkovereenkomst ondertekenen?"
ok "a question is answered: exit 0" exits 0
ok "nothing on stderr" silent
ok "the module stands in the reference" says "Module 1 Wet- en regelgeving"
ok "the article stands in the reference" says "7.2.9"
ok "the short answer names the three parties" sh -c "grep -E 'school.*student.*leerbedrijf' '$work/out'"
ok "the force is a label" says "[WET]"
ok "validity is said" grep -Eiq "geldig vanaf [0-9]{4}-|begin niet bekend" "$work/out"
ok "the review date is said" grep -Eq "nagekeken [0-9]{4}-[0-9]{2}-[0-9]{2}" "$work/out"
ok "the id is said" says "pok-wie-tekent"
ok "no colour in a pipe" sh -c "! grep -q '$(printf '\033')' '$work/out'"

for pair in "stagair ziek:ziek" "vergoeding stage verplicht?:vergoeding" "aangepast examen dyslexie:examen" \
    "POK:praktijkovereenkomst"; do
    bpv ask "${pair%%:*}"
    ok "'${pair%%:*}' is answered" exits 0
    ok "'${pair%%:*}' is answered about ${pair##*:}" grep -qi -e "${pair##*:}" "$work/out"
done
ok "the passage on signing is among the first three" among_first_three "wie ondertekent de POK" pok-wie-tekent

bpv ask wie tekent de praktijkovereenkomst
ok "words need no quotes" exits 0
cp out unquoted
bpv ask "wie tekent de praktijkovereenkomst"
ok "words and one quoted question give the same" cmp unquoted out
printf 'wie tekent de praktijkovereenkomst\n' | "$bin/bpv" ask - >from-stdin 2>err
ok "a question from stdin gives the same" cmp unquoted from-stdin
bpv ask wie tekent --limit 1 de praktijkovereenkomst --format tsv
ok "options may stand among the words" sh -c "[ \$(wc -l <'$work/out') = 2 ]"
bpv ask --json -- praktijkovereenkomst --limit
ok "-- ends the options" jq -e '.query == "praktijkovereenkomst --limit"' out

bpv ask --json "praktijkovereenkomst"
ok "JSON parses and has the shape of the API" jq -e \
    '.query == "praktijkovereenkomst" and .answered and .total >= 1 and .limit == 10 and .offset == 0
     and (.answers | length) <= 10
     and (.generation | length) > 0 and (.took_us | type) == "number" and (.notices | type) == "array"
     and ([.answers[] | (.id | type) == "string" and (.text | type) == "string" and .confidence >= 0
          and .confidence <= 1 and (.lines | length) == 2 and (.reference | type) == "string"] | all)
     and (.facets.module | type) == "array"' out
cp out default.json
bpv ask --format json "praktijkovereenkomst"
ok "--json is --format json" \
    sh -c "[ \"\$(jq -c 'del(.took_us)' '$work/out')\" = \"\$(jq -c 'del(.took_us)' '$work/default.json')\" ]"
total=$(jq .total default.json)
bpv ask --json --limit 1 --offset 1 "praktijkovereenkomst"
ok "the second page starts with the second answer" sh -c \
    "[ \"\$(jq -r '.answers[0].id' '$work/out')\" = \"\$(jq -r '.answers[1].id' '$work/default.json')\" ]"
ok "the total does not change with the page" [ "$(jq .total out)" = "$total" ]
bpv ask --json --limit 0 "praktijkovereenkomst"
ok "limit 0 only counts" jq -e "(.answers | length) == 0 and .total == $total" out

bpv ask --json --module 1 "praktijkovereenkomst"
ok "--module chooses" answers_all '.module.number == 1'
bpv ask --json --module 1 --module 5 "student begeleiden"
ok "--module twice widens" answers_all '.module.number == 1 or .module.number == 5'
bpv ask --json --force wet "praktijkovereenkomst"
ok "--force chooses" answers_all '.force == "wet"'
bpv ask --json --role coordinator "praktijkovereenkomst"
ok "--role chooses" answers_all '.roles | index("coordinator") != null'
bpv ask --json --theme 1 --force wet "praktijkovereenkomst"
ok "different filters narrow" answers_all '.force == "wet" and ([.themes[].number] | index(1) != null)'
bpv ask --json "coronamaatregelen BPV 2020"
ok "expired passages are no answer" jq -e '[.answers[] | .expired | not] | all' out
bpv ask --json --expired "coronamaatregelen BPV 2020"
ok "--expired brings them back, marked" jq -e '[.answers[] | .expired] | any' out
bpv ask --expired "coronamaatregelen BPV 2020"
ok "expired is visible in text" says "VERLOPEN op "

bpv ask --format tsv --limit 2 "praktijkovereenkomst"
ok "tsv has a header and six columns" awk -F '\t' \
    'NF != 6 { bad = 1 } NR == 1 && $1 != "rank" { bad = 1 } END { exit bad || NR != 3 }' out
bpv ask --format md --limit 1 "wie tekent de praktijkovereenkomst"
ok "Markdown has a heading and a reference" sh -c "grep -q '^### ' '$work/out' && grep -q '^> Module ' '$work/out'"
bpv ask --explain --limit 1 "wie tekent de POK"
ok "--explain says why" says "Waarom gevonden"
bpv ask --explain "snuffelstage vmbo kader dagen"
ok "--explain names a question without an answer that this one is like" \
    says 'geen antwoord op heeft: "snuffelstage vmbo kader dagen"'
mkdir keys
printf '# Sleutel\n\nBij het ophalen van de sleutel betaal je 20 euro. Dit bedrag is de borg voor de sleutel.\n' \
    >keys/borg.md
printf '# Sleutel kwijt\n\nMeld het bij de balie. Daar hoor je welk bedrag je voor de sleutel betaalt.\n' >keys/kwijt.md
"$bin/bpv-index" build --untagged -q keys -o keys.index
bpv ask --index keys.index --explain "welk bedrag betaal je voor de sleutel"
ok "--explain says of one passage that an amount is missing" \
    [ "$(grep -c '^   • niet in deze passage: een bedrag$' out)" = 1 ]
bpv ask --index keys.index --json --explain "welk bedrag betaal je voor de sleutel"
ok "of the one that has none" jq -e '[.answers[] | [.id, [.reasons[] | select(.kind == "amount") | .asked]]] | sort ==
    [["borg-sleutel", []], ["kwijt-sleutel-kwijt", ["een bedrag"]]]' out
bpv ask --index keys.index --explain "wie betaal je voor de sleutel"
ok "who asks for no amount does not miss one" sh -c "! grep -q 'een bedrag' '$work/out'"
bpv ask --limit 1 "praktijkovereenkomst"
ok "the facets are summed up when there is more" grep -q "passages gevonden, 1 getoond" out

bpv ask "hoe laat gaat de trein naar Parijs"
ok "no answer: exit 1" exits 1
ok "no answer is said plainly" says "Geen antwoord gevonden in deze kennisbank."
ok "and what to do next" says "BPV-co"
bpv ask --json "hoe laat gaat de trein naar Parijs"
ok "no answer in JSON" jq -e '.answered == false and (.answers | length) == 0' out
ok "no answer in JSON: exit 1" exits 1
bpv ask --format tsv "hoe laat gaat de trein naar Parijs"
ok "no answer in tsv: only the header, the message on stderr" \
    sh -c "[ \$(wc -l <'$work/out') = 1 ] && grep -q 'Geen antwoord' '$work/err'"
bpv ask "mijn student wil zelfmoord plegen"
ok "a crisis word brings its notice first" sh -c "head -n 8 '$work/out' | grep -q 113"

for columns in 40 80 100; do
    COLUMNS=$columns "$bin/bpv" ask --explain "wie tekent de praktijkovereenkomst" >out 2>err
    ok "no line is wider than $columns columns" sh -c \
        "! LC_ALL=C.UTF-8 grep -v '://' '$work/out' | LC_ALL=C.UTF-8 grep -E '^.{$((columns + 1)),}'"
done
bpv ask --color=always "wie tekent de praktijkovereenkomst"
ok "--color=always is bold in a pipe" grep -q "$(printf '\033\\[0;1m')" out
if command -v script >/dev/null 2>&1; then
    TERM=xterm script -qec "'$bin/bpv' ask 'wie tekent de praktijkovereenkomst'" /dev/null >out </dev/null
    ok "bold on a terminal" grep -q "$(printf '\033')" out
    NO_COLOR=1 TERM=xterm script -qec "'$bin/bpv' ask 'wie tekent de praktijkovereenkomst'" /dev/null >out </dev/null
    ok "not with NO_COLOR" sh -c "! grep -q '$(printf '\033')' '$work/out'"
fi

# More answers than are judged: a total that is a lower bound is not passed off as exact.
ok "a total of few passages is exact" jq -e '.total_exact' "$work/default.json"
make_many_index "$work/many.index"
bpv ask --index "$work/many.index" --limit 2 "begeleiding stage"
ok "text says that there are at least so many" says "Minstens "
ok "and how to go on" says "--offset 2"
bpv ask --index "$work/many.index" --json "begeleiding stage"
ok "JSON says that the total is not exact" jq -e '.total_exact == false and .total >= 10' out
total=$(jq .total out)
bpv ask --index "$work/many.index" --json --offset 20 "begeleiding stage"
ok "and it does not change with the page" jq -e ".total_exact == false and .total == $total" out

finish
