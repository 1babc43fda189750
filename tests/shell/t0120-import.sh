#!/bin/sh
# bpv-index import: the seed documents against hand-made expectations, documents made from corpus files, and importing
# again. TAP on stdout.
. "$(dirname "$0")/cli_lib.sh"
seeds=$repo/tests/import

import() { # leaves report, err and status
    "$bin/bpv-index" import "$@" >"$work/report" 2>"$work/err"
    status=$?
}
reported() { grep -qF -e "$1" "$work/report" || { echo "the report lacks: $1"; return 1; }; }
none() { ! grep "$@"; }
headings() {
    grep '^## ' "$1" | sed 's/^## //'
    sed -n '/^  Koppen zonder/,/^  [A-Z]/s/^    \(blz\. [0-9]*: \)\{0,1\}//p' report
}
joined() { sed -n 's/^.* -> //p' report; }
# Prints precision and recall of what was found against what was expected (lists as sorted files).
measure() { # name, expected, found
    sort "$2" >expected.sorted
    sort "$3" >found.sorted
    both=$(comm -12 expected.sorted found.sorted | wc -l)
    expected=$(wc -l <expected.sorted)
    found=$(wc -l <found.sorted)
    precision=$((both * 1000 / (found > 0 ? found : 1)))
    recall=$((both * 1000 / (expected > 0 ? expected : 1)))
    printf '# %s: precision %d.%03d recall %d.%03d (%d expected, %d found, %d right)\n' "$1" $((precision / 1000)) \
        $((precision % 1000)) \
        $((recall / 1000)) $((recall % 1000)) "$expected" "$found" "$both"
    comm -3 expected.sorted found.sorted | sed 's/^\t/#   too many: /; t; s/^/#   missed:   /'
}
at_least() { [ "$precision" -ge "$1" ] && [ "$recall" -ge "$2" ] ||
    { echo "precision $precision recall $recall"; return 1; }; }
accepted() { "$bin/bpv-index" check -q "$repo/corpus" "$1"; }

# The seed documents
mkdir seeds
import -o seeds "$seeds/handreiking-bpv-in-tijden-van-corona.txt"
ok "the handreiking is imported" exits 0
headings seeds/handreiking-bpv-in-tijden-van-corona.md >found
measure "headings of the handreiking" "$seeds/handreiking.koppen" found
ok "its headings are the hand-made ones" at_least 1000 1000
ok "an item that runs over lines is whole" grep -qF 'ook afstemming tussen scholen hierover)' \
    seeds/handreiking-bpv-in-tijden-van-corona.md
import -o seeds "$seeds/notitie-van-bpv-handboek-naar-3-leergangen.txt"
notitie=seeds/notitie-van-bpv-handboek-naar-3-leergangen.md
ok "the notitie is imported" exits 0
headings $notitie >found
measure "headings of the notitie" "$seeds/notitie.koppen" found
ok "at least 9 of 10 headings, and 9 of 10 are right" at_least 900 900
joined | grep -v '^Leergang$' >found
measure "joined words of the notitie" "$seeds/notitie.woorden" found
ok "all words broken at a line end are whole, and no others are joined" at_least 1000 1000
for module in 'Wet- en regelgeving' 'Voorbereiding BPV' 'Examinering & beoordeling' 'Samenwerken in de regio' \
    'Begeleiding BPV & nazorg' 'Beleid & team'; do
    ok "a section for module $module" grep -q "^## [1-6] Module $module\$" $notitie
done
section() { sed -n "/^## $1\$/,/^## /p" $notitie; }
ok "the ten themes stand under their heading" \
    sh -c "[ \$(sed -n '/^## Verzamelde thema/,/^## /p' $notitie | grep -c '^[0-9]*\. ') = 10 ]"
ok "the three leergangen stand under theirs" \
    sh -c "[ \$(sed -n '/^## Van modules naar leergangen/,/^## /p' $notitie | grep -c '^[0-9]*\. Leergang ') = 3 ]"
ok "no running head is inside a passage" none -n 'leergangen - notitie' $notitie
ok "no line ends with a broken word" none -n '[a-z]-$' $notitie
ok "no unreadable character is left" none -n "$(printf '\357\277\275')" $notitie
ok "the unreadable characters are reported" reported 'Onleesbare tekens, weggelaten: 26'
ok "the corpus with both is accepted" accepted seeds
ok "check names the proposals" \
    sh -c "'$bin/bpv-index' check '$repo/corpus' seeds 2>&1 | grep -q 'voorgesteld door import: roles, module'"

