#!/bin/sh
# bpv show, cite, verify, similar, list, status, analyze. TAP on stdout.
. "$(dirname "$0")/cli_lib.sh"

# show
bpv show pok-wie-tekent
ok "show finds a passage" exits 0
ok "show names its file and lines" grep -Eq "praktijkovereenkomst[a-z-]*\.md:[0-9]+-[0-9]+" out
ok "show says whom it is for" says "Voor wie"
ok "show gives some of the questions and says how many more there are" \
    sh -c "grep -Eq '^ +en nog [0-9]+; alle met --format json$' '$work/out' && [ \$(wc -l <'$work/out') -lt 60 ]"
bpv show --json pok-wie-tekent
ok "show as JSON" jq -e '.id == "pok-wie-tekent" and (.sources | length) >= 1 and (.text | length) > 0' out
jq -j .text out >passage.txt
bpv show --format md pok-wie-tekent
ok "show as Markdown holds every line of the text" \
    sh -c "grep -v '^ *\$' passage.txt | while IFS= read -r line; do grep -qF -e \"\$line\" out || exit 1; done"

# cite
bpv cite --short pok-wie-tekent
ok "the short form is one line with article, id and review date" grep -Eq \
    '^"[^"]+\." \(.*7\.2\.9.*; BPV-wijzer: pok-wie-tekent, nagekeken [0-9-]{10}\)$' out
ok "the short form is one line" [ "$(wc -l <out)" = 1 ]
cp out short
bpv cite --long pok-wie-tekent
ok "the long form has its reference" \
    sh -c "grep -q '^Bron: ' out && grep -q '^Geldigheid: ' out &&
        grep -q '^Vast kenmerk: BPV-wijzer, pok-wie-tekent (' out"
cp out long
bpv cite pok-wie-tekent
ok "without options: short, empty line, long" sh -c "{ cat short; echo; cat long; } | cmp - out"
bpv cite --format md --long pok-wie-tekent
ok "long Markdown has a heading" grep -q '^### ' out
bpv cite --format html pok-wie-tekent
ok "HTML is a whole page" sh -c "head -n 1 out | grep -q '^<!DOCTYPE html>' && tail -n 1 out | grep -q '^</html>'"
ok "HTML loads nothing" sh -c "! grep -Eiq '<(script|img|link|iframe)|src=' out"
ok "HTML escapes the quotation marks" grep -q '&quot;' out
linking=corona-urennorm-nu # its text links to uren-afwijken
bpv cite --format html "$linking"
ok "HTML of $linking names the other passage and links to nothing" \
    sh -c "! grep -q href out && grep -qF '[uren-afwijken]' out"
bpv cite --format md "$linking"
ok "Markdown of it links to nothing" sh -c "! grep -qF '](#' out && grep -qF '[uren-afwijken]' out"

# verify
bpv verify --all --corpus "$repo/corpus"
ok "every passage is identical to its corpus lines" exits 0
ok "and it says how many" grep -Eq '^[0-9]+ passages nagekeken: alle gelijk' out
BPV_CORPUS=$repo/corpus "$bin/bpv" verify pok-wie-tekent >out 2>err
ok "one passage, corpus from the environment" [ $? = 0 ]
cp -R "$repo/corpus" changed
file=$(cd changed && grep -rl '^id: pok-wie-tekent$' . | head -n 1)
awk '/^id: pok-wie-tekent$/ { inside = 1 }
    inside && /^-->/ { print; getline; print; getline; sub(/\./, "!"); inside = 0 }
    { print }' \
    "changed/$file" >changed.md && mv changed.md "changed/$file"
