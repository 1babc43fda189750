#!/bin/sh
# bpv coverage and changes, and the same in bpvd: twenty planted defects are found, formats are valid, rules set the
# exit status. TAP.
. "$(dirname "$0")/daemon_lib.sh"

bpv() { # leaves out, err and status
    "$bin/bpv" "$@" >"$work/out" 2>"$work/err"
    status=$?
}
says() { grep -qF -e "$1" "$work/$2" || { echo "$2 lacks: $1"; head -n 20 "$work/$2"; return 1; }; }
found() { # a rule, and a pattern of jq for the finding
    [ -s found.json ] && jq -e --arg rule "$1" "[.findings[] | select(.rule == \$rule and ($2))] | length > 0" \
        found.json >/dev/null ||
        { echo "no finding of $1 with $2"; jq -c --arg rule "$1" '.findings[] | select(.rule == $rule)' found.json |
        head -n 5; return 1; }
}

# ---- The corpus with its defects ----

cp -R "$repo/corpus" planted
sed -i -e '/^roles:/i\  - number: 11\n    name: "Leeg thema"\n    modules: [6]' \
    -e '/^roles:/i\  - number: 12\n    name: "Dun thema"\n    modules: [6]\n' planted/taxonomy.yaml
cat >>planted/taxonomy.yaml <<'END'
      - name: "Veel te vol"
        kind: e-learning
        sbu_min: 1
        sbu_max: 0
        modules: [4, 5]
        subject: "Te weinig uren voor de stof"
      - name: "Veel te leeg"
        kind: e-learning
        sbu_min: 40
        sbu_max: 50
        modules: [4, 5]
        subject: "Te veel uren voor de stof"
END
sed -i 's/^        sbu_max: 0$/        sbu_max: 1/' planted/taxonomy.yaml
# A track needs more to read than an hour allows: one long list of need to know for it.
{
    printf -- '---
title: Te veel stof
module: 5
themes: [10]
roles: [transitiebegeleider]
phase: na
importance: need
reviewed: 2026-11-22
---
'
    for i in $(seq 1 60); do
        printf '## Onderdeel %s van de oefenstof
<!-- passage
id: stof-%s
force: achtergrond
sources: []
valid_from: onbekend
questions: ["oefenstof onderdeel nummer %s"]
-->
Oefenstof nummer %s.' "$i" "$i" "$i" "$i"
        for j in $(seq 1 130); do printf ' w%sx%s' "$i" "$j"; done
        printf '.\n\n'
    done
} >planted/5-begeleiding-bpv-en-nazorg/te-veel-stof.md
cat >>planted/sources.yaml <<'END'

  - key: planted-ongebruikt
    title: "Bron die niemand noemt"
    organisation: "Test"
    year: "2024"
    kind: overig
    checked: 2026-11-22

  - key: planted-nooit
    title: "Bron die nooit is nagekeken"
    organisation: "Test"
    year: "2024"
    kind: overig

  - key: planted-oud
    title: "Bron die lang geleden is nagekeken"
    organisation: "Test"
    year: "2020"
    kind: overig
    checked: 2024-01-01
END
kind=$(sed -n 's/^    kind: //p' planted/sources.yaml | head -n 1)
sed -i "s/^    kind: overig/    kind: $kind/" planted/sources.yaml
cat >>planted/questions.yaml <<'END'
  - id: planted-niet
    question: "Hoeveel kilo zwavelzuur past in een vulkaan op Jupiter?"
    user: begeleider
    style: zin
    set: check
    expect: [pok-wie-tekent]
  - id: planted-ten-onrechte
    question: "Wie moeten de praktijkovereenkomst ondertekenen?"
    user: begeleider
    style: zin
    set: check
    expect: []