# Proposed tags of the notitie against tags by hand
awk -F'\t' 'NR == FNR { module[$1] = $2; themes[$1] = $3; next }
    /^## / { heading = substr($0, 4) }
    /^module: / && heading in module { n++; right += $0 == "module: " module[heading] }
    /^themes: / && heading in module {
        gsub(/[^0-9 ]/, ""); split("", got); split("", want)
        count = split($0, list, " "); for (i = 1; i <= count; i++) got[list[i]] = 1
        count = split(themes[heading], list, " "); for (i = 1; i <= count; i++) want[list[i]] = 1
        for (t = 1; t <= 10; t++) {
            tp[t] += (t in got) && (t in want)
            fp[t] += (t in got) && !(t in want)
            fn[t] += !(t in got) && (t in want)
        }
    }
    END { for (t = 1; t <= 10; t++) if (tp[t] + fn[t]) { sum += 2 * tp[t] / (2 * tp[t] + fp[t] + fn[t]); c++ }
        printf "%d %d %d %d\n", n, right * 1000 / n, sum * 1000 / c, c }' "$seeds/notitie.tags" $notitie >tags
read -r sections modules themes occurring <tags
printf '# proposed tags of the notitie: %s sections, module right %s/1000, ' "$sections" "$modules"
echo "themes macro-F1 $themes/1000 over $occurring themes"
ok "9 of 10 modules are right, and macro-F1 of the themes is 0.80 or better" \
    sh -c "[ $modules -ge 900 ] && [ $themes -ge 800 ]"

# Again: the same bytes; a changed document keeps its ids and what an author wrote
cp -r seeds before
import -q -o seeds "$seeds"/*.txt
ok "importing again gives the same files" diff -r before seeds
mkdir fresh
import -q -o fresh "$seeds"/*.txt
ok "and so does importing afresh" diff -r before fresh
sed -i 's/^proposed: \[roles, .*/reviewed: 2026-11-22/' $notitie
sed 's/Veldonderzoek/Onderzoek in het veld/; s/zeer nuttig en gewaardeerd/erg nuttig/
    s/^Koploper-volgmodel.*/Voorlopers en volgers/' \
    "$seeds/notitie-van-bpv-handboek-naar-3-leergangen.txt" >notitie-van-bpv-handboek-naar-3-leergangen.txt
import -o seeds notitie-van-bpv-handboek-naar-3-leergangen.txt
ok "a section with another heading and the same text keeps its id" \
    sh -c "sed -n '/^## Onderzoek in het veld/,/^-->/p' $notitie | grep -qx 'id: veldonderzoek'"
ok "a section with another text keeps its id" \
    sh -c "grep -A 3 '^## Leergangen .BPV-begeleiding' $notitie | grep -q '^id: leergangen-bpv-begeleiding'"
ok "changes are counted" reported '1 gewijzigd, 0 verdwenen'
ok "what an author confirmed stays" sh -c "[ \$(grep -c '^reviewed: 2026-11-22' $notitie) -ge 25 ]"
ok "the file before is kept" [ -s $notitie.vorige ]
ok "--module is no proposal" \
    sh -c "'$bin/bpv-index' import -q --module 3 -o fresh notitie-van-bpv-handboek-naar-3-leergangen.txt; true"
mkdir one
import -q --module 3 -o one "$seeds/handreiking-bpv-in-tijden-van-corona.txt"
ok "--module holds for all passages" \
    sh -c "! grep '^module: ' one/*.md | grep -v ': 3$' && ! grep -q '\"module ' one/*.md"

# Documents made from corpus files: PDF in one and two columns, Word, OpenDocument, HTML
plain() { sed -n '/^## /,$p' "$@" | sed -e '/^---$/,/^---$/d' -e '/^<!-- passage/,/^-->/d' -e 's/^## /# /' \
    -e 's/\[\([^]]*\)\]([^)]*)/\1/g' -e 's/\*\*//g'; }
for file in 1-wet-en-regelgeving/urennorm 2-voorbereiding-bpv/lob 5-begeleiding-bpv-en-nazorg/nazorg; do
    plain "$repo/corpus/$file.md"
    echo