bpv verify --all --corpus changed
ok "one changed byte: exit 1" exits 1
ok "the passage is named, with its place" grep -Eq '^pok-wie-tekent	.*\.md:[0-9]+-[0-9]+	' out
ok "and no other" [ "$(grep -c '	' out)" = 1 ]
rm "changed/$file"
bpv verify pok-wie-tekent --corpus changed
ok "a file that is gone: exit 1" exits 1
mkdir "changed/$file"
bpv verify pok-wie-tekent --corpus changed
ok "a directory in its place: exit 2" exits 2
rmdir "changed/$file" && ln -s "$repo/corpus/$file" "changed/$file"
bpv verify pok-wie-tekent --corpus changed
ok "a link in its place is not followed: exit 2" exits 2
sed 's/$/\r/' "$repo/corpus/$file" >crlf.md && rm "changed/$file" && mv crlf.md "changed/$file"
bpv verify pok-wie-tekent --corpus changed
ok "CRLF line ends make no difference" exits 0
bpv verify pok-wie-tekent --corpus changed --corpus "$repo/corpus"
ok "--corpus may be repeated" exits 0

# similar
bpv similar pok-wie-tekent
ok "similar finds passages" exits 0
bpv similar --json --limit 3 pok-wie-tekent
ok "at most as many as asked, itself left out" \
    jq -e '(.answers | length) <= 3 and ([.answers[].id != "pok-wie-tekent"] | all)' out
bpv similar --limit 0 pok-wie-tekent
ok "--limit 0 counts" exits 0
ok "and says how many" grep -Eq '^[0-9]+ passages lijken hierop, 0 getoond\.$' out
bpv similar --format tsv --limit 2 pok-wie-tekent
ok "similar as tsv" awk -F '\t' 'NF != 5 { bad = 1 } END { exit bad || NR < 2 || NR > 3 }' out

# list
bpv list passages --format tsv
ok "there are 300 passages or more" [ "$(tail -n +2 out | wc -l)" -ge 300 ]
ok "each row has ten columns" awk -F '\t' 'NF != 10 { exit 1 }' out
ok "the header names the columns" [ "$(head -n 1 out | tr '\t' ' ')" = \
    "id module themes force valid_from valid_until expired path line title" ]
ok "ids are unique" [ -z "$(tail -n +2 out | cut -f 1 | sort | uniq -d)" ]
ok "the history is marked as expired" sh -c "cut -f 7 out | grep -qx yes"
cp out all.tsv
bpv list passages --json
ok "the same passages as JSON" [ "$(jq '.passages | length' out)" = "$(tail -n +2 all.tsv | wc -l)" ]
bpv list passages --module 3 --format tsv
ok "filters choose passages" sh -c "[ \"\$(tail -n +2 out | cut -f 2 | sort -u)\" = 3 ]"
bpv list passages
ok "passages as text" exits 0
bpv list modules --format tsv
ok "six modules" [ "$(tail -n +2 out | wc -l)" = 6 ]
ok "the counts per module add up" [ "$(awk -F '\t' 'NR > 1 { n += $3 } END { print n }' out)" = \
    "$(tail -n +2 all.tsv | wc -l)" ]
bpv list themes --format tsv
ok "ten themes" [ "$(tail -n +2 out | wc -l)" = 10 ]
bpv list tracks --format tsv
ok "three tracks" [ "$(tail -n +2 out | cut -f 1 | sort -u | wc -l)" = 3 ]
bpv list glossary --format tsv
ok "the glossary knows POK" sh -c "cut -f 2 out | grep -qx POK"
bpv list sources --format tsv
ok "the sources have a key and seven columns" awk -F '\t' 'NF != 7 || $1 == "" { exit 1 }' out
for kind in modules themes tracks sources glossary; do
    bpv list $kind --json
    ok "list $kind as JSON parses" jq -e . out
    bpv list $kind
    ok "list $kind as text" exits 0
done

# status, analyze, help
bpv status --json
ok "status as JSON agrees with the list" [ "$(jq .passages out)" = "$(tail -n +2 all.tsv | wc -l)" ]
ok "status has a generation" jq -e '.generation | length >= 16' out
bpv status
ok "status as text" says "Generatie"
bpv analyze "stageplek en POK"
ok "analyze explains" says "Zoekterm"
bpv analyze --json "stageplek en POK"
ok "analyze as JSON" jq -e 'length >= 2 and ([.[] | has("word") and has("term") and has("passages")] | all)' out
bpv --version
ok "--version" grep -Eq '^bpv [0-9]+\.[0-9]+' out
for command in ask show cite verify similar list status analyze; do
    bpv $command --help
    ok "help on $command" says "Gebruik: bpv $command"
done

finish