END
passage() { # id, heading, further lines of the comment, text
    printf '## %s
<!-- passage
id: %s
force: advies
sources: [planted-nooit, planted-oud]
valid_from: onbekend
%s-->

%s

' "$2" "$1" "$3" "$4"
}
long=$(for i in $(seq 1 40); do printf 'De school belt elke week het bedrijf %s. ' "$i"; done)
hard='Arbeidsmarktkwalificatieondersteuningsmogelijkheden representeren interdisciplinaire samenwerkingsverbanden'
hard="$hard waarbinnen beleidsverantwoordelijken gemeenschappelijke kwaliteitszorgsystematieken implementeren,"
hard="$hard evalueren, verantwoorden, documenteren, communiceren, institutionaliseren, professionaliseren,"
hard="$hard systematiseren, operationaliseren en consolideren binnen regionale uitvoeringsorganisaties,"
hard="$hard gemeenschappelijke regelingen, onderwijsinstellingen, brancheorganisaties en kennisinfrastructuren."
tree='Een boom maakt de hal gezellig.'
copy='De kerstmarkt van de school staat op het plein naast de fietsenstalling. Studenten van de opleiding'
copy="$copy evenementen bouwen de kramen samen op. De conciërge zet vooraf de stroomkasten klaar voor alle kramen."
{
    printf -- '---
title: Geplante fouten
module: 6
themes: [9]
roles: [coordinator]
phase: altijd
importance: nice
reviewed: 2026-11-22
---
'
    passage planted-verlopen 'Geplant en verlopen' 'valid_until: 2026-06-30
reviewed: 2025-09-01
' 'Deze zeepkistenregel gold tot de zomer.'
    passage planted-historie 'Geplant en bewust bewaard' 'valid_until: 2020-06-30
' 'Deze stoomtreinregel gold lang geleden.'
    passage planted-bijna 'Geplant en bijna voorbij' 'valid_until: 2026-12-31
' 'Deze schaatsregel geldt nog even.'
    passage planted-te-laat 'Geplant en lang niet nagekeken' 'reviewed: 2024-01-01
' 'Deze zeilbootregel keek niemand na.'
    passage planted-lang 'Geplant en veel te lang' '' "$long"
    passage planted-moeilijk 'Geplant en veel te moeilijk' '' "$hard"
    passage planted-kopie-1 'Waar staat de kerstmarkt' '' "$copy"
    passage planted-kopie-2 'Plek voor de kerstkramen' '' "$copy Dat gaat snel."
    passage planted-getal-1 'Kerstboom bestellen' '' \
        'De kerstboom bestelt de conciërge uiterlijk 6 weken voor de vakantie bij de kwekerij in het dorp.'
    passage planted-getal-2 'De boom op tijd regelen' '' \
        "$tree De kerstboom bestelt de conciërge uiterlijk 8 weken voor de vakantie bij de kwekerij in het dorp."
    passage planted-niet-1 'Vuurwerk op het plein' '' \
        'Op het schoolplein mag een student vuurwerk afsteken na de diploma-uitreiking van de school.'
    passage planted-niet-2 'Knallen na de diploma-uitreiking' '' \
        'Op het schoolplein mag een student geen vuurwerk afsteken na de diploma-uitreiking van de school.'
} >planted/6-beleid-en-team/geplante-fouten.md
{
    printf -- '---
title: Nooit nagekeken
module: 6
themes: [12]
roles: [coordinator]
phase: altijd
importance: nice
---
'
    passage planted-nooit 'Geplant en nooit nagekeken' '' 'Deze vliegerregel is nieuw.'
} >planted/6-beleid-en-team/nooit-nagekeken.md
for i in 1 2 3 4 5; do # one heading for all: asking it gives three of them at most
    {
        printf -- '---
title: Zwembadbel %s
module: 6
themes: [9]
roles: [coordinator]
phase: altijd
importance: nice
reviewed: 2026-11-22
---
' "$i"
        passage "planted-wees-$i" 'Waar let je op bij de zwembadbel?' '' \
            "De zwembadbel gaat. Dit is punt nummer $i van de lijst."
    } >"planted/6-beleid-en-team/zwembadbel-$i.md"
done

"$bin/bpv-index" build planted -o planted.index >build.out 2>&1
ok "the corpus with defects builds" test -s planted.index 
bpv --index planted.index coverage --format json
ok "its coverage can be computed" exits 0
cp out found.json

# ---- Twenty defects ----