done >handboek.txt
grep '^# ' handboek.txt | sed 's/^# //' >handboek.koppen
for columns in 1 2; do
    iconv -f UTF-8 -t CP1252//TRANSLIT handboek.txt |
        LC_ALL=C awk -v columns=$columns -v head='Handboek BPV van ROC Voorbeeld' -v words=broken \
        -f "$seeds/make_pdf.awk" >"kolommen-$columns.pdf"
    mkdir "pdf-$columns"
    import -o "pdf-$columns" "kolommen-$columns.pdf"
    ok "a PDF in $columns column(s) is imported" exits 0
    headings "pdf-$columns/kolommen-$columns.md" >found
    measure "headings of the PDF in $columns column(s)" handboek.koppen found
    ok "its headings are those of the corpus" at_least 1000 1000
    iconv -f CP1252 -t UTF-8 broken >broken.utf8
    joined >found
    measure "joined words of the PDF in $columns column(s)" broken.utf8 found
    ok "its broken words are whole" at_least 990 990
    ok "its running heads are out" none -n 'ROC Voorbeeld' "pdf-$columns/kolommen-$columns.md"
    ok "its page numbers are out" none -nE '^- [0-9]+ -$' "pdf-$columns/kolommen-$columns.md"
    ok "pages are kept as locators" grep -qE "^sources: \[\"kolommen-$columns:p\. [0-9]+" \
        "pdf-$columns/kolommen-$columns.md"
    ok "the corpus with it is accepted" accepted "pdf-$columns"
    # The words of the text, in order, are those of the corpus.
    words() { sed -e '/^---$/,/^---$/d' -e '/^<!-- passage/,/^-->/d' -e 's/^##* //' -e 's/^- //' -e 's/\\//g' "$1" |
        tr -s ' \n' '\n\n' | sed '/^$/d'; }
    words handboek.txt >wanted
    words "pdf-$columns/kolommen-$columns.md" >got
    ok "its text is that of the corpus, word for word, column after column" \
        sh -c "diff wanted got | head -n 10; cmp -s wanted got"
done
sed 's/^# /## /' handboek.txt >handboek.md
printf '\n| Leerweg | Uren |\n|---|---|\n| bol | 450 |\n| bbl | 610 |\n' >>handboek.md
for kind in docx odt html; do
    pandoc -s --metadata title='Handboek BPV' -f markdown -t $kind -o handboek.$kind handboek.md
    mkdir $kind
    import -o $kind handboek.$kind
    ok "a document in $kind is imported" exits 0
    headings $kind/handboek.md >found
    measure "headings of $kind" handboek.koppen found
    ok "its headings are those of the corpus" at_least 1000 1000
    # Pandoc reads the title of an OpenDocument text as a paragraph.
    [ $kind = odt ] || ok "its title is that of the document" grep -qx 'title: "Handboek BPV"' $kind/handboek.md
    ok "lists are kept" grep -qx -- '- eenjarig (basisberoepsopleiding of specialistenopleiding): 250 uur;' \
        $kind/handboek.md
    ok "tables are rows of text" grep -qx -- '- bbl | 610' $kind/handboek.md
    ok "the corpus with it is accepted" accepted $kind
done