ok "1 empty cell" found empty-cell '.detail | test("Thema 11 .* module 6")'
ok "2 thin cell" found thin-cell '.detail | test("Thema 12 .* module 6")'
ok "3 over-filled component" found over-filled '.detail | test("Veel te vol")'
ok "4 under-filled component" found under-filled '.detail | test("Veel te leeg")'
ok "5 question without answer" found unanswered '.id == "planted-niet"'
ok "6 question that must not be answered" found wrongly-answered '.id == "planted-ten-onrechte"'
ok "7 expired" found expired '.id == "planted-verlopen"'
ok "8 expired and kept" found history '.id == "planted-historie"'
ok "9 about to expire" found expiring '.id == "planted-bijna"'
ok "10 review overdue" found review-overdue '.id == "planted-te-laat"'
ok "11 never reviewed" found review-overdue '.id == "planted-nooit"'
ok "12 source that nobody uses" found source-unused '.id == "planted-ongebruikt"'
ok "13 source never checked" found source-unchecked '.id == "planted-nooit"'
ok "14 source checked long ago" found source-unchecked '.id == "planted-oud"'
ok "15 too long" found too-long '.id == "planted-lang"'
ok "16 too hard" found too-hard '.id == "planted-moeilijk"'
ok "17 orphan" found orphan '.id | startswith("planted-wees-")'
ok "18 duplicate" found duplicate '.id == "planted-kopie-1" and .other == "planted-kopie-2"'
ok "19 contradiction in a number" found contradiction '.id == "planted-getal-1" and .other == "planted-getal-2"'
ok "20 contradiction in a word" found contradiction '.id == "planted-niet-1" and .other == "planted-niet-2"'
printf '## Regel zonder bron
<!-- passage
id: planted-zonder-bron
force: wet
sources: []
valid_from: onbekend
-->

Dit moet.
' >>planted/6-beleid-en-team/nooit-nagekeken.md
"$bin/bpv-index" check planted >out 2>&1
ok "a rule without source does not even get into an index" says "moet een bron hebben" out
ok "findings name file and line" found expired '.path == "6-beleid-en-team/geplante-fouten.md" and .line > 0'

# ---- Exit status ----

bpv --index planted.index coverage --fail-on expired
ok "--fail-on with findings" exits 1
ok "and says how many" says "Regel expired: 1 bevinding." err
bpv --index planted.index coverage --fail-on too-long,no-source
ok "rules with commas" exits 1
bpv --index planted.index coverage --fail-on no-source
ok "--fail-on without findings" exits 0
bpv --index planted.index coverage --fail-on no-source expired
ok "rules as words" exits 1
bpv coverage --index planted.index --fail-on onzin
ok "an unknown rule is an error" exits 2
ok "that lists the rules" says "empty-cell, thin-cell" err
bpv coverage --index planted.index --by onzin
ok "an unknown part is an error" exits 2
: >empty.tsv
bpv coverage --index planted.index --questions empty.tsv
ok "an empty list of questions is an error" exits 2
printf 'Wie tekent?\tbestaat-niet\n' >unknown.tsv
bpv coverage --index planted.index --questions unknown.tsv
ok "an unknown passage in a question is an error" exits 2
ok "that names it" says "bestaat-niet" err
bpv coverage --index planted.index --questions nowhere.tsv
ok "a missing list is an error" exits 2
bpv coverage --index nowhere.index
ok "a missing index is an error" exits 2
bpv coverage --index planted.index vraag
ok "words are an error" exits 2

# ---- The real corpus ----

BPV_INDEX=$index
export BPV_INDEX
for part in theme module track role phase audience importance question quality; do
    bpv coverage --by $part --format json
    ok "--by $part as JSON" jq -e '.total.line | startswith("Totaal: ")' out
    bpv coverage --by $part --format csv
    ok "--by $part as CSV: every line has as many cells" python3 -c 'import csv, sys
rows = list(csv.reader(open("out", newline="")))
sys.exit(not rows or any(len(row) != len(rows[0]) for row in rows))'
done
bpv coverage
ok "text begins with the total" sh -c 'head -n 1 out | grep -q "^Totaal: [0-9]* geldige passages"'
ok "one total line" [ "$(grep -c '^Totaal' out)" = 1 ]
bpv coverage --format md
ok "Markdown has tables" grep -q '^|---' out
bpv coverage --format html
ok "HTML is well-formed" python3 -c 'import xml.dom.minidom, re
text = open("out").read().replace("<!doctype html>", "").replace("<meta charset=\"utf-8\">", "")
xml.dom.minidom.parseString(re.sub("<meta [^>]*>", "", text))'
bpv coverage --format json
ok "no cell is empty, nothing expired, no rule without source, nothing doubled" jq -e \
    '.total.findings | .["empty-cell"] == 0 and .expired == 0 and .["no-source"] == 0 and .expiring == 0' out
ok "sums agree" jq -e '([.tables[] | select(.axis == "module") | .rows[].passages] | add) <= .total.valid and
    ([.tables[] | select(.axis == "importance") | .rows[].passages] | add) == .total.valid' out
echo "# $(jq -r .total.line out)"
printf 'Wie moet de praktijkovereenkomst ondertekenen?\nHoe laat gaat de trein naar Parijs?\n' >own.tsv
bpv coverage --by question --questions own.tsv --format json
ok "own questions without ids are judged by confidence" \
    jq -e '.questions.own and .total.questions.first == 1 and .total.questions.none == 1' out
printf 'Wie moet de praktijkovereenkomst ondertekenen?\tpok-wie-tekent\n' |
    "$bin/bpv" coverage --by question --questions - --format json >out
ok "own questions from standard input" jq -e '.total.questions.first + .total.questions.top == 1' out

# Questions in YAML
cat >own.yaml <<'END'
questions:
  - question: "Wie moet de praktijkovereenkomst ondertekenen?"
    expect: [pok-wie-tekent]
    user: begeleider
  - question: "# hoe lang duurt de pauze bij minderjarigen"
END
bpv coverage --by question --questions own.yaml --format json
ok "own questions in YAML: exit 0" exits 0
ok "own questions in YAML are asked" \
    jq -e '.questions.own and (.questions.list | length) == 2 and .questions.list[0].user == "begeleider"' out
bpv eval --questions own.yaml
ok "bpv eval takes YAML" says '  alle                    1' out
bpv eval --questions "$repo/corpus/questions.yaml"
cp out bank
bpv eval
ok "the question bank in YAML gives what the index gives" cmp bank out
sed 's/expect/verwacht/' own.yaml >wrong.yaml
bpv eval --questions wrong.yaml
ok "a mistake in YAML: exit 2" exits 2
ok "a mistake in YAML: file and line" says "wrong.yaml:3:5: onbekende sleutel 'verwacht'" err
printf 'questions:\n  - question: "a\n' >wrong.yml
bpv coverage --questions wrong.yml
ok "broken YAML: exit 2" exits 2
ok "broken YAML: file and line" grep -q '^wrong.yml:[0-9]*:[0-9]*: ' err
printf 'questions: []\n' >empty.yaml
bpv coverage --questions empty.yaml
ok "no question in YAML: exit 2" exits 2
ok "no question in YAML: what to do" says 'empty.yaml: hier staat geen vraag' err
bpv eval --questions nowhere.yaml
ok "YAML that is not there: exit 2" exits 2
mkdir alone
cp "$bin/bpv" alone/
alone/bpv eval --questions own.yaml >out 2>err
status=$?
ok "without bpv-index YAML is an error" exits 2
ok "that says what to do" says 'geef de vragen in een tekstbestand' err
"$bin/bpv-index" questions own.yaml >out 2>err
ok "bpv-index questions writes lines" \
    sh -c "printf '%s\t%s\t%s\t\t\t\n' 'Wie moet de praktijkovereenkomst ondertekenen?' pok-wie-tekent begeleider \
        'hoe lang duurt de pauze bij minderjarigen' '' '' | cmp - out"
"$bin/bpv-index" questions >out 2>err
status=$?
ok "bpv-index questions without a file: exit 2" exits 2

# ---- Changes ----

bpv changes --since 2026-11-22 --format json
ok "changes since a day" jq -e '.total > 0 and .counts.reviewed > 0' out
bpv changes --since 2199-01-01
ok "no changes" exits 1
bpv changes
ok "neither --since nor --against is an error" exits 2
cp -R "$repo/corpus" changed
"$bin/bpv-index" build changed -o old.index >/dev/null 2>&1
cp planted/6-beleid-en-team/geplante-fouten.md changed/6-beleid-en-team/
sed -i 's/\[planted-nooit, planted-oud\]/[]/' changed/6-beleid-en-team/geplante-fouten.md
sed -i 's/tekenen samen de praktijkovereenkomst (POK)\./tekenen samen de overeenkomst (POK)./' \
    changed/1-wet-en-regelgeving/praktijkovereenkomst.md
"$bin/bpv-index" build changed -o new.index >build.out 2>&1
bpv --index new.index changes --against old.index --format json
ok "two indexes: what was added" jq -e '.counts.added == 12' out
ok "two indexes: what changed" \
    jq -e '[.changes[] | select(.kind == "changed")] | any(.id == "pok-wie-tekent" and .detail == "tekst")' out
bpv --index old.index changes --against new.index --format json
ok "two indexes: what was removed" jq -e '.counts.removed == 12' out
bpv --index old.index changes --against old.index
ok "two equal indexes" exits 1

# ---- The daemon ----