# Options and errors
import
ok "no document: wrong use" exits 2
import --module 99 x.txt
ok "a module that cannot be: wrong use" exits 2
import -o nergens "$seeds/handreiking-bpv-in-tijden-van-corona.txt"
ok "a folder that is not there" exits 2
import --index nergens "$seeds/handreiking-bpv-in-tijden-van-corona.txt"
ok "an index that is not there" exits 2
import -q -o one nergens.pdf "$seeds/handreiking-bpv-in-tijden-van-corona.txt"
ok "one bad document does not stop the others" exits 1
ok "and is named" grep -q '^bpv-index: nergens.pdf: ' err
printf '## Een kop\n\nkapot\n' >one/eigen.md
printf 'Een leerbedrijf begeleidt de student bij de stage.\n' >eigen.txt
printf -- '---\ntitle: x\n' >one/eigen.md
import -q -o one eigen.txt
ok "a file that is no corpus file is not overwritten" exits 1
ok "the folder's own sources.yaml is left alone" \
    sh -c "printf 'sources: []\n' >docx/sources.yaml; '$bin/bpv-index' import -o docx handboek.docx >report;
        grep -q 'zet dit in sources.yaml' report && [ \"\$(cat docx/sources.yaml)\" = 'sources: []' ]"

# The tagger
"$bin/bpv-index" check -q --tagger "$repo/corpus" >tagger 2>err
sed 's/^/# /' tagger | sed -n 1,32p
ok "check --tagger prints all protocols" \
    sh -c "grep -q '^Hele bestanden apart gehouden' tagger && [ \$(grep -c 'macro-F1' tagger) = 3 ]"
"$bin/bpv-index" check -q --tagger --format json "$repo/corpus" >tagger.json 2>err
score() { # held back, key: what it is, in thousandths
    tr '{' '\n' <tagger.json | sed -n "s/.*\"held_back\":\"$1\".*\"$2\":\([01]\)\.\{0,1\}\([0-9]*\).*/\1\2000/p" |
        cut -c 1-4 | sed 's/^0*//'
}
ok "check --tagger writes JSON" \
    sh -c "command -v jq >/dev/null || exit 0; jq -e '.tagger | .scores | length == 3' tagger.json"
ok "held-back files: module accuracy 0.90 or better" test "$(score files module_accuracy)" -ge 900
ok "held-back files: macro-F1 over the themes 0.80 or better" test "$(score files theme_macro_f1)" -ge 800
ok "held-back files mixed in one document: not worse than measured" test "$(score mixed module_accuracy)" -ge 780
ok "held-back passages of known files: not worse than measured" test "$(score passages theme_macro_f1)" -ge 750
ok "doubtful tags are in both" test "$(grep -c 'heeft module' tagger)" = \
    "$(tr '{' '\n' <tagger.json | grep -c likely_module)"
ok "--tagger and --watch do not go together" sh -c "! '$bin/bpv-index' check --tagger --watch '$repo/corpus' 2>err"
# Plain texts with proposed module and themes
mkdir plain
cat >plain/map.md <<'END'
# Examens

## Afname
De beoordelaar neemt de proeve van bekwaamheid af volgens het kwalificatiedossier. De examencommissie kijkt mee.

## Herkansing
Na een onvoldoende voor het examen volgt een herkansing. De examencommissie beslist.
END
"$bin/bpv-index" build --untagged plain -o plain.index >built 2>err
ok "plain texts without a taxonomy get no themes" \
    sh -c "! grep -q Voorgesteld built && '$bin/bpv' --index plain.index show map-afname --format json |
        grep -q '\"module\":null,\"themes\":\[\],\"proposed\":false'"
"$bin/bpv-index" build --untagged --index "$BPV_INDEX" plain -o plain.index >built 2>err
ok "with an index they get proposals" grep -q "^Voorgesteld:    module en thema's van 2 passages; niemand keek ze na" \
    built
"$bin/bpv" --index plain.index show map-afname --format json >shown
ok "a proposal has module and theme, and is marked" \
    grep -q '"module":{"number":3,.*"themes":\[{"number":5,.*"proposed":true' shown
ok "the terminal says that it is a proposal" \
    sh -c "'$bin/bpv' --index plain.index show map-herkansing | grep -q 'Voorstel .*niemand keek ze na'"
ok "a passage of authors is not marked" \
    sh -c "'$bin/bpv' show pok-wie-tekent --format json | grep -q '\"proposed\":false' &&
        ! '$bin/bpv' show pok-wie-tekent | grep -q Voorstel"
ok "the answers carry the mark" \
    sh -c "'$bin/bpv' --index plain.index ask --format json 'examen herkansing' | grep -q '\"proposed\":true'"
"$bin/bpv-index" build -q --untagged --index "$BPV_INDEX" plain -o again.index
ok "proposals are the same each time" \
    sh -c "'$bin/bpv' --index again.index status | grep '^Generatie' >a; '$bin/bpv' --index plain.index status |
        grep '^Generatie' | cmp - a"
ok "an index with proposals only teaches nothing" \
    sh -c "'$bin/bpv-index' build --untagged --index plain.index plain -o next.index >built &&
        grep -q Voorgesteld built"
cp "$repo/corpus/taxonomy.yaml" plain/
"$bin/bpv-index" check --untagged --format json plain >checked 2>err
ok "a taxonomy in the folder will do" grep -q '"proposed":2' checked
printf 'modules: nee\n' >plain/taxonomy.yaml
"$bin/bpv-index" check --untagged plain >checked 2>err
status=$?
ok "a broken taxonomy in the folder is an error" exits 1
ok "that has a place" grep -q '^plain/taxonomy.yaml:1:' err
"$bin/bpv-index" check --untagged --index "$BPV_INDEX" plain >checked 2>err
status=$?
ok "with an index the taxonomy in the folder does not count" exits 0
"$bin/bpv-index" check --untagged --index nowhere.index plain >checked 2>err
status=$?
ok "an index that is not there: exit 2" exits 2
"$bin/bpv-index" check --index "$BPV_INDEX" "$repo/corpus" >checked 2>err
status=$?
ok "--index without --untagged: exit 2" exits 2
ok "passages that were imported are marked too" \
    sh -c "'$bin/bpv-index' build -q '$repo/corpus' fresh -o one.index 2>err;
        '$bin/bpv' --index one.index list passages --format tsv | tail -n 1 | cut -f 1 |
        xargs '$bin/bpv' --index one.index show --format json | grep -q '\"proposed\":true'"
finish