if start_bpvd --index "$index"; then
    get() { curl -s -o out -w '%{http_code}' "http://127.0.0.1:$port$1" >code; }
    answers() { [ "$(cat code)" = "$1" ] || { echo "status $(cat code)"; head -c 300 out; return 1; }; }
    computed() { grep -c event=coverage-computed "$log"; }
    get_coverage() { # the first request starts it; on a busy machine that takes longer than one waits
        for i in $(seq 100); do
            get /v1/coverage
            [ "$(cat code)" = 503 ] || break
            sleep 0.3
        done
    }
    sleep 1
    ok "nothing is computed before somebody asks" [ "$(computed)" = 0 ]
    get_coverage
    ok "/v1/coverage" answers 200
    "$bin/bpv" --index "$index" coverage --format json >cli.json
    ok "daemon and command line agree" sh -c 'jq -cS . out >a; jq -cS . cli.json >b; cmp a b'
    get '/v1/coverage?by=quality'
    ok "/v1/coverage?by=quality" jq -e '.findings and (.tables | length) == 0' out
    get '/v1/coverage?by=onzin'
    ok "an unknown part is 400" answers 400
    get '/v1/changes?since=2026-11-22'
    ok "/v1/changes" jq -e '.total > 0' out
    get '/v1/changes?since=gisteren'
    ok "a bad day is 400" answers 400
    get /dekking
    ok "/dekking" answers 200
    ok "/dekking has captions, scopes and grades in words" sh -c \
        'grep -q "<caption>" out && grep -q "scope=\"row\"" out && grep -q "<strong>gedekt</strong>" out &&
        grep -q "Totaal: " out'
    for path in $(grep -o 'href="/[^"]*"' out | sed 's/href="//; s/"$//; s/&amp;/\&/g' | grep -v '^/zoek' | sort -u); do
        curl -s -o /dev/null -w "%{http_code} $path\n" "http://127.0.0.1:$port$path"
    done >links
    ok "every link of /dekking leads somewhere" sh -c '! grep -v "^200 " links'
    ok "it is computed once, however often it is asked for" [ "$(computed)" = 1 ]
    get /wijzigingen
    ok "/wijzigingen" answers 200
    get '/wijzigingen?since=2026-11-22'
    ok "/wijzigingen since a day" says "22 november 2026" out
    no_iso_dates() { # in what people read; a date field has a value in this form
        ! sed 's/value="[0-9-]*"//g; s/href="[^"]*"//g' out | grep -o '.\{30\}20[0-9][0-9]-[01][0-9]-[0-3][0-9]'
    }
    ok "/wijzigingen says days as people do" no_iso_dates
    get /dekking
    ok "/dekking too" no_iso_dates
    ok "and names the day" says "Geteld op 22 november 2026." out
    curl -s -H 'Host: 127.0.0.2' "http://127.0.0.1:$port/wijzigingen.atom" | grep -o '<id>.*</id>' >ids.other
    get /wijzigingen.atom
    grep -o '<id>.*</id>' out >ids
    ok "ids of the feed do not depend on the name of the service" \
        sh -c "cmp ids ids.other && grep -q '^<id>tag:bpv-wijzer,2026:' ids"
    ok "/wijzigingen.atom is a feed" python3 -c 'import xml.dom.minidom
feed = xml.dom.minidom.parse("out").documentElement
assert feed.tagName == "feed" and feed.getElementsByTagName("entry")
for entry in feed.getElementsByTagName("entry"):
    assert all(entry.getElementsByTagName(name) for name in ("id", "title", "updated", "link"))
ids = [entry.getElementsByTagName("id")[0].firstChild.data for entry in feed.getElementsByTagName("entry")]
assert len(ids) == len(set(ids))'
    cp "$index" served.index
    start_bpvd --index served.index && get_coverage
    before=$(jq -r .generation out)
    cp planted.index next.index
    mv next.index served.index
    wait_for "$log" "event=index-loaded generation=$(jq -r .generation found.json)"
    sleep 0.5
    ok "a new index alone computes nothing" [ "$(computed)" = 1 ]
    for i in $(seq 60); do
        sleep 0.5
        get /v1/coverage
        [ "$(cat code)" = 200 ] && [ "$(jq -r .generation out)" != "$before" ] && break
    done
    ok "a new index has a new coverage" sh -c "jq -e '.total.findings.orphan >= 1' out"
else
    ok "bpvd starts" false
fi
finish
